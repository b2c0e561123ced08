"""What visitors get: pages fetched over HTTP and held against the list of the release."""

from __future__ import annotations

import gzip
import hashlib
import time
import zlib
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from practice.deploy.plan import address
from practice.deploy.release import File, Release
from practice.site.rules import is_lasting

MOST = 60
"""At most this many addresses are fetched."""
_AT_LEAST = 20
"""Of those that did not change, so many are fetched, evenly spread."""
PAUSES = (0.5, 2, 5)
"""Seconds before an address that differs is fetched again: stores and caches may need a moment."""
_SECONDS = 20
_READERS = 8
_KNOWN = frozenset({"sitemap.xml", "robots.txt"})


def sample(release: Release, fresh: Collection[str], moved: Collection[str] = ()) -> list[str]:
    """
    Return the files to fetch: home, what has just come or changed, and some of the rest; sorted.

    Only what pages name counts: pages, files with a digest in their name, the lists for search engines.

    Args:
        release: what should stand there.
        fresh: files that were sent.
        moved: old addresses; where a host leads on from them, the page that stands there for other hosts is not seen.
    """
    led = {old.removesuffix("index.html").rstrip("/") for old in moved}
    public = [
        path
        for path in release.files
        if (path.endswith(".html") or is_lasting(path) or path in _KNOWN)
        and path != "404.html"
        and address(path).rstrip("/") not in led
        and not any(part.startswith((".", "_")) for part in path.split("/"))
        and not path.endswith((".gz", ".br", ".zst"))
    ]
    first = [path for path in public if path == "index.html"]
    news = [path for path in public if path in fresh and path not in first][: MOST - _AT_LEAST - 1]
    rest = [path for path in public if path not in news and path not in first]
    return sorted([*first, *news, *rest[:: max(1, -(-len(rest) // _AT_LEAST))]])


def differing(url: str, files: Mapping[str, File], paths: Sequence[str]) -> dict[str, str]:
    """
    Return the files that visitors do not get as the list says, each with a line of its address and what was found.

    Args:
        url: where the site stands, without a slash at its end.
        files: of the release.
        paths: those to be fetched.
    """
    wrong = dict.fromkeys(paths, "")
    for pause in (0, *PAUSES):
        time.sleep(pause)
        with ThreadPoolExecutor(_READERS) as readers:
            said = readers.map(lambda path: _difference(f"{url}{quote(address(path))}", files[path][0]), wrong)
            wrong = {path: line for path, line in zip(wrong, said, strict=True) if line}
        if not wrong:
            break
    return wrong


def shows_missing_page(url: str, release: Release) -> bool:
    """Tell whether an address that nobody made answers 404 with the site's own page for it."""
    status, body = _fetch(f"{url}/{release.name}-is-not-there/")
    return status == 404 and hashlib.sha256(body).hexdigest() == release.files["404.html"][0]


def _difference(url: str, sha256: str) -> str:
    try:
        status, body = _fetch(url)
    except (OSError, HTTPException, EOFError, zlib.error, ValueError) as error:
        return f"{url}: {error}"
    if status != 200:
        return f"{url}: answers {status}"
    return "" if hashlib.sha256(body).hexdigest() == sha256 else f"{url}: is not the page that was sent"


def _fetch(url: str) -> tuple[int, bytes]:
    """Return status and decoded body, as a browser gets them that takes gzip."""
    asked = Request(url, headers={"Accept-Encoding": "gzip", "Cache-Control": "no-cache", "User-Agent": "deploy"})
    try:
        with urlopen(asked, timeout=_SECONDS) as answer:
            status, body, packed = answer.status, answer.read(), answer.headers.get("Content-Encoding")
    except HTTPError as answer:
        with answer:
            status, body, packed = answer.code, answer.read(), answer.headers.get("Content-Encoding")
    return status, gzip.decompress(body) if packed == "gzip" else body
