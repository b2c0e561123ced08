"""What every kind of host can do for a deployment, whatever program reaches it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from practice.deploy.lock import Lock
from practice.deploy.plan import Plan
from practice.deploy.release import Release


@dataclass(frozen=True, slots=True)
class Seen:
    """
    What a look at a target shows.

    Attributes:
        release: what stands there by its own list; None where no deployment put anything.
        unsure: paths that an unfinished upload may have touched.
        others: names at its top that no deployment put there, sorted.
        locks: of deployments that are under way, or were killed.
    """

    release: Release | None = None
    unsure: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()
    locks: tuple[Lock, ...] = ()


class Host(Protocol):
    """
    One target, reached by a program.  Every method may raise ``ProgramError`` or ``DeployError``.

    The order is look, take, then either send or back, then settle, and leave whatever happened.
    """

    keeps: bool
    """Whether the host keeps former releases itself."""

    def look(self) -> Seen:
        """Return what stands there; nothing is written."""

    def take(self, lock: Lock, dead: list[str]) -> Seen:
        """Write *lock*, remove the locks of the runs *dead*, and return what stands there then."""

    def send(self, plan: Plan, tree: Path, tell: Callable[[str], object]) -> Release:
        """Bring the site in the folder *tree* there, so that visitors see it; return what stands there now."""

    def back(self, there: Release, tell: Callable[[str], object]) -> Release:
        """Show the release before *there* again and return it."""

    def doubt(self, paths: Iterable[str]) -> None:
        """Write down that visitors do not get these files as they were sent, so that the next run sends them."""

    def settle(self, release: Release) -> None:
        """Write down that *release* stands there, and clear what former ones left."""

    def leave(self) -> None:
        """Remove the lock that was taken."""
