"""What the tests share: a frozen day, the smallest whole site, and the faults laid over it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from jinja2 import Environment

from practice.content import shelf
from practice.desk import halves
from practice.desk.__main__ import main
from practice.pages import templates

SITES = Path(__file__).parent / "sites"
TODAY = "2026-11-22"

pytest_plugins = ["browser"]
"""Fixtures that every test may take."""

settings.register_profile("practice", derandomize=True, deadline=None, max_examples=150 if os.environ.get("CI") else 50)
settings.load_profile("practice")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `pytest --renew` write what `check` says now into every expected.txt; look at the difference."""
    parser.addoption("--renew", action="store_true", help="rewrite tests/sites/broken/*/expected.txt")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests to CI."""
    if os.environ.get("CI"):
        return
    long = [item for item in items if item.get_closest_marker("long")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reviews are counted from the same day in every run."""
    monkeypatch.setenv("TODAY", TODAY)


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build the smallest sites as large ones are: by two processes, whatever threads there are, few records at hand."""
    monkeypatch.setattr(halves, "LEAST", 1)
    monkeypatch.setattr(halves, "able", lambda: True)
    monkeypatch.setattr(shelf, "_ALL", 0)


@pytest.fixture(autouse=True, scope="session")
def _compiled_once() -> Iterator[None]:
    """Compile a template once for all sites that are built with it: it is by its text and our options."""
    with pytest.MonkeyPatch.context() as patch:
        own, known = templates._Environment.compile, dict[tuple[Any, ...], Any]()

        def compiled(environment: Environment, *given: Any) -> Any:
            key = (str(templates._OPTIONS), *given)
            if key not in known:
                known[key] = own(environment, *given)
            return known[key]

        patch.setattr(templates._Environment, "compile", compiled)
        yield


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a copy of the smallest whole site, which a test may change."""
    return Path(shutil.copytree(SITES / "small", tmp_path / "site"))


@pytest.fixture
def overlay(small: Path) -> Callable[[str], Path]:
    """Return what lays the changed files of ``sites/broken/NAME`` over the small site; it returns the folder."""

    def lay(name: str) -> Path:
        shutil.copytree(SITES / "broken" / name / "content", small / "content", dirs_exist_ok=True)
        return small

    return lay


Checked = Callable[[Path], tuple[int, list[str]]]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Checked:
    """Return what runs ``desk check`` on a folder: exit status and the printed lines, the last one with counts."""

    def run(root: Path) -> tuple[int, list[str]]:
        status = main(["check", "--site", str(root)])
        told = capsys.readouterr()
        assert "" == told.err
        return status, told.out.splitlines()

    return run
