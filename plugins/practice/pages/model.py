"""From the graph to views: what each page shows, with every link resolved and every text ready."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from itertools import groupby

from markupsafe import Markup

from practice.checks.jurisdiction import Jurisdiction
from practice.checks.reviews import Review, State, review
from practice.content import links
from practice.content.document import Item, Listing, Paragraph, Section
from practice.content.graph import LISTS, Site
from practice.content.inline import plain
from practice.content.kinds import BY_FOLDER, LANGUAGES
from practice.content.read import items
from practice.content.records import Record
from practice.pages import body, jsonld, views
from practice.pages.facts import Facts, opened
from practice.pages.markdown import Page, blocks_to_html, text_to_html
from practice.pages.pictures import Pictures, Purpose
from practice.pages.templates import Templates
from practice.pages.terms import Terms
from practice.pages.texts import Texts
from practice.pages.views import Card, Link
from practice.settings import Settings

MENU = ("conditions", "procedures", "physicians", "locations")
_FOOTER_FIRST = ("about", "privacy", "accessibility")
_LIST_TITLES = {
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
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Model:
    """
    The views of one site.

    Args:
        site: what was read; for publishing, without its drafts.
        settings: of this build.
        rules: of the jurisdiction.
        css: the finished stylesheet.
        pictures: of this build; what pages show is made.
        templates: of the theme; they say its texts and lay out pictures in texts.
    """

    def __init__(
        self,
        site: Site,
        settings: Settings,
        rules: Jurisdiction,
        css: str,
        pictures: Pictures,
        templates: Templates,
    ) -> None:
        self.site, self.settings, self.rules = site, settings, rules
        self.base = settings.base
        self._css, self._pictures, self._lay_out = Markup(css), pictures, templates.figure
        self.texts = templates.texts
        self.frame = cache(self._frame)
        self._card = cache(self._make_card)

    # Addresses ----------------------------------------------------------------------------------------

    def address(self, record: Record) -> str:
        """Return a page's address for ``href``."""
        return self.base + record.address

    def url(self, record: Record) -> str:
        """Return a page's absolute address, or its path while the site has none."""
        return self.absolute(self.address(record))

    def absolute(self, address: str) -> str:
        """Return an address with scheme and host where the site has them."""
        return self.settings.absolute(address) or address

    def home(self, lang: str) -> str:
        """Return the address of the home page in a language, or the English one."""
        return self._page("home", lang) or self.base

    def _page(self, slug: str, lang: str) -> str:
        record = self.site.by_key.get(("page", slug, lang)) or self.site.by_key.get(("page", slug, "en"))
        return self.address(record) if record else ""

    def _list(self, folder: str, lang: str) -> str:
        has_own = lang != "en" and self.site.of_kind(BY_FOLDER[folder].name, lang)
        return f"{self.base}{lang}/{folder}/" if has_own else f"{self.base}{folder}/"

    def _offices_page(self, lang: str) -> str:
        return self._list("locations", lang) if self._listed("locations", "en") else self.home(lang)

    def _listed(self, folder: str, lang: str) -> bool:
        return bool(self.site.of_kind(BY_FOLDER[folder].name, lang))

    @property
    def practice_id(self) -> str:
        """The ``@id`` of the practice."""
        return f"{self.absolute(self.base)}#practice"

    # The frame ----------------------------------------------------------------------------------------

    def _frame(self, lang: str) -> views.Frame:
        texts, practice = self.texts(lang), self.site.practice
        assert practice
        local = self.site.twin(practice, lang)
        menu = tuple(
            Link(texts(_LIST_TITLES[folder]), self._list(folder, lang)) for folder in MENU if self._listed(folder, "en")
        )
        accepting = [person.get("accepting_new") for person in self._active()]
        return views.Frame(
            lang=lang,
            name=practice.title,
            home=self.home(lang),
            contact=self._page("contact", lang) or self._offices_page(lang),
            glossary=self._glossary(lang),
            practice=Facts(local, texts),
            menu=menu,
            legal=self._footer(lang),
            notice=self._notice(local),
            preview=not self.settings.publish,
            accepting_new=True if True in accepting else None if None in accepting or not accepting else False,
            css=self._css,
            icon=f"{self.base}favicon.svg",
            locale=texts.locale,
        )

    def _active(self) -> list[Record]:
        return [person for person in self.site.of_kind("physician") if person.get("active") is not False]

    def _glossary(self, lang: str) -> str:
        for each in (lang, "en"):
            if record := self.site.by_key.get(("glossary", "glossary", each)):
                return self.address(record)
        return ""

    def _footer(self, lang: str) -> tuple[Link, ...]:
        pages = {record.slug: record for record in self.site.of_kind("page")}
        legal = [slug for slug, record in sorted(pages.items()) if record.get("legal")]
        chosen = [slug for slug in _FOOTER_FIRST if slug in pages and slug not in legal]
        twins = (self.site.twin(pages[slug], lang) for slug in (*chosen, *legal))
        return tuple(
            Link(record.title, self.address(record), record.lang if record.lang != lang else "") for record in twins
        )

    def _notice(self, practice: Record) -> Markup | None:
        notice = practice.get("notice")
        if notice is None or notice.until < self.settings.today:
            return None
        return Markup("<p>%s</p>") % str(notice.text)

    # Pages --------------------------------------------------------------------------------------------

    def view(self, record: Record) -> views.Page:
        """Return the view of one content page."""
        texts = self.texts(record.lang)
        page = self._inline(record)
        facts = Facts(record, texts, lambda words: text_to_html(words, page))
        lead = blocks_to_html(_paragraphs(record) if record.kind.glossary else record.document.lead.blocks, page)
        for name in ("duration", "light_activity", "stay"):  # their footnotes come next, as on the page
            if record.kind.field(name):
                _ = facts[name]
        rendered = body.render(record, page, texts)
        sources = self._sources(record, page)
        kind = self.template(record)
        way = self._way(record)
        found = review(record, self.settings.today, self.rules.due_soon_days)
        related = self._related(record, kind)
        name = self.site.practice.title if self.site.practice else ""
        summary = record.get("summary") or ""
        return views.Page(
            kind=kind,
            title=record.title,
            head_title=record.title if name in record.title else f"{record.title} · {name}",
            summary=plain(summary),
            address=self.address(record),
            absolute=self.settings.absolute(self.address(record)),
            lang=record.lang,
            also_called=tuple(record.get("also_called") or ()),
            twins=self._twins(record),
            crumbs=way,
            facts=facts,
            lead=lead,
            section=rendered.declared,
            more=rendered.own,
            sections=rendered.all,
            sources=sources,
            author=self._author(record),
            review=self._review(record, found),
            offices=self._offices(record, record.lang) if kind == "physician" else (),
            hours=texts.hours(record.get("hours") or ()) if kind == "location" else (),
            comparison=self._comparison(record) if kind == "condition" else None,
            terms=self._terms(record, page),
            image=self._picture(record),
            draft=record.draft,
            jsonld=jsonld.text(self._graph(record, kind, way, found, sources)),
            updated=found.reviewed if found and found.state not in (State.NONE, State.CHANGED) else None,
            conditions=related.get("conditions", ()),
            procedures=related.get("procedures", ()),
            physicians=related.get("physicians", ()),
            locations=related.get("locations", ()),
        )

    def template(self, record: Record) -> str:
        """Return the name of the template that shows a page, which is also the kind of its view."""
        if record.kind.name == "page" and record.slug in ("home", "contact"):
            return record.slug
        return record.kind.name

    def _inline(self, record: Record) -> Page:
        """Return what the texts of *record* refer to."""
        texts = self.texts(record.lang)
        practice = self.site.practice
        assert practice
        known = (record.title, *(record.get("also_called") or ()))
        entries = () if record.kind.glossary else self.site.glossary(record.lang)
        facts = Facts(self.site.twin(practice, record.lang), texts)
        terms = Terms(entries, record.document.body, self._glossary(record.lang), known)
        return Page(
            link=lambda target: self.resolve(record, target),
            picture=lambda target, words, caption, alone: self._figure(record, target, words, caption, alone),
            fact=lambda name: _fact(facts, practice.title, name.casefold()),
            open=lambda need: str(opened(texts, " ".join(need.split()))),
            explain=terms.explain,
        )

    def resolve(self, record: Record, target: str) -> str:
        """Return the address to which a link written in *record* leads, in the record's language if it can."""
        if _SCHEME.match(target) or target.startswith("#"):
            return target
        path, sign, part = target.partition("#")
        whole = links.resolve(record.path, path)
        page = self.site.pages.get(whole)
        if page is not None:
            return self.address(self.site.twin(page, record.lang)) + sign + part
        return self._pictures.link(whole) if whole in self._pictures else self.base + whole.removeprefix("content/")

    def _figure(self, record: Record, target: str, words: str, caption: str, alone: bool) -> str:
        image = self._pictures.show(links.resolve(record.path, target), "figure", words)
        return self._lay_out(image, caption, alone)

    def _picture(self, record: Record) -> views.Image | None:
        purposes: tuple[tuple[str, Purpose], ...] = (("image", "lead"), ("photo", "portrait"))
        for name, purpose in purposes:
            if target := record.get(name):
                path = links.resolve((record.original or record).path, target)
                return self._pictures.show(path, purpose, record.get(f"{name}_alt") or "")
        return None

    def _twins(self, record: Record) -> tuple[views.Twin, ...]:
        twins = [self.site.twin(record, lang) for lang in self.site.languages()]
        if len({twin.lang for twin in twins}) < 2:
            return ()
        return tuple(
            views.Twin(twin.lang, LANGUAGES[twin.lang], self.address(twin), self.settings.absolute(self.address(twin)))
            for twin in {twin.lang: twin for twin in twins}.values()
        )

    def _way(self, record: Record) -> tuple[Link, ...]:
        texts = self.texts(record.lang)
        if record.kind.name == "page" and record.slug == "home":
            return ()
        way = [Link(texts("Home"), self.home(record.lang))]
        if record.kind.folder in LISTS:
            way.append(Link(texts(_LIST_TITLES[record.kind.folder]), self._list(record.kind.folder, record.lang)))
        return tuple(way)

    def _sources(self, record: Record, page: Page) -> tuple[views.Source, ...]:
        found = []
        for number, key in enumerate(page.sources, 1):
            text = record.document.footnotes.get(key)
            marks = tuple(f"mark-{number}" + (f"-{nth}" if nth > 1 else "") for nth in range(1, page.marks[key] + 1))
            html = text_to_html(text, page) if text else Markup("")
            found.append(views.Source(number, f"source-{number}", html, marks))
        return tuple(found)

    def _author(self, record: Record) -> Markup:
        if not record.kind.field("written_by"):
            return Markup("")
        author = record.get("written_by")
        if author is None:
            return opened(self.texts(record.lang))
        person = self.site.by_key.get(("physician", author, "en"))
        if person is None:
            return Markup("%s") % str(author)
        degree = f", {person.get('degree')}" if person.get("degree") else ""
        address = self.address(self.site.twin(person, record.lang))
        return Markup('<a href="%s">%s</a>%s') % (address, person.title, degree)

    def _review(self, record: Record, state: Review | None) -> views.Review | None:
        if state is None:
            return None
        texts = self.texts(record.lang)
        person = self.site.by_key.get(("physician", state.by or "", "en"))
        return views.Review(
            state=state.state.value,
            by=Link(person.title, self.address(self.site.twin(person, record.lang))) if person else None,
            degree=str(person.get("degree") or "") if person else "",
            reviewed=texts.day(state.reviewed) if state.reviewed else None,
            due=texts.day(state.due) if state.due else None,
        )

    def _terms(self, record: Record, page: Page) -> tuple[views.Term, ...]:
        return tuple(
            views.Term(entry.id, entry.name, entry.say, text_to_html(entry.meaning, page))
            for entry in sorted(record.entries, key=lambda entry: entry.name.casefold())
        )

    # Related pages ------------------------------------------------------------------------------------

    def _related(self, record: Record, kind: str) -> dict[str, tuple[Card, ...]]:
        site, lang = self.site, record.lang
        found: dict[str, Iterable[Record]] = {}
        match kind:
            case "procedure":
                found = {
                    "conditions": site.related(record, "condition"),
                    "physicians": site.related(record, "physician"),
                }
            case "condition":
                procedures = site.related(record, "procedure")
                found = {"procedures": procedures}
            case "physician":
                procedures = site.related(record, "procedure")
                conditions = {each.path: each for one in procedures for each in site.related(one, "condition")}
                found = {
                    "procedures": procedures,
                    "conditions": sorted(conditions.values(), key=lambda each: each.title.casefold()),
                }
            case "location":
                found = {"physicians": site.related(record, "physician")}
            case "home":
                found = {
                    "conditions": site.of_kind("condition"),
                    "procedures": site.of_kind("procedure"),
                    "physicians": self._active(),
                    "locations": site.of_kind("location"),
                }
            case "contact":
                found = {"locations": site.of_kind("location")}
        return {name: tuple(self.card(each, lang) for each in records) for name, records in found.items()}

    def card(self, record: Record, lang: str) -> Card:
        """Return a page as it stands in lists of a language."""
        return self._card(self.site.twin(record, lang).path, lang)

    def _make_card(self, path: str, lang: str) -> Card:
        record = self.site.pages[path]
        summary = record.get("summary")
        return Card(
            kind=record.kind.name,
            title=record.title,
            address=self.address(record),
            summary=plain(summary) if summary else "",
            facts=Facts(record, self.texts(lang), _without_marks),
            also_called=tuple(record.get("also_called") or ()),
            offices=self._offices(record, lang) if record.kind.name == "physician" else (),
            draft=record.draft,
            lang=record.lang if record.lang != lang else "",
        )

    def _offices(self, record: Record, lang: str) -> tuple[views.Office, ...]:
        texts = self.texts(lang)
        offices = []
        for posting in record.get("locations") or ():
            place = self.site.by_key.get(("location", posting.slug, "en"))
            if place is None:
                continue
            local = self.site.twin(place, lang)
            facts = Facts(local, texts)
            days = ", ".join(texts.weekday(day) for day in posting.days)
            offices.append(views.Office(local.title, self.address(local), facts["city"], facts["phone"], days))
        return tuple(offices)

    def _comparison(self, record: Record) -> views.Comparison | None:
        """Return the treatments of a condition side by side, doing without a procedure among them."""
        procedures = [self.site.twin(each, record.lang) for each in self.site.related(record, "procedure")]
        if not procedures:
            return None
        texts = self.texts(record.lang)
        cells = [Facts(each, texts, _without_marks) for each in procedures]
        without = next((each for each in record.document.sections if each.title == "Without a procedure"), None)
        rows: list[tuple[str, tuple[Markup, ...]]] = [
            (
                texts("What it is"),
                (*(Markup("%s") % plain(each.get("summary") or "") for each in procedures), _first_words(without)),
            )
        ]
        none = Markup("%s") % texts("None")
        for name, title, other in (
            ("anesthesia", texts("Anesthesia"), none),
            ("duration", texts("How long it takes"), none),
            ("stay", texts("Going home"), none),
            ("light_activity", texts("Light activity"), Markup("–")),
        ):
            rows.append((title, (*(each[name].html for each in cells), other)))
        rows.append(
            (
                texts("Recovery"),
                (
                    *(self._course(each, "Recovery", texts) for each in procedures),
                    self._course(record, "Without a procedure", texts),
                ),
            )
        )
        for title in ("Benefits", "Risks and complications"):
            rows.append((texts(title), (*(self._rates(each, title, texts) for each in procedures), Markup("–"))))
        columns: tuple[Link | str, ...] = (
            *(Link(each.title, self.address(each)) for each in procedures),
            texts("Without a procedure"),
        )
        return views.Comparison(columns, tuple(rows))

    def _rates(self, record: Record, title: str, texts: Texts) -> Markup:
        """Return the benefits or risks that have a number, in few words."""
        lines = []
        for item in _items(record, title):
            part = body.label_and_rate(item, texts)
            if part.rate is not None:
                rate = f"{part.rate.text} {part.rate.span}".strip()
                if part.rate.against:
                    rate += ", " + texts("against %(rate)s without it", rate=part.rate.against.text)
                lines.append(Markup("<li>%s: %s</li>") % (part.words, rate))
        return Markup("<ul>%s</ul>") % Markup("").join(lines) if lines else Markup("–")

    def _course(self, record: Record, title: str, texts: Texts) -> Markup:
        found = [body.time_of(item, texts) for item in _items(record, title) if item.label]
        return (
            Markup("%s") % texts("%(first)s to %(last)s", first=found[0], last=found[-1].lower())
            if found
            else Markup("–")
        )

    # Generated pages ----------------------------------------------------------------------------------

    def generated(self) -> Iterator[views.Page]:
        """Yield the pages that no file stands for: lists and the page of a missing address."""
        for lang in self.site.languages():
            for folder in LISTS:
                if self._listed(folder, lang):
                    yield self._list_page(folder, lang)
        yield self._missing()

    def _list_page(self, folder: str, lang: str) -> views.Page:
        texts = self.texts(lang)
        records = self.site.of_kind(BY_FOLDER[folder].name, lang)
        if folder == "physicians":
            records = [each for each in records if each.get("active") is not False]
        cards = [self.card(each, lang) for each in records]
        if folder == "procedures":
            ordered = sorted(cards, key=lambda card: card.title.casefold())
            groups = tuple(
                (letter, tuple(group)) for letter, group in groupby(ordered, lambda card: card.title[0].upper())
            )
        else:
            groups = (("", tuple(cards)),)
        address = self._list(folder, lang)
        title = texts(_LIST_TITLES[folder])
        way = (Link(texts("Home"), self.home(lang)),)
        return self._generated(
            "list", title, texts(_LIST_SUMMARIES[folder]), address, lang, way, groups, self._list_twins(folder)
        )

    def _list_twins(self, folder: str) -> tuple[views.Twin, ...]:
        langs = [lang for lang in self.site.languages() if self._listed(folder, lang)]
        if len(langs) < 2:
            return ()
        found = []
        for lang in langs:
            address = self._list(folder, lang)
            found.append(views.Twin(lang, LANGUAGES[lang], address, self.settings.absolute(address)))
        return tuple(found)

    def _missing(self) -> views.Page:
        texts = self.texts("en")
        title = texts("We can't find that page")
        return self._generated("missing", title, "", f"{self.base}404.html", "en", (), (), ())

    def _generated(
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
        name = self.site.practice.title if self.site.practice else ""
        return views.Page(
            kind=kind,
            title=title,
            head_title=f"{title} · {name}",
            summary=summary,
            address=address,
            absolute=self.settings.absolute(address) if kind != "missing" else "",
            lang=lang,
            twins=twins,
            crumbs=way,
            lead=Markup("<p>%s</p>") % summary if summary else Markup(""),
            groups=groups,
            jsonld=jsonld.text([jsonld.crumbs(way, title, self.absolute)]) if way else Markup(""),
        )

    # Structured data ----------------------------------------------------------------------------------

    def _graph(
        self, record: Record, kind: str, way: tuple[Link, ...], found: Review | None, sources: tuple[views.Source, ...]
    ) -> list[jsonld.Node]:
        site, url, practice = self.site, self.url, self.practice_id
        english = record.original or record
        nodes: list[jsonld.Node] = []
        reviewer = site.by_key.get(("physician", (found.by if found else "") or "", "en"))
        cited = [source.html.striptags() for source in sources]
        match kind:
            case "procedure":
                nodes = [jsonld.web_page(record, url, practice, found, reviewer, cited), jsonld.procedure(record, url)]
            case "condition":
                page = jsonld.web_page(record, url, practice, found, reviewer, cited)
                nodes = [page, jsonld.condition(record, url, site.related(english, "procedure"))]
            case "physician":
                photo = self._picture(record)
                offices = site.related(english, "location")
                procedures = site.related(english, "procedure")
                shown = self.absolute(photo.src) if photo else ""
                nodes = [jsonld.physician(record, url, practice, offices, procedures, shown)]
            case "location":
                name = site.practice.title if site.practice else ""
                nodes = [jsonld.location(record, url, practice, name)]
            case "glossary":
                nodes = [jsonld.glossary(record, url)]
            case "home" if site.practice and record.lang == "en":
                departments = jsonld.references(site.of_kind("location"), url)
                nodes = [jsonld.organization(site.practice, practice, self.absolute(self.base), departments)]
        if way:
            nodes.append(jsonld.crumbs(way, record.title, self.absolute))
        return nodes


def _fact(facts: Facts, practice: str, name: str) -> str:
    """Return a fact of the practice as HTML, a phone or a web address as a link."""
    if name == "practice":
        return escape(practice, quote=False)
    fact = facts[name]
    html = str(fact.html)
    if fact.open or not html:
        return html
    if name == "portal":
        return f'<a href="{escape(str(fact.raw))}">{html}</a>'
    if name in ("phone", "tty", "after_hours") and re.fullmatch(r"\(\d{3}\) \d{3}-\d{4}( ext\. \d+)?", html):
        digits = re.sub(r"\D", "", html.partition(" ext.")[0])
        return f'<a href="tel:+1{digits}">{html}</a>'
    return html


def _without_marks(words: str) -> Markup:
    return Markup("%s") % plain(words)


def _items(record: Record, title: str) -> Iterable[Item]:
    for section in record.document.sections:
        if section.title == title:
            yield from items(section.blocks)


def _paragraphs(record: Record) -> list[Paragraph]:
    """Return the words around a glossary's terms."""
    return [block for block in record.document.lead.blocks if isinstance(block, Paragraph)]


def _first_words(section: Section | None) -> Markup:
    """Return the first paragraph of a section, or its first item."""
    for block in section.blocks if section else ():
        if isinstance(block, Paragraph):
            return Markup("%s") % plain(block.text.text)
        if isinstance(block, Listing):
            return Markup("%s") % plain(block.items[0].text.text)
    return Markup("–")
