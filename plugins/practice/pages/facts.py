"""Metadata values as templates show them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from practice.content.inline import MARKS, plain
from practice.content.kinds import Field
from practice.content.records import Record
from practice.content.values import Certification, OpenHours, Posting
from practice.pages.texts import Texts
from practice.pages.views import Fact

Inline = Callable[[str], Markup]
"""Turns words with footnote marks into HTML."""

_CHOICES = frozenset({"type", "body_area", "anesthesia", "stay", "employees"})
_SHOWN = {"local": "local numbing", "general": "general anesthesia", "same day": "the same day", "limb": "arm or leg"}
"""Choices that a reader understands better in other words."""
_PHONE = re.compile(r"(?P<number>\(\d{3}\) \d{3}-\d{4})(?: ext\. \d+)?")
_LINES = frozenset({"training", "plans", "closed", "board"})
"""Fields of which each value has a line of its own."""


def opened(texts: Texts, need: str = "") -> Markup:
    """Return the mark of an open fact, with what is needed."""
    words = texts("To be supplied: %(need)s", need=need) if need else texts("To be supplied")
    return Markup('<span class="open">%s</span>') % words


def without_marks(words: str) -> Markup:
    """Return *words* as HTML without their footnote marks, for places that show no sources."""
    return Markup("%s") % plain(words)


def dialed(text: str) -> Markup:
    """Return *text* with each phone number in it as a link that a tap dials."""
    html, last = Markup(""), 0
    for match in _PHONE.finditer(text):
        digits = "".join(char for char in match["number"] if char.isdigit())
        link = Markup('<a class="phone" href="tel:+1%s">%s</a>') % (digits, match[0])
        html, last = html + text[last : match.start()] + link, match.end()
    return html + text[last:]


def choice(value: str, texts: Texts) -> str:
    """Return a choice of metadata in the words that a reader sees, within a sentence."""
    return texts(_SHOWN.get(value, value))


class Facts(Mapping[str, Fact]):
    """
    The facts of one record, made when a template asks for them.

    Args:
        record: whose.
        texts: of the page's language.
        inline: for fields that may hold footnote marks.
    """

    def __init__(self, record: Record, texts: Texts, inline: Inline | None = None) -> None:
        self._record, self._texts, self._inline = record, texts, inline
        self._made: dict[str, Fact] = {}

    def __getitem__(self, name: str) -> Fact:
        """Return the fact of that lower-case key; optional ones without a value print nothing."""
        self._record.value(name)  # whoever asks depends on it, even where it was made for another page
        made = self._made.get(name)
        if made is None:
            field = self._record.kind.field(name)
            if field is None:
                raise KeyError(name)
            made = self._made[name] = self._make(field)
        return made

    def __iter__(self) -> Iterator[str]:
        """Yield the keys that the kind declares."""
        return iter(field.name for field in self._record.kind.fields)

    def __len__(self) -> int:
        """Return how many keys the kind declares."""
        return len(self._record.kind.fields)

    def _make(self, field: Field) -> Fact:
        value = self._record.value(field.name)
        if value is None and field.optional:
            return Fact(Markup(""), False)
        if value is None or value.open:
            return Fact(opened(self._texts), True)
        shown = [self._show(field, data) for data in (value.data if field.many else (value.data,))]
        joiner = Markup("<br>") if field.name in _LINES else Markup("; ") if field.name == "hours" else Markup(", ")
        html = joiner.join(shown)
        if field.name in _CHOICES and html:
            html = Markup(html[0].upper() + html[1:])
        if field.marks and self._inline and field.name in _CHOICES:  # a text carries its marks itself
            html += self._inline("".join(match[0] for match in MARKS.finditer(value.text)))
        return Fact(html, False, value.data)

    def _show(self, field: Field, data: Any) -> Markup:
        texts = self._texts
        match data:
            case bool():
                return escape(texts("Yes") if data else texts("No"))
            case date():
                return escape(texts.day(data).text)
            case Certification(body, specialty, until):
                ends = texts(", valid to %(day)s", day=texts.day(until).text) if until else ""
                return escape(f"{body}: {specialty}{ends}")
            case OpenHours():
                (line,) = texts.hours([data])
                return escape(f"{line.days}, {line.times}")
            case Posting(slug):
                return escape(slug)
            case str() if field.name == "after_hours":  # words in which a number may stand
                return dialed(data)
            case str() if field.name in _CHOICES:
                return escape(choice(data, texts))
            case str() if field.marks and self._inline:
                return self._inline(data)
            case _:
                return escape(str(data))
