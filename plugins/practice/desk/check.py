"""``make check``: everything that is wrong, missing, stale or hard to read, without building anything."""

from __future__ import annotations

import argparse
import sys

from practice import settings
from practice.checks import jurisdiction
from practice.checks.jurisdiction import Jurisdiction
from practice.checks.site import check
from practice.content import graph
from practice.content.faults import Fault, Level
from practice.desk import report
from practice.settings import Settings, SettingsError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--quiet", action="store_true", help="leave advice out")


def run(call: argparse.Namespace) -> int:
    """Print every fault, then their counts; return 1 when an error would stop the build."""
    try:
        found = settings.load(call.site.resolve())
        site, faults = read(found)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 1
    report.tell(faults, Level.BLOCKER if call.quiet else Level.ADVICE, sys.stdout)
    print(f"{len(site.pages)} pages: {report.counts(faults) or 'nothing to mend'}")
    return int(report.stops(faults, Level.ERROR))


def read(found: Settings) -> tuple[graph.Site, list[Fault]]:
    """
    Return a site and all its faults, in order.

    Raises:
        SettingsError: the jurisdiction that the settings name cannot be used.
    """
    site = graph.load(found.root)
    return site, check(site, found.today, rules_of(found))


def rules_of(found: Settings) -> Jurisdiction:
    """
    Return the rules of the jurisdiction that the settings name.

    Raises:
        SettingsError: there are none, or something in them is wrong.
    """
    try:
        return jurisdiction.load(found.jurisdiction, found.root)
    except ValueError as error:
        raise SettingsError(f"{found.file.name}: JURISDICTION: {error}") from None
