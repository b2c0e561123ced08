"""The policy in a real browser: no page breaks it, as a header and as ``<meta>`` alone, and it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page

from browser import chosen
from builds import Built, published
from servers import Server, serve

LISTEN = """
globalThis.violations = [];
document.addEventListener("securitypolicyviolation",
  (event) => violations.push(event.violatedDirective + " " + event.blockedURI));
"""


@pytest.fixture(scope="module", params=["nginx", "bare"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with serve(request.param, published()) as started:
        yield started


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.add_init_script(LISTEN)
    yield page
    context.close()


def pages(built: Built) -> list[str]:
    return [built.address(name) for name in chosen(built) if name != "404.html"]


def broken(tab: Page, address: str) -> list[str]:
    """Open a page to its end and return what its policy stopped, and what the browser says of the policy."""
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text) if "Security Policy" in message.text else None)
    tab.goto(address, wait_until="load")
    tab.evaluate("() => Promise.all([...document.images].map((image) => image.decode().catch(() => {})))")
    return [*tab.evaluate("violations"), *said]


def test_no_page_breaks_its_policy_and_every_picture_is_shown(server: Server, tab: Page) -> None:
    for path in (*pages(server.built), "/zebra/"):
        assert (path, []) == (path, broken(tab, server.origin + path))
        assert [] == tab.evaluate(
            "[...document.images].filter((image) => image.complete && !image.naturalWidth).map((image) => image.src)"
        )


def test_a_page_with_a_script_works_under_its_policy(server: Server, tab: Page) -> None:
    assert [] == broken(tab, f"{server.origin}/search/?q=kyphoplasty")
    tab.locator("#results li").first.wait_for()

    assert [] == tab.evaluate("violations")


def test_the_planner_makes_its_file_under_its_policy(server: Server, tab: Page) -> None:
    assert [] == broken(tab, f"{server.origin}/procedures/kyphoplasty/handout/")
    tab.locator("#plan-day").fill(f"{date.today() + timedelta(30)}")
    with tab.expect_download() as made:
        tab.locator(".plan button").click()

    assert "kyphoplasty.ics" == made.value.suggested_filename
    assert [] == tab.evaluate("violations")


def test_drawings_keep_their_styles_when_they_are_opened_by_themselves(server: Server, tab: Page) -> None:
    for name in (name for name in server.built.files if name.endswith(".svg")):
        assert (name, []) == (name, broken(tab, f"{server.origin}/{name}"))


def test_what_an_attacker_would_add_is_stopped(server: Server, tab: Page) -> None:
    """The rule above finds what it looks for, and the policy stops it."""
    tab.goto(server.origin)
    tab.evaluate("""() => {
        document.body.append(Object.assign(document.createElement("script"), {textContent: "globalThis.ran = 1"}));
        document.body.append(Object.assign(document.createElement("img"), {src: "https://example.com/x.png"}));
        document.body.setAttribute("style", "color: red");
    }""")
    tab.wait_for_function("violations.length >= 3")
    stopped = {violation.split()[0] for violation in tab.evaluate("violations")}

    assert {"script-src-elem", "img-src", "style-src-attr"} <= stopped
    assert tab.evaluate("globalThis.ran") is None
