"""How far work is that lasts: nothing is said for two seconds from its beginning, then a line from time to time."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

LISTENERS: list[Callable[[str], object]] = []
"""Are given each line; whoever starts a command says who listens."""
_FIRST = 2.0
"""Seconds that somebody waits without wondering."""
_NEXT = 5.0


@dataclass(slots=True)
class _Wait:
    """When whoever waits is told something next."""

    due: float = 0.0


_WAIT = _Wait()


def begin() -> None:
    """Note that somebody begins to wait: for a command, or for what follows a saved file."""
    _WAIT.due = time.monotonic() + _FIRST


class Progress:
    """
    Says how much of one kind of work is done.

    Args:
        what: is counted, such as "pages read".
        count: of all, None where nobody knows.
    """

    def __init__(self, what: str, count: int | None = None) -> None:
        self._what, self._count = what, count

    def at(self, done: int) -> None:
        """Tell, if it is time, that so many are *done*."""
        now = time.monotonic()
        if now >= _WAIT.due:
            _WAIT.due = now + _NEXT
            of_all = "" if self._count is None else f" of {self._count:,}"
            for listener in LISTENERS:
                listener(f"{self._what}: {done:,}{of_all}")


def counted(items: Collection[T], what: str) -> Iterator[T]:
    """Yield *items* and tell how many of them are done; *what* is as in `Progress`."""
    progress = Progress(what, len(items))
    for done, item in enumerate(items):
        progress.at(done)
        yield item
