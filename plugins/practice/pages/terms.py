"""Glossary terms in running text: the first use of each on a page is a button that shows its meaning there.

A term in brackets after plain words, "live X-ray (fluoroscopy)", is explained already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from practice.content.records import Entry

_WORD = re.compile(r"[^\W_]+")
_OPENED = re.compile(r"\((?:(?:an?|the|una?|el|la) )?$")


def _small(text: str) -> str:
    """Return *text* in small letters, character for character: a few capitals would grow to two."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def place(number: int) -> str:
    """Return the fragment of the meaning that the page's term *number*, from 1, opens; no heading makes such a one."""
    return f"_{number}"


class Names:
    """
    The names of all terms of a glossary by their first word, so that a text without one is passed over quickly.

    Args:
        entries: of the glossary.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._ids: dict[str, set[str]] = {}
        named: list[tuple[str, str]] = []
        for entry in entries:
            for name in (entry.name.lower(), *(alias.lower() for alias in entry.aliases)):
                self._ids.setdefault(name, set()).add(entry.id)
                named.append((name, entry.id))
        self._firsts: dict[str, list[tuple[int, str, str]]] = {}
        for rank, (name, term) in enumerate(sorted(named, key=lambda pair: -len(pair[0]))):
            first = match[0] if (match := _WORD.search(name)) else ""
            for word in (first, f"{first}s") if name.endswith(first) else (first,):
                self._firsts.setdefault(word, []).append((rank, name, term))

    def ids(self, names: Iterable[str]) -> set[str]:
        """Return the fragments of the terms that have one of *names*."""
        return {term for name in names for term in self._ids.get(name.lower(), ())}

    def likely(self, lower: str) -> list[tuple[int, str, str]]:
        """Return rank, name and fragment of each name of which the first word stands in *lower*, longest first."""
        words = _WORD.findall(lower)
        if self._firsts.keys().isdisjoint(words):
            return []
        return sorted({found for word in words if word in self._firsts for found in self._firsts[word]})


class Terms:
    """
    The terms of one page that were not explained yet.

    Args:
        names: of the glossary.
        known: names that need no explanation here, such as the page's own title.

    Attributes:
        found: fragments, on the glossary page, of the terms that the page explains, in the order of their buttons.
    """

    def __init__(self, names: Names, known: Iterable[str] = ()) -> None:
        self._names = names
        self._done = names.ids(known)
        self.found: list[str] = []

    def explain(self, text: str) -> str:
        """Return *text* as HTML, the first use of each term as a button that opens its meaning."""
        lower = _small(text)
        spans: list[tuple[int, int, str]] = []
        for _, name, term in self._names.likely(lower):
            start = lower.find(name) if term not in self._done else -1
            while start >= 0:
                end = start + len(name)
                if lower[end : end + 1] == "s" and not lower[end + 1 : end + 2].isalnum():
                    end += 1
                whole = not lower[start - 1 : start].isalnum() and not lower[end : end + 1].isalnum()
                if whole and all(end <= first or start >= last for first, last, _ in spans):
                    spans.append((start, end, term))
                    break
                start = lower.find(name, start + 1)
        html, last = [], 0
        for start, end, term in sorted(spans):
            if term in self._done:
                continue
            self._done.add(term)
            if text[end : end + 1] == ")" and _OPENED.search(text, 0, start):
                continue  # it stands in brackets after plain words that say the same
            html.append(escape(text[last:start], quote=False))
            self.found.append(term)
            words = escape(text[start:end], quote=False)
            html.append(f'<button class="term" popovertarget="{place(len(self.found))}">{words}</button>')
            last = end
        html.append(escape(text[last:], quote=False))
        return "".join(html)
