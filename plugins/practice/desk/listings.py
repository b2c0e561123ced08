"""The files that no template makes and no editor writes: what tells search engines which pages there are."""

from __future__ import annotations

from collections.abc import Iterable

from practice.pages.rendering import Listed
from practice.settings import Settings
from practice.site.sitemap import Address, robots, sitemap


def listings(pages: Iterable[Listed], found: Settings) -> dict[str, str]:
    """Return what tells search engines which pages there are, by file."""
    files = {"robots.txt": robots(found.site_url, publish=found.publish)}
    addresses = [Address(page.absolute, page.updated, page.twins) for page in pages]
    if addresses:
        files["sitemap.xml"] = sitemap(addresses)
    return files
