"""
Structured data of a page: one JSON-LD graph from the same records, nothing in it that the page does not show.

Types and properties are schema.org's; why these, stands in docs/decisions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup

from practice.checks.reviews import Review, State
from practice.content.inline import plain
from practice.content.read import items, rated
from practice.content.records import Record
from practice.content.values import DAYS
from practice.pages.views import Link

Node = dict[str, Any]
Url = Callable[[Record], str]
"""Gives the absolute address of a page, or its path in a preview."""

_SURGICAL = ("cement", "decompression")
_DAY_NAMES = dict(
    zip(DAYS, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)
_IDS = {
    "procedure": "procedure",
    "condition": "condition",
    "physician": "physician",
    "location": "location",
    "glossary": "glossary",
}


def identity(record: Record, url: Url) -> str:
    """Return the ``@id`` of what a page is about."""
    return f"{url(record)}#{_IDS[record.kind.name]}"


def references(records: Iterable[Record], url: Url) -> list[Node]:
    """Return references to the things that *records* are about."""
    return [{"@id": identity(record, url)} for record in records]


def text(nodes: Iterable[Node]) -> Markup:
    """Return a graph as the text of a script element; nothing in it can end that element."""
    graph = {"@context": "https://schema.org", "@graph": [_without_gaps(node) for node in nodes]}
    written = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return Markup(written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def _without_gaps(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, "", [], {}, ())}


def crumbs(way: Iterable[Link], title: str, absolute: Callable[[str], str]) -> Node:
    """Return the way from home to a page."""
    steps = [*((link.name, absolute(link.address)) for link in way), (title, None)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            _without_gaps({"@type": "ListItem", "position": place, "name": name, "item": address})
            for place, (name, address) in enumerate(steps, 1)
        ],
    }


def web_page(record: Record, url: Url, practice: str, review: Review | None, reviewer: Record | None) -> Node:
    """Return the node of a procedure's or condition's page: what it is about, who reviewed it.

    The sources stand on the page; to repeat them here would cost a kilobyte that no search engine asks for.
    """
    reviewed = review is not None and review.state is not State.NONE and review.state is not State.CHANGED
    return {
        "@type": "MedicalWebPage",
        "@id": f"{url(record)}#page",
        "url": url(record),
        "name": record.title,
        "description": _said(record, "summary"),
        "inLanguage": record.lang,
        "about": {"@id": identity(record, url)},
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "publisher": {"@id": practice},
        "lastReviewed": review.reviewed.isoformat() if reviewed and review and review.reviewed else None,
        "reviewedBy": {"@id": identity(reviewer, url)} if reviewed and reviewer else None,
    }


def procedure(record: Record, url: Url) -> Node:
    """Return a procedure; types by how it is done, because plain SurgicalProcedure has no property for risks."""
    kind = record.get("type")
    return {
        "@type": ["SurgicalProcedure", "MedicalTherapy"] if kind in _SURGICAL else "PalliativeProcedure",
        "@id": identity(record, url),
        "name": record.title,
        "alternateName": list(record.get("also_called") or ()),
        "description": _said(record, "summary"),
        "procedureType": None if kind == "decompression" else "https://schema.org/PercutaneousProcedure",
        "adverseOutcome": [
            {"@type": "MedicalEntity", "name": plain(name)} for name in _labels(record, "Risks and complications")
        ],
        "mainEntityOfPage": {"@id": f"{url(record)}#page"},
    }


def _labels(record: Record, title: str) -> list[str]:
    for section in record.document.sections:
        if section.title == title:
            return [rated(item.label.text).words for item in items(section.blocks) if item.label]
    return []


def condition(record: Record, url: Url, treatments: Iterable[Record]) -> Node:
    """Return a condition with the treatments that the practice offers."""
    return {
        "@type": "MedicalCondition",
        "@id": identity(record, url),
        "name": record.title,
        "alternateName": list(record.get("also_called") or ()),
        "description": _said(record, "summary"),
        "code": [
            {"@type": "MedicalCode", "codeValue": code, "codingSystem": "ICD-10-CM"}
            for code in record.get("icd10") or ()
        ],
        "possibleTreatment": references(treatments, url),
        "mainEntityOfPage": {"@id": f"{url(record)}#page"},
    }


def physician(
    record: Record, url: Url, practice: str, offices: Iterable[Record], procedures: Iterable[Record], photo: str
) -> Node:
    """Return a physician; ``Physician`` alone is an organization in schema.org, so the person is named as well."""
    return {
        "@type": ["IndividualPhysician", "Person"],
        "@id": identity(record, url),
        "url": url(record),
        "name": record.title,
        "honorificSuffix": record.get("degree"),
        "description": _said(record, "specialty"),
        "knowsLanguage": list(record.get("languages") or ()),
        "isAcceptingNewPatients": record.get("accepting_new"),
        "identifier": {"@type": "PropertyValue", "propertyID": "NPI", "value": record.get("npi")}
        if record.get("npi")
        else None,
        "hasCredential": [
            {
                "@type": "EducationalOccupationalCredential",
                "credentialCategory": "board certification",
                "name": board.specialty,
                "recognizedBy": {"@type": "Organization", "name": board.body},
            }
            for board in record.get("board") or ()
        ],
        "practicesAt": references(offices, url),
        "availableService": references(procedures, url),
        "image": photo,
        "parentOrganization": {"@id": practice},
    }


def location(record: Record, url: Url, practice: str, name: str) -> Node:
    """Return an office with its address and hours."""
    latitude, longitude = record.get("latitude"), record.get("longitude")
    return {
        "@type": "MedicalClinic",
        "@id": identity(record, url),
        "url": url(record),
        "name": f"{name}, {record.title}",
        "telephone": record.get("phone"),
        "faxNumber": record.get("fax"),
        "address": _without_gaps(
            {
                "@type": "PostalAddress",
                "streetAddress": record.get("street"),
                "addressLocality": record.get("city"),
                "addressRegion": record.get("state"),
                "postalCode": record.get("zip"),
                "addressCountry": "US",
            }
        ),
        "geo": {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
        if latitude is not None and longitude is not None
        else None,
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": [_DAY_NAMES[day] for day in DAYS[line.first : line.last + 1]],
                "opens": _clock(opens),
                "closes": _clock(closes),
            }
            for line in record.get("hours") or ()
            for opens, closes in line.spans
        ],
        "parentOrganization": {"@id": practice},
    }


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}" if minutes < 1440 else "23:59"


def organization(record: Record, practice: str, home: str, departments: Iterable[Node]) -> Node:
    """Return the practice with its offices."""
    return {
        "@type": "MedicalOrganization",
        "@id": practice,
        "name": record.get("name"),
        "url": home,
        "telephone": record.get("phone"),
        "department": list(departments),
    }


def glossary(record: Record, url: Url) -> Node:
    """Return the glossary's terms."""
    return {
        "@type": "DefinedTermSet",
        "@id": identity(record, url),
        "name": record.title,
        "inLanguage": record.lang,
        "hasDefinedTerm": [
            {"@type": "DefinedTerm", "@id": f"{url(record)}#{entry.id}", "name": entry.name} for entry in record.entries
        ],
    }


def _said(record: Record, name: str) -> str | None:
    value = record.get(name)
    return plain(str(value)) if value else None
