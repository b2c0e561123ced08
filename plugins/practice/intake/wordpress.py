"""Shortcodes: what WordPress fills in when a page is shown and an export holds as ``[name …]``."""

from __future__ import annotations

import re

_CAPTION = re.compile(
    r"\[(?:wp_)?caption\b[^\]]*\](?P<inner>(?:(?!\[(?:wp_)?caption).)*?)\[/(?:wp_)?caption\]", re.DOTALL | re.IGNORECASE
)
_PICTURE = re.compile(
    r"\s*(?P<picture>(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(?P<words>.*)", re.DOTALL | re.IGNORECASE
)
_EMBED = re.compile(
    r"\[(?:embed|audio|video|playlist)\b[^\]]*\](?P<address>\s*https?://[^\[\]\s]+\s*)\[/\w+\]", re.IGNORECASE
)
_CODE = re.compile(r"\[(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9_-]{1,40})(?P<rest>(?:\s[^\[\]]*)?)/?\]")
_FRAME = re.compile(
    r"(?:vc|et_pb|fusion|cs|av|mk|fl|x|su|wpb|ux)_\w+|row|column|columns|one_half|one_third|section|container"
)
"""Shortcodes of page builders that only arrange what stands between them."""


def without_shortcodes(html: str) -> tuple[str, list[str]]:
    """
    Return *html* with what shortcodes enclose and without the codes, and the names of those that showed something.

    Words in brackets that no shortcode can be, such as ``[sic]`` among words, stay.
    """
    if "[" not in html:
        return html, []
    html = _CAPTION.sub(_figure, html)
    html = _EMBED.sub(lambda match: f'<p><a href="{match["address"].strip()}">{match["address"].strip()}</a></p>', html)
    closed = {match["name"] for match in _CODE.finditer(html) if match["end"]}
    names: list[str] = []

    def taken(match: re.Match[str]) -> str:
        name, rest = match["name"], match["rest"].strip()
        sure = name in closed or "=" in rest or "_" in name or "-" in name or name in ("gallery", "toc", "contact")
        if not sure:
            return match[0]
        if name not in names and name not in closed and not _FRAME.fullmatch(name):
            names.append(name)
        return "\n\n" if name in closed else ""

    return _CODE.sub(taken, html), names


def _figure(match: re.Match[str]) -> str:
    inner = _PICTURE.fullmatch(match["inner"])
    if not inner:
        return match["inner"]
    return f"<figure>{inner['picture']}<figcaption>{inner['words'].strip()}</figcaption></figure>"
