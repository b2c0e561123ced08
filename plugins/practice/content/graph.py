"""The site as a whole: its pages, how they relate, and the faults that only the whole shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any

from practice.content import files, images, links, published, redirects
from practice.content.document import marks
from practice.content.faults import Fault, did_you_mean
from practice.content.files import Files
from practice.content.kinds import BY_NAME, KINDS
from practice.content.progress import Progress
from practice.content.published import Published
from practice.content.read import read
from practice.content.records import HANDOUT, Entry, Record
from practice.content.redirects import Redirect
from practice.content.values import slug_of

LISTS = tuple(kind.folder for kind in KINDS if kind.folder and kind.path)
"""Kinds whose pages have a list page of their own."""
FACTS = (
    "practice",
    *(field.name for field in BY_NAME["practice"].fields if field.name not in ("name", "notice")),
)
"""What ``{…}`` may name in a text: ``{practice}`` is the name, the others are fields of practice.md."""


@dataclass
class Site:
    """
    A site that was read.

    Attributes:
        root: its folder.
        pages: records by path, sorted.
        images: pictures by path, with what was found inside.
        downloads: files to download by path.
        redirects: moved addresses.
        published: every address that was ever published.
        faults: every error of structure and graph.
    """

    root: Path
    pages: dict[str, Record]
    images: dict[str, tuple[Path, images.Picture | None]] = field(default_factory=dict)
    downloads: dict[str, Path] = field(default_factory=dict)
    redirects: tuple[Redirect, ...] = ()
    published: tuple[Published, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    def remember(self, name: str, make: Callable[..., Any]) -> Callable[..., Any]:  # noqa: ARG002 (see observed.py)
        """Return *make*, called once for each list of arguments; *name* says of what."""
        return cache(make)

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str, str], Record]:
        """Pages by kind, slug and language."""
        return _ByKey(self.pages)

    @cached_property
    def practice(self) -> Record | None:
        """The practice."""
        return self.by_key.get(("practice", "practice", "en"))

    def of_kind(self, kind: str, lang: str = "en") -> list[Record]:
        """Return the pages of a kind in a language, by title."""
        return list(self._by_kind.get((kind, lang), ()))

    def has_any(self, kind: str, lang: str) -> bool:
        """Tell whether there is a page of a kind in a language."""
        return (kind, lang) in self._by_kind

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str], list[Record]]:
        found: dict[tuple[str, str], list[Record]] = {}
        for record in self.pages.values():
            found.setdefault((record.kind.name, record.lang), []).append(record)
        for same in found.values():
            same.sort(key=_order)
        return found

    @cached_property
    def assets(self) -> dict[str, None]:
        """Paths of pictures and downloads, as keys: quick to find and in order."""
        return dict.fromkeys((*self.images, *self.downloads))

    def glossary(self, lang: str) -> tuple[Entry, ...]:
        """Return the terms of a language."""
        record = self.by_key.get(("glossary", "glossary", lang))
        return record.entries if record else ()

    def twin(self, record: Record, lang: str) -> Record:
        """Return the page in *lang*, or itself where there is none."""
        return self.by_key.get((record.kind.name, record.slug, lang), record)

    def languages(self) -> list[str]:
        """Return the languages that have a page, English first."""
        return list(self._languages)

    @cached_property
    def _languages(self) -> list[str]:
        return sorted({record.lang for record in self.pages.values()}, key=lambda lang: (lang != "en", lang))

    # Relations: written on one side, asked from both.

    @cached_property
    def relations(self) -> dict[tuple[str, str, str], list[Record]]:
        """Pages by (kind asked for, kind, slug), such as the procedures of a condition."""
        found: dict[tuple[str, str, str], dict[str, Record]] = {}

        def relate(one: Record, other: Record) -> None:
            for here, there in ((one, other), (other, one)):
                found.setdefault((there.kind.name, here.kind.name, here.slug), {})[there.path] = there

        for record in self.pages.values():
            if record.lang != "en":
                continue
            for kind, slug in record.names:
                if other := self.by_key.get((kind, slug, "en")):
                    relate(record, other)
        return {key: sorted(related.values(), key=_order) for key, related in found.items()}

    def related(self, record: Record, kind: str) -> list[Record]:
        """Return the pages of *kind* that are related to *record* directly, in English, by title."""
        return self.relations.get((kind, record.kind.name, record.slug), [])

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Every address, with a leading slash, and the path of its file ("" for lists, search and handouts)."""
        found = {}
        for record in self.pages.values():
            if record.kind.name != "practice":
                found[f"/{record.address}"] = record.path
            if record.kind.handout:
                found[f"/{record.address}{HANDOUT}"] = ""
        for lang in self.languages():
            prefix = "/" if lang == "en" else f"/{lang}/"
            for folder in LISTS:
                if self.has_any(_kind_of(folder), lang):
                    found.setdefault(f"{prefix}{folder}/", "")
            found[f"{prefix}search/"] = ""
        return found

    def without_drafts(self) -> Site:
        """Return the site as it is published."""
        kept = {path: record for path, record in self.pages.items() if not record.draft}
        return Site(self.root, kept, self.images, self.downloads, self.redirects, self.published)

    @property
    def lasting(self) -> list[str]:
        """Every address that others may have noted: pages, lists and downloads, with a leading slash."""
        return [*self.addresses, *(path.removeprefix("content") for path in self.downloads)]


class _ByKey(Mapping[tuple[str, str, str], Record]):
    """Pages by kind, slug and language: a path says all three, so that no table of thousands is made for an edit."""

    def __init__(self, pages: Mapping[str, Record]) -> None:
        self._pages = pages

    def __getitem__(self, key: tuple[str, str, str]) -> Record:
        kind, slug, lang = key
        folder = BY_NAME[kind].folder
        record = self._pages[links.twin_path(f"content/{folder}/{slug}.md" if folder else f"content/{slug}.md", lang)]
        if record.key != key:  # an editor may have written "name.es" for a slug
            raise KeyError(key)
        return record

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        return (record.key for record in self._pages.values())

    def __len__(self) -> int:
        return len(self._pages)


_order = attrgetter("order")


def _kind_of(folder: str) -> str:
    return next(kind.name for kind in KINDS if kind.folder == folder)


def load(root: Path) -> Site:
    """Read the site in folder *root*: every file once, every fault noted, nothing written."""
    found = files.find(root)
    pages = dict[str, Record]()
    progress = Progress("pages read", len(found.pages))
    found.pages.reverse()
    while found.pages:
        progress.at(len(pages))
        source = found.pages.pop()  # a file's bytes are let go as soon as they are read: a fifth of the memory
        pages[source.path] = read(source, found.pieces.get(source.lang, {}))
    seen = look(found)
    site = join(found, pages, seen)
    site.faults = faults_of_whole(site, found, seen)
    for record in site.pages.values():
        site.faults.extend(faults_of(site, record))
    return site


def look(found: Files) -> dict[str, images.Picture | str]:
    """Look into every picture: return what it is, or what is wrong with it, by path."""
    seen: dict[str, images.Picture | str] = {}
    for path, file in found.images.items():
        try:
            seen[path] = images.inspect(file)
        except images.BadImage as error:
            seen[path] = str(error)
    return seen


def join(found: Files, pages: dict[str, Record], seen: dict[str, images.Picture | str]) -> Site:
    """Return the site of *pages*, translations joined to their originals; *seen* is what `look` found."""
    pictures = {
        path: (file, picture if isinstance(picture := seen[path], images.Picture) else None)
        for path, file in found.images.items()
    }
    site = Site(found.root, dict(sorted(pages.items())), pictures, found.downloads)
    for record in site.pages.values():
        if record.lang != "en":
            record.original = site.pages.get(links.twin_path(record.path, "en"))
    return site


def faults_of_whole(site: Site, found: Files, seen: dict[str, images.Picture | str]) -> list[Fault]:
    """Return what is wrong with files, pictures and the site as a whole; its redirects are read on the way."""
    faults = list(found.faults)
    faults.extend(Fault(path, 0, "", wrong) for path, wrong in seen.items() if isinstance(wrong, str))
    faults.extend(_check_whole(site))
    faults.extend(_check_titles(site))
    faults.extend(_check_pieces(site, found))
    site.redirects, wrong = redirects.read(found.redirects, site.lasting if found.redirects else ())
    faults.extend(wrong)
    site.published, wrong = published.read(files.beside(site.root, published.PATH, faults))
    return [*faults, *wrong]


def faults_of(site: Site, record: Record) -> list[Fault]:
    """Return what is wrong with one page: its structure, and what it refers to."""
    return [*faults_of_fields(site, record), *faults_of_text(site, record)]


def faults_of_fields(site: Site, record: Record) -> list[Fault]:
    """Return what is wrong with what the metadata of one page refers to; its text is not looked at."""
    faults = list(_check_references(site, record))
    if record.lang != "en" and record.original is None:
        path = links.twin_path(record.path, "en")
        faults.append(Fault(record.path, 1, "", f"a translation without its original; write {path} first"))
    return faults


def faults_of_text(site: Site, record: Record) -> list[Fault]:
    """Return what is wrong with the structure of one page, and with what its text refers to."""
    return [*record.document.faults, *_check_links(site, record), *_check_marks(record)]


def _check_whole(site: Site) -> Iterable[Fault]:
    if site.practice is None:
        yield Fault(
            "content/practice.md",
            0,
            "",
            'missing; write it with "Name:" and "Phone:" (make new KIND=practice)',
        )
    if ("page", "home", "en") not in site.by_key:
        yield Fault("content/pages/home.md", 0, "", 'missing; the site needs a home page with "Title:" and a text')


def _check_references(site: Site, record: Record) -> Iterable[Fault]:
    """Slugs and pictures in metadata exist, and pictures have words for those who cannot see."""
    for each in record.kind.fields:
        value = record.values.get(each.name)
        if value is None or value.open:
            continue
        if each.refers:
            slugs = [slug_of(data) for data in (value.data if each.many else (value.data,))]
            for slug, text in zip(slugs, value.texts * (1 if len(value.texts) > 1 else len(slugs)), strict=False):
                if (each.refers, slug, "en") not in site.by_key:
                    known = [other.slug for other in site.of_kind(each.refers)]
                    hint = did_you_mean(slug, known) or f"; write content/{BY_NAME[each.refers].folder}/{slug}.md first"
                    yield Fault(record.path, text.line, each.key, f'no {each.refers} is named "{slug}"{hint}')
        elif each.name in ("image", "photo"):
            if links.resolve(record.path, value.data) not in site.images:
                near = did_you_mean(value.data, (f"../{path.removeprefix('content/')}" for path in site.images))
                message = f'no picture "{value.data}"{near or "; put it into content/images"}'
                yield Fault(record.path, value.line, each.key, message)
            alternative = record.value(f"{each.name}_alt")
            if alternative is None:
                message = f'a picture without alternative text; write "{each.key}_alt:" and what it shows'
                yield Fault(record.path, value.line, each.key, message)
    if record.kind.name == "page" or not record.get("written_by"):
        return
    author = record.values.get("written_by")
    if not author or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", str(author.data)):
        return
    if ("physician", author.data, "en") not in site.by_key:
        known = [other.slug for other in site.of_kind("physician")]
        hint = did_you_mean(author.data, known) or "; write the name in words"
        yield Fault(record.path, author.line, "Written_by", f'no physician is named "{author.data}"{hint}')


def _check_links(site: Site, record: Record) -> Iterable[Fault]:
    assets = site.assets
    for reference in links.references(record.document):
        if message := links.wrong(reference, record, site.pages, assets):
            path, line = record.document.place(reference.line)
            yield Fault(path, line, reference.field, message)


def _check_marks(record: Record) -> Iterable[Fault]:
    """Footnote marks have a source and sources a mark; facts of the practice have a name that exists."""
    document = record.document
    used: set[str] = set()
    for title, text, _ in document.marked:
        for what, said, line in marks(text):
            if what == "mark":
                used.add(said)
                if said not in document.footnotes:
                    hint = did_you_mean(said, document.footnotes) or f'; write "[^{said}]: …" at the end'
                    yield Fault(*document.place(line), title, f"no source is named [^{said}]{hint}")
            elif what == "fact" and said.casefold() not in FACTS and not said.startswith("piece:"):
                hint = did_you_mean(said, FACTS) or f"; write one of {', '.join(FACTS)}"
                yield Fault(*document.place(line), title, f'"{{{said}}}" is no fact of the practice{hint}')
    for name, value in record.values.items():
        for text in value.texts:
            for what, said, line in marks(text):
                if what == "mark":
                    used.add(said)
                    if said not in document.footnotes:
                        yield Fault(
                            record.path,
                            line,
                            document.fields[name].key,
                            f'no source is named [^{said}]; write "[^{said}]: …" at the end',
                        )
    for key, text in document.footnotes.items():
        for what, said, line in marks(text):
            if what == "fact" and said.casefold() not in FACTS:
                hint = did_you_mean(said, FACTS) or f"; write one of {', '.join(FACTS)}"
                yield Fault(*document.place(line), "sources", f'"{{{said}}}" is no fact of the practice{hint}')
        if key not in used:
            message = f"no text refers to source [^{key}]; put the mark where it is used, or delete the source"
            yield Fault(*document.place(text.line), "sources", message)


def _check_titles(site: Site) -> Iterable[Fault]:
    """Titles are unique within a kind and language."""
    seen: dict[tuple[str, str, str], Record] = {}
    for record in site.pages.values():
        if "title" not in record.values:
            continue
        key = (record.kind.name, record.lang, record.order[0])
        if (other := seen.setdefault(key, record)) is not record:
            message = f'"{record.title}" is the title of {other.path} too; give this page another'
            yield Fault(record.path, record.line("title"), "Title", message)


def _check_pieces(site: Site, found: Files) -> Iterable[Fault]:
    """A piece that no page uses is dead text."""
    used = {(record.lang, name) for record in site.pages.values() for name in record.pieces}
    for lang, pieces in sorted(found.pieces.items()):
        for name in sorted(pieces):
            if (lang, name) not in used:
                ending = "" if lang == "en" else f".{lang}"
                message = f'no page has the line "{{piece: {name}}}"; use it or delete the file'
                yield Fault(f"content/pieces/{name}{ending}.md", 0, "", message)
