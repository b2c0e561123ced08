"""Frequencies as editors write them at the end of a label: ``(18 in 100)``, ``(rate not known)``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Frequency:
    """
    How often something happens, as found in a source.

    Attributes:
        low, high: how many, as written without thousands commas; equal for one figure; "" when not known.
        of: out of how many; 0 when the rate is not known.
        below: whether the figure is an upper bound (``fewer than``).
        span: ``over 2 years``, or "".
        against: the same without the procedure, or None.
    """

    low: str
    high: str
    of: int
    below: bool = False
    span: str = ""
    against: Frequency | None = None

    @property
    def known(self) -> bool:
        """Whether a source gives a number."""
        return self.of > 0

    @property
    def share(self) -> tuple[Fraction, Fraction]:
        """The lower and upper share, each from 0 to 1."""
        return Fraction(self.low) / self.of, Fraction(self.high) / self.of

    def __str__(self) -> str:
        """Write the frequency so that `parse` reads the same one."""
        if not self.known:
            return "rate not known"
        count = self.low if self.low == self.high else f"{self.low}-{self.high}"
        text = f"{'fewer than ' if self.below else ''}{count} in {self.of:,}"
        if self.span:
            text += f" {self.span}"
        return f"{text}, against {self.against} without" if self.against else text


UNKNOWN = Frequency("", "", 0)

_NUMBER = r"\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,6})?"
_FORM = re.compile(
    rf"(?P<below>fewer than )?(?P<low>{_NUMBER})(?:[-–](?P<high>{_NUMBER}))? in (?P<of>\d[\d,]{{0,14}})"
    r"(?P<span> over \d+ (?:days?|weeks?|months?|years?))?",
    re.IGNORECASE,
)
_AGAINST = re.compile(r"(?P<with>.+?), against (?P<without>.+?) without", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_LOOKS = re.compile(r"\d.*\b(?:in|of|out)\b.*\d|\brate\b|\bfewer than\b|\d\s*%", re.IGNORECASE)
FORMS = '"18 in 100", "11-23 in 100", "fewer than 1 in 1,000", "7 in 40, against 10 in 20 without" or "rate not known"'


def looks_like(text: str) -> bool:
    """Tell whether the words in brackets at the end of a label are meant as a frequency."""
    return bool(_LOOKS.search(text))


def parse(text: str) -> Frequency:
    """
    Read a frequency.

    Args:
        text: what stands between the brackets, for example ``1.9 in 100``.

    Raises:
        ValueError: it is none; the message says why and what to write.
    """
    text = text.strip()
    if text.casefold() == "rate not known":
        return UNKNOWN
    if pair := _AGAINST.fullmatch(text):
        found = _single(pair["with"])
        return Frequency(found.low, found.high, found.of, found.below, found.span, against=_single(pair["without"]))
    return _single(text)


def _single(text: str) -> Frequency:
    match = _FORM.fullmatch(text.strip())
    if not match:
        raise ValueError(f'"{text}" is not a frequency; write {FORMS}')
    if not _THOUSANDS.fullmatch(match["of"]):
        raise ValueError(f'"{text}" is not a frequency; the comma in {match["of"]} is out of place')
    low = match["low"].replace(",", "")
    high = (match["high"] or match["low"]).replace(",", "")
    of = int(match["of"].replace(",", ""))
    if of == 0:
        raise ValueError(f'"{text}" is not a frequency; the second number is 0')
    if Fraction(low) > Fraction(high):
        raise ValueError(f'"{text}" is not a frequency; the range runs backwards')
    if Fraction(high) > of:
        raise ValueError(f'"{text}" is not a frequency; the first number is larger than the second')
    return Frequency(low, high, of, bool(match["below"]), (match["span"] or "").strip())
