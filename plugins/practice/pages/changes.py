"""Changes on a scale as pages show them: in words, and as bars between the scale's named ends."""

from __future__ import annotations

from fractions import Fraction

from practice.content import times
from practice.content.change import Change, Move
from practice.pages import views
from practice.pages.texts import Texts


def shown(found: Change, texts: Texts) -> views.Change:
    """Return a change in the page's language, its bars in hundredths of the scale."""
    words = _words(found.move, texts)
    moves = (found.move, found.against) if found.against else (found.move,)
    low = texts("%(number)s: %(name)s", number=found.low, name=found.low_name)
    high = texts("%(number)s: %(name)s", number=found.high, name=found.high_name)
    whole = Fraction(found.high) - Fraction(found.low)
    scale = texts("on a scale from %(low)s to %(high)s", low=low, high=high)
    if found.move.by:
        low, high = texts("no change"), texts("%(number)s: the whole scale", number=f"{float(whole):g}")
    return views.Change(
        text=words[:1].upper() + words[1:],
        span=texts.time(times.parse(found.span)).lower() if found.span else "",
        against=_words(found.against, texts) if found.against else "",
        scale=scale,
        ends=(low, high),
        bars=tuple(_bar(move, Fraction(found.low), whole) for move in moves),
        difference=bool(found.move.by),
    )


def _words(move: Move, texts: Texts) -> str:
    """Return a move in words that can stand inside a sentence."""
    if not move.by:
        return texts("from %(before)s to %(after)s", before=move.before, after=move.after)
    return texts("higher by %(by)s", by=move.by) if move.higher else texts("lower by %(by)s", by=move.by)


def _bar(move: Move, low: Fraction, whole: Fraction) -> tuple[float, float]:
    if move.by:
        return 0.0, _share(Fraction(move.by), whole)
    return _share(Fraction(move.before) - low, whole), _share(Fraction(move.after) - low, whole)


def _share(part: Fraction, whole: Fraction) -> float:
    return round(float(part / whole * 100), 1)
