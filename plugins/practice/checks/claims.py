"""Claims that a practice may not make: found in a page's text by the rules of its jurisdiction.

A page without a claim is the usual one, so the words that begin a claim are looked for first, all at once;
a rule's expressions are tried only where one of its words stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress

from practice.checks.jurisdiction import Place, Rule


@dataclass(frozen=True, slots=True)
class Block:
    """
    One paragraph, item, title or metadata value.

    Args:
        text: plain inline Markdown, with footnote marks as ``[^key]``.
        line: 1-based line in its file.
        field: the heading or key it stands under.
        place: what kind of text it is.
    """

    text: str
    line: int
    field: str
    place: Place = "text"


@dataclass(frozen=True, slots=True)
class Claim:
    """A *phrase* of a *block* that breaks a *rule*."""

    block: Block
    phrase: str
    rule: Rule

    @property
    def message(self) -> str:
        """Return the fault and its remedy, as an editor reads them after file, line and field."""
        law = f" ({self.rule.law})" if self.rule.law else ""
        return f'"{self.phrase}" {self.rule.fault}{law}; {self.rule.remedy}'


def find_claims(
    blocks: Sequence[Block],
    rules: Sequence[Rule],
    *,
    degrees: Collection[str] = ("M.D.", "D.O."),
    cities: Collection[str] = (),
    boards: bool = False,
    allowed: Collection[str] = (),
) -> list[Claim]:
    """
    Return the claims of one page, in the order of its text.

    Args:
        blocks: all text of the page that readers or search engines see; sources left out.
        rules: a jurisdiction's; pass the same tuple each time, because what is made of it is kept.
        degrees: a jurisdiction's; one of them belongs to a doctor's name.  In running text it may stand with
            the same name anywhere on the page; a title or an image's text is read alone and must have it.
        cities: the names of the practice's cities; two in a title or an image's text are a claim.
        boards: the page's physician holds a certificate that the jurisdiction accepts.
        allowed: phrases that whoever signs the page allows; a claim's own words must lie in one of them.
    """
    index = _index(tuple(rules))
    page = _Page(blocks)
    found: list[Claim] = []
    ends: dict[Rule, int] = {}
    last = 0  # a claim inside another is not said twice
    for start, end, rule in _candidates(page, index, cities):
        block = page.block_at(start)
        if (boards and rule.unless_board) or block.place not in rule.places or start < ends.get(rule, 0):
            continue
        if rule.kind == "words":
            span = _claimed(page, rule, start, end)
        elif rule.kind == "degree" and _has_degree(page, start, end, tuple(degrees), alone=block.place != "text"):
            span = None
        else:
            span = (start, end)
        if span and span[1] > last and not _is_allowed(page, start, end, allowed):
            ends[rule] = last = span[1]
            found.append(Claim(block, " ".join(page.text[span[0] : span[1]].split()), rule))
    return found


# What a page offers to be searched ----------------------------------------------------------------

_BREAK = "\0"
"""Between blocks; the grammar refuses it in files, so no phrase runs over it."""
_TARGET = re.compile(r"\]\([^)]*\)")
_WORDS = bytes(code if chr(code).isalnum() or chr(code) == "#" else 32 for code in range(128)) + b" " * 128
"""For ``bytes.translate``: everything but ASCII letters, digits and "#" becomes a space."""
_STOP = re.compile(
    r"(?:(?<!\b[A-Za-z])(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bSt)(?<!\bvs)\.(?!\s+\d)|[!?])"
    r"[\"')\]]*(?:\[\^[^\]]*\])*(?=[\s\0]|$)|\0"
)
"""The end of a sentence, with the footnote marks behind it."""


class _Page:
    """
    A page's blocks as one text without markup, so that each step over it is one pass in C.

    *flat* is the same text, character for character, in lower-case ASCII with "?" for the rest and spaces for
    hyphens.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.text = _clean([block.text for block in blocks])
        if self.text.count(_BREAK) != max(len(blocks) - 1, 0):
            self.text = _clean([block.text.replace(_BREAK, " ") for block in blocks])
        self.flat = self.text.encode("ascii", "replace").lower().replace(b"-", b" ")
        self._ends: list[int] = []

    def words(self) -> list[bytes]:
        """Return all words of *flat*."""
        return self.flat.translate(_WORDS).split()

    def ends(self) -> list[int]:
        """Return for each block the position behind it, where the next one begins."""
        if not self._ends:
            self._ends = list(accumulate(len(part) + 1 for part in self.text.split(_BREAK)))
        return self._ends

    def block_at(self, position: int) -> Block:
        return self.blocks[bisect_right(self.ends(), position)]

    def find(self, phrase: bytes) -> Iterator[int]:
        """Yield where *phrase*, in the form of *flat*, begins with and ends at whole words."""
        flat, size = self.flat, len(phrase)
        start = flat.find(phrase)
        while start >= 0:
            before, after = flat[start - 1 : start], flat[start + size : start + size + 1]
            if not (before.isalnum() and phrase[:1].isalnum()) and not (after.isalnum() and phrase[-1:].isalnum()):
                yield start
            start = flat.find(phrase, start + size)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the sentences that hold a span."""
        first = max(self.text.rfind(_BREAK, 0, start) + 1, 0)
        for stop in _STOP.finditer(self.text, first, start):
            first = stop.end()
        last = _STOP.search(self.text, end)
        return first, last.end() if last else len(self.text)


def _clean(texts: Iterable[str]) -> str:
    """Join *texts*, each space single, without emphasis and link targets."""
    text = _BREAK.join(texts).replace("*", "").replace("_", " ").replace("\n", " ").replace("\u00a0", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return _TARGET.sub("]", text.replace("\u2019", "'")) if "](" in text else text.replace("\u2019", "'")


# Where a claim may begin --------------------------------------------------------------------------

_NAME = re.compile(r"Dr\b\.?\s+[A-Z][\w'-]+(?:\s+[A-Z]\.)?(?:\s+[A-Z][\w'-]+)?")
_STREET = re.compile(r"\d+\s+(?:[A-Z][\w.]*\s+){1,4}\Z")


@dataclass(frozen=True, slots=True)
class _Index:
    """
    Rules by what begins them.

    Args:
        firsts: by its first and second word (b"" where there is none), each phrase that begins a claim, as it
            stands in *flat*.
        phrases: its rules.
        signs: what has no ASCII word, such as stars, with its rules.
        cities: rules on lists of cities.
    """

    firsts: Mapping[bytes, Mapping[bytes, list[bytes]]]
    phrases: Mapping[bytes, tuple[Rule, ...]]
    signs: Mapping[str, tuple[Rule, ...]]
    cities: tuple[Rule, ...]


@lru_cache(maxsize=8)
def _index(rules: tuple[Rule, ...]) -> _Index:
    by_phrase: dict[str, list[Rule]] = {}
    for rule in rules:
        starts = ("dr",) if rule.kind == "degree" else rule.starts or rule.words
        for start in sorted({" ".join(start.lower().replace("-", " ").split()) for start in starts}):
            by_phrase.setdefault(start, []).append(rule)
    firsts: dict[bytes, dict[bytes, list[bytes]]] = {}
    phrases: dict[bytes, tuple[Rule, ...]] = {}
    signs: dict[str, tuple[Rule, ...]] = {}
    for start, its_rules in by_phrase.items():
        phrase = start.encode("ascii", "replace")
        if words := phrase.translate(_WORDS).split():
            first, second = (*words, b"")[:2]
            firsts.setdefault(first, {}).setdefault(second, []).append(phrase)
            phrases[phrase] = tuple(its_rules)
        else:
            signs[start] = tuple(its_rules)
    return _Index(firsts, phrases, signs, tuple(rule for rule in rules if rule.kind == "cities"))


def _candidates(page: _Page, index: _Index, cities: Collection[str]) -> list[tuple[int, int, Rule]]:
    """Return the span and rule of each place where the words of a claim stand, in the order of the text."""
    made = list(_city_lists(page, index, cities))
    firsts, words = index.firsts, page.words()
    words.append(b"")
    present: set[bytes] = set()
    for number in compress(range(len(words)), map(firsts.__contains__, words)):
        seconds = firsts[words[number]]
        if b"" in seconds:
            present.update(seconds[b""])
        if words[number + 1] in seconds:
            present.update(seconds[words[number + 1]])
    for phrase in present:
        for start in page.find(phrase):
            made += _matches(page, start, len(phrase), index.phrases[phrase])
    for sign, rules in index.signs.items():
        for run in re.finditer(f"(?:{re.escape(sign)})+", page.text) if sign in page.text else ():
            made += _matches(page, run.start(), run.end() - run.start(), rules)
    return sorted(made, key=lambda one: (one[0], -one[1], one[2].name))


def _matches(page: _Page, start: int, size: int, rules: Iterable[Rule]) -> Iterator[tuple[int, int, Rule]]:
    for rule in rules:
        pattern = _NAME if rule.kind == "degree" else _pattern(rule) if rule.pattern else None
        match = pattern.match(page.text, start) if pattern else None
        if match or not pattern:
            yield start, match.end() if match else start + size, rule


def _city_lists(page: _Page, index: _Index, cities: Collection[str]) -> Iterator[tuple[int, int, Rule]]:
    if len(cities) < 2 or not index.cities:
        return
    pattern = _any_of(tuple(sorted(cities)))
    for number, block in enumerate(page.blocks):
        if block.place == "text":
            continue
        matches = list(pattern.finditer(page.text, *_span(page, number)))
        if len({match[0].casefold() for match in matches}) > 1:
            yield from ((matches[0].start(), matches[-1].end(), rule) for rule in index.cities)


def _span(page: _Page, number: int) -> tuple[int, int]:
    return (page.ends()[number - 1] if number else 0), page.ends()[number] - 1


@lru_cache(maxsize=512)
def _pattern(rule: Rule) -> re.Pattern[str]:
    return re.compile(rule.pattern, 0 if rule.case else re.IGNORECASE)


@lru_cache(maxsize=512)
def _any_of(phrases: tuple[str, ...], ending: str = "") -> re.Pattern[str]:
    return re.compile(f"(?<!\\w)(?:{_alternatives(phrases)}){ending}(?!\\w)", re.IGNORECASE)


def _alternatives(phrases: Iterable[str]) -> str:
    """Return an expression for any of *phrases*, longest first; a space may be a hyphen, "..." is a gap."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"[\s-]+".join(map(re.escape, phrase.split())) for phrase in longest_first).replace(
        r"[\s-]+\.\.\.[\s-]+", r"\b[^.;!?\0]{0,60}?\b"
    )


# What makes it a claim ----------------------------------------------------------------------------

_NOT = re.compile(
    r"\b(?:not|no|never|cannot|nobody|none|neither|nor|without|nothing|rather than|instead of|\w+n't)\b"
    r"(?! (?:only|just)\b)",
    re.IGNORECASE,
)
_NOT_AFTER = re.compile(
    r"[^\w.;:!?\0]+(?:(?:is|are|was|were|has|have|does|do|did|can|could|will)\s+(?:not|never)|cannot|\w+n't)\b",
    re.IGNORECASE,
)
_OWN_CLAUSE = re.compile(r"[.;:!?\0]|,\s+(?:and|but|so|it|we|you|our)\b", re.IGNORECASE)
_HEDGE = re.compile(r"\b(?:may|might|could|sometimes)\b", re.IGNORECASE)
"""Not "can": "it can end your pain" is a promise."""
_QUESTION = re.compile(
    r"\W*(?:is|are|was|will|would|do|does|did|can|could|should|may|has|have|what|which|who|when|where|why|how)\b[^?]*\?",
    re.IGNORECASE,
)


def _claimed(page: _Page, rule: Rule, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the whole claim, near-word and all, or None where something makes it innocent."""
    span = _with_near(page, rule, start, end) if rule.near else (start, end)
    if span is None or (rule.innocent and _overlaps(_any_of(rule.innocent), page.text, *span)):
        return None
    before = _clause_before(page, start)
    if rule.negation and (_NOT.search(_last_words(before, 5)) or _NOT_AFTER.match(page.text, end)):
        return None
    if rule.hedge and _HEDGE.search(before + page.text[start : span[1]]):
        return None
    if rule.number or rule.question or rule.sentence:
        first, last = page.sentence(*span)
        sentence = page.text[first:last]
        if rule.number and "[^" in sentence and any(map(str.isdigit, sentence.split("[^", 1)[0])):
            return None
        if rule.question and _QUESTION.match(sentence):
            return None
        if rule.sentence and _any_of(rule.sentence).search(sentence):
            return None
    return span


def _with_near(page: _Page, rule: Rule, start: int, end: int) -> tuple[int, int] | None:
    near = _any_of(rule.near, "(?:s|es|'s)?")
    if rule.side != "before":
        window = _window(rule.reach).match(page.text, end)
        matches = list(near.finditer(page.text, end, window.end())) if window else []
        if matches:
            return start, matches[-1].end()
    if rule.side != "after":
        before = _last_words(_clause_before(page, start), rule.reach)
        matches = list(near.finditer(before))
        if matches:
            return start - len(before) + matches[-1].start(), end
    return None


@lru_cache(maxsize=32)
def _window(words: int) -> re.Pattern[str]:
    """Return an expression for up to *words* more words of the same clause."""
    return re.compile(rf"(?:[^\w.;:!?\0]+[\w'%-]+){{0,{words}}}")


def _clause_before(page: _Page, start: int) -> str:
    text, first = page.text[max(start - 200, 0) : start], 0
    for stop in _OWN_CLAUSE.finditer(text):
        first = stop.end()
    return text[first:]


def _last_words(text: str, count: int) -> str:
    words = list(re.finditer(r"[\w'%-]+", text))
    return text[words[-count].start() :] if len(words) > count else text


def _overlaps(pattern: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Tell whether *pattern* matches a part of the span; it may begin up to 80 characters before."""
    matches = pattern.finditer(text, max(start - 80, 0), min(end + 80, len(text)))
    return any(match.start() < end and match.end() > start for match in matches)


def _has_degree(page: _Page, start: int, end: int, degrees: tuple[str, ...], *, alone: bool) -> bool:
    """Tell whether the doctor's name in the span has a degree; "5 Medical Dr Frisco" needs none."""
    stop = page.text.find(_BREAK, end)
    near = page.text[start : min(end + 40, stop if stop >= 0 else end + 40)]
    if _degree(degrees).search(near) or _STREET.search(page.text[max(start - 60, 0) : start]):
        return True
    names = [] if alone else re.findall(r"[A-Z][\w'-]+", page.text[start + 2 : end])
    return any(re.search(rf"\b{re.escape(name)},?\s+{_degree(degrees).pattern}", page.text) for name in names)


@lru_cache(maxsize=8)
def _degree(degrees: tuple[str, ...]) -> re.Pattern[str]:
    written = (r"\.?\s?".join(re.escape(part) for part in degree.split(".") if part) for degree in degrees)
    return re.compile(rf"\b(?:{'|'.join(written)})\b")


def _is_allowed(page: _Page, start: int, end: int, allowed: Collection[str]) -> bool:
    for phrase in sorted(allowed):
        flat = " ".join(phrase.lower().replace("-", " ").split()).encode("ascii", "replace")
        if flat and any(at <= start and end <= at + len(flat) for at in page.find(flat)):
            return True
    return False
