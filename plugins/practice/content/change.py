"""Changes on a scale as editors write them at the end of a label: ``(7.5 to 2.3 on a scale from 0 = … to 10 = …)``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Move:
    """
    How one group's score moved, as found in a source; numbers as written.

    Attributes:
        before, after: the score before and after; "" where the source gives only the difference.
        by: the difference, "" where both scores are given.
        higher: whether the difference goes up the scale.
    """

    before: str = ""
    after: str = ""
    by: str = ""
    higher: bool = False

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every number of it."""
        return (self.by,) if self.by else (self.before, self.after)

    def __str__(self) -> str:
        """Write it so that `parse` reads the same one."""
        if self.by:
            return f"{self.by} {'higher' if self.higher else 'lower'}"
        return f"{self.before} to {self.after}"


@dataclass(frozen=True, slots=True)
class Change:
    """
    A change on a scale whose ends are named.

    Attributes:
        move: with the procedure.
        low, high: the ends of the scale, as written.
        low_name, high_name: what they mean, in the words of the page's language.
        span: ``after 1 month``, or "".
        against: the same without the procedure, or None.
    """

    move: Move
    low: str
    high: str
    low_name: str
    high_name: str
    span: str = ""
    against: Move | None = None

    def __str__(self) -> str:
        """Write the change so that `parse` reads the same one."""
        text = f"{self.move} {self.span}".rstrip()
        if self.against:
            text += f", against {self.against} without,"
        return f"{text} on a scale from {self.low} = {self.low_name} to {self.high} = {self.high_name}"


_NUMBER = r"\d{1,6}(?:\.\d{1,4})?"
_SPAN = r"after \d{1,4} (?:days?|weeks?|months?|years?)"
_WHOLE = re.compile(
    rf"(?P<move>[^,]+?)(?: (?P<span>{_SPAN}))?(?:, against (?P<against>[^,]+?) without)?,? on a scale from "
    rf"(?P<low>{_NUMBER}) = (?P<low_name>[^=]+?) to (?P<high>{_NUMBER}) = (?P<high_name>[^=]+)",
    re.IGNORECASE,
)
_FROM_TO = re.compile(rf"({_NUMBER}) to ({_NUMBER})", re.IGNORECASE)
_BY = re.compile(rf"({_NUMBER}) (lower|higher)", re.IGNORECASE)
_LOOKS = re.compile(rf"\bon a scale\b|\bscale from\b|^\s*{_NUMBER} (?:lower|higher)\b", re.IGNORECASE)
FORMS = (
    '"7.5 to 2.3 on a scale from 0 = no pain to 10 = worst pain" or '
    '"4.05 lower, against 2.66 lower without, on a scale from 0 = no pain to 10 = worst pain"'
)


def looks_like(text: str) -> bool:
    """Tell whether the words in brackets at the end of a label are meant as a change on a scale."""
    return bool(_LOOKS.search(text))


def parse(text: str) -> Change:
    """
    Read a change on a scale.

    Args:
        text: what stands between the brackets.

    Raises:
        ValueError: it is none; the message says why and what to write.
    """
    text = " ".join(text.split())
    match = _WHOLE.fullmatch(text)
    if not match:
        raise ValueError(f'"{text}" is not a change on a scale; write {FORMS}')
    move = _move(match["move"], text)
    against = _move(match["against"], text) if match["against"] else None
    low, high = match["low"], match["high"]
    if Fraction(low) >= Fraction(high):
        raise ValueError(f'"{text}" is not a change on a scale; the scale runs backwards')
    if against and bool(against.by) != bool(move.by):
        raise ValueError(f'"{text}" is not a change on a scale; both sides need the same form')
    for number in (*move.numbers, *(against.numbers if against else ())):
        outside = (
            Fraction(number) > Fraction(high) - Fraction(low)
            if move.by
            else not Fraction(low) <= Fraction(number) <= Fraction(high)
        )
        if outside:
            raise ValueError(f'"{text}" is not a change on a scale; {number} does not fit on it')
    return Change(move, low, high, match["low_name"], match["high_name"], (match["span"] or "").lower(), against)


def _move(text: str, whole: str) -> Move:
    if match := _FROM_TO.fullmatch(text):
        return Move(before=match[1], after=match[2])
    if match := _BY.fullmatch(text):
        return Move(by=match[1], higher=match[2].lower() == "higher")
    raise ValueError(f'"{whole}" is not a change on a scale; write {FORMS}')
