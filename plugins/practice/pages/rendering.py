"""
Pages as bytes: the one home of rendering, whoever asks.

Pelican's writer asks for each page of a whole build (`practice.pages.engine`), the editor's loop for the pages
whose facts changed; what they get is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from jinja2 import TemplateError, TemplateNotFound

from practice.checks.jurisdiction import Jurisdiction
from practice.content.graph import Site
from practice.content.records import Record
from practice.pages import icons, views
from practice.pages.kept import Kept
from practice.pages.markdown import Unclean
from practice.pages.model import Model
from practice.pages.pictures import Made, Pictures, Unusable
from practice.pages.scripts import STATIC, File
from practice.pages.templates import Templates
from practice.settings import Settings


class BuildError(Exception):
    """A build that cannot be finished; the message names file, fault and remedy."""


class Listed(NamedTuple):
    """What the sitemap says of a page: its absolute address, its day, each language's address."""

    absolute: str
    updated: date | None
    twins: tuple[tuple[str, str], ...]


class Rendered(NamedTuple):
    """
    One written page.

    Attributes:
        name: its file below the output folder, with forward slashes.
        html: its bytes.
        sources: the files that it was made from, the first is the one to mend.
        listed: what the sitemap says of it, None where it says nothing.
    """

    name: str
    html: bytes
    sources: tuple[str, ...]
    listed: Listed | None


class Renderer:
    """
    Renders the pages of one site.

    Args:
        site: what was read; for publishing, without its drafts.
        settings: of this build.
        rules: of the jurisdiction.
        note: is told what a page depends on beside the site.
        want: is told of each file that is to be written beside the pages, such as a picture.
        templates: of an earlier build, where no file of the theme changed since.
    """

    def __init__(
        self,
        site: Site,
        settings: Settings,
        rules: Jurisdiction,
        note: Callable[..., None] = lambda *_: None,
        want: Callable[[Made | File], None] = lambda _: None,
        templates: Templates | None = None,
    ) -> None:
        self.site, self.settings = site, settings
        self.pictures = Pictures(site.images, settings.base, settings.root / ".cache" / "images", note, want)
        self.templates = templates or Templates(settings.theme, Kept(settings.root / ".cache" / "templates"))
        self.templates.note = note
        self._note, self._want, self._rules = note, want, rules

    @cached_property
    def model(self) -> Model:
        """The views of the site."""
        made = self.site.remember("styles", self._styles)
        return Model(self.site, self.settings, self._rules, made, self.pictures, self.templates, self._want)

    def _styles(self) -> dict[str, str]:
        from practice.pages import styles  # what it reads CSS with is needed only when a style changed

        self._note("style")
        return dict(styles.of_kinds(self.settings.theme))

    def pages(self, record: Record, *, beside: bool = True) -> tuple[Rendered, ...]:
        """
        Return the page of a content file, and those that are made *beside* it.

        Raises:
            BuildError: a text, a picture or a template of it cannot be used.
        """
        base, sources = self.model.base, sources_of(record)
        with plainly(self.settings.theme):
            try:
                page = self.model.view(record)
            except Unclean as error:
                raise BuildError(f"{record.path}: {error}") from None
            others = [
                (f"{each.address.removeprefix(base)}index.html", each)
                for each in (self.model.beside(record, page) if beside else ())
            ]
        return tuple(self._rendered(name, each, sources) for name, each in ((file_of(record), page), *others))

    def generated(self) -> Iterator[tuple[str, Callable[[], tuple[Rendered, ...]]]]:
        """Yield the file of each page that no content stands for, and what renders it."""
        base = self.model.base
        for kind, address, view in self.model.generated():
            name = address.removeprefix(base)
            name = f"{name}index.html" if not name or name.endswith("/") else name
            yield name, partial(self._generated, name, kind, view)

    def _generated(self, name: str, kind: str, view: Callable[[], views.Page]) -> tuple[Rendered, ...]:
        with plainly(self.settings.theme):
            return (self._rendered(name, view(), (f"theme/templates/{kind}.html",)),)

    def files(self) -> Iterator[tuple[str, str, Path]]:
        """Yield what is copied as it is: its file below the output folder, its source as named, where it stands."""
        for path, file in self.site.downloads.items():
            yield path.removeprefix("content/"), path, file
        for name in (icons.DRAWING, icons.TOUCH):
            yield name, f"{STATIC}/{name}", self.settings.theme / "static" / name

    def _rendered(self, name: str, page: views.Page, sources: tuple[str, ...]) -> Rendered:
        theme = self.settings.theme
        with plainly(theme):
            try:
                template = self.templates.of(page.kind)
            except TemplateNotFound as error:
                if error.name != f"{page.kind}.html":
                    raise
                raise BuildError(f"{theme.name}/templates/{page.kind}.html: missing; write the template") from None
            html = self.templates.render(template, page, self.model.frame(page.lang))
        return Rendered(name, html.encode(), sources, _listed(page))


@contextmanager
def plainly(theme: Path) -> Iterator[None]:
    """Tell what goes wrong with templates of *theme* and with pictures as a `BuildError`, with file and line."""
    try:
        yield
    except BuildError:
        raise
    except Unusable as error:
        raise BuildError(str(error)) from None
    except Exception as error:
        if not (where := _template_line(error, theme)):
            raise
        said = error.message if isinstance(error, TemplateError) and error.message else str(error)
        raise BuildError(f"{where}: {said}; mend the template") from None


def file_of(record: Record) -> str:
    """Return the file of a content page below the output folder."""
    return f"{record.address}index.html"


def sources_of(record: Record) -> tuple[str, ...]:
    """Return the files of which a page's text is made."""
    ending = "" if record.lang == "en" else f".{record.lang}"
    pieces = {f"content/pieces/{name}{ending}.md" for name in record.pieces}
    return (record.path, *sorted(pieces))


def _listed(page: views.Page) -> Listed | None:
    if not page.absolute or page.kind == "missing" or page.part_of:
        return None
    return Listed(page.absolute, page.updated, tuple((twin.lang, twin.absolute) for twin in page.twins))


def _template_line(error: Exception, theme: Path) -> str:
    """Return path and line of the template in which *error* came up, "" where it came from elsewhere."""
    name, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    trace = error.__traceback__
    while trace:
        file = trace.tb_frame.f_code.co_filename
        if file.startswith(str(theme)):
            name, line = file, trace.tb_lineno
        trace = trace.tb_next
    if not name:
        return ""
    return f"{theme.name}/{Path(name).relative_to(theme).as_posix()}:{line}"
