"""``make html``: the preview, with everything in it and marked as one."""

from __future__ import annotations

import argparse
from pathlib import Path

from practice.desk.preview import build


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--out", type=Path, help="where to build; output/ beside the content by default")


def run(call: argparse.Namespace) -> int:
    """Build the preview; return 1 when an error stopped it."""
    root = call.site.resolve()
    return build(root, Path.cwd() / (call.out or root / "output"))
