"""
A site's files and records, kept from one reading to the next: what did not change is not read again.

Of a page that stands on the shelf only its metadata is kept; its text, which is most of it, is read again from
its file when somebody asks for it.  So a thousand pages need little memory, and a state that was kept on the disk
is there at once.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from practice.content import files, graph, images, published, redirects
from practice.content.digests import Digests, digest
from practice.content.document import Document
from practice.content.files import Files, Source
from practice.content.graph import Site
from practice.content.kinds import BY_NAME
from practice.content.progress import counted
from practice.content.read import read
from practice.content.records import Entry, Record, Value

_OPEN = 24
"""Whole records kept at hand of a large site: those of a page, of what it names, and of its translations."""
_ALL = 256
"""Pages of a site of which all are kept at hand, so that none is read twice; they take up to 20 MB."""


class ChangedMeanwhile(Exception):
    """A file is not as it was when the site was read; read it again."""


class Spine(NamedTuple):
    """
    What the shelf knows of a page without opening it.

    Attributes:
        kind, slug, lang: as its path says.
        data: digest of its bytes.
        digest: as `Record.digest`.
        pieces: that are filled in, by name.
        faulty: whether its structure has a fault.
        values: its metadata, as a pickle.
    """

    kind: str
    slug: str
    lang: str
    data: str
    digest: str
    pieces: tuple[str, ...]
    faulty: bool
    values: bytes


@dataclass(slots=True)
class Kept:
    """
    All that a shelf knows, for the next process; pictures that are wrong are looked into again.

    Attributes:
        spines: of the pages, by path.
        digests, seen: as the shelf's.
    """

    spines: dict[str, Spine] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    seen: dict[str, images.Picture | str] = field(default_factory=dict)


class Shelved(Record):
    """A record whose metadata is unpacked, and whose text is read from its file, when they are asked for."""

    __slots__ = ("_names", "_order", "_shelf", "_spine", "_values")

    def __init__(self, shelf: Shelf, path: str, spine: Spine) -> None:
        self.kind, self.slug, self.lang, self.path = BY_NAME[spine.kind], spine.slug, spine.lang, path
        self.original = None
        self._shelf, self._spine = shelf, spine
        self._values: dict[str, Value] | None = None
        self._order: tuple[str, str] | None = None
        self._names: tuple[tuple[str, str], ...] | None = None

    @property
    def values(self) -> dict[str, Value]:  # type: ignore[override]
        """The metadata, with its lines."""
        if self._values is None:
            self._values = pickle.loads(self._spine.values)
        return self._values

    @property
    def order(self) -> tuple[str, str]:
        """What pages of a kind are sorted by."""
        if self._order is None or self.original:  # a translation may have the title of its original
            self._order = super().order
        return self._order

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Kind and slug of each page that a list among its fields names."""
        if self._names is None or self.original:
            self._names = super().names
        return self._names

    @property
    def digest(self) -> str:  # type: ignore[override]
        """The digest of title, metadata and text."""
        return self._spine.digest

    @property
    def pieces(self) -> tuple[str, ...]:
        """The pieces that are filled in."""
        return self._spine.pieces

    @property
    def document(self) -> Document:  # type: ignore[override]
        """The scanned file."""
        return self._shelf.whole(self.path).document

    @property
    def entries(self) -> tuple[Entry, ...]:  # type: ignore[override]
        """The terms of a glossary."""
        return self._shelf.whole(self.path).entries


Share = Callable[[int, Callable[[int], Any], str], list[Any]]
"""Does a number of jobs; see `practice.desk.halves.share`."""


class Shelf:
    """
    What was read of one site, as it stood at the last `refresh`.

    Attributes:
        found: its files.
        digests: of every file below ``content/`` and of the ledger, by path; a page's is also one of the pieces in it.
        records: of its pages, by path.
        seen: what its pictures are, or what is wrong with them, by path.

    Args:
        root: the site's folder.
        kept: what an earlier shelf of the same site knew.
        share: does the reading of many pages.
        known: digests of files that need not be read again.
    """

    def __init__(
        self, root: Path, kept: Kept | None = None, share: Share | None = None, known: Digests | None = None
    ) -> None:
        kept = kept or Kept()
        self.root = root
        self.found = Files(root)
        self.digests = kept.digests
        self.seen: dict[str, images.Picture | str] = {
            path: seen for path, seen in kept.seen.items() if not isinstance(seen, str)
        }
        self._spines, self._known = kept.spines, known or Digests()
        self.records: dict[str, Record] = {path: Shelved(self, path, spine) for path, spine in self._spines.items()}
        self._open: dict[str, Record] = {}
        self._most = _OPEN
        self._share = share or (lambda count, work, what: [work(number) for number in counted(range(count), what)])

    def kept(self) -> Kept:
        """Return what the next process is to know."""
        return Kept(self._spines, self.digests, self.seen)

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

    def is_faulty(self, path: str) -> bool:
        """Tell whether the structure of a page has a fault."""
        return self._spines[path].faulty

    def whole(self, path: str) -> Record:
        """
        Return the record of a page with its text.

        Raises:
            ChangedMeanwhile: the file is another than at the last `refresh`.
        """
        record = self._open.get(path)
        if record is None:
            found = files.again(self.root, path)
            spine = self._spines[path]
            if len(found.pages) != 1 or digest(found.pages[0].data) != spine.data:
                raise ChangedMeanwhile(path)
            record = self._opened(found.pages[0])
        record.original = self.records[path].original
        return record

    def _opened(self, source: Source) -> Record:
        """Read a page, and keep it at hand in the place of the one that was opened longest ago."""
        record = read(source, self.found.pieces.get(source.lang, {}))
        self._open.pop(source.path, None)
        self._open[source.path] = record
        while len(self._open) > self._most:
            del self._open[next(iter(self._open))]
        return record

    def _again(self, path: str) -> bool:
        """Read one page that was there before; return False where it is anything else, and all must be looked at."""
        if path not in self.records:
            return False
        found = files.again(self.root, path)
        if found.faults or len(found.pages) != 1:
            return False
        if digest(found.pages[0].data) != self._spines[path].data:
            self._put(path, self._spine_of(found.pages[0]))
        return True

    def _all(self) -> None:
        present: dict[str, str] = {}

        def take(source: Source, state: os.stat_result) -> None:
            present[source.path] = self._known.note(self._name(source.path), state, source.data)

        def is_known(path: str, state: os.stat_result) -> bool:
            known = self._known.known(self._name(path), state)
            if known is None or path not in self._spines or self._spines[path].data != known:
                return False
            present[path] = known
            return True

        found = files.find(self.root, take, is_known)
        before, self.digests = self.digests, {}
        for lang, pieces in found.pieces.items():
            for name, text in pieces.items():
                self.digests[f"content/pieces/{name}{_ending(lang)}.md"] = digest(text.encode())
        if found.redirects:
            self.digests[redirects.PATH] = digest(found.redirects.encode())
        for path, file in (*found.images.items(), *found.downloads.items()):
            self.digests[path] = self._asset(path, file)
        with suppress(OSError):
            self.digests[published.PATH] = digest((self.root / published.PATH).read_bytes())
        changed = {
            path.removeprefix("content/pieces/").removesuffix(".md")
            for path in before.keys() | self.digests.keys()
            if path.startswith("content/pieces/") and before.get(path) != self.digests.get(path)
        }
        self.found = found
        for path in [path for path in self.records if path not in present]:
            for held in (self.records, self._spines, self._open):
                held.pop(path, None)
        self._most = _OPEN if len(present) > _ALL else _ALL
        new = [path for path, data in present.items() if self._is_new(path, data, changed)]
        for path in new:
            self._open.pop(path, None)
        spines = self._share(len(new), lambda number: self._read(new[number], present[new[number]]), "pages read")
        for path, spine in zip(new, spines, strict=True):
            self._put(path, spine)
        for path in present:
            if path not in self.digests:
                self.digests[path] = before[path]
        self.records = {path: self.records[path] for path in present}
        fresh = Files(self.root, images={
            path: file
            for path, file in found.images.items()
            if path not in self.seen or before.get(path) != self.digests[path]
        })  # fmt: skip
        looked = graph.look(fresh)
        self.seen = {path: looked[path] if path in looked else self.seen[path] for path in found.images}

    def _is_new(self, path: str, data: str, pieces: set[str]) -> bool:
        """Tell whether a page, or one of the *pieces* that changed in it, is new."""
        spine = self._spines.get(path)
        if spine is None or spine.data != data:
            return True
        named = {f"{name}{_ending(spine.lang)}" for name in spine.pieces}
        return bool(pieces) and (spine.faulty or not named.isdisjoint(pieces))

    def _read(self, path: str, data: str) -> Spine:
        found = files.again(self.root, path)
        if len(found.pages) != 1 or digest(found.pages[0].data) != data:
            raise ChangedMeanwhile(path)
        return self._spine_of(found.pages[0])

    def _spine_of(self, source: Source) -> Spine:
        record = self._opened(source)
        document = record.document
        values = pickle.dumps(record.values, pickle.HIGHEST_PROTOCOL)
        return Spine(
            source.kind.name, source.slug, source.lang, digest(source.data), record.digest,
            document.pieces, bool(document.faults), values,
        )  # fmt: skip

    def _put(self, path: str, spine: Spine) -> None:
        """Put a page on the shelf."""
        self._spines[path], self.records[path] = spine, Shelved(self, path, spine)
        texts = self.found.pieces.get(spine.lang, {})
        said = "\n".join([spine.data, *(texts[name] for name in spine.pieces)])
        self.digests[path] = digest(said.encode())

    def _asset(self, path: str, file: Path) -> str:
        """Return the digest of a picture or download, "" where it cannot be read."""
        try:
            return self._known.of(self._name(path), file.stat(), file.read_bytes)
        except OSError:
            return ""

    def _name(self, path: str) -> str:
        return f"{self.root}/{path}"


def _ending(lang: str) -> str:
    return "" if lang == "en" else f".{lang}"
