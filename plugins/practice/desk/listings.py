"""The files that no template makes and no editor writes: what tells search engines which pages there are."""

from __future__ import annotations

from collections.abc import Iterable

from practice.pages import views
from practice.settings import Settings
from practice.site.sitemap import Address, robots, sitemap


def listings(pages: Iterable[views.Page], found: Settings) -> dict[str, str]:
    """Return what tells search engines which pages there are, by file."""
    files = {"robots.txt": robots(found.site_url, publish=found.publish)}
    addresses = [
        Address(page.absolute, page.updated, tuple((twin.lang, twin.absolute) for twin in page.twins))
        for page in pages
        if page.absolute and page.kind != "missing" and not page.part_of
    ]
    if addresses:
        files["sitemap.xml"] = sitemap(addresses)
    return files
