"""What templates receive: whole, resolved, and the same facts on both sides of a relation."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from builds import change, write
from practice import settings
from practice.checks import jurisdiction
from practice.content import graph
from practice.pages import views
from practice.pages.model import Model
from practice.pages.templates import Templates

PROCEDURE = "content/procedures/joint-block.md"
CONDITION = "content/conditions/sore-joint.md"
PHYSICIAN = "content/physicians/alex-example.md"
HOME = "content/pages/home.md"


class Nothing:
    """Stands for pictures in a site that has none."""

    def __contains__(self, path: str) -> bool:
        return False

    def link(self, path: str) -> str:
        return f"/{path.removeprefix('content/')}"


def model(site: Path, **changed: object) -> Model:
    """Return the model of a site in its preview."""
    found = dataclasses.replace(settings.load(site), **changed)  # type: ignore[arg-type]
    rules = jurisdiction.load(found.jurisdiction, site)
    return Model(graph.load(site), found, rules, dict, Nothing(), Templates(found.theme))  # type: ignore[arg-type]


def view(site: Path, path: str, **changed: object) -> views.Page:
    made = model(site, **changed)
    return made.view(made.site.pages[path])


def test_a_first_page_names_a_list_that_is_too_long_for_it(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = view(small, HOME)
    assert (["Joint block"], "") == ([card.title for card in page.procedures], page.every_procedure)

    monkeypatch.setattr("practice.pages.model._AT_HOME", 0)
    page = view(small, HOME)
    assert ((), "/procedures/") == (page.procedures, page.every_procedure)


def test_a_procedure_has_its_sections_relations_and_sources(small: Path) -> None:
    page = view(small, PROCEDURE)

    assert ("procedure", "Joint block", "/procedures/joint-block/", "en") == (
        page.kind, page.title, page.address, page.lang
    )  # fmt: skip
    assert ["who_it_may_help", "who_should_not_have_it", "how_to_prepare", "what_happens"] == list(page.section)[:4]
    assert ["Sore joint"] == [card.title for card in page.conditions]
    assert ["Alex Example"] == [card.title for card in page.physicians]
    assert [1] == [source.number for source in page.sources]
    assert "mark-1" == page.sources[0].mark


def test_steps_are_numbered_through_all_stages(small: Path) -> None:
    stages = view(small, PROCEDURE).section["what_happens"].parts

    assert [[1], [2], [3]] == [[item.number for item in stage.items] for stage in stages]


def test_a_condition_compares_its_treatments_with_doing_without_one(small: Path) -> None:
    comparison = view(small, CONDITION).comparison
    assert comparison is not None

    assert ["Joint block", "Without a procedure"] == [
        column if isinstance(column, str) else column.name for column in comparison.columns
    ]
    assert {2} == {len(cells) for _, cells in comparison.rows}
    assert "40 out of 100" in dict(comparison.rows)["Benefits"][0]


def test_a_condition_without_a_treatment_has_nothing_to_compare(small: Path) -> None:
    (small / PHYSICIAN).unlink()
    (small / PROCEDURE).unlink()
    text = (small / HOME).read_text(encoding="utf-8")
    write(small, {HOME: text.replace(" and the [joint block](../procedures/joint-block.md)", "")})

    assert None is view(small, CONDITION).comparison


@pytest.mark.parametrize(
    ("path", "there"),
    [(PROCEDURE, "conditions"), (CONDITION, "procedures"), (PHYSICIAN, "procedures"), (PHYSICIAN, "conditions"),
     ("content/locations/example-north.md", "physicians"), (HOME, "locations")],
)  # fmt: skip
def test_relations_are_written_once_and_shown_on_both_sides(path: str, there: str, small: Path) -> None:
    assert [1] == [len(getattr(view(small, path), there))]


def test_a_physician_who_has_left_is_kept_out_of_lists_and_relations(small: Path) -> None:
    change(small / PHYSICIAN, "Accepting_new: yes", "Accepting_new: yes\nActive: no")
    made = model(small)
    listed = {address: view() for _, address, view in made.generated()}

    assert () == made.view(made.site.pages[PROCEDURE]).physicians
    assert () == made.view(made.site.pages[HOME]).physicians
    assert "Alex Example" not in [card.title for _, cards in listed["/physicians/"].groups for card in cards]


@pytest.mark.parametrize(
    ("today", "state"),
    [(date(2026, 11, 22), "current"), (date(2027, 10, 1), "due"), (date(2027, 11, 1), "due"),
     (date(2027, 11, 2), "overdue")],
)  # fmt: skip
def test_the_review_of_a_page_has_a_state(today: date, state: str, small: Path) -> None:
    review = view(small, PROCEDURE, today=today).review
    assert review is not None
    assert review.by is not None

    assert (state, "Alex Example", "M.D.") == (review.state, review.by.name, review.degree)


@pytest.mark.parametrize(
    ("edit", "state"),
    [
        (lambda file: change(file, "We clean the skin.", "We wash the skin."), "changed"),
        (lambda file: change(file, "Signed: 4e45deb503205d09\n", ""), "none"),
    ],
)
def test_a_page_without_a_valid_review_has_no_day_for_the_sitemap(
    edit: Callable[[Path], None], state: str, small: Path
) -> None:
    edit(small / PROCEDURE)
    page = view(small, PROCEDURE)
    assert page.review is not None

    assert (state, None) == (page.review.state, page.updated)


def test_addresses_stand_below_the_base_and_are_absolute_once_the_site_has_one(small: Path) -> None:
    page = view(small, PROCEDURE, site_url="https://www.example.com/clinic")

    assert "/clinic/procedures/joint-block/" == page.address
    assert "https://www.example.com/clinic/procedures/joint-block/" == page.absolute
    assert ["/clinic/", "/clinic/procedures/"] == [link.address for link in page.crumbs]
    assert "" == view(small, PROCEDURE).absolute


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("../conditions/sore-joint.md", "/conditions/sore-joint/"),
        ("../conditions/sore-joint.md#signs", "/conditions/sore-joint/#signs"),
        ("../pages/home.md", "/"),
        ("#benefits", "#benefits"),
        ("https://example.com/x", "https://example.com/x"),
        ("tel:911", "tel:911"),
        ("../files/form.pdf", "/files/form.pdf"),
    ],
)
def test_a_link_in_a_text_is_resolved(target: str, address: str, small: Path) -> None:
    made = model(small)

    assert address == made.resolve(made.site.pages[PROCEDURE], target)


@pytest.mark.parametrize(("until", "shown"), [("2026-11-22", True), ("2026-11-21", False), ("2027-01-01", True)])
def test_a_notice_is_shown_until_its_last_day(until: str, shown: bool, small: Path) -> None:
    practice = small / "content/practice.md"
    practice.write_text(practice.read_text() + f"Notice: Closed & locked | {until}\n", encoding="utf-8")
    notice = model(small).frame("en").notice

    assert shown == (notice is not None)
    assert "<p>Closed &amp; locked</p>" == notice or not shown


def test_new_patients_are_accepted_if_any_physician_does(small: Path) -> None:
    assert True is model(small).frame("en").accepting_new
    change(small / PHYSICIAN, "Accepting_new: yes", "Accepting_new: ?")
    assert None is model(small).frame("en").accepting_new
    change(small / PHYSICIAN, "Accepting_new: ?", "Accepting_new: no")

    assert False is model(small).frame("en").accepting_new


def test_the_author_is_a_physician_with_degree_or_words(small: Path) -> None:
    assert '<a href="/physicians/alex-example/">Alex Example</a>, M.D.' == view(small, PROCEDURE).author
    change(small / PROCEDURE, "Written_by: alex-example", "Written_by: A & B")

    assert "A &amp; B" == view(small, PROCEDURE).author


def test_footnotes_are_numbered_in_the_order_in_which_a_reader_meets_them(small: Path) -> None:
    """The facts stand below the title and the lead."""
    text = (small / PROCEDURE).read_text(encoding="utf-8")
    text = text.replace("Duration: 10 minutes", "Duration: 10 minutes[^roe2021]")
    text = text.replace("cause of your pain.\n", "cause of your pain.[^doe2020]\n")
    write(small, {PROCEDURE: f"{text}[^roe2021]: Roe R. Another. 2021. Checked 2026-11-22.\n"})
    page = view(small, PROCEDURE)

    assert ["Doe", "Roe"] == [str(source.html)[:3] for source in page.sources]
