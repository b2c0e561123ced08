"""What tells search engines which pages there are: ``sitemap.xml`` and ``robots.txt``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape


@dataclass(frozen=True, slots=True)
class Address:
    """
    One page in the sitemap.

    Attributes:
        absolute: its address with scheme and host.
        updated: the day on which a physician last reviewed it as it stands; None where nobody did.
        twins: language and absolute address of the same page in every language, itself included.
    """

    absolute: str
    updated: date | None
    twins: tuple[tuple[str, str], ...] = ()


def sitemap(addresses: Iterable[Address]) -> str:
    """Return the sitemap.  A page whose last change nobody dated has no date: a wrong one is worse than none."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for each in sorted(addresses, key=lambda address: address.absolute):
        lines.append(f"<url><loc>{escape(each.absolute)}</loc>")
        if each.updated:
            lines.append(f"<lastmod>{each.updated.isoformat()}</lastmod>")
        lines.extend(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{escape(address)}"/>' for lang, address in each.twins
        )
        lines.append("</url>")
    return "\n".join([*lines, "</urlset>", ""])


def robots(site_url: str, *, publish: bool) -> str:
    """Return ``robots.txt``: a preview asks to be left alone."""
    if not publish:
        return "User-agent: *\nDisallow: /\n"
    return f"User-agent: *\nAllow: /\n\nSitemap: {site_url}/sitemap.xml\n"
