"""The texts of a page as the checks read them: which are running text, under which heading, on which line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from practice.checks.claims import Block
from practice.checks.jurisdiction import Place
from practice.content.document import Block as Written
from practice.content.document import Listing, Paragraph
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


def passages(record: Record) -> list[Passage]:
    """Return every text of a page's body, in order; sources left out."""
    found: list[Passage] = []
    for section in record.document.all_sections():
        if section.title:
            found.append(Passage(Block(section.title, section.line, section.title), running=False))
        _add(found, section.blocks, section.title)
    for entry in record.entries:
        found.append(Passage(Block(entry.meaning.text, entry.meaning.line, entry.name), entry.name))
    return found


def _add(found: list[Passage], blocks: Iterable[Written], field: str) -> None:
    """Add the texts of *blocks*, each item before what is nested in it."""
    for block in blocks:
        if isinstance(block, Listing):
            for item in block.items:
                label = item.label.text if item.label else ""
                found.append(Passage(Block(item.text.text, item.text.line, field), label))
                if item.blocks:
                    _add(found, item.blocks, field)
        else:
            running = isinstance(block, Paragraph)
            found.append(Passage(Block(block.text.text, block.text.line, field), running=running))


def titles(record: Record, own: Iterable[Passage]) -> Iterator[Block]:
    """Yield the page's own metadata texts and the alternative texts of the pictures in *own*, its passages."""
    for name, value in record.values.items():
        if name in _SILENT or value.open:
            continue
        place: Place = "title" if name in _TITLES else "alt" if name in _ALTERNATIVES else "text"
        field = record.kind.field(name)
        for text in value.texts:
            yield Block(text.text, text.line, field.key if field else name, place)
    for passage in own:
        if "![" in passage.block.text:
            for match in LINK.finditer(passage.block.text):
                if match["image"]:
                    yield Block(match["text"], passage.block.line, passage.block.field, "alt")
                    if match["title"]:
                        yield Block(match["title"][1:-1], passage.block.line, passage.block.field)
