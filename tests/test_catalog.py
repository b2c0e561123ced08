"""The Spanish catalog has every text that the theme shows, nothing else, and what it makes reads right."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog
from jinja2 import Environment, nodes
from markupsafe import Markup

from practice.content import frequency, times, values
from practice.content.kinds import KINDS, Heading
from practice.pages import comparison, facts, index, lists
from practice.pages.texts import LOCALES, Texts, span_message, time_message

ROOT = Path(__file__).parents[1]
THEME = ROOT / "theme"
CATALOG = THEME / "locale" / "es.po"
PAGES = ROOT / "plugins" / "practice" / "pages"


# What can be shown ---------------------------------------------------------------------------------------------


def in_templates() -> Iterator[tuple[str, str | None]]:
    """Yield each ``_("…")`` of the templates with its place; None where its text is computed."""
    for file in sorted((THEME / "templates").rglob("*.html")):
        for call in Environment().parse(file.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "_":
                text = call.args[0]
                yield (
                    f"{file.relative_to(THEME).as_posix()}:{call.lineno}",
                    text.value if isinstance(text, nodes.Const) else None,
                )


def in_code() -> Iterator[ast.expr]:
    """Yield what the modules of pages hand to the texts of a language."""
    for file in sorted(PAGES.glob("*.py")):
        names = ("texts", "self.texts", "self") if file.name == "texts.py" else ("texts", "self.texts", "self._texts")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                if called in names or called.startswith("self.texts("):
                    yield node.args[0]


def headings() -> Iterator[str]:
    """Yield the fixed headings of all kinds, and the labels that they need."""

    def of(all_of: Iterable[Heading]) -> Iterator[str]:
        for heading in all_of:
            yield heading.title
            yield from heading.needs
            yield from of(heading.parts)

    return of(chain.from_iterable(kind.headings for kind in KINDS))


def choices() -> set[str]:
    """Return the choices of metadata as they are shown in English."""
    fields = [field for kind in KINDS for field in kind.fields if field.name in facts._CHOICES]
    found = [(field, choice) for field in fields for choice in field.form.split(", ")]
    assert all(choice == field.read(choice) for field, choice in found)
    return {facts._SHOWN.get(choice, choice) for _, choice in found}


def time_labels() -> list[times.When]:
    """Return one time of every form that may stand in a label."""
    units = [unit.capitalize() for unit in times._UNIT]
    wanted = [
        *times._NAMED,
        *(
            form.format(unit=unit)
            for unit in units
            for form in (
                "1 {unit} before", "3 {unit}s before", "2-3 {unit}s before",
                "After 1 {unit}", "After 3 {unit}s", "After 2-3 {unit}s",
                "{unit} 2", "{unit}s 2-3",
            )
        ),
    ]  # fmt: skip
    found = []
    for label in wanted:
        try:
            found.append(times.parse(label))
        except ValueError:  # that unit does not go with that form
            continue
    return found


def spans() -> Iterator[str]:
    """Yield the words that may follow a frequency, for each of its forms."""
    for unit in ("day", "week", "month", "year"):
        for words in (f"over 1 {unit}", f"over 2 {unit}s"):
            yield frequency.parse(f"1 in 100 {words}").span


COMPUTED: dict[str, Iterable[str]] = {
    "lang": (),
    "self._lang": (),
    "text": (),
    "record.lang": (),
    "page.lang": (),
    "LIST_TITLES[folder]": lists.LIST_TITLES.values(),
    "LIST_TITLES[record.kind.folder]": lists.LIST_TITLES.values(),
    "_LIST_SUMMARIES[folder]": lists._LIST_SUMMARIES.values(),
    "_KINDS[kind]": index._KINDS.values(),
    "_KINDS['glossary']": (),
    "_SHOWN.get(value, value)": choices(),
    "section.title": set(headings()),
    "label": set(headings()),
    "title": comparison._ROWS,
    "time_message(when)": {time_message(when) for when in time_labels()},
    "span_message(found.span)": {span_message(span) for span in spans()},
}
"""Texts that the code computes, by the expression; languages, which the model asks texts for, are none."""


def wanted() -> set[str]:
    """Return every message that pages can show."""
    code = {text.value for text in in_code() if isinstance(text, ast.Constant)}
    return (
        {text for _, text in in_templates() if text is not None}
        | {text for text in code if isinstance(text, str) and text not in LOCALES}
        | set(chain.from_iterable(COMPUTED.values()))
    )


# The catalog ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with CATALOG.open("rb") as file:
        return pofile.read_po(file, "es", abort_invalid=True)


@pytest.fixture(scope="module")
def es() -> Texts:
    return Texts(THEME, "es")


@pytest.fixture(scope="module")
def en() -> Texts:
    return Texts(THEME, "en")


def test_templates_name_their_texts_word_for_word() -> None:
    assert [] == [place for place, text in in_templates() if text is None]


def test_every_computed_text_is_known_here() -> None:
    """A new expression in the code needs a line in COMPUTED, or its texts would stay English unseen."""
    assert set(COMPUTED) == {ast.unparse(text) for text in in_code() if not isinstance(text, ast.Constant)}


def test_every_text_is_in_the_catalog(catalog: Catalog) -> None:
    assert [] == sorted(wanted() - {str(message.id) for message in catalog})


def test_the_catalog_has_no_dead_texts(catalog: Catalog) -> None:
    assert [] == sorted({str(message.id) for message in catalog if message.id} - wanted())
    assert [] == sorted(str(message) for message in catalog.obsolete)


def test_no_text_stands_twice() -> None:
    ids = re.findall(r"^msgid (.*)$", CATALOG.read_text(encoding="utf-8"), re.MULTILINE)

    assert [] == sorted({each for each in ids if ids.count(each) > 1})


def test_no_text_is_empty_or_in_doubt(catalog: Catalog) -> None:
    texts = [message for message in catalog if message.id]

    assert [] == [message.id for message in texts if not str(message.string).strip() or message.fuzzy]


def test_placeholders_are_the_same_on_both_sides(catalog: Catalog) -> None:
    """``%s`` are filled in order, so their number counts; a lone ``%`` would break the page."""

    def placeholders(text: str) -> tuple[list[str], int]:
        return sorted(re.findall(r"%(?:\(\w+\))?s", text)), text.count("%")

    texts = [(str(message.id), str(message.string)) for message in catalog if message.id]

    assert [] == [english for english, spanish in texts if placeholders(english) != placeholders(spanish)]


def test_texts_begin_and_end_alike_in_both_languages(catalog: Catalog) -> None:
    """Capitals and end marks decide whether a text can stand inside a sentence."""

    def shape(text: str) -> tuple[bool, str]:
        letters = text.lstrip("¿¡")
        return letters[:1].isupper(), text[-1] if text[-1] in ".:?" else ""

    texts = [(str(message.id), str(message.string)) for message in catalog if message.id]
    differ = {english for english, spanish in texts if shape(english) != shape(spanish)}

    assert [] == sorted(english for english in differ if not re.match(r"%s-%s \w+ before", english))


def test_the_catalog_says_whether_a_translator_approved_it(catalog: Catalog) -> None:
    assert "NOT YET APPROVED" in catalog.header_comment


# What readers see ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", time_labels(), ids=lambda when: when.label)
def test_english_times_stay_as_written(en: Texts, when: times.When) -> None:
    assert when.label.capitalize() == en.time(when)


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("When you book", "Cuando haga la cita"),
        ("when you book", "Cuando haga la cita"),
        ("7 days before", "7 días antes"),
        ("1 week before", "1 semana antes"),
        ("2–3 days before", "De 2 a 3 días antes"),
        ("The night before", "La noche anterior"),
        ("8 hours before", "8 horas antes"),
        ("The morning of", "La mañana del procedimiento"),
        ("First hours", "Primeras horas"),
        ("After 1 hour", "Después de 1 hora"),
        ("After 10-15 minutes", "Después de 10 a 15 minutos"),
        ("Day 1", "Día 1"),
        ("Days 1-2", "Días 1 a 2"),
        ("Week 6", "Semana 6"),
        ("Weeks 2-6", "Semanas 2 a 6"),
        ("Month 3", "Mes 3"),
        ("Months 3-6", "Meses 3 a 6"),
        ("Year 1", "Año 1"),
    ],
)
def test_spanish_times(es: Texts, label: str, shown: str) -> None:
    assert shown == es.time(times.parse(label))


RATES = [
    ("18 in 100", "18 out of 100", "18 de cada 100", "", ""),
    ("14 in 157", "8.9 out of 100", "8.9 de cada 100", "14 in 157", "14 de 157"),
    ("11-23 in 100", "11 to 23 out of 100", "11 a 23 de cada 100", "", ""),
    ("1.9 in 100", "1.9 out of 100", "1.9 de cada 100", "", ""),
    ("1.4-2.3 in 50", "2.8 to 4.6 out of 100", "2.8 a 4.6 de cada 100", "1.4 to 2.3 in 50", "1.4 a 2.3 de 50"),
    ("fewer than 1 in 1,000", "Fewer than 1 out of 1,000", "Menos de 1 de cada 1,000", "", ""),
    (
        "fewer than 1 in 1,500",
        "Fewer than 0.7 out of 1,000",
        "Menos de 0.7 de cada 1,000",
        "fewer than 1 in 1,500",
        "menos de 1 de 1,500",
    ),
    ("34 in 1,782", "1.9 out of 100", "1.9 de cada 100", "34 in 1,782", "34 de 1,782"),
    ("1,234 in 5,678", "22 out of 100", "22 de cada 100", "1,234 in 5,678", "1,234 de 5,678"),
    ("1 in 100,000", "0.01 out of 1,000", "0.01 de cada 1,000", "1 in 100,000", "1 de 100,000"),
    ("rate not known", "Rate not known", "No se sabe con qué frecuencia", "", ""),
]


@pytest.mark.parametrize(("written", "english", "spanish", "found", "hallado"), RATES)
def test_rates_in_both_languages(
    en: Texts, es: Texts, written: str, english: str, spanish: str, found: str, hallado: str
) -> None:
    rates = [texts.rate(frequency.parse(written)) for texts in (en, es)]

    assert [(english, found), (spanish, hallado)] == [(rate.text, rate.found) for rate in rates]


@pytest.mark.parametrize(
    ("written", "english", "spanish"),
    [
        ("8 in 102 over 6 months", "over 6 months", "en 6 meses"),
        ("8 in 102 over 1 year", "over 1 year", "en 1 año"),
        ("8 in 102 Over 1 years", "over 1 year", "en 1 año"),
        ("8 in 102 over 2 days", "over 2 days", "en 2 días"),
        ("8 in 102", "", ""),
    ],
)
def test_the_time_of_a_rate(en: Texts, es: Texts, written: str, english: str, spanish: str) -> None:
    assert [english, spanish] == [texts.rate(frequency.parse(written)).span for texts in (en, es)]


def test_a_rate_without_the_procedure_can_stand_inside_a_sentence(es: Texts) -> None:
    rate = es.rate(frequency.parse("18 in 1,000, against fewer than 1 in 1,000 without"))

    assert rate.against
    assert ("18 de cada 1,000", "menos de 1 de cada 1,000") == (rate.text, rate.against.text)


def test_dates_weekdays_and_hours_follow_the_locale(en: Texts, es: Texts) -> None:
    lines = [values.hours("Mon-Fri 08:00-12:00, 13:00-17:30"), values.hours("Sat 10:00-24:00")]

    assert "22 de noviembre de 2026" == es.day(date(2026, 11, 22)).text
    assert "miércoles" == es.weekday(2)
    assert [
        ("Lunes a viernes", "8:00\u202fa.m. a 12:00\u202fp.m., 1:00\u202fp.m. a 5:30\u202fp.m."),
        ("Sábado", "10:00\u202fa.m. a medianoche"),
    ] == [(line.days, line.times) for line in es.hours(lines)]
    assert [
        ("Monday to Friday", "8:00\u202fAM to 12:00\u202fPM, 1:00\u202fPM to 5:30\u202fPM"),
        ("Saturday", "10:00\u202fAM to midnight"),
    ] == [(line.days, line.times) for line in en.hours(lines)]


def test_texts_for_templates_escape_plain_values_and_keep_html(es: Texts) -> None:
    assert "También se conoce como &lt;b&gt;" == es.html("Also called %(names)s", names="<b>")
    assert "Llame al <b>1</b>" == es.html("Call %(phone)s", phone=Markup("<b>1</b>"))


def test_a_text_that_is_not_in_the_catalog_stays_english(tmp_path: Path) -> None:
    assert "Recovery" == Texts(tmp_path, "es")("Recovery")


def test_a_text_in_doubt_stays_english(tmp_path: Path) -> None:
    (tmp_path / "locale").mkdir()
    text = '#, fuzzy\nmsgid "Recovery"\nmsgstr "Cobro"\n\nmsgid "Signs"\nmsgstr "Síntomas"\n'
    (tmp_path / "locale" / "es.po").write_text(text, encoding="utf-8")
    es = Texts(tmp_path, "es")

    assert ["Recovery", "Síntomas"] == [es("Recovery"), es("Signs")]
