"""The comparison on a condition's page: the same facts of every treatment, and of doing without one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from practice.content.document import Item, Listing, Paragraph, Section
from practice.content.graph import Site
from practice.content.inline import plain
from practice.content.links import fragment
from practice.content.read import items
from practice.content.records import Record
from practice.pages import body, views
from practice.pages.facts import Facts, without_marks
from practice.pages.texts import Texts
from practice.pages.views import Link

_ROWS = (
    "What it is",
    "Anesthesia",
    "How long it takes",
    "Going home",
    "Light activity",
    "Recovery",
    "Benefits",
    "Risks and complications",
)


class Comparisons:
    """
    The comparisons of one site; the column of a treatment is made once for all conditions.

    Args:
        site: what was read.
        address: gives that of a page.
        texts: of each language.
    """

    def __init__(self, site: Site, address: Callable[[Record], str], texts: Callable[[str], Texts]) -> None:
        self._site, self._address, self._texts = site, address, texts
        self._column: Callable[[str, str], _Column] = site.remember("column", self._make)

    def of(self, record: Record) -> views.Comparison | None:
        """Return the treatments of a condition beside doing without a procedure, None where there is none."""
        texts = self._texts(record.lang)
        procedures = [self._site.twin(each, record.lang) for each in self._site.related(record, "procedure")]
        if not procedures:
            return None
        without = next((each for each in record.document.sections if each.title == "Without a procedure"), None)
        none, beside = Markup("%s") % texts("None"), Markup("%s") % texts("Does not apply")
        harmless = Markup("%s") % texts("None from a procedure")
        course = _course(record, "Without a procedure", texts)
        gain = _leading(without, texts("What to expect")) if without else beside  # time heals too: it has its gain
        cells = (_first_words(without), none, beside, beside, beside, course, gain, harmless)
        columns = [
            *(self._column(each.path, record.lang) for each in procedures),
            _Column(texts("Without a procedure"), cells),
        ]
        found = zip(*(column.cells for column in columns), strict=True)
        rows = tuple((texts(title), row) for title, row in zip(_ROWS, found, strict=True))
        return views.Comparison(tuple(column.head for column in columns), rows)

    def ahead(self, record: Record, lang: str) -> None:
        """Make the column of a page that is a treatment of some condition, while its text is at hand."""
        english = record.original or record
        if record.kind.name == "procedure" and any(
            self._site.twin(each, lang).lang == lang for each in self._site.related(english, "condition")
        ):
            self._column(record.path, lang)

    def _make(self, path: str, lang: str) -> _Column:
        record, texts = self._site.pages[path], self._texts(lang)
        facts = Facts(record, texts, without_marks)
        return _Column(
            Link(record.title, self._address(record), record.lang if record.lang != lang else ""),
            (
                Markup("%s") % plain(record.get("summary") or ""),
                *(facts[name].html for name in ("anesthesia", "duration", "stay", "light_activity")),
                _course(record, "Recovery", texts),
                _rates(record, "Benefits", texts),
                _rates(record, "Risks and complications", texts),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Column:
    """One way to treat a condition: its head, and a cell for each of `_ROWS`."""

    head: Link | str
    cells: tuple[Markup, ...]


def _rates(record: Record, title: str, texts: Texts) -> Markup:
    """Return the benefits or risks in few words, with their numbers where they have one."""
    lines = []
    for item in _items(record, title):
        part = body.label_and_rate(item, texts)
        rate = ""
        if part.rate is not None:
            rate = f": {_inside(part.rate.text)} {part.rate.span}".rstrip()
            if part.rate.against:
                rate += ", " + texts("against %(rate)s without it", rate=part.rate.against.text)
        elif part.change is not None:
            rate = f": {_inside(part.change.text)} {part.change.span}".rstrip()
            if part.change.against:
                rate += ", " + texts("against %(rate)s without it", rate=part.change.against)
            rate += f", {part.change.scale}"
        lines.append(Markup("<li>%s%s</li>") % (part.words, rate))
    return Markup("<ul>%s</ul>") % Markup("").join(lines) if lines else Markup("–")


def _inside(text: str) -> str:
    """Return *text* as it stands inside a sentence."""
    return text[:1].lower() + text[1:]


def _course(record: Record, title: str, texts: Texts) -> Markup:
    """Return the first and the last time of a section; ``Later`` is no end that a reader could wait for."""
    found = [body.time_of(item, texts) for item in _items(record, title) if item.label and item.label.text != "Later"]
    return (
        Markup("%s") % texts("%(first)s to %(last)s", first=found[0], last=found[-1].lower()) if found else Markup("–")
    )


def _leading(section: Section, words: str) -> Markup:
    """Return a link with *words* to a declared section of the same page."""
    return Markup('<a href="#%s">%s</a>') % (fragment(section.title), words)


def _items(record: Record, title: str) -> Iterable[Item]:
    for section in record.document.sections:
        if section.title == title:
            yield from items(section.blocks)


def _first_words(section: Section | None) -> Markup:
    """Return the first paragraph of a section, or its first item."""
    for block in section.blocks if section else ():
        if isinstance(block, Paragraph):
            return Markup("%s") % plain(block.text.text)
        if isinstance(block, Listing):
            return Markup("%s") % plain(block.items[0].text.text)
    return Markup("–")
