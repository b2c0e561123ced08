"""
Scripts of pages: which kinds of page have one, and the files that it needs, under names that tell their bytes.

Pages for reading have no script.  A kind that is named in `SCRIPTS` carries one module of `theme/static/` in its
pages, as it carries its styles: a file would be asked for before the page is shown.  What that module loads later,
when somebody uses it, stands on its ``<script>`` element as ``data-NAME`` and ``data-NAME-integrity``.  The gates
hold the built pages against the same declaration.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from markupsafe import Markup

from practice.pages import views
from practice.pages.small import small

FOLDER = "assets"
"""Of the built site; what is in it never changes, because another content has another name."""
STATIC = "theme/static"


@dataclass(frozen=True, slots=True)
class Script:
    """
    What a kind of page may run.

    Attributes:
        file: a module in ``theme/static/``; its text stands in the page.
        later: further files of ``theme/static/`` that it loads when it is used, by name.
        made: names of the files that the build makes for it, such as an index.
    """

    file: str
    later: Mapping[str, str] = field(default_factory=dict)
    made: tuple[str, ...] = ()


SCRIPTS: Mapping[str, Script] = MappingProxyType(
    {
        "handout": Script("planner.js"),
        "search": Script("search.js", later={"library": "minisearch.js"}, made=("index",)),
    }
)
"""By kind of page; every other page has none."""
_ENDS = re.compile(r"</script|<!--", re.IGNORECASE)
"""What would end the script where it stands in a page, or begin what ends elsewhere (HTML, section 4.12.1.3)."""


def integrity(data: bytes) -> str:
    """Return what a browser checks a file against (Subresource Integrity)."""
    return f"sha384-{b64encode(hashlib.sha384(data).digest()).decode()}"


def hashed(name: str, data: bytes) -> str:
    """Return the path of a file below the site's root: ``assets/search.1a2b3c4d.js`` for ``search.js``."""
    path = PurePosixPath(name)
    return f"{FOLDER}/{path.stem}.{hashlib.sha256(data).hexdigest()[:8]}{path.suffix}"


@dataclass(frozen=True, slots=True)
class File:
    """A file to publish: its path below the site's root, what it was made from, its bytes."""

    name: str
    source: str
    data: bytes


class Scripts:
    """
    The scripts of one build, and the files that they load.

    Args:
        folder: ``static`` of the theme.
        base: the path below which the site stands, from slash to slash.
        note: is told of each file of the theme that was looked at, ``"theme", name``.
        want: is told of each file that was asked for.
    """

    def __init__(
        self,
        folder: Path,
        base: str,
        note: Callable[..., None] = lambda *_: None,
        want: Callable[[File], None] = lambda _: None,
    ) -> None:
        self._folder, self._base, self._note, self._want = folder, base, note, want
        self._files: dict[str, File] = {}

    def of_kind(self, kind: str, lang: str, **made: bytes) -> views.Script:
        """
        Return the script of a kind of page that `SCRIPTS` names, and have the files written that it loads.

        Args:
            kind: of the page.
            lang: of the page; it stands in the names of what was made for it.
            made: the bytes of each file that the declaration says the build makes.
        """
        declared = SCRIPTS[kind]
        assert set(made) == set(declared.made), f"{kind}: {sorted(made)} were made, not {declared.made}"
        later = {name: self._static(file) for name, file in declared.later.items()}
        later |= {
            name: self._add(f"{kind}-{name}-{lang}.json", f"theme/templates/{kind}.html", data)
            for name, data in made.items()
        }
        return views.Script(_text(self._read(declared.file)), MappingProxyType(later))

    def files(self) -> Iterator[File]:
        """Yield every file that a page asked for, in the order of their names."""
        yield from (self._files[name] for name in sorted(self._files))

    def _static(self, name: str) -> views.Asset:
        return self._add(name, f"{STATIC}/{name}", self._read(name))

    def _read(self, name: str) -> bytes:
        self._note("theme", f"static/{name}")
        return (self._folder / name).read_bytes()

    def _add(self, name: str, source: str, data: bytes) -> views.Asset:
        path = hashed(name, data)
        file = self._files[path] = File(path, source, data)
        self._want(file)
        return views.Asset(self._base + path, integrity(data))


@lru_cache(maxsize=2 * len(SCRIPTS))
def _text(module: bytes) -> Markup:
    """Return a module as it stands in a page."""
    text = small("script", module.decode())
    assert not _ENDS.search(text), "a script in a page cannot hold </script or <!--"
    return Markup(text)
