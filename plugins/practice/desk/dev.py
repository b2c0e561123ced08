"""``make dev``: the preview in a browser, up to date a moment after a file is saved."""

from __future__ import annotations

import argparse
import functools
import gc
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import NoReturn

from practice import settings
from practice.content.files import no_site
from practice.desk.live import LiveHandler
from practice.desk.loop import Loop
from practice.desk.serve import opened
from practice.desk.stored import Stored
from practice.desk.watching import Watch
from practice.settings import REPOSITORY, SettingsError

_OWN = REPOSITORY / "plugins" / "practice"
_CODE = (".py", ".toml", ".js")
_QUIET = 0.5
"""Seconds without a change after which all files are looked at once more, whatever was told of them."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--port", type=int, default=8000, help="8000 by default")


def run(call: argparse.Namespace) -> int:
    """Serve and rebuild until interrupted; return 1 without a site, its settings or the port."""
    root = call.site.resolve()
    if missing := no_site(root):
        print(missing, file=sys.stderr)
        return 1
    loop = Loop(root)
    try:
        base = settings.load(root).base
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    server = opened(call.port, functools.partial(LiveHandler, stage=loop.stage))
    if server is None:
        return 1
    with server:
        print(f"http://127.0.0.1:{server.server_port}{base}  (Ctrl-C stops)", flush=True)
        began = Stored.stamps(_OWN)
        loop.step()  # before any thread begins, so that two processes may share it; a browser waits that long
        ears = _Ears(root)
        try:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
            _follow(loop, ears, set() if Stored.stamps(_OWN) == began else set(_OWN.rglob("*.py")))
            server.shutdown()
        finally:
            ears.end()
    return _start_again(server.server_port)


def _start_again(port: int) -> NoReturn:
    """Become the changed program, on the port that was found."""
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:], "--port", str(port)])


def _follow(loop: Loop, ears: _Ears, changes: set[Path]) -> None:
    """Follow *changes* and all that come until the program itself has changed, and still starts."""
    while True:
        if any(path.is_relative_to(_OWN) and path.suffix in _CODE for path in changes):
            if not (wrong := _broken()):
                print("the program changed: starting again", flush=True)
                return
            loop.refuse(wrong)
        elif changes:
            loop.step(changes)
        else:
            loop.step()
            gc.collect()  # while nobody waits
        changes = ears.changes(_QUIET if changes else None)


class _Ears:
    """Hears of changes of a site, its theme and this program, also when their folders are made anew."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._watch = Watch(*self._folders())

    def changes(self, seconds: float | None) -> set[Path]:
        """Return as `Watch.changes` does."""
        found = self._watch.changes(seconds)
        deep, flat = self._folders()
        if (deep, flat) != (self._watch.deep, self._watch.flat) or not found.isdisjoint(deep):
            self._watch.end()
            self._watch = Watch(deep, flat)
        return found

    def end(self) -> None:
        """Hear no longer."""
        self._watch.end()

    def _folders(self) -> tuple[list[Path], list[Path]]:
        try:
            found = settings.load(self._root)
        except SettingsError:
            return self._watch.deep, self._watch.flat
        deep = {folder for folder in (self._root / "content", found.theme, _OWN) if folder.is_dir()}
        return sorted(deep), sorted({self._root, found.file.parent})


def _broken() -> str:
    """Return what is wrong with the changed program, "" when it starts."""
    call = [sys.executable, *sys.orig_argv[1 : sys.orig_argv.index("dev") + 1], "--help"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr.strip().rpartition("\n")[2]
