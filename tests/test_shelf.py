"""A file is read again when it changed, and only then."""

from __future__ import annotations

from pathlib import Path

from builds import change
from practice.content.shelf import Shelf

HOME = "content/pages/home.md"
CONDITION = "content/conditions/sore-joint.md"


def shelf(root: Path) -> Shelf:
    made = Shelf(root)
    made.refresh()
    return made


def test_an_unchanged_page_keeps_its_record(small: Path) -> None:
    found = shelf(small)
    before = dict(found.records)
    (small / HOME).touch()
    found.refresh()

    assert all(found.records[path] is record for path, record in before.items())
    assert before.keys() == found.records.keys()


def test_a_changed_page_is_read_again_alone(small: Path) -> None:
    found = shelf(small)
    before = dict(found.records)
    change(small / HOME, "Title: ", "Title: A ")
    found.refresh([HOME])

    assert [HOME] == [path for path in before if found.records[path] is not before[path]]


def test_a_page_that_went_or_came_is_found_whatever_was_told(small: Path) -> None:
    found = shelf(small)
    (small / CONDITION).rename(small / "content/conditions/other.md")
    found.refresh([CONDITION])

    assert CONDITION not in found.records
    assert "content/conditions/other.md" in found.records


def test_a_page_is_read_again_when_a_piece_in_it_changed(small: Path) -> None:
    piece = small / "content/pieces/shared.md"
    piece.parent.mkdir(exist_ok=True)
    piece.write_text("Rest first.\n", encoding="utf-8")
    (small / HOME).write_text("Title: Home\n\n{piece: shared}\n", encoding="utf-8")
    found = shelf(small)
    before, digests = dict(found.records), dict(found.digests)
    piece.write_text("Rest twice.\n", encoding="utf-8")
    found.refresh()

    assert [HOME] == [path for path in before if found.records[path] is not before[path]]
    assert {HOME, "content/pieces/shared.md"} == {path for path in digests if digests[path] != found.digests[path]}


def test_a_picture_is_looked_into_again_when_it_changed(small: Path) -> None:
    picture = small / "content/images/line.svg"
    picture.parent.mkdir(exist_ok=True)
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"></svg>', encoding="utf-8")
    found = shelf(small)
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="8"></svg>', encoding="utf-8")
    found.refresh()
    seen = found.seen["content/images/line.svg"]

    assert not isinstance(seen, str)
    assert 9 == seen.width
