"""
A site that notes what is read of it, so that whoever made something from it knows when to make it again.

A task (a page, a check) is run inside `ObservedSite.noting`; what it reads is noted as facts, which are words
joined by tabs:

- ``value, path, key``: one metadata value of a record,
- ``document, path``: anything else of a record, its lines and text,
- a question to the whole site, such as ``kind, procedure, en``: its answer is kept beside it,
- ``kept, name, …``: a part that several tasks share, with facts of its own (`ObservedSite.remember`),
- whatever others note about the theme or pictures.

Nothing is declared: a fact that was not read is not noted, and one that was read cannot be forgotten.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple

from practice.content.document import Document
from practice.content.graph import Site
from practice.content.records import Entry, Record, Value

Fact = str


def fact(*words: str) -> Fact:
    """Return a fact of *words*."""
    return "\t".join(words)


def facts_of(noted: Iterable[Fact]) -> frozenset[Fact]:
    """Return facts to keep: the same fact, which thousands of pages may have read, is there once."""
    return frozenset(map(intern, noted))


@dataclass(slots=True)
class Noted:
    """What was noted of a task: the *facts* that it read, and what it asked to be *made* beside itself."""

    facts: set[Fact] = field(default_factory=set)
    made: set[Hashable] = field(default_factory=set)


class Part(NamedTuple):
    """
    A part that tasks share.

    Attributes:
        facts: that it was made from.
        digest: of what it shows.
        made: what it asked to be made; whoever shares the part has asked for it too.
    """

    facts: frozenset[Fact]
    digest: str
    made: frozenset[Hashable] = frozenset()


class ObservedRecord(Record):
    """A record that notes what is asked of it."""

    __slots__ = ("_record", "_site")

    def __init__(self, record: Record, site: ObservedSite) -> None:
        self.kind, self.slug, self.lang, self.path = record.kind, record.slug, record.lang, record.path
        self._record, self._site = record, site

    def value(self, name: str) -> Value | None:
        """Return a value as `Record.value` does, and note this one value."""
        self._site.note(f"value\t{self.path}\t{name}")
        value = self._record.own(name)
        if value is None and self.lang != "en" and (original := self.original) is not None:
            field = self.kind.field(name)
            return None if field and field.own else original.value(name)
        return value

    @property
    def original(self) -> Record | None:  # type: ignore[override]
        """The page of which this is a translation."""
        return self._site.by_key.get((self.kind.name, self.slug, "en")) if self.lang != "en" else None

    @property
    def values(self) -> dict[str, Value]:  # type: ignore[override]
        """All values, with their lines."""
        return self._whole().values

    @property
    def document(self) -> Document:  # type: ignore[override]
        """The scanned file."""
        return self._whole().document

    @property
    def entries(self) -> tuple[Entry, ...]:  # type: ignore[override]
        """The terms of a glossary."""
        return self._whole().entries

    @property
    def digest(self) -> str:  # type: ignore[override]
        """The digest of title, metadata and text."""
        return self._whole().digest

    def _whole(self) -> Record:
        self._site.note(f"document\t{self.path}")
        return self._record


class _Asked(Mapping[Any, Any]):
    """A mapping that notes which keys were asked for, or that all were."""

    def __init__(self, site: ObservedSite, word: str, held: Callable[[], Mapping[Any, Any]]) -> None:
        self._site, self._word, self._held = site, word, held

    def __getitem__(self, key: Any) -> Any:
        if key not in self:
            raise KeyError(key)
        held = self._held()[key]
        return self._site.observed(held) if isinstance(held, Record) else held

    def __contains__(self, key: object) -> bool:
        words = map(str, key) if isinstance(key, tuple) else (str(key),)
        return self._site.answer(fact(self._word, *words)) != ""

    def __iter__(self) -> Iterator[Any]:
        self._site.answer(self._word)
        return iter(self._held())

    def __len__(self) -> int:
        self._site.answer(self._word)
        return len(self._held())


class ObservedSite(Site):
    """
    A site as tasks see it.

    Args:
        site: what was read.
        answers: to questions, as far as they are known to hold for *site*; others are added.
        parts: that tasks shared, as far as they are known to hold; others are added.
        kept: what those of them are that hold nothing of an earlier site, packed; others are added.
        tell: is told of each part that is made, and of the facts that it read.
    """

    def __init__(
        self,
        site: Site,
        answers: dict[Fact, str],
        parts: dict[Fact, Part],
        kept: dict[Fact, bytes],
        tell: Callable[[Fact, frozenset[Fact]], None] = lambda *_: None,
    ) -> None:
        self.root, self.whole, self.redirects, self.faults = site.root, site, site.redirects, site.faults
        self.answers, self.parts, self.kept, self._tell = answers, parts, kept, tell
        self.pages = _Asked(self, "page", lambda: site.pages)  # type: ignore[assignment]
        self.images = _Asked(self, "image", lambda: site.images)  # type: ignore[assignment]
        self.downloads = _Asked(self, "download", lambda: site.downloads)  # type: ignore[assignment]
        self.assets = _Asked(self, "asset", lambda: site.assets)  # type: ignore[assignment]
        self.by_key = _Asked(self, "key", lambda: site.by_key)
        self._noted = Noted()
        self._records: dict[str, ObservedRecord] = {}
        self._made: dict[Fact, Any] = {}
        self._makers: dict[str, Callable[..., Any]] = {}

    def note(self, *words: str) -> None:
        """Note that the task at hand depends on the fact of *words*."""
        self._noted.facts.add("\t".join(words))

    def want(self, made: Hashable) -> None:
        """Note that the task at hand needs something to be made beside it."""
        self._noted.made.add(made)

    @contextmanager
    def noting(self) -> Iterator[Noted]:
        """Yield what is noted of a task while the block runs."""
        outer, self._noted = self._noted, Noted()
        try:
            yield self._noted
        finally:
            self._noted = outer

    def observed(self, record: Record) -> Record:
        """Return *record* so that what is read of it is noted."""
        found = self._records.get(record.path)
        if found is None:
            found = self._records[record.path] = ObservedRecord(record, self)
        return found

    def remember(self, name: str, make: Callable[..., Any]) -> Callable[..., Any]:
        """Return *make*, called once for each list of words; whoever calls it depends on what it shows."""

        def asked(*words: str) -> Any:
            part = fact("kept", name, *words)
            if part not in self._made and part in self.kept:
                self._made[part] = _unpacked(self.kept[part])
            if part not in self._made:
                with self.noting() as noted:
                    made = make(*words)
                self._made[part], facts = made, facts_of(noted.facts)
                self.parts[part] = Part(facts, shown(made), frozenset(noted.made))
                self._tell(part, facts)
                if stands_alone(made):
                    self.kept[part] = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
            self._noted.facts.add(part)
            self._noted.made.update(self.parts[part].made)
            return self._made[part]

        self._makers[name] = asked
        return asked

    # Two processes that observe the same site tell each other what they found.

    def known(self) -> tuple[frozenset[Fact], ...]:
        """Return which answers, parts and what of them is kept are known by now."""
        return tuple(map(frozenset, self._all()))

    def news(self, known: tuple[frozenset[Fact], ...]) -> list[dict[Fact, Any]]:
        """Return what was not yet *known*."""
        return [
            {name: each[name] for name in each.keys() - before} for each, before in zip(self._all(), known, strict=True)
        ]

    def learn(self, news: list[dict[Fact, Any]]) -> None:
        """Take over what another process found; it is the same as what was found here."""
        _, parts, _ = news
        for name in parts.keys() - self.parts.keys():
            self._tell(name, parts[name].facts)
        for each, found in zip(self._all(), news, strict=True):
            each.update((name, found[name]) for name in found.keys() - each.keys())

    def _all(self) -> tuple[dict[Fact, Any], ...]:
        return self.answers, self.parts, self.kept

    def forget(self, parts: Iterable[Fact]) -> None:
        """Let go of shared parts that may not be true any more."""
        for part in parts:
            self._made.pop(part, None)
            self.kept.pop(part, None)

    def renewed(self, part: Fact) -> Part | None:
        """Make a shared part again and return it, None where what it was made from is gone."""
        self.forget([part])
        self.parts.pop(part, None)
        _, name, *words = part.split("\t")
        try:
            with self.noting():
                self._makers[name](*words)
        except KeyError:
            return None
        return self.parts[part]

    # Questions to the whole: the answers are paths and names, never records.

    def answer(self, question: Fact) -> str:
        """Return the answer to *question* and note that it was asked."""
        self._noted.facts.add(question)
        found = self.answers.get(question)
        if found is None:
            found = self.answers[question] = answer(self.whole, question)
        return found

    def _records_of(self, *words: str) -> list[Record]:
        pages = self.whole.pages
        return [self.observed(pages[path]) for path in self.answer(fact(*words)).split("\n") if path]

    @property
    def practice(self) -> Record | None:
        """The practice."""
        return self.by_key.get(("practice", "practice", "en"))

    def of_kind(self, kind: str, lang: str = "en") -> list[Record]:
        """Return the pages of a kind in a language, by title."""
        return self._records_of("kind", kind, lang)

    def has_any(self, kind: str, lang: str) -> bool:
        """Tell whether there is a page of a kind in a language, whichever it is."""
        return self.answer(fact("any", kind, lang)) != ""

    def related(self, record: Record, kind: str) -> list[Record]:
        """Return the pages of *kind* that are related to *record* directly, in English, by title."""
        return self._records_of("related", kind, record.kind.name, record.slug)

    def languages(self) -> list[str]:
        """Return the languages that have a page, English first."""
        return self.answer("languages").split()

    def glossary(self, lang: str) -> tuple[Entry, ...]:
        """Return the terms of a language; of these, names are noted, because meanings stand on their own page only."""
        self.answer(fact("terms", lang))
        return self.whole.glossary(lang)


_unpacked = lru_cache(maxsize=4096)(pickle.loads)
"""What is kept of parts: the pages of one edit and the next show much of the same."""

OF_TEXTS = ("kind\t", "related\t", "terms\t")
"""How questions begin whose answers depend on what pages say; all others depend on which files there are, and on
pictures."""


def answer(site: Site, question: Fact) -> str:
    """Return what *site* answers to *question*; "" is "there is none"."""
    word, *rest = question.split("\t")
    match word:
        case "kind":
            return "\n".join(record.path for record in site.of_kind(rest[0], rest[1]))
        case "any":
            return "1" if site.has_any(rest[0], rest[1]) else ""
        case "related":
            return "\n".join(record.path for record in site.relations.get((rest[0], rest[1], rest[2]), ()))
        case "languages":
            return " ".join(site.languages())
        case "terms":
            return repr([(entry.name, entry.aliases) for entry in site.glossary(rest[0])])
        case "key":
            return "1" if tuple(rest) in site.by_key else ""
        case "image" if rest:
            return repr(site.images[rest[0]][1]) if rest[0] in site.images else ""
    held: dict[str, Mapping[str, object]] = {
        "page": site.pages, "image": site.images, "download": site.downloads, "asset": site.assets,
    }  # fmt: skip
    return ("1" if rest[0] in held[word] else "") if rest else "\n".join(held[word])


def shown(made: object) -> str:
    """Return a digest of all that *made* shows; values that note themselves when they are read are left out."""
    return hashlib.blake2b(repr(_plain(made)).encode(), digest_size=8).hexdigest()


def _plain(made: object) -> object:
    if is_dataclass(made) and not isinstance(made, type):
        return [type(made).__name__, *(_plain(getattr(made, field.name)) for field in fields(made))]
    if isinstance(made, tuple | list):
        return [_plain(each) for each in made]
    if isinstance(made, dict):
        return [(key, _plain(value)) for key, value in made.items()]
    if isinstance(made, frozenset | set):
        return sorted(map(repr, made))
    return None if isinstance(made, Mapping) else made


def stands_alone(made: object) -> bool:
    """Tell whether *made* is values alone, and nothing in it would read a site later."""
    if is_dataclass(made) and not isinstance(made, type):
        return all(stands_alone(getattr(made, field.name)) for field in fields(made))
    if isinstance(made, dict):
        return all(map(stands_alone, made.values()))
    if isinstance(made, tuple | list | set | frozenset):
        return all(map(stands_alone, made))
    return made is None or isinstance(made, str | int | float | bool | date)
