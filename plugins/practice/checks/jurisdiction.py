"""The rules of one place: what a page may not claim, which degrees and boards count, how long a review lasts.

They are data, one TOML file a jurisdiction, so that a practice elsewhere brings its own file and no code.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, get_args

Side = Literal["after", "before", "either"]
"""Where a rule's near-words must stand, seen from the claim's words."""
Kind = Literal["words", "degree", "cities"]
"""What a rule looks for: its own words; a doctor's name without a degree; two or more cities."""
Place = Literal["text", "title", "alt"]
"""Running text, a page's title, or the text equal of an image."""

KINDS: tuple[Kind, ...] = get_args(Kind)
SIDES: tuple[Side, ...] = get_args(Side)
PLACES: tuple[Place, ...] = get_args(Place)

_HERE = Path(__file__).parent / "jurisdictions"
_BARE = re.compile(r"[\w-]+")
_T = TypeVar("_T")
_Choice = TypeVar("_Choice", bound=str)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """
    One kind of claim, as data.  Rules are compared by identity, because one is found by it on every page.

    Args:
        name: what editors and tests call it.
        fault: what is wrong, to follow the quoted phrase: ``is a claim that can't be checked``.
        law: the citation; "" where the reason is the patient's safety alone.
        remedy: what to do instead.
        kind: what is looked for.
        words: words and phrases that make the claim; a space also stands for a hyphen.
        pattern: or a regular expression, which begins with one of *starts*.
        starts: the lower-case words of which a text must have one before *pattern* is tried.
        case: *pattern* is read with its capitals.
        near: words or phrases of which one must stand beside the claim (plurals are meant too).
        reach: how many words away the near-word may stand, in the same sentence.
        side: on which side.
        innocent: phrases that make the claim innocent where they overlap it; "..." is up to 60 characters.
        sentence: words of which one anywhere in the sentence makes it innocent.
        negation: innocent after "not", "no", "never", "cannot", or before "is not", "does not".
        hedge: innocent after "may", "might", "could" or "sometimes" in the clause.
        number: innocent with a number and a footnote in the sentence.
        question: innocent in a question that begins with a verb or a question word.
        unless_board: innocent on the page of somebody who holds an accepted certificate.
        places: where it counts.
    """

    name: str
    fault: str
    law: str
    remedy: str
    kind: Kind = "words"
    words: tuple[str, ...] = ()
    pattern: str = ""
    starts: tuple[str, ...] = ()
    case: bool = False
    near: tuple[str, ...] = ()
    reach: int = 5
    side: Side = "either"
    innocent: tuple[str, ...] = ()
    sentence: tuple[str, ...] = ()
    negation: bool = False
    hedge: bool = False
    number: bool = False
    question: bool = False
    unless_board: bool = False
    places: tuple[Place, ...] = ("text", "title", "alt")


@dataclass(frozen=True, slots=True)
class Reading:
    """Limits of reading: grades above which an editor is advised or stopped, and words in a sentence."""

    advice_above: float
    blocker_above: float
    sentence_words: int


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """
    All that the checks must know about one place.

    Args:
        name: for readers, such as "Texas, US".
        rules: the claims list, in the order of its file.
        degrees: degrees that must stand with a doctor's name, such as "M.D."
        boards: bodies whose certificate may be called "board certified"; "*" stands for any words.
        grace_days: whole days for which an overdue review does not yet block publishing.
        due_soon_days: whole days before a review falls due in which its editor is advised.
        reading: limits of reading.
    """

    name: str
    rules: tuple[Rule, ...]
    degrees: tuple[str, ...]
    boards: tuple[str, ...]
    grace_days: int
    due_soon_days: int
    reading: Reading

    def accepts_board(self, body: str) -> bool:
        """Tell whether a certificate of *body* may be called "board certified" here; case is ignored."""
        return any(_board(name).fullmatch(" ".join(body.split())) for name in self.boards)

    def accepts_degree(self, degree: str) -> bool:
        """Tell whether *degree* names a healing art here; "MD" is read as "M.D."."""
        return _letters(degree) in {_letters(name) for name in self.degrees}


def load(name: str, folder: Path = Path()) -> Jurisdiction:
    """
    Return the jurisdiction that the setting *name* means.

    Args:
        name: a bare name ("us-texas") for a file that comes with the plug-in, or a path to a TOML file.
        folder: what a relative path is relative to; the site's folder.

    Raises:
        ValueError: the file is missing, is not TOML, or has a wrong key; the message names file and key.
    """
    bare = _BARE.fullmatch(name) is not None
    path = _HERE / f"{name}.toml" if bare else folder / name
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        known = ", ".join(sorted(file.stem for file in _HERE.glob("*.toml")))
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ValueError(f"{path.name if bare else name}: {reason}; known here: {known}") from None
    return _jurisdiction(_Table(path.name, "", data))


class _Table:
    """One TOML table that hands out checked values, and names whatever is wrong or left over."""

    def __init__(self, file: str, where: str, data: Mapping[str, object]) -> None:
        self._file, self._where = file, where
        self._data = dict(data)

    def fault(self, key: str, message: str) -> ValueError:
        return ValueError(f"{self._file}: {self._where}{key}: {message}")

    def take(self, key: str, of: type[_T], default: _T | None = None) -> _T:
        value = self._data.pop(key, default)
        if value is None:
            raise self.fault(key, "is missing")
        if not isinstance(value, of) or (of is not bool and isinstance(value, bool)):
            raise self.fault(key, f"{value!r} is not {_ARTICLES[of]}")
        return value

    def count(self, key: str, default: int | None = None) -> int:
        value = self.take(key, int, default)
        if value < 0:
            raise self.fault(key, f"{value} is below 0")
        return value

    def grade(self, key: str) -> float:
        value = self._data.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            self._data[key] = float(value)
        return self.take(key, float)

    def texts(self, key: str) -> tuple[str, ...]:
        texts: list[str] = []
        for value in self.take(key, list, []):
            if not isinstance(value, str) or not value.strip():
                raise self.fault(key, f"{value!r} is not a text")
            texts.append(value)
        return tuple(texts)

    def choice(self, key: str, choices: tuple[_Choice, ...], default: _Choice) -> _Choice:
        return self._one_of(key, self.take(key, str, str(default)), choices)

    def choices(self, key: str, choices: tuple[_Choice, ...]) -> tuple[_Choice, ...]:
        return tuple(self._one_of(key, value, choices) for value in self.texts(key)) or choices

    def _one_of(self, key: str, value: str, choices: tuple[_Choice, ...]) -> _Choice:
        for choice in choices:
            if choice == value:
                return choice
        raise self.fault(key, f'"{value}" is none of {", ".join(choices)}')

    def table(self, key: str) -> _Table:
        return _Table(self._file, f"{self._where}{key}.", self.take(key, dict))

    def tables(self, key: str) -> list[_Table]:
        made = []
        for number, data in enumerate(self.take(key, list), start=1):
            if not isinstance(data, dict):
                raise self.fault(key, f"entry {number} is not a table")
            made.append(_Table(self._file, f"{self._where}{key}[{number}].", data))
        return made

    def done(self) -> None:
        for key in sorted(self._data):
            raise self.fault(key, "is not a key of this table")


_ARTICLES: Mapping[type, str] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
}


def _jurisdiction(top: _Table) -> Jurisdiction:
    review, reading = top.table("review"), top.table("reading")
    made = Jurisdiction(
        name=top.take("name", str),
        rules=tuple(_rule(table) for table in top.tables("claim")),
        degrees=top.texts("degrees"),
        boards=top.texts("boards"),
        grace_days=review.count("grace_days", 90),
        due_soon_days=review.count("due_soon_days", 60),
        reading=Reading(
            advice_above=reading.grade("advice_above"),
            blocker_above=reading.grade("blocker_above"),
            sentence_words=reading.count("sentence_words"),
        ),
    )
    for table in (review, reading, top):
        table.done()
    if made.reading.advice_above > made.reading.blocker_above:
        raise reading.fault("advice_above", "is higher than blocker_above")
    if len({rule.name for rule in made.rules}) < len(made.rules):
        raise top.fault("claim", "two rules have the same name")
    if not made.degrees:
        raise top.fault("degrees", "is empty; name at least one")
    return made


def _rule(table: _Table) -> Rule:
    rule = Rule(
        name=table.take("name", str),
        fault=table.take("fault", str),
        law=table.take("law", str, ""),
        remedy=table.take("remedy", str),
        kind=table.choice("kind", KINDS, "words"),
        words=table.texts("words"),
        pattern=table.take("pattern", str, ""),
        starts=tuple(start.lower() for start in table.texts("starts")),
        case=table.take("case", bool, False),
        near=table.texts("near"),
        reach=table.count("reach", 5),
        side=table.choice("side", SIDES, "either"),
        innocent=table.texts("innocent"),
        sentence=table.texts("sentence"),
        negation=table.take("negation", bool, False),
        hedge=table.take("hedge", bool, False),
        number=table.take("number", bool, False),
        question=table.take("question", bool, False),
        unless_board=table.take("unless_board", bool, False),
        places=table.choices("places", PLACES),
    )
    table.done()
    _check(table, rule)
    return rule


def _check(table: _Table, rule: Rule) -> None:
    if rule.kind == "words" and bool(rule.words) == bool(rule.pattern):
        raise table.fault("words", "write either words or a pattern")
    if bool(rule.pattern) != bool(rule.starts):
        raise table.fault("starts", "belongs to a pattern, and a pattern needs it")
    try:
        re.compile(rule.pattern)
    except re.error as error:
        raise table.fault("pattern", str(error)) from None


def _board(name: str) -> re.Pattern[str]:
    """Return an expression for a body's name; "*" after a space is at least one word, else anything."""
    expression = re.escape(name).replace(r"\ \*", r"\ \S.*").replace(r"\*", ".*")
    return re.compile(expression, re.IGNORECASE)


def _letters(degree: str) -> str:
    return "".join(filter(str.isalnum, degree)).upper()
