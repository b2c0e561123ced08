"""
Inline text: the marks that our grammar adds to Markdown, and the few of Markdown's own that are plain enough
to read here.

`parse` splits a text into nodes.  Text that holds anything else of Markdown comes back as one `Markdown` node
per stretch, which Python-Markdown renders later; what is read here renders to the same HTML (a property test
holds the two together).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MARKS = re.compile(
    r"\[\^(?P<mark>[^\]\s]*)\]"
    r"|\[\?(?::[ \n]*(?P<open>[^\]]*))?\]"
    r"|\{(?P<fact>[^{}\n]*)\}"
)
"""Marks of our own: a footnote mark, an open fact, a fact of the practice."""

_TOKENS = re.compile(
    MARKS.pattern + r"|\*\*(?<![*\w]\*\*)(?P<strong>[^\s*](?:[^*]*[^\s*])?)\*\*(?![*\w])"
    r"|\*(?<![*\w]\*)(?P<em>[^\s*](?:[^*]*[^\s*])?)\*(?![*\w])"
    r"|\[(?<!!\[)(?P<text>[^\[\]^?!][^\[\]]*)\]\((?P<target>[^()\s<>\"']*)\)"
)
"""Each begins with its own sign and looks back after it: so the search leaps from sign to sign."""
_SPECIAL = re.compile(r"[*\[{`<>&_\\@]")
_HARD = re.compile(r"[*\[\]`<>\\]|_(?<![^\W_]_)|_(?![^\W_])|&#?\w|  \n|!\[")
"""An underscore within a word, as in the number of a source, stands for itself."""
_PERHAPS_HARD = re.compile(r"[*\[\]`<>_\\&]")
LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\(\s*<?(?P<target>(?:[^()\s>]|\([^()\s]*\))*)>?(?:\s+(?P<title>\"[^\"]*\"|'[^']*'))?\s*\)"
)
"""A link or picture with its address in round brackets, as Python-Markdown reads it."""


@dataclass(frozen=True, slots=True)
class Plain:
    """Words without any mark."""

    text: str


@dataclass(frozen=True, slots=True)
class Markdown:
    """A stretch for Python-Markdown, our own marks within it not yet read."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry weight."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words with stress."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link as written: nodes of its text, its target."""

    nodes: tuple[Node, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote mark."""

    key: str


@dataclass(frozen=True, slots=True)
class Open:
    """An open fact: what is needed, or ""."""

    need: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A fact of the practice to be filled in."""

    name: str


Node = Plain | Markdown | Strong | Emphasis | Link | Mark | Open | Placeholder


def is_special(text: str) -> bool:
    """Tell whether *text* may hold a mark; a set of characters alone is searched many times as fast."""
    return bool(_SPECIAL.search(text)) or "://" in text or "  \n" in text


def parse(text: str) -> tuple[Node, ...]:
    """Split *text* into nodes; nothing is lost and nothing raised."""
    if not is_special(text):
        return (Plain(text),) if text else ()
    nodes: list[Node] = []
    last = 0
    for match in _TOKENS.finditer(text):
        if match.start() > last:
            nodes.append(Plain(text[last : match.start()]))
        nodes.append(_node(match))
        last = match.end()
    if last < len(text):
        nodes.append(Plain(text[last:]))
    return (Markdown(text),) if any(map(_is_hard, nodes)) else tuple(nodes)


def _is_hard(node: Node) -> bool:
    """Tell whether a node holds more of Markdown than is read here; a nested text that does is one `Markdown`."""
    if isinstance(node, Plain):
        text = node.text
        return bool(_PERHAPS_HARD.search(text) or "  \n" in text) and bool(_HARD.search(text))
    if isinstance(node, Strong | Emphasis | Link):
        return any(isinstance(each, Markdown) for each in node.nodes)
    return False


def walk(nodes: tuple[Node, ...] | list[Node]) -> Iterator[Node]:
    """Yield every node, parents before their children."""
    for node in nodes:
        yield node
        if isinstance(node, Strong | Emphasis | Link):
            yield from walk(node.nodes)


def _node(match: re.Match[str]) -> Node:
    match match.lastgroup:
        case "mark":
            return Mark(match["mark"])
        case "fact":
            return Placeholder(match["fact"].strip())
        case "strong":
            return Strong(parse(match["strong"]))
        case "em":
            return Emphasis(parse(match["em"]))
        case "target" | "text":
            return Link(parse(match["text"]), match["target"])
        case _:
            return Open(" ".join((match["open"] or "").split()))


_DROP = re.compile(r"\[\^[^\]\s]*\]|\[\?(?::[^\]]*)?\]|[*_`]+|!(?=\[)")
_TARGET = re.compile(r"\]\([^()]*\)")


def plain(text: str) -> str:
    """Return the words of *text* as a reader hears them: no marks, targets or facts to fill in."""
    if not is_special(text):
        return text
    text = _TARGET.sub("", _DROP.sub("", text))
    return MARKS.sub("", text).replace("[", "").replace("]", "")
