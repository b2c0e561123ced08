"""Writing into editors' files: whole or not at all, and nothing of theirs lost."""

from __future__ import annotations

import os
import tempfile
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
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def path_in(root: Path, file: Path) -> str:
    """Return *file* relative to the site, whether it was given from there or from where the call was made."""
    for base in (root, Path.cwd()):
        whole = Path(os.path.normpath(base / file))
        if whole.is_relative_to(root) and whole.is_file():
            return whole.relative_to(root).as_posix()
    return file.as_posix()
