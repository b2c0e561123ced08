"""
The stylesheet of each kind of page: the theme's one sheet, without the rules for what that kind never shows.

What a kind can show is read from its templates, not from its pages, so that a site has as many stylesheets as
kinds of page and a security policy can name them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import minify_html
import tinycss2

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
    sheet = _small((theme / "styles" / "site.css").read_text(encoding="utf-8"))
    found = {}
    for template in sorted((theme / "templates").glob("*.html")):
        kind = template.stem
        own = theme / "styles" / f"{kind}.css"
        added = _small(own.read_text(encoding="utf-8")) if own.is_file() else ""
        found[kind] = pruned(sheet, classes(theme / "templates", template.name)) + added
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


def pruned(css: str, used: frozenset[str]) -> str:
    """Return a stylesheet without the selectors that need a class that is not *used*."""
    stems = tuple(name for name in used if name.endswith(("--", "__")))
    return "".join(_kept(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), used, stems))


def _kept(nodes: Iterable[Any], used: frozenset[str], stems: tuple[str, ...]) -> Iterator[str]:
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [each for each in _selectors(node.prelude) if _possible(each, used, stems)]
            if selectors:
                yield f"{','.join(map(tinycss2.serialize, selectors))}{{{tinycss2.serialize(node.content)}}}"
        elif node.type == "at-rule" and node.content is not None and node.lower_at_keyword in _OF_RULES:
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            if kept := "".join(_kept(inner, used, stems)):
                yield f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{{kept}}}"
        else:
            yield tinycss2.serialize([node])


def _selectors(prelude: Iterable[Any]) -> list[list[Any]]:
    """Return the selectors of a list; commas within ``:is(…)`` do not part them."""
    found: list[list[Any]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def _possible(selector: list[Any], used: frozenset[str], stems: tuple[str, ...]) -> bool:
    """Tell whether every class that a selector needs outside functions such as ``:is(…)`` may be on a page."""
    needed = [token.value for before, token in pairwise(selector) if before == "." and token.type == "ident"]
    return all(name in used or name.startswith(stems) for name in needed)


def _small(css: str) -> str:
    """Return a stylesheet made small."""
    opened, closed = "<style>", "</style>"
    small = minify_html.minify(f"{opened}{css}{closed}", minify_css=True)
    return small.removeprefix(opened).removesuffix(closed)
