"""A page's blocks put under the headings of its kind: the fixed ones where the old words say so, its own otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from practice.content.kinds import Form, Heading, Kind
from practice.intake import wording
from practice.intake.blocks import Block, Bullets, Item, Paragraph, Words, escape, labelled
from practice.intake.blocks import Heading as Old

_SENTENCE = re.compile(r"(?P<label>[^\W\d_][^.!?:*\[\]&\\]{2,45})\.\s+(?P<rest>\S.*)", re.DOTALL)
_SHORT = 4
"""Words of a first sentence that names what the item is about: "Infection. Any needle …"."""
LEFT = "From the old page"
"""The heading for what fits nowhere."""
_HAPPENS = "What happens"
_STAGE = re.compile(r"\b(?:before|during|after)\b", re.IGNORECASE)
_QUESTIONS = "Questions and answers"
ITEMS = (Form.LABELLED, Form.RATED, Form.TIMES)
"""Forms of a section whose lists have labels."""


@dataclass(slots=True)
class Section:
    """What stands under one heading: a fixed one, or the old page's own (*heading* is None)."""

    title: str
    heading: Heading | None
    blocks: list[Block] = field(default_factory=list)
    parts: dict[str, list[Block]] = field(default_factory=dict)


@dataclass(slots=True)
class Outline:
    """A page by its headings and its footnotes; *said* is what an editor has to know of what was moved."""

    lead: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    notes: dict[str, Words] = field(default_factory=dict)

    def section(self, title: str) -> Section | None:
        """Return the fixed section of that title, if the old page has it."""
        return next((each for each in self.sections if each.heading and each.title == title), None)


def arrange(kind: Kind, title: str, blocks: Iterable[Block], *names: str) -> Outline:
    """
    Return the blocks of the page *title* by the headings of *kind*.

    Args:
        kind: of the page.
        title: of the page in our form.
        blocks: of its text.
        names: further words that its own heading may have, which is no section.
    """
    reading = _Reading(kind, title)
    for block in _levelled(list(blocks), (title, *names)):
        if isinstance(block, Old):
            reading.heading(block)
        else:
            reading.target.append(block)
    outline = reading.outline
    if reading.moved:
        outline.said.insert(0, ", ".join(f'"{old}" is now "{new}"' for old, new in reading.moved))
    if kind.headings and not kind.lead and outline.lead:
        _house_lead(outline, kind.headings[0])
    for section in outline.sections:
        if section.heading:
            _shape(section, section.heading, outline.said)
    return outline


class _Reading:
    """
    A page as it is read from its first heading to its last.

    A heading below another is a part of it, unless its words lead to a fixed heading of their own; what follows that
    one on its own level belongs to the heading above it again.
    """

    def __init__(self, kind: Kind, title: str) -> None:
        self.kind, self.title = kind, title
        self.outline = Outline()
        self.target = self.outline.lead
        self.moved: list[tuple[str, str]] = []
        self.questions = kind.heading(_QUESTIONS)
        self._above: Section | None = None
        self._top = 2

    def heading(self, block: Old) -> None:
        """Go on under a heading of the old page."""
        kind, title, above = self.kind, self.title, self._above
        below = above is not None and block.level > self._top
        if not kind.headings:
            self._go_on(block, below=below)
            return
        inner = above.heading if above and below else None
        if inner and inner == self.questions:
            self._go_on(block, below=True)
        elif inner and above and (part := wording.part(inner, block.text, title)):
            self.target = above.parts.setdefault(part.title, [])
            if part.title.casefold() != block.text.casefold():
                self.moved.append((block.text, part.title))
        elif (heading := wording.fixed(kind, block.text, title)) and heading != inner:
            self._enter(heading, block, below=below)
        elif not self.outline.sections and wording.is_lead(block.text, title):
            if block.text.casefold() != title.casefold():
                self.moved.append((block.text, "the text before the first heading"))
        elif self.questions and not below and block.text.rstrip().endswith("?"):
            self._enter(self.questions, block, below=False, kept=True)
            self.target.append(Old(3, block.text))
        else:
            self._go_on(block, below=below)

    def _go_on(self, block: Old, *, below: bool) -> None:
        """Stay below the heading above, or begin a section of the page's own."""
        if below and self._above:
            self.target = self._above.blocks
            self.target.append(block)
        else:
            self._above = Section(block.text, None)
            self.outline.sections.append(self._above)
            self.target, self._top = self._above.blocks, block.level

    def _enter(self, heading: Heading, block: Old, *, below: bool, kept: bool = False) -> None:
        """
        Go on in the section of a fixed heading; a second one of the same meaning is joined to the first.

        *kept* says that the heading's own words stay, so that nothing has to be told of them.
        """
        section = self.outline.section(heading.title)
        part = wording.part(heading, block.text, self.title)
        if heading.title == _HAPPENS and not _STAGE.search(block.text):
            part = None  # "The procedure" is all of its stages
        if section is None:
            section = Section(heading.title, heading)
            self.outline.sections.append(section)
            new = part.title if part else heading.title
            if new.casefold() != block.text.casefold() and not kept:
                self.moved.append((block.text, new))
        elif part and not section.parts.get(part.title):
            self.moved.append((block.text, part.title))
        elif not kept:
            plain = heading.form in ITEMS or heading.parts
            section.blocks.append(Paragraph(_stressed(block.text)) if plain else Old(3, block.text))
            self.outline.said.append(f'"{block.text}" was joined to "{heading.title}"; look whether it belongs there')
        self.target = section.parts.setdefault(part.title, []) if part else section.blocks
        if not below:
            self._above, self._top = section, block.level


def _stressed(text: str) -> Words:
    return Words(f"**{escape(text)}**", text)


def _house_lead(outline: Outline, first: Heading) -> None:
    """Put what a page of a kind without a lead begins with under a heading: who a person is, or one of its own."""
    if first.title == "About":
        home = outline.section(first.title) or Section(first.title, first)
        home.blocks = [*outline.lead, *home.blocks]
        outline.sections = [home, *(each for each in outline.sections if each is not home)]
    else:
        outline.sections.append(Section(LEFT, None, outline.lead))
    outline.lead = []


def _levelled(blocks: list[Block], names: Iterable[str]) -> list[Block]:
    """Return *blocks* with the levels of headings that are used numbered from 2 on, without the page's own heading."""
    own = {" ".join(name.casefold().split()) for name in names}
    if blocks and isinstance(blocks[0], Old) and " ".join(blocks[0].text.casefold().split()) in own:
        blocks = blocks[1:]
    levels = sorted({each.level for each in blocks if isinstance(each, Old)})
    place = {level: at + 2 for at, level in enumerate(levels)}
    return [Old(place[each.level], each.text) if isinstance(each, Old) else each for each in blocks]


def _shape(section: Section, heading: Heading, said: list[str]) -> None:
    """Give the blocks of a fixed section the form that its heading asks for."""
    stages = heading.parts and all(part.form in ITEMS for part in heading.parts)
    if stages:
        _stage(section, heading, said)
    elif heading.form in ITEMS:
        section.blocks = _items(section.blocks, section.title, said)
    forms = {part.title: part.form for part in heading.parts}
    for name, blocks in section.parts.items():
        if forms[name] in ITEMS:
            section.parts[name] = _items(blocks, name, said)


def _stage(section: Section, heading: Heading, said: list[str]) -> None:
    """Deal the lists of a section without named stages to its parts, one each where their number is right."""
    names = [part.title for part in heading.parts]
    blocks = _items(section.blocks, section.title, said)
    lists = [each for each in blocks if isinstance(each, Bullets)]
    section.blocks = [each for each in blocks if not isinstance(each, Bullets)]
    if not lists:
        return
    if len(lists) == len(names) and not section.parts:
        section.parts = {name: [each] for name, each in zip(names, lists, strict=True)}
        said.append(f"its {len(names)} lists are now {', '.join(names)}; look whether each step is in its stage")
    else:
        middle = names[len(names) // 2]
        section.parts[middle] = [*lists, *section.parts.get(middle, [])]
        said.append(f'its steps stand under "{middle}"; move those that come before or after')


def _items(blocks: list[Block], name: str, said: list[str]) -> list[Block]:
    """Make labelled items of sub-headings and of bold lead-ins; an item without a label becomes a paragraph."""
    found: list[Block] = []
    made: list[Item] = []
    at = 0
    while at < len(blocks):
        block = blocks[at]
        at += 1
        if isinstance(block, Old):
            run: list[Block] = []
            while at < len(blocks) and not isinstance(blocks[at], Old):
                run.append(blocks[at])
                at += 1
            if run and isinstance(run[0], Paragraph):
                made.append(Item(run[0].words, escape(block.text.strip(" :")), tuple(run[1:])))
                continue
            run = [Paragraph(_stressed(block.text)), *_items(run, name, said)]
        elif isinstance(block, Paragraph) and not block.quoted and block.words.md.startswith("**"):
            label, rest = labelled(block.words)
            if label and rest:
                made.append(Item(rest, label))
                continue
            run = [block]
        else:
            run = _labelled(block, name, said) if isinstance(block, Bullets) else [block]
        found += [*([Bullets(tuple(made))] if made else ()), *run]
        made = []
    return [*found, Bullets(tuple(made))] if made else found


def _labelled(block: Bullets, name: str, said: list[str]) -> list[Block]:
    """Return a list whose items have labels; one that has none, and is too long to be one, is a paragraph."""
    loose: list[str] = []
    found: list[Block] = []
    items: list[Item] = []
    for each in block.items:
        if each.label:
            items.append(each)
        elif each.words and len(each.words.plain) <= 60 and not each.words.plain.rstrip(".").count("."):
            items.append(Item(Words("", ""), escape(each.words.plain.strip().rstrip(".:")), each.blocks))
        elif (match := _SENTENCE.fullmatch(each.words.md)) and len(match["label"].split()) <= _SHORT:
            items.append(
                Item(
                    Words(match["rest"], each.words.plain[len(match["label"]) + 1 :].lstrip()),
                    match["label"],
                    each.blocks,
                )
            )
        else:
            loose.append(f'"{_short(each.words.plain)}"')
            found += [*([Bullets(tuple(items), block.ordered)] if items else ()), Paragraph(each.words), *each.blocks]
            items = []
    if loose:
        said.append(f"{name}: items without a label are paragraphs now, {', '.join(loose)}; label them")
    return [*found, Bullets(tuple(items), block.ordered)] if items else found


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words[:6]) + (" …" if len(words) > 6 else "")
