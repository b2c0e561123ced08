"""One whole page as it is published; its difference is worth reading, and `make golden` renews it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from builds import published

_PARTS = (
    "body", "dd", "dl", "dt", "div", "footer", "h[1-6]", "header", "li", "link", "main", "meta", "nav", "ol", "p",
    "script", "section", "style", "table", "title", "tr", "ul",
)  # fmt: skip
GOLDEN = Path(__file__).parent / "golden" / "kyphoplasty.html"


def shown(html: str) -> str:
    """Return the page without its stylesheet, which has a file of its own, each part on a line."""
    html = re.sub(r"<style>.*?</style>", "<style></style>", html, flags=re.DOTALL)
    html = re.sub(r"'sha256-[^']*'", "'sha256-…'", html)
    return re.sub(rf"(?<=>)(?=<(?:{'|'.join(_PARTS)})\b)", "\n", html)


def test_the_kyphoplasty_page_is_the_one_that_was_looked_at() -> None:
    page = shown((published().folder / "procedures/kyphoplasty/index.html").read_text(encoding="utf-8"))
    if os.environ.get("GOLDEN") == "renew":
        GOLDEN.write_text(page, encoding="utf-8")

    assert GOLDEN.read_text(encoding="utf-8").splitlines() == page.splitlines()
