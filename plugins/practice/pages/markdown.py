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
from typing import TYPE_CHECKING

import nh3
from markupsafe import Markup
from selectolax.lexbor import LexborHTMLParser

from practice.content.document import Block, Item, Listing, Paragraph, Text, Whole
from practice.content.inline import (
    LINK,
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
    is_special,
    parse,
)

if TYPE_CHECKING:
    from markdown import Markdown as Engine

_TOKEN = re.compile("\ue000(\\d+)\ue001")
_TAGS = {
    "a", "abbr", "blockquote", "br", "code", "dd", "dl", "dt", "em", "hr", "img", "li", "ol", "p", "pre", "strong",
    "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "code": {"class"},
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
        picture: turns a picture's target, words, caption and whether it stands alone into HTML.
        fact: gives a fact of the practice as HTML.
        open: turns the need of an open fact into HTML.
        sources: keys of the page's footnotes in the order of their first mark.
        explain: turns running text into HTML with its glossary terms explained.
        cites: whether footnote marks are shown.
    """

    link: Callable[[str], str]
    picture: Callable[[str, str, str, bool], str]
    fact: Callable[[str], str]
    open: Callable[[str], str]
    sources: list[str] = field(default_factory=list)
    explain: Callable[[str], str] = escape
    cites: bool = True

    def number(self, key: str) -> tuple[int, bool]:
        """Return a source's number on the page and whether this is its first mark, to which it leads back."""
        first = key not in self.sources
        if first:
            self.sources.append(key)
        return self.sources.index(key) + 1, first


def text_to_html(text: Text | str, page: Page, *, running: bool = False) -> Markup:
    """
    Return inline text as HTML.

    Args:
        text: as written.
        page: what it may refer to.
        running: whether glossary terms in it are explained.
    """
    return Markup(_inline(text if isinstance(text, str) else text.text, page, running))


def _inline(text: str, page: Page, running: bool) -> str:
    explain = page.explain if running else unexplained
    if not is_special(text):  # most are words alone
        return explain(text)
    return "".join([_node(node, page, explain) for node in parse(text)])


def blocks_to_html(blocks: Iterable[Block], page: Page, *, running: bool = True) -> Markup:
    """Return blocks as HTML, in order; *running* as in `text_to_html`."""
    return Markup(_blocks(blocks, page, running))


def _blocks(blocks: Iterable[Block], page: Page, running: bool) -> str:
    return "\n".join([_block(block, page, running) for block in blocks])


def _block(block: Block, page: Page, running: bool) -> str:
    match block:
        case Paragraph(text):
            return _paragraph(text.text, page, running)
        case Listing(items, ordered):
            tag = "ol" if ordered else "ul"
            return f"<{tag}>\n{''.join(_item(item, page, running) for item in items)}</{tag}>"
        case Whole(text):
            return _markdown(text.text, page, inline=False)


_PICTURE = re.compile(
    r"!\[(?P<words>[^\s\[\]*_`<>&\\{}\"](?:[^\[\]*_`<>&\\{}\"]*[^\s\[\]*_`<>&\\{}\"])?)\]\((?P<target>[\w./-]+)\)"
)
"""A picture in whose words and path Python-Markdown would change nothing."""


def _paragraph(text: str, page: Page, running: bool) -> str:
    """Return a paragraph, and after it, as figures, the pictures that its last lines consist of."""
    if "![" in text:
        words, line, picture = text.rpartition("\n")
        if (match := LINK.fullmatch(picture.strip())) and match["image"]:
            before = f"{_paragraph(words, page, running)}\n" if line else ""
            if simple := _PICTURE.fullmatch(picture.strip()):
                return before + page.picture(simple["target"], simple["words"], "", True)
            return before + _markdown(picture.strip(), page, inline=False)
    return f"<p>{_inline(text, page, running)}</p>"


def _item(item: Item, page: Page, running: bool) -> str:
    label = f"<strong>{_inline(item.label.text, page, False)}:</strong> " if item.label else ""
    inner = _inline(item.text.text, page, running)
    nested = f"\n{_blocks(item.blocks, page, running)}\n" if item.blocks else ""
    return f"<li>{label}{inner}{nested}</li>\n"


def unexplained(text: str) -> str:
    """Return running text as HTML without explaining its terms."""
    return escape(text, quote=False)


def _node(node: Node, page: Page, explain: Callable[[str], str]) -> str:
    if isinstance(node, Plain):  # nearly all are
        return explain(node.text)
    match node:
        case Strong(nodes):
            return f"<strong>{''.join(_node(each, page, explain) for each in nodes)}</strong>"
        case Emphasis(nodes):
            return f"<em>{''.join(_node(each, page, explain) for each in nodes)}</em>"
        case Link(nodes, target):
            inner = "".join(_node(each, page, unexplained) for each in nodes)
            return f'<a href="{escape(page.link(target))}">{inner}</a>'
        case Markdown(text):
            return _markdown(text, page, inline=True)
        case _:
            return _own(node, page)


def _own(node: Node, page: Page) -> str:
    """Write one of our own marks."""
    match node:
        case Mark() if not page.cites:
            return ""
        case Mark(key):
            number, first = page.number(key)
            place = f' id="mark-{number}"' if first else ""
            return f'<sup class="mark"{place}><a href="#source-{number}">{number}</a></sup>'
        case Open(need):
            return page.open(need)
        case Placeholder(name):
            return page.fact(name)
        case _:
            raise TypeError(node)


@cache
def _engine() -> Engine:
    """Python-Markdown as the grammar allows it: tables, no attribute lists, no raw HTML."""
    from markdown import Markdown as Engine  # few texts need it
    from markdown.extensions.tables import TableExtension

    aligned = TableExtension(use_align_attribute=True)  # a style attribute would break the security policy
    engine = Engine(extensions=[aligned, "fenced_code", "sane_lists"], output_format="html")
    engine.preprocessors.deregister("html_block")
    engine.inlinePatterns.deregister("html")
    return engine


_HREF = re.compile(r'(<a href=")([^"]*)(")')
_IMG = re.compile(r'<img alt="([^"]*)" src="([^"]*)"(?: title="([^"]*)")?>')
_ALONE = re.compile(rf"<p>{_IMG.pattern}</p>")


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

    def picture(match: re.Match[str], *, alone: bool) -> str:
        words, target, caption = (unescape(each or "") for each in match.groups())
        words = _TOKEN.sub(lambda m: Markup(aside[int(m[1])]).striptags(), words)
        return page.picture(target, words, caption, alone)

    if not inline:
        html = _ALONE.sub(lambda m: picture(m, alone=True), html)
    html = _IMG.sub(lambda m: picture(m, alone=False), html)
    html = _TOKEN.sub(lambda m: aside[int(m[1])], html)
    if inline and html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        html = html[3:-4]
    return html


def _hold_against_sanitizer(html: str) -> None:
    """
    Raise when the sanitizer would change the canonical form of *html*.

    Raises:
        Unclean: with the words around the first difference.
    """
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    before, after = _canonical(html), _canonical(clean)
    if before != after:
        pairs = zip(before, after, strict=False)
        at = next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))
        raise Unclean(f'"{before[max(at - 10, 0) : at + 20]}" is not allowed on a page; write plain Markdown')


def _canonical(html: str) -> str:
    """Return *html* as an HTML parser writes it, so that two spellings of the same page compare equal."""
    return LexborHTMLParser(html).html or ""
