"""How hard a text is to read: Flesch-Kincaid grade for English, INFLESZ ease for Spanish.

The rule, fixed so that a grade means the same on every page:

- The caller passes paragraphs and list items; headings, labels, sources and tables are left out.
- The end of a block ends a sentence.  So do ".", "!" and "?" at the end of a word, but not those of "Dr.",
  "e.g.", "vs.", initials, degrees ("M.D.") and numbers.  "a.m." and "etc." do before a capital letter.
- A word is what stands between spaces, slashes and dashes.  A hyphen joins one word.
- A number counts as one word of one syllable, whatever its length: a page that says "18 in 100" where
  another says "some" must not look harder.  So does a slot such as ``{phone}``.
- Capitals alone ("MRI") are spelled, a syllable a letter.
- Footnote marks, emphasis and link targets do not count.

Sources: Kincaid JP et al., Derivation of new readability formulas for Navy enlisted personnel, 1975.
Barrio-Cantalejo IM et al., Validación de la Escala INFLESZ para evaluar la legibilidad de los textos
dirigidos a pacientes, An Sist Sanit Navar 2008;31(2):135-52 (the formula is Szigriszt-Pazos, 1993).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import compress

SPANISH_NORMAL = 55
"""INFLESZ score from which a Spanish text is of normal difficulty."""
WORST = 3
"""Sentences that a grade names."""
WEIGHTY = 8
"""Words from which a sentence is named before shorter ones."""


@dataclass(frozen=True, slots=True)
class Grade:
    """
    Reading grade of a page.

    Args:
        grade: US school grade; 0.0 for no text, and below 0 for the simplest.
        words: number of words.
        sentences: number of sentences.
        worst: up to three (sentence, index of its block), the hardest first.
    """

    grade: float
    words: int
    sentences: int
    worst: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Ease:
    """Reading ease of a Spanish text: an INFLESZ *score* from 0 (hard) to 100; below 40 is very hard."""

    score: float
    words: int
    sentences: int


def grade(blocks: Sequence[str]) -> Grade:
    """Return the Flesch-Kincaid grade over *blocks*, paragraphs and items of English inline Markdown."""
    page = _english(tuple(blocks))
    sentences = page.sentences
    words, syllables_ = sum(one[3] for one in sentences), sum(one[4] for one in sentences)
    if not words:
        return Grade(0.0, 0, 0, ())
    # A short item of long words scores high on its own without making a page hard, so words weigh too.
    hardness = [
        (count >= WEIGHTY, 0.39 * count + 11.8 * spoken / count, -at)
        for at, (_, _, _, count, spoken) in enumerate(sentences)
    ]
    hardest = [sentences[-at] for _, _, at in nlargest(WORST, hardness)]
    worst = tuple((page.text(one), one[0]) for one in hardest)
    return Grade(_flesch_kincaid(words, len(sentences), syllables_), words, len(sentences), worst)


def long_sentences(blocks: Sequence[str], limit: int) -> list[tuple[str, int, int]]:
    """Return (sentence, index of its block, words) for each sentence of more than *limit* words."""
    page = _english(tuple(blocks))
    return [(page.text(one), one[0], one[3]) for one in page.sentences if one[3] > limit]


def spanish_ease(blocks: Sequence[str]) -> Ease | None:
    """Return the INFLESZ ease over *blocks* of Spanish inline Markdown, or None where there is no text."""
    sentences = _SPANISH.read(blocks).sentences
    words, syllables_ = sum(one[3] for one in sentences), sum(one[4] for one in sentences)
    if not words:
        return None
    return Ease(206.835 - 62.3 * syllables_ / words - words / len(sentences), words, len(sentences))


def hard_words(blocks: Sequence[str], known: Collection[str]) -> list[tuple[str, int]]:
    """
    Return (word, index of its block) for each word of four or more syllables at its first use.

    Left out are words that a term of *known* contains (their plurals too), everyday words, and names: words
    with a capital inside a sentence.
    """
    seen = set(_parts(frozenset(known)))
    found: list[tuple[str, int]] = []
    page = _english(tuple(blocks))
    tokens, breaks = page.tokens, page.breaks
    for at in compress(range(len(tokens)), map(_ENGLISH.hard.__contains__, tokens)):
        begins = at == 0 or tokens[at - 1] in _ENGLISH.ends
        for word in _LETTERS.findall(_plain(tokens[at])):
            fold = word.casefold()
            if syllables(word) < HARD_SYLLABLES or fold in EVERYDAY or not seen.isdisjoint(_singulars(fold)):
                continue
            seen.add(fold)
            if begins or not word[0].isupper():
                found.append((fold, bisect_left(breaks, at)))
    return found


@lru_cache(maxsize=8)
def _parts(known: frozenset[str]) -> frozenset[str]:
    return frozenset(part for term in known for part in _LETTERS.findall(term.casefold()))


# Words and sentences --------------------------------------------------------------------------------


def _list(words: str) -> frozenset[str]:
    return frozenset(words.split())


HARD_SYLLABLES = 4
EVERYDAY = _list(
    "ability activities activity actually american automatically available certainly comfortable differently "
    "definitely emergency especially everybody evaluate evaluation eventually examination experience "
    "february generally identify immediately independent individual information january medically medication "
    "medications necessary operation operations ordinary original particular particularly physically "
    "population possibility preparation professional regularly responsible situation television temperature "
    "temporary usually variety"
)
"""Words of four or more syllables that need no entry in a glossary."""

_Measured = tuple[int, int, int, int, int]
"""Of a sentence: its block, its first token, the one behind its last, its words, its syllables."""
_BREAK = "\0"
"""A token of its own behind each block, so that a page is read in one go; the grammar refuses it in files."""
_BETWEEN = f" {_BREAK} "
_TARGET = re.compile(r"\]\([^)\0]*\)")
_FOOTNOTE = re.compile(r"\[\^[^\]]*\]")
_EDGES = "\"'()[]*_`“”‘’¿¡,;:«»"
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SPLIT = re.compile(r"[^\s/–—]+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+")
_ABBREVIATIONS = _list("dr. mr. mrs. ms. st. vs. e.g. i.e. fig. approx. dept.")
_SOMETIMES = _list("a.m. p.m. etc. u.s. jr. sr. inc. no. ft.")
_SHIFT, _ONES = 20, 2**20 - 1
_KEPT = 60_000
"""Tokens remembered before all are forgotten, so that a server that runs for weeks stays small."""


class _Tokens(dict[str, int]):
    """
    What each token counts: its words, and its syllables times 2**20, so that one sum adds both.

    *ends* are the tokens behind which a sentence ends, those with True before a capital only; *hard* are
    those with at least HARD_SYLLABLES.
    """

    def __init__(self, count: Callable[[str], int]) -> None:
        super().__init__()
        self._count = count
        self.ends: dict[str, bool] = {}
        self.hard: set[str] = set()

    def read(self, blocks: Sequence[str]) -> _Read:
        """Return *blocks* split into words and sentences; all of their tokens are known from now on."""
        text = _BETWEEN.join(blocks)
        if text.count(_BREAK) >= max(len(blocks), 1):
            text = _BETWEEN.join(block.replace(_BREAK, " ") for block in blocks)
        tokens = (_TARGET.sub("]", text) if "](" in text else text).split()
        tokens.append(_BREAK)
        if len(self) > _KEPT:
            self.clear()
            self.ends.clear()
            self.hard.clear()
        self[_BREAK], self.ends[_BREAK] = 0, False
        counts = list(map(self.__getitem__, tokens))
        stops = compress(range(len(tokens)), map(self.ends.__contains__, tokens))
        return _Read(tokens, *_sentences(tokens, counts, stops, self.ends))

    def __missing__(self, token: str) -> int:
        plain = _plain(token)
        words = [part for part in _SPLIT.findall(plain) if any(map(str.isalnum, part))]
        if len(words) > 1 and not any(map(str.isalpha, plain)):
            words = [plain]  # a span with a dash is one number
        spoken = sum(map(self._syllables, words))
        if spoken >= HARD_SYLLABLES:
            self.hard.add(token)
        if (end := _end(plain)) is not None:
            self.ends[token] = end
        made = self[token] = len(words) + (spoken << _SHIFT)
        return made

    def _syllables(self, word: str) -> int:
        if word.startswith("{"):
            return 1
        if _INITIALS.fullmatch(word):
            return sum(map(str.isalpha, word))
        figure = any(map(str.isdigit, word))
        return sum(map(self._count, _LETTERS.findall(word))) + figure or 1


@dataclass(frozen=True, slots=True)
class _Read:
    """
    Blocks as they were read.

    Attributes:
        tokens: of all blocks, with a `_BREAK` behind each block.
        sentences: those that have a word.
        breaks: for each block, the place of its `_BREAK` in *tokens*.
    """

    tokens: list[str]
    sentences: list[_Measured]
    breaks: list[int]

    def text(self, one: _Measured) -> str:
        """Return a sentence without footnote marks and markup."""
        return _FOOTNOTE.sub("", " ".join(self.tokens[one[1] : one[2]])).translate(_MARKUP)


def _sentences(
    tokens: list[str], counts: list[int], stops: Iterable[int], ends: Mapping[str, bool]
) -> tuple[list[_Measured], list[int]]:
    """Return the sentences, and where blocks end; *stops* are the places of the tokens in *ends*."""
    found: list[_Measured] = []
    breaks: list[int] = []
    first = 0
    for stop in stops:
        token = tokens[stop]
        if token == _BREAK:
            if counted := sum(counts[first:stop]):
                found.append((len(breaks), first, stop, counted & _ONES, counted >> _SHIFT))
            breaks.append(stop)
            first = stop + 1
        elif (not ends[token] or _plain(tokens[stop + 1])[:1].isupper()) and (counted := sum(counts[first : stop + 1])):
            found.append((len(breaks), first, stop + 1, counted & _ONES, counted >> _SHIFT))
            first = stop + 1
    return found, breaks


def _plain(token: str) -> str:
    """Return *token* without footnote marks, emphasis, brackets and the commas and quotes around it."""
    return (_FOOTNOTE.sub("", token) if "[^" in token else token).strip(_EDGES)


def _end(plain: str) -> bool | None:
    """Return None for a token that ends no sentence, True for one that does before a capital only."""
    mark, lower = plain[-1:], plain.lower()
    if mark not in {".", "!", "?", "…"} or lower in _ABBREVIATIONS:
        return None
    if lower in _SOMETIMES:
        return True
    return None if _DEGREE.fullmatch(plain) else False


_DEGREE = re.compile(r"(?:[A-Z][a-z]{0,5}\.){2,}|[A-Z]\.|(?:[a-z]\.){2,}")
"""Initials and degrees: J., M.D., Ph.D., Pharm.D."""


_MARKUP = str.maketrans("", "", "*`[]")


def _flesch_kincaid(words: int, sentences: int, syllables_: int) -> float:
    return 0.39 * words / sentences + 11.8 * syllables_ / words - 15.59


def _singulars(word: str) -> set[str]:
    return {word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("'s")}


# Syllables ------------------------------------------------------------------------------------------

_EXCEPTIONS = {
    word: int(count)
    for count, words in {
        "1": "aches dye dyes eye eyes",
        "2": "acre backaches baseline business centre chocolate client couldn't create didn't doesn't dr "
        "driveway elsewhere evening every falsely fluid fluids foreword guideline guidelines hasn't "
        "headaches hoarseness homework hundred ion isn't leopard lifestyle lifetime likewise million "
        "millions mr mrs nauseous nsaid nsaids safety science shoreline shouldn't something sometimes "
        "somewhere spasms surgeons unique vs wasn't wouldn't",
        "3": "announcement area areas audience clientele creation creative element elements everyday "
        "everyone everything everywhere idea ideas ionize nausea pacemaker pacemakers patio physio "
        "radius ratio reaction reactions recipe somebody timeliness whoever",
        "4": "anesthesia diabetes experience experienced reality",
        "5": "coordinator sacroiliac",
        "6": "osteoarthritis",
        "7": "anesthesiologist anesthesiology",
    }.items()
    for word in words.split()
}
_VOWELS = re.compile(r"[aeiouy]+")
_HIATUS = re.compile(
    r"ia(?!l$|ls$|lly$|lty$|n$|ns$|ge|gn)|[^tscg]ian|i[oe]t|[^cghstx]io|iu(?!s$)|eo(?!n$|us|ple|r[gd])|"
    r"[^g]eous|[^q]ua[lt]|uou|[^q]ui(?:ti|ty)|[^aeiouqg]ue[nl]|[aeiou]ing$|[^cst]ial|dia|ria|nia|riou|viou|"
    r"(?<=[a-z])y[aeio]|oe[lmx]|oa[lp]g?i|[dr]ience|(?<=[a-z]{3})i(?:er|est)$"
)
_SILENT_E = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouyr]l)e$|(?<=[aeiou])e$(?<!ee)(?<!oe)(?<!ie)(?<!ue)|rle$")
_SILENT_ED = re.compile(r"(?<=[^aeiouytd])(?<![^aeiouylr]l)ed$")
_SILENT_ES = re.compile(r"(?<=[^aeiouyscgzxhl])es$|(?<=[^sc]h)es$(?<!shes)(?<!ches)|(?<=[aeiouy]l)es$")
_SILENT_INSIDE = re.compile(r"(?<=[aeiouy][^aeiouy])e(?=(?:ly|ment|ments|ful|fully|less|ness)$)")


@lru_cache(maxsize=_KEPT)
def syllables(word: str) -> int:
    """
    Return the number of syllables of an English *word* of letters and apostrophes, at least 1.

    By its groups of vowels, with rules for silent e and for vowels that part, and a list of exceptions.
    Capitals alone, such as MRI, are spelled.
    """
    if 1 < len(word) <= 5 and word.isupper() and word.lower() not in _EXCEPTIONS:
        return len(word)
    lower = word.lower().replace("’", "'")
    if lower.endswith("'s"):
        return syllables(lower[:-2]) + lower[:-2].endswith(_HISSING)
    if lower in _EXCEPTIONS:
        return _EXCEPTIONS[lower]
    stem = _SILENT_INSIDE.sub("", lower)
    stem = _SILENT_E.sub("", _SILENT_ED.sub("", _SILENT_ES.sub("", stem)))
    groups = len(_VOWELS.findall(stem)) + len(_HIATUS.findall(stem))
    ends_with_m = stem.endswith(("sm", "thm"))
    return max(groups + ends_with_m, 1)


_HISSING = ("s", "x", "z", "ch", "sh", "ce", "se", "ge", "ze")

_STRONG = frozenset("aeoáéíóú")
_NUCLEUS = re.compile(r"[aeiouáéíóúü]+")


@lru_cache(maxsize=_KEPT)
def spanish_syllables(word: str) -> int:
    """
    Return the number of syllables of a Spanish *word*, at least 1.

    Each of a, e, o and each accented vowel is its own syllable; i, u and ü lean on a neighbor.  The u of
    "que" and "gue" is silent and a final y leans too, so neither counts.
    """
    groups = _NUCLEUS.findall(word.lower())
    return max(sum(max(sum(letter in _STRONG for letter in group), 1) for group in groups), 1)


_ENGLISH = _Tokens(syllables)
_SPANISH = _Tokens(spanish_syllables)


@lru_cache(maxsize=1)
def _english(blocks: tuple[str, ...]) -> _Read:
    """Read *blocks*; grade, long sentences and hard words of one page are asked for one after the other."""
    return _ENGLISH.read(blocks)
