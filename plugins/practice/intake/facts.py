"""Facts in running text, read where there is exactly one way to read them: names, degrees, offices, phones, hours."""

from __future__ import annotations

import re
from dataclasses import dataclass

from practice.content import values

_NAME = r"[A-Z][\w'’-]+(?: [A-Z]\.?)?(?: (?:de|van|von|la|del))? [A-Z][\w'’-]+"
_DOCTOR = re.compile(rf"\b(?:Dr\.?|Doctor) (?P<name>{_NAME})")
_WITH_DEGREE = re.compile(rf"(?P<name>{_NAME}),? (?P<degree>M\.?D\.?|D\.?O\.?)(?![\w])")
_WHOLE_NAME = re.compile(
    rf"(?:Meet )?(?:(?:Dr\.?|Doctor) )?(?P<name>{_NAME})(?:,? (?P<degree>M\.?D\.?|D\.?O\.?))?(?P<rest>,.*)?"
)
_DEGREES = {"MD": "M.D.", "DO": "D.O."}
_CITIES = re.compile(r"\b(?:in|serving|at) (?P<list>[A-Z][\w'’.-]+(?:(?:,? and|,| &)? [A-Z][\w'’.-]+)*)")
_FIRST_WORDS = frozenset(
    [
        "Fort",
        "San",
        "Santa",
        "El",
        "La",
        "Las",
        "Los",
        "St.",
        "St",
        "Saint",
        "New",
        "North",
        "South",
        "East",
        "West",
        "Lake",
        "Grand",
        "Cedar",
        "Round",
        "Flower",
        "Mount",
        "Mt.",
        "Palm",
        "Great",
        "Little",
        "Big",
        "Corpus",
        "College",
        "Port",
        "Long",
        "Salt",
        "Kansas",
        "Oklahoma",
        "Colorado",
        "Baton",
        "Des",
        "Mc",
        "Royse",
        "Royal",
        "Farmers",
        "Highland",
        "University",
        "White",
        "Forest",
        "Spring",
        "Green",
        "Glen",
        "Sugar",
        "Missouri",
        "League",
        "Red",
        "Rio",
    ]
)
"""Words that begin a city's name of two words."""
_STATE = re.compile(r"[A-Z]{2}|Texas|USA")
_NO_CITY = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|Mondays?|Tuesdays?|"
    r"Wednesdays?|Thursdays?|Fridays?|Saturdays?|Sundays?|Pain|Medicine|Management|Surgery|Spine|Care|Health|"
    r"Rehabilitation|Physical|Internal|Interventional|Sports|Family|Orthop\w+|\w+ology|\w+iatry|University|School|"
    r"College(?! Station)|Hospital|Center|Clinic|Institute|Board|American|English|Spanish)\b"
)
"""What stands after "in" or "at" with capitals and is no city; a list with one of them is none of offices."""
_PHONE = re.compile(r"(?<![\d-])(?:\+?1[ .-]?)?\(?[2-9]\d\d\)?[ .-]?[2-9]\d\d[ .-]\d{4}(?![\d-])")
_FAX = re.compile(r"\bfax\b\W{0,12}$", re.IGNORECASE)
_STREET = re.compile(
    r"(?P<street>\d{1,6} [A-Z0-9][^\n]{2,70}?)(?:,\s*|\s*\n\s*|\s{2,})(?P<city>[A-Z][A-Za-z .'-]{1,30}),\s*"
    r"(?P<state>[A-Z]{2}|Texas)\.?,?\s+(?P<zip>\d{5}(?:-\d{4})?)\b"
)
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?"
_CLOCK = r"\d{1,2}(?::\d\d)?\s*(?:[ap]\.?\s?m\.?)?"
_HOURS = re.compile(
    rf"(?P<first>{_DAY})(?:\s*(?:-|–|—|to|through|thru)\s*(?P<last>{_DAY}))?\s*[:,]?\s*"
    rf"(?P<open>{_CLOCK})\s*(?:-|–|—|to|until)\s*(?P<close>{_CLOCK})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Person:
    """A physician: full name, degree ("" when not said), what else stands behind the name in a title."""

    name: str
    degree: str = ""
    rest: str = ""


def person_of_title(title: str) -> Person | None:
    """Return the physician whose page has this title, which must say so by "Dr" or a degree."""
    match = _WHOLE_NAME.fullmatch(" ".join(title.split()))
    if not match or not (match["degree"] or re.match(r"(?:Meet )?(?:Dr\b|Doctor\b)", title)):
        return None
    return Person(match["name"], _degree(match["degree"] or ""), (match["rest"] or "").strip(" ,"))


def person_in(title: str, text: str) -> Person | None:
    """Return the physician whose name alone is the title of a page, if its text calls that person a doctor."""
    name = " ".join(title.split())
    if not re.fullmatch(_NAME, name):
        return None
    last = re.escape(name.split()[-1])
    called = re.search(rf"\b(?:Dr\.?|Doctor) (?:[A-Z][\w'’.-]* )*{last}\b", text)
    degree = next((each.degree for each in people(text) if each.name == name), "")
    return Person(name, degree) if called or degree else None


def people(text: str) -> list[Person]:
    """Return the physicians that a text names with "Dr" or a degree, each once, in order."""
    found: dict[str, Person] = {}
    for match in sorted([*_DOCTOR.finditer(text), *_WITH_DEGREE.finditer(text)], key=lambda match: match.start()):
        degree = _degree(match.groupdict().get("degree") or "")
        name = " ".join(match["name"].split())
        if name.split()[0] in ("Our", "The", "Pain", "Dr"):
            continue
        found[name] = Person(name, degree or (found[name].degree if name in found else ""))
    return list(found.values())


def _degree(written: str) -> str:
    return _DEGREES.get(written.replace(".", "").upper(), "")


def cities(text: str) -> list[str]:
    """Return the cities of a list such as "in Frisco McKinney Plano Sherman and Rockwall", two at least."""
    for match in _CITIES.finditer(text):
        found: list[str] = []
        for piece in re.split(r",? and |, ?| & ", match["list"]):
            held = ""
            for word in piece.split():
                if held or word not in _FIRST_WORDS:
                    found.append(f"{held} {word}".strip())
                    held = ""
                else:
                    held = word
            if held:
                found.append(held)
        found = list(dict.fromkeys(each.strip(" .") for each in found if not _STATE.fullmatch(each.strip(" ."))))
        if len(found) > 1 and not any(_NO_CITY.search(each) for each in found):
            return found
    return []


def only(found: list[str]) -> str:
    """Return the one value of a list, "" where there are none or several different ones."""
    return found[0] if len(set(found)) == 1 else ""


def phones(text: str) -> tuple[list[str], list[str]]:
    """Return the phone and the fax numbers of a text, as our fields write them."""
    telephone: list[str] = []
    fax: list[str] = []
    for match in _PHONE.finditer(text):
        try:
            number = values.phone(match[0])
        except ValueError:
            continue
        (fax if _FAX.search(text[: match.start()]) else telephone).append(number)
    return telephone, fax


def address(text: str) -> dict[str, str]:
    """Return street, city, state and ZIP code of the one address in a text, or nothing."""
    found = {
        (match["street"].strip(" ,"), match["city"].strip(), match["state"], match["zip"])
        for match in _STREET.finditer(text)
    }
    if len(found) != 1:
        return {}
    street, city, state, code = found.pop()
    return {"street": street, "city": city, "state": "TX" if state == "Texas" else state, "zip": code}


def hours(text: str) -> list[str]:
    """Return the lines of opening hours of a text, as our field writes them; nothing where one is not clear."""
    found: list[str] = []
    for match in _HOURS.finditer(text):
        opens, closes = _clock(match["open"], match["close"]), _clock(match["close"], "")
        days = [each[:3].capitalize() for each in (match["first"], match["last"]) if each]
        line = f"{'-'.join(dict.fromkeys(days))} {opens}-{closes}"
        try:
            values.hours(line)
        except ValueError:
            return []
        found.append(line)
    return list(dict.fromkeys(found))


def _clock(written: str, other: str) -> str:
    match = re.match(r"(\d{1,2})(?::(\d\d))?\s*([ap])?", written.strip(), re.IGNORECASE)
    assert match
    hour, minute, half = int(match[1]), match[2] or "00", (match[3] or "").lower()
    if not half and not other:
        return "unclear"  # five o'clock in the morning or in the evening
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour == 12:
        hour = 0
    elif not half and hour < 7:
        return "unclear"
    return f"{hour:02d}:{minute}"
