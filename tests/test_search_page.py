"""The search page in a real browser: what it loads and when, what it shows, and what is there without it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser import Served, Visit, each_scheme, each_width
from tools import checker

FIELD = "main form[role=search] input"
RESULTS = "#results li"
SHIFTS = """() => {
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
        .observe({ type: "layout-shift", buffered: true });
}"""


class Search:
    """The search page of a site in a tab, the paths that were asked for since, and what went wrong."""

    def __init__(self, site: Served, tab: Page, query: str = "", *, lang: str = "") -> None:
        self.site, self.tab = site, tab
        self.faults: list[str] = []
        tab.on("pageerror", lambda error: self.faults.append(str(error)))
        tab.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        del site.asked[:]
        tab.goto(f"{site.address}{lang}search/{query}", wait_until="load")

    @property
    def files(self) -> list[str]:
        """The first words of the names of the assets that were asked for: ``search``, ``minisearch``."""
        return sorted(path.rsplit("/", 1)[1].split(".")[0] for path in self.site.asked if "/assets/" in path)

    @property
    def titles(self) -> list[str]:
        """What is shown as found."""
        return self.tab.locator(f"{RESULTS} a").all_inner_texts()

    def shifts(self) -> list[float]:
        """Return how far the layout moved since the page was opened, each time, once what is shown is painted."""
        frames = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        self.tab.evaluate(frames)
        moved: list[float] = self.tab.evaluate("window.shifts")
        return moved

    def type(self, words: str) -> None:
        """Write *words* into the field at once, as a keyboard that completes words does, and wait for results."""
        self.tab.locator(FIELD).fill(words)
        self.tab.locator(RESULTS).first.wait_for()

    def says(self, words: str) -> None:
        """Wait until the status line says *words*."""
        expect(self.tab.locator("main [role=status]")).to_have_text(words)


@pytest.fixture
def site(served: Callable[[str], Served]) -> Served:
    return served("preview")


def test_nothing_is_loaded_before_somebody_turns_to_the_search(site: Served, visit: Visit) -> None:
    search = Search(site, visit())

    assert [] == search.files

    # Both are asked for at once, and either may come first.
    with search.tab.expect_response("**/search-index-en.*"), search.tab.expect_response("**/minisearch.*"):
        search.tab.locator(FIELD).focus()

    assert ["minisearch", "search-index-en"] == search.files
    assert [] == search.faults


def test_typing_shows_what_is_found_and_keeps_it_in_the_address(site: Served, visit: Visit) -> None:
    search = Search(site, visit())
    search.tab.locator(FIELD).press_sequentially("kifoplasty")
    search.tab.wait_for_url("**/search/?q=kifoplasty")
    expect(search.tab.locator(f"{RESULTS} a").first).to_have_text("Kyphoplasty")

    assert search.tab.locator("#everything").is_hidden()
    search.says(f"{len(search.titles)} results")
    search.tab.locator(f"{RESULTS} a").first.click()
    search.tab.wait_for_url("**/procedures/kyphoplasty/")
    assert [] == search.faults


def test_a_form_elsewhere_leads_to_the_results(site: Served, visit: Visit) -> None:
    tab = visit(f"{site.address}404.html")
    tab.locator(FIELD).fill("broken back bone")
    tab.locator(FIELD).press("Enter")
    tab.locator(RESULTS).first.wait_for()

    assert "Vertebral compression fracture" in tab.locator(f"{RESULTS} a").first.inner_text()
    assert "broken back bone" == tab.locator(FIELD).input_value()


def test_in_spanish_everything_is_said_in_spanish(site: Served, visit: Visit) -> None:
    search = Search(site, visit(), "?q=inyeccion", lang="es/")
    search.tab.locator(RESULTS).first.wait_for()

    assert "Procedimiento" == search.tab.locator(f"{RESULTS} p").first.inner_text()
    assert "en" == search.tab.locator(f"{RESULTS} a").first.get_attribute("lang")
    search.says(f"{len(search.titles)} resultados")


def test_nothing_found_leaves_the_list_of_everything(site: Served, visit: Visit) -> None:
    search = Search(site, visit(), "?q=zzzzzz")
    search.says("Nothing found. Try another word, or choose from the list below.")

    assert search.tab.locator("#everything").is_visible()
    search.tab.locator(FIELD).fill("")
    search.says("")
    assert "q=" not in search.tab.url


def test_markup_that_somebody_types_is_words(site: Served, visit: Visit) -> None:
    search = Search(site, visit(), "?q=%3Cimg%20src=x%20onerror=alert(1)%3Ekyphoplasty")
    search.tab.locator(RESULTS).first.wait_for()

    assert 0 == search.tab.locator("main img").count()
    assert [] == search.faults


def test_a_file_that_was_changed_on_its_way_is_refused(site: Served, visit: Visit) -> None:
    tab = visit()
    tab.route("**/minisearch.*", lambda route: route.fulfill(body="window.taken = true"))
    search = Search(site, tab, "?q=kyphoplasty")
    search.says("The search could not be loaded. The list below has everything.")

    assert search.tab.locator("#everything").is_visible()
    assert search.tab.evaluate("window.taken") is None


def test_a_load_that_failed_is_tried_again(site: Served, visit: Visit) -> None:
    tab = visit()
    tab.route("**/search-index-en.*", lambda route: route.abort(), times=1)
    search = Search(site, tab, "?q=kyphoplast")
    search.says("The search could not be loaded. The list below has everything.")
    search.type("kyphoplasty")

    assert "Kyphoplasty" == search.titles[0]


def test_the_keyboard_goes_from_the_field_to_the_first_result(site: Served, visit: Visit) -> None:
    search = Search(site, visit())
    search.type("kyphoplasty")
    search.tab.keyboard.press("Tab")
    search.tab.keyboard.press("Tab")

    assert search.titles[0] == search.tab.evaluate("document.activeElement.innerText")


@each_width
def test_nothing_moves_while_results_come(width: int, site: Served, visit: Visit) -> None:
    tab = visit(width=width)
    tab.add_init_script(f"({SHIFTS})()")
    search = Search(site, tab)
    search.type("bone")

    assert [] == search.shifts()

    search = Search(site, tab, "?q=bone")
    search.tab.locator(RESULTS).first.wait_for()

    assert [] == search.shifts()


def test_without_scripts_everything_is_listed_and_no_field_waits_in_vain(site: Served, visit: Visit) -> None:
    search = Search(site, visit(java_script_enabled=False))

    assert search.tab.get_by_role("link", name="Kyphoplasty").first.is_visible()
    assert search.tab.locator(FIELD).is_hidden()
    assert [] == [path for path in site.asked if "/assets/" in path]


@each_scheme
def test_what_is_found_is_accessible(scheme: str, site: Served, visit: Visit) -> None:
    search = Search(site, visit(width=320, color_scheme=scheme), "?q=kyphoplasty")
    search.tab.locator(RESULTS).first.wait_for()
    search.tab.add_script_tag(path=checker("axe-core/axe.min.js"))
    found = search.tab.evaluate("axe.run()")

    assert [] == [fault["id"] for fault in found["violations"]]
    assert "heading-order" in [rule["id"] for rule in found["passes"]]
