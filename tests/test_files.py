"""The files below ``content/``: what git cannot hold is made here; the rest stands in ``sites/broken``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from conftest import Checked
from practice.content import files
from practice.content.files import find

BIG = 100 * 1024 * 1024


def told(root: Path) -> list[str]:
    return [str(fault) for fault in find(root).faults]


def test_a_whole_site_is_found_in_order(small: Path) -> None:
    found = find(small)

    assert [
        ("content/conditions/sore-joint.md", "condition", "sore-joint", "en"),
        ("content/locations/example-north.md", "location", "example-north", "en"),
        ("content/pages/home.md", "page", "home", "en"),
        ("content/physicians/alex-example.md", "physician", "alex-example", "en"),
        ("content/practice.md", "practice", "practice", "en"),
        ("content/procedures/joint-block.md", "procedure", "joint-block", "en"),
    ] == [(source.path, source.kind.name, source.slug, source.lang) for source in found.pages]
    assert [] == found.faults


@pytest.mark.parametrize(
    "name",
    [
        "home.md~",
        ".home.md.swp",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "#home.md#",
        "4913",
        "a.bak",
        "a.orig",
        "a.tmp",
    ],
)
def test_left_overs_of_editors_are_passed_over(name: str, small: Path) -> None:
    (small / "content/pages" / name).write_bytes(b"\x00")

    assert [] == told(small)


def test_a_site_without_content_is_no_site(tmp_path: Path, check: Checked) -> None:
    assert (
        1,
        [
            "content: no such folder; a site is a folder with content/ in it",
            'content/pages/home.md: missing; the site needs a home page with "Title:" and a text',
            'content/practice.md: missing; write it with "Name:" and "Phone:" (make new KIND=practice)',
            "0 pages: 3 errors (stop every build)",
        ],
    ) == check(tmp_path)


def test_a_pipe_is_not_opened(small: Path) -> None:
    os.mkfifo(small / "content/pages/other.md")

    assert ["content/pages/other.md: neither a file nor a folder (a pipe or a device); delete it"] == told(small)


def test_links_are_not_followed(small: Path) -> None:
    (small / "content/pages/other.md").symlink_to("/etc/passwd")
    (small / "content/pages/self.md").symlink_to("self.md")
    (small / "content/images").symlink_to(small)
    (small / "content/files").mkdir()
    (small / "content/files/loop").symlink_to("..")
    message = "a symbolic link; put the file itself here"

    assert [
        f"content/files/loop: {message}",
        f"content/images: {message}",
        f"content/pages/other.md: {message}",
        f"content/pages/self.md: {message}",
    ] == told(small)


def test_a_name_that_is_not_utf_8_is_named(small: Path) -> None:
    (small / "content/pages" / os.fsdecode(b"caf\xe9.md")).write_text("Title: x\n")

    assert ["content/pages/caf?.md: the name is not UTF-8; rename the file"] == told(small)


def test_names_that_differ_by_case_only_are_refused(small: Path) -> None:
    images = small / "content/files"
    images.mkdir()
    for name in ("Form.txt", "form.txt"):
        (images / name).write_text("x")
    if len(list(images.iterdir())) == 1:
        pytest.skip("this disk holds such names for one; run the tests on one that does not")

    assert [
        'content/files/form.txt: differs from "Form.txt" only by case; some hosts hold them for one, so rename it'
    ] == told(small)


@pytest.mark.parametrize("path", ["pages/other.md", "pieces/urgent.md", "redirects.txt"])
def test_a_file_of_a_hundred_megabytes_is_refused_unread(path: str, small: Path) -> None:
    file = small / "content" / path
    file.parent.mkdir(exist_ok=True)
    with file.open("wb") as sparse:
        sparse.truncate(BIG)

    assert [f"content/{path}: 104,857,600 bytes; a page has at most 1,000,000, so split it"] == told(small)


@pytest.mark.parametrize("path", ["files/form.pdf", "images/scan.png"])
def test_a_download_or_picture_of_a_hundred_megabytes_is_refused_unread(path: str, small: Path) -> None:
    file = small / "content" / path
    file.parent.mkdir()
    with file.open("wb") as sparse:
        sparse.truncate(BIG)

    assert [f"content/{path}: 104,857,600 bytes; a file has at most 30,000,000"] == told(small)


def test_a_file_that_cannot_be_read_is_named(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files, "open", refuse, raising=False)
    message = "cannot be read: Permission denied; mend its permissions"

    assert [f"{path.relative_to(small).as_posix()}: {message}" for path in sorted(small.rglob("*.md"))] == sorted(
        told(small)
    )


def test_a_folder_that_cannot_be_read_is_named(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.os, "scandir", refuse)

    assert ["content: cannot be read: Permission denied; mend its permissions"] == told(small)


def test_pieces_and_redirects_are_held_apart_from_pages(small: Path) -> None:
    (small / "content/pieces").mkdir()
    (small / "content/pieces/urgent.md").write_text("- one\n")
    (small / "content/pieces/urgent.es.md").write_text("- uno\n")
    (small / "content/redirects.txt").write_text("/a/ /\n")
    found = find(small)

    assert {"en": {"urgent": "- one\n"}, "es": {"urgent": "- uno\n"}} == found.pieces
    assert "/a/ /\n" == found.redirects


def test_the_characters_of_pieces_and_redirects_are_checked_too(small: Path) -> None:
    (small / "content/pieces").mkdir()
    (small / "content/pieces/urgent.md").write_bytes(b"one\n\xff\n")
    (small / "content/redirects.txt").write_bytes(b"\x00")

    assert [
        "content/pieces/urgent.md:2: byte 0xFF is not UTF-8; save the file as UTF-8",
        "content/redirects.txt:1: NUL character U+0000; delete it",
    ] == told(small)
