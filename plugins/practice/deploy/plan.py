"""What a deployment will do: files to send, in which order, and files to take away; functions without any I/O."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from practice.deploy.release import File, Release
from practice.site.rules import is_lasting

STAYS = 3
"""For how many releases a file with a digest in its name stays when no page asks for it any longer."""

_PACKED = re.compile(r"\.(?:gz|br|zst)\Z")
_LAST = re.compile(r"(?:[a-z]{2}/)?index\.html|404\.html|sitemap\.xml|robots\.txt|(?:.*/)?[._][^/]*")


@dataclass(frozen=True, slots=True)
class Step:
    """Files that go up together: a word for the person who waits, and the paths."""

    title: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """
    How the target's release becomes the new one.

    Attributes:
        release: what will stand there.
        added, changed, removed: files by path, sorted, against what the target's list says.
        send: files to be uploaded: added, changed, and those that an unfinished upload left unsure.
        delete: files to be taken away; only such as a deployment put there.
        unsure: files that the target may hold in another form than its list says, while the upload runs.
        remain: files that stay as they are.
    """

    release: Release
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    send: tuple[str, ...]
    delete: tuple[str, ...]
    unsure: frozenset[str]
    remain: int

    @property
    def is_empty(self) -> bool:
        """Whether the target holds the site already."""
        return not (self.send or self.delete or self.removed)

    @property
    def bytes(self) -> int:
        """How many bytes go up."""
        return sum(self.release.files[path][1] for path in self.send)

    def steps(self) -> list[Step]:
        """
        Return the files to send in an order in which nothing asks for what is not there yet.

        First what pages ask for, then new pages, then changed ones, which may link to them; home, lists for
        search engines and the host's own settings last.
        """
        new = set(self.added)
        groups: dict[str, list[str]] = {"pictures and files": [], "new pages": [], "changed pages": [], "home": []}
        for path in self.send:
            plain = _PACKED.sub("", path)
            if _LAST.fullmatch(plain):
                groups["home"].append(path)
            elif not plain.endswith(".html"):
                groups["pictures and files"].append(path)
            else:
                groups["new pages" if path in new else "changed pages"].append(path)
        return [Step(title, tuple(paths)) for title, paths in groups.items() if paths]


def address(path: str) -> str:
    """Return the address of a file from the site's root on: ``/about/`` for ``about/index.html``."""
    return "/" + (path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path)


def pages(paths: Iterable[str]) -> Iterator[str]:
    """Yield the addresses of the pages among *paths*."""
    return (address(path) for path in paths if path.endswith(".html"))


def plan(site: str, files: Mapping[str, File], there: Release | None, unsure: Set[str], keep: int) -> Plan:
    """
    Return what has to be done.

    Args:
        site: the address for which *files* were built.
        files: what the site shall be, by path.
        there: what the target's list says; None for an empty target.
        unsure: paths that an unfinished upload may have touched: neither there nor not there for certain.
        keep: how many releases are kept, the new one counted.
    """
    former = there.files if there else {}
    number = there.number + 1 if there else 1
    left = dict(there.leaving) if there else {}
    left |= {path: number for path in former.keys() - files.keys() if is_lasting(path)}
    left = {path: since for path, since in left.items() if path not in files and number - since < STAYS}
    added = tuple(sorted(files.keys() - former.keys()))
    changed = tuple(sorted(path for path in files.keys() & former.keys() if files[path] != former[path]))
    removed = tuple(sorted(former.keys() - files.keys()))
    send = tuple(sorted({*added, *changed, *(unsure & files.keys())}))
    known = {*former, *(there.leaving if there else ()), *unsure}
    delete = tuple(sorted(known - files.keys() - left.keys()))
    names = (there.name, *there.former)[: keep - 1] if there else ()
    return Plan(
        release=Release(site, number, dict(sorted(files.items())), dict(sorted(left.items())), names),
        added=added,
        changed=changed,
        removed=removed,
        send=send,
        delete=delete,
        unsure=frozenset({*send, *delete, *unsure}),
        remain=len(files) - len(added) - len(changed),
    )


def told(plan: Plan, redirects: Mapping[str, str], *, whole: bool) -> list[str]:
    """Return the plan in lines: counts and bytes, and with *whole* each address that comes, changes or goes."""
    lines = [
        f"{len(plan.added)} added, {len(plan.changed)} changed, {len(plan.removed)} removed, {plan.remain} unchanged; "
        f"{len(plan.send)} files, {size(plan.bytes)} to send"
    ]
    if whole:
        lines += [f"  + {address(path)}" for path in plan.added]
        lines += [f"  ~ {address(path)}" for path in plan.changed]
        for path in plan.removed:
            to = redirects.get(address(path), "")
            stays = " (stays for readers of former pages)" if path in plan.release.leaving else ""
            lines.append(f"  - {address(path)}{f' (leads to {to})' if to else stays}")
    return lines


def size(count: int) -> str:
    """Return a number of bytes as people read it: ``640 bytes``, ``12 kB``, ``3.4 MB``."""
    if count < 1_000:
        return f"{count} bytes"
    return f"{count / 1_000:,.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"
