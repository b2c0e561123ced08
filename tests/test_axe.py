"""axe-core finds nothing on any page, in either scheme, at any width; what it leaves undecided is decided here."""

from __future__ import annotations

from collections.abc import Callable

import axe
from browser import HEIGHT, SCHEMES, WIDTHS, Served, Visit, chosen, each_site, probe, unfold


@each_site
def test_axe_finds_nothing_in_light_and_dark_at_every_width(
    site: str, served: Callable[[str], Served], visit: Visit
) -> None:
    here, page = served(site), visit()
    found = []
    for name in chosen(here.built):
        page.goto(here.url(name))
        axe.load(page)
        for width in WIDTHS:
            for scheme in SCHEMES:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                page.emulate_media(color_scheme=scheme)
                result = axe.run(page)
                unfold(page)
                contrast = page.evaluate(probe("contrast"), result.undecided_contrast)
                faults = [*result.found, *result.undecided, *contrast["faults"]]
                faults += [f"nobody measured {each}" for each in contrast["unmet"]]
                assert contrast["count"]
                found += [f"{name} {scheme} {width}: {fault}" for fault in faults]

    assert [] == found
