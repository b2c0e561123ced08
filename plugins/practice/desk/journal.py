"""What changed in tables since they were kept, so that to keep a small change of a large state takes a moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

Tables = dict[str, dict[Any, Any]]
"""Tables by the way to them, such as ``memory.digests``; ``""`` holds what is no table, by the way to it."""


class Change(NamedTuple):
    """How a table differs from an earlier one: entries that are new or others, keys that are gone."""

    put: dict[Any, Any]
    gone: set[Any]


def tables(held: object) -> Tables:
    """Return copies of the tables of a dataclass, and of dataclasses in it; what the tables hold is not copied."""
    found: Tables = {"": {}}
    for way, value in _fields(held, ""):
        if isinstance(value, dict):
            found[way] = dict(value)
        else:
            found[""][way] = value
    return found


def _fields(held: object, way: str) -> Iterator[tuple[str, Any]]:
    assert is_dataclass(held)
    for each in fields(held):
        value = getattr(held, each.name)
        if is_dataclass(value):
            yield from _fields(value, f"{way}{each.name}.")
        else:
            yield f"{way}{each.name}", value


def changed(before: Tables, after: Tables, since: dict[str, Change]) -> dict[str, Change]:
    """
    Return how tables differ from those that were kept.

    Args:
        before: as they were read; an entry that is still the same object is taken for unchanged.
        after: as they are now.
        since: how *before* differs from those that were kept.
    """
    found = {}
    for way, table in after.items():
        former, known = before[way], since.get(way, Change({}, set()))
        put = {key: value for key, value in table.items() if former.get(key, table) is not value}
        gone = former.keys() - table.keys()
        merged = {key: value for key, value in known.put.items() if key not in gone} | put
        found[way] = Change(merged, (known.gone - table.keys()) | gone)
    return found


def apply(held: object, change: dict[str, Change]) -> None:
    """Bring the tables of *held* from what was kept to what they were later; the inverse of `changed`."""
    for way, (put, gone) in change.items():
        if not way:
            for there, value in put.items():
                *path, last = there.split(".")
                setattr(_at(held, path), last, value)
            continue
        table = _at(held, way.split("."))
        for key in gone:
            table.pop(key, None)
        dict.update(table, put)  # a Counter's own would add


def _at(held: object, path: list[str]) -> Any:
    for name in path:
        held = getattr(held, name)
    return held
