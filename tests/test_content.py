"""The practice's own content: sourced, consistent, its own words, and linked both ways."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from builds import REPOSITORY, real_site
from conftest import SITES
from practice.checks.passages import passages
from practice.checks.site import check
from practice.content import graph
from practice.content.faults import Level
from practice.content.graph import Site
from practice.content.inline import plain
from practice.content.records import Record
from practice.desk.check import rules_of
from practice.settings import load

REFERENCES = tomllib.loads((Path(__file__).parent / "bibliography.toml").read_text(encoding="utf-8"))
OPEN = ("not known yet: ", "not known yet; ", "not complete: ")
REVIEW = "no physician has reviewed this page; "
APPROVAL = ("nobody is named as translator; ", "no qualified translator has approved this text; ")


@cache
def site() -> Site:
    return graph.load(real_site())


def english() -> list[Record]:
    return [record for record in site().pages.values() if record.lang == "en"]


def written(record: Record) -> str:
    """Return the text of a page's file."""
    return (real_site() / record.path).read_text(encoding="utf-8")


def footnotes() -> Iterator[tuple[str, str, str]]:
    """Yield each reference: the page's path, the key, its text."""
    for record in site().pages.values():
        for key, text in record.document.footnotes.items():
            yield record.path, key, text.text


@pytest.fixture(scope="module")
def faults() -> list[str]:
    settings = load(real_site(), publish=False)
    return [str(each) for each in check(site(), date(2026, 11, 22), rules_of(settings)) if each.level > Level.ADVICE]


def test_only_people_stand_between_the_content_and_publishing(faults: list[str]) -> None:
    """No errors; blockers only for what the practice, a physician or a translator has to say."""
    other = [each for each in faults if not any(reason in each for reason in (*OPEN, REVIEW, *APPROVAL))]

    assert [] == other


@pytest.mark.parametrize("name", sorted(REFERENCES))
def test_a_reference_is_the_same_on_every_page(name: str) -> None:
    """Author, year and identifiers of a footnote are those that were seen; a footnote is known by key or by DOI."""
    seen = REFERENCES[name]
    for path, key, text in footnotes():
        if key != name and not (seen.get("doi") and f"doi:{seen['doi']}" in text):
            continue
        written = re.search(r"doi:(\S+?)\.?(?:\s|$)", text)
        if written and "doi" in seen:
            assert seen["doi"].casefold() == written[1].casefold(), path
        for part in ("author", "year"):
            assert seen.get(part, "") in text, f"{path}: [^{key}]"
        if not written:
            found = [seen[part] for part in ("pmid", "pmcid") if part in seen and seen[part] in text]
            assert found or not {"pmid", "pmcid"} & set(seen), f"{path}: [^{key}] has none of its numbers"


def test_every_source_is_used_and_every_mark_has_one() -> None:
    for record in site().pages.values():
        marks = set(re.findall(r"\[\^([\w-]+)\](?!:)", written(record)))
        for value in record.values.values():
            marks |= {key for text in value.texts for key in re.findall(r"\[\^([\w-]+)\]", text.text)}
        for name in record.document.pieces:
            piece = real_site() / "content" / "pieces" / f"{name}{'' if record.lang == 'en' else '.' + record.lang}.md"
            marks |= set(re.findall(r"\[\^([\w-]+)\]", piece.read_text(encoding="utf-8")))

        assert set(record.document.footnotes) == marks, record.path


COUNT = re.compile(r"\b([\d,]+) (?:in|of|out of) (?:the |its |these |those )?([\d,]+)\b")
ROUND = {10, 20, 50, 100, 1_000, 10_000, 100_000}


def test_a_count_in_the_text_is_the_count_in_the_label() -> None:
    """Where a label counts out of a study's people (3 in 102), no text counts others out of them unlabelled."""
    for record in site().pages.values():
        if record.kind.name != "procedure":
            continue
        labels = {pair for each in passages(record) for pair in COUNT.findall(plain(each.label))}
        studies = {per for _, per in labels if int(per.replace(",", "")) not in ROUND}
        risks = [each for each in passages(record) if each.block.field == "Risks and complications"]
        told = {pair for each in risks for pair in COUNT.findall(plain(each.block.text)) if pair[1] in studies}

        assert set() == told - labels, record.path


def split(text: str) -> Iterator[str]:
    """Yield the sentences of eight words and more, in lower case without marks."""
    for sentence in re.split(r"(?<=[.?!:;])\s+", plain(re.sub(r"\[\^[\w-]+\]", "", text))):
        words = re.findall(r"\w[\w'’-]*", sentence.casefold())
        if len(words) >= 8:
            yield " ".join(words)


def sentences(record: Record) -> Iterator[str]:
    """Yield a page's own sentences, those of its pieces left out."""
    shared: set[str] = set()
    for name in record.document.pieces:
        shared.update(split((real_site() / "content" / "pieces" / f"{name}.md").read_text(encoding="utf-8")))
    for passage in passages(record):
        if passage.running:
            yield from (sentence for sentence in split(passage.block.text) if sentence not in shared)


def test_no_sentence_stands_on_two_pages() -> None:
    """What two pages say alike comes from a piece; a sentence with one or two words changed counts as alike."""
    told: dict[str, list[tuple[str, frozenset[tuple[str, ...]]]]] = {}
    for record in english():
        if record.kind.name in ("procedure", "condition", "page"):
            for sentence in sentences(record):
                words = sentence.split()
                runs = frozenset(zip(words, words[1:], words[2:], strict=False))
                told.setdefault(record.path, []).append((sentence, runs))
    alike = [
        f"{one} and {other}: {first}"
        for one, other in combinations(sorted(told), 2)
        for first, runs in told[one]
        for _, others in told[other]
        if len(runs & others) >= 0.75 * len(runs | others)
    ]

    assert "" == "\n".join(alike)


def test_no_sentence_comes_from_the_old_page() -> None:
    old = SITES / "oldpage" / "content" / "procedures" / "kyphoplasty.md"
    text = " ".join(re.findall(r"\w[\w'’-]*", old.read_text(encoding="utf-8").casefold()))
    copied = [sentence for record in english() for sentence in sentences(record) if sentence in text]

    assert "" == "\n".join(copied)


def test_every_procedure_treats_something_and_every_condition_has_a_treatment() -> None:
    alone = [
        record.path
        for record in english()
        for other in {"procedure": ["condition"], "condition": ["procedure"]}.get(record.kind.name, [])
        if not site().related(record, other)
    ]

    assert [] == alone


def test_a_procedure_links_to_another_for_the_same_condition() -> None:
    """Where the site has an alternative, the page's other options lead there."""
    for record in english():
        if record.kind.name != "procedure":
            continue
        others = {
            each.slug
            for condition in site().related(record, "condition")
            for each in site().related(condition, "procedure")
            if each is not record
        }
        options = written(record).partition("## Other options")[2].partition("\n## ")[0]
        linked = {slug for slug in others if f"({slug}.md" in options}

        assert bool(others) == bool(linked), record.path


def test_the_content_is_that_of_the_repository() -> None:
    assert (REPOSITORY / "content" / "practice.md").read_bytes() == (real_site() / "content/practice.md").read_bytes()


def test_spanish_drawings_differ_in_their_words_only() -> None:
    def drawn(path: Path) -> str:
        """Return a drawing without its words and without where they stand."""
        return re.sub(r'(?<=>)[^<>]+(?=</(?:title|text|tspan)>)|<text x="[0-9]+"', "", path.read_text("utf-8"))

    spanish = sorted((real_site() / "content/images").glob("*.es.svg"))

    assert spanish
    assert [drawn(path.with_name(path.name.replace(".es.", "."))) for path in spanish] == list(map(drawn, spanish))
