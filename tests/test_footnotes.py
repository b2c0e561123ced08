"""Footnotes of old pages become ours: a mark where the number stood, and the note at the end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imported import Taken, export, item, take

MARK = '<p>It helps in 9% of people.<sup data-fn="a1" class="fn"><a href="#a1" id="a1-link">1</a></sup></p>'


def taken(tmp_path: Path, html: str, notes: object = None) -> Taken:
    metas = {"footnotes": json.dumps(notes)} if notes else {}
    return take(export(tmp_path, item(html=html, metas=metas)), tmp_path / "site")


@pytest.mark.parametrize(
    "note",
    [
        '<ol class="wp-block-footnotes"><li id="a1">Doe J. <em>Spine</em>. 2019. <a href="#a1-link">↩︎</a></li></ol>',
        '<hr><p id="a1">Doe J. <em>Spine</em>. 2019.</p>',
        '<dl><dt>1</dt><dd id="a1"><p>Doe J. <i>Spine</i>. 2019.</p></dd></dl>',
    ],
)
def test_a_note_on_the_page_is_a_source_now(note: str, tmp_path: Path) -> None:
    site = taken(tmp_path, MARK + note)

    assert "It helps in 9% of people.[^1]\n" in site.file("pages/about-us.md")
    assert site.file("pages/about-us.md").endswith("\n[^1]: Doe J. *Spine*. 2019.\n")
    assert [] == site.site.faults


def test_a_note_that_wordpress_keeps_beside_the_page_is_taken(tmp_path: Path) -> None:
    site = taken(tmp_path, f"{MARK}<!-- wp:footnotes /-->", [{"id": "a1", "content": "Doe J. Spine. 2019."}])

    assert site.file("pages/about-us.md").endswith("\n[^1]: Doe J. Spine. 2019.\n")


def test_notes_are_numbered_by_their_first_marks(tmp_path: Path) -> None:
    html = (
        '<p>One<sup><a href="#z">7</a></sup> two<a href="#b"><sup>8</sup></a> three<sup><a href="#z">7</a></sup>.</p>'
        '<ol><li id="b">Second.</li><li id="z">First.</li></ol>'
    )
    site = taken(tmp_path, html)

    assert "One[^1] two[^2] three[^1].\n\n[^1]: First.\n[^2]: Second.\n" in site.file("pages/about-us.md")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (MARK, "people.¹"),
        (f'{MARK}<div id="a1">{"word " * 200}</div>', "people.¹"),
        (f'{MARK}<p id="a1">Goes on<sup><a href="#a1">1</a></sup></p>', "people.¹"),
        ("<p>x<sup>2</sup> of H<sub>2</sub>O, the 1<sup>st</sup></p>", "x² of H₂O, the 1st"),
    ],
)
def test_a_raised_number_without_a_note_stays(html: str, words: str, tmp_path: Path) -> None:
    site = taken(tmp_path, html)

    assert words in site.file("pages/about-us.md")
    assert [] == site.site.faults


def test_a_note_whose_mark_could_not_be_read_stands_as_a_section(tmp_path: Path) -> None:
    odd = (
        '<table><tr><td>a</td><td>b</td></tr><tr><td>c<img alt="x" src="y"></td><td>d</td></tr></table>' + "**a" * 3000
    )
    site = taken(tmp_path, f'{MARK}{odd}<ol><li id="a1">Doe J. Spine. 2019.</li></ol>')

    assert "Doe J" in site.file("pages/about-us.md")
    assert [] == site.site.faults
