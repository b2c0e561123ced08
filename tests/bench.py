"""
``make bench``: builds and checks of a large made-up site, measured beside stock Pelican and Hugo on the same text.

Every command runs as a process of its own, start included.  Nothing here is a test: times depend on the machine,
so they are printed beside the aims and judged by a person.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
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

from bench_content import Written, for_hugo, for_stock, write

REPOSITORY = Path(__file__).resolve().parents[1]
SAVED = REPOSITORY / "docs" / "bench.md"
HEADS = ("## Whole build and check", "## Aims")
"""What this program measures; other programs keep their own."""
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
AIM_NOTHING = 0.3
AIM_EDIT = 0.5


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took: *seconds* on the wall, *cpu* seconds (user and system), *peak* megabytes (10**6)."""

    seconds: float
    cpu: float
    peak: float


STOCK_BUILD, HUGO_BUILD = "stock Pelican", "Hugo"
BUILD, NOTHING, EDIT, CHECK = "`make html`", "`make html`, nothing changed", "`make html`, one edit", "`make check`"
COMMANDS = (
    STOCK_BUILD, "stock Pelican, one edit", HUGO_BUILD, "Hugo, nothing changed", "Hugo, one edit",
    BUILD, NOTHING, EDIT, CHECK,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """The medians at one size, by what was run, and the bytes of a procedure's page."""

    site: Written
    costs: dict[str, Cost]
    page: int


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

    The commands take turns, so that a busy spell of the machine falls on all of them.
    """
    ours, stock, hugo = (folder / name for name in ("ours", "stock", "hugo"))
    ours.mkdir()
    site = write(ours, size, REPOSITORY / "content")
    for_stock(ours, stock)
    (stock / "settings.py").write_text(STOCK, encoding="utf-8")
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(REPOSITORY / "plugins"), "LC_ALL": "C.UTF-8"}
    desk = [sys.executable, "-P", "-m", "practice.desk"]
    log = folder / "log"
    slug = sorted(path.stem for path in (ours / "content/procedures").glob("*.md"))[size // 2]
    commands = {
        STOCK_BUILD: [sys.executable, "-m", "pelican", "-s", str(stock / "settings.py")],
        HUGO_BUILD: [str(Path(sys.executable).parent / "hugo"), "--quiet", "--source", str(hugo)],
        BUILD: [*desk, "html", "--site", str(ours)],
        CHECK: [*desk, "check", "--site", str(ours)],
    }
    edited = {
        STOCK_BUILD: stock / f"content/pages/procedures/{slug}.md",
        HUGO_BUILD: hugo / f"content/procedures/{slug}.md",
        BUILD: ours / f"content/procedures/{slug}.md",
    }
    # Hugo's page gets as long as ours is.
    run(commands[BUILD], environment, log)
    page = (ours / f"output/procedures/{slug}/index.html").stat().st_size
    for_hugo(stock, hugo)
    run(commands[HUGO_BUILD], environment, log)
    for_hugo(stock, hugo, max(page - (hugo / f"public/procedures/{slug}/index.html").stat().st_size, 0))
    costs: dict[str, list[Cost]] = {name: [] for name in COMMANDS}
    rounds = 1 if size >= MANY else RUNS
    for number in range(rounds):
        tell(f"{size} procedures, run {number + 1} of {rounds}")
        for out in (stock / "output", hugo / "public", ours / "output", ours / ".cache"):
            shutil.rmtree(out, ignore_errors=True)
        costs[CHECK].append(run(commands[CHECK], environment, log))
        for name in (BUILD, HUGO_BUILD, STOCK_BUILD):
            costs[name].append(run(commands[name], environment, log))
            if name != STOCK_BUILD:  # which builds the whole anyway
                costs[f"{name}, nothing changed"].append(run(commands[name], environment, log))
            for each in range(2 if name == BUILD else 1):  # see `report`
                text = edited[name].read_text(encoding="utf-8")
                words = f"Word {number} {each}.\n\n## When to call us"
                edited[name].write_text(text.replace("## When to call us", words, 1), encoding="utf-8")
                cost = run(commands[name], environment, log)
            costs[f"{name}, one edit"].append(cost)
    for each in (ours, stock, hugo):
        shutil.rmtree(each)
    return Row(site, {name: middle(found) for name, found in costs.items()}, page)


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
            "Hugo has the same text too, one plain template, and HTML as long as ours; it checks nothing.",
            "One edit is a paragraph in one procedure; of `make html` the second one after a whole build, as the first",
            "one still has to make its folders.",
            "Each command is a process of its own, start included, into an empty folder; "
            f"medians of {RUNS} runs, one run from {MANY:,} procedures on.",
            "",
            f"{day}, {_machine()}.",
            f"{_versions()}.",
            "",
            HEADS[0],
            "",
            *_table(
                ("procedures", "files", "command", "s", "of stock", "of Hugo", "CPU s", "CPU ms a file", "peak MB"),
                (line for row in rows for line in _lines(row)),
            ),
            "",
            HEADS[1],
            "",
            *_table(("procedures", "aim", "measured", "met"), (line for row in rows for line in _aims(row, rows))),
            "",
        ]
    )


def _lines(row: Row) -> list[tuple[str, ...]]:
    stock, hugo = row.costs[STOCK_BUILD], row.costs[HUGO_BUILD]
    return [
        (
            f"{row.site.procedures:,}",
            f"{row.site.files:,}",
            name,
            f"{cost.seconds:.2f}",
            f"{cost.seconds / stock.seconds:.2f}",
            f"{cost.seconds / hugo.seconds:.2f}",
            f"{cost.cpu:.2f}",
            f"{1000 * cost.cpu / row.site.files:.2f}",
            f"{cost.peak:.0f}",
        )
        for name, cost in row.costs.items()
    ]


def _aims(row: Row, rows: Sequence[Row]) -> list[tuple[str, ...]]:
    if row.site.procedures < max(SIZES):
        return []  # the start of Python weighs too much in a small site
    size, costs = f"{row.site.procedures:,}", row.costs
    ratio, check = costs[BUILD].seconds / costs[STOCK_BUILD].seconds, 1000 * costs[CHECK].cpu / row.site.files
    found = [
        (size, f"build at most {AIM_RATIO} of stock", f"{ratio:.2f}", ratio <= AIM_RATIO),
        (size, f"check under {AIM_CHECK} ms of CPU a file", f"{check:.2f} ms", check < AIM_CHECK),
    ]
    if row.site.procedures == max(SIZES):
        peak, nothing, edit = costs[BUILD].peak, costs[NOTHING].seconds, costs[EDIT].seconds
        found += [
            (size, f"build at most {AIM_MEGABYTES} MB", f"{peak:.0f} MB", peak <= AIM_MEGABYTES),
            (size, f"nothing changed under {AIM_NOTHING} s", f"{nothing:.2f} s", nothing < AIM_NOTHING),
            (size, f"one edit under {AIM_EDIT} s", f"{edit:.2f} s", edit < AIM_EDIT),
        ]
    first = next(each for each in rows if each.site.procedures >= max(SIZES))
    if row is not first:
        mine, former = (1000 * each.costs[BUILD].cpu / each.site.files for each in (row, first))
        aim = f"CPU a file of a build no higher than at {first.site.procedures:,}"
        found.append((size, aim, f"{mine:.2f} ms, {former:.2f} ms there", mine <= former))
    return [(size, aim, measured, "yes" if met else "no") for size, aim, measured, met in found]


def keep(head: str, text: str) -> None:
    """Put *text*, which begins with the line *head*, into the file of what was measured, in its former place."""
    parts = re.split(r"\n(?=## )", SAVED.read_text(encoding="utf-8").rstrip()) if SAVED.is_file() else []
    at = next((number for number, part in enumerate(parts) if part.startswith(f"{head}\n")), len(parts))
    parts[at : at + 1] = [text]
    SAVED.write_text("\n\n".join(part.strip() for part in parts) + "\n", encoding="utf-8")


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
    names = ("pelican", "hugo", "Markdown", "Jinja2", "nh3", "selectolax", "minify_html")
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
        kept = SAVED.read_text(encoding="utf-8") if SAVED.is_file() else ""
        others = [part for part in re.split(r"\n(?=## )", kept)[1:] if not part.startswith(HEADS)]
        SAVED.write_text("\n".join([text, *others]), encoding="utf-8")


if __name__ == "__main__":
    main()
