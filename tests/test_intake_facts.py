"""Facts in the running text of old pages: read where there is one way to read them, and nothing made up."""

from __future__ import annotations

import pytest

from practice.intake import facts
from practice.intake.facts import Person


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        (
            "Top Doctor in Frisco McKinney Plano Sherman and Rockwall",
            ["Frisco", "McKinney", "Plano", "Sherman", "Rockwall"],
        ),
        (
            "Dr. Roe sees patients in Fort Worth, College Station and El Paso.",
            ["Fort Worth", "College Station", "El Paso"],
        ),
        ("Radiofrequency ablation in Frisco, TX", []),
        ("Pain care in Frisco, Texas", []),
        ("Dr. Roe is board certified in Anesthesiology and Pain Medicine.", []),
        ("He trained at Baylor University and Parkland Hospital.", []),
        ("We are open in June and July.", []),
        ("She speaks with patients in English and Spanish.", []),
    ],
)
def test_a_list_of_cities_is_one_of_offices_and_nothing_else_is(text: str, cities: list[str]) -> None:
    assert cities == facts.cities(text)


@pytest.mark.parametrize(
    ("title", "person"),
    [
        ("Dr. Jane Roe, M.D.", Person("Jane Roe", "M.D.")),
        ("Jane A. Roe, DO", Person("Jane A. Roe", "D.O.")),
        ("Meet Dr. Jane Roe", Person("Jane Roe")),
        ("Jane Roe, MD, FAAPM", Person("Jane Roe", "M.D.", "FAAPM")),
        ("Jane Roe", None),
        ("Jane Roe, PA-C", None),
        ("Our Team", None),
    ],
)
def test_a_title_names_a_physician_by_dr_or_degree(title: str, person: Person | None) -> None:
    assert person == facts.person_of_title(title)


@pytest.mark.parametrize(
    ("title", "text", "person"),
    [
        ("Jane Roe", "Dr. Roe treats pain.", Person("Jane Roe")),
        ("Jane Roe", "Jane Roe, M.D., treats pain.", Person("Jane Roe", "M.D.")),
        ("Jane Roe", "Dr. Poe treats pain. Jane Roe answers the phone.", None),
        ("Our Team", "Dr. Roe treats pain.", None),
        ("What We Treat Here", "Dr. Here treats pain.", None),
    ],
)
def test_a_name_alone_is_a_physician_where_the_text_says_so(title: str, text: str, person: Person | None) -> None:
    assert person == facts.person_in(title, text)
