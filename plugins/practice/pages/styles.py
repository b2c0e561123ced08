"""
The stylesheet of each kind of page: the theme's one sheet, without the rules for what that kind never shows.

What a kind can show is read from its templates, not from its pages, so that a site has as many stylesheets as
kinds of page and a security policy can name them all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import tinycss2

from practice.pages.small import small

_CLASS = re.compile(r'\bclass="((?:\{\{.*?\}\}|\{%.*?%\}|[^"])*)"')
_BUILDS_ON = re.compile(r'\{%-?\s*(?:extends|from|include|import)\s+"([^"]+)"')
_NAME = re.compile(r"[A-Za-z_][\w-]*")
IN_TEXTS = frozenset({"mark", "open", "phone", "term"})
"""Classes that texts carry, whatever the template."""
_DRAWN_IN_TEXTS = ("components/figure.html", "components/picture.html")
_OF_RULES = frozenset({"media", "layer", "supports", "container"})


def of_kinds(theme: Path) -> dict[str, str]:
    """
    Return the finished stylesheet of each kind of page, by the name of its template.

    Args:
        theme: its folder; ``styles/site.css`` is for all, ``styles/<kind>.css`` is added for that kind.
    """
    sheet = Sheet(small("style", (theme / "styles" / "site.css").read_text(encoding="utf-8")))
    found = {}
    for template in sorted((theme / "templates").glob("*.html")):
        kind = template.stem
        own = theme / "styles" / f"{kind}.css"
        added = small("style", own.read_text(encoding="utf-8")) if own.is_file() else ""
        found[kind] = sheet.pruned(classes(theme / "templates", template.name)) + added
    return found


def classes(folder: Path, name: str) -> frozenset[str]:
    """
    Return the classes that a template and those it builds on can write.

    One that ends in ``--`` or ``__`` stands for every class that begins so: the template computes the rest.
    """
    found: set[str] = set(IN_TEXTS)
    ahead, seen = [name, *_DRAWN_IN_TEXTS], set[str]()
    while ahead:
        here = ahead.pop()
        if here in seen or not (folder / here).is_file():
            continue
        seen.add(here)
        source = (folder / here).read_text(encoding="utf-8")
        found.update(word for match in _CLASS.finditer(source) for word in _NAME.findall(match[1]))
        ahead.extend(_BUILDS_ON.findall(source))
    return frozenset(found)


class Sheet:
    """
    A stylesheet, read once and pruned for each kind of page.

    Args:
        css: its text; comments are left out.
    """

    def __init__(self, css: str) -> None:
        self._rules = _read(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))

    def pruned(self, used: frozenset[str]) -> str:
        """Return it without the selectors that need a class that is not *used*."""
        stems = tuple(name for name in used if name.endswith(("--", "__")))
        return _kept(self._rules, lambda name: name in used or name.startswith(stems))


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule: the classes that each of its selectors needs, with the selector's text; and its text in braces."""

    selectors: list[tuple[list[str], str]]
    body: str


@dataclass(frozen=True, slots=True)
class _Block:
    """Rules below a condition or in a layer, and what stands before the brace."""

    head: str
    rules: list[_Rule | _Block | str]


def _read(nodes: Iterable[Any]) -> list[_Rule | _Block | str]:
    """Return what can be left out as rules and blocks, and the text of everything else."""
    found: list[_Rule | _Block | str] = []
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [(_needed(each), tinycss2.serialize(each)) for each in _selectors(node.prelude)]
            found.append(_Rule(selectors, tinycss2.serialize(node.content)))
        elif node.type == "at-rule" and node.content is not None and node.lower_at_keyword in _OF_RULES:
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            found.append(_Block(f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}", _read(inner)))
        else:
            found.append(tinycss2.serialize([node]))
    return found


def _kept(rules: Iterable[_Rule | _Block | str], shown: Callable[[str], bool]) -> str:
    """Return the text of *rules* without what needs a class that is not *shown*."""
    found = []
    for rule in rules:
        if isinstance(rule, str):
            found.append(rule)
        elif isinstance(rule, _Block):
            if inner := _kept(rule.rules, shown):
                found.append(f"{rule.head}{{{inner}}}")
        elif selectors := [text for needed, text in rule.selectors if all(map(shown, needed))]:
            found.append(f"{','.join(selectors)}{{{rule.body}}}")
    return "".join(found)


def _selectors(prelude: Iterable[Any]) -> list[list[Any]]:
    """Return the selectors of a list; commas within ``:is(…)`` do not part them."""
    found: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def _needed(selector: list[Any]) -> list[str]:
    """Return the classes that a selector needs outside functions such as ``:is(…)``."""
    return [token.value for before, token in pairwise(selector) if before == "." and token.type == "ident"]
