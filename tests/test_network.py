"""What a visitor's browser really does to show a page for reading: one request, no script, no other host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Page

from browser import Served, Visit, chosen, each_site, kind, through
from practice.pages.scripts import SCRIPTS

PICTURES = frozenset({"image"})
"""What may follow a page's own request, beside the icon in the browser's tab, which is asked for once a site."""


class Watched:
    """A tab whose requests and scripts are noted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[tuple[str, str]] = []
        self.scripts: list[str] = []
        session = page.context.new_cdp_session(page)
        session.on("Debugger.scriptParsed", self._parsed)
        session.send("Debugger.enable")
        page.on("request", lambda request: self.requests.append((request.resource_type, request.url)))
        page.on("websocket", lambda socket: self.requests.append(("websocket", socket.url)))

    def _parsed(self, event: dict[str, Any]) -> None:
        if event["url"]:  # without one it is the test's own
            self.scripts.append(event["url"])

    def open(self, url: str) -> None:
        """Forget what was noted, open a page and scroll through it."""
        self.requests.clear()
        self.scripts.clear()
        self.page.goto(url)
        through(self.page)


@each_site
def test_a_page_is_one_request_and_pictures_and_runs_no_script_but_its_kinds_own(
    site: str, served: Callable[[str], Served], visit: Visit
) -> None:
    here, tab = served(site), Watched(visit())
    found = []
    for name in chosen(here.built):
        tab.open(here.url(name))
        own = [node.attributes["src"] or "" for node in here.built.pages[name].css("script[src]")]
        allowed = {urljoin(here.url(name), src) for src in own} if kind(here.built, name) in SCRIPTS else set()
        found += [f"{name}: runs {script}" for script in tab.scripts if script not in allowed]
        found += [f"{name}: asks {url}" for _, url in tab.requests if not url.startswith(here.address)]
        icon = urljoin(here.url(name), here.built.pages[name].css_first('link[rel="icon"]').attributes["href"])
        rest = [url for type_, url in tab.requests if type_ not in PICTURES and url != icon and url not in allowed]
        found += [f"{name}: loads {url}" for url in rest[1:]]
        assert rest[0] == here.url(name)

    assert [] == found


def test_a_script_and_a_request_are_seen(served: Callable[[str], Served], visit: Visit) -> None:
    """The rule above finds what it looks for."""
    here, tab = served("preview"), Watched(visit())
    body = '<script>var a</script><script src="b.js"></script><link rel="stylesheet" href="c">'
    tab.page.route("**/", lambda route: route.fulfill(content_type="text/html", body=body))
    tab.open(here.address)

    assert {"document", "script", "stylesheet"} <= {type_ for type_, _ in tab.requests}
    assert here.address in tab.scripts
