"""The theme's templates: one strict environment, whose ``_`` speaks the language of the page at hand."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Macro
from markupsafe import Markup

from practice.pages import views
from practice.pages.texts import Texts


class Templates:
    """
    Templates of one theme.

    ``_`` is a global and no value of each page, because a component that needs the page's context would be
    evaluated anew by every template that imports it, for every page: a third of the time of rendering.

    Args:
        theme: its folder.
    """

    def __init__(self, theme: Path) -> None:
        self.texts = cache(lambda lang: Texts(theme, lang))
        self.environment = Environment(
            loader=FileSystemLoader(theme / "templates"),
            undefined=StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.environment.globals["_"] = self._say
        self.environment.globals["once"] = self._once
        self._drawn: dict[tuple[str, str, Hashable], Markup] = {}
        self._lang = "en"

    def _say(self, text: str, **values: Any) -> Markup:
        return self.texts(self._lang).html(text, **values)

    def _once(self, macro: Macro, value: Hashable) -> Markup:
        """Return what *macro* makes of *value*; a drawing that many pages show is made once for each language."""
        key = (self._lang, macro.name, value)
        drawn = self._drawn.get(key)
        if drawn is None:
            drawn = self._drawn[key] = Markup(macro(value))
        return drawn

    def of(self, kind: str) -> Any:
        """Return the template of a kind of page."""
        return self.environment.get_template(f"{kind}.html")

    def render(self, template: Any, page: views.Page, site: views.Frame) -> str:
        """Return *page* as HTML by *template*, in the page's language."""
        self._lang = page.lang
        return str(template.render(page=page, site=site))

    def figure(self, image: views.Image, caption: str, alone: bool) -> str:
        """Return a picture in a text as HTML; *alone* in its paragraph it becomes a figure."""
        if alone:
            return self._macro("figure", image, caption)
        return self._macro("picture", image)

    def _macro(self, name: str, *values: object) -> str:
        module = self.environment.get_template(f"components/{name}.html").module
        return str(getattr(module, name)(*values)).strip()
