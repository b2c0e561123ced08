"""What hosts are told, and what real servers then answer; each server runs on this machine, from `servers`."""

from __future__ import annotations

import errno
import gzip
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import brotli
import pytest

from builds import Built, below_a_path, published, run, sample_copy, snapshot, write
from practice import settings
from practice.content import graph, redirects
from practice.content.redirects import Redirect
from practice.site import finish, hosts, moved, policy, rules
from practice.site.manifest import MANIFEST, read_manifest, verify
from servers import Server, serve

OLD = ("/old-kyphoplasty/", "/nerve-test/", "/team/alex/")
ASKED = ("/?p=12", "/?page_id=14", "/old-kyphoplasty/?lang=es", "/old-kyphoplasty?lang=es")
OWN_FILES = (MANIFEST, ".htaccess", ".hosts/nginx.conf", ".hosts/Caddyfile", ".nojekyll", "_headers", "_redirects")


@cache
def table(built: Built) -> rules.Rules:
    """Return the rules of a built site, made anew from its pages."""
    needed = {need for name in built.pages for need in policy.needs((built.folder / name).read_bytes())}
    site = Path(__file__).parent / "sites" / "sample" / "content" / "redirects.txt"
    lines = [line.split() for line in site.read_text(encoding="utf-8").splitlines()]
    moves = [Redirect(old, new, 0) for old, new in lines]
    return rules.rules(built.base, ("en", "es"), policy.header(needed), moves)


def led(built: Built, old: str) -> str:
    """Return where the table leads an old address from the site's base."""
    path, _, asked = f"{built.base.rstrip('/')}{old}".partition("?")
    return next(move.new for move in table(built).redirects if (move.path, move.asked) == (path, asked))


def wanted(built: Built, name: str) -> dict[str, str]:
    """Return the headers that the table gives the file *name*, by names in small letters."""
    path = built.base + name
    area = next((area for area in table(built).areas if path.startswith(area.path)), rules.Area("", {}))
    return {key.lower(): value for key, value in table(built).of(area).items()}


# What is made -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("built", [published, below_a_path])
def test_every_file_of_a_host_is_made_from_the_one_table(built: Callable[[], Built]) -> None:
    made = hosts.files(table(built()))

    assert made == {name: (built().folder / name).read_text(encoding="utf-8") for name in made}
    assert set(made) == {*OWN_FILES} - {MANIFEST}


def test_the_published_site_is_what_its_manifest_says_with_everything_that_hosts_need() -> None:
    listed = read_manifest(published().folder)

    assert [] == verify(published().folder)
    assert set(OWN_FILES) - {MANIFEST} <= set(listed)


def test_a_preview_has_no_file_of_a_host(tmp_path: Path) -> None:
    site = sample_copy(tmp_path)
    run("html", "--site", site)

    assert [] == [name for name in OWN_FILES if name != MANIFEST and (site / "output" / name).exists()]
    assert [] == list((site / "output").rglob("*.br"))


def test_each_text_has_compressed_files_beside_it_that_hold_the_same_bytes_and_no_time() -> None:
    built = published()
    texts = [name for name in built.files if name.endswith(rules.TEXT)]
    packed = [name for name in built.files if name.endswith((".br", ".gz"))]
    for name in packed:
        data, original = (built.folder / name).read_bytes(), (built.folder / name[:-3]).read_bytes()

        assert original == (brotli if name.endswith(".br") else gzip).decompress(data)
        assert len(data) < len(original)
        assert name.endswith(".br") or data[4:8] == bytes(4)
    assert {name[:-3] for name in packed} <= set(texts)
    assert {name for name in texts if name.endswith(".html")} <= {name[:-3] for name in packed}


def test_a_page_that_did_not_change_is_not_compressed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = sample_copy(tmp_path)
    assert 0 == run("publish", "--site", site).status
    done: list[int] = []
    monkeypatch.setattr(finish.compress, "_compressed", lambda data, _: done.append(len(data)) or data[:1])
    about = site / "content/pages/about.md"
    write(site, {"content/pages/about.md": about.read_text(encoding="utf-8") + "\nOne more sentence.\n"})
    assert 0 == run("publish", "--site", site).status

    assert 2 == len(done)


def test_a_publishing_without_a_change_touches_no_file(tmp_path: Path) -> None:
    site = sample_copy(tmp_path)
    run("publish", "--site", site)
    first = {file: file.stat().st_mtime_ns for file in (site / "public").rglob("*")}
    shutil.rmtree(site / ".cache" / "compressed")
    run("publish", "--site", site)

    assert first == {file: file.stat().st_mtime_ns for file in (site / "public").rglob("*")}


def test_what_browsers_keep_for_ever_has_a_digest_in_its_name() -> None:
    names = ["images/a-0123abcd.svg", "images/a-0123abcd-400.jpg", "assets/search.0123abcd.js", "favicon.svg"]

    assert [] == rules.unhashed([*names, *published().files])
    assert ["assets/search.js", "images/a.jpg"] == rules.unhashed(["images/a.jpg", "assets/search.js"])


def test_a_name_without_a_digest_stops_publishing(tmp_path: Path) -> None:
    write(tmp_path, {"assets/search.js": "x"})
    written = {"assets/search.js": ("theme/search.js",)}
    done = finish.finish(tmp_path, written, graph.load(tmp_path), settings.load(tmp_path))

    assert [
        "theme/search.js: assets/search.js: has no digest in its name, so browsers would keep its first version "
        "for ever; name it by its digest"
    ] == [str(fault) for fault in done.faults]


def test_redirects_that_hosts_must_not_mistake_are_written_safely() -> None:
    text = "/caf%C3%A9/ /\n/a.html /\n/away/ https://example.com/?a=b&c=%20d\n/part/ /#x\n/part?id=1.5 /\n"
    found, faults = redirects.read(text, ["/"])
    made = rules.rules("/", ("en",), "default-src 'none'", found)

    assert [] == faults
    assert 'location = "/café/" { return 301 "/"; }' in hosts.nginx(made)
    assert 'RewriteRule "^away$" "https://example.com/?a=b&c=\\%20d" [R=301,NE,L]' in hosts.apache(made)
    assert "/caf%C3%A9 / 301\n/caf%C3%A9/ / 301" in hosts.redirects(made)
    assert "/a.html/" not in hosts.redirects(made)
    assert 'location = "/part" { if ($arg_id = "1.5") { return 301 "/"; } return 301 "/#x"; }' in hosts.nginx(made)
    assert 'RewriteCond %{QUERY_STRING} "(?:^|&)id=1\\.5(?:&|$)"' in hosts.apache(made)
    assert "/part id=1.5 / 301!\n/part /#x 301\n" in hosts.redirects(made)


def test_the_files_of_pages_hosts_keep_their_limits() -> None:
    """Cloudflare: 100 rules, lines of 2,000 characters."""
    text = (published().folder / "_headers").read_text(encoding="utf-8")

    assert 100 > sum(line.startswith("/") for line in text.splitlines())
    assert 2000 > max(map(len, text.splitlines()))


def test_a_moved_address_has_a_page_that_leads_on_without_the_host() -> None:
    moves = (Redirect("/a/", "/b/", 1), Redirect("/c", "https://example.com/", 2), Redirect("/d.php", "/b/", 3))
    moves = (*moves, Redirect("/?p=12", "/b/", 4), Redirect("/a/?p=13", "/c/", 5))
    made = moved.pages((*moves, Redirect("/e.html", "/b/#x", 6)), "/clinic/", lambda path: f"https://host{path}")

    assert ["a/index.html", "c/index.html", "e.html"] == list(made)
    assert b'<meta http-equiv="refresh" content="0; url=/clinic/b/">' in made["a/index.html"]
    assert b'<link rel="canonical" href="https://host/clinic/b/">' in made["a/index.html"]
    assert b"url=https://example.com/" in made["c/index.html"]


def test_a_disk_that_is_full_while_a_site_is_finished_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = sample_copy(tmp_path)
    assert 0 == run("publish", "--site", site).status
    before = snapshot(site / "public")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(finish.hosts, "files", full)
    result = run("publish", "--site", site)

    assert (1, "the disk is full; free some space and build again — the former output is untouched\n") == (
        result.status,
        result.err,
    )
    assert before == snapshot(site / "public")


# What servers answer ----------------------------------------------------------------------------------------------

SITES = {"published": published, "below a path": below_a_path}


DESK = {("nginx", "published"), ("apache", "below a path"), ("caddy", "published")}
"""What a desk starts; continuous integration starts every server with both sites."""


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(both, id=" ".join(both), marks=[] if both in DESK else pytest.mark.long)
        for both in ((name, site) for name in ("nginx", "apache", "caddy") for site in SITES)
    ],
)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    name, site = request.param
    with serve(name, SITES[site]()) as started:
        yield started


@pytest.fixture(scope="module", params=[pytest.param(site, marks=pytest.mark.long) for site in SITES])
def pages_host(request: pytest.FixtureRequest) -> Iterator[Server]:
    with serve("wrangler", SITES[request.param]()) as started:
        yield started


def of_each_kind(built: Built) -> list[str]:
    """Return a page's file of each kind and language; all but the 404 page."""
    found = {
        (page.body.attributes["data-page"], name.startswith("es/")): name
        for name, page in built.pages.items()
        if page.body is not None and name != "404.html"
    }
    return sorted(found.values())


def differing(built: Built, name: str, got: dict[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """Return the headers that are not as the table gives them, or that the table does not give."""
    want = wanted(built, name)
    ours = {key.lower() for key in table(built).headers}
    return {key: (want.get(key), got.get(key)) for key in sorted(ours) if want.get(key) != got.get(key)}


def test_every_kind_of_page_has_its_headers(server: Server) -> None:
    for name in of_each_kind(server.built):
        answer = server.get(server.built.address(name))

        assert (200, {}) == (answer.status, differing(server.built, name, dict(answer.headers)))
        assert "text/html; charset=utf-8" == answer.headers["content-type"]
        assert (server.folder / name).read_bytes() == answer.body


@pytest.mark.parametrize("path", ["zebra/", "zebra/of/old.html", "images/", "images/zebra.png", "es/zebra", "files/"])
@pytest.mark.parametrize("accepted", ["identity", "br"])
def test_a_missing_address_answers_404_with_our_page_and_the_headers_of_a_page(
    server: Server, path: str, accepted: str
) -> None:
    answer = server.get(server.built.base + path, Accept_Encoding=accepted)
    body = brotli.decompress(answer.body) if answer.headers.get("content-encoding") == "br" else answer.body

    assert 404 == answer.status
    assert (server.folder / "404.html").read_bytes() == body
    assert "text/html; charset=utf-8" == answer.headers["content-type"]
    assert {} == differing(server.built, "404.html", dict(answer.headers))


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"), ("identity", None), ("", None)],
)
def test_texts_come_as_they_are_accepted_with_their_type(server: Server, accepted: str, encoding: str | None) -> None:
    for name in (
        "index.html",
        "es/index.html",
        "procedures/kyphoplasty/index.html",
        "404.html",
        "sitemap.xml",
        "favicon.svg",
    ):
        address = server.built.base + "zebra" if name == "404.html" else server.built.address(name)
        answer = server.get(address, Accept_Encoding=accepted)
        packed = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", bytes)
        ending = name[name.rindex(".") :]
        charset = "" if ending == ".svg" else "; charset=utf-8"

        assert (name, encoding) == (name, answer.headers.get("content-encoding"))
        assert "accept-encoding" == answer.headers["vary"].lower()
        assert (name, f"{rules.TYPES[ending]}{charset}") == (name, answer.headers["content-type"])
        assert (server.folder / name).read_bytes() == packed(answer.body)


def test_only_hashed_names_are_kept_for_ever_and_pictures_have_their_type(server: Server) -> None:
    for name in server.built.files:
        if name.endswith((".html", ".br", ".gz")) or name in OWN_FILES:
            continue
        answer = server.get(server.built.base + name)

        assert (200, name, name.startswith(rules.HASHED)) == (
            answer.status,
            name,
            "immutable" in answer.headers["cache-control"],
        )
        assert (name, {}) == (name, differing(server.built, name, dict(answer.headers)))
        assert rules.TYPES[Path(name).suffix] == answer.headers["content-type"].split(";")[0]


@pytest.mark.parametrize("old", OLD)
@pytest.mark.parametrize("end", ["", "/"])
@pytest.mark.parametrize("query", ["", "?utm=1"])
def test_a_moved_address_answers_301_with_and_without_its_slash(server: Server, old: str, end: str, query: str) -> None:
    base = server.built.base.rstrip("/")
    answer = server.get(f"{base}{old.rstrip('/')}{end}{query}")

    assert 301 == answer.status
    assert led(server.built, old) == answer.headers["location"].removeprefix(server.origin).removesuffix(query)
    assert {} == differing(server.built, "index.html", dict(answer.headers))


@pytest.mark.parametrize("old", ASKED)
@pytest.mark.parametrize("more", ["{}", "{}&utm=1", "utm=1&{}"])
def test_an_address_that_asks_answers_301_whatever_else_is_asked(server: Server, old: str, more: str) -> None:
    path, _, asked = old.partition("?")
    answer = server.get(f"{server.built.base.rstrip('/')}{path}?{more.format(asked)}")

    assert 301 == answer.status
    assert led(server.built, old) == answer.headers["location"].removeprefix(server.origin)
    assert {} == differing(server.built, "index.html", dict(answer.headers))


@pytest.mark.parametrize("query", ["", "?p=1", "?p=123", "?xp=12", "?p=12.", "?utm=1", "?page_id=12"])
def test_what_asks_otherwise_gets_the_page_that_stands_there(server: Server, query: str) -> None:
    answer = server.get(f"{server.built.base}{query}")

    assert (200, {}) == (answer.status, differing(server.built, "index.html", dict(answer.headers)))
    assert (server.folder / "index.html").read_bytes() == answer.body


def test_a_folder_without_its_slash_leads_to_the_one_with_it(server: Server) -> None:
    answer = server.get(f"{server.built.base}procedures/kyphoplasty")

    assert answer.status in (301, 308)
    assert f"{server.built.base}procedures/kyphoplasty/" == answer.headers["location"].removeprefix(server.origin)


def test_no_hidden_file_and_no_file_of_a_host_is_served(server: Server) -> None:
    packed = [name for name in server.built.files if name.endswith((".br", ".gz"))]
    for name in (*OWN_FILES, *packed, "404.html", ".hosts/", ".git/config"):
        assert (name, 404) == (name, server.get(server.built.base + name).status)


def test_http_leads_to_https_on_the_same_host(server: Server) -> None:
    answer = server.get_plain(f"{server.built.base}procedures/")

    assert (301, f"{server.origin}{server.built.base}procedures/") == (answer.status, answer.headers["location"])


def test_below_a_path_the_rest_of_the_host_is_left_alone(server: Server) -> None:
    if server.built.base == "/":
        return
    write(server.folder.parent, {"index.html": "another site"})
    answer = server.get("/")

    assert (200, b"another site") == (answer.status, answer.body)
    assert "content-security-policy" not in answer.headers


def test_no_server_tells_its_version(server: Server) -> None:
    """Apache tells it unless its main configuration says otherwise, which no file of a site can."""
    if server.name != "apache":
        assert not any(sign.isdigit() for sign in server.get(server.built.base).headers.get("server", ""))


# Cloudflare Pages: compresses by itself, has its own default for caches -------------------------------------------


def test_pages_host_sends_our_headers_on_every_kind_of_page(pages_host: Server) -> None:
    for name in of_each_kind(pages_host.built):
        answer = pages_host.get(pages_host.built.address(name))

        assert (200, {}) == (answer.status, differing(pages_host.built, name, dict(answer.headers)))
        assert "text/html; charset=utf-8" == answer.headers["content-type"]


def test_pages_host_answers_404_with_our_page_and_policy(pages_host: Server) -> None:
    for path in ("zebra/", "zebra/of/old.html", "es/zebra/"):
        answer = pages_host.get(pages_host.built.base + path)
        left = differing(pages_host.built, path, dict(answer.headers))

        assert 404 == answer.status
        assert (published if pages_host.built.base == "/" else below_a_path)().pages["404.html"].html
        assert {"cache-control"} >= set(left)
        assert "no-store" == answer.headers["cache-control"]


def test_pages_host_keeps_only_hashed_names_for_ever(pages_host: Server) -> None:
    for name in (
        name
        for name in pages_host.built.files
        if Path(name).suffix in (".avif", ".js", ".json", ".jpg", ".svg", ".txt")
    ):
        answer = pages_host.get(pages_host.built.base + name)

        assert (200, name.startswith(rules.HASHED)) == (answer.status, "immutable" in answer.headers["cache-control"])
        assert (name, {}) == (name, differing(pages_host.built, name, dict(answer.headers)))


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_pages_host_compresses_by_itself(pages_host: Server, encoding: str) -> None:
    answer = pages_host.get(f"{pages_host.built.base}procedures/kyphoplasty/", Accept_Encoding=encoding)

    assert encoding == answer.headers["content-encoding"]


@pytest.mark.parametrize("old", OLD)
@pytest.mark.parametrize("end", ["", "/"])
def test_pages_host_answers_301_for_a_moved_address(pages_host: Server, old: str, end: str) -> None:
    base = pages_host.built.base.rstrip("/")
    answer = pages_host.get(f"{base}{old.rstrip('/')}{end}")

    assert (301, led(pages_host.built, old)) == (answer.status, answer.headers["location"])


@pytest.mark.parametrize("asked", ["p=12", "page_id=14"])
def test_pages_host_shows_the_home_page_to_an_address_that_asks(pages_host: Server, asked: str) -> None:
    answer = pages_host.get(f"{pages_host.built.base}?{asked}")

    assert (200, (pages_host.folder / "index.html").read_bytes()) == (answer.status, answer.body)


def test_pages_host_serves_no_file_of_another_host(pages_host: Server) -> None:
    for name in (MANIFEST, ".htaccess", ".hosts/nginx.conf", ".hosts/Caddyfile", "_headers", "_redirects"):
        assert (name, False) == (name, pages_host.get(pages_host.built.base + name).status == 200)
