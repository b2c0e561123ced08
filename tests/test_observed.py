"""What a task reads of a site is noted, whoever made it first, and nothing else is."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from builds import change
from practice.content import graph
from practice.content.observed import ObservedSite, Part, fact

PROCEDURE = "content/procedures/joint-block.md"
CONDITION = "content/conditions/sore-joint.md"


def observed(small: Path) -> ObservedSite:
    return ObservedSite(graph.load(small), {}, {}, {})


def test_a_value_is_noted_by_its_own(small: Path) -> None:
    site = observed(small)
    with site.noting() as noted:
        assert "Joint block" == site.pages[PROCEDURE].title

    assert {fact("page", PROCEDURE), fact("value", PROCEDURE, "title")} == noted.facts


def test_whatever_else_is_read_of_a_record_is_its_document(small: Path) -> None:
    site = observed(small)
    record = site.pages[PROCEDURE]
    for read in (lambda: record.document, lambda: record.values, lambda: record.digest, lambda: record.entries):
        with site.noting() as noted:
            read()

        assert {fact("document", PROCEDURE)} == noted.facts


def test_a_question_is_noted_with_its_answer_also_where_there_is_none(small: Path) -> None:
    site = observed(small)
    with site.noting() as noted:
        assert [PROCEDURE] == [record.path for record in site.related(site.pages[CONDITION], "procedure")]
        assert site.by_key.get(("page", "nothing", "en")) is None
    asked = {fact("related", "procedure", "condition", "sore-joint"), fact("key", "page", "nothing", "en")}

    assert asked <= noted.facts
    assert [PROCEDURE, ""] == [site.answers[each] for each in sorted(asked, reverse=True)]


def test_a_translation_notes_where_it_takes_a_value_from(small: Path) -> None:
    (small / "content/conditions/sore-joint.es.md").write_text("Title: Dolor\n\nTexto.\n", encoding="utf-8")
    site = observed(small)
    with site.noting() as noted:
        site.pages["content/conditions/sore-joint.es.md"].get("body_area")

    assert {
        fact("value", "content/conditions/sore-joint.es.md", "body_area"),
        fact("value", CONDITION, "body_area"),
    } <= noted.facts


def test_a_shared_part_is_made_once_and_noted_by_all_who_ask_for_it(small: Path) -> None:
    site = observed(small)
    made: list[str] = []

    def make(path: str) -> str:
        made.append(path)
        site.want("a picture")
        return site.pages[path].title

    shared = site.remember("shared", make)
    for _ in range(2):
        with site.noting() as noted:
            shared(PROCEDURE)

        assert ({fact("kept", "shared", PROCEDURE)}, {"a picture"}) == (noted.facts, noted.made)
    assert [PROCEDURE] == made
    assert fact("value", PROCEDURE, "title") in site.parts[fact("kept", "shared", PROCEDURE)].facts


def test_a_part_made_again_shows_whether_it_is_another(small: Path) -> None:
    parts: list[Part | None] = []
    for words in ("Joint block", "Joint shot"):
        site = observed(small)
        site.remember("shared", lambda path, site=site: site.pages[path].title)
        parts.append(site.renewed(fact("kept", "shared", PROCEDURE)))
        parts.append(site.renewed(fact("kept", "shared", PROCEDURE)))
        change(small / PROCEDURE, f"Title: {words}", "Title: Joint shot" if words == "Joint block" else "Title: x")
    digests = [part.digest for part in parts if part]

    assert [True, False, True] == [one == other for one, other in pairwise(digests)]
    assert observed(small).renewed(fact("kept", "gone", PROCEDURE)) is None
