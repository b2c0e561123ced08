"""What is read of an old site, whatever form it has: its pages, its uploads, and where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from practice.content.faults import Fault, Level


@dataclass(frozen=True, slots=True)
class Original:
    """
    One page of the old site.

    Attributes:
        title: as readers saw it; "" where it has none.
        html: its main text.
        address: where it stood, with scheme and host; "" when not known.
        slug: the last part of its address, or the name of its file.
        others: further old addresses from the first slash on, such as ``/?p=12``.
        summary: one or two sentences about it, "" without.
        picture: address and alternative text of the picture that stands for it, or None.
        alts: alternative texts of pictures by address, where the text has none.
        classic: whether line breaks in its text are line breaks on the page.
        draft: whether readers never saw it.
        type: the old site's own type of page, such as ``provider``; "" for the types that WordPress has.
        groups: the categories that it stood in.
        lang: ``es`` where it says that it is in Spanish, "" where it says nothing.
        folder: the folder of a saved page, from which its pictures are named.
        file: where a saved page lies in the folder that was named, "" for a page of an export.
        third: other sites that the whole page asked, by host: what is asked.
    """

    title: str
    html: str
    address: str = ""
    slug: str = ""
    others: tuple[str, ...] = ()
    summary: str = ""
    picture: tuple[str, str] | None = None
    alts: dict[str, str] = field(default_factory=dict)
    classic: bool = False
    draft: bool = False
    type: str = ""
    groups: tuple[str, ...] = ()
    lang: str = ""
    folder: Path | None = None
    file: str = ""
    third: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The old address from the first slash on, or ""."""
        parts = urlsplit(self.address)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "") if self.address else ""

    @property
    def hints(self) -> str:
        """What the old site says of the kind of the page, in the form of addresses: its own, type and categories."""
        return " ".join([self.path, *(f"/{each}/" for each in (self.type, *self.groups) if each)])


class Archive(Protocol):
    """An old site that can be read as often as needed, a page at a time."""

    name: str
    """Of the practice, as the old site calls itself; "" before it was read."""
    hosts: set[str]
    """On which it stood, known once it was read."""
    files: list[str]
    """Addresses of its pictures and downloads as far as it lists them, known once it was read."""

    def pages(self) -> Iterator[Original | Fault]:
        """Yield each page, and each thing that could not be read, in order."""
        ...


def lost(source: str, title: str, message: str) -> Fault:
    """Return what is said of something that was left out."""
    return Fault(source, 0, title, message)


def note(source: str, title: str, message: str) -> Fault:
    """Return what is said of something that was moved, changed or passed over."""
    return Fault(source, 0, title, message, Level.ADVICE)


def host_of(address: str) -> str:
    """Return the host of an address in small letters without ``www.``, "" where it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
