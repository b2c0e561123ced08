"""Changes of files, as they come: from folders watched whole and folders of which only the files are."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from pathlib import Path

from watchfiles import watch

_STEP = 1
"""Milliseconds without a change after which what changed is told; the default of 50 is seen by whoever saves."""
_MOST = 50
"""Milliseconds after which it is told although files go on changing."""


_BEAT = 100
"""Milliseconds after which a thread looks whether it should end."""


class Watch:
    """
    Watches folders in threads of its own, from the moment it is made; a change during a build waits for the next one.

    Args:
        deep: folders that are watched with all that is in them; they must be there.
        flat: folders of which only the files themselves are.
    """

    def __init__(self, deep: Iterable[Path], flat: Iterable[Path]) -> None:
        self.deep, self.flat = sorted(set(deep)), sorted(set(flat))
        self._told: queue.SimpleQueue[set[Path]] = queue.SimpleQueue()
        self._ended, self._ready = threading.Event(), threading.Semaphore(0)
        self._threads = [
            threading.Thread(target=self._watch, args=(folders, recursive), daemon=True)
            for folders, recursive in ((self.deep, True), (self.flat, False))
            if folders
        ]
        for thread in self._threads:
            thread.start()
        for _ in self._threads:
            self._ready.acquire()

    def changes(self, seconds: float | None = None) -> set[Path]:
        """Wait for changes, *seconds* at most, and return every file that changed since the last call."""
        found: set[Path] = set()
        try:
            found |= self._told.get(timeout=seconds)
            while True:
                found |= self._told.get_nowait()
        except queue.Empty:
            return found

    def end(self) -> None:
        """Watch no longer."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _watch(self, folders: list[Path], recursive: bool) -> None:
        told = watch(
            *folders,
            watch_filter=None,
            debounce=_MOST,
            step=_STEP,
            stop_event=self._ended,
            rust_timeout=_BEAT,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=recursive,
        )
        waiting = True
        try:
            for changes in told:
                if waiting:  # it watches by now
                    self._ready.release()
                    waiting = False
                if changes:
                    self._told.put({Path(path) for _, path in changes})
        except FileNotFoundError:  # a folder went before it was watched; whoever asks sees that, too
            return
        finally:
            if waiting:
                self._ready.release()
