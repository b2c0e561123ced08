"""A state that was kept, and what changed since, are together the newest state."""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from practice.desk.journal import Change, apply, changed, tables


@dataclass
class Inner:
    one: dict[str, tuple[int, ...]] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    said: tuple[str, ...] = ()


@dataclass
class Held:
    inner: Inner
    two: dict[str, str] = field(default_factory=dict)


keys = st.sampled_from("abcd")
inner = st.builds(
    Inner,
    st.dictionaries(keys, st.tuples(st.integers(0, 3))),
    st.dictionaries(keys, st.integers(1, 3)).map(Counter),
    st.tuples(st.text("x")),
)
states = st.builds(Held, inner, st.dictionaries(keys, st.text("yz")))


def again(held: Held) -> Held:
    """Return a state as another process reads it."""
    found: Any = pickle.loads(pickle.dumps(held))
    assert isinstance(found, Held)
    return found


@given(states, st.lists(states, max_size=5))
def test_what_was_kept_and_what_changed_since_is_the_newest_state(first: Held, later: list[Held]) -> None:
    since: dict[str, Change] = {}
    for newest in later:
        read = again(first)
        apply(read, since)
        before = tables(read)
        since = changed(before, tables(newest), since)
        since = pickle.loads(pickle.dumps(since))
        found = again(first)
        apply(found, since)

        assert newest == found


def test_what_did_not_change_is_not_kept_again() -> None:
    held = Held(Inner({"a": (1,), "b": (2,)}), {"c": "x"})
    before = tables(held)
    held.inner.one["b"] = (3,)
    del held.two["c"]

    assert (Change({"b": (3,)}, set()), Change({}, {"c"})) == (
        (found := changed(before, tables(held), {}))["inner.one"],
        found["two"],
    )
