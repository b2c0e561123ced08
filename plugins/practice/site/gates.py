"""
Gates on the built tree: what holds on every page, whatever template or content made it.

They read the written files with a real HTML parser, so that nothing upstream has to be trusted.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from practice.content.faults import Fault

_LOADS = (
    ("img", "src"), ("img", "srcset"), ("source", "srcset"), ("source", "src"), ("script", "src"), ("iframe", "src"),
    ("embed", "src"), ("object", "data"), ("video", "src"), ("audio", "src"), ("track", "src"), ("input", "src"),
    ("video", "poster"),
)  # fmt: skip
_LOADING = ", ".join(f"{tag}[{name}]" for tag, name in _LOADS)
_SENDS = (("form", "action"), ("button", "formaction"), ("input", "formaction"), ("a", "ping"))
_LOADING_LINKS = frozenset(
    {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"}
)
_CSS_LOADS = re.compile(r"@import|(?:url\(\s*['\"]?|image-set\(\s*['\"])(?!data:|#)", re.IGNORECASE)
_EVENT = re.compile(rb"""[\s"'/]on[^\s"'<>/=]*\s*=""", re.IGNORECASE)
"""What every event attribute that runs something must look like; asking each element takes a third of the gates."""
_FOREIGN = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


@dataclass(slots=True)
class _Page:
    """What one file offers and asks for."""

    title: str
    lang: str
    ids: set[str]
    links: list[str]
    files: list[str]
    wrong: list[str] = field(default_factory=list)


def gates(folder: Path, base: str, sources: Mapping[str, Sequence[str]]) -> list[Fault]:
    """
    Return what is wrong with the built pages.

    Args:
        folder: the tree that was written.
        base: the path below which the site stands, from slash to slash.
        sources: of each file, relative to *folder*; the first is named in faults.
    """
    pages = {name: _read(folder / name) for name in sorted(sources) if name.endswith(".html")}
    faults: list[Fault] = []

    def fault(name: str, message: str) -> None:
        source = (sources[name] or (name,))[0]
        faults.append(Fault(source, 0, f"page {base}{name.removesuffix('index.html')}", message))

    titles: dict[tuple[str, str], str] = {}
    for name, page in pages.items():
        for message in page.wrong:
            fault(name, message)
        for target in page.links:
            if message := _broken(target, name, base, pages, sources):
                fault(name, message)
        for target in page.files:
            parts = urlsplit(target)
            elsewhere = parts.scheme or parts.netloc or target.startswith("#")
            if not elsewhere and _path(parts.path, name, base) not in sources:
                fault(name, f'asks for "{target}", which was not made; correct its address in the template')
        if (other := titles.setdefault((page.lang, page.title), name)) != name:
            fault(name, f'has the same <title> as {base}{other}: "{page.title}"; give one of them another title')
    return faults


def _read(file: Path) -> _Page:
    html = file.read_bytes()
    tree = LexborHTMLParser(html)
    title = tree.css_first("title")
    root = tree.root
    page = _Page(
        title=title.text().strip() if title else "",
        lang=(root.attributes.get("lang") or "") if root else "",
        ids=set(),
        links=[],
        files=[],
    )
    wrong = page.wrong
    for node in tree.css("[id]"):
        name = node.attributes.get("id") or ""
        if name in page.ids:
            wrong.append(f'the id "{name}" stands twice; give each part its own')
        page.ids.add(name)
    body = tree.body
    if body is None or not body.attributes.get("data-page"):
        wrong.append("was not made from base.html; let its template extend it")
    if not page.title:
        wrong.append("has no <title>; write one in base.html")
    if not page.lang:
        wrong.append("says no language; write <html lang>")
    heads = len(tree.css("h1"))
    if heads != 1:
        wrong.append(f"has {heads} h1 headings; a page has exactly one")
    wrong.extend(_headings(tree))
    asked = list(_files(tree))
    wrong.extend(_requests(tree, asked))
    wrong.extend(_attributes(tree, events=bool(_EVENT.search(html))))
    page.links = [target for node in tree.css("a[href]") if (target := node.attributes.get("href")) is not None]
    page.files = sorted({*asked, *_linked(tree)})
    return page


def _files(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the address of every file that an element asks for."""
    for node in tree.css(_LOADING):
        for name, value in node.attributes.items():
            if (node.tag, name) not in _LOADS:
                continue
            if name == "srcset":
                yield from (candidate.split()[0] for candidate in (value or "").split(",") if candidate.strip())
            else:
                yield (value or "").strip()
    for node in tree.css("image, use, feImage"):
        yield from ((value or "").strip() for name, value in node.attributes.items() if name in ("href", "xlink:href"))


def _linked(tree: LexborHTMLParser) -> Iterator[str]:
    """Yield the address of every file that a page's head asks for."""
    for node in tree.css("link[href]"):
        if not _LOADING_LINKS.isdisjoint((node.attributes.get("rel") or "").lower().split()):
            yield (node.attributes.get("href") or "").strip()


def _headings(tree: LexborHTMLParser) -> Iterator[str]:
    last = 0
    for node in tree.css("h1,h2,h3,h4,h5,h6"):
        level = int((node.tag or "h1")[1])
        if last and level > last + 1:
            yield f'a heading of level {level} after one of level {last}: "{node.text().strip()[:40]}"; skip none'
        if not node.text().strip():
            yield f"an empty heading of level {level}; write its words"
        last = level


def _requests(tree: LexborHTMLParser, asked: Iterable[str]) -> Iterator[str]:
    """Yield whatever would make a browser ask another host, or run something."""
    sent = ((node.attributes.get(name) or "").strip() for tag, name in _SENDS for node in tree.css(f"{tag}[{name}]"))
    for address in (*asked, *sent):
        if _FOREIGN.match(address):
            yield f'asks another site for "{address[:60]}"; put the file into content/'
    for address in _linked(tree):
        if _FOREIGN.match(address):
            yield f'asks another site for "{address}"; put the file into the theme'
    for node in tree.css("style"):
        if _CSS_LOADS.search(node.text()):
            yield "its stylesheet asks for another file; write it into the stylesheet"
    for node in tree.css("script"):
        if (node.attributes.get("type") or "") != "application/ld+json" and not node.attributes.get("src"):
            yield "has a script in its text; pages are read without one"
    for node in tree.css("iframe, object, embed, base, meta[http-equiv=refresh]"):
        yield f"has a <{node.tag}>; the site shows its own pages only"


def _attributes(tree: LexborHTMLParser, *, events: bool) -> Iterator[str]:
    """Yield what no element may have; every element is asked only where *events* says that one may run something."""
    for node in tree.css("*") if events else ():
        for name in node.attributes:
            if name.startswith("on"):
                yield f"has the event attribute {name}; pages are read without scripts"
    for _ in tree.css("[style]"):
        yield "has a style attribute, which the security policy forbids; write a class"
    for node in tree.css("[href]:not([href^='#']):not([href^='/'])"):
        value = node.attributes.get("href") or ""
        if value.strip().lower().startswith(("javascript:", "data:", "vbscript:")):
            yield f'links to "{value[:40]}"; write an address'
    for node in tree.css("img"):
        if node.attributes.get("alt") is None:
            yield "has a picture without alternative text; write what it shows"


def _path(path: str, name: str, base: str) -> str:
    """Return the file, relative to the tree, to which *path* leads from the file *name*; "" outside the base."""
    whole = posixpath.normpath(posixpath.join(base + posixpath.dirname(name), unquote(path)))
    return whole[len(base) :] if whole.startswith(base) else ""


def _broken(target: str, name: str, base: str, pages: Mapping[str, _Page], written: Mapping[str, Sequence[str]]) -> str:
    """Return what is wrong with a link from the file *name*, or ""."""
    if target.startswith("#") and target[1:] in pages[name].ids:
        return ""  # most links lead to a place on their own page
    parts = urlsplit(target)
    if parts.scheme or target.startswith("//"):
        return "" if parts.scheme in ("https", "http", "mailto", "tel") else f'links to "{target}"; write an address'
    if parts.path:
        path = posixpath.normpath(posixpath.join(base + posixpath.dirname(name), unquote(parts.path)))
        if not f"{path}/".startswith(base):
            return f'the link "{target}" leaves the site; write its path below {base}'
        whole = f"{path}/"[len(base) :].rstrip("/")
        file = whole if whole in written else f"{whole}/index.html".lstrip("/")
        if file not in written:
            return f'the link "{target}" leads nowhere; correct it or write the page'
        if whole and file != whole and not parts.path.endswith("/"):
            return f'the link "{target}" lacks its last slash; write "{parts.path}/"'
    else:
        file = name
    if parts.fragment and file in pages and unquote(parts.fragment) not in pages[file].ids:
        return f'the link "{target}" leads to no such place on the page; correct what follows the #'
    return ""
