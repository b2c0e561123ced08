"""
Who read a fact: of thousands of pages an edit changes what a few of them read, and those are found at once.

An index of names stays true without being taken back: a name that once read a fact stays under it, whether or not
it still does, and whoever asks looks at what that name reads now.  So a step that fails leaves no harm behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

from practice.content.observed import Fact
from practice.desk.memory import Memory

T = TypeVar("T")


class Readers:
    """
    Which of some held things read a fact.

    Without an index each of them is asked; that takes less time than making one for a single step.
    """

    def __init__(self) -> None:
        self._of: defaultdict[Fact, set[str]] | None = None

    def index(self, held: Mapping[str, Iterable[Fact]]) -> None:
        """Make the index anew from what each of *held* reads."""
        self._of = defaultdict(set)
        for name, facts in held.items():
            self.note(name, facts)

    def note(self, name: str, facts: Iterable[Fact]) -> None:
        """Note what *name* reads, where there is an index."""
        if self._of is not None:
            for fact in facts:
                self._of[fact].add(name)

    def among(self, held: Mapping[str, T], read: Callable[[T], frozenset[Fact]], facts: Collection[Fact]) -> list[str]:
        """
        Return the names of those of *held* that read one of *facts*.

        Args:
            held: what is asked, by name; everything in it has been noted.
            read: tells what one of them reads.
            facts: in a set.
        """
        names: Iterable[str] = held
        if self._of is not None:
            known = self._of
            names = {name for fact in facts if fact in known for name in known[fact] if name in held}
        return [name for name in names if not read(held[name]).isdisjoint(facts)]


class Index:
    """Who of a site's memory read a fact: shared parts, tasks, what holds of a page's references, what was checked."""

    def __init__(self) -> None:
        self.parts, self.tasks, self.joined, self.checked = Readers(), Readers(), Readers(), Readers()

    def make(self, memory: Memory) -> None:
        """Index all that *memory* holds."""
        self.parts.index({name: part.facts for name, part in memory.parts.items()})
        self.tasks.index({name: task.facts for name, task in memory.tasks.items()})
        self.joined.index(memory.joined)
        self.checked.index({path: checked.facts for path, checked in memory.checked.items()})
