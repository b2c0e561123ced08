"""The theme's templates: what their one environment offers them."""

from __future__ import annotations

from pathlib import Path

from builds import write
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
