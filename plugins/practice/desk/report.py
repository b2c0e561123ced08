"""How faults are told: one line each, sorted, then one line of counts."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TextIO

from practice.content.faults import Fault, Level

_NAMES = {
    Level.ERROR: ("error", "errors"),
    Level.BLOCKER: ("blocker", "blockers"),
    Level.ADVICE: ("advice", "advice"),
}
_MEANING = {
    Level.ERROR: "stop every build",
    Level.BLOCKER: "stop publishing",
    Level.ADVICE: "stops nothing",
}


def tell(faults: Iterable[Fault], least: Level = Level.ADVICE, to: TextIO | None = None) -> None:
    """Print every fault of at least level *least*, in the order given."""
    to = to or sys.stderr
    for fault in faults:
        if fault.level >= least:
            print(fault, file=to)


def counts(faults: Iterable[Fault]) -> str:
    """Return how many faults of each level there are: ``3 errors (stop every build), 12 blockers (…)``."""
    return counted(Counter(fault.level for fault in faults))


def counted(found: Mapping[Level, int]) -> str:
    """Return the same of faults that were counted."""
    return ", ".join(
        f"{found[level]} {_NAMES[level][found[level] != 1]} ({_MEANING[level]})"
        for level in sorted(Level, reverse=True)
        if found.get(level)
    )


def stops(faults: Iterable[Fault], least: Level) -> bool:
    """Tell whether any fault is of at least level *least*."""
    return any(fault.level >= least for fault in faults)
