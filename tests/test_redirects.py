"""Moved addresses: what a line may say.  Each message stands in ``sites/broken/redirects``."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from practice.content.redirects import Redirect, read

ADDRESSES = ("/", "/procedures/a/")


def test_redirects_are_read_with_their_lines() -> None:
    text = (
        "# moved in 2026\n\n/old/ /procedures/a/\n/older.html   /\n"
        "/away/ https://example.com/\n/part/ /procedures/a/#risks\n"
    )

    assert (
        (
            Redirect("/old/", "/procedures/a/", 3),
            Redirect("/older.html", "/", 4),
            Redirect("/away/", "https://example.com/", 5),
            Redirect("/part/", "/procedures/a/#risks", 6),
        ),
        [],
    ) == read(text, ADDRESSES)


def test_an_old_address_may_ask_one_thing_whatever_stands_at_its_path() -> None:
    found, faults = read("/?p=12 /procedures/a/\n/?page_id=12 /procedures/a/\n/procedures/a/?p=3 /\n", ADDRESSES)

    assert [] == faults
    assert [("/", "p=12"), ("/", "page_id=12"), ("/procedures/a/", "p=3")] == [(e.path, e.asked) for e in found]


@given(
    st.lists(
        st.sampled_from(
            ["/a/", "/b/", "/", "/?p=1", "/a/?p=1", "/procedures/a/", "a", "..", "/../", "#", " ", "\n", "\n"]
        )
    ).map(" ".join)
)
def test_what_passes_neither_loops_nor_leaves_the_site(text: str) -> None:
    found, faults = read(text, ADDRESSES)
    wrong = {fault.line for fault in faults}

    for redirect in found:
        assert ".." not in redirect.old + redirect.new
        assert redirect.line in wrong or redirect.new in ADDRESSES
        assert redirect.line in wrong or redirect.path != redirect.new
