"""Pages as they stand on other pages: cards in lists, offices beside a physician."""

from __future__ import annotations

from collections.abc import Callable

from practice.content.graph import Site
from practice.content.inline import plain
from practice.content.records import Record
from practice.pages import views
from practice.pages.addresses import Addresses
from practice.pages.facts import Facts, without_marks
from practice.pages.texts import Texts
from practice.pages.views import Card

_SHOWN = {
    "procedure": ("duration", "anesthesia", "stay"),
    "condition": ("body_area",),
    "physician": ("degree", "specialty", "languages"),
    "location": ("street", "city", "state", "zip", "phone", "hours"),
}
"""The facts that a card shows, by the kind of its page."""


class Cards:
    """
    The cards of one site, each made once.

    Args:
        site: what was read.
        addresses: of its pages.
        texts: of each language.
    """

    def __init__(self, site: Site, addresses: Addresses, texts: Callable[[str], Texts]) -> None:
        self._site, self._addresses, self._texts = site, addresses, texts
        self._card = site.remember("card", self._make)

    def card(self, record: Record, lang: str) -> Card:
        """Return a page as it stands in lists of a language."""
        found: Card = self._card(self._site.twin(record, lang).path, lang)
        return found

    def _make(self, path: str, lang: str) -> Card:
        record = self._site.pages[path]
        summary, facts = record.get("summary"), Facts(record, self._texts(lang), without_marks)
        return Card(
            kind=record.kind.name,
            title=record.title,
            address=self._addresses.of(record),
            summary=plain(summary) if summary else "",
            facts={name: facts[name] for name in _SHOWN.get(record.kind.name, ())},
            also_called=tuple(record.get("also_called") or ()),
            offices=self.offices(record, lang) if record.kind.name == "physician" else (),
            draft=record.draft,
            lang=record.lang if record.lang != lang else "",
        )

    def offices(self, record: Record, lang: str) -> tuple[views.Office, ...]:
        """Return where a physician works, and on which days."""
        texts = self._texts(lang)
        offices = []
        for posting in record.get("locations") or ():
            place = self._site.by_key.get(("location", posting.slug, "en"))
            if place is None:
                continue
            local = self._site.twin(place, lang)
            facts = Facts(local, texts)
            days = ", ".join(texts.weekday(day) for day in posting.days)
            offices.append(views.Office(local.title, self._addresses.of(local), facts["city"], facts["phone"], days))
        return tuple(offices)
