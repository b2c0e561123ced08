"""
Texts into HTML.

What the grammar reads itself is written out here; any other Markdown goes through Python-Markdown, with our
own marks put aside first.  nh3 stands behind: what it would change is not published.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape

import nh3
from markdown import Markdown as Engine
from markupsafe import Markup

from practice.content.inline import (
    MARKS,
    Emphasis,
    Link,
    Mark,
    Markdown,
    Node,
    Open,
    Placeholder,
    Plain,
    Strong,
    parse,
)
from practice.content.scan import Block, Item, Listing, Paragraph, Text, Whole

_TOKEN = re.compile("\ue000(\\d+)\ue001")
_TAGS = {
    "a", "abbr", "blockquote", "br", "code", "dd", "dl", "dt", "em", "hr", "img", "li", "ol", "p", "pre", "strong",
    "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
}
_SCHEMES = {"https", "http", "mailto", "tel"}


class Unclean(ValueError):
    """Rendered Markdown that the sanitizer would change; the message shows the first difference."""


@dataclass(slots=True)
class Page:
    """
    What one page's texts need while they are rendered, and what they leave behind.

    Attributes:
        link: turns a target as written into an address and attributes for it.
        picture: turns a picture's target and words into HTML.
        fact: gives a fact of the practice as HTML.
        open: turns the need of an open fact into HTML.
        sources: keys of the page's footnotes in the order of their first mark.
        marks: how many marks each source has so far.
        explain: turns running text into HTML with its glossary terms explained.
    """

    link: Callable[[str], str]
    picture: Callable[[str, str], str]
    fact: Callable[[str], str]
    open: Callable[[str], str]
    sources: list[str] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)
    explain: Callable[[str], str] = escape

    def number(self, key: str) -> tuple[int, int]:
        """Return a source's number on the page and which of its marks this is."""
        if key not in self.marks:
            self.sources.append(key)
        self.marks[key] = self.marks.get(key, 0) + 1
        return self.sources.index(key) + 1, self.marks[key]


def text_to_html(text: Text | str, page: Page, *, running: bool = False) -> Markup:
    """
    Return inline text as HTML.

    Args:
        text: as written.
        page: what it may refer to.
        running: whether glossary terms in it are explained.
    """
    source = text if isinstance(text, str) else text.text
    explain = page.explain if running else _plain
    return Markup("".join(_node(node, page, explain) for node in parse(source)))


def blocks_to_html(blocks: Iterable[Block], page: Page, *, running: bool = True) -> Markup:
    """Return blocks as HTML, in order; *running* as in `text_to_html`."""
    return Markup("\n".join(_block(block, page, running) for block in blocks))


def _block(block: Block, page: Page, running: bool) -> str:
    match block:
        case Paragraph(text):
            inner = text_to_html(text, page, running=running)
            return str(inner) if inner.startswith(("<figure", "<picture")) else f"<p>{inner}</p>"
        case Listing(items, ordered):
            tag = "ol" if ordered else "ul"
            return f"<{tag}>\n{''.join(_item(item, page, running) for item in items)}</{tag}>"
        case Whole(text):
            return _markdown(text.text, page, inline=False)


def _item(item: Item, page: Page, running: bool) -> str:
    label = f"<strong>{text_to_html(item.label, page)}:</strong> " if item.label else ""
    inner = text_to_html(item.text, page, running=running)
    nested = f"\n{blocks_to_html(item.blocks, page, running=running)}\n" if item.blocks else ""
    return f"<li>{label}{inner}{nested}</li>\n"


def _plain(text: str) -> str:
    return escape(text, quote=False)


def _node(node: Node, page: Page, explain: Callable[[str], str]) -> str:
    match node:
        case Plain(text):
            return explain(text)
        case Strong(nodes):
            return f"<strong>{''.join(_node(each, page, explain) for each in nodes)}</strong>"
        case Emphasis(nodes):
            return f"<em>{''.join(_node(each, page, explain) for each in nodes)}</em>"
        case Link(nodes, target):
            inner = "".join(_node(each, page, _plain) for each in nodes)
            return f'<a href="{escape(page.link(target))}">{inner}</a>'
        case Markdown(text):
            return _markdown(text, page, inline=True)
        case _:
            return _own(node, page)


def _own(node: Node, page: Page) -> str:
    """Write one of our own marks."""
    match node:
        case Mark(key):
            number, nth = page.number(key)
            again = f"-{nth}" if nth > 1 else ""
            return f'<sup class="mark" id="mark-{number}{again}"><a href="#source-{number}">{number}</a></sup>'
        case Open(need):
            return page.open(need)
        case Placeholder(name):
            return page.fact(name)
        case _:
            raise TypeError(node)


@cache
def _engine() -> Engine:
    """Python-Markdown as the grammar allows it: tables, no attribute lists, no raw HTML."""
    engine = Engine(extensions=["tables", "fenced_code", "sane_lists"], output_format="html")
    engine.preprocessors.deregister("html_block")
    engine.inlinePatterns.deregister("html")
    return engine


_HREF = re.compile(r'(<a href=")([^"]*)(")')
_IMG = re.compile(r'<img alt="([^"]*)" src="([^"]*)"(?: title="[^"]*")?>')


def _markdown(text: str, page: Page, *, inline: bool) -> str:
    """Render what the grammar does not read itself, and hold it against nh3."""
    aside: list[str] = []

    def put(match: re.Match[str]) -> str:
        (node,) = parse(match[0])
        aside.append(_own(node, page))
        return f"\ue000{len(aside) - 1}\ue001"

    html = _engine().reset().convert(MARKS.sub(put, text)) if text.strip() else ""
    _hold_against_sanitizer(html)
    html = _HREF.sub(lambda m: f"{m[1]}{escape(page.link(unescape(m[2])))}{m[3]}", html)
    html = _IMG.sub(lambda m: page.picture(unescape(m[2]), unescape(m[1])), html)
    html = _TOKEN.sub(lambda m: aside[int(m[1])], html)
    if inline and html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        html = html[3:-4]
    return html


def _hold_against_sanitizer(html: str) -> None:
    """
    Raise when the sanitizer would change the canonical form of *html*.

    Raises:
        Unclean: with the first word that differs.
    """
    allowed = nh3.clean(
        html, tags=nh3.ALLOWED_TAGS | _TAGS, attributes=_EVERYTHING, url_schemes=_ALL_SCHEMES, link_rel=None
    )
    strict = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    if allowed != strict or not _same_elements(html, strict):
        at = next((i for i, (a, b) in enumerate(zip(html, strict, strict=False)) if a != b), len(strict))
        raise Unclean(f'"{html[max(at - 10, 0) : at + 20]}" is not allowed on a page; write plain Markdown')


_EVERYTHING = {tag: set(names) for tag, names in _ATTRIBUTES.items()}
_ALL_SCHEMES = _SCHEMES
_ELEMENT = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)")


def _same_elements(before: str, after: str) -> bool:
    return _ELEMENT.findall(before) == _ELEMENT.findall(after)
