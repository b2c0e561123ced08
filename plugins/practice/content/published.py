"""``published.txt``, beside ``content/``: every address that was ever published, so that none is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from practice.content.faults import Fault

PATH = "published.txt"
_ADDRESS = re.compile(r"/[A-Za-z0-9._/-]*")
_HEAD = "# Every address that was ever published; verified deployments add to it.  Keep every line."


@dataclass(frozen=True, slots=True)
class Published:
    """An address from the site's base, with a leading slash, and its line."""

    address: str
    line: int


def read(text: str) -> tuple[tuple[Published, ...], list[Fault]]:
    """Return the addresses of a ledger in order, and its lines that are none; the inverse of :func:`write`."""
    found: dict[str, Published] = {}
    faults = []
    for number, line in enumerate(text.split("\n"), 1):
        address = line.strip()
        if not address or address.startswith("#"):
            continue
        if not _ADDRESS.fullmatch(address) or ".." in address:
            faults.append(Fault(PATH, number, "", f'"{address}" is no published address; delete the line'))
        else:
            found.setdefault(address, Published(address, number))
    return tuple(found.values()), faults


def write(addresses: Iterable[str]) -> str:
    """Return the text of a ledger, a line for each address, sorted."""
    return "\n".join([_HEAD, *sorted(set(addresses)), ""])
