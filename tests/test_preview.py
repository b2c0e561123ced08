"""
A preview is built by what changed: the output is that of a clean build, whatever was edited, killed or damaged.

The edits are random, by a seed, so that a failure can be made again: a message names the seed and the edits.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from builds import REPOSITORY, SAMPLE, SMALL, Result, change, command, environment, run
from edits import Editor, site_with_theme
from practice.desk import halves, stored
from practice.site.manifest import MANIFEST, verify, walk
from test_tracked import Tree, clean, different

HOME = "content/pages/home.md"


def tree(out: Path) -> Tree:
    """Return what stands in an output folder."""
    return {name: (out / name).read_bytes() for name in walk(out) if name != MANIFEST}


def entries(site: Path) -> list[Path]:
    """Return what is kept of the last build: what changed, digests of files, the memory, the seal."""
    return sorted((site / ".cache" / "builds").iterdir())


def html(site: Path, **given: str) -> Result:
    result = run("html", "--site", site, **given)
    assert (0, "") == (result.status, result.err)
    return result


def retitle(site: Path, title: str) -> None:
    """Give the home page another title."""
    page = site / HOME
    lines = page.read_text(encoding="utf-8").split("\n")
    page.write_text("\n".join(f"Title: {title}" if line.startswith("Title:") else line for line in lines))


@pytest.fixture
def site(small: Path) -> Path:
    """Return a small site whose preview stands."""
    html(small)
    return small


def follow(seed: int, count: int, folder: Path) -> None:
    """Make *count* edits and compare the output with a clean build after each."""
    site = site_with_theme(SAMPLE, REPOSITORY / "theme", folder / "site")
    editor, made = Editor(site, seed), list[str]()
    html(site)
    good = tree(site / "output")
    for _ in range(count):
        made.append(editor.edit())
        result = run("html", "--site", site)
        wanted = clean(site, folder / "out")
        editor.faulty = isinstance(wanted, list)
        if isinstance(wanted, list):
            told = [line for line in result.err.splitlines() if not line.endswith("is as it was")]
            assert (seed, made, wanted) == (seed, made, told)
        else:
            good = wanted

        assert (seed, made, []) == (seed, made, different(good, tree(site / "output")))
        assert (seed, made, []) == (seed, made, verify(site / "output"))


def test_after_any_edit_the_output_is_what_a_clean_build_makes(tmp_path: Path) -> None:
    follow(10, 4, tmp_path)


def test_after_any_edit_too_where_only_changes_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_PART", 0)  # of a site as small as this one the memory is kept anew otherwise
    follow(13, 4, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize(("seed", "part"), [(11, 8), (12, 0)], ids=["whole", "changes"])
def test_after_hundreds_of_edits_too(seed: int, part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_PART", part)
    follow(seed, 50, tmp_path)


def test_where_nothing_changed_nothing_is_written_and_pelican_is_not_imported(site: Path) -> None:
    code = (
        "import sys; from practice.desk.__main__ import main; main(['html']);"
        "loaded = {name.partition('.')[0] for name in sys.modules};"
        "print(sorted(loaded & {'pelican', 'jinja2', 'markdown', 'selectolax'}))"
    )
    before = times(site)
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=site, env=environment(), capture_output=True, text=True, check=True
    )

    assert "output/: nothing changed" in done.stdout
    assert "[]" == done.stdout.splitlines()[-1]
    assert before == times(site)


def times(site: Path) -> dict[Path, int]:
    """Return when all but the digests changed: those of new files are kept once these are at rest."""
    found = {path: path.stat().st_mtime_ns for path in site.rglob("*") if not path.match("builds/*.looked")}
    del found[site / ".cache" / "builds"]
    return found


def test_what_a_file_browser_leaves_in_the_output_is_passed_over(site: Path) -> None:
    (site / "output" / ".DS_Store").write_bytes(b"x")

    assert "nothing changed" in html(site).out


def test_what_is_left_to_do_is_said_again(site: Path) -> None:
    (site / HOME).write_text("Title: Home\n\nWe [?: say what].\n", encoding="utf-8")
    (built, former), (again, said) = (html(site).out.splitlines() for _ in range(2))

    assert "nothing changed" not in built
    assert "nothing changed" in again
    assert former == said
    assert "2 blockers (stop publishing)" in said


def test_an_edit_writes_what_it_changes_and_no_more(site: Path) -> None:
    before = {path: path.stat().st_ino for path in (site / "output").rglob("*.html")}
    retitle(site, "A home")
    result = html(site)
    after = {path: path.stat().st_ino for path in (site / "output").rglob("*.html")}
    changed = sorted(path.relative_to(site / "output").as_posix() for path in after if before[path] != after[path])

    assert "index.html" in changed
    assert len(changed) < len(after)
    assert f"0 added, {len(changed)} changed" in result.out


def test_another_day_another_setting_and_another_program_build_the_whole(site: Path) -> None:
    (site / "pelicanconf.py").write_text('SITEURL = "https://www.example.com"\nTODAY = "2026-11-22"\n')
    html(site)

    assert b"https://www.example.com" in (site / "output/sitemap.xml").read_bytes()

    (site / "pelicanconf.py").unlink()
    html(site, TODAY="2031-01-01")
    later = tree(site / "output")

    assert isinstance(later, dict)
    assert [] == different(later, clean_on(site, "2031-01-01"))


def clean_on(site: Path, day: str) -> Tree:
    out = site.parent / "elsewhere"
    assert 0 == run("html", "--site", site, "--out", out, TODAY=day).status
    return tree(out)


@pytest.fixture(scope="module")
def titled(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """Return what a clean build makes of the small site with another title."""
    site = Path(shutil.copytree(SMALL, tmp_path_factory.mktemp("titled") / "site"))
    retitle(site, "A home")
    return clean_tree(site)


@pytest.mark.parametrize("which", range(4), ids=["change", "digests", "memory", "seal"])
@pytest.mark.parametrize(
    "harm", ["gone", "turned", *(pytest.param(harm, marks=pytest.mark.long) for harm in ("empty", "cut", "other"))]
)
def test_a_damaged_cache_costs_a_whole_build_and_no_more(site: Path, titled: Tree, which: int, harm: str) -> None:
    file = entries(site)[which]
    data = file.read_bytes()
    if harm == "gone":
        file.unlink()
    else:
        turned = data[:-1] + bytes([data[-1] ^ 1])
        other = entries(site)[which - 1].read_bytes()
        file.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "turned": turned, "other": other}[harm])
    retitle(site, "A home")
    html(site)

    assert [] == different(tree(site / "output"), titled)
    assert "nothing changed" in html(site).out


def clean_tree(site: Path) -> Tree:
    wanted = clean(site, site.parent / "out")
    assert isinstance(wanted, dict)
    return wanted


def test_a_cache_that_cannot_be_used_is_told(site: Path) -> None:
    entries(site)[2].write_bytes(b"x")
    retitle(site, "A home")

    assert "output/: what was kept of the last build cannot be used, so everything was built" in html(site).out


def test_an_output_that_somebody_touched_is_built_whole(site: Path) -> None:
    before = tree(site / "output")
    page = site / "output/index.html"
    page.write_bytes(page.read_bytes().replace(b"<h1", b"<h2"))
    html(site)

    assert before == tree(site / "output")

    shutil.rmtree(site / "output")
    html(site)

    assert before == tree(site / "output")


def test_a_build_into_another_folder_leaves_what_is_known_of_this_one(site: Path) -> None:
    assert 0 == run("html", "--site", site, "--out", site / "other").status
    assert "nothing changed" in html(site).out
    assert "nothing changed" in run("html", "--site", site, "--out", site / "other").out


def test_a_fault_keeps_what_is_known_of_the_good_site(site: Path) -> None:
    change(site / HOME, "Title: ", "Titel: ")

    assert 1 == run("html", "--site", site).status

    change(site / HOME, "Titel: ", "Title: ")

    assert "nothing changed" in html(site).out


@pytest.mark.long
def test_killed_at_any_moment_the_next_build_is_that_of_a_clean_one(tmp_path: Path) -> None:
    chance = random.Random(5)
    site = site_with_theme(SAMPLE, REPOSITORY / "theme", tmp_path / "site")
    html(site)
    for number in range(20):
        retitle(site, f"Home {number}")
        killed = subprocess.Popen(
            command("html", "--site", site), env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.1, 2.0))
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        html(site)

        assert [] == different(tree(site / "output"), clean_tree(site))
        assert [] == verify(site / "output")


# Two processes ------------------------------------------------------------------------------------------


def test_two_processes_build_what_one_builds(small: Path, request: pytest.FixtureRequest) -> None:
    html(small)
    alone = tree(small / "output")
    shutil.rmtree(small / ".cache")
    shutil.rmtree(small / "output")
    request.getfixturevalue("large")
    html(small)

    assert alone == tree(small / "output")
    assert [] == verify(small / "output")


@pytest.mark.usefixtures("large")
def test_jobs_come_back_in_order_whoever_did_them() -> None:
    who = halves.share(500, lambda number: (number, os.getpid(), time.sleep(0.001)), "jobs done")

    assert list(range(500)) == [number for number, *_ in who]
    assert 2 == len({process for _, process, _ in who})


@pytest.mark.usefixtures("large")
def test_what_the_other_process_noted_is_heard() -> None:
    seen, heard = list[int](), list[int]()

    def work(number: int) -> int:
        seen.append(number)
        time.sleep(0.001)
        return number

    halves.share(200, work, "jobs done", lambda: lambda: list(seen), heard.extend)

    assert heard
    assert list(range(200)) == sorted({*seen, *heard})


@pytest.mark.usefixtures("large")
def test_a_job_that_fails_is_told_as_if_one_process_had_done_all() -> None:
    def work(number: int) -> int:
        if number >= 20:
            raise ValueError(f"job {number}")
        return number

    with pytest.raises(ValueError, match="job 20"):
        halves.share(100, work, "jobs done")


@pytest.mark.usefixtures("large")
def test_the_other_process_may_die() -> None:
    parent = os.getpid()

    def work(number: int) -> int:
        if number > 10 and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.001)
        return number

    assert list(range(100)) == halves.share(100, work, "jobs done")


@pytest.mark.usefixtures("large")
def test_where_the_other_process_cannot_leave_its_results_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves.tempfile, "TemporaryFile", partial(Path("/dev/full").open, "r+b"))

    assert list(range(100)) == halves.share(100, lambda number: number, "jobs done")


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("lacking", ["fork", "pipe"])
def test_without_another_process_all_is_done_here(lacking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, lacking, refuse)

    assert list(range(100)) == halves.share(100, lambda number: number, "jobs done")
