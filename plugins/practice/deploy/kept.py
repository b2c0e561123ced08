"""Trees that were deployed, kept on this machine: what goes up does not change under way, and can come back."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from practice.site.manifest import walk

FOLDER = ".deployed"
"""Beside the content: one folder for each target."""

_NAME = re.compile(r"[1-9]\d*-[0-9a-f]{12}")


def copy(public: Path, place: Path) -> Path:
    """
    Return a new folder in *place* with every file of the built site, as hard links where the disk has them.

    A build never writes into a file that it made, so a link keeps the bytes though the site is built anew.

    Raises:
        OSError: *public* is missing or cannot be read, or the disk is full.
    """
    fresh = place / ".new"
    if fresh.exists():
        shutil.rmtree(fresh)
    for path in walk(public):
        there = fresh / path
        there.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(public / path, there, follow_symlinks=False)
        except OSError:  # another disk, or one without links
            shutil.copy2(public / path, there, follow_symlinks=False)
    return fresh


def keep(fresh: Path, name: str) -> Path:
    """Give the copied tree the name of its release and return its folder."""
    kept = fresh.parent / name
    if kept.exists():
        shutil.rmtree(kept)
    return fresh.rename(kept)


def forget(place: Path, names: Iterable[str]) -> None:
    """Remove every kept tree in *place* but those of *names*."""
    stay = set(names)
    for folder in sorted(place.iterdir()):
        if folder.name not in stay and (_NAME.fullmatch(folder.name) or folder.name == ".new"):
            shutil.rmtree(folder)
