"""From one good state of a site to the next: what changed, what that changes, what stands against it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import NamedTuple, TypeVar

from practice.checks.addresses import lost
from practice.checks.jurisdiction import Jurisdiction
from practice.checks.site import Checks, orphans
from practice.content import graph
from practice.content.faults import Fault, in_order
from practice.content.observed import OF_TEXTS, Fact, ObservedSite, answer, fact, facts_of
from practice.content.progress import counted
from practice.content.records import Record
from practice.content.shelf import Shelf
from practice.desk.halves import share
from practice.desk.memory import Checked, Memory, Outlines, Page, Sources, Task
from practice.desk.readers import Index
from practice.pages.pictures import Made
from practice.pages.rendering import Rendered, Renderer, file_of
from practice.pages.scripts import File
from practice.pages.templates import Templates
from practice.settings import Settings
from practice.site.gates import between, outline

T = TypeVar("T")

_MANY = 64
"""Pages that a change may touch before those of them wait at which nobody looks."""

Write = Callable[[str, bytes], None]
"""Is given each page that was rendered: its file, its bytes."""


class Step:
    """
    From one good state to the next: what changed, what that changes, what stands against it.

    It is taken in this order: the step is made, and says at once what is wrong with files, fields and the whole;
    `render`; then it is taken, or forgotten.

    Attributes:
        errors: what stands against it.
        memory: of the next state; the former one is as it was.
        rendered: the files of the pages that were rendered anew.
        altered: those of them that are not as they were.
        removed: the files that are gone.
        first: the pages that must not wait for the next step; None where none can.
    """

    def __init__(
        self,
        old: Memory,
        shelf: Shelf,
        settings: Settings,
        rules: Jurisdiction,
        templates: Templates | None,
        changed: Collection[Fact],
        write: Write | None,
        index: Index,
    ) -> None:
        self.old, self.shelf, self.settings = old, shelf, settings
        self.changed: set[Fact] = set(changed)
        self.site = shelf.site()
        memory = self.memory = replace(old, digests=dict(shelf.digests), answers=dict(old.answers))
        memory.parts, memory.kept = dict(old.parts), dict(old.kept)
        memory.joined, memory.checked, memory.html = dict(old.joined), dict(old.checked), dict(old.html)
        self._index = index
        self.observed = ObservedSite(self.site, memory.answers, memory.parts, memory.kept, index.parts.note)
        self.renderer = Renderer(self.observed, settings, rules, self.observed.note, self.observed.want, templates)
        self.checks = Checks(self.observed, settings.today, rules)
        self.rendered: list[str] = []
        self.altered: list[str] = []
        self.removed: set[str] = set()
        self.checking = False
        self.first: Collection[str] | None = None
        self._pages: list[str] = []
        self._pictures = self._relations = False
        self._write = write
        self._whole = self._compare()
        if self._whole:
            self._ask_again()
        self.errors: list[Fault] = self._join()

    def render(self, each: Callable[[], None]) -> None:
        """
        Render what is new, and hold it against the gates.

        Args:
            each: has every page rendered: `all_at_once`, or what comes to that in the end.

        Raises:
            BuildError: a text, a picture or a template cannot be used.
        """
        self._renew_parts()
        self._tasks()
        each()
        if self.errors:
            return
        self.removed = self.old.gone(self.memory)
        for name in self.removed:
            self.memory.html.pop(name, None)
        self.errors = in_order(self._gates())

    def sources(self) -> dict[str, tuple[str, ...]]:
        """Return the files that each page was made from that was rendered."""
        outlines = Outlines(self.memory.tasks)
        return {name: outlines.page(name).rendered.sources for name in self.rendered}

    def check(self) -> None:
        """Check the pages of which no check is known that still holds."""
        memory, pages = self.memory, self.site.pages
        memory.checked = {path: memory.checked[path] for path in pages if path in memory.checked}
        new = [path for path in pages if path not in memory.checked]
        found = self._shared(len(new), lambda number: self._checked(new[number]), "pages checked")
        for path, each in zip(new, found, strict=True):
            self._put_checked(path, each)
        led_to = frozenset[str]().union(*(each.leads for each in memory.checked.values()))
        memory.alone = tuple(orphans((path for path, each in memory.checked.items() if not each.draft), led_to))
        if self._whole:
            memory.lost = tuple(lost(self.site))

    def forget(self) -> bool:
        """Drop what is not needed once the step is taken; return whether answers and parts were gone through."""
        self.old = self.memory
        if len(self.memory.answers) + len(self.memory.parts) <= self.memory.most:
            return False
        self._forget()
        return True

    # What changed ------------------------------------------------------------------------------------------

    def _compare(self) -> bool:
        """Note the facts of files that changed; return whether questions to the whole may have other answers."""
        old, new, records = self.old.digests, self.shelf.digests, self.shelf.records
        texts = self.memory.texts = dict(self.old.texts)
        whole = not old
        others = [path for path, digest in new.items() if old.get(path) != digest]
        for path in (*others, *(old.keys() - new.keys())):
            record = records.get(path)
            if record is None and path not in texts:
                self.changed.add(fact("picture", path))
                whole = self._pictures = True
                continue
            self._pages.append(path)
            before, after = texts.pop(path, {}), _texts(record)
            names = [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]
            self.changed.add(fact("document", path))
            self.changed.update(fact("value", path, name) for name in names)
            whole = whole or bool(names) or not before or record is None or record.kind.glossary
            self._relations = self._relations or record is None or any(map(record.kind.relates, names))
            if record is not None:
                texts[path] = after
        return whole

    def _ask_again(self) -> None:
        """Ask the whole each question that may have another answer now, and note which have."""
        same = self.old.digests.keys() == self.shelf.digests.keys() and not self._pictures
        for question, former in self.old.answers.items():
            if same and not question.startswith(OF_TEXTS):
                continue
            if same and not self._relations and question.startswith("related\t"):
                if not any(path in former for path in self._pages):
                    continue
                found = "\n".join(sorted(former.split("\n"), key=self._place))
            else:
                found = answer(self.site, question)
            self.memory.answers[question] = found
            if found != former:
                self.changed.add(question)

    def _place(self, path: str) -> tuple[str, str]:
        """Return by what a page stands in its place among others."""
        return self.site.pages[path].order

    def _hit(self, facts: frozenset[Fact]) -> bool:
        return not facts.isdisjoint(self.changed)

    def _join(self) -> list[Fault]:
        """
        Return every error, if one stands in the files, in the whole, or in what fields refer to.

        What is known of pages that read something that changed is dropped.
        """
        memory, pages = self.memory, self.site.pages
        for held in (memory.joined, memory.checked):
            for path in held.keys() - pages.keys():
                del held[path]
        for path in self._index.joined.among(memory.joined, lambda facts: facts, self.changed):
            del memory.joined[path]
        for path in self._index.checked.among(memory.checked, lambda checked: checked.facts, self.changed):
            del memory.checked[path]
        shelf, new = self.shelf, pages.keys() - memory.joined.keys()
        wrong = (
            shelf.found.faults
            or (self._whole and graph.faults_of_whole(self.site, shelf.found, shelf.seen))
            or any(shelf.is_faulty(path) for path in new)
            or any(graph.faults_of_fields(self.site, pages[path]) for path in new)
        )
        return self._all_errors() if wrong else []

    def _all_errors(self) -> list[Fault]:
        """Return every error, as a check of the whole lists them."""
        faults = graph.faults_of_whole(self.site, self.shelf.found, self.shelf.seen)
        return in_order(
            [*faults, *(each for record in self.site.pages.values() for each in graph.faults_of(self.site, record))]
        )

    def _renew_parts(self) -> None:
        """Make shared parts again that read what changed, and note those that show something else."""
        _ = self.renderer.model  # it says how parts are made
        old, stale, new = self.old.parts, set[Fact](), set(self.changed)
        while new := set(self._index.parts.among(old, lambda part: part.facts, new)) - stale:
            stale |= new
        self.observed.forget(stale)  # all at once: one that is made again must not take another as it was
        while hit := [name for name in sorted(stale) if self._hit(old[name].facts)]:
            for name in hit:
                made = self.observed.renewed(name)
                if made is None or (made.digest, made.made) != (old[name].digest, old[name].made):
                    self.changed.add(name)
            stale.difference_update(hit)

    # What that changes -------------------------------------------------------------------------------------

    def _tasks(self) -> None:
        """Keep the tasks that stand as they are."""
        old, memory = self.old, self.memory
        if self._whole:
            pages = self.site.pages.values()
            memory.paths = {file_of(record): record.path for record in pages if record.kind.name != "practice"}
        memory.tasks = old.tasks.copy()
        hit = set(self._index.tasks.among(old.tasks, lambda task: task.facts, self.changed))
        hit.update(old.tasks.pages[file] for file in old.stale)
        late = self._late(hit)
        memory.stale = frozenset(file for name in late for file in old.tasks[name].heads)
        for name in (*(hit - late), *(old.paths.keys() - memory.paths.keys())):
            memory.tasks.drop(name)

    def _late(self, hit: set[str]) -> set[str]:
        """Return those of the tasks *hit* that stay as they are until the next step."""
        if self.first is None:
            return set()
        pages, lists = hit & self.memory.paths.keys(), hit - self.memory.paths.keys() - self.old.paths.keys()
        looked_at = {self.old.tasks.pages.get(file) for file in self.first}
        waiting = pages if len(pages) > _MANY or not pages.isdisjoint(looked_at) else set()
        return (lists | waiting) - looked_at

    def all_at_once(self) -> None:
        """Render every page that is new or read what changed, and then those that no content stands for."""
        self.render_pages(self.memory.paths)
        self.render_generated()

    def render_pages(self, names: Iterable[str]) -> None:
        """Render the pages in these files that are new or read what changed; hold what is new against the site."""
        memory, pages, stands = self.memory, self.site.pages, self.memory.tasks.names
        rendered = {memory.paths[name] for name in set(names) - stands}
        waits = {memory.paths.get(memory.tasks.pages[file]) for file in memory.stale}
        new = pages.keys() - memory.joined.keys() - waits | rendered
        # What pages show of each other is made while the text of the other one is at hand, so they come second.
        for _, group in groupby(sorted(new, key=self._order), key=lambda path: self._order(path)[0]):
            paths = list(group)

            def work(number: int, paths: list[str] = paths) -> _Done:
                return self._done(paths[number], rendered)

            done = self._shared(len(paths), work, "pages rendered")
            for path, each in zip(paths, done, strict=True):
                if each.joined is None:
                    self.errors = self._all_errors()
                    return
                memory.joined[path] = each.joined
                self._index.joined.note(path, each.joined)
                if each.checked is not None:
                    self._put_checked(path, each.checked)
                if each.done is not None:
                    self._put(file_of(pages[path]), each.done)

    def _order(self, path: str) -> tuple[bool, str]:
        return self.site.pages[path].kind.name == "condition", path

    def _done(self, path: str, rendered: Collection[str]) -> _Done:
        """Hold the text of a page against the site, and do whatever else needs it while it is at hand."""
        seen = self.observed.observed(self.site.pages[path])
        with self.observed.noting() as noted:
            if graph.faults_of(self.observed, seen):
                return _Done(None)
        done = None
        if path in rendered:
            former = self._standing(file_of(seen))
            done = self._task(lambda: self.renderer.pages(seen, beside=former is None), former)
            with self.observed.noting():  # whoever shows it notes it
                self.renderer.model.shown_elsewhere(seen)
        return _Done(facts_of(noted.facts), done, self._checked(path) if self.checking else None)

    def _standing(self, name: str) -> Task | None:
        """Return a task as it was, if all of it can wait but the page in the file *name*."""
        task = self.old.tasks.get(name)
        if self.first is None or task is None:
            return None
        return task if (task.heads.keys() - {name}).isdisjoint(self.first) else None

    def _checked(self, path: str) -> Checked:
        record = self.site.pages[path]
        seen = self.observed.observed(record)
        with self.observed.noting() as noted:
            faults, led = self.checks.page(seen), self.checks.leads(seen)
        return Checked.of(record, noted.facts, faults, led)

    def _task(self, render: Callable[[], tuple[Rendered, ...]], former: Task | None = None) -> _Task:
        """
        Return what was rendered.

        Args:
            render: makes the pages.
            former: the task as it was, of which those pages stand that *render* does not make.
        """
        with self.observed.noting() as noted:
            made = render()
        html = {each.name: each.html for each in made}
        known = self.memory.html
        altered = tuple(name for name, page in html.items() if self._write or known.get(name) != page)
        if self._write:
            for name, page in html.items():
                self._write(name, page)
            html = {}
        pages = {each.name: Page(each._replace(html=b""), outline(each.html)) for each in made}
        wanted = {each.name: each for each in noted.made if isinstance(each, Made | File)}
        if former:
            pages |= {name: page for name, page in former.pages.items() if name not in pages}
            wanted |= {name: self.old.tasks.made[name] for name in former.asks}
            noted.facts |= former.facts
        task = Task.of(noted.facts, pages.values(), wanted, self.settings.base)
        return _Task(task, wanted, tuple(each.name for each in made), altered, html)

    def _put(self, name: str, done: _Task) -> None:
        """Keep what was rendered; pages of it that were not stay as they are until the next step."""
        self.memory.tasks.put(name, done.task, done.made)
        self.memory.html.update(done.html)
        self.memory.stale |= done.task.heads.keys() - set(done.rendered)
        self._index.tasks.note(name, done.task.facts)
        self.rendered.extend(done.rendered)
        self.altered.extend(done.altered)

    def _put_checked(self, path: str, checked: Checked) -> None:
        self.memory.checked[path] = checked
        self._index.checked.note(path, checked.facts)

    def render_generated(self) -> None:
        """Render the pages that no content stands for, where they read what changed; note what is only copied."""
        if self.errors:
            return
        memory, wanted = self.memory, dict(self.renderer.generated())
        for name in memory.tasks.names - memory.paths.keys() - wanted.keys():
            memory.tasks.drop(name)
        memory.stale &= memory.tasks.pages.keys()
        for name, render in counted(wanted.items(), "lists rendered"):
            if name not in memory.tasks:
                self._put(name, self._task(render))
        memory.copied = {name: (source, file) for name, source, file in self.renderer.files()}

    def _shared(self, count: int, work: Callable[[int], T], what: str) -> list[T]:
        """Have jobs done that observe the site, by two processes where it pays; what the other one saw is noted."""
        observed = self.observed
        return share(count, work, what, lambda: partial(observed.news, observed.known()), observed.learn)

    def _gates(self) -> list[Fault]:
        """Return what the gates say of the pages that changed, and of those that need what is gone."""
        old, tasks = self.old.tasks, self.memory.tasks
        was, now = Outlines(old), Outlines(tasks)
        lost = {name for name in self.rendered if name in was and not set(was[name].ids) <= set(now[name].ids)}
        suspects = set(self.rendered)
        if needed := self.removed | lost:
            suspects.update(*(task.heads for task in tasks.values() if not task.leads.isdisjoint(needed)))
        suspects -= self.memory.stale
        titles = {} if all(map(tasks.is_single, self.rendered)) else tasks.titles

        def read(name: str) -> bytes:
            file = tasks.made[name]
            return file.data if isinstance(file, File) else self.renderer.pictures.data(file)

        return between(now, titles, self.settings.base, Sources(self.memory, now), sorted(suspects), read)

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


class _Task(NamedTuple):
    """
    A task, what is to be made of the files it asks for, which pages were *rendered*, which became others.

    Where pages are kept in memory, *html* has them by their files.
    """

    task: Task
    made: Mapping[str, Made | File]
    rendered: tuple[str, ...]
    altered: tuple[str, ...]
    html: Mapping[str, bytes]


class _Done(NamedTuple):
    """What was done with a page: *joined* are the facts that its references read, None where one is wrong."""

    joined: frozenset[Fact] | None
    done: _Task | None = None
    checked: Checked | None = None


def _texts(record: Record | None) -> dict[str, tuple[str, ...]]:
    """Return the metadata of a page as written, by key, and which pieces its text has."""
    if record is None:
        return {}
    texts = {name: tuple(text.text for text in value.texts) for name, value in record.values.items()}
    return {**texts, "{piece}": record.pieces}
