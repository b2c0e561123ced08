"""The commands as a person or a script calls them: exit statuses, one plain line for each fault, no traceback."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from builds import REPOSITORY, SMALLEST, change, command, desk, environment, preview, real_site, run, sample_copy, write
from practice.desk.__main__ import COMMANDS

ARGUMENTS = {
    "sign": ["--file", "content/pages/home.md", "--by", "x", "--due", "2027-01-01"],
    "new": ["--kind", "page", "--name", "About"],
    "serve": ["--port", "0"],
    "import": ["--from", "none.xml"],
    "review": ["--from", "none.xml"],
    "deploy": ["--target", "live"],
    "rollback": ["--target", "live"],
    "move": ["--from", "content/pages/about.md", "--to", "content/pages/other.md"],
}
BUILDING = ("check", "html", "publish")


def test_every_command_says_what_it_is_for() -> None:
    told = run("--help")

    assert 0 == told.status
    for name, purpose in COMMANDS.items():
        assert name in told.out
        assert purpose in " ".join(told.out.split())
        assert 0 == run(name, "--help").status


def test_every_command_is_a_target_of_the_makefile() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")

    assert [] == [name for name in COMMANDS if f"$(DESK) {name} " not in makefile]


@pytest.mark.parametrize(
    "arguments",
    [[], ["bild"], ["html", "x"], ["sign"], ["serve", "--port", "x"], ["check", "-x"]],
)
def test_a_call_that_cannot_be_read_has_status_2_and_says_how_to_call(arguments: list[str]) -> None:
    result = run(*arguments)

    assert (2, "") == (result.status, result.out)
    assert result.err.startswith("usage: desk")


@pytest.mark.parametrize(
    ("files", "status"),
    [
        (SMALLEST, 0),
        ({**SMALLEST, "content/pages/home.md": "Titel: x\n\nx\n"}, 1),
        ({}, 1),
    ],
)
@pytest.mark.parametrize("name", ["check", "html"])
def test_a_command_ends_with_1_where_an_error_stands_and_with_0_where_none_does(
    name: str, files: dict[str, str], status: int, tmp_path: Path
) -> None:
    site = write(tmp_path, files)

    assert status == run(name, "--site", site).status


def test_blockers_stop_publishing_alone(tmp_path: Path) -> None:
    site = write(tmp_path, SMALLEST)

    assert [0, 0, 1] == [run(name, "--site", site).status for name in BUILDING]


def test_the_check_lists_every_level_in_order_and_counts_them(tmp_path: Path) -> None:
    site = sample_copy(tmp_path)
    change(site / "content/procedures/radiofrequency-ablation.md", "Stay: same day", "Stay: ?")
    result = run("check", "--site", site)
    *faults, last = result.out.splitlines()
    keys = [(line.split(":")[0], int(number) if (number := line.split(":")[1]).isdigit() else 0) for line in faults]
    counts = [sum(f": {level}: " in line for line in faults) for level in ("blocker", "advice")]

    assert (0, "") == (result.status, result.err)
    assert keys == sorted(keys)
    assert len(faults) == len(set(faults)) == sum(counts)
    assert min(counts) > 1
    assert last.endswith(f" pages: {counts[0]} blockers (stop publishing), {counts[1]} advice (stops nothing)")


def test_a_quiet_check_leaves_advice_out(tmp_path: Path) -> None:
    result = run("check", "--quiet", "--site", sample_copy(tmp_path))

    assert 0 == result.status
    assert [] == [line for line in result.out.splitlines() if ": advice: " in line]


def test_checking_writes_nothing(tmp_path: Path) -> None:
    site = write(tmp_path / "site", SMALLEST)
    before = sorted(site.rglob("*"))
    run("check", "--site", site)

    assert before == sorted(site.rglob("*"))


def test_checking_does_not_import_pelican(tmp_path: Path) -> None:
    write(tmp_path, SMALLEST)
    code = (
        "import sys; from practice.desk.__main__ import main; main(['check']);"
        "loaded = {name.partition('.')[0] for name in sys.modules};"
        "print(sorted(loaded & {'pelican', 'jinja2', 'markdown', 'docutils'}))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )

    assert "[]" == done.stdout.splitlines()[-1]


@pytest.mark.parametrize("name", sorted({*COMMANDS} - {"clean", "new"}))
@pytest.mark.parametrize("site", ["gone", "file", "empty", "file/deeper", "nul\u0001"])
def test_a_site_that_is_none_is_told_in_plain_lines(name: str, site: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    result = run(name, "--site", tmp_path / site, *ARGUMENTS.get(name, []))

    assert 1 == result.status
    assert result.told
    assert "Traceback" not in result.err
    assert ["empty", "file"] == sorted(entry.name for entry in tmp_path.iterdir())
    assert [] == list((tmp_path / "empty").iterdir())


CONTENT = {
    "a folder named like a page": lambda site: (site / "content/pages/about.md").mkdir(),
    "a pipe": lambda site: os.mkfifo(site / "content/pages/about.md"),
    "a link to itself": lambda site: (site / "content/pages/about.md").symlink_to("about.md"),
    "a link to a parent": lambda site: (site / "content/pages/again").symlink_to(".."),
    "a link out of the site": lambda site: (site / "content/pages/about.md").symlink_to("/etc/hostname"),
    "content is a file": lambda site: ((site / "content").rename(site / "was"), (site / "content").write_text("x")),
    "an empty practice": lambda site: (site / "content/practice.md").write_text(""),
    "no practice": lambda site: (site / "content/practice.md").unlink(),
    "no home": lambda site: (site / "content/pages/home.md").unlink(),
    "a home of spaces": lambda site: (site / "content/pages/home.md").write_text(" \n\t\n"),
    "a name that is not UTF-8": lambda site: open(os.fsencode(site) + b"/content/pages/\xff.md", "wb").close(),  # noqa: PTH123
    "a page of 3 MB": lambda site: (site / "content/pages/home.md").write_text("Title: x\n\n" + "word " * 600_000),
    "20,000 brackets": lambda site: (site / "content/pages/home.md").write_text("Title: x\n\n" + "[" * 20_000),
    "NUL": lambda site: (site / "content/pages/home.md").write_bytes(b"Title: \0\n\n\0"),
    "a picture that is none": lambda site: write(site, {"content/images/a.png": "no"}),
    "redirects that are none": lambda site: write(site, {"content/redirects.txt": "x\n/a\n/a /b/ /c/\n"}),
}  # fmt: skip


@pytest.mark.parametrize("what", CONTENT)
def test_bad_content_of_any_sort_stops_a_build_in_plain_lines(what: str, tmp_path: Path) -> None:
    site = write(tmp_path / "site", SMALLEST)
    CONTENT[what](site)
    result = run("html", "--site", site)

    assert 1 == result.status
    assert all(": " in line for line in result.told)
    assert "Traceback" not in result.err
    assert not (site / "output").exists()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_knows_few_letters_is_spoken_to_all_the_same(encoding: str) -> None:
    result = desk("check", "--site", real_site(), PYTHONIOENCODING=encoding, PYTHONUTF8="0")

    assert 0 == result.status
    assert "" == result.err


def test_a_reader_who_has_seen_enough_ends_the_list_without_a_traceback() -> None:
    """`make check | head -1`."""
    process = subprocess.Popen(
        command("check", "--site", real_site()), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read().decode()
    process.wait(timeout=30)

    assert "Traceback" not in err
    assert "BrokenPipe" not in err


def test_a_folder_that_may_not_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    site = write(tmp_path / "site", {**SMALLEST, "taken": "a file"})
    result = run("html", "--site", site, "--out", site / "taken" / "output")

    assert 1 == result.status
    assert 1 == len(result.err.splitlines())


def test_an_output_folder_may_be_relative_to_the_call_and_is_made_with_its_parents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "site", SMALLEST)
    result = run("html", "--site", "site", "--out", "deep/er/out")

    assert 0 == result.status
    assert (tmp_path / "deep/er/out/index.html").is_file()


def test_clean_removes_what_was_built_and_nothing_else(tmp_path: Path) -> None:
    site = write(tmp_path / "site", {**SMALLEST, "public/letter.txt": "dear"})
    assert 0 == run("html", "--site", site).status
    result = run("clean", "--site", site)

    assert 1 == result.status
    assert "public" in result.err
    assert not (site / "output").exists()
    assert (site / "public/letter.txt").is_file()
    assert (site / "content/pages/home.md").is_file()
    assert 0 == run("clean", "--site", site / "content").status


def test_built_files_can_be_read_by_a_web_server() -> None:
    modes = {stat.S_IMODE((preview().folder / name).stat().st_mode) & 0o444 for name in preview().files}

    assert {0o444} == modes
