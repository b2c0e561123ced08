"""Physicians and offices that old pages name without a page of their own: files that say what is known, and "?"."""

from __future__ import annotations

from collections.abc import Iterable

from practice.content.kinds import BY_NAME
from practice.intake.facts import Person
from practice.intake.file import Writer
from practice.intake.original import Original
from practice.intake.outline import Outline
from practice.intake.plan import slug_of


def physician(person: Person, offices: Iterable[str]) -> tuple[str, str]:
    """Return path and text of a physician's file."""
    fields = {"title": [person.name], "degree": [person.degree] if person.degree else [], "status": ["draft"]}
    if slugs := ", ".join(dict.fromkeys(offices)):
        fields["locations"] = [slugs]
    return _file("physician", person.name, fields)


def office(city: str) -> tuple[str, str]:
    """Return path and text of the file of an office of which only the city is known."""
    return _file("location", city, {"title": [city], "city": [city], "status": ["draft"]})


def _file(name: str, title: str, fields: dict[str, list[str]]) -> tuple[str, str]:
    kind = BY_NAME[name]
    slug = slug_of(Original(title, ""), title)
    return f"content/{kind.folder}/{slug}.md", Writer(kind, {}).text(fields, Outline())
