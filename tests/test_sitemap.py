"""What search engines are told: every published page once, true dates, languages; and nothing of a preview."""

from __future__ import annotations

from datetime import date
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from builds import URL, Built, below_a_path, preview, published, real
from practice.site.sitemap import Address, robots, sitemap

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"

Entry = tuple[str | None, tuple[tuple[str | None, str | None], ...]]


def entries(text: str) -> dict[str | None, Entry]:
    """Return date and twins of each address of a sitemap."""
    return {
        url.findtext(f"{SITEMAP}loc"): (
            url.findtext(f"{SITEMAP}lastmod"),
            tuple((link.get("hreflang"), link.get("href")) for link in url.iter(LINK)),
        )
        for url in ET.fromstring(text).iter(f"{SITEMAP}url")
    }


def of(built: Built) -> dict[str | None, Entry]:
    return entries((built.folder / "sitemap.xml").read_text(encoding="utf-8"))


def test_every_published_page_but_the_error_page_and_handouts_is_listed_once() -> None:
    for built in (published(), below_a_path()):
        listed = [name for name in built.pages if name != "404.html" and not name.endswith("/handout/index.html")]
        pages = [URL + built.address(name) for name in listed]
        text = (built.folder / "sitemap.xml").read_text(encoding="utf-8")

        assert sorted(pages) == sorted(str(address) for address in of(built))
        assert len(pages) == text.count("<loc>")


def test_a_reviewed_page_has_the_day_of_its_review_and_no_other_page_has_a_day() -> None:
    dated = {address: day for address, (day, _) in of(published()).items() if day}

    assert {
        f"{URL}/conditions/facet-arthropathy/": "2026-11-22",
        f"{URL}/conditions/vertebral-compression-fracture/": "2026-11-22",
        f"{URL}/es/procedures/kyphoplasty/": "2026-11-22",
        f"{URL}/procedures/kyphoplasty/": "2026-11-22",
        f"{URL}/procedures/medial-branch-block/": "2026-11-22",
        f"{URL}/procedures/radiofrequency-ablation/": "2026-11-22",
    } == dated


def test_a_page_in_two_languages_names_both_in_both_places() -> None:
    found = of(published())
    english, spanish = f"{URL}/procedures/kyphoplasty/", f"{URL}/es/procedures/kyphoplasty/"

    assert (("en", english), ("es", spanish)) == found[english][1] == found[spanish][1]
    assert () == found[f"{URL}/procedures/medial-branch-block/"][1]


def test_robots_keep_out_of_a_preview_and_find_the_sitemap_of_the_real_thing() -> None:
    for built, allowed in ((preview(), False), (real(), False), (published(), True), (below_a_path(), True)):
        parser = RobotFileParser()
        parser.parse((built.folder / "robots.txt").read_text(encoding="utf-8").splitlines())

        assert allowed == parser.can_fetch("Anyone", f"{URL}{built.base}procedures/kyphoplasty/")
        assert ([f"{built.url.rstrip('/')}/sitemap.xml"] if allowed else None) == parser.site_maps()
        assert allowed == ("sitemap.xml" in built.files)


def test_a_page_that_nobody_dated_has_no_date() -> None:
    text = sitemap([Address(f"{URL}/b/", None), Address(f"{URL}/a/", date(2026, 11, 22))])

    assert {f"{URL}/a/": ("2026-11-22", ()), f"{URL}/b/": (None, ())} == entries(text)


@given(st.lists(st.text(alphabet="abc&<>\"'é/", min_size=1), unique=True))
def test_any_address_comes_back_from_the_sitemap_in_sorted_order(paths: list[str]) -> None:
    addresses = [f"{URL}/{path}" for path in paths]
    text = sitemap(Address(each, None, (("en", each),)) for each in addresses)

    assert sorted(addresses) == list(entries(text))
    assert all(((("en", str(address)),)) == twins for address, (_, twins) in entries(text).items())


def test_the_order_of_pages_does_not_matter() -> None:
    addresses = [Address(f"{URL}/{name}/", None) for name in "bca"]

    assert sitemap(addresses) == sitemap(reversed(addresses))


def test_robots_of_a_preview_name_no_sitemap() -> None:
    assert "User-agent: *\nDisallow: /\n" == robots("", publish=False)
    assert f"User-agent: *\nAllow: /\n\nSitemap: {URL}/clinic/sitemap.xml\n" == robots(f"{URL}/clinic", publish=True)
