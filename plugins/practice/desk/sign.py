"""``make sign``: a physician's review, or a translator's approval, written into the page that was read."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from practice import settings
from practice.checks.reviews import review_window
from practice.content import graph, values
from practice.content.faults import did_you_mean
from practice.content.records import Record
from practice.desk.writing import path_in, replace
from practice.settings import SettingsError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--file", required=True, type=Path, help="the page, content/procedures/….md")
    parser.add_argument(
        "--by", required=True, help="slug of the physician who read it; of a translation, the translator's name"
    )
    parser.add_argument("--due", default="", help="day of the next review, such as 2027-11-01")


def run(call: argparse.Namespace) -> int:
    """Write the fields of a review or an approval; return 1, and change nothing, when anything is wrong."""
    root = call.site.resolve()
    try:
        today = settings.load(root).today
    except SettingsError as error:
        return _refused(str(error))
    site = graph.load(root)
    path = path_in(root, call.file)
    record = site.pages.get(path)
    if record is None:
        hint = did_you_mean(path, site.pages) or "; name a page below content/"
        return _refused(f"FILE: {call.file} is no page of this site{hint}")
    if record.original is None and not record.kind.reviewed:
        return _refused(f"FILE: a {record.kind.name} has no review; sign procedures and conditions")
    if wrong := [fault for fault in site.faults if fault.path == path]:
        for fault in wrong:
            print(fault, file=sys.stderr)
        return _refused(f"{path}: has errors; mend them before anyone signs it")
    if record.original is not None:
        return _approve(root, record, record.original, call, today)
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
    fields = {"Reviewed_by": call.by, "Reviewed": today, "Review_due": due, "Signed": record.digest}
    replace(root / path, signed((root / path).read_bytes(), fields))
    print(f"{path}: signed by {call.by} on {today}; the next review is due in {days} days, on {due}")
    return 0


def _approve(root: Path, record: Record, original: Record, call: argparse.Namespace, today: date) -> int:
    """Write a qualified translator's approval into a translation; its medical review is its original's."""
    name = " ".join(call.by.split())
    if not name:
        return _refused("BY: missing; write the name of the qualified translator")
    if call.due:
        return _refused(f"DUE: a translation has the reviews of its original; sign {original.path} for that")
    fields = {"Approved_by": name, "Translation_approved": today, "Original": original.digest}
    replace(root / record.path, signed((root / record.path).read_bytes(), fields))
    print(f"{record.path}: approved by {name} on {today} as a translation of {original.path}")
    return 0


def signed(data: bytes, fields: Mapping[str, object]) -> bytes:
    """Return a file's bytes with *fields* written anew at the end of its metadata."""
    text = data.decode("utf-8-sig")
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    start = 1 if lines[0].strip() == "---" else 0
    end = next(
        (index for index in range(start, len(lines)) if not lines[index].strip() or lines[index].strip() == "---"),
        len(lines),
    )
    former = re.compile(rf"(?:{'|'.join(fields)}):", re.IGNORECASE)
    kept = [line for line in lines[start:end] if not former.match(line)]
    new = [f"{key}: {value}" for key, value in fields.items()]
    return newline.join([*lines[:start], *kept, *new, *lines[end:]]).encode()


def _refused(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
