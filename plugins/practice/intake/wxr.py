"""
WordPress's own export (WXR 1.2) as a stream: an item at a time, and of each no more than a page may hold.

No tree is built, so that memory does not grow with the export; a document type, an entity or an outer reference
ends the reading at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from practice.content.characters import MAX_BYTES
from practice.content.faults import Fault
from practice.intake.encoding import chunks, unmarked
from practice.intake.original import Original, host_of, lost, note
from practice.intake.uploads import full_size
from practice.intake.wordpress import without_shortcodes

_SITE = {"title": "name", "link": "link", "base_site_url": "link", "base_blog_url": "link"}
_KEPT = frozenset(
    {
        "title", "link", "guid", "content", "excerpt", "post_id", "post_name", "status", "post_type", "post_parent",
        "attachment_url", "post_password", "meta_key", "meta_value",
    }
)  # fmt: skip
_SHARED = re.compile(r"<!-- wp:block \{\"ref\":(\d+)[^{}]{0,200}\} /-->")
MOST_SHARED = 100
"""Blocks that pages share and that are kept for them."""
_META = ("_wp_attachment_image_alt", "_thumbnail_id")
_PAGES = ("page", "post")
_MACHINERY = {
    "attachment", "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "user_request",
    "wp_block", "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family",
    "wp_font_face", "acf-field", "acf-field-group", "elementor_library",
}  # fmt: skip
_UNSEEN = ("trash", "auto-draft", "inherit")


class _Target:
    """Collects the fields of the item that is being read, and hands over each when it ends."""

    def __init__(self) -> None:
        self.done: list[dict[str, str]] = []
        self.site: dict[str, list[str]] = {}
        self.item: dict[str, str] | None = None
        self.meta: dict[str, str] = {}
        self.path: list[str] = []
        self.taken: list[str] | None = None
        self.size = 0
        self.last = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - the parser's own form
        space, _, name = tag.rpartition("}")
        name = "content" if name == "encoded" and "content" in space else "excerpt" if name == "encoded" else name
        if name == "item" and self.path[-1:] == ["channel"]:
            self.item = {}
        self.path.append(name)
        if name == "comment" and self.item is not None:
            self.item["comments"] = str(int(self.item.get("comments", "0")) + 1)
        wanted = name in _KEPT if self.item is not None else name in _SITE and self.path[-2:-1] == ["channel"]
        self.taken, self.size = ([] if wanted else None), 0

    def data(self, text: str) -> None:
        if self.taken is not None:
            self.size += len(text)
            if self.size <= MAX_BYTES:
                self.taken.append(text)

    def end(self, _: str) -> None:
        name = self.path.pop()
        if name == "item" and self.item is not None:
            self.last = self.item.get("title", "")
            self.done.append(self.item)
            self.item = None
        elif name == "postmeta" and self.item is not None:
            if self.meta.get("meta_key") in _META:
                self.item[self.meta["meta_key"]] = self.meta.get("meta_value", "")
            self.meta = {}
        elif self.taken is not None:
            text = "".join(self.taken)
            if self.item is None:
                self.site.setdefault(_SITE[name], []).append(text.strip())
            elif name.startswith("meta_"):
                self.meta[name] = text
            else:
                self.item[name] = text
                if self.size > MAX_BYTES:
                    self.item["too_large"] = f"{self.size:,}"
        self.taken = None

    def close(self) -> None:
        """Nothing is left to do; the parser asks for it."""


class Export:
    """The export file *path*; as an `Archive` it can be read again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = ""
        self.hosts: set[str] = set()
        self._uploads: dict[str, tuple[str, str]] | None = None
        self._shared: dict[str, str] = {}

    def items(self) -> Iterator[dict[str, str] | Fault]:
        """Yield the fields of each item, then what ended the reading too soon."""
        target = _Target()
        parser = DefusedXMLParser(target=target, encoding="utf-8", forbid_dtd=True)
        source = self.path.name
        began = False
        try:
            with self.path.open("rb") as file:
                for text in chunks(file):
                    parser.feed(text.encode())
                    began = began or bool(target.path)
                    yield from target.done
                    target.done.clear()
                    self._site(target.site)
                parser.close()
        except DefusedXmlException:
            message = "a document type or an entity, which no export of WordPress holds; export the site again"
            yield lost(source, target.last, message)
        except ParseError as error:
            yield from target.done
            self._site(target.site)
            item = target.item
            where = f'within "{item.get("title", "")}"' if item is not None else f'after "{target.last}"'
            if not began:
                where = "at its begin"
            yield lost(source, "", f"no XML from line {error.position[0]} on, {where}; export the site again")
        except OSError as error:
            yield lost(source, "", f"cannot be read: {error.strerror}; mend its permissions")

    def _site(self, found: dict[str, list[str]]) -> None:
        self.name = self.name or next(iter(found.get("name", ())), "")
        self.hosts.update(filter(None, map(host_of, found.get("link", ()))))

    def pages(self) -> Iterator[Original | Fault]:
        """Yield each page and post, and each item that is left out; uploads are learned on the first reading."""
        source = self.path.name
        uploads = self._learn_uploads()
        passed: Counter[str] = Counter()
        comments = 0
        any_item = False
        for item in self.items():
            if isinstance(item, Fault):
                yield item
                continue
            any_item = True
            comments += int(item.get("comments", "0"))
            kind, status = item.get("post_type", "").strip(), item.get("status", "").strip()
            title = " ".join(unmarked(item.get("title", ""))[0].split())
            if kind in _MACHINERY or status in _UNSEEN:
                passed[f"{kind} in the trash" if status == "trash" else kind] += kind != "attachment"
            elif "too_large" in item:
                message = f"{item['too_large']} characters of text; a page has at most {MAX_BYTES:,}, so split it"
                yield lost(source, title, message)
            elif item.get("post_password"):
                yield lost(source, title, "protected by a password; publish it on the old site, or write it anew")
            else:
                if kind not in _PAGES:
                    yield note(source, title, f'of the old site\'s own type "{kind}"; taken as a page')
                yield from self._page(item, title, uploads)
        for kind, count in sorted((+passed).items()):
            yield note(source, "", f"{count} of type {kind or 'none'} passed over; they are no pages")
        if comments:
            yield note(source, "", f"{comments} comments of readers passed over; the new site has none")
        if not any_item:
            yield lost(source, "", "no item of WordPress in it; export all content in WordPress under Tools, Export")

    def _learn_uploads(self) -> dict[str, tuple[str, str]]:
        """Return address and alternative text of each upload by its number; keep the blocks that pages share."""
        if self._uploads is None:
            self._uploads = {}
            for item in self.items():
                if isinstance(item, Fault):
                    continue
                number = item.get("post_id", "").strip()
                if item.get("attachment_url"):
                    alt = unmarked(item.get("_wp_attachment_image_alt", ""))[0]
                    self._uploads[number] = (item["attachment_url"].strip(), alt)
                elif item.get("post_type") == "wp_block" and len(self._shared) < MOST_SHARED:
                    self._shared[number] = item.get("content", "")
        return self._uploads

    def _page(
        self, item: dict[str, str], title: str, uploads: dict[str, tuple[str, str]]
    ) -> Iterator[Original | Fault]:
        source = self.path.name
        html = _SHARED.sub(lambda match: self._shared.get(match[1], ""), item.get("content", ""))
        html, mended = unmarked(html)
        if mended:
            message = f"{mended} bytes that are not UTF-8, read as Windows-1252; look at accents and quotation marks"
            yield note(source, title, message)
        html, names = without_shortcodes(html)
        for name in names:
            yield note(source, title, f"[{name}] passed over; what it showed is not in the export")
        number = item.get("post_id", "").strip()
        keys = ("p", "page_id") if item.get("post_type") == "page" else ("p",)
        address = item.get("link", "").strip()
        yield Original(
            title=title,
            html=html,
            address=address,
            slug=item.get("post_name", "").strip(),
            others=tuple(f"/?{key}={number}" for key in keys) if number.isdecimal() else (),
            summary=unmarked(item.get("excerpt", ""))[0],
            picture=uploads.get(item.get("_thumbnail_id", "").strip()),
            alts={
                path: alt
                for address, alt in uploads.values()
                if alt and (path := full_size(address)).rpartition(".")[0] in html
            },
            classic="<!-- wp:" not in html,
            draft=item.get("status", "").strip() not in ("publish", ""),
        )
