"""What a visitor's browser really does to show a page for reading: one request, no script, no other host."""

from __future__ import annotations

from collections.abc import Callable

from browser import Served, Visit, chosen, each_site
from watched import Watched, own_scripts


@each_site
def test_a_page_is_one_request_and_pictures_and_runs_no_script_but_its_kinds_own(
    site: str, served: Callable[[str], Served], visit: Visit
) -> None:
    here, tab = served(site), Watched(visit())
    found = []
    for name in chosen(here.built):
        tab.open(here.url(name))
        first, *rest = tab.loaded()
        if tab.scripts != own_scripts(here, name):
            found.append(f"{name}: runs {tab.scripts}")
        found += [f"{name}: asks {url}" for _, url in tab.requests if not url.startswith(here.address)]
        found += [f"{name}: loads {url}" for url in rest]
        assert first == here.url(name)

    assert [] == found


def test_a_script_and_a_request_are_seen(served: Callable[[str], Served], visit: Visit) -> None:
    """The rule above finds what it looks for."""
    here, tab = served("preview"), Watched(visit())
    body = '<script>var a</script><script src="b.js"></script><link rel="stylesheet" href="c">'
    tab.page.route("**/", lambda route: route.fulfill(content_type="text/html", body=body))
    tab.open(here.address)

    assert {here.address, f"{here.address}b.js", f"{here.address}c"} == set(tab.loaded())
    assert here.address in tab.scripts
