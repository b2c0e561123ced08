"""``make load``: nginx with our file under load, on this machine; times depend on it, so a person judges them."""

from __future__ import annotations

import re
import subprocess
import sys

from builds import published
from servers import Server, serve
from tools import needed

REQUESTS = 10_000
CONNECTIONS = 32
PAGE = "procedures/kyphoplasty/"


def main() -> int:
    """Print a line for each way of asking; return 1 when any request failed."""
    failed = 0
    with serve("nginx", published()) as server:
        for what, options in (
            ("Brotli, connections kept", ["-k", "-H", "Accept-Encoding: br"]),
            ("Brotli, a new connection each", ["-H", "Accept-Encoding: br"]),
        ):
            done, wrong, rate = asked(server, options)
            failed += wrong + REQUESTS - done
            print(f"{what}: {done:,} requests over {CONNECTIONS} connections, {wrong} failed, {rate:,.0f} a second")
    return int(failed > 0)


def asked(server: Server, options: list[str]) -> tuple[int, int, float]:
    """Return how many requests were answered, how many of them wrongly, and how many a second."""
    command = [needed("ab", "apt-get install apache2-utils"), "-q", "-n", str(REQUESTS), "-c", str(CONNECTIONS)]
    address = f"{server.origin}{server.built.base}{PAGE}"
    told = subprocess.run([*command, *options, address], capture_output=True, text=True, check=True, timeout=300).stdout

    def number(name: str) -> float:
        found = re.search(rf"^{name}:\s+([\d.]+)", told, re.MULTILINE)
        return float(found[1]) if found else 0.0

    wrong = number("Failed requests") + number("Non-2xx responses") + number("Write errors")
    return int(number("Complete requests")), int(wrong), number("Requests per second")


if __name__ == "__main__":
    sys.exit(main())
