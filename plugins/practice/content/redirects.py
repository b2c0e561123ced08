"""``content/redirects.txt``: old addresses and where they lead now."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from practice.content.faults import Fault, did_you_mean

PATH = "content/redirects.txt"
_PART = r"(?:[A-Za-z0-9._~+-]|%[89A-Fa-f][0-9A-Fa-f])+"
_ADDRESS = re.compile(rf"/(?:{_PART}(?:/{_PART})*/?)?")
"""A path; percent signs stand for letters beyond ASCII only."""
_ASKED = re.compile(r"[A-Za-z][A-Za-z0-9_]*=[A-Za-z0-9._-]+")
"""What may stand after the question mark of an old address: one name with one value, which is what hosts compare."""
_TARGET = re.compile(r"/(?:[A-Za-z0-9_.-]+/)*(?:[A-Za-z0-9_.-]+)?(?:#[A-Za-z0-9_-]+)?")
_ELSEWHERE = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~%/?=&+#:@,!-]*)?")
"""Without a character that any server's settings give a meaning."""
_ENDS = ("/", "", "index.html", "/index.html")
"""What `bare` takes from the end of an address."""


@dataclass(frozen=True, slots=True)
class Redirect:
    """One moved address: the old one, the new one (both from the site's base), its line."""

    old: str
    new: str
    line: int

    @property
    def path(self) -> str:
        """The old address without what it asks."""
        return self.old.partition("?")[0]

    @property
    def asked(self) -> str:
        """What stands after the question mark of the old address: ``p=12``, or "" where it has none."""
        return self.old.partition("?")[2]


def read(text: str, addresses: Collection[str]) -> tuple[tuple[Redirect, ...], list[Fault]]:
    """
    Read redirects and hold them against the site.

    Args:
        text: of the file; a line is ``old new``, empty lines and lines with # are passed over.  An old address may
            ask one thing, ``/?p=12``; then it leads on whatever else is asked beside it.
        addresses: of all pages, lists and downloads, with a leading slash.

    Returns:
        The redirects in order, and what is wrong: form, repetition, loops, chains, targets that do not exist.
    """
    found: dict[str, Redirect] = {}
    faults: list[Fault] = []
    known = frozenset(addresses)

    def wrong(line: int, message: str) -> None:
        faults.append(Fault(PATH, line, "", message))

    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) != 2:
            wrong(number, f'"{line.strip()}" is not a redirect; write old and new address with a space between')
            continue
        old, new = words
        path, asks, asked = old.partition("?")
        if not _ADDRESS.fullmatch(path) or ".." in old:
            wrong(number, f'"{old}" is not an address of this site; write its path, from the first slash on')
        elif asks and not _ASKED.fullmatch(asked):
            wrong(number, f'"{old}" asks what no host compares; write one name and one value, such as /?p=12')
        elif not (_TARGET.fullmatch(new) or _ELSEWHERE.fullmatch(new)) or ".." in new:
            wrong(number, f'"{new}" is not an address; write it from the first slash on, or https://')
        elif asks and bare(path) == bare(new.partition("#")[0]):
            wrong(number, f"{old} shows {new} by itself; delete the line")
        elif bare(old) in found:
            wrong(number, f"{old} is redirected twice (first on line {found[bare(old)].line}); keep one")
        elif any(bare(old) + end in known for end in _ENDS):
            wrong(number, f"{old} is a page of this site; delete the line, or rename the page")
        else:
            found[bare(old)] = Redirect(old, new, number)
    for redirect in found.values():
        target = redirect.new.partition("#")[0]
        if bare(target) in found:
            end = _end(redirect, found)
            if end is None:
                wrong(redirect.line, f"{redirect.old} leads in a circle; name a page of this site")
            else:
                wrong(redirect.line, f"{target} is redirected itself; write {end} here")
        elif target.startswith("/") and target not in known:
            hint = did_you_mean(target, addresses) or "; name a page of this site"
            wrong(redirect.line, f"{target} is no page of this site{hint}")
    return tuple(found.values()), faults


def bare(address: str) -> str:
    """Return what two addresses share that hosts take for one: with and without the last slash or the file's name."""
    path, asks, asked = address.partition("?")
    return path.removesuffix("index.html").rstrip("/") + asks + asked


def _end(redirect: Redirect, found: Mapping[str, Redirect]) -> str | None:
    """Return where a chain of redirects ends; None where it has no end."""
    passed = set()
    while (key := bare(redirect.new.partition("#")[0])) in found:
        if key in passed:
            return None
        passed.add(key)
        redirect = found[key]
    return redirect.new
