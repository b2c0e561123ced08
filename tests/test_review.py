"""`make review`: a report that can be handed to a practice; nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import Result, run
from imported import IMPORTS, export, item


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The report on the practice's old page."""
    site = tmp_path_factory.mktemp("review")
    result = run("review", "--site", site, "--from", IMPORTS / "saved" / "kyphoplasty.html")

    assert [] == list(site.iterdir())
    return result


@pytest.mark.parametrize(
    "said",
    [
        '- "rapid pain relief" promises a result (Tex. Occ. Code 101.201(b)(2)); give the number and its source',
        '  in "… compression fractures, offering rapid pain relief, vertebral stabilization, and height …"',
        "What a patient asks and the page does not answer:\n- Who should not have it\n- How to prepare",
        "Numbers without a source:\n- the page names no source at all",
        "Reading grade:\n- 11.8; readers find 8 easy",
        "Reviewer:\n- the page names no physician who reviewed it, and no day",
        "- googletagmanager.com: Google Tag Manager, a tracker",
        "- connect.facebook.net: Meta Pixel, a tracker; on 1 page",
        "- forms.example.net: sends what visitors write",
        "In all: 1 procedure\n",
    ],
)
def test_the_old_page_is_answered(report: Result, said: str) -> None:
    assert 0 == report.status
    assert said in report.out


def test_a_number_without_a_source_is_quoted_with_its_heading(tmp_path: Path) -> None:
    html = "<h2>Risks</h2><ul><li>Infection: in 9% of patients.</li></ul><h2>Benefits</h2><p>It may help you.</p>"
    result = run("review", "--site", tmp_path, "--from", export(tmp_path, item("Kyphoplasty", html)))

    assert '- Risks and complications: "9%" has no source\n' in result.out


def test_what_cannot_be_read_is_named_and_ends_with_1(tmp_path: Path) -> None:
    source = export(tmp_path, item(), item("Empty", "", post_name="empty"), tail="")
    result = run("review", "--site", tmp_path, "--from", source)

    assert 1 == result.status
    assert "Not read\n--------\n\n- Empty: no text in it\n- export.xml: no XML from line" in result.out
    assert "In all: 1 page\n- Not read: 2\n" in result.out


def test_the_whole_comes_first_then_pages_with_claims_and_those_without_a_remark_last(tmp_path: Path) -> None:
    dull = item("Sciatica", "<h2>Symptoms</h2><p>It may hurt.</p><h2>Causes</h2><p>A disc may press.</p>")
    claim = item("Our care", "<p>We are the best doctors in Texas.</p>", post_name="care")
    good = item("Parking", "<p>There is a lot behind the house.</p>", post_name="parking")
    out = run("review", "--site", tmp_path, "--from", export(tmp_path, good, dull, claim)).out
    places = [
        out.index(said)
        for said in (
            "In all: 1 condition, 2 pages\n- Claims that the law does not allow: 1, on 1 page\n",
            "\nOur care\n",
            "\nSciatica\n",
            "Nothing found\n-------------\n\n- Parking\n",
        )
    ]

    assert sorted(places) == places


def test_the_frames_of_an_export_are_named(tmp_path: Path) -> None:
    html = '<p>See how to find us here.</p><iframe src="https://www.google.com/maps/embed?x"></iframe>'
    out = run("review", "--site", tmp_path, "--from", export(tmp_path, item(html=html))).out

    assert "- google.com: Google: a map, a search or a form check; on 1 page\n" in out


def test_a_spanish_page_has_no_grade_for_english(tmp_path: Path) -> None:
    html = "<p>La estimulación de la médula espinal es un tratamiento para el dolor crónico de la espalda.</p>"
    out = run("review", "--site", tmp_path, "--from", export(tmp_path, item("Estimulación", html))).out

    assert "Nothing found\n-------------\n\n- Estimulación\n" in out
