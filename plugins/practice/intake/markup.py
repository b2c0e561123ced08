"""
From a page's HTML to its blocks.

The tree is lexbor's, which mends broken nesting as browsers do; running text becomes Markdown through markdownify,
with signs that mean something in our grammar written as codes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from markdownify import MarkdownConverter
from selectolax.lexbor import LexborHTMLParser, LexborNode

from practice.intake.blocks import (
    Block,
    Bullets,
    Heading,
    Item,
    Paragraph,
    Picture,
    Table,
    Words,
    escape,
    item,
    without_forbidden,
    words,
)
from practice.intake.footnotes import NOTE, take_notes

DROPPED = {
    "script": "script", "noscript": "script", "style": "style sheet", "link": "style sheet", "template": "template",
    "iframe": "frame of another page", "object": "frame of another page", "embed": "frame of another page",
    "form": "form", "input": "form", "select": "form", "textarea": "form", "button": "button",
    "video": "video", "audio": "sound", "canvas": "drawing by script", "svg": "drawn icon", "map": "map",
    "math": "formula", "dialog": "dialog", "del": "struck-out text", "s": "struck-out text",
    "strike": "struck-out text",
}  # fmt: skip
"""Elements that are not taken, and what a report calls them."""
_SILENT = frozenset({"style sheet", "drawn icon", "template"})
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "br",
        "img",
        "picture",
        "source",
    ]
)
_WRAPPERS = frozenset({"ul", "ol", "menu", "dl", "table", "blockquote", "figure", "pre", "hr"})
_DEEPEST = 150
"""Elements within each other; what is deeper is taken as plain text."""
_BLANK = re.compile(r"\n[ \t]*\n")
_BEFORE, _AFTER = r"(?P<tags>(?:\s|<[^<>]*>|&nbsp;)*)", r"(?P<closed>(?:</\w+>)*)"
_TYPED = {
    "bullet": re.compile(rf"{_BEFORE}[•·▪◦‣●■❖➤►✓✔✅☑★]\ufe0f?{_AFTER}\s*"),
    "dash": re.compile(rf"{_BEFORE}[-–*]{_AFTER}\s+(?=\S)"),
    "number": re.compile(rf"{_BEFORE}\(?(?P<number>\d{{1,2}})[.)]{_AFTER}\s+(?=\S)"),
}
"""How items of a list are typed by hand; dashes and numbers count from two on, as a sentence may begin so."""
_WHOLLY_BOLD = re.compile(r"\*\*([^*]{3,100}?):?\*\*:?")
_TAG = re.compile(r"<[a-zA-Z/!]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Markup:
    """
    Reads one page's HTML.

    Args:
        link: what becomes of a link: takes the address and the words, returns the target in our content, or "" where
            the words alone stay.
        classic: whether line breaks in text are line breaks on the page.
    """

    def __init__(self, link: Callable[[str, str], str], classic: bool = False) -> None:
        self.classic = classic
        self.dropped: Counter[str] = Counter()
        self.notes: dict[str, Words] = {}
        """Footnotes of the page that was read last, by their keys."""
        self._inline = _Inline(link)

    def read(self, html: str) -> list[Block]:
        """Return the blocks of *html*, in order."""
        tree = LexborHTMLParser(f"<body>{html}")  # else a script that stands first would be one of the head
        if tree.body is None:
            return []
        self.notes = {key: self._inline.words(note) for key, note in take_notes(tree).items()}
        self._background(tree)
        return list(_headings_in_disguise(list(_joined(self._children(tree.body, 0)))))

    def _background(self, tree: LexborHTMLParser) -> None:
        """Count the pictures that stand behind text, which only a style names."""
        for node in tree.css("[style*='url(']"):
            if node.tag not in DROPPED and "background" in (node.attributes.get("style") or ""):
                self.dropped["picture behind text"] += 1

    def _children(self, node: LexborNode, depth: int) -> Iterator[Block]:
        run: list[LexborNode] = []
        for child in node.iter(include_text=True):
            tag = str(child.tag)
            if tag in DROPPED:
                self._drop(child, DROPPED[tag])
            elif tag == "-text" or (tag in _INLINE and not _holds_blocks(child)):
                run.append(child)
            elif tag[0] not in "-!_":
                yield from self._flush(run)
                run = []
                yield from self._block(child, tag, depth + 1)
        yield from self._flush(run)

    def _drop(self, node: LexborNode, name: str) -> None:
        if name in _SILENT or (name == "form" and str(node.tag) != "form"):
            return
        shown = next((node.attributes.get(key) for key in ("src", "data-src", "data") if node.attributes.get(key)), "")
        if not shown and (source := node.css_first("source[src]")) is not None:
            shown = source.attributes.get("src")
        if shown and name != "script":
            name = f"{name}, {without_forbidden(shown).removeprefix('https:').lstrip('/').partition('?')[0][:80]},"
        self.dropped[name] += 1

    def _block(self, node: LexborNode, tag: str, depth: int) -> Iterator[Block]:
        if depth > _DEEPEST:
            if found := words(node.text(separator=" ")):
                yield Paragraph(found)
        elif len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
            yield from _pictures(node)
            if text := " ".join(without_forbidden(node.text(separator=" ")).split()):
                yield Heading(int(tag[1]), text)
        elif tag in ("ul", "ol", "menu"):
            yield from self._list(node, tag == "ol", depth)
        elif tag == "dl":
            yield from self._definitions(node, depth)
        elif tag == "table":
            yield from self._table(node, depth)
        elif tag == "blockquote":
            for each in self._children(node, depth):
                yield Paragraph(each.words, quoted=True) if isinstance(each, Paragraph) else each
        elif tag == "pre":
            for line in node.text().split("\n"):
                if line.strip():
                    yield Paragraph(words(line))
        elif tag == "summary":
            if text := " ".join(node.text(separator=" ").split()):
                yield Heading(6, without_forbidden(text))
        elif tag != "hr":
            yield from self._children(node, depth)

    def _list(self, node: LexborNode, ordered: bool, depth: int) -> Iterator[Block]:
        items: list[Item] = []
        for child in node.iter(include_text=True):
            if str(child.tag) == "-text" and not (child.text() or "").strip():
                continue
            if str(child.tag) in DROPPED:
                self._drop(child, DROPPED[str(child.tag)])
                continue
            if str(child.tag)[0] in "-!_" and str(child.tag) != "-text":
                continue
            if str(child.tag) in ("ul", "ol") and items:  # a list that hangs beside its item, as old editors write it
                inner = tuple(self._list(child, str(child.tag) == "ol", depth + 1)) if depth < _DEEPEST else ()
                items[-1] = Item(items[-1].words, items[-1].label, items[-1].blocks + inner)
                continue
            inside = (
                tuple(self._flush([child]))
                if str(child.tag) == "-text" or (str(child.tag) in _INLINE and not _holds_blocks(child))
                else tuple(self._block(child, "li", depth + 1))
            )
            head, rest = (
                (inside[0].words, inside[1:]) if inside and isinstance(inside[0], Paragraph) else (None, inside)
            )
            if head is None and rest and isinstance(rest[0], Heading):
                head, rest = Words(f"**{escape(rest[0].text)}:**", f"{rest[0].text}:"), rest[1:]
                if rest and isinstance(rest[0], Paragraph):
                    more = rest[0].words
                    head, rest = Words(f"{head.md} {more.md}", f"{head.plain} {more.plain}"), rest[1:]
            if head is None and all(isinstance(each, Picture) for each in rest):
                yield from rest
            else:
                items.append(item(head or Words("", ""), tuple(rest)))
        items = [each for each in items if each.words or each.label or each.blocks]
        if items:
            yield Bullets(tuple(items), ordered)

    def _definitions(self, node: LexborNode, depth: int) -> Iterator[Block]:
        items: list[Item] = []
        for child in node.css("dt, dd"):
            text = " ".join(without_forbidden(child.text(separator=" ")).split())
            if str(child.tag) == "dt":
                items.append(Item(Words("", ""), escape(text.rstrip(":"))))
            elif text:
                inside = tuple(self._children(child, depth))
                last = items.pop() if items else Item(Words("", ""))
                if not last.words and inside and isinstance(inside[0], Paragraph):
                    items.append(Item(inside[0].words, last.label, inside[1:]))
                else:
                    items.append(Item(last.words, last.label, last.blocks + inside))
        items = [each for each in items if each.words or each.label]
        if items:
            yield Bullets(tuple(items))

    def _table(self, node: LexborNode, depth: int) -> Iterator[Block]:
        for caption in node.css("caption"):
            yield from self._children(caption, depth + 1)
        rows = []
        for row in node.css("tr"):
            cells = [cell for cell in row.iter() if str(cell.tag) in ("td", "th")]
            if len(cells) == 1 and _holds_blocks(cells[0]):  # a table that only arranges
                yield from self._children(cells[0], depth + 1)
            elif cells:
                for cell in cells:
                    yield from _pictures(cell)
                rows.append(tuple(map(self._cell, cells)))
        rows = [row for row in rows if any(row)]
        if len(rows) > 1 and max(map(len, rows)) > 1:
            yield Table(tuple(rows))
        else:
            yield from (Paragraph(cell) for row in rows for cell in row if cell)

    def _flush(self, run: list[LexborNode]) -> Iterator[Block]:
        """Turn a run of text and inline elements into paragraphs, and lists where bullets are typed by hand."""
        html = ""
        for before, node in zip([None, *run], run, strict=False):
            side_by_side = before is not None and before.tag == node.tag == "a"  # buttons
            html += f"{' ' * side_by_side}{node.html or ''}"
        if not html.strip():
            return
        for node in run:
            for tag in DROPPED if "<" in html else ():
                for each in node.css(tag) if str(node.tag) != "-text" else ():
                    self._drop(each, DROPPED[tag])
        parts = _BLANK.split(html) if self.classic else [html]
        for part in parts:
            lines = re.split(r"<br\s*/?>|\n", part) if self.classic else re.split(r"<br\s*/?>", part)
            yield from self._lines(lines if len(lines) < 400 else [part])
        for node in run:
            yield from _pictures(node)

    def _cell(self, node: LexborNode) -> Words:
        """Return the words of a table's cell in one line."""
        html = re.sub(r"</?(?:ul|ol|p|div|h\d)\b[^<>]*>|<br\s*/?>|<li\b[^<>]*>", " ", node.inner_html or "")
        found = self._inline.words(html.replace("</li>", "; "))
        return Words(found.md.strip("; "), found.plain.strip("; "))

    def _lines(self, lines: list[str]) -> Iterator[Block]:
        taken: list[Words] = []
        said = [(line, words) for line in lines if (words := self._inline.words(line))]
        for kind, run in groupby(zip(_marks([line for line, _ in said]), said, strict=True), key=lambda each: each[0]):
            if not kind:
                taken += [words for _, (_, words) in run]
                continue
            yield from _paragraph(taken)
            taken = []
            found = (
                self._inline.words(_TYPED[kind].sub(r"\g<tags>\g<closed> ", line, count=1)) for _, (line, _) in run
            )
            if items := tuple(item(words) for words in found if words):
                yield Bullets(items, ordered=kind == "number", typed=True)
        yield from _paragraph(taken)


def _marks(lines: list[str]) -> list[str]:
    """Return for each line by which mark it is an item of a list that was typed, "" where it is none."""
    found: list[str] = []
    for kind, run in groupby(lines, key=lambda line: next((name for name in _TYPED if _TYPED[name].match(line)), "")):
        several = list(run)
        first = _TYPED["number"].match(several[0])
        one = kind in ("dash", "number") and len(several) == 1
        late = kind == "number" and first is not None and first["number"] != "1"
        found += ["" if one or late else kind] * len(several)
    return found


def _paragraph(taken: list[Words]) -> Iterator[Block]:
    if taken:
        yield Paragraph(Words("  \n".join(each.md for each in taken), "\n".join(each.plain for each in taken)))


def _holds_blocks(node: LexborNode) -> bool:
    """Tell whether an element that should hold words alone holds paragraphs or headings, as themes write links."""
    return node.css_first("p, div, h1, h2, h3, h4, h5, h6, ul, ol, dl, table, blockquote, section, figure") is not None


def _pictures(node: LexborNode) -> Iterator[Block]:
    if str(node.tag) == "-text":
        return
    for image in node.css("img"):
        of = image.attributes
        source = next(
            (value for key in ("data-orig-file", "data-src", "data-lazy-src", "src") if (value := of.get(key))), ""
        )
        if source and not source.startswith("data:"):
            yield Picture(source.strip(), " ".join(without_forbidden(of.get("alt") or "").split()))


def _joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Join lists of one item each that were typed in paragraphs of their own."""
    held: Bullets | None = None
    for block in blocks:
        if isinstance(block, Bullets) and block.typed and len(block.items) == 1:
            held = Bullets((*(held.items if held else ()), *block.items))
            continue
        if held:
            yield held
            held = None
        yield block
    if held:
        yield held


def _headings_in_disguise(blocks: list[Block]) -> Iterator[Block]:
    """Make a heading of a short paragraph that is wholly bold, as editors without a heading button write it."""
    level = 1
    for at, block in enumerate(blocks):
        if isinstance(block, Heading):
            level = block.level if block.level < 6 else level
        elif isinstance(block, Paragraph) and at + 1 < len(blocks) and not isinstance(blocks[at + 1], Heading):
            match = _WHOLLY_BOLD.fullmatch(block.words.md)
            if match and not block.words.plain.rstrip().endswith((".", "!", ",", ";")):
                yield Heading(min(level + 1, 6), block.words.plain.strip().rstrip(":"))
                continue
        yield block


class _Inline(MarkdownConverter):
    """markdownify, told what our grammar has: stress, weight and links; pictures are taken by themselves."""

    def __init__(self, link: Callable[[str, str], str]) -> None:
        super().__init__(convert=["a", "b", "strong", "em", "i", "sup", "sub", "abbr"], autolinks=False)
        self._link = link

    def words(self, html: str) -> Words:
        """Return a run of inline HTML as running text in one line."""
        if not _TAG.search(html):
            return words(LexborHTMLParser(html).text() if "&" in html else html)
        tree = LexborHTMLParser(html)
        tree.strip_tags(list(DROPPED))
        tree.unwrap_tags(["pre", "code", "kbd", "samp"])  # markdownify would take their signs as they are
        plain = " ".join(without_forbidden(tree.text(separator="")).split())
        if not plain:
            return Words("", "")
        try:
            md = " ".join(self.convert(tree.body.inner_html or "" if tree.body is not None else "").split())
        except RecursionError:  # a thousand stars within each other
            md = escape(plain)
        return Words(_tidied(md), plain)

    def escape(self, text: str, parent_tags: Any) -> str:  # noqa: ARG002 - markdownify's own form
        return escape(text) if text else ""

    def convert_sup(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        return text.translate(_RAISED) if text.strip().isdecimal() else text

    def convert_sub(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        return text.translate(_LOWERED) if text.strip().isdecimal() else text

    def convert_abbr(self, el: Any, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        meaning = " ".join(str(el.get("title") or "").split())
        return f"{text} ({escape(meaning)})" if meaning and meaning.casefold() != text.strip().casefold() else text

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        inner = text.strip()
        href = str(el.get("href") or "")
        if href.startswith(NOTE) and not inner:
            return f"[^{href.removeprefix(NOTE)}]"
        if not inner or "](" in inner or "a" in parent_tags - {"a"}:
            return text
        target = self._link(href, " ".join(el.get_text().split()))
        if not target:
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return f"{before}[{inner}]({target}){after}"


def _tidied(md: str) -> str:
    """Join weight that was set twice, which Markdown would show as stars."""
    md = re.sub(r"\*\*(\s*)\*\*(?=\S)", r"\1", md) if re.search(r"\S\*\*\s*\*\*\S", md) else md
    return re.sub(r"(?<!\\)\*{5,}", "", md)
