"""What WordPress fills in when a page is shown: shortcodes ``[name …]``, blocks ``<!-- wp:name … /-->``, addresses."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import unquote

Pictures = Callable[[Sequence[str]], Sequence[tuple[str, str]]]
"""Gives address and alternative text of the uploads with these numbers; without numbers, those of the page."""

_CAPTION = re.compile(
    r"\[(?:wp_)?caption\b[^\]]*\](?P<inner>(?:(?!\[(?:wp_)?caption).)*?)\[/(?:wp_)?caption\]", re.DOTALL | re.IGNORECASE
)
_PICTURE = re.compile(
    r"\s*(?P<picture>(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(?P<words>.*)", re.DOTALL | re.IGNORECASE
)
_EMBED = re.compile(
    r"\[(?:embed|audio|video|playlist)\b[^\]]*\](?P<address>\s*https?://[^\[\]\s]+\s*)\[/\w+\]", re.IGNORECASE
)
_ALONE = re.compile(
    r"^[ \t]*(?:<p>)?[ \t]*(?P<address>https?://(?:[\w-]+\.)*(?:youtube\.com|youtu\.be|vimeo\.com|twitter\.com|x\.com|"
    r"facebook\.com|instagram\.com|tiktok\.com|soundcloud\.com|spotify\.com|slideshare\.net|ted\.com|"
    r"dailymotion\.com|wordpress\.tv)/[^\s<>\"\[\]]*)[ \t]*(?:</p>)?[ \t]*$",
    re.MULTILINE,
)
"""An address on a line of its own in whose place WordPress shows what stands there."""
_RAW = re.compile(r"\[vc_raw_(?P<kind>html|js)\b[^\]]*\](?P<inner>[A-Za-z0-9+/=\s]*)\[/vc_raw_(?P=kind)\]")
_CODE = re.compile(r"\[(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9_-]{1,40})(?P<rest>(?:\s[^\[\]]*)?)/?\]")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")
_FRAME = re.compile(
    r"(?:(?:vc|et_pb|fusion|av|mk|fl|x|su|wpb|ux)_)?"
    r"(?:(?:row|column|section|container|separator|divider|spacer|empty_space|hr|clear(?:fix)?)\w*|one_half|one_third)"
)
"""Shortcodes of page builders that only arrange what stands between them."""
_FORM = re.compile(r"form|captcha|newsletter|mailchimp|calendly|booking|search", re.IGNORECASE)
"""Shortcodes whose title is their own name and not shown."""
_BUTTON = re.compile(r"(?:^|[_-])(?:button|btn|cta)(?:$|[_-])", re.IGNORECASE)
_HEADS = ("title", "heading", "question", "header")
_SAYS = ("text", "subtitle", "subheading", "description", "caption", "quote", "answer", "content")
_BLOCK = re.compile(r"<!--\s+wp:(?P<name>[\w/-]+)\s+(?P<json>[^>]*?)/-->")
_SILENT = re.compile(r"more|nextpage|spacer|separator|footnotes|block|(?:post|site|query|template|comment|home)\b.*")
"""Blocks without words, and those of the frame around a page."""


@dataclass(slots=True)
class _Shown:
    """One page while its gaps are filled; *said* is what an editor has to know."""

    pictures: Pictures
    closed: set[str] = field(default_factory=set)
    passed: list[str] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def alone(self, match: re.Match[str]) -> str:
        """Keep as a link what another site showed in this place."""
        address = match["address"].strip()
        self.said.append(f"what {address[:100]} showed is a link now; write what it told visitors")
        return f'\n\n<p><a href="{escape(address)}">{escape(address)}</a></p>\n\n'

    def code(self, match: re.Match[str]) -> str:
        """Return what stands in the place of one shortcode."""
        name, rest = match["name"], match["rest"].strip().rstrip("/")
        of = {key.lower(): unescape(a or b or c) for key, a, b, c in _ATTRIBUTE.findall(rest)}
        known = name in self.closed or of or "_" in name or "-" in name or name in ("gallery", "toc", "contact")
        if not known:
            return match[0]
        if match["end"]:
            return "</a>" if _BUTTON.search(name) else "\n\n"
        found = "".join(self.words(name, of))
        if not found and name not in self.closed and not _FRAME.fullmatch(name):
            self.passed.append(f"[{name}]")
        return f"\n\n{found}" if found or name in self.closed else ""

    def words(self, name: str, of: dict[str, str]) -> Iterator[str]:
        """Yield what the attributes of a shortcode show, as HTML."""
        if name == "gallery" or "image" in name or "gallery" in name:
            keys = ("ids", "include", "images", "image", "image_id", "attachment_id")
            numbers = next((of[key] for key in keys if key in of), "")
            found = self.pictures(re.findall(r"\d+", numbers)) if numbers or name == "gallery" else ()
            yield from (_image(address, alt) for address, alt in found)
        source = next((of[key] for key in ("src", "image_url", "image", "url") if _is_picture(of.get(key, ""))), "")
        if source:
            yield _image(source, of.get("alt", "") or of.get("title_text", ""))
        head = "" if _FORM.search(name) else next((of[key] for key in _HEADS if of.get(key)), "")
        says = [] if _FORM.search(name) else [of[key] for key in _SAYS if of.get(key) and not _is_option(of[key])]
        if _BUTTON.search(name):
            link = _link(next((of[key] for key in ("link", "url", "href", "button_url") if of.get(key)), ""))
            label = head or next(iter(says), "") or of.get("button_text", "")
            if link and (label or name in self.closed):
                yield f'<p><a href="{escape(link)}">{escape(label)}{"" if name in self.closed else "</a></p>"}'
            elif label:
                yield f"<p>{escape(label)}</p>"
            return
        heading = "heading" in name or name.endswith("title")
        if heading and not head and says:
            head = says.pop(0)
        if head:
            level = _level(of) or (2 if heading else 4)
            yield f"<h{level}>{escape(head)}</h{level}>\n\n"
        yield from (f"<p>{escape(text)}</p>\n\n" for text in says)

    def block(self, match: re.Match[str]) -> str:
        """Return the words that a block without a text of its own holds in its settings."""
        name = match["name"].removeprefix("core/")
        if _SILENT.fullmatch(name):
            return ""
        try:
            of = json.loads(match["json"]) if match["json"].strip() else {}
        except (ValueError, RecursionError):
            of = {}
        found = list(_texts(of)) if isinstance(of, dict) else []
        (self.read if found else self.passed).append(f"the block {name}")
        return "".join(f"<div>{text}</div>\n" for text in found)

    def told(self) -> list[str]:
        """Return what is to be said, each once."""
        said = list(self.said)
        if self.passed:
            said.append(f"{', '.join(dict.fromkeys(self.passed))} passed over; what it showed is not in the export")
        if self.read:
            said.append(
                f"{', '.join(dict.fromkeys(self.read))}: its words were found in its settings; compare the old page"
            )
        return said


def filled(html: str, pictures: Pictures) -> tuple[str, list[str]]:
    """
    Return *html* with what stands in its shortcodes, its blocks and their settings, and what an editor has to know.

    Words in brackets that no shortcode can be, such as ``[sic]`` among words, stay.
    """
    shown = _Shown(pictures)
    if "wp:" in html:
        html = _BLOCK.sub(shown.block, html)
    if "[" in html:
        html = _RAW.sub(_raw, html)
        html = _CAPTION.sub(_figure, html)
        html = _EMBED.sub(shown.alone, html)
        shown.closed = {match["name"] for match in _CODE.finditer(html) if match["end"]}
        html = _CODE.sub(shown.code, html)
    return _ALONE.sub(shown.alone, html), shown.told()


def with_notes(html: str, notes: str) -> str:
    """Return *html* with the footnotes that WordPress keeps beside it as JSON, where their block stands."""
    try:
        found = json.loads(notes) if notes else []
    except (ValueError, RecursionError):
        return html
    items = [
        f'<li id="{escape(str(each.get("id")))}">{each.get("content")}</li>'
        for each in (found if isinstance(found, list) else [])
        if isinstance(each, dict) and each.get("content")
    ]
    return f"{html}\n<ol>{''.join(items)}</ol>" if items else html


def _texts(of: dict[str, object]) -> Iterator[str]:
    """Yield what in the settings of a block reads like words."""
    data = of.get("data")
    values: Iterable[tuple[str, object]] = (data if isinstance(data, dict) else of).items()
    for key, value in values:
        if isinstance(value, str) and not key.startswith("_") and len(value.split()) > 1 and not _is_option(value):
            yield value


def _is_option(value: str) -> bool:
    """Tell whether an attribute's value is a setting and no words."""
    return value.strip().lower() in ("yes", "no", "on", "off", "true", "false", "none", "default") or bool(
        re.fullmatch(r"[\d.,#%|:;\s-]*|#[0-9a-f]{3,8}|[\w-]+:[^\s].*|(?:\d+(?:px|em|rem|%)\s*)+", value.strip())
    )


def _is_picture(address: str) -> bool:
    return bool(re.search(r"\.(?:jpe?g|png|gif|webp|svg|avif)(?:\?.*)?$", address, re.IGNORECASE))


def _image(address: str, alt: str) -> str:
    return f'<p><img src="{escape(address)}" alt="{escape(alt)}"></p>\n'


def _link(written: str) -> str:
    """Return the address of a button; one builder writes ``url:https%3A%2F%2F…|title:…``."""
    if written.startswith("url:"):
        return unquote(written[4:].partition("|")[0])
    return written


def _level(of: dict[str, str]) -> int:
    said = "|".join(
        of.get(key, "") for key in ("tag", "title_level", "heading_level", "font_container", "header_level")
    )
    match = re.search(r"\bh([1-6])\b", said)
    return int(match[1]) if match else 0


def _raw(match: re.Match[str]) -> str:
    """Return the HTML that one builder keeps in base 64."""
    if match["kind"] == "js":
        return "<script></script>"  # is told as a script
    try:
        return unquote(base64.b64decode(match["inner"]).decode())
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _figure(match: re.Match[str]) -> str:
    inner = _PICTURE.fullmatch(match["inner"])
    if not inner:
        return match["inner"]
    return f"<figure>{inner['picture']}<figcaption>{inner['words'].strip()}</figcaption></figure>"
