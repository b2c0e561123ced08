"""The comparison on a condition's page: the same facts of every treatment, and of doing without one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import Markup

from practice.content.document import Item, Listing, Paragraph, Section
from practice.content.graph import Site
from practice.content.inline import plain
from practice.content.read import items
from practice.content.records import Record
from practice.pages import body, views
from practice.pages.facts import Facts, without_marks
from practice.pages.texts import Texts
from practice.pages.views import Link


def compare(record: Record, site: Site, address: Callable[[Record], str], texts: Texts) -> views.Comparison | None:
    """
    Return the treatments of a condition side by side, doing without a procedure among them, None where there is none.

    Args:
        record: the condition.
        site: to which it belongs.
        address: gives that of a page.
        texts: of the condition's language.
    """
    procedures = [site.twin(each, record.lang) for each in site.related(record, "procedure")]
    if not procedures:
        return None
    cells = [Facts(each, texts, without_marks) for each in procedures]
    without = next((each for each in record.document.sections if each.title == "Without a procedure"), None)
    rows: list[tuple[str, tuple[Markup, ...]]] = [
        (
            texts("What it is"),
            (*(Markup("%s") % plain(each.get("summary") or "") for each in procedures), _first_words(without)),
        )
    ]
    none, beside = Markup("%s") % texts("None"), Markup("%s") % texts("Does not apply")
    for name, title, other in (
        ("anesthesia", texts("Anesthesia"), none),
        ("duration", texts("How long it takes"), beside),
        ("stay", texts("Going home"), beside),
        ("light_activity", texts("Light activity"), beside),
    ):
        rows.append((title, (*(each[name].html for each in cells), other)))
    rows.append(
        (
            texts("Recovery"),
            (
                *(_course(each, "Recovery", texts) for each in procedures),
                _course(record, "Without a procedure", texts),
            ),
        )
    )
    for title, other in (
        ("Benefits", beside),
        ("Risks and complications", Markup("%s") % texts("None from a procedure")),
    ):
        rows.append((texts(title), (*(_rates(each, title, texts) for each in procedures), other)))
    columns: tuple[Link | str, ...] = (
        *(Link(each.title, address(each)) for each in procedures),
        texts("Without a procedure"),
    )
    return views.Comparison(columns, tuple(rows))


def _rates(record: Record, title: str, texts: Texts) -> Markup:
    """Return the benefits or risks in few words, with their numbers where they have one."""
    lines = []
    for item in _items(record, title):
        part = body.label_and_rate(item, texts)
        rate = ""
        if part.rate is not None:
            rate = f": {part.rate.text} {part.rate.span}".rstrip()
            if part.rate.against:
                rate += ", " + texts("against %(rate)s without it", rate=part.rate.against.text)
        elif part.change is not None:
            rate = f": {part.change.text} {part.change.span}".rstrip()
            if part.change.against:
                rate += ", " + texts("against %(rate)s without it", rate=part.change.against)
            rate += f", {part.change.scale}"
        lines.append(Markup("<li>%s%s</li>") % (part.words, rate))
    return Markup("<ul>%s</ul>") % Markup("").join(lines) if lines else Markup("–")


def _course(record: Record, title: str, texts: Texts) -> Markup:
    found = [body.time_of(item, texts) for item in _items(record, title) if item.label]
    return (
        Markup("%s") % texts("%(first)s to %(last)s", first=found[0], last=found[-1].lower()) if found else Markup("–")
    )


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
