"""The copy of a preview that a physician reads and signs on paper, so that an editor can run ``make sign``."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from practice.checks.readiness import missing
from practice.content.inline import plain
from practice.content.kinds import EVERY, REVIEW
from practice.content.links import references
from practice.content.records import REVIEW_COPY, Record
from practice.pages import views
from practice.pages.texts import Texts

_NOT_SIGNED = frozenset(field.name for field in (*EVERY, *REVIEW))
_PLAIN = str.maketrans("", "", "[]^")
"""A physician is told of "source wardlaw2009", without the marks of the grammar."""


def address(page: str) -> str:
    """Return where the review copy of the page at an address stands."""
    return page + REVIEW_COPY


def copy(record: Record, page: views.Page, reviewers: tuple[str, ...], texts: Texts) -> views.Page:
    """
    Return the review copy of *page*.

    Args:
        record: the procedure or condition.
        page: its view; the copy has the same text.
        reviewers: slugs of the physicians who can sign.
        texts: of the page's language.
    """
    title = texts("Review copy: %(title)s", title=page.title)
    found = missing(record)
    return replace(
        page,
        kind="review_copy",
        title=title,
        head_title=page.head_title.replace(page.title, title, 1),
        address=address(page.address),
        absolute="",
        twins=(),
        crumbs=(*page.crumbs, views.Link(page.title, page.address)),
        handout="",
        review_copy="",
        jsonld=Markup(""),
        copy=views.ReviewCopy(
            path=record.path,
            digest=record.digest,
            fields=tuple(
                (field.key, page.facts[field.name])
                for field in record.kind.fields
                if field.name not in _NOT_SIGNED and (not field.optional or field.name in record.values)
            ),
            alternatives=tuple(plain(each.words) for each in references(record.document) if each.image),
            allowed=tuple((each.phrase, each.reason) for each in record.get("claim_allowed") or ()),
            faults=tuple((fault.line, fault.field.translate(_PLAIN), fault.message) for fault in found),
            reviewers=reviewers,
        ),
    )
