"""
Our steps in Pelican's run.

Pelican walks the content folders, makes its page objects, and writes files; our reader hands it pages that
were read and checked before, our writer renders our views, and one generator adds what no file stands for.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pelican
import pelican.plugins
from pelican import signals
from pelican.generators import Generator, PagesGenerator, PelicanTemplateNotFound
from pelican.readers import BaseReader
from pelican.settings import read_settings
from pelican.writers import Writer

from practice.content.kinds import BY_FOLDER
from practice.content.progress import counted
from practice.content.records import Record
from practice.pages.rendering import BuildError, Listed, Rendered, Renderer, file_of, plainly
from practice.settings import REPOSITORY

KEY = "PRACTICE"
"""The setting under which a run carries its `Run`."""


@dataclass(slots=True)
class Run:
    """
    One run of Pelican.

    Attributes:
        renderer: of the site's pages.
        page: is handed each page when Pelican writes it.
        rest: is called when Pelican has written all pages.
        handed: the paths of the pages that Pelican wrote.
    """

    renderer: Renderer
    page: Callable[[Record], None]
    rest: Callable[[], None]
    handed: set[str] = field(default_factory=set)


def run(renderer: Renderer, folder: Path, page: Callable[[Record], None], rest: Callable[[], None]) -> None:
    """
    Let Pelican go through a site.

    Args:
        renderer, page, rest: as in `Run`.
        folder: where the site is written.

    Raises:
        BuildError: a template or a text could not be rendered, or Pelican left a page out.
    """
    going, theme = Run(renderer, page, rest), renderer.settings.theme
    logging.getLogger("pelican").setLevel(logging.ERROR)
    pelican.console.quiet = True
    try:
        with plainly(theme):
            pelican.plugins.__path__ = []  # else it imports every plug-in that happens to be installed
            pelican.Pelican(read_settings(None, override=_engine_settings(folder, going))).run()
    except PelicanTemplateNotFound as error:
        name = re.sub(r".*unable to load (\S+)\[.*", r"\1", str(error))
        raise BuildError(f"{theme.name}/templates/{name}.html: missing; write the template") from None
    for record in renderer.site.pages.values():
        if record.kind.name != "practice" and record.path not in going.handed:
            raise BuildError(f"{record.path}: Pelican left this page out; rename the file")


@dataclass(slots=True)
class Written:
    """
    What a build wrote.

    Attributes:
        write: writes a file, or copies it.
        written: each file (relative, with forward slashes) and the sources it was made from.
        listed: what the sitemap says of each page.
    """

    write: Callable[[str, bytes | Path], None]
    written: dict[str, tuple[str, ...]] = field(default_factory=dict)
    listed: list[Listed] = field(default_factory=list)

    def page(self, page: Rendered) -> None:
        """Write a rendered page, and forget its text."""
        self.add(page.name, page.sources, page.html)
        if page.listed:
            self.listed.append(page.listed)

    def add(self, name: str, sources: tuple[str, ...], data: bytes | Path) -> None:
        """Write a file, or copy it."""
        self.write(name, data)
        self.written[name] = sources


def build(renderer: Renderer, folder: Path, write: Callable[[str, bytes | Path], None]) -> Written:
    """
    Write every page of a site through Pelican.

    Args:
        renderer: of its pages.
        folder: where the site is written.
        write: writes a file below it, or copies it.

    Raises:
        BuildError: as `run`.
    """
    done, numbers = Written(write), counted(range(len(renderer.site.pages)), "pages rendered")

    def page(record: Record) -> None:
        next(numbers, None)
        for each in renderer.pages(record):
            done.page(each)

    def rest() -> None:
        for _, render in renderer.generated():
            for each in render():
                done.page(each)
        for name, source, file in renderer.files():
            done.add(name, (source,), file)
        for made in renderer.pictures.files():  # now that every page has said what it shows
            done.add(made.name, (made.source,), made.data)
        for script in renderer.model.scripts.files():
            done.add(script.name, (script.source,), script.data)

    run(renderer, folder, page, rest)
    return done


def _engine_settings(folder: Path, going: Run) -> dict[str, Any]:
    """Return Pelican's settings: nothing that a practice's site does not use."""
    settings, practice = going.renderer.settings, going.renderer.site.practice
    return {
        KEY: going,
        "PATH": str(settings.root / "content"),
        "OUTPUT_PATH": str(folder),
        "THEME": str(settings.theme),
        "PLUGIN_PATHS": [str(REPOSITORY / "plugins")],
        "PLUGINS": ["practice"],
        "SITEURL": settings.site_url,
        "SITENAME": practice.title if practice else "",
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


# Pelican's signals ---------------------------------------------------------------------------------------------


def start(instance: pelican.Pelican) -> None:
    """Refuse a run that did not come through the desk: it would skip the checks and write into the live folder."""
    if KEY not in instance.settings:
        raise SystemExit("This site is built by `make html` (or `make publish`), which checks it first.")


def strict(generator: Generator) -> None:
    """Give the generators that write pages the one strict environment; Pelican's falls back to another theme."""
    if isinstance(generator, PagesGenerator | GeneratedPages):
        generator.env = generator.settings[KEY].renderer.templates.environment


class PageReader(BaseReader):  # type: ignore[misc]
    """Hands Pelican the pages that were read and checked before it started."""

    enabled = True
    file_extensions = ["md"]  # noqa: RUF012 (Pelican reads it from the class)

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return no content, because templates get a view, and where the page goes."""
        going: Run = self.settings[KEY]
        path = Path(source_path).relative_to(going.renderer.settings.root).as_posix()
        record = going.renderer.site.pages.get(path)
        if record is None or record.kind.name == "practice":
            return "", {"status": "skip"}
        return "", {
            "title": record.title,
            "slug": record.slug,
            "lang": record.lang,
            "page_key": f"{record.kind.name}/{record.slug}",
            "template": going.renderer.model.template(record),
            "save_as": file_of(record),
            "url": record.address,
            "record": record,
        }


def add_reader(readers: Any) -> None:
    """Read ``.md`` with `PageReader`."""
    readers.reader_classes["md"] = PageReader


class PageWriter(Writer):  # type: ignore[misc]
    """Hands on pages instead of writing Pelican's page objects."""

    def write_file(self, name: str, template: Any, context: dict[str, Any], *_: Any, **values: Any) -> None:  # noqa: ARG002
        """Hand on the page that stands under ``page`` in *values*."""
        going: Run = context[KEY]
        record = values["page"].record
        going.handed.add(record.path)
        going.page(record)


class GeneratedPages(Generator):  # type: ignore[misc]
    """Lists, the page of a missing address, downloads and the icon: what no content file stands for."""

    def generate_output(self, _: PageWriter) -> None:
        """Have it written."""
        going: Run = self.settings[KEY]
        going.rest()


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
