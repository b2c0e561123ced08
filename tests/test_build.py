"""Building and publishing: whole or not at all, whatever stands against it, and every reason told at once."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from builds import (
    REPOSITORY,
    SAMPLE,
    SMALLEST,
    Result,
    change,
    command,
    environment,
    own_theme,
    preview,
    published,
    real,
    real_site,
    run,
    sample_copy,
    sample_site,
    snapshot,
    write,
)  # fmt: skip
from practice.site.manifest import verify

HOME = "content/pages/home.md"
COUNTS = re.compile(r"\d+ errors? \(stop every build\)|\d+ blockers? \(stop publishing\)")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a copy of the sample, with its preview and what is published already built."""
    folder = sample_copy(tmp_path)
    shutil.copytree(preview().folder, folder / "output", copy_function=shutil.copy2)
    shutil.copytree(published().folder, folder / "public", copy_function=shutil.copy2)
    return folder


def stopped(result: Result) -> list[str]:
    """Return the faults of a build that was stopped, without the last line, which counts them."""
    assert (1, "") == (result.status, result.out)
    *faults, last = result.err.splitlines()
    assert COUNTS.search(last)
    assert last.endswith("is as it was")
    assert "Traceback" not in result.err
    return faults


# An error ------------------------------------------------------------------------------------------------


def test_an_error_leaves_the_output_byte_for_byte_and_every_fault_of_the_run_is_told(site: Path) -> None:
    before = snapshot(site / "output")
    change(site / "content/procedures/medial-branch-block.md", "Type: block", "Type: blok")
    change(site / HOME, "Title: ", "Titel: ")
    (site / "content/pages/about.md").write_bytes(b"Title: \xff\n\nx\n")
    faults = stopped(run("html", "--site", site))

    assert before == snapshot(site / "output")
    assert ["content/pages/about.md", HOME, "content/procedures/medial-branch-block.md"] == list(
        dict.fromkeys(fault.split(":")[0] for fault in faults if not fault.startswith("content/pages/home.es.md"))
    )
    assert all(re.match(r"[\w/.-]+:\d+: ", fault) for fault in faults)
    assert faults == sorted(faults, key=lambda fault: (fault.split(":")[0], int(fault.split(":")[1])))


def test_an_error_stops_publishing_too_and_leaves_what_is_public(site: Path) -> None:
    before = snapshot(site / "public")
    change(site / HOME, "Title: ", "Titel: ")
    faults = stopped(run("publish", "--site", site))

    assert before == snapshot(site / "public")
    assert any(fault.startswith(f"{HOME}:1: ") for fault in faults)


def test_a_mended_error_lets_the_build_go_on(site: Path) -> None:
    change(site / HOME, "Title: ", "Titel: ")
    stopped(run("html", "--site", site))
    change(site / HOME, "Titel: ", "Title: ")

    assert 0 == run("html", "--site", site).status


def test_no_output_is_made_by_a_build_that_is_stopped(tmp_path: Path) -> None:
    site = write(tmp_path / "site", {**SMALLEST, HOME: "Titel: x\n\nx\n"})
    stopped(run("html", "--site", site))

    assert ["content"] == sorted(entry.name for entry in site.iterdir())


def test_a_folder_that_no_build_made_is_never_written(site: Path) -> None:
    write(site, {"other/letter.txt": "dear"})
    result = run("html", "--site", site, "--out", site / "other")

    assert 1 == result.status
    assert "OUT=" in result.err
    assert {"letter.txt"} == {entry.name for entry in (site / "other").iterdir()}


def test_the_smallest_site_is_a_practice_and_a_home_page(tmp_path: Path) -> None:
    files = {name: text for name, text in SMALLEST.items() if "locations" not in name}
    result = run("html", "--site", write(tmp_path / "site", files))

    assert (0, "") == (result.status, "".join(line for line in result.told if "leads nowhere" in line))


# Publishing ----------------------------------------------------------------------------------------------


def test_the_sample_is_published_without_a_word_against_it() -> None:
    result = published().result

    assert (0, "") == (result.status, result.err)
    assert 3 == len(result.out.splitlines())


def test_a_preview_is_built_with_open_facts_and_says_how_many_there_are() -> None:
    result = real().result

    assert 0 == result.status
    assert re.search(r"\d+ blockers \(stop publishing\)", result.told[-1])
    assert "make check" in result.told[-1]


def test_publishing_the_real_content_stops_with_the_complete_list_of_what_is_open(tmp_path: Path) -> None:
    result = run("publish", "--site", real_site(), "--out", tmp_path / "public")
    faults = stopped(result)
    checked = [line for line in run("check", "--site", real_site(), "--quiet").told if ": blocker: " in line]
    told = {tuple(fault.split(":")[:2]) for fault in faults}
    open_facts = {
        (file.relative_to(REPOSITORY).as_posix(), str(number))
        for file in sorted((REPOSITORY / "content").rglob("*.md"))
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1)
        if re.search(r"^\w+: \?$|\[\?(:|\])", line) and "Status: draft" not in file.read_text(encoding="utf-8")
    }

    assert len(open_facts) > 40
    assert set() == open_facts - told
    assert [] == [line for line in checked if line not in faults]
    assert not (tmp_path / "public").exists()


def test_an_address_that_is_missing_is_named_with_file_and_line(site: Path) -> None:
    before = snapshot(site / "public")
    change(site / "publishconf.py", '"https://www.example.com"', '""')
    line = (site / "publishconf.py").read_text().split("\n").index('SITEURL = ""') + 1
    (fault,) = stopped(run("publish", "--site", site))

    assert fault.startswith(f"publishconf.py:{line}: blocker: SITEURL: ")
    assert before == snapshot(site / "public")


@pytest.mark.parametrize(
    "url", ["http://www.example.com", "www.example.com", "https://", "https://a b", "https://x/?q"]
)
def test_an_address_that_is_none_stops_publishing(url: str, site: Path) -> None:
    change(site / "publishconf.py", '"https://www.example.com"', repr(url))
    result = run("publish", "--site", site)

    assert 1 == result.status
    assert "publishconf.py" in result.err
    assert "SITEURL" in result.err


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The aim is less pain and a steadier bone.", "The aim is less pain and a steady bone."),
        ("Stay: same day", "Stay: overnight possible"),
        ("(14 in 157)", "(15 in 157)"),
    ],
)
def test_a_signed_page_that_changed_by_one_word_stops_publishing(old: str, new: str, site: Path) -> None:
    before = snapshot(site / "public")
    change(site / "content/procedures/kyphoplasty.md", old, new)
    faults = stopped(run("publish", "--site", site))

    assert any(
        fault.startswith("content/procedures/kyphoplasty.md:") and "changed since alex-example signed it" in fault
        for fault in faults
    )
    assert before == snapshot(site / "public")


def test_a_changed_piece_changes_every_signed_page_that_shows_it(site: Path) -> None:
    piece = site / "content/pieces/urgent-spine.md"
    piece.write_text(piece.read_text(encoding="utf-8") + "- you cannot speak\n", encoding="utf-8")
    faults = stopped(run("publish", "--site", site))
    users = [
        file.relative_to(site).as_posix()
        for file in sorted((site / "content").rglob("*.md"))
        if "{piece: urgent-spine}" in file.read_text(encoding="utf-8")
        and "Signed: " in file.read_text(encoding="utf-8")
    ]

    assert users
    for user in users:
        assert any(fault.startswith(f"{user}:") and "changed since" in fault for fault in faults)


def test_a_page_that_was_signed_again_is_published_again(site: Path) -> None:
    page = "content/procedures/medial-branch-block.md"
    change(site / page, "Title: Medial branch block", "Title: Medial branch nerve block")
    stopped(run("publish", "--site", site))
    assert 0 == run("sign", "--site", site, "--file", page, "--by", "alex-example", "--due", "2027-11-01").status
    result = run("publish", "--site", site)

    assert 0 == result.status
    assert "Medial branch nerve block" in (site / "public/procedures/medial-branch-block/index.html").read_text()


def test_a_review_that_is_overdue_is_told_to_readers_and_after_the_grace_stops_publishing(site: Path) -> None:
    (site / "pelicanconf.py").write_text('TODAY = "2027-12-01"\n', encoding="utf-8")
    assert 0 == run("publish", "--site", site).status
    page = (site / "public/procedures/kyphoplasty/index.html").read_text(encoding="utf-8")
    assert "The next review was due on" in page
    (site / "pelicanconf.py").write_text('TODAY = "2028-03-01"\n', encoding="utf-8")

    assert any("review overdue by 121 days" in fault for fault in stopped(run("publish", "--site", site)))


def test_a_link_to_a_draft_stops_publishing_and_not_the_preview(site: Path) -> None:
    text = (site / "content/pages/about.md").read_text(encoding="utf-8")
    write(site, {"content/pages/about.md": f"{text}\nSee [this](../procedures/trigger-point-injection.md).\n"})
    assert 0 == run("html", "--site", site).status
    (fault,) = stopped(run("publish", "--site", site))

    assert fault.startswith("content/pages/about.md:")
    assert "draft" in fault


def test_who_wrote_and_reviewed_a_page_is_published_with_it_or_the_page_is_not(small: Path) -> None:
    """A physician whose own page is a draft still has a name."""
    change(small / "content/physicians/alex-example.md", "Title: Alex Example", "Title: Alex Example\nStatus: draft")
    result = run("publish", "--site", small, SITEURL="https://www.example.com")

    if result.status == 0:
        page = (small / "public/procedures/joint-block/index.html").read_text(encoding="utf-8")
        assert "Reviewed by ," not in page
        assert "Written by alex-example" not in page
    else:
        assert "alex-example" in result.err


@pytest.mark.parametrize(
    "setting", ['JURISDICTION = "us-ohio"', 'THEME = "gone"', 'TODAY = "soon"', "import nothing", "x ="]
)
@pytest.mark.parametrize("name", ["html", "publish", "check"])
def test_a_setting_that_cannot_be_used_is_named_with_its_file(name: str, setting: str, tmp_path: Path) -> None:
    site = write(tmp_path / "site", {**SMALLEST, "pelicanconf.py": setting, "publishconf.py": setting})
    result = run(name, "--site", site)
    file = "publishconf.py" if name == "publish" else "pelicanconf.py"

    assert 1 == result.status
    assert result.err.startswith(f"{file}:"), result.err


def test_publishing_uses_the_jurisdiction_and_day_of_the_site_where_only_its_preview_has_settings(
    tmp_path: Path,
) -> None:
    site = sample_copy(tmp_path)
    (site / "publishconf.py").unlink()
    change(site / "pelicanconf.py", "us-texas", "us-ohio")
    result = run("publish", "--site", site, SITEURL="https://www.example.com")

    assert 1 == result.status
    assert "us-ohio" in result.err


# Killed, and two at once -----------------------------------------------------------------------------------


def start(*arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command(*arguments), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


MARK = {"old": "We look after people with pain.", "new": "We look after people and their pain."}


def killed(tmp_path: Path, times: int) -> set[str]:
    """Kill builds of a changed site at random moments; return which sites were found whole in the output."""
    site = write(tmp_path / "site", SMALLEST)
    own_theme(site)
    assert 0 == run("html", "--site", site).status
    choose, found, state = random.Random(2026), set(), "old"
    took = 1.0
    for nth in range(times):
        other = "new" if state == "old" else "old"
        change(site / HOME, MARK[state], MARK[other])
        began = time.monotonic()
        build = start("html", "--site", site)
        try:
            build.wait(took * choose.uniform(0.5, 1.05) if nth else 30)
            took = max(time.monotonic() - began, 0.2)
        except subprocess.TimeoutExpired:
            build.send_signal(signal.SIGKILL)
        build.communicate()
        assert [] == verify(site / "output")
        page = (site / "output/index.html").read_text(encoding="utf-8")
        (shown,) = (name for name, words in MARK.items() if words in page)
        assert shown in (state, other)
        found.add("finished" if shown == other else "stopped")
        if shown != other:
            change(site / HOME, MARK[other], MARK[state])
        state = shown
    assert 0 == run("html", "--site", site).status
    left = {entry.name for entry in site.iterdir() if "output" in entry.name}
    assert left <= {"output", ".output.lock", ".output.spare"}
    return found


def test_a_killed_build_leaves_the_former_site_or_the_new_one_and_the_next_build_tidies(tmp_path: Path) -> None:
    assert {"finished", "stopped"} == killed(tmp_path, 8)


@pytest.mark.long
def test_a_hundred_killed_builds_leave_the_former_site_or_the_new_one(tmp_path: Path) -> None:
    assert {"finished", "stopped"} == killed(tmp_path, 100)


def test_two_builds_at_once_do_not_mix_and_both_end_well(site: Path) -> None:
    both = [start("html", "--site", site) for _ in range(2)]
    told = [each.communicate(timeout=60) for each in both]

    assert [0, 0] == [each.returncode for each in both], told
    assert [] == verify(site / "output")


def test_a_preview_and_a_publishing_at_once_do_not_mix(site: Path) -> None:
    both = [start(name, "--site", site) for name in ("html", "publish")]
    told = [each.communicate(timeout=60) for each in both]

    assert [0, 0] == [each.returncode for each in both], told
    assert [] == verify(site / "output") + verify(site / "public")
    assert "noindex" in (site / "output/index.html").read_text(encoding="utf-8")
    assert "noindex" not in (site / "public/index.html").read_text(encoding="utf-8")


def test_content_is_never_written_by_a_build() -> None:
    """The builds of this run were made from copies."""
    for site, original in ((sample_site(), SAMPLE), (real_site(), REPOSITORY)):
        assert preview().files
        assert real().files
        files = {name.relative_to(site): name.read_bytes() for name in (site / "content").rglob("*") if name.is_file()}
        assert {} != files
        assert files == {name: (original / name).read_bytes() for name in files}
