"""The Nu checker has nothing to say about any page, nor about the stylesheet."""

from __future__ import annotations

import os
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

import nu
from browser import chosen, serve
from builds import BUILDS, REPOSITORY, write

FAULTY = {
    "page.html": "<!doctype html><html><title>x</title><p><em>x</p></html>",
    "page.css": "a { colour: red }",
    "script.html": "<!doctype html><html lang=en><title>x</title>"
    "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><script>alert(1)</script></html>",
}


@cache
def told(faulty: Path) -> list[str]:
    """Return what the checker says of the stylesheet, of pages and of the files in *faulty*; it starts slowly."""

    files: list[Path | str] = [REPOSITORY / "theme" / "styles" / "site.css", *(faulty / name for name in FAULTY)]
    with ExitStack() as stack:
        for build in BUILDS.values():
            here = stack.enter_context(serve(build()))
            files += [here.url(name) for name in (here.built.pages if os.environ.get("CI") else chosen(here.built))]
        return nu.messages(files)


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
    assert "/script.html:0: Inline script violates Content Security Policy" in seen
