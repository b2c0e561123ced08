"""
Markdown's blocks as far as the grammar uses them: sections, paragraphs, lists, footnotes.

Any other block (a table, a quotation) is kept whole for Python-Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from practice.content.document import Block, Document, Item, Listing, Paragraph, Section, Text, Whole

MAX_BLOCK = 10_000
"""Characters in one paragraph or item; Python-Markdown's time grows with the square of some inputs."""
MAX_MARKS = 200
"""Brackets, stars, underscores and backticks in one paragraph or item, for the same reason."""
MAX_INDENT = 8
"""Spaces before the items of the innermost list: lists within lists within lists, and no deeper."""

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
_LABEL = re.compile(r"\*\*(?P<label>[^*\n]+)\*\*(?P<outside>:)?(?=\s|$)\s*")
_MANY = "[]*_`"


class Blocks:
    """
    Reads the lines of one body.

    Args:
        document: gets what is found, and the faults.
        lines: of the file, pieces filled in.
        start: index of the first line of the body.
    """

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
            elif blank or (deep <= indent and self.begins_block(line.lstrip())):
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
    if not match or not (match["outside"] or match["label"][1:].endswith(":")):
        return Item(None, text, blocks)
    label = match["label"][:1] + match["label"][1:].removesuffix(":")
    return Item(Text(label.strip(), text.line), Text(text.text[match.end() :], text.line_of(match.end())), blocks)
