"""Texts of the theme in the page's language, and dates and times as that language writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
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
        path = theme / "locale" / f"{lang}.po"
        if path.is_file():
            with path.open("rb") as file:
                catalog = pofile.read_po(file, lang)
            self._catalog = {
                str(message.id): str(message.string) for message in catalog if message.id and message.string
            }

    def __call__(self, text: str, **values: Any) -> str:
        """Return *text* in this language, with ``%(name)s`` filled in."""
        found = self._catalog.get(text, text)
        return found % values if values else found

    def html(self, text: str, **values: Any) -> Markup:
        """Return *text* in this language for a template: plain values are escaped, HTML stays."""
        found = escape(self._catalog.get(text, text))
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
                days = self("%(first)s to %(last)s", first=days, last=self.weekday(line.last))
            times = (
                self("%(first)s to %(last)s", first=self.clock(opens), last=self.clock(closes))
                for opens, closes in line.spans
            )
            shown.append(Hours(days, ", ".join(times)))
        return tuple(shown)

    def time(self, when: When) -> str:
        """Return a time label in this language; its numbers stay."""
        if self.lang == "en":
            return when.label
        pattern = re.sub(r"\d+", "%s", when.label)
        found = self._catalog.get(pattern, pattern)
        return found % when.numbers if found.count("%s") == len(when.numbers) else when.label

    def rate(self, found: Frequency) -> Rate:
        """Return a frequency out of 100, or out of 1,000 where it or its counterpart is below 1 in 100."""
        if not found.known:
            return Rate(self("Rate not known"), "", None, None, None)
        shares = [each.share[1] for each in (found, found.against) if each and each.known]
        per = 100 if all(share * 100 >= 1 for share in shares) else 1000
        against = self._rate(found.against, per) if found.against and found.against.known else None
        return self._rate(found, per, against)

    def _rate(self, found: Frequency, per: int, against: Rate | None = None) -> Rate:
        low, high = (float(share * per) for share in found.share)
        count = _figure(low) if low == high else self("%(low)s to %(high)s", low=_figure(low), high=_figure(high))
        words = "fewer than %(count)s out of %(per)s" if found.below else "%(count)s out of %(per)s"
        text = self(words, count=count, per=f"{per:,}")
        counted = ""
        if found.of != per:
            many = found.low if found.low == found.high else f"{found.low}-{found.high}"
            counted = self("%(count)s in %(of)s", count=many, of=f"{found.of:,}")
        return Rate(text[0].upper() + text[1:], counted, low, high, per, self(found.span), against)


def _figure(number: float) -> str:
    """Write a count out of 100 or 1,000: whole from 10 on, else with one decimal where it has one."""
    if number >= 10:
        return f"{int(number + 0.5):,}"
    return f"{number:.1f}".removesuffix(".0")
