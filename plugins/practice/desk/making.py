"""One preview as it is made, from what is known of the last one to a site that stands in its place."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from practice.content.faults import Fault
from practice.content.progress import counted
from practice.content.shelf import ChangedMeanwhile, Shelf
from practice.desk import report
from practice.desk.check import rules_of
from practice.desk.halves import share
from practice.desk.memory import Memory
from practice.desk.step import Step
from practice.desk.stored import Output, Seal, State, Stored
from practice.desk.tracked import Tracked, different, theme_digests
from practice.pages.rendering import BuildError, file_of
from practice.settings import Settings
from practice.site.manifest import MANIFEST
from practice.site.tree import Changes, Staging, TreeError


class Wrong(Exception):
    """What stands against a build: how many faults of which level, and *faults*."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__(report.counts(self.faults))


@dataclass(frozen=True, slots=True)
class Made:
    """
    What came of it.

    Attributes:
        changes: how the files differ from the former ones.
        told: what is said of blockers and advice.
        why: the reason for which everything was built, "" where there is nothing to explain.
    """

    changes: Changes
    told: str
    why: str


class Making:
    """
    A preview in the making.

    Args:
        found: settings of the site.
        out: the output folder.
        stored: what is kept for that folder.
        key: of this build.
        output: that folder as it stands.
    """

    def __init__(self, found: Settings, out: Path, stored: Stored, key: str, output: Output) -> None:
        self._found, self._out, self._stored, self._key, self._output = found, out, stored, key, output

    def run(self) -> Made:
        """
        Build.

        Raises:
            Wrong, TreeError, SettingsError: something stands against it; the output folder is as it was.
            ChangedMeanwhile: a file changed while the site was read.
        """
        stored, found = self._stored, self._found
        source, theme = stored.source(), theme_digests(found.theme)
        seal, state, why = self._known()
        gc.freeze()  # nearly all of that stays, and need not be looked through for garbage
        shelf = Shelf(found.root, state.shelf if state else None, share, stored.digests)
        shelf.refresh()
        again = self._output.places if state else None
        fresh = Staging(self._out, lambda line: print(line, file=sys.stderr), spare=True, again=again)
        memory = state.memory if state else Memory()
        tracked = Tracked(shelf, found, rules_of(found), memory, fresh.write, checks=True)
        step = tracked.step(different(state.theme, theme) if state else ())
        if step.errors:
            raise Wrong(step.errors)
        with fresh:
            if state and (stored.seal(), stored.place()) != (seal, self._output.place):  # another build was quicker
                raise ChangedMeanwhile
            self._render(step, fresh, whole=state is None)
            if step.errors:
                raise Wrong(step.errors)
            tracked.take(step)
            sources = step.sources()
            carried = (memory.names() & tracked.memory.names()) - sources.keys()
            for name, (origin, give) in counted(tracked.beside(carried).items(), "files made"):
                if name not in carried or name in tracked.memory.copied:
                    fresh.write(name, give())
                    sources[name] = (origin,)
            fresh.carry(sorted(carried - sources.keys()))
            changes = fresh.publish(sources)
        told = report.counted(tracked.counts())
        if stored.stamps(found.theme) != source.theme:  # a template may have been read before it changed, or after
            stored.drop()
        else:
            names = (*changes.added, *changes.changed, *changes.unchanged, MANIFEST)
            output = stored.digest_of(names, self._output, fresh.linked)
            is_same = stored.stamps(found.root / "content") == source.content
            seal = Seal(self._key, source.digest if is_same else "", output, told)
            stored.save(seal, State(shelf.kept(), tracked.memory, theme))
        return Made(changes, told, why)

    def _known(self) -> tuple[Seal | None, State | None, str]:
        """Return what is known of the last build, or why nothing is."""
        stored, lost = self._stored, "what was kept of the last build cannot be used, so everything was built"
        seal = stored.seal()
        if seal is None:
            return None, None, lost if stored.exists() else ""
        if seal.key != self._key:
            return seal, None, "the program, a setting or the day is another than before, so everything was built"
        if seal.output != self._output.digest:
            return seal, None, "its files were not as they were built, so everything was built"
        state = stored.state(seal)
        return seal, state, "" if state else lost

    def _render(self, step: Step, fresh: Staging, *, whole: bool) -> None:
        """Render what is new: a whole site through Pelican."""
        try:
            if not whole:
                step.render(step.all_at_once)
                return
            from practice.pages import engine  # Pelican takes a third of a second to import

            asked: list[str] = []

            def rest() -> None:
                step.render_pages(asked)
                step.render_generated()

            def through() -> None:
                engine.run(step.renderer, fresh.folder, lambda record: asked.append(file_of(record)), rest)

            step.render(through)
        except BuildError as error:
            raise TreeError(str(error)) from None
