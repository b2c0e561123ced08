"""Translations: approved, no older than their original, and with the same numbers, sources and emergencies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from practice.checks.passages import Passage, passages
from practice.content.document import labels, texts
from practice.content.faults import Fault, Level
from practice.content.records import Record

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_MARK = re.compile(r"\[\^[^\]]*\]|\]\([^)]*\)")
_EMERGENCY = "Call 911 or go to an emergency room if"


def untrue(record: Record, own: list[Passage]) -> Iterator[Fault]:
    """Yield what a translation lacks or has otherwise than its original."""
    original = record.original
    if record.lang == "en" or original is None or record.kind.name == "practice":
        return
    line = record.line("title")
    command = f"make sign FILE={record.path} BY=…"

    def fault(name: str, message: str, level: Level = Level.BLOCKER, at: int = line) -> Fault:
        return Fault(*record.document.place(at), name, message, level)

    def place(name: str) -> int:
        return record.line(name) if name in record.values else line

    if not record.get("translated_by"):
        yield fault("Translated_by", "nobody is named as translator; write who it was", at=place("translated_by"))
    if not record.get("translation_approved"):
        yield fault(
            "Translation_approved",
            f'no qualified translator has approved this text; let one compare it, then "{command}"',
            at=place("translation_approved"),
        )
    told = record.get("original")
    if told is None:
        yield fault("Original", f'missing; "{command}" writes it once the text matches {original.path}')
    elif told != original.digest:
        message = f'{original.path} has changed since it was translated; let a translator compare, then "{command}"'
        yield fault("Original", message, Level.ADVICE, record.line("original"))
    if record.kind.glossary:
        return  # it explains the words of its own language
    whole = passages(original)
    if same := _untranslated(whole, own):
        message = f"still in the words of {original.path}, as are {len(same) - 1} more; translate this"
        yield fault(same[0].block.field, message, at=same[0].block.line)
    theirs, ours = _numbers(whole), _numbers(own)
    if theirs != ours:
        yield fault("", f"other numbers than in {original.path}: {_difference(theirs, ours)}; make them the same")
    if list(record.document.footnotes) != list(original.document.footnotes):
        yield fault("sources", f"other sources than in {original.path}; give the same ones in the same order")
    else:
        for key, text in record.document.footnotes.items():
            if text.text != original.document.footnotes[key].text:
                yield fault("sources", f"source [^{key}] differs from {original.path}; copy it", at=text.line)
    theirs_called, ours_called = _emergencies(original), _emergencies(record)
    if theirs_called != ours_called:
        message = f"{ours_called} emergencies where {original.path} has {theirs_called}; translate each one"
        yield fault(_EMERGENCY, message)


def _untranslated(theirs: list[Passage], ours: list[Passage]) -> list[Passage]:
    """Return the texts of a few words and more that stand in the original just so."""
    english = {passage.block.text for passage in theirs if passage.running and passage.block.text.count(" ") > 2}
    return [passage for passage in ours if passage.block.text in english]


def _numbers(found: list[Passage]) -> Counter[str]:
    text = "\n".join(_MARK.sub("", f"{passage.label} {passage.block.text}") for passage in found)
    return Counter(_NUMBER.findall(text))


def _difference(theirs: Counter[str], ours: Counter[str]) -> str:
    parts = []
    if lost := theirs - ours:
        parts.append(f"{', '.join(sorted(lost))} missing")
    if new := ours - theirs:
        parts.append(f"{', '.join(sorted(new))} added")
    return ", ".join(parts)


def _emergencies(record: Record) -> int:
    return sum(
        len(list(texts(section.blocks))) + len(list(labels(section.blocks)))
        for section in record.document.all_sections()
        if section.title == _EMERGENCY
    )
