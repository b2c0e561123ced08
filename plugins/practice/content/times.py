"""Times around a procedure as editors write them in labels: ``7 days before``, ``Day 1``, ``Weeks 2-6``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

DAY = 24
"""Hours."""
_UNIT = {"minute": 1 / 60, "hour": 1, "day": DAY, "week": 7 * DAY, "month": 30 * DAY, "year": 365 * DAY}
FORMS = (
    '"When you book", "7 days before", "The night before", "8 hours before", "The morning of", '
    '"First hours", "After 1 hour", "Day 1", "Days 1-2", "Week 6", "Weeks 2-6" or "Month 3"'
)


@dataclass(frozen=True, slots=True)
class When:
    """
    A time on a course.

    Attributes:
        label: as written.
        start, end: hours from the procedure, negative before it.
        loose: whether the words leave a span open (``The morning of``), so that a clock time may stand
            before or after it.
        key: the words with numbers taken out, for translation (``days before``, ``weeks``).
        numbers: the numbers as written, in order.
    """

    label: str
    start: float
    end: float
    loose: bool
    key: str
    numbers: tuple[str, ...] = ()

    def may_follow(self, earlier: When) -> bool:
        """Tell whether this time may stand after *earlier* in a list."""
        if self.loose or earlier.loose:
            return self.end >= earlier.start
        return self.start >= earlier.start or self.end > earlier.end


@dataclass(frozen=True, slots=True)
class Offset:
    """A distance from the procedure by the calendar; all numbers are negative before it."""

    months: int = 0
    days: int = 0
    hours: int = 0

    def __str__(self) -> str:
        """Write it as ISO 8601 does, with a sign before the procedure: ``-P7D``, ``P2M1D``, ``-PT8H``, ``P0D``."""
        sign = "-" if min(self.months, self.days, self.hours) < 0 else ""
        months = f"{abs(self.months)}M" if self.months else ""
        days = f"{abs(self.days)}D" if self.days or not (self.months or self.hours) else ""
        hours = f"T{abs(self.hours)}H" if self.hours else ""
        return f"{sign}P{months}{days}{hours}"


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day, or hour, that a time means; *night*: whether it is the evening of that day."""

    first: Offset
    last: Offset
    night: bool = False


_NAMED = {
    "when you book": (-10000 * DAY, -2),
    "the day before": (-1.5 * DAY, -10),
    "the night before": (-1 * DAY, -8),
    "the morning of": (-9, 0),
    "the same day": (0, DAY),
    "first hours": (0, DAY),
    "the first night": (6, DAY),
    "later": (0, 100000 * DAY),
}
_DAY_OF = {
    "the day before": -1,
    "the night before": -1,
    "the morning of": 0,
    "the same day": 0,
    "first hours": 0,
    "the first night": 0,
}
"""The days that named times are on, from that of the procedure; the other ones name no day."""
_NIGHTS = frozenset({"the night before", "the first night"})
_CALENDAR = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "year": (12, 0)}
"""Months and days of a unit: a month ends on the same number as it began, however long it is."""
_BEFORE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))? (hour|day|week|month)(s?) before", re.IGNORECASE)
_AFTER = re.compile(r"After (\d{1,4})(?:-(\d{1,4}))? (minute|hour|day|week|month|year)(s?)", re.IGNORECASE)
_SPAN = re.compile(r"(Hour|Day|Week|Month|Year)(s?) (\d{1,4})(?:-(\d{1,4}))?", re.IGNORECASE)


@lru_cache(maxsize=1024)
def parse(label: str) -> When:
    """
    Read a time label; the same ones stand on most pages.

    Raises:
        ValueError: it is none; the message lists the forms.
    """
    text = " ".join(label.replace("–", "-").split())
    if named := _NAMED.get(text.casefold()):
        return When(text, *named, loose=True, key=text.casefold())
    if match := _BEFORE.fullmatch(text):
        first, second, unit, plural = match.groups()
        _agree(text, second or first, second, plural)
        hours = _UNIT[unit.casefold()]
        low, high = sorted((int(first), int(second or first)))
        return When(text, -high * hours, -low * hours, False, f"{unit.casefold()}s before", _some(first, second))
    if match := _AFTER.fullmatch(text):
        first, second, unit, plural = match.groups()
        _forwards(text, first, second)
        _agree(text, second or first, second, plural)
        hours = _UNIT[unit.casefold()]
        return When(
            text,
            int(first) * hours,
            int(second or first) * hours,
            False,
            f"after {unit.casefold()}s",
            _some(first, second),
        )
    if match := _SPAN.fullmatch(text):
        unit, plural, first, second = match.groups()
        _forwards(text, first, second)
        if bool(plural) != bool(second):
            raise ValueError(
                f'"{label}" is not a time; write "{unit} {first}"'
                if not second
                else f'"{label}" is not a time; write "{unit}s {first}-{second}"'
            )
        hours = _UNIT[unit.casefold()]
        start = (int(first) - 1) * hours if unit.casefold() != "day" else int(first) * hours
        return When(text, start, int(second or first) * hours, False, f"{unit.casefold()}s", _some(first, second))
    raise ValueError(f'"{label}" is not a time; write {FORMS}')


def span(when: When) -> Span | None:
    """
    Return what a time means in a calendar, None where its words name no day (``When you book``, ``Later``).

    Hours count by the clock before the procedure only: nobody knows beforehand when it will be over, so those
    after it are days.  ``Day 1`` is the day after the procedure, ``Week 1`` the seven days after it.
    """
    if when.key in _NAMED:
        day = Offset(days=_DAY_OF[when.key]) if when.key in _DAY_OF else None
        return Span(day, day, when.key in _NIGHTS) if day else None
    low, high = sorted((int(when.numbers[0]), int(when.numbers[-1])))
    unit = when.key.removeprefix("after ").removesuffix(" before").removesuffix("s")
    if when.key == "hours before":
        return Span(Offset(hours=-high), Offset(hours=-low))
    if unit not in _CALENDAR:
        first = int(when.start // DAY)
        return Span(Offset(days=first), Offset(days=max(first, ceil(when.end / DAY) - 1)))
    months, days = _CALENDAR[unit]
    if when.key.endswith(" before"):
        return Span(Offset(-high * months, -high * days), Offset(-low * months, -low * days))
    last = Offset(high * months, high * days)
    if when.key.startswith("after ") or low == 0:
        return Span(Offset(low * months, low * days), last)
    return Span(Offset((low - 1) * months, (low - 1) * days + 1), last)


def _some(first: str, second: str | None) -> tuple[str, ...]:
    return (first, second) if second else (first,)


def _forwards(text: str, first: str, second: str | None) -> None:
    if second and int(second) <= int(first):
        raise ValueError(f'"{text}" is not a time; the second number must be the larger one')


def _agree(text: str, last: str, second: str | None, plural: str) -> None:
    if (last != "1" or bool(second)) != bool(plural):
        raise ValueError(f'"{text}" is not a time; the number and the word do not agree')
