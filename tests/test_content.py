"""
The practice's own content: sourced, consistent, its own words, easy to read, and linked both ways.

Each rule is a function from a site to what is wrong with it.  It finds nothing in the real content, and it finds
the fault that is planted in a copy (`PLANTED`).
"""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from builds import REPOSITORY, change, real_site
from practice.checks import reading
from practice.checks.passages import passages
from practice.checks.site import check, graded
from practice.content import graph
from practice.content.faults import Level
from practice.content.graph import Site
from practice.content.inline import plain
from practice.content.records import Record
from practice.desk.check import rules_of
from practice.settings import load

TESTS = Path(__file__).parent
REFERENCES = tomllib.loads((TESTS / "bibliography.toml").read_text(encoding="utf-8"))
OLD_PAGE = TESTS / "imports" / "saved" / "kyphoplasty.txt"
OPEN = ("not known yet: ", "not known yet; ", "not complete: ")
REVIEW = "no physician has reviewed this page; "
APPROVAL = ("nobody is named as translator; ", "no qualified translator has approved this text; ")
LEAD, PAGE, GLOSSARY, WORDS = 8.0, 9.0, 6.0, 25
"""The highest reading grade of a lead, a page and the glossary, and the most words of a sentence."""

Rule = Callable[[Site], list[str]]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Note a rule, so that it goes over the real content."""
    RULES.append(function)
    return function


def english(site: Site) -> list[Record]:
    return [record for record in site.pages.values() if record.lang == "en"]


def written(site: Site, record: Record) -> str:
    """Return the text of a page's file."""
    return (site.root / record.path).read_text(encoding="utf-8")


def footnotes(site: Site) -> Iterator[tuple[str, str, str]]:
    """Yield each reference: the page's path, the key, its text."""
    for record in site.pages.values():
        for key, text in record.document.footnotes.items():
            yield record.path, key, text.text


# Faults of the check itself --------------------------------------------------------------------------------


@rule
def what_only_people_can_mend(site: Site) -> list[str]:
    """No errors; blockers only for what the practice, a physician or a translator has to say."""
    settings = load(site.root, publish=False)
    faults = [str(each) for each in check(site, date(2026, 11, 22), rules_of(settings)) if each.level > Level.ADVICE]
    return [each for each in faults if not any(reason in each for reason in (*OPEN, REVIEW, *APPROVAL))]


# Sources ---------------------------------------------------------------------------------------------------


@rule
def every_source_is_used_and_every_mark_has_one(site: Site) -> list[str]:
    found = []
    for record in site.pages.values():
        marks = set(re.findall(r"\[\^([\w-]+)\](?!:)", written(site, record)))
        for value in record.values.values():
            marks |= {key for text in value.texts for key in re.findall(r"\[\^([\w-]+)\]", text.text)}
        for name in record.document.pieces:
            piece = site.root / "content" / "pieces" / f"{name}{'' if record.lang == 'en' else '.' + record.lang}.md"
            marks |= set(re.findall(r"\[\^([\w-]+)\]", piece.read_text(encoding="utf-8")))
        found += [f"{record.path}: [^{key}]" for key in set(record.document.footnotes) ^ marks]
    return found


@rule
def a_reference_is_the_one_that_was_seen(site: Site) -> list[str]:
    """Author, year and identifiers of a footnote are those of `bibliography.toml`, by its key or by its DOI."""
    by_doi = {seen["doi"].casefold(): name for name, seen in REFERENCES.items() if "doi" in seen}
    found = []
    for path, key, text in footnotes(site):
        identifier = re.search(r"doi:(\S+?)\.?(?:\s|$)", text)
        doi = identifier[1].casefold() if identifier else ""
        names = {name for name in (key, by_doi.get(doi, "")) if name in REFERENCES}
        if not names:
            found.append(f"{path}: [^{key}] stands in no line of bibliography.toml")
        for name in names:
            seen = REFERENCES[name]
            if doi and "doi" in seen and seen["doi"].casefold() != doi:
                found.append(f"{path}: [^{key}] has another DOI")
            found += [
                f"{path}: [^{key}] has another {part}"
                for part in ("author", "year")
                if not re.search(rf"\b{re.escape(seen.get(part, ''))}", text)
            ]
            numbers = [seen[part] for part in ("pmid", "pmcid") if part in seen]
            if not doi and numbers and not any(number in text for number in numbers):
                found.append(f"{path}: [^{key}] has none of its numbers")
    return found


# Numbers ---------------------------------------------------------------------------------------------------

COUNT = re.compile(r"\b([\d,]+) (?:in|of|out of) (?:the |its |these |those )?([\d,]+)\b")
ROUND = {10, 20, 50, 100, 1_000, 10_000, 100_000}


@rule
def a_count_in_the_text_is_the_count_in_the_label(site: Site) -> list[str]:
    """Where a label counts out of a study's people (3 in 102), no text counts others out of them unlabelled."""
    found = []
    for record in site.pages.values():
        if record.kind.name != "procedure":
            continue
        labels = {pair for each in passages(record) for pair in COUNT.findall(plain(each.label))}
        studies = {per for _, per in labels if int(per.replace(",", "")) not in ROUND}
        risks = [each for each in passages(record) if each.block.field == "Risks and complications"]
        told = {pair for each in risks for pair in COUNT.findall(plain(each.block.text)) if pair[1] in studies}
        found += [f"{record.path}: {count} in {per}" for count, per in told - labels]
    return found


SHARE = re.compile(r"\b(\d+(?:\.\d+)?) (?:in|of|out of) 100\b")


@rule
def a_share_in_the_text_is_a_share_in_a_label(site: Site) -> list[str]:
    """Where another option quotes the source of a risk, its share of 100 is that of the label."""
    found = []
    for record in site.pages.values():
        if record.kind.name != "procedure":
            continue
        sourced: dict[str, set[str]] = {}
        for each in passages(record):
            if each.block.field == "Risks and complications":
                for key in re.findall(r"\[\^([\w-]+)\]", each.block.text):
                    shares = SHARE.findall(f"{plain(each.label)} {plain(each.block.text)}")
                    sourced.setdefault(key, set()).update(shares)
        for each in passages(record):
            if each.block.field == "Other options":
                keys = re.findall(r"\[\^([\w-]+)\]", each.block.text)
                told = set(SHARE.findall(plain(each.block.text)))
                wanted = set().union(*(sourced.get(key, set()) for key in keys))
                if told and wanted and not told & wanted:
                    found.append(f"{record.path}: {', '.join(sorted(told))} in 100, not {', '.join(sorted(wanted))}")
    return found


# Words -----------------------------------------------------------------------------------------------------


def split(text: str) -> Iterator[str]:
    """Yield the sentences of eight words and more, in lower case without marks."""
    for sentence in re.split(r"(?<=[.?!:;])\s+", plain(re.sub(r"\[\^[\w-]+\]", "", text))):
        words = re.findall(r"\w[\w'’-]*", sentence.casefold())
        if len(words) >= 8:
            yield " ".join(words)


def sentences(site: Site, record: Record) -> Iterator[str]:
    """Yield a page's own sentences, those of its pieces left out."""
    shared: set[str] = set()
    for name in record.document.pieces:
        shared.update(split((site.root / "content" / "pieces" / f"{name}.md").read_text(encoding="utf-8")))
    for passage in passages(record):
        if passage.running:
            yield from (sentence for sentence in split(passage.block.text) if sentence not in shared)


@rule
def no_sentence_stands_on_two_pages(site: Site) -> list[str]:
    """What two pages say alike comes from a piece; a long sentence with a word or two changed counts as alike."""
    told: dict[str, list[tuple[str, frozenset[tuple[str, ...]]]]] = {}
    for record in english(site):
        if record.kind.name in ("procedure", "condition", "page"):
            for sentence in sentences(site, record):
                words = sentence.split()
                runs = frozenset(zip(words, words[1:], words[2:], strict=False))
                told.setdefault(record.path, []).append((sentence, runs))
    return [
        f"{one} and {other}: {first}"
        for one, other in combinations(sorted(told), 2)
        for first, runs in told[one]
        for _, others in told[other]
        if len(runs & others) >= 0.75 * len(runs | others)
    ]


@rule
def no_sentence_comes_from_the_old_page(site: Site) -> list[str]:
    old = " ".join(["", *re.findall(r"\w[\w'’-]*", OLD_PAGE.read_text(encoding="utf-8").casefold()), ""])
    return [
        f"{record.path}: {each}" for record in english(site) for each in sentences(site, record) if f" {each} " in old
    ]


@rule
def every_page_is_easy_to_read_and_its_beginning_too(site: Site) -> list[str]:
    """A lead at grade 8, a page at 9, the glossary at 6; no sentence above 25 words."""
    found = []
    for record in english(site):
        running, texts = graded(record, passages(record))
        lead = [text for passage, text in zip(running, texts, strict=True) if not passage.block.field]
        limit = GLOSSARY if record.kind.name == "glossary" else PAGE
        if (grade := reading.grade(texts).grade) > limit:
            found.append(f"{record.path}: grade {grade:.1f}")
        if (grade := reading.grade(lead).grade) > LEAD:
            found.append(f"{record.path}: grade {grade:.1f} in the lead")
        found += [f"{record.path}: {sentence}" for sentence, _, _ in reading.long_sentences(texts, WORDS)]
    return found


# Links -----------------------------------------------------------------------------------------------------


@rule
def every_procedure_treats_something_and_every_condition_has_a_treatment(site: Site) -> list[str]:
    return [
        record.path
        for record in english(site)
        for other in {"procedure": ["condition"], "condition": ["procedure"]}.get(record.kind.name, [])
        if not site.related(record, other)
    ]


@rule
def a_procedure_leads_to_another_for_the_same_condition(site: Site) -> list[str]:
    """Where the site has an alternative, the page's other options lead there."""
    found = []
    for record in english(site):
        if record.kind.name != "procedure":
            continue
        others = {
            each.slug
            for condition in site.related(record, "condition")
            for each in site.related(condition, "procedure")
            if each is not record
        }
        options = written(site, record).partition("## Other options")[2].partition("\n## ")[0]
        if others and not any(f"({slug}.md" in options for slug in others):
            found.append(f"{record.path}: {', '.join(sorted(others))}")
    return found


@rule
def a_procedure_leads_back_to_what_happens_without_it(site: Site) -> list[str]:
    """A condition's page shows its treatments by itself; the way back is written."""
    found = []
    for record in english(site):
        if record.kind.name == "procedure":
            options = written(site, record).partition("## Other options")[2].partition("\n## ")[0]
            slugs = [each.slug for each in site.related(record, "condition")]
            if not any(f"../conditions/{slug}.md#without-a-procedure" in options for slug in slugs):
                found.append(f"{record.path}: {', '.join(slugs)}")
    return found


# The rules over the content, and over copies with a fault ----------------------------------------------------


@cache
def site() -> Site:
    return graph.load(real_site())


@pytest.mark.parametrize("broken", RULES, ids=lambda each: each.__name__)
def test_the_content_keeps_the_rule(broken: Rule) -> None:
    assert "" == "\n".join(broken(site()))


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault to plant: in the file *path* below ``content/``, *old*, which stands there once, becomes *new*."""

    breaks: Rule
    path: str
    old: str
    new: str
    told: str


K = "procedures/kyphoplasty.md"
PLANTED = {
    "a mark without its source": Fault(
        every_source_is_used_and_every_mark_has_one, K, "too narrow.[^pss2008]", "too narrow.[^other]", "[^other]"
    ),
    "a source without a mark": Fault(
        every_source_is_used_and_every_mark_has_one, K, "not helped.[^ta279]", "not helped.[^free2013]", "[^ta279]"
    ),
    "another year": Fault(
        a_reference_is_the_one_that_was_seen, K, "Lancet. 2009;373(9668)", "Lancet. 2008;373(9668)", "another year"
    ),
    "another author": Fault(a_reference_is_the_one_that_was_seen, K, "Wardlaw D, et al", "Lawward D, et al", "author"),
    "another DOI": Fault(a_reference_is_the_one_that_was_seen, K, "(09)60010-6", "(09)60011-6", "another DOI"),
    "a new reference": Fault(
        a_reference_is_the_one_that_was_seen, K, "[^chandra]: ", "[^chandler]: ", "[^chandler] stands in no line"
    ),
    "another number of PubMed Central": Fault(
        a_reference_is_the_one_that_was_seen, K, "PMC3395994", "PMC3395995", "none of its numbers"
    ),
    "another count in the text": Fault(
        a_count_in_the_text_is_the_count_in_the_label, K, "too narrow.[^pss2008]", "too narrow in 3 of 102.[^pss2008]",
        "3 in 102",
    ),
    "another share in the text": Fault(
        a_share_in_the_text_is_a_share_in_a_label, K, "against 18 of 100 for", "against 81 of 100 for", "81"
    ),
    "a sentence of another page": Fault(
        no_sentence_stands_on_two_pages, K, "Is my fracture fresh?",
        "Those who feel better notice it within hours to 2 days.", "those who feel better",
    ),
    "nearly a sentence of another page": Fault(
        no_sentence_stands_on_two_pages, "procedures/vertebroplasty.md", "Who looks after my thin bones?",
        "As you take a blood thinner, we make a plan with the doctor who prescribes it, as the risk of bleeding "
        "is high.",
        "we make a plan with the doctor",
    ),
    "a sentence of the old page": Fault(
        no_sentence_comes_from_the_old_page, K, "Is my fracture fresh?",
        "A special balloon is inserted through the trocar into the fractured vertebra.", "a special balloon",
    ),
    "a hard lead": Fault(
        every_page_is_easy_to_read_and_its_beginning_too, "pages/first-visit.md",
        "A first visit is for talking, looking and planning.",
        "Preliminary consultations prioritize multidisciplinary evaluation and individualized recommendations.",
        "in the lead",
    ),
    "a hard glossary": Fault(
        every_page_is_easy_to_read_and_its_beginning_too, "glossary.md",
        "a soft cushion between two bones of the spine.",
        "Fibrocartilaginous intervertebral articulation. " * 40, "glossary.md: grade",
    ),
    "a long sentence": Fault(
        every_page_is_easy_to_read_and_its_beginning_too, K, "Is my fracture fresh?",
        f"Is my fracture {'so ' * 25}fresh?", "so so",
    ),
    "a claim": Fault(
        what_only_people_can_mend, K, "Is my fracture fresh?", "Is this the best clinic for pain relief?", "best"
    ),
    "a procedure for nothing": Fault(
        every_procedure_treats_something_and_every_condition_has_a_treatment, "procedures/intrathecal-drug-delivery.md",
        "Treats: post-laminectomy-syndrome\n", "", "intrathecal",
    ),
    "a condition without a treatment": Fault(
        every_procedure_treats_something_and_every_condition_has_a_treatment, "procedures/trigger-point-injection.md",
        "Treats: myofascial-pain", "Treats: facet-arthropathy", "conditions/myofascial-pain.md",
    ),
    "no other procedure named": Fault(
        a_procedure_leads_to_another_for_the_same_condition, K, "[Vertebroplasty](vertebroplasty.md)", "Vertebroplasty",
        "vertebroplasty",
    ),
    "no way back to doing without": Fault(
        a_procedure_leads_back_to_what_happens_without_it, K, ".md#without-a-procedure", ".md#causes", "fracture"
    ),
}  # fmt: skip
"""For each rule, what it has to find."""


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str, tmp_path: Path) -> None:
    planted = PLANTED[name]
    copy = Path(shutil.copytree(real_site(), tmp_path / "site"))
    change(copy / "content" / planted.path, planted.old, planted.new)

    found = planted.breaks(graph.load(copy))

    assert found
    assert planted.told in "\n".join(found)


def test_a_fault_is_planted_for_every_rule() -> None:
    assert set(RULES) == {fault.breaks for fault in PLANTED.values()}


def test_the_content_is_that_of_the_repository() -> None:
    assert (REPOSITORY / "content" / "practice.md").read_bytes() == (real_site() / "content/practice.md").read_bytes()


def test_spanish_drawings_differ_in_their_words_only() -> None:
    def drawn(path: Path) -> str:
        """Return a drawing without its words and without where they stand."""
        return re.sub(r'(?<=>)[^<>]+(?=</(?:title|text|tspan)>)|<text x="[0-9]+"', "", path.read_text("utf-8"))

    spanish = sorted((real_site() / "content/images").glob("*.es.svg"))

    assert spanish
    assert [drawn(path.with_name(path.name.replace(".es.", "."))) for path in spanish] == list(map(drawn, spanish))
