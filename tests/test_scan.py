"""The scanner: every line of a file finds its place, nothing is lost, nothing is raised, nothing takes long."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from practice.content.blocks import MAX_BLOCK
from practice.content.document import Document, Item, Listing, Paragraph, Section, Text, Whole, labels, marks, texts
from practice.content.scan import scan

HEAD = "Title: A page\n\n"


def body(text: str, pieces: dict[str, str] | None = None) -> Document:
    return scan((HEAD + text).encode(), "p.md", pieces)


def told(document: Document) -> list[str]:
    return [str(fault) for fault in document.faults]


def test_metadata_keeps_each_value_with_its_line() -> None:
    document = scan(
        b"Title: A page\nHOURS:\n    Mon 08:00-12:00\n    Tue 08:00-12:00\nStay:  same day  \n\nText.\n", "p.md"
    )
    found = {name: [(value.text, value.line) for value in raw.values] for name, raw in document.fields.items()}

    assert {
        "title": [("A page", 1)],
        "hours": [("Mon 08:00-12:00", 3), ("Tue 08:00-12:00", 4)],
        "stay": [("same day", 5)],
    } == found
    assert [] == document.faults


def test_metadata_may_stand_between_dashes() -> None:
    document = scan(b"---\nTitle: A page\n\nStay: same day\n---\nText.\n", "p.md")

    assert ["title", "stay"] == list(document.fields)
    assert (Paragraph(Text("Text.", 6)),) == document.lead.blocks


def test_sections_parts_and_blocks_have_their_lines() -> None:
    document = body("Lead.\n\n## One ##\n\ntext\nmore\n\n### Part\n\n- **Label:** text\n    1. inner\n\n> said\n> so\n")

    assert (Paragraph(Text("Lead.", 3)),) == document.lead.blocks
    assert (
        Section(
            "One",
            5,
            (Paragraph(Text("text\nmore", 7)),),
            (
                Section(
                    "Part",
                    10,
                    (
                        Listing(
                            (
                                Item(
                                    Text("Label", 12),
                                    Text("text", 12),
                                    (Listing((Item(None, Text("inner", 13)),), True, 13),),
                                ),
                            ),
                            False,
                            12,
                        ),
                        Whole(Text("> said\n> so", 15)),
                    ),
                ),
            ),
        ),
    ) == document.sections


@pytest.mark.parametrize("item", ["- **Label:** text", "- **Label**: text", "* **Label:** text", "1. **Label:** text"])
def test_a_label_has_its_colon_inside_or_outside_the_bold(item: str) -> None:
    (listing,) = body(item).lead.blocks

    assert isinstance(listing, Listing)
    assert (Text("Label", 3), Text("text", 3)) == (listing.items[0].label, listing.items[0].text)


def test_bold_words_without_a_colon_are_no_label() -> None:
    (listing,) = body("- **Bold** text").lead.blocks

    assert isinstance(listing, Listing)
    assert listing.items[0].label is None


def test_four_spaces_nest_and_two_are_refused_once() -> None:
    four, two = body("- one\n    - two\n        - three\n"), body("- one\n  - two\n")

    assert [] == four.faults
    assert ["one", "two", "three"] == [text.text for text in texts(four.lead.blocks)]
    assert ["p.md:4: a nested item indented by 2; viewers disagree on it, write 4 spaces"] == told(two)


@pytest.mark.parametrize("marks", [("-", "-"), ("1.", "2.")])
@pytest.mark.parametrize("depth", [1, 2])
def test_a_nested_list_has_as_many_items_as_it_needs(marks: tuple[str, str], depth: int) -> None:
    above = "".join(f"{'    ' * level}- above\n" for level in range(depth))
    inner = "".join(f"{'    ' * depth}{mark} item\n" for mark in marks)
    document = body(f"{above}{inner}- last\n")
    (listing,) = document.lead.blocks
    for _ in range(depth):
        assert isinstance(listing, Listing)
        (listing,) = listing.items[0].blocks

    assert [] == document.faults
    assert isinstance(listing, Listing)
    assert ["item", "item"] == [item.text.text for item in listing.items]


def test_items_may_stand_apart() -> None:
    document = body("- one\n\n- two\n\n    more of two\n\n- three\n")

    assert ["one", "two", "more of two", "three"] == [text.text for text in texts(document.lead.blocks)]
    assert [] == document.faults


def test_a_source_may_run_over_lines_that_are_indented() -> None:
    document = body("Text.[^a]\n\n[^a]: Doe J. Title.\n    Journal. 2020.\n")

    assert {"a": Text("Doe J. Title.\nJournal. 2020.", 5)} == document.footnotes


def test_a_piece_keeps_its_own_lines() -> None:
    document = body("## Signs\n\n{piece: urgent}\n\nText.\n", {"urgent": "- one\n- two\n"})

    assert ("content/pieces/urgent.md", 2) == document.place(6)
    assert ("p.md", 7) == document.place(8)
    assert ("urgent",) == document.pieces
    assert "## Signs\n\n- one\n- two\n\nText." == document.body


def test_a_table_is_kept_whole() -> None:
    (table,) = body("| a | b |\n|---|---|\n| 1 | 2 |\n").lead.blocks

    assert Whole(Text("| a | b |\n|---|---|\n| 1 | 2 |", 3)) == table


def test_headings_in_code_are_code() -> None:
    document = body("```\n## no heading\n```\n")

    assert ((), []) == (document.sections, document.faults)


@pytest.mark.parametrize("words", ["a < b", "<https://example.com/>", "<mailto:a@example.com>", "5 <6", "&lt;b&gt;"])
def test_a_bare_sign_is_no_html(words: str) -> None:
    assert [] == body(words).faults


@pytest.mark.parametrize(
    "html",
    ["<b>", "</b>", "<!-- a -->", "<?php", "<svg/onload=x>", "<a href=x>", "<SCRIPT>", "a<b", "<x-y>", "<https:x>"],
)
def test_raw_html_is_refused_wherever_it_stands(html: str) -> None:
    places = {
        f"Title: {html}\n\nText.\n": 1,
        f"Title: A page\nHours:\n    {html}\n\nText.\n": 3,
        f"Title: A page\n\n{html}\n": 3,
        f"Title: A page\n\n## {html}\n": 3,
        f"Title: A page\n\n- one\n    - {html}\n": 4,
        f"Title: A page\n\n| {html} |\n": 3,
        f"Title: A page\n\nText.[^a]\n\n[^a]: {html}\n": 5,
    }
    for text, line in places.items():
        faults = [fault for fault in scan(text.encode(), "p.md").faults if "is raw HTML" in fault.message]

        assert [line] == [fault.line for fault in faults]


@pytest.mark.parametrize("address", ["javascript:x", "JavaScript:x", "vbscript:x", "javascript :x", "data:text/html,x"])
def test_script_addresses_are_refused_wherever_they_stand(address: str) -> None:
    for text in (f"Title: {address}\n", f"Title: A page\n\n[a]({address})\n", f"Title: A page\n\n[^a]: {address}\n"):
        messages = [fault.message for fault in scan(text.encode(), "p.md").faults]

        assert "a script address; write an https:// address or a path" in messages


HOSTILE = {
    "brackets": "[" * 20_000,
    "brackets in a heading": "## " + "[" * 20_000,
    "brackets in a table": "| " + "[" * 20_000,
    "brackets in a source": "[^a]: " + "[" * 20_000,
    "open links": "[a](" * 5_000,
    "open marks": "[^" * 20_000,
    "stars": "*a **b " * 5_000,
    "spaces in a heading": "## a" + " " * 200_000 + "b",
    "spaces in a piece": "{piece:" + " " * 200_000 + "b",
    "spaces in an address": "java" + " " * 200_000 + "b:",
    "quotations": "> " * 50_000,
    "nested lists": "".join(" " * (4 * depth) + "- a\n" for depth in range(600)),
    "items far apart": "- a\n\n\n\n" * 20_000,
    "items, then blank lines": "- a\n    - b\n\n" * 5_000 + "\n" * 100_000,
    "fences": "```\n" * 20_001,
    "signs": "<" * 200_000,
    "sources": "".join(f"[^a{number}]: x\n" for number in range(20_000)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_costs_no_more_than_its_length(text: str) -> None:
    """Quadratic work on these takes minutes; the test itself would not end."""
    document = body(text)

    assert document.end >= 3


def test_a_hostile_value_is_refused() -> None:
    document = scan(b"Title: " + b"[^" * 10_000 + b"\n\nText.\n", "p.md")

    assert ["p.md:1: 20,007 characters in one line of metadata; at most 2,000"] == told(document)


def test_twenty_thousand_brackets_are_answered() -> None:
    assert [f"p.md:3: 20,000 characters in one paragraph; at most {MAX_BLOCK:,}, so split it"] == told(
        body("[" * 20_000)
    )


# Properties ------------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        "", "", "word", "two words", "- item", "- **Label:** text", "    - nested", "  - wrong", "1. step", "    more",
        "## Heading", "### Part", "#### Deep", "# One", "##", "##x", "> said", "| a | b |", "|---|---|", "---", "===",
        "```", "***", "[^a]: Doe J. 2020.", "[^a b]: x", "{piece: p}", "{phone}", "[?: need]", "Key: value", "text[^a]",
        "[x](y.md)", "![x](y.png)", "        - deep", "            - deeper", "\tx", "   - three", "<b>", "[r]: u",
    ]
)  # fmt: skip


@given(
    st.one_of(
        st.text(), st.lists(LINES, max_size=14).map("\n".join), st.binary().map(lambda data: data.decode("latin1"))
    )
)
@example("---")
@example("- a\n\n ")
@example("Title: x\n\n- a\n\n\n   - b")
def test_any_text_is_scanned_without_an_exception(text: str) -> None:
    document = scan(text.encode("utf-8", "surrogatepass"), "p.md", {"p": "- one\n\ntwo"})

    assert document.end >= 1
    assert all(fault.line >= 0 for fault in document.faults)


@given(st.binary(max_size=60))
def test_any_bytes_are_scanned_without_an_exception(data: bytes) -> None:
    assert "p.md" == scan(data, "p.md").path


def words_of(document: Document) -> list[str]:
    found: list[str] = []
    for section in document.all_sections():
        found.append(section.title)
        found += [text.text for text in (*texts(section.blocks), *labels(section.blocks))]
        found += [block.text.text for block in section.blocks if isinstance(block, Whole)]
    found += [key + " " + text.text for key, text in document.footnotes.items()]
    return re.findall(r"[^\W\d]+", " ".join(found))


WORD = st.text(string.ascii_lowercase, min_size=3, max_size=8)
PHRASE = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
BLOCKS = st.one_of(
    PHRASE,
    st.tuples(PHRASE, PHRASE).map("\n".join),
    st.lists(PHRASE, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.tuples(PHRASE, PHRASE).map(lambda pair: f"- **{pair[0]}:** {pair[1]}"),
    st.tuples(PHRASE, PHRASE, PHRASE).map(lambda three: f"1. {three[0]}\n    - {three[1]}\n\n    {three[2]}"),
    PHRASE.map(lambda words: f"## {words}"),
    PHRASE.map(lambda words: f"## fixed\n\n### {words}"),
    PHRASE.map(lambda words: f"> {words}"),
    PHRASE.map(lambda words: f"```\n{words}\n```"),
    st.tuples(WORD, PHRASE).map(lambda pair: f"[^{pair[0]}]: {pair[1]}"),
    st.tuples(PHRASE, PHRASE).map(lambda pair: f"| {pair[0]} | {pair[1]} |\n|---|---|"),
)


@given(st.lists(BLOCKS, max_size=8).map("\n\n".join))
def test_no_word_of_a_body_is_lost(text: str) -> None:
    document = body(text)
    if document.faults:
        return  # a source with two texts

    assert set(re.findall(r"[^\W\d]+", text)) == set(words_of(document))


@given(st.lists(LINES, max_size=14).map("\n".join))
def test_where_words_are_left_out_a_fault_says_so(text: str) -> None:
    document = body(text, {"p": "piece"})
    if document.faults:
        return
    filled = text.replace("{piece: p}", "piece")

    assert set(re.findall(r"[^\W\d]+", filled)) <= {*words_of(document), "p"}


@given(st.text(alphabet="[]^?:{} ab\n", max_size=60))
def test_marks_are_found_in_order_and_nothing_is_raised(text: str) -> None:
    lines = [line for _, _, line in marks(Text(text, 5))]

    assert sorted(lines) == lines
    assert all(5 <= line <= 5 + text.count("\n") for line in lines)
