"""What is left to do, in the terminal and as a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import change, parse, run, words
from practice.desk.status import PAGE


@pytest.fixture
def unready(small: Path) -> Path:
    """Return a site with an open fact."""
    change(small / "content/procedures/joint-block.md", "Stay: same day", "Stay: ?")
    return small


def test_each_fault_stands_below_its_page_in_the_form_of_the_check(unready: Path) -> None:
    status = run("status", "--site", unready)
    faults = run("check", "--site", unready).out.splitlines()[:-1]
    lines = status.out.splitlines()

    assert (0, "") == (status.status, status.err)
    assert "content/procedures/joint-block.md  Joint block" == lines[0]
    assert sorted(faults) == sorted(line.strip() for line in lines if line.strip() in faults)


def test_errors_make_the_status_one(unready: Path) -> None:
    (unready / "content/procedures/notes.txt").write_text("x")

    assert 1 == run("status", "--site", unready).status


def test_the_page_says_the_same_and_lies_outside_the_built_trees(unready: Path) -> None:
    run("status", "--site", unready)
    faults = run("check", "--site", unready).out.splitlines()[:-1]
    page = parse((unready / PAGE).read_bytes())
    shown = words(page.body)

    assert ".cache" == PAGE.parts[0]
    assert [] == [fault for fault in faults if fault.rpartition(": ")[2] not in shown]
    assert [] == [node.attributes["src"] for node in page.css("[src]")]
    assert len(page.css("details")) == len({line.partition(":")[0] for line in page_paths(unready)})


def page_paths(site: Path) -> list[str]:
    return [line for line in run("status", "--site", site).out.splitlines() if line.startswith("content/")]
