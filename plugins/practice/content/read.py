"""From a scanned file to a record, as its kind declares: fields, headings, labels, frequencies, times."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from practice.content import change, frequency, times, values
from practice.content.document import Block, Document, Item, Listing, Paragraph, RawField, Section, Text
from practice.content.faults import did_you_mean
from practice.content.files import Source
from practice.content.inline import LINK, MARKS
from practice.content.kinds import (
    RESERVED_KEYS,
    REVIEW,
    TRANSLATION,
    Field,
    Form,
    Heading,
    Kind,
    Shape,
)
from practice.content.records import Entry, Rated, Record, Value
from practice.content.scan import scan

OPEN = "?"
"""What stands for a fact that is needed and not known yet."""
_FACT = re.compile(r"\{[^{}]*\}")
_RATE = re.compile(r"\s*\(([^()]*)\)$")
_REFERENCE = re.compile(r"^ {0,3}\[[^\[\]^?\n][^\[\]\n]*\]:", re.MULTILINE)
_IN_HEADING = re.compile(r"[\[\]{}*`]")
_CODE = ("```", "~~~", "    ")
_ENTRY = re.compile(r"\*\*(?P<name>[^*]+)\*\*(?:\s+\((?P<say>[^()]+)\))?(?:\s*:|\s+[—–-])\s+(?=\S)")
_ALIAS = re.compile(r"^(?P<name>.+?)\s+\((?P<alias>[^()]+)\)$")
_DOCTOR = re.compile(r"(?:Dr|Doctor)\b\.?\s", re.IGNORECASE)
_AFTER_NAME = re.compile(r",|\b(?:M\.?D|D\.?O|Ph\.?D|MBBS)\b\.?\s*$")
_REVIEW_NAMES = frozenset(field.name for field in REVIEW)
_TRANSLATION_NAMES = frozenset(field.name for field in TRANSLATION)


def read(source: Source, pieces: Mapping[str, str] | None = None) -> Record:
    """Read one page; every fault of its structure is in ``record.document.faults``."""
    document = scan(source.data, source.path, pieces)
    kind, translated = source.kind, source.lang != "en"
    record = Record(kind, source.slug, source.lang, source.path, {}, document)
    if document.fields or document.body:
        _read_fields(record, translated)
        if kind.glossary:
            record.entries = _entries(document)
        elif kind.name == "practice":
            if document.body:
                document.fault(document.lead.line, "", "practice.md has metadata only; move the text to a page")
        else:
            _check_sections(document, kind)
        _check_texts(document)
    record.digest = digest(record)
    document.body = ""
    return record


def digest(record: Record) -> str:
    """
    Return 16 hex digits of SHA-256 over a page's kind, metadata and text with its pieces filled in.

    Review fields and the status are left out, so that signing or releasing a page does not change it.
    """
    lines = [record.kind.name, record.lang]
    for name in sorted(record.document.fields):
        if name not in _REVIEW_NAMES and name not in _TRANSLATION_NAMES and name != "status":
            lines.append(f"{name}: " + "\n".join(text.text for text in record.document.fields[name].values))
    lines.append(record.document.body)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


# Fields ----------------------------------------------------------------------------------------------------


def _read_fields(record: Record, translated: bool) -> None:
    kind, document = record.kind, record.document
    declared = {field.name: field for field in kind.fields}
    if translated:
        declared |= {field.name: field for field in TRANSLATION}
    for name, raw in document.fields.items():
        field = declared.get(name)
        if field is None:
            document.fault(raw.line, raw.key, _unknown_key(raw.key, name, kind, declared.values(), translated))
        elif translated and not field.translated and name not in ("status", "claim_allowed"):
            message = f"a translation takes this from {record.slug}.md; delete the line"
            document.fault(raw.line, raw.key, message)
        else:
            value = _read_value(document, raw, field)
            if value is not None:
                record.values[name] = value
    head = kind.fields[0]
    if (value := record.values.get(head.name)) is None or value.open or not value.text:
        if head.name not in document.fields and not translated:
            document.fault(1, head.key, f'missing; write "{head.key}: …" in the first line')
        elif value is not None:
            document.fault(value.line, head.key, "open; this one must be known from the start, so write it")
    elif kind.name == "physician":
        _check_name(document, value)


def _unknown_key(key: str, name: str, kind: Kind, declared: Iterable[Field], translated: bool) -> str:
    if name in RESERVED_KEYS:
        return f"a key of Pelican's own that means nothing here; {RESERVED_KEYS[name]}"
    if name in _TRANSLATION_NAMES and not translated:
        return "belongs to translations only (name.es.md); delete it"
    hint = did_you_mean(key, (field.key for field in declared))
    return f"unknown key{hint}" if hint else f"unknown key; a {kind.name} has no such field, so delete it"


def _read_value(document: Document, raw: RawField, field: Field) -> Value | None:
    texts = raw.values
    if not texts:
        document.fault(
            raw.line,
            field.key,
            f'empty; write {field.form.replace(chr(92), "")}, or "?" while it is not known',
        )
        return None
    if len(texts) == 1 and texts[0].text == OPEN:
        return Value(None, texts, raw.line)
    if field.shape is Shape.ONE and len(texts) > 1:
        texts = (Text(" ".join(text.text for text in texts), texts[0].line),)
    elif field.shape is Shape.COMMAS and len(texts) == 1 and "|" not in texts[0].text:
        parts = [part.strip() for part in texts[0].text.split(",")]
        if not all(parts):
            document.fault(raw.line, field.key, "a comma with nothing beside it; delete it")
        texts = tuple(Text(part, texts[0].line) for part in parts if part)
    data, failed = [], False
    for text in texts:
        if text.text == OPEN:
            document.fault(text.line, field.key, 'a "?" among values; write it alone, or what is known')
            failed = True
            continue
        if text.text.startswith("[?") or "[?:" in text.text:
            document.fault(text.line, field.key, 'an open fact among words; write "?" alone, or what is known')
        if _FACT.search(text.text):
            document.fault(text.line, field.key, "a fact of the practice in plain text; write it out")
        if not field.marks and "[^" in text.text:
            document.fault(text.line, field.key, "a footnote mark; this field takes none, so move it to the text")
        try:
            data.append(field.read(_words(text.text, field)))
        except ValueError as error:
            document.fault(text.line, field.key, str(error))
            failed = True
    if failed:
        return None
    if field.many and len(set(map(repr, data))) < len(data):
        document.fault(raw.line, field.key, "a value is written twice; keep one")
    return Value(tuple(data) if field.many else data[0], texts, raw.line)


def _words(text: str, field: Field) -> str:
    """Return a value without the footnote marks that may follow a choice."""
    return MARKS.sub("", text).rstrip() if field.marks and field.read is not values.text else text


def _check_name(document: Document, value: Value) -> None:
    if _DOCTOR.match(value.text):
        document.fault(value.line, "Title", f'"{value.text}" begins with a title; write the name alone')
    elif _AFTER_NAME.search(value.text):
        document.fault(value.line, "Title", f'"{value.text}" ends in a degree; write that in "Degree:"')


# Sections --------------------------------------------------------------------------------------------------


def _check_sections(document: Document, kind: Kind) -> None:
    """Check fixed headings: spelling, order, once each; the editor's own stand after them."""
    _check_headings(document, document.sections, kind.headings, "##")
    if kind.headings:
        for section in document.sections:
            heading = kind.heading(section.title)
            if heading:
                _check_section(document, section, heading)


def _check_headings(
    document: Document, sections: tuple[Section, ...], headings: tuple[Heading, ...], sign: str
) -> None:
    titles = [heading.title for heading in headings]
    present = [section.title for section in sections]
    last_fixed = max((index for index, title in enumerate(present) if title in titles), default=-1)
    seen: dict[str, int] = {}
    highest = -1
    for index, section in enumerate(sections):
        title, line = section.title, section.line
        if not title:
            continue
        if title in seen:
            document.fault(line, title, f"this heading stands twice (first on line {seen[title]}); keep one")
            continue
        seen[title] = line
        if title in titles:
            place = titles.index(title)
            if place < highest:
                document.fault(line, title, f'out of order; it stands before "{titles[highest]}"')
            highest = max(highest, place)
        elif headings and (hint := did_you_mean(title, [each for each in titles if each not in present])):
            document.fault(line, title, f"not one of this kind's headings{hint}")
        elif headings and index < last_fixed:
            document.fault(
                line,
                title,
                f'a heading of your own; it stands after the fixed ones ("{sign} {titles[-1]}" is the last)',
            )


def _check_section(document: Document, section: Section, heading: Heading) -> None:
    if heading.parts:
        _check_headings(document, section.parts, heading.parts, "###")
        by_title = {part.title: part for part in heading.parts}
        for part in section.parts:
            if part.title in by_title:
                _check_items(document, part, by_title[part.title].form, part.title)
    elif heading.form not in (Form.FREE, Form.QUESTIONS):
        for part in section.parts:
            message = f'a ### heading among the items of "{heading.title}"; make it an item, "- **Label:** text"'
            document.fault(part.line, part.title, message)
    _check_items(document, section, heading.form, heading.title)


def _check_items(document: Document, section: Section, form: Form, name: str) -> None:
    if form in (Form.FREE, Form.QUESTIONS):
        return
    latest: times.When | None = None
    for item in items(section.blocks):
        if item.label is None:
            document.fault(item.text.line, name, 'an item without a label; write "- **Label:** text"')
        elif form is Form.TIMES:
            try:
                when = times.parse(item.label.text)
            except ValueError as error:
                document.fault(item.label.line, name, str(error))
                continue
            if latest and not when.may_follow(latest):
                message = f'"{when.label}" stands after "{latest.label}"; times never run backwards'
                document.fault(item.label.line, name, message)
            latest = when
        elif form is Form.RATED and "[^" in item.label.text:
            document.fault(item.label.line, name, "a footnote mark in a label; put it at the end of the text")
        elif form is Form.RATED:
            try:
                rated(item.label.text)
            except ValueError as error:
                document.fault(item.label.line, name, str(error))
        if item.label and not item.text.text.strip() and not item.blocks:
            document.fault(item.label.line, name, f'"{item.label.text}" has no text; write it after the label')


def items(blocks: Iterable[Block]) -> Iterable[Item]:
    """Yield the items of the lists in *blocks*, not those nested in them."""
    for block in blocks:
        if isinstance(block, Listing):
            yield from block.items


def rated(label: str) -> Rated:
    """
    Split the label of a benefit or risk into its words and its frequency or change on a scale.

    Raises:
        ValueError: brackets at its end are meant as one of these and are none.
    """
    match = _RATE.search(label) if label.endswith(")") else None
    if match and change.looks_like(match[1]):
        return Rated(label[: match.start()], None, change.parse(match[1]))
    if not match or not frequency.looks_like(match[1]):
        return Rated(label, None)
    return Rated(label[: match.start()], _frequency(match[1]))


_frequency = lru_cache(maxsize=4096)(frequency.parse)
"""The same counts stand on many pages, and each is asked for by checks, page and structured data."""


def _entries(document: Document) -> tuple[Entry, ...]:
    """Read the terms of a glossary."""
    found: list[Entry] = []
    names: dict[str, int] = {}
    for section in document.sections:
        document.fault(section.line, section.title, "a heading in the glossary; it has terms only")
    for block in document.lead.blocks:
        if isinstance(block, Paragraph):
            continue
        if not isinstance(block, Listing):
            document.fault(block.text.line, "", 'not a term; write "- **term** (how to say it): meaning"')
            continue
        for item in block.items:
            text = item.text
            whole = f"**{item.label.text}**: {text.text}" if item.label else text.text
            match = _ENTRY.match(whole)
            if not match:
                document.fault(text.line, "", 'not a term; write "- **term** (how to say it): meaning"')
                continue
            name, aliases = match["name"].strip(), tuple[str, ...]()
            if alias := _ALIAS.match(name):
                name, aliases = alias["name"], tuple(each.strip() for each in alias["alias"].split(","))
            for each in (name, *aliases):
                if each.casefold() in names:
                    message = f'"{each}" is explained twice (first on line {names[each.casefold()]}); keep one'
                    document.fault(text.line, "", message)
                names[each.casefold()] = text.line
            found.append(Entry(name, aliases, match["say"] or "", Text(whole[match.end() :], text.line)))
    return tuple(found)


def _check_texts(document: Document) -> None:
    """Refuse forms of Markdown that would not work here, and marks of our own that are not whole."""
    for section in document.all_sections():
        if match := _IN_HEADING.search(section.title):
            message = f'"{match[0]}" in a heading; write plain words, and put marks and links into the text'
            document.fault(section.line, section.title, message)
    for title, text, whole in document.marked:
        if not (whole and text.text.startswith(_CODE)):
            _check_text(document, text, title)
    for text in document.footnotes.values():
        _check_text(document, text, "sources")
        if "[^" in text.text:
            document.fault(text.line, "sources", "a footnote mark within a source; write the source out")


def _check_text(document: Document, text: Text, name: str) -> None:
    """Note what looks like a link or a mark and cannot be read as one, so that nothing is dropped in silence."""
    words = text.text
    if "[" not in words:
        return
    for match in _REFERENCE.finditer(words) if "]:" in words else ():
        message = f'"{match[0].strip()}" is a link by reference; write [words](address)'
        document.fault(text.line_of(match.start()), name, message)
    rest = MARKS.sub("", words)
    if "[?" in rest:
        message = 'an open fact that has no end or no colon; write "[?: what is needed]"'
        document.fault(text.line_of(words.index("[?")), name, message)
    if "[^" in rest:
        message = 'a footnote mark that cannot be read; write "[^author2020]"'
        document.fault(text.line_of(words.index("[^")), name, message)
    if "](" not in words:
        return
    if any("](" in match["text"] for match in LINK.finditer(words)):
        document.fault(
            text.line_of(words.index("](")), name, "a link or picture within a link; write one after the other"
        )
    elif "](" in LINK.sub("", rest):
        document.fault(text.line_of(words.index("](")), name, "a link that cannot be read; write [words](address)")
