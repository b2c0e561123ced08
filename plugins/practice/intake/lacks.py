"""What one page of an old site lacks, by the same checks that our own pages go through."""

from __future__ import annotations

import re
from pathlib import Path

from practice.checks import reading, sources
from practice.checks.claims import find_claims
from practice.checks.jurisdiction import Jurisdiction
from practice.checks.passages import passages, titles
from practice.checks.site import graded
from practice.content.files import Source
from practice.content.inline import MARKS, plain
from practice.content.kinds import Heading
from practice.content.read import read
from practice.content.records import Record
from practice.intake import facts
from practice.intake.original import Original
from practice.intake.outline import Outline
from practice.intake.page import make
from practice.intake.plan import Plan, Planned

CLAIMS = "Claims that the law does not allow"
NUMBERS = "Numbers without a source"
SECTIONS = "What a patient asks and the page does not answer"
GRADE = "Reading grade"
REVIEWER = "Reviewer"
_NO_SOURCE = "the page names no source at all"
_REVIEWED = re.compile(r"\b(?:medically )?reviewed (?:by|on)\b", re.IGNORECASE)


def lacks(original: Original, planned: Planned, plan: Plan, rules: Jurisdiction) -> dict[str, list[str]]:
    """Return what is to be said of a page, by the headings of the report, in their order; nothing is written."""
    made = make(original, planned, plan, _as_if, draft=False)
    found: dict[str, list[str]] = {heading: [] for heading in (CLAIMS, NUMBERS, SECTIONS, GRADE, REVIEWER)}
    record = read(Source(planned.path, planned.kind, planned.slug, "en", made.text.encode()))
    found[CLAIMS] = _claims(record, rules)
    found[NUMBERS] = _numbers(record)
    found[SECTIONS] = [heading.title for heading in planned.kind.headings if _missing(heading, made.outline)]
    found[GRADE] = [] if planned.spanish else _grade(record, rules)
    if planned.kind.reviewed and not _REVIEWED.search(record.document.body):
        found[REVIEWER] = ["the page names no physician who reviewed it, and no day"]
    return found


def _as_if(address: str) -> str:
    """Take a file as if it were there: a review copies nothing."""
    return f"../images/{Path(address).name or 'picture'}"


def _claims(record: Record, rules: Jurisdiction) -> list[str]:
    """Return each claim with the words around it, its law and its remedy."""
    own = list(passages(record))
    blocks = [*titles(record, own), *(passage.block for passage in own)]
    found = find_claims(blocks, rules.rules, degrees=rules.degrees, cities=_cities(record))
    said = (f"{claim.message}{_around(plain(claim.block.text), claim.phrase)}" for claim in found)
    return list(dict.fromkeys(said))


def _cities(record: Record) -> tuple[str, ...]:
    """Return the cities that a page's own texts list; the old site has no offices that could name them."""
    return tuple(city for value in record.values.values() for text in value.texts for city in facts.cities(text.text))


def _around(text: str, phrase: str) -> str:
    words = " ".join(text.split())
    at = words.find(phrase)
    if at < 0 or len(words) < len(phrase) + 12:
        return ""
    begin, end = max(0, at - 40), min(len(words), at + len(phrase) + 40)
    begin = words.find(" ", begin, at) + 1 if begin else 0
    end = words.rfind(" ", at + len(phrase), end) if end < len(words) else end
    end = max(end, at + len(phrase))
    return f'\n  in "{"… " if begin else ""}{words[begin:end]}{" …" if end < len(words) else ""}"'


def _numbers(record: Record) -> list[str]:
    """Return each number that has no source, and whether the page names none at all."""
    found = []
    for fault in sources.unsourced(record, list(passages(record))):
        fact = fault.message.partition(";")[0]
        found.append(_NO_SOURCE if fault.field == "sources" else f"{fault.field or 'at the top'}: {fact}")
    return found


def _missing(heading: Heading, outline: Outline) -> bool:
    section = outline.section(heading.title)
    return not heading.optional and (section is None or not (section.blocks or section.parts))


def _grade(record: Record, rules: Jurisdiction) -> list[str]:
    """Return the grade of a page that is harder than advised, and its hardest sentence."""
    _, texts = graded(record, list(passages(record)))
    found = reading.grade([MARKS.sub("", text) for text in texts])
    if not found.words or found.grade <= rules.reading.advice_above:
        return []
    said = f"{found.grade:.1f}; readers find {rules.reading.advice_above:g} easy"
    if found.worst:
        said += f'\n  hardest: "{" ".join(found.worst[0][0].split())}"'
    return [said]
