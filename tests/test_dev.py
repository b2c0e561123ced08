"""The editor's loop as a process of its own, in a real browser: reload, styles, faults over the page, and its end."""

from __future__ import annotations

import functools
import http.client
import re
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser import Visit
from builds import SMALLEST, change, command, desk, environment, own_theme, write
from practice.desk.live import LiveHandler, Stage
from practice.desk.serve import opened

HOME = "content/pages/home.md"
OTHER = {"content/pages/about.md": "Title: About us\nSummary: Who we are.\n\nWe are few.\n"}
PANEL = "practice-faults"
PAGES = r"^\d+ pages? in \d+ ms$"
"""What is said once the pages that a change touches are shown; the lists come after them."""


@dataclass
class Running:
    """A loop of its own process: its site, its address, and the lines that it said."""

    site: Path
    url: str
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    said: threading.Condition = field(default_factory=threading.Condition)

    def listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self.said:
                self.lines.append(line.rstrip("\n"))
                self.said.notify_all()

    def wait_for(self, pattern: str, after: int = 0) -> int:
        """Wait until a line matches, and return how many lines were said until then."""

        def place() -> int:
            return next((at for at, line in enumerate(self.lines) if at >= after and re.search(pattern, line)), -1)

        with self.said:
            assert self.said.wait_for(lambda: place() >= 0, 90), self.lines
            return place() + 1

    def ask(self, path: str) -> tuple[int, str, dict[str, str]]:
        """Return status, text and headers of an answer."""
        port = int(self.url.rsplit(":", 1)[1].rstrip("/"))
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace"), dict(answer.getheaders())

    def edit(self, path: str, old: str, new: str) -> None:
        change(self.site / path, old, new)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """Run the loop over a small site with a theme of its own."""
    site = write(tmp_path / "site", {**SMALLEST, **OTHER})
    own_theme(site)
    process = subprocess.Popen(
        command("dev", "--site", site, "--port", "0"),
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    loop = Running(site, "", process)
    thread = threading.Thread(target=loop.listen, daemon=True)
    thread.start()
    try:
        loop.wait_for(PAGES)
        found = re.search(r"http://127\.0\.0\.1:\d+/", loop.lines[0])
        assert found, loop.lines
        loop.url = found[0]
        yield loop
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        finally:
            process.kill()
            thread.join(5)


def mark(page: Page) -> None:
    """Leave a mark that a new load of the page takes away."""
    page.evaluate("window.marked = true")


def is_marked(page: Page) -> bool:
    return bool(page.evaluate("window.marked === true"))


def test_a_saved_page_is_loaded_again_and_another_is_left_alone(running: Running, visit: Visit) -> None:
    home, about = visit(running.url), visit(f"{running.url}about/")
    mark(about)
    running.edit(HOME, "We look after people", "We care for people")

    expect(home.locator("main")).to_contain_text("We care for people", timeout=60_000)
    assert is_marked(about)


def test_the_page_that_is_looked_at_is_known(running: Running, visit: Visit) -> None:
    page = visit(f"{running.url}about/")
    with page.expect_request(lambda request: "/.dev/news" in request.url) as asked:
        page.reload()

    assert f"{running.url}.dev/news?about%2Findex.html" == asked.value.url


def test_a_page_is_looked_at_while_its_browser_listens() -> None:
    stage = Stage()
    stage.show("/", {"index.html": b"Home"})
    server = opened(0, functools.partial(LiveHandler, stage=stage))
    assert server
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=30)) as connection:
            connection.request("GET", "/.dev/news?about%2Findex.html")
            connection.getresponse().readline()
            assert {"about/index.html"} == stage.looked_at()
        end = time.monotonic() + 30
        while stage.looked_at() and time.monotonic() < end:  # it is noticed when something is told
            stage.show("/", {})
            time.sleep(0.05)
        assert frozenset() == stage.looked_at()
    finally:
        server.shutdown()
        server.server_close()


def test_styles_are_swapped_without_loading_the_page_again(running: Running, visit: Visit) -> None:
    page = visit(running.url)
    mark(page)
    style = running.site / "theme/styles/site.css"
    style.write_text(style.read_text(encoding="utf-8") + "\n@layer components { h1 { letter-spacing: 7px } }\n")

    expect(page.locator("h1")).to_have_css("letter-spacing", "7px", timeout=60_000)
    assert is_marked(page)


def test_a_fault_lies_over_the_last_good_page_until_it_is_mended(running: Running, visit: Visit) -> None:
    page = visit(running.url)
    mark(page)
    running.edit(HOME, "We look after", "[gone](gone.md) We look after")
    panel = page.locator(PANEL)

    expect(panel).to_contain_text("content/pages/home.md:3", timeout=60_000)
    expect(panel).to_contain_text('did you mean "home.md"?')
    expect(page.locator("main")).to_contain_text("We look after people")
    running.edit(HOME, "[gone](gone.md) ", "")
    expect(panel).to_have_count(0, timeout=60_000)
    assert is_marked(page)


def test_a_fault_is_there_for_a_page_that_is_opened_later(running: Running, visit: Visit) -> None:
    running.edit(HOME, "We look after", "<b>We</b> look after")
    running.wait_for(r"^content/pages/home\.md:3: ")

    expect(visit(running.url).locator(PANEL)).to_contain_text("content/pages/home.md:3", timeout=60_000)


def test_each_build_says_its_faults_in_the_terminal(running: Running) -> None:
    running.edit(HOME, "We look after", "<b>We</b> look after")
    at = running.wait_for(r"^content/pages/home\.md:3: ")
    running.edit(HOME, "people with pain", "people who hurt")
    running.wait_for(r"^content/pages/home\.md:3: ", after=at)


def renamed(site: Path) -> None:
    """Save by a rename, as many editors do."""
    file = site / HOME
    spare = file.with_name(".home.md.swp")
    spare.write_text(file.read_text(encoding="utf-8").replace("We look", "Here we look"), encoding="utf-8")
    spare.replace(file)


def twice(site: Path) -> None:
    file = site / HOME
    text = file.read_text(encoding="utf-8")
    for words in ("Now we look", "Here we look"):
        file.write_text(text.replace("We look", words), encoding="utf-8")


def deleted_and_written(site: Path) -> None:
    file = site / HOME
    text = file.read_text(encoding="utf-8")
    file.unlink()
    file.write_text(text.replace("We look", "Here we look"), encoding="utf-8")


def switched(site: Path) -> None:
    """Put another content folder in the place of this one, as a switch of branches may."""
    (site / "content").rename(site / ".former")
    text = SMALLEST[HOME].replace("We look", "Here we look")
    write(site, {**SMALLEST, HOME: text})


@pytest.mark.parametrize(
    "save", [renamed, switched, *(pytest.param(each, marks=pytest.mark.long) for each in (twice, deleted_and_written))]
)
def test_every_way_of_saving_is_followed(save: Callable[[Path], None], running: Running, visit: Visit) -> None:
    page = visit(running.url)
    save(running.site)

    expect(page.locator("main")).to_contain_text("Here we look after people", timeout=60_000)


def test_a_new_page_is_found_and_a_deleted_one_is_missing(running: Running) -> None:
    at = len(running.lines)
    write(running.site, {"content/pages/new.md": "Title: New here\n\nHello.\n"})
    at = running.wait_for(PAGES, after=at)
    assert 200 == running.ask("/new/")[0]
    (running.site / "content/pages/new.md").unlink()
    running.wait_for(PAGES, after=at)

    assert 404 == running.ask("/new/")[0]


def test_pages_are_served_as_a_web_host_serves_them(running: Running) -> None:
    status, text, headers = running.ask("/about?x=1")
    assert (301, "/about/?x=1") == (status, headers["Location"])
    status, text, headers = running.ask("/nothing/")
    assert (404, True) == (status, 'data-page="missing"' in text)
    assert "no-store" == headers["Cache-Control"]
    assert [404, 404] == [running.ask(path)[0] for path in ("/.dev/", "/../pelicanconf.py")]
    assert "image/svg+xml" == running.ask("/favicon.svg")[2]["Content-Type"]


def test_a_change_of_the_settings_is_followed(running: Running) -> None:
    at = len(running.lines)
    running.edit("pelicanconf.py", "THEME", 'SITEURL = "https://www.example.com"\nTHEME')
    running.wait_for(PAGES, after=at)

    assert 'rel="canonical"' in running.ask("/")[1]


def test_the_loop_writes_nothing_and_leaves_nothing(running: Running) -> None:
    before = {path for path in running.site.rglob("*") if ".cache" not in path.parts}
    running.edit(HOME, "We look after", "We care for")
    running.wait_for(PAGES, after=len(running.lines))
    after = {path for path in running.site.rglob("*") if ".cache" not in path.parts}
    running.process.send_signal(signal.SIGINT)

    assert 130 == running.process.wait(20)
    assert (before, "stopped") == (after, running.lines[-1] or running.lines[-2])
    with closing(socket.socket()) as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", int(running.url.rsplit(":", 1)[1].rstrip("/"))))


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = desk("dev", "--site", write(tmp_path / "site", SMALLEST), "--port", str(taken.getsockname()[1]))

    assert 1 == result.status
    assert result.err.endswith("; name another with PORT=8001\n")
