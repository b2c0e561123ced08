"""Hosts without a shell, by a folder that rclone writes file by file: what stays, is sent again, comes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import builds
import targets
from practice.deploy import fetch, kept
from practice.deploy.objects import _emptied
from practice.deploy.programs import ProgramError, Programs
from practice.site.rules import is_lasting
from targets import Place


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("editions")
    return targets.small_site(folder / "one", "one"), targets.small_site(folder / "two", "two")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with targets.flat(tmp_path) as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, place: Place, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(fetch, "PAUSES", ())
    monkeypatch.setenv("RCLONE_CONFIG", "")
    return targets.desk_of(tmp_path / "desk", place)


def deploy(desk: Path, site: Path, *more: str) -> builds.Result:
    return builds.run("deploy", "--site", desk, "--target", "live", "--out", site, *more)


def rollback(desk: Path) -> builds.Result:
    return builds.run("rollback", "--site", desk, "--target", "live")


def shows(place: Place, site: Path) -> bool:
    there, wanted = place.listed(), targets.content(site)
    return wanted == {path: there.get(path) for path in wanted} and all(map(is_lasting, there.keys() - wanted.keys()))


def stopped(monkeypatch: pytest.MonkeyPatch, calls: int) -> None:
    """Let the upload with so many calls of rclone end in a fault, as a network that is cut does."""
    follow, left = Programs.follow, [calls]

    def cut(self: Programs, *given: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise ProgramError("rclone", 1, ["the line is cut"])
        follow(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Programs, "follow", cut)


def test_files_of_others_stay_and_ours_go(desk: Path, editions: tuple[Path, Path], place: Place) -> None:
    assert place.shown is not None
    builds.write(place.shown, {"mail/inbox": "x", "only-one/theirs.txt": "x"})
    told = deploy(desk, editions[0])

    assert 1 == told.status
    assert "live: holds what no deployment put there: mail and 1 more; " in told.err
    assert not (place.shown / ".deploy").exists()

    assert 0 == deploy(desk, editions[0], "--allow", "others").status
    assert 0 == deploy(desk, editions[1]).status
    assert targets.content(editions[1]).items() <= place.listed().items()
    assert {"mail/inbox", "only-one/theirs.txt"} < place.listed().keys()
    assert "only-one/index.html" not in place.listed()


def test_a_cut_line_is_told_and_the_next_run_finishes(
    desk: Path, editions: tuple[Path, Path], place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the next run is for another site than the one that was cut, and a former temporary file lies there."""
    assert 0 == deploy(desk, editions[0]).status
    assert place.shown is not None
    with monkeypatch.context() as cut:
        stopped(cut, 3)
        told = deploy(desk, editions[1])

        assert (1, "live: rclone: the line is cut; mend it and run it again\n") == (told.status, told.err)
        assert [] == list((place.shown / ".deploy").glob("lock-*"))

    builds.write(place.shown, {"more/p1/index.html.0a1b2c3d.deploying": "cut off"})
    again = deploy(desk, editions[0])

    assert 0 == again.status
    assert "and a later upload was not finished" in again.out
    assert shows(place, editions[0])
    assert not (place.shown / "only-two").exists()
    assert {"state.json"} == {file.name for file in (place.shown / ".deploy").iterdir()}


@pytest.mark.long
def test_a_rollback_after_a_cut_line_brings_the_last_whole_site(
    desk: Path, editions: tuple[Path, Path], place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(desk, editions[0])
    with monkeypatch.context() as cut:
        stopped(cut, 3)
        deploy(desk, editions[1])

    assert 0 == rollback(desk).status
    assert shows(place, editions[0])


@pytest.mark.long
def test_a_rollback_from_another_machine_says_where_to_go(
    desk: Path, editions: tuple[Path, Path], place: Place, tmp_path: Path
) -> None:
    deploy(desk, editions[0])
    deploy(desk, editions[1])
    elsewhere = targets.desk_of(tmp_path / "elsewhere", place)
    told = rollback(elsewhere)

    assert 1 == told.status
    assert (
        "is not kept on this machine; build the former state of content/ with `make publish` and deploy that"
        in told.err
    )
    assert shows(place, editions[1])


@pytest.mark.long
def test_each_rollback_goes_one_release_back_and_only_kept_trees_stay(
    desk: Path, editions: tuple[Path, Path], place: Place
) -> None:
    one, two = editions
    for site in (one, two, one):
        assert 0 == deploy(desk, site).status
    assert 3 == len(list((desk / kept.FOLDER / "live").iterdir())) - 1

    assert 0 == rollback(desk).status
    assert shows(place, two)
    assert 0 == rollback(desk).status
    assert shows(place, one)
    assert 1 == len(list((desk / kept.FOLDER / "live").iterdir())) - 1
    assert "live: there is no former release; deploy a site anew\n" == rollback(desk).err

    assert 0 == deploy(desk, two).status
    assert 0 == rollback(desk).status
    assert shows(place, one)


@pytest.mark.long
def test_a_kept_tree_that_was_changed_is_not_sent(desk: Path, editions: tuple[Path, Path], place: Place) -> None:
    deploy(desk, editions[0])
    deploy(desk, editions[1])
    (tree,) = (desk / kept.FOLDER / "live").glob("1-*")
    (tree / "index.html").unlink()
    told = rollback(desk)

    assert 1 == told.status
    assert f"{tree.name}: index.html: is missing; run `make publish` again" in told.err
    assert shows(place, editions[1])


@pytest.mark.long
def test_a_file_that_visitors_get_otherwise_is_sent_again(
    desk: Path, editions: tuple[Path, Path], place: Place
) -> None:
    """The target's list is trusted only as far as visitors get what it says."""
    deploy(desk, editions[0])
    assert place.shown is not None
    (place.shown / "index.html").write_text("changed by hand")
    told = deploy(desk, editions[0])

    assert 1 == told.status
    assert f"{place.url}/: is not the page that was sent" in told.err

    assert 0 == deploy(desk, editions[0]).status
    assert shows(place, editions[0])


def test_only_folders_that_were_emptied_go() -> None:
    gone = ["a/b/c/x", "a/b/y", "d/z", "top.txt", "e/f/x"]

    assert ["a/b", "e"] == _emptied(gone, ["a/keep", "d/keep"])
