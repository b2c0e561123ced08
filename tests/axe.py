"""axe-core over a page that is open in a browser."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tools import checker

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""WCAG 2.0 to 2.2, A and AA (2.2 added no rule to A), and what axe holds to be good practice."""


@dataclass(frozen=True, slots=True)
class Result:
    """What axe found and what it left undecided: rule, selector and reason of each place."""

    found: list[str]
    undecided: list[str]
    undecided_contrast: list[str]
    """Selectors of texts whose contrast axe could not tell."""


def load(page: Page) -> None:
    """Bring axe into a page; it stays until the page is left."""
    page.evaluate(checker("axe-core/axe.min.js").read_text(encoding="utf-8"))


def run(page: Page) -> Result:
    """Run every rule of `TAGS` on the page as it is shown now."""
    told = page.evaluate(
        """tags => axe.run(document, {runOnly: tags, resultTypes: ["violations", "incomplete"]}).then(
            ({violations, incomplete}) => [violations, incomplete].map(list => list.flatMap(
                ({id, help, nodes}) => nodes.map(({target}) => ({id, help, target: target.flat().join(" ")})))))""",
        list(TAGS),
    )
    found, undecided = (
        [(each["id"], f"{each['id']}: {each['target']}: {each['help']}") for each in list_] for list_ in told
    )
    return Result(
        [line for _, line in found],
        [line for rule, line in undecided if rule != "color-contrast"],
        [each["target"] for each in told[1] if each["id"] == "color-contrast"],
    )
