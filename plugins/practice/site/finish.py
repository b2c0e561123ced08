"""From built pages to a published site: made small, given their policy, and everything that hosts need beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import minify_html

from practice.content.faults import Fault
from practice.content.graph import Site
from practice.content.redirects import PATH as REDIRECTS
from practice.pages.kept import Kept
from practice.settings import Settings
from practice.site import compress, hosts, moved, policy, rules, security


@dataclass(slots=True)
class Finished:
    """
    What was added to a site.

    Attributes:
        written: each file that is no page of its own, and the sources it was made from.
        faults: what hosts could not serve as it has to be served.
    """

    written: dict[str, tuple[str, ...]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def finish(folder: Path, written: Mapping[str, Sequence[str]], site: Site, settings: Settings) -> Finished:
    """
    Finish the site in *folder* in place.

    Args:
        folder: every page, picture and list of the site, as they were rendered.
        written: each file, relative, and its sources.
        site: as it is published.
        settings: of the site.
    """
    done = Finished()
    needed: set[tuple[str, str]] = set()
    for name, sources in sorted(written.items()):
        if name.endswith(".html"):
            try:
                page = policy.with_policy(_small((folder / name).read_bytes()))
            except ValueError as error:
                done.faults.append(Fault((sources or (name,))[0], 0, f"page {settings.base}{name}", str(error)))
                continue
            (folder / name).write_bytes(page)
            needed |= policy.needs(page)
    for name in rules.unhashed(written):
        message = "has no digest in its name, so browsers would keep its first version for ever; name it by its digest"
        done.faults.append(Fault((written[name] or (name,))[0], 0, name, message))

    def add(name: str, data: bytes, *sources: str) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
        done.written[name] = sources

    for name, data in moved.pages(site.redirects, settings.base, settings.absolute).items():
        add(name, data, REDIRECTS)
    if text := security.text(settings, site.languages()):
        add(security.NAME, text.encode(), settings.file.name)
    table = rules.rules(settings.base, site.languages(), policy.header(needed), site.redirects)
    kept = Kept(settings.root / ".cache" / "compressed")
    for name, original in compress.compress(folder, (*written, *done.written), kept).items():
        done.written[name] = tuple((written.get(original) or done.written.get(original)) or ())
    for name, text in hosts.files(table).items():
        add(name, text.encode(), settings.file.name, *([REDIRECTS] if site.redirects else []))
    return done


def _small(html: bytes) -> bytes:
    """Return a page without the spaces that no browser shows; tags that may be left out stay, for other readers."""
    return minify_html.minify(
        html.decode(), keep_closing_tags=True, keep_html_and_head_opening_tags=True, minify_doctype=False
    ).encode()
