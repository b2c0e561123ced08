"""The Nu checker has nothing to say about any page, nor about the stylesheet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import nu
from builds import BUILDS, REPOSITORY, write

FAULTY = {
    "page.html": "<!doctype html><html><title>x</title><p><em>x</p></html>",
    "page.css": "a { colour: red }",
}


@cache
def told(faulty: Path) -> list[str]:
    """Return what the checker says of every page, the stylesheet and the files in *faulty*; it starts slowly."""

    def files() -> Iterator[Path]:
        yield REPOSITORY / "theme" / "styles" / "site.css"
        yield from (faulty / name for name in FAULTY)
        for build in BUILDS.values():
            yield from (build().folder / name for name in build().pages)

    return nu.messages(files())


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a page and a stylesheet that are wrong."""
    return write(tmp_path_factory.mktemp("faulty"), FAULTY)


def test_pages_and_stylesheet_have_neither_errors_nor_warnings(faulty: Path) -> None:
    assert [] == [message for message in told(faulty) if not message.startswith(str(faulty))]


def test_errors_and_warnings_are_seen(faulty: Path) -> None:
    """The rule above finds what it looks for."""
    seen = "\n".join(message.removeprefix(str(faulty)) for message in told(faulty) if message.startswith(str(faulty)))

    assert "“colour”: Property" in seen
    assert "“em”" in seen
    assert "lang" in seen
