"""How old sites word what our kinds fix: their headings, and the words by which a page says what it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from practice.content.kinds import BY_NAME, Heading, Kind

_LEAD = re.compile(r"^(?:overview|introduction|summary|definition|what (?:is|are)\b.*|about\b.*|description)$")


def _load() -> dict[str, dict[str, re.Pattern[str]]]:
    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return {
        table: {name: re.compile("|".join(rules)) for name, rules in entries.items()} for table, entries in data.items()
    }


WORDS = _load()
"""By table of wording.toml: what each of its names is recognized by."""


def normal(text: str, title: str = "") -> str:
    """Return a heading in small letters without the page's own name: "Recovery from kyphoplasty" is "recovery"."""
    text = " ".join(text.casefold().replace("’", "'").split()).strip(" :.?!–—-")
    name = " ".join(title.casefold().replace("’", "'").split())
    for each in sorted(
        {name, name.rstrip("s"), *(word for word in name.split() if len(word) > 6)}, key=len, reverse=True
    ):
        if each and each != text:
            text = re.sub(rf"\b(?:an? |the |your |my )?{re.escape(each)}(?:'s)?s?\b", " ", text)
    text = re.sub(r"^\d+[.)]\s*", "", " ".join(text.split()))
    ends = "from|of|for|about|with|to|and|a|an|the" + ("" if text.startswith("what happens") else "|after")
    return re.sub(rf"\s+(?:{ends})$", "", text).strip(" :.?!–—-,")


def fixed(kind: Kind, heading: str, title: str) -> Heading | None:
    """Return the fixed heading of *kind* that an old *heading* of the page *title* means, if there is one."""
    text = normal(heading, title)
    by_title = {each.title.casefold(): each for each in kind.headings}
    if text in by_title:
        return by_title[text]
    for name, rule in WORDS.get(kind.name, {}).items():
        if rule.search(text):
            return kind.heading(name) or next(
                (each for each in kind.headings if any(part.title == name for part in each.parts)), None
            )
    return None


def part(within: Heading, heading: str, title: str) -> Heading | None:
    """Return the part of a fixed heading that an old *heading* means, if there is one."""
    text = normal(heading, title)
    for each in within.parts:
        rule = WORDS["parts"].get(each.title)
        if text == each.title.casefold() or (rule and rule.search(text)):
            return each
    return None


def field_of(kind: Kind, label: str) -> str:
    """Return the name of the field of *kind* that a label or a heading of an old page names, or ""."""
    text = normal(label)
    name = "_".join(text.split())
    if kind.field(name):
        return name
    return next((each for each, rule in WORDS["fields"].items() if kind.field(each) and rule.search(text)), "")


def is_lead(heading: str, title: str) -> bool:
    """Tell whether what stands under a heading is what a page begins with: "What is kyphoplasty?", "Overview"."""
    plain = " ".join(heading.casefold().split()).strip(" :.?!")
    return plain == " ".join(title.casefold().split()) or bool(_LEAD.match(plain)) or not normal(heading, title)


def kind_by_path(path: str) -> str:
    """Return the kind that an old address names, or ""."""
    return next((name for name, rule in WORDS["address"].items() if rule.search(path.casefold())), "")


def kind_of(title: str, path: str, headings: Iterable[str]) -> str:
    """Return ``procedure``, ``condition`` or ``page`` for a page that is about neither a person nor a place."""
    headings = list(headings)
    named, by_path = title.casefold(), kind_by_path(path)
    scores = {}
    for name, word in WORDS["about"].items():
        kind = BY_NAME[name]
        shared = {"When to call us", "Other options", "Questions to ask", "Questions and answers"}
        matched = {each.title for heading in headings if (each := fixed(kind, heading, title))} - shared
        last = word.search(named)
        scores[name] = len(matched) + (2 if last else 0) + (2 if by_path == name else 0)
        if not matched and by_path != name:
            scores[name] = 0
    if WORDS["about"]["procedure"].search(named) and scores["procedure"]:
        scores["condition"] -= 2  # "Injection for back pain" is about the injection
    best = max(scores, key=lambda name: (scores[name], name == "procedure"))
    return best if scores[best] >= 3 else "page"
