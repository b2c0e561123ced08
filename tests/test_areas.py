"""The body map: which areas lead where, with one condition and with many, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from builds import SMALLEST, Built, parse, preview, run, words, write

AREAS = ("head", "neck", "upper back", "mid back", "low back", "pelvis", "limb")
ONE = {"sore-head": "head"}
MANY = {
    **{f"sore-{area.replace(' ', '-')}": area for area in AREAS},
    "worn-joints": "neck, upper back, low back",
    "pinched-nerve": "neck, low back, limb",
    "long-pain": ", ".join(AREAS),
    "sore-place": "",
}
"""Conditions by slug with their areas; the last names none."""


def condition(slug: str, areas: str) -> str:
    title = slug.replace("-", " ").capitalize()
    return f"Title: {title}\nSummary: It hurts.\nBody_area: {areas or '?'}\n\nIt hurts.\n"


def build(folder: Path, conditions: dict[str, str]) -> Built:
    files = {f"content/conditions/{slug}.md": condition(slug, areas) for slug, areas in conditions.items()}
    result = run("html", "--site", write(folder, {**SMALLEST, **files}), "--out", folder / "out")
    assert result.status == 0, result.err
    return Built(folder / "out", result)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Built]:
    """Return what makes, once, the site with one condition or the one with many."""
    return cache(lambda name: build(tmp_path_factory.mktemp(name), ONE if name == "one" else MANY))


def links(page: LexborHTMLParser) -> dict[str, str]:
    """Return each link of the figure: its name, and where it leads."""
    return {words(node): str(node.attributes["href"]) for node in page.css(".body__figure a")}


def listed(page: LexborHTMLParser) -> dict[str, list[str]]:
    """Return the list beside the figure: each area with the titles there."""
    return {
        words(_only(group, "dt")): [words(node) for node in group.css("dd a")] for group in page.css(".body dl > div")
    }


def _only(node: LexborNode, selector: str) -> LexborNode:
    (found,) = node.css(selector)
    return found


@pytest.mark.parametrize("address", ["", "conditions/"])
def test_an_area_with_one_condition_leads_to_it(built: Callable[[str], Built], address: str) -> None:
    page = built("one").page(address)

    assert {"Head: Sore head": "/conditions/sore-head/"} == links(page)
    assert {"Head": ["Sore head"]} == listed(page)


@pytest.mark.parametrize("address", ["", "conditions/"])
def test_an_area_with_more_conditions_leads_to_its_place_in_the_list(
    built: Callable[[str], Built], address: str
) -> None:
    page = built("many").page(address)

    assert {
        "Head: 2 conditions": "#area-head",
        "Neck: 4 conditions": "#area-neck",
        "Upper back: 3 conditions": "#area-upper-back",
        "Mid back: 2 conditions": "#area-mid-back",
        "Low back: 4 conditions": "#area-low-back",
        "Pelvis: 2 conditions": "#area-pelvis",
        "Arm or leg: 3 conditions": "#area-limb",
    } == links(page)
    assert ["Long pain", "Pinched nerve", "Sore neck", "Worn joints"] == listed(page)["Neck"]
    assert all(page.css(target) for target in links(page).values())


@pytest.mark.parametrize("name", ["one", "many"])
def test_every_area_is_drawn_and_only_those_with_conditions_are_links(built: Callable[[str], Built], name: str) -> None:
    page = built(name).page("")
    drawn = len(page.css(".body__figure path[d]")) - len(page.css(".body__figure clipPath path, .body__spine"))

    assert len(AREAS) == drawn
    assert len(links(page)) == len(listed(page)) == (1 if name == "one" else len(AREAS))


def test_a_condition_without_an_area_stands_in_the_list_below(built: Callable[[str], Built]) -> None:
    page = built("many").page("conditions/")

    assert "Sore place" not in {title for titles in listed(page).values() for title in titles}
    assert [11] == [len(page.css(".cards > li"))]


def test_there_is_no_map_where_no_condition_names_an_area(tmp_path: Path) -> None:
    site = build(tmp_path, {"sore-place": ""})

    assert not site.page("").css(".body, .panel")
    assert not site.page("conditions/").css(".body, .panel")


def test_a_spanish_page_names_the_areas_in_spanish_and_marks_titles_that_are_not() -> None:
    page = preview().pages["es/index.html"]

    assert "Cuello: Facet joint arthritis" in links(page)
    assert {"Cuello", "Parte alta de la espalda", "Parte media de la espalda", "Parte baja de la espalda"} == set(
        listed(page)
    )
    assert {"en"} == {node.attributes.get("lang") for node in page.css(".body dd a")}


def test_the_whole_map_is_read_without_a_drawing() -> None:
    """The list names each area and each condition in words; the figure adds no place that the list has not."""
    page = parse((preview().folder / "index.html").read_bytes())

    assert list(listed(page)) == [name.partition(":")[0] for name in links(page)]
