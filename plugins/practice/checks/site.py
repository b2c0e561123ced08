"""Every check over a whole site, in one list of faults."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from practice.checks import addresses, people, readiness, reading, reviews, sources, translations
from practice.checks.claims import find_claims
from practice.checks.jurisdiction import Jurisdiction
from practice.checks.passages import Passage, passages, titles
from practice.content import links
from practice.content.faults import Fault, Level, in_order
from practice.content.graph import Site
from practice.content.inline import MARKS
from practice.content.progress import counted
from practice.content.records import Record

MOST_HARD_WORDS = 10
"""Advice on hard words for one page; more would bury the rest."""
_FRAMED = ("practice", "glossary", "location", "physician", "page")


class Checks:
    """
    The checks of one site's pages.

    Args:
        site: as it was read.
        today: the day from which reviews are counted.
        rules: of the practice's jurisdiction.
    """

    def __init__(self, site: Site, today: date, rules: Jurisdiction) -> None:
        self._site, self._today, self._rules = site, today, rules
        self._cities = site.remember("cities", self._find_cities)
        self._words = site.remember("words", self._find_words)

    def page(self, record: Record) -> list[Fault]:
        """Return the blockers and advice of one page."""
        if record.draft:
            message = "a draft; it stays out of what is published until this line is deleted"
            return [Fault(record.path, record.line("status"), "Status", message, Level.ADVICE)]
        own, today, rules = passages(record), self._today, self._rules
        return [
            *readiness.missing(record),
            *sources.unsourced(record, own),
            *reviews.unreviewed(record, today, rules),
            *translations.untrue(record, own),
            *people.unqualified(record, today, rules),
            *_claims(record, own, today, rules, self._cities()),
            *_reading(record, own, rules, self._words(record.lang)),
            *_links_to_drafts(self._site, record),
        ]

    def leads(self, record: Record) -> set[str]:
        """Return the paths of the pages that are not orphans because of *record*: linked pages, perhaps itself."""
        targets = (
            links.resolve(record.path, each.target.partition("#")[0]) for each in links.references(record.document)
        )
        found = {target for target in targets if target != record.path}
        related = any(self._site.related(record, kind) for kind in ("condition", "procedure"))
        # The frame and the lists lead to the first ones, the original to its translation.
        if record.kind.name in _FRAMED or related or record.original is not None:
            found.add(record.path)
        return found

    def _find_cities(self) -> tuple[str, ...]:
        return tuple(sorted({str(city) for record in self._site.of_kind("location") if (city := record.get("city"))}))

    def _find_words(self, lang: str) -> frozenset[str]:
        """Return every word that the glossary of a language explains, in small letters."""
        names = (name for entry in self._site.glossary(lang) for name in (entry.name, *entry.aliases))
        return frozenset(word for name in names for word in (name.casefold(), *name.casefold().split()))


def check(site: Site, today: date, rules: Jurisdiction) -> list[Fault]:
    """
    Return every fault of a site in order: errors of structure and graph, blockers, advice.

    Args:
        site: as it was read.
        today: the day from which reviews are counted.
        rules: of the practice's jurisdiction.
    """
    checks = Checks(site, today, rules)
    faults, led = [*site.faults, *addresses.lost(site)], set[str]()
    for record in counted(site.pages.values(), "pages checked"):
        faults.extend(checks.page(record))
        led |= checks.leads(record)
    return in_order([*faults, *orphans((each.path for each in site.pages.values() if not each.draft), led)])


def orphans(paths: Iterable[str], led: Collection[str]) -> Iterator[Fault]:
    """Yield advice for each of *paths* to which nothing leads; drafts are no orphans."""
    message = "no other page names or links to this one; link to it where a reader needs it"
    for path in paths:
        if path not in led:
            yield Fault(path, 1, "", message, Level.ADVICE)


def _claims(
    record: Record, own: list[Passage], today: date, rules: Jurisdiction, cities: tuple[str, ...]
) -> Iterator[Fault]:
    allowed = tuple(each.phrase for each in record.get("claim_allowed") or ())
    blocks = [*titles(record, own), *(passage.block for passage in own)]
    for claim in find_claims(
        blocks,
        rules.rules,
        degrees=rules.degrees,
        cities=cities,
        boards=people.certified(record, today, rules),
        allowed=allowed,
    ):
        block = claim.block
        yield Fault(*record.document.place(block.line), block.field, claim.message, Level.BLOCKER)


def _reading(record: Record, own: list[Passage], rules: Jurisdiction, known: frozenset[str]) -> Iterator[Fault]:
    """Yield what makes a page hard to read."""
    running, texts = graded(record, own)
    if not texts:
        return
    limits = rules.reading

    def fault(passage: Passage, message: str, level: Level = Level.ADVICE) -> Fault:
        return Fault(*record.document.place(passage.block.line), passage.block.field, message, level)

    if record.lang == "es":
        ease = reading.spanish_ease(texts)
        if ease and ease.score < reading.SPANISH_NORMAL:
            message = (
                f"reading ease {ease.score:.0f} (INFLESZ); {reading.SPANISH_NORMAL} is normal, so shorten sentences"
            )
            yield Fault(record.path, 1, "", message, Level.ADVICE)
        return
    grade = reading.grade(texts)
    if grade.grade > limits.advice_above:
        stops = grade.grade > limits.blocker_above
        limit = limits.blocker_above if stops else limits.advice_above
        worst = f'; begin with "{_short(grade.worst[0][0])}"' if grade.worst else ""
        message = f"reading grade {grade.grade:.1f}, above {limit:g}{worst}"
        yield Fault(record.path, 1, "", message, Level.BLOCKER if stops else Level.ADVICE)
    for sentence, index, count in reading.long_sentences(texts, limits.sentence_words):
        message = f'{count} words in one sentence, above {limits.sentence_words}; split "{_short(sentence)}"'
        yield fault(running[index], message)
    for word, index in reading.hard_words(texts, known)[:MOST_HARD_WORDS]:
        yield fault(running[index], f'"{word}" is a hard word; use a plain one, or explain it in the glossary')


def graded(record: Record, own: list[Passage]) -> tuple[list[Passage], list[str]]:
    """Return those of a page's passages that have a reading grade, and their texts: none of a legal text, whose
    words are given."""
    if record.get("legal") or record.kind.name == "practice":
        return [], []
    running = [passage for passage in own if passage.running]
    return running, [_without_open(passage.block.text) for passage in running]


def _without_open(text: str) -> str:
    """Return *text* without its open facts: what is needed is said to the editor, not to readers."""
    return MARKS.sub(lambda mark: mark[0] if mark["mark"] else "", text) if "[?" in text else text


def _short(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")


def _links_to_drafts(site: Site, record: Record) -> Iterator[Fault]:
    for key in ("Written_by", "Reviewed_by"):
        person = site.by_key.get(("physician", str(record.get(key.lower())), "en"))
        if person is not None and person.draft:
            message = f'"{person.slug}" is a draft; publish the page of whoever wrote or reviewed this one'
            yield Fault(record.path, record.line(key.lower()), key, message, Level.BLOCKER)
    for reference in links.references(record.document):
        target = site.pages.get(links.resolve(record.path, reference.target.partition("#")[0]))
        if target is not None and target.draft:
            message = f'"{reference.target}" is a draft; link to it once it is published'
            yield Fault(*record.document.place(reference.line), reference.field, message, Level.BLOCKER)
