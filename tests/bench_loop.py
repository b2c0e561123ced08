"""
The editor's loop, measured: ``make bench`` prints what an edit costs while `make dev` runs, and what memory it holds.

The loop runs in this process without a browser, on a made-up site; an edit is written to its file and the time
taken until the new pages can be served.  Nothing here is a test: times depend on the machine.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import REPOSITORY, keep
from bench_content import write
from practice.desk.__main__ import GARBAGE
from practice.desk.loop import Loop

HEAD = "## The editor's loop"
RUNS = 9
REBUILDS = 200
MOST = 1000
"""Procedures up to which all pages are rendered again and again; of more that takes half an hour."""


@dataclass(frozen=True, slots=True)
class Took:
    """Medians of an edit: milliseconds until its pages and until all is shown, of CPU; how many files changed."""

    pages: float
    wall: float
    cpu: float
    files: int


def megabytes() -> float:
    """Return what this process holds now, in 10**6 bytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def timed(loop: Loop, changes: list[Path] | None) -> tuple[float, float, float, int]:
    """
    Let the loop follow *changes*.

    Returns:
        Milliseconds until the pages and until all is shown, of CPU, and how many files changed.
    """
    wall, cpu = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(io.StringIO()) as told:
        loop.step(changes)
    spent = 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)
    if loop.stage.state.wrong:
        raise SystemExit("\n".join(loop.stage.state.wrong))
    # "3 pages in 40 ms", and after it the rest; what is shown to the browser is shown just before it is said.
    said = re.findall(r"(?m)^(\d+) (?:more )?pages? in (\d+) ms$", told.getvalue())
    return float(said[0][1]) if said else spent[0], *spent, sum(int(count) for count, _ in said)


def edited(loop: Loop, file: Path, change: Callable[[str, int], str], runs: int = RUNS) -> Took:
    """Edit *file* some times, put it back, and return the medians."""
    text = file.read_text(encoding="utf-8")
    costs = []
    for number in range(runs):
        file.write_text(change(text, number), encoding="utf-8")
        costs.append(timed(loop, [file]))
    file.write_text(text, encoding="utf-8")
    timed(loop, [file])
    pages, walls, cpus, files = zip(*costs, strict=True)
    return Took(median(pages), median(walls), median(cpus), int(median(files)))


def body(text: str, number: int) -> str:
    """Add a word to the last paragraph before the sources."""
    return re.sub(r"(?m)^(## When to call us\n)", rf"Ask us about number {number}.\n\n\1", text, count=1)


def title(text: str, number: int) -> str:
    """Change the title."""
    return re.sub(r"(?m)^Title: .*", lambda match: f"{match[0]} {number}", text, count=1)


def name(text: str, number: int) -> str:
    """Change the practice's name, which stands on all pages."""
    return re.sub(r"(?m)^Name: .*", lambda match: f"{match[0]} {number}", text, count=1)


def measure(size: int, folder: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the lines of the table for *size* procedures: what, milliseconds for its pages, for all, of CPU, files."""
    site = write(folder, size, REPOSITORY / "content")
    gc.set_threshold(GARBAGE)
    loop = Loop(folder)

    def line(what: str, took: Took) -> tuple[str, str, str, str, str]:
        return what, f"{took.pages:.0f}", f"{took.wall:.0f}", f"{took.cpu:.0f}", f"{took.files:,}"

    yield line(f"first build, {site.procedures:,} procedures", Took(*timed(loop, None)))
    page = sorted((folder / "content/procedures").glob("*.md"))[size // 2]
    yield line("text of a procedure", edited(loop, page, body))
    yield line("title of a procedure", edited(loop, page, title))
    with loop.stage.looking(f"procedures/{page.stem}/index.html"):
        yield line("title of a procedure that is looked at", edited(loop, page, title))
        if size > MOST:
            return
        took = edited(loop, folder / "content/practice.md", name, runs=1)
        yield line("name of the practice, one page looked at", took)
    yield line("nothing, all files looked at", Took(*timed(loop, None)))
    edited(loop, page, body, runs=5)
    before = megabytes()
    edited(loop, page, title, runs=REBUILDS)
    after = megabytes()
    yield f"MB after 5 rebuilds and after {REBUILDS} more", f"{before:.0f}", f"{after:.0f}", f"{after / before:.2f}", ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1000], help="numbers of procedure pages")
    parser.add_argument("--save", action="store_true", help="keep the table")
    call = parser.parse_args(arguments)
    lines = [HEAD, ""]
    lines += ["Milliseconds from a saved file to its pages, and until all others are served by `make dev` too.", ""]
    lines += ["| edit | pages ms | all ms | CPU ms | files |", "|---|---|---|---|---|"]
    for size in call.sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for line in measure(size, Path(folder)):
                lines.append(f"| {' | '.join(line)} |")
                print(lines[-1], file=sys.stderr, flush=True)
    text = "\n".join(lines)
    print(text)
    if call.save:
        keep(HEAD, text)


if __name__ == "__main__":
    main()
