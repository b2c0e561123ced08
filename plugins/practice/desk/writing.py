"""Writing into editors' files: whole or not at all, and nothing of theirs lost."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def write_new(path: Path, text: str) -> bool:
    """Write a file that was not there; return False, and change nothing, where one is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return False
    return True


def replace(path: Path, data: bytes) -> None:
    """Put *data* in the place of an existing file, in one step and with its permissions."""
    unfinished = _beside(path, data)
    try:
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def path_in(root: Path, file: Path) -> str:
    """Return *file* relative to the site, whether it was given from there or from where the call was made."""
    for base in (root, Path.cwd()):
        whole = Path(os.path.normpath(base / file))
        if whole.is_relative_to(root) and whole.is_file():
            return whole.relative_to(root).as_posix()
    return file.as_posix()


def put_all(root: Path, files: Mapping[str, bytes | None]) -> None:
    """
    Write several files below *root*, or take them away where None is given: all of them, or none.

    Everything is on the disk under other names before the first one gets its own, and so is what it replaces:
    what fails after that is taken back, also when the disk is full.
    """
    ready: dict[Path, Path] = {}
    former: dict[Path, Path] = {}
    begun: list[Path] = []
    try:
        for path, data in files.items():
            if data is not None:
                ready[root / path] = _beside(root / path, data)
            if (root / path).exists():
                former[root / path] = _beside(root / path, (root / path).read_bytes())
        for file in sorted([root / path for path in files], key=lambda file: (file not in ready, file)):
            begun.append(file)
            if file in ready:
                ready[file].replace(file)
            else:
                file.unlink()
    except BaseException:
        for file in begun:
            if file in former:
                former[file].replace(file)
            else:
                file.unlink(missing_ok=True)
        raise
    finally:
        for unfinished in (*ready.values(), *former.values()):
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)


def _beside(path: Path, data: bytes) -> Path:
    """Return a new file beside *path* that holds *data*, with its permissions; editors' left-overs look like it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)
