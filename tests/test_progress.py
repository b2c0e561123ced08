"""Work that lasts says how far it is, on the terminal of whoever waits; work that does not says nothing."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

from builds import SAMPLE, SMALLEST, run, write
from imported import IMPORTS
from practice.content import progress
from practice.content.progress import Progress, begin, counted
from practice.desk.__main__ import main


def test_a_line_comes_after_two_seconds_and_then_each_five(monkeypatch: pytest.MonkeyPatch) -> None:
    said, now = list[str](), [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(progress, "LISTENERS", [said.append])
    begin()
    work = Progress("pages read", 1200)
    for second in range(13):
        now[0] = float(second)
        work.at(100 * second)

    assert [f"pages read: {count} of 1,200" for count in ("200", "700", "1,200")] == said


def test_what_is_counted_comes_through_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    said = list[str]()
    monkeypatch.setattr(progress, "_FIRST", 0.0)
    monkeypatch.setattr(progress, "LISTENERS", [said.append])
    begin()

    assert ["a", "b"] == list(counted(["a", "b"], "files made"))
    assert ["files made: 0 of 2"] == said


@pytest.mark.parametrize(
    ("command", "kinds"),
    [
        ("check", ["pages read", "pages checked"]),
        ("html", ["pages read", "pages rendered", "lists rendered", "files made"]),
        ("publish", ["pages read", "pages checked", "pages rendered", "pages looked through"]),
    ],
)
def test_each_part_of_a_long_command_is_told(
    command: str, kinds: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = list[str]()
    monkeypatch.setattr(progress, "_FIRST", 0.0)
    monkeypatch.setattr(progress, "_NEXT", 0.0)
    monkeypatch.setattr(progress, "LISTENERS", [said.append])
    out = () if command == "check" else ("--out", tmp_path / "out")

    assert 0 == run(command, "--site", SAMPLE, *out).status
    told = {line.partition(":")[0] for line in said}
    assert [] == [kind for kind in kinds if kind not in told]


@pytest.mark.parametrize(("command", "kind"), [("import", "pages taken over"), ("review", "pages looked through")])
def test_so_is_what_reads_an_old_site(command: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = list[str]()
    monkeypatch.setattr(progress, "_FIRST", 0.0)
    monkeypatch.setattr(progress, "_NEXT", 0.0)
    monkeypatch.setattr(progress, "LISTENERS", [said.append])
    run(command, "--site", write(tmp_path / "site", SMALLEST), "--from", IMPORTS / "saved" / "kyphoplasty.html")

    assert ["pages found: 0", f"{kind}: 0 of 1"] == [line for line in said if not line.startswith("pages read")]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("to", "is_told"), [(Terminal, True), (io.StringIO, False)])
def test_only_who_waits_at_a_terminal_is_told(
    to: type[io.StringIO], is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_FIRST", 0.0)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(to()) as err:
        assert 0 == main(["check", "--site", str(SAMPLE)])

    assert is_told == err.getvalue().startswith("pages read: 0 of ")
