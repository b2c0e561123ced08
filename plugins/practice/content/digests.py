"""Digests of files, each read again only if its times, its size or its place on the disk are others."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable

Stamp = tuple[int, ...]
"""Times of change of content and of state in ns, length in bytes, place on the disk."""

_SURE = 2_000_000_000
"""
Nanoseconds that a file must have been at rest when it was read.

Two changes within one step of a disk's clock leave the same times; the coarsest one in use counts two seconds.
"""


def digest(data: bytes) -> str:
    """Return the digest of *data*: 32 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


class Digests:
    """
    Digests by the paths of their files.

    Args:
        held: what an earlier one has in `held`.

    Attributes:
        held: stamp and digest of each file that was at rest when it was read.
        used: those of them that were asked for.
    """

    def __init__(self, held: dict[str, tuple[Stamp, str]] | None = None) -> None:
        self.held = held or {}
        self.used: dict[str, tuple[Stamp, str]] = {}

    def known(self, path: str, state: os.stat_result) -> str | None:
        """Return the digest of the file *path* as it is in *state*, None where it has to be read."""
        found = self.held.get(path)
        if found is None or tuple(found[0]) != _stamp(state):
            return None
        self.used[path] = found
        return found[1]

    def note(self, path: str, state: os.stat_result, data: bytes) -> str:
        """Return the digest of *data*, which the file *path* held; *state* was taken before it was read."""
        stamp, found = _stamp(state), digest(data)
        # The clock decides what is read again, never what is found.
        if max(stamp[:2]) + _SURE < time.time_ns():
            self.held[path] = self.used[path] = stamp, found
        else:
            self.held.pop(path, None)
        return found

    def of(self, path: str, state: os.stat_result, read: Callable[[], bytes]) -> str:
        """Return the digest of the file *path*, which *read* reads if it has to be."""
        return self.known(path, state) or self.note(path, state, read())


def _stamp(state: os.stat_result) -> Stamp:
    return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino
