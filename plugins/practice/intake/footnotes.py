"""Footnotes of an old page: a raised number that leads to a text further down becomes a mark, and the text its note."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

NOTE = "footnote:"
"""What the address of a mark begins with, once its note was taken; its key follows."""
_MARKS = "sup a[href^='#'], a[href^='#'] sup, a.footnote-ref[href^='#']"
_TEXTS = "li[id], p[id], dd[id], div[id], span[id]"
_MOST_WORDS = 120
"""In a note; what is longer is a part of the page."""


def take_notes(tree: LexborHTMLParser) -> dict[str, str]:
    """
    Take the notes of a page out of it and return the HTML of each by its key, ``1`` and so on in order of their marks.

    Where a mark stood there is an empty link to `NOTE` and the key.  A mark that leads to no text stays as it is.
    """
    marks = [_link(node) for node in tree.css(_MARKS)]
    if not any(marks):
        return {}
    texts = {node.attributes.get("id") or "": node for node in tree.css(_TEXTS)}
    keys: dict[str, str] = {}
    for link in filter(None, marks):
        aim = (link.attributes.get("href") or "")[1:]
        text = texts.get(aim)
        if text is None or not 0 < len(text.text().split()) <= _MOST_WORDS or text.css_first(_MARKS) is not None:
            continue
        keys.setdefault(aim, str(len(keys) + 1))
        for child in list(link.iter(include_text=True)):
            child.decompose()
        link.attrs["href"] = f"{NOTE}{keys[aim]}"
    return {key: _taken(texts[aim]) for aim, key in keys.items()}


def _link(node: LexborNode) -> LexborNode | None:
    found: LexborNode | None = node
    while found is not None and found.tag != "a":
        found = found.parent
    return found


def _taken(text: LexborNode) -> str:
    """Return a note's HTML without the way back, and take it and the list that it leaves empty out of the page."""
    for back in text.css("a[href^='#']"):
        back.decompose()
    html = text.inner_html or ""
    above = text.parent
    text.decompose()
    if above is not None and above.tag in ("ol", "ul", "dl") and not (above.text() or "").strip():
        above.decompose()
    return html
