"""An export beyond its texts: what WordPress and its plug-ins keep beside a page is taken, or named."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from imported import Taken, export, item, take, upload


def taken(tmp_path: Path, *items: str, uploads: Path | None = None) -> Taken:
    return take(export(tmp_path, *items), tmp_path / "site", *(("--uploads", uploads) if uploads else ()))


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """Pictures and downloads as WordPress keeps them."""
    folder = tmp_path / "uploads" / "2021"
    folder.mkdir(parents=True)
    for name, side in (("a.jpg", 900), ("a-300x300.jpg", 300), ("b-scaled.jpg", 800), ("c.jpg", 500), ("logo.jpg", 60)):
        Image.new("RGB", (side, side), (90, 120, 150)).save(folder / name)
    (folder / "form.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    return folder.parent


@pytest.mark.parametrize(
    ("status", "said"),
    [("draft", "a draft"), ("private", "private"), ("pending", "waiting for a review"), ("future", "scheduled")],
)
def test_a_page_that_was_not_public_says_so(status: str, said: str, tmp_path: Path) -> None:
    site = taken(tmp_path, item(status=status))

    assert [f"not public on the old site, but {said}; look whether it shall be now"] == site.said("About us")
    assert "Status: draft\n" in site.file("pages/about-us.md")


def test_entities_of_a_title_are_read(tmp_path: Path) -> None:
    site = taken(tmp_path, item("Privacy &amp; cookies &#8211; notice"))

    assert "Title: Privacy & cookies – notice\n" in site.file("pages/about-us.md")


@pytest.mark.parametrize(
    ("metas", "excerpt", "summary"),
    [
        ({"_yoast_wpseo_metadesc": "What we do."}, "", "What we do."),
        ({"rank_math_description": "What we do."}, "", "What we do."),
        ({"_yoast_wpseo_metadesc": "For engines."}, "For readers.", "For readers."),
        ({}, "", "?"),
    ],
)
def test_the_sentence_for_search_engines_is_the_summary_where_there_is_no_other(
    metas: dict[str, str], excerpt: str, summary: str, tmp_path: Path
) -> None:
    site = taken(tmp_path, item(metas=metas, excerpt=excerpt))

    assert f"Summary: {summary}\n" in site.file("pages/about-us.md")


@pytest.mark.parametrize(
    ("kind", "title", "html", "path"),
    [
        ("provider", "Jane Roe", "<p>Dr. Roe treats pain of the spine.</p>", "physicians/about-us.md"),
        ("provider", "Our Team", "<p>Dr. Roe treats pain of the spine.</p>", "pages/about-us.md"),
        ("provider", "Ann Poe", "<p>She answers the phone for us.</p>", "pages/about-us.md"),
        ("procedure", "Nerve block", "<p>A needle is used.</p>", "procedures/about-us.md"),
        ("product", "Nerve block", "<p>A needle is used.</p>", "pages/about-us.md"),
    ],
)
def test_the_old_sites_own_type_says_what_a_page_is_about(
    kind: str, title: str, html: str, path: str, tmp_path: Path
) -> None:
    site = taken(tmp_path, item(title, html, post_type=kind))

    assert (site.root / "content" / path).is_file()
    taken_as = path.partition("/")[0].removesuffix("s")
    assert f'of the old site\'s own type "{kind}"; taken as a {taken_as}' in site.said(title)


def test_a_category_says_what_a_page_is_about_and_is_named(tmp_path: Path) -> None:
    groups = (("category", "conditions"), ("post_tag", "spine"), ("category", "uncategorized"))
    site = taken(tmp_path, item("Sciatica", groups=groups))

    assert (site.root / "content/conditions/about-us.md").is_file()
    assert ["categories and tags passed over: conditions, spine; the new site lists its pages by kind"] == site.whole


def test_fields_of_the_sites_own_are_taken_and_those_of_plug_ins_named(tmp_path: Path) -> None:
    metas = {
        "office_phone": "(214) 555-0101", "_office_phone": "field_1", "layout": "7", "_layout": "field_2",
        "plugin_note": "Three words here", "views": "12", "_secret": "Words of a plug-in",
    }  # fmt: skip
    site = taken(tmp_path, item(metas=metas))

    assert site.file("pages/about-us.md").endswith("\nOffice phone: (214) 555-0101\n")
    said = "fields of the old site's own stand at the end: office_phone; move them to where they belong"
    assert [said] == site.said("About us")
    assert ["fields of plug-ins passed over: plugin_note; look on the old site whether one shows words"] == site.whole


def test_a_former_name_of_a_page_is_an_old_address(tmp_path: Path) -> None:
    page = item(post_type="post", link="https://www.example.com/2020/05/about-us/", _wp_old_slug="who-we-are")
    site = taken(tmp_path, page)

    assert "/2020/05/who-we-are/ /about-us/\n" in site.file("redirects.txt")


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://www.example.com/?p=8", True),
        ("/?page_id=8", True),
        ("/index.php?p=8&preview=true", True),
        ("http://example.com/conditions/sciatica?utm_source=mail#causes", True),
        ("../conditions/sciatica/", True),
        ("//www.example.com/conditions/sciatica/index.php", True),
        ("/?p=9", False),
        ("https://www.example.org/conditions/sciatica/", False),
    ],
)
def test_a_link_in_any_form_leads_to_its_page(address: str, leads: bool, tmp_path: Path) -> None:
    html = f'<p>We treat pain, and <a href="{address}">more of it</a>.</p>'
    other = item("Sciatica", post_id="8", post_name="sciatica", link="https://www.example.com/conditions/sciatica/")
    site = taken(tmp_path, item(html=html), other)

    assert leads == ("[more of it](../conditions/sciatica.md)" in site.file("pages/about-us.md"))


def test_a_page_in_spanish_is_named_and_keeps_its_headings(tmp_path: Path) -> None:
    html = "<p>La ciática es un dolor que baja por la pierna y no se va.</p><h2>Síntomas</h2><p>Dolor en la pierna.</p>"
    site = taken(tmp_path, item("Ciática", html, link="https://www.example.com/conditions/ciatica/"))

    assert "## Síntomas\n" in site.file("pages/about-us.md")
    said = "in Spanish; when its page in English is done, bring its words into the .es.md file beside that"
    assert [said] == site.said("Ciática")


def test_pictures_by_number_come_in_full_size_and_what_no_page_shows_is_named(tmp_path: Path, uploads: Path) -> None:
    files = (
        upload("31", "2021/a.jpg", "A needle"),
        upload("32", "2021/b-scaled.jpg", parent="7"),
        upload("33", "2021/logo.jpg"),
        upload("34", "2021/c.jpg", "The house"),
    )
    html = '<p>We treat pain of the spine.</p>[gallery ids="31"]'
    site = taken(tmp_path, *files, item(html=html, _thumbnail_id="34"), uploads=uploads)
    text = site.file("pages/about-us.md")

    assert "![A needle](../images/a.jpg)" in text
    assert "![The house](../images/c.jpg)" in text
    assert 900 == Image.open(site.root / "content/images/a.jpg").width
    said = "uploads that no page shows, not copied: 2, b-scaled.jpg, logo.jpg; copy what you need"
    assert [said] == site.whole


def test_a_download_leads_on_from_its_old_address(tmp_path: Path, uploads: Path) -> None:
    html = '<p>Bring our <a href="https://www.example.com/wp-content/uploads/2021/form.pdf">form</a> with you.</p>'
    site = taken(tmp_path, item(html=html), uploads=uploads)

    assert "/wp-content/uploads/2021/form.pdf /files/form.pdf\n" in site.file("redirects.txt")
    assert [] == site.site.faults


def test_what_is_not_there_is_named_once_a_page(tmp_path: Path, uploads: Path) -> None:
    base = "https://www.example.com/wp-content/uploads/2021"
    html = (
        f'<p>We treat pain.</p><img src="{base}/x.jpg" alt="X"><img src="{base}/y.jpg" alt="Y">'
        f'<a href="{base}/z.pdf">form</a><img src="https://cdn.example.org/w.jpg" alt="W">'
    )
    site = taken(tmp_path, item(html=html, _thumbnail_id="99"), uploads=uploads)
    remedy = "put each among the uploads, and name their folder with UPLOADS="

    assert [
        'About us (content/pages/about-us.md): the picture "W": the file https://cdn.example.org/w.jpg lies on another '
        "site; ask its owner before you show it",
        f"About us (content/pages/about-us.md): not found: 2021/z.pdf, 2021/x.jpg, 2021/y.jpg; {remedy}",
    ] == site.left
    assert ["the picture that stands for it is not in the export; add it by hand"] == site.said("About us")


def test_a_shared_block_that_is_missing_is_named(tmp_path: Path) -> None:
    site = taken(tmp_path, item(html='<!-- wp:paragraph --><p>We treat pain.</p><!-- wp:block {"ref":99} /-->'))

    assert ["a block that pages share is not in the export; write its words from the old page"] == site.said("About us")


def test_more_than_a_page_holds_beside_it_is_no_reason_to_fail(tmp_path: Path) -> None:
    site = taken(tmp_path, item(metas={f"field{n}": "words " * 50_000 for n in range(5)}))

    assert 0 == site.result.status
    assert "We treat pain" in site.file("pages/about-us.md")
