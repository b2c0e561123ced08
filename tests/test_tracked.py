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
    """Make *count* edits and compare what the loop shows with a clean build after each."""
    site = site_with_theme(SAMPLE, REPOSITORY / "theme", folder / "site")
    editor, loop = Editor(site, seed), Loop(site)
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


def test_after_any_edit_the_loop_shows_what_a_clean_build_makes(tmp_path: Path) -> None:
    follow(0, 25, tmp_path)


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


def test_lists_come_after_the_pages(loop: Loop, monkeypatch: pytest.MonkeyPatch) -> None:
    states: list[tuple[set[str], bool]] = []
    notify = loop.stage.show

    def show(*given: Any, **named: Any) -> None:
        notify(*given, **named)
        states.append((set(loop.stage.state.changed or ()), b"A new name" in shown(loop)["procedures/index.html"]))

    monkeypatch.setattr(loop.stage, "show", show)
    page = min(path for path in (loop.root / "content/procedures").glob("*.md") if "." not in path.stem)
    change(page, "Title: ", "Title: A new name for ")
    loop.step([page])

    (first, early), (then, late) = states
    assert (True, False) == (f"procedures/{page.stem}/index.html" in first, early)
    assert (True, True) == ({"procedures/index.html", "search/index.html"} <= then, late)


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
