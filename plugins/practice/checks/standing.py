"""Where each page stands on its way to being published, and what the pages lack of each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from practice.checks import reading, reviews
from practice.checks.jurisdiction import Jurisdiction
from practice.checks.passages import passages
from practice.checks.site import graded
from practice.content.faults import Fault, Level
from practice.content.graph import Site
from practice.content.kinds import BY_NAME
from practice.content.records import Record


@dataclass(frozen=True, slots=True)
class Translation:
    """A page's twin in another language: its file, whether a translator approved it, whether it is older."""

    lang: str
    path: str
    approved: bool
    older: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """
    A page, or a file that is none, as its editor sees it.

    Attributes:
        path: relative to the site's folder.  title: "" where the file is no page.
        faults: its own, in order.
        grade: US school grade, None where there is none (no text, a legal text, a translation).
        ease: INFLESZ ease of a Spanish page, or None.
        worst: the hardest sentences with path and line, the hardest first.
        review: where its review stands, None where its kind has none; *due* is the next one's day.
        translations: its twins.
    """

    path: str
    title: str = ""
    kind: str = ""
    draft: bool = False
    faults: tuple[Fault, ...] = ()
    grade: float | None = None
    ease: float | None = None
    worst: tuple[tuple[str, int, str], ...] = ()
    review: reviews.State | None = None
    due: date | None = None
    translations: tuple[Translation, ...] = field(default=())

    def count(self, level: Level) -> int:
        """Return how many faults of a level it has."""
        return sum(fault.level is level for fault in self.faults)


def standings(site: Site, faults: Iterable[Fault], today: date, rules: Jurisdiction) -> list[Standing]:
    """
    Return every page and every other file with a fault, what stops publishing first.

    Args:
        faults: all of the site, in order.
        today: the day from which reviews are counted.
    """
    own = defaultdict(list)
    for fault in faults:
        own[fault.path].append(fault)
    pages = [_standing(site, record, tuple(own.pop(path, ())), today, rules) for path, record in site.pages.items()]
    found = [*pages, *(Standing(path, faults=tuple(left)) for path, left in own.items())]
    return sorted(found, key=lambda each: (*(-each.count(level) for level in sorted(Level, reverse=True)), each.path))


def _standing(site: Site, record: Record, faults: tuple[Fault, ...], today: date, rules: Jurisdiction) -> Standing:
    running, texts = graded(record, passages(record))
    grade = reading.grade(texts) if record.lang == "en" else None
    ease = reading.spanish_ease(texts) if record.lang == "es" else None
    places = [(*record.document.place(running[at].block.line), said) for said, at in grade.worst] if grade else []
    state = reviews.review(record, today, rules.due_soon_days) if record.original is None else None
    return Standing(
        path=record.path,
        title=record.title,
        kind=record.kind.name,
        draft=record.draft,
        faults=faults,
        grade=grade.grade if grade and grade.words else None,
        ease=ease.score if ease else None,
        worst=tuple(places),
        review=state.state if state else None,
        due=state.due if state else None,
        translations=tuple(_translations(site, record)),
    )


def _translations(site: Site, record: Record) -> Iterator[Translation]:
    for lang in site.languages():
        twin = site.by_key.get((record.kind.name, record.slug, lang))
        if twin is not None and twin.original is record:
            older = twin.get("original") != record.digest
            yield Translation(lang, twin.path, bool(twin.get("translation_approved")), older)


def gaps(site: Site) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return what pages lack of each other: in words, and the pages with the line on which to write it."""
    found: list[tuple[str, list[tuple[str, int]]]] = []
    for kind, other, said, where in (
        ("procedure", "physician", "Procedures that no physician is named for", ""),
        ("procedure", "condition", "Procedures that treat no condition", "treats"),
        ("condition", "procedure", "Conditions without a treatment", ""),
        ("physician", "location", "Physicians without an office", "locations"),
        ("physician", "procedure", "Physicians without a procedure", "procedures"),
        ("location", "physician", "Offices without a physician", ""),
    ):
        alone = [record for record in site.of_kind(kind) if not record.draft and not site.related(record, other)]
        assert not where or BY_NAME[kind].field(where)
        if alone:
            found.append((said, [(record.path, record.line(where or "title")) for record in alone]))
    return found
