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
from pelican import signals
from pelican.generators import Generator, PagesGenerator, PelicanTemplateNotFound
from pelican.readers import BaseReader
from pelican.settings import read_settings
from pelican.writers import Writer

from practice.content.kinds import BY_FOLDER
from practice.pages import views
from practice.pages.rendering import BuildError, Rendered, Renderer, file_of, plainly
from practice.settings import REPOSITORY, Settings

KEY = "PRACTICE"
"""The setting under which a run carries its `Run`."""


@dataclass(slots=True)
class Run:
    """
    One build.

    Attributes:
        renderer: of the site's pages.
        folder: where to write.
        written: each written file (relative, with forward slashes) and the sources it was made from.
        pages: every written page without its text, for the sitemap.
    """

    renderer: Renderer
    folder: Path
    written: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pages: list[views.Page] = field(default_factory=list)


def build(renderer: Renderer, folder: Path) -> Run:
    """
    Write every page of a site into *folder* through Pelican.

    Raises:
        BuildError: a template or a text could not be rendered.
    """
    run, site, theme = Run(renderer, folder), renderer.site, renderer.settings.theme
    logging.getLogger("pelican").setLevel(logging.ERROR)
    pelican.console.quiet = True
    try:
        with plainly(theme):
            pelican.plugins.__path__ = []  # else it imports every plug-in that happens to be installed
            pelican.Pelican(read_settings(None, override=_engine_settings(renderer.settings, run))).run()
            for made in renderer.pictures.files():  # now that every page has said what it shows
                _add(run, made.name, (made.source,), made.data)
            for script in renderer.model.scripts.files():
                _add(run, script.name, (script.source,), script.data)
    except PelicanTemplateNotFound as error:
        name = re.sub(r".*unable to load (\S+)\[.*", r"\1", str(error))
        raise BuildError(f"{theme.name}/templates/{name}.html: missing; write the template") from None
    for record in site.pages.values():
        if record.kind.name != "practice" and file_of(record) not in run.written:
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
        "SITENAME": run.renderer.site.practice.title if run.renderer.site.practice else "",
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
        run: Run = self.settings[KEY]
        path = Path(source_path).relative_to(run.renderer.settings.root).as_posix()
        record = run.renderer.site.pages.get(path)
        if record is None or record.kind.name == "practice":
            return "", {"status": "skip"}
        return "", {
            "title": record.title,
            "slug": record.slug,
            "lang": record.lang,
            "page_key": f"{record.kind.name}/{record.slug}",
            "template": run.renderer.model.template(record),
            "save_as": file_of(record),
            "url": record.address,
            "record": record,
        }


def add_reader(readers: Any) -> None:
    """Read ``.md`` with `PageReader`."""
    readers.reader_classes["md"] = PageReader


class PageWriter(Writer):  # type: ignore[misc]
    """Writes what our renderer makes instead of Pelican's page objects."""

    def write_file(self, name: str, template: Any, context: dict[str, Any], *_: Any, **values: Any) -> None:  # noqa: ARG002
        """Write the page that stands under ``page`` in *values*, and those that are made beside it."""
        run: Run = context[KEY]
        for page in run.renderer.pages(values["page"].record):
            write(run, page)


def write(run: Run, page: Rendered) -> None:
    """Write a rendered page below the output folder, and forget its text."""
    _add(run, page.name, page.sources, page.html)
    run.pages.append(page.page)


class GeneratedPages(Generator):  # type: ignore[misc]
    """Lists, the page of a missing address, downloads and the icon."""

    def generate_output(self, _: PageWriter) -> None:
        """Write what no content file stands for."""
        run: Run = self.settings[KEY]
        for _name, render in run.renderer.generated():
            for page in render():
                write(run, page)
        for name, source, file in run.renderer.files():
            _add(run, name, (source,), file)


def _add(run: Run, name: str, sources: tuple[str, ...], data: bytes | Path) -> None:
    """Write a file, or copy it."""
    file = run.folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(data, Path):
        shutil.copyfile(data, file)
    else:
        file.write_bytes(data)
    run.written[name] = sources


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
