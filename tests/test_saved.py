"""Saved pages: their main text, their links to one another, and what their own files are named by."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import write
from imported import Taken, take

HEAD = '<!doctype html><html lang="{lang}"><head><title>{title}</title>{more}</head><body>'
CANONICAL = '<link rel="canonical" href="https://www.example.com/{path}">'


def page(title: str, html: str, path: str = "", lang: str = "en") -> str:
    more = CANONICAL.format(path=path) if path else ""
    return (
        f"{HEAD.format(title=title, more=more, lang=lang)}<nav><a href='/'>Home</a></nav><h1>{title}</h1>{html}</body>"
    )


def saved(tmp_path: Path, pages: dict[str, str]) -> Taken:
    write(tmp_path / "old", pages)
    return take(tmp_path / "old", tmp_path / "site")


@pytest.mark.parametrize("canonical", ["", "about/"])
@pytest.mark.parametrize("link", ["../sciatica/index.html", "../sciatica/index.html#causes"])
def test_pages_that_were_saved_together_lead_to_one_another(canonical: str, link: str, tmp_path: Path) -> None:
    pages = {
        "about/index.html": page("About us", f'<p>We treat <a href="{link}">pain in the leg</a> here.</p>', canonical),
        "sciatica/index.html": page("Sciatica", "<p>Sciatica is pain in the leg.</p>", "sciatica/"),
    }
    taken = saved(tmp_path, pages)
    texts = [data.decode() for name, data in taken.files().items() if name.startswith("content/pages/")]

    assert any("[pain in the leg](sciatica.md)" in text for text in texts)


def test_a_file_beside_a_saved_page_is_taken(tmp_path: Path) -> None:
    pages = {
        "form_files/form.pdf": "%PDF-1.4\n",
        "about.html": page("About us", '<p>Bring our <a href="form_files/form.pdf">form</a> along.</p>', "about/"),
    }
    taken = saved(tmp_path, pages)

    assert "[form](../files/form.pdf)" in taken.file("pages/about.md")


@pytest.mark.parametrize("lang", ["es", "es-US"])
def test_a_page_that_says_it_is_in_spanish_is_believed(lang: str, tmp_path: Path) -> None:
    taken = saved(tmp_path, {"x.html": page("Ciática", "<p>Dolor de pierna fuerte.</p>", lang=lang)})

    assert any(line.startswith("in Spanish") for line in taken.said("Ciática"))


def test_a_folder_says_that_frames_are_not_taken_and_text_has_none(tmp_path: Path) -> None:
    assert 1 == len(saved(tmp_path, {"x.html": page("A page", "<p>Words of this page.</p>")}).whole)
    assert [] == saved(tmp_path / "text", {"x.txt": "Words of this page are here.\n"}).whole
