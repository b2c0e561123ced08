"""Published addresses last: the ledger grows, nothing in it may vanish, and publishing says what changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds import published, run, sample_copy, write
from practice.content import published as ledger_file
from practice.content.faults import Level
from practice.desk.publish import report
from practice.site.ledger import addresses, difference, record
from practice.site.manifest import Entry, read_manifest

FILE = "published.txt"


def entry(text: str, size: int = 1000, source: str = "content/pages/home.md") -> Entry:
    return Entry(text * 64, size, (source,))


SITE = {
    "index.html": entry("a"),
    "index.html.br": entry("a", 300),
    "404.html": entry("b"),
    "procedures/a/index.html": entry("c"),
    "old/index.html": entry("d", source="content/redirects.txt"),
    "files/form.pdf": entry("e", 5000),
    "images/a-01234567.svg": entry("f"),
    "_headers": entry("f"),
}


def test_addresses_are_pages_and_downloads() -> None:
    assert ["/", "/files/form.pdf", "/procedures/a/"] == list(addresses(SITE))


def test_the_addresses_of_a_built_site_are_those_that_its_records_have(small: Path) -> None:
    """What the ledger notes and what the check looks for is the same."""
    from practice.content import graph

    site = sample_copy(small)
    assert addresses(read_manifest(published().folder)).keys() == set(graph.load(site).without_drafts().lasting)


@given(st.lists(st.from_regex(r"\A/([a-z0-9-]{1,5}/){0,3}\Z")))
def test_a_ledger_that_is_written_reads_the_same(written: list[str]) -> None:
    found, faults = ledger_file.read(ledger_file.write(written))

    assert (sorted(set(written)), []) == ([each.address for each in found], faults)


@pytest.mark.parametrize("line", ["procedures/a/", "/../x/", "https://example.com/", "/a b/", "/a/ /b/"])
def test_a_line_that_is_no_address_is_an_error(line: str, small: Path) -> None:
    write(small, {FILE: f"# kept\n\n/\n{line}\n"})
    result = run("check", "--site", small)

    assert 1 == result.status
    assert f'{FILE}:4: "{line}" is no published address; delete the line' in result.told


def test_recording_adds_what_is_new_and_keeps_what_is_gone(tmp_path: Path) -> None:
    site = sample_copy(tmp_path)
    write(site, {FILE: "/away/\n/about/\n"})
    added = record(site, published().folder)
    text = (site / FILE).read_text(encoding="utf-8")

    assert "/about/" not in added
    assert {"/", "/es/procedures/kyphoplasty/"} <= set(added)
    assert text.startswith("# Every address that was ever published")
    assert [each.address for each in ledger_file.read(text)[0]] == sorted({"/away/", "/about/", *added})
    assert [] == record(site, published().folder)
    assert text == (site / FILE).read_text(encoding="utf-8")


def test_publishing_notes_its_addresses_when_it_is_told_to(tmp_path: Path) -> None:
    site = sample_copy(tmp_path)
    assert 0 == run("publish", "--site", site).status
    assert not (site / FILE).exists()
    result = run("publish", "--record", "--site", site)
    count = len(addresses(read_manifest(site / "public")))

    assert (0, f"{FILE}: {count} new addresses; commit the file") == (result.status, result.out.splitlines()[-1])
    assert 0 == run("publish", "--site", site).status


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/procedures/joint-blok/", "/procedures/joint-block/"),
        ("/procedures/zebra/", "/procedures/"),
        ("/files/zebra.pdf", "/"),
    ],
)
def test_a_published_address_that_vanished_stops_publishing_with_the_line_to_add(
    address: str, target: str, small: Path
) -> None:
    write(small, {FILE: f"/\n{address}\n"})
    line = f'{address} was published and is gone; add "{address} {target}" to content/redirects.txt'

    assert f"{FILE}:2: blocker: {line}" in run("check", "--site", small).told
    assert 1 == run("publish", "--site", small, SITEURL="https://www.example.com").status
    write(small, {"content/redirects.txt": f"{address} {target}\n"})
    assert line not in "\n".join(run("check", "--site", small).told)


def test_a_page_that_became_a_draft_is_gone_too(small: Path) -> None:
    page = small / "content/procedures/joint-block.md"
    write(small, {FILE: "/procedures/joint-block/\n", "content/redirects.txt": "/old/ /procedures/joint-block/\n"})
    assert "redirects.txt" not in run("check", "--site", small).out
    page.write_text(page.read_text(encoding="utf-8").replace("\n", "\nStatus: draft\n", 1), encoding="utf-8")
    told = run("check", "--site", small).told

    assert [line for line in told if line.startswith(f"{FILE}:1: blocker: /procedures/joint-block/ was published")]
    assert (
        "content/redirects.txt:1: blocker: /procedures/joint-block/ is a draft; name a page that is published" in told
    )


def test_a_draft_to_which_several_addresses_lead_is_told_once(small: Path) -> None:
    page = small / "content/procedures/joint-block.md"
    page.write_text(page.read_text(encoding="utf-8").replace("\n", "\nStatus: draft\n", 1), encoding="utf-8")
    target = "/procedures/joint-block/"
    write(small, {"content/redirects.txt": f"/old/ {target}\n/older/ /\n/?p=1 {target}\n/?page_id=1 {target}#risks\n"})
    told = [line for line in run("check", "--site", small).told if line.startswith("content/redirects.txt")]

    said = f"{target} is a draft, to which lines 3, 4 lead too; name a page that is published"
    assert [f"content/redirects.txt:1: blocker: {said}"] == told


def test_what_vanished_is_a_blocker_and_no_error(small: Path) -> None:
    write(small, {FILE: "/zebra/\n"})

    assert 0 == run("html", "--site", small).status
    assert Level.BLOCKER < Level.ERROR


def test_a_difference_is_of_addresses() -> None:
    after = {**SITE, "index.html": entry("0"), "new/index.html": entry("1"), "_headers": entry("2")}
    del after["procedures/a/index.html"]
    found = difference(SITE, after)

    assert (("/new/",), ("/",), ("/procedures/a/",)) == (found.added, found.changed, found.removed)


def test_the_report_says_how_large_the_site_is_and_what_changed() -> None:
    after = {**SITE, "new/index.html": entry("1")}

    first = "3 addresses: 1.0 kB of text, 0.3 kB as it is sent (Brotli), 10.0 kB of other files"
    assert [first, "the first publishing: every address is new"] == report(None, SITE)
    assert [first, "no address changed"] == report(SITE, SITE)
    assert ["added: 1", "  /new/"] == report(SITE, after)[1:]


def test_a_long_list_is_cut() -> None:
    after = {f"{number:02}/index.html": entry("1") for number in range(30)}
    lines = report({}, after)

    assert ["added: 30", "  /00/"] == lines[1:3]
    assert "  and 10 more" == lines[-1]


def test_a_publishing_that_stops_says_nothing_of_changes(small: Path) -> None:
    result = run("publish", "--site", small)

    assert (1, "") == (result.status, result.out)
