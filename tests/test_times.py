"""Times in labels: how they are read, which of them may follow which, and that nothing else is raised."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.content.times import FORMS, When, parse, span

LABELS = (
    "When you book", "7 days before", "1 week before", "2-3 days before", "The day before", "The night before",
    "8 hours before", "The morning of", "The same day", "First hours", "The first night", "After 1 hour",
    "After 30 minutes", "After 2-4 hours", "Hour 1", "Day 1", "Days 1-2", "Week 6", "Weeks 2-6", "Month 3",
    "Months 3-6", "Year 1", "Later",
)  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
def test_a_time_is_read_and_keeps_its_words(label: str) -> None:
    assert label == parse(label).label


@pytest.mark.parametrize(
    ("label", "start", "end"),
    [
        ("7 days before", -168, -168),
        ("2-3 days before", -72, -48),
        ("8 hours before", -8, -8),
        ("After 30 minutes", 0.5, 0.5),
        ("Day 1", 24, 24),
        ("Days 1-2", 24, 48),
        ("Week 1", 0, 168),
        ("Weeks 2-6", 168, 1008),
    ],
)
def test_a_time_is_hours_from_the_procedure(label: str, start: float, end: float) -> None:
    when = parse(label)

    assert (start, end) == (when.start, when.end)


@pytest.mark.parametrize(
    ("label", "first", "last"),
    [
        ("7 days before", "-P7D", "-P7D"),
        ("2-3 weeks before", "-P21D", "-P14D"),
        ("1 month before", "-P1M", "-P1M"),
        ("8 hours before", "-PT8H", "-PT8H"),
        ("2-4 hours before", "-PT4H", "-PT2H"),
        ("The day before", "-P1D", "-P1D"),
        ("The night before", "-P1D", "-P1D"),
        ("The morning of", "P0D", "P0D"),
        ("The same day", "P0D", "P0D"),
        ("First hours", "P0D", "P0D"),
        ("The first night", "P0D", "P0D"),
        ("After 30 minutes", "P0D", "P0D"),
        ("After 12-36 hours", "P0D", "P1D"),
        ("After 24 hours", "P1D", "P1D"),
        ("Hours 1-24", "P0D", "P0D"),
        ("After 1 week", "P7D", "P7D"),
        ("After 3-6 months", "P3M", "P6M"),
        ("Day 0", "P0D", "P0D"),
        ("Day 1", "P1D", "P1D"),
        ("Days 3-7", "P3D", "P7D"),
        ("Week 1", "P1D", "P7D"),
        ("Weeks 2-6", "P8D", "P42D"),
        ("Month 3", "P2M1D", "P3M"),
        ("Year 1", "P1D", "P12M"),
    ],
)
def test_a_time_has_its_place_in_a_calendar(label: str, first: str, last: str) -> None:
    found = span(parse(label))

    assert found
    assert (first, last) == (str(found.first), str(found.last))


@pytest.mark.parametrize("label", ["When you book", "Later"])
def test_words_that_name_no_day_have_no_place_in_a_calendar(label: str) -> None:
    assert span(parse(label)) is None


def test_days_and_weeks_of_a_course_follow_each_other() -> None:
    course = [span(parse(label)) for label in ("Days 1-7", "Weeks 2-4", "Weeks 5-6")]

    assert [("P1D", "P7D"), ("P8D", "P28D"), ("P29D", "P42D")] == [
        (str(each.first), str(each.last)) for each in course if each
    ]


@given(st.sampled_from(LABELS))
def test_only_nights_are_the_evening_of_their_day(label: str) -> None:
    found = span(parse(label))

    assert ("night" in label) == (found is not None and found.night)


def test_numbers_and_words_are_kept_apart_for_translation() -> None:
    when = parse("weeks 2–6")

    assert ("weeks", ("2", "6")) == (when.key, when.numbers)


@pytest.mark.parametrize(
    "course",
    [
        ("When you book", "7 days before", "The night before", "8 hours before", "The morning of"),
        ("When you book", "7 days before", "The night before", "The morning of", "8 hours before"),
        ("First hours", "After 1 hour", "Day 1", "Days 1-2", "Week 1", "Weeks 2-6", "Month 3", "Later"),
        ("Days 1-7", "Weeks 2-6", "Month 3"),
    ],
)
def test_times_in_order_may_follow_each_other(course: tuple[str, ...]) -> None:
    times = [parse(label) for label in course]

    assert [True] * (len(times) - 1) == [later.may_follow(earlier) for earlier, later in pairwise(times)]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("Day 2", "Day 1"), ("Week 6", "Day 1"), ("8 hours before", "7 days before"), ("The morning of", "7 days before")],
)
def test_times_never_run_backwards(earlier: str, later: str) -> None:
    assert not parse(later).may_follow(parse(earlier))


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("Soon", f'"Soon" is not a time; write {FORMS}'),
        ("", f'"" is not a time; write {FORMS}'),
        ("Day 99999", f'"Day 99999" is not a time; write {FORMS}'),
        ("1 days before", '"1 days before" is not a time; the number and the word do not agree'),
        ("2 day before", '"2 day before" is not a time; the number and the word do not agree'),
        ("After 2 hour", '"After 2 hour" is not a time; the number and the word do not agree'),
        ("After 4-2 hours", '"After 4-2 hours" is not a time; the second number must be the larger one'),
        ("Days 2-2", '"Days 2-2" is not a time; the second number must be the larger one'),
        ("Days 1", '"Days 1" is not a time; write "Day 1"'),
        ("Day 1-2", '"Day 1-2" is not a time; write "Days 1-2"'),
    ],
)
def test_what_is_no_time_says_what_to_write(label: str, message: str) -> None:
    with pytest.raises(ValueError, match="is not a time") as caught:
        parse(label)

    assert message == str(caught.value)


@given(
    st.one_of(
        st.text(max_size=40),
        st.from_regex(
            r"(After |Days? |Weeks? )?[0-9]{1,400}(-[0-9]{1,400})?( (minutes?|hours?|days?)( before)?)?", fullmatch=True
        ),
    )
)
def test_any_words_are_a_time_or_a_value_error(label: str) -> None:
    try:
        when = parse(label)
    except ValueError:
        return

    assert isinstance(when, When)
    assert when.start <= when.end


@given(st.sampled_from(LABELS), st.sampled_from(LABELS))
def test_of_two_times_one_may_follow_the_other(one: str, other: str) -> None:
    assert parse(one).may_follow(parse(other)) or parse(other).may_follow(parse(one))
