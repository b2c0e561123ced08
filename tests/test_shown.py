"""What editors wrote is on the pages: every section, sentence, relation, source, rate and open fact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from selectolax.lexbor import LexborHTMLParser

from builds import REPOSITORY, SAMPLE, Built, parse, preview, published, real, visible, words
from practice.content.kinds import BY_NAME
from practice.content.scan import scan


def section(page: LexborHTMLParser, title: str) -> str:
    """Return what a page says below a heading, up to the next one of that level."""
    for node in page.css("h2, h3"):
        if words(node).endswith(title):
            parent = node.parent
            assert parent is not None
            return words(parent)
    raise AssertionError(f"no heading {title}")


@pytest.mark.parametrize("build", [preview, published, real])
def test_the_kyphoplasty_page_shows_every_section_with_its_text(build: Callable[[], Built]) -> None:
    page = build().page("procedures/kyphoplasty/")
    for heading in BY_NAME["procedure"].headings:
        for each in (heading, *heading.parts):
            assert len(section(page, each.title)) > len(each.title) + 20


@pytest.mark.parametrize(
    ("build", "physician", "name"),
    [
        (published, "alex-example", "Alex Example, M.D."),
        (published, "alex-example", "Reviewed by Alex Example, M.D., on November 22, 2026."),
        (published, "alex-example", "Next review due by November 1, 2027."),
        (real, "preston-harmon", "Preston Harmon"),
        (real, "preston-harmon", "Not yet reviewed by a physician."),
    ],
)
def test_the_kyphoplasty_page_shows_the_physician_and_the_state_of_its_review(
    build: Callable[[], Built], physician: str, name: str
) -> None:
    page = build().page("procedures/kyphoplasty/")

    assert page.css(f'main a[href="/physicians/{physician}/"]')
    assert name in re.sub(r" (?=[.,])", "", visible(page))


@pytest.mark.parametrize("build", [published, real])
def test_relations_are_shown_on_both_sides(build: Callable[[], Built]) -> None:
    """Written once: Treats on the procedure, Procedures and Locations on the physician."""
    built = build()
    pairs = [("procedures/kyphoplasty/", "conditions/vertebral-compression-fracture/")]
    for card in built.page("physicians/").css('main a[href^="/physicians/"]'):
        address = str(card.attributes["href"]).removeprefix("/")
        page = built.page(address)
        for kind in ("procedures", "locations"):
            pairs += [(address, str(node.attributes["href"])[1:]) for node in page.css(f'main a[href^="/{kind}/"]')]

    assert any(two.startswith("procedures/") for _, two in pairs)
    assert any(two.startswith("locations/") for _, two in pairs)
    for one, two in pairs:
        for here, there in ((one, two), (two, one)):
            if there.count("/") == 2:
                assert built.page(here).css(f'main a[href="/{there}"]'), f"{here} does not name {there}"


def records(build: Callable[[], Built]) -> Iterator[tuple[str, str, str]]:
    """Yield each content file as written, with its kind's folder and the file of its page."""
    root = REPOSITORY if build is real else SAMPLE
    for file in sorted((root / "content").glob("*/*.md")):
        folder, stem = file.parent.name, file.name.removesuffix(".md")
        slug, _, lang = stem.partition(".")
        if folder in ("pieces", "images", "files") or slug == "home":
            continue
        place = slug if folder == "pages" else f"{folder}/{slug}"
        yield file.read_text(encoding="utf-8"), folder, f"{lang}/{place}/index.html".lstrip("/")


def plainly(text: str) -> str:
    """Return words of a source as a reader sees them, without spaces and signs."""
    text = re.sub(r"\[\^[^\]]*\]", "", text)
    text = re.sub(r"!?\[([^\]?][^\]]*)\]\([^)]*\)", r"\1", text)
    return "".join(char for char in text if char.isalnum())


def sentences(text: str, folder: str) -> Iterator[str]:
    """Yield what stands on each line of a body, without facts of the practice, frequencies and times."""
    for whole in text.split("\n\n", 1)[1].split("\n"):
        line = re.sub(r"^\s*(?:[-*] |\d+\. |#+ )|^\[\^[\w-]+\]: ", "", whole).strip()
        if re.fullmatch(r"!\[[^\]]*\]\([^)]*\)", line):
            continue  # a picture alone: its words stand in an attribute
        label = re.match(r"\*\*(.+?):?\*\*:? *", line)
        if label and folder == "procedures":
            yield re.sub(r" \([^()]*\d[^()]*\)$| \(rate not known\)$", "", label[1])
        rest = re.sub(r"\[\^[^\]]*\]", "", line[label.end() :] if label else line)
        yield from re.split(r"\{[^}]*\}|\[\?:?|\](?!\()", rest) if "{" in rest or "[?" in rest else [rest]


@pytest.mark.parametrize("build", [preview, real])
def test_every_sentence_that_an_editor_wrote_is_shown(build: Callable[[], Built]) -> None:
    """Nothing is dropped: each line of an English body stands on its page, word for word."""
    lost, seen = [], 0
    for text, folder, name in records(build):
        if name.startswith("es/"):
            continue
        page = parse((build().folder / name).read_bytes())
        for mark in page.css("sup.mark"):
            mark.decompose()
        shown = plainly(visible(page))
        for each in sentences(text, folder):
            seen += 1
            if plainly(each) not in shown:
                lost.append(f"{name}: {each}")

    assert seen > 100
    assert [] == lost


@pytest.mark.parametrize("build", [published, real])
def test_every_source_of_the_kyphoplasty_page_is_listed_with_its_number(build: Callable[[], Built]) -> None:
    root = REPOSITORY if build is real else SAMPLE
    path = "content/procedures/kyphoplasty.md"
    document = scan((root / path).read_bytes(), path, {"urgent-spine": ""})
    items = build().page("procedures/kyphoplasty/").css("#sources li")

    assert len(document.footnotes) == len(items)
    assert [] == [item.html for item in items if len(words(item)) < 40]


def test_every_rate_is_shown_out_of_a_round_number_with_the_count_as_found() -> None:
    shown = visible(published().page("procedures/kyphoplasty/"))

    for text in ("8.9 out of 100", "14 in 157", "0 out of 1", "13 out of 100", "11 out of 100", "Rate not known"):
        assert text in shown


@pytest.mark.parametrize("build", [preview, real])
def test_every_open_fact_of_a_text_says_on_the_page_what_is_needed(build: Callable[[], Built]) -> None:
    lost, seen = [], 0
    for text, _, name in records(build):
        shown = plainly(visible(build().pages[name]))
        for need in re.findall(r"\[\?:([^\]]+)\]", text):
            seen += 1
            if plainly(need) not in shown:
                lost.append(f"{name}: {need}")

    assert [] == lost
    assert bool(seen) == (build is real)


def test_the_real_preview_marks_what_is_to_be_supplied() -> None:
    marked = {name for name, page in real().pages.items() if page.css(".open")}

    assert {"procedures/kyphoplasty/index.html", "physicians/preston-harmon/index.html", "index.html"} <= marked


@pytest.mark.parametrize("build", [published, real])
def test_drawings_are_hidden_from_those_who_hear_the_page_because_its_text_says_the_same(
    build: Callable[[], Built],
) -> None:
    drawings = [node for page in build().pages.values() for node in page.css("svg") if not node.css_first("a")]

    assert {"true"} == {node.attributes.get("aria-hidden") for node in drawings}


def test_a_spanish_list_says_which_pages_are_in_english_and_shows_them_last() -> None:
    cards = [list(group.css(".card")) for group in real().page("es/").css(".cards")]

    for group in cards:
        foreign = ["(en inglés)" in words(card) for card in group]
        assert [card.css_first("[lang]") is not None for card in group] == foreign
        assert sorted(foreign) == foreign
    assert any("(en inglés)" in words(card) for group in cards for card in group)


def test_an_accent_does_not_change_where_a_word_stands_in_the_glossary() -> None:
    names = [words(node) for node in real().page("es/glossary/").css(".labeled dt")]

    assert names.index("cáncer") < names.index("cemento óseo")
    assert names.index("ciática") < names.index("cifoplastia")
