"""Pages keep still while they load, and fit a narrow phone, twice as large text, and paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from browser import WIDTHS, Served, Visit, chosen, each_site, probe, through

SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => shifts.push(...list.getEntries().map(
        ({value, sources}) => `${value.toFixed(4)} by ${sources.map(({node}) => node?.localName).join(", ")}`
    ))).observe({type: "layout-shift", buffered: true});
"""


def shifts(page: Page, url: str) -> list[str]:
    """Return every move of something on a page while it loads and is read to its end; `SHIFTS` runs in it."""
    page.goto(url)
    through(page)
    return [str(each) for each in page.evaluate("window.shifts")]


@each_site
@pytest.mark.parametrize("width", [WIDTHS[0], WIDTHS[-1]])
def test_nothing_moves_while_a_page_loads(site: str, width: int, served: Callable[[str], Served], visit: Visit) -> None:
    here, page = served(site), visit(width=width)
    page.add_init_script(SHIFTS)
    found = {name: moved for name in chosen(here.built) if (moved := shifts(page, here.url(name)))}

    assert {} == found


def test_a_move_is_seen(visit: Visit) -> None:
    """The rule above finds what it looks for."""
    page = visit()
    page.add_init_script(SHIFTS)
    late = "requestAnimationFrame(() => requestAnimationFrame(() => document.body.prepend(\
        Object.assign(document.createElement('p'), {style: 'height: 9em'}))))"
    body = f"<body><h1>Late</h1><script>{late}</script>"
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=body))

    assert shifts(page, "http://example.com/")


@each_site
def test_a_narrow_phone_scrolls_one_way_only_also_with_twice_as_large_text(
    site: str, served: Callable[[str], Served], visit: Visit
) -> None:
    here, page = served(site), visit(width=320)
    found = []
    for name in chosen(here.built):
        page.goto(here.url(name))
        for size in ("100%", "200%"):
            page.evaluate("size => document.documentElement.style.fontSize = size", size)
            found += [f"{name} {size}: {fault}" for fault in page.evaluate(probe("overflow"))]

    assert [] == found


def test_what_overflows_is_seen(visit: Visit) -> None:
    """The rule above finds what it looks for."""
    page = visit(width=320)
    page.set_content(
        "<p style='width: 400px'>wide</p><div style='overflow: hidden'><b style='margin: 400px'>cut</b></div>"
    )

    assert [
        "the page is 408 wide, not 320",
        "p reaches from 8 to 408",
        "div cuts off",
        "b reaches",
    ] == [
        fault[: len(start)] if fault.startswith(start) else fault
        for fault, start in zip(
            page.evaluate(probe("overflow")),
            ["the page is 408 wide, not 320", "p reaches from 8 to 408", "div cuts off", "b reaches"],
            strict=True,
        )
    ]
