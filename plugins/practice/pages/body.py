"""The body of a page: its sections with labelled items, rates and steps, as templates receive them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from practice.content import times
from practice.content.document import Block, Item, Listing, Paragraph, Section
from practice.content.kinds import Form, Heading
from practice.content.links import fragment
from practice.content.read import rated
from practice.content.records import Record
from practice.pages import changes, views
from practice.pages.markdown import Page, blocks_to_html, text_to_html
from practice.pages.texts import Texts

_OWN = Heading("")
_GENERATED = ("main", "bone", "sources", "helps-with", "physicians", "treatments", "comparison")
"""Fragments that templates give to parts of their own."""
_EVENING = "18:00"
"""When a calendar reminds of what is to be done on a night."""


@dataclass(slots=True)
class _Ids:
    """Fragments given so far, so that none is given twice."""

    used: set[str]

    def new(self, wanted: str) -> str:
        name, number = wanted or "part", 2
        while name in self.used:
            name = f"{wanted}-{number}"
            number += 1
        self.used.add(name)
        return name


@dataclass(slots=True)
class Body:
    """A rendered body: the declared sections, the editor's own, and all of them in order."""

    declared: dict[str, views.Part]
    own: tuple[views.Part, ...]
    all: tuple[views.Part, ...]


def render(record: Record, page: Page, texts: Texts, only: Collection[str] = ()) -> Body:
    """
    Return the sections of *record* as HTML parts; footnotes and terms are noted in *page*.

    Args:
        record: whose.
        page: what its texts refer to.
        texts: of the page's language.
        only: keys of the declared sections that are wanted; () for every section.
    """
    document = record.document
    builder = _Builder(page, texts, _Ids(set(_GENERATED)))
    declared: dict[str, views.Part] = {}
    own: list[views.Part] = []
    every: list[views.Part] = []
    for section in document.sections:
        heading = record.kind.heading(section.title)
        if only and (heading is None or heading.key not in only):
            continue
        part = builder.part(section, heading or _OWN)
        every.append(part)
        if heading:
            declared[heading.key] = part
        else:
            own.append(part)
    return Body(declared, tuple(own), tuple(every))


@dataclass(slots=True)
class _Builder:
    page: Page
    texts: Texts
    ids: _Ids
    step: int = 0

    def part(self, section: Section, heading: Heading) -> views.Part:
        """Return one section with its parts."""
        key = heading.key if heading.title else ""
        title = self.texts(section.title) if key else section.title
        identifier = self.ids.new(fragment(section.title))
        labelled = heading.form not in (Form.FREE, Form.QUESTIONS)
        lists = [place for place, block in enumerate(section.blocks) if labelled and isinstance(block, Listing)]
        first = lists[0] if lists else len(section.blocks)
        html = blocks_to_html(section.blocks[:first], self.page)  # in the order of the page, for its footnotes
        items: list[views.Item] = []
        after: list[Block] = []
        for block in section.blocks[first:]:
            if labelled and isinstance(block, Listing):
                items.extend(self.item(item, heading, key) for item in block.items)
            else:
                after.append(block)
        by_title = {each.title: each for each in heading.parts}
        return views.Part(
            key=key,
            id=identifier,
            title=title,
            html=html,
            items=tuple(items),
            after=blocks_to_html(after, self.page),
            parts=tuple(self.part(inner, by_title.get(inner.title, _OWN)) for inner in section.parts),
        )

    def item(self, item: Item, heading: Heading, key: str) -> views.Item:
        """Return one labelled item."""
        label = item.label.text if item.label else ""
        rate = change = span = None
        shown = label
        if heading.form is Form.RATED:
            found = label_and_rate(item, self.texts)
            shown, rate, change = found.words, found.rate, found.change
        elif heading.form is Form.TIMES:
            shown, span = time_of(item, self.texts), _span(label)
        elif label in heading.needs:
            shown = self.texts(label)
        number = 0
        if key in ("before", "during", "after"):
            self.step += 1
            number = self.step
        words = (Paragraph(item.text),) if item.text.text else ()
        html = blocks_to_html((*words, *item.blocks), self.page)
        return views.Item(
            label=text_to_html(shown, self.page),
            html=html,
            number=number,
            rate=rate,
            change=change,
            span=span,
        )


@dataclass(frozen=True, slots=True)
class Labelled:
    """The words of a benefit's or risk's label, and its rate or its change on a scale as shown."""

    words: str
    rate: views.Rate | None
    change: views.Change | None


def label_and_rate(item: Item, texts: Texts) -> Labelled:
    """Return the label of a benefit or risk, split."""
    found = rated(item.label.text if item.label else "")
    return Labelled(
        found.words,
        texts.rate(found.frequency) if found.frequency else None,
        changes.shown(found.change, texts) if found.change else None,
    )


def time_of(item: Item, texts: Texts) -> str:
    """Return a time label in the page's language."""
    return texts.time(times.parse(item.label.text)) if item.label else ""


def _span(label: str) -> views.Span | None:
    found = times.span(times.parse(label)) if label else None
    return views.Span(str(found.first), str(found.last), _EVENING if found.night else "") if found else None
