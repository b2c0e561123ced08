"""Changes on a scale: written as found, read back the same, refused with a reason, told from frequencies."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.content import frequency
from practice.content.change import FORMS, Change, Move, looks_like, parse
from practice.content.read import rated
from practice.content.records import Rated

PART = "is not a change on a scale"
PAIN = "on a scale from 0 = no pain to 10 = worst pain"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"7.5 to 2.3 {PAIN}", Change(Move("7.5", "2.3"), "0", "10", "no pain", "worst pain")),
        (f"7 to 2 After 1 month {PAIN}", Change(Move("7", "2"), "0", "10", "no pain", "worst pain", "after 1 month")),
        (
            f"4.05 lower, against 2.66 lower without, {PAIN}",
            Change(Move(by="4.05"), "0", "10", "no pain", "worst pain", against=Move(by="2.66")),
        ),
        (
            "7 to 9 after 2 weeks, against 7 to 8 without on a scale from 5 = ni bien ni mal to 10 = muy bien, casi",
            Change(Move("7", "9"), "5", "10", "ni bien ni mal", "muy bien, casi", "after 2 weeks", Move("7", "8")),
        ),
        (f"1 higher {PAIN}", Change(Move(by="1", higher=True), "0", "10", "no pain", "worst pain")),
    ],
)
def test_a_change_is_read_as_found(text: str, found: Change) -> None:
    assert found == parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("7 to 2 on a scale from 0 to 10", f"; write {FORMS}"),
        (f"much lower {PAIN}", f"; write {FORMS}"),
        ("7 to 2 on a scale from 10 = best to 0 = worst", "; the scale runs backwards"),
        (f"7 to 2, against 3 lower without, {PAIN}", "; both sides need the same form"),
        (f"12 to 2 {PAIN}", "; 12 does not fit on it"),
        (f"7 to 2, against 7 to 11 without, {PAIN}", "; 11 does not fit on it"),
        (f"11 lower {PAIN}", "; 11 does not fit on it"),
        ("2 to 7 on a scale from 3 = bad to 9 = good", "; 2 does not fit on it"),
        ("9" * 5000 + f" lower {PAIN}", f"; write {FORMS}"),
    ],
)
def test_what_is_no_change_says_why(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=PART) as caught:
        parse(text)

    assert f'"{text}" {PART}{message}' == str(caught.value)


NUMBERS = st.decimals(0, 100, places=1).map(str)
NAMES = st.from_regex(r"[a-z]{1,9}( [a-z]{1,9}){0,2}", fullmatch=True)
MOVES = st.one_of(st.builds(Move, NUMBERS, NUMBERS), st.builds(Move, by=NUMBERS, higher=st.booleans()))


@st.composite
def changes(draw: st.DrawFn) -> Change:
    move, against = draw(MOVES), draw(MOVES)
    span = draw(st.sampled_from(["", "after 1 month", "after 12 weeks"]))
    other = against if draw(st.booleans()) and bool(move.by) == bool(against.by) else None
    return Change(move, "0", "100", draw(NAMES), draw(NAMES), span, other)


@given(changes())
def test_writing_and_reading_are_inverse(found: Change) -> None:
    assert found == parse(str(found))


@given(st.text(alphabet="0159. tolwerhig=,anscf", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse(text) == parse(str(parse(text)))


@pytest.mark.parametrize(
    ("label", "found"),
    [
        (f"Pain (7 to 2 {PAIN})", Rated("Pain", None, parse(f"7 to 2 {PAIN}"))),
        ("Leak (18 in 100)", Rated("Leak", frequency.parse("18 in 100"))),
        ("Bones (1 to 3)", Rated("Bones (1 to 3)", None)),
    ],
)
def test_a_label_ends_in_a_change_a_frequency_or_plain_words(label: str, found: Rated) -> None:
    assert found == rated(label)


@pytest.mark.parametrize("text", ["7 to 2 on a scale of 10", "3 lower", "from 7 on a scale from 0 to 10"])
def test_what_is_meant_as_a_change_is_told_apart_from_other_words(text: str) -> None:
    assert looks_like(text)
    assert not looks_like("1 to 3 bones")
    assert not looks_like("18 in 100")
