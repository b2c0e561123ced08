"""The other sites that a saved page asks when it is read, and what those known by name are."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from practice.intake.original import Original, host_of

KNOWN = {
    "googletagmanager.com": "Google Tag Manager, a tracker",
    "google-analytics.com": "Google Analytics, a tracker",
    "analytics.google.com": "Google Analytics, a tracker",
    "googleadservices.com": "Google Ads, a tracker",
    "doubleclick.net": "Google advertising, a tracker",
    "googlesyndication.com": "Google advertising, a tracker",
    "connect.facebook.net": "Meta Pixel, a tracker",
    "facebook.com": "Meta, a tracker where it is a picture or a script",
    "clarity.ms": "Microsoft Clarity, a tracker that records visits",
    "bat.bing.com": "Microsoft Advertising, a tracker",
    "hotjar.com": "Hotjar, a tracker that records visits",
    "snap.licdn.com": "LinkedIn Insight, a tracker",
    "analytics.tiktok.com": "TikTok Pixel, a tracker",
    "static.ads-twitter.com": "X advertising, a tracker",
    "stats.wp.com": "WordPress.com statistics, a tracker",
    "pixel.wp.com": "WordPress.com statistics, a tracker",
    "hs-scripts.com": "HubSpot, a tracker",
    "callrail.com": "CallRail, a tracker of calls",
    "gravatar.com": "Gravatar, portraits by e-mail address",
    "fonts.googleapis.com": "Google Fonts",
    "fonts.gstatic.com": "Google Fonts",
    "use.typekit.net": "Adobe Fonts",
    "google.com": "Google: a map, a search or a form check",
    "maps.googleapis.com": "Google Maps",
    "gstatic.com": "Google",
    "youtube.com": "YouTube, which sets cookies",
    "youtube-nocookie.com": "YouTube",
    "player.vimeo.com": "Vimeo",
    "cdnjs.cloudflare.com": "a store of scripts",
    "cdn.jsdelivr.net": "a store of scripts",
    "ajax.googleapis.com": "a store of scripts",
    "unpkg.com": "a store of scripts",
}
_INLINE = (
    (re.compile(r"\bgtag\s*\(|\bga\s*\(\s*['\"]create|googletagmanager\.com"), "googletagmanager.com"),
    (re.compile(r"\bfbq\s*\("), "connect.facebook.net"),
    (re.compile(r"\bclarity\s*\(|clarity\.ms"), "clarity.ms"),
    (re.compile(r"\bhj\s*\(|hotjar\.com"), "hotjar.com"),
    (re.compile(r"\bttq\.load"), "analytics.tiktok.com"),
)
_ASKS = (
    "script[src], img[src], iframe[src], source[src], video[src], audio[src], embed[src], object[data], link[href], "
    "form[action]"
)
_LINKS = frozenset({"stylesheet", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "icon"})


def asked(tree: LexborHTMLParser, own: str) -> dict[str, str]:
    """
    Return the hosts, other than *own*, that a page asks when it is read, and what each is.

    Args:
        own: the host of the page, "" when not known; then every host counts.
    """
    found: dict[str, str] = {}
    for node in tree.css(_ASKS):
        of = node.attributes
        if node.tag == "link" and not set((of.get("rel") or "").casefold().split()) & _LINKS:
            continue
        address = of.get("src") or of.get("data") or of.get("href") or of.get("action") or ""
        host = host_of(f"https:{address}" if address.startswith("//") else address)
        if host and host != own and not host.endswith(f".{own}" if own else "\0"):
            what = "sends what visitors write" if node.tag == "form" else f"asked by {node.tag}"
            found.setdefault(host, known(host) or what)
    for script in tree.css("script"):
        for rule, host in _INLINE:
            if rule.search(script.text() or ""):
                found.setdefault(host, KNOWN[host])
    return dict(sorted(found.items()))


def of_page(original: Original) -> dict[str, str]:
    """Return what `asked` does for a page: for one of an export, what its text asks."""
    if original.folder is not None or "src=" not in original.html:
        return original.third
    return asked(LexborHTMLParser(original.html), host_of(original.address))


def known(host: str) -> str:
    """Return what a host is, by its own name or that of a domain above it, or ""."""
    while "." in host:
        if host in KNOWN:
            return KNOWN[host]
        host = host.partition(".")[2]
    return ""
