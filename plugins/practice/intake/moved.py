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
    written = set(known)
    pages = {bare(address) for address in addresses}
    wanted: dict[str, str] = {}
    said = []
    for old, new in moved:
        address = quote(old, safe="/._~%?=&+-")
        if bare(address.partition("?")[0]) == bare(new):
            continue
        if bare(address) in pages:
            message = f"{address} is a page of the new site too; its old page is at {new} now, so link to it from there"
            said.append(message)
        elif (other := known.setdefault(bare(address), new)) != new:
            said.append(f"{address} leads to {other} and not to {new}; keep the better one")
        else:
            wanted[address] = new
    good = {each.old for each in read("\n".join(f"{old} {new}" for old, new in wanted.items()), addresses)[0]}
    said += [
        f"{old} cannot be written as a redirect; tell whoever runs the web host that it is {new}"
        for old, new in wanted.items()
        if old not in good and not any(known.get(each) == new for each in _simpler(old))
    ]
    if asking := [old for old in wanted if "?" in old and old in good]:
        lead = "leads" if len(asking) == 1 else "lead"
        said.append(
            f"{len(asking)} old {'address' if len(asking) == 1 else 'addresses'} with a question, such as {asking[0]}, "
            f"{lead} on with nginx, Apache, Caddy and Netlify; other hosts show the page before the question mark"
        )
    fresh = [f"{old} {new}\n" for old, new in wanted.items() if old in good and bare(old) not in written]
    kept = present if not present or present.endswith("\n") else f"{present}\n"
    return kept + "".join(fresh), said


def _simpler(old: str) -> list[str]:
    """Return the addresses that ask one of several things each, as they are looked up."""
    path, _, asked = old.partition("?")
    return [bare(f"{path}?{each}") for each in asked.split("&")]
