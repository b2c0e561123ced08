"""
From a saved file to a page that is seen: ``make bench`` prints how long `make dev`, ``hugo server`` and
``pelican --autoreload`` take on the same text.

Each runs as a process of its own, as whoever writes has it; what is asked again and again is the page itself, by
HTTP, or for Pelican, which serves from the disk, its file.  Nothing here is a test: times depend on the machine.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

from bench import REPOSITORY, STOCK, keep
from bench_content import for_hugo, for_stock, write

HEAD = "## From a saved file to the page"
RUNS = 7
SLOW = 2
"""Edits of those that take tens of seconds."""
_PATIENCE = 900
_PACE = 0.002


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def running(command: Sequence[str | Path], folder: Path) -> Iterator[Path]:
    """Run *command* while the block runs, and yield the file of what it says."""
    given = {**os.environ, "PYTHONPATH": str(REPOSITORY / "plugins"), "PYTHONUNBUFFERED": "1"}
    told = folder.with_suffix(".log")
    with told.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=given, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield told
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def seen(read: Callable[[], bytes], words: str) -> float:
    """
    Return the seconds until *read* gives a page with *words* in it.

    Raises:
        SystemExit: it did not come.
    """
    began = time.perf_counter()
    while time.perf_counter() - began < _PATIENCE:
        with contextlib.suppress(OSError, urllib.error.URLError):
            if words.encode() in read():
                return time.perf_counter() - began
        time.sleep(_PACE)
    raise SystemExit(f"waited {_PATIENCE} s for a page with {words!r}")


def edits(file: Path, read: Callable[[], bytes], runs: int, ready: Callable[[int], None] = lambda _: None) -> float:
    """
    Edit *file* some times as soon as its page is there, and return the median of seconds until it is seen.

    Args:
        file: the text.
        read: gives its page.
        runs: number of edits.
        ready: returns once that many edits can be seen, where a program would miss one that comes earlier.
    """
    text = file.read_text(encoding="utf-8")
    first, _, rest = text.partition("## When to call us")
    seen(read, "<h1")
    took = []
    for number in range(runs):
        ready(number)
        time.sleep(0.5)
        words = f"Ask for number {number}{time.time_ns() % 10_000}."
        file.write_text(f"{first}{words}\n\n## When to call us{rest}", encoding="utf-8")
        took.append(seen(read, words))
    return median(took)


def measure(size: int, folder: Path) -> Iterator[tuple[str, float]]:
    """Yield what was measured, and the median of seconds."""
    ours, stock, hugo = (folder / name for name in ("ours", "stock", "hugo"))
    ours.mkdir()
    write(ours, size, REPOSITORY / "content")
    for_stock(ours, stock)
    for_hugo(stock, hugo)
    (stock / "settings.py").write_text(STOCK, encoding="utf-8")
    name = sorted((ours / "content/procedures").glob("*.md"))[size // 2].stem

    def page(port: int, path: str) -> Callable[[], bytes]:
        def read() -> bytes:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
                return bytes(answer.read())

        return read

    port = free_port()
    command: list[str | Path] = [sys.executable, "-P", "-m", "practice.desk", "dev", "--port", str(port)]
    with running(command, ours):
        yield "`make dev`", edits(ours / f"content/procedures/{name}.md", page(port, f"/procedures/{name}/"), RUNS)
    port = free_port()
    program = Path(sys.executable).parent / "hugo"
    with running([program, "server", "--port", str(port), "--bind", "127.0.0.1", "--watch"], hugo):
        yield "`hugo server`", edits(hugo / f"content/procedures/{name}.md", page(port, f"/procedures/{name}/"), RUNS)
    with running([sys.executable, "-m", "pelican", "-s", "settings.py", "--autoreload"], stock) as told:

        def built(edits: int) -> None:  # a page is written long before its build ends, and what comes between is lost
            seen(lambda: b"all" if told.read_bytes().count(b"Done:") > edits else b"", "all")

        text, page_file = stock / f"content/pages/procedures/{name}.md", stock / f"output/pages/{name}.html"
        yield "`pelican --autoreload`", edits(text, page_file.read_bytes, SLOW, built)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1000], help="numbers of procedure pages")
    parser.add_argument("--save", action="store_true", help="keep the table")
    call = parser.parse_args(arguments)
    lines = [
        HEAD,
        "",
        "Median seconds from a text that is saved to the page with the new words; the first build apart.",
    ]
    lines += ["", "| procedures | command | s |", "|---|---|---|"]
    for size in call.sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for what, seconds in measure(size, Path(folder)):
                lines.append(f"| {size:,} | {what} | {seconds:.3f} |")
                print(lines[-1], file=sys.stderr, flush=True)
    print("\n".join(lines))
    if call.save:
        keep(HEAD, "\n".join(lines))


if __name__ == "__main__":
    main()
