"""Reviews: who signed a page, whether it changed since, when the next one is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from practice.checks.jurisdiction import Jurisdiction
from practice.content.faults import Fault, Level
from practice.content.records import Record


class State(Enum):
    """Where the review of a page stands."""

    NONE = "none"
    CHANGED = "changed"
    CURRENT = "current"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Review:
    """The review of a page; reviewer (a slug) and dates are None in state ``NONE``."""

    state: State
    by: str | None = None
    reviewed: date | None = None
    due: date | None = None


def review(record: Record, today: date, due_soon_days: int) -> Review | None:
    """
    Return the review of a page, or None where its kind has none.

    Args:
        record: the page; a translation has its original's review.
        today: the day from which to count.
        due_soon_days: whole days before a review falls due in which it counts as due.
    """
    if not record.kind.reviewed:
        return None
    page = record.original or record
    by, reviewed, due, signed = (page.get(name) for name in ("reviewed_by", "reviewed", "review_due", "signed"))
    if not (by and reviewed and due and signed):
        return Review(State.NONE)
    if signed != page.digest:
        return Review(State.CHANGED, by, reviewed, due)
    left = (due - today).days
    state = State.OVERDUE if left < 0 else State.DUE if left <= due_soon_days else State.CURRENT
    return Review(state, by, reviewed, due)


def review_window(reviewed: date, due: date) -> int:
    """
    Return the days between a page's review and its next one.

    Args:
        reviewed: calendar date in the practice's time zone (ISO 8601 in files).
        due: calendar date, later than *reviewed*.

    Returns:
        Whole days, at least 1.

    Raises:
        ValueError: *due* is not later than *reviewed*.

    Source: NHS service manual, "Know that a page is up to date".
    """
    if due <= reviewed:
        raise ValueError(f"{due} is not later than the review on {reviewed}; the next review lies ahead")
    return (due - reviewed).days


def unreviewed(record: Record, today: date, rules: Jurisdiction) -> Iterator[Fault]:
    """Yield what a page's review lacks."""
    if record.lang != "en":
        return
    found = review(record, today, rules.due_soon_days)
    if found is None:
        return
    line = record.line("signed") if "signed" in record.values else record.line("title")

    def fault(message: str, level: Level, at: str = "Reviewed") -> Fault:
        return Fault(record.path, line, at, message, level)

    command = f"make sign FILE={record.path} BY=… DUE=…"
    if found.reviewed and found.due:
        if found.reviewed > today:
            yield fault(f"{found.reviewed} lies in the future; sign on the day of the review", Level.ERROR)
        try:
            review_window(found.reviewed, found.due)
        except ValueError as error:
            yield fault(str(error), Level.ERROR, "Review_due")
    match found.state:
        case State.NONE:
            yield fault(f'no physician has reviewed this page; let one read it, then "{command}"', Level.BLOCKER)
        case State.CHANGED:
            yield fault(f'changed since {found.by} signed it; let it be read again, then "{command}"', Level.BLOCKER)
        case State.OVERDUE:
            assert found.due
            late = (today - found.due).days
            level = Level.BLOCKER if late > rules.grace_days else Level.ADVICE
            yield fault(f"review overdue by {late} days; readers are told, so have it read again", level, "Review_due")
        case State.DUE:
            assert found.due
            left = (found.due - today).days
            yield fault(f"review due in {left} days; have it read again", Level.ADVICE, "Review_due")
        case State.CURRENT:
            pass
