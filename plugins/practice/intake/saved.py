"""Saved pages: the main text of a page as a browser saved it, and the other sites that it asked."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from html import escape
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from practice.content.faults import Fault
from practice.intake import trackers
from practice.intake.encoding import decode, of_mended, unmarked
from practice.intake.original import Original, host_of, lost, note

ENDINGS = (".html", ".htm", ".xhtml", ".txt")
MOST_BYTES = 20_000_000
"""A saved page of this size holds its pictures within it; it is not read."""
MOST_FILES = 20_000
_MAIN = (
    ".entry-content", "[itemprop=articleBody]", ".post-content", ".page-content", ".elementor-location-single",
    "main article", "article", "main", "[role=main]", "#content", "#main",
)  # fmt: skip
_FRAME = (
    "nav, header, footer, aside, [role=navigation], [role=banner], [role=contentinfo], [role=complementary], "
    "[role=search], [role=dialog], [aria-modal=true], [hidden], .widget, .widget-area, .sidebar, #sidebar, .menu, "
    ".navbar, .breadcrumb, .breadcrumbs, .sharedaddy, .share, .social, .social-share, .addtoany_content, "
    ".jp-relatedposts, .related-posts, .comments-area, #comments, .comment-respond, .cookie-notice, #cookie-notice, "
    ".cookie-banner, .cky-consent-container, #onetrust-consent-sdk, .cmplz-cookiebanner, .screen-reader-text, "
    ".skip-link, .post-navigation, .entry-meta, .entry-footer, .wp-block-post-author, .popup, .modal, #wpadminbar"
)
"""What frames a page: menus, banners, widgets, notices."""
_SAVED_FROM = re.compile(r"saved from url=\(\d+\)(https?://\S+)")
_BULLET = re.compile(r"\s*[•·▪◦‣●*-]\s+(?=\S)")


class Saved:
    """A saved page, or a folder of them; as an `Archive` it can be read again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = ""
        self.hosts: set[str] = set()
        self.files: list[str] = []

    def saved(self) -> list[Path]:
        """Return the pages in order; no link is followed."""
        if not self.path.is_dir():
            return [self.path]
        found: list[Path] = []
        for file in sorted(self.path.rglob("*")):
            inside = file.relative_to(self.path).parts[:-1]
            if any(part.endswith(("_files", ".files")) or part.startswith(".") for part in inside):
                continue
            if file.suffix.lower() in ENDINGS and not file.name.startswith(".") and stat.S_ISREG(file.lstat().st_mode):
                found.append(file)
            if len(found) >= MOST_FILES:
                break
        return found

    def pages(self) -> Iterator[Original | Fault]:
        """Yield each page, and what could not be read."""
        files = self.saved()
        if not files:
            yield lost(self.path.name, "", f"no page in this folder; save pages as {', '.join(ENDINGS)} files")
        if any(file.suffix.lower() != ".txt" for file in files):
            yield note(
                self.path.name, "", "of each saved page its main text, without menus, banners and widgets around it"
            )
        for file in files:
            name = str(file.relative_to(self.path)) if file != self.path else file.name
            try:
                if not stat.S_ISREG(file.stat().st_mode):
                    yield lost(name, "", "not a file; name a saved page or a folder of them")
                elif file.stat().st_size > MOST_BYTES:
                    message = f"{file.stat().st_size:,} bytes; a saved page has at most {MOST_BYTES:,}, so save it anew"
                    yield lost(name, "", message)
                else:
                    yield from self._page(file, name, file.read_bytes())
            except OSError as error:
                yield lost(name, "", f"cannot be read: {error.strerror}; mend its permissions")

    def _page(self, file: Path, name: str, data: bytes) -> Iterator[Original | Fault]:
        text, mended = unmarked(decode(data))
        if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            yield lost(name, "", "no text; save the page again as HTML")
            return
        if mended:
            yield note(name, "", of_mended(mended))
        title = file.stem.replace("-", " ").replace("_", " ")
        if file.suffix.lower() == ".txt":
            yield Original(
                title[:1].upper() + title[1:], from_text(text), slug=file.stem.lower(), folder=file.parent, file=name
            )
            return
        tree = LexborHTMLParser(text)
        address = _address(tree, text)
        if host := host_of(address):
            self.hosts.add(host)
        self.name = self.name or _meta(tree, "og:site_name")
        third = trackers.asked(tree, host)
        said = _title(tree, self.name) or title
        picture = _meta(tree, "og:image")
        main = main_of(tree)
        slug = (
            address.rstrip("/").rpartition("/")[2]
            if "?" not in address and address.count("/") > 3
            else file.stem.lower()
        )
        yield Original(
            title=said,
            html=main,
            address=address,
            slug=slug,
            others=(f"/{link[1]}",) if (link := _short_link(tree)) else (),
            summary=_meta(tree, "description") or _meta(tree, "og:description"),
            picture=(picture, _meta(tree, "og:image:alt")) if picture else None,
            folder=file.parent,
            file=Path(name).as_posix(),
            third=third,
            lang=((tree.root.attributes.get("lang") if tree.root is not None else "") or "")[:2].lower(),
        )


def main_of(tree: LexborHTMLParser) -> str:
    """Return the HTML of a page's main text: what themes mark as it, else where most of its sentences stand."""
    for node in tree.css("script, style, noscript, template"):
        node.decompose()
    for node in tree.css(_FRAME):
        if node.tag not in ("body", "html") and node.css_first("h1") is None:
            node.decompose()
    for choice in _MAIN:
        found = [node for node in tree.css(choice) if len(node.text().split()) > 20]
        if len(found) == 1 or (found and choice.startswith((".entry", ".post", "[item"))):
            return found[0].html or ""
    return (_densest(tree) or "") if tree.body is not None else ""


def _densest(tree: LexborHTMLParser) -> str | None:
    """Return the element that directly holds the most words in paragraphs, items and headings."""
    body = tree.body
    assert body is not None
    score: dict[int, int] = {}
    nodes: dict[int, LexborNode] = {}
    for node in body.css("p, li, h2, h3"):
        count, above = len(node.text().split()), node.parent
        for share in (1, 2, 4):
            if above is None or above.tag == "html":
                break
            score[above.mem_id] = score.get(above.mem_id, 0) + count // share
            nodes[above.mem_id] = above
            above = above.parent
    if not score:
        return body.html
    best = max(score, key=lambda key: score[key])
    inside = len(nodes[best].text().split())
    return nodes[best].html if inside * 2 > len(body.text().split()) else body.html


def _meta(tree: LexborHTMLParser, name: str) -> str:
    node = tree.css_first(f'meta[name="{name}"], meta[property="{name}"]')
    return " ".join(((node.attributes.get("content") if node is not None else "") or "").split())


def _address(tree: LexborHTMLParser, text: str) -> str:
    canonical = tree.css_first("link[rel=canonical]")
    saved = _SAVED_FROM.search(text[:5000])
    choices = (
        (canonical.attributes.get("href") or "") if canonical is not None else "",
        _meta(tree, "og:url"),
        saved[1] if saved else "",
    )
    return next((each for each in choices if each.startswith(("http://", "https://")) and host_of(each)), "")


def _short_link(tree: LexborHTMLParser) -> re.Match[str] | None:
    node = tree.css_first("link[rel=shortlink]")
    return re.search(r"/(\?(?:p|page_id)=\d+)$", (node.attributes.get("href") if node is not None else "") or "")


def _title(tree: LexborHTMLParser, site: str) -> str:
    """Return the page's own heading, else its title without the name of the site."""
    heading = tree.css_first("h1")
    if heading is not None and (text := " ".join(heading.text(separator=" ").split())):
        return text
    node = tree.css_first("title")
    text = " ".join((node.text() if node is not None else "").split())
    parts = re.split(r"\s+[|–—•»-]\s+", text)
    return next((each for each in parts if each and each != site), text)


def from_text(text: str) -> str:
    """Return a page that was saved as text as HTML: groups of bullets, short lines as headings, paragraphs."""
    made = []
    for group in re.split(r"\n[ \t]*\n", text):
        lines = [line.strip() for line in group.split("\n") if line.strip()]
        if not lines:
            continue
        if all(_BULLET.match(line) for line in lines):
            items = "".join(f"<li>{escape(_BULLET.sub('', line, count=1))}</li>" for line in lines)
            made.append(f"<ul>{items}</ul>")
        elif len(lines) == 1 and len(lines[0]) < 70 and len(lines[0].split()) <= 8 and lines[0][-1] not in ".,:;!?":
            made.append(f"<h2>{escape(lines[0])}</h2>")
        else:
            made.append(f"<p>{'<br>'.join(map(escape, lines))}</p>")
    return "\n".join(made)
