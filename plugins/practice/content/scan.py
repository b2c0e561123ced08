"""
From the bytes of one file to its fields, sections, items and footnotes, each with its line.

The scanner never raises on content: what is wrong becomes a fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from practice.content import metadata, raw
from practice.content.blocks import Blocks
from practice.content.characters import decode
from practice.content.document import Block, Document, Listing, Text, Whole
from practice.content.pieces import fill


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
    start = metadata.read_fields(document, lines)
    if "{piece" in text:
        lines = fill(document, lines, start, pieces or {})
    document.end = len(lines)
    document.body = "\n".join(lines[start:]).strip("\n")
    Blocks(document, lines, start).sections()
    for section in document.all_sections():
        _note_marked(section.title, section.blocks, document.marked)
    if raw.may_hold_html("\n".join(lines)):
        raw.refuse(document, lines, lambda number: _field_at(document, number))
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
