"""Pictures and downloads of the old site: found among its uploads, full size where there is one, and copied."""

from __future__ import annotations

import posixpath
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from practice.content import images
from practice.content.files import DOWNLOADS, MAX_FILE, MAX_NAME
from practice.intake.original import host_of

_SIZED = re.compile(r"-\d{2,5}x\d{2,5}(?=\.\w+$)")
_SCALED = re.compile(r"-scaled(?=\.\w+$)")
_UPLOADS = "/wp-content/uploads/"
_DOWNLOAD = "../files/"


class Missing(Exception):
    """A file that cannot be taken; ``str()`` is the fault and, after a semicolon, its remedy."""


class Absent(Missing):
    """A file that is not there; ``str()`` is its name."""


@dataclass(slots=True)
class Uploads:
    """
    The files of an old site.

    Args:
        root: the folder of the new site.
        folders: in which to look, in order: the uploads folder; none is left.
        hosts: of the old site; what others held is not among its uploads.

    Attributes:
        copied: by the file that was copied, where its copy is, from a page's folder.
        moved: downloads by their old path: the new address.
        refused: files that may not be published, and why.
    """

    root: Path
    folders: tuple[Path, ...] = ()
    hosts: set[str] = field(default_factory=set)
    copied: dict[Path, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    refused: dict[Path, str] = field(default_factory=dict)

    def take(self, address: str, near: Path | None = None) -> str:
        """
        Copy the file that stood at *address*, unless it is there already; return its path from a page's folder.

        Args:
            address: as the old page writes it, with or without a host.
            near: the folder of the saved page that names it.

        Raises:
            Missing: it is not there, lies outside the folders, or may not be published.
        """
        file = self._find(address, near)
        if file in self.refused:
            raise Missing(self.refused[file])
        if file not in self.copied:
            try:
                self.copied[file] = self._copy(file)
            except Missing as reason:
                self.refused[file] = str(reason)
                raise
        found = self.copied[file]
        if found.startswith(_DOWNLOAD):
            self.moved[urlsplit(address).path] = found.removeprefix("..")
        return found

    def unused(self, addresses: Iterable[str]) -> list[str]:
        """Return the names of the files at *addresses* that lie among the uploads and that no page asked for."""
        found: dict[str, None] = {}
        for address in addresses:
            try:
                file = self._find(address, None)
            except Missing:
                continue
            if file not in self.copied and file not in self.refused:
                found[file.name] = None
        return list(found)

    def _find(self, address: str, near: Path | None) -> Path:
        try:
            path = unquote(urlsplit(address).path).replace("\\", "/")
        except ValueError:
            raise Missing(f'"{address[:100]}" is no address of a file; name the file plainly') from None
        inside = path.partition(_UPLOADS)[2] or path.lstrip("/")
        if ".." in inside.split("/") or "\0" in path or len(path) > 1000:
            raise Missing(f'"{address[:100]}" leads out of the uploads; name the file plainly')
        for name in _sizes(inside):
            for folder in (*self.folders, *((near,) if near else ())):
                file: Path = folder / name
                if is_file(file) and file.resolve().is_relative_to(folder.resolve()):
                    return file.resolve()
        if (host := host_of(f"https:{address}" if address.startswith("//") else address)) and host not in self.hosts:
            raise Missing(f"the file {address[:100]} lies on another site; ask its owner before you show it")
        raise Absent(inside[:100])

    def _copy(self, file: Path) -> str:
        ending = file.suffix.lower()
        if ending in images.ENDINGS:
            try:
                images.inspect(file)
            except images.BadImage as reason:
                raise Missing(f"the picture {file.name} cannot be shown: {reason}") from None
            return self._into("images", file)
        if ending in DOWNLOADS:
            if file.stat().st_size > MAX_FILE:
                raise Missing(
                    f"the file {file.name} has {file.stat().st_size:,} bytes; a file has at most {MAX_FILE:,}"
                )
            with file.open("rb") as data:
                if ending == ".pdf" and data.read(5) != b"%PDF-":
                    raise Missing(f"the file {file.name} is not a PDF inside; save it as PDF again")
            return self._into("files", file)
        raise Missing(
            f"the file {file.name} is of a kind that is not published; save it as another, such as PNG or PDF"
        )

    def _into(self, folder: str, file: Path) -> str:
        stem = unicodedata.normalize("NFKD", file.stem).encode("ascii", "ignore").decode().lower()
        stem = re.sub(r"[^a-z0-9_-]+", "-", stem).strip("-_")[: MAX_NAME - 20] or "file"
        number = 1
        while True:
            name = f"{stem}{f'-{number}' if number > 1 else ''}{file.suffix.lower()}"
            target = self.root / "content" / folder / name
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
                break
            if target.is_file() and not target.is_symlink() and _same(target, file):
                break
            number += 1
        return posixpath.join("..", folder, name)


def is_file(path: Path) -> bool:
    """Tell whether there is such a file; names that no file can have are none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def full_size(address: str) -> str:
    """Return the path of the picture of which the one at *address* may be a smaller copy."""
    try:
        path = urlsplit(address).path
    except ValueError:
        path = address
    return _SCALED.sub("", _SIZED.sub("", path))


def _sizes(inside: str) -> Iterator[str]:
    """Yield the names under which a file may lie, the largest first: WordPress keeps smaller copies beside it."""
    yield from dict.fromkeys((full_size(inside), _SIZED.sub("", inside), _SCALED.sub("-scaled", inside), inside))


def _same(one: Path, other: Path) -> bool:
    return one.stat().st_size == other.stat().st_size and one.read_bytes() == other.read_bytes()
