"""Links as they are found and resolved.  Each message stands in ``sites/broken/link-*`` and ``picture-*``."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.content import graph
from practice.content.links import Reference, fragment, references, resolve, twin_path, wrong
from practice.content.scan import scan

HERE = "content/pages/home.md"


def test_links_of_texts_labels_tables_and_sources_are_found() -> None:
    document = scan(
        b"Title: x\n\n[a](1.md)\n![b](2.png)\n\n## S\n\n- **[c](3.md):** [d](4.md)\n    - [e](5.md)\n\n"
        b"| [f](6.md) |\n|---|\n\n[^s]: [g](7.md)\n",
        "p.md",
    )

    assert [
        Reference("a", "1.md", 3, "", False),
        Reference("b", "2.png", 4, "", True),
        Reference("c", "3.md", 8, "S", False),
        Reference("d", "4.md", 8, "S", False),
        Reference("e", "5.md", 9, "S", False),
        Reference("f", "6.md", 11, "S", False),
        Reference("g", "7.md", 14, "sources", False),
    ] == list(references(document))


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("other.md", "content/pages/other.md"),
        ("../conditions/a.md", "content/conditions/a.md"),
        ("./x/../other.md", "content/pages/other.md"),
        ("../../pelicanconf.py", "pelicanconf.py"),
        ("../../../../etc/passwd", "../../etc/passwd"),
    ],
)
def test_a_target_is_resolved_from_its_file(target: str, path: str) -> None:
    assert path == resolve(HERE, target)


@pytest.mark.parametrize(
    ("path", "lang", "twin"),
    [
        ("a/b.md", "es", "a/b.es.md"),
        ("a/b.es.md", "en", "a/b.md"),
        ("a/b.md", "en", "a/b.md"),
        ("b.es.md", "es", "b.es.md"),
    ],
)
def test_a_page_has_a_twin_in_each_language(path: str, lang: str, twin: str) -> None:
    assert twin == twin_path(path, lang)


def test_a_fragment_is_made_of_letters_and_digits() -> None:
    assert "who-s-it-for-50" == fragment("Who's it for? (50+)")


def faults_of(small: Path, target: str) -> str:
    site = graph.load(small)
    return wrong(Reference("words", target, 1, "", False), site.pages[HERE], site.pages, site.downloads)


@pytest.mark.parametrize(
    "target",
    [
        "../conditions/sore-joint.md", "../conditions/sore-joint.md#signs", "#find-what-hurts", "home.md",
        "https://example.com/a", "HTTP://example.com/", "mailto:a@example.com", "tel:+12145550101",
    ],
)  # fmt: skip
def test_a_link_that_leads_somewhere_passes(target: str, small: Path) -> None:
    assert "" == faults_of(small, target)


@pytest.mark.parametrize(
    "target",
    [
        "", "/", "//example.com/", "../..", "../../content", "..", "../practice", "https:home.md", "file:///etc/passwd",
        "javascript:x", "data:text/html,x", "%2e%2e/%2e%2e/x", "..\\..\\x", "home.md?x", "\u202e",
    ],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_wrong_in_one_line(target: str, small: Path) -> None:
    message = faults_of(small, target)

    assert message
    assert "\n" not in message


@given(st.text(alphabet="./#:a%\\", max_size=20))
def test_what_resolves_below_content_never_leaves_it(target: str) -> None:
    path = resolve(HERE, target)

    assert not path.startswith("content/") or ".." not in path.split("/")
