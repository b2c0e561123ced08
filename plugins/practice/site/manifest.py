"""What a build wrote: each file with its digest, its length and the sources it was made from."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MANIFEST = ".manifest.json"
"""The manifest's name in the output folder; it does not list itself."""

STRAY = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that file browsers leave behind, of any folder; nobody misses them."""

_VERSION = 1
_BLOCK = 1 << 20
_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PATH = re.compile(r"(?!\.{1,2}(/|\Z))[^/\0]+(/(?!\.{1,2}(/|\Z))[^/\0]+)*")


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One file of a built site.

    Args:
        sha256: digest of its bytes, 64 hexadecimal digits.
        size: its length in bytes.
        sources: the files that it was made from, relative to the site's folder, sorted.
    """

    sha256: str
    size: int
    sources: tuple[str, ...] = ()


def walk(folder: Path) -> list[str]:
    """
    Return every file below *folder*, in the order of their paths.

    Paths are relative with forward slashes.  Links are listed and never followed; folders are not listed.

    Raises:
        OSError: a folder cannot be read.
    """
    return sorted(places(folder))


def places(folder: Path) -> dict[str, int]:
    """
    Return the place on the disk (inode) of each file that `walk` returns, by path.

    Raises:
        OSError: a folder cannot be read.
    """
    found = {}
    ahead = [""]
    while ahead:
        inside = ahead.pop()
        with os.scandir(os.path.join(folder, inside)) as entries:  # noqa: PTH118 -- 5,000 Path objects cost more than the walk
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    ahead.append(f"{inside}{entry.name}/")
                else:
                    found[inside + entry.name] = entry.inode()
    return found


def digest(path: str, twin: str | None = None) -> tuple[str, bool]:
    """
    Return the SHA-256 of the file *path*, and whether *twin* holds the same bytes; each is read once.

    A twin that is None or cannot be read is not the same.

    Raises:
        OSError: *path* cannot be read.
    """
    sha256 = hashlib.sha256()
    descriptor = _opened(twin)
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 -- called for each file of a site
            while block := file.read(_BLOCK):
                sha256.update(block)
                if descriptor is not None and not _continues(descriptor, block):
                    os.close(descriptor)
                    descriptor = None
            same = descriptor is not None and _continues(descriptor, b"")
    finally:
        if descriptor is not None:
            os.close(descriptor)
    return sha256.hexdigest(), same


def to_text(entries: Mapping[str, Entry]) -> str:
    """Return the manifest as JSON, a line for each file, sorted; the inverse of :func:`from_text`."""
    rows = (
        f"{_json(path)}: " + _json({"bytes": entry.size, "sha256": entry.sha256, "sources": list(entry.sources)})
        for path, entry in sorted(entries.items())
    )
    return '{"files": {\n' + ",\n".join(rows) + f'\n}}, "version": {_VERSION}}}\n'


def from_text(text: str) -> dict[str, Entry]:
    """
    Return the entries of a manifest by path, sorted; the inverse of :func:`to_text`.

    Raises:
        ValueError: it is not JSON or not of this shape; the message is one plain line without a path.
    """
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("is not JSON") from None
    if not isinstance(data, dict) or not isinstance(data.get("files"), dict):
        raise ValueError('has no object "files"')
    if type(data.get("version")) is not int or data["version"] != _VERSION:
        raise ValueError(f"is not of version {_VERSION}")
    return {path: _entry(path, row) for path, row in sorted(data["files"].items())}


def read_manifest(folder: Path) -> dict[str, Entry]:
    """
    Return what the build of *folder* wrote, by path, sorted.

    Raises:
        ValueError: the manifest is no plain file, no UTF-8, no JSON or has another shape; one plain line.
        OSError: it is missing or cannot be read.
    """
    path = folder / MANIFEST
    if not stat.S_ISREG(path.lstat().st_mode):
        raise ValueError("is not a plain file")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ValueError("is not UTF-8") from None
    return from_text(text)


def verify(folder: Path) -> list[str]:
    """
    Return where the files in *folder* differ from its manifest, one line each, sorted by path.

    Raises:
        ValueError: the manifest is broken.
        OSError: the manifest is missing, or a file cannot be read.
    """
    written = read_manifest(folder)
    there = set(walk(folder)) - {MANIFEST}
    return [
        line
        for path in sorted(there | written.keys())
        if (line := _difference(folder, path, written.get(path), is_there=path in there))
    ]


def _difference(folder: Path, path: str, entry: Entry | None, *, is_there: bool) -> str:
    if entry is None:
        return f"{path}: was not made by the build"
    if not is_there:
        return f"{path}: is missing"
    state = (folder / path).lstat()
    if not stat.S_ISREG(state.st_mode):
        return f"{path}: is not a plain file"
    if state.st_size != entry.size or digest(str(folder / path))[0] != entry.sha256:
        return f"{path}: changed since the build"
    return ""


def _entry(path: str, row: Any) -> Entry:
    if not _PATH.fullmatch(path) or path == MANIFEST:
        raise ValueError(f"names {json.dumps(path)}, which is no path of a site")
    match row:
        case {"sha256": str(sha256), "bytes": int(size), "sources": list(sources)} if (
            len(row) == 3
            and _DIGEST.fullmatch(sha256)
            and type(size) is int
            and size >= 0
            and all(isinstance(source, str) for source in sources)
        ):
            return Entry(sha256, size, tuple(sources))
    raise ValueError(f"has a bad entry for {json.dumps(path)}")


def _opened(path: str | None) -> int | None:
    try:
        return None if path is None else os.open(path, os.O_RDONLY)
    except OSError:
        return None


def _continues(descriptor: int, block: bytes) -> bool:
    """Say whether the next bytes of *descriptor* are *block*; an empty one stands for the end."""
    try:
        return os.read(descriptor, len(block) or 1) == block
    except OSError:
        return False
