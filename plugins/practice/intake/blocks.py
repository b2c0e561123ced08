"""An old page between HTML and our grammar: headings, paragraphs, lists, tables and pictures in one row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from practice.content.characters import forbidden_characters


@dataclass(frozen=True, slots=True)
class Words:
    """Running text: as Markdown that our grammar reads, and as the words alone."""

    md: str
    plain: str

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.plain.strip())


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the old page, level 1 to 6."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; *quoted* where the old page set it apart as somebody's words."""

    words: Words
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A list item, its label split off where it has one."""

    words: Words
    label: str = ""
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; *typed* where the old page has signs at the begin of lines instead."""

    items: tuple[Item, ...]
    ordered: bool = False
    typed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table, row by row."""

    rows: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its address as the old page writes it, its alternative text."""

    source: str
    alt: str


@dataclass(frozen=True, slots=True)
class Open:
    """What an editor has to see to, said where it belongs."""

    need: str


Block = Heading | Paragraph | Bullets | Table | Picture | Open

_ENTITY = re.compile(r"&(?=#?\w+;)")
_SCRIPT = re.compile(r"((?:java|vb)script\s*|\bdata\s*(?=:\s*text/)):", re.IGNORECASE)
_ODD = re.compile(r"[\\`*_{}\[\]<>#|~=+!-]")
LABEL = re.compile(
    r"\*\*(?P<bold>[^*]{1,90}?)\s*(?P<inside>:)?\s*\*\*\s*(?P<outside>:|[–—-](?=\s))?\s*(?P<rest>.*)", re.DOTALL
)
_LEAD_IN = re.compile(r"(?P<label>[^\W\d_][^:.!?\[\]*&\n]{0,70}):\s+(?P<rest>\S.*)", re.DOTALL)


def without_forbidden(text: str) -> str:
    """Return *text* without the characters that no page may hold."""
    drop = {at for at, _ in forbidden_characters(text)}
    return "".join(char for at, char in enumerate(text) if at not in drop) if drop else text


def escape(text: str) -> str:
    """Return words as Markdown that shows exactly them, wherever on a line they stand but at its begin."""
    text = _ENTITY.sub("&amp;", without_forbidden(text)).replace("<", "&lt;")
    for sign, code in (("\\", "\\\\"), ("*", "\\*"), ("_", "\\_"), ("`", "\\`")):
        text = text.replace(sign, code)
    for sign in "[]{}":
        text = text.replace(sign, f"&#{ord(sign)};")
    text = _SCRIPT.sub(r"\1&#58;", text)
    return f"{text[:-1]}&#33;" if text.endswith("!") else text


def coded(text: str) -> str:
    """Return words with every sign that could mean anything to Markdown as its code: safe, and ugly to edit."""
    text = _ENTITY.sub("&amp;", without_forbidden(text)).replace("\u0131", "i")
    return re.sub(
        r"(script|data)(\s*):", r"\1\2&#58;", _ODD.sub(lambda sign: f"&#{ord(sign[0])};", text), flags=re.IGNORECASE
    )


def words(text: str) -> Words:
    """Return plain text as running text."""
    text = " ".join(text.split())
    return Words(escape(text), text)


def labelled(found: Words) -> tuple[str, Words]:
    """Split the label off an item's text: bold words at its begin, or a few words and a colon."""
    if match := LABEL.fullmatch(found.md):
        rest = match["rest"].strip()
        if match["inside"] or match["outside"] or not rest or rest[0].isupper():
            label = match["bold"].strip().rstrip(":.").strip()
            return label, Words(rest, _after(found.plain, label))
    if (match := _LEAD_IN.fullmatch(found.plain)) and len(match["label"].split()) <= 8:
        at = found.md.find(": ")
        label, rest = found.md[:at], found.md[at + 1 :].strip()
        if at > 0 and label.count("*") % 2 == 0 and "](" not in label:
            return label.replace("*", "").strip(), Words(rest, match["rest"])
    return "", found


def _after(plain: str, label: str) -> str:
    shown = label.replace("\\", "")
    return plain[len(shown) :].lstrip(" :–—-") if plain.startswith(shown) else plain


def item(found: Words, blocks: tuple[Block, ...] = ()) -> Item:
    """Return a list item, its label split off."""
    label, rest = labelled(found)
    return Item(rest, label, blocks)


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield every text of *blocks*, nested ones too."""
    for block in blocks:
        match block:
            case Paragraph(found):
                yield found.plain
            case Heading(_, text):
                yield text
            case Bullets(items):
                yield from _of_items(items)
            case Table(rows):
                yield from (cell.plain for row in rows for cell in row)
            case _:
                pass


def _of_items(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        yield f"{item.label}: {item.words.plain}" if item.label else item.words.plain
        yield from texts(item.blocks)
