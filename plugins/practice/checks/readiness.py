"""What is still missing before a page can be published: open facts, fields, sections."""

from __future__ import annotations

from collections.abc import Iterator

from practice.content.document import Section, marks
from practice.content.faults import Fault, Level
from practice.content.kinds import EVERY, REVIEW, TRANSLATION, Field, Heading
from practice.content.read import items
from practice.content.records import Record

_NOT_ASKED = frozenset(field.name for field in (*EVERY, *REVIEW, *TRANSLATION))


def missing(record: Record) -> Iterator[Fault]:
    """Yield a blocker for each open fact, absent field and absent section of a page that could be read at all."""
    document = record.document
    if not (document.fields or document.lead.blocks or document.sections):
        return
    yield from _fields(record)
    yield from _open_marks(record)
    if record.kind.headings:
        yield from _sections(record)


def _blocker(record: Record, line: int, name: str, message: str) -> Fault:
    return Fault(*record.document.place(line), name, message, Level.BLOCKER)


def _fields(record: Record) -> Iterator[Fault]:
    first = record.kind.fields[0]
    for field in record.kind.fields:
        if field is first and record.lang == "en":
            continue  # its absence is an error, and told already
        value = record.values.get(field.name)
        if value is not None and value.open:
            yield _blocker(record, value.line, field.key, f"not known yet; write it ({_form(field)})")
        elif not field.optional and field.name not in _NOT_ASKED and field.name not in record.document.fields:
            if record.lang != "en" and (not field.translated or record.original is None):
                continue
            if record.lang != "en" and record.kind.name in ("physician", "location", "practice"):
                continue  # names, places and numbers are the same in every language
            yield _blocker(record, 1, field.key, f'missing; add "{field.key}: …" ({_form(field)})')


def _form(field: Field) -> str:
    return field.form.replace("\\", "")


def _open_marks(record: Record) -> Iterator[Fault]:
    document = record.document
    for title, text, _ in document.marked:
        for what, said, line in marks(text) if "[?" in text.text else ():
            if what == "open":
                needed = f"not known yet: {' '.join(said.split())}; write it" if said else "not known yet; write it"
                yield _blocker(record, line, title, needed)
    for key, text in document.footnotes.items():
        for what, said, line in marks(text):
            if what == "open":
                yield _blocker(record, line, f"source [^{key}]", f"not complete: {said or 'something'}; write it")


def _sections(record: Record) -> Iterator[Fault]:
    document, kind = record.document, record.kind
    if kind.lead and not document.lead.blocks:
        line = document.sections[0].line if document.sections else document.end
        yield _blocker(record, line, "", "no text before the first heading; begin with what it is, in two sentences")
    yield from _headings(record, kind.headings, document.sections, document.end, "##")


def _headings(
    record: Record, headings: tuple[Heading, ...], sections: tuple[Section, ...], end: int, sign: str
) -> Iterator[Fault]:
    present = {section.title: section for section in sections}
    following = end
    for heading in reversed(headings):
        section = present.get(heading.title)
        if section is None:
            if not heading.optional:
                message = f'section missing; write "{sign} {heading.title}" and its text here'
                yield _blocker(record, following, heading.title, message)
            continue
        if not section.blocks and not section.parts:
            yield _blocker(record, section.line, heading.title, "nothing stands below this heading; write it")
        if heading.parts:
            yield from _headings(record, heading.parts, section.parts, following, "###")
        for label in heading.needs:
            if not any(item.label and item.label.text == label for item in items(section.blocks)):
                message = f'no item "{label}"; write "- **{label}:** …"'
                yield _blocker(record, section.line, heading.title, message)
        following = section.line
