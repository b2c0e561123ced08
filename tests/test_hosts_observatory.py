"""What MDN's HTTP Observatory says, by its own tests, of every kind of page and of the 404."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from browser import of_each_kind
from builds import Built, published
from servers import Server, certificate, serve
from tools import checker, needed

SCAN = Path(__file__).parent / "tools" / "observatory.mjs"
BEST = 130
"""What can be had without a script and without an entry in browsers' own lists."""
BARE = 55
"""What ``<meta>`` alone can do."""


@pytest.fixture(
    scope="module", params=["nginx", *(pytest.param(name, marks=pytest.mark.long) for name in ("apache", "wrangler"))]
)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with serve(request.param, published()) as started:
        yield started


def scanned(server: Server, *paths: str) -> list[dict[str, Any]]:
    """Return status, score and results of each path."""
    checker("@mdn/mdn-http-observatory/package.json")
    done = subprocess.run(
        [needed("node", "apt-get install npm"), SCAN, str(server.port), str(server.plain or 1), *paths],
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(certificate("ca.pem"))},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert (0, "") == (done.returncode, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def addresses(built: Built) -> list[str]:
    """Return the address of a page of each kind."""
    return [built.address(name) for name in of_each_kind(built).values() if name != "404.html"]


@pytest.mark.long
def test_every_kind_of_page_and_the_404_have_the_best_score(server: Server) -> None:
    found = scanned(server, *addresses(server.built), "/zebra/")

    assert [] == [page for page in found if page["score"] < BEST]
    assert [200] * (len(found) - 1) + [404] == [page["status"] for page in found]
    assert len(found) > 5


@pytest.mark.long
def test_a_host_that_sends_nothing_still_has_what_a_page_can_say_itself() -> None:
    with serve("bare", published()) as bare:
        found = scanned(bare, *addresses(bare.built))

    assert {BARE} == {page["score"] for page in found}
    assert [] == [name for name in published().files if name.endswith(".html") and _frames(published().folder / name)]


def _frames(file: Path) -> bool:
    """Tell whether a page says what no browser heeds in a page."""
    return b"frame-ancestors" in file.read_bytes()
