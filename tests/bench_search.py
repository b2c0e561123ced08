"""
``make bench``, its second table: what the search costs a visitor, for this site and for large made-up ones.

Sizes are those of the built files, in kB (1,000 bytes), plain and as Brotli of the highest quality sends them.
The time is Node's, for making the index ready and for one misspelled query; a phone takes several times as long.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import brotli

from bench_content import write

REPOSITORY = Path(__file__).resolve().parents[1]
SIZES = (100, 1000)
HEAD = (
    "site", "things to find", "library kB", "script kB", "index kB", "before the first answer kB", "page kB",
    "ready ms", "query ms",
)  # fmt: skip
TIMED = """\
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { open } from "./search.mjs";

const MiniSearch = createRequire(import.meta.url)("./minisearch.cjs");
const text = readFileSync("index.json", "utf8");
const timed = (run) => {
  const began = performance.now();
  run();
  return performance.now() - began;
};
const middle = (run) => Array.from({ length: 9 }, () => timed(run)).sort((one, other) => one - other)[4];
let search;
const ready = middle(() => (search = open(MiniSearch, JSON.parse(text))));
console.log(ready, middle(() => search("kifoplasty for a brokn bone")));
"""


def build(site: Path, out: Path) -> Path:
    """Return the folder into which the preview of *site* was built."""
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(REPOSITORY / "plugins"), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-P", "-m", "practice.desk", "html", "--site", str(site), "--out", str(out)]
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return out


def timed(script: Path, library: Path, index: Path, folder: Path) -> tuple[str, str]:
    """Return the milliseconds that Node takes to be ready and to answer, a dash where there is no Node."""
    node = shutil.which("node")
    if node is None:
        return "–", "–"
    for source, name in ((script, "search.mjs"), (library, "minisearch.cjs"), (index, "index.json")):
        shutil.copyfile(source, folder / name)
    (folder / "timed.mjs").write_text(TIMED, encoding="utf-8")
    done = subprocess.run([node, "timed.mjs"], cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    ready, query = done.stdout.split()
    return f"{float(ready):.1f}", f"{float(query):.1f}"


def row(name: str, site: Path, folder: Path) -> tuple[str, ...]:
    """Return the line of one site in the table."""
    built = build(site, folder / "built")
    (library,) = (built / "assets").glob("minisearch.*.js")
    (script,) = (built / "assets").glob("search.*.js")
    (index,) = (built / "assets").glob("search-index-en.*.json")
    page = built / "search" / "index.html"
    things = len(json.loads(index.read_text(encoding="utf-8"))["documents"])
    sent = {file: len(brotli.compress(file.read_bytes())) for file in (library, script, index, page)}
    shown = [f"{file.stat().st_size / 1000:.1f} ({sent[file] / 1000:.1f})" for file in (library, script, index)]
    first = sum(sent[file] for file in (library, script, index))
    whole = f"{page.stat().st_size / 1000:.1f} ({sent[page] / 1000:.1f})"
    return (name, f"{things:,}", *shown, f"{first / 1000:.1f}", whole, *timed(script, library, index, folder))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure this site and the sizes named, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(SIZES), help="numbers of procedure pages")
    print("## What the search costs a visitor\n")
    print("Plain size, and in brackets as Brotli sends it.\n")
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
        print(f"| {' | '.join(row('this one', REPOSITORY, Path(folder)))} |")
    for size in sorted(parser.parse_args(arguments).sizes):
        with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
            site = Path(folder) / "site"
            site.mkdir()
            write(site, size, REPOSITORY / "content")
            print(f"| {' | '.join(row(f'{size:,} procedures', site, Path(folder)))} |")


if __name__ == "__main__":
    main()
