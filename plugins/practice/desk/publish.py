"""``make publish``: the real thing, strict, without drafts, with absolute addresses."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from practice.content.published import PATH
from practice.desk.publishing import build
from practice.site.ledger import addresses, difference, record
from practice.site.manifest import MANIFEST, Entry, read_manifest
from practice.site.rules import COMPRESSED

_SHOWN = 20
"""Addresses of each sort that are listed; a new menu changes every page."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--out", type=Path, help="where to build; public/ beside the content by default")
    parser.add_argument("--record", action="store_true", help="note its addresses in published.txt")


def run(call: argparse.Namespace) -> int:
    """Build what is published and say what is new in it; return 1 when anything stands against it."""
    root = call.site.resolve()
    out = Path.cwd() / (call.out or root / "public")
    former = _manifest(out)
    if status := build(root, out):
        return status
    for line in report(former, read_manifest(out)):
        print(line)
    if call.record:
        try:
            added = record(root, out)
        except OSError as error:
            print(f"{PATH}: {error.strerror}; mend it and try again", file=sys.stderr)
            return 1
        print(f"{PATH}: {len(added)} new addresses" + ("; commit the file" if added else ""))
    return 0


def report(former: Mapping[str, Entry] | None, present: Mapping[str, Entry]) -> list[str]:
    """
    Return what to say of a publishing: how large it is, and which addresses changed.

    Args:
        former: manifest of the publishing before; None where there was none.
        present: manifest of this one.
    """
    texts = [name for name in present if f"{name}.br" in present]
    plain, small = (sum(present[name + ending].size for name in texts) for ending in ("", ".br"))
    others = sum(
        entry.size for name, entry in present.items() if name not in texts and not name.endswith((*COMPRESSED,))
    )
    count = len(addresses(present))
    sizes = f"{_kb(plain)} of text, {_kb(small)} as it is sent (Brotli), {_kb(others)} of other files"
    lines = [f"{count} addresses: {sizes}"]
    if former is None:
        return [*lines, "the first publishing: every address is new"]
    found = difference(former, present)
    for word, those in (("added", found.added), ("changed", found.changed), ("removed", found.removed)):
        lines += _listed(word, those)
    return lines if len(lines) > 1 else [*lines, "no address changed"]


def _listed(word: str, those: Sequence[str]) -> list[str]:
    more = [f"  and {len(those) - _SHOWN} more"] if len(those) > _SHOWN else []
    return [f"{word}: {len(those)}", *(f"  {each}" for each in those[:_SHOWN]), *more] if those else []


def _kb(size: int) -> str:
    return f"{size / 1000:.1f} kB"


def _manifest(out: Path) -> dict[str, Entry] | None:
    """Return the manifest of the former site; the build itself speaks of a damaged one."""
    try:
        return read_manifest(out) if (out / MANIFEST).exists() else None
    except (OSError, ValueError):
        return None
