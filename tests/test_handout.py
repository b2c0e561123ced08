"""A procedure's handout: what a person needs in the hand, on one printed sheet, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from browser import Served, Visit, sheets
from builds import SMALLEST, Built, preview, published, real, run, visible, words, write
from practice.content import graph

HANDOUT = "procedures/kyphoplasty/handout/"


def handouts(built: Built) -> list[str]:
    return [name for name in built.pages if name.endswith("/handout/index.html")]


@pytest.mark.parametrize("build", [preview, published, real])
def test_each_procedure_has_one_and_links_to_it(build: Callable[[], Built]) -> None:
    built = build()
    procedures = [name for name in built.pages if re.fullmatch(r"(?:es/)?procedures/[^/]+/index\.html", name)]

    assert procedures
    assert sorted(name.replace("index.html", "handout/index.html") for name in procedures) == handouts(built)
    for name in procedures:
        assert built.pages[name].css(f'main a[href="{built.address(name)}handout/"]')


def test_it_has_the_steps_with_room_for_dates_when_to_call_questions_phone_and_room_for_notes() -> None:
    page = published().page(HANDOUT)

    assert "Kyphoplasty: your handout" == words(page.css_first("h1"))
    assert ["How to prepare", "When to call us", "Questions to ask", "My notes"] == [
        words(each) for each in page.css(":not([hidden]) > h2")
    ]
    assert ["Date:"] * len(page.css(".times > li")) == [words(each) for each in page.css(".times .blank")]
    assert ["Name:", "Day of the procedure:", "Be there at:", "Place:"] == [
        words(each) for each in page.css(".sheet__who .blank")
    ]
    assert page.css('.sheet__call a[href^="tel:"]')
    assert page.css(".sheet__notes")
    assert "Reviewed by" in visible(page)


def test_each_time_that_names_a_day_tells_the_script_where_it_is_in_a_calendar() -> None:
    told = [
        [[item.attributes.get(f"data-{name}") for name in ("from", "to", "clock")] for item in page.css(".times > li")]
        for page in (published().page(HANDOUT), published().page(f"es/{HANDOUT}"))
    ]

    assert [
        [None, None, None],  # when you book
        ["-P7D", None, None],
        ["-P1D", None, "18:00"],  # the night before
        ["-PT8H", None, None],
        ["P0D", None, None],
        ["P0D", None, None],  # first hours
        ["P1D", None, None],
        ["P2D", "P3D", None],
        ["P8D", "P42D", None],
        ["P2M1D", "P3M", None],
    ] == told[0]
    assert told[0] == told[1]


def test_what_needs_its_script_is_hidden() -> None:
    hidden = published().page(HANDOUT).css("main [hidden]")

    assert ["Your dates", "Recovery"] == [words(each.css_first("h2")) for each in hidden]


def test_emergencies_come_first_among_the_calls() -> None:
    classes = [node.attributes["class"] for node in published().page(HANDOUT).css("section.call")]

    assert ["call call--emergency", "call call--today", "call"] == classes


@pytest.mark.parametrize("build", [preview, published, real])
def test_it_carries_no_marks_of_sources_and_no_terms(build: Callable[[], Built]) -> None:
    built = build()

    assert [] == [node.html for name in handouts(built) for node in built.pages[name].css("sup, .term, #sources")]


def test_its_twin_is_spanish_and_both_name_each_other() -> None:
    english, spanish = published().page(HANDOUT), published().page(f"es/{HANDOUT}")

    assert "Cifoplastia: su hoja para llevar" == words(spanish.css_first("h1"))
    assert "Cómo prepararse" in visible(spanish)
    assert english.css(f'a[hreflang="es"][href="/es/{HANDOUT}"]')
    assert spanish.css(f'a[hreflang="en"][href="/{HANDOUT}"]')


def test_search_engines_are_led_to_the_procedure_and_find_no_handout_in_the_sitemap() -> None:
    page = published().page(HANDOUT)

    assert [f"{published().url}/procedures/kyphoplasty/"] == [
        node.attributes["href"] for node in page.css('link[rel="canonical"]')
    ]
    assert [] == page.css('meta[name="robots"], link[rel="alternate"]')
    assert "handout" not in (published().folder / "sitemap.xml").read_text()


def test_an_old_address_may_lead_to_a_handout_and_none_may_hide_one(small: Path) -> None:
    write(small, {"content/redirects.txt": f"/old/ /{HANDOUT}\n".replace("kyphoplasty", "joint-block")})
    assert [] == graph.load(small).faults

    write(small, {"content/redirects.txt": f"/{HANDOUT} /\n".replace("kyphoplasty", "joint-block")})
    (fault,) = graph.load(small).faults
    assert "is a page of this site" in fault.message


def test_a_procedure_that_has_only_a_title_still_has_one(tmp_path: Path) -> None:
    site = write(tmp_path / "site", {**SMALLEST, "content/procedures/block.md": "Title: Block\n\nA block.\n"})

    assert 0 == run("html", "--site", site, "--out", tmp_path / "out").status
    assert "My notes" in (tmp_path / "out/procedures/block/handout/index.html").read_text()


@pytest.mark.parametrize("name", ["published", "real"])
def test_it_prints_on_one_letter_sheet(name: str, served: Callable[[str], Served], visit: Visit) -> None:
    here, page, pages = served(name), visit(), {}
    for file in handouts(here.built):
        page.goto(here.url(file))
        pages[file] = sheets(page)

    assert dict.fromkeys(handouts(here.built), 1) == pages


def test_its_sheet_has_the_size_of_a_letter(served: Callable[[str], Served], visit: Visit) -> None:
    here, page = served("published"), visit()
    page.goto(here.url(f"{HANDOUT}index.html"))

    assert re.search(rb"/MediaBox\s*\[0 0 612 792\]", page.pdf(prefer_css_page_size=True))  # points: 8.5 by 11 inches
