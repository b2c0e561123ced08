"""
WordPress's own export (WXR 1.2) as a stream: an item at a time, and of each no more than a page may hold.

No tree is built, so that memory does not grow with the export; a document type, an entity or an outer reference
ends the reading at once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from html import escape, unescape
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from practice.content.characters import MAX_BYTES
from practice.content.faults import Fault
from practice.intake.encoding import chunks, of_mended, unmarked
from practice.intake.original import Original, host_of, lost, note
from practice.intake.uploads import full_size
from practice.intake.wordpress import filled, with_notes

_SITE = {"title": "name", "link": "link", "base_site_url": "link", "base_blog_url": "link"}
_KEPT = frozenset(
    {
        "title", "link", "content", "excerpt", "post_id", "post_name", "status", "post_type", "post_parent",
        "attachment_url", "post_password", "meta_key", "meta_value",
    }
)  # fmt: skip
_SHARED = re.compile(r"<!-- wp:block \{\"ref\":(\d+)[^{}]{0,200}\} /-->")
MOST_SHARED = 100
"""Blocks that pages share and that are kept for them."""
_ALT, _THUMBNAIL, _FORMER = "_wp_attachment_image_alt", "_thumbnail_id", "_wp_old_slug"
_SUMMARIES = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description", "_genesis_description")
"""Where plug-ins keep the sentence about a page that search engines show."""
_NOTES = "footnotes"
_OWN_FIELD = "field_"
"""What the entry beside a field that the practice made itself begins with: the word of Advanced Custom Fields."""
_MOST_NAMED = 8
_FEW = 2
"""Words that a setting may have."""
_PAGES = ("page", "post", "")
_MACHINERY = {
    "attachment": "", "revision": "former version", "nav_menu_item": "menu entry", "custom_css": "style sheet",
    "customize_changeset": "draft of a design", "oembed_cache": "copy of another site", "user_request": "request",
    "wp_block": "shared block", "wp_template": "template", "wp_template_part": "template", "wp_navigation": "menu",
    "wp_global_styles": "style sheet", "wp_font_family": "font", "wp_font_face": "font", "acf-field": "setting",
    "acf-field-group": "setting", "acf-post-type": "setting", "acf-taxonomy": "setting", "wpcode": "script",
    "elementor_library": "template", "elementor_snippet": "script", "et_pb_layout": "template",
    "fl-builder-template": "template", "fusion_template": "template", "vc_grid_item": "template",
    "wpcf7_contact_form": "form", "wpforms": "form", "mc4wp-form": "form", "popup": "pop-up window",
    "popup_theme": "pop-up window", "shop_order": "order of a shop", "shop_coupon": "coupon of a shop",
}  # fmt: skip
"""Types of items that are no pages, and what a report calls them."""
_UNSEEN = {"trash": "page in the trash", "auto-draft": "page never saved", "inherit": ""}
_NOT_PUBLIC = {"draft": "a draft", "pending": "waiting for a review", "future": "scheduled", "private": "private"}
_NO_GROUP = frozenset({"post_format", "nav_menu", "language", "post_translations", "term_translations"})
"""What is filed like a category and is none."""


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

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition("}")
        name = "content" if name == "encoded" and "content" in space else "excerpt" if name == "encoded" else name
        if name == "item" and self.path[-1:] == ["channel"]:
            self.item = {}
        self.path.append(name)
        if name == "comment" and self.item is not None:
            self.item["comments"] = str(int(self.item.get("comments", "0")) + 1)
        elif name == "category" and self.item is not None:
            self._add(f"in {attributes.get('domain', '')}", attributes.get("nicename", ""))
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
            self._meta(self.meta.get("meta_key", ""), self.meta.get("meta_value", "").strip())
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

    def _meta(self, key: str, value: str) -> None:
        """Keep what belongs to an item: as much as a page may hold, in all."""
        assert self.item is not None
        held = int(self.item.get("meta size", "0")) + len(value)
        if held > MAX_BYTES or not value:
            return
        self.item["meta size"] = str(held)
        if key == _FORMER:
            self._add(key, value)
        elif key in (_ALT, _THUMBNAIL, _NOTES, *_SUMMARIES):
            self.item[key] = value
        elif key.startswith("_"):
            if value.startswith(_OWN_FIELD):
                self._add("own fields", key[1:])
        else:
            self.item[f"meta {key}"] = value

    def _add(self, key: str, value: str) -> None:
        """Add a line to a field of the item."""
        assert self.item is not None
        self.item[key] = f"{self.item[key]}\n{value}" if key in self.item else value

    def close(self) -> None:
        """Nothing is left to do; the parser asks for it."""


class Export:
    """The export file *path*; as an `Archive` it can be read again and again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = ""
        self.hosts: set[str] = set()
        self.files: list[str] = []
        self._read = False
        self._uploads: dict[str, tuple[str, str]] = {}
        self._attached: dict[str, list[str]] = defaultdict(list)
        self._alts: dict[str, str] = {}
        self._shared: dict[str, str] = {}

    def items(self) -> Iterator[dict[str, str] | Fault]:
        """Yield the fields of each item, then what ended the reading too soon."""
        target = _Target()
        parser = DefusedXMLParser(target=target, encoding="utf-8", forbid_dtd=True)
        source = self.path.name
        try:
            with self.path.open("rb") as file:
                for text in chunks(file):
                    parser.feed(text.encode())
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
            title = (target.item or {}).get("title", "")
            where = f'within "{title}"' if title else f'after "{target.last}"' if target.last else "at its begin"
            yield lost(source, "", f"no XML from line {error.position[0]} on, {where}; export the site again")
        except OSError as error:
            yield lost(source, "", f"cannot be read: {error.strerror}; mend its permissions")

    def _site(self, found: dict[str, list[str]]) -> None:
        self.name = self.name or unescape(next(iter(found.get("name", ())), ""))
        self.hosts.update(filter(None, map(host_of, found.get("link", ()))))

    def pages(self) -> Iterator[Original | Fault]:
        """Yield each page and post, and each item that is left out; uploads are learned on the first reading."""
        source = self.path.name
        self._learn()
        passed: Counter[str] = Counter()
        groups: dict[str, None] = {}
        fields: dict[str, None] = {}
        comments = posts = 0
        any_item = False
        for item in self.items():
            if isinstance(item, Fault):
                yield item
                continue
            any_item = True
            comments += int(item.get("comments", "0"))
            kind, status = item.get("post_type", "").strip(), item.get("status", "").strip()
            title = " ".join(unescape(unmarked(item.get("title", ""))[0]).split())
            if name := _MACHINERY.get(kind, "") or _UNSEEN.get(status, ""):
                passed[name] += 1
            elif kind in _MACHINERY or status in _UNSEEN:
                continue
            elif "too_large" in item:
                message = f"{item['too_large']} characters of text; a page has at most {MAX_BYTES:,}, so split it"
                yield lost(source, title, message)
            elif item.get("post_password"):
                yield lost(source, title, "protected by a password; publish it on the old site, or write it anew")
            else:
                posts += kind == "post"
                groups |= dict.fromkeys(_groups(item))
                own = {f"meta {each}" for each in _lines(item, "own fields")}
                fields |= {
                    key[5:]: None
                    for key, value in item.items()
                    if key.startswith("meta ") and key not in own and _is_words(value) and len(value.split()) > _FEW
                }
                yield from self._page(item, title)
        yield from self._in_all(passed, comments, posts, list(groups), list(fields))
        if not any_item:
            yield lost(source, "", "no item of WordPress in it; export all content in WordPress under Tools, Export")

    def _in_all(
        self, passed: Counter[str], comments: int, posts: int, groups: list[str], fields: list[str]
    ) -> Iterator[Fault]:
        """Yield what is said of the export as a whole."""
        say = partial(note, self.path.name, "")
        if passed:
            said = ", ".join(_counted(count, name) for name, count in sorted(passed.items()))
            yield say(f"{said} passed over; they are no pages")
        if comments:
            yield say(f"{_counted(comments, 'comment')} of readers passed over; the new site has none")
        if posts:
            said = _counted(posts, "post")
            yield say(f"{said} of the blog: now pages, without their days and authors; write a day where it matters")
        if groups:
            yield say(f"categories and tags passed over: {_some(groups)}; the new site lists its pages by kind")
        if fields:
            yield say(f"fields of plug-ins passed over: {_some(fields)}; look on the old site whether one shows words")

    def _learn(self) -> None:
        """Learn the uploads, and keep the blocks that pages share."""
        if self._read:
            return
        self._read = True
        for item in self.items():
            if isinstance(item, Fault):
                continue
            number = item.get("post_id", "").strip()
            if address := item.get("attachment_url", "").strip():
                alt = unmarked(item.get(_ALT, ""))[0]
                self.files.append(address)
                self._uploads[number] = (address, alt)
                self._attached[item.get("post_parent", "").strip()].append(number)
                if alt:
                    self._alts[full_size(address)] = alt
            elif item.get("post_type") == "wp_block" and len(self._shared) < MOST_SHARED:
                self._shared[number] = item.get("content", "")

    def _pictures(self, page: str, numbers: Sequence[str]) -> list[tuple[str, str]]:
        """Return address and alternative text of the uploads with these numbers, or of those of a page."""
        numbers = numbers or self._attached.get(page, [])
        return [self._uploads[number] for number in numbers if number in self._uploads]

    def _page(self, item: dict[str, str], title: str) -> Iterator[Original | Fault]:
        say = partial(note, self.path.name, title)
        number = item.get("post_id", "").strip()
        html = item.get("content", "")
        for each in dict.fromkeys(_SHARED.findall(html)):
            if each not in self._shared:
                yield say("a block that pages share is not in the export; write its words from the old page")
        html = _SHARED.sub(lambda match: self._shared.get(match[1], ""), html)
        html, mended = unmarked(html)
        if mended:
            yield say(of_mended(mended))
        if status := _NOT_PUBLIC.get(item.get("status", "").strip(), ""):
            yield say(f"not public on the old site, but {status}; look whether it shall be now")
        classic = "<!-- wp:" not in html
        html, said = filled(html, partial(self._pictures, number))
        for line in said:
            yield say(line)
        html = with_notes(html, item.get(_NOTES, ""))
        if own := [key for key in _lines(item, "own fields") if _is_words(item.get(f"meta {key}", ""))]:
            html += "\n\n".join(["", *(_field(key, item[f"meta {key}"]) for key in own)])
            yield say(
                f"fields of the old site's own stand at the end: {', '.join(own)}; move them to where they belong"
            )
        if (picture := item.get(_THUMBNAIL, "").strip()) and picture not in self._uploads:
            yield say("the picture that stands for it is not in the export; add it by hand")
        kind = item.get("post_type", "").strip()
        keys = ("p", "page_id") if kind == "page" else ("p",)
        address = item.get("link", "").strip()
        yield Original(
            title=title,
            html=html,
            address=address,
            slug=item.get("post_name", "").strip(),
            others=(
                *(f"/?{key}={number}" for key in keys if number.isdecimal()),
                *(former for slug in _lines(item, _FORMER) if (former := _renamed(address, slug))),
            ),
            summary=next((found for key in ("excerpt", *_SUMMARIES) if (found := unmarked(item.get(key, ""))[0])), ""),
            picture=self._uploads.get(picture),
            alts=self._alts,
            classic=classic,
            draft=item.get("status", "").strip() not in ("publish", ""),
            type=kind if kind not in _PAGES else "",
            groups=tuple(_groups(item)),
            lang=next(iter(_lines(item, "in language")), "")[:2],
        )


def _counted(count: int, name: str) -> str:
    """Return "1 comment", "3 comments", "2 pages in the trash"."""
    match = re.fullmatch(r"(.*?)( (?:in|of|never) .*)?", name)
    assert match
    first, rest = match[1], match[2] or ""
    if count != 1:
        first = f"{first[:-1]}ies" if first.endswith("y") else f"{first}s"
    return f"{count} {first}{rest}"


def _some(names: list[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")


def _groups(item: dict[str, str]) -> list[str]:
    """Return the categories and tags of an item."""
    keys = (key for key in item if key.startswith("in ") and key[3:] not in _NO_GROUP)
    return [each for key in keys for each in _lines(item, key) if each != "uncategorized"]


def _lines(item: dict[str, str], key: str) -> list[str]:
    return [each for each in item.get(key, "").split("\n") if each]


def _renamed(address: str, slug: str) -> str:
    """Return the path at which a page stood when its name was *slug*; "" where its address does not show its name."""
    path = re.sub(r"^\w+://[^/]*", "", address)
    if "?" in path or not path.strip("/"):
        return ""
    end = "/" if path.endswith("/") else ""
    return f"{path.rstrip('/').rpartition('/')[0]}/{slug}{end}"


def _is_words(value: str) -> bool:
    """Tell whether a field holds words or a phone number, and no number of an item, list or address of a program."""
    return bool(re.search(r"[^\W\d_]{2}|\d\D+\d", value)) and not re.match(r"[aOs]:\d+:|[\[{]\"|https?://", value)


def _field(key: str, value: str) -> str:
    """Return a field as a paragraph whose label is its name."""
    label = " ".join(re.split(r"[_-]+", key)).strip().capitalize()
    return f"<p>{escape(label)}: {value}</p>" if "<p" not in value else f"<p>{escape(label)}:</p>\n{value}"
