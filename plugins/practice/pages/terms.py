"""Glossary terms in running text: the first use of each on a page is a button that shows its meaning there.

A term in brackets after plain words, "live X-ray (fluoroscopy)", is explained already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from practice.content.records import Entry

_LETTERS = bytes(code if chr(code).isalnum() else 32 for code in range(128)) + b" " * 128
"""For ``bytes.translate``: everything but ASCII letters and digits becomes a space."""
_OPENED = re.compile(r"\((?:(?:an?|the|una?|el|la) )?$")


def _words(text: str) -> list[bytes]:
    """Return the runs of ASCII letters and digits in *text*, in small letters."""
    return text.encode("ascii", "replace").lower().translate(_LETTERS).split()


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

    Attributes:
        firsts: by its first run of ASCII letters, rank, name and fragment of each name; longer names rank first.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._ids: dict[str, set[str]] = {}
        named: list[tuple[str, str]] = []
        for entry in entries:
            for name in (entry.name.lower(), *(alias.lower() for alias in entry.aliases)):
                self._ids.setdefault(name, set()).add(entry.id)
                named.append((name, entry.id))
        self.firsts: dict[bytes, list[tuple[int, str, str]]] = {}
        for rank, (name, term) in enumerate(sorted(named, key=lambda pair: -len(pair[0]))):
            first = (*_words(name), b"")[0]
            plural = (first + b"s",) if name.encode().endswith(first) else ()
            for word in (first, *plural):
                self.firsts.setdefault(word, []).append((rank, name, term))

    def ids(self, names: Iterable[str]) -> set[str]:
        """Return the fragments of the terms that have one of *names*."""
        return {term for name in names for term in self._ids.get(name.lower(), ())}


@lru_cache(8)
def names_of(entries: tuple[Entry, ...]) -> Names:
    """Return the names of a glossary's terms, the same object for the same entries."""
    return Names(entries)


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
        self._done = names.ids(known)
        self._firsts = dict(names.firsts)
        self.found: list[str] = []

    def _left(self, words: Iterable[bytes]) -> list[tuple[int, str, str]]:
        """Return the names that begin with one of *words* and are not explained yet, longest first."""
        found: set[tuple[int, str, str]] = set()
        for word in self._firsts.keys() & words:
            left = [each for each in self._firsts[word] if each[2] not in self._done]
            found.update(left)
            if left:
                self._firsts[word] = left
            else:
                del self._firsts[word]
        return sorted(found)

    def explain(self, text: str) -> str:
        """Return *text* as HTML, the first use of each term as a button that opens its meaning."""
        words = _words(text)
        if self._firsts.keys().isdisjoint(words):  # as nearly always
            return escape(text, quote=False)
        lower = _small(text)
        spans: list[tuple[int, int, str]] = []
        for _, name, term in self._left(words):
            start = lower.find(name)
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
            # The mark behind it goes in as well: a line may break behind a button, and would begin with a comma.
            last = len(text) - len(text[end:].lstrip(",.;:?!)"))
            shown = escape(text[start:last], quote=False)
            html.append(f'<button class="term" popovertarget="{place(len(self.found))}">{shown}</button>')
        html.append(escape(text[last:], quote=False))
        return "".join(html)
