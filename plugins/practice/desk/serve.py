"""``make serve``: a built site in a browser, on this machine only."""

from __future__ import annotations

import argparse
import functools
import http.server
import os
import sys
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote

from practice import settings
from practice.settings import SettingsError
from practice.site.sitemap import robots


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--out", type=Path, help="the built site; output/ beside the content by default")
    parser.add_argument("--port", type=int, default=8000, help="8000 by default")


def run(call: argparse.Namespace) -> int:
    """Serve until interrupted; return 1 when there is nothing to serve or the port is taken."""
    out = (call.out or call.site / "output").resolve()
    if not (out / "index.html").is_file():
        print(f"{out.name}/ holds no site; build it first with `make html`", file=sys.stderr)
        return 1
    try:
        base = settings.load(call.site.resolve(), publish=_published(out)).base
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    server = opened(call.port, functools.partial(Handler, directory=str(out), base=base))
    if server is None:
        return 1
    print(f"http://127.0.0.1:{server.server_port}{base}  (Ctrl-C stops)", flush=True)
    with server:
        server.serve_forever()
    return 0


def opened(port: int, handler: Callable[..., Handler]) -> Server | None:
    """Return a server on this machine's *port*, None and a line to the editor where it is taken."""
    try:
        return Server(("127.0.0.1", port), handler)
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        print(f"port {port}: {reason}; name another with PORT=8001", file=sys.stderr)
        return None


def _published(out: Path) -> bool:
    """Tell whether a built site is the real thing: a preview's robots.txt lets nobody in."""
    robots_txt = out / "robots.txt"
    return robots_txt.is_file() and robots_txt.read_text(encoding="utf-8") != robots("", publish=False)


class Server(http.server.ThreadingHTTPServer):
    """Says nothing of readers who go away before their page has come."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Tell of every fault but a closed connection."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(http.server.SimpleHTTPRequestHandler):
    """
    Serves one folder below a base path as a web host would: with the 404 page, without hidden files.

    The folder is looked up by its path for each request, because a build exchanges it.
    """

    def __init__(self, *given: object, directory: str, base: str) -> None:
        self.base = base
        super().__init__(*given, directory=directory)  # type: ignore[arg-type]

    def may_ask(self, path: str) -> bool:
        """Tell whether an address may have a file; nothing outside the base and nothing hidden has one."""
        plain = unquote(path.partition("?")[0])
        hidden = "\0" in plain or any(part.startswith(".") for part in plain.split("/"))
        return path.startswith(self.base) and not hidden

    def translate_path(self, path: str) -> str:
        """Return the file for an address."""
        if not self.may_ask(path):
            return str(Path(self.directory) / ".none")
        return super().translate_path("/" + path[len(self.base) :])

    def list_directory(self, path: str | os.PathLike[str]) -> None:  # noqa: ARG002 (the base class hands it over)
        """Show no list of a folder's files, as a web host would not."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Never let a browser keep a page that the next build changes."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a missing address with the site's own page."""
        body = self.missing() if code == HTTPStatus.NOT_FOUND else None
        if body is None:
            super().send_error(code, message, explain)
            return
        self.answer(code, "text/html; charset=utf-8", body)

    def missing(self) -> bytes | None:
        """Return the page of a missing address, None where the site has none."""
        page = Path(self.directory) / "404.html"
        return page.read_bytes() if page.is_file() else None

    def answer(self, code: int, kind: str, body: bytes) -> None:
        """Send a whole answer of a media type."""
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002 (the name is the base class's)
        """Say nothing about what was found; an editor reads only what was not."""
        if len(values) > 1 and str(values[1]).startswith(("4", "5")):
            super().log_message(format, *values)
