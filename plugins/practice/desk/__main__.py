"""``python -m practice.desk COMMAND``: what the Makefile calls."""

from __future__ import annotations

import argparse
import gc
import importlib
import io
import os
import sys
from pathlib import Path

from practice.content.progress import LISTENERS, begin

COMMANDS = {
    "check": "say what is wrong or missing, with file and line",
    "status": "say where each page stands, what stops publishing first",
    "dev": "show the site in a browser, up to date a moment after a file is saved",
    "html": "build the preview into output/",
    "publish": "build the real thing into public/, if nothing stands against it",
    "deploy": "bring public/ to its host and check it there",
    "rollback": "bring the former release to its host again",
    "serve": "show a built site in a browser on this machine",
    "new": "write the skeleton of a page",
    "import": "bring an old site over: its export, or saved pages",
    "review": "say what the pages of an old site lack, without writing anything",
    "sign": "write a physician's review into a page",
    "move": "give a page another name, with everything that names it",
    "clean": "remove built sites",
}
_MODULES = {"import": "importing"}
"""Commands whose module is named otherwise, because Python keeps the word for itself."""

GARBAGE = 200_000
"""Objects, more than an edit makes, after which garbage is looked for: in what is known of a large site a look takes
tens of milliseconds, and as often as usual a tenth of all time."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status: 0 done, 1 something is wrong with the site, 2 with the call."""
    gc.set_threshold(GARBAGE)  # before most is imported
    parser = argparse.ArgumentParser(prog="desk", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    called, module = next(iter(sys.argv[1:] if arguments is None else arguments), ""), None
    for name, purpose in COMMANDS.items():
        sub = commands.add_parser(name, help=purpose, description=purpose)
        sub.add_argument("--site", type=Path, default=Path(), help="the site's folder (the one with content/)")
        if name == called:  # the others would be imported for nothing
            module = importlib.import_module(f"practice.desk.{_MODULES.get(name, name)}")
            module.arguments(sub)
    call = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # messages quote content, whatever the terminal says it can show
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    begin()
    LISTENERS[:] = [_tell] if sys.stderr.isatty() else []  # a log file does not wonder
    try:
        status = int(module.run(call)) if module else 2
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of a long list, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
