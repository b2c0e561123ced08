"""The tasks for the editor VS Code: each fault becomes a mark in its file, at its line, with its severity."""

from __future__ import annotations

import json
import re

import pytest

from builds import REPOSITORY, real_site, run
from practice.content.faults import Fault, Level

TASKS = json.loads((REPOSITORY / ".vscode" / "tasks.json").read_text(encoding="utf-8"))["tasks"]
SEVERITY = {Level.ERROR: "error", Level.BLOCKER: "warning", Level.ADVICE: "info"}


def marks(line: str) -> list[tuple[str, str, int | None, str]]:
    """Return what the check's matchers make of a line: severity, file, line, message."""
    (task,) = (each for each in TASKS if each["label"] == "Check the content")
    found = []
    for matcher in task["problemMatcher"]:
        pattern = matcher["pattern"]
        if match := re.match(pattern["regexp"], line):
            at = int(match[pattern["line"]]) if "line" in pattern else None
            found.append((matcher["severity"], match[pattern["file"]], at, match[pattern["message"]]))
    return found


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("line", [0, 41])
@pytest.mark.parametrize("path", ["content/procedures/kyphoplasty.md", "publishconf.py"])
def test_a_fault_is_matched_once_with_its_place_and_severity(path: str, line: int, level: Level) -> None:
    fault = Fault(path, line, "Recovery", 'not known yet: when; write it ("Day 1: …")', level)

    assert [(SEVERITY[level], path, line or None, f"Recovery: {fault.message}")] == marks(str(fault))


def test_every_line_of_a_real_check_but_the_last_is_matched() -> None:
    *lines, counts = run("check", "--site", real_site()).out.splitlines()

    assert [] == [line for line in lines if len(marks(line)) != 1]
    assert [] == marks(counts)
