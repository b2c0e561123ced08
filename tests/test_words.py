"""Hard words are explained where they stand: by keyboard, on paper, on a small screen, and in an old browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from browser import Served, Visit, each_width

PAGE = "procedures/kyphoplasty/index.html"
OPEN = "document.querySelector('.words :popover-open')?.id ?? ''"


@pytest.fixture
def page(served: Callable[[str], Served]) -> str:
    return served("preview").url(PAGE)


def test_the_keyboard_opens_a_meaning_goes_into_it_and_comes_back(page: str, visit: Visit) -> None:
    view = visit(page)
    term = view.locator("button.term").first
    term.focus()
    view.keyboard.press("Enter")
    assert "_1" == view.evaluate(OPEN)

    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.closest('#_1') !== null")

    view.keyboard.press("Escape")
    assert "" == view.evaluate(OPEN)
    assert view.evaluate("document.activeElement.getAttribute('popovertarget') === '_1'")


@each_width
def test_a_meaning_stands_at_the_foot_of_the_screen_whole(width: int, page: str, visit: Visit) -> None:
    view = visit(page, width=width)
    size = view.viewport_size
    seen = 0
    for term in view.locator("button.term").all():
        term.scroll_into_view_if_needed()
        term.click()
        box = view.locator(".words :popover-open").bounding_box()
        assert size
        assert box

        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] >= 0
        assert size["height"] - 24 <= box["y"] + box["height"] <= size["height"]
        seen += 1
        view.keyboard.press("Escape")
    assert seen > 3


def test_nothing_of_the_list_is_seen_before_it_is_asked_for_and_all_of_it_on_paper(page: str, visit: Visit) -> None:
    view = visit(page)
    words = view.locator(".words")
    assert not re.search(r"\w", words.inner_text())

    view.emulate_media(media="print")
    assert "WORDS ON THIS PAGE" in words.inner_text().upper()
    assert view.locator("button.term").count() == view.locator(".words div:visible").count()


def test_an_old_browser_shows_the_list_at_the_end_of_the_page(page: str, visit: Visit) -> None:
    """One that does not know popovers knows neither the attributes nor the pseudo-class."""
    view = visit()
    old = view.request.get(page).text().replace("popover-open", "no-such-state").replace(" popover>", ">")
    view.set_content(old)

    assert view.get_by_role("heading", name="Words on this page").is_visible()
    assert view.locator("button.term").count() == view.locator(".words div:visible").count()
    assert "none" == view.locator("button.term").first.evaluate("term => getComputedStyle(term).textDecorationLine")
