"""Lighthouse over a page on loopback: a phone on simulated slow 4G, as the tool has it by default."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from browser import GET_CHROMIUM
from tools import checker, needed

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@dataclass(frozen=True, slots=True)
class Judged:
    """Scores out of 100 in the order of `CATEGORIES`, the largest contentful paint in ms, and what was marked down."""

    scores: tuple[int, ...]
    lcp: float
    marked_down: tuple[str, ...]


def program() -> tuple[Path, Path]:
    """Return Node and Lighthouse; without them a test is skipped."""
    return needed("node", "apt install npm"), checker("lighthouse/cli/index.js")


def judge(url: str, skipped: Sequence[str] = ()) -> Judged:
    """
    Run Lighthouse on a page, in a browser of its own.

    Args:
        url: of the page.
        skipped: audits that are left out.

    Raises:
        RuntimeError: it did not come to an end.
    """
    options = ["--output=json", "--quiet", "--no-enable-error-reporting", "--disable-full-page-screenshot"]
    options += [f"--skip-audits={','.join(skipped)}"] if skipped else []
    environment = {**os.environ, "CHROME_PATH": str(needed("chromium", GET_CHROMIUM))}
    done = subprocess.run(
        [*program(), url, *options, "--chrome-flags=--headless=new --no-sandbox"],
        capture_output=True, text=True, check=False, timeout=300, env=environment,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    report = json.loads(done.stdout)
    weighed = {ref["id"] for each in CATEGORIES for ref in report["categories"][each]["auditRefs"] if ref["weight"]}
    return Judged(
        tuple(round(100 * (report["categories"][each]["score"] or 0)) for each in CATEGORIES),
        float(report["audits"]["largest-contentful-paint"]["numericValue"]),
        tuple(name for name in sorted(weighed & report["audits"].keys()) if _score(report["audits"][name]) < 0.9),
    )


def _score(audit: dict[str, float | None]) -> float:
    """Return the score of an audit, 1 where it does not apply."""
    return 1.0 if audit["score"] is None else audit["score"]
