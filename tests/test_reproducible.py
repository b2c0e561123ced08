"""The same input makes the same bytes, wherever and however it is built; what did not change is not touched."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from builds import SAMPLE, URL, Built, below_a_path, desk, preview, published, run, sample_copy, snapshot
from practice.site.manifest import MANIFEST, read_manifest


def digests(folder: Path) -> dict[str, str]:
    return {path: entry.sha256 for path, entry in read_manifest(folder).items()}


@pytest.mark.parametrize(
    ("folder", "given"),
    [
        ("one", {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1", "PYTHONUTF8": "0"}),
        ("two [x] ü", {"TZ": "Pacific/Pago_Pago", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "PYTHONUTF8": "1"}),
        ("three", {"TZ": "UTC", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "3", "LANG": "de_DE"}),
    ],
)
def test_a_build_is_the_same_whatever_the_folder_zone_locale_and_hash_seed(
    folder: str, given: dict[str, str], tmp_path: Path
) -> None:
    site = sample_copy(tmp_path / folder)
    result = desk("publish", "--site", site, cwd=tmp_path, **given)

    assert 0 == result.status, result.err
    assert (published().folder / MANIFEST).read_bytes() == (site / "public" / MANIFEST).read_bytes()


def test_the_order_in_which_files_were_made_does_not_matter(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for file in sorted(SAMPLE.rglob("*"), reverse=True):
        if not file.is_file() or ".cache" in file.parts:
            continue
        copy = site / file.relative_to(SAMPLE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    assert 0 == run("html", "--site", site).status

    assert digests(preview().folder) == digests(site / "output")


def test_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    """An editor's program may write either."""
    site = sample_copy(tmp_path)
    for file in (site / "content").rglob("*.md"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert 0 == run("publish", "--site", site).status

    assert digests(published().folder) == digests(site / "public")


def test_building_again_touches_no_file(tmp_path: Path) -> None:
    site = sample_copy(tmp_path)
    assert 0 == run("html", "--site", site).status
    before = snapshot(site / "output")
    result = run("html", "--site", site)

    assert before == snapshot(site / "output")
    assert "output/: nothing changed" in result.out


def test_a_changed_page_leaves_every_other_file_as_it_was(tmp_path: Path) -> None:
    site = sample_copy(tmp_path)
    assert 0 == run("html", "--site", site).status
    before = snapshot(site / "output")
    privacy = site / "content/pages/privacy.md"
    privacy.write_text(privacy.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    result = run("html", "--site", site)
    after = snapshot(site / "output")
    changed = {Path(name).relative_to(site / "output").as_posix() for name in after if before.get(name) != after[name]}

    assert {"privacy/index.html", MANIFEST} == changed
    assert "0 added, 1 changed, 0 removed" in result.out


def test_the_manifest_names_the_sources_of_each_page_and_no_place_on_a_disk() -> None:
    text = (published().folder / MANIFEST).read_text(encoding="utf-8")
    entries = read_manifest(published().folder)

    assert ("content/pieces/urgent-spine.md", "content/procedures/kyphoplasty.md") == tuple(
        sorted(entries["procedures/kyphoplasty/index.html"].sources)
    )
    assert all(entry.sources for entry in entries.values())
    assert not re.search(r'"/|\\\\', json.dumps([entry.sources for entry in entries.values()]))
    assert str(SAMPLE) not in text


def test_no_page_tells_where_or_when_it_was_built() -> None:
    for built in (preview(), published()):
        for name in built.files:
            data = (built.folder / name).read_bytes()
            assert str(SAMPLE.parent).encode() not in data
            assert str(built.folder).encode() not in data
            assert b"localhost" not in data


def test_below_a_path_the_site_is_the_same_but_for_its_addresses() -> None:
    def without_base(built: Built, name: str) -> str:
        text = (built.folder / name).read_text(encoding="utf-8")
        if built.base != "/":
            text = text.replace(built.url, f"{URL}/")
            text = re.sub(r"(?<=[= \"])/clinic/", "/", text)
        return re.sub(r'="(/[^"\s]*)"', r"=\1", text)  # a page that is made small has quotes where they are needed

    root, below = published(), below_a_path()
    texts = [name for name in below.files if name.endswith((".html", ".xml", ".txt", ".svg"))]

    alike = [name for name in root.files if not name.startswith(".well-known/")]  # which stands at a host's root only

    assert alike == below.files
    assert [] == [name for name in texts if without_base(root, name) != without_base(below, name)]
