"""The search library in the theme is npm's, made small, and nothing else."""

from __future__ import annotations

import hashlib
import json

from vendored import FILE, RECORD, made, record


def test_the_library_is_the_one_that_is_recorded_under_its_license() -> None:
    data = FILE.read_bytes()

    assert json.loads(RECORD.read_text(encoding="utf-8"))["sha256"] == hashlib.sha256(data).hexdigest()
    assert b"Permission is hereby granted, free of charge" in data.split(b"*/")[0]


def test_the_library_follows_from_the_package_that_npm_delivers() -> None:
    assert made() == FILE.read_bytes()


def test_the_record_says_from_what_and_by_what_it_was_made() -> None:
    """Held against the pinned versions; npm checks the packages themselves against its lock file."""
    made()  # skips where the packages are not there

    assert json.loads(RECORD.read_text(encoding="utf-8")) == record()
