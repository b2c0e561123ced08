"""``make review``: what an old site's pages lack, by our checks, as a text for the practice; nothing is written."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from practice import settings
from practice.content.progress import counted
from practice.desk.check import rules_of
from practice.settings import SettingsError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--from", dest="source", type=Path, required=True, help="export.xml, page.html or a folder")
    parser.add_argument("--uploads", type=Path, help="taken as by make import, and not needed here")


def run(call: argparse.Namespace) -> int:
    """Print the report; return 1 when something of the old site could not be read."""
    from practice.content.faults import Fault, Level
    from practice.intake.lacks import CLAIMS, lacks
    from practice.intake.opening import opened
    from practice.intake.plan import Plan, plan
    from practice.intake.trackers import of_page

    try:
        archive = opened(call.source)
        found = settings.load(call.site.resolve())
        rules = rules_of(found)
    except (ValueError, SettingsError) as error:
        print(f"FROM: {error}" if isinstance(error, ValueError) else str(error), file=sys.stderr)
        return 1
    places = next(each for each in plan(archive, call.source.name, {}, {}) if isinstance(each, Plan))
    report = _Report(CLAIMS)
    planned = counted(places.pages, "pages looked through")
    for page in archive.pages():
        if isinstance(page, Fault):
            if page.level is Level.ERROR:
                report.unread.append(str(page))
            continue
        where = next(planned)
        title = page.title or (where.title if where else page.slug)
        if where is None:
            report.unread.append(f"{title}: no text in it")
            continue
        report.kinds[where.kind.name] += 1
        for host, what in of_page(page).items():
            report.third[host] = (what, report.third.get(host, ("", 0))[1] + 1)
        state = ", not public" if page.draft else ""
        report.add(title, f"{where.kind.name}{state}, {page.address or where.path}", lacks(page, where, places, rules))
    print("\n".join(report.lines(places.name or call.source.name, rules.name, str(found.today))))
    return int(bool(report.unread))


@dataclass(slots=True)
class _Report:
    """
    What is to be said, as it is found.

    Attributes:
        urgent: the heading that brings a page to the front.
        kinds: how many pages of each kind.
        totals: how many remarks there are under each heading, and on how many pages, by heading.
        first: the lines of each page that has something urgent.
        pages: the lines of each other page that lacks anything.
        good: titles of the pages that lack nothing.
        unread: what could not be read.
        third: other sites that are asked: what each is, and by how many pages.
    """

    urgent: str
    kinds: Counter[str] = field(default_factory=Counter)
    totals: dict[str, tuple[int, int]] = field(default_factory=dict)
    first: list[list[str]] = field(default_factory=list)
    pages: list[list[str]] = field(default_factory=list)
    good: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    third: dict[str, tuple[str, int]] = field(default_factory=dict)

    def add(self, title: str, where: str, found: dict[str, list[str]]) -> None:
        """Take down what one page lacks."""
        lines = [title, "-" * len(title), where, ""]
        for heading, said in found.items():
            remarks, pages = self.totals.get(heading, (0, 0))
            self.totals[heading] = (remarks + len(said), pages + bool(said))
            if said:
                lines += [f"{heading}:", *(f"- {each}" for each in said), ""]
        if any(found.values()):
            (self.first if found[self.urgent] else self.pages).append(lines)
        else:
            self.good.append(title)

    def lines(self, name: str, state: str, today: str) -> Iterator[str]:
        """Yield the report: what was found in all, each page that lacks anything, the others."""
        title = f"Review of the pages of {name}, {today}"
        yield from (title, "=" * len(title), "")
        yield f"Each page was read by a program, by the rules of this site and of {state}."
        yield "It is not legal advice; a phrase may be innocent, and a missing one is not found."
        yield ""
        several = ", ".join(f"{count} {kind}{'s' * (count > 1)}" for kind, count in sorted(self.kinds.items()))
        yield f"In all: {several or 'no page'}"
        for heading, (remarks, pages) in self.totals.items():
            if remarks:
                yield f"- {heading}: {remarks}, on {_pages(pages)}"
        if self.third:
            yield f"- Other sites that learn who reads a page: {len(self.third)}"
        if self.unread:
            yield f"- Not read: {len(self.unread)}"
        yield ""
        if self.third:
            yield from ("Other sites that learn who reads a page", "-" * 39, "")
            rank = sorted(self.third.items(), key=lambda each: ("tracker" not in each[1][0], -each[1][1], each[0]))
            for host, (what, count) in rank:
                yield f"- {host}: {what}; on {_pages(count)}"
            yield ""
        for page in (*self.first, *self.pages):
            yield from page
        if self.unread:
            yield from ("Not read", "-" * 8, "", *(f"- {each}" for each in self.unread), "")
        if self.good:
            yield from ("Nothing found", "-" * 13, "", *(f"- {each}" for each in self.good), "")


def _pages(count: int) -> str:
    return f"{count} page{'s' * (count != 1)}"
