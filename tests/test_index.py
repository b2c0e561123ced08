"""What can be found: every page and term once, by the words that people use, in the reader's language."""

from __future__ import annotations

import json
from pathlib import Path

from builds import SAMPLE, change, preview, published, write
from practice.content import graph
from practice.content.records import Record
from practice.pages.index import Document, as_json, documents, names
from practice.pages.texts import Texts

ROOT = Path(__file__).parents[1]
CONDITION = "content/conditions/sore-joint.md"


def address(record: Record) -> str:
    return f"/{record.address}"


def found(site: Path, lang: str = "en") -> list[Document]:
    """Return what can be found on a site."""
    return documents(graph.load(site), lang, Texts(ROOT / "theme", lang), address)


def one(site: Path, title: str, lang: str = "en") -> Document:
    """Return what is found under a title, other than a term."""
    (document,) = (each for each in found(site, lang) if each.title == title and "#" not in each.address)
    return document


def test_every_page_and_every_term_is_found_once_but_the_home_page() -> None:
    site = graph.load(SAMPLE)
    pages = {address(each) for each in site.pages.values() if each.lang == "en" and each.kind.name != "practice"}
    terms = {f"/glossary/#{entry.id}" for entry in site.glossary("en")}
    addresses = [each.address for each in found(SAMPLE)]

    assert pages - {"/", "/glossary/"} | terms == set(addresses)
    assert len(addresses) == len(set(addresses))


def test_in_spanish_pages_are_found_in_spanish_and_the_others_in_english() -> None:
    languages = {each.address: each.lang for each in found(SAMPLE, "es")}

    assert "" == languages["/es/procedures/kyphoplasty/"]
    assert "en" == languages["/procedures/trigger-point-injection/"]
    assert "/procedures/kyphoplasty/" not in languages
    assert len(languages) == len(found(SAMPLE))


def test_a_translation_is_found_by_its_english_names_too() -> None:
    page = one(SAMPLE, "Cifoplastia", "es")

    assert ("Procedimiento", "/es/procedures/kyphoplasty/") == (page.kind, page.address)
    assert ("Cifoplastia con globo", "Aumento vertebral con globo", "Kyphoplasty") == page.also


def test_a_page_is_found_by_what_it_has_to_do_with(small: Path) -> None:
    change(small / CONDITION, "Title: Sore joint\n", "Title: Sore joint\nAlso_called: achy joint\n")

    assert ("Sore joint", "achy joint") == one(small, "Joint block").related
    assert ("Joint block",) == one(small, "Sore joint").related
    assert "Joint block" in one(small, "Alex Example").related


def test_a_condition_is_found_by_its_signs_each_word_once_and_none_that_says_nothing(small: Path) -> None:
    text = (small / CONDITION).read_text(encoding="utf-8")
    before, rest = text.split("## Signs\n")
    _, after = rest.split("## Causes\n")
    signs = "\n- **Creaking:** The knee creaks, and [the knee](../procedures/joint-block.md) is stiff in the cold.\n\n"
    (small / CONDITION).write_text(f"{before}## Signs\n{signs}## Causes\n{after}", encoding="utf-8")

    assert ("creaking", "knee", "creaks", "stiff", "cold") == one(small, "Sore joint").words


def test_a_physician_who_has_left_is_not_found(small: Path) -> None:
    change(small / "content/physicians/alex-example.md", "Degree:", "Active: no\nDegree:")

    assert "Alex Example" not in [each.title for each in found(small)]


def test_an_office_is_found_by_street_city_and_zip(small: Path) -> None:
    place = "Title: Example West\nCity: Westville\nState: TX\nStreet: 5 Long Road\nZip: 75009\n"
    write(small, {"content/locations/example-west.md": place})
    office = one(small, "Example West")

    assert ("Office", "5 Long Road, Westville", ("75009",)) == (office.kind, office.summary, office.words)


def test_a_term_is_found_by_its_short_forms_with_its_meaning(small: Path) -> None:
    write(small, {"content/glossary.md": "Title: Words\n\n- **bone cement (PMMA)**: a *paste* that turns hard.\n"})
    (term,) = (each for each in found(small) if "#" in each.address)

    assert term == Document("Word", "bone cement", "/glossary/#bone-cement", "a paste that turns hard.", ("PMMA",))


def test_the_order_is_by_name_whatever_the_accents() -> None:
    made = [Document("Word", name, f"/{name}/", "") for name in ("zoster", "ácido", "Abc", "óseo")]
    letters = {letter: [line.name for line in lines] for letter, lines in names(made)}

    assert {"A": ["Abc", "ácido"], "O": ["óseo"], "Z": ["zoster"]} == letters


def test_the_list_of_everything_has_other_names_with_where_they_lead() -> None:
    lines = names([Document("Procedure", "Kyphoplasty", "/k/", "", ("BKP", "Kyphoplasty"), draft=True)])

    assert [("B", "BKP", "Kyphoplasty", True), ("K", "Kyphoplasty", "Kyphoplasty", True)] == [
        (letter, line.name, line.link.name, line.draft) for letter, group in lines for line in group
    ]


def test_the_index_is_small_and_the_same_below_any_path() -> None:
    made = [Document("Word", "óseo", "/clinic/glossary/#oseo", "de hueso")]
    (index,) = (as_json(made, "es", "/clinic/"),)

    assert [{"kind": "Word", "title": "óseo", "address": "glossary/#oseo", "summary": "de hueso"}] == json.loads(index)[
        "documents"
    ]
    assert "óseo".encode() in index
    assert b" " not in index.replace(b"de hueso", b"")


def test_a_draft_is_found_in_the_preview_only(small: Path) -> None:
    change(small / CONDITION, "Title: Sore joint\n", "Title: Sore joint\nStatus: draft\n")

    assert one(small, "Sore joint").draft


def test_the_page_lists_everything_that_the_index_has() -> None:
    """Whoever has no script loses the search and no page."""
    for built in (preview(), published()):
        for lang in ("", "es/"):
            page = built.page(f"{lang}search/")
            links = {node.attributes["href"] for node in page.css("#everything .names a")}
            address = page.css_first("script[data-index]").attributes["data-index"] or ""
            index = json.loads((built.folder / address.lstrip("/")).read_text(encoding="utf-8"))

            assert links == {f"/{each['address']}" for each in index["documents"]}
