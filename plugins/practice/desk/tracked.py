"""
A site whose pages are rendered again only when a fact that they read has changed.

What each page, check and shared part read is observed (`practice.content.observed`).  A change of files is
turned into changed facts; whatever read none of these stands as it is.  A site with a fault changes nothing:
the pages that stand are those of the last good state.
"""

from __future__ import annotations

import hashlib
from collections import ChainMap, Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

from practice.checks.jurisdiction import Jurisdiction
from practice.content.faults import Fault, Level, in_order
from practice.content.files import passed_over
from practice.content.observed import Fact, fact
from practice.content.shelf import Shelf
from practice.desk.listings import listings
from practice.desk.memory import Memory, Page
from practice.desk.readers import Index
from practice.desk.step import Step, Write
from practice.pages.pictures import Made
from practice.pages.rendering import BuildError
from practice.pages.scripts import File
from practice.settings import Settings


@dataclass(frozen=True, slots=True)
class Built:
    """
    What came of a change.

    Attributes:
        wrong: everything that stands against it; then nothing changed.
        altered: the files of the pages that are not as they were.
        removed: the files that are gone.
    """

    wrong: tuple[str, ...] = ()
    altered: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Tracked:
    """
    A site of which all that was made is known.

    Args:
        shelf: its files.
        settings: of the build.
        rules: of the jurisdiction.
        memory: of a last good state of the same site under the same settings.
        write: is given each page; without it their HTML is kept in memory.
        checks: whether pages are checked as they are rendered, while their text is at hand.
    """

    def __init__(
        self,
        shelf: Shelf,
        settings: Settings,
        rules: Jurisdiction,
        memory: Memory | None = None,
        write: Write | None = None,
        *,
        checks: bool = False,
    ) -> None:
        self.settings, self.rules = settings, rules
        self.memory = memory or Memory()
        self._shelf, self._write, self._checks = shelf, write, checks
        self._good: Step | None = None
        self._index = Index()
        self._made: dict[str, tuple[str, Callable[[], bytes]]] = {}

    def update(self, theme: Iterable[str] = (), *, first: Collection[str] | None = None) -> Built:
        """
        Bring the site to the state of its shelf, if nothing stands against that.

        Args:
            theme: files below the theme's folder that are not as they were in the last good state.
            first: pages that are looked at; None where none can wait.  Otherwise stay as they are until the next
                time: what is made beside pages, the lists, which of thousands take longer than all pages that a
                change of one page touches, and, where it touches a page that is looked at or most pages, all others.

        Raises:
            ChangedMeanwhile: a file is no longer as it stands on the shelf.
        """
        step = self.step(theme)
        step.first = first
        try:
            if not step.errors:
                step.render(step.all_at_once)
        except BuildError as error:
            return Built((str(error),))
        if step.errors and step.memory.stale:  # perhaps only because another page is not yet what it will be
            return self.update(theme)
        return self.take(step)

    @property
    def is_late(self) -> bool:
        """Tell whether pages are still to be brought up to date."""
        return bool(self.memory.stale)

    def step(self, theme: Iterable[str] = ()) -> Step:
        """Return the step to the state of the shelf; what it changes is known, nothing is rendered."""
        changed = set[Fact]().union(*map(_facts_of_theme, theme))
        templates = self._good.renderer.templates if self._good and not changed else None
        step = Step(self.memory, self._shelf, self.settings, self.rules, templates, changed, self._write, self._index)
        step.checking = self._checks
        return step

    def take(self, step: Step) -> Built:
        """Take a step that was rendered, if nothing stands against it."""
        if step.errors:
            return Built(tuple(map(str, step.errors)))
        is_first, self.memory, self._good = self._good is None, step.memory, step
        was_looked_through = step.forget()
        if (was_looked_through or is_first) and not self._write:  # where pages are written, the process ends with them
            self._index.make(step.memory)
        return Built((), tuple(step.altered), tuple(sorted(step.removed)))

    def check(self) -> list[Fault]:
        """Return the blockers and advice of the last good state, looking again at the pages that need it only."""
        assert self._good
        self._good.check()
        memory = self.memory
        faults = (fault for each in memory.checked.values() for fault in each.faults)
        return in_order([*memory.alone, *memory.lost, *faults])

    def counts(self) -> Counter[Level]:
        """Return how many faults `check` would return, by level."""
        assert self._good
        self._good.check()
        checked = self.memory.checked.values()
        elsewhere = {fault for each in checked for fault in each.others}
        found = Counter(fault.level for fault in (*self.memory.alone, *self.memory.lost, *elsewhere))
        for each in checked:
            found.update(each.own)
        return found

    def files(self) -> Mapping[str, bytes | Callable[[], bytes]]:
        """Return the bytes of each file of the site, or what gives them, by its name below the output folder."""
        files: dict[str, bytes | Callable[[], bytes]] = {name: give for name, (_, give) in self.beside().items()}
        return ChainMap(cast("dict[str, bytes | Callable[[], bytes]]", self.memory.html), files)

    def beside(self, known: Collection[str] = ()) -> dict[str, tuple[str, Callable[[], bytes]]]:
        """
        Return source and bytes of every file that is no page, by its name below the output folder.

        Args:
            known: files of which those that are named by their bytes are left out.
        """
        assert self._good
        memory = self.memory
        wanted = memory.tasks.asks.keys() - set(known)
        self._made = {name: made for name, made in self._made.items() if name in wanted}
        for name in wanted - self._made.keys():
            made = memory.tasks.made[name]
            give = partial(_itself, made.data) if isinstance(made, File) else partial(self._picture, made)
            self._made[name] = made.source, give
        copied = {name: (source, file.read_bytes) for name, (source, file) in memory.copied.items()}
        pages = self.pages() if self.settings.site_url else ()
        listed = listings((page.rendered.listed for page in pages if page.rendered.listed), self.settings)
        source = self.settings.file.name
        return self._made | copied | {name: (source, partial(_itself, text.encode())) for name, text in listed.items()}

    def _picture(self, made: Made) -> bytes:
        assert self._good
        return self._good.renderer.pictures.data(made)

    def pages(self) -> Iterator[Page]:
        """Yield every page."""
        for task in self.memory.tasks.values():
            yield from task.pages.values()


def theme_digests(folder: Path) -> dict[str, str]:
    """Return a digest of each file of the theme in *folder*, by its name there."""
    return {
        file.relative_to(folder).as_posix(): hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not passed_over(file.name)
    }


def different(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    """Return the names that do not say the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _facts_of_theme(name: str) -> set[Fact]:
    """Return the facts that a file of the theme is, by its name below the theme's folder."""
    folder, _, rest = name.partition("/")
    match folder:
        case "templates":
            return {fact("template", rest), "style"}  # a kind of page carries the styles that its templates need
        case "locale":
            return {fact("texts", rest.removesuffix(".po"))}
        case "styles":
            return {"style"}
    return {fact("theme", name)}


def _itself(data: bytes) -> bytes:
    return data
