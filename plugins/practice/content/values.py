"""
Metadata values: how each form of value is read.

A reader takes the words after the colon and returns the typed value, or raises `ValueError` with the fault
and its remedy.  Which field uses which reader is declared in `kinds`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from practice.content.faults import did_you_mean

Reader = Callable[[str], Any]

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class OpenHours:
    """One line of hours: first and last day (0 is Monday), and spans of minutes after midnight."""

    first: int
    last: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Posting:
    """An office of a physician: a location's slug and the days there (0 is Monday), none when not said."""

    slug: str
    days: tuple[int, ...]


def slug_of(value: object) -> str:
    """Return the slug in one value of a list that names pages."""
    return value.slug if isinstance(value, Posting) else str(value)


@dataclass(frozen=True, slots=True)
class Certification:
    """A board certification: certifying body, specialty, last valid day (None when it does not end)."""

    body: str
    specialty: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice for every page and the last day on which it is shown."""

    text: str
    until: date


@dataclass(frozen=True, slots=True)
class Allowance:
    """A phrase of the claims list that may stand in one file, and why."""

    phrase: str
    reason: str


def text(value: str) -> str:
    """Read words as they stand."""
    return value


def slug(value: str) -> str:
    """Read the name of a content file without its ending."""
    if not SLUG.fullmatch(value):
        raise ValueError(f'"{value}" is not a slug; write small letters, digits and single hyphens')
    return value


def choice(*choices: str) -> Reader:
    """Return a reader of one word out of *choices*."""

    def read(value: str) -> str:
        if value.casefold() not in choices:
            hint = did_you_mean(value, choices) or f"; write one of: {', '.join(choices)}"
            raise ValueError(f'"{value}" is not a choice{hint}')
        return value.casefold()

    return read


def yes_no(value: str) -> bool:
    """Read ``yes`` or ``no``."""
    if value.casefold() not in ("yes", "no"):
        raise ValueError(f'"{value}" is neither yes nor no; write one of them')
    return value.casefold() == "yes"


def day(value: str) -> date:
    """Read a full calendar date, ``2027-11-01``."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError(f'"{value}" is not a date; write year-month-day, such as 2027-11-01')
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f'"{value}" is not in the calendar; write year-month-day') from None


def phone(value: str) -> str:
    """Read a US phone number; return it as ``(214) 555-0101``, with an extension after it as written."""
    match = re.fullmatch(
        r"(?:\+?1[ .-]?)?\(?([2-9]\d\d)\)?[ .-]?([2-9]\d\d)[ .-]?(\d{4})(?:,? (?:ext\.?|x) ?(\d{1,6}))?",
        value,
    )
    if not match:
        raise ValueError(f'"{value}" is not a phone number; write it as (214) 555-0101')
    number = f"({match[1]}) {match[2]}-{match[3]}"
    return f"{number} ext. {match[4]}" if match[4] else number


def zip_code(value: str) -> str:
    """Read a US ZIP code, ``75001`` or ``75001-1234``."""
    if not re.fullmatch(r"\d{5}(-\d{4})?", value):
        raise ValueError(f'"{value}" is not a ZIP code; write five digits')
    return value


def state(value: str) -> str:
    """Read a US postal abbreviation."""
    if not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError(f'"{value}" is not a state; write its two capital letters, such as TX')
    return value


def npi(value: str) -> str:
    """
    Read a National Provider Identifier: ten digits whose last is a Luhn check over ``80840`` and the rest.

    Source: CMS, "NPI Standard", check digit (ISO Luhn, prefix 80840).
    """
    if not re.fullmatch(r"[12]\d{9}", value):
        raise ValueError(f'"{value}" is not an NPI; write its ten digits')
    total = 0
    for place, digit in enumerate(reversed("80840" + value)):
        number = int(digit) * (2 if place % 2 else 1)
        total += number - 9 if number > 9 else number
    if total % 10:
        raise ValueError(f'"{value}" is not an NPI; its check digit does not fit, so a digit is wrong')
    return value


def degrees(limit: int) -> Reader:
    """Return a reader of a geographic coordinate from -*limit* to *limit* degrees."""

    def read(value: str) -> float:
        if not re.fullmatch(r"-?\d{1,3}(\.\d+)?", value) or abs(float(value)) > limit:
            raise ValueError(f'"{value}" is not a coordinate; write degrees from -{limit} to {limit}')
        return float(value)

    return read


def web_address(value: str) -> str:
    """Read an ``https`` address."""
    if not re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]{2,}(?:/[^\s\"'<>]*)?", value, re.IGNORECASE):
        raise ValueError(f'"{value}" is not a web address; write it from https:// on')
    return value


def icd10(value: str) -> str:
    """Read an ICD-10-CM code or the head of a family, ``M48.061`` or ``M80.08X-``."""
    if not re.fullmatch(r"[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{0,4}-?)?", value):
        raise ValueError(f'"{value}" is not an ICD-10-CM code; write it as M48.061 or M80.08X-')
    return value


def hours(value: str) -> OpenHours:
    """Read one line of opening hours, ``Mon-Fri 08:00-12:00, 13:00-17:00``."""
    match = re.fullmatch(
        r"([A-Z][a-z]{2})(?:[-–]([A-Z][a-z]{2}))? (\d\d:\d\d[-–]\d\d:\d\d(?:, ?\d\d:\d\d[-–]\d\d:\d\d)*)",
        value,
    )
    if not match:
        raise ValueError(f'"{value}" is not a line of hours; write Mon-Fri 08:00-12:00, 13:00-17:00')
    first, last = _weekday(match[1]), _weekday(match[2] or match[1])
    if last < first:
        raise ValueError(f'"{value}" runs backwards through the week; begin with the earlier day')
    spans: list[tuple[int, int]] = []
    for span in match[3].split(","):
        opens, closes = (_minutes(clock) for clock in re.split("[-–]", span.strip()))
        if closes <= opens or (spans and opens < spans[-1][1]):
            raise ValueError(f'"{value}" runs backwards through the day; write the earlier time first')
        spans.append((opens, closes))
    return OpenHours(first, last, tuple(spans))


def posting(value: str) -> Posting:
    """Read an office of a physician, ``frisco | Mon, Wed`` or ``frisco``."""
    name, _, days = (part.strip() for part in value.partition("|"))
    weekdays = tuple(_weekday(each.strip()) for each in days.split(",")) if days else ()
    if list(weekdays) != sorted(set(weekdays)):
        raise ValueError(f'"{days}": days repeat or run backwards; write them from Monday on, each once')
    return Posting(slug(name), weekdays)


def certification(value: str) -> Certification:
    """Read a board certification, ``American Board of Anesthesiology | Pain Medicine | 2030-12-31``."""
    parts = [part.strip() for part in value.split("|")]
    if len(parts) not in (2, 3) or not all(parts):
        raise ValueError(f'"{value}" is not a certification; write body | specialty | valid to')
    return Certification(parts[0], parts[1], day(parts[2]) if len(parts) == 3 else None)


def notice(value: str) -> Notice:
    """Read a notice, ``Our phones are down | 2026-12-01``."""
    words, _, until = (part.strip() for part in value.rpartition("|"))
    if not words:
        raise ValueError(f'"{value}" is not a notice; write its text | the last day, such as 2026-12-01')
    return Notice(words, day(until))


def allowance(value: str) -> Allowance:
    """Read an exception from the claims list, ``phrase | reason``."""
    phrase, _, reason = (part.strip() for part in value.partition("|"))
    if not phrase or not reason:
        raise ValueError(f'"{value}" names no reason; write phrase | reason')
    return Allowance(phrase, reason)


def picture(value: str) -> str:
    """Read the path of a picture, relative to the file that names it."""
    if not re.fullmatch(r"(?:\.\./)?images/[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*", value):
        raise ValueError(f'"{value}" is not a picture of this site; write ../images/ and the name of the file')
    return value


def digest(value: str) -> str:
    """Read a digest as `make sign` writes it."""
    if not re.fullmatch(r"[0-9a-f]{16}", value):
        raise ValueError(f'"{value}" is not a digest; let `make sign` write this line')
    return value


def _weekday(name: str) -> int:
    if name not in DAYS:
        raise ValueError(f'"{name}" is not a day; write one of: {", ".join(DAYS)}')
    return DAYS.index(name)


def _minutes(clock: str) -> int:
    hour, minute = int(clock[:2]), int(clock[3:])
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ValueError(f'"{clock}" is not a time of day; write it from 00:00 to 24:00')
    return hour * 60 + minute
