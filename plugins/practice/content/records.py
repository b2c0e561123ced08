"""Records: pages as data, frozen once they are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from practice.content.change import Change
from practice.content.document import Document, Text
from practice.content.frequency import Frequency
from practice.content.kinds import Kind
from practice.content.values import slug_of


@dataclass(frozen=True, slots=True)
class Value:
    """
    One metadata value.

    Attributes:
        data: typed; a tuple for fields with several values; None while open.
        texts: as written, one for each value, with lines.
        line: of the key.
    """

    data: Any
    texts: tuple[Text, ...]
    line: int

    @property
    def open(self) -> bool:
        """Whether the editor said that it is not known yet."""
        return self.data is None

    @property
    def text(self) -> str:
        """The values as written, joined by commas."""
        return ", ".join(text.text for text in self.texts)


@dataclass(frozen=True, slots=True)
class Entry:
    """A glossary entry: its name, short forms that mean the same, how to say it, its meaning."""

    name: str
    aliases: tuple[str, ...]
    say: str
    meaning: Text

    @property
    def id(self) -> str:
        """The fragment on the glossary page."""
        return "-".join("".join(c if c.isalnum() else " " for c in self.name.lower()).split())


@dataclass(slots=True)
class Record:
    """
    A page.

    Attributes:
        kind, slug, lang, path: from the file's path.
        values: metadata by lower-case key, only what the file itself says.
        document: the scanned body, and the faults of the file.
        entries: of a glossary.
        digest: of title, metadata and text, 16 hex digits; review fields left out.
        original: the page of which this is a translation.
    """

    kind: Kind
    slug: str
    lang: str
    path: str
    values: dict[str, Value]
    document: Document
    entries: tuple[Entry, ...] = ()
    digest: str = ""
    original: Record | None = field(default=None, repr=False)

    def value(self, name: str) -> Value | None:
        """Return the value of that lower-case key, a translation's from its original where it has none."""
        value = self.own(name)
        if value is None and self.original is not None:
            field = self.kind.field(name)
            return None if field and field.own else self.original.own(name)
        return value

    def own(self, name: str) -> Value | None:
        """Return the value that the file itself has."""
        return self.values.get(name)

    def get(self, name: str) -> Any:
        """Return the typed value, or None where it is open or absent."""
        value = self.value(name)
        return value.data if value else None

    def line(self, name: str) -> int:
        """Return the line of a key, 1 where it is absent."""
        value = self.values.get(name)
        return value.line if value else 1

    @property
    def title(self) -> str:
        """The title, or the practice's name."""
        return str(self.get("title") or self.get("name") or self.slug)

    @property
    def order(self) -> tuple[str, str]:
        """What pages of a kind are sorted by."""
        return self.title.casefold(), self.slug

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Kind and slug of each page that a list among its fields names; a physician who left names none."""
        if self.kind.name == "physician" and self.get("active") is False:
            return ()
        lists = [each for each in self.kind.fields if each.many and each.refers]
        return tuple((each.refers, slug_of(data)) for each in lists for data in self.get(each.name) or ())

    @property
    def draft(self) -> bool:
        """Whether the page is left out of what is published."""
        return bool(self.get("status") == "draft" or (self.original and self.original.draft))

    @property
    def pieces(self) -> tuple[str, ...]:
        """The pieces that are filled in, in order."""
        return self.document.pieces

    @property
    def key(self) -> tuple[str, str, str]:
        """Kind, slug and language."""
        return self.kind.name, self.slug, self.lang

    @property
    def address(self) -> str:
        """The path below the site's base, without the leading slash: ``es/procedures/kyphoplasty/``."""
        return address(self.kind, self.slug, self.lang)


def address(kind: Kind, slug: str, lang: str) -> str:
    """Return the path of a page below the site's base, without the leading slash."""
    prefix = "" if lang == "en" else f"{lang}/"
    if kind.glossary:
        return prefix + kind.path
    if kind.name == "page" and slug == "home":
        return prefix
    return f"{prefix}{kind.path}{slug}/"


HANDOUT = "handout/"
"""Where a page's sheet to print stands, below its own address; no file can be there, as folders hold files only."""
REVIEW_COPY = "review-copy/"
"""Where the copy that a physician signs stands in a preview, likewise."""


@dataclass(frozen=True, slots=True)
class Rated:
    """The label of a benefit or risk: its words, and its frequency or its change on a scale where one is written."""

    words: str
    frequency: Frequency | None
    change: Change | None = None
