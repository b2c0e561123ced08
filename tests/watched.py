"""What a page does while it loads and is read, as the browser notes it: requests, scripts, moves."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from browser import Served, kind, through
from practice.pages.scripts import SCRIPTS

PICTURES = frozenset({"image"})
"""What may follow a page's own request."""

_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => shifts.push(...list.getEntries().map(({value, sources}) => (
        {value, nodes: sources.map(({node}) => node?.localName ?? "text").join(", ")}
    )))).observe({type: "layout-shift", buffered: true});
"""


class Watched:
    """A tab that takes notes of the page that is open in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[tuple[str, str]] = []
        """Kind and address of each request, in order."""
        self.scripts: list[str] = []
        """The address of each script that ran."""
        page.add_init_script(_SHIFTS)
        session = page.context.new_cdp_session(page)
        session.on("Debugger.scriptParsed", self._parsed)
        session.send("Debugger.enable")
        page.on("request", lambda request: self.requests.append((request.resource_type, request.url)))
        page.on("websocket", lambda socket: self.requests.append(("websocket", socket.url)))

    def _parsed(self, event: dict[str, Any]) -> None:
        if event["url"]:  # without one it is the test's own
            self.scripts.append(event["url"])

    def open(self, url: str) -> None:
        """Forget what was noted, open a page and read it to its end."""
        self.requests.clear()
        self.scripts.clear()
        self.page.goto(url)
        through(self.page)

    def loaded(self) -> list[str]:
        """Return what was asked for beside pictures, the page itself first."""
        return [url for type_, url in self.requests if type_ not in PICTURES]

    def shifts(self) -> list[tuple[float, str]]:
        """Return every move of something on the page: its share of the window, and what moved."""
        return [(each["value"], each["nodes"]) for each in self.page.evaluate("window.shifts")]


def own_scripts(here: Served, name: str) -> list[str]:
    """Return the addresses of the scripts that the page in the file *name* runs: its own, if its kind declares one."""
    return [here.url(name)] if kind(here.built, name) in SCRIPTS else []
