"""Translations say what their originals say.  Each message stands in ``sites/broken/translation-*``."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import SITES
from practice.checks.passages import passages
from practice.checks.translations import untrue
from practice.content import graph
from practice.content.graph import Site


@pytest.fixture(scope="module")
def sample() -> Site:
    return graph.load(SITES / "sample")


def test_a_page_in_english_is_no_translation(sample: Site) -> None:
    assert [] == [
        fault for page in sample.pages.values() if page.lang == "en" for fault in untrue(page, passages(page))
    ]


def test_a_whole_translation_has_no_fault_that_blocks(sample: Site) -> None:
    translated = [page for page in sample.pages.values() if page.lang == "es"]
    faults = [fault for page in translated for fault in untrue(page, passages(page)) if fault.field != "Original"]

    assert translated
    assert [] == faults


def test_a_number_in_an_address_or_a_mark_is_no_number_of_the_text(tmp_path: Path) -> None:
    pages = tmp_path / "content/pages"
    pages.mkdir(parents=True)
    (pages / "a.md").write_text("Title: x\nSummary: x\n\n5 weeks.[^a2020]\n\n[^a2020]: Doe J. 2020.\n")
    (pages / "a.es.md").write_text(
        "Title: x\nSummary: x\n\n5 semanas. [x](https://example.com/7)[^a2020]\n\n[^a2020]: Doe J. 2020.\n"
    )
    page = graph.load(tmp_path).by_key["page", "a", "es"]

    assert [] == [fault for fault in untrue(page, passages(page)) if "numbers" in fault.message]
