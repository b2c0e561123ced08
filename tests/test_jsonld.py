"""Structured data: true, whole, of schema.org's vocabulary, and nothing that the page does not show."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds import BUILDS, Built, below_a_path, preview, published, visible
from practice.pages import jsonld

VOCABULARY: dict[str, Any] = json.loads((Path(__file__).parent / "schema_org.json").read_text(encoding="utf-8"))
VALUES = {
    "Boolean", "Date", "DateTime", "DayOfWeek", "Integer", "Language", "MedicalProcedureType", "Number", "Text",
    "Thing", "Time", "URL",
}  # fmt: skip
"""Ranges that may be written as plain values, a thing by its address."""
FOR_MACHINES = {
    "@type", "@id", "url", "item", "image", "inLanguage", "audienceType", "procedureType", "codingSystem", "opens",
    "closes", "addressCountry", "credentialCategory", "propertyID", "dayOfWeek", "position", "lastReviewed",
    "isAcceptingNewPatients", "latitude", "longitude",
}  # fmt: skip
"""Properties whose values a page shows in another form."""

Node = dict[str, Any]
builds = pytest.mark.parametrize("name", BUILDS)


def types(node: Node) -> list[str]:
    found = node.get("@type", [])
    return [found] if isinstance(found, str) else list(found)


def inside(value: Any) -> Iterator[Node]:
    """Yield every node in a value, itself included, references as well."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from inside(each)
    elif isinstance(value, list):
        for each in value:
            yield from inside(each)


def kinds(node: Node) -> set[str]:
    """Return the types of a node with everything that they are kinds of."""
    return {each for name in types(node) for each in (name, *VOCABULARY["types"].get(name, ()))}


def defined(built: Built) -> dict[str, Node]:
    """Return the nodes that say what they are, by ``@id``."""
    return {node["@id"]: node for _, top in built.graphs() for node in inside(top) if "@id" in node and types(node)}


@builds
def test_each_reference_is_defined_on_some_page_of_the_site(name: str) -> None:
    built = BUILDS[name]()
    known = defined(built)
    asked = {(page, node["@id"]) for page, top in built.graphs() for node in inside(top) if "@id" in node}

    assert [] == sorted(each for each in asked if each[1] not in known)


@builds
def test_a_thing_is_defined_on_one_page(name: str) -> None:
    built = BUILDS[name]()
    nodes = [node["@id"] for _, top in built.graphs() for node in inside(top) if "@id" in node and types(node)]

    assert sorted(set(nodes)) == sorted(nodes)


@builds
def test_types_and_properties_are_those_of_schema_org_and_fit_each_other(name: str) -> None:
    wrong = set()
    for _, top in BUILDS[name]().graphs():
        for node in inside(top):
            wrong |= {f"type {each}" for each in types(node) if each not in VOCABULARY["types"]}
            for key in node:
                if key.startswith("@"):
                    continue
                known = VOCABULARY["properties"].get(key)
                if known is None or not kinds(node) & set(known["on"]):
                    wrong.add(f"{key} on {types(node)}")

    assert set() == wrong


@builds
def test_each_value_is_of_a_type_that_its_property_may_hold(name: str) -> None:
    built = BUILDS[name]()
    known, wrong = defined(built), set()
    for _, top in built.graphs():
        for node in inside(top):
            for key, value in node.items():
                if key.startswith("@"):
                    continue
                holds = set(VOCABULARY["properties"][key]["holds"])
                for each in value if isinstance(value, list) else [value]:
                    if isinstance(each, dict):
                        if not kinds(known.get(each.get("@id", ""), each)) & holds:
                            wrong.add(f"{key}: {types(each) or each}")
                    elif not holds & VALUES:
                        wrong.add(f"{key}: {each!r}")

    assert set() == wrong


@builds
def test_the_data_says_nothing_that_its_page_does_not_show(name: str) -> None:
    built = BUILDS[name]()
    hidden = set()

    def look(key: str, value: Any, shown: str, page: str) -> None:
        if isinstance(value, dict):
            for inner, each in value.items():
                look(inner, each, shown, page)
        elif isinstance(value, list):
            for each in value:
                look(key, each, shown, page)
        elif key not in FOR_MACHINES and any(squeezed(part) not in shown for part in str(value).split(", ")):
            hidden.add(f"{page}: {key}: {value}")

    for page, node in built.graphs():
        if "BreadcrumbList" in types(node):
            continue  # the way from home; the page shows it as links of its own
        tree = built.pages[page]
        alternatives = " ".join(str(each.attributes.get("content")) for each in tree.css('meta[name="description"]'))
        for key, value in node.items():
            look(key, value, squeezed(visible(tree) + alternatives), page)

    assert set() == hidden


def squeezed(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).casefold()


REQUIRED = {
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name"},
    "MedicalClinic": {"name", "address"},
}
"""What Google asks of the kinds that it shows; of an office as of any local business."""


@builds
def test_what_google_requires_is_there(name: str) -> None:
    lacking = set()
    for page, top in BUILDS[name]().graphs():
        for node in inside(top):
            for each in types(node) if set(node) - {"@type", "@id"} else []:
                lacking |= {f"{page}: {each} without {key}" for key in REQUIRED.get(each, set()) - set(node)}

    assert set() == lacking


@builds
def test_the_way_from_home_is_counted_and_each_step_but_the_last_has_an_address(name: str) -> None:
    wrong = set()
    for page, top in BUILDS[name]().graphs():
        if "BreadcrumbList" in types(top):
            steps = top["itemListElement"]
            if [step["position"] for step in steps] != list(range(1, len(steps) + 1)):
                wrong.add(f"{page}: positions")
            wrong |= {f"{page}: {step['name']} without item" for step in steps[:-1] if "item" not in step}

    assert set() == wrong


def of_page(address: str) -> list[Node]:
    """Return the nodes of a page of the published sample."""
    return [node for name, node in published().graphs() if name == f"{address}index.html"]


@pytest.mark.parametrize("build", [published, below_a_path])
def test_published_data_names_absolute_addresses_only(build: Callable[[], Built]) -> None:
    built = build()
    named = [
        str(node[key]) for _, top in built.graphs() for node in inside(top) for key in ("@id", "url", "item", "image")
        if isinstance(node.get(key), str)
    ]  # fmt: skip

    assert len(named) > 20
    assert [] == [each for each in named if not each.startswith(built.url) or "//" in each.removeprefix("https://")]


def test_a_procedure_says_what_it_is_what_may_go_wrong_and_who_reviewed_its_page() -> None:
    (page, procedure, crumbs) = (
        node for name, node in published().graphs() if name == "procedures/kyphoplasty/index.html"
    )
    here = "https://www.example.com/procedures/kyphoplasty/"

    assert ["SurgicalProcedure", "MedicalTherapy"] == procedure["@type"]
    assert f"{here}#procedure" == procedure["@id"] == page["about"]["@id"]
    assert "Cement outside the bone" == procedure["adverseOutcome"][0]["name"]
    assert ("2026-11-22", "https://www.example.com/physicians/alex-example/#physician") == (
        page["lastReviewed"],
        page["reviewedBy"]["@id"],
    )
    assert "MedicalWebPage" == page["@type"]
    assert ["Home", "Procedures", "Kyphoplasty"] == [step["name"] for step in crumbs["itemListElement"]]


def test_an_injection_is_a_palliative_procedure() -> None:
    found = {
        node["name"]: node["@type"]
        for name, node in published().graphs()
        if str(node.get("@id")).endswith("#procedure")
    }

    assert "PalliativeProcedure" == found["Medial branch block"] == found["Radiofrequency ablation"]


def test_a_condition_names_the_treatments_that_the_practice_offers() -> None:
    _, condition, _ = of_page("conditions/vertebral-compression-fracture/")

    assert [{"@id": "https://www.example.com/procedures/kyphoplasty/#procedure"}] == condition["possibleTreatment"]


def test_a_physician_is_a_person_with_a_degree_who_practices_at_offices() -> None:
    physician, _ = of_page("physicians/alex-example/")

    assert ("Alex Example", "M.D.") == (physician["name"], physician["honorificSuffix"])
    assert {"https://www.example.com/locations/example-north/#location"} <= {
        office["@id"] for office in physician["practicesAt"]
    }


def test_an_unreviewed_page_names_no_reviewer() -> None:
    reviewed = [
        name for name, node in preview().graphs()
        if "trigger-point" in name and ("lastReviewed" in node or "reviewedBy" in node)
    ]  # fmt: skip

    assert [] == reviewed


@builds
def test_nothing_in_the_data_is_empty(name: str) -> None:
    empty = [
        f"{page}: {key}" for page, top in BUILDS[name]().graphs() for node in inside(top)
        for key, value in node.items() if value in (None, "", [], {})
    ]  # fmt: skip

    assert [] == empty


@given(st.text())
def test_no_text_can_end_the_script_element_and_all_come_back(said: str) -> None:
    written = str(jsonld.text([{"@type": "Thing", "name": f"x{said}"}]))

    assert not set("<>&") & set(written)
    assert f"x{said}" == json.loads(written)["@graph"][0]["name"]
