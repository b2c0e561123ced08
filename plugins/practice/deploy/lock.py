"""One deployment at a time: a lock on this machine, and one on the target that tells who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from practice.deploy.programs import DeployError

FILE = re.compile(r"lock-([0-9a-f]{16})\.json")
"""Name of a lock in the target's state folder.  Each run has its own, so that none can replace another's."""


@dataclass(frozen=True, slots=True)
class Lock:
    """
    Who deploys.

    Attributes:
        run: 16 hexadecimal digits, drawn anew by each run.
        by: person and machine, such as ``ann@desk``.
        since: day and time, such as ``2026-11-22 21:12 UTC``.
    """

    run: str
    by: str
    since: str

    @property
    def file(self) -> str:
        """Its name in the target's state folder."""
        return f"lock-{self.run}.json"

    def to_text(self) -> str:
        """Return what stands in the file; the inverse of :func:`from_text`."""
        return json.dumps({"by": self.by, "since": self.since})


def from_text(run: str, text: str) -> Lock:
    """Return the lock of *run*; a file that was cut off still counts, by nobody knows whom."""
    with suppress(ValueError, TypeError, KeyError):
        data = json.loads(text)
        return Lock(run, str(data["by"]), str(data["since"]))
    return Lock(run, "somebody", "?")


class Here:
    """
    The lock on this machine, held.

    Args:
        held: descriptor of its file, for the programs that are started: the lock lasts until they end as well.
    """

    def __init__(self, held: int) -> None:
        self.held = held
        self.run = secrets.token_hex(8)
        self.dead = tuple(re.findall(r"[0-9a-f]{16}", os.pread(held, 1 << 16, 0).decode("ascii", "replace")))
        """Runs of this machine that have ended and may have left a lock on the target."""

    def begin(self) -> None:
        """Write down that this run is about to put a lock on the target."""
        self._write(*self.dead, self.run)

    def end(self) -> None:
        """Write down that no run of this machine has a lock there."""
        self._write()

    def _write(self, *runs: str) -> None:
        text = "".join(f"{run}\n" for run in runs).encode()
        os.pwrite(self.held, text, 0)
        os.ftruncate(self.held, len(text))


@contextmanager
def here(place: Path, target: str) -> Iterator[Here]:
    """
    Hold the lock of a target on this machine.

    Args:
        place: the folder for what is kept of this target; it is made.
        target: its name, for the message.

    Raises:
        DeployError: another deployment from this machine runs, or a program that a killed one started.
    """
    place.mkdir(parents=True, exist_ok=True)
    held = os.open(place / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DeployError(
                f"{target}: another deployment from this machine is under way; wait until it has ended"
            ) from None
        yield Here(held)
    finally:
        os.close(held)
