"""
What templates receive: frozen views of pages, with every text ready to show and every link resolved.

A template never decides what is true; it lays these out.  All ``Markup`` is safe HTML already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Link:
    """
    A name and where it leads.

    Attributes:
        address: ready for ``href`` (below the site's base path).
        lang: the name's language where it is not that of the page it stands on, else "".
    """

    name: str
    address: str
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """The same page in a language: BCP 47 tag, that language's own name, address, absolute address."""

    lang: str
    name: str
    address: str
    absolute: str


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar date: ``iso`` for machines, ``text`` as the page's language writes it."""

    iso: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One metadata value ready to show.

    ``html`` of an open fact is already the "to be supplied" mark, so a template prints it without asking.
    ``raw`` is the typed value (str, tuple, bool, date, ...), None while open.
    """

    html: Markup
    open: bool
    raw: Any = None

    def __html__(self) -> str:
        """Let ``{{ fact }}`` print the safe HTML."""
        return str(self.html)


@dataclass(frozen=True, slots=True)
class Rate:
    """
    A frequency in a label.

    Attributes:
        text: what to show first, e.g. ``18 out of 100``, ``11 to 23 out of 100``, ``Rate not known``.
        found: the count as it stands in the source, ``7 in 40``; "" where it would only repeat *text*.
        low, high: out of *per*, not rounded; equal for a single figure; None when not known.
        per: 100, or 1,000 below 1 in 100; None when not known.
        span: ``over 2 years`` or "".
        against: the rate without the procedure, out of the same number, or None.
    """

    text: str
    found: str
    low: float | None
    high: float | None
    per: int | None
    span: str = ""
    against: Rate | None = None

    @property
    def known(self) -> bool:
        """Whether there is a number."""
        return self.per is not None


@dataclass(frozen=True, slots=True)
class Change:
    """
    A change on a scale in a label.

    Attributes:
        text: what to show first, ``From 7.5 to 2.3`` or ``Lower by 4.05``.
        span: ``after 1 month`` or "".
        against: the same without the procedure, in words that can stand inside a sentence, or "".
        scale: the scale in words, with its ends and what they mean.
        ends: names of the two ends of the bars.
        bars: where each bar begins and ends, in hundredths of the scale; the second is without the procedure.
        difference: whether only the difference is known, so that a bar has its length and no place on the scale.
    """

    text: str
    span: str
    against: str
    scale: str
    ends: tuple[str, str]
    bars: tuple[tuple[float, float], ...]
    difference: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """
    When something is to be done, for a script that knows the day of the procedure.

    Attributes:
        first, last: distances from it as ISO 8601 writes durations: ``-P7D``, ``P2M1D``, ``-PT8H``.
        clock: the time of day at which a calendar shows it, ``18:00``; "" for a whole day, and for hours.
    """

    first: str
    last: str
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """
    One labelled item: a step, a risk, a time on a course.

    *number* counts steps through all stages; *span* is that of a time whose words name a day.
    """

    label: Markup
    html: Markup
    number: int = 0
    rate: Rate | None = None
    change: Change | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """
    A section or one of its ``###`` parts.

    Attributes:
        key: identifier of the declared heading (``risks_and_complications``, ``call_911``), or "" for one of
            the editor's own.
        id: fragment on the page.
        title: heading as shown, in the page's language.
        html: everything that is not a labelled item (free text).
        items: labelled items, in order.
        after: free text that follows the items.
        parts: the ``###`` parts, in order (stages, urgencies, questions).
    """

    key: str
    id: str
    title: str
    html: Markup = Markup("")
    items: tuple[Item, ...] = ()
    after: Markup = Markup("")
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One reference of the page: its number, fragment, text, and the fragment of its first mark."""

    number: int
    id: str
    html: Markup
    mark: str


@dataclass(frozen=True, slots=True)
class Review:
    """
    The review of a page.

    ``state`` is one of ``none`` (never signed), ``changed`` (text changed after signing), ``current``,
    ``due`` (within 60 days), ``overdue``.
    """

    state: str
    by: Link | None = None
    degree: str = ""
    reviewed: Day | None = None
    due: Day | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """One line of opening hours as shown (``Monday to Friday``, ``8 am to noon, 1 pm to 5 pm``)."""

    days: str
    times: str


@dataclass(frozen=True, slots=True)
class Card:
    """
    Another page in a list: enough to decide whether to follow it.

    Attributes:
        facts: those that a card of its kind shows.
        lang: as in `Link`.
    """

    kind: str
    title: str
    address: str
    summary: str
    facts: dict[str, Fact] = field(hash=False)
    also_called: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    draft: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """
    An area of the body map.

    Attributes:
        key: as in metadata, e.g. ``low back``.
        id: fragment of its place in the list beside the figure.
        name: as shown.
        conditions: those that hurt there, () where there are none.
    """

    key: str
    id: str
    name: str
    conditions: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """A location as a physician's page shows it; *days* is "" where none are named."""

    title: str
    address: str
    city: Fact
    phone: Fact
    days: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """
    A glossary entry.

    Attributes:
        id: its fragment on the glossary page.
        say: the pronunciation or "".
        place: on a page that explains it, the fragment of its meaning there.
    """

    id: str
    name: str
    say: str
    html: Markup
    place: str = ""


@dataclass(frozen=True, slots=True)
class ReviewCopy:
    """
    What a physician signs beside the text itself, and what an editor then types.

    Attributes:
        path: of the content file.
        digest: what signing writes, for this very text.
        fields: each field that the digest covers, as editors know it, and its value.
        alternatives: what is said to those who do not see the pictures.
        allowed: phrases of the claims list that stand by the signer's leave, each with its reason.
        faults: what is still open, as `make check` says it: line, field, message.
        reviewers: slugs of the physicians who can sign.
    """

    path: str
    digest: str
    fields: tuple[tuple[str, Fact], ...]
    alternatives: tuple[str, ...]
    allowed: tuple[tuple[str, str], ...]
    faults: tuple[tuple[int, str, str], ...]
    reviewers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Treatments of a condition side by side: every column has the same rows, ``None`` shows a dash."""

    columns: tuple[Link | str, ...]
    rows: tuple[tuple[str, tuple[Markup, ...]], ...]


@dataclass(frozen=True, slots=True)
class Asset:
    """A file beside the pages: address for ``src``, and what a browser checks its bytes against."""

    address: str
    integrity: str


@dataclass(frozen=True, slots=True)
class Script:
    """
    The script of a page.

    Attributes:
        text: the module, as it stands in the page.
        later: what it loads when it is used, by name; never before.
    """

    text: Markup
    later: Mapping[str, Asset]


@dataclass(frozen=True, slots=True)
class Name:
    """
    One line of the list of everything: a page, or another of its names.

    Attributes:
        name: as sorted.
        link: the page, under its own title.
        kind: singular, as shown (``Procedure``).
        draft: whether the page is one.
    """

    name: str
    link: Link
    kind: str
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """
    One page to be rendered.

    Attributes:
        kind: ``procedure``, ``condition``, ``physician``, ``location``, ``page``, ``home``, ``contact``,
            ``glossary``, ``list``, ``search`` or ``missing`` (the 404 page); the template has the same name.
        title: plain text for the ``h1``; ``head_title`` for ``<title>``.
        summary: plain text for the meta description, "" while open.
        address: path of the page with the base path, for ``href``; ``absolute`` with the host ("" when the
            site has no address yet).
        lang: BCP 47 tag.  twins: the same page in other languages.
        crumbs: the way from home, this page not included.
        facts: metadata by lower-case key (``facts.duration``); declared fields are always there.
        lead: text before the first heading.
        section: declared sections by key, those that the page has.
        more: sections under headings of the editor's own.
        sections: all of them in order, for contents lists.
        conditions, procedures, physicians, locations: related pages.
        every_procedure: address of the list of procedures, on a home page that has too many of them to show.
        offices: of a physician.  hours: of a location.
        areas: of the body map, where the page has one: all from head to limb, or ().
        groups: of a list page, heading and cards; a heading is "" where there is one group.
        terms: of the glossary.  words: those that are explained on this page, in the order of their first use.
        names: of the search page, letter and the names under it.
        script: what the page runs; None on pages for reading (`practice.pages.scripts`).
        handout: address of a procedure's sheet to print, "" on other pages.
        part_of: absolute address of the page whose text this one repeats, which search engines show in its place;
            "" for a page that stands for itself.
        review_copy: address of the copy that a physician can sign, in a preview.  copy: of such a copy.
        jsonld: the finished JSON text for ``<script type="application/ld+json">``.
        updated: the day the page was last reviewed, for sitemaps.
    """

    kind: str
    title: str
    head_title: str
    summary: str
    address: str
    absolute: str
    lang: str
    also_called: tuple[str, ...] = ()
    twins: tuple[Twin, ...] = ()
    crumbs: tuple[Link, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    lead: Markup = Markup("")
    section: Mapping[str, Part] = field(default_factory=dict)
    more: tuple[Part, ...] = ()
    sections: tuple[Part, ...] = ()
    sources: tuple[Source, ...] = ()
    author: Markup = Markup("")
    review: Review | None = None
    conditions: tuple[Card, ...] = ()
    procedures: tuple[Card, ...] = ()
    every_procedure: str = ""
    physicians: tuple[Card, ...] = ()
    locations: tuple[Card, ...] = ()
    offices: tuple[Office, ...] = ()
    hours: tuple[Hours, ...] = ()
    comparison: Comparison | None = None
    areas: tuple[Area, ...] = ()
    groups: tuple[tuple[str, tuple[Card, ...]], ...] = ()
    terms: tuple[Term, ...] = ()
    words: tuple[Term, ...] = ()
    names: tuple[tuple[str, tuple[Name, ...]], ...] = ()
    script: Script | None = None
    image: Image | None = None
    handout: str = ""
    part_of: str = ""
    review_copy: str = ""
    copy: ReviewCopy | None = None
    draft: bool = False
    jsonld: Markup = Markup("")
    updated: date | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """
    A picture with the sizes from which a browser chooses.

    Attributes:
        src: address of the largest, in the format that every browser shows.
        width, height: of that one, in pixels; every other has the same shape.
        alt: alternative text.
        sources: media type and ``srcset`` of each format, the smallest files first, the format of *src* last;
            () for a drawing, which fits every size.
        sizes: how wide it is shown, for the attribute ``sizes``.
    """

    src: str
    width: int
    height: int
    alt: str
    sources: tuple[tuple[str, str], ...] = ()
    sizes: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """
    What is the same on every page of one language: the template's ``site``.

    Attributes:
        name: the practice's name.  practice: its facts by lower-case key (``practice.phone``).
        search: address of the search page.
        menu: main navigation.  legal: links for the footer (every page that the header does not lead to).
        offices: every location.
        notice: the practice's notice while it lasts, else None.
        preview: whether this build is the preview (marked, ``noindex``).
        accepting_new: whether any physician accepts new patients (None while open).
        styles: by kind of page its stylesheet, minified, for one inline ``<style>``.
        icon: the drawing itself as an address.  touch_icon: address of the one for home screens.
    """

    lang: str
    name: str
    home: str
    contact: str
    glossary: str
    search: str
    practice: Mapping[str, Fact]
    menu: tuple[Link, ...]
    legal: tuple[Link, ...]
    offices: tuple[Card, ...]
    notice: Markup | None
    preview: bool
    accepting_new: bool | None
    styles: Mapping[str, Markup]
    icon: Markup
    touch_icon: str
    locale: str
