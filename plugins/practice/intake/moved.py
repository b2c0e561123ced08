"""Old addresses as lines of ``content/redirects.txt``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import quote

from practice.content.redirects import read


def added(present: str, moved: Iterable[tuple[str, str]], addresses: Collection[str]) -> tuple[str, list[str]]:
    """
    Return the text of the file with the moves that it lacks, and what is to be said of those that cannot be written.

    Args:
        present: the file as it stands, "" without one; its lines are kept.
        moved: old and new addresses.
        addresses: of all pages of the new site.
    """
    known = {each.old: each.new for each in read(present, addresses)[0]}
    lines, said = [], []
    for old, new in moved:
        address = quote(old, safe="/._~%?=&+-")
        if address in (new, new.rstrip("/"), "/"):
            continue
        if address in addresses or f"{address}/" in addresses:
            if address not in addresses:
                continue  # hosts lead from a folder's name to the folder
            said.append(
                f"{address} is a page of the new site too; its old page is at {new} now, so link to it from there"
            )
        elif address in known:
            if known[address] != new:
                said.append(f"{address} leads to {known[address]} and not to {new}; keep the better one")
        elif read(f"{address} {new}", addresses)[1]:
            said.append(
                f"{address} cannot be written as a redirect; tell whoever runs the web host that it is {new} now"
            )
        else:
            known[address] = new
            lines.append(f"{address} {new}\n")
    kept = present if not present or present.endswith("\n") else f"{present}\n"
    return kept + "".join(lines), said
