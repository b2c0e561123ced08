"""Scripts of pages: their files, names that tell the bytes, and what a browser checks them against."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from pathlib import Path

import pytest

from builds import REPOSITORY, preview
from practice.pages.scripts import SCRIPTS, Scripts, hashed, integrity

STATIC = REPOSITORY / "theme" / "static"


def test_another_content_has_another_name() -> None:
    assert f"assets/search.{hashlib.sha256(b'a').hexdigest()[:8]}.js" == hashed("search.js", b"a")
    assert hashed("search.js", b"a") != hashed("search.js", b"b")


def test_a_browser_is_told_the_digest_of_each_file() -> None:
    algorithm, _, digest = integrity(b"a").partition("-")

    assert "sha384" == algorithm
    assert hashlib.sha384(b"a").digest() == b64decode(digest)


def test_a_script_names_what_it_loads_later_and_all_of_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "search.js").write_bytes(b"run()")
    (tmp_path / "minisearch.js").write_bytes(b"library")
    scripts = Scripts(tmp_path, "/clinic/")
    script = scripts.of_kind("search", "es", index=b"{}")
    files = {f"/clinic/{file.name}": file.data for file in scripts.files()}

    assert "run()" == script.text
    assert {"library": b"library", "index": b"{}"} == {name: files[it.address] for name, it in script.later.items()}
    assert 2 == len(files)
    assert all(integrity(files[asset.address]) == asset.integrity for asset in script.later.values())


@pytest.mark.parametrize("text", ["'</Script>'", "'<!-- '"])
def test_a_script_that_would_end_in_the_middle_is_a_mistake(text: str, tmp_path: Path) -> None:
    (tmp_path / "planner.js").write_text(f"run({text})", encoding="utf-8")

    with pytest.raises(AssertionError, match="cannot hold"):
        Scripts(tmp_path, "/").of_kind("handout", "en")


def test_a_script_without_what_the_build_makes_for_it_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="search"):
        Scripts(tmp_path, "/").of_kind("search", "en")


@pytest.mark.parametrize("kind", SCRIPTS)
def test_each_declared_script_is_there_and_stands_on_its_pages(kind: str) -> None:
    declared = SCRIPTS[kind]
    pages = [page for page in preview().pages.values() if page.body and page.body.attributes["data-page"] == kind]

    assert all((STATIC / file).is_file() for file in (declared.file, *declared.later.values()))
    assert pages
    assert all(page.css_first('script[type="module"]') for page in pages)


def test_the_theme_has_no_script_that_nobody_loads() -> None:
    used = {file for each in SCRIPTS.values() for file in (each.file, *each.later.values())}

    assert used == {file.name for file in STATIC.glob("*.js")}
