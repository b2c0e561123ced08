"""``security.txt``: whom to tell of a weakness, where anybody is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from builds import below_a_path, published
from practice.settings import Settings
from practice.site import security


def test_the_published_site_says_whom_to_tell_until_when_in_which_languages() -> None:
    assert [
        "Contact: mailto:security@example.com",
        "Expires: 2028-11-01T00:00:00Z",
        "Preferred-Languages: en, es",
        "Canonical: https://www.example.com/.well-known/security.txt",
    ] == (published().folder / security.NAME).read_text(encoding="utf-8").splitlines()


def test_below_a_path_there_is_none_because_nobody_looks_for_it_there() -> None:
    assert not (below_a_path().folder / security.NAME).exists()


@pytest.mark.parametrize(("contact", "expires"), [("", None), ("mailto:a@example.com", None), ("", date(2027, 1, 1))])
def test_nothing_is_invented(contact: str, expires: date | None) -> None:
    settings = Settings(
        Path(), Path(), True, "https://example.com", date(2026, 1, 1), "us-texas", Path(), contact, expires
    )

    assert "" == security.text(settings, ["en"])
