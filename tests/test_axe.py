"""axe-core finds nothing on any page, in either scheme, at any width; what it leaves undecided is decided here."""

from __future__ import annotations

from collections.abc import Callable

import axe
from browser import Served, Visit, chosen, each_site


@each_site
def test_axe_finds_nothing_in_light_and_dark_at_every_width(
    site: str, served: Callable[[str], Served], visit: Visit
) -> None:
    here, page = served(site), visit()
    found = [
        f"{name} {seen}: {fault}"
        for name in chosen(here.built)
        for seen, faults in axe.findings(page, here.url(name)).items()
        for fault in faults
    ]

    assert [] == found


def test_what_is_wrong_in_one_scheme_is_seen(visit: Visit) -> None:
    """The rule above finds what it looks for; over a gradient axe cannot tell, and the texts are measured."""
    page = visit()
    body = """<!doctype html><html lang="en"><title>Faint</title><style>
        @media (prefers-color-scheme: dark) { p { background: linear-gradient(#fff, #888); color: #777 } }
        </style><main><h1>Faint</h1><p>Read me</p><svg width="9" height="9" role="img"></svg></main>"""
    page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=body))
    found = axe.findings(page, "http://example.com/")

    assert {"svg-img-alt"} == {fault.split(":")[0] for fault in found["light 320"]}
    assert ['main > p "Read me": 1.26, not 4.5'] == [fault for fault in found["dark 1280"] if "svg" not in fault]
