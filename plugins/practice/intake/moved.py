"""Old addresses as lines of ``content/redirects.txt``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import quote

from practice.content.redirects import bare, read


def added(present: str, moved: Iterable[tuple[str, str]], addresses: Collection[str]) -> tuple[str, list[str]]:
    """
    Return the text of the file with the moves that it lacks, and what is to be said of those that cannot be written.

    Args:
        present: the file as it stands, "" without one; its lines are kept.
        moved: old and new addresses.
        addresses: of all pages of the new site.
    """
    known = {bare(each.old): each.new for each in read(present, addresses)[0]}
    pages = {bare(address) for address in addresses}
    wanted: dict[str, str] = {}
    asking, said = [], []
    for old, new in moved:
        address = quote(old, safe="/._~%?=&+-")
        if bare(address) == bare(new):
            continue
        if "?" in address:
            asking.append(f"{address} (now {new})")
        elif bare(address) in pages:
            message = f"{address} is a page of the new site too; its old page is at {new} now, so link to it from there"
            said.append(message)
        elif (other := known.setdefault(bare(address), new)) != new:
            said.append(f"{address} leads to {other} and not to {new}; keep the better one")
        else:
            wanted[address] = new
    lines = [f"{old} {new}" for old, new in wanted.items()]
    written = {bare(each.old) for each in read(present, addresses)[0]}
    good = {each.old for each in read("\n".join(lines), addresses)[0]}
    said += [
        f"{old} cannot be written as a redirect; tell whoever runs the web host that it is {new}"
        for old, new in wanted.items()
        if old not in good
    ]
    if asking:
        shown = f"{', '.join(asking[:3])}{' …' if len(asking) > 3 else ''}"
        said.append(f"{len(asking)} old addresses with a question mark, {shown}; hosts redirect paths only")
    fresh = [f"{old} {new}\n" for old, new in wanted.items() if old in good and bare(old) not in written]
    kept = present if not present or present.endswith("\n") else f"{present}\n"
    return kept + "".join(fresh), said
