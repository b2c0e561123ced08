"""``content/redirects.txt``: old addresses and where they lead now."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from practice.content.faults import Fault, did_you_mean

PATH = "content/redirects.txt"
_ADDRESS = re.compile(r"/(?:[A-Za-z0-9._~%?=&+-]+/?)*")
_TARGET = re.compile(r"/(?:[a-z0-9.-]+/)*(?:[a-z0-9.-]+)?(?:#[A-Za-z0-9_-]+)?")


@dataclass(frozen=True, slots=True)
class Redirect:
    """One moved address: the old one, the new one (both from the site's base), its line."""

    old: str
    new: str
    line: int


def read(text: str, addresses: Collection[str]) -> tuple[tuple[Redirect, ...], list[Fault]]:
    """
    Read redirects and hold them against the site.

    Args:
        text: of the file; a line is ``old new``, empty lines and lines with # are passed over.
        addresses: of all pages, with a leading slash.

    Returns:
        The redirects in order, and what is wrong: form, repetition, loops, chains, targets that do not exist.
    """
    found: dict[str, Redirect] = {}
    faults: list[Fault] = []

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
        if not _ADDRESS.fullmatch(old) or ".." in old:
            wrong(number, f'"{old}" is not an address of this site; write it from the first slash on')
        elif not (_TARGET.fullmatch(new) or new.startswith("https://")) or ".." in new:
            wrong(number, f'"{new}" is not an address; write it from the first slash on, or https://')
        elif old in found:
            wrong(number, f"{old} is redirected twice (first on line {found[old].line}); keep one")
        elif old in addresses:
            wrong(number, f"{old} is a page of this site; delete the line, or rename the page")
        else:
            found[old] = Redirect(old, new, number)
    for redirect in found.values():
        target = redirect.new.partition("#")[0]
        if target == redirect.old:
            wrong(redirect.line, f"{redirect.old} leads to itself; name another page")
        elif target in found:
            wrong(redirect.line, f"{target} is redirected itself; write {found[target].new} here")
        elif target.startswith("/") and target not in addresses:
            hint = did_you_mean(target, addresses) or "; name a page of this site"
            wrong(redirect.line, f"{target} is no page of this site{hint}")
    return tuple(found.values()), faults
