"""
A site whose pages are rendered again only when a fact that they read has changed.

What each page, check and shared part read is observed (`practice.content.observed`).  A change of files is
turned into changed facts; whatever read none of these stands as it is.  A site with a fault changes nothing:
the pages that stand are those of the last good state.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from practice.checks.jurisdiction import Jurisdiction
from practice.checks.site import Checks, orphans
from practice.content import graph
from practice.content.faults import Fault, in_order
from practice.content.observed import Fact, ObservedSite, Part, answer, fact
from practice.content.records import Record
from practice.content.shelf import Shelf
from practice.desk.listings import listings
from practice.pages.pictures import Made
from practice.pages.rendering import BuildError, Rendered, Renderer, file_of
from practice.pages.scripts import File
from practice.pages.templates import Templates
from practice.settings import Settings
from practice.site.gates import Outline, between, leads, outline


@dataclass(frozen=True, slots=True)
class Page:
    """A page that stands: as it was rendered, and what the gates saw of it."""

    rendered: Rendered
    outline: Outline
    leads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Task:
    """What was rendered at once, such as a page and its handout: the facts that it read, the files that it asks for."""

    facts: frozenset[Fact]
    pages: dict[str, Page]
    made: dict[str, Made | File]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of one page found, and the facts that it read."""

    facts: frozenset[Fact]
    faults: tuple[Fault, ...] = ()
    leads: frozenset[str] = frozenset()


@dataclass(slots=True)
class Memory:
    """
    All that is known of the last good state of a site.

    Attributes:
        digests: of the files below ``content/``, by path.
        texts: the metadata of each page as written, by path and key.
        answers: to the questions that were asked of the whole.
        parts: that pages share.  kept: what some of them are.
        joined: of each page's references, by path: only facts, because there are no faults.
        tasks: by the file of their first page.
        copied: what is copied as it is, by file: its source as named, where it stands.
        checked: pages by path.
        most: answers and parts, before those are dropped that nobody needs.
    """

    digests: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    answers: dict[Fact, str] = field(default_factory=dict)
    parts: dict[Fact, Part] = field(default_factory=dict)
    kept: dict[Fact, Any] = field(default_factory=dict)
    joined: dict[str, frozenset[Fact]] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    copied: dict[str, tuple[str, Path]] = field(default_factory=dict)
    checked: dict[str, Checked] = field(default_factory=dict)
    most: int = 0

    def pages(self) -> dict[str, Page]:
        """Return every page by its file."""
        return {name: page for task in self.tasks.values() for name, page in task.pages.items()}


@dataclass(frozen=True, slots=True)
class Built:
    """
    What came of a change.

    Attributes:
        wrong: everything that stands against it; then nothing changed.
        rendered: the files of the pages that were rendered anew.
        removed: the files that are gone.
    """

    wrong: tuple[str, ...] = ()
    rendered: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class Tracked:
    """
    A site in memory.

    Args:
        shelf: its files.
        settings: of the build.
        rules: of the jurisdiction.
        memory: of a last good state of the same site under the same settings.
    """

    def __init__(self, shelf: Shelf, settings: Settings, rules: Jurisdiction, memory: Memory | None = None) -> None:
        self.settings, self.rules = settings, rules
        self.memory = memory or Memory()
        self._shelf = shelf
        self._good: _Step | None = None
        self._unchecked: set[Fact] = set()

    def update(self, theme: Iterable[str] = ()) -> Built:
        """
        Bring the site to the state of its shelf, if nothing stands against that.

        Args:
            theme: files below the theme's folder that are not as they were in the last good state.
        """
        changed = set[Fact]().union(*map(_facts_of_theme, theme))
        templates = self._good.renderer.templates if self._good and not changed else None
        step = _Step(self.memory, self._shelf, self.settings, self.rules, templates, changed)
        try:
            built = step.run()
        except BuildError as error:
            return Built((str(error),))
        if not built.wrong:
            self.memory, self._good = step.memory, step
            self._unchecked |= step.changed
        return built

    def check(self) -> list[Fault]:
        """Return the blockers and advice of the last good state, looking again at the pages that need it only."""
        assert self._good
        memory, site, checks = self.memory, self._good.observed, self._good.checks
        checked = {}
        for path, record in site.whole.pages.items():
            old = memory.checked.get(path)
            if old is not None and old.facts.isdisjoint(self._unchecked):
                checked[path] = old
                continue
            seen = site.observed(record)
            with site.noting() as noted:
                faults, led = tuple(checks.page(seen)), frozenset(checks.leads(seen))
            checked[path] = Checked(frozenset(noted.facts), faults, led)
        memory.checked, self._unchecked = checked, set()
        led_to = frozenset[str]().union(*(each.leads for each in checked.values()))
        alone = orphans((path for path, record in site.whole.pages.items() if not record.draft), led_to)
        return in_order([*alone, *(fault for each in checked.values() for fault in each.faults)])

    def files(self) -> dict[str, Callable[[], bytes]]:
        """Return what gives the bytes of each file of the site, by its name below the output folder."""
        assert self._good
        memory, pictures, found = self.memory, self._good.renderer.pictures, self.settings
        files: dict[str, Callable[[], bytes]] = {}
        for task in memory.tasks.values():
            files |= {name: partial(_itself, page.rendered.html) for name, page in task.pages.items()}
            for name, made in task.made.items():
                if name not in files:
                    files[name] = (
                        partial(_itself, made.data) if isinstance(made, File) else partial(pictures.data, made)
                    )
        files |= {name: file.read_bytes for name, (_, file) in memory.copied.items()}
        for name, text in listings((page.rendered.page for page in memory.pages().values()), found).items():
            files[name] = partial(_itself, text.encode())
        return files


class _Step:
    """From one good state to the next: what changed, what that changes, what stands against it."""

    def __init__(
        self,
        old: Memory,
        shelf: Shelf,
        settings: Settings,
        rules: Jurisdiction,
        templates: Templates | None,
        changed: Collection[Fact],
    ) -> None:
        self.old, self.shelf, self.base = old, shelf, settings.base
        self.changed: set[Fact] = set(changed)
        self.site = shelf.site()
        self.memory = replace(old, digests=dict(shelf.digests), answers=dict(old.answers), parts=dict(old.parts))
        self.memory.kept = dict(old.kept)
        self.observed = ObservedSite(self.site, self.memory.answers, self.memory.parts, self.memory.kept)
        self.renderer = Renderer(self.observed, settings, rules, self.observed.note, self.observed.want, templates)
        self.checks = Checks(self.observed, settings.today, rules)

    def run(self) -> Built:
        """Take the step; whatever is wrong, the old memory is as it was."""
        whole = self._compare()
        if whole:
            self._ask_again()
        if self._join(whole):
            return Built(tuple(map(str, self._errors())))
        self._renew_parts()
        rendered = self._render()
        removed = self._files_of(self.old) - self._files_of(self.memory)
        if wrong := self._gates(rendered, removed):
            return Built(tuple(map(str, in_order(wrong))))
        if len(self.memory.answers) + len(self.memory.parts) > self.memory.most:
            self._forget()
        self.old = self.memory
        return Built((), tuple(rendered), tuple(sorted(removed)))

    def _compare(self) -> bool:
        """Note the facts of files that changed; return whether questions to the whole may have other answers."""
        old, new, records = self.old.digests, self.shelf.digests, self.shelf.records
        texts = self.memory.texts = dict(self.old.texts)
        whole = not old
        for path in old.keys() | new.keys():
            if old.get(path) == new.get(path):
                continue
            record = records.get(path)
            if record is None and path not in texts:
                self.changed.add(fact("picture", path))
                whole = True
                continue
            before, after = texts.pop(path, {}), _texts(record)
            others = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
            self.changed.add(fact("document", path))
            self.changed.update(fact("value", path, name) for name in others)
            whole = whole or bool(others) or not before or record is None or record.kind.glossary
            if record is not None:
                texts[path] = after
        return whole

    def _ask_again(self) -> None:
        """Ask the whole every question that was ever asked, and note which answers are others."""
        for question, former in self.old.answers.items():
            found = self.memory.answers[question] = answer(self.site, question)
            if found != former:
                self.changed.add(question)

    def _hit(self, facts: frozenset[Fact]) -> bool:
        return not facts.isdisjoint(self.changed)

    def _join(self, whole: bool) -> bool:
        """Return whether an error stands in the files or in what pages refer to."""
        if self.shelf.found.faults or (whole and graph.faults_of_whole(self.site, self.shelf.found, self.shelf.seen)):
            return True
        joined = {}
        for path, record in self.site.pages.items():
            before = self.old.joined.get(path)
            if before is not None and not self._hit(before):
                joined[path] = before
                continue
            with self.observed.noting() as noted:
                if graph.faults_of(self.observed, self.observed.observed(record)):
                    return True
            joined[path] = frozenset(noted.facts)
        self.memory.joined = joined
        return False

    def _errors(self) -> list[Fault]:
        """Return every error, as a check of the whole lists them."""
        faults = graph.faults_of_whole(self.site, self.shelf.found, self.shelf.seen)
        return in_order(
            [*faults, *(each for record in self.site.pages.values() for each in graph.faults_of(self.site, record))]
        )

    def _renew_parts(self) -> None:
        """Make shared parts again that read what changed, and note those that show something else."""
        _ = self.renderer.model  # it says how parts are made
        done: set[Fact] = set()
        old = self.old.parts
        stale: set[Fact] = set()
        while new := {name for name, part in old.items() if not part.facts.isdisjoint(self.changed | stale)} - stale:
            stale |= new
        self.observed.forget(stale)  # all at once: one that is made again must not take another as it was
        while hit := [name for name, part in old.items() if name not in done and self._hit(part.facts)]:
            for name in hit:
                made = self.observed.renewed(name)
                if made is None or (made.digest, made.made) != (old[name].digest, old[name].made):
                    self.changed.add(name)
            done.update(hit)

    def _render(self) -> list[str]:
        """Render every page that is new or read what changed; return their files."""
        tasks: dict[str, Callable[[], tuple[Rendered, ...]]] = {
            file_of(record): partial(self._pages, record)
            for record in self.site.pages.values()
            if record.kind.name != "practice"
        }
        tasks |= self.renderer.generated()
        done: dict[str, Task] = {}
        rendered: list[str] = []
        for name, render in tasks.items():
            task = self.old.tasks.get(name)
            if task is None or self._hit(task.facts):
                with self.observed.noting() as noted:
                    made = render()
                pages = {}
                for each in made:
                    seen = outline(each.html)
                    pages[each.name] = Page(each, seen, leads(seen, each.name, self.base))
                beside = {each.name: each for each in noted.made if isinstance(each, Made | File)}
                task = Task(frozenset(noted.facts), pages, beside)
                rendered.extend(pages)
            done[name] = task
        self.memory.tasks = done
        self.memory.copied = {name: (source, file) for name, source, file in self.renderer.files()}
        return rendered

    def _pages(self, record: Record) -> tuple[Rendered, ...]:
        return self.renderer.pages(self.observed.observed(record))

    def _files_of(self, memory: Memory) -> set[str]:
        tasks = memory.tasks.values()
        return set(memory.copied).union(*(task.pages for task in tasks), *(task.made for task in tasks))

    def _gates(self, rendered: list[str], removed: set[str]) -> list[Fault]:
        """Return what the gates say of the pages that changed, and of those that need what is gone."""
        old, new = self.old.pages(), self.memory.pages()
        lost = {
            name for name in rendered if name in old and not set(old[name].outline.ids) <= set(new[name].outline.ids)
        }
        needed = removed | lost
        suspects = {*rendered, *(name for name, page in new.items() if not page.leads.isdisjoint(needed))}
        sources = {name: page.rendered.sources for name, page in new.items()}
        sources |= {name: (source,) for name, (source, _) in self.memory.copied.items()}
        made: dict[str, Made | File] = {}
        for task in self.memory.tasks.values():
            made |= task.made
        sources |= dict.fromkeys(made, ())

        def read(name: str) -> bytes:
            file = made[name]
            return file.data if isinstance(file, File) else self.renderer.pictures.data(file)

        outlines = {name: page.outline for name, page in new.items()}
        return between(outlines, self.base, sources, sorted(suspects), read)

    def _forget(self) -> None:
        """Drop the answers and parts that nobody needs any more."""
        memory, used, ahead = self.memory, set[Fact](), [*self.memory.joined.values()]
        ahead.extend(task.facts for task in memory.tasks.values())
        ahead.extend(checked.facts for checked in memory.checked.values())
        while ahead:
            new = frozenset[Fact]().union(*ahead) - used
            used |= new
            ahead = [memory.parts[name].facts for name in new if name in memory.parts]
        for held in (memory.answers, memory.parts, memory.kept):
            for name in held.keys() - used:
                del held[name]
        memory.most = 2 * (len(memory.answers) + len(memory.parts)) + 1000


def _texts(record: Record | None) -> dict[str, tuple[str, ...]]:
    """Return the metadata of a page as written, by key, and which pieces its text has."""
    if record is None:
        return {}
    fields = record.document.fields.items()
    texts = {name: tuple(text.text for text in field.values) for name, field in fields}
    return {**texts, "{piece}": record.document.pieces}


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
