"""Where each page of a site stands: addresses for links, absolute ones for machines."""

from __future__ import annotations

from practice.content.graph import Site
from practice.content.kinds import BY_FOLDER
from practice.content.records import Record
from practice.settings import Settings


class Addresses:
    """
    The addresses of one site.

    Args:
        site: what was read.
        settings: of this build; they say below which path and on which host it stands.
    """

    def __init__(self, site: Site, settings: Settings) -> None:
        self.base = settings.base
        self._site, self._settings = site, settings

    def of(self, record: Record) -> str:
        """Return a page's address for ``href``."""
        return self.base + record.address

    def url(self, record: Record) -> str:
        """Return a page's absolute address, or its path while the site has none."""
        return self.absolute(self.of(record))

    def absolute(self, address: str) -> str:
        """Return an address with scheme and host where the site has them."""
        return self._settings.absolute(address) or address

    def known(self, address: str) -> str:
        """Return an address with scheme and host, "" while the site has none."""
        return self._settings.absolute(address)

    def page(self, slug: str, lang: str) -> str:
        """Return the address of a page of no other kind in a language, or the English one, "" where there is none."""
        return self._first("page", slug, lang)

    def home(self, lang: str) -> str:
        """Return the address of the home page in a language, or the English one."""
        return self.page("home", lang) or self.base

    def glossary(self, lang: str) -> str:
        """Return the address of the glossary in a language, or the English one, "" where there is none."""
        return self._first("glossary", "glossary", lang)

    def search(self, lang: str) -> str:
        """Return the address of the search page in a language."""
        return f"{self.base}search/" if lang == "en" else f"{self.base}{lang}/search/"

    def _first(self, kind: str, slug: str, lang: str) -> str:
        record = self._site.by_key.get((kind, slug, lang)) or self._site.by_key.get((kind, slug, "en"))
        return self.of(record) if record else ""

    def listed(self, folder: str, lang: str) -> bool:
        """Tell whether the pages of a folder have a list in a language."""
        return self._site.has_any(BY_FOLDER[folder].name, lang)

    def listing(self, folder: str, lang: str) -> str:
        """Return the address of a list in a language, or the English one."""
        return f"{self.base}{lang}/{folder}/" if lang != "en" and self.listed(folder, lang) else f"{self.base}{folder}/"

    @property
    def practice_id(self) -> str:
        """The ``@id`` of the practice."""
        return f"{self.absolute(self.base)}#practice"
