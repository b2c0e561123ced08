"""What a deployment will do: which files, in which order; and that a killed one is always finished by the next."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.deploy import release as releases
from practice.deploy.plan import STAYS, Plan, plan, size, told
from practice.deploy.release import File, Release
from practice.site.rules import is_lasting

SITE = "https://www.example.com"


def files(**texts: str) -> dict[str, File]:
    """Return files by path, ``__`` for a slash and ``_`` for a dot, each with its text's digest."""
    return {
        name.replace("__", "/").replace("_", "."): (hashlib.sha256(text.encode()).hexdigest(), len(text))
        for name, text in texts.items()
    }


def planned(new: dict[str, File], there: Release | None = None, unsure: frozenset[str] = frozenset()) -> Plan:
    return plan(SITE, new, there, unsure, 5)


OLD = Release(SITE, 7, files(index_html="home", a__index_html="a", old__index_html="old"), former=("6-0123456789ab",))
NEW = files(index_html="home", a__index_html="A", new__index_html="new")


def test_an_empty_target_gets_every_file_as_its_first_release() -> None:
    todo = planned(NEW)

    assert (tuple(sorted(NEW)), (), ()) == (todo.send, todo.delete, todo.removed)
    assert (1, ()) == (todo.release.number, todo.release.former)


def test_only_what_differs_goes_up() -> None:
    todo = planned(NEW, OLD)

    assert ("new/index.html",) == todo.added
    assert ("a/index.html",) == todo.changed
    assert ("old/index.html",) == todo.removed == todo.delete
    assert ("a/index.html", "new/index.html") == todo.send
    assert 1 == todo.remain
    assert (8, (OLD.name, "6-0123456789ab")) == (todo.release.number, todo.release.former)


def test_a_target_that_holds_the_site_gets_nothing() -> None:
    todo = planned(dict(OLD.files), OLD)

    assert todo.is_empty
    assert [] == todo.steps()


def test_what_an_unfinished_upload_may_have_touched_goes_up_again_or_is_taken_away() -> None:
    """Though the list says that it is there as it should be, or says nothing of it."""
    todo = planned(dict(OLD.files), OLD, frozenset({"a/index.html", "stray/index.html"}))

    assert ("a/index.html",) == todo.send
    assert ("stray/index.html",) == todo.delete
    assert not todo.is_empty


def test_what_is_asked_for_goes_up_before_what_asks_and_home_is_last() -> None:
    names = [
        "index.html", "index.html.gz", "es/index.html", "404.html", "sitemap.xml", "robots.txt", ".htaccess",
        "_redirects", "old/index.html", "old/index.html.br", "new/index.html",
        "assets/site-0123abcd.css", "files/form.pdf",
    ]  # fmt: skip
    there = Release(SITE, 1, files(old__index_html="former", index_html="former"))
    todo = planned(dict.fromkeys(names, ("0" * 64, 1)), there)

    assert [
        ("pictures and files", {"assets/site-0123abcd.css", "files/form.pdf"}),
        ("new pages", {"new/index.html", "old/index.html.br"}),
        ("changed pages", {"old/index.html"}),
        (
            "home",
            {
                "index.html",
                "index.html.gz",
                "es/index.html",
                "404.html",
                "sitemap.xml",
                "robots.txt",
                ".htaccess",
                "_redirects",
            },
        ),
    ] == [(step.title, set(step.paths)) for step in todo.steps()]


@pytest.mark.parametrize(
    ("path", "lasting"),
    [
        ("images/spine-fcb63b32.svg", True),
        ("images/alex-d2d3ab34-400.avif", True),
        ("assets/site.0123abcdef.css", True),
        ("assets/site-0123abcd.css.br", True),
        ("favicon.svg", False),
        ("files/form-2026.pdf", False),
        ("deadbeef/index.html", False),
    ],
)
def test_a_lasting_file_has_a_digest_in_its_name(path: str, lasting: bool) -> None:
    assert lasting == is_lasting(path)


def test_a_lasting_file_stays_for_some_releases_after_the_last_page_that_asked_for_it() -> None:
    """Somebody may be reading a page of a former release."""
    there = planned(files(index_html="0") | {"site-0123abcd.css": ("0" * 64, 1)}).release
    stood = []
    for number in range(1, STAYS + 2):
        todo = planned(files(index_html=str(number)), there)
        stood.append("site-0123abcd.css" in todo.release.leaving)
        assert stood[-1] == ("site-0123abcd.css" not in todo.delete)
        there = todo.release

    assert [True] * STAYS + [False] == [*stood]


def test_the_plan_is_told_in_counts_and_by_address() -> None:
    told_lines = told(planned(NEW, OLD), {"/old/": "/a/"}, whole=True)

    assert [
        "1 added, 1 changed, 1 removed, 1 unchanged; 2 files, 4 bytes to send",
        "  + /new/",
        "  ~ /a/",
        "  - /old/ (leads to /a/)",
    ] == told_lines


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 bytes"), (999, "999 bytes"), (12_345, "12 kB"), (3_400_000, "3.4 MB")]
)
def test_sizes_are_told_as_people_read_them(count: int, shown: str) -> None:
    assert shown == size(count)


NAMES = ["index.html", "a/index.html", "b/index.html", "site-0000000a.css", "site-0000000b.css"]
EDITION = st.dictionaries(st.sampled_from(NAMES), st.sampled_from("xyz"), min_size=1)


def digested(edition: dict[str, str]) -> dict[str, File]:
    """Return the files of an edition; a lasting file always holds the same bytes."""
    texts = {path: path if is_lasting(path) else text for path, text in edition.items()}
    return {path: (hashlib.sha256(text.encode()).hexdigest(), 1) for path, text in texts.items()}


@given(st.lists(st.tuples(EDITION, st.integers(0, 12)), min_size=1, max_size=6), EDITION)
def test_after_any_number_of_killed_uploads_the_next_whole_one_ends_in_its_site(
    killed: list[tuple[dict[str, str], int]], last: dict[str, str]
) -> None:
    """A host without releases, file by file: each run but the last ends after so many changes, or ends well."""
    disk: dict[str, File] = {"theirs.html": ("f" * 64, 1)}
    there: Release | None = None
    unsure: frozenset[str] = frozenset()
    for edition, changes in [*killed, (last, 1000)]:
        todo = planned(digested(edition), there, unsure)
        if todo.is_empty:
            continue
        unsure = releases.unsure_from_text(releases.unsure_to_text(todo.unsure))
        left = changes
        for step in todo.steps():
            for path in step.paths[: max(0, left)]:
                disk[path] = todo.release.files[path]
            left -= len(step.paths)
        for path in todo.delete[: max(0, left)]:
            disk.pop(path, None)
        if left >= len(todo.delete):
            there, unsure = releases.from_text(releases.to_text(todo.release)), frozenset()

    site = digested(last)

    assert site == {path: disk.get(path) for path in site}
    assert all(path == "theirs.html" or is_lasting(path) for path in disk.keys() - site.keys())
    assert "theirs.html" in disk


@given(EDITION, st.integers(1, 99))
def test_a_release_that_is_written_is_read_as_it_was(edition: dict[str, str], number: int) -> None:
    release = Release(SITE, number, digested(edition), {"site-0000000c.css": 3}, ("1-0123456789ab",))

    assert release == releases.from_text(releases.to_text(release))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "is not JSON"),
        ("[]", "is not of version 1"),
        ('{"version": 2}', "is not of version 1"),
        ('{"version": 1}', "is no list of a release"),
        (
            '{"version": 1, "site": "", "number": 1, "files": {"../x": []}, "leaving": {}, "former": []}',
            'names "../x", which is no path of a site',
        ),
        (
            '{"version": 1, "site": "", "number": 1, "files": {"x": ["0", 1]}, "leaving": {}, "former": []}',
            "has a bad entry",
        ),
        (
            '{"version": 1, "site": "", "number": 1, "files": {}, "leaving": {}, "former": ["../.."]}',
            "is no list of a release",
        ),
    ],
)
def test_a_list_that_is_none_is_refused(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=r"is|names|has") as raised:
        releases.from_text(text)

    assert fault == str(raised.value)


def test_a_list_of_an_upload_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="is no list of an upload"):
        releases.unsure_from_text('{"version": 1, "unsure": "index.html"}')
