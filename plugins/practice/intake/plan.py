"""The first reading: which pages there are, what kind each is, where its file and its address will be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit

from practice.content.faults import Fault
from practice.content.files import MAX_NAME
from practice.content.kinds import BY_FOLDER, BY_NAME, RESERVED_SLUGS, Kind
from practice.content.progress import Progress
from practice.content.records import address as address_of
from practice.content.values import SLUG
from practice.intake import facts, language, wording
from practice.intake.blocks import Block, Heading, Picture, texts, without_forbidden
from practice.intake.markup import Markup
from practice.intake.original import Archive, Original, host_of, lost, note

_ENOUGH = 3
"""Words without which a page says nothing."""
_NUMBERED = re.compile(r"(?:^|&)(?:p|page_id)=(\d+)(?:&|$)")
_HOME = re.compile(r"/(?:home|index\.(?:html?|php)|welcome)?/?")


@dataclass(frozen=True, slots=True)
class Planned:
    """Where one page goes: its kind, its title there, the path of its file and its new address; its language."""

    kind: Kind
    slug: str
    title: str
    path: str
    address: str
    spanish: bool = False


@dataclass(slots=True)
class Plan:
    """
    Every page of an old site.

    Attributes:
        pages: in the order of the archive, None for one that says nothing.
        by_old: the file of a page by its old path, without a slash at its end, by its number, ``?12``, and by the
            path of a saved page's own file.
        moved: old addresses with new ones, in order.
        offices: location slugs by city, of this site and of the old one.
    """

    hosts: set[str] = field(default_factory=set)
    pages: list[Planned | None] = field(default_factory=list)
    by_old: dict[str, str] = field(default_factory=dict)
    moved: list[tuple[str, str]] = field(default_factory=list)
    offices: dict[str, str] = field(default_factory=dict)
    name: str = ""
    taken: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)

    def file_at(self, address: str) -> str:
        """Return the content file of the page at an old address, or ""; what else that asks counts for nothing."""
        path, _, asked = old_key(address).partition("?")
        numbered = _NUMBERED.search(asked)
        keys = (f"{path}?{asked}" if asked else path, f"?{numbered[1]}" if numbered else path)
        return next((self.by_old[key] for key in keys if key in self.by_old), "")

    def claim(self, kind: Kind, wanted: str, title: str) -> Planned:
        """Return a place for a page that no other page of this run has; so with its title."""
        slug, number = wanted, 1
        while f"{kind.folder}/{slug}" in self.taken:
            number += 1
            slug = f"{wanted}-{number}"
        self.taken.add(f"{kind.folder}/{slug}")
        path = f"content/{kind.folder}/{slug}.md"
        plain, number = title, 1
        while self.titles.setdefault(title.casefold(), path) != path:
            number += 1
            title = f"{plain} ({number})"
        return Planned(kind, slug, title, path, f"/{address_of(kind, slug, 'en')}")


def old_key(address: str) -> str:
    """Return an old address as pages are looked up by it: path and question, no host, no slash at its end."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    path = re.sub(r"/index\.(?:html?|php)$", "", unquote(parts.path)).rstrip("/") or "/"
    return f"{path}?{parts.query}" if parts.query else path


def plan(
    archive: Archive, source: str, titles: Mapping[str, str], offices: Mapping[str, str]
) -> Iterator[Plan | Fault]:
    """
    Yield what is to be said of the pages' places, by the path of the file of each, and at the end the plan.

    Args:
        source: the name of the export, for what is said.
        titles: paths of the pages that the site has, by title in small letters.
        offices: slugs of the locations that the site has, by city.
    """
    made = Plan(offices=dict(offices), titles=dict(titles))
    made.titles.update(dict.fromkeys((*BY_FOLDER, "search", "glossary"), ""))  # lists have these titles
    made.taken.update(f"{folder}/{slug}" for folder in BY_FOLDER for slug in RESERVED_SLUGS)
    progress = Progress("pages found")
    for original in archive.pages():
        if isinstance(original, Fault):
            continue
        progress.at(len(made.pages))
        made.hosts = archive.hosts
        blocks = Markup(lambda *_: "", original.classic).read(original.html)
        if is_empty(blocks):
            message = (
                "no text in it; a page builder may keep it elsewhere, so save the page in a browser and import that"
            )
            made.pages.append(None)
            yield lost(source, original.title, message)
            continue
        kind, title = recognized(original, blocks)
        spanish = original.lang == "es" or language.is_spanish(" ".join(texts(blocks)))
        if spanish:
            kind = BY_NAME["page"]
        wanted = slug_of(original, title) if kind.name != "page" or not is_home(original) else "home"
        planned = replace(made.claim(kind, wanted, title), spanish=spanish)
        made.pages.append(planned)
        if spanish:
            message = "in Spanish; when its page in English is done, bring its words into the .es.md file beside that"
            yield note(planned.path, original.title, message)
        elif original.type:
            yield note(
                planned.path, original.title, f'of the old site\'s own type "{original.type}"; taken as a {kind.name}'
            )
        if planned.slug != wanted:
            yield note(planned.path, original.title, f'a second page named "{wanted}"; it is {planned.path} now')
        if planned.title != title:
            yield note(planned.path, original.title, f'a second page of this title; it is "{planned.title}" now')
        if original.file:
            made.by_old.setdefault(original.file, planned.path)
        for old in filter(None, (original.path, *original.others)):
            made.by_old.setdefault(old_key(old), planned.path)
            if numbered := _NUMBERED.search(old.partition("?")[2]):
                made.by_old.setdefault(f"?{numbered[1]}", planned.path)
            if not original.draft:  # nobody could note its address
                made.moved.append((old, planned.address))
        if kind.name == "location":
            made.offices.setdefault(_city(blocks, title).casefold(), planned.slug)
    made.name = archive.name
    yield made


def is_home(original: Original) -> bool:
    """Tell whether a page was the first one of the old site."""
    return bool(original.address and "?" not in original.address and _HOME.fullmatch(original.path))


def is_empty(blocks: Iterable[Block]) -> bool:
    """Tell whether a page has neither a few words nor a picture."""
    blocks = list(blocks)
    return sum(len(text.split()) for text in texts(blocks)) < _ENOUGH and not any(
        isinstance(b, Picture) for b in blocks
    )


def recognized(original: Original, blocks: list[Block]) -> tuple[Kind, str]:
    """Return the kind of a page and its title in our form."""
    title = " ".join(without_forbidden(re.sub(r"<[^<>]*>", "", original.title)).split())[:300]
    title = re.sub(r"(?i)(script|data)\s*:", r"\1 ", title.replace("<", "(").replace("{", "(").replace("}", ")"))
    title = title.replace("[", "(").replace("]", ")") or original.slug.replace("-", " ").capitalize() or "Untitled"
    title = "Question mark" if title == "?" else title
    by_path = wording.kind_by_path(original.hints)
    person = facts.person_of_title(title)
    if person is None and by_path == "physician":
        person = facts.person_in(title, "\n".join(texts(blocks)))
    if person and is_person(person):
        return BY_NAME["physician"], person.name
    if is_home(original):
        return BY_NAME["page"], title
    if by_path == "location" or re.search(r"\b(?:office|clinic|location)\b", title, re.IGNORECASE):
        text = "\n".join(texts(blocks))
        if facts.address(text) and (facts.phones(text)[0] or facts.hours(text)):
            return BY_NAME["location"], title
    headings = [each.text for each in blocks if isinstance(each, Heading)]
    return BY_NAME[wording.kind_of(title, original.hints, headings)], title


def is_person(person: facts.Person) -> bool:
    """Tell whether our field of a physician's name takes this one."""
    return not re.search(r"\b(?:M\.?D|D\.?O|Ph\.?D|MBBS)\b\.?\s*$", person.name)


def _city(blocks: list[Block], title: str) -> str:
    return facts.address("\n".join(texts(blocks))).get("city", title)


def slug_of(original: Original, title: str) -> str:
    """Return the name of a page's file: the last part of its old address, or what its title makes."""
    for each in (unquote(original.slug), title):
        plain = unicodedata.normalize("NFKD", each).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: MAX_NAME - 15].strip("-")
        if slug and SLUG.fullmatch(slug):
            return f"{slug}-page" if slug in RESERVED_SLUGS or slug == "home" else slug
    return "page"


def is_own(address: str, hosts: set[str]) -> bool:
    """Tell whether an address leads to the old site itself."""
    host = host_of(address)
    return not host or host in hosts
