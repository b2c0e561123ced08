"""Builds for tests: a desk command in this process or in one of its own, and sites that are built once a run."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urljoin, urlsplit

import brotli
from selectolax.lexbor import LexborHTMLParser

from conftest import SITES, TODAY
from practice.content import redirects
from practice.desk.__main__ import main
from practice.site.manifest import MANIFEST, read_manifest, walk

REPOSITORY = Path(__file__).resolve().parents[1]
SAMPLE = SITES / "sample"
SMALL = SITES / "small"
URL = "https://www.example.com"

Files = Mapping[str, str]

SMALLEST: Files = {
    "content/practice.md": "Name: Example Pain Clinic\n",
    "content/pages/home.md": "Title: Pain care in plain words\n\nWe look after people with pain.\n",
    "content/locations/example-north.md": "Title: Example North\n",
}
"""A site without an error, of which a test changes a file."""
_HIDDEN = shutil.ignore_patterns(".*", "__pycache__")


@dataclass(frozen=True, slots=True)
class Result:
    """How a command ended: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def told(self) -> list[str]:
        """Every line of both, standard output first."""
        return [*self.out.splitlines(), *self.err.splitlines()]


def run(*arguments: str | Path, **environment: str) -> Result:
    """Run a desk command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.dict(os.environ, {"TODAY": TODAY, **environment}),
    ):
        try:
            status = main([str(each) for each in arguments])
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 1
    return Result(status, out.getvalue(), err.getvalue())


def command(*arguments: str | Path) -> list[str]:
    """Return what starts a desk command as a process of its own."""
    return [sys.executable, "-P", "-m", "practice.desk", *map(str, arguments)]


def environment(**given: str) -> dict[str, str]:
    """Return the environment of such a process."""
    return {**os.environ, "PYTHONPATH": str(REPOSITORY / "plugins"), "TODAY": TODAY, **given}


def desk(*arguments: str | Path, cwd: Path | None = None, **given: str) -> Result:
    """Run a desk command in a process of its own."""
    done = subprocess.run(
        command(*arguments), cwd=cwd, env=environment(**given), capture_output=True, check=False, timeout=120
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def write(folder: Path, files: Files) -> Path:
    """Write *files* below *folder* and return it."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def change(file: Path, old: str, new: str) -> None:
    """Replace *old*, which stands in *file* once, by *new*."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def sample_copy(folder: Path) -> Path:
    """Return a copy of the sample site below *folder*, which a test may change; its pictures are made already."""
    preview()
    return Path(shutil.copytree(sample_site(), folder / "sample"))


def own_theme(site: Path) -> Path:
    """Give a site a copy of the theme, which a test may change; its settings name it ``theme``."""
    write(site, {"pelicanconf.py": f'THEME = "theme"\nTODAY = "{TODAY}"\n'})
    return Path(shutil.copytree(REPOSITORY / "theme", site / "theme"))


def snapshot(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Return bytes, time stamp and inode of every file below *folder*, the manifest as well."""
    files = [folder / name for name in walk(folder)]
    return {str(file): (file.read_bytes(), (state := file.stat()).st_mtime_ns, state.st_ino) for file in files}


@dataclass(frozen=True)
class Built:
    """A site that was built."""

    folder: Path
    result: Result
    url: str = ""

    @property
    def base(self) -> str:
        """The path below which it stands."""
        return f"{urlsplit(self.url).path.rstrip('/')}/"

    @cached_property
    def files(self) -> list[str]:
        """Every file without the manifest, relative, sorted."""
        return [name for name in walk(self.folder) if name != MANIFEST]

    @cached_property
    def pages(self) -> dict[str, LexborHTMLParser]:
        """Every page by the name of its file; those at moved addresses only lead on, and are none."""
        return {
            name: parse((self.folder / name).read_bytes())
            for name, entry in read_manifest(self.folder).items()
            if name.endswith(".html") and entry.sources != (redirects.PATH,)
        }

    def page(self, address: str) -> LexborHTMLParser:
        """Return the page at an address below the base, such as ``procedures/kyphoplasty/``."""
        return self.pages[f"{address}index.html"]

    def address(self, name: str) -> str:
        """Return the address of the file *name*, with its base."""
        return self.base + (name.removesuffix("index.html") if name.endswith("index.html") else name)

    def file(self, target: str, name: str) -> str:
        """Return the file to which *target*, written in the page *name*, leads as web hosts read it; "" outside."""
        path = urlsplit(urljoin(f"https://host{self.address(name)}", target)).path
        if not path.startswith(self.base):
            return ""
        inside = path.removeprefix(self.base)
        return f"{inside}index.html" if not inside or inside.endswith("/") else inside

    def graphs(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each node of each page's JSON-LD graph with the name of the page's file."""
        for name, page in self.pages.items():
            for script in page.css('script[type="application/ld+json"]'):
                yield from ((name, node) for node in json.loads(script.text())["@graph"])


def parse(html: bytes | str) -> LexborHTMLParser:
    """Return a page as a tree, without its scripts and styles in its text."""
    return LexborHTMLParser(html)


def words(node: Any) -> str:
    """Return the text of a node as one line."""
    return " ".join(node.text(separator=" ").split())


def visible(page: LexborHTMLParser) -> str:
    """Return everything that a page says, as one line."""
    body = page.body
    assert body is not None
    return words(body)


@cache
def _scratch() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def _build(name: str, site: Path, *, publish: bool = False, url: str = "") -> Built:
    out = Path(_scratch().name) / name
    result = run("publish" if publish else "html", "--site", site, "--out", out)
    assert result.status == 0, result.err
    return Built(out, result, url)


@cache
def sample_site() -> Path:
    """Return the sample's folder for builds, which keep what they made beside the content."""
    return Path(shutil.copytree(SAMPLE, Path(_scratch().name) / "sample", ignore=_HIDDEN))


@cache
def real_site() -> Path:
    """Return the folder of this repository's own content and settings, for builds."""
    site = Path(_scratch().name) / "site"
    shutil.copytree(REPOSITORY / "content", site / "content", ignore=_HIDDEN)
    for name in ("pelicanconf.py", "publishconf.py"):
        shutil.copyfile(REPOSITORY / name, site / name)
    return site


@cache
def preview() -> Built:
    """Return the preview of the sample."""
    return _build("preview", sample_site())


@cache
def published() -> Built:
    """Return the published sample."""
    return _build("published", sample_site(), publish=True, url=URL)


@cache
def below_a_path() -> Built:
    """Return the sample published below a path of its host."""
    site = sample_copy(Path(_scratch().name) / "clinic")
    change(site / "publishconf.py", URL, f"{URL}/clinic/")
    return _build("below", site, publish=True, url=f"{URL}/clinic/")


@cache
def real() -> Built:
    """Return the preview of this repository's own content."""
    return _build("real", real_site())


def packed(file: Path) -> bytes:
    """Return a file in Brotli, as web hosts send it."""
    return _packed(file, file.stat().st_mtime_ns)


@cache
def _packed(file: Path, _changed: int) -> bytes:
    return brotli.compress(file.read_bytes())


BUILDS = {"preview": preview, "published": published, "below a path": below_a_path, "real": real}
"""Every build over which page rules go, by name."""
