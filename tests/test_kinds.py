"""The one declaration of kinds, fields and headings holds together."""

from __future__ import annotations

import pytest

from practice.content.kinds import BY_FOLDER, BY_NAME, KINDS, RESERVED_KEYS, RESERVED_SLUGS, SINGLES, Kind

IDS = [kind.name for kind in KINDS]


def test_there_are_seven_kinds() -> None:
    assert ["procedure", "condition", "physician", "location", "page", "glossary", "practice"] == list(BY_NAME)


def test_a_kind_has_a_folder_or_a_file_of_its_own() -> None:
    assert {"glossary.md", "practice.md"} == set(SINGLES)
    assert len(KINDS) == len(BY_FOLDER) + len(SINGLES)


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_no_field_or_heading_is_declared_twice(kind: Kind) -> None:
    names = [field.name for field in kind.fields]
    titles = [heading.title for heading in kind.headings]

    assert len(set(names)) == len(names)
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_no_field_has_a_key_that_pelican_takes_for_its_own(kind: Kind) -> None:
    assert set() == {field.name for field in kind.fields} & set(RESERVED_KEYS)


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_a_field_refers_to_a_kind_that_exists(kind: Kind) -> None:
    assert {field.refers for field in kind.fields} <= {"", *BY_NAME}


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_fields_and_headings_are_found_by_name(kind: Kind) -> None:
    assert list(kind.fields) == [kind.field(field.name) for field in kind.fields]
    assert list(kind.headings) == [kind.heading(heading.title) for heading in kind.headings]
    assert kind.field("zebra") is None
    assert kind.heading("Zebra") is None


@pytest.mark.parametrize("folder", BY_FOLDER)
def test_no_page_takes_the_address_of_a_list(folder: str) -> None:
    assert folder in RESERVED_SLUGS


def test_a_heading_has_a_key_and_a_fragment() -> None:
    heading = BY_NAME["procedure"].heading("Who it may help")

    assert heading is not None
    assert ("who_it_may_help", "who-it-may-help") == (heading.key, heading.id)
