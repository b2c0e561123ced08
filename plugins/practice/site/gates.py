"""
Gates on the built tree: what holds on every page, whatever template or content made it.

They read the written files with a real HTML parser, so that nothing upstream has to be trusted.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from practice.content.faults import Fault
from practice.content.progress import counted
from practice.pages.scripts import SCRIPTS, hashed, integrity

_LOADS = frozenset(
    {
        ("img", "src"), ("img", "srcset"), ("source", "srcset"), ("source", "src"), ("script", "src"),
        ("iframe", "src"), ("embed", "src"), ("object", "data"), ("video", "src"), ("audio", "src"),
        ("track", "src"), ("input", "src"), ("video", "poster"),
        *((tag, name) for tag in ("image", "use", "feImage") for name in ("href", "xlink:href")),
    }
)  # fmt: skip
_SENDS = frozenset({("form", "action"), ("button", "formaction"), ("input", "formaction"), ("a", "ping")})
_LOADING_LINKS = frozenset(
    {
        "stylesheet", "icon", "apple-touch-icon", "preload", "prefetch", "preconnect", "dns-prefetch",
        "modulepreload", "manifest",
    }
)  # fmt: skip
_ATTRIBUTES = frozenset({"id", "style", "href", *(name for _, name in (*_LOADS, *_SENDS))})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ELEMENTS = _HEADINGS | {"img", "title", "style", "script", "meta", "iframe", "object", "embed", "base"}
_LOOKED_AT = [*(f"[{name}]" for name in sorted(_ATTRIBUTES)), *sorted(_ELEMENTS)]
_SELECTOR = f":is({','.join(_LOOKED_AT)})".replace(":h", r"\:h")
"""What is looked at, each once and in order; a third of all elements."""
_EVENT = re.compile(rb"on(?<=[\s\"'/]on)[a-z]+\s*=")
"""What an event attribute looks like in small letters; a pattern that begins with letters is found much faster."""
_RUNS = ("javascript:", "data:", "vbscript:")
_DRAWN = "data:image/"
"""What an icon may be that stands in the page."""
_CSS_LOADS = re.compile(r"@import|(?:url\(\s*['\"]?|image-set\(\s*['\"])(?!data:|#)", re.IGNORECASE)
_FOREIGN = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)


class Outline(NamedTuple):
    """
    What one page offers and asks for; many pages have the same ids and links, and those are kept once.

    Attributes:
        title, lang, kind: as the page says them.
        ids: the places on it to which a link can lead.
        links: targets of its links, without those to places on the page itself.
        files: addresses of pictures, styles and the like.
        scripts: the attributes of each script.
        wrong: what is wrong with the page by itself.
    """

    title: str = ""
    lang: str = ""
    kind: str = ""
    ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    scripts: tuple[dict[str, str], ...] = ()
    wrong: tuple[str, ...] = ()


def gates(folder: Path, base: str, sources: Mapping[str, Sequence[str]]) -> list[Fault]:
    """
    Return what is wrong with the built pages.

    Args:
        folder: the tree that was written.
        base: the path below which the site stands, from slash to slash.
        sources: of each file, relative to *folder*; the first is named in faults.
    """
    names = [name for name in sorted(sources) if name.endswith(".html")]
    pages = {name: outline((folder / name).read_bytes()) for name in counted(names, "pages looked through")}
    titles = {name: (page.lang, page.title) for name, page in pages.items()}
    return between(pages, titles, base, sources, pages, lambda name: (folder / name).read_bytes())


def between(
    pages: Mapping[str, Outline],
    titles: Mapping[str, tuple[str, str]],
    base: str,
    sources: Mapping[str, Sequence[str]],
    suspects: Iterable[str],
    read: Callable[[str], bytes],
) -> list[Fault]:
    """
    Return what is wrong with pages by themselves and among each other.

    Args:
        pages: every page of the tree by its file.
        titles: language and title of each, or nothing where they are known to differ.
        base, sources: as for `gates`.
        suspects: the pages that changed, or to whose targets something happened; of all others only titles are
            compared.
        read: gives the bytes of a file of the tree.
    """
    faults: list[Fault] = []

    def fault(name: str, message: str) -> None:
        source = (sources[name] or (name,))[0]
        faults.append(Fault(source, 0, f"page {base}{name.removesuffix('index.html')}", message))

    for name in suspects:
        page = pages[name]
        for message in page.wrong:
            fault(name, message)
        for message in _scripts(page, name, base, read, sources):
            fault(name, message)
        for target in page.links:
            if message := _broken(target, name, base, pages, sources):
                fault(name, message)
        for target in page.files:
            parts = urlsplit(target)
            elsewhere = parts.scheme or parts.netloc or target.startswith("#")
            if not elsewhere and _path(parts.path, name, base) not in sources:
                fault(name, f'asks for "{target}", which was not made; correct its address in the template')
    first: dict[tuple[str, str], str] = {}
    for name in sorted(titles):
        if (other := first.setdefault(titles[name], name)) != name:
            title = titles[name][1]
            fault(name, f'has the same <title> as {base}{other}: "{title}"; give one of them another title')
    return faults


def leads(page: Outline, name: str, base: str) -> frozenset[str]:
    """Return the files to which the page in the file *name* leads or which it asks for, there or not."""
    folder = posixpath.dirname(name)
    # Nearly all targets begin at the site's root and stand on many pages, so that each is looked into once.
    found = (_link(target, "" if target[:1] == "/" else folder, base)[2] for target in (*page.links, *page.files))
    return frozenset(file for files in found for file in files if file)


def outline(html: bytes) -> Outline:
    """Return what the page *html* offers and asks for, and what is wrong with it by itself."""
    return _Reading().page(html)


class _Reading:
    """One walk over the elements of a page: asking the parser for each kind of them takes twice the time."""

    def __init__(self) -> None:
        self.ids: dict[str, None] = {}
        self.links: dict[str, None] = {}
        self.files: dict[str, None] = {}
        self.scripts: list[dict[str, str]] = []
        self.wrong: list[str] = []
        self.title: str | None = None
        self.heads = 0
        self.level = 0

    def page(self, html: bytes) -> Outline:
        """Read a page."""
        tree = LexborHTMLParser(html)
        lang = (tree.root.attributes.get("lang") or "") if tree.root else ""
        kind = (tree.body.attributes.get("data-page") or "") if tree.body else ""
        if not kind:
            self.wrong.append("was not made from base.html; let its template extend it")
        if not lang:
            self.wrong.append("says no language; write <html lang>")
        known: dict[tuple[str, ...], list[str]] = {}
        for node in tree.css(_SELECTOR):
            tag, attributes = node.tag or "", node.attributes
            if attributes:
                names = tuple(attributes)
                asked = known.get(names)
                if asked is None:
                    asked = known[names] = [name for name in names if name in _ATTRIBUTES]
                for name in asked:
                    self.attribute(tag, name, attributes)
            if tag in _ELEMENTS:
                self.element(tag, node, attributes)
        if _EVENT.search(html.lower()):  # perhaps in its words alone
            for name in sorted({name for node in tree.css("*") for name in node.attributes}):
                if name.startswith("on"):
                    self.wrong.append(f"has the event attribute {name}; pages are read without scripts")
        if not self.title:
            self.wrong.append("has no <title>; write one in base.html")
        if self.heads != 1:
            self.wrong.append(f"has {self.heads} h1 headings; a page has exactly one")
        elsewhere = tuple(link for link in self.links if not (link.startswith("#") and link[1:] in self.ids))
        files, scripts = tuple(sorted(self.files)), tuple(self.scripts)
        return Outline(self.title or "", lang, kind, tuple(self.ids), elsewhere, files, scripts, tuple(self.wrong))

    def element(self, tag: str, node: LexborNode, attributes: Mapping[str, str | None]) -> None:
        """Note what is wrong with an element that a page may have once, in order, or not at all."""
        if tag in _HEADINGS:
            self.heading(int(tag[1]), node.text().strip())
        elif tag == "img":
            if attributes.get("alt") is None:
                self.wrong.append("has a picture without alternative text; write what it shows")
        elif tag == "title":
            if self.title is None:
                self.title = node.text().strip()
        elif tag == "style":
            if _css_loads(node.text()):
                self.wrong.append("its stylesheet asks for another file; write it into the stylesheet")
        elif tag == "script":
            if attributes.get("type") != "application/ld+json" or "src" in attributes:
                self.scripts.append({name: value or "" for name, value in attributes.items()})
        elif tag != "meta" or (attributes.get("http-equiv") or "").lower() == "refresh":
            self.wrong.append(f"has a <{tag}>; the site shows its own pages only")

    def attribute(self, tag: str, name: str, attributes: Mapping[str, str | None]) -> None:
        """Note what an attribute offers, asks for, or must not do."""
        value = attributes[name] or ""
        if name == "id":
            if value in self.ids:
                self.wrong.append(f'the id "{value}" stands twice; give each part its own')
            self.ids[intern(value)] = None
        elif name == "style":
            self.wrong.append("has a style attribute, which the security policy forbids; write a class")
        elif (tag, name) in _LOADS:
            asked = (each.split()[0] for each in value.split(",") if each.strip()) if name == "srcset" else (value,)
            for each in asked:
                self.asks(each.strip(), "content/")
        elif (tag, name) in _SENDS:
            self.foreign(value.strip(), "content/")
            if (tag, name) == ("form", "action"):
                self.links[intern(value)] = None
        elif name == "href" and tag == "link":
            rel = (attributes.get("rel") or "").lower().split()
            if rel == ["icon"] and value.startswith(_DRAWN):
                return
            if not _LOADING_LINKS.isdisjoint(rel):
                self.asks(value.strip(), "the theme")
        elif name == "href" and tag == "a" and attributes[name] is not None:
            self.links[intern(value)] = None
        if name == "href" and value.strip().lower().startswith(_RUNS):
            self.wrong.append(f'links to "{value[:40]}"; write an address')

    def asks(self, address: str, home: str) -> None:
        """Note a file that a browser loads with the page, and which belongs into *home*."""
        self.files[address] = None
        self.foreign(address, home)

    def foreign(self, address: str, home: str) -> None:
        if _FOREIGN.match(address):
            self.wrong.append(f'asks another site for "{address[:60]}"; put the file into {home}')

    def heading(self, level: int, words: str) -> None:
        """Note a heading: there is one of level 1, none is empty, and no level is left out."""
        self.heads += level == 1
        if self.level and level > self.level + 1:
            self.wrong.append(f'a heading of level {level} after one of level {self.level}: "{words[:40]}"; skip none')
        if not words:
            self.wrong.append(f"an empty heading of level {level}; write its words")
        self.level = level


def _scripts(
    page: Outline, name: str, base: str, read: Callable[[str], bytes], written: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """Yield what is wrong with the scripts of a page: it has its kind's own one, and that loads what was built."""
    declared = SCRIPTS.get(page.kind)
    for number, found in enumerate(page.scripts):
        src = found.get("src", "")
        if _FOREIGN.match(src):
            continue  # told already
        if declared is None or number or src or found.get("type") != "module":
            if src:
                yield f'carries the script "{src}", which its kind of page does not have; take it out of the template'
            else:
                yield "carries a script that its kind of page does not have; take it out of the template"
            continue
        wanted = [
            (found.get(f"data-{each}", ""), found.get(f"data-{each}-integrity"), declared.later.get(each, ""))
            for each in (*declared.later, *declared.made)
        ]
        for address, digest, file in wanted:
            path = _path(address, name, base) if address.startswith("/") else ""
            data = read(path) if path in written else b""
            if not data or digest != integrity(data) or (file and path != hashed(file, data)):
                yield f'loads "{address}", which is not as it was built; write the script by components/script.html'


@lru_cache(maxsize=8)
def _css_loads(css: str) -> bool:
    """Tell whether a stylesheet asks for a file; all pages have the same one."""
    return bool(_CSS_LOADS.search(css))


def _path(path: str, name: str, base: str) -> str:
    """Return the file, relative to the tree, to which *path* leads from the file *name*; "" outside the base."""
    whole = posixpath.normpath(posixpath.join(base + posixpath.dirname(name), unquote(path)))
    return whole[len(base) :] if whole.startswith(base) else ""


def _broken(
    target: str, name: str, base: str, pages: Mapping[str, Outline], written: Mapping[str, Sequence[str]]
) -> str:
    """Return what is wrong with a link from the file *name*, or ""."""
    wrong, path, (file, folder), fragment = _link(target, "" if target[:1] == "/" else posixpath.dirname(name), base)
    if wrong:
        return wrong
    if path:
        is_folder = file not in written
        if is_folder and folder not in written:
            return f'the link "{target}" leads nowhere; correct it or write the page'
        if file and is_folder and not path.endswith("/"):
            return f'the link "{target}" lacks its last slash; write "{path}/"'
        name = folder if is_folder else file
    if fragment and name in pages and fragment not in pages[name].ids:
        return f'the link "{target}" leads to no such place on the page; correct what follows the #'
    return ""


@lru_cache(maxsize=20_000)
def _link(target: str, folder: str, base: str) -> tuple[str, str, tuple[str, str], str]:
    """
    Return what a link says by itself; nearly all stand on many pages.

    Returns:
        What is wrong with it, its path as written, the files that the path may mean, the place on the page; all ""
        for a link to another site.
    """
    parts = urlsplit(target)
    if parts.scheme or target.startswith("//"):
        known = parts.scheme in ("https", "http", "mailto", "tel")
        return "" if known else f'links to "{target}"; write an address', "", ("", ""), ""
    if not parts.path:
        return "", "", ("", ""), unquote(parts.fragment)
    whole = posixpath.normpath(posixpath.join(base + folder, unquote(parts.path)))
    if not f"{whole}/".startswith(base):
        return f'the link "{target}" leaves the site; write its path below {base}', "", ("", ""), ""
    path = f"{whole}/"[len(base) :].rstrip("/")
    return "", parts.path, (intern(path), intern(f"{path}/index.html".lstrip("/"))), unquote(parts.fragment)
