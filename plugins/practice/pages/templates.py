"""The theme's templates: one strict environment, whose ``_`` speaks the language of the page at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.bccache import Bucket
from jinja2.runtime import Macro
from markupsafe import Markup

from practice.pages import views
from practice.pages.kept import Kept
from practice.pages.texts import Texts

_OPTIONS = {"undefined": StrictUndefined, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
_DRAWN = 32_768
"""Drawings and cards kept at hand."""


class Templates:
    """
    Templates of one theme.

    ``_`` is a global and no value of each page, because a component that needs the page's context would be
    evaluated anew by every template that imports it, for every page: a third of the time of rendering.

    Args:
        theme: its folder.
        kept: where compiled templates are kept from one build to the next.
        note: is told which files of the theme a page depends on: ``"template", name`` and ``"texts", lang``.
    """

    def __init__(self, theme: Path, kept: Kept | None = None, note: Callable[..., None] = lambda *_: None) -> None:
        self.note = note
        self._theme, self._spoken = theme, dict[str, Texts]()
        self.environment = _Environment(
            loader=FileSystemLoader(theme / "templates"),
            auto_reload=False,
            bytecode_cache=_Compiled(kept) if kept else None,
            **_OPTIONS,
        )
        self.environment.globals["_"] = self._say
        self.environment.globals["once"] = self._once
        self._drawn: dict[tuple[Hashable, ...], Markup] = {}
        self._lang = "en"

    def texts(self, lang: str) -> Texts:
        """Return the texts of a language."""
        self.note("texts", lang)
        found = self._spoken.get(lang)
        if found is None:
            found = self._spoken[lang] = Texts(self._theme, lang)
        return found

    def _say(self, text: str, **values: Any) -> Markup:
        return self.texts(self._lang).html(text, **values)

    def _once(self, macro: Macro, *values: Hashable) -> Markup:
        """Return what *macro* makes of *values*; what many pages show is made once for each language."""
        key = (self._lang, macro.name, *values)
        drawn = self._drawn.get(key)
        if drawn is None:
            if len(self._drawn) == _DRAWN:  # most of it is of former states of the site
                self._drawn.clear()
            drawn = self._drawn[key] = Markup(macro(*values))
        return drawn

    def of(self, kind: str) -> Template:
        """Return the template of a kind of page."""
        return self.environment.get_template(f"{kind}.html")

    def render(self, template: Template, page: views.Page, site: views.Frame) -> str:
        """Return *page* as HTML by *template*, in the page's language."""
        self._lang = self.texts(page.lang).lang
        html = str(template.render(page=page, site=site))
        self._note(str(template.name))
        return html

    def figure(self, image: views.Image, caption: str, alone: bool) -> str:
        """Return a picture in a text as HTML; *alone* in its paragraph it becomes a figure."""
        if alone:
            return self._macro("figure", image, caption)
        return self._macro("picture", image)

    def _macro(self, name: str, *values: object) -> str:
        file = f"components/{name}.html"
        module = self.environment.get_template(file).module
        html = str(getattr(module, name)(*values)).strip()
        self._note(file)
        return html

    def _note(self, name: str) -> None:
        for each in self.environment.used_by(name):
            self.note("template", each)


class _Compiled(BytecodeCache):
    """
    Compiled templates by their names.

    Jinja2 itself compares the text and the Python that each was made from; its own version and our options it does not.
    """

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        made_with = f"{jinja2.__version__} {_OPTIONS}"
        self._with = hashlib.blake2b(made_with.encode(), digest_size=8).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill *bucket*, if there is something of the same text and of the same Python and Jinja2."""
        if data := self._kept.get(f"{self._with}-{bucket.key}"):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what *bucket* holds."""
        self._kept.put(f"{self._with}-{bucket.key}", bucket.bytecode_to_string())


class _Environment(Environment):
    """
    An environment that knows which template asked for which.

    A component asks for others once, when it is loaded, and not for each page; so what it asked for is kept.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._asked: dict[str, set[str]] = {}
        self._used: dict[str, frozenset[str]] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002
        """Return a template, and note who asked for it."""
        found = super().get_template(name, parent, globals)
        if parent is not None and found.name not in (asked := self._asked.setdefault(parent, set())):
            asked.add(str(found.name))
            self._used.clear()
        return found

    def used_by(self, name: str) -> frozenset[str]:
        """Return a template and every template that it and those ever asked for."""
        known = self._used.get(name)
        if known is None:
            found, ahead = {name}, [name]
            while ahead:
                new = self._asked.get(ahead.pop(), set()) - found
                found |= new
                ahead.extend(new)
            known = self._used[name] = frozenset(found)
        return known
