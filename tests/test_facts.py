"""Metadata values as templates show them: safe, in the page's language, and open ones marked."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import Markup, escape

from builds import REPOSITORY, SMALLEST, write
from practice.content import graph
from practice.content.kinds import KINDS
from practice.pages.facts import Facts, dialed, opened
from practice.pages.texts import Texts
from practice.pages.views import Fact

ENGLISH = Texts(REPOSITORY / "theme", "en")
SPANISH = Texts(REPOSITORY / "theme", "es")
PROCEDURE = "content/procedures/block.md"


def facts(folder: Path, fields: str, path: str = PROCEDURE, texts: Texts = ENGLISH) -> Facts:
    """Return the facts of a page with *fields*."""
    site = graph.load(write(folder, {**SMALLEST, path: f"Title: Example\n{fields}\n\n"}))
    return Facts(site.pages[path], texts, lambda words: Markup("<i>%s</i>") % words)


def test_a_value_is_shown_as_safe_html(tmp_path: Path) -> None:
    fact = facts(tmp_path, "Duration: 10 to 20 minutes & more")["duration"]

    assert Fact(Markup("<i>10 to 20 minutes &amp; more</i>"), False, "10 to 20 minutes & more") == fact


@pytest.mark.parametrize("fields", ["Duration: ?", "Stay: same day"])
def test_an_open_or_absent_fact_is_marked_as_to_be_supplied(fields: str, tmp_path: Path) -> None:
    fact = facts(tmp_path, fields)["duration"]

    assert (True, None) == (fact.open, fact.raw)
    assert '<span class="open">To be supplied</span>' == fact.html == Markup("%s") % fact


def test_an_optional_fact_without_a_value_prints_nothing(tmp_path: Path) -> None:
    assert Fact(Markup(""), False) == facts(tmp_path, "Stay: same day")["also_called"]


@pytest.mark.parametrize(
    ("fields", "name", "shown"),
    [
        ("Anesthesia: local, sedation", "anesthesia", "Local numbing, sedation"),
        ("Stay: same day", "stay", "The same day"),
        ("Body_area: low back, pelvis", "body_area", "Low back, pelvis"),
        ("Also_called: one, two", "also_called", "one, two"),
    ],
)
def test_choices_and_lists_read_like_words(fields: str, name: str, shown: str, tmp_path: Path) -> None:
    assert shown == escape(facts(tmp_path, fields)[name].html.striptags())


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("(214) 555-0102", '<a class="phone" href="tel:+12145550102">(214) 555-0102</a>'),
        (
            "Call (214) 555-0102 ext. 3, or <911>",
            'Call <a class="phone" href="tel:+12145550102">(214) 555-0102 ext. 3</a>, or &lt;911&gt;',
        ),
        ("Go to an emergency room", "Go to an emergency room"),
    ],
)
def test_a_phone_number_among_the_words_for_closed_hours_can_be_dialed(said: str, shown: str) -> None:
    assert shown == dialed(said)


def test_yes_no_dates_and_certificates(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        "Accepting_new: yes\nBoard: American Board of Anesthesiology | Pain medicine | 2030-12-31\n"
        "Training:\n    One\n    Two",
        "content/physicians/alex-example.md",
    )

    assert "Yes" == found["accepting_new"].html
    assert "American Board of Anesthesiology: Pain medicine, valid to December 31, 2030" == found["board"].html
    assert "One<br>Two" == found["training"].html
    assert True is found["accepting_new"].raw


def test_hours_and_a_fact_in_spanish(tmp_path: Path) -> None:
    found = facts(
        tmp_path,
        "Hours: Mon-Fri 08:00-17:00\nWheelchair: no",
        "content/locations/example-south.md",
        SPANISH,
    )

    assert found["hours"].html.startswith("Lunes a viernes, 8:00")
    assert "No" == found["wheelchair"].html


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.folder], ids=lambda kind: kind.name)
def test_every_declared_field_can_be_asked_for_and_no_other(kind: object, tmp_path: Path) -> None:
    from practice.content.kinds import Kind

    assert isinstance(kind, Kind)
    found = facts(tmp_path, "", f"content/{kind.folder}/other.md")

    assert [field.name for field in kind.fields] == list(found)
    assert len(kind.fields) == len(found)
    assert all(isinstance(found[name], Fact) for name in found)
    with pytest.raises(KeyError):
        found["nothing"]


def test_the_mark_of_an_open_fact_says_what_is_needed_and_escapes_it() -> None:
    assert '<span class="open">To be supplied: &lt;b&gt; &amp; co</span>' == opened(ENGLISH, "<b> & co")
    assert "To be supplied" not in opened(SPANISH)
