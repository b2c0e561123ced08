"""
``make bench``: builds and checks of a large made-up site, measured beside stock Pelican on the same text.

Every command runs as a process of its own, start included.  Nothing here is a test: times depend on the machine,
so they are printed beside the aims and judged by a person.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import monotonic

from bench_content import Written, for_stock, write

REPOSITORY = Path(__file__).resolve().parents[1]
SAVED = REPOSITORY / "docs" / "bench.md"
SIZES = (100, 1000)
MANY = 2000
"""Procedures from which one run has to do."""
RUNS = 3

STOCK = """\
PATH = "content"
OUTPUT_PATH = "output"
THEME = "simple"
DISPLAY_PAGES_ON_MENU = False
"""
"""
Settings of stock Pelican.  By default its theme lists every page in the menu of every page, which at 1,000
pages doubles its time; nobody would leave that on, so it is measured without.
"""

AIM_RATIO = 0.3
AIM_MEGABYTES = 100
AIM_CHECK = 1.5


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: *seconds* on the wall, *cpu* seconds (user and system), *peak* megabytes (10**6)."""

    seconds: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Row:
    """The medians at one size."""

    site: Written
    stock: Cost
    build: Cost
    check: Cost


def run(command: list[str], environment: dict[str, str], log: Path) -> Cost:
    """
    Run *command* to its end and return what it took.

    Raises:
        SystemExit: it failed; the end of what it said is shown.
    """
    with log.open("wb") as file:
        began = monotonic()
        actions = [(os.POSIX_SPAWN_DUP2, file.fileno(), 1), (os.POSIX_SPAWN_DUP2, file.fileno(), 2)]
        process = os.posix_spawn(command[0], command, environment, file_actions=actions)
        _, status, used = os.wait4(process, 0)
        seconds = monotonic() - began
    if status != 0:
        raise SystemExit(f"{' '.join(command)} failed:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes on macOS, in KiB elsewhere
    return Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6)


def middle(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        median(cost.seconds for cost in costs), median(cost.cpu for cost in costs), median(cost.peak for cost in costs)
    )


def measure(size: int, folder: Path, tell: Callable[[str], None]) -> Row:
    """
    Return the medians for *size* procedures.

    The three commands take turns, so that a busy spell of the machine falls on all of them.
    """
    ours, stock = folder / "ours", folder / "stock"
    ours.mkdir()
    site = write(ours, size, REPOSITORY / "content")
    for_stock(ours, stock)
    (stock / "settings.py").write_text(STOCK, encoding="utf-8")
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(REPOSITORY / "plugins"), "LC_ALL": "C.UTF-8"}
    desk = [sys.executable, "-P", "-m", "practice.desk"]
    log = folder / "log"
    costs: dict[str, list[Cost]] = {"stock": [], "build": [], "check": []}
    rounds = 1 if size >= MANY else RUNS
    for number in range(rounds):
        tell(f"{size} procedures, run {number + 1} of {rounds}")
        for out in (stock / "output", ours / "output"):
            shutil.rmtree(out, ignore_errors=True)
        costs["check"].append(run([*desk, "check", "--site", str(ours)], environment, log))
        costs["build"].append(run([*desk, "html", "--site", str(ours)], environment, log))
        pelican = [sys.executable, "-m", "pelican", "-s", str(stock / "settings.py")]
        costs["stock"].append(run(pelican, environment, log))
    shutil.rmtree(ours)
    shutil.rmtree(stock)
    return Row(site, middle(costs["stock"]), middle(costs["build"]), middle(costs["check"]))


def report(rows: Sequence[Row], day: str) -> str:
    """Return the tables as Markdown."""
    return "\n".join(
        [
            "# Speed and memory",
            "",
            "Written by `make bench`; `make bench SAVE=1` renews this file.",
            "Procedure pages as long as the kyphoplasty page, with conditions, physicians, locations and the glossary.",
            "Stock Pelican reads the same text with its own reader and default settings, theme `simple`, no cache;",
            "only its menu of all pages is turned off, which would double its time.",
            "Each command is a process of its own, start included, into an empty folder; "
            f"medians of {RUNS} runs, one run from {MANY:,} procedures on.",
            "",
            f"{day}, {_machine()}.",
            f"{_versions()}.",
            "",
            "## Whole build and check",
            "",
            *_table(
                ("procedures", "files", "command", "s", "of stock", "CPU s", "of stock", "CPU ms a file", "peak MB"),
                (line for row in rows for line in _lines(row)),
            ),
            "",
            "## Aims",
            "",
            *_table(("procedures", "aim", "measured", "met"), (line for row in rows for line in _aims(row, rows))),
            "",
        ]
    )


def _lines(row: Row) -> list[tuple[str, ...]]:
    return [
        (
            f"{row.site.procedures:,}",
            f"{row.site.files:,}",
            name,
            f"{cost.seconds:.2f}",
            f"{cost.seconds / row.stock.seconds:.2f}",
            f"{cost.cpu:.2f}",
            f"{cost.cpu / row.stock.cpu:.2f}",
            f"{1000 * cost.cpu / row.site.files:.2f}",
            f"{cost.peak:.0f}",
        )
        for name, cost in (("stock Pelican", row.stock), ("`make html`", row.build), ("`make check`", row.check))
    ]


def _aims(row: Row, rows: Sequence[Row]) -> list[tuple[str, ...]]:
    if row.site.procedures < max(SIZES):
        return []  # the start of Python weighs too much in a small site
    size = f"{row.site.procedures:,}"
    ratio, check = row.build.seconds / row.stock.seconds, 1000 * row.check.cpu / row.site.files
    found = [
        (size, f"build at most {AIM_RATIO} of stock", f"{ratio:.2f}", ratio <= AIM_RATIO),
        (size, f"check under {AIM_CHECK} ms of CPU a file", f"{check:.2f} ms", check < AIM_CHECK),
    ]
    if row.site.procedures == max(SIZES):
        found.append(
            (size, f"build at most {AIM_MEGABYTES} MB", f"{row.build.peak:.0f} MB", row.build.peak <= AIM_MEGABYTES)
        )
    first = next(each for each in rows if each.site.procedures >= max(SIZES))
    if row is not first:
        mine, former = (1000 * each.build.cpu / each.site.files for each in (row, first))
        aim = f"CPU a file of a build no higher than at {first.site.procedures:,}"
        found.append((size, aim, f"{mine:.2f} ms, {former:.2f} ms there", mine <= former))
    return [(size, aim, measured, "yes" if met else "no") for size, aim, measured, met in found]


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    return [
        f"| {' | '.join(head)} |",
        f"|{'---|' * len(head)}",
        *(f"| {' | '.join(line)} |" for line in lines),
    ]


def _machine() -> str:
    """Return the number of cores that may be used, and what they are."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    model = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.is_file():
        lines = cpus.read_text(encoding="utf-8", errors="replace").split("\n")
        model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model)
    return f"{cores} cores, {model}, {platform.system()}"


def _versions() -> str:
    names = ("pelican", "Markdown", "Jinja2", "nh3", "selectolax", "minify_html")
    packages = ", ".join(f"{name} {version(name)}" for name in names)
    return f"Python {platform.python_version()}, {packages}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the sizes named and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES), help="numbers of procedure pages")
    parser.add_argument("--save", action="store_true", help=f"keep the tables in {SAVED.relative_to(REPOSITORY)}")
    call = parser.parse_args(arguments)
    day = datetime.now(UTC).date().isoformat()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows = [measure(size, Path(folder), lambda line: print(line, file=sys.stderr)) for size in sorted(call.sizes)]
    text = report(rows, day)
    print(text)
    if call.save:
        SAVED.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
