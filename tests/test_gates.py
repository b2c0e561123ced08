"""What the gates on the built tree refuse, whatever template or content made it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds import SMALLEST, change, own_theme, run, snapshot, write
from practice.pages.scripts import hashed, integrity
from practice.site.gates import gates

PAGE = '<!doctype html><html lang="en"><title>{title}</title><body data-page="page"><h1>Title</h1>{body}</body></html>'


def page(body: str = "", title: str = "A page") -> str:
    return PAGE.replace("{title}", title).replace("{body}", body)


SHEET = "its stylesheet asks for another file; write it into the stylesheet"


def asks(target: str, home: str = "content/") -> str:
    return f'asks another site for "{target}"; put the file into {home}'


def carries(src: str = "") -> str:
    which = f'the script "{src}", which' if src else "a script that"
    return f"carries {which} its kind of page does not have; take it out of the template"


def no_place(target: str) -> str:
    return f'the link "{target}" leads to no such place on the page; correct what follows the #'


def told(folder: Path, files: Mapping[str, str], base: str = "/") -> list[str]:
    """Return what the gates say of a tree, each file made from one named like it."""
    write(folder, files)
    return [str(fault) for fault in gates(folder, base, {name: (f"content/{name}.md",) for name in files})]


def of_page(folder: Path, html: str, **more: str) -> list[str]:
    """Return what the gates say of one page at the root, without place and path."""
    start = "content/index.html.md: page /: "
    found = told(folder, {"index.html": html, **more})
    assert all(each.startswith(start) for each in found), found
    return [each.removeprefix(start) for each in found]


def test_a_plain_page_passes(tmp_path: Path) -> None:
    body = (
        '<h2 id="two">Two</h2><a href="#two">two</a> <a href="https://www.example.com/">out</a> '
        '<a href="tel:+12145550100">call</a> <a href="mailto:a@example.com">write</a> <img src="/a.png" alt="A spine">'
        "<style>a{color:red;mask:url(#m)}</style>"
        '<script type="application/ld+json">{"@context":"https://schema.org"}</script>'
    )

    assert [] == of_page(tmp_path, page(body), **{"a.png": ""})


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (page().replace(' data-page="page"', ""), "was not made from base.html; let its template extend it"),
        (page(title=""), "has no <title>; write one in base.html"),
        (page().replace("<title>A page</title>", ""), "has no <title>; write one in base.html"),
        (page().replace(' lang="en"', ""), "says no language; write <html lang>"),
        (page().replace("h1", "p"), "has 0 h1 headings; a page has exactly one"),
        (page("<h1>Two</h1>"), "has 2 h1 headings; a page has exactly one"),
        (page("<h3>Deep</h3>"), 'a heading of level 3 after one of level 1: "Deep"; skip none'),
        (page("<h2> </h2>"), "an empty heading of level 2; write its words"),
        (page('<p id="a"></p><p id="a"></p>'), 'the id "a" stands twice; give each part its own'),
        (page('<a href="/gone/">x</a>'), 'the link "/gone/" leads nowhere; correct it or write the page'),
        (page('<a href="gone">x</a>'), 'the link "gone" leads nowhere; correct it or write the page'),
        (page('<a href="#gone">x</a>'), no_place("#gone")),
        (page('<a href="/#gone">x</a>'), no_place("/#gone")),
        (page('<a href="//example.com/">x</a>'), 'links to "//example.com/"; write an address'),
        (page('<a href="ftp://example.com/">x</a>'), 'links to "ftp://example.com/"; write an address'),
        (page('<img src="https://example.com/a.png" alt="A">'), asks("https://example.com/a.png")),
        (page('<img src="//example.com/a.png" alt="A">'), asks("//example.com/a.png")),
        (page('<link rel="icon" href="https://example.com/a">'), asks("https://example.com/a", "the theme")),
        (page('<link rel="icon" href="data:text/html,x">'), 'links to "data:text/html,x"; write an address'),
        (page('<link rel="stylesheet" href="data:image/png,x">'), 'links to "data:image/png,x"; write an address'),
        (page('<link rel="preconnect" href="//example.com">'), asks("//example.com", "the theme")),
        (page("<style>a{background:url(/a.png)}</style>"), SHEET),
        (page('<style>@import "a.css";</style>'), SHEET),
        (page("<script>alert(1)</script>"), carries()),
        (page('<script src="https://example.com/a.js"></script>'), asks("https://example.com/a.js")),
        (page('<iframe srcdoc="x"></iframe>'), "has a <iframe>; the site shows its own pages only"),
        (page('<meta http-equiv="refresh" content="0;url=/">'), "has a <meta>; the site shows its own pages only"),
        (page('<p onclick="x()">'), "has the event attribute onclick; pages are read without scripts"),
        (page('<p style="color:red">'), "has a style attribute, which the security policy forbids; write a class"),
        (page('<img src="/a.png">'), "has a picture without alternative text; write what it shows"),
        (page('<img src="/a.png" alt>'), "has a picture without alternative text; write what it shows"),
        (page('<form action="https://example.com/"></form>'), asks("https://example.com/")),
    ],
)  # fmt: skip
def test_each_message_of_the_gates(html: str, message: str, tmp_path: Path) -> None:
    assert [message] == of_page(tmp_path, html, **{"a.png": ""})


SRC = f"/{hashed('minisearch.js', b'library')}"
LIBRARY, INDEX = b"library", b"{}"
FILES = {hashed("minisearch.js", LIBRARY): LIBRARY, hashed("index.json", INDEX): INDEX}


def with_script(kind: str = "search", **changed: str | None) -> str:
    """Return a page with the script of the search, one of its attributes changed or taken away."""
    library, index = (f"/{name}" for name in FILES)
    attributes = {
        "type": "module",
        "data-library": library,
        "data-library-integrity": integrity(LIBRARY),
        "data-index": index,
        "data-index-integrity": integrity(INDEX),
        **changed,
    }
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items() if value is not None)
    return page(f"<script {written}>run()</script>").replace('data-page="page"', f'data-page="{kind}"')


def with_files(folder: Path, html: str) -> list[str]:
    """Return what the gates say of a page beside the files of the search."""
    return of_page(folder, html, **{name: data.decode() for name, data in FILES.items()})


def altered(address: str) -> str:
    return f'loads "{address}", which is not as it was built; write the script by components/script.html'


def test_a_page_may_carry_the_script_of_its_kind(tmp_path: Path) -> None:
    assert [] == with_files(tmp_path, with_script())


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        ("page", {}),
        ("search", {"type": None}),
        ("search", {"type": "text/javascript"}),
        ("search", {"src": SRC}),
        ("search", {"type": "application/ld+json", "src": SRC}),
    ],
    ids=["a page for reading", "no module", "an old script", "a file", "a file, as if it were data"],
)
def test_no_other_page_carries_a_script(kind: str, changed: dict[str, str], tmp_path: Path) -> None:
    assert [carries(changed.get("src", ""))] == with_files(tmp_path, with_script(kind, **changed))


def test_a_page_carries_one_script(tmp_path: Path) -> None:
    twice = with_script().replace("</body>", '<script type="module">run()</script></body>')

    assert [carries()] == with_files(tmp_path, twice)


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"data-library-integrity": integrity(b"other")}, 0),
        ({"data-library-integrity": None}, 0),
        ({"data-index-integrity": integrity(b"other")}, 1),
    ],
)
def test_what_a_script_loads_is_held_against_its_bytes(changed: dict[str, str], number: int, tmp_path: Path) -> None:
    assert [altered(f"/{list(FILES)[number]}")] == with_files(tmp_path, with_script(**changed))


@pytest.mark.parametrize("name", ["data-library", "data-index"])
def test_what_a_script_loads_is_there_and_its_own(name: str, tmp_path: Path) -> None:
    missing = with_files(tmp_path, with_script(**{name: "/assets/gone.js"}))
    foreign = with_files(tmp_path, with_script(**{name: "https://example.com/a.js"}))
    unnamed = with_files(tmp_path, with_script(**{name: None}))

    assert [altered("/assets/gone.js")] == missing
    assert [altered("https://example.com/a.js")] == foreign
    assert [altered("")] == unnamed


def test_another_file_does_not_take_the_place_of_a_script(tmp_path: Path) -> None:
    other = {"data-library": f"/{list(FILES)[1]}", "data-library-integrity": integrity(INDEX)}

    assert [altered(other["data-library"])] == with_files(tmp_path, with_script(**other))


def test_a_form_leads_to_a_page_that_is_there(tmp_path: Path) -> None:
    found = of_page(tmp_path, page('<form action="/search/"></form><form action="/"></form>'))

    assert ['the link "/search/" leads nowhere; correct it or write the page'] == found


@pytest.mark.parametrize("target", ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_an_address_that_runs_something_is_refused(target: str, tmp_path: Path) -> None:
    found = of_page(tmp_path, page(f'<a href="{target}">x</a>'))

    assert f'links to "{target}"; write an address' in found


@pytest.mark.parametrize(
    "body",
    [
        '<img src="/a.png" srcset="/a.png 1x, https://example.com/a.png 2x" alt="A">',
        '<img src=" https://example.com/a.png" alt="A">',
        '<img src="/\\example.com/a.png" alt="A">',
        '<svg><image href="https://example.com/a.png"/></svg>',
        '<svg><use href="https://example.com/a.svg#x"/></svg>',
        '<link rel="stylesheet" href=" https://example.com/a.css">',
        "<style>a{background:image-set('https://example.com/a.png' 1x)}</style>",
        '<video poster="https://example.com/a.png"></video>',
        '<a href="/" ping="https://example.com/">x</a>',
        '<button formaction="https://example.com/">x</button>',
    ],
)
def test_no_way_of_asking_another_site_is_overlooked(body: str, tmp_path: Path) -> None:
    html = page(body)

    assert [] != of_page(tmp_path, html, **{"a.png": ""})


@pytest.mark.parametrize(
    "body",
    [
        '<img src="/gone.png" alt="A">',
        '<img src="/a.png" srcset="/a.png 1x, /gone.png 2x" alt="A">',
        '<link rel="icon" href="/gone.svg">',
        '<link rel="apple-touch-icon" href="/gone.png">',
    ],
)
def test_what_a_page_loads_and_no_build_wrote_is_named(body: str, tmp_path: Path) -> None:
    (found,) = of_page(tmp_path, page(body), **{"a.png": ""})

    assert "which was not made; correct its address in the template" in found


def test_two_pages_of_one_language_have_different_titles(tmp_path: Path) -> None:
    found = told(tmp_path, {"a/index.html": page(), "b/index.html": page()})

    assert [
        'content/b/index.html.md: page /b/: has the same <title> as /a/index.html: "A page"; '
        "give one of them another title"
    ] == found


def test_pages_of_two_languages_may_have_one_title(tmp_path: Path) -> None:
    spanish = page().replace('lang="en"', 'lang="es"')

    assert [] == told(tmp_path, {"index.html": page(), "es/index.html": spanish})


@pytest.mark.parametrize("target", ["/clinic/a/", "a/", "/clinic/", "", "/clinic/a/#two", "a/#two", "/clinic/file.pdf"])
def test_links_below_a_base_path_are_followed(target: str, tmp_path: Path) -> None:
    files = {
        "index.html": page(f'<a href="{target}">x</a>'),
        "a/index.html": page('<h2 id="two">Two</h2>', "Another"),
        "file.pdf": "",
    }

    assert [] == told(tmp_path, files, "/clinic/")


@pytest.mark.parametrize("target", ["/", "/a/", "/clinical/a/", "../", "../../etc/passwd"])
def test_a_link_that_leaves_the_base_path_is_named(target: str, tmp_path: Path) -> None:
    files = {"index.html": page(f'<a href="{target}">x</a>'), "a/index.html": page(title="Another")}

    assert [
        f'content/index.html.md: page /clinic/: the link "{target}" leaves the site; write its path below /clinic/'
    ] == told(tmp_path, files, "/clinic/")


def test_a_link_without_its_last_slash_is_named_because_hosts_answer_it_with_a_detour(tmp_path: Path) -> None:
    files = {"index.html": page('<a href="/a">x</a>'), "a/index.html": page(title="Another")}

    assert [
        'content/index.html.md: page /: the link "/a" lacks its last slash; write "/a/"'
    ] == told(tmp_path, files)  # fmt: skip


def test_a_fragment_on_another_page_is_looked_up_there(tmp_path: Path) -> None:
    files = {"index.html": page('<a href="/a/#here">x</a>', "Home"), "a/index.html": page('<p id="there">')}

    assert [
        'content/index.html.md: page /: the link "/a/#here" leads to no such place on the page; '
        "correct what follows the #"
    ] == told(tmp_path, files)


def test_fragments_with_letters_of_any_language_resolve(tmp_path: Path) -> None:
    assert [] == of_page(tmp_path, page('<h2 id="qué-pasa">Qué</h2><a href="#qu%C3%A9-pasa">x</a>'))


@given(body=st.text(alphabet='<>/="ah1i mgsrc:#?&;', max_size=60))
def test_the_gates_never_raise_on_a_page(body: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    found = told(tmp_path_factory.mktemp("tree"), {"index.html": page(body)})

    assert [] == [each for each in found if not each.startswith("content/index.html.md: page /: ")]


def test_a_gate_that_stops_a_build_names_the_page_and_leaves_the_output_as_it_was(tmp_path: Path) -> None:
    site = write(tmp_path / "site", SMALLEST)
    own_theme(site)
    assert 0 == run("html", "--site", site).status
    before = snapshot(site / "output")
    change(site / "theme" / "templates" / "base.html", "<main", "<h1>Second</h1><main")
    result = run("html", "--site", site)

    assert 1 == result.status
    assert "content/pages/home.md: page /: has 2 h1 headings; a page has exactly one" in result.told
    assert "errors (stop every build): the build was stopped, output/ is as it was" in result.told[-1]
    assert before == snapshot(site / "output")
