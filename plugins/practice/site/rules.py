"""
What a host is to do with a published site: the one table that every host's own file is made from.

Nothing here is written as any host writes it; `practice.site.hosts` does that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from practice.content.redirects import Redirect
from practice.site.policy import REFERRER

Headers = Mapping[str, str]

TYPES: Headers = MappingProxyType(
    {
        ".avif": "image/avif",
        ".css": "text/css",
        ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".html": "text/html",
        ".ico": "image/x-icon",
        ".jpg": "image/jpeg",
        ".js": "text/javascript",
        ".json": "application/json",
        ".ods": "application/vnd.oasis.opendocument.spreadsheet",
        ".odt": "application/vnd.oasis.opendocument.text",
        ".pdf": "application/pdf",
        ".png": "image/png",
        ".rtf": "application/rtf",
        ".svg": "image/svg+xml",
        ".txt": "text/plain",
        ".webp": "image/webp",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xml": "application/xml",
    }
)
"""Media types by ending: hosts' own lists lack some, and a browser that may not guess shows no such picture."""

TEXT = (".css", ".html", ".js", ".json", ".svg", ".txt", ".xml")
"""Endings of files that have compressed ones beside them."""
COMPRESSED = {".br": "br", ".gz": "gzip"}
"""Endings of compressed files and their ``Content-Encoding``, the smaller first."""

MISSING = "404.html"
WELL_KNOWN = ".well-known/"
"""The one folder with a dot in front that a host shows (RFC 8615)."""
OWN = ("_headers", "_redirects")
"""Files of hosts without a dot in front; what has one is hidden everywhere."""

HASHED = ("assets/", "images/")
"""Folders in which every name holds a digest of the file, so that a browser may keep it for ever."""
_DIGEST = re.compile(r"[-.][0-9a-f]{8,64}(?:-\d+)?(?:\.[a-z0-9]+)+\Z")

_EVERYWHERE: Headers = MappingProxyType(
    {
        "Cache-Control": "public, max-age=0, must-revalidate",
        "Content-Language": "en",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": REFERRER,
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Permitted-Cross-Domain-Policies": "none",
    }
)
"""
For all answers.  A page is asked for anew each time it is opened: a corrected phone number is seen at once, and
an unchanged page costs one short answer.
"""
_FOREVER = "public, max-age=31536000, immutable"
_DRAWING = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For a drawing that is opened by itself; pictures of pixels have nothing to forbid."""


@dataclass(frozen=True, slots=True)
class Area:
    """
    A part of the site: what its paths begin with, and the headers in which it differs from the whole.

    None takes a header away.
    """

    path: str
    headers: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Move:
    """
    One form of an old address, and where it leads.

    Attributes:
        path: as asked for (percent-encoded), from the host's root.
        asked: the name and value after its question mark, ``p=12``; "" where nothing has to be asked.
        new: the new address.
    """

    path: str
    asked: str
    new: str


@dataclass(frozen=True, slots=True)
class Rules:
    """
    All of it.

    Attributes:
        base: the path below which the site stands, from slash to slash.
        headers: of every answer.
        areas: parts that differ, by path from the host's root, none inside another.
        redirects: every old address by its path; those that ask something stand before the one that does not.
    """

    base: str
    headers: Headers
    areas: tuple[Area, ...]
    redirects: tuple[Move, ...]

    def of(self, area: Area) -> Headers:
        """Return every header of an area, by name."""
        whole: dict[str, str | None] = {**self.headers, **area.headers}
        return {name: value for name, value in sorted(whole.items()) if value is not None}

    @property
    def missing(self) -> str:
        """The path of the page for a missing address."""
        return self.base + MISSING


def rules(base: str, languages: Iterable[str], policy: str, redirects: Iterable[Redirect]) -> Rules:
    """
    Return the rules of a site.

    Args:
        base: the path below which it stands, from slash to slash.
        languages: that have pages.
        policy: the content security policy for all pages.
        redirects: moved addresses, from the site's base.
    """
    areas = [
        Area(f"{base}apple-touch-icon.png", {"Content-Language": None, "Content-Security-Policy": None}),
        Area(f"{base}assets/", {"Cache-Control": _FOREVER, "Content-Language": None}),
        Area(f"{base}files/", {"Content-Language": None, "Content-Security-Policy": None}),
        Area(
            f"{base}images/",
            {
                "Cache-Control": _FOREVER,
                "Content-Language": None,
                "Content-Security-Policy": _DRAWING,
                "Cross-Origin-Resource-Policy": "cross-origin",
            },
        ),
        Area(f"{base}favicon.svg", {"Content-Language": None, "Content-Security-Policy": _DRAWING}),
        *(Area(f"{base}{lang}/", {"Content-Language": lang}) for lang in sorted(languages) if lang != "en"),
    ]
    return Rules(
        base=base,
        headers=dict(sorted({**_EVERYWHERE, "Content-Security-Policy": policy}.items())),
        areas=tuple(sorted(areas, key=lambda area: area.path)),
        redirects=tuple(
            sorted(
                (
                    Move(_below(base, path), each.asked, _below(base, each.new))
                    for each in redirects
                    for path in _forms(each.path)
                ),
                key=lambda move: (move.path, not move.asked, move.asked),
            )
        ),
    )


def _forms(old: str) -> tuple[str, ...]:
    """Return how readers may write an old address: that of a folder with and without its last slash."""
    bare = old.rstrip("/")
    if not bare:
        return ("/",)
    return (bare,) if "." in bare.rpartition("/")[2] else (bare, f"{bare}/")


def _below(base: str, address: str) -> str:
    return base.rstrip("/") + address if address.startswith("/") else address


def unhashed(names: Iterable[str]) -> list[str]:
    """Return the files that browsers would keep for ever although their names would stay when they change."""
    return [name for name in sorted(names) if name.startswith(HASHED) and not is_lasting(name)]


def is_lasting(path: str) -> bool:
    """Tell whether a file's name holds a digest, so that its bytes never change under this name."""
    return bool(_DIGEST.search(path.rpartition("/")[2]))
