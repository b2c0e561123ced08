"""What WordPress fills in when a page is shown: it is taken where the export holds it, and named where it does not."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from urllib.parse import quote

import pytest

from practice.intake.wordpress import filled, with_notes

UPLOADS = {"5": ("https://www.example.com/a.jpg", "A needle"), "6": ("https://www.example.com/b.jpg", "")}


def pictures(numbers: Sequence[str]) -> list[tuple[str, str]]:
    return [UPLOADS[number] for number in numbers or ("6",) if number in UPLOADS]


def shown(html: str) -> str:
    return " ".join(filled(html, pictures)[0].split())


A, B = '<p><img src="https://www.example.com/a.jpg" alt="A needle"></p>', '<img src="https://www.example.com/b.jpg"'
RAW = base64.b64encode(quote("<p>Raw words</p>").encode()).decode()


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ('[gallery ids="5,6" columns="2"]', A),
        ('[gallery ids="5,6"]', B),
        ("[gallery]", B),
        ('[vc_single_image image="5" img_size="large"]', A),
        ('[et_pb_image src="/c.png" alt="See"][/et_pb_image]', '<img src="/c.png" alt="See">'),
        ('[su_spoiler title="Is it safe?"]Mostly.[/su_spoiler]', "<h4>Is it safe?</h4> Mostly."),
        ('[vc_custom_heading text="Risks" font_container="tag:h3|text_align:left"]', "<h3>Risks</h3>"),
        ("[av_heading heading='Benefits' tag='h2'][/av_heading]", "<h2>Benefits</h2>"),
        ('[button link="/contact/"]Book now[/button]', '<p><a href="/contact/">Book now</a>'),
        ('[vc_btn title="Call us" link="url:tel%3A2145550101|title:Call"]', '<a href="tel:2145550101">Call us</a>'),
        (f"[vc_raw_html]{RAW}[/vc_raw_html]", "<p>Raw words</p>"),
        ("[vc_row][vc_column]Words.[/vc_column][/vc_row]", "Words."),
        ("[embed]https://youtu.be/x[/embed]", '<p><a href="https://youtu.be/x">https://youtu.be/x</a></p>'),
        ("One.\nhttps://www.youtube.com/watch?v=x\nTwo.", '<a href="https://www.youtube.com/watch?v=x">'),
        ("He said [sic] so, and [we] agreed.", "He said [sic] so, and [we] agreed."),
        (
            '<!-- wp:acf/quote {"data":{"words":"It may help you","_words":"field_1"}} /-->',
            "<div>It may help you</div>",
        ),
    ],
)
def test_what_the_export_holds_is_taken(html: str, wanted: str) -> None:
    assert wanted in shown(html)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('[contact-form-7 id="12" title="Contact"] [wpforms id="3"]', "[contact-form-7], [wpforms] passed over"),
        ('[gallery ids="98,99"]', "[gallery] passed over"),
        ('[vc_gmaps link="x"]', "[vc_gmaps] passed over"),
        ("<!-- wp:latest-posts /-->", "the block latest-posts passed over"),
        ('<!-- wp:acf/quote {"data":{"words":"It may help"}} /-->', "the block acf/quote: its words were found in its"),
        ("https://vimeo.com/123", "what https://vimeo.com/123 showed is a link now; write what it told visitors"),
    ],
)
def test_what_it_does_not_hold_is_named(html: str, said: str) -> None:
    assert [said] == [line[: len(said)] for line in filled(html, pictures)[1]]


@pytest.mark.parametrize(
    "html",
    ["[vc_row][vc_empty_space height='9px'][/vc_row]", "<!-- wp:spacer /--><!-- wp:more /-->", "[sic]", "a [1] b"],
)
def test_what_shows_nothing_is_not_told(html: str) -> None:
    assert [] == filled(html, pictures)[1]


@pytest.mark.parametrize("notes", ["", "no JSON", "{}", "[1, {}]", "[" * 10_000, '[{"id": "a"}]'])
def test_footnotes_that_are_none_change_nothing(notes: str) -> None:
    assert "<p>x</p>" == with_notes("<p>x</p>", notes)


@pytest.mark.parametrize("data", ["{", "[1]", '{"data":' * 5000, "null", '{"data":[]}'])
def test_settings_of_a_block_that_are_none_are_named(data: str) -> None:
    assert ("", ["the block x passed over; what it showed is not in the export"]) == filled(
        f"<!-- wp:x {data} /-->", pictures
    )
