"""Each folder in ``sites/broken`` has one fault; an editor sees exactly the lines in its ``expected.txt``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import SITES, Checked

BROKEN = sorted(folder.name for folder in (SITES / "broken").iterdir() if folder.is_dir())
OTHERS = (": blocker: ", ": advice: ")


def test_the_small_site_has_no_fault(small: Path, check: Checked) -> None:
    assert (0, ["6 pages: nothing to mend"]) == check(small)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_site_is_answered_with_exactly_its_faults(
    name: str, overlay: Callable[[str], Path], check: Checked, request: pytest.FixtureRequest
) -> None:
    status, (*told, _) = check(overlay(name))
    file = SITES / "broken" / name / "expected.txt"
    if request.config.getoption("--renew"):
        file.write_text("".join(f"{line}\n" for line in told), encoding="utf-8")
    errors = [line for line in told if not any(other in line for other in OTHERS)]

    assert file.read_text(encoding="utf-8").splitlines() == told
    assert int(bool(errors)) == status


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_site_differs_from_the_small_one_and_says_so(name: str) -> None:
    folder = SITES / "broken" / name
    changed = [file for file in (folder / "content").rglob("*") if file.is_file()]
    same = [
        file for file in changed
        if (twin := SITES / "small" / file.relative_to(folder)).is_file() and twin.read_bytes() == file.read_bytes()
    ]  # fmt: skip

    assert changed
    assert [] == same
    assert (folder / "expected.txt").read_text(encoding="utf-8").strip()


def test_every_file_of_a_broken_site_is_in_use() -> None:
    strangers = [
        entry.relative_to(SITES).as_posix()
        for name in BROKEN
        for entry in (SITES / "broken" / name).iterdir()
        if entry.name not in ("content", "expected.txt")
    ]

    assert [] == strangers
