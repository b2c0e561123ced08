"""A page fits what a phone gets in its first round trip, and the stylesheet stays small enough to stand in it."""

from __future__ import annotations

import brotli
import pytest

from browser import kind
from builds import BUILDS, REPOSITORY, Built, packed
from practice.pages.scripts import SCRIPTS
from practice.pages.small import small

FIRST_WINDOW = 14_600
"""Bytes that arrive before a server has to wait for an answer (ten segments)."""
PROCEDURE = 12_000
OTHER = 9_000
STYLESHEET = 10_000
"""Bytes of what a page carries of the stylesheet, made small; the comparison and the figure of the body need them."""

SCRIPT = 3_500
"""Bytes of a page's own script in Brotli, by itself, beside what it loads once it is used."""

TRANSLATED = 1.1
"""A translation says the same in more letters: its budget is a tenth larger."""


def styles(built: Built) -> dict[str, int]:
    """Return how many bytes of styles each page carries, by its file."""
    return {file: len(node.text().encode()) for file, page in built.pages.items() for node in page.css("style")}


def weight(built: Built, name: str) -> int:
    """Return what the page in the file *name*, with its styles, weighs on the wire: bytes in Brotli."""
    return len(packed(built.folder / name))


def script_weight(name: str) -> int:
    """Return what the script of a kind of page weighs on the wire: bytes in Brotli."""
    file = REPOSITORY / "theme" / "static" / SCRIPTS[name].file
    return len(brotli.compress(small("script", file.read_text(encoding="utf-8")).encode()))


def budget(built: Built, name: str) -> int:
    """Return what it may weigh."""
    most = PROCEDURE if kind(built, name) in {"procedure", "review_copy"} else OTHER
    return round(most * TRANSLATED) if name.startswith("es/") else most


def heavy(built: Built) -> dict[str, int]:
    """Return the pages above their budget with their weight."""
    return {name: size for name in built.pages if (size := weight(built, name)) > budget(built, name)}


@pytest.mark.parametrize("name", BUILDS)
def test_a_page_keeps_to_its_budget(name: str) -> None:
    assert {} == heavy(BUILDS[name]())


@pytest.mark.parametrize("name", BUILDS)
def test_no_page_is_heavier_than_the_first_window(name: str) -> None:
    built = BUILDS[name]()

    assert {} == {file: size for file in built.pages if (size := weight(built, file)) > FIRST_WINDOW}


@pytest.mark.parametrize("name", BUILDS)
def test_the_stylesheet_of_a_page_is_small(name: str) -> None:
    built = BUILDS[name]()
    sizes = styles(built)

    assert set(built.pages) == set(sizes)
    assert {} == {file: size for file, size in sizes.items() if size > STYLESHEET}


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_script_of_a_page_is_small(name: str) -> None:
    assert script_weight(name) <= SCRIPT
