"""Texts of the theme in the page's language, and dates and times as that language writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from babel import dates
from babel.messages import pofile
from markupsafe import Markup, escape

from practice.content.frequency import Frequency
from practice.content.times import When
from practice.content.values import OpenHours
from practice.pages.views import Day, Hours, Rate

LOCALES = {"en": "en_US", "es": "es_US"}


class Texts:
    """
    Theme texts of one language.

    Args:
        theme: its folder; ``locale/<lang>.po`` in it is the catalog.
        lang: language of pages.
    """

    def __init__(self, theme: Path, lang: str) -> None:
        self.lang = lang
        self.locale = LOCALES[lang]
        self._catalog: dict[str, str] = {}
        self._rates: dict[Frequency, Rate] = {}
        self._escaped: dict[str, Markup] = {}
        path = theme / "locale" / f"{lang}.po"
        if path.is_file():
            with path.open("rb") as file:
                catalog = pofile.read_po(file, lang)
            self._catalog = {
                str(message.id): str(message.string)
                for message in catalog
                if message.id and message.string and not message.fuzzy
            }

    def __call__(self, text: str, **values: Any) -> str:
        """Return *text* in this language, with ``%(name)s`` filled in."""
        found = self._catalog.get(text, text)
        return found % values if values else found

    def html(self, text: str, **values: Any) -> Markup:
        """Return *text* in this language for a template: plain values are escaped, HTML stays."""
        found = self._escaped.get(text)
        if found is None:
            found = self._escaped[text] = escape(self._catalog.get(text, text))
        return found % values if values else found

    def day(self, day: date) -> Day:
        """Return a date as this language writes it."""
        return Day(day.isoformat(), dates.format_date(day, "long", self.locale))

    def weekday(self, number: int) -> str:
        """Return the name of a weekday, 0 for Monday."""
        return str(dates.get_day_names("wide", "stand-alone", self.locale)[number])

    def clock(self, minutes: int) -> str:
        """Return a time of day given in minutes after midnight."""
        if minutes in (0, 1440):
            return self("midnight")
        return dates.format_time(time(minutes // 60, minutes % 60), "short", locale=self.locale)

    def hours(self, lines: Sequence[OpenHours]) -> tuple[Hours, ...]:
        """Return opening hours as shown."""
        shown = []
        for line in lines:
            days = self.weekday(line.first)
            if line.last != line.first:
                days = self("%(first_day)s to %(last_day)s", first_day=days, last_day=self.weekday(line.last))
            times = (
                self("%(opens)s to %(closes)s", opens=self.clock(opens), closes=self.clock(closes))
                for opens, closes in line.spans
            )
            shown.append(Hours(_capital(days), ", ".join(times)))
        return tuple(shown)

    def time(self, when: When) -> str:
        """Return a time label in this language; its numbers stay."""
        return self(time_message(when)) % when.numbers

    def rate(self, found: Frequency) -> Rate:
        """Return a frequency out of 100, or out of 1,000 where it or its counterpart is below 1 in 100."""
        shown = self._rates.get(found)
        if shown is None:
            shown = self._rates[found] = self._compared(found)
        return shown

    def _compared(self, found: Frequency) -> Rate:
        if not found.known:
            return Rate(self("Rate not known"), "", None, None, None)
        shares = [each.share[1] for each in (found, found.against) if each and each.known]
        per = 100 if all(share * 100 >= 1 or (share == 0 and found.of < 1000) for share in shares) else 1000
        shown = self._rate(found, per)
        against = self._rate(found.against, per) if found.against and found.against.known else None
        return replace(shown, text=_capital(shown.text), against=against)

    def _rate(self, found: Frequency, per: int) -> Rate:
        """Return a frequency without its counterpart, in words that can stand inside a sentence."""
        low, high = (float(share * per) for share in found.share)
        count, of = self._span(_figure(low), _figure(high)), f"{per:,}"
        if found.below:
            text = self("fewer than %(count)s out of %(per)s", count=count, per=of)
        else:
            text = self("%(count)s out of %(per)s", count=count, per=of)
        counted = "" if found.of == per else self._counted(found)
        span = self(span_message(found.span)) % _numbers(found.span) if found.span else ""
        return Rate(text, counted, low, high, per, span)

    def _counted(self, found: Frequency) -> str:
        """Return the count as it stands in the source."""
        count = self._span(f"{Decimal(found.low):,}", f"{Decimal(found.high):,}")
        of = f"{found.of:,}"
        if found.below:
            return self("fewer than %(count)s in %(of)s", count=count, of=of)
        return self("%(count)s in %(of)s", count=count, of=of)

    def _span(self, low: str, high: str) -> str:
        return low if low == high else self("%(low)s to %(high)s", low=low, high=high)


def time_message(when: When) -> str:
    """Return the message under which a catalog has a time label: ``Days %s-%s`` for ``Days 1-2``."""
    return re.sub(r"\d+", "%s", when.label).capitalize()


def span_message(span: str) -> str:
    """Return the message under which a catalog has the time of a frequency: ``over %s years`` for ``over 2 years``."""
    over, number, unit = span.lower().split()
    return f"{over} %s {unit.removesuffix('s')}{'' if number == '1' else 's'}"


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _figure(number: float) -> str:
    """Write a count out of 100 or 1,000: whole from 10 on; below, with decimals that keep it from reading as 0."""
    if number >= 10:
        return f"{int(number + 0.5):,}"
    digits = 1
    while number and not round(number, digits):
        digits += 1
    exact = Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)  # 7.55 is 7.6, as at school
    return f"{exact}".removesuffix(".0")
