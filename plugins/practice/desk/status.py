"""``make status``: what is left to do, page by page, what stops publishing first."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from practice import settings
from practice.checks.reviews import State
from practice.checks.standing import Standing, gaps, standings
from practice.content.faults import Level
from practice.desk import report
from practice.desk.check import read, rules_of
from practice.settings import SettingsError

PAGE = Path(".cache") / "status.html"
"""Where the page for the editor is written, below the site's folder: beside the built trees, never in one."""
_REVIEWS = {
    State.NONE: "not reviewed",
    State.CHANGED: "changed since its review",
    State.CURRENT: "reviewed, next by",
    State.DUE: "review due by",
    State.OVERDUE: "review overdue since",
}


def arguments(_: argparse.ArgumentParser) -> None:
    """Declare what the command takes: nothing of its own."""


def run(call: argparse.Namespace) -> int:
    """Print where every page stands, and write the same as a page; return 1 when errors stop the build."""
    root = call.site.resolve()
    try:
        found = settings.load(root)
        site, faults = read(found)
        rules = rules_of(found)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    pages = standings(site, faults, found.today, rules)
    missing = gaps(site)
    counts = report.counts(faults) or "nothing to mend"
    for each in pages:
        print("\n".join([*_lines(each), ""]))
    for said, places in missing:
        print("\n".join([f"{said}:", *(f"  {path}:{line}" for path, line in places), ""]))
    print(f"{len(site.pages)} pages: {counts}")
    if not site.pages:
        return int(report.stops(faults, Level.ERROR))
    try:
        _write(root / PAGE, pages, missing, counts, found.today)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}; mend it and try again", file=sys.stderr)
        return 1
    print(f"the same as a page: {call.site / PAGE}")
    return int(report.stops(faults, Level.ERROR))


def summary(page: Standing) -> list[str]:
    """Return what an editor wants to know of a page before its faults, each part in a few words."""
    parts = [report.counts(page.faults) or "ready"]
    if page.draft:
        parts.append("draft")
    if page.grade is not None:
        parts.append(f"grade {page.grade:.1f}")
    if page.ease is not None:
        parts.append(f"reading ease {page.ease:.0f}")
    if page.review:
        parts.append(_REVIEWS[page.review] + (f" {page.due}" if page.due and page.review is not State.CHANGED else ""))
    for twin in page.translations:
        state = "older than this page" if twin.older else "approved" if twin.approved else "not approved"
        parts.append(f"{twin.lang}: {state}")
    return parts


def _lines(page: Standing) -> list[str]:
    title = f"  {page.title}" if page.title else ""
    lines = [f"{page.path}{title}", f"  {'; '.join(summary(page))}"]
    lines += [
        f"  hardest: {path}:{line}: {said}" for path, line, said in page.worst[:1] if page.grade and page.grade > 0
    ]
    return [*lines, *(f"  {fault}" for fault in page.faults)]


def _write(
    file: Path, pages: list[Standing], missing: list[tuple[str, list[tuple[str, int]]]], counts: str, today: date
) -> None:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # not needed where faults are only counted

    folder = Path(__file__).parent
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    template = environment.get_template("status.html")
    text = template.render(pages=pages, missing=missing, counts=counts, today=today, summary=summary, Level=Level)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
