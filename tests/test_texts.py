"""Dates, times and rates as each language writes them, and the theme's words from its catalog."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from builds import REPOSITORY
from practice.content import frequency, times, values
from practice.pages.texts import Texts

THEME = REPOSITORY / "theme"
ENGLISH, SPANISH = Texts(THEME, "en"), Texts(THEME, "es")


@pytest.mark.parametrize(
    ("written", "text", "found"),
    [
        ("18 in 100", "18 out of 100", ""),
        ("11-23 in 100", "11 to 23 out of 100", ""),
        ("1.9 in 100", "1.9 out of 100", ""),
        ("7.55 in 100", "7.6 out of 100", ""),
        ("14 in 157", "8.9 out of 100", "14 in 157"),
        ("37 in 290", "13 out of 100", "37 in 290"),
        ("7 in 40", "18 out of 100", "7 in 40"),
        ("1 in 372", "2.7 out of 1,000", "1 in 372"),
        ("0 in 16,638", "0 out of 1,000", "0 in 16,638"),
        ("fewer than 1 in 1,000", "Fewer than 1 out of 1,000", ""),
        ("1 in 100", "1 out of 100", ""),
        ("99 in 100", "99 out of 100", ""),
        ("10 in 10", "100 out of 100", "10 in 10"),
        ("rate not known", "Rate not known", ""),
    ],
)
def test_a_rate_is_shown_out_of_100_or_of_1000_where_it_is_rare_with_the_count_as_found(
    written: str, text: str, found: str
) -> None:
    rate = ENGLISH.rate(frequency.parse(written))

    assert (text, found) == (rate.text, rate.found)


def test_a_rate_keeps_its_time_span_and_what_it_is_held_against() -> None:
    rate = ENGLISH.rate(frequency.parse("18 in 100 over 2 years"))
    pair = ENGLISH.rate(frequency.parse("7 in 40, against 10 in 20 without"))
    rare = ENGLISH.rate(frequency.parse("1 in 10, against 1 in 1,000 without"))

    assert ("18 out of 100", "over 2 years") == (rate.text, rate.span)
    assert pair.against is not None
    assert ("18 out of 100", "50 out of 100") == (pair.text, pair.against.text)
    assert rare.against is not None
    assert ("100 out of 1,000", "1 out of 1,000") == (rare.text, rare.against.text)


def test_a_rate_that_is_not_known_has_no_number() -> None:
    rate = ENGLISH.rate(frequency.parse("rate not known"))

    assert (None, None, None, False) == (rate.low, rate.high, rate.per, rate.known)


@given(count=st.integers(1, 2000), of=st.integers(1, 2000))
def test_a_rate_is_the_share_that_was_found(count: int, of: int) -> None:
    if count > of:
        return
    rate = ENGLISH.rate(frequency.parse(f"{count} in {of}"))

    assert rate.per in (100, 1000)
    assert rate.low == rate.high == float(Fraction(count, of) * rate.per)
    assert (1000 if count * 100 < of else 100) == rate.per
    assert rate.text.endswith(f" out of {rate.per:,}")


@given(count=st.integers(1, 99_999), of=st.integers(100, 100_000))
def test_what_happened_is_never_shown_as_nothing(count: int, of: int) -> None:
    if count > of:
        return
    rate = ENGLISH.rate(frequency.parse(f"{count} in {of:,}"))

    assert not rate.text.startswith("0 out of")


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_day_has_a_form_for_machines_and_one_for_readers(day: date) -> None:
    shown = ENGLISH.day(day)

    assert day.isoformat() == shown.iso
    assert f"{day:%B} {day.day}, {day.year}" == shown.text


def test_days_and_weekdays_in_spanish() -> None:
    assert "22 de noviembre de 2026" == SPANISH.day(date(2026, 11, 22)).text
    assert ["lunes", "domingo"] == [SPANISH.weekday(0), SPANISH.weekday(6)]
    assert ["Monday", "Sunday"] == [ENGLISH.weekday(0), ENGLISH.weekday(6)]


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(480, "8:00 AM"), (810, "1:30 PM"), (720, "12:00 PM"), (0, "midnight"), (1440, "midnight")],
)
def test_a_time_of_day(minutes: int, text: str) -> None:
    assert text == " ".join(ENGLISH.clock(minutes).split())


def test_opening_hours() -> None:
    (week, saturday) = ENGLISH.hours(
        [values.hours("Mon-Fri 08:00-12:00, 13:00-17:00"), values.hours("Sat 09:00-12:00")]
    )

    assert "Monday to Friday" == week.days
    assert "8:00 AM to 12:00 PM, 1:00 PM to 5:00 PM" == " ".join(week.times.split())
    assert "Saturday" == saturday.days


@pytest.mark.parametrize(
    "label", ["When you book", "7 days before", "The night before", "Day 1", "Days 1-2", "Weeks 2-6", "Month 3"]
)
def test_a_time_label_stays_in_english_and_keeps_its_numbers_in_spanish(label: str) -> None:
    when = times.parse(label)
    spanish = SPANISH.time(when)

    assert label == ENGLISH.time(when)
    assert label != spanish
    assert "".join(filter(str.isdigit, label)) == "".join(filter(str.isdigit, spanish))


def test_words_of_the_theme_come_from_the_catalog_and_values_are_filled_in() -> None:
    assert "Fuentes" == SPANISH("Sources")
    assert "Sources" == ENGLISH("Sources")
    assert "no such words" == SPANISH("no such words")
    assert "Call 1" == ENGLISH("Call %(phone)s", phone=1)


def test_values_in_a_text_of_a_template_are_escaped_and_html_stays() -> None:
    assert "Call &lt;b&gt;" == ENGLISH.html("Call %(phone)s", phone="<b>")
    assert "Call <b>1</b>" == ENGLISH.html("Call %(phone)s", phone=Markup("<b>1</b>"))


@pytest.mark.parametrize("value", ["100 %", "50%s", "%(x)s", "%"])
def test_a_percent_sign_in_a_value_is_shown_as_it_is(value: str) -> None:
    assert f"Call {value}" == ENGLISH("Call %(phone)s", phone=value)
    assert f"Call {value}" == ENGLISH.html("Call %(phone)s", phone=value)


def test_a_theme_without_a_catalog_speaks_english(tmp_path: Path) -> None:
    assert "Sources" == Texts(tmp_path, "es")("Sources")
