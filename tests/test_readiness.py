"""What publishing still lacks.  Each message stands in ``sites/broken``; here is what does not count as lacking."""

from __future__ import annotations

from pathlib import Path

import pytest

from practice.checks.readiness import missing
from practice.content import graph
from practice.content.faults import Level
from practice.content.files import Source
from practice.content.kinds import BY_NAME, KINDS
from practice.content.read import read


def test_a_complete_page_lacks_nothing(small: Path) -> None:
    assert [] == [fault for page in graph.load(small).pages.values() for fault in missing(page)]


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_field_and_section_that_is_not_optional_is_asked_for(kind: str) -> None:
    declared = BY_NAME[kind]
    head, *rest = declared.fields
    record = read(Source("p.md", declared, "x", "en", f"{head.key}: x\n".encode()))
    asked = {fault.field for fault in missing(record)} - {""}
    tools = {"Status", "Claim_allowed", "Reviewed_by", "Reviewed", "Review_due", "Signed"}
    fields = {field.key for field in rest if not field.optional and field.key not in tools}

    assert fields | {heading.title for heading in declared.headings if not heading.optional} == asked


def test_all_of_it_blocks_publishing_only(small: Path) -> None:
    (small / "content/procedures/joint-block.md").write_text("Title: Joint block\n\nText.\n")
    faults = [fault for page in graph.load(small).pages.values() for fault in missing(page)]

    assert {Level.BLOCKER} == {fault.level for fault in faults}


def test_what_could_not_be_read_is_not_asked_for_piece_by_piece() -> None:
    assert [] == list(missing(read(Source("p.md", BY_NAME["procedure"], "x", "en", b"\xff"))))
