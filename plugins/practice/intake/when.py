"""Times in the wild as the labels of our grammar: ``24 hours before`` as it is, ``The first day`` as ``Day 1``."""

from __future__ import annotations

import re

from practice.content import times

_COUNT = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_COUNT)})"
_SPAN = re.compile(
    rf"\b(?P<low>{_NUMBER})(?:\s*(?:-|–|to|or)\s*(?P<high>{_NUMBER}))?\s+(?P<unit>hour|day|week|month)s?\b"
    r"(?P<after>\s+(?:before|prior|after))?",
    re.IGNORECASE,
)
_A_OR_TWO = re.compile(r"\b(?:an?|one) (hour|day|week|month) or two\b", re.IGNORECASE)
_SAID = (
    (re.compile(r"night before|evening before|midnight", re.IGNORECASE), "The night before"),
    (re.compile(r"morning of|day of (?:the|your)", re.IGNORECASE), "The morning of"),
    (re.compile(r"day before", re.IGNORECASE), "The day before"),
    (re.compile(r"first (?:few |24 )?hours|few hours after|right after", re.IGNORECASE), "First hours"),
    (re.compile(r"immediately (?:after|following)", re.IGNORECASE), "First hours"),
    (re.compile(r"first night", re.IGNORECASE), "The first night"),
    (re.compile(r"same day", re.IGNORECASE), "The same day"),
    (re.compile(r"\b(?:next|following) day|\bday after", re.IGNORECASE), "Day 1"),
    (re.compile(r"first (day|week|month)\b", re.IGNORECASE), r"\1 1"),
)  # fmt: skip


_OF_TIME = re.compile(
    rf"(?:[\W_]|\b(?:{_NUMBER}|hours?|days?|weeks?|months?|nights?|mornings?|evenings?|midnight|before|prior|after|"
    r"following|first|next|same|few|of|the|your|to|or|and|in|within|for|about|up|procedure|surgery|treatment|injection|"
    r"immediately|right|later)\b)*",
    re.IGNORECASE,
)


def is_time(label: str) -> bool:
    """Tell whether a label says when and nothing else, so that ours can stand in its place."""
    return bool(_OF_TIME.fullmatch(label))


def time_in(text: str, before: bool) -> str:
    """
    Return the time that a label or a sentence names, as a label of our grammar, or "".

    Args:
        text: as the old page has it.
        before: whether it stands in a section about what comes before the procedure.
    """
    label = " ".join(text.split()).strip(" :.")
    if _reads(label):
        return label if _fits(label, before) else ""
    for rule, said in _SAID:
        if match := rule.search(label):
            found = match.expand(said)
            found = found[0].upper() + found[1:]
            return found if _fits(found, before) else ""
    label = _A_OR_TWO.sub(r"1-2 \1s", label)
    match = _SPAN.search(label)
    if not match:
        return ""
    low, high = (_number(match[name]) if match[name] else 0 for name in ("low", "high"))
    unit, after = match["unit"].casefold(), (match["after"] or "").strip().casefold()
    number, plural = (f"{low}-{high}", "s") if high > low else (str(low), "" if low == 1 else "s")
    if after in ("before", "prior"):
        found = f"{number} {unit}{plural} before"
    elif after == "after" or unit == "hour":
        found = f"After {number} {unit}{plural}"
    else:
        found = f"{unit.capitalize()}{'s' if high > low else ''} {number}"
    return found if _reads(found) and _fits(found, before) else ""


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else _COUNT[written.casefold()]


def _reads(label: str) -> bool:
    try:
        times.parse(label)
    except ValueError:
        return False
    return True


def _fits(label: str, before: bool) -> bool:
    """Tell whether a time lies on the side of the procedure that its section is about."""
    when = times.parse(label)
    return when.start < 0 if before else when.end > 0
