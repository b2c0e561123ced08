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


@given(
    st.lists(st.sampled_from(["/a/", "/b/", "/", "/procedures/a/", "a", "..", "/../", "#", " ", "\n", "\n"])).map(
        " ".join
    )
)
def test_what_passes_neither_loops_nor_leaves_the_site(text: str) -> None:
    found, faults = read(text, ADDRESSES)
    wrong = {fault.line for fault in faults}

    for redirect in found:
        assert ".." not in redirect.old + redirect.new
        assert redirect.line in wrong or redirect.new in ADDRESSES
