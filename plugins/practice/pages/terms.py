"""Glossary terms in running text: the first use of each on a page leads to its meaning."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from practice.content.records import Entry


def _small(text: str) -> str:
    """Return *text* in small letters, character for character: a few capitals would grow to two."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


class Terms:
    """
    The terms of one page that were not explained yet.

    Args:
        entries: of the glossary.
        text: the page's body; a term that does not stand in it is not looked for again.
        glossary: address of the glossary page.
        known: names that need no explanation here, such as the page's own title.
    """

    def __init__(self, entries: Iterable[Entry], text: str, glossary: str, known: Iterable[str] = ()) -> None:
        lower = text.lower()
        passed = {name.lower() for name in known}
        self._glossary = glossary
        self._left: list[tuple[str, str]] = []
        for entry in entries:
            names = [name.lower() for name in (entry.name, *entry.aliases)]
            if passed.isdisjoint(names):
                self._left.extend((name, entry.id) for name in names if name in lower)
        self._left.sort(key=lambda pair: -len(pair[0]))

    def explain(self, text: str) -> str:
        """Return *text* as HTML, the first use of each term as a link to its meaning."""
        if not self._left:
            return escape(text, quote=False)
        lower = _small(text)
        spans: list[tuple[int, int, str]] = []
        for name, term in self._left:
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
        if not spans:
            return escape(text, quote=False)
        found = set()
        html, last = [], 0
        for start, end, term in sorted(spans):
            if term in found:
                continue
            found.add(term)
            html.append(escape(text[last:start], quote=False))
            html.append(f'<a class="term" href="{self._glossary}#{term}">{escape(text[start:end], quote=False)}</a>')
            last = end
        html.append(escape(text[last:], quote=False))
        self._left = [pair for pair in self._left if pair[1] not in found]
        return "".join(html)
