"""What practice.checks.jurisdiction promises: Texas is read whole, and a wrong file is named with its key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from practice.checks.jurisdiction import Reading, load

SMALL = """
name = "Elsewhere"
degrees = ["M.B.B.S."]
boards = ["Royal College of *"]

[review]
grace_days = 10

[reading]
advice_above = 7.5
blocker_above = 9
sentence_words = 20

[[claim]]
name = "superlative"
fault = "is a claim"
remedy = "drop it"
words = ["best"]
"""


def test_texas_has_the_limits_of_the_rules_of_the_field() -> None:
    texas = load("us-texas")

    assert "Texas, US" == texas.name
    assert (90, 60) == (texas.grace_days, texas.due_soon_days)
    assert Reading(advice_above=8.0, blocker_above=10.0, sentence_words=25) == texas.reading


def test_every_texan_rule_names_its_law_and_a_remedy_in_the_form_of_messages() -> None:
    for rule in load("us-texas").rules:
        assert rule.law
        assert not rule.remedy.removesuffix("D.O.").endswith(".")
        assert not rule.fault.endswith(".")


def test_every_pattern_of_texas_begins_with_its_starts() -> None:
    """A start that its pattern can't begin with would never find anything."""
    for rule in load("us-texas").rules:
        assert bool(rule.pattern) == bool(rule.starts)
        for start in rule.starts:
            assert re.search(re.escape(start[0]), rule.pattern, re.IGNORECASE), f"{rule.name}: {start}"


@pytest.mark.parametrize(
    ("body", "accepted"),
    [
        ("American Board of Anesthesiology", True),
        ("american board of  anesthesiology", True),
        ("American Osteopathic Board of Surgery", True),
        ("American Board of Otolaryngology - Head and Neck Surgery", True),
        ("American Board of Otolaryngology", True),
        ("American Osteopathic Board of ", False),
        ("American Board of Magic", False),
        ("The American Board of Anesthesiology of Nowhere", False),
        ("", False),
    ],
)
def test_texas_accepts_boards_by_name(body: str, accepted: bool) -> None:
    assert accepted == load("us-texas").accepts_board(body)


@pytest.mark.parametrize(
    ("degree", "accepted"), [("M.D.", True), ("MD", True), ("d.o.", True), ("B.A.", False), ("", False)]
)
def test_texas_accepts_degrees_of_the_healing_arts(degree: str, accepted: bool) -> None:
    assert accepted == load("us-texas").accepts_degree(degree)


def test_a_practice_elsewhere_brings_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(SMALL, encoding="utf-8")

    ours = load("ours.toml", tmp_path)

    assert ("Elsewhere", 10, 60) == (ours.name, ours.grace_days, ours.due_soon_days)
    assert Reading(7.5, 9.0, 20) == ours.reading
    assert ("superlative", ("best",), "") == (ours.rules[0].name, ours.rules[0].words, ours.rules[0].law)
    assert ours.accepts_board("Royal College of Anaesthetists")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "Elsewhere"', "", "name: is missing"),
        ('name = "Elsewhere"', "name = 3", "name: 3 is not a text"),
        ('["M.B.B.S."]', "[]", "degrees: is empty; name at least one"),
        ('["M.B.B.S."]', "[3]", "degrees: 3 is not a text"),
        ('["M.B.B.S."]', '"M.D."', "degrees: 'M.D.' is not a list"),
        ("grace_days = 10", "grace_days = -1", "review.grace_days: -1 is below 0"),
        ("grace_days = 10", "grace_days = true", "review.grace_days: True is not a whole number"),
        ("grace_days = 10", "grace = 10", "review.grace: is not a key of this table"),
        ("advice_above = 7.5", "advice_above = 11", "reading.advice_above: is higher than blocker_above"),
        ("sentence_words = 20", "", "reading.sentence_words: is missing"),
        ('remedy = "drop it"', "", "claim[1].remedy: is missing"),
        ('words = ["best"]', "", "claim[1].words: write either words or a pattern"),
        (
            'words = ["best"]',
            'pattern = "best"',
            "claim[1].starts: belongs to a pattern, and a pattern needs it",
        ),
        ('words = ["best"]', 'pattern = "(best"\nstarts = ["best"]', "claim[1].pattern: missing ), "),
        ('words = ["best"]', 'words = ["best"]\nwrods = []', "claim[1].wrods: is not a key of this table"),
        (
            'words = ["best"]',
            'words = ["best"]\nside = "above"',
            'claim[1].side: "above" is none of after, before',
        ),
        (
            'words = ["best"]',
            'words = ["best"]\nplaces = ["foot"]',
            'claim[1].places: "foot" is none of text, title',
        ),
        ("[[claim]]", "[claim]", "claim: {"),
        ("[[claim]]", "[[claim]", "Expected"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in SMALL
    (tmp_path / "ours.toml").write_text(SMALL.replace(old, new), encoding="utf-8")

    with pytest.raises(ValueError, match=f"^ours.toml: {re.escape(message)}"):
        load("ours.toml", tmp_path)


def test_two_rules_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(SMALL + SMALL[SMALL.index("[[claim]]") :], encoding="utf-8")

    with pytest.raises(ValueError, match=r"^ours.toml: claim: two rules have the same name"):
        load("ours.toml", tmp_path)


def test_an_unknown_jurisdiction_names_those_that_exist() -> None:
    with pytest.raises(ValueError, match=r"^us-mars.toml: No such file or directory; known here: us-texas"):
        load("us-mars")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_bytes(b'name = "\xff"')

    with pytest.raises(ValueError, match=r"^ours.toml: 'utf-8' codec"):
        load("ours.toml", tmp_path)
