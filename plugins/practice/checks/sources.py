"""Numbers that need a source: frequencies, percentages, "N of M", effect sizes, scores; not times, ages and phones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from practice.checks.passages import Passage
from practice.content.faults import Fault, Level
from practice.content.inline import MARKS
from practice.content.records import Record

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_FIGURE = re.compile(
    rf"{_NUMBER}(?:\s?%|\s(?:percent|per cent|por ciento)\b)"
    rf"|\b{_NUMBER}(?:\s(?:people|persons|patients|cases|times|personas|pacientes|casos))?"
    rf"\s(?:in|of|out of|of every|in every|de|de cada)\s(?:every\s|the\s|cada\s|las\s|los\s)?{_NUMBER}\b"
    rf"|\b{_NUMBER}[\s-](?:points?|puntos?)\b"
    rf"|\b{_NUMBER}[\s-](?:times|fold|veces)\s(?:as|more|less|higher|lower|the|más|menos)\b"
    r"|\bon a scale from\b"
    r"|\b(?:hazard|odds|risk) ratio\b",
    re.IGNORECASE,
)
_QUICK = re.compile(r"\d")
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")


def unsourced(record: Record, all_passages: list[Passage]) -> Iterator[Fault]:
    """Yield a blocker for a procedure that names no source, and for each text whose number has no footnote mark."""
    if record.kind.name == "procedure" and record.lang == "en" and not record.document.footnotes:
        message = 'no source at all; name those of its benefits and risks, such as "[^author2020]: …", at the end'
        yield Fault(*record.document.place(record.document.end), "sources", message, Level.BLOCKER)
    for passage in all_passages:
        block = passage.block
        text = block.text if not passage.label else f"{passage.label} {block.text}"
        if "[^" in text or not _QUICK.search(text):
            continue
        match = _FIGURE.search(MARKS.sub("", text))
        if match and not _YEARS.fullmatch(match[0].split()[0]):
            message = f'"{" ".join(match[0].split())}" has no source; add its footnote mark, such as [^author2020]'
            yield Fault(*record.document.place(block.line), block.field, message, Level.BLOCKER)
