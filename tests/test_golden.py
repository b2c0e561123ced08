"""One whole page as it is published; its difference is worth reading, and `make golden` renews it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from builds import published

GOLDEN = Path(__file__).parent / "golden" / "kyphoplasty.html"


def shown(html: str) -> str:
    """Return the page without its stylesheet, which has a file of its own, each part on a line."""
    html = re.sub(r"<style>.*?</style>", "<style></style>", html, flags=re.DOTALL)
    return re.sub(r"\n\s*\n+", "\n", re.sub(r"(?<=>)(?=<(?:li|section|h[1-6]|p|dl|div|tr|script)\b)", "\n", html))


def test_the_kyphoplasty_page_is_the_one_that_was_looked_at() -> None:
    page = shown((published().folder / "procedures/kyphoplasty/index.html").read_text(encoding="utf-8"))
    if os.environ.get("GOLDEN") == "renew":
        GOLDEN.write_text(page, encoding="utf-8")

    assert GOLDEN.read_text(encoding="utf-8").splitlines() == page.splitlines()
