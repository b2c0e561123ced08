"""A page's blocks put under the headings of its kind: the fixed ones where the old words say so, its own otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from practice.content.kinds import Form, Heading, Kind
from practice.intake import wording
from practice.intake.blocks import Block, Bullets, Item, Paragraph, Words, escape, labelled
from practice.intake.blocks import Heading as Old

LEFT = "From the old page"
"""The heading for what fits nowhere."""
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
    """A page by its headings; *said* is what an editor has to know of what was moved."""

    lead: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def section(self, title: str) -> Section | None:
        """Return the fixed section of that title, if the old page has it."""
        return next((each for each in self.sections if each.heading and each.title == title), None)


def arrange(kind: Kind, title: str, blocks: Iterable[Block]) -> Outline:
    """Return the blocks of the page *title* by the headings of *kind*."""
    outline = Outline()
    found = _levelled(list(blocks), title)
    target = outline.lead
    current: Section | None = None
    top = 2
    for block in found:
        if not isinstance(block, Old):
            target.append(block)
            continue
        heading = wording.fixed(kind, block.text, title) if kind.headings else None
        inner = current.heading if current and current.heading and current.heading.parts else None
        if inner and block.level > top and (part := wording.part(inner, block.text, title)):
            assert current
            target = current.parts.setdefault(part.title, [])
        elif heading and not (current and current.heading and block.level > top and current.heading != heading):
            current = _enter(outline, heading, block)
            target, top = current.blocks, block.level
            part = wording.part(heading, block.text, title) if heading.parts else None
            if part and heading.title != "What happens":
                target = current.parts.setdefault(part.title, [])
        elif kind.headings and not outline.sections and not outline.lead and wording.is_lead(block.text, title):
            pass  # the lead begins the page without a heading
        elif block.level <= top or current is None:
            current = Section(block.text, None)
            outline.sections.append(current)
            target, top = current.blocks, block.level
        else:
            target.append(block)
    if kind.headings and not kind.lead and outline.lead:
        _house_lead(outline, kind.headings[0])
    for section in outline.sections:
        if section.heading:
            _shape(section, section.heading, outline.said)
    return outline


def _house_lead(outline: Outline, first: Heading) -> None:
    """Put what a page of a kind without a lead begins with under a heading: who a person is, or one of its own."""
    if first.title == "About":
        home = outline.section(first.title) or Section(first.title, first)
        home.blocks = [*outline.lead, *home.blocks]
        outline.sections = [home, *(each for each in outline.sections if each is not home)]
    else:
        outline.sections.append(Section(LEFT, None, outline.lead))
    outline.lead = []


def _enter(outline: Outline, heading: Heading, block: Old) -> Section:
    """Return the section of a fixed heading; a second one of the same meaning is joined to the first."""
    section = outline.section(heading.title)
    if section is None:
        section = Section(heading.title, heading)
        outline.sections.append(section)
        if heading.title.casefold() != block.text.casefold():
            outline.said.append(f'"{block.text}" is now "{heading.title}"')
    else:
        section.blocks.append(Old(6, block.text))
        outline.said.append(f'"{block.text}" was joined to "{heading.title}"; look whether it belongs there')
    return section


def _levelled(blocks: list[Block], title: str) -> list[Block]:
    """Return *blocks* with the levels of headings that are used numbered from 2 on, without the page's own title."""
    name = " ".join(title.casefold().split())
    first = next((each for each in blocks if isinstance(each, Old)), None)
    if first and " ".join(first.text.casefold().split()) == name and blocks[0] is first:
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
            run = [Paragraph(Words(f"**{escape(block.text)}**", block.text)), *_items(run, name, said)]
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
    found: list[Block] = []
    items: list[Item] = []
    for each in block.items:
        if each.label:
            items.append(each)
        elif each.words and len(each.words.plain) <= 60 and not each.words.plain.rstrip(".").count("."):
            items.append(Item(Words("", ""), escape(each.words.plain.strip().rstrip(".:")), each.blocks))
        else:
            said.append(f'{name}: an item without a label is now a paragraph, "{_short(each.words.plain)}"; label it')
            found += [*([Bullets(tuple(items), block.ordered)] if items else ()), Paragraph(each.words), *each.blocks]
            items = []
    return [*found, Bullets(tuple(items), block.ordered)] if items else found


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words[:6]) + (" …" if len(words) > 6 else "")
