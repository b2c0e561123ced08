"""The theme's templates: what their one environment offers them."""

from __future__ import annotations

from pathlib import Path

import pytest

from builds import write
from practice.pages import templates as made
from practice.pages.kept import Kept
from practice.pages.templates import Templates

DRAWING = """\
{% macro dots(count) %}{{ "." * count }} {{ _("Phone") }}{% endmacro %}
"""


def test_a_drawing_is_made_once_for_each_value(tmp_path: Path) -> None:
    write(tmp_path, {"templates/dots.html": DRAWING})
    templates = Templates(tmp_path)
    dots = templates.environment.get_template("dots.html").module.dots  # type: ignore[attr-defined]
    once = templates.environment.globals["once"]

    assert (". Phone", ".. Phone") == (once(dots, 1), once(dots, 2))
    assert once(dots, 1) is once(dots, 1)


def test_a_drawing_is_safe_html(tmp_path: Path) -> None:
    write(tmp_path, {"templates/line.html": "{% macro line(words) %}<b>{{ words }}</b>{% endmacro %}"})
    templates = Templates(tmp_path)
    environment = templates.environment
    page = environment.from_string('{% from "line.html" import line %}{{ once(line, "a < b") }}')

    assert "<b>a &lt; b</b>" == page.render()


def test_what_is_drawn_does_not_grow_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "_DRAWN", 2)
    write(tmp_path, {"templates/dots.html": DRAWING})
    templates = Templates(tmp_path)
    dots = templates.environment.get_template("dots.html").module.dots  # type: ignore[attr-defined]

    drawn = [str(templates.environment.globals["once"](dots, count)) for count in (1, 2, 3, 1)]

    assert [". Phone", ".. Phone", "... Phone", ". Phone"] == drawn
    assert len(templates._drawn) <= 2


def shown(theme: Path, kept: Path) -> str:
    """Return a page of *theme* by an environment of its own."""
    return Templates(theme, Kept(kept)).environment.get_template("page.html").render()


def test_a_compiled_template_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"templates/page.html": "{{ 1 + 1 }}"})
    assert "2" == shown(tmp_path, tmp_path / "kept")

    monkeypatch.setattr("jinja2.Environment.compile", lambda *_, **__: pytest.fail("compiled again"))
    assert "2" == shown(tmp_path, tmp_path / "kept")


def test_a_template_that_changed_is_compiled_again(tmp_path: Path) -> None:
    for text in ("one", "two"):
        write(tmp_path, {"templates/page.html": text})
        assert text == shown(tmp_path, tmp_path / "kept")


def test_a_compiled_template_holds_for_the_options_that_it_was_made_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"templates/page.html": "{{ '<' }}"})
    assert "&lt;" == shown(tmp_path, tmp_path / "kept")

    monkeypatch.setitem(made._OPTIONS, "autoescape", False)
    assert "<" == shown(tmp_path, tmp_path / "kept")


def test_damaged_compiled_templates_are_made_anew(tmp_path: Path) -> None:
    write(tmp_path, {"templates/page.html": "{{ 1 + 1 }}"})
    shown(tmp_path, tmp_path / "kept")
    for file in (tmp_path / "kept").iterdir():
        file.write_bytes(file.read_bytes()[:-7])

    assert "2" == shown(tmp_path, tmp_path / "kept")
