"""The texts of a page as the checks read them: which are running text, under which heading, on which line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from practice.checks.claims import Block
from practice.checks.jurisdiction import Place
from practice.content.document import Block as Written
from practice.content.document import Item, Listing, Paragraph, Section, Whole
from practice.content.inline import LINK
from practice.content.records import Record

_TITLES = ("title", "summary", "also_called")
_ALTERNATIVES = ("image_alt", "photo_alt")
_SILENT = frozenset(
    {
        "claim_allowed", "board", "npi", "hours", "locations", "procedures", "treats", "type", "body_area",
        "anesthesia", "stay", "icd10", "latitude", "longitude", "zip", "state", "phone", "fax", "image", "photo",
        "status", "reviewed_by", "reviewed", "review_due", "signed", "original", "translation_approved",
        "written_by", "translated_by", "degree", "name", "legal_name",
    }
)  # fmt: skip
"""Fields that are no sentences of the practice."""


@dataclass(frozen=True, slots=True)
class Passage:
    """
    One paragraph or item.

    Attributes:
        block: its text (label left out), line and heading, as the claims list reads it.
        label: the item's label, "" without one.
        first: the line on which it begins.
        running: whether it counts for the reading grade.
    """

    block: Block
    label: str = ""
    running: bool = True


def passages(record: Record) -> Iterator[Passage]:
    """Yield every text of a page's body, in order; sources left out."""
    for section in record.document.all_sections():
        yield from _section(section)
    for entry in record.entries:
        yield Passage(Block(entry.meaning.text, entry.meaning.line, entry.name), entry.name)


def _section(section: Section) -> Iterator[Passage]:
    if section.title:
        yield Passage(Block(section.title, section.line, section.title), running=False)
    for block in section.blocks:
        yield from _block(block, section.title)


def _block(block: Written, field: str) -> Iterator[Passage]:
    match block:
        case Paragraph(text):
            yield Passage(Block(text.text, text.line, field))
        case Listing(items):
            for item in items:
                yield from _item(item, field)
        case Whole(text):
            yield Passage(Block(text.text, text.line, field), running=False)


def _item(item: Item, field: str) -> Iterator[Passage]:
    label = item.label.text if item.label else ""
    yield Passage(Block(item.text.text, item.text.line, field), label)
    for block in item.blocks:
        yield from _block(block, field)


def titles(record: Record, own: Iterable[Passage]) -> Iterator[Block]:
    """Yield the page's own metadata texts and the alternative texts of the pictures in *own*, its passages."""
    for name, value in record.values.items():
        if name in _SILENT or value.open:
            continue
        place: Place = "title" if name in _TITLES else "alt" if name in _ALTERNATIVES else "text"
        field = record.kind.field(name)
        for text in value.texts:
            yield Block(text.text, text.line, field.key if field else name, place)
    if "![" in record.document.body:
        for passage in own:
            for match in LINK.finditer(passage.block.text) if "![" in passage.block.text else ():
                if match["image"]:
                    yield Block(match["text"], passage.block.line, passage.block.field, "alt")
                    if match["title"]:
                        yield Block(match["title"][1:-1], passage.block.line, passage.block.field)
