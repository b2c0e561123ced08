"""
``make audit``: every measure of a finished page, one page of each kind, in a table beside its budget.

Weight, requests, moves, axe, contrast and the Nu checker go over the sample and over this repository's content.
Lighthouse goes over the published sample, because a preview asks search engines to stay away.  Its largest
contentful paint (LCP) is told as a share of a bare page's, measured in the same run: times depend on the machine, a
share hardly does.  `RUNS` medians are taken, page after page, so that a busy moment does not fall on one alone.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from statistics import median

import pytest
from markdown import markdown

import axe
import lighthouse
import nu
from browser import GET_CHROMIUM, Served, kind, launched, of_each_kind, serve
from builds import BUILDS, REPOSITORY, Built, Result
from conftest import SITES
from practice.pages.scripts import SCRIPTS
from test_weight import SCRIPT, STYLESHEET, budget, script_weight, styles, weight
from tools import checker, needed
from watched import Watched, own_scripts

RUNS = 3
LCP = 1.05
LCP_PICTURE = 1.5
"""The most that a page may take, as a share of the bare page: with text alone, and with a picture leading it."""
ROBOTS = ("robots-txt",)
"""Not asked of a page from which nothing may go out: Lighthouse fetches robots.txt in the page's own name."""
WORDS = 500
"""Least length of the bare page."""
HEADS = (
    "page", "bytes", "of", "requests", "scripts", "moves", "axe", "Nu",
    "LCP", "of", "fast", "accessible", "practices", "search",
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """What was measured on one page, and what is wrong with it in words."""

    name: str
    cells: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def add(self, value: object, fault: str = "") -> None:
        """Write a cell; a *fault* marks it."""
        self.cells.append(f"{value}{'!' if fault else ''}")
        if fault:
            self.faults.append(f"{self.name}: {fault}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 1 when something misses its budget or a program is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help=f"of Lighthouse on each page; {RUNS} by default")
    runs = parser.parse_args(arguments).runs
    if missing := sorted(set(lacking())):
        print("\n".join(missing), file=sys.stderr)
        return 1
    rows = [row for name in ("published", "real") for row in looked_at(name)]
    judged(rows, runs)
    print(table(rows))
    style, where = max((size, file) for name in ("published", "real") for file, size in styles(BUILDS[name]()).items())
    style_faults = nu.messages(sorted((REPOSITORY / "theme" / "styles").glob("*.css")))
    print(f"\nlargest stylesheet of a page: {style:,} bytes of {STYLESHEET:,} ({where})")
    print(f"stylesheets of the theme: {len(style_faults)} messages of the Nu checker")
    for name in SCRIPTS:
        print(f"script of the {name}: {script_weight(name):,} bytes in Brotli of {SCRIPT:,}")
    print("handout: judged without robots.txt, which its policy does not let Lighthouse fetch from there")
    faults = [fault for row in rows for fault in row.faults] + style_faults
    faults += [f"the stylesheet of {where} is {style:,} bytes, not {STYLESHEET:,}"] if style > STYLESHEET else []
    print("\n".join(["", *faults]) if faults else "\nEvery measure holds.")
    return 1 if faults else 0


def lacking() -> Iterator[str]:
    """Yield a line for each program that is missing, with the command that brings it."""
    asked = (
        lambda: needed("chromium", GET_CHROMIUM), lambda: checker("axe-core/axe.min.js"), nu.program, lighthouse.program
    )  # fmt: skip
    for ask in asked:
        try:
            ask()
        except (pytest.skip.Exception, pytest.fail.Exception) as lack:
            yield str(lack.msg)


def looked_at(name: str) -> Iterator[Row]:
    """Yield what a browser and the Nu checker see on the pages of a build, one of each kind."""
    built = BUILDS[name]()
    files = of_each_kind(built)
    with launched(needed("chromium", GET_CHROMIUM)) as chromium, serve(built) as here:
        told = nu.messages(here.url(file) for file in files.values())
        tab, page = Watched(chromium.new_page()), chromium.new_page()
        for file in files.values():
            row = Row(f"{name} {built.address(file)}")
            _weigh(row, built, file)
            _watch(row, here, file, tab)
            found = [
                f"{seen}: {each}" for seen, faults in axe.findings(page, here.url(file)).items() for each in faults
            ]
            row.add(len(found), "; ".join(found))
            messages = [each for each in told if each.startswith(f"{here.url(file)}:")]
            row.add(len(messages), "; ".join(messages))
            yield row


def _weigh(row: Row, built: Built, file: str) -> None:
    size, most = weight(built, file), budget(built, file)
    row.add(f"{size:,}", f"{size:,} bytes in Brotli, not {most:,}" if size > most else "")
    row.add(f"{most:,}")


def _watch(row: Row, here: Served, file: str, tab: Watched) -> None:
    tab.open(here.url(file))
    own, shifts = own_scripts(here, file), sum(value for value, _ in tab.shifts())
    more = tab.loaded()[1:]
    row.add(len(tab.loaded()), f"loads {', '.join(more)}" if more else "")
    row.add(len(tab.scripts), f"runs {', '.join(tab.scripts)}" if tab.scripts != own else "")
    row.add(f"{shifts:.2f}", f"moves by {shifts:.4f}" if shifts else "")


def judged(rows: list[Row], runs: int) -> None:
    """Write what Lighthouse says of the published pages into their rows."""
    built = BUILDS["published"]()
    files = list(of_each_kind(built).values())
    with tempfile.TemporaryDirectory() as folder:
        bare = Built(Path(folder), Result(0, "", ""))
        (Path(folder) / "index.html").write_text(bare_page(built), encoding="utf-8")
        with serve(built) as here, serve(bare) as floor:
            urls = [floor.address, *(here.url(file) for file in files)]
            closed = {here.url(file) for file in files if _is_closed(built, file)}
            found: dict[str, list[lighthouse.Judged]] = {url: [] for url in urls}
            for turn in range(runs):
                for url in urls:
                    print(f"\rLighthouse {turn + 1} of {runs}: {url:<90}", end="", file=sys.stderr, flush=True)
                    found[url].append(lighthouse.judge(url, ROBOTS if url in closed else ()))
            print("\r" + " " * 120 + "\r", end="", file=sys.stderr)
    least = median(each.lcp for each in found[urls[0]])
    for row, file, url in zip(rows, files, urls[1:], strict=False):
        share = median(each.lcp for each in found[url]) / least
        most = LCP_PICTURE if built.pages[file].css('img[fetchpriority="high"]') else LCP
        row.add(f"{share:.2f}", f"LCP is {share:.3f} of the bare page's, not {most}" if share > most else "")
        row.add(most)
        for at, category in enumerate(lighthouse.CATEGORIES):
            score = round(median(each.scores[at] for each in found[url]))
            why = sorted({name for each in found[url] for name in each.marked_down})
            row.add(score, f"{category} is {score}, not 100 ({', '.join(why)})" if score < 100 else "")


def _is_closed(built: Built, file: str) -> bool:
    """Tell whether a page's policy lets nothing out of it."""
    policy = built.pages[file].css_first('meta[http-equiv="Content-Security-Policy"]')
    assert policy is not None
    return "connect-src" not in (policy.attributes["content"] or "")


def bare_page(built: Built) -> str:
    """
    Return the least page that there can be for an article: a line of styles, and no header, footer or picture.

    The article is the beginning of the longest procedure of the sample, up to `WORDS` words or some more, with the
    headings, lists and links that Markdown makes of it.
    """
    longest = max(
        (name for name in built.pages if kind(built, name) == "procedure"), key=lambda name: weight(built, name)
    )
    source = (SITES / "sample" / "content" / Path(longest).parent).with_suffix(".md").read_text(encoding="utf-8")
    _, *blocks = re.sub(r"\[\^[\w-]+\]", "", source).split("\n\n")  # the first are its facts
    lengths = accumulate(len(block.split()) for block in blocks)
    article = markdown("\n\n".join(blocks[: 1 + sum(length < WORDS for length in lengths)]))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare page</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        "<style>body{font:1.1rem/1.6 system-ui;margin:auto;max-width:58ch}</style>"
        f"<h1>Bare page</h1>{article}</html>"
    )


def table(rows: list[Row]) -> str:
    """Return the rows under their heads, in columns."""
    lines = [HEADS, *((row.name, *row.cells, *("-" for _ in HEADS[len(row.cells) + 1 :])) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


if __name__ == "__main__":
    sys.exit(main())
