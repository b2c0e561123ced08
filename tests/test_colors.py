"""The colors of the stylesheet: text is readable on every ground that it stands on, in both schemes."""

from __future__ import annotations

import re

import pytest

from builds import REPOSITORY

CSS = (REPOSITORY / "theme" / "styles" / "site.css").read_text(encoding="utf-8")
TOKEN = re.compile(r"--(\w+):(?:light-dark\((#\w+),(#\w+)\)|(#\w+));")
TOKENS = {name: (light or both, dark or both) for name, light, dark, both in TOKEN.findall(CSS)}
GROUNDS = ("paper", "card", "sand")
PAIRS = [
    *((text, ground) for text in ("text", "soft", "link", "number") for ground in GROUNDS),
    *(("pale", ground) for ground in ("deep", "urgent", "soon")),
    ("lit", "deep"),
    ("deep", "focus"),
    ("paper", "number"),
    ("paper", "link"),
]
"""Text and its ground, as the rules combine them."""


def luminance(color: str) -> float:
    """Return the relative luminance of ``#rgb`` or ``#rrggbb``, 0 to 1.  Source: WCAG 2.2, definition."""
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, two: str) -> float:
    """Return the contrast ratio of two colors, 1 to 21.  Source: WCAG 2.2, definition."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_reaches_four_and_a_half_to_one_on_each_of_its_grounds(scheme: int) -> None:
    found = {f"{text} on {ground}": contrast(TOKENS[text][scheme], TOKENS[ground][scheme]) for text, ground in PAIRS}

    assert {} == {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < 4.5}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_running_text_reaches_ten_to_one(scheme: int) -> None:
    assert {} == {
        ground: ratio for ground in GROUNDS if (ratio := contrast(TOKENS["text"][scheme], TOKENS[ground][scheme])) < 10
    }


def test_raw_colors_stand_among_the_tokens_only() -> None:
    rules = CSS.partition("@layer base")[2]

    assert [] == re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules)
