"""Frequencies: written as found, read back the same, refused with a reason."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.content.frequency import FORMS, UNKNOWN, Frequency, looks_like, parse

PART = "is not a frequency"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("18 in 100", Frequency("18", "18", 100)),
        ("11-23 in 100", Frequency("11", "23", 100)),
        ("11–23 in 100", Frequency("11", "23", 100)),
        ("1.9 in 100", Frequency("1.9", "1.9", 100)),
        ("fewer than 1 in 1,000", Frequency("1", "1", 1000, below=True)),
        ("0 in 16,638", Frequency("0", "0", 16638)),
        ("1 in 372", Frequency("1", "1", 372)),
        ("1,234 in 5,678", Frequency("1234", "1234", 5678)),
        ("18 in 100 over 2 years", Frequency("18", "18", 100, span="over 2 years")),
        ("7 in 40, against 10 in 20 without", Frequency("7", "7", 40, against=Frequency("10", "10", 20))),
        ("rate not known", UNKNOWN),
        ("Rate not known", UNKNOWN),
    ],
)
def test_a_frequency_is_read_as_found(text: str, found: Frequency) -> None:
    assert found == parse(text)


def test_a_share_is_exact() -> None:
    assert (Fraction(19, 1000), Fraction(23, 1000)) == parse("1.9-2.3 in 100").share


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("about 2 in 100", f'"about 2 in 100" {PART}; write {FORMS}'),
        ("18 %", f'"18 %" {PART}; write {FORMS}'),
        ("2 out of 100", f'"2 out of 100" {PART}; write {FORMS}'),
        ("1 in 10,00", f'"1 in 10,00" {PART}; the comma in 10,00 is out of place'),
        ("1 in 0", f'"1 in 0" {PART}; the second number is 0'),
        ("23-11 in 100", f'"23-11 in 100" {PART}; the range runs backwards'),
        ("12 in 10", f'"12 in 10" {PART}; the first number is larger than the second'),
        ("7 in 40, against 30 in 20 without", f'"30 in 20" {PART}; the first number is larger than the second'),
        ("9" * 5000 + " in 100", f'"{"9" * 5000} in 100" {PART}; write {FORMS}'),
    ],
)
def test_what_is_no_frequency_says_why(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=PART) as caught:
        parse(text)

    assert message == str(caught.value)


@pytest.mark.parametrize("text", ["12 in 10", "about 2 in 100", "18 %", "rate unknown", "fewer than many", "1 of 2"])
def test_what_is_meant_as_a_frequency_is_not_taken_for_words(text: str) -> None:
    assert looks_like(text)


@pytest.mark.parametrize("text", ["spinal headache", "MRI", "L4 and L5", "rated in part"])
def test_words_in_brackets_stay_words(text: str) -> None:
    assert not looks_like(text)


@st.composite
def singles(draw: st.DrawFn) -> Frequency:
    of = draw(st.integers(1, 10**9 - 1))
    low, high = sorted((draw(st.integers(0, of)), draw(st.integers(0, of))))
    decimals = draw(st.sampled_from(["", ".5", ".25"])) if high < of else ""
    span = draw(st.sampled_from(["", "over 1 year", "over 6 months"]))
    if draw(st.booleans()):
        low = high
    return Frequency(f"{low}{decimals}", f"{high}{decimals}", of, draw(st.booleans()), span)


@st.composite
def frequencies(draw: st.DrawFn) -> Frequency:
    found = draw(singles())
    against = draw(st.none() | singles())
    return Frequency(found.low, found.high, found.of, found.below, found.span, against)


@given(frequencies() | st.just(UNKNOWN))
def test_writing_and_reading_are_inverse(found: Frequency) -> None:
    assert found == parse(str(found))


@given(st.text(alphabet="0123456789,.- inagstwhouverfd%", max_size=40))
def test_any_words_are_a_frequency_or_a_value_error(text: str) -> None:
    try:
        found = parse(text)
    except ValueError:
        return

    assert found == parse(str(found))
