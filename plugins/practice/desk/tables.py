"""The tables of fields and headings that CONTRIBUTING.md holds: ``python -m practice.desk.tables`` prints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from practice.content.kinds import EVERY, KINDS, REVIEW, TRANSLATION, Field, Form, Heading, Kind, Shape

BEGIN, END = "<!-- tables of kinds: begin -->", "<!-- tables of kinds: end -->"
"""Between these lines CONTRIBUTING.md holds what `tables` returns; a test compares the two."""

_SHARED = frozenset((*EVERY, *REVIEW))
_FIELD_HEAD = ("| Field | How to write it | To publish | In a translation |", "|---|---|---|---|")
_HEADING_HEAD = ("| Heading | What stands below it | To publish |", "|---|---|---|")
_BELOW = {
    Form.FREE: "any text",
    Form.LABELLED: "items with a label",
    Form.RATED: "items with a label, and a frequency or a change on a scale where there is a number",
    Form.TIMES: "items whose label is a time",
    Form.QUESTIONS: "each question as a `###` heading, its answer below",
}


def tables(kinds: Sequence[Kind] = KINDS) -> str:
    """Return Markdown: for each of *kinds* its fields and headings, then the fields that several kinds share."""
    parts = [part for kind in kinds for part in _kind(kind)]
    parts += [
        f"### Fields of most pages ({_names(kinds, EVERY)})",
        _fields(EVERY),
        f"### Fields of a review ({_names(kinds, REVIEW)})",
        _fields(REVIEW),
        "### Fields that only a translation has",
        _fields(TRANSLATION),
    ]
    return "\n\n".join(parts) + "\n"


def _kind(kind: Kind) -> Iterator[str]:
    yield f"### {kind.name[0].upper()}{kind.name[1:]}: `{_file(kind)}`"
    yield _fields((each for each in kind.fields if each not in _SHARED), first=kind.fields[0])
    if kind.glossary:
        yield "The text is a list of terms, each `- **term** (how to say it): meaning`."
    elif kind.headings:
        lead = " Text before the first heading is needed to publish." if kind.lead else ""
        yield f"The headings stand in this order, spelled like this, each once.{lead}"
        yield "\n".join((*_HEADING_HEAD, *_headings(kind.headings, "##")))
    elif kind.folder:
        yield "The headings are your own."
    else:
        yield "There is no text below the fields."


def _file(kind: Kind) -> str:
    return f"content/{kind.folder}/name.md" if kind.folder else f"content/{kind.name}.md"


def _fields(fields: Iterable[Field], first: Field | None = None) -> str:
    return "\n".join((*_FIELD_HEAD, *(_row(field, known=field is first) for field in fields)))


def _row(field: Field, *, known: bool) -> str:
    form = f"{field.form}{_several(field)}{'; footnote marks allowed' if field.marks else ''}"
    return f"| `{field.key}` | {form} | {_needed(field, known=known)} | {_translated(field)} |"


def _several(field: Field) -> str:
    """Return how several values are laid out, where the form does not say so itself."""
    if field.shape is Shape.ONE or "line for each" in field.form:
        return ""
    if field.shape is Shape.LINES:
        return "; a line for each"
    return ", or one on each line" if "with commas" in field.form else "; several with commas, or one on each line"


def _needed(field: Field, *, known: bool) -> str:
    if field.tool:
        return "`make sign` writes it"
    if known:
        return "known from the start"
    return "may be left out" if field.optional else "needed"


def _translated(field: Field) -> str:
    if field in EVERY:
        return "its own"  # the reader lets a translation have them, though they are not words
    return "its own" if field.translated else "taken over"


def _headings(headings: Iterable[Heading], sign: str) -> Iterator[str]:
    for heading in headings:
        below = "the parts that follow" if heading.parts else _BELOW[heading.form]
        labels = "".join(f"; one of them `**{label}:**`" for label in heading.needs)
        needed = "may be left out" if heading.optional else "needed"
        yield f"| `{sign} {heading.title}` | {below}{labels} | {needed} |"
        yield from _headings(heading.parts, f"{sign}#")


def _names(kinds: Iterable[Kind], fields: Iterable[Field]) -> str:
    """Return the names of the kinds that have all of *fields*, with commas."""
    return ", ".join(kind.name for kind in kinds if set(fields) <= set(kind.fields))


if __name__ == "__main__":
    print(tables(), end="")
