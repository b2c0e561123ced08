"""The planner of the handout in a real browser: the dates that it counts, its calendar file, what it leaves alone."""

from __future__ import annotations

import random
import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, Route, expect

from browser import Served, Visit, each_scheme, probe, sheets
from tools import checker

HANDOUT = "procedures/kyphoplasty/handout/"
ZONE = "America/Chicago"
NOW = "2026-11-22T10:00:00-06:00"
DAY, TIME = "#plan-day", "#plan-time"


class Planner:
    """The handout of a site in a tab, what was asked for since it was open, and what went wrong."""

    def __init__(self, site: Served, tab: Page, *, lang: str = "", now: str = NOW) -> None:
        self.site, self.tab = site, tab
        self.faults: list[str] = []
        tab.on("pageerror", lambda error: self.faults.append(str(error)))
        tab.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        tab.clock.set_fixed_time(now)
        tab.goto(f"{site.address}{lang}{HANDOUT}", wait_until="load")
        del site.asked[:]

    def enter(self, day: str, at: str = "") -> None:
        """Fill in the day and the time to be there, and leave the fields."""
        self.tab.locator(DAY).fill(day)
        self.tab.locator(TIME).fill(at)
        self.tab.locator(TIME).blur()

    def dates(self) -> dict[str, str]:
        """Return what stands beside each time that is shown, by its label; spaces are plain ones."""
        found: dict[str, str] = self.tab.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll(".times > li")]
                .filter(item => item.checkVisibility())
                .map(item => [".label", ".blank"].map(part => item.querySelector(part).textContent)))"""
        )
        return {label: plain(words) for label, words in found.items()}

    def line(self, name: str) -> str:
        """Return the words on a line of the head: ``day`` or ``time``."""
        return plain(self.tab.locator(f"[data-plan={name}]").inner_text())

    def says(self, words: str) -> None:
        """Wait until the status line says *words*."""
        expect(self.tab.locator(".plan [role=status]")).to_have_text(words)

    def file(self) -> bytes:
        """Press the button and return the file that the browser keeps."""
        with self.tab.expect_download() as made:
            self.tab.locator(".plan button").click()
        return Path(made.value.path()).read_bytes()


def plain(words: str) -> str:
    """Return *words* with the thin and narrow spaces of dates made plain."""
    return " ".join(words.split())


def with_script(tab: Page, text: str) -> None:
    """Let handouts come with another script than their own."""
    script = re.compile(r"(<script type=\"?module\"?>).*?(</script>)", re.DOTALL)

    def change(route: Route) -> None:
        answer = route.fetch()
        changed, count = script.subn(rf"\g<1>{text}\g<2>", answer.text())
        assert count == 1
        route.fulfill(response=answer, body=changed)

    tab.route("**/handout/", change)


@pytest.fixture
def site(served: Callable[[str], Served]) -> Served:
    return served("preview")


# What is shown ---------------------------------------------------------------------------------------------------


def test_each_step_gets_its_date(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit(timezone_id=ZONE))

    assert {"Date:"} == set(planner.dates().values())

    planner.enter("2026-12-07", "07:30")

    assert {
        "When you book": "Date:",
        "7 days before": "Monday, November 30",
        "The night before": "Sunday, December 6",
        "8 hours before": "Sunday, December 6 at 11:30 PM",
        "The morning of": "Monday, December 7",
        "First hours": "Monday, December 7",
        "Day 1": "Tuesday, December 8",
        "Days 2-3": "December 9 – 10",
        "Weeks 2-6": "December 15, 2026 – January 18, 2027",
        "Month 3": "February 8 – March 7",
    } == planner.dates()
    assert "Day of the procedure: Monday, December 7, 2026" == planner.line("day")
    assert "Be there at: 7:30 AM" == planner.line("time")
    planner.says("Monday, December 7, 2026: the dates on this page are counted from it.")
    assert [] == planner.faults


def test_in_spanish_dates_are_spanish(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit(timezone_id=ZONE), lang="es/")
    planner.enter("2026-12-07", "07:30")

    assert {
        "Cuando haga la cita": "Fecha:",
        "7 días antes": "lunes, 30 de noviembre",
        "La noche anterior": "domingo, 6 de diciembre",
        "8 horas antes": "domingo, 6 de diciembre, 11:30 p.m.",
        "La mañana del procedimiento": "lunes, 7 de diciembre",
        "Primeras horas": "lunes, 7 de diciembre",
        "Día 1": "martes, 8 de diciembre",
        "Días 2 a 3": "9–10 de diciembre",
        "Semanas 2 a 6": "15 de diciembre de 2026 – 18 de enero de 2027",
        "Mes 3": "8 de febrero – 7 de marzo",
    } == planner.dates()
    assert "Día del procedimiento: lunes, 7 de diciembre de 2026" == planner.line("day")
    planner.says("Lunes, 7 de diciembre de 2026: las fechas de esta página se cuentan desde ese día.")
    assert [] == planner.faults


def test_without_the_time_what_goes_by_hours_waits_on_a_line(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit())
    planner.enter("2026-12-07")

    assert "Date:" == planner.dates()["8 hours before"]
    assert "Be there at:" == planner.line("time")
    planner.says(
        "Monday, December 7, 2026: the dates on this page are counted from it. "
        "Add the time, and what goes by hours is counted too."
    )


def test_a_day_that_is_taken_back_gives_the_lines_back(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit())
    before = planner.dates()
    planner.enter("2026-12-07", "07:30")
    planner.enter("")

    assert before == planner.dates()
    assert ["Day of the procedure:", "Be there at:"] == [planner.line("day"), planner.line("time")]
    planner.says("Enter the day, and the steps on this page get their dates.")


# What is said of a day that cannot be meant ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-21", "Saturday, November 21, 2026 has passed. Please check whether you mean that day."),
        ("2025-11-22", "Saturday, November 22, 2025 has passed. Please check whether you mean that day."),
    ],
)
def test_a_day_that_has_passed_is_named_and_counted_from(day: str, words: str, site: Served, visit: Visit) -> None:
    """Whoever comes home wants to know the days of recovery."""
    planner = Planner(site, visit(timezone_id=ZONE))
    planner.enter(day)

    planner.says(words)
    assert "Date:" != planner.dates()["Day 1"]


@pytest.mark.parametrize("day", ["2025-11-21", "2028-11-23", "1926-12-07", "9999-12-31"])
def test_a_day_too_far_away_is_named_and_not_counted_from(day: str, site: Served, visit: Visit) -> None:
    planner = Planner(site, visit(timezone_id=ZONE))
    planner.enter(day)

    expect(planner.tab.locator(".plan [role=status]")).to_contain_text("is too far away to plan for.")
    assert {"Date:"} == set(planner.dates().values())
    assert "Day 1" not in planner.dates()
    assert "true" == planner.tab.locator(DAY).get_attribute("aria-invalid")

    planner.enter("2026-12-07")
    assert "false" == planner.tab.locator(DAY).get_attribute("aria-invalid")


def test_steps_that_come_too_late_are_told(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit(timezone_id=ZONE))
    planner.enter("2026-11-24", "07:30")

    planner.says(
        "Tuesday, November 24, 2026: the dates on this page are counted from it. "
        "Some of these days have passed. Call us about what you could not do."
    )
    planner.enter("2026-11-29", "07:30")
    planner.says("Sunday, November 29, 2026: the dates on this page are counted from it.")


def test_half_a_day_is_asked_for_once_the_field_is_left(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit())
    planner.tab.locator(DAY).focus()
    planner.tab.keyboard.type("12")
    planner.tab.wait_for_timeout(300)
    planner.says("Enter the day, and the steps on this page get their dates.")
    planner.tab.locator(DAY).blur()

    planner.says("Enter the whole day: month, day and year.")


def test_the_button_without_a_day_says_what_is_missing_and_leads_there(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit())
    planner.tab.locator(".plan button").click()

    planner.says("Enter the day first.")
    assert "plan-day" == planner.tab.evaluate("document.activeElement.id")
    assert [] == planner.faults


def test_the_keyboard_alone_enters_a_day_and_gets_the_file(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit(locale="en-US", timezone_id=ZONE))
    planner.tab.locator(DAY).focus()
    planner.tab.keyboard.type("12072026")
    while "plan-time" != planner.tab.evaluate("document.activeElement.id"):
        planner.tab.keyboard.press("Tab")
    planner.tab.keyboard.type("0730AM")
    while "BUTTON" != planner.tab.evaluate("document.activeElement.tagName"):
        planner.tab.keyboard.press("Tab")
    with planner.tab.expect_download() as made:
        planner.tab.keyboard.press("Enter")

    assert "kyphoplasty.ics" == made.value.suggested_filename
    assert "Sunday, December 6 at 11:30 PM" == planner.dates()["8 hours before"]
    planner.says("The calendar file is made. Open it to add the dates to your calendar.")


# How it counts ---------------------------------------------------------------------------------------------------


AROUND = [
    ("2027-03-03", "7 days before", "Wednesday, February 24"),
    ("2028-03-03", "7 days before", "Friday, February 25"),
    ("2028-03-01", "The night before", "Tuesday, February 29"),
    ("2027-03-01", "The night before", "Sunday, February 28"),
    ("2028-02-28", "Day 1", "Tuesday, February 29"),
    ("2027-01-01", "The night before", "Thursday, December 31"),
    ("2026-12-31", "Day 1", "Friday, January 1"),
    ("2026-11-30", "Month 3", "January 31 – February 28"),
    ("2027-11-30", "Month 3", "January 31 – February 29"),
    ("2027-03-14", "7 days before", "Sunday, March 7"),
    ("2027-11-08", "7 days before", "Monday, November 1"),
]
"""A day, a label and its date: across the ends of months and years, and where clocks are set."""


@pytest.mark.parametrize(
    "zone", ["Pacific/Auckland", *(pytest.param(zone, marks=pytest.mark.long) for zone in (ZONE, "America/St_Johns"))]
)
def test_days_across_the_ends_of_months_and_years(zone: str, site: Served, visit: Visit) -> None:
    planner = Planner(site, visit(timezone_id=zone), now="2026-12-01T10:00:00Z")
    found = []
    for day, label, _ in AROUND:
        planner.enter(day, "07:30")
        found.append((day, label, planner.dates()[label]))

    assert found == AROUND


def test_hours_go_by_when_the_clock_is_set(site: Served, visit: Visit) -> None:
    """The last two are the nights on which the clock of Texas is set forward and back."""
    planner = Planner(site, visit(timezone_id=ZONE))
    for day, at, written in (
        ("2026-12-07", "14:00", "Monday, December 7 at 6:00 AM"),
        ("2027-01-01", "07:30", "Thursday, December 31 at 11:30 PM"),
        ("2028-03-01", "07:30", "Tuesday, February 29 at 11:30 PM"),
        ("2027-03-14", "07:30", "Saturday, March 13 at 10:30 PM"),
        ("2027-11-07", "07:30", "Sunday, November 7 at 12:30 AM"),
    ):
        planner.enter(day, at)
        there = datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=ZoneInfo(ZONE))
        wanted = (there.astimezone(UTC) - timedelta(hours=8)).astimezone(ZoneInfo(ZONE))

        assert written == planner.dates()["8 hours before"]
        assert f"{wanted:%A, %B} {wanted.day} at {wanted:%I:%M %p}".replace(" 0", " ") == written


def later(day: date, months: int, days: int) -> date:
    """Return the day months and days from *day*, by the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) + timedelta(days)


def test_any_day_is_moved_as_the_calendar_has_it(site: Served, visit: Visit) -> None:
    chance = random.Random(5)
    asked = []
    for _ in range(2000):
        day = date(2024, 1, 1) + timedelta(chance.randrange(3000))
        sign, months, days = chance.choice((-1, 1)), chance.choice((0, 0, chance.randrange(30))), chance.randrange(400)
        offset = f"{'-' if sign < 0 else ''}P{f'{months}M' if months else ''}{days}D"
        asked.append((day.isoformat(), offset, later(day, sign * months, sign * days).isoformat()))
    tab = visit(timezone_id=ZONE)
    tab.goto(f"{site.address}{HANDOUT}")
    found = tab.evaluate(
        """async asked => {
            const {text} = document.querySelector("script[type=module]");
            const {moved} = await import(`data:text/javascript,${encodeURIComponent(text)}`);
            return asked.map(([day, offset]) => moved(new Date(`${day}T00:00Z`), offset).toISOString());
        }""",
        asked,
    )

    assert [f"{day}T00:00:00.000Z" for _, _, day in asked] == found


# The calendar file -----------------------------------------------------------------------------------------------


def contents(data: bytes) -> list[bytes]:
    """Return the lines of a calendar unfolded, once it keeps the form of RFC 5545, section 3.1."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    lines = data.removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines)  # no letter is torn apart, no line is empty
    return data.replace(b"\r\n ", b"").removesuffix(b"\r\n").split(b"\r\n")


def test_the_file_has_the_procedure_and_each_step_with_a_date(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit(timezone_id=ZONE))
    planner.enter("2026-12-07", "07:30")
    data = planner.file()
    contents(data)
    made = Calendar.from_ical(data)
    events = made.walk("VEVENT")

    assert ["2.0"] == [str(made["VERSION"])]
    assert [] == [event.errors for event in events if event.errors]
    assert [
        ("Kyphoplasty", datetime(2026, 12, 7, 7, 30)),
        ("Kyphoplasty: 7 days before", date(2026, 11, 30)),
        ("Kyphoplasty: The night before", datetime(2026, 12, 6, 18)),
        ("Kyphoplasty: 8 hours before", datetime(2026, 12, 6, 23, 30)),
        ("Kyphoplasty: The morning of", date(2026, 12, 7)),
        ("Kyphoplasty: First hours", date(2026, 12, 7)),
        ("Kyphoplasty: Day 1", date(2026, 12, 8)),
        ("Kyphoplasty: Days 2-3", date(2026, 12, 9)),
        ("Kyphoplasty: Weeks 2-6", date(2026, 12, 15)),
        ("Kyphoplasty: Month 3", date(2027, 2, 8)),
    ] == [(str(event["SUMMARY"]), event.decoded("DTSTART")) for event in events]
    assert len(events) == len({str(event["UID"]) for event in events})
    assert {datetime(2026, 11, 22, 16, tzinfo=UTC)} == {event.decoded("DTSTAMP") for event in events}
    assert {"PRIVATE"} == {str(event["CLASS"]) for event in events}
    assert {f"{site.address}{HANDOUT}"} == {str(event["URL"]) for event in events}
    assert ["OPAQUE", *["TRANSPARENT"] * 9] == [str(event.get("TRANSP", "OPAQUE")) for event in events]
    assert [event.decoded("DTSTART") + timedelta(minutes=30) for event in events if "DTEND" in event] == [
        event.decoded("DTEND") for event in events if "DTEND" in event
    ]


def test_an_event_tells_what_to_do_and_how_long(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit())
    planner.enter("2026-12-07", "07:30")
    events = {str(each["SUMMARY"]): each for each in Calendar.from_ical(planner.file()).walk("VEVENT")}
    shown = planner.tab.locator(".times > li", has_text="8 hours before").locator("div").inner_text()

    assert shown == str(events["Kyphoplasty: 8 hours before"]["DESCRIPTION"])
    assert "December 9 – 10" == plain(str(events["Kyphoplasty: Days 2-3"]["DESCRIPTION"]).split("\n")[0])
    assert "Our phone: (214) 555-0100" in str(events["Kyphoplasty"]["DESCRIPTION"])


def test_without_the_time_hours_are_the_day_before_and_nothing_has_a_time_but_the_night(
    site: Served, visit: Visit
) -> None:
    planner = Planner(site, visit(timezone_id=ZONE))
    planner.enter("2027-03-15")
    events = {
        str(each["SUMMARY"]): each.decoded("DTSTART") for each in Calendar.from_ical(planner.file()).walk("VEVENT")
    }

    assert date(2027, 3, 15) == events["Kyphoplasty"]
    assert date(2027, 3, 14) == events["Kyphoplasty: 8 hours before"]
    assert ["Kyphoplasty: The night before"] == [name for name, day in events.items() if isinstance(day, datetime)]


def test_times_in_the_file_are_the_clock_on_the_wall(site: Served, visit: Visit) -> None:
    """Floating, in the words of RFC 5545: no zone, so that no calendar turns half past seven into another hour."""
    planner = Planner(site, visit(timezone_id="Asia/Kolkata"))
    planner.enter("2026-12-07", "07:30")
    lines = contents(planner.file())

    assert b"DTSTART:20261207T073000" in lines
    assert not [line for line in lines if line.startswith((b"DTSTART", b"DTEND")) and (b"TZID" in line or b"Z" in line)]


def test_letters_and_signs_of_a_text_come_through(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit(), lang="es/")
    planner.tab.evaluate("document.querySelector('.times div').closest('ol').children[1].lastChild.textContent = "
                         r"'a, b; c\\d: niño ' + '🦴'.repeat(60) + '\n\ny después'")  # fmt: skip
    planner.enter("2026-12-07")
    data = planner.file()
    contents(data)
    (event,) = [
        each for each in Calendar.from_ical(data).walk("VEVENT") if each["SUMMARY"] == "Cifoplastia: 7 días antes"
    ]

    assert f"a, b; c\\d: niño {'🦴' * 60}" in " ".join(str(event["DESCRIPTION"]).split("\n"))


def test_a_file_made_again_moves_its_events_and_another_visit_makes_others(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit())

    def made() -> list[tuple[str, int]]:
        events = Calendar.from_ical(planner.file()).walk("VEVENT")
        return [(str(event["UID"]), int(event["SEQUENCE"])) for event in events]

    planner.enter("2026-12-07")
    first = made()
    planner.enter("2026-12-14")
    again = made()
    other = Planner(site, visit())
    other.enter("2026-12-07")
    planner = other

    assert [(uid, 1) for uid, _ in first] == again
    assert {uid for uid, _ in first}.isdisjoint(uid for uid, _ in made())


# What it leaves alone --------------------------------------------------------------------------------------------


def test_nothing_is_asked_for_sent_or_kept(site: Served, visit: Visit) -> None:
    tab = visit()
    planner, asked, address = Planner(site, tab), list[str](), tab.url
    tab.on("request", lambda request: asked.append(request.url))
    planner.enter("2026-12-07", "07:30")
    planner.file()
    kept = tab.evaluate(
        """async () => [localStorage.length, sessionStorage.length, document.cookie.length,
            (await indexedDB.databases()).length, (await caches.keys()).length]"""
    )

    assert [] == [url for url in asked if not url.startswith("blob:")]
    assert [] == site.asked
    assert [0, 0, 0, 0, 0] == kept
    assert (address, 1) == (tab.url, tab.evaluate("history.length") - 1)
    tab.reload()
    assert ["", ""] == [tab.locator(field).input_value() for field in (DAY, TIME)]


def test_without_scripts_there_are_lines_and_no_field(site: Served, visit: Visit) -> None:
    planner = Planner(site, visit(java_script_enabled=False))

    assert [] == [path for path in site.asked if "/assets/" in path]
    assert planner.tab.locator(".plan").is_hidden()
    assert planner.tab.get_by_text("Date:", exact=True).first.is_visible()
    assert planner.tab.get_by_text("Recovery", exact=True).is_hidden()


def test_a_script_that_was_changed_on_its_way_is_refused_and_no_field_waits_in_vain(
    served: Callable[[str], Served], visit: Visit
) -> None:
    tab = visit()
    with_script(tab, "window.taken = true")
    Planner(served("published"), tab)

    assert tab.locator(".plan").is_hidden()
    assert tab.evaluate("window.taken") is None


# How it looks ----------------------------------------------------------------------------------------------------


def test_fields_that_come_move_nothing(site: Served, visit: Visit) -> None:
    """Their place is kept for them: what stands below begins where it begins before the script ran."""
    tab = visit(width=320)
    with_script(tab, "")
    tab.goto(f"{site.address}{HANDOUT}")
    before = tab.locator(".sheet").bounding_box()
    tab.unroute("**/handout/")
    tab.goto(f"{site.address}{HANDOUT}")
    expect(tab.locator(DAY)).to_be_visible()

    assert before == tab.locator(".sheet").bounding_box()


@pytest.mark.parametrize("lang", ["", "es/"])
def test_dates_fit_a_narrow_phone_also_with_twice_as_large_text(lang: str, site: Served, visit: Visit) -> None:
    planner = Planner(site, visit(width=320), lang=lang)
    planner.enter("2027-09-29", "12:30")
    found = []
    for size in ("100%", "200%"):
        planner.tab.evaluate("size => document.documentElement.style.fontSize = size", size)
        found += [f"{size}: {fault}" for fault in planner.tab.evaluate(probe("overflow"))]

    assert [] == found


@each_scheme
def test_with_its_dates_the_page_is_accessible(scheme: str, site: Served, visit: Visit) -> None:
    planner = Planner(site, visit(width=320, color_scheme=scheme))
    planner.enter("2026-12-07", "07:30")
    planner.tab.add_script_tag(path=checker("axe-core/axe.min.js"))
    found = planner.tab.evaluate("axe.run()")

    assert [] == [fault["id"] for fault in found["violations"]]
    assert {"label", "heading-order"} <= {rule["id"] for rule in found["passes"]}


@pytest.mark.parametrize("name", ["published", "real"])
@pytest.mark.long
def test_the_printed_sheet_carries_the_dates_and_is_still_one_sheet(
    name: str, served: Callable[[str], Served], visit: Visit
) -> None:
    """On a day whose names are among the longest; on paper there is nothing to fill in."""
    here, pages = served(name), {}
    files = [each for each in here.built.pages if each.endswith("/handout/index.html")]
    tab = visit(timezone_id=ZONE)
    tab.clock.set_fixed_time(NOW)
    for file in files:
        tab.emulate_media(media="screen")
        tab.goto(here.url(file))
        tab.locator(DAY).fill("2027-09-29")
        tab.locator(TIME).fill("12:30")
        tab.locator(TIME).blur()
        tab.emulate_media(media="print")
        assert tab.locator("[data-plan=day] b").is_visible()
        assert tab.locator(".times b").first.is_visible()
        assert tab.locator(".plan").is_hidden()
        pages[file] = sheets(tab)

    assert dict.fromkeys(files, 1) == pages
    assert files
