"""Where each page stands: faults, grade, review, translations, and what pages lack of each other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from builds import change, sample_site
from conftest import SITES, TODAY
from practice.checks.reviews import State
from practice.checks.site import check
from practice.checks.standing import Standing, gaps, standings
from practice.content import graph
from practice.content.faults import Level
from practice.desk.check import rules_of
from practice.settings import load

DAY = date.fromisoformat(TODAY)


def stand(root: Path) -> dict[str, Standing]:
    """Return every standing by path, in order."""
    site = graph.load(root)
    rules = rules_of(load(root))
    return {each.path: each for each in standings(site, check(site, DAY, rules), DAY, rules)}


@pytest.fixture(scope="module")
def sample() -> dict[str, Standing]:
    return stand(sample_site())


def test_every_page_stands_once(sample: dict[str, Standing]) -> None:
    assert sorted(graph.load(sample_site()).pages) == sorted(sample)


def test_a_signed_page_tells_its_review_its_grade_and_its_translation(sample: dict[str, Standing]) -> None:
    page = sample["content/procedures/kyphoplasty.md"]
    (twin,) = page.translations

    assert (State.CURRENT, True) == (page.review, page.due is not None and page.due > DAY)
    assert ("es", "content/procedures/kyphoplasty.es.md", True, False) == (
        twin.lang, twin.path, twin.approved, twin.older
    )  # fmt: skip
    assert page.grade is not None
    assert 0 < page.grade <= 8
    assert {page.path} == {path for path, _, _ in page.worst}


def test_a_translation_has_the_ease_of_its_language_and_no_review_of_its_own(sample: dict[str, Standing]) -> None:
    page = sample["content/procedures/kyphoplasty.es.md"]

    assert (None, None) == (page.grade, page.review)
    assert page.ease is not None


def test_what_stops_most_comes_first_and_a_file_that_is_no_page_is_told_of(small: Path) -> None:
    change(small / "content/procedures/joint-block.md", "Stay: same day", "Stay: ?")
    (small / "content/procedures/notes.txt").write_text("x")
    found = list(stand(small).values())
    counts = [(each.count(Level.ERROR), each.count(Level.BLOCKER)) for each in found]

    assert "content/procedures/notes.txt" == found[0].path
    assert "content/procedures/joint-block.md" == found[1].path
    assert sorted(counts, reverse=True) == counts


def test_an_older_translation_and_one_nobody_approved_say_so(small: Path) -> None:
    twin = (SITES / "broken/translation-not-approved/content/conditions/sore-joint.es.md").read_text(encoding="utf-8")
    (small / "content/conditions/sore-joint.es.md").write_text(twin, encoding="utf-8")
    change(small / "content/conditions/sore-joint.md", "Body_area: ", "Icd10: M25.5\nBody_area: ")
    (found,) = stand(small)["content/conditions/sore-joint.md"].translations

    assert (False, True) == (found.approved, found.older)


def test_pages_that_lack_each_other_are_named_with_the_line_to_mend() -> None:
    assert [] == gaps(graph.load(sample_site()))


def test_a_condition_without_a_treatment_is_a_gap(small: Path) -> None:
    text = (small / "content/conditions/sore-joint.md").read_text(encoding="utf-8")
    (small / "content/conditions/stiff-joint.md").write_text(text.replace("Sore joint", "Stiff joint"), "utf-8")

    assert ("Conditions without a treatment", [("content/conditions/stiff-joint.md", 1)]) in gaps(graph.load(small))
