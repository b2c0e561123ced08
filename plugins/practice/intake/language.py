"""The language of an old page, told by its small words; only two matter here."""

from __future__ import annotations

import re

_SPANISH = re.compile(
    r"\b(?:de|la|que|el|en|los|del|se|las|por|un|para|con|una|su|al|es|lo|como|más|pero|sus|le|ya|este|sí|porque|esta|"
    r"cuando|muy|sin|sobre|también|me|hasta|hay|donde|desde|nos|puede)\b"
)
_ENGLISH = re.compile(
    r"\b(?:the|of|and|to|in|is|that|it|for|you|with|on|as|are|this|be|at|or|your|from|have|an|by|not|can|we|may|our|if|"
    r"will|what|when)\b"
)
_ENOUGH = 8
"""Words below which nothing is told."""


def is_spanish(text: str) -> bool:
    """Tell whether a text is in Spanish rather than in English."""
    text = text[:20_000].casefold()
    spanish, english, words = len(_SPANISH.findall(text)), len(_ENGLISH.findall(text)), len(text.split())
    return words >= _ENOUGH and spanish > 2 * english and spanish * 5 > words
