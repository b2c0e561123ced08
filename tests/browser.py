"""
A real browser for tests: the machine's Chromium, driven by Playwright, over built sites served on loopback.

Fixtures: `chromium` is one browser for a test module, `visit` opens pages in it.  Both are known to every test.
A module ends its browser because Playwright's loop would otherwise stand in the way of tests that run one of
their own.
"""

from __future__ import annotations

import functools
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from builds import BUILDS, Built, packed
from practice.desk.serve import Handler, Server
from tools import needed, program

GET_CHROMIUM = "apt install chromium"
WIDTHS = (320, 768, 1280)
"""A small phone, a tablet, a desk; CSS pixels."""
HEIGHT = 800
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
each_width = pytest.mark.parametrize("width", [WIDTHS[0], pytest.param(WIDTHS[-1], marks=pytest.mark.long)])
"""Run a test on a small phone; under CI on a desk too."""
each_scheme = pytest.mark.parametrize("scheme", [SCHEMES[0], pytest.param(SCHEMES[1], marks=pytest.mark.long)])
"""Run a test in the light scheme; under CI in the dark one too."""
_TEXT = (".html", ".svg", ".css", ".js", ".json", ".txt", ".xml", "/")


# Sites on loopback -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Served:
    """A built site that answers at *address* (its base with it), and the paths that were asked for."""

    built: Built
    address: str
    asked: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        """Return where the page in the file *name* is seen."""
        return self.address + self.built.address(name).removeprefix(self.built.base)


class _Compressing(Handler):
    """The site's own server; it also compresses as web hosts do, and notes what it is asked for."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *given: object, asked: list[str], **named: str) -> None:
        self.asked = asked
        super().__init__(*given, **named)

    def do_GET(self) -> None:  # noqa: N802 (the name is the base class's)
        """Send text in Brotli to whoever takes it."""
        self.asked.append(self.path)
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        accepted = "br" in self.headers.get("Accept-Encoding", "")
        if not accepted or not self.path.endswith(_TEXT) or not file.is_file():
            super().do_GET()
            return
        body = packed(file)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Encoding", "br")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002 (the name is the base class's)
        """Say nothing; a test looks at *asked*."""


@contextmanager
def serve(built: Built) -> Iterator[Served]:
    """Serve a built site on a free port of this machine."""
    asked: list[str] = []
    handler = functools.partial(_Compressing, directory=str(built.folder), base=built.base, asked=asked)
    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield Served(built, f"http://127.0.0.1:{server.server_port}{built.base}", asked)
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[str], Served]]:
    """Return what serves a build of `builds.BUILDS` by name, until the tests end."""
    with ExitStack() as stack:
        yield functools.cache(lambda name: stack.enter_context(serve(BUILDS[name]())))


# Which pages -----------------------------------------------------------------------------------------------


def each_site(test: Any) -> Any:
    """
    Run a test over the sample and this repository's content; it takes *site*, and asks `chosen` for the pages.

    On a desk that is one page of each kind of the sample; under CI it is every page of the sample, and of this
    repository's content the longest of each kind in each language.  With EVERY_PAGE=1 nothing is left out.
    """
    return pytest.mark.parametrize("site", ["preview", pytest.param("real", marks=pytest.mark.long)])(test)


def chosen(built: Built) -> list[str]:
    """Return the files of the pages to go over: see `each_site`."""
    if os.environ.get("EVERY_PAGE") or (os.environ.get("CI") and built is not BUILDS["real"]()):
        return list(built.pages)
    longest = of_each_kind(built)
    if os.environ.get("CI"):
        return list(dict.fromkeys([*longest.values(), *of_each_kind(built, "es/").values()]))
    return list(longest.values())


def of_each_kind(built: Built, below: str = "") -> dict[str, str]:
    """Return the longest page's file of each kind, by kind, of the pages whose file begins with *below*."""
    longest: dict[str, str] = {}
    pages = [name for name in built.pages if name.startswith(below)]
    for name in sorted(pages, key=lambda name: (built.folder / name).stat().st_size):
        longest[kind(built, name)] = name
    return dict(sorted(longest.items()))


def kind(built: Built, name: str) -> str:
    """Return the kind of the page in the file *name*: `procedure`, `home`, `list`, …"""
    body = built.pages[name].body
    assert body is not None
    return str(body.attributes["data-page"])


# The browser -----------------------------------------------------------------------------------------------


@contextmanager
def launched(browser: Path) -> Iterator[Browser]:
    """Run *browser*, a program, without a window."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser)
        try:
            yield running
        finally:
            running.close()


def shell() -> Path:
    """
    Return the machine's Chromium, as tests drive it.

    On a desk it is the one that has no windows to offer, where that is installed: the same engine, and a page opens
    in half the time.  CI drives the one that patients have.
    """
    return (not os.environ.get("CI") and program("chromium-headless-shell")) or needed("chromium", GET_CHROMIUM)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Return the machine's Chromium."""
    with launched(shell()) as browser:
        yield browser


Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """
    Return what opens a page, with nothing kept from other visits: ``visit(url, width=320, color_scheme="dark")``.

    Named arguments are those of Playwright's `Browser.new_context`, *width* apart; without *url* the page is empty.
    """
    with ExitStack() as stack:

        def open_(url: str = "", *, width: int = WIDTHS[-1], **options: Any) -> Page:
            context = chromium.new_context(viewport={"width": width, "height": HEIGHT}, **options)
            stack.callback(context.close)
            page = context.new_page()
            if url:
                page.goto(url)
            return page

        yield open_


def through(page: Page) -> None:
    """Scroll a page to its end, screen by screen, as a reader does, so that whatever is lazy has come; then back."""
    page.evaluate(
        """async () => {
            const frame = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
            for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
                scrollTo(0, top);
                await frame();
            }
            const late = [...document.images].filter(image => !image.complete);
            await Promise.all(late.map(image => new Promise(resolve => image.onload = image.onerror = resolve)));
            scrollTo(0, 0);
            await frame();
        }"""
    )


def probe(name: str) -> str:
    """Return the function in ``tests/probes/NAME.js``, for `Page.evaluate`."""
    return (Path(__file__).parent / "probes" / f"{name}.js").read_text(encoding="utf-8")


def sheets(page: Page) -> int:
    """Return on how many sheets of its own size a page is printed."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


def unfold(page: Page) -> None:
    """Make the window as tall as its page, so that everything is in view, once what waits for that is laid out."""
    size = page.viewport_size
    assert size
    through(page)
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": size["width"], "height": max(height, HEIGHT)})
    through(page)
