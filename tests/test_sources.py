"""Numbers that need a source, and those that do not."""

from __future__ import annotations

import pytest

from practice.checks.passages import passages
from practice.checks.sources import unsourced
from practice.content.files import Source
from practice.content.kinds import BY_NAME
from practice.content.read import read


def told(text: str, kind: str = "page", lang: str = "en") -> list[str]:
    record = read(Source("p.md", BY_NAME[kind], "x", lang, f"Title: x\n\n{text}\n".encode()))
    return [str(fault) for fault in unsourced(record, passages(record))]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("It helps 40 in 100.", "40 in 100"),
        ("It helps 40 out of 100 people.", "40 out of 100"),
        ("It helps 7 of the 10 people.", "7 of the 10"),
        ("It helps 40 people in 100.", "40 people in 100"),
        ("It helps 18%.", "18%"),
        ("It helps 18.5 percent of people.", "18.5 percent"),
        ("Pain fell by 2 points.", "2 points"),
        ("It is 3 times as likely.", "3 times as"),
        ("The risk is 2 times higher.", "2 times higher"),
        ("- **Leak (1 in 1,000):** rare", "1 in 1,000"),
        ("- **Pain (7 to 2 on a scale from 0 = no pain to 10 = worst pain):** less", "on a scale from"),
        ("- one\n    - 5 % of people", "5 %"),
        ("| 5 % |\n|---|", None),
        ("Ayuda a 40 de cada 100 personas.", "40 de cada 100"),
        ("Ayuda al 18 por ciento.", "18 por ciento"),
    ],
)
def test_a_figure_without_a_mark_needs_one(text: str, figure: str | None) -> None:
    found = told(text)
    figure = figure or "5 %"

    assert 1 == len(found)
    assert f'"{figure}" has no source; add its footnote mark, such as [^author2020]' in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "It helps 40 in 100.[^doe2020]",
        "- **Leak (1 in 1,000):** rare[^doe2020]",
        "It takes 30 to 60 minutes.",
        "Rest for 2 weeks and then 3 more.",
        "She is 65 years old.",
        "Call (214) 555-0101.",
        "We opened in 2014.",
        "A review in 2020 of 40 papers.",
        "The visit is at 8:00 in the morning.",
        "No digits at all.",
    ],
)
def test_times_ages_and_phones_need_none(text: str) -> None:
    assert [] == told(text)


def test_a_procedure_names_its_sources() -> None:
    message = 'no source at all; name those of its benefits and risks, such as "[^author2020]: …", at the end'

    assert [f"p.md:3: blocker: sources: {message}"] == told("Text.", "procedure")
    assert [] == told("Text.[^a]\n\n[^a]: Doe J. 2020.", "procedure")
    assert [] == told("Text.", "condition")
