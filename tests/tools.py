"""Programs that the tests drive and that a machine may lack: a browser, servers, a checker."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest

PLACES = ("/usr/sbin", "/usr/local/sbin", "/sbin")
"""Where Debian puts servers, beside the folders of PATH."""
CHECKERS = Path(__file__).parent / "tools" / "node_modules"
GET_CHECKERS = "make tools"


def needed(name: str, get: str) -> Path:
    """
    Return where the program *name* is.

    Without it the test is skipped with *get*, the command that brings it; under CI nothing may be skipped.
    """
    found = program(name)
    if found is None:
        lack(f"{name} is not on this machine; get it by: {get}")
    return found


def program(name: str) -> Path | None:
    """Return where the program *name* is, or nothing where this machine has none."""
    places = (str(Path(sys.executable).parent), *PLACES)
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(places))
    return Path(found) if found else None


def checker(path: str) -> Path:
    """Return the file *path* of a checker from npm, such as ``axe-core/axe.min.js``; without it as `needed` does."""
    file = CHECKERS / path
    if not file.is_file():
        lack(f"{path.split('/', maxsplit=1)[0]} is not on this machine; get it by: {GET_CHECKERS}")
    return file


def lack(reason: str) -> NoReturn:
    """Skip this test for *reason*, or fail it under CI."""
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
