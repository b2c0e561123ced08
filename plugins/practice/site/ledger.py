"""What a publishing changed for visitors, and the ledger of addresses that grows with each verified deployment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from practice.content import published, redirects
from practice.site.manifest import Entry, read_manifest
from practice.site.rules import MISSING


def addresses(entries: Mapping[str, Entry]) -> dict[str, str]:
    """
    Return the addresses that visitors may note, with the digest of each, sorted, from the site's base.

    These are pages and downloads; those that only lead on from a moved address are none.
    """
    found = {}
    for name, entry in sorted(entries.items()):
        if name == MISSING or entry.sources == (redirects.PATH,):
            continue
        if name.rpartition("/")[2] == "index.html":
            found[f"/{name.removesuffix('index.html')}"] = entry.sha256
        elif name.startswith("files/") and not name.endswith((".br", ".gz")):
            found[f"/{name}"] = entry.sha256
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Difference:
    """Addresses that one site has and the one before it had not, that changed, and that are gone; each sorted."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def difference(former: Mapping[str, Entry], present: Mapping[str, Entry]) -> Difference:
    """Return how the addresses of two manifests differ."""
    before, after = addresses(former), addresses(present)
    return Difference(
        tuple(address for address in after if address not in before),
        tuple(address for address in after if before.get(address, after[address]) != after[address]),
        tuple(address for address in before if address not in after),
    )


def record(root: Path, folder: Path) -> list[str]:
    """
    Write every address of the published site in *folder* into the ledger of the site in *root*.

    To be called once it is known that visitors see *folder*.  An address never leaves the ledger.

    Returns:
        The addresses that are new in it, sorted.

    Raises:
        OSError: the ledger or the manifest cannot be read or written.
        ValueError: the manifest is broken.
    """
    file = root / published.PATH
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    known, _ = published.read(text)
    former = {each.address for each in known}
    added = sorted(addresses(read_manifest(folder)).keys() - former)
    if added:
        unfinished = file.with_name(f".{file.name}.new")
        unfinished.write_text(published.write([*former, *added]), encoding="utf-8")
        unfinished.replace(file)
    return added
