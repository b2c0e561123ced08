"""``make clean``: remove what was built, and nothing else."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from practice.site.tree import TreeError, remove


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--out", type=Path, help="the built site; output/ and public/ beside the content by default")


def run(call: argparse.Namespace) -> int:
    """Remove built sites and the cache; return 1 when a folder was not made by a build."""
    root = call.site.resolve()
    failed = False
    for out in [Path.cwd() / call.out] if call.out else [root / "output", root / "public"]:
        if not out.exists():
            continue
        try:
            remove(out, lambda line: print(line, file=sys.stderr))
        except TreeError as error:
            print(error, file=sys.stderr)
            failed = True
    shutil.rmtree(root / ".cache", ignore_errors=True)
    return int(failed)
