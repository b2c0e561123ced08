"""What an import tells: first what it left out, then each page with what changed on it, then the site as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from practice.content.faults import Fault, Level


@dataclass(slots=True)
class Account:
    """
    The report of one import, as it grows.

    Attributes:
        source: the name of the export or folder.
        left: what was left out and needs somebody.
        pages: by the path of its file: the title that a page had, and what is to be known of it.
        whole: what is to be known of the old site as a whole.
        addresses: what is to be known of its addresses.
    """

    source: str
    left: list[str] = field(default_factory=list)
    pages: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    whole: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def add(self, fault: Fault, path: str = "") -> None:
        """Take down one thing; *path* is the file of the page that it is about, where there is one."""
        subject = fault.field or (fault.path if fault.path != self.source else "")
        if fault.level is Level.ERROR:
            where = f" ({path})" if path else ""
            self.left.append(f"{subject}{where}: {fault.message}" if subject else fault.message)
        elif path:
            self.pages.setdefault(path, (subject, []))[1].append(fault.message)
        else:
            self.whole.append(f"{subject}: {fault.message}" if subject else fault.message)

    def lines(self) -> Iterator[str]:
        """Yield the report."""
        yield from _listed("Left out; each of these needs you", self.left)
        if self.pages:
            yield from ("Changed; look each page over", "")
            for path, (title, said) in self.pages.items():
                yield f"{title}: {path}"
                yield from (f"- {each}" for each in dict.fromkeys(said))
                yield ""
        yield from _listed("The old site as a whole", self.whole)
        yield from _listed("Its addresses", self.addresses)


def _listed(title: str, said: list[str]) -> Iterator[str]:
    if said:
        yield from (title, "", *(f"- {each}" for each in dict.fromkeys(said)), "")
