"""The comparison on a condition's page: the same rows for every treatment, few or many."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from builds import SMALLEST, Built, run, words, write

CONDITION = """Title: Sore joint
Summary: A joint that hurts.
Body_area: low back

It hurts.

## Without a procedure

- **Days 1-7:** Gentle walks may ease it.
- **Month 3:** Check with us.
- **Later:** Bad days come and go.
"""
PROCEDURE = """Title: Joint block {number}
Summary: A shot of kind {number}.
Body_area: low back
Treats: sore-joint
Duration: 10 minutes
Anesthesia: local
Stay: same day
Light_activity: The next day

A shot.

## Benefits

- **Less pain (40 in 100):** For a time.
- **A clearer cause:** It tests the joint.

## Risks and complications

- **Infection (rate not known):** It may need care.

## Recovery

- **Day 1:** Rest.
- **Week 2:** Walk.
"""
ROWS = [
    "What it is", "Anesthesia", "How long it takes", "Going home", "Light activity", "Recovery", "Benefits",
    "Risks and complications",
]  # fmt: skip
WITHOUT = "Without a procedure"


def build(folder: Path, treatments: int) -> Built:
    files = {
        f"content/procedures/joint-block-{number}.md": PROCEDURE.format(number=number)
        for number in range(1, treatments + 1)
    }
    site = write(folder, {**SMALLEST, "content/conditions/sore-joint.md": CONDITION, **files})
    result = run("html", "--site", site, "--out", folder / "out")
    assert result.status == 0, result.err
    return Built(folder / "out", result)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], LexborHTMLParser]:
    """Return what gives the condition's page with a number of treatments."""
    return cache(lambda treatments: build(tmp_path_factory.mktemp("site"), treatments).page("conditions/sore-joint/"))


@pytest.mark.parametrize("treatments", [1, 3, 8])
def test_every_treatment_and_doing_without_one_have_the_same_rows(
    page: Callable[[int], LexborHTMLParser], treatments: int
) -> None:
    table = page(treatments).css_first(".comparison")
    columns = [f"Joint block {number}" for number in range(1, treatments + 1)] + [WITHOUT]

    assert columns == [words(node) for node in table.css("thead th")]
    assert ROWS == [words(node) for node in table.css("tbody th")]
    for row in table.css("tbody tr"):
        assert columns == [words(node) for node in row.css("td > .comparison__name")]


def test_doing_without_says_so_where_a_row_does_not_apply(page: Callable[[int], LexborHTMLParser]) -> None:
    rows = page(1).css(".comparison tbody tr")
    last = [words(row.css("td")[-1]).removeprefix(WITHOUT).strip() for row in rows]

    assert [
        "Gentle walks may ease it.", "None", "Does not apply", "Does not apply", "Does not apply",
        "Days 1-7 to month 3", "What to expect", "None from a procedure",
    ] == last  # fmt: skip


def test_what_time_alone_brings_is_a_link_to_where_it_is_told(page: Callable[[int], LexborHTMLParser]) -> None:
    gain = page(1).css(".comparison tbody tr")[ROWS.index("Benefits")].css_first("a[href]")

    assert gain is not None
    assert "#without-a-procedure" == gain.attributes["href"]
    assert page(1).css_first("section#without-a-procedure") is not None


def test_benefits_and_risks_are_all_named_with_their_numbers_where_there_are_any(
    page: Callable[[int], LexborHTMLParser],
) -> None:
    cells = {words(row.css_first("th")): row.css("td")[0] for row in page(1).css(".comparison tbody tr")}

    assert ["Less pain: 40 out of 100", "A clearer cause"] == [words(node) for node in cells["Benefits"].css("li")]
    assert ["Infection: rate not known"] == [words(node) for node in cells["Risks and complications"].css("li")]


@pytest.mark.parametrize(("treatments", "columns"), [(1, True), (3, True), (8, False)])
def test_more_than_four_columns_become_blocks_so_that_the_page_never_scrolls_sideways(
    page: Callable[[int], LexborHTMLParser], treatments: int, *, columns: bool
) -> None:
    assert columns == bool(page(treatments).css(".comparison--table"))
