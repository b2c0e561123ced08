"""Another name for a page: its links, its twins, its old addresses and its signatures go with it, all or nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from builds import run, sample_copy, write
from practice.content import graph
from practice.desk import writing
from practice.site.manifest import walk

OLD, NEW = "content/procedures/kyphoplasty.md", "content/procedures/balloon.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return sample_copy(tmp_path)


def contents(site: Path) -> dict[str, bytes]:
    return {name: (site / name).read_bytes() for name in walk(site) if not name.startswith(".cache")}


def blockers(site: Path) -> list[str]:
    return [line for line in run("check", "--quiet", "--site", site).told if ": blocker: " in line]


def move(site: Path, old: str = OLD, new: str = NEW) -> list[str]:
    result = run("move", "--site", site, "--from", old, "--to", new)
    assert (0, "") == (result.status, result.err)
    return result.out.splitlines()


def test_a_page_goes_with_its_translation_its_links_and_its_old_addresses(site: Path) -> None:
    told = move(site)
    after = contents(site)

    assert told[:2] == [f"{OLD} is {NEW} now", f"{OLD[:-3]}.es.md is {NEW[:-3]}.es.md now"]
    assert not (site / OLD).exists()
    assert (site / NEW[:-3]).with_suffix(".es.md").is_file()
    assert [] == graph.load(site).faults
    assert [] == [name for name, data in after.items() if b"kyphoplasty.md" in data or b"kyphoplasty.es.md" in data]
    assert b"Procedures: balloon, medial-branch-block" in after["content/physicians/alex-example.md"]
    lines = after["content/redirects.txt"].decode().splitlines()
    assert {
        "/old-kyphoplasty/ /procedures/balloon/",
        "/procedures/kyphoplasty/ /procedures/balloon/",
        "/procedures/kyphoplasty/handout/ /procedures/balloon/handout/",
        "/es/procedures/kyphoplasty/ /es/procedures/balloon/",
    } <= set(lines)


@pytest.mark.parametrize(
    ("old", "new"), [(OLD, NEW), ("content/physicians/alex-example.md", "content/physicians/alexander-example.md")]
)
def test_what_was_signed_and_approved_stays_so(site: Path, old: str, new: str) -> None:
    before = blockers(site)
    move(site, old, new)

    assert before == blockers(site) == []


def test_what_was_not_signed_is_not_signed_by_a_move(site: Path) -> None:
    page = site / "content/conditions/vertebral-compression-fracture.md"
    text = page.read_text(encoding="utf-8").replace("Signed: ", "Signed: 0123456789abcdef ").splitlines(keepends=True)
    signed = "Signed: 0123456789abcdef\n"
    page.write_text("".join(signed if line.startswith("Signed: ") else line for line in text), encoding="utf-8")
    move(site, "content/physicians/alex-example.md", "content/physicians/alexander-example.md")

    assert signed in page.read_text(encoding="utf-8")
    assert any("changed since alexander-example signed it" in line for line in blockers(site))


def test_a_published_site_goes_on_without_a_lost_address(site: Path) -> None:
    assert 0 == run("publish", "--record", "--site", site).status
    move(site)
    result = run("publish", "--site", site)

    assert (0, "") == (result.status, result.err)
    assert "  /procedures/balloon/" in result.out.splitlines()


def test_moving_back_leaves_the_content_as_it_was_but_for_redirects(site: Path) -> None:
    before = contents(site)
    move(site)
    move(site, NEW, OLD)
    after = contents(site)

    assert {"content/redirects.txt"} == {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert [] == graph.load(site).faults
    lines = after["content/redirects.txt"].decode().splitlines()
    assert "/procedures/balloon/ /procedures/kyphoplasty/" in lines
    assert [] == [line for line in lines if line.startswith("/procedures/kyphoplasty/")]


def test_an_old_address_that_asks_goes_with_the_page_unless_it_shows_it_by_itself(site: Path) -> None:
    asking = ("/?p=12 /procedures/kyphoplasty/", "/procedures/balloon?p=3 /procedures/kyphoplasty/", "")
    write(site, {"content/redirects.txt": "\n".join(asking)})
    move(site)
    lines = (site / "content/redirects.txt").read_text(encoding="utf-8").splitlines()

    assert "/?p=12 /procedures/balloon/" == lines[0]
    assert not any("p=3" in line for line in lines)
    assert [] == graph.load(site).faults


def test_a_draft_that_nobody_saw_leaves_no_redirect(site: Path) -> None:
    move(site, "content/procedures/trigger-point-injection.md", "content/procedures/trigger.md")

    assert "trigger" not in (site / "content/redirects.txt").read_text(encoding="utf-8")


def test_a_site_without_redirects_gets_its_first(small: Path) -> None:
    move(small, "content/procedures/joint-block.md", "procedures/nerve-block.md")

    assert "/procedures/joint-block/ /procedures/nerve-block/" in (small / "content/redirects.txt").read_text()


def test_other_words_with_the_same_letters_stay(small: Path) -> None:
    write(small, {"content/pages/other.md": "Title: joint-block\nSummary: A joint-block-x.\n\nThe joint-block.\n"})
    before = (small / "content/pages/other.md").read_bytes()
    move(small, "content/procedures/joint-block.md", "content/procedures/nerve-block.md")

    assert before == (small / "content/pages/other.md").read_bytes()


def test_links_in_pieces_and_with_a_place_on_the_page_are_followed(site: Path) -> None:
    piece = site / "content/pieces/urgent-spine.md"
    line = "\n- see [this](../procedures/kyphoplasty.md#benefits)\n"
    piece.write_text(piece.read_text(encoding="utf-8").rstrip("\n") + line, encoding="utf-8")
    move(site)

    assert "(../procedures/balloon.md#benefits)" in piece.read_text(encoding="utf-8")


REFUSED = {
    ("content/procedures/kyphoplasti.md", NEW): 'FROM: content/procedures/kyphoplasti.md is no page of this site; did you mean "content/procedures/kyphoplasty.md"?',  # noqa: E501
    ("content/procedures/kyphoplasty.es.md", NEW): "FROM: content/procedures/kyphoplasty.es.md is a translation; move content/procedures/kyphoplasty.md, and it goes with it",  # noqa: E501
    ("content/practice.md", "content/other.md"): "FROM: content/practice.md has a fixed address; it stays where it is",
    ("content/pages/home.md", "content/pages/start.md"): "FROM: content/pages/home.md has a fixed address; it stays where it is",  # noqa: E501
    (OLD, "content/pages/balloon.md"): "TO: content/pages/balloon.md is not in content/procedures/; a page keeps its kind, so name a file there",  # noqa: E501
    (OLD, "content/procedures/balloon.txt"): "TO: content/procedures/balloon.txt is not in content/procedures/; a page keeps its kind, so name a file there",  # noqa: E501
    (OLD, "content/procedures/Big Balloon.md"): 'TO: "Big Balloon" is not a name for an address; write small letters, digits and single hyphens',  # noqa: E501
    (OLD, "content/procedures/search.md"): 'TO: "search" is not a name for an address; write small letters, digits and single hyphens',  # noqa: E501
    (OLD, "content/procedures/medial-branch-block.md"): "TO: content/procedures/medial-branch-block.md is there already; choose another name, or move that page first",  # noqa: E501
}  # fmt: skip


@pytest.mark.parametrize(("given", "message"), REFUSED.items())
def test_what_cannot_be_moved_is_said_and_nothing_changes(given: tuple[str, str], message: str, site: Path) -> None:
    before = contents(site)
    result = run("move", "--site", site, "--from", given[0], "--to", given[1])

    assert (1, "", [message]) == (result.status, result.out, result.err.splitlines())
    assert before == contents(site)


def test_a_site_with_errors_is_not_moved_about(site: Path) -> None:
    write(site, {"content/pages/about.md": "Titel: x\n\nx\n"})
    before = contents(site)
    result = run("move", "--site", site, "--from", OLD, "--to", NEW)

    assert 1 == result.status
    assert "the site has errors; mend them before anything is moved" == result.err.splitlines()[-1]
    assert before == contents(site)


def test_a_move_that_would_break_something_is_refused(site: Path) -> None:
    write(site, {"content/redirects.txt": "/a/ /procedures/kyphoplasty/handout/\n/procedures/balloon /about/\n"})
    before = contents(site)
    result = run("move", "--site", site, "--from", OLD, "--to", NEW)

    assert 1 == result.status
    assert "the move would break this; mend it first, or move by hand" == result.err.splitlines()[-1]
    assert before == contents(site)


@pytest.mark.parametrize("step", range(1, 10))
def test_a_disk_that_fails_at_any_step_leaves_everything_as_it_was(
    step: int, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each write, rename and removal in turn."""
    before = contents(site)
    left = [step]

    def failing(whole: Callable[..., object]) -> Callable[..., object]:
        def act(*given: object, **named: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                raise OSError(28, "No space left on device")
            return whole(*given, **named)

        return act

    files: dict[str, bytes | None] = {
        OLD: None,
        NEW: b"new",
        "content/pages/about.md": b"x",
        "content/pages/b.md": b"y",
    }
    monkeypatch.setattr(os, "fsync", failing(os.fsync))
    monkeypatch.setattr(Path, "replace", failing(Path.replace))
    monkeypatch.setattr(Path, "unlink", failing(Path.unlink))
    with pytest.raises(OSError, match="No space left"):
        writing.put_all(site, files)
    monkeypatch.undo()

    assert before == contents(site)
    writing.put_all(site, files)
    assert {name: data for name, data in files.items() if data is not None}.items() <= contents(site).items()
    assert OLD not in contents(site)
