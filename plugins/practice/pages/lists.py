"""The pages that no file stands for: a list of each kind, search, and the page of a missing address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby

from markupsafe import Markup

from practice.content.graph import LISTS, Site
from practice.content.kinds import BY_FOLDER, LANGUAGES
from practice.content.records import Record
from practice.pages import index, jsonld, views
from practice.pages.addresses import Addresses
from practice.pages.areas import areas
from practice.pages.cards import Cards
from practice.pages.scripts import Scripts
from practice.pages.texts import Texts
from practice.pages.views import Card, Link

LIST_TITLES = {
    "procedures": "Procedures",
    "conditions": "Conditions",
    "physicians": "Physicians",
    "locations": "Locations",
}
_LIST_SUMMARIES = {
    "procedures": "Every procedure that we do, from A to Z.",
    "conditions": "The conditions that we treat, and what you can do about them.",
    "physicians": "Who you will see, in which languages, and where.",
    "locations": "Our offices, with address, phone and hours.",
}


class Lists:
    """
    The generated pages of one site.

    Args:
        site: what was read.
        addresses: of its pages.
        cards: of its pages.
        scripts: of this build.
        texts: of each language.
    """

    def __init__(
        self, site: Site, addresses: Addresses, cards: Cards, scripts: Scripts, texts: Callable[[str], Texts]
    ) -> None:
        self._site, self._addresses, self._cards = site, addresses, cards
        self._scripts, self._texts = scripts, texts
        self._document: Callable[[str, str], index.Document] = site.remember("document", self._find)

    def all(self) -> Iterator[tuple[str, str, Callable[[], views.Page]]]:
        """Yield kind, address and view of the pages that no file stands for: lists, search, the missing address's."""
        for lang in self._site.languages():
            for folder in LISTS:
                if self._addresses.listed(folder, lang):
                    yield "list", self._addresses.listing(folder, lang), partial(self._list, folder, lang)
            yield "search", self._addresses.search(lang), partial(self._search, lang)
        yield "missing", f"{self._addresses.base}404.html", self._missing

    def _list(self, folder: str, lang: str) -> views.Page:
        texts = self._texts(lang)
        records = self._site.of_kind(BY_FOLDER[folder].name, lang)
        if folder == "physicians":
            records = [each for each in records if each.get("active") is not False]
        cards = [self._cards.card(each, lang) for each in records]
        if folder == "procedures":
            ordered = sorted(cards, key=lambda card: card.title.casefold())
            groups = tuple(
                (letter, tuple(group)) for letter, group in groupby(ordered, lambda card: card.title[0].upper())
            )
        else:
            groups = (("", tuple(cards)),)
        address = self._addresses.listing(folder, lang)
        title = texts(LIST_TITLES[folder])
        way = (Link(texts("Home"), self._addresses.home(lang)),)
        return self._page(
            "list", title, texts(_LIST_SUMMARIES[folder]), address, lang, way, groups, self._list_twins(folder)
        )

    def _list_twins(self, folder: str) -> tuple[views.Twin, ...]:
        langs = (lang for lang in self._site.languages() if self._addresses.listed(folder, lang))
        return self._twins({lang: self._addresses.listing(folder, lang) for lang in langs})

    def _twins(self, addresses: Mapping[str, str]) -> tuple[views.Twin, ...]:
        """Return the same page in each language, none where there is one only."""
        if len(addresses) < 2:
            return ()
        known = self._addresses.known
        return tuple(views.Twin(lang, LANGUAGES[lang], there, known(there)) for lang, there in addresses.items())

    def ahead(self, record: Record, lang: str) -> None:
        """Make what the search will say of a page, while its text is at hand."""
        if index.is_found(record):
            self._document(record.path, lang)

    def _find(self, path: str, lang: str) -> index.Document:
        return index.document(self._site, self._site.pages[path], lang, self._texts(lang), self._addresses.of)

    def _search(self, lang: str) -> views.Page:
        texts = self._texts(lang)
        found = index.documents(self._site, lang, texts, self._addresses.of, self._document)
        addresses = {each: self._addresses.search(each) for each in self._site.languages()}
        summary = texts("Find a condition, a procedure, a person, an office or a word.")
        way = (Link(texts("Home"), self._addresses.home(lang)),)
        page = self._page("search", texts("Search"), summary, addresses[lang], lang, way, (), self._twins(addresses))
        script = self._scripts.of_kind("search", lang, index=index.as_json(found, lang, self._addresses.base))
        return replace(page, names=index.names(found), script=script)

    def _missing(self) -> views.Page:
        texts = self._texts("en")
        title = texts("We can't find that page")
        page = self._page("missing", title, "", f"{self._addresses.base}404.html", "en", (), (), ())
        return replace(page, summary=texts("This address leads nowhere; here is how to go on."))

    def _page(
        self,
        kind: str,
        title: str,
        summary: str,
        address: str,
        lang: str,
        way: tuple[Link, ...],
        groups: tuple[tuple[str, tuple[Card, ...]], ...],
        twins: tuple[views.Twin, ...],
    ) -> views.Page:
        name = self._site.practice.title if self._site.practice else ""
        return views.Page(
            kind=kind,
            title=title,
            head_title=f"{title} · {name}",
            summary=summary,
            address=address,
            absolute=self._addresses.known(address) if kind != "missing" else "",
            lang=lang,
            twins=twins,
            crumbs=way,
            lead=Markup("<p>%s</p>") % summary if summary else Markup(""),
            areas=areas(groups[0][1], self._texts(lang))
            if address == self._addresses.listing("conditions", lang)
            else (),
            groups=groups,
            jsonld=jsonld.text([jsonld.crumbs(way, title, self._addresses.absolute)]) if way else Markup(""),
        )
