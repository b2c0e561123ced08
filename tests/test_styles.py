"""Each kind of page carries the rules that its templates can need, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import REPOSITORY, write
from practice.pages.styles import Sheet, classes, of_kinds

USED = frozenset({"a", "b", "call--"})


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".a{color:red}.x{color:red}", ".a{color:red}"),
        (".a,.x{color:red}", ".a{color:red}"),
        (".a .x{color:red}p{color:red}", "p{color:red}"),
        (".a:is(.x,.b){color:red}", ".a:is(.x,.b){color:red}"),
        (".call--today{color:red}.recall{color:red}", ".call--today{color:red}"),
        ("@media print{.x{color:red}}@media print{.a{color:red}}", "@media print{.a{color:red}}"),
        ("@layer a,b;@layer a{.x{color:red}.b{color:red}}", "@layer a,b;@layer a{.b{color:red}}"),
        ("@page{margin:1cm}", "@page{margin:1cm}"),
    ],
)
def test_a_selector_stays_if_all_its_classes_can_be_on_the_page(css: str, kept: str) -> None:
    assert kept == Sheet(css).pruned(USED)


def test_classes_are_read_from_a_template_and_all_that_it_builds_on(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "page.html": '{% extends "base.html" %}{% from "part.html" import part %}<i class="one{{ " two" if x }}">',
            "base.html": '<p class="three" data-page="four">',
            "part.html": '<b class="kind kind--{{ x }}">',
            "other.html": '<b class="five">',
        },
    )
    found = classes(tmp_path, "page.html")

    assert {"one", "two", "three", "kind", "kind--", "term"} <= found
    assert found.isdisjoint({"four", "five"})


def test_only_the_handout_carries_its_own_rules_and_only_conditions_the_comparison() -> None:
    styles = of_kinds(REPOSITORY / "theme")

    assert ["handout"] == [kind for kind, css in styles.items() if "sheet__" in css]
    assert ["condition"] == [kind for kind, css in styles.items() if ".comparison" in css]
    assert max(map(len, styles.values())) < 12_000
