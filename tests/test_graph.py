"""The site as a whole: relations are written once and asked from both sides, in an order that no file decides."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conftest import SITES
from practice.content import graph
from practice.content.graph import Site
from practice.content.records import Record


def slugs(records: list[Record]) -> list[str]:
    return [record.slug for record in records]


@pytest.fixture(scope="module")
def sample() -> Site:
    return graph.load(SITES / "sample")


def test_treatments_are_written_on_the_procedure_and_shown_on_the_condition(small: Path) -> None:
    site = graph.load(small)
    block, joint = (site.by_key[key] for key in (("procedure", "joint-block", "en"), ("condition", "sore-joint", "en")))

    assert ["sore-joint"] == slugs(site.related(block, "condition"))
    assert ["joint-block"] == slugs(site.related(joint, "procedure"))


def test_offices_and_procedures_are_written_on_the_physician_and_shown_there(small: Path) -> None:
    site = graph.load(small)
    pages = [("location", "example-north", "en"), ("procedure", "joint-block", "en")]

    assert [["alex-example"], ["alex-example"]] == [slugs(site.related(site.by_key[key], "physician")) for key in pages]


def test_a_physician_who_has_left_is_kept_out_of_relations(small: Path) -> None:
    file = small / "content/physicians/alex-example.md"
    file.write_text(file.read_text().replace("Degree:", "Active: no\nDegree:"))
    site = graph.load(small)

    assert [] == site.related(site.by_key["location", "example-north", "en"], "physician")


def test_every_page_and_list_has_an_address(small: Path) -> None:
    assert {
        "/": "content/pages/home.md",
        "/conditions/": "",
        "/conditions/sore-joint/": "content/conditions/sore-joint.md",
        "/locations/": "",
        "/locations/example-north/": "content/locations/example-north.md",
        "/physicians/": "",
        "/physicians/alex-example/": "content/physicians/alex-example.md",
        "/procedures/": "",
        "/procedures/joint-block/": "content/procedures/joint-block.md",
        "/procedures/joint-block/handout/": "",
        "/search/": "",
    } == graph.load(small).addresses


def test_a_translation_has_its_originals_values_and_its_own_words(sample: Site) -> None:
    page = sample.by_key["procedure", "kyphoplasty", "es"]

    assert page.original is sample.by_key["procedure", "kyphoplasty", "en"]
    assert page.original.get("treats") == page.get("treats")
    assert page.original.title != page.title or page.original.get("summary") != page.get("summary")


def test_a_page_without_a_twin_stands_for_itself(sample: Site) -> None:
    page = sample.by_key["location", "example-north", "en"]

    assert page is sample.twin(page, "es")
    assert ["en", "es"] == sample.languages()


def test_a_page_is_found_by_its_own_key_and_by_no_other(sample: Site) -> None:
    assert list(sample.pages.values()) == [sample.by_key[record.key] for record in sample.pages.values()]
    original = next(
        record for record in sample.pages.values() if record.lang == "es" and record.kind.name == "procedure"
    ).slug
    for key in (
        ("procedure", f"{original}.es", "en"), ("procedure", f"../procedures/{original}", "en"),
        ("procedure", original, "fr"), ("practice", f"procedures/{original}", "en"),
    ):  # fmt: skip
        assert key not in sample.by_key


@pytest.mark.parametrize("site", ["small", "sample"])
def test_the_order_of_files_does_not_matter(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    straight = graph.load(SITES / site)
    scandir = os.scandir

    class Backwards:
        def __init__(self, folder: Path) -> None:
            with scandir(folder) as listing:
                self.entries = sorted(listing, key=lambda entry: entry.name, reverse=True)

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self.entries

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Backwards)
    backwards = graph.load(SITES / site)

    assert list(straight.pages) == list(backwards.pages)
    assert straight.faults == backwards.faults
    assert straight.addresses == backwards.addresses
    assert [page.digest for page in straight.pages.values()] == [page.digest for page in backwards.pages.values()]


def test_reading_needs_no_pelican() -> None:
    import subprocess
    import sys

    code = "import practice.desk.check, sys; print('pelican' in sys.modules, 'markdown' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=SITES.parents[1] / "plugins"
    )

    assert "False False\n" == done.stdout
