"""``make sign``: a physician's review, written into the page that was read."""

from __future__ import annotations

import argparse
import os
import re
import sys
from datetime import date
from pathlib import Path

from practice import settings
from practice.checks.reviews import review_window
from practice.content import graph, values
from practice.content.faults import did_you_mean
from practice.content.kinds import REVIEW
from practice.content.records import Record
from practice.desk.writing import replace
from practice.settings import SettingsError

_REVIEW_LINE = re.compile(rf"(?:{'|'.join(field.key for field in REVIEW)}):", re.IGNORECASE)


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--file", required=True, type=Path, help="the page, content/procedures/….md")
    parser.add_argument("--by", required=True, help="slug of the physician who read it")
    parser.add_argument("--due", required=True, help="day of the next review, such as 2027-11-01")


def run(call: argparse.Namespace) -> int:
    """Write the four review fields; return 1, and change nothing, when anything is wrong."""
    root = call.site.resolve()
    try:
        today = settings.load(root).today
    except SettingsError as error:
        return _refused(str(error))
    site = graph.load(root)
    path = _path_in(root, call.file)
    record = site.pages.get(path)
    if record is None:
        hint = did_you_mean(path, site.pages) or "; name a page below content/"
        return _refused(f"FILE: {call.file} is no page of this site{hint}")
    if record.original is not None:
        return _refused(f"FILE: {path} is a translation; sign {record.original.path}")
    if not record.kind.reviewed:
        return _refused(f"FILE: a {record.kind.name} has no review; sign procedures and conditions")
    if wrong := [fault for fault in site.faults if fault.path == path]:
        for fault in wrong:
            print(fault, file=sys.stderr)
        return _refused(f"{path}: has errors; mend them before anyone signs it")
    physicians = [each.slug for each in site.of_kind("physician")]
    if call.by not in physicians:
        hint = did_you_mean(call.by, physicians) or f"; write one of: {', '.join(physicians) or 'none yet'}"
        return _refused(f'BY: no physician is named "{call.by}"{hint}')
    try:
        due = values.day(call.due)
        days = review_window(today, due)
    except ValueError as error:
        return _refused(f"DUE: {error}")
    allowed = record.get("claim_allowed") or ()
    for each in allowed:
        print(f'allowed by this signature: "{each.phrase}" ({each.reason})')
    replace(root / path, signed((root / path).read_bytes(), record, call.by, today, due))
    print(f"{path}: signed by {call.by} on {today}; the next review is due in {days} days, on {due}")
    return 0


def signed(data: bytes, record: Record, by: str, today: date, due: date) -> bytes:
    """Return the file's bytes with its review fields written anew at the end of its metadata."""
    text = data.decode("utf-8-sig")
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    start = 1 if lines[0].strip() == "---" else 0
    end = next(
        (index for index in range(start, len(lines)) if not lines[index].strip() or lines[index].strip() == "---"),
        len(lines),
    )
    kept = [line for line in lines[start:end] if not _REVIEW_LINE.match(line)]
    review = [f"Reviewed_by: {by}", f"Reviewed: {today}", f"Review_due: {due}", f"Signed: {record.digest}"]
    return newline.join([*lines[:start], *kept, *review, *lines[end:]]).encode()


def _path_in(root: Path, file: Path) -> str:
    """Return *file* relative to the site, whether it was given from there or from where the call was made."""
    for base in (root, Path.cwd()):
        whole = Path(os.path.normpath(base / file))
        if whole.is_relative_to(root) and whole.is_file():
            return whole.relative_to(root).as_posix()
    return file.as_posix()


def _refused(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
