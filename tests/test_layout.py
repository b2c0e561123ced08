"""Pages keep still while they load, and fit a narrow phone, twice as large text, and paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from browser import HEIGHT, Served, Visit, chosen, each_site, each_width, of_each_kind, probe
from builds import REPOSITORY
from watched import Watched

TABLE = 896
"""The width, in CSS pixels, from which treatments stand side by side in a table; one step narrower they are cards."""


@each_site
@each_width
def test_nothing_moves_while_a_page_loads(site: str, width: int, served: Callable[[str], Served], visit: Visit) -> None:
    here, tab = served(site), Watched(visit(width=width))
    found = {}
    for name in chosen(here.built):
        tab.open(here.url(name))
        if shifts := tab.shifts():
            found[name] = shifts

    assert {} == found


def test_a_move_is_seen(visit: Visit) -> None:
    """The rule above finds what it looks for."""
    tab = Watched(visit())
    late = "requestAnimationFrame(() => requestAnimationFrame(() => document.body.prepend(\
        Object.assign(document.createElement('p'), {style: 'height: 9em'}))))"
    body = f"<body><h1>Late</h1><script>{late}</script>"
    tab.page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=body))
    tab.open("http://example.com/")

    assert ["H1"] == [nodes.upper() for _, nodes in tab.shifts()]


@each_site
def test_a_page_scrolls_one_way_only_also_on_a_narrow_phone_with_twice_as_large_text(
    site: str, served: Callable[[str], Served], visit: Visit
) -> None:
    here, page = served(site), visit()
    found = []
    for name in chosen(here.built):
        page.goto(here.url(name))
        for width, size in ((320, "100%"), (320, "200%"), (768, "100%"), (TABLE, "100%"), (1280, "100%")):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.evaluate("size => document.documentElement.style.fontSize = size", size)
            found += [f"{name} {width} {size}: {fault}" for fault in page.evaluate(probe("overflow"))]

    assert [] == found


def test_what_overflows_is_seen(visit: Visit) -> None:
    """The rule above finds what it looks for."""
    page = visit(width=320)
    page.set_content(
        "<p style='width: 400px'>wide</p><div style='overflow: hidden'><b style='margin: 400px'>cut</b></div>"
        "<section style='content-visibility: auto; width: 99px'><p style='width: 120px'>beside</p></section>"
    )

    found = page.evaluate(probe("overflow"))
    starts = (
        "the page is 408 wide, not 320", "p reaches from 8 to 408", "div cuts off ", "b reaches from 408 to ",
        "section cuts off 21 px",
    )  # fmt: skip

    assert len(starts) == len(found)
    assert all(fault.startswith(start) for fault, start in zip(found, starts, strict=True))


PLACE = """async depth => {
  const frames = async () => { for (let turn = 0; turn < 9; turn++) await new Promise(requestAnimationFrame); };
  const begun = document.documentElement.scrollHeight;
  if (depth) for (let gone = 0; gone <= 1; gone += 0.05) {
    scrollTo(0, gone * depth * (document.documentElement.scrollHeight - innerHeight));
    await frames();
  }
  await frames();
  const seen = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  return [begun, [seen.textContent.slice(0, 60), Math.round(seen.getBoundingClientRect().top)]];
}"""
"""Scrolls down, by a share of what there is; returns the height that the page had before, and what is in the middle."""


@pytest.mark.parametrize("kind", ["procedure", "condition", "home", "search"])
def test_who_loads_a_long_page_anew_is_where_they_were(
    kind: str, served: Callable[[str], Served], visit: Visit
) -> None:
    """What is far below is laid out late; a reader whose phone had dropped the page must not be lost for that."""
    here = served("published")
    page = visit(here.url(of_each_kind(here.built)[kind]), width=360)
    late, _ = page.evaluate(PLACE, 0)

    for depth in (0.5, 0.8):
        _, place = page.evaluate(PLACE, depth)
        laid_out = page.evaluate("document.documentElement.scrollHeight")
        page.reload()

        assert late > 2 * laid_out
        assert place == page.evaluate(PLACE, 0)[1]


def test_a_link_within_a_long_page_leads_to_its_place(served: Callable[[str], Served], visit: Visit) -> None:
    here = served("published")
    url = here.url(of_each_kind(here.built)["procedure"])
    page = visit(url, width=360)
    found = {}
    for address in page.evaluate("[...document.querySelectorAll('.contents a')].map(link => link.hash)"):
        for load in (True, False):
            if load:
                page.goto("about:blank")
            page.goto(url + address)
            page.evaluate(PLACE, 0)
            top = page.evaluate("address => document.querySelector(address).getBoundingClientRect().top", address)
            left = page.evaluate("document.documentElement.scrollHeight - innerHeight - scrollY")
            if abs(top) > 1 and left > 1:
                found[address, load] = top

    assert {} == found


DRAWINGS = sorted((REPOSITORY / "content" / "images").glob("*.svg"))
NARROWEST, NARROW = 190, 330
"""What a drawing is given below a step on a phone 320 px wide, and where its words are largest; CSS pixels."""


@pytest.mark.parametrize("width", [NARROWEST, NARROW, 600])
def test_no_word_of_a_drawing_is_cut(width: int, visit: Visit) -> None:
    page = visit(width=width)
    cut = {}
    for drawing in DRAWINGS:
        page.goto(drawing.as_uri())
        if found := page.evaluate(probe("cut_words")):
            cut[drawing.name] = found

    assert DRAWINGS
    assert {} == cut


def test_a_cut_word_is_seen(tmp_path: Path, visit: Visit) -> None:
    """The rule above finds what it looks for."""
    text = (REPOSITORY / "content" / "images" / "facet-joint.svg").read_text(encoding="utf-8")
    drawing = tmp_path / "cut.svg"
    drawing.write_text(text.replace("</svg>", '<text x="-30" y="200">Outside</text></svg>'), encoding="utf-8")
    page = visit(width=NARROWEST)
    page.goto(drawing.as_uri())

    assert ["Outside"] == page.evaluate(probe("cut_words"))
