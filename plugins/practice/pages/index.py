"""
What the search page searches: every page and every term of the glossary, in the reader's language.

A page that was not translated stands in the index in English, as it does in lists, because a reader who asks
for it by its name is better served by it than by nothing.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from practice.content.document import Block, Text, labels
from practice.content.document import texts as texts_in
from practice.content.graph import Site
from practice.content.inline import plain
from practice.content.records import Entry, Record
from practice.pages.texts import Texts
from practice.pages.views import Link, Name

STOP = {
    "en": "a an and are as at be by can do for from have how i in is it my of on or that the to what with you your",
    "es": "a al como con de del el en es esta la las lo los mi o para por que se su sus tengo un una y",
}
"""Words that stand on every page: found everywhere, they would only push down what was meant."""

_KINDS = {
    "procedure": "Procedure",
    "condition": "Condition",
    "physician": "Physician",
    "location": "Office",
    "page": "Page",
    "glossary": "Word",
}
_SIGNS, _HELPS = "Signs", "Who it may help"
"""The sections in which pages name what people feel and have, in words that they use themselves."""
_WORD = re.compile(r"\d{5}|[^\W\d_]{3,}")
"""A word of three letters or more, or a ZIP code."""
_AT_HAND = 16_384
"""Names and documents whose other form is kept: of thousands few are others after an edit."""


@dataclass(frozen=True, slots=True)
class Document:
    """
    One thing that can be found.

    Attributes:
        kind: singular, as shown (``Procedure``).
        title, address, summary: of the page, or name, place and meaning of a term.
        also: other names, and a translation's in English.
        related: titles and other names of what it has to do with.
        words: further words by which it is known, each once.
        lang: its language where it is not the reader's, else "".
        draft: whether it is a page that is not published.
    """

    kind: str
    title: str
    address: str
    summary: str
    also: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    lang: str = ""
    draft: bool = False


def documents(
    site: Site,
    lang: str,
    texts: Texts,
    address: Callable[[Record], str],
    page: Callable[[str, str], Document] | None = None,
) -> list[Document]:
    """
    Return everything that can be found on a site, by title.

    Args:
        site: without drafts where it is to be published.
        lang: of the reader.
        texts: of that language.
        address: of a page, ready for ``href``.
        page: gives the page in a file for a language as `document` does, if it is remembered.
    """
    found: list[Document] = []
    for name in _KINDS:
        for english in site.of_kind(name):
            if not is_found(english):
                continue
            local = site.twin(english, lang)
            found.append(page(local.path, lang) if page else document(site, local, lang, texts, address))
    for glossary in site.of_kind("glossary"):
        local = site.twin(glossary, lang)
        found.extend(_term(entry, local, lang, texts, address(local)) for entry in local.entries)
    return sorted(found, key=lambda each: (folded(each.title), each.address))


def is_found(record: Record) -> bool:
    """Tell whether a page stands in the index: the home page does not, and of the glossary its terms do."""
    if record.kind.name not in _KINDS or record.kind.glossary or record.get("active") is False:
        return False
    return (record.kind.name, record.slug) != ("page", "home")


def document(site: Site, record: Record, lang: str, texts: Texts, address: Callable[[Record], str]) -> Document:
    """Return a page as it is found."""
    kind = record.kind.name
    english = record.original or record
    also = [*(record.get("also_called") or ())]
    related: list[str] = []
    if english is not record:  # many are told the name in English
        also.append(english.title)
        related.extend(english.get("also_called") or ())
    if kind in ("procedure", "condition"):
        for other in site.related(english, "condition" if kind == "procedure" else "procedure"):
            local = site.twin(other, record.lang)
            related.extend((local.title, *(local.get("also_called") or ())))
    elif kind == "physician":
        related += [site.twin(other, record.lang).title for other in site.related(english, "procedure")]
        related += [site.twin(other, record.lang).title for other in site.related(english, "location")]
    elif kind == "location":
        related += [site.twin(other, record.lang).title for other in site.related(english, "physician")]
    return Document(
        texts(_KINDS[kind]),
        record.title,
        address(record),
        _summary(record),
        tuple(also),
        tuple(dict.fromkeys(related)),
        _words(_sayings(record), record.lang),
        record.lang if record.lang != lang else "",
        record.draft,
    )


def _summary(record: Record) -> str:
    match record.kind.name:
        case "physician":
            return ", ".join(filter(None, (record.get("degree"), record.get("specialty"))))
        case "location":
            return ", ".join(filter(None, (record.get("street"), record.get("city"))))
        case _:
            return plain(record.get("summary") or "")


def _sayings(record: Record) -> Iterator[str]:
    """Yield the texts whose words are worth finding a page by, beside its names and summary."""
    sections = record.document.sections
    match record.kind.name:
        case "page":
            yield from (section.title for section in sections)
        case "physician":
            yield from record.get("languages") or ()
        case "location":
            yield from filter(None, (record.get("zip"),))
        case "condition":
            yield from _said(record, _SIGNS, labels)
            yield from _said(record, _SIGNS, texts_in)
        case "procedure":
            yield from _said(record, _HELPS, labels)


def _said(record: Record, title: str, of: Callable[[Iterable[Block]], Iterator[Text]]) -> Iterator[str]:
    """Yield what the section of that title says."""
    yield from (
        plain(text.text) for each in record.document.sections if each.title == title for text in of(each.blocks)
    )


def _words(said: Iterable[str], lang: str) -> tuple[str, ...]:
    """Return each word once, in order, without those that say nothing."""
    stop = set(STOP[lang].split())
    found = dict.fromkeys(word.lower() for text in said for word in _WORD.findall(text))
    return tuple(word for word in found if word not in stop)


def _term(entry: Entry, glossary: Record, lang: str, texts: Texts, address: str) -> Document:
    """Return a term of the glossary as it is found."""
    return Document(
        texts(_KINDS["glossary"]),
        entry.name,
        f"{address}#{entry.id}",
        plain(entry.meaning.text),
        entry.aliases,
        lang=glossary.lang if glossary.lang != lang else "",
        draft=glossary.draft,
    )


def as_json(found: Iterable[Document], lang: str, base: str) -> bytes:
    """
    Return the index as the script reads it: the same bytes for the same site, nothing that is empty.

    Addresses are given below *base*, the path below which the site stands, so that they are the same below any.
    """
    kept = ",".join(_as_json(each, base) for each in found)
    return f'{{"stop":{_json(STOP[lang].split())},"documents":[{kept}]}}'.encode()


@lru_cache(_AT_HAND)
def _as_json(document: Document, base: str) -> str:
    values = ((name, getattr(document, name)) for name in Document.__slots__)
    kept = {name: value for name, value in values if value}
    return _json({**kept, "address": document.address.removeprefix(base)})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def names(found: Iterable[Document]) -> tuple[tuple[str, tuple[Name, ...]], ...]:
    """Return everything from A to Z under its letters: each page and term by its name and by its other names."""
    lines: list[Name] = []
    for each in found:
        link = Link(each.title, each.address, each.lang)
        lines.extend(Name(name, link, each.kind, each.draft) for name in dict.fromkeys((each.title, *each.also)))
    lines.sort(key=lambda line: (folded(line.name), line.link.address))
    return tuple((letter, tuple(group)) for letter, group in groupby(lines, lambda line: folded(line.name)[:1].upper()))


@lru_cache(_AT_HAND)
def folded(text: str) -> str:
    """Return *text* as it is sorted: small letters without accents."""
    if text.isascii():
        return text.lower()
    return "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(char))
