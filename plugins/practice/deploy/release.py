"""What stands on a target, as the target itself tells it: the release, and what an unfinished upload left unsure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from practice.site.manifest import Entry

STATE = ".deploy"
"""Folder on a target where the deployments write down what they did; no part of the site."""

_VERSION = 1
_NAME = re.compile(r"[1-9]\d*-[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")

File = tuple[str, int]
"""Digest of a file's bytes, 64 hexadecimal digits, and its length in bytes."""


@dataclass(frozen=True, slots=True)
class Release:
    """
    One site as it was deployed.

    Attributes:
        site: the address for which it was built: whose site this is.
        number: 1 for the first one on its target.
        files: of the site, by path.
        leaving: files of former releases that still stand, because a page that somebody is reading may ask for
            them; by path the number of the first release without them.
        former: names of the releases before this one, the nearest first.
    """

    site: str
    number: int
    files: Mapping[str, File]
    leaving: Mapping[str, int] = field(default_factory=dict)
    former: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Number and the begin of a digest over all files, such as ``7-3f9a1c22b0d4``."""
        text = "".join(f"{sha256}  {path}\n" for path, (sha256, _) in sorted(self.files.items()))
        return f"{self.number}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def files(manifest: Mapping[str, Entry]) -> dict[str, File]:
    """Return the files of a build's manifest."""
    return {path: (entry.sha256, entry.size) for path, entry in manifest.items()}


def to_text(release: Release) -> str:
    """Return the release as one line of JSON; the inverse of :func:`from_text`."""
    return _json(
        {
            "files": {path: list(file) for path, file in release.files.items()},
            "former": list(release.former),
            "leaving": dict(release.leaving),
            "number": release.number,
            "site": release.site,
            "version": _VERSION,
        }
    )


def from_text(text: str) -> Release:
    """
    Return the release that *text* tells of; the inverse of :func:`to_text`.

    Raises:
        ValueError: it is not JSON or not of this shape; one plain line.
    """
    match _parsed(text):
        case {
            "site": str(site),
            "number": int(number),
            "files": dict(named),
            "leaving": dict(leaving),
            "former": list(former),
        } if all(isinstance(name, str) and _NAME.fullmatch(name) for name in former):
            return Release(
                site,
                number,
                {_path(path): _file(row) for path, row in sorted(named.items())},
                {_path(path): int(since) for path, since in sorted(leaving.items())},
                tuple(former),
            )
    raise ValueError("is no list of a release")


def unsure_to_text(paths: Iterable[str]) -> str:
    """Return the paths that an upload is about to touch, as one line of JSON."""
    return _json({"unsure": sorted(paths), "version": _VERSION})


def unsure_from_text(text: str) -> frozenset[str]:
    """
    Return the paths that unfinished uploads may have touched; the inverse of :func:`unsure_to_text`.

    Raises:
        ValueError: it is not JSON or not of this shape; one plain line.
    """
    match _parsed(text):
        case {"unsure": list(paths)}:
            return frozenset(map(_path, paths))
    raise ValueError("is no list of an upload")


def _parsed(text: str) -> Any:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("is not JSON") from None
    if not isinstance(data, dict) or data.get("version") != _VERSION:
        raise ValueError(f"is not of version {_VERSION}")
    return data


def _path(path: Any) -> str:
    if not isinstance(path, str) or path.startswith("/") or {"", ".", ".."} & set(path.split("/")):
        raise ValueError(f"names {_json(path)}, which is no path of a site")
    return path


def _file(row: Any) -> File:
    match row:
        case [str(sha256), int(size)] if _DIGEST.fullmatch(sha256) and size >= 0:
            return sha256, size
    raise ValueError("has a bad entry")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
