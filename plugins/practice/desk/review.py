"""``make review``: what an old site's pages lack, by our checks, as a text for the practice; nothing is written."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from practice import settings
from practice.desk.check import rules_of
from practice.settings import SettingsError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--from", dest="source", type=Path, required=True, help="export.xml, page.html or a folder")
    parser.add_argument("--uploads", type=Path, help="taken as by make import, and not needed here")


def run(call: argparse.Namespace) -> int:
    """Print the report; return 1 when something of the old site could not be read."""
    from practice.content.faults import Fault, Level
    from practice.intake.lacks import lacks
    from practice.intake.opening import opened
    from practice.intake.plan import Plan, plan

    try:
        archive = opened(call.source)
        found = settings.load(call.site.resolve())
        rules = rules_of(found)
    except (ValueError, SettingsError) as error:
        print(f"FROM: {error}" if isinstance(error, ValueError) else str(error), file=sys.stderr)
        return 1
    places = next(each for each in plan(archive, call.source.name, {}, {}) if isinstance(each, Plan))
    kinds, totals, unread = Counter[str](), Counter[str](), 0
    planned = iter(places.pages)
    name = places.name or call.source.name
    print(f"Review of the pages of {name}, {found.today}\n{'=' * (26 + len(name) + 12)}\n")
    print("Each page was read by a program, by the rules of this site and of the practice's state.")
    print("It is not legal advice; a phrase may be innocent, and a missing one is not found.\n")
    third: dict[str, tuple[str, int]] = {}
    for page in archive.pages():
        if isinstance(page, Fault):
            if page.level is Level.ERROR:
                unread += 1
                print(f"Not read: {page}\n")
            continue
        where = next(planned)
        if where is None:
            unread += 1
            print(f"Not read: {page.title}: no text in it\n")
            continue
        report = lacks(page, where, places, rules)
        kinds[where.kind.name] += 1
        totals.update({title: len(lines) for title, lines in report.items() if lines})
        for host, what in page.third.items():
            third[host] = (what, third.get(host, ("", 0))[1] + 1)
        print("\n".join(_page(page.title or where.title, page.address or page.path, where.kind.name, report)))
    if third:
        print("Other sites that the pages ask, each of which learns who reads them\n")
        for host, (what, count) in sorted(third.items(), key=lambda each: (-each[1][1], each[0])):
            print(f"- {host}: {what}; on {count} {'page' if count == 1 else 'pages'}")
        print()
    several = ", ".join(f"{count} {name}{'s' * (count > 1)}" for name, count in sorted(kinds.items()))
    print(f"In all: {several or 'no page'}")
    for title, count in totals.items():
        print(f"- {title}: {count}")
    return int(unread > 0)


def _page(title: str, address: str, kind: str, report: dict[str, list[str]]) -> list[str]:
    lines = [title, "-" * len(title), f"{kind}{f', {address}' if address else ''}", ""]
    for heading, said in report.items():
        if said:
            lines += [f"{heading}:", *(f"- {each}" for each in said), ""]
    if not any(report.values()):
        lines += ["Nothing found.", ""]
    return lines
