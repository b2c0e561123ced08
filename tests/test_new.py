"""Skeletons of pages: every field and heading of the kind, and nothing in them that the check calls wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds import SMALLEST, desk, run, sample_copy, write
from practice.content.kinds import BY_NAME, EVERY, KINDS, REVIEW, Heading
from practice.desk.new import skeleton, slug_of

NAMES = {
    "procedure": "Facet joint injection", "condition": "Sore joint", "physician": "Alex Example",
    "location": "Example North", "page": "About us", "glossary": "", "practice": "",
}  # fmt: skip
every_kind = pytest.mark.parametrize("kind", [kind.name for kind in KINDS])


def new(site: Path, kind: str, name: str) -> list[str]:
    result = run("new", "--site", site, "--kind", kind, "--name", name)
    assert 0 == result.status, result.err
    (path,) = result.out.splitlines()
    return Path(path).resolve().read_text(encoding="utf-8").splitlines()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the folder of a site with a practice and a home page."""
    files = {name: text for name, text in SMALLEST.items() if "locations" not in name}
    return write(tmp_path / "site", files)


@every_kind
def test_a_skeleton_passes_the_check_without_an_error_and_everything_in_it_is_open(kind: str, site: Path) -> None:
    if kind == "practice":
        (site / "content/practice.md").unlink()
    new(site, kind, NAMES[kind])
    result = run("check", "--site", site)
    path = f"content/{BY_NAME[kind].folder}/".replace("//", "/")

    assert [] == [line for line in result.told[:-1] if ": blocker: " not in line and ": advice: " not in line]
    assert 0 == result.status
    if kind not in ("glossary", "page"):
        assert [line for line in result.told if line.startswith(path) and "not known yet" in line]


@every_kind
def test_a_site_with_a_skeleton_of_every_kind_builds_as_a_preview(kind: str, tmp_path: Path) -> None:
    if kind != KINDS[0].name:
        return  # one site holds them all
    site = tmp_path / "site"
    site.mkdir()
    for each in KINDS:
        new(site, each.name, NAMES[each.name])
    new(site, "page", "Home")
    result = run("html", "--site", site)

    assert 0 == result.status, result.err
    assert (site / "output/procedures/facet-joint-injection/index.html").is_file()


@every_kind
def test_a_skeleton_has_every_field_that_publishing_needs_and_every_heading_in_order(kind: str) -> None:
    declared = BY_NAME[kind]
    lines = skeleton(declared, NAMES[kind] or "Name").splitlines()
    end = lines.index("") if "" in lines else len(lines)
    asked = [field.key for field in declared.fields if field not in (*EVERY, *REVIEW) and not field.optional]

    def titles(headings: tuple[Heading, ...], sign: str) -> list[str]:
        return [
            each for heading in headings for each in (f"{sign} {heading.title}", *titles(heading.parts, f"{sign}#"))
        ]

    assert asked == [line.partition(":")[0] for line in lines[:end]]
    assert titles(declared.headings, "##") == [
        line for line in lines if line.startswith("##") and not line.endswith("?")
    ]


def test_the_path_is_printed_as_the_caller_would_write_it(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    result = run("new", "--kind", "procedure", "--name", "Facet joint injection")

    assert (0, "content/procedures/facet-joint-injection.md\n", "") == (result.status, result.out, result.err)


@pytest.mark.parametrize(
    ("kind", "name", "message"),
    [
        ("procedur", "X", 'KIND: "procedur" is no kind; write one of: procedure, condition, '),
        ("", "X", 'KIND: "" is no kind; write one of: procedure, condition, '),
        ("procedure", "", 'NAME: missing; write NAME="Facet joint injection"'),
        ("procedure", "   ", 'NAME: missing; write NAME="Facet joint injection"'),
        ("procedure", "?", 'NAME: "?" makes no address of its own; use another name'),
        ("procedure", "注射", 'NAME: "注射" makes no address of its own; use another name'),
        ("page", "Procedures", 'NAME: "Procedures" makes no address of its own; use another name'),
        ("page", "es", 'NAME: "es" makes no address of its own; use another name'),
        ("page", "Search", 'NAME: "Search" makes no address of its own; use another name'),
        ("page", "Glossary", 'NAME: "Glossary" makes no address of its own; use another name'),
    ],
)
def test_what_makes_no_page_is_said_and_nothing_is_written(kind: str, name: str, message: str, site: Path) -> None:
    before = sorted(site.rglob("*"))
    result = run("new", "--site", site, "--kind", kind, "--name", name)

    assert (1, "") == (result.status, result.out)
    assert result.err.startswith(message)
    assert before == sorted(site.rglob("*"))


def test_a_page_that_is_there_is_never_overwritten(site: Path) -> None:
    before = (site / "content/pages/home.md").read_bytes()
    result = run("new", "--site", site, "--kind", "page", "--name", "Home!")

    assert 1 == result.status
    assert result.err.endswith("content/pages/home.md: is there already; open it\n")
    assert before == (site / "content/pages/home.md").read_bytes()


@pytest.mark.parametrize("block", ["content", "content/procedures"])
def test_a_folder_that_cannot_be_made_is_told_without_a_traceback(block: str, tmp_path: Path) -> None:
    site = write(tmp_path / "site", {block: "a file where a folder should be"})
    result = desk("new", "--site", site, "--kind", "procedure", "--name", "X ray")

    assert 1 == result.status
    assert "Traceback" not in result.err
    assert 1 == len(result.err.splitlines())


def test_a_site_that_is_not_there_is_not_made_by_a_slip_of_the_pen(tmp_path: Path) -> None:
    result = run("new", "--site", tmp_path / "sitte", "--kind", "page", "--name", "About")

    assert 1 == result.status
    assert not (tmp_path / "sitte").exists()


@given(st.text(max_size=200))
def test_an_address_is_small_letters_digits_and_single_hyphens_of_a_fitting_length(name: str) -> None:
    slug = slug_of(name)

    assert "" == slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert "--" not in slug
    assert slug == slug.strip("-")
    assert len(slug) <= 70
    assert slug == slug_of(slug)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Facet joint injection", "facet-joint-injection"),
        ("  Dolor  crónico ", "dolor-cronico"),
        ("L4/L5", "l4-l5"),
    ],
)
def test_an_address_reads_like_its_name(name: str, slug: str) -> None:
    assert slug == slug_of(name)


def test_a_translation_begins_with_the_words_of_its_original_and_is_not_published_like_that(tmp_path: Path) -> None:
    site = sample_copy(tmp_path)
    twins = [site / "content/procedures/radiofrequency-ablation.es.md"]
    assert not twins[0].exists()
    result = run("new", "--site", site, "--of", "content/procedures/radiofrequency-ablation.md")
    said = [line for line in run("check", "--site", site).told if "radiofrequency-ablation.es.md" in line]

    assert 0 == result.status, result.err
    assert [str(twins[0])] == [str(Path(line).resolve()) for line in result.out.splitlines()]
    assert [] == [line for line in said if ": blocker: " not in line and ": advice: " not in line]
    assert [line for line in said if "still in the words of content/procedures/radiofrequency-ablation.md" in line]
    assert [line for line in said if "no qualified translator has approved this text" in line]


def test_a_translation_brings_the_pieces_of_its_original_along(tmp_path: Path) -> None:
    site = sample_copy(tmp_path)
    for path in ("procedures/kyphoplasty.es.md", "pieces/urgent-spine.es.md"):
        (site / "content" / path).unlink()
    result = run("new", "--site", site, "--of", "content/procedures/kyphoplasty.md")

    assert (0, "") == (result.status, result.err)
    assert ["urgent-spine.es.md", "kyphoplasty.es.md"] == [Path(line).name for line in result.out.splitlines()]


def test_what_is_no_page_cannot_be_translated(site: Path) -> None:
    result = run("new", "--site", site, "--of", "content/pages/homes.md")

    assert (1, "") == (result.status, result.out)
    assert (
        'OF: content/pages/homes.md is no page that can be translated; did you mean "content/pages/home.md"?\n'
        == result.err
    )
