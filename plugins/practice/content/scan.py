"""
From the bytes of one file to its fields, sections, items and footnotes, each with its line.

The scanner knows Markdown's blocks as far as the grammar uses them; any other block (a table, a quotation)
is kept whole for Python-Markdown.  It never raises on content: what is wrong becomes a fault.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from practice.content.characters import decode
from practice.content.faults import Fault, did_you_mean
from practice.content.inline import MARKS

MAX_BLOCK = 10_000
"""Characters in one paragraph or item; Python-Markdown's time grows with the square of some inputs."""
MAX_MARKS = 200
"""Brackets, stars, underscores and backticks in one paragraph or item, for the same reason."""
MAX_VALUE = 2_000
"""Characters in one metadata value."""
MAX_INDENT = 8
"""Spaces before the items of the innermost list: lists within lists within lists, and no deeper."""


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
        body: the text after the metadata with pieces filled in, for digests.
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


# Metadata --------------------------------------------------------------------------------------------------

_KEY = re.compile(r"([A-Za-z][A-Za-z0-9_]*):(?:\s+(.*))?$")
_NEARLY_KEY = re.compile(r"([A-Za-z][A-Za-z0-9_ -]{0,40}):(?:\s|$)")
_FENCE = re.compile(r"---\s*")


def _metadata(document: Document, lines: list[str]) -> int:
    """Fill in ``document.fields``; return the index of the first line of the body."""
    index, end = 0, len(lines)
    while index < end and not lines[index].strip():
        index += 1
    if index == end:
        document.fault(1, "", 'the file is empty; begin it with metadata, such as "Title: …"')
        return end
    if index:
        document.fault(1, "", 'blank line before the metadata; the file must begin with it, such as "Title: …"')
    fenced = bool(_FENCE.fullmatch(lines[index]))
    if fenced:
        index += 1
    current: list[Text] | None = None
    found: dict[str, tuple[str, int, list[Text]]] = {}
    while index < end:
        line, number = lines[index], index + 1
        if fenced and _FENCE.fullmatch(line):
            index += 1
            break
        if not line.strip():
            if not fenced:
                break
        elif len(line) > MAX_VALUE:
            document.fault(number, "", f"{len(line):,} characters in one line of metadata; at most {MAX_VALUE:,}")
            current = []
        elif line.startswith("    "):
            if current is None:
                document.fault(number, "", "a value without a key; write its key on the line above")
            else:
                current.append(Text(line.strip(), number))
        elif match := _KEY.match(line):
            key = match[1].lower()
            value = (match[2] or "").strip()
            current = [Text(value, number)] if value else []
            if key in found:
                document.fault(number, match[1], f"written twice (first on line {found[key][1]}); keep one")
            else:
                found[key] = (match[1], number, current)
        elif near := _NEARLY_KEY.match(line):
            name = re.sub(r"[ -]+", "_", near[1].strip())
            document.fault(number, near[1].strip(), f'a key has letters and underscores only; write "{name}:"')
            current = []
        elif line.startswith("#") or not found:
            document.fault(number, "", 'no metadata here; write lines such as "Title: …", then a blank line')
            break
        else:
            document.fault(
                number,
                "",
                "neither a key nor a value; indent it by four spaces, or put a blank line before the text",
            )
        index += 1
    else:
        if fenced:
            document.fault(end, "", "the metadata has no closing ---; write it on a line of its own")
    document.fields = {key: RawField(name, at, tuple(values)) for key, (name, at, values) in found.items()}
    return index


# Pieces ----------------------------------------------------------------------------------------------------

_PIECE = re.compile(r"\{piece:([^{}]*)\}")


def _fill_pieces(document: Document, lines: list[str], start: int, pieces: Mapping[str, str]) -> list[str]:
    """Replace each line ``{piece: name}`` after *start* with the lines of that piece; keep the origins."""
    filled, origins, used = lines[:start], [(0, document.path, 1)], []
    for number, line in enumerate(lines[start:], start + 1):
        if "{piece:" not in line:
            filled.append(line)
            continue
        match = _PIECE.fullmatch(line.strip())
        if not match:
            if _PIECE.search(line):
                document.fault(number, "", "a piece stands on a line of its own; nothing else may be on it")
            filled.append(line)
            continue
        name = match[1].strip()
        if name not in pieces:
            hint = did_you_mean(name, pieces) or f"; write content/pieces/{name}.md first"
            document.fault(number, "", f'no piece is named "{name}"{hint}')
            origins.append((len(filled), document.path, number + 1))
            continue
        used.append(name)
        file = f"content/pieces/{name}.md"
        origins.append((len(filled), file, 1))
        for at, text in enumerate(pieces[name].rstrip("\n").split("\n"), 1):
            filled.append(text)
            if _PIECE.search(text):
                document.faults.append(Fault(file, at, "", "a piece cannot hold another piece; write it out"))
        origins.append((len(filled), document.path, number + 1))
    document.pieces = tuple(used)
    if used:
        document.origins = origins
    return filled


# Blocks ----------------------------------------------------------------------------------------------------

_HEADING = re.compile(r"(#{1,6})(?:\s+(.*))?$")
_CLOSING = re.compile(r"(?:^|\s)#+$")
_MARKER = re.compile(r"( {0,3})([-*+]|\d{1,3}[.)])( +)(?=\S)")
_INNER_MARKER = re.compile(r"( +)([-*+]|\d{1,3}[.)]) +(?=\S)")
_FOOTNOTE = re.compile(r"\[\^([^\]]*)\]:(?:\s+(.*))?$")
_NO_HEADING = re.compile(r"#{1,6}[^#\s]|#{7,}")
_TABLE_RULE = re.compile(r"[|:\s-]*-\s*\|[|:\s-]*$")
_SETEXT = re.compile(r"(=+|-+)\s*$")
_WHOLE = re.compile(r"\s{0,3}(?:>|\||```|~~~|(?:\*\s*){3,}$|(?:-\s*){3,}$|(?:_\s*){3,}$)|    \S")
_NOT_PLAIN = re.compile(r"\s|[-*+#>|`~=_\d\[!]")
_BEGINS = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s|[>#|]|```|~~~")
_LABEL = re.compile(r"\*\*(?P<label>[^*\n]+?)(?P<inside>:)?\*\*(?P<outside>:)?(?=\s|$)\s*")
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://[^\s<>]+>|mailto:[^\s<>]+>)")
_SCRIPT = re.compile(r"(?:java|vb)script\s*:|data\s*:\s*text/", re.IGNORECASE)
_ENTITY_SCRIPT = re.compile(r"&(?:#x?[0-9a-f]+|colon|Tab|NewLine);?", re.IGNORECASE)
_MANY = "[]*_`"


class _Scanner:
    """Walks over the lines of one body."""

    def __init__(self, document: Document, lines: list[str], start: int) -> None:
        self.document = document
        self.lines = lines
        self.at = start
        self.field = ""

    def fault(self, line: int, message: str) -> None:
        self.document.fault(line, self.field, message)

    def text(self, lines: Iterable[str], line: int) -> Text:
        joined = "\n".join(lines)
        if len(joined) > MAX_BLOCK:
            self.fault(line, f"{len(joined):,} characters in one paragraph; at most {MAX_BLOCK:,}, so split it")
            return Text("", line)
        if len(joined) > MAX_MARKS and sum(map(joined.count, _MANY)) > MAX_MARKS:
            self.fault(line, f"more than {MAX_MARKS} brackets, stars and the like in one paragraph; write words")
            return Text("", line)
        return Text(joined, line)

    def sections(self) -> None:
        """Read the whole body into the document's lead and sections."""
        document = self.document
        document.lead = Section("", self.at + 1, self.blocks(until=2))
        sections: list[Section] = []
        while self.at < len(self.lines):
            title, line = self.heading()
            self.field = title
            blocks = self.blocks(until=3)
            parts: list[Section] = []
            while self.at < len(self.lines) and self.level() == 3:
                part, part_line = self.heading()
                self.field = part
                parts.append(Section(part, part_line, self.blocks(until=3)))
            sections.append(Section(title, line, blocks, tuple(parts)))
        document.sections = tuple(sections)

    def level(self) -> int:
        match = _HEADING.match(self.lines[self.at]) if self.lines[self.at].startswith("#") else None
        return len(match[1]) if match else 0

    def heading(self) -> tuple[str, int]:
        match = _HEADING.match(self.lines[self.at])
        assert match
        self.at += 1
        title = _CLOSING.sub("", (match[2] or "").rstrip()).strip()
        if not title:
            self.fault(self.at, "a heading without words; write them after the #")
        return title, self.at

    def blocks(self, until: int) -> tuple[Block, ...]:
        """Read blocks up to a heading of level *until* or lower number."""
        found: list[Block] = []
        lines = self.lines
        while self.at < len(lines):
            line = lines[self.at]
            if not line or line.isspace():
                self.at += 1
            elif line[0] == "#" and (level := self.level()):
                if level == 1:
                    self.fault(
                        self.at + 1,
                        "a heading with one #; the title stands in the metadata, sections have ##",
                    )
                    self.at += 1
                elif level <= until:
                    break
                elif level == 3:
                    self.fault(self.at + 1, "a ### heading before the first ##; write ## or move it")
                    self.at += 1
                else:
                    self.fault(self.at + 1, "a heading with more than three #; use ###, or bold words")
                    self.at += 1
            elif line[0] == "[" and (match := _FOOTNOTE.match(line)):
                self.footnote(match)
            elif _MARKER.match(line) and not _WHOLE.match(line):
                found.append(self.listing(0))
            elif _WHOLE.match(line):
                found.append(self.whole())
            elif _NO_HEADING.match(line):
                self.fault(self.at + 1, 'no space after the #; write "## " and the words of the heading')
                found.append(self.paragraph())
            else:
                found.append(self.paragraph())
        return tuple(found)

    def paragraph(self) -> Paragraph:
        start = self.at
        lines = self.lines
        taken: list[str] = []
        while self.at < len(lines) and (line := lines[self.at]) and not line.isspace():
            if taken and _NOT_PLAIN.match(line):
                if line[0] == "#" and self.level():
                    break
                if _SETEXT.match(line):
                    self.fault(
                        self.at + 1,
                        "a line of dashes or equals signs makes a heading; write ## before its words",
                    )
                    self.at += 1
                    continue
                if _MARKER.match(line):
                    self.fault(self.at + 1, "a list right under a paragraph; put a blank line before it")
                    break
                if line[0] == "[" and _FOOTNOTE.match(line):
                    break
                if line[0] != " " and (_WHOLE.match(line) or _NO_HEADING.match(line)):
                    self.fault(self.at + 1, f'"{line[:3].strip()}" right under a paragraph; put a blank line before it')
                    break
                if _TABLE_RULE.match(line):
                    self.fault(self.at + 1, "a table without its outer lines; begin and end each of its lines with |")
            taken.append(line.strip() if not line.endswith("  ") else line.strip() + "  ")
            self.at += 1
        if taken:
            taken[-1] = taken[-1].rstrip()
        return Paragraph(self.text(taken, start + 1))

    def whole(self) -> Whole:
        """A block that Python-Markdown reads: up to a blank line that no indented or fenced line follows."""
        start = self.at
        lines = self.lines
        fence = re.match(r"\s*(```|~~~)", lines[self.at])
        self.at += 1
        while self.at < len(lines):
            line = lines[self.at]
            if fence:
                self.at += 1
                if line.strip().startswith(fence[1]):
                    break
                if self.at == len(lines):
                    self.fault(start + 1, f"{fence[1]} without its end; write {fence[1]} below the last line of it")
                continue
            if (not line.strip() and not self.following().startswith("    ")) or (
                line.startswith("#") and self.level() in (1, 2, 3)
            ):
                break
            self.at += 1
        return Whole(self.text(lines[start : self.at], start + 1))

    def following(self) -> str:
        """Return the next line that is not blank, or ""."""
        at, lines = self.at, self.lines
        while at < len(lines):
            if lines[at].strip():
                return lines[at]
            at += 1
        return ""

    def footnote(self, match: re.Match[str]) -> None:
        start = self.at
        taken = [(match[2] or "").strip()]
        self.at += 1
        while self.at < len(self.lines) and self.lines[self.at].startswith("    ") and self.lines[self.at].strip():
            taken.append(self.lines[self.at].strip())
            self.at += 1
        key = match[1].strip()
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", key):
            self.fault(start + 1, f'"{key}" is not a key of a source; write letters, digits and hyphens')
        elif key in self.document.footnotes:
            if self.document.footnotes[key].text != "\n".join(taken):
                first = self.document.place(self.document.footnotes[key].line)[1]
                self.fault(start + 1, f"source [^{key}] is given twice (first on line {first}); keep one")
        elif not taken[0]:
            self.fault(start + 1, f"source [^{key}] is empty; write author, title, journal, year and number")
        else:
            self.document.footnotes[key] = self.text(taken, start + 1)

    def listing(self, indent: int) -> Listing:
        """Read a list whose items begin at *indent* spaces (0, 4, 8)."""
        start = self.at
        items: list[Item] = []
        first = _MARKER.match(self.lines[self.at][indent:])
        assert first
        ordered, inner = first[2][0].isdigit(), indent + 4
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.strip():
                if not self.list_goes_on(indent):
                    break
                self.at += 1
                continue
            match = _MARKER.match(line[indent:]) if not line[:indent].strip() else None
            if not match or (match[1] == "" and match[2][0].isdigit() != ordered):
                break
            if match[1]:
                self.fault(
                    self.at + 1,
                    f"a list item indented by {len(match[1]) + indent}; write {indent} or {inner} spaces",
                )
            items.append(self.item(indent, indent + match.end()))
        return Listing(tuple(items), ordered, start + 1)

    def list_goes_on(self, indent: int) -> bool:
        """Whether the next line that is not blank belongs to the list at *indent*."""
        following = self.following()
        return not following[:indent].strip() and bool(
            _MARKER.match(following[indent:]) or following.startswith(" " * (indent + 4))
        )

    def item(self, indent: int, text_at: int) -> Item:
        start = self.at
        lines = self.lines
        taken = [lines[self.at][text_at:].rstrip()]
        blocks: list[Block] = []
        inner = indent + 4
        self.at += 1
        blank = False
        while self.at < len(lines):
            line = lines[self.at]
            if not line.strip():
                blank = True
                self.at += 1
                continue
            deep = len(line) - len(line.lstrip())
            marker = _INNER_MARKER.match(line) if deep > indent else None
            if marker and deep == inner > MAX_INDENT:
                self.fault(self.at + 1, "a list nested too deep; end it, and begin one of its own")
                blocks.append(Listing((Item(None, self.text([line.strip()[2:]], self.at + 1)),), False, self.at + 1))
                self.at += 1
            elif marker and deep == inner:
                blocks.append(self.listing(inner))
            elif marker:
                self.fault(
                    self.at + 1,
                    f"a nested item indented by {deep}; viewers disagree on it, write {inner} spaces",
                )
                blocks.append(Listing((Item(None, self.text([line.strip()[2:]], self.at + 1)),), False, self.at + 1))
                self.at += 1
            elif deep >= inner and (blank or blocks):
                blocks.append(self.inner_paragraph(inner))
            elif blank or (deep <= indent and self.begins_block(line)):
                if blank and deep > indent:
                    self.fault(self.at + 1, f"text of a list item indented by {deep}; write {inner} spaces")
                    blocks.append(self.inner_paragraph(deep))
                    blank = False
                    continue
                break
            elif blocks:
                self.fault(
                    self.at + 1,
                    f"text after a nested list; indent it by {inner} spaces, or put a blank line before it",
                )
                self.at += 1
            else:
                if _BEGINS.match(line.strip()):
                    self.fault(self.at + 1, f'"{line.strip()[:3]}" within an item; write words')
                taken.append(line.strip())
                self.at += 1
            blank = False
        if blank:
            self.at -= 1
            while self.at > start + 1 and not lines[self.at - 1].strip():
                self.at -= 1
        if _BEGINS.match(taken[0]):
            self.fault(start + 1, f'an item that begins with "{taken[0][:3].strip()}"; write words')
        return _labelled(self.text(taken, start + 1), tuple(blocks))

    def begins_block(self, line: str) -> bool:
        return bool(
            _MARKER.match(line)
            or line[0] == "#"
            or (line[0] == "[" and _FOOTNOTE.match(line))
            or line.startswith(("```", "~~~", "|", ">"))
        )

    def inner_paragraph(self, indent: int) -> Paragraph:
        start = self.at
        taken = []
        while (
            self.at < len(self.lines)
            and (line := self.lines[self.at]).strip()
            and len(line) - len(line.lstrip()) >= min(indent, 4)
            and (self.at == start or not _INNER_MARKER.match(line))
        ):
            taken.append(line.strip())
            self.at += 1
        return Paragraph(self.text(taken, start + 1))


def _labelled(text: Text, blocks: tuple[Block, ...]) -> Item:
    """Return an item, its label split off where it has one."""
    match = _LABEL.match(text.text)
    if not match or not (match["inside"] or match["outside"]):
        return Item(None, text, blocks)
    return Item(
        Text(match["label"].strip(), text.line), Text(text.text[match.end() :], text.line_of(match.end())), blocks
    )


def _note_marked(title: str, blocks: Iterable[Block], found: list[tuple[str, Text, bool]]) -> None:
    """Add each text with a bracket or a brace to *found*, in order; an item's label comes before its text."""
    for block in blocks:
        if isinstance(block, Listing):
            for item in block.items:
                for text in (item.label, item.text):
                    if text and ("[" in text.text or "{" in text.text):
                        found.append((title, text, False))
                if item.blocks:
                    _note_marked(title, item.blocks, found)
        elif "[" in block.text.text or "{" in block.text.text:
            found.append((title, block.text, isinstance(block, Whole)))


def _may_hold_html(text: str) -> bool:
    """Tell at little cost whether a line by line search for raw HTML and script addresses can find anything."""
    if "<" in text or "&" in text:
        return True
    # The dotless i and the dotted capital match "i" where case is ignored.
    folded = text.casefold().replace("\u0131", "i").replace("\u0307", "")
    return "script" in folded or "data" in folded


def _refuse_html(document: Document, lines: list[str], field_of: Callable[[int], str]) -> None:
    """Note raw HTML and script addresses, in metadata and body alike."""
    for number, line in enumerate(lines, 1):
        if "<" in line and (match := _TAG.search(line)):
            shown = line[match.start() : match.start() + 24].split(">")[0]
            document.fault(
                number,
                field_of(number),
                f'"{shown}" is raw HTML; write Markdown or plain words (a bare < is &lt;)',
            )
        if ":" in line and _SCRIPT.search(line):
            document.fault(number, field_of(number), "a script address; write an https:// address or a path")
        elif "&" in line and "](" in line and _ENTITY_SCRIPT.search(line[line.index("](") :]):
            document.fault(number, field_of(number), "a coded character in an address; write it plainly")


def scan(data: bytes, path: str, pieces: Mapping[str, str] | None = None) -> Document:
    """
    Scan one content file.

    Args:
        data: its bytes.
        path: relative to the site's folder, for faults.
        pieces: texts of the pieces by name.

    Returns:
        The document with everything that is wrong with its structure in ``faults``.
    """
    document = Document(path)
    text, document.faults = decode(data, path)
    if not text and document.faults:
        return document
    lines = text.rstrip("\n").split("\n")
    start = _metadata(document, lines)
    if "{piece" in text:
        lines = _fill_pieces(document, lines, start, pieces or {})
    document.end = len(lines)
    document.body = "\n".join(lines[start:]).strip("\n")
    scanner = _Scanner(document, lines, start)
    scanner.sections()
    for section in document.all_sections():
        _note_marked(section.title, section.blocks, document.marked)
    if _may_hold_html("\n".join(lines)):
        _refuse_html(document, lines, lambda number: _field_at(document, number))
    return document


def _field_at(document: Document, line: int) -> str:
    """Return the metadata key or heading under which *line* stands."""
    name = ""
    for each in document.fields.values():
        if each.line <= line <= max([each.line, *(value.line for value in each.values)]):
            return each.key
    for section in document.all_sections():
        if section.title and section.line <= line:
            name = section.title
    return name


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


def wholes(blocks: Iterable[Block]) -> Iterator[Whole]:
    """Yield every whole block."""
    for block in blocks:
        if isinstance(block, Whole):
            yield block
        elif isinstance(block, Listing):
            for item in block.items:
                yield from wholes(item.blocks)


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
