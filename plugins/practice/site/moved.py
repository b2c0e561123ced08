"""A page at each moved address, for hosts that cannot redirect: it leads on at once, and names the new address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape

from practice.content.redirects import Redirect
from practice.site.policy import with_policy

_ENDINGS = (".html", ".htm")


def pages(redirects: Iterable[Redirect], base: str, absolute: Callable[[str], str]) -> dict[str, bytes]:
    """
    Return the bytes of each page by its path in the site.

    An old address with another ending, such as ``/old.php``, has none: hosts would show its source.  Nor has one that
    asks something, such as ``/?p=12``: a page does not see what it is asked.

    Args:
        redirects: from the site's base.
        base: the path below which the site stands, from slash to slash.
        absolute: gives an address on the host its scheme and host.
    """
    found = {}
    for each in redirects:
        name = each.old.strip("/")
        if each.asked:
            continue
        if "." not in name.rpartition("/")[2]:
            name = f"{name}/index.html"
        elif not name.endswith(_ENDINGS):
            continue
        inside = each.new.startswith("/")
        target = f"{base.rstrip('/')}{each.new}" if inside else each.new
        found[name] = _page(target, absolute(target) if inside else target, each.old)
    return found


def _page(target: str, whole: str, old: str) -> bytes:
    """Return a page without a word of its own, so that it needs no translation."""
    lang = "es" if old.startswith("/es/") else "en"
    return with_policy(
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(whole)}</title>'
        f'<link rel="canonical" href="{escape(whole)}">'
        f'<meta http-equiv="refresh" content="0; url={escape(target)}">'
        f'<p><a href="{escape(target)}">{escape(whole)}</a>\n'.encode()
    )
