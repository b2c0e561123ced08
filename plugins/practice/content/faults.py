"""What is wrong with a site: one fault, its level, and the order in which an editor sees them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How far a fault reaches; the highest stops most."""

    ADVICE = 1
    """Stops nothing."""
    BLOCKER = 2
    """Stops publishing."""
    ERROR = 3
    """Stops every build."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """
    One thing that an editor must know.

    Args:
        path: the file, relative to the site's folder, with forward slashes.
        line: 1-based; 0 where the fault belongs to the whole file.
        field: the metadata key or heading it stands under; "" where neither fits.
        message: the fault and, after a semicolon, its remedy; no full stop.
        level: what it stops.
    """

    path: str
    line: int
    field: str
    message: str
    level: Level = Level.ERROR

    def __str__(self) -> str:
        """Return ``path:line: [level:] field: message``, the form that editors and problem matchers read."""
        where = f"{self.path}:{self.line}" if self.line else self.path
        level = "" if self.level is Level.ERROR else f"{self.level.name.lower()}: "
        field = f"{self.field}: " if self.field else ""
        return f"{where}: {level}{field}{self.message}"


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Return *faults* without repetitions, by path, line and text."""
    return sorted(set(faults))


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """Return ``; did you mean "…"?`` for the known name nearest to *wrong*, or "" when none is near."""
    by_fold = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(wrong.casefold(), by_fold, n=1, cutoff=0.6)
    return f'; did you mean "{by_fold[near[0]]}"?' if near else ""
