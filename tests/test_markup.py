"""From HTML to blocks: lists typed by hand, tables, buttons, and what is left out by name."""

from __future__ import annotations

import pytest

from practice.intake.blocks import Bullets, Heading, Item, Paragraph, Table, Words
from practice.intake.markup import Markup


def blocks(html: str, *, classic: bool = False) -> list[object]:
    return list(Markup(lambda address, _: address, classic).read(html))


def items(*said: str) -> tuple[Item, ...]:
    return tuple(Item(Words(each, each)) for each in said)


@pytest.mark.parametrize(
    ("html", "ordered", "said"),
    [
        ("<p>• one<br>• two</p>", False, ("one", "two")),
        ("<p>&bull;&nbsp;one</p><p>&#10003; two</p><p>✔️ three</p>", False, ("one", "two", "three")),
        ("<p>- one<br>- two</p>", False, ("one", "two")),
        ("<p>1. one<br>2) two<br>3. three</p>", True, ("one", "two", "three")),
        ("<p><b>1.</b> one<br/><b>2.</b> two</p>", True, ("one", "two")),
    ],
)
def test_a_list_that_was_typed_is_a_list(html: str, ordered: bool, said: tuple[str, ...]) -> None:
    (found,) = blocks(html)

    assert isinstance(found, Bullets)
    assert (ordered, items(*said)) == (found.ordered, found.items)


@pytest.mark.parametrize("html", ["<p>- one alone</p>", "<p>2. Begins late<br>3. goes on</p>", "<p>1. alone</p>"])
def test_a_sign_that_begins_a_sentence_is_no_list(html: str) -> None:
    (found,) = blocks(html)

    assert isinstance(found, Paragraph)


def test_lists_in_paragraphs_of_several_items_stay_apart() -> None:
    """They are the stages of a procedure on some pages."""
    assert 2 == len(blocks("<p>• one<br>• two</p><p>• three<br>• four</p>"))


def test_a_typed_list_in_classic_text_ends_where_words_go_on() -> None:
    found = blocks("Do this:\n1. one\n2. two\nThen go home.", classic=True)

    assert [Paragraph, Bullets, Paragraph] == [type(each) for each in found]


def test_a_table_keeps_its_caption_its_links_and_its_lists() -> None:
    caption, table = blocks(
        "<table><caption>How often</caption><tr><th>What</th><th>Rate</th></tr>"
        '<tr><td><a href="/x">Pain</a><br>later</td><td><ul><li>1 in 9</li><li>2 in 9</li></ul></td></tr></table>'
    )

    assert Paragraph(Words("How often", "How often")) == caption
    assert isinstance(table, Table)
    assert ("[Pain](/x) later", "1 in 9; 2 in 9") == tuple(cell.md for cell in table.rows[1])


def test_buttons_side_by_side_stay_apart() -> None:
    (found,) = blocks('<div><a href="/a">Call</a><a href="/b">Write</a></div>')

    assert Paragraph(Words("[Call](/a) [Write](/b)", "Call Write")) == found


def test_a_short_word_is_shown_with_its_meaning() -> None:
    (found,) = blocks('<p>An <abbr title="magnetic resonance image">MRI</abbr> is made.</p>')

    assert isinstance(found, Paragraph)
    assert "An MRI (magnetic resonance image) is made." == found.words.md


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            '<iframe src="https://www.youtube.com/embed/x?a=1"></iframe>',
            "frame of another page, www.youtube.com/embed/x,",
        ),
        ('<video><source src="/film.mp4"></video>', "video, film.mp4,"),
        ("<p>Was <del>100</del> <s>90</s> dollars</p>", "struck-out text"),
        ('<div style="background-image: url(x.jpg)">words</div>', "picture behind text"),
        ("<form><input><select></select></form>", "form"),
        ("<script>x()</script>", "script"),
    ],
)
def test_what_is_left_out_is_counted_by_name(html: str, said: str) -> None:
    markup = Markup(lambda *_: "")
    markup.read(html)

    assert [said] == list(markup.dropped)


def test_words_that_were_struck_out_are_not_shown() -> None:
    (found,) = blocks("<p>It costs <del>100</del> 90 dollars.</p>")

    assert isinstance(found, Paragraph)
    assert "It costs 90 dollars." == found.words.md == found.words.plain


def test_a_paragraph_that_is_wholly_bold_is_a_heading() -> None:
    assert [Heading(2, "Risks"), Paragraph(Words("Few.", "Few."))] == blocks("<p><b>Risks:</b></p><p>Few.</p>")
