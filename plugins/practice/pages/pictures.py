"""
The pictures of one build: which sizes of which originals its pages ask for, their addresses, their bytes.

A page names an original and a use; what is made follows from that, and nothing is made that no page shows.
The address holds a digest of the original and of how it is made, so that it is known before anything is, and
the same address never stands for other bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Literal, NamedTuple

from practice.content.images import BadImage, Format, Picture, read
from practice.content.progress import counted
from practice.pages import images, views
from practice.pages.kept import Kept

Purpose = Literal["portrait", "lead", "figure", "link"]


class Use(NamedTuple):
    """
    How large a picture is shown.

    Attributes:
        widths: what is made of it, in pixels; none is wider than the original.
        sizes: how wide the styles show it, for the attribute ``sizes``; theme/styles/site.css is to agree.
    """

    widths: tuple[int, ...]
    sizes: str


USES: Mapping[Purpose, Use] = MappingProxyType(
    {
        "portrait": Use((160, 320, 480), "10rem"),
        "lead": Use((480, 800, 1200, 1600), "(min-width: 44em) 40rem, 92vw"),
        "figure": Use((480, 800, 1200), "(min-width: 44em) 40rem, 92vw"),
        "link": Use((1600,), ""),
    }
)
"""The one place where sizes are declared; ``link`` is a picture that a text links to and no page shows."""

WORKERS = 2
"""Pictures encoded at once; the codecs leave Python's lock alone, so threads are enough."""

_TYPES: Mapping[Format, tuple[str, str]] = MappingProxyType(
    {
        "avif": (".avif", "image/avif"),
        "webp": (".webp", "image/webp"),
        "jpeg": (".jpg", "image/jpeg"),
        "png": (".png", "image/png"),
        "svg": (".svg", "image/svg+xml"),
    }
)


class Unusable(Exception):
    """An original that changed while the site was built; the message names file, fault and remedy."""


class _Original(NamedTuple):
    """A picture that a page shows: its digest is of the file as it was when the page was written."""

    path: str
    file: Path
    picture: Picture
    digest: str

    @property
    def fallback(self) -> Format:
        """The format for browsers that know no other."""
        return "svg" if self.picture.format == "svg" else "png" if self.picture.transparent else "jpeg"


class Made(NamedTuple):
    """One file to publish, made when it is needed; *width* 0 is the original itself."""

    original: _Original
    width: int
    kind: Format

    @property
    def key(self) -> str:
        """A digest of all that its bytes depend on."""
        if self.kind == "svg":
            return self.original.digest
        return _digest(f"{self.original.digest}\n{self.original.picture}\n{_recipe()}".encode())

    @property
    def name(self) -> str:
        """Its path below the site's root."""
        path = PurePosixPath(self.original.path.removeprefix("content/"))
        width = f"-{self.width}" if self.width else ""
        return f"{path.with_suffix('')}-{self.key[:8]}{width}{_TYPES[self.kind][0]}"

    @property
    def source(self) -> str:
        """The path of the original."""
        return self.original.path

    @property
    def kept_as(self) -> str:
        """Its name among what is kept between builds."""
        return f"{self.key}-{self.width}{_TYPES[self.kind][0]}"


@dataclass(frozen=True, slots=True)
class File:
    """A picture ready to publish: its path below the site's root, the original's path, its bytes."""

    name: str
    source: str
    data: bytes


class Pictures:
    """
    The pictures of one build.

    Args:
        originals: by path below the site's folder, with what was found inside.
        base: the path below which the site stands, from slash to slash.
        folder: where what was made is kept between builds.
        note: is told of each original that was looked at, ``"picture", path``.
        want: is told of each file that was asked for.
    """

    def __init__(
        self,
        originals: Mapping[str, tuple[Path, Picture | None]],
        base: str,
        folder: Path,
        note: Callable[..., None] = lambda *_: None,
        want: Callable[[Made], None] = lambda _: None,
    ) -> None:
        self._originals, self._base, self._note, self._want = originals, base, note, want
        self._kept = Kept(folder)
        self.wanted: set[Made] = set()
        self._original = cache(self._read)

    def __contains__(self, path: str) -> bool:
        """Tell whether *path* is a picture."""
        return path in self._originals

    def show(self, path: str, purpose: Purpose, alt: str) -> views.Image:
        """
        Return the original *path* as a page shows it, and have its files made.

        Raises:
            Unusable: the file is gone or cannot be read.
        """
        self._note("picture", path)
        original, use = self._original(path), USES[purpose]
        size = original.picture.width, original.picture.height
        if original.fallback == "svg":
            return views.Image(self._address(Made(original, 0, "svg")), *size, alt)
        widths = sorted({min(width, size[0]) for width in use.widths})
        kinds: tuple[Format, ...] = ("avif", "webp", original.fallback)
        sources = tuple(
            (
                _TYPES[kind][1],
                ", ".join(f"{self._address(Made(original, width, kind))} {width}w" for width in widths),
            )
            for kind in kinds
        )
        widest = widths[-1]
        src = self._address(Made(original, widest, original.fallback))
        return views.Image(src, widest, images.height_at(size, widest), alt, sources, use.sizes)

    def link(self, path: str) -> str:
        """
        Return the address of the original *path* for a link, in the one format that every browser shows.

        Raises:
            Unusable: the file is gone or cannot be read.
        """
        self._note("picture", path)
        original = self._original(path)
        width = min(*USES["link"].widths, original.picture.width) if original.fallback != "svg" else 0
        return self._address(Made(original, width, original.fallback))

    def files(self) -> Iterator[File]:
        """
        Yield every file that was asked for, in the order of their names, and forget what was kept for others.

        Raises:
            Unusable: an original was changed since its page was written.
        """
        wanted = sorted(self.wanted, key=lambda made: (made.original.path, made.name))
        numbers = counted(wanted, "files made")
        for original, group in groupby(wanted, lambda made: made.original):
            made = list(group)
            ready = {each: body for each in made if (body := self._kept.get(each.kept_as)) is not None}
            ready |= self._make(original, [each for each in made if each not in ready])
            for each in made:
                next(numbers)
                yield File(each.name, original.path, ready[each])
        self._kept.keep_only({made.kept_as for made in wanted})

    def data(self, made: Made) -> bytes:
        """
        Return the bytes of one file that was asked for.

        Raises:
            Unusable: the original was changed since its page was written.
        """
        body = self._kept.get(made.kept_as)
        return self._make(made.original, [made])[made] if body is None else body

    def _make(self, original: _Original, missing: list[Made]) -> dict[Made, bytes]:
        """Return the bytes of *missing*, all of one original, and keep what took time."""
        if not missing:
            return {}
        try:
            data = read(original.file)
            if _digest(data) != original.digest:
                raise BadImage("the picture was changed while the site was built; build it again")
            if original.fallback == "svg":
                return dict.fromkeys(missing, images.drawing(data))
            whole = images.bare(data, original.picture)
        except BadImage as error:
            raise Unusable(f"{original.path}: {error}") from None
        sized = {width: images.shrunk(whole, width) for width in sorted({each.width for each in missing})}

        def make(each: Made) -> bytes:
            body = images.encoded(sized[each.width], each.kind)
            self._kept.put(each.kept_as, body)
            return body

        largest_first = sorted(missing, key=lambda each: (-each.width, each.kind))
        with ThreadPoolExecutor(WORKERS) as pool:
            return dict(zip(largest_first, pool.map(make, largest_first), strict=True))

    def _address(self, made: Made) -> str:
        self.wanted.add(made)
        self._want(made)
        return self._base + made.name

    def _read(self, path: str) -> _Original:
        file, picture = self._originals[path]
        try:
            if picture is None:
                raise BadImage("the picture cannot be published; see its fault above")
            return _Original(path, file, picture, _digest(read(file)))
        except BadImage as error:
            raise Unusable(f"{path}: {error}") from None


@cache
def _recipe() -> str:
    return images.recipe()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
