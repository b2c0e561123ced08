"""
What is known of the last good state of a site: what was rendered, what was checked, what each of it read.

It is kept in the process while `make dev` runs and on the disk between previews, so most of it is packed: of
thousands of pages few are looked into after a change.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, KeysView, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from practice.content.faults import Fault, Level
from practice.content.observed import Fact, Part, facts_of
from practice.content.records import Record
from practice.pages.pictures import Made
from practice.pages.rendering import Rendered
from practice.pages.scripts import File
from practice.site.gates import Outline, leads

K = TypeVar("K")

_LOOKED_AT = 512
"""Pages of which the gates keep the outline at hand."""


class Page(NamedTuple):
    """A page that stands: as it was rendered, without its HTML, and what the gates saw of it."""

    rendered: Rendered
    outline: Outline


class Task(NamedTuple):
    """
    What was rendered at once, such as a page and its handout.

    Attributes:
        facts: that it read.
        heads: of each page by its file: language and title.
        leads: the files to which its pages lead or for which they ask.
        asks: names of the files that it has made.
        packed: its pages, by their files.
    """

    facts: frozenset[Fact]
    heads: dict[str, tuple[str, str]]
    leads: frozenset[str]
    asks: tuple[str, ...]
    packed: bytes

    @classmethod
    def of(cls, facts: Iterable[Fact], pages: Iterable[Page], asks: Iterable[str], base: str) -> Task:
        """Return the task of *pages* that asks for files of these names, on a site below *base*."""
        by_name = {page.rendered.name: page for page in pages}
        heads = {name: (page.outline.lang, page.outline.title) for name, page in by_name.items()}
        led = frozenset[str]().union(*(leads(page.outline, name, base) for name, page in by_name.items()))
        return cls(facts_of(facts), heads, led, tuple(asks), pickle.dumps(by_name, pickle.HIGHEST_PROTOCOL))

    @property
    def pages(self) -> dict[str, Page]:
        """Its pages by their files."""
        pages: dict[str, Page] = pickle.loads(self.packed)
        return pages


def _more(counts: dict[K, int], keys: Iterable[K]) -> None:
    """Count each of *keys*; in a plain dictionary, as one of thousands is copied many times as fast as a Counter."""
    for key in keys:
        counts[key] = counts.get(key, 0) + 1


def _less(counts: dict[K, int], keys: Iterable[K]) -> list[K]:
    """Count each of *keys* down, and return those of which none is left."""
    gone = []
    for key in keys:
        counts[key] -= 1
        if not counts[key]:
            del counts[key]
            gone.append(key)
    return gone


@dataclass(eq=False)
class Tasks(Mapping[str, Task]):
    """
    The tasks of a site by the files of their first pages, which files they have, and what is made beside them.

    What is made bears the digest of its bytes in its name, so that it is kept once, however many tasks ask for it.
    """

    _tasks: dict[str, Task] = field(default_factory=dict)
    _of: dict[str, str] = field(default_factory=dict)
    _asked: dict[str, int] = field(default_factory=dict)
    _made: dict[str, Made | File] = field(default_factory=dict)
    _heads: dict[tuple[str, str], int] = field(default_factory=dict)

    def copy(self) -> Tasks:
        """Return the same tasks, to change them."""
        return Tasks(self._tasks.copy(), self._of.copy(), self._asked.copy(), self._made.copy(), self._heads.copy())

    def put(self, name: str, task: Task, made: Mapping[str, Made | File]) -> None:
        """Keep a task in the place of the one that was there, and what is to be made of the files it asks for."""
        self.drop(name)
        self._made.update((file, made[file]) for file in task.asks if file not in self._made)
        self._tasks[name] = task
        self._of.update(dict.fromkeys(task.heads, name))
        _more(self._asked, task.asks)
        _more(self._heads, task.heads.values())

    def drop(self, name: str) -> None:
        """Forget a task, if there is one."""
        task = self._tasks.pop(name, None)
        if task is None:
            return
        for file in task.heads:
            if self._of.get(file) == name:
                del self._of[file]
        _less(self._heads, task.heads.values())
        for file in _less(self._asked, task.asks):
            del self._made[file]

    @property
    def names(self) -> KeysView[str]:
        """The files of the first pages."""
        return self._tasks.keys()

    @property
    def pages(self) -> dict[str, str]:
        """The task of each page, by the page's file; not to be changed."""
        return self._of

    @property
    def asks(self) -> dict[str, int]:
        """How many tasks ask for each file that is made beside pages."""
        return self._asked

    @property
    def titles(self) -> dict[str, tuple[str, str]]:
        """Language and title of each page, by its file."""
        return {file: self._tasks[name].heads[file] for file, name in self._of.items()}

    def is_single(self, file: str) -> bool:
        """Tell whether no other page has language and title of the page in *file*."""
        return self._heads[self._tasks[self._of[file]].heads[file]] == 1

    @property
    def made(self) -> Mapping[str, Made | File]:
        """What is to be made for each file that a task asks for."""
        return self._made

    def __getitem__(self, name: str) -> Task:
        return self._tasks[name]

    def __contains__(self, name: object) -> bool:
        return name in self._tasks

    def __iter__(self) -> Iterator[str]:
        return iter(self._tasks)

    def __len__(self) -> int:
        return len(self._tasks)


class Checked(NamedTuple):
    """
    What a check of one page found.

    Attributes:
        facts: that it read.
        own: how many faults of each level stand in the page's own file.
        others: faults that stand elsewhere, in a piece that pages share.
        leads: the pages that are not orphans because of this one.
        draft: whether the page is one, to which nothing has to lead.
        packed: all faults.
    """

    facts: frozenset[Fact]
    own: dict[Level, int]
    others: tuple[Fault, ...]
    leads: frozenset[str]
    draft: bool
    packed: bytes

    @classmethod
    def of(cls, record: Record, facts: Iterable[Fact], faults: Iterable[Fault], leads: Iterable[str]) -> Checked:
        """Return what was found for a page."""
        all_ = tuple(dict.fromkeys(faults))
        own = Counter(fault.level for fault in all_ if fault.path == record.path)
        others = tuple(fault for fault in all_ if fault.path != record.path)
        packed = pickle.dumps(all_, pickle.HIGHEST_PROTOCOL)
        return cls(facts_of(facts), dict(own), others, facts_of(leads), record.draft, packed)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All faults."""
        faults: tuple[Fault, ...] = pickle.loads(self.packed)
        return faults


@dataclass(slots=True)
class Memory:
    """
    All that is known of the last good state of a site.

    Attributes:
        digests: of the files below ``content/``, by path.
        texts: the metadata of each page as written, by path and key.
        answers: to the questions that were asked of the whole.
        parts: that pages share.  kept: what some of them are, packed.
        joined: of each page's references, by path: only facts, because there are no faults.
        tasks: by the file of their first page.
        paths: of the content file of a task, by the task's file.
        stale: files of tasks that stand as they were before the last step, and are to be rendered in the next.
        html: of each page, by its file, where it is kept in memory.
        copied: what is copied as it is, by file: its source as named, where it stands.
        checked: pages by path.
        alone: what is said of pages to which nothing leads.
        lost: what is said of addresses that were published and are gone.
        most: answers and parts, before those are dropped that nobody needs.
    """

    digests: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    answers: dict[Fact, str] = field(default_factory=dict)
    parts: dict[Fact, Part] = field(default_factory=dict)
    kept: dict[Fact, bytes] = field(default_factory=dict)
    joined: dict[str, frozenset[Fact]] = field(default_factory=dict)
    tasks: Tasks = field(default_factory=Tasks)
    paths: dict[str, str] = field(default_factory=dict)
    stale: frozenset[str] = frozenset()
    html: dict[str, bytes] = field(default_factory=dict)
    copied: dict[str, tuple[str, Path]] = field(default_factory=dict)
    checked: dict[str, Checked] = field(default_factory=dict)
    alone: tuple[Fault, ...] = ()
    lost: tuple[Fault, ...] = ()
    most: int = 0

    def names(self) -> set[str]:
        """Return every file that is written, those of `listings` apart."""
        return self.copied.keys() | self.tasks.pages.keys() | self.tasks.asks.keys()

    def gone(self, later: Memory) -> set[str]:
        """Return the names that a *later* state does not have."""
        here, there = ((each.tasks.pages.keys(), each.tasks.asks.keys(), each.copied.keys()) for each in (self, later))
        lost = {name for one, other in zip(here, there, strict=True) for name in one - other}
        return {name for name in lost if not any(name in each for each in there)}


class Outlines(Mapping[str, Outline]):
    """The outlines of all pages by their files, unpacked when they are asked for."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self.page = lru_cache(_LOOKED_AT)(self._page)

    def _page(self, file: str) -> Page:
        return self._tasks[self._tasks.pages[file]].pages[file]

    def __getitem__(self, file: str) -> Outline:
        return self.page(file).outline

    def __contains__(self, file: object) -> bool:
        return file in self._tasks.pages

    def __iter__(self) -> Iterator[str]:
        return iter(self._tasks.pages)

    def __len__(self) -> int:
        return len(self._tasks.pages)


class Sources(Mapping[str, tuple[str, ...]]):
    """
    The sources of each file that is written.

    Args:
        memory: of the site.
        pages: its outlines.
    """

    def __init__(self, memory: Memory, pages: Outlines) -> None:
        self._pages, self._copied, self._tasks = pages, memory.copied, memory.tasks

    def __getitem__(self, file: str) -> tuple[str, ...]:
        if file in self._pages:
            return self._pages.page(file).rendered.sources
        if file in self._copied:
            return (self._copied[file][0],)
        return (self._tasks.made[file].source,)

    def __contains__(self, file: object) -> bool:
        return file in self._pages or file in self._copied or file in self._tasks.asks

    def __iter__(self) -> Iterator[str]:
        yield from (*self._pages, *self._copied, *self._tasks.asks)

    def __len__(self) -> int:
        return len(self._pages) + len(self._copied) + len(self._tasks.asks)
