"""Inline text: our own marks, and the few of Markdown's that are read here exactly as Python-Markdown reads them."""

from __future__ import annotations

import re
from functools import partial
from html import escape, unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown as Engine

from practice.content.inline import (
    LINK,
    MARKS,
    Emphasis,
    Link,
    Mark,
    Markdown,
    Node,
    Open,
    Placeholder,
    Plain,
    Strong,
    parse,
    plain,
    walk,
)
from practice.pages.markdown import Page, Unclean, text_to_html


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("", ()),
        ("Words only.", (Plain("Words only."),)),
        ("a [^free2009]", (Plain("a "), Mark("free2009"))),
        ("[?]", (Open(""),)),
        ("[?: what is\nneeded]", (Open("what is needed"),)),
        ("Call {phone}.", (Plain("Call "), Placeholder("phone"), Plain("."))),
        ("**a**", (Strong((Plain("a"),)),)),
        ("*a* b", (Emphasis((Plain("a"),)), Plain(" b"))),
        ("[a](b.md#c)", (Link((Plain("a"),), "b.md#c"),)),
        ("a_b 1_2", (Plain("a_b 1_2"),)),
        ("_a_ b", (Markdown("_a_ b"),)),
        ("a__b", (Markdown("a__b"),)),
        ("a `b`", (Markdown("a `b`"),)),
        ("![a](b.png)", (Markdown("![a](b.png)"),)),
        ("a  \nb", (Markdown("a  \nb"),)),
    ],
)
def test_text_is_split_into_nodes(text: str, nodes: tuple[Node, ...]) -> None:
    assert nodes == parse(text)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("[a](b.md)", "b.md"),
        ("[a]( b.md )", "b.md"),
        ("[a](<b.md>)", "b.md"),
        ('[a](b.md "title")', "b.md"),
        ("[a [b] c](d.md)", "d.md"),
        ("[a](b(1).md)", "b(1).md"),
        ("![a](b.png)", "b.png"),
        ("[a]()", ""),
    ],
)
def test_a_link_is_found_with_its_address(text: str, target: str) -> None:
    match = LINK.fullmatch(text)

    assert match is not None
    assert target == match["target"]


@pytest.mark.parametrize("text", ["[a](b c.md)", "[a](b.md", "[a] (b.md)", "[a](b(c(d)).md)"])
def test_what_is_no_link_of_the_grammar_is_not_taken_for_one(text: str) -> None:
    assert LINK.search(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a **b** *c* `d`", "a b c d"),
        ("[a](b.md) c[^d]", "a c"),
        ("![a](b.png)", "a"),
        ("Call {phone} [?: need] now", "Call   now"),
    ],
)
def test_plain_words_have_no_marks(text: str, words: str) -> None:
    assert words == plain(text)


INLINE = "ab *_`[](){}^?!<>&\\#:.\n1-+|~\"'@/="
ANY = st.one_of(st.text(alphabet=INLINE, max_size=40), st.text(max_size=40))


def joined(nodes: tuple[Node, ...]) -> str:
    found = []
    for node in walk(nodes):
        match node:
            case Plain(text) | Markdown(text):
                found.append(text)
            case Link(_, target):
                found.append(target)
            case Mark(words) | Open(words) | Placeholder(words):
                found.append(words)
    return " ".join(found)


@given(ANY)
def test_parsing_never_raises_and_loses_no_word(text: str) -> None:
    words = re.findall(r"\w+", text)

    assert sorted("".join(words)) == sorted("".join(re.findall(r"\w+", joined(parse(text)))))


@given(ANY)
def test_plain_never_raises_and_invents_no_word(text: str) -> None:
    assert set(re.findall(r"\w", plain(text))) <= set(text)


# The writing of our own and Python-Markdown's ----------------------------------------------------------------

WORD = st.sampled_from(
    ["a", "pain", "L4-L5", "it's", "5 < 6", "A&B", '"so"', "1.9", "(b)", "a_b", "2*3", "x.", "é", "—"]
)
PIECE = st.recursive(
    WORD,
    lambda inner: st.one_of(
        inner.map(lambda text: f"**{text}**"),
        inner.map(lambda text: f"*{text}*"),
        inner.map(lambda text: f"[{text}](../conditions/a.md)"),
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map("\n".join),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=6,
)
BLOCK_START = re.compile(r"\s*(?:[-*+>#|]\s|\d+[.)]\s|#|>|    )|\s*$")


def engine() -> Engine:
    made = Engine(extensions=["tables", "fenced_code", "sane_lists"], output_format="html")
    made.preprocessors.deregister("html_block")
    made.inlinePatterns.deregister("html")
    return made


ENGINE = engine()


def written(text: str) -> str:
    page = Page(link=str, picture="{}{}".format, fact=str, open=str, explain=partial(escape, quote=False))
    return unescape(str(text_to_html(text, page)))


@given(PIECE)
def test_what_is_read_here_is_written_as_python_markdown_writes_it(text: str) -> None:
    if any(BLOCK_START.match(line) for line in text.split("\n")) or MARKS.search(text):
        return
    html = ENGINE.reset().convert(text)
    try:
        own = written(text)
    except Unclean:
        return  # a link within a link

    assert unescape(html.removeprefix("<p>").removesuffix("</p>")) == own


@given(st.text(alphabet="ab *[]().\n&<>_", min_size=1, max_size=24))
def test_any_inline_text_is_written_as_python_markdown_writes_it(text: str) -> None:
    text = "x" + text.rstrip() + "y"
    text = re.sub(r"\n\s+", "\n", text)
    if any(BLOCK_START.match(line) for line in text.split("\n")) or MARKS.search(text) or "<" in text or "]:" in text:
        return
    html = ENGINE.reset().convert(text)

    assert unescape(html.removeprefix("<p>").removesuffix("</p>")) == written(text)
