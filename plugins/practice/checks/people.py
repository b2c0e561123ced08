"""Physicians: a degree with the name, a certifying board that the jurisdiction accepts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from practice.checks.jurisdiction import Jurisdiction
from practice.content.faults import Fault, Level
from practice.content.records import Record


def unqualified(record: Record, today: date, rules: Jurisdiction) -> Iterator[Fault]:
    """Yield what may not be said of a physician in *rules*' jurisdiction."""
    if record.kind.name != "physician":
        return
    if (degree := record.get("degree")) and not rules.accepts_degree(degree):
        message = f'"{degree}" is not a degree of the healing arts here; write one of: {", ".join(rules.degrees)}'
        yield Fault(record.path, record.line("degree"), "Degree", message, Level.BLOCKER)
    value = record.values.get("board")
    if value is None or value.open:
        return
    for board, text in zip(value.data, value.texts, strict=True):
        if not rules.accepts_board(board.body):
            message = f'"{board.body}" is not a board that may be named as certifying here; delete it, or ask counsel'
            yield Fault(record.path, text.line, "Board", message, Level.BLOCKER)
        elif board.until and board.until < today:
            message = f"this certification ended on {board.until}; write the new date, or delete the line"
            yield Fault(record.path, text.line, "Board", message, Level.BLOCKER)


def certified(record: Record, today: date, rules: Jurisdiction) -> bool:
    """Tell whether "board certified" may be said on this page."""
    boards = record.get("board") or ()
    return any(rules.accepts_board(board.body) and (board.until is None or board.until >= today) for board in boards)
