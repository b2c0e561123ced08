"""The editor's loop without its ears and mouth: what a change of files does to what browsers are shown."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from practice import settings
from practice.checks.jurisdiction import Jurisdiction
from practice.content.faults import Fault
from practice.content.files import passed_over
from practice.content.progress import begin
from practice.content.shelf import ChangedMeanwhile, Shelf
from practice.desk.check import rules_of
from practice.desk.halves import share
from practice.desk.live import Stage
from practice.desk.tracked import Built, Tracked, different, theme_digests
from practice.settings import Settings, SettingsError


class _Seen(NamedTuple):
    """All that a build follows from."""

    settings: Settings
    rules: Jurisdiction
    theme: dict[str, str]
    content: dict[str, str]
    faults: list[Fault]


class Loop:
    """
    A site that follows its files.

    Args:
        root: the site's folder.
    """

    def __init__(self, root: Path) -> None:
        self.root, self.stage = root, Stage()
        self.tracked: Tracked | None = None
        self._shelf = Shelf(root, share=share)
        self._theme: dict[str, str] = {}
        self._seen: _Seen | None = None

    def step(self, changes: Iterable[Path] | None = None) -> None:
        """
        Bring the site up to date, show it, and tell the editor; do nothing when all is as it was.

        Args:
            changes: files that may have changed; None for any.
        """
        began = time.perf_counter()
        begin()
        changes = None if changes is None else [path for path in changes if not passed_over(path.name)]
        if changes == []:
            return
        content = [path.relative_to(self.root).as_posix() for path in changes or () if self._is_content(path)]
        only_content = changes is not None and len(content) == len(changes)
        try:
            found = settings.load(self.root)
            rules = self._rules_of(found, sure=only_content)
        except SettingsError as error:
            self._refuse(str(error))
            return
        try:
            self._shelf.refresh(None if changes is None else content)
        except ChangedMeanwhile:  # the next change is under way, and looks at all
            self._seen = None
            return
        theme = self._seen.theme if self._seen and only_content else theme_digests(found.theme)
        seen = _Seen(found, rules, theme, dict(self._shelf.digests), list(self._shelf.found.faults))
        if seen == self._seen:
            return
        self._seen = seen
        tracked = self.tracked
        if tracked is None or (found, rules) != (tracked.settings, tracked.rules):
            tracked, other = Tracked(self._shelf, found, rules), list[str]()
        else:
            other = different(self._theme, theme)
        styles = bool(other) and not content and all(name.startswith("styles/") for name in other)
        is_new = tracked is not self.tracked
        if not self._update(tracked, other, began, is_new=is_new, styles=styles):
            return
        self._theme = theme
        if is_new:  # nearly all of it stays, and need not be looked through for garbage after each edit
            gc.collect()
            gc.freeze()
        if tracked.is_late:
            self._update(tracked, (), began, rest=True)

    def _update(
        self,
        tracked: Tracked,
        theme: Sequence[str],
        began: float,
        *,
        is_new: bool = False,
        styles: bool = False,
        rest: bool = False,
    ) -> bool:
        """Bring the site up to date, what can wait only when the *rest* is asked for; return whether it is shown."""
        first = None if is_new or theme or rest else self.stage.looked_at()
        try:
            built = tracked.update(theme, first=first)
        except ChangedMeanwhile:
            self._seen = None
            return False
        if built.wrong:
            self._refuse(*built.wrong)
            return False
        self.tracked = tracked
        self._show(tracked.settings, built, is_new=is_new, styles=styles)
        count, milliseconds = len(built.altered), 1000 * (time.perf_counter() - began)
        more, end = "more " if rest else "", "s" if count != 1 else ""
        print(f"{count} {more}page{end} in {milliseconds:.0f} ms", flush=True)
        return True

    def refuse(self, *wrong: str) -> None:
        """Show and tell what stands against the newest state; the last good one stays."""
        self._seen = None
        self._refuse(*wrong)

    def _refuse(self, *wrong: str) -> None:
        state = self.stage.state
        self.stage.show(state.base, state.files, wrong, ())
        print("\n".join(wrong), file=sys.stderr, flush=True)

    def _show(self, found: Settings, built: Built, *, is_new: bool, styles: bool) -> None:
        assert self.tracked
        changed = None if is_new else (*built.altered, *built.removed)
        self.stage.show(found.base, self.tracked.files(), (), changed, styles=styles)

    def _rules_of(self, found: Settings, *, sure: bool) -> Jurisdiction:
        """Return the rules, the same object while they say the same; *sure* is that their file did not change."""
        now = self.tracked
        if now and sure and found == now.settings:
            return now.rules
        rules = rules_of(found)
        return now.rules if now and repr(rules) == repr(now.rules) else rules

    def _is_content(self, path: Path) -> bool:
        return path.is_relative_to(self.root / "content")
