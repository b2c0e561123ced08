"""axe-core over a page in a browser, and the contrast of each of its texts, which axe cannot always tell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from playwright.sync_api import Page

from browser import HEIGHT, SCHEMES, WIDTHS, probe, unfold
from tools import checker

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
"""WCAG 2.0 to 2.2, A and AA (axe has no tag for A of 2.2), and what it holds to be good practice."""
COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The rules that another scheme can change: the styles of both schemes differ in colors only."""


@dataclass(frozen=True, slots=True)
class _Result:
    """What axe found and what it left undecided: rule, selector and reason of each place."""

    found: list[str]
    undecided: list[str]
    undecided_contrast: list[str]
    """Selectors of texts whose contrast axe could not tell."""


def _run(page: Page, rules: object) -> _Result:
    """Run *rules*, as axe's ``runOnly`` names them, on the page as it is shown now."""
    told = page.evaluate(
        """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations", "incomplete"]}).then(
            ({violations, incomplete}) => [violations, incomplete].map(list => list.flatMap(
                ({id, help, nodes}) => nodes.map(({target}) => ({id, help, target: target.flat().join(" ")})))))""",
        rules,
    )
    found, undecided = (
        [(each["id"], f"{each['id']}: {each['target']}: {each['help']}") for each in list_] for list_ in told
    )
    return _Result(
        [line for _, line in found],
        [line for rule, line in undecided if rule != "color-contrast"],
        [each["target"] for each in told[1] if each["id"] == "color-contrast"],
    )


def findings(page: Page, url: str) -> dict[str, list[str]]:
    """Return what is wrong with the page at *url* in each scheme at each width, by ``light 320`` and so on."""
    found = {}
    page.goto(url)
    page.evaluate(checker("axe-core/axe.min.js").read_text(encoding="utf-8"))
    for scheme, width in product(SCHEMES, WIDTHS):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": HEIGHT})
        result = _run(page, list(TAGS) if scheme == SCHEMES[0] else COLORS)
        unfold(page)
        contrast = page.evaluate(probe("contrast"), result.undecided_contrast)
        assert contrast["count"], "a page without text"
        unmet = [f"nobody measured {each}" for each in contrast["unmet"]]
        found[f"{scheme} {width}"] = [*result.found, *result.undecided, *contrast["faults"], *unmet]
    return found
