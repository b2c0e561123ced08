"""Who read a fact is found with an index as it is without one, whatever was noted and dropped before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from practice.desk.readers import Readers

FACTS = st.frozensets(st.sampled_from("abcdef"), max_size=4)
CHANGES = st.lists(st.tuples(st.sampled_from("pqrs"), st.none() | FACTS), max_size=12)


@given(first=st.dictionaries(st.sampled_from("pqrs"), FACTS), changes=CHANGES, asked=FACTS)
def test_an_index_finds_whom_asking_each_finds(
    first: dict[str, frozenset[str]], changes: list[tuple[str, frozenset[str] | None]], asked: frozenset[str]
) -> None:
    held, indexed, plain = dict(first), Readers(), Readers()
    indexed.index(held)
    for name, facts in changes:
        if facts is None:
            held.pop(name, None)
        else:
            held[name] = facts
            indexed.note(name, facts)

    found = plain.among(held, frozenset, asked)
    assert sorted(found) == sorted(indexed.among(held, frozenset, asked))
    assert sorted(found) == sorted(name for name, facts in held.items() if facts & asked)
