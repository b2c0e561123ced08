"""Changes on a scale as pages show them: in words of both languages, and as bars that are true to the scale."""

from __future__ import annotations

import pytest

from builds import REPOSITORY, published, visible, words
from practice.content.change import parse
from practice.pages.changes import shown
from practice.pages.texts import Texts
from practice.pages.views import Change

ENGLISH = Texts(REPOSITORY / "theme", "en")
SPANISH = Texts(REPOSITORY / "theme", "es")
DAILY = "17.6 to 9.1 after 1 month, against 18.2 to 18.0 without, on a scale from 0 = no trouble to 24 = most trouble"


def test_scores_before_and_after_are_placed_on_the_scale() -> None:
    assert Change(
        text="From 17.6 to 9.1",
        span="after 1 month",
        against="from 18.2 to 18.0",
        scale="on a scale from 0: no trouble to 24: most trouble",
        ends=("0: no trouble", "24: most trouble"),
        bars=((73.3, 37.9), (75.8, 75.0)),
    ) == shown(parse(DAILY), ENGLISH)


def test_a_difference_has_a_length_and_no_place() -> None:
    found = shown(parse("3 higher on a scale from 20 = worst to 80 = best"), ENGLISH)

    assert ("Higher by 3", True, ((0.0, 5.0),)) == (found.text, found.difference, found.bars)
    assert ("no change", "60: the whole scale") == found.ends


@pytest.mark.parametrize(
    ("written", "text", "span"),
    [
        ("7 to 2 after 1 day on a scale from 0 = nada to 10 = mucho", "De 7 a 2", "después de 1 día"),
        ("4.05 lower on a scale from 0 = nada to 10 = mucho", "4.05 menos", ""),
        ("4 higher on a scale from 0 = nada to 10 = mucho", "4 más", ""),
    ],
)
def test_in_spanish_only_the_names_of_the_ends_are_the_editors(written: str, text: str, span: str) -> None:
    found = shown(parse(written), SPANISH)

    assert (text, span) == (found.text, found.span)
    assert "en una escala de 0: nada a 10: mucho" == found.scale


def test_a_page_draws_a_bar_for_each_side_and_names_both_ends() -> None:
    bars = published().page("procedures/kyphoplasty/").css("#benefits .scale")

    assert [2, 1] == [len(bar.css("svg")) for bar in bars]
    assert "no change 100: the whole scale" in words(bars[0])
    assert "0: no trouble 24: most trouble" == words(bars[1])
    assert "From 17.6 to 9.1 after 1 month" in visible(published().page("procedures/kyphoplasty/"))


def test_a_comparison_says_it_in_words() -> None:
    shown_there = visible(published().page("conditions/vertebral-compression-fracture/"))

    assert (
        "higher by 7.2 after 1 month, against higher by 2.0 without it, on a scale from 0: worst health to 100: best"
    ) in shown_there
