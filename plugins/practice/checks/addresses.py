"""Addresses last: what was published once is still there, or leads on to something that is."""

from __future__ import annotations

from collections.abc import Iterator

from practice.content import redirects
from practice.content.faults import Fault, Level, did_you_mean
from practice.content.graph import Site


def lost(site: Site) -> Iterator[Fault]:
    """Yield a blocker for each published address that is neither there nor redirected, or that leads to a draft."""
    released = site.without_drafts().lasting
    there = set(released)
    moved = {redirects.bare(each.old) for each in site.redirects}
    for each in site.published:
        if each.address not in there and redirects.bare(each.address) not in moved:
            near = did_you_mean(each.address, released)
            target = near.split('"')[1] if near else _above(each.address, there)
            message = f'{each.address} was published and is gone; add "{each.address} {target}" to {redirects.PATH}'
            yield Fault("published.txt", each.line, "", message, Level.BLOCKER)
    drafts = set(site.lasting) - there
    led: dict[str, list[int]] = {}
    for redirect in site.redirects:
        target = redirect.new.partition("#")[0]
        if target in drafts:
            led.setdefault(target, []).append(redirect.line)
    for target, (line, *more) in led.items():
        also = f", to which {_lines(more)} too" if more else ""
        yield Fault(
            redirects.PATH, line, "", f"{target} is a draft{also}; name a page that is published", Level.BLOCKER
        )


def _lines(numbers: list[int]) -> str:
    """Return "line 3 leads" or "lines 3, 4 lead"."""
    shown = ", ".join(map(str, numbers))
    return f"line {shown} leads" if len(numbers) == 1 else f"lines {shown} lead"


def _above(address: str, there: set[str]) -> str:
    """Return the nearest address above *address* that is there."""
    parts = address.strip("/").split("/")
    above = (f"/{'/'.join(parts[:count])}/" for count in range(len(parts) - 1, 0, -1))
    return next((each for each in above if each in there), "/")
