"""A site's files and records, kept from one reading to the next: what did not change is not read again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from practice.content import files, graph, images, redirects
from practice.content.files import Files, Source
from practice.content.graph import Site
from practice.content.read import read
from practice.content.records import Record


class Shelf:
    """
    What was read of one site, as it stood at the last `refresh`.

    Attributes:
        found: its files; the bytes of pages are not kept.
        digests: of every file below ``content/``, by path; a page's is also one of the pieces in it.
        records: of its pages, by path.
        seen: what its pictures are, or what is wrong with them, by path.

    Args:
        root: the site's folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.found = Files(root)
        self.digests: dict[str, str] = {}
        self.records: dict[str, Record] = {}
        self.seen: dict[str, images.Picture | str] = {}
        self._data: dict[str, str] = {}
        self._stamps: dict[str, tuple[tuple[int, ...], str]] = {}

    def refresh(self, paths: Iterable[str] | None = None) -> None:
        """
        Read what changed.

        Args:
            paths: of the files that may have changed, below the site's folder; None for any.
        """
        if paths is None or not all(self._again(path) for path in paths):
            self._all()

    def site(self) -> Site:
        """Return the site as it was read, without its faults."""
        return graph.join(self.found, self.records, self.seen)

    def _again(self, path: str) -> bool:
        """Read one page that was there before; return False where it is anything else, and all must be looked at."""
        if path not in self.records:
            return False
        found = files.again(self.root, path)
        if found.faults or len(found.pages) != 1:
            return False
        self._read(found.pages[0], set())
        return True

    def _all(self) -> None:
        found = files.find(self.root)
        before, self.digests = self.digests, {}
        for lang, pieces in found.pieces.items():
            ending = "" if lang == "en" else f".{lang}"
            for name, text in pieces.items():
                self.digests[f"content/pieces/{name}{ending}.md"] = _digest(text.encode())
        if found.redirects:
            self.digests[redirects.PATH] = _digest(found.redirects.encode())
        for path, file in (*found.images.items(), *found.downloads.items()):
            self.digests[path] = self._stamped(path, file)
        changed = {
            path.removeprefix("content/pieces/").removesuffix(".md")
            for path in before.keys() | self.digests.keys()
            if path.startswith("content/pieces/") and before.get(path) != self.digests.get(path)
        }
        records, pages = self.records, found.pages
        self.found, self.records = found, {}
        found.pages = []
        for source in pages:
            if old := records.get(source.path):
                self.records[source.path], self.digests[source.path] = old, before[source.path]
            self._read(source, changed)
        self._data = {path: self._data[path] for path in self.records}
        seen = self.seen
        fresh = Files(self.root, images={
            path: file
            for path, file in found.images.items()
            if path not in seen or before.get(path) != self.digests[path]
        })  # fmt: skip
        looked = graph.look(fresh)
        self.seen = {path: looked[path] if path in looked else seen[path] for path in found.images}
        self._stamps = {path: self._stamps[path] for path in (*found.images, *found.downloads)}

    def _read(self, source: Source, pieces: set[str]) -> None:
        """Make the record of a file, if it or one of the *pieces* that changed in it is new."""
        data, old = _digest(source.data), self.records.get(source.path)
        ending = "" if source.lang == "en" else f".{source.lang}"
        if old is not None and data == self._data[source.path]:
            named = {f"{name}{ending}" for name in old.document.pieces}
            if named.isdisjoint(pieces) and not (pieces and old.document.faults):
                return
        texts = self.found.pieces.get(source.lang, {})
        record = self.records[source.path] = read(source, texts)
        self._data[source.path] = data
        self.digests[source.path] = _digest("\n".join([data, *map(texts.__getitem__, record.document.pieces)]).encode())

    def _stamped(self, path: str, file: Path) -> str:
        """Return the digest of a large file, which is read only when its time, size or place on the disk is new."""
        try:
            state = file.stat()
            stamp = (state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino)
            if path not in self._stamps or self._stamps[path][0] != stamp:
                self._stamps[path] = stamp, _digest(file.read_bytes())
        except OSError:
            self._stamps[path] = (), ""
        return self._stamps[path][1]


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=16).hexdigest()
