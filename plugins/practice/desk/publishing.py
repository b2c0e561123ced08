"""How the real thing is built, always whole: read, check, render, finish for hosts, gates, exchange."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from practice import settings
from practice.checks.jurisdiction import Jurisdiction
from practice.checks.site import check
from practice.content import graph
from practice.content.faults import Fault, Level, in_order
from practice.content.graph import Site
from practice.desk import report
from practice.desk.check import rules_of
from practice.desk.listings import listings
from practice.settings import Settings, SettingsError
from practice.site.finish import finish
from practice.site.gates import gates
from practice.site.tree import Staging, TreeError


def build(root: Path, out: Path) -> int:
    """
    Build what is published of the site in folder *root* into *out*.

    Returns:
        0, or 1 when something stands against it; then *out* is as it was.
    """
    began = time.monotonic()
    try:
        found = settings.load(root, publish=True)
        rules = rules_of(found)
    except SettingsError as error:
        return _stopped(str(error))
    site = graph.load(root)
    faults = in_order([*check(site, found.today, rules), *_publishing(found)])
    if report.stops(faults, Level.BLOCKER):
        report.tell(faults, Level.BLOCKER)
        counted = report.counts(each for each in faults if each.level >= Level.BLOCKER)
        return _stopped(f"{counted}: publishing was stopped, {out.name}/ is as it was")
    try:
        written, wrong, changes = _write(site.without_drafts(), found, rules, out)
    except (TreeError, SettingsError) as error:
        return _stopped(str(error))
    if wrong:
        report.tell(wrong)
        return _stopped(f"{report.counts(wrong)}: the build was stopped, {out.name}/ is as it was")
    print(f"{out.name}/: {written} files in {time.monotonic() - began:.2f} s ({changes})")
    return 0


def _write(site: Site, found: Settings, rules: Jurisdiction, out: Path) -> tuple[int, list[Fault], object]:
    """Render into a fresh folder, hold it against the gates, and exchange it with *out*."""
    # Pelican takes a third of a second to import; a stopped build needs none of it.
    from practice.pages import engine, rendering

    with Staging(out, lambda line: print(line, file=sys.stderr)) as fresh:
        try:
            run = engine.build(rendering.Renderer(site, found, rules), fresh.folder, fresh.write)
        except rendering.BuildError as error:
            raise TreeError(str(error)) from None
        for name, text in listings(run.listed, found).items():
            fresh.write(name, text.encode())
            run.written[name] = (found.file.name,)
        done = finish(fresh.folder, run.written, site, found)
        wrong = in_order([*gates(fresh.folder, found.base, run.written), *done.faults])
        if wrong:
            return 0, wrong, None
        written = {**run.written, **done.written}
        return len(written), [], fresh.publish(written)


def _publishing(found: Settings) -> list[Fault]:
    """Return what only publishing asks of the settings."""
    if not found.site_url.startswith("https://"):
        message = "not known yet; write the site's address from https:// on (or call with SITEURL=https://…)"
        return [Fault(found.file.name, _line_of(found.file, "SITEURL"), "SITEURL", message, Level.BLOCKER)]
    return []


def _line_of(file: Path, name: str) -> int:
    lines = file.read_text(encoding="utf-8").split("\n")
    return next((number for number, line in enumerate(lines, 1) if line.startswith(name)), 1)


def _stopped(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
