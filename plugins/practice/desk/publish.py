"""``make publish``: the real thing, strict, without drafts, with absolute addresses."""

from __future__ import annotations

import argparse
from pathlib import Path

from practice.desk.build import build


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--out", type=Path, help="where to build; public/ beside the content by default")


def run(call: argparse.Namespace) -> int:
    """Build what is published; return 1 when anything stands against it."""
    root = call.site.resolve()
    return build(root, Path.cwd() / (call.out or root / "public"), publish=True)
