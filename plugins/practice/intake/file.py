"""From an outline to the text of a content file, in the grammar and without an error in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from practice.content import times
from practice.content.blocks import MAX_BLOCK, MAX_MARKS
from practice.content.faults import did_you_mean
from practice.content.files import Source
from practice.content.kinds import EVERY, REVIEW, Form, Heading, Kind
from practice.content.read import rated, read
from practice.intake.blocks import Block, Bullets, Item, Open, Paragraph, Picture, Table, Words, coded, escape
from practice.intake.blocks import Heading as Old
from practice.intake.outline import ITEMS, LEFT, Outline, Section
from practice.intake.when import is_time, time_in

_NOT_ASKED = frozenset(field.name for field in (*EVERY, *REVIEW))
_BEFORE = "How to prepare"
_BEGINS = re.compile(r"[-*+>#|=:]|~~~|\d{1,3}[.)](?=\s|$)")
_MANY = re.compile(r"[\[\]*_`]")
_MARK = re.compile(r"(?<!\\)\[\^(\d+)\]")
_DEEPEST = 2
"""Lists within a list; what is deeper joins its item."""
_PLACE = "move this to where it belongs, or delete it"


@dataclass(slots=True)
class Writer:
    """
    Writes one page.

    Args:
        kind: of the page.
        pictures: what becomes of each picture by its old address: path and words; what is not in it is left out.
        safe: whether to write every sign as a code, without links and stress, because the plain way failed.
    """

    kind: Kind
    pictures: Mapping[str, tuple[str, str]]
    safe: bool = False
    said: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)

    def text(self, fields: Mapping[str, list[str]], outline: Outline) -> str:
        """Return the whole file."""
        lines = list(self._fields(fields))
        lines += ["", *self._blocks(outline.lead)]
        if self.kind.lead and not outline.lead:
            lines += ["[?: what it is, in two or three short sentences]", ""]
        for heading in self.kind.headings:
            section = outline.section(heading.title)
            if section or not heading.optional:
                lines += self._fixed(heading, section or Section(heading.title, heading))
        used = [
            heading.title for heading in self.kind.headings if outline.section(heading.title) or not heading.optional
        ]
        for section in outline.sections:
            if section.heading is None:
                title = self._own(section.title, used)
                used.append(title)
                note = [Open(_PLACE)] if self.kind.headings else []
                lines += [f"## {title}", "", *self._blocks([*note, *section.blocks], under=title)]
        marked = set(_MARK.findall("\n".join(lines)))
        if loose := [Paragraph(words) for key, words in outline.notes.items() if key not in marked and words]:
            lines += [f"## {self._own('Footnotes', used)}", "", *self._blocks(loose)]
        lines += [f"[^{key}]: {words.md}" for key, words in outline.notes.items() if key in marked]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"

    def _fields(self, fields: Mapping[str, list[str]]) -> Iterator[str]:
        for each in self.kind.fields:
            values = fields.get(each.name) or []
            if len(values) > 1:
                yield f"{each.key}:"
                yield from (f"    {value}" for value in values)
            elif values:
                yield f"{each.key}: {values[0]}"
            elif not each.optional and each.name not in _NOT_ASKED:
                yield f"{each.key}: ?"

    def _fixed(self, heading: Heading, section: Section, sign: str = "##") -> Iterator[str]:
        yield from (f"{sign} {heading.title}", "")
        blocks = section.blocks
        if heading.form in ITEMS:
            yield from self._items(blocks, heading)
        elif heading.parts:
            yield from self._blocks([_bold(each) for each in blocks])
        else:
            yield from self._blocks(blocks, under=heading.title)
        for part in heading.parts:
            if part.title in section.parts or not part.optional:
                yield from self._fixed(part, Section(part.title, part, section.parts.get(part.title, [])), "###")
        for label in heading.needs:
            if not any(
                isinstance(each, Bullets) and any(item.label == label for item in each.items) for each in blocks
            ):
                yield from (f"- **{label}:** [?: what to say]", "")
        if not blocks and not heading.parts and not heading.needs:
            yield from ("[?: the old page says nothing about this]", "")

    def _own(self, title: str, used: list[str]) -> str:
        """Return a heading of the editor's own that is neither a fixed one nor nearly one, each once."""
        plain = " ".join(re.sub(r"[\[\]{}*`<>#]", " ", title).split()) or LEFT
        plain = re.sub(r"(?i)(script|data)\s*:", r"\1 ", plain)[:200].strip()
        fixed = [heading.title for heading in self.kind.headings]
        missing = [each for each in fixed if each not in used]
        while plain in fixed or did_you_mean(plain, missing):
            if plain.startswith(LEFT) and plain != LEFT:
                plain = f"{LEFT}: a section of its own"
                break
            plain = f"{LEFT}: {plain}"
        number, first = 1, plain
        while plain in used:
            number += 1
            plain = f"{first} ({number})"
        return plain

    # Blocks ------------------------------------------------------------------------------------------------

    def _blocks(self, blocks: Iterable[Block], under: str = "") -> Iterator[str]:
        """Write blocks of free text; sub-headings stand where there is a heading above them."""
        seen: set[str] = set()
        for block in blocks:
            match block:
                case Old(level, text):
                    title = " ".join(re.sub(r"[\[\]{}*`<>#]", " ", text).split())
                    if under and level == 3 and title and title not in seen and not self.safe:
                        seen.add(title)
                        yield from (f"### {title}", "")
                    else:
                        yield from self._paragraph(_bold(block).words)
                case Paragraph(words, quoted):
                    yield from self._paragraph(words, "> " if quoted and not self.safe else "")
                case Bullets(items, ordered):
                    yield from self._list(items, ordered, 0)
                case Table(rows):
                    yield from self._table(rows)
                case Picture(source, _):
                    if source in self.pictures:
                        path, alt = self.pictures[source]
                        yield from (f"![{escape(alt)}]({path})", "")
                case Open(need):
                    yield from (f"[?: {need}]", "")

    def _words(self, words: Words) -> str:
        return coded(words.plain) if self.safe else words.md

    def _paragraph(self, words: Words, before: str = "", indent: str = "") -> Iterator[str]:
        for text in self._pieces(words):
            yield from (indent + before + _begun(line) for line in text.split("\n") if line.strip())
            yield ""

    def _pieces(self, words: Words) -> Iterator[str]:
        """Yield running text in paragraphs of a length and with no more marks than the grammar allows."""
        text = self._words(words)
        if len(text) < MAX_BLOCK - 500 and len(_MANY.findall(text)) < MAX_MARKS - 20:
            yield text
            return
        taken: list[str] = []
        size = 0
        for word in words.plain.split():
            for start in range(0, len(word), 1000):
                piece = coded(word[start : start + 1000])
                if size + len(piece) > MAX_BLOCK - 1500:
                    yield " ".join(taken)
                    taken, size = [], 0
                taken.append(piece)
                size += len(piece) + 1
        yield " ".join(taken)

    def _list(self, items: Iterable[Item], ordered: bool, depth: int) -> Iterator[str]:
        indent = "    " * depth
        items = list(items)
        for number, item in enumerate(items, 1):
            mark = f"{number}." if ordered and len(items) < 1000 else "-"
            label = f"**{self._label(item.label)}:** " if item.label else ""
            first, *rest = [*self._pieces(item.words)] or [""]
            words = " ".join(f"{label}{_begun(first) if not label else first}".split())
            if not words:
                words = "[?: what this item says]"
            elif label and not first.strip() and not item.blocks:
                words = f"{words} [?: what it means]"
            yield f"{indent}{mark} {words}"
            for more in rest:
                yield from ("", f"{indent}    {_begun(more)}")
            yield from self._inner(item.blocks, depth)
        yield ""

    def _inner(self, blocks: Iterable[Block], depth: int) -> Iterator[str]:
        """Write what stands within an item."""
        indent = "    " * (depth + 1)
        for block in blocks:
            match block:
                case Bullets(items, ordered) if depth < _DEEPEST:
                    yield from ("", *self._list(items, ordered, depth + 1))
                case Bullets(items):
                    for item in items:
                        label = Words(f"**{item.label}:**", f"{item.label}:")
                        for each in (label, item.words) if item.label else (item.words,):
                            yield from ("", *self._paragraph(each, indent=indent))
                        yield from self._inner(item.blocks, depth)
                case Paragraph(words):
                    yield from ("", *self._paragraph(words, indent=indent))
                case Old():
                    yield from ("", *self._paragraph(_bold(block).words, indent=indent))
                case Table(rows):
                    for row in rows:
                        joined = Words("; ".join(each.md for each in row), "; ".join(each.plain for each in row))
                        yield from ("", *self._paragraph(joined, indent=indent))
                case Picture(source, _) if source in self.pictures:
                    path, alt = self.pictures[source]
                    yield from ("", f"{indent}![{escape(alt)}]({path})", "")

    def _label(self, label: str) -> str:
        plain = re.sub(r"[*\n\[\]]|\s+$", "", label).rstrip(":").strip()
        return coded(plain) if self.safe else plain

    def _table(self, rows: tuple[tuple[Words, ...], ...]) -> Iterator[str]:
        width = max(map(len, rows))
        text = "".join(each.md for row in rows for each in row)
        if (
            self.safe
            or len(text) + 4 * width * len(rows) > MAX_BLOCK - 500
            or len(_MANY.findall(text)) > MAX_MARKS - 20
        ):
            for row in rows:
                yield from self._paragraph(Words("; ".join(e.md for e in row), "; ".join(e.plain for e in row)))
            return
        for at, row in enumerate(rows):
            cells = [each.md.replace("\n", " ").replace("|", "&#124;") for each in row] + [""] * (width - len(row))
            yield f"| {' | '.join(cells)} |"
            if at == 0:
                yield f"|{' --- |' * width}"
        yield ""

    # Items with labels ---------------------------------------------------------------------------------------

    def _items(self, blocks: Iterable[Block], heading: Heading) -> Iterator[str]:
        items: list[Item] = []
        self.unsure = []
        for block in blocks:
            if isinstance(block, Bullets):
                made = [self._item(item, heading) for item in block.items]
                items += made
                if heading.form is not Form.TIMES:
                    yield from self._list(made, block.ordered, 0)
            else:
                yield from self._blocks([_bold(block)])
        if self.unsure:
            said = ", ".join(f'"{label}"' for label in self.unsure)
            self.said.append(f"{heading.title}: no time is named by {said}; write when each of them is")
        if heading.form is Form.TIMES and items:
            in_order = sorted(items, key=lambda item: _start(item.label))
            if in_order != items:
                self.said.append(f"{heading.title}: its items now stand in the order of time")
            yield from self._list(in_order, False, 0)

    def _item(self, item: Item, heading: Heading) -> Item:
        if heading.form is Form.RATED:
            return _rated(item)
        if heading.form is not Form.TIMES:
            return item
        before = heading.title == _BEFORE
        plain = item.label.replace("\\", "")
        label = time_in(plain, before)
        if label and is_time(plain):
            return Item(item.words, label, item.blocks)
        stop = "" if plain.endswith(("?", "!")) else "."
        words = Words(f"**{self._label(item.label)}{stop}** {item.words.md}", f"{plain}{stop} {item.words.plain}")
        if not item.words:
            words = Words(self._label(item.label), plain)
        if label:
            return Item(words, label, item.blocks)
        label = time_in(item.words.plain, before) or ("When you book" if before else "Later")
        self.unsure.append(plain)
        need = Words(f'{words.md} [?: when; the old page says "{_quoted(plain)}"]', words.plain)
        return Item(need, label, item.blocks)


def _start(label: str) -> float:
    when = times.parse(label)
    return when.end if when.loose and when.start < -100 else when.start if label != "Later" else when.end


def _rated(item: Item) -> Item:
    """Return an item whose label has a readable frequency or none."""
    try:
        rated(item.label)
    except ValueError:
        label, _, rest = item.label.rpartition("(")
        return Item(
            Words(f"({rest} {item.words.md}", f"({rest} {item.words.plain}"), label.strip() or "Rate", item.blocks
        )
    return item


def _quoted(text: str) -> str:
    return re.sub(r"[^\w ,.'’/-]", " ", text).strip()


def _bold(block: Block) -> Paragraph:
    if isinstance(block, Old):
        return Paragraph(Words(f"**{escape(block.text).strip()}**", block.text))
    return block  # type: ignore[return-value]


def _begun(line: str) -> str:
    """Return a line that begins no block of Markdown."""
    stripped = line.lstrip(" ")
    match = _BEGINS.match(stripped)
    if not match or stripped.startswith("**") or (stripped[0] == "*" and stripped[1:2].isalnum()):
        return stripped
    if stripped[0].isdigit():
        return f"{match[0][:-1]}&#{ord(match[0][-1])};{stripped[match.end() :]}"
    return f"&#{ord(stripped[0])};{stripped[1:]}"


def faults_of(text: str, kind: Kind, slug: str, path: str) -> list[str]:
    """Return what our own reader finds wrong with the structure of a file."""
    record = read(Source(path, kind, slug, "en", text.encode()))
    return [str(fault) for fault in record.document.faults]
