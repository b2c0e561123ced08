"""Physicians: degrees and boards that count.  Each message stands in ``sites/broken``."""

from __future__ import annotations

from datetime import date

import pytest

from practice.checks import jurisdiction
from practice.checks.people import certified, unqualified
from practice.content.files import Source
from practice.content.kinds import BY_NAME
from practice.content.read import read
from practice.content.records import Record

TEXAS = jurisdiction.load("us-texas")
TODAY = date(2026, 11, 22)


def physician(lines: str) -> Record:
    return read(Source("p.md", BY_NAME["physician"], "x", "en", f"Title: Alex Example\n{lines}".encode()))


@pytest.mark.parametrize("degree", ["M.D.", "MD", "D.O.", "?"])
def test_a_degree_of_the_healing_arts_passes(degree: str) -> None:
    assert [] == list(unqualified(physician(f"Degree: {degree}\n"), TODAY, TEXAS))


@pytest.mark.parametrize(
    ("until", "holds"), [("", True), (" | 2026-11-22", True), (" | 2030-12-31", True), (" | 2026-11-21", False)]
)
def test_a_certificate_counts_up_to_its_last_day(until: str, holds: bool) -> None:
    record = physician(f"Board: American Board of Anesthesiology | Pain Medicine{until}\n")

    assert holds == certified(record, TODAY, TEXAS)
    assert holds == (not list(unqualified(record, TODAY, TEXAS)))


def test_each_certificate_is_faulted_on_its_own_line() -> None:
    record = physician("Board:\n    American Board of Anesthesiology | Pain Medicine\n    Board of Spells | Spells\n")

    assert [4] == [fault.line for fault in unqualified(record, TODAY, TEXAS)]


def test_without_a_board_nobody_is_certified() -> None:
    assert not certified(physician("Board: ?\n"), TODAY, TEXAS)
    assert not certified(physician(""), TODAY, TEXAS)
