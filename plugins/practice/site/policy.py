"""
The content security policy of a page: nothing but what its final bytes show that it needs.

Every page carries its own policy as ``<meta>``, which travels to any host.  What all pages need together is the
policy that hosts send as a header, with what ``<meta>`` cannot say.  A browser applies both, so a page has what
its own allows, on hosts that send headers and on hosts that do not.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

from selectolax.lexbor import LexborHTMLParser

REFERRER = "no-referrer"
"""No site is told which page of ours led to it: that would say what a reader suffers from."""

Needs = frozenset[tuple[str, str]]
"""Pairs of directive and source."""

_ALWAYS = frozenset({("default-src", "'none'"), ("base-uri", "'none'"), ("img-src", "'self'")})
_NONE_UNLESS_NEEDED = ("form-action",)
"""Directives that ``default-src`` does not stand in for."""
_LATER = re.compile(r"data-\w+-integrity")
"""The attribute that tells what a script loads later; one without it asks for nothing."""
_CHARSET = re.compile(rb"<meta charset=[^>]*>", re.IGNORECASE)


def needs(html: bytes) -> Needs:
    """
    Return what a page needs beside pictures of the site: its styles and its script by digest, its icon, its forms.
    """
    tree = LexborHTMLParser(html)
    found: set[tuple[str, str]] = set()
    for node in tree.css("style"):
        found.add(("style-src", _digest(node.text())))
        if "data:" in node.text():
            found.add(("img-src", "data:"))
    if tree.css_first("link[rel~=icon][href^='data:']"):
        found.add(("img-src", "data:"))
    if tree.css_first("link[rel~=stylesheet]"):
        found.add(("style-src", "'self'"))
    modules = tree.css("script[type=module]")
    if not modules:
        # Nothing on such a page can connect to anything; Lighthouse can, in the page's name, and tells a practice that
        # its robots.txt is missing where it may not.
        found.add(("connect-src", "'self'"))
    for node in modules:
        found.add(("script-src", _digest(node.text())))
        if any(_LATER.fullmatch(name) for name in node.attributes):
            found.update({("script-src", "'self'"), ("connect-src", "'self'")})
    if tree.css_first("form"):
        found.add(("form-action", "'self'"))
    if tree.css_first("link[rel=manifest]"):
        found.add(("manifest-src", "'self'"))
    return frozenset(found)


def _digest(inline: str) -> str:
    """Return what allows a text that stands in a page, and nothing else."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()}'"


def text(needed: Iterable[tuple[str, str]]) -> str:
    """Return a policy as ``<meta>`` takes it, the same for the same needs."""
    sources: dict[str, list[str]] = {}
    for directive, source in sorted(_ALWAYS.union(needed)):
        sources.setdefault(directive, []).append(source)
    for directive in _NONE_UNLESS_NEEDED:
        sources.setdefault(directive, ["'none'"])
    ordered = sorted(sources, key=lambda directive: (directive != "default-src", directive))
    return "; ".join(f"{directive} {' '.join(sources[directive])}" for directive in ordered)


def header(needed: Iterable[tuple[str, str]]) -> str:
    """Return a policy as a header sends it; ``<meta>`` may not forbid frames (CSP level 3, section 3.3)."""
    return f"{text(needed)}; frame-ancestors 'none'"


def with_policy(html: bytes) -> bytes:
    """
    Return a page with its policy and its referrer policy behind ``<meta charset>``, before all that they govern.

    Raises:
        ValueError: it has no ``<meta charset>``.
    """
    place = _CHARSET.search(html)
    if place is None:
        raise ValueError("has no <meta charset>; write one in base.html")
    metas = (
        f'<meta http-equiv="Content-Security-Policy" content="{text(needs(html))}">'
        f'<meta name="referrer" content="{REFERRER}">'
    )
    return html[: place.end()] + metas.encode() + html[place.end() :]
