"""From the graph to views: what each page shows, with every link resolved and every text ready."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape

from markupsafe import Markup

from practice.checks.jurisdiction import Jurisdiction
from practice.checks.reviews import Review, State, review
from practice.content import links
from practice.content.document import Paragraph
from practice.content.graph import LISTS, Site
from practice.content.inline import plain
from practice.content.kinds import LANGUAGES
from practice.content.records import Record
from practice.pages import body, handout, icons, jsonld, review_copy, views
from practice.pages.addresses import Addresses
from practice.pages.areas import areas
from practice.pages.cards import Cards
from practice.pages.comparison import Comparisons
from practice.pages.facts import Facts, dialed, opened
from practice.pages.index import folded
from practice.pages.lists import LIST_TITLES, Lists
from practice.pages.markdown import Page, blocks_to_html, text_to_html, unexplained
from practice.pages.pictures import Pictures, Purpose
from practice.pages.scripts import File, Scripts
from practice.pages.templates import Templates
from practice.pages.terms import Names, Terms, names_of, place
from practice.pages.texts import Texts
from practice.pages.views import Card, Link
from practice.settings import Settings

MENU = ("conditions", "procedures", "physicians", "locations")
_HEADER = ("contact", "home")
"""Pages to which the name, the phone line and the button lead."""
_AT_HOME = 24
"""Procedures that the first page shows; of more it names the list."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Model:
    """
    The views of one site.

    Args:
        site: what was read; for publishing, without its drafts.
        settings: of this build.
        rules: of the jurisdiction.
        styles: gives the finished stylesheet of each kind of page.
        pictures: of this build; what pages show is made.
        templates: of the theme; they say its texts and lay out pictures in texts.
        want: is told of each file that a script needs.
    """

    def __init__(
        self,
        site: Site,
        settings: Settings,
        rules: Jurisdiction,
        styles: Callable[[], Mapping[str, str]],
        pictures: Pictures,
        templates: Templates,
        want: Callable[[File], None] = lambda _: None,
    ) -> None:
        self.site, self.settings, self.rules = site, settings, rules
        self.base = settings.base
        self._styles, self._pictures, self._lay_out, self._note = styles, pictures, templates.figure, templates.note
        self.texts = templates.texts
        self.addresses = Addresses(site, settings)
        self.cards = Cards(site, self.addresses, self.texts)
        self.scripts = Scripts(settings.theme / "static", self.base, templates.note, want)
        self._lists = Lists(site, self.addresses, self.cards, self.scripts, self.texts)
        self.comparisons = Comparisons(site, self.addresses.of, self.texts)
        self.frame: Callable[[str], views.Frame] = site.remember("frame", self._frame)
        self._icon: Callable[[], Markup] = site.remember("icon", self._make_icon)
        self._accepting: Callable[[], bool | None] = site.remember("accepting", self._find_accepting)
        self._names: Callable[[str], Names] = site.remember("names", lambda lang: names_of(site.glossary(lang)))
        self._meaning: Callable[[str, str], views.Term] = site.remember("meaning", self._make_meaning)
        self._meanings: Callable[[str], dict[str, views.Term]] = site.remember("meanings", self._make_meanings)

    # The frame ----------------------------------------------------------------------------------------

    def _frame(self, lang: str) -> views.Frame:
        texts, practice = self.texts(lang), self.site.practice
        assert practice
        styles = {name: Markup(css) for name, css in self._styles().items()}
        local = self.site.twin(practice, lang)
        menu = tuple(
            Link(texts(LIST_TITLES[folder]), self.addresses.listing(folder, lang))
            for folder in MENU
            if self.addresses.listed(folder, "en")
        )
        return views.Frame(
            lang=lang,
            name=practice.title,
            home=self.addresses.home(lang),
            contact=self.addresses.page("contact", lang) or self._offices(lang),
            glossary=self.addresses.glossary(lang),
            search=self.addresses.search(lang),
            practice=Facts(local, texts),
            menu=menu,
            legal=self._footer(lang),
            offices=tuple(self.cards.card(each, lang) for each in self.site.of_kind("location")),
            notice=self._notice(local),
            preview=not self.settings.publish,
            accepting_new=self._accepting(),
            styles=styles,
            icon=self._icon(),
            touch_icon=f"{self.base}{icons.TOUCH}",
            locale=texts.locale,
        )

    def _find_accepting(self) -> bool | None:
        """Tell whether any physician takes new patients, None where nobody says."""
        found = [person.get("accepting_new") for person in self._active()]
        return True if True in found else None if None in found or not found else False

    def _make_icon(self) -> Markup:
        name = f"static/{icons.DRAWING}"
        self._note("theme", name)
        return icons.inline((self.settings.theme / name).read_text(encoding="utf-8"))

    def _offices(self, lang: str) -> str:
        if self.addresses.listed("locations", "en"):
            return self.addresses.listing("locations", lang)
        return self.addresses.home(lang)

    def _active(self) -> list[Record]:
        return [person for person in self.site.of_kind("physician") if person.get("active") is not False]

    def _footer(self, lang: str) -> tuple[Link, ...]:
        """Return every page that the header does not lead to, by name: policies, notices, who we are."""
        pages = [self.site.twin(page, lang) for page in self.site.of_kind("page") if page.slug not in _HEADER]
        return tuple(
            Link(page.title, self.addresses.of(page), page.lang if page.lang != lang else "")
            for page in sorted(pages, key=lambda page: page.title.casefold())
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
        terms = self._unexplained(record)
        page = self._inline(record, terms.explain)
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
        return views.Page(
            kind=kind,
            title=record.title,
            head_title=record.title if name in record.title else f"{record.title} · {name}",
            summary=self._summary(record, texts, name),
            address=self.addresses.of(record),
            absolute=self.addresses.known(self.addresses.of(record)),
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
            offices=self.cards.offices(record, record.lang) if kind == "physician" else (),
            hours=texts.hours(record.get("hours") or ()) if kind == "location" else (),
            areas=areas(related.get("conditions", ()), texts) if kind == "home" else (),
            comparison=self.comparisons.of(record) if kind == "condition" else None,
            terms=self._terms(record, page),
            words=self._words(record.lang, terms.found),
            image=self._picture(record),
            handout=handout.address(self.addresses.of(record)) if handout.has(record) else "",
            review_copy=review_copy.address(self.addresses.of(record)) if self._signable(record) else "",
            draft=record.draft,
            jsonld=jsonld.text(self._graph(record, kind, way, found)),
            updated=found.reviewed if found and found.state not in (State.NONE, State.CHANGED) else None,
            conditions=related.get("conditions", ()),
            procedures=related.get("procedures", ()),
            every_procedure=self.addresses.listing("procedures", record.lang) if self._has_more(kind) else "",
            physicians=related.get("physicians", ()),
            locations=related.get("locations", ()),
        )

    def _summary(self, record: Record, texts: Texts, practice: str) -> str:
        """Return what search engines show below a page's title: its summary, or for kinds without one what it is."""
        match record.kind.name:
            case "physician":
                known = (record.get("degree"), record.get("specialty"), practice)
                return f"{', '.join(filter(None, (record.title, *known)))}."
            case "location":
                place = ", ".join(filter(None, (record.title, record.get("street"), record.get("city"), practice)))
                return f"{place}. {texts('Address, hours, parking and phone.')}"
            case "glossary":
                return texts("Hard words of pain care, each told in plain ones.")
        return plain(record.get("summary") or "")

    def beside(self, record: Record, page: views.Page) -> Iterator[views.Page]:
        """Yield the pages that are made beside the *page* of a content file: sheets to print."""
        texts = self.texts(record.lang)
        if handout.has(record):
            script = self.scripts.of_kind("handout", record.lang)
            yield handout.sheet(record, page, self._inline(record, unexplained, cites=False), texts, script)
        if self._signable(record):
            reviewers = tuple(person.slug for person in self._active())
            yield review_copy.copy(record, page, reviewers, texts)

    def shown_elsewhere(self, record: Record) -> None:
        """Make what lists, the search and comparisons show of a page."""
        for lang in self.site.languages():
            if self.site.twin(record, lang).path == record.path:
                self._lists.ahead(record, lang)
                self.comparisons.ahead(record, lang)

    def _signable(self, record: Record) -> bool:
        """Tell whether a page has a copy to sign: in a preview, where its kind is signed; a translation is not."""
        return record.kind.reviewed and record.lang == "en" and not self.settings.publish

    def template(self, record: Record) -> str:
        """Return the name of the template that shows a page, which is also the kind of its view."""
        if record.kind.name == "page" and record.slug in ("home", "contact"):
            return record.slug
        return record.kind.name

    def _unexplained(self, record: Record) -> Terms:
        """Return the terms that a page has to explain; the glossary explains them all."""
        names = Names(()) if record.kind.glossary else self._names(record.lang)
        return Terms(names, (record.title, *(record.get("also_called") or ())))

    def _inline(self, record: Record, explain: Callable[[str], str], *, cites: bool = True) -> Page:
        """Return what the texts of *record* refer to; *explain* and *cites* as in `Page`."""
        texts = self.texts(record.lang)
        practice = self.site.practice
        assert practice
        facts = Facts(self.site.twin(practice, record.lang), texts)
        return Page(
            link=lambda target: self.resolve(record, target),
            picture=lambda target, words, caption, alone: self._figure(record, target, words, caption, alone),
            fact=lambda name: _fact(facts, practice.title, name.casefold()),
            open=lambda need: str(opened(texts, " ".join(need.split()))),
            explain=explain,
            cites=cites,
        )

    def resolve(self, record: Record, target: str) -> str:
        """Return the address to which a link written in *record* leads, in the record's language if it can."""
        if _SCHEME.match(target) or target.startswith("#"):
            return target
        path, sign, part = target.partition("#")
        whole = links.resolve(record.path, path)
        page = self.site.pages.get(whole)
        if page is not None:
            return self.addresses.of(self.site.twin(page, record.lang)) + sign + part
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
            views.Twin(
                twin.lang, LANGUAGES[twin.lang], self.addresses.of(twin), self.addresses.known(self.addresses.of(twin))
            )
            for twin in {twin.lang: twin for twin in twins}.values()
        )

    def _way(self, record: Record) -> tuple[Link, ...]:
        texts = self.texts(record.lang)
        if record.kind.name == "page" and record.slug == "home":
            return ()
        way = [Link(texts("Home"), self.addresses.home(record.lang))]
        if record.kind.folder in LISTS:
            way.append(
                Link(texts(LIST_TITLES[record.kind.folder]), self.addresses.listing(record.kind.folder, record.lang))
            )
        return tuple(way)

    def _sources(self, record: Record, page: Page) -> tuple[views.Source, ...]:
        found = []
        for number, key in enumerate(page.sources, 1):
            text = record.document.footnotes.get(key)
            html = text_to_html(text, page) if text else Markup("")
            found.append(views.Source(number, f"source-{number}", html, f"mark-{number}"))
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
        address = self.addresses.of(self.site.twin(person, record.lang))
        return Markup('<a href="%s">%s</a>%s') % (address, person.title, degree)

    def _review(self, record: Record, state: Review | None) -> views.Review | None:
        if state is None:
            return None
        texts = self.texts(record.lang)
        person = self.site.by_key.get(("physician", state.by or "", "en"))
        return views.Review(
            state=state.state.value,
            by=Link(person.title, self.addresses.of(self.site.twin(person, record.lang))) if person else None,
            degree=str(person.get("degree") or "") if person else "",
            reviewed=texts.day(state.reviewed) if state.reviewed else None,
            due=texts.day(state.due) if state.due else None,
        )

    def _terms(self, record: Record, page: Page) -> tuple[views.Term, ...]:
        return tuple(
            views.Term(entry.id, entry.name, entry.say, text_to_html(entry.meaning, page))
            for entry in sorted(record.entries, key=lambda entry: folded(entry.name))
        )

    def _words(self, lang: str, found: Iterable[str]) -> tuple[views.Term, ...]:
        return tuple(replace(self._meaning(lang, term), place=place(number)) for number, term in enumerate(found, 1))

    def _make_meaning(self, lang: str, term: str) -> views.Term:
        return self._meanings(lang)[term]

    def _make_meanings(self, lang: str) -> dict[str, views.Term]:
        """Return the terms of a language by fragment, as other pages than the glossary show them."""
        record = self.site.by_key.get(("glossary", "glossary", lang))
        page = self._inline(record, unexplained, cites=False) if record else None
        return {term.id: term for term in self._terms(record, page)} if record and page else {}

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
                    "procedures": () if self._has_more(kind) else site.of_kind("procedure"),
                    "physicians": self._active(),
                    "locations": site.of_kind("location"),
                }
            case "contact":
                found = {"locations": site.of_kind("location")}
        return {name: tuple(self.cards.card(each, lang) for each in records) for name, records in found.items()}

    def _has_more(self, kind: str) -> bool:
        """Tell whether there are more procedures than a first page can show."""
        return kind == "home" and len(self.site.of_kind("procedure")) > _AT_HOME

    def generated(self) -> Iterator[tuple[str, str, Callable[[], views.Page]]]:
        """Yield kind, address and view of the pages that no file stands for: lists, search, the missing address's."""
        return self._lists.all()

    # Structured data ----------------------------------------------------------------------------------

    def _graph(self, record: Record, kind: str, way: tuple[Link, ...], found: Review | None) -> list[jsonld.Node]:
        site, url, practice = self.site, self.addresses.url, self.addresses.practice_id
        english = record.original or record
        nodes: list[jsonld.Node] = []
        reviewer = site.by_key.get(("physician", (found.by if found else "") or "", "en"))
        match kind:
            case "procedure":
                nodes = [jsonld.web_page(record, url, practice, found, reviewer), jsonld.procedure(record, url)]
            case "condition":
                page = jsonld.web_page(record, url, practice, found, reviewer)
                nodes = [page, jsonld.condition(record, url, site.related(english, "procedure"))]
            case "physician":
                photo = self._picture(record)
                offices = site.related(english, "location")
                procedures = site.related(english, "procedure")
                shown = self.addresses.absolute(photo.src) if photo else ""
                nodes = [jsonld.physician(record, url, practice, offices, procedures, shown)]
            case "location":
                name = site.practice.title if site.practice else ""
                nodes = [jsonld.location(record, url, practice, name)]
            case "glossary":
                nodes = [jsonld.glossary(record, url)]
            case "home" if site.practice and record.lang == "en":
                departments = jsonld.references(site.of_kind("location"), url)
                nodes = [jsonld.organization(site.practice, practice, self.addresses.absolute(self.base), departments)]
        if way:
            nodes.append(jsonld.crumbs(way, record.title, self.addresses.absolute))
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
    return str(dialed(str(fact.raw))) if name in ("phone", "tty") else html


def _paragraphs(record: Record) -> list[Paragraph]:
    """Return the words around a glossary's terms."""
    return [block for block in record.document.lead.blocks if isinstance(block, Paragraph)]
