"""
Our steps in Pelican's run.

Pelican walks the content folders, makes its page objects, and writes files; our reader hands it pages that
were read and checked before, our writer renders our views, and one generator adds what no file stands for.
"""

from __future__ import annotations

import logging
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pelican
import pelican.plugins
from jinja2 import TemplateError
from pelican import signals
from pelican.generators import Generator, PagesGenerator, PelicanTemplateNotFound
from pelican.readers import BaseReader
from pelican.settings import read_settings
from pelican.writers import Writer

from practice.checks.jurisdiction import Jurisdiction
from practice.content.graph import Site
from practice.content.kinds import BY_FOLDER
from practice.content.records import Record
from practice.pages import styles, views
from practice.pages.markdown import Unclean
from practice.pages.model import Model
from practice.pages.pictures import Pictures, Unusable
from practice.pages.templates import Templates
from practice.settings import REPOSITORY, Settings

KEY = "PRACTICE"
"""The setting under which a run carries its `Run`."""


class BuildError(Exception):
    """A build that cannot be finished; the message names file, fault and remedy."""


@dataclass(slots=True)
class Run:
    """
    One build.

    Attributes:
        model: views of the site.
        pictures: what its pages show.
        templates: of the theme.
        folder: where to write.
        written: each written file (relative, with forward slashes) and the sources it was made from.
        pages: every written page without its text, for the sitemap.
    """

    model: Model
    pictures: Pictures
    templates: Templates
    folder: Path
    written: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pages: list[views.Page] = field(default_factory=list)


def build(site: Site, settings: Settings, rules: Jurisdiction, folder: Path) -> Run:
    """
    Write every page of *site* into *folder* through Pelican.

    Raises:
        BuildError: a template or a text could not be rendered.
    """
    pictures = Pictures(site.images, settings.base, settings.root / ".cache" / "images")
    templates = Templates(settings.theme)
    model = Model(site, settings, rules, styles.of_kinds(settings.theme), pictures, templates)
    run = Run(model, pictures, templates, folder)
    logging.getLogger("pelican").setLevel(logging.ERROR)
    pelican.console.quiet = True
    try:
        pelican.plugins.__path__ = []  # else it imports every plug-in that happens to be installed
        pelican.Pelican(read_settings(None, override=_engine_settings(settings, run))).run()
        for made in pictures.files():  # now that every page has said what it shows
            _add(run, made.name, made.source, made.data)
        for file in model.scripts.files():
            _add(run, file.name, file.source, file.data)
    except PelicanTemplateNotFound as error:
        name = re.sub(r".*unable to load (\S+)\[.*", r"\1", str(error))
        raise BuildError(f"{settings.theme.name}/templates/{name}.html: missing; write the template") from None
    except BuildError:
        raise
    except Exception as error:
        if not (where := _template_line(error, settings.theme)):
            raise
        said = error.message if isinstance(error, TemplateError) and error.message else str(error)
        raise BuildError(f"{where}: {said}; mend the template") from None
    except Unusable as error:
        raise BuildError(str(error)) from None
    for record in site.pages.values():
        if record.kind.name != "practice" and f"{record.address}index.html" not in run.written:
            raise BuildError(f"{record.path}: Pelican left this page out; rename the file")
    return run


def _engine_settings(settings: Settings, run: Run) -> dict[str, Any]:
    """Return Pelican's settings: nothing that a practice's site does not use."""
    return {
        KEY: run,
        "PATH": str(settings.root / "content"),
        "OUTPUT_PATH": str(run.folder),
        "THEME": str(settings.theme),
        "PLUGIN_PATHS": [str(REPOSITORY / "plugins")],
        "PLUGINS": ["practice"],
        "SITEURL": settings.site_url,
        "SITENAME": run.model.site.practice.title if run.model.site.practice else "",
        "DEFAULT_LANG": "en",
        "PAGE_PATHS": [*BY_FOLDER, "glossary.md", "glossary.es.md"],
        "PAGE_TRANSLATION_ID": "page_key",
        "PAGE_ORDER_BY": "relative_source_path",
        "ARTICLE_PATHS": [],
        "STATIC_PATHS": [],
        "THEME_STATIC_PATHS": [],
        "DIRECT_TEMPLATES": [],
        "FILENAME_METADATA": "",
        "SLUGIFY_SOURCE": "basename",
        "DELETE_OUTPUT_DIRECTORY": False,
        "CACHE_CONTENT": False,
        "LOAD_CONTENT_CACHE": False,
        "AUTHOR_SAVE_AS": "",
        "CATEGORY_SAVE_AS": "",
        "TAG_SAVE_AS": "",
        **dict.fromkeys(
            (
                "FEED_ATOM", "FEED_RSS", "FEED_ALL_ATOM", "FEED_ALL_RSS", "CATEGORY_FEED_ATOM", "CATEGORY_FEED_RSS",
                "AUTHOR_FEED_ATOM", "AUTHOR_FEED_RSS", "TRANSLATION_FEED_ATOM", "TRANSLATION_FEED_RSS",
            )
        ),
    }  # fmt: skip


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


# Pelican's signals ---------------------------------------------------------------------------------------------


def start(instance: pelican.Pelican) -> None:
    """Refuse a run that did not come through the desk: it would skip the checks and write into the live folder."""
    if KEY not in instance.settings:
        raise SystemExit("This site is built by `make html` (or `make publish`), which checks it first.")


def strict(generator: Generator) -> None:
    """Give the generators that write pages the one strict environment; Pelican's falls back to another theme."""
    if isinstance(generator, PagesGenerator | GeneratedPages):
        generator.env = generator.settings[KEY].templates.environment


class PageReader(BaseReader):  # type: ignore[misc]
    """Hands Pelican the pages that were read and checked before it started."""

    enabled = True
    file_extensions = ["md"]  # noqa: RUF012 (Pelican reads it from the class)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return no content, because templates get a view, and where the page goes."""
        run: Run = self.settings[KEY]
        model = run.model
        path = Path(source_path).relative_to(model.settings.root).as_posix()
        record = model.site.pages.get(path)
        if record is None or record.kind.name == "practice":
            return "", {"status": "skip"}
        return "", {
            "title": record.title,
            "slug": record.slug,
            "lang": record.lang,
            "page_key": f"{record.kind.name}/{record.slug}",
            "template": model.template(record),
            "save_as": f"{record.address}index.html",
            "url": record.address,
            "record": record,
        }


def add_reader(readers: Any) -> None:
    """Read ``.md`` with `PageReader`."""
    readers.reader_classes["md"] = PageReader


class PageWriter(Writer):  # type: ignore[misc]
    """Renders views instead of Pelican's page objects."""

    def write_file(self, name: str, template: Any, context: dict[str, Any], *_: Any, **values: Any) -> None:
        """Write the page that stands under ``page`` in *values*, and those that are made beside it."""
        record: Record = values["page"].record
        run: Run = context[KEY]
        try:
            page = run.model.view(record)
        except Unclean as error:
            raise BuildError(f"{record.path}: {error}") from None
        self.write_view(name, template, page, run, sources_of(record))
        for other in run.model.beside(record, page):
            file = f"{other.address.removeprefix(run.model.base)}index.html"
            self.write_view(file, run.templates.of(other.kind), other, run, sources_of(record))

    def write_view(self, name: str, template: Any, page: views.Page, run: Run, sources: tuple[str, ...]) -> None:
        """Render *page* and write it to *name* below the output folder."""
        model = run.model
        html = run.templates.render(template, page, model.frame(page.lang))
        file = run.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(html.encode())
        run.written[name] = sources
        run.pages.append(_slim(page))


def _slim(page: views.Page) -> views.Page:
    """Return what the sitemap needs of a page, so that a whole site's HTML is not kept in memory."""
    return views.Page(
        kind=page.kind,
        title=page.title,
        head_title=page.head_title,
        summary="",
        address=page.address,
        absolute=page.absolute,
        lang=page.lang,
        twins=page.twins,
        part_of=page.part_of,
        updated=page.updated,
    )


def sources_of(record: Record) -> tuple[str, ...]:
    """Return the files of which a page's text is made."""
    ending = "" if record.lang == "en" else f".{record.lang}"
    pieces = {f"content/pieces/{name}{ending}.md" for name in record.document.pieces}
    return (record.path, *sorted(pieces))


class GeneratedPages(Generator):  # type: ignore[misc]
    """Lists, the page of a missing address, downloads and the icon."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write what no content file stands for."""
        run: Run = self.settings[KEY]
        base = run.model.base
        for page in run.model.generated():
            name = page.address.removeprefix(base)
            name = f"{name}index.html" if not name or name.endswith("/") else name
            sources = (f"theme/templates/{page.kind}.html",)
            writer.write_view(name, self.get_template(page.kind), page, run, sources)
        for path, download in run.model.site.downloads.items():
            _add(run, path.removeprefix("content/"), path, download)
        _add(run, "favicon.svg", "theme/static/favicon.svg", run.model.settings.theme / "static" / "favicon.svg")


def _add(run: Run, name: str, source: str, data: bytes | Path) -> None:
    """Write what is no page."""
    file = run.folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(data, Path):
        shutil.copyfile(data, file)
    else:
        file.write_bytes(data)
    run.written[name] = (source,)


def generators(_: pelican.Pelican) -> type[Generator]:
    """Return our generator."""
    return GeneratedPages


def writer(_: pelican.Pelican) -> type[Writer]:
    """Return our writer."""
    return PageWriter


def connect() -> None:
    """Connect our steps to Pelican's signals, in the order in which they run."""
    signals.initialized.connect(start)
    signals.get_generators.connect(generators)
    signals.readers_init.connect(add_reader)
    signals.generator_init.connect(strict)
    signals.get_writer.connect(writer)
