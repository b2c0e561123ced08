"""What holds on every page, whatever its kind: of the sample's preview, the published sample, and the real content."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from builds import BUILDS, REPOSITORY, URL, Built, preview, published, visible, words
from practice.content.kinds import BY_NAME
from practice.pages.scripts import SCRIPTS
from practice.pages.small import small

Rule = Callable[[str, LexborHTMLParser, Built], Iterator[str]]

SCRIPT_TEXTS = {
    kind: small("script", (REPOSITORY / "theme" / "static" / script.file).read_text(encoding="utf-8"))
    for kind, script in SCRIPTS.items()
}
STYLES = sorted((REPOSITORY / "theme" / "styles").glob("*.css"))
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")


def each_build(test: Any) -> Any:
    """Run a test on every build."""
    return pytest.mark.parametrize("name", BUILDS)(test)


def broken(rule: Rule, name: str) -> list[str]:
    """Return what *rule* says of each page of a build."""
    built = BUILDS[name]()
    assert built.pages
    return [f"{file}: {fault}" for file, page in built.pages.items() for fault in rule(file, page, built)]


def attributes(page: LexborHTMLParser, *names: str) -> Iterator[tuple[LexborNode, str, str]]:
    for name in names:
        for node in page.css(f"[{name}]"):
            yield node, name, node.attributes.get(name) or ""


# Structure -------------------------------------------------------------------------------------------------


@each_build
def test_a_page_has_one_h1_and_skips_no_level_of_heading(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        levels = [int((node.tag or "")[1]) for node in page.css("h1,h2,h3,h4,h5,h6")]
        if levels.count(1) != 1 or levels[0] != 1:
            yield f"levels {levels}"
        yield from (f"h{two} after h{one}" for one, two in itertools.pairwise(levels) if two > one + 1)

    assert [] == broken(rule, name)


@each_build
def test_every_heading_and_link_has_words(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        yield from (node.html or "" for node in page.css("h1,h2,h3,h4,h5,h6,a,button,title") if not words(node))

    assert [] == broken(rule, name)


@each_build
def test_an_id_stands_once_on_its_page(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        counted = Counter(value for _, _, value in attributes(page, "id"))
        yield from (each for each, count in counted.items() if count > 1 or not each or " " in each)

    assert [] == broken(rule, name)


@each_build
def test_a_page_names_its_language_and_spanish_ones_stand_below_es(name: str) -> None:
    def rule(file: str, page: LexborHTMLParser, _: Built) -> Iterator[str]:
        root = page.root
        lang = root.attributes.get("lang") if root else None
        if lang != ("es" if file.startswith("es/") else "en"):
            yield f"lang={lang}"

    assert [] == broken(rule, name)


@each_build
def test_a_page_has_a_title_of_its_own_and_one_main_part(name: str) -> None:
    titles = Counter(
        (file.startswith("es/"), page.css_first("title").text()) for file, page in BUILDS[name]().pages.items()
    )

    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        for part in ("title", "main", "header", "footer", "style"):
            if len(page.css(f"body > {part}, head > {part}")) != 1:
                yield part

    assert [] == [title for title, count in titles.items() if count > 1]
    assert [] == broken(rule, name)


@each_build
def test_a_data_table_has_a_caption_and_header_cells_with_their_scope(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        for table in page.css("table"):
            if not table.css_first("caption") or not table.css("th"):
                yield "a table without caption or headers"
            yield from (node.html or "" for node in table.css("th") if not node.attributes.get("scope"))

    assert [] == broken(rule, name)


@each_build
def test_a_picture_has_alternative_text_and_its_size(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        for node in page.css("img"):
            if not all(node.attributes.get(each) for each in ("alt", "width", "height")):
                yield node.html or ""

    assert [] == broken(rule, name)


@each_build
def test_no_mark_of_the_grammar_or_of_a_template_is_left_in_the_text(name: str) -> None:
    left = re.compile(r"\[\^|\[\?|\{[%{a-z#]|\*\*|\]\(|Undefined|Markup\(|\bNone\b,|&(?:amp|lt|gt|#)|[\ue000\ue001]")

    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        yield from (match[0] for match in left.finditer(visible(page)))

    assert [] == broken(rule, name)


# Links -----------------------------------------------------------------------------------------------------


@each_build
def test_links_and_fragments_lead_somewhere(name: str) -> None:
    def rule(file: str, page: LexborHTMLParser, built: Built) -> Iterator[str]:
        for _, _, target in attributes(page, "href"):
            parts = urlsplit(target)
            if parts.scheme:
                continue
            aim = built.file(target, file)
            if not target or aim not in built.files:
                yield f'"{target}" leads nowhere'
            elif parts.fragment and not built.pages[aim].css(f'[id="{unquote(parts.fragment)}"]'):
                yield f'"{target}" leads to no such place'

    assert [] == broken(rule, name)


@each_build
def test_what_a_page_loads_was_built(name: str) -> None:
    def rule(file: str, page: LexborHTMLParser, built: Built) -> Iterator[str]:
        for node, attribute, value in attributes(page, "src", "srcset", "poster"):
            for each in value.split(",") if attribute == "srcset" else [value]:
                target = each.split()[0]
                if urlsplit(target).scheme or built.file(target, file) not in built.files:
                    yield node.html or ""

    assert [] == broken(rule, name)


@each_build
def test_every_link_of_the_site_stays_below_its_base(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, built: Built) -> Iterator[str]:
        for _, _, target in attributes(page, "href", "src"):
            if target.startswith("/") and not target.startswith(built.base):
                yield target
            if target.startswith(URL) and not target.startswith(built.url):
                yield target

    assert [] == broken(rule, name)


@each_build
def test_a_link_to_another_site_uses_https_and_phone_links_are_numbers(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        for node in page.css("[href]:not([rel=icon])"):
            target = node.attributes["href"] or ""
            scheme = urlsplit(target).scheme
            if scheme not in ("", "https", "mailto", "tel"):
                yield target
            if scheme == "tel" and not re.fullmatch(r"tel:\+?\d{3,15}", target):
                yield target

    assert [] == broken(rule, name)


@each_build
def test_every_page_can_be_reached_from_home(name: str) -> None:
    built = BUILDS[name]()
    found, ahead = {"index.html"}, ["index.html"]
    while ahead:
        here = ahead.pop()
        for _, _, target in attributes(built.pages[here], "href"):
            aim = built.file(target, here)
            if not urlsplit(target).scheme and aim in built.pages and aim not in found:
                found.add(aim)
                ahead.append(aim)

    assert {"404.html"} == set(built.pages) - found


# Nothing runs, nothing is told to anybody ------------------------------------------------------------------


@each_build
def test_no_page_for_reading_runs_a_script_and_none_carries_style_or_event_attributes(name: str) -> None:
    def rule(file: str, page: LexborHTMLParser, built: Built) -> Iterator[str]:
        kind = page.body.attributes["data-page"] if page.body else ""
        scripts = [node for node in page.css("script") if node.attributes != {"type": "application/ld+json"}]
        own = [SCRIPT_TEXTS[kind]] if kind in SCRIPT_TEXTS else []
        if [node.text() for node in scripts] != own or any("src" in node.attributes for node in scripts):
            yield from (node.html or "" for node in scripts) if scripts else ["no script"]
        for node in page.css("form"):
            target = built.file(node.attributes.get("action") or "", file)
            if target not in ("search/index.html", "es/search/index.html") or "method" in node.attributes:
                yield node.html or ""
        for node in page.css("*"):
            yield from (f"{node.tag} {key}" for key in node.attributes if key == "style" or key.startswith("on"))
        yield from (node.html or "" for node in page.css("iframe, embed, object, base, video, audio"))

    assert [] == broken(rule, name)


@each_build
def test_no_page_asks_another_host_for_anything(name: str) -> None:
    loading = re.compile(r"stylesheet|icon|preload|prefetch|preconnect|manifest", re.IGNORECASE)

    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        for _, _, value in attributes(page, "src", "srcset", "poster", "data", "action", "background", "ping"):
            if "//" in value:
                yield value
        for node in page.css("link"):
            href = node.attributes.get("href") or ""
            if loading.search(node.attributes.get("rel") or "") and "//" in href and not href.startswith("data:"):
                yield node.html or ""
        for node in page.css("use, image"):
            yield from (
                value or "" for key, value in node.attributes.items() if "href" in key and "//" in (value or "")
            )
        for node in page.css("style"):
            yield from re.findall(r"@import[^;]*|url\((?!#)[^)]*\)|//[^\s)\"']+", node.text())

    assert [] == broken(rule, name)


# Classes and rules -----------------------------------------------------------------------------------------


@cache
def ruled(css: str = "\n".join(file.read_text(encoding="utf-8") for file in STYLES)) -> frozenset[str]:
    """Return every class that a stylesheet has a rule for; without one, any of the theme's."""
    text = re.sub(r"/\*.*?\*/|\"[^\"]*\"", "", css, flags=re.DOTALL)
    selectors = re.findall(r"([^{}]+)\{", text)
    return frozenset(name for each in selectors if not each.strip().startswith("@") for name in CLASS.findall(each))


def used(page: LexborHTMLParser) -> set[str]:
    return {each for _, _, value in attributes(page, "class") for each in value.split()}


@each_build
def test_each_class_on_a_page_has_a_rule(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        yield from sorted(used(page) - ruled(page.css_first("style").text()))

    assert [] == broken(rule, name)


def test_each_class_with_a_rule_is_used() -> None:
    """By a page of the builds, or, where no build needs it, by a template."""
    on_pages = {each for build in BUILDS.values() for page in build().pages.values() for each in used(page)}
    sources = [*(REPOSITORY / "theme" / "templates").rglob("*.html"), *(REPOSITORY / "plugins").rglob("pages/*.py")]
    templates = "\n".join(file.read_text(encoding="utf-8") for file in sorted(sources))

    def is_written(name: str) -> bool:
        if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", templates):
            return True
        block, sign, part = re.split(r"(__|--)", name, maxsplit=1) if re.search(r"__|--", name) else (name, "", "")
        return bool(sign) and f"{block}{sign}{{{{" in templates and f'"{part}"' in templates

    assert [] == sorted(name for name in ruled() - on_pages if not is_written(name))


# The head --------------------------------------------------------------------------------------------------

ADDRESSES = 'link[rel="canonical"], link[rel="alternate"], meta[property="og:url"], meta[property="og:image"]'


def stated(page: LexborHTMLParser) -> list[str]:
    """Return every address that the head states."""
    return [str(node.attributes.get("href") or node.attributes.get("content")) for node in page.css(ADDRESSES)]


@each_build
def test_the_head_states_absolute_addresses_only_and_none_before_the_site_has_one(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, built: Built) -> Iterator[str]:
        for address in stated(page):
            if not built.url or not address.startswith(built.url):
                yield address

    assert [] == broken(rule, name)


@pytest.mark.parametrize("name", ["published", "below a path"])
def test_the_canonical_address_of_a_published_page_is_its_own_and_of_a_handout_its_procedures(name: str) -> None:
    built = BUILDS[name]()
    found = {
        file: [node.attributes.get("href") for node in page.css('link[rel="canonical"]')]
        for file, page in built.pages.items()
    }
    expected = {file: [URL + built.address(file.replace("handout/", ""))] for file in built.pages} | {"404.html": []}

    assert expected == found


def test_translations_name_each_other_and_themselves() -> None:
    built = published()
    twins = {
        file: {
            node.attributes.get("hreflang"): str(node.attributes.get("href")).removeprefix(URL)
            for node in page.css('link[rel="alternate"]')
        }
        for file, page in built.pages.items()
    }
    spanish = [file for file in built.pages if file.startswith("es/")]

    assert "es/procedures/kyphoplasty/index.html" in spanish
    for file in spanish:
        english = file.removeprefix("es/")
        pair = {"en": built.address(english), "es": built.address(file), "x-default": built.address(english)}
        if not file.endswith("handout/index.html"):  # its canonical address is another page's, which names them
            assert pair == twins[file]
            assert pair == twins[english]
        assert built.pages[english].css(f'body a[href="{built.address(file)}"][hreflang="es"]')
        assert built.pages[file].css(f'body a[href="{built.address(english)}"][hreflang="en"]')
    single = [file for file in built.pages if file not in spanish and f"es/{file}" not in built.pages]
    assert [] == [file for file in single if twins[file]]


def test_an_open_graph_has_what_a_shared_link_shows() -> None:
    page = published().page("procedures/kyphoplasty/")
    graph = {
        str(node.attributes.get("property")): node.attributes.get("content")
        for node in page.css('meta[property^="og:"]')
    }
    (description,) = (node.attributes.get("content") for node in page.css('meta[name="description"]'))

    assert {
        "og:title": "Kyphoplasty",
        "og:type": "article",
        "og:url": f"{URL}/procedures/kyphoplasty/",
        "og:description": description,
        "og:site_name": "Example Pain Clinic",
        "og:locale": "en_US",
    } == graph


@each_build
def test_every_page_but_the_error_page_has_a_description_unless_it_is_open(name: str) -> None:
    def rule(file: str, page: LexborHTMLParser, _: Built) -> Iterator[str]:
        needs = BY_NAME["procedure"].folder in file or BY_NAME["condition"].folder in file or file == "index.html"
        if needs and len(page.css('meta[name="description"][content]:not([content=""])')) != 1:
            yield "no description"

    assert [] == broken(rule, name)


# Preview and real thing ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["preview", "real"])
def test_every_page_of_a_preview_says_so_to_readers_and_to_search_engines(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        robots = [node.attributes.get("content") for node in page.css('meta[name="robots"]')]
        if robots != ["noindex"] or not page.css("body > .preview"):
            yield str(robots)

    assert [] == broken(rule, name)


@pytest.mark.parametrize("name", ["published", "below a path"])
def test_no_published_page_has_a_mark_of_the_preview(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        yield from (node.html or "" for node in page.css('meta[name="robots"], body .preview, .draft, .open'))
        yield from (word for word in ("Preview", "To be supplied", "Draft") if word in visible(page))

    assert [] == broken(rule, name)


def test_a_draft_is_shown_and_marked_in_the_preview_and_absent_from_what_is_published() -> None:
    draft = "procedures/trigger-point-injection/"
    marked = [words(node) for node in preview().page(draft).css("h1")]
    published_words = "\n".join((published().folder / file).read_text() for file in published().pages)

    assert ["Trigger point injection Draft"] == marked
    assert f"{draft}index.html" not in published().files
    assert "trigger" not in published_words.lower()


# Terms and sources ----------------------------------------------------------------------------------------


@each_build
def test_a_term_is_explained_once_on_a_page_where_the_glossary_has_it(name: str) -> None:
    def rule(file: str, page: LexborHTMLParser, built: Built) -> Iterator[str]:
        opened = [str(node.attributes["popovertarget"]) for node in page.css("button.term")]
        if opened != [str(node.attributes["id"]) for node in page.css(".words [popover]")]:
            yield f"buttons open {opened}"
        links = [str(node.attributes["href"]) for node in page.css(".words dt a")]
        yield from (f"{each} twice" for each, count in Counter(links).items() if count > 1)
        yield from (each for each in links if not built.file(each, file).endswith("glossary/index.html"))
        if len(links) != len(opened):
            yield f"{len(links)} links to the glossary"

    assert [] == broken(rule, name)
    assert any(page.css("button.term") for page in BUILDS[name]().pages.values())


@each_build
def test_footnote_marks_and_their_way_back_pair_up(name: str) -> None:
    def rule(_: str, page: LexborHTMLParser, __: Built) -> Iterator[str]:
        marks = {
            f"#{mark.attributes['id']}": str(mark.css_first("a").attributes["href"])
            for mark in page.css("sup.mark[id]")
        }
        back = {
            str(item.css_first("a.back").attributes["href"]): f"#{item.attributes['id']}"
            for item in page.css("#sources li[id]")
        }
        if marks != back:
            yield f"{marks} and {back}"
        order = list(dict.fromkeys(words(mark) for mark in page.css("sup.mark")))
        if order != [str(number) for number in range(1, len(order) + 1)]:
            yield f"numbers in the order {order}"

    assert [] == broken(rule, name)
