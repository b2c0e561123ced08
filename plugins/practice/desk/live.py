"""The server of ``make dev``: pages from memory, and news of each build to the browsers that show them."""

from __future__ import annotations

import json
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote

from practice.desk.serve import Handler
from practice.pages.pictures import Unusable

OWN = ".dev/"
"""Where the script and the news stand: hidden names, which no site has."""
_SCRIPT = Path(__file__).with_name("live.js")
_BEAT = 15.0
"""Seconds after which a browser that hears nothing is asked whether it is still there."""
_MANY = 100
"""Changed pages that are named one by one; with more, each browser loads its page again."""


@dataclass(frozen=True, slots=True)
class State:
    """
    What browsers are shown.

    Attributes:
        number: of the build.
        base: the path below which the site stands, from slash to slash.
        files: the bytes of each file of the last good build, or what gives them.
        wrong: what stands against the newest build, a line each.
        changed: the files that this build changed; None for all.
        styles: whether nothing but styles changed.
    """

    number: int = 0
    base: str = "/"
    files: Mapping[str, bytes | Callable[[], bytes]] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    changed: tuple[str, ...] | None = None
    styles: bool = False


class Stage:
    """The newest state, for the thread that builds and the threads that serve."""

    def __init__(self) -> None:
        self.name = secrets.token_hex(4)  # a browser that comes back knows whether it still speaks with the same run
        self.state = State()
        self._news = threading.Condition()
        self._looked_at = Counter[str]()

    def show(
        self,
        base: str,
        files: Mapping[str, bytes | Callable[[], bytes]],
        wrong: Sequence[str] = (),
        changed: Collection[str] | None = None,
        *,
        styles: bool = False,
    ) -> None:
        """Show another state; the arguments are as in `State`."""
        named = None if changed is None or len(changed) > _MANY else tuple(changed)
        with self._news:
            self.state = State(self.state.number + 1, base, files, tuple(wrong), named, styles)
            self._news.notify_all()

    @contextmanager
    def looking(self, file: str) -> Iterator[None]:
        """Hold that a browser shows the page in *file* while the block runs."""
        with self._news:
            self._looked_at[file] += 1
        try:
            yield
        finally:
            with self._news:
                self._looked_at[file] -= 1
                self._looked_at = +self._looked_at  # of pages that nobody shows nothing is kept

    def looked_at(self) -> frozenset[str]:
        """Return the files of the pages that browsers show."""
        with self._news:
            return frozenset(self._looked_at)

    def after(self, number: int, seconds: float) -> State:
        """Return the state that follows *number*, or after *seconds* the same one."""
        with self._news:
            self._news.wait_for(lambda: self.state.number != number, seconds)
            return self.state


class LiveHandler(Handler):
    """Serves what is on the stage as `practice.desk.serve.Handler` serves a folder, each page with the script."""

    def __init__(self, *given: object, stage: Stage) -> None:
        self._stage, self._state = stage, stage.state
        super().__init__(*given, directory=".", base=self._state.base)

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer with a file from memory; the base class sends what is returned."""
        self._state = state = self._stage.state
        self.base = state.base
        path, _, query = self.path.partition("?")
        if path == f"{self.base}{OWN}news":
            with self._stage.looking(unquote(query)):
                self._tell()
            return None
        if path == f"{self.base}{OWN}live.js":
            return self._whole("live.js", _SCRIPT.read_bytes())
        name = unquote(path[len(self.base) :])
        if not self.may_ask(self.path):
            self.send_error(HTTPStatus.NOT_FOUND)
        elif found := state.files.get(f"{name}index.html" if not name or name.endswith("/") else name):
            try:
                return self._whole(name, _bytes(found))
            except (OSError, Unusable):  # gone since the build; the next one is on its way
                self.send_error(HTTPStatus.NOT_FOUND)
        elif f"{name}/index.html" in state.files:
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"{path}/{'?' if query else ''}{query}")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif not state.files:
            self.answer(HTTPStatus.SERVICE_UNAVAILABLE, "text/html; charset=utf-8", self._with_script(_NOTHING))
        else:
            self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def missing(self) -> bytes | None:
        """Return the page of a missing address."""
        page = self._state.files.get("404.html")
        return self._with_script(_bytes(page)) if page else None

    def _whole(self, name: str, body: bytes) -> BytesIO:
        kind = "text/html; charset=utf-8" if not name or name.endswith("/") else self.guess_type(name)
        if kind.startswith("text/html"):
            body = self._with_script(body)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return BytesIO(body)

    def _with_script(self, page: bytes) -> bytes:
        """Return a page with the script; it stands in what is sent, never in a file."""
        base, state = self.base, f"{self._stage.name}-{self._state.number}"
        tag = f'<script src="{escape(base)}{OWN}live.js" data-base="{escape(base)}" data-state="{state}"></script>'
        head, end, tail = page.rpartition(b"</body>")
        return head + tag.encode() + end + tail if end else page + tag.encode()

    def _tell(self) -> None:
        """Send news of each build until the browser goes away. Source: HTML standard, server-sent events."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"retry: 300\n\n")
        number = -1
        while True:
            state = self._stage.after(number, _BEAT)
            if state.number == number:
                self.wfile.write(b": still here\n\n")
            else:
                news = {
                    "state": f"{self._stage.name}-{state.number}",
                    "follows": f"{self._stage.name}-{state.number - 1}",
                    "wrong": state.wrong,
                    "changed": state.changed,
                    "styles": state.styles,
                }
                self.wfile.write(f"data: {json.dumps(news)}\n\n".encode())
                number = state.number
            self.wfile.flush()


_NOTHING = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Not built yet</title>
<body><p>There is no good build yet; this page opens as soon as there is one.</p></body></html>
"""


def _bytes(file: bytes | Callable[[], bytes]) -> bytes:
    return file if isinstance(file, bytes) else file()
