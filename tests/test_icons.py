"""The site's icon: one drawing, in every page and beside the pages, and nothing to ask for while a page is drawn."""

from __future__ import annotations

import re
from io import BytesIO
from urllib.parse import unquote

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser

from browser import Visit, kind, serve
from builds import BUILDS, REPOSITORY, below_a_path
from practice.pages import icons

THEME = REPOSITORY / "theme"
DRAWING = (THEME / "static" / icons.DRAWING).read_text(encoding="utf-8").strip()


def test_an_address_holds_all_of_a_drawing_and_only_what_addresses_may() -> None:
    drawing = """<svg xmlns='x'><path fill="#fff" d='M0,0h1'/><text>50% &amp; é`{}|\\^</text></svg>"""
    head, _, data = icons.inline(f"{drawing}\n").partition(",")

    assert ("data:image/svg+xml", drawing) == (head, unquote(data))
    assert re.fullmatch(r"(?:[\w!$'()*+,./:;=?@~-]|%[0-9A-F]{2})+", data, re.ASCII)


@pytest.mark.parametrize("name", BUILDS)
def test_every_page_carries_the_icon_and_only_the_home_page_names_a_file(name: str) -> None:
    built = BUILDS[name]()
    for file, page in built.pages.items():
        found = {node.attributes["rel"]: node.attributes["href"] for node in page.css("link[rel*=icon]")}
        touch = {"apple-touch-icon": built.base + icons.TOUCH} if kind(built, file) == "home" else {}

        assert (file, {"icon": icons.inline(DRAWING), **touch}) == (file, found)
    assert {icons.DRAWING, icons.TOUCH} < set(built.files)


def test_the_icon_and_the_mark_of_a_page_are_sent_once() -> None:
    """Brotli finds the outline of a bone again where it stands to the letter."""
    mark = (THEME / "templates" / "components" / "mark.html").read_text(encoding="utf-8")
    (outline,) = re.findall(r'd="M-13-9(h[^"]+)"', mark)

    assert 3 == icons.inline(DRAWING).count(outline)


def test_the_icon_of_a_home_screen_is_the_drawing_and_fills_its_square(chromium: Browser) -> None:
    tab = chromium.new_page(viewport={"width": 180, "height": 180})
    square = re.sub(r" rx='\d+'", "", DRAWING)
    tab.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{square}")
    wanted = Image.open(BytesIO(tab.screenshot())).convert("RGB")
    tab.close()
    icon = Image.open(THEME / "static" / icons.TOUCH)

    assert (wanted.size, False) == (icon.size, "transparency" in icon.info)
    assert max(ImageStat.Stat(ImageChops.difference(wanted, icon.convert("RGB"))).mean) < 1


def test_a_browser_asks_for_no_icon(visit: Visit) -> None:
    with serve(below_a_path()) as here:
        tab = visit()
        tab.goto(here.address)
        tab.wait_for_timeout(500)

        assert [] == [path for path in here.asked if "icon" in path]
