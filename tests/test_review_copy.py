"""The copy that a physician signs on paper: all that the signature covers, what is open, and never published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from builds import SAMPLE, Built, change, parse, preview, published, real, run, visible, words
from practice.content import graph

COPY = "review-copy/index.html"
TEXT = "main .lead p, .labeled dd p, .times div p, .course div p, .rates p:not([class], :has(.label)), .call li"


def copies(built: Built) -> list[str]:
    return [name for name in built.pages if name.endswith(COPY)]


def joint_block(site: Path) -> LexborHTMLParser:
    """Return the copy of the small site's procedure."""
    out = site.parent / "out"
    done = run("html", "--site", site, "--out", out)
    assert 0 == done.status, done.err
    return parse((out / "procedures/joint-block" / COPY).read_bytes())


def test_a_preview_has_one_for_each_page_that_is_signed_and_links_to_it_from_there() -> None:
    built = preview()
    signed = {f"{record.address}{COPY}" for record in graph.load(SAMPLE).pages.values() if record.kind.reviewed}

    assert {name for name in signed if not name.startswith("es/")} == set(copies(built))
    for name in copies(built):
        page = built.pages[name.removesuffix(COPY) + "index.html"]
        assert page.css(f'.preview a[href="{built.address(name)}"]')


def test_nothing_that_is_published_knows_of_it() -> None:
    assert [] == copies(published())
    assert [] == [name for name in published().files if "review-copy" in (published().folder / name).as_posix()]
    assert [] == [name for name, page in published().pages.items() if "review-copy" in (page.html or "")]


@pytest.mark.parametrize("build", [preview, real])
def test_it_has_the_whole_text_with_its_sources(build: Callable[[], Built]) -> None:
    built = build()
    for name in copies(built):
        copy, page = built.pages[name], built.pages[name.removesuffix(COPY) + "index.html"]
        paragraphs = {words(node) for node in page.css(TEXT)}
        told = visible(copy)

        assert [words(each) for each in page.css("#sources li")] == [words(each) for each in copy.css("#sources li")]
        assert len(paragraphs) > 10
        assert [] == sorted(each for each in paragraphs if each not in told)


def test_it_shows_what_make_sign_writes_and_how_to_call_it(small: Path) -> None:
    path = "content/procedures/joint-block.md"
    digest = graph.load(small).pages[path].digest
    shown = visible(joint_block(small))

    assert 2 == shown.count(f"Text signed: {digest}")
    assert f"make sign FILE={path} BY=alex-example DUE=…" in shown
    for line in ("Name:", "Signature:", "Date of the review:", "Next review by:"):
        assert line in shown


def test_it_lists_open_facts_allowed_phrases_and_words_for_those_who_see_no_picture(small: Path) -> None:
    file = small / "content/procedures/joint-block.md"
    change(file, "Type: ", "Claim_allowed: the best time | a time of day\nType: ")
    change(file, "## Who should", "At [?: which time] it is ![A sore joint](../images/joint.svg)\n\n## Who should")
    (small / "content/images").mkdir(exist_ok=True)
    (small / "content/images/joint.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    shown = visible(joint_block(small))

    assert "not known yet: which time" in shown
    assert "the best time: a time of day" in shown
    assert "Said to those who do not see the pictures A sore joint" in shown


def test_a_page_with_nothing_open_says_so(small: Path) -> None:
    shown = visible(joint_block(small))

    assert "Nothing is open." in shown
    assert "There are none." in shown
