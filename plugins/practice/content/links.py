"""Links and pictures in texts: where they lead, and whether that exists."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from practice.content.document import Document, Text
from practice.content.faults import did_you_mean
from practice.content.inline import LINK
from practice.content.kinds import LANGUAGES
from practice.content.records import Record

_WORDS = re.compile(r"[^\W_]+")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
SCHEMES = ("https://", "http://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Reference:
    """One link or picture as written: its words, its target, its line, the heading it stands under."""

    words: str
    target: str
    line: int
    field: str
    image: bool


def references(document: Document) -> Iterator[Reference]:
    """Yield every link and picture of a body and its sources, section by section."""
    for title, text, _ in document.marked:
        if "](" in text.text:
            yield from _of(text, title)
    for text in document.footnotes.values():
        if "](" in text.text:
            yield from _of(text, "sources")


def _of(text: Text, field: str) -> Iterator[Reference]:
    for match in LINK.finditer(text.text):
        line = text.line_of(match.start())
        yield Reference(match["text"], match["target"], line, field, bool(match["image"]))


def resolve(path: str, target: str) -> str:
    """Return the path below the site's folder to which *target*, written in the file *path*, leads."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), target))


def fragments(record: Record) -> set[str]:
    """Return the fragments that a page offers to links: its headings, or a glossary's terms."""
    if record.kind.glossary:
        return {entry.id for entry in record.entries}
    return {fragment(section.title) for section in record.document.all_sections() if section.title}


def fragment(title: str) -> str:
    """Return the fragment of a heading."""
    return "-".join(_WORDS.findall(title.lower()))


def twin_path(path: str, lang: str) -> str:
    """Return the path of the page *path* in *lang*."""
    stem = path.removesuffix(".md")
    for each in LANGUAGES:
        stem = stem.removesuffix(f".{each}")
    return f"{stem}.md" if lang == "en" else f"{stem}.{lang}.md"


def wrong(
    reference: Reference,
    record: Record,
    pages: dict[str, Record],
    assets: Iterable[str],
) -> str:
    """Return what is wrong with one reference and its remedy, or ""."""
    target = reference.target
    shown = f'"{target}"'
    if not target:
        return "a link without an address; write it between the round brackets"
    if reference.image:
        return _wrong_image(reference, record, assets, shown)
    if not reference.words.strip():
        return f"a link to {shown} without words; write them between the square brackets"
    if _SCHEME.match(target):
        if not target.lower().startswith(SCHEMES):
            return f"{shown} is not an address that a page may link to; write https://, mailto: or tel:"
        return ""
    if target.startswith("#"):
        return _wrong_fragment(record, target[1:], shown)
    if target.startswith("/"):
        return f"{shown} is an address; write the path of the page's file, such as ../conditions/name.md"
    path, _, part = target.partition("#")
    whole = resolve(record.path, path)
    if not whole.startswith("content/"):
        return f"{shown} leaves content/; link to a page of this site, or write https://"
    if page := pages.get(whole):
        return _wrong_fragment(page, part, shown) if part else ""
    if whole in assets:
        return ""
    near = did_you_mean(whole, [*pages, *assets])
    if near:
        nearest = near[len('; did you mean "') : -2]
        near = f'; did you mean "{posixpath.relpath(nearest, posixpath.dirname(record.path))}"?'
    return f"{shown} leads to no page{near or '; write the path of a file below content/'}"


def _wrong_image(reference: Reference, record: Record, assets: Iterable[str], shown: str) -> str:
    if _SCHEME.match(reference.target) or reference.target.startswith("//"):
        return f"{shown} is on another site; put the picture into content/images"
    whole = resolve(record.path, reference.target)
    if not whole.startswith("content/"):
        return f"{shown} leaves content/; put the picture into content/images"
    if not reference.words.strip():
        return f"the picture {shown} has no alternative text; write what it shows between the square brackets"
    if whole not in assets:
        near = did_you_mean(whole, (each for each in assets if each.startswith("content/images/")))
        return f"no picture {shown}{near or '; put it into content/images'}"
    return ""


def _wrong_fragment(page: Record, part: str, shown: str) -> str:
    known = fragments(page)
    if part in known:
        return ""
    hint = did_you_mean(part, known) or "; drop what follows the #"
    return f"{shown} leads to no heading of {page.path}{hint}"
