"""
A procedure's handout: one sheet to print, with what to do before, when to call, what to ask, and room to write.

Its script counts the dates from the day of the procedure; then the course of recovery stands there too.
"""

from __future__ import annotations

from dataclasses import replace

from practice.content.records import HANDOUT, Record
from practice.pages import body, views
from practice.pages.markdown import Page
from practice.pages.texts import Texts

_SECTIONS = ("how_to_prepare", "recovery", "when_to_call_us", "questions_to_ask")
"""What a person needs in the hand; benefits, risks and sources stay on the page that weighs them."""


def has(record: Record) -> bool:
    """Tell whether a page has a handout."""
    return record.kind.handout


def address(page: str) -> str:
    """Return where the handout of the page at an address stands."""
    return page + HANDOUT


def sheet(record: Record, page: views.Page, inline: Page, texts: Texts, script: views.Script) -> views.Page:
    """
    Return the handout of *page*.

    Args:
        record: the procedure.
        page: its view.
        inline: what its texts refer to; terms and footnote marks, which lead elsewhere, are left out.
        texts: of the page's language.
        script: the one that counts its dates.
    """
    title = texts("%(title)s: your handout", title=page.title)
    rendered = body.render(record, inline, texts, _SECTIONS)
    return views.Page(
        kind="handout",
        title=title,
        head_title=page.head_title.replace(page.title, title, 1),
        summary=texts("%(title)s on one sheet to print: how to prepare, when to call, what to ask.", title=page.title),
        address=address(page.address),
        absolute=address(page.absolute) if page.absolute else "",
        part_of=page.absolute,
        lang=page.lang,
        twins=tuple(
            replace(twin, address=address(twin.address), absolute=address(twin.absolute) if twin.absolute else "")
            for twin in page.twins
        ),
        crumbs=(*page.crumbs, views.Link(page.title, page.address)),
        section=rendered.declared,
        sections=rendered.all,
        author=page.author,
        review=page.review,
        draft=page.draft,
        script=script,
    )
