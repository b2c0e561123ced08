"""A file that is as it was is not read again, and one that is not is never taken for it."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from practice.content.digests import Digests, digest

LONG_AGO = time.time_ns() - 3_600_000_000_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_bytes(b"one")
    return path


def looked_at(file: Path, held: Digests) -> tuple[str, int]:
    """Return the digest of a file, and how often it was read for that."""
    reads = []

    def read() -> bytes:
        reads.append(file)
        return file.read_bytes()

    return held.of(str(file), file.stat(), read), len(reads)


def at_rest(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the clock be so many seconds later than it is."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + int(seconds * 1e9))


def test_a_file_at_rest_is_read_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_rest(monkeypatch, 3)
    held = Digests()

    assert [(digest(b"one"), 1), (digest(b"one"), 0)] == [looked_at(file, held) for _ in range(2)]
    assert (digest(b"one"), 0) == looked_at(file, Digests(held.used))


def test_a_file_that_was_just_written_is_read_until_it_is_at_rest(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = Digests()
    first = [looked_at(file, held) for _ in range(2)]
    at_rest(monkeypatch, 3)

    assert [1, 1, 1, 0] == [reads for _, reads in (*first, looked_at(file, held), looked_at(file, held))]


def test_a_change_within_one_step_of_the_clock_is_found(file: Path) -> None:
    held, state = Digests(), file.stat()
    held.note(str(file), state, b"one")
    file.write_bytes(b"two")

    assert digest(b"two") == held.of(str(file), state, file.read_bytes)


@pytest.mark.parametrize("how", ["in place", "renamed", "longer"])
def test_a_change_is_found_whose_times_were_put_back(file: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    os.utime(file, ns=(LONG_AGO, LONG_AGO))
    at_rest(monkeypatch, 3)
    held = Digests()
    looked_at(file, held)
    text = b"longer" if how == "longer" else b"two"
    if how == "renamed":
        file.with_suffix(".new").write_bytes(text)
        file.with_suffix(".new").replace(file)
    else:
        file.write_bytes(text)
    os.utime(file, ns=(LONG_AGO, LONG_AGO))

    assert (digest(text), 1) == looked_at(file, held)


def test_what_was_not_asked_for_is_not_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_rest(monkeypatch, 3)
    held = Digests()
    looked_at(file, held)

    assert (1, {}) == (len(held.held), Digests(held.held).used)
