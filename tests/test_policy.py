"""The security policy of a page: what its final bytes need, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

import pytest

from builds import Built, below_a_path, published
from practice.site import policy

BARE = "default-src 'none'; base-uri 'none'; connect-src 'self'; form-action 'none'; img-src 'self'"


def page(inside: str) -> bytes:
    return f'<!doctype html><html lang=en><head><meta charset="utf-8">{inside}</head><body></body></html>'.encode()


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    ("inside", "added"),
    [
        ("", {}),
        ('<script type="application/ld+json">{"a": 1}</script>', {}),
        ("<style>p{color:red}</style>", {"style-src": digest("p{color:red}")}),
        ("<style>é > p{}</style>", {"style-src": digest("é > p{}")}),
        (
            "<style>p{background:url(data:image/svg+xml,x)}</style>",
            {"img-src": "'self' data:", "style-src": digest("p{background:url(data:image/svg+xml,x)}")},
        ),
        ('<link rel="icon" href="data:image/svg+xml,x">', {"img-src": "'self' data:"}),
        ('<link rel="icon" href="/a.svg">', {}),
        ('<link rel="stylesheet" href="/a.css">', {"style-src": "'self'"}),
        (
            "<script type=module>plan()</script>",
            {"script-src": digest("plan()"), "connect-src": ""},
        ),
        (
            '<script type="module" data-index="/x" data-index-integrity="sha384-x">seek()</script>',
            {"connect-src": "'self'", "script-src": f"'self' {digest('seek()')}"},
        ),
        ('<link rel="manifest" href="/m.json">', {"manifest-src": "'self'"}),
    ],
)
def test_a_policy_names_what_the_page_needs(inside: str, added: dict[str, str]) -> None:
    wanted = {**dict(directive.split(" ", 1) for directive in BARE.split("; ")), **added}
    wanted = {directive: sources for directive, sources in wanted.items() if sources}
    written = policy.text(policy.needs(page(inside)))

    assert wanted == dict(directive.split(" ", 1) for directive in written.split("; "))


def test_a_form_may_be_sent_to_the_site_itself() -> None:
    html = page("").replace(b"<body>", b"<body><form action=/search/></form>")

    assert "form-action 'self'" in policy.text(policy.needs(html))


def test_a_style_is_counted_as_the_browser_counts_it() -> None:
    """The digest of the element's text, whatever stands around it."""
    html = page("<style>\n  p::before { content: '<b>&amp;' }\n</style>")

    assert digest("\n  p::before { content: '<b>&amp;' }\n") in policy.text(policy.needs(html))


def test_frames_are_forbidden_where_that_counts() -> None:
    assert "frame-ancestors" not in policy.text(frozenset())
    assert policy.header(policy.needs(page(""))) == f"{BARE}; frame-ancestors 'none'"


def test_the_header_of_a_site_allows_what_its_pages_need_together() -> None:
    one, other = policy.needs(page("<style>a{}</style>")), policy.needs(page("<style>b{}</style>"))

    both = " ".join(sorted([digest("a{}"), digest("b{}")]))
    assert f"style-src {both};" in policy.header(one | other)


def test_a_page_gets_its_policy_before_all_that_it_governs() -> None:
    html = policy.with_policy(page("<style>a{}</style>")).decode()

    assert re.search(r'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="[^"]+">', html)
    assert '<meta name="referrer" content="no-referrer">' in html
    assert policy.needs(html.encode()) == policy.needs(page("<style>a{}</style>"))


def test_a_page_without_a_charset_is_refused() -> None:
    with pytest.raises(ValueError, match=r"has no <meta charset>; write one in base\.html"):
        policy.with_policy(b"<!doctype html><title>x</title>")


@pytest.mark.parametrize("built", [published, below_a_path])
def test_every_page_of_a_published_site_carries_the_policy_of_its_final_bytes(built: Callable[[], Built]) -> None:
    for name in (name for name in built().files if name.endswith(".html")):
        html = (built().folder / name).read_bytes()
        (content,) = re.findall(rb'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', html)

        assert policy.text(policy.needs(html)) == content.decode()
        assert html.index(b"Content-Security-Policy") < 200


def test_a_page_for_reading_may_run_nothing() -> None:
    for name, page_ in published().pages.items():
        (meta,) = page_.css('meta[http-equiv="Content-Security-Policy"]')
        if not page_.css("script[type=module]"):
            assert "script-src" not in (meta.attributes["content"] or ""), name


def test_no_address_is_open_to_the_script_of_a_handout() -> None:
    """What is entered there cannot be sent, whatever the script would do: not by a request, not by a form."""
    handouts = [page_ for name, page_ in published().pages.items() if name.endswith("/handout/index.html")]

    assert handouts
    for page_ in handouts:
        (meta,) = page_.css('meta[http-equiv="Content-Security-Policy"]')
        allowed = dict(each.split(" ", 1) for each in str(meta.attributes["content"]).split("; "))
        (script,) = page_.css("script[type=module]")
        assert ("'none'", digest(script.text()), "'none'") == (
            allowed["default-src"], allowed["script-src"], allowed["form-action"]
        )  # fmt: skip
        assert "connect-src" not in allowed
