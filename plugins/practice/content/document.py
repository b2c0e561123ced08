"""A scanned file: its fields, sections, blocks and footnotes, each with its line, and the walks over them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from practice.content.faults import Fault
from practice.content.inline import MARKS


@dataclass(frozen=True, slots=True)
class Text:
    """Inline text and the line on which it begins (lines of the document after its pieces were filled in)."""

    text: str
    line: int

    def line_of(self, offset: int) -> int:
        """Return the line of the character at *offset*."""
        return self.line + self.text.count("\n", 0, offset)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: Text


@dataclass(frozen=True, slots=True)
class Item:
    """A list item: its label (None without one), its text, what is nested in it."""

    label: Text | None
    text: Text
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of items."""

    items: tuple[Item, ...]
    ordered: bool
    line: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A block outside the grammar (table, quotation, code, deeper heading), for Python-Markdown."""

    text: Text


Block = Paragraph | Listing | Whole


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of level 2 or 3 with what follows it; for the lead the title is ""."""

    title: str
    line: int
    blocks: tuple[Block, ...]
    parts: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class RawField:
    """A metadata field as written: each value with its line."""

    key: str
    line: int
    values: tuple[Text, ...]


@dataclass(slots=True)
class Document:
    """
    One scanned file.

    Attributes:
        path: relative to the site's folder.
        fields: by lower-case key.
        lead: text before the first ``##`` heading.
        footnotes: by key.
        faults: everything wrong with the structure.
        end: the last line.
        pieces: the pieces that were filled in, in order.
        body: the text after the metadata with pieces filled in; a record lets it go once its digest is taken,
            because all of it stands in the sections too.
        marked: (heading, text, whether it is a whole block) of each text of the body with a bracket or a brace in
            it; only these can hold links and marks.
        origins: where pieces were filled in, the runs of lines: (index of the first, its file, its line there).
    """

    path: str
    fields: dict[str, RawField] = field(default_factory=dict)
    lead: Section = Section("", 1, ())
    sections: tuple[Section, ...] = ()
    footnotes: dict[str, Text] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    end: int = 1
    pieces: tuple[str, ...] = ()
    body: str = ""
    marked: list[tuple[str, Text, bool]] = field(default_factory=list)
    origins: list[tuple[int, str, int]] | None = None

    def place(self, line: int) -> tuple[str, int]:
        """Return the file and line from which the document's *line* came (a piece has its own file)."""
        if self.origins is None:
            return self.path, line
        index = min(max(line, 1), self.end) - 1
        first, path, begins = self.origins[bisect_right(self.origins, index, key=_first_of) - 1]
        return path, begins + index - first

    def fault(self, line: int, name: str, message: str) -> None:
        """Note an error."""
        path, line = self.place(line)
        self.faults.append(Fault(path, line, name, message))

    def all_sections(self) -> Iterator[Section]:
        """Yield the lead, every section and every part, in order."""
        yield self.lead
        for section in self.sections:
            yield section
            yield from section.parts


def _first_of(run: tuple[int, str, int]) -> int:
    return run[0]


def texts(blocks: Iterable[Block]) -> Iterator[Text]:
    """Yield the text of every paragraph and item, nested ones too, in order; whole blocks are left out."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Listing):
            for item in block.items:
                yield item.text
                if item.blocks:
                    yield from texts(item.blocks)


def labels(blocks: Iterable[Block]) -> Iterator[Text]:
    """Yield the label of every item that has one."""
    for block in blocks:
        if isinstance(block, Listing):
            for item in block.items:
                if item.label:
                    yield item.label
                yield from labels(item.blocks)


def marks(text: Text) -> Iterator[tuple[str, str, int]]:
    """Yield (``mark``, ``open`` or ``fact``; what it says; its line) for each mark of our own in *text*."""
    if "[" not in text.text and "{" not in text.text:
        return
    for match in MARKS.finditer(text.text):
        kind = match.lastgroup or "open"
        yield kind, (match[kind] or "").strip(), text.line_of(match.start())
