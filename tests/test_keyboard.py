"""The keyboard alone reaches everything, in the order of the page, and shows where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from browser import WIDTHS, Served, Visit, chosen, each_site, kind, of_each_kind, probe

PARTS = 4
"""Stops within a field for a date: month, day, year and what opens the calendar."""
INSIDE = "stop => stop >= 0 && document.activeElement === stops[stop] && /date|time/.test(stops[stop].type)"


def tabbed(page: Page) -> Iterator[str]:
    """Press Tab from the top of a page to its end; yield what is wrong at each stop; a date is one with its parts."""
    count = int(page.evaluate(probe("stops")))
    focus = probe("focus")
    for stop in range(count):
        page.keyboard.press("Tab")
        for _ in range(PARTS):
            if not page.evaluate(INSIDE, stop - 1):
                break
            page.keyboard.press("Tab")
        if fault := page.evaluate(focus, stop):
            yield str(fault)
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement !== document.body && stops.indexOf(document.activeElement) > 0"):
        yield "the keyboard does not leave the page at its end"


@each_site
@pytest.mark.parametrize("width", [pytest.param(WIDTHS[0], marks=pytest.mark.long), WIDTHS[-1]])
def test_tab_reaches_every_link_and_button_in_order_in_view_and_shown(
    site: str, width: int, served: Callable[[str], Served], visit: Visit
) -> None:
    here, page = served(site), visit(width=width)
    found = []
    for name in chosen(here.built):
        page.goto(here.url(name))
        found += [f"{name} {width}: {fault}" for fault in tabbed(page)]

    assert [] == found


def test_a_stop_that_is_out_of_order_hidden_or_not_shown_is_seen(visit: Visit) -> None:
    """The rule above finds what it looks for."""
    page = visit()
    page.set_content(
        """<style>.plain:focus { outline: none }</style>
        <a href="#">first</a> <a href="#" class="plain">second</a>
        <a href="#" style="position: absolute; inset: -9em auto auto 0">third</a>
        <a href="#">fourth</a><div style="position: fixed; inset: 0"></div>"""
    )
    late = '<button tabindex="1">late</button>'

    assert ["is covered", "does not show its focus", "is out of view", "is covered"] == [
        next(end for end in ("is covered", "does not show its focus", "is out of view") if end in fault)
        for fault in tabbed(page)
    ]
    page.set_content(f'<a href="#">first</a>{late}')
    assert any("stop 0 is button" in fault for fault in tabbed(page))


@each_site
def test_the_first_stop_leads_past_the_header(site: str, served: Callable[[str], Served], visit: Visit) -> None:
    here, page = served(site), visit()
    found: list[Any] = []
    for name in of_each_kind(here.built).values():
        page.goto(here.url(name))
        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.getAttribute('href')")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        inside = page.evaluate("document.querySelector('main').contains(document.activeElement)")
        empty = not page.evaluate("document.querySelectorAll('main :is(a[href], button, input, summary)').length")
        if first != "#main" or not (inside or empty):
            found.append((name, first, inside))

    assert [] == found


@pytest.mark.long
def test_focus_is_shown_in_forced_colors(served: Callable[[str], Served], visit: Visit) -> None:
    here, page = served("preview"), visit(forced_colors="active")
    found = []
    for name in chosen(here.built):
        if kind(here.built, name) == "home":
            page.goto(here.url(name))
            found += [f"{name}: {fault}" for fault in tabbed(page)]

    assert [] == found
