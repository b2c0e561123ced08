"""The licenses of what is installed: each one is known, and nothing comes in under one that nobody has looked at."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[1] / "requirements"

PERMISSIVE = frozenset(
    {
        "Apache 2.0", "Apache-2.0", "Apache Software License", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "MIT",
        "MIT License", "MIT-CMU", "PSF-2.0", "PSFL", "Public Domain", "Python Software Foundation License",
    }
)  # fmt: skip
"""Allowed wherever they stand."""
ALONE = {
    "pelican": "the program is under the same license because of it; the pages that it makes are not",
    "unidecode": "GPL 2 or later goes with the AGPL; Pelican needs it",
    "docutils": "the parts under the GPL are an editor's mode and are not used; Pelican needs it",
    "hypothesis": "MPL 2.0: a tool of the tests, used as it is",
    "pathspec": "MPL 2.0: a tool of the tests, used as it is",
}
"""Packages with another license, and why each is allowed."""


def names(file: str) -> list[str]:
    """Return the packages that a list of pins installs on this machine."""
    text = (REQUIREMENTS / file).read_text(encoding="utf-8")
    pinned = re.findall(r"^([A-Za-z0-9_.-]+)==\S+(.*)", text, re.MULTILINE)
    return [name for name, rest in pinned if "sys_platform == 'win32'" not in rest]


def licenses(name: str) -> set[str]:
    """Return what a package says of its license: an expression, else its classifiers, else the old field."""
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return set(re.split(r" (?:AND|OR) ", expression))
    named = {each.rpartition(" :: ")[2] for each in about.get_all("Classifier", []) if each.startswith("License ::")}
    return named or {about.get("License") or "none"}


@pytest.mark.parametrize("file", ["run.txt", "test.txt"])
def test_every_package_has_a_license_that_is_allowed(file: str) -> None:
    found = {name: licenses(name) - PERMISSIVE for name in names(file) if name not in ALONE}

    assert {} == {name: left for name, left in found.items() if left}
    assert len(found) > 20


def test_each_exception_is_still_needed() -> None:
    installed = set(names("test.txt"))

    assert [] == [name for name in ALONE if name not in installed or not licenses(name) - PERMISSIVE]


def test_every_package_is_pinned_by_hash() -> None:
    for file in ("run.txt", "test.txt", "bench.txt"):
        text = (REQUIREMENTS / file).read_text(encoding="utf-8")
        blocks = re.split(r"^(?=[A-Za-z])", text, flags=re.MULTILINE)

        assert [] == [block.split("\n")[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]
        assert "http" not in text
