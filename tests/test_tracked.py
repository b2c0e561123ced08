"""
Whatever is edited, the loop's pages are those of a clean build, and a fault leaves the last good ones.

The edits are random, by a seed, so that a failure can be made again: a message names the seed and the edits.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from builds import REPOSITORY, SAMPLE, change, run
from edits import Editor, site_with_theme
from practice.desk import step
from practice.desk.loop import Loop
from practice.site.manifest import MANIFEST, walk

Tree = dict[str, bytes]


def clean(site: Path, out: Path) -> Tree | list[str]:
    """Build *site* from nothing; return its files, or the lines that say why there are none."""
    shutil.rmtree(out, ignore_errors=True)
    result = run("html", "--site", site, "--out", out)
    if result.status:
        return [line for line in result.err.splitlines() if not line.endswith("is as it was")]
    return {name: (out / name).read_bytes() for name in walk(out) if name != MANIFEST}


def shown(loop: Loop) -> Tree:
    """Return what the loop shows."""
    return {name: given if isinstance(given, bytes) else given() for name, given in loop.stage.state.files.items()}


def stamps(site: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for folder in ("content", "theme") for path in (site / folder).rglob("*.*")}


def different(one: Tree, other: Tree) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def follow(seed: int, count: int, folder: Path) -> None:
    """Make *count* edits and compare what the loop shows with a clean build after each; one page is looked at."""
    site = site_with_theme(SAMPLE, REPOSITORY / "theme", folder / "site")
    editor, loop = Editor(site, seed), Loop(site)
    loop.stage.looked_at = lambda: frozenset({"about/index.html"})  # type: ignore[method-assign]
    loop.step()
    good, made = shown(loop), []
    for number in range(count):
        before = stamps(site)
        made.append(editor.edit())
        after = stamps(site)
        changed = [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)]
        # As they are told by the system, or after something was lost.
        loop.step(changed if number % 3 and made[-1] not in ("setting", "restore") else None)
        wanted = clean(site, folder / "out")
        editor.faulty = isinstance(wanted, list)
        if isinstance(wanted, list):
            assert (seed, made, wanted) == (seed, made, list(loop.stage.state.wrong))
        else:
            good = wanted

        assert (seed, made, []) == (seed, made, different(good, shown(loop)))


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two pages be so many that most of them wait."""
    monkeypatch.setattr(step, "_MANY", 1)


@pytest.mark.usefixtures("large")
def test_after_any_edit_the_loop_shows_what_a_clean_build_makes(tmp_path: Path) -> None:
    follow(0, 6, tmp_path)


@pytest.mark.long
@pytest.mark.usefixtures("few", "large")
def test_so_it_does_where_most_pages_wait(tmp_path: Path) -> None:
    follow(4, 50, tmp_path)


@pytest.mark.long
def test_the_icon_in_every_page_follows_its_drawing(tmp_path: Path) -> None:
    site = site_with_theme(SAMPLE, REPOSITORY / "theme", tmp_path / "site")
    loop = Loop(site)
    loop.step()
    before = shown(loop)
    drawing = site / "theme/static/favicon.svg"
    change(drawing, "#f0a184", "#f0a185")
    loop.step([drawing])

    assert {name for name in before if name.endswith(".html")} < set(different(before, shown(loop)))
    assert [] == different(clean(site, tmp_path / "out"), shown(loop))


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_after_hundreds_of_edits_too(seed: int, tmp_path: Path) -> None:
    follow(seed, 50, tmp_path)


@pytest.fixture
def loop(tmp_path: Path) -> Loop:
    """Return a loop that shows the sample."""
    found = Loop(site_with_theme(SAMPLE, REPOSITORY / "theme", tmp_path / "site"))
    found.step()
    return found


@pytest.fixture
def states(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> list[tuple[set[str], Tree]]:
    """Return what *loop* shows from now on: the files that changed, and all files."""
    states: list[tuple[set[str], Tree]] = []
    notify = loop.stage.show

    def show(*given: Any, **named: Any) -> None:
        notify(*given, **named)
        states.append((set(loop.stage.state.changed or ()), shown(loop)))

    monkeypatch.setattr(loop.stage, "show", show)
    return states


def test_lists_and_handouts_come_after_the_pages(loop: Loop, states: list[tuple[set[str], Tree]]) -> None:
    page = min(path for path in (loop.root / "content/procedures").glob("*.md") if "." not in path.stem)
    own = f"procedures/{page.stem}/index.html"
    others = {"procedures/index.html", "search/index.html", f"procedures/{page.stem}/handout/index.html"}
    change(page, "Title: ", "Title: A new name for ")
    loop.step([page])

    (first, early), (then, late) = states
    assert (True, set()) == (own in first, first & others)
    assert (False, others) == (own in then, then & others)
    assert [own] == [name for name in (own, *others) if b"A new name" in early[name]]
    assert [] == [name for name in others if b"A new name" not in late[name]]


@pytest.mark.parametrize("other", ["handout/index.html", "index.html"])
def test_a_handout_or_list_that_is_looked_at_does_not_wait(
    other: str, loop: Loop, states: list[tuple[set[str], Tree]]
) -> None:
    page = min(path for path in (loop.root / "content/procedures").glob("*.md") if "." not in path.stem)
    file = f"procedures/{page.stem}/{other}" if other.startswith("handout") else f"procedures/{other}"
    change(page, "Title: ", "Title: A new name for ")
    with loop.stage.looking(file):
        loop.step([page])

    assert {file, f"procedures/{page.stem}/index.html"} <= states[0][0]


def test_a_page_that_is_looked_at_comes_before_others_that_show_its_title(
    loop: Loop, states: list[tuple[set[str], Tree]]
) -> None:
    page = min(path for path in (loop.root / "content/procedures").glob("*.md") if "." not in path.stem)
    own = f"procedures/{page.stem}/index.html"
    change(page, "Title: ", "Title: A new name for ")
    with loop.stage.looking(own):
        loop.step([page])

    (first, _), (then, late) = states
    assert {own} == first
    shown_by = [name for name in then if name.startswith(("conditions/", "physicians/"))]
    assert shown_by
    assert not [name for name in shown_by if b"A new name" not in late[name]]


@pytest.mark.usefixtures("few", "large")
def test_of_many_pages_those_come_first_that_are_looked_at(loop: Loop, states: list[tuple[set[str], Tree]]) -> None:
    practice = loop.root / "content/practice.md"
    with loop.stage.looking("about/index.html"):
        change(practice, "Name: ", "Name: New ")
        loop.step([practice])

    (first, _), (then, late) = states
    assert {"about/index.html"} == first
    assert set(late) >= then > {"index.html", "contact/index.html"}
    assert [] == [name for name, page in late.items() if name.endswith(".html") and b"New " not in page]


def test_a_page_that_stays_as_it_is_is_not_loaded_again(loop: Loop, states: list[tuple[set[str], Tree]]) -> None:
    page = min(path for path in (loop.root / "content/procedures").glob("*.md") if "." not in path.stem)
    change(page, "Reviewed_by:", "Reviewed_by: ")
    loop.step([page])

    assert 2 == len(states)  # it was rendered, and what is beside it after it
    assert [] == [name for changed, _ in states for name in changed]


def test_a_page_with_the_title_of_a_list_is_refused_at_once(loop: Loop, tmp_path: Path) -> None:
    before, page = shown(loop), loop.root / "content/pages/visit.md"
    page.write_text("Title: Conditions\nSummary: What a visit is like.\n\nWe talk.\n", encoding="utf-8")
    loop.step([page])
    wrong, behind = loop.stage.state.wrong, shown(loop)
    page.unlink()
    loop.step([page])

    assert (1, [], ()) == (len(wrong), different(before, behind), loop.stage.state.wrong)
    wanted = clean(loop.root, tmp_path / "out")
    assert isinstance(wanted, dict)
    assert [] == different(wanted, shown(loop))
