"""Texts become HTML that a browser reads as it was meant, and nothing else gets through."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from builds import SMALLEST, write
from practice.content import graph
from practice.content.scan import scan
from practice.pages.markdown import Page, Unclean, _hold_against_sanitizer, blocks_to_html, text_to_html

ELEMENTS = {
    "a", "abbr", "blockquote", "br", "code", "dd", "dl", "dt", "em", "hr", "img", "li", "ol", "p", "pre", "span",
    "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"href", "title", "src", "alt", "width", "height", "loading", "start", "class", "id", "align", "scope"}
SIGNS = "ab 1.\n-*_`[](){}?!^:#>|<&\"'=/~\\"


def a_page() -> Page:
    return Page(
        link=lambda target: f"/{target}",
        picture=lambda target, words, *_: f'<img src="/{escape(target)}" alt="{escape(words)}">',
        fact=lambda name: f"<b>{escape(name)}</b>",
        open=lambda need: f'<span class="open">{escape(need)}</span>',
    )


def html(text: str) -> str:
    return str(text_to_html(text, a_page()))


def body(text: str) -> str:
    document = scan(f"Title: x\n\n{text}\n".encode(), "content/pages/x.md", {})
    assert [] == document.faults
    return str(blocks_to_html(document.lead.blocks, a_page()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("**bold** and *soft*", "<strong>bold</strong> and <em>soft</em>"),
        ("[a link](x.md)", '<a href="/x.md">a link</a>'),
        ("[a **bold** link](x.md)", '<a href="/x.md">a <strong>bold</strong> link</a>'),
        ("5 < 6 & 7 > 2", "5 &lt; 6 &amp; 7 &gt; 2"),
        ('she said "no"', 'she said "no"'),
        ("{phone}", "<b>phone</b>"),
        ("[?: the day]", '<span class="open">the day</span>'),
        ("[?: <b> & co]", '<span class="open">&lt;b&gt; &amp; co</span>'),
    ],
)
def test_inline_marks(text: str, expected: str) -> None:
    assert expected == html(text)


def test_a_source_has_one_number_and_its_first_mark_is_the_place_to_come_back_to() -> None:
    page = a_page()
    tree = LexborHTMLParser(str(text_to_html("One[^b]. Two[^a]. Three[^b].", page)))

    assert ["1", "2", "1"] == [mark.text() for mark in tree.css("sup.mark a")]
    assert ["mark-1", "mark-2", None] == [mark.attributes.get("id") for mark in tree.css("sup.mark")]
    assert ["b", "a"] == page.sources


@pytest.mark.parametrize(
    ("text", "selector", "expected"),
    [
        ("One.\n\nTwo.", "p", ["One.", "Two."]),
        ("- one\n- two", "ul > li", ["one", "two"]),
        ("1. one\n2. two", "ol > li", ["one", "two"]),
        ("- one\n    - deep", "ul ul > li", ["deep"]),
        ("> said", "blockquote p", ["said"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "td", ["1", "2"]),
        ("- **Name:** text", "li strong", ["Name:"]),
    ],
)
def test_blocks(text: str, selector: str, expected: list[str]) -> None:
    tree = LexborHTMLParser(body(text))

    assert expected == [" ".join(node.text(deep=True).split()) for node in tree.css(selector)]


def test_marks_and_facts_work_in_tables_and_quotations_too() -> None:
    found = body("| a | b |\n|---|---|\n| {phone} | [?: the day] |\n\n> Call {phone}.")

    assert 2 == found.count("<b>phone</b>")
    assert '<span class="open">the day</span>' in found


def test_a_link_in_a_table_is_resolved_like_any_other() -> None:
    assert '<a href="/x.md">x</a>' in body("| a |\n|---|\n| [x](x.md) |")


def test_glossary_terms_are_explained_in_running_text_only() -> None:
    page = a_page()
    page.explain = lambda text: f"<i>{escape(text)}</i>"

    assert "<i>word</i>" == text_to_html("word", page, running=True)
    assert "word" == text_to_html("word", page)
    assert '<a href="/x.md">word</a>' == text_to_html("[word](x.md)", page, running=True)


@pytest.mark.parametrize(
    "bad",
    [
        "<script>x</script>", '<p onclick="x">x</p>', '<a href="javascript:x">x</a>', '<p style="x">x</p>',
        '<img src="data:x">', "<iframe></iframe>", "<form></form>", '<a href="vbscript:x">x</a>', "<svg></svg>",
        "<p>x</p><!-- x -->", '<a href="/" target="_blank">x</a>', "<style>x</style>",
    ],
)  # fmt: skip
def test_the_last_line_of_defense_refuses_what_the_grammar_would_have_let_through(bad: str) -> None:
    with pytest.raises(Unclean, match="is not allowed on a page; write plain Markdown"):
        _hold_against_sanitizer(bad)


@pytest.mark.parametrize(
    "good", ["<p>x &amp; y</p>", '<p><a href="https://example.com/?a=1&amp;b=2">x</a></p>', "<ul><li>x</li></ul>"]
)
def test_what_markdown_makes_of_plain_texts_passes_the_last_line_of_defense(good: str) -> None:
    _hold_against_sanitizer(good)


@given(st.text(alphabet=SIGNS, max_size=60))
def test_no_text_makes_another_element_or_attribute_than_the_grammar_has(text: str) -> None:
    """Whatever the grammar does not refuse."""
    document = scan(f"Title: x\n\n{text}\n".encode(), "content/pages/x.md", {})
    if document.faults:
        return
    try:
        made = blocks_to_html((block for section in document.all_sections() for block in section.blocks), a_page())
    except Unclean:
        return
    for node in LexborHTMLParser(f"<main>{made}</main>").css("main *"):
        assert node.tag in {*ELEMENTS, "b", "h3", "h4"}
        assert set(node.attributes) <= ATTRIBUTES


@given(text=st.text(alphabet=SIGNS, max_size=60))
def test_a_text_without_a_fault_never_stops_at_the_last_line_of_defense(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What nh3 would change must have been named by the grammar, with file and line."""
    site = write(tmp_path_factory.mktemp("site"), {**SMALLEST, "content/pages/about.md": f"Title: About\n\n{text}\n"})
    found = graph.load(Path(site))
    if [fault for fault in found.faults if fault.path == "content/pages/about.md"]:
        return
    document = found.pages["content/pages/about.md"].document
    blocks_to_html((block for section in document.all_sections() for block in section.blocks), a_page())


@given(
    st.text(alphabet=st.characters(exclude_characters="*_`[](){}!<>&\\\n\r", exclude_categories=["C", "Z"]), min_size=1)
)
def test_words_come_back_as_they_were_written(words: str) -> None:
    assert words == LexborHTMLParser(f"<p>{html(words)}</p>").css("p")[0].text()
