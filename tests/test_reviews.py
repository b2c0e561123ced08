"""Reviews: where each page stands on a given day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from practice.checks import jurisdiction
from practice.checks.reviews import Review, State, review, review_window, unreviewed
from practice.content import graph
from practice.content.faults import Level
from practice.content.records import Record

TEXAS = jurisdiction.load("us-texas")
DUE = date(2027, 11, 1)


@pytest.fixture
def page(small: Path) -> Record:
    return graph.load(small).by_key["procedure", "joint-block", "en"]


@pytest.mark.parametrize(
    ("left", "state", "level"),
    [
        (61, State.CURRENT, None),
        (60, State.DUE, Level.ADVICE),
        (0, State.DUE, Level.ADVICE),
        (-1, State.OVERDUE, Level.ADVICE),
        (-90, State.OVERDUE, Level.ADVICE),
        (-91, State.OVERDUE, Level.BLOCKER),
    ],
)
def test_a_review_falls_due_and_blocks_after_the_grace(
    page: Record, left: int, state: State, level: Level | None
) -> None:
    today = DUE - timedelta(days=left)
    found = review(page, today, TEXAS.due_soon_days)

    assert Review(state, "alex-example", date(2026, 11, 1), DUE) == found
    assert [level] * (level is not None) == [fault.level for fault in unreviewed(page, today, TEXAS)]


@pytest.mark.parametrize("kind", ["physician", "location", "page", "practice"])
def test_kinds_that_nobody_signs_have_no_review(kind: str, small: Path) -> None:
    (record,) = graph.load(small).of_kind(kind)

    assert review(record, DUE, 60) is None
    assert [] == list(unreviewed(record, DUE, TEXAS))


def test_one_word_makes_a_page_unreviewed(small: Path) -> None:
    file = small / "content/procedures/joint-block.md"
    file.write_text(file.read_text().replace("It fades in a few days.", "It fades in a few weeks."))
    found = review(graph.load(small).by_key["procedure", "joint-block", "en"], date(2026, 11, 22), 60)

    assert found is not None
    assert State.CHANGED is found.state


def test_a_window_is_whole_days() -> None:
    assert 365 == review_window(date(2026, 11, 1), DUE)


@pytest.mark.parametrize("due", [date(2026, 11, 1), date(2026, 10, 31)])
def test_a_window_that_is_none_is_refused(due: date) -> None:
    with pytest.raises(ValueError, match="not later than the review") as caught:
        review_window(date(2026, 11, 1), due)

    assert f"{due} is not later than the review on 2026-11-01; the next review lies ahead" == str(caught.value)
