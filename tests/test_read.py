"""From a scanned file to a record: values, digests, and that nothing is raised on the way."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import SITES
from practice.content.files import Source
from practice.content.frequency import Frequency
from practice.content.kinds import BY_NAME, KINDS, RESERVED_KEYS
from practice.content.read import rated, read
from practice.content.records import Rated, Record

PAGE = b"Title: A page\nSummary: Words.\n\nText.[^a]\n\n## One\n\n- one\n    - two\n\n[^a]: Doe J. 2020.\n"


def record(data: bytes, kind: str = "page", lang: str = "en", pieces: dict[str, str] | None = None) -> Record:
    return read(Source("content/pages/x.md", BY_NAME[kind], "x", lang, data), pieces)


def told(found: Record) -> list[str]:
    return [str(fault) for fault in found.document.faults]


def test_lists_stand_on_one_line_or_on_several() -> None:
    one = record(b"Title: x\nLanguages: English, Spanish\n", "physician")
    two = record(b"Title: x\nLanguages:\n    English\n    Spanish\n", "physician")

    assert ("English", "Spanish") == one.get("languages") == two.get("languages")


def test_keys_may_be_written_in_any_case() -> None:
    assert "Words." == record(b"TITLE: x\nsummary: Words.\n").get("summary")


def test_a_question_mark_is_open_and_not_a_fault() -> None:
    found = record(b"Title: x\nLanguages: ?\n", "physician")
    value = found.value("languages")

    assert value is not None
    assert value.open
    assert [] == told(found)


def test_a_long_value_may_run_over_lines() -> None:
    assert "one two" == record(b"Title: x\nSummary:\n    one\n    two\n").get("summary")


@pytest.mark.parametrize("key", sorted(RESERVED_KEYS))
@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_key_of_pelicans_own_is_refused_with_what_to_write(key: str, kind: str) -> None:
    head = BY_NAME[kind].fields[0].key
    message = f"a key of Pelican's own that means nothing here; {RESERVED_KEYS[key]}"

    assert [f"content/pages/x.md:2: {key.capitalize()}: {message}"] == told(
        record(f"{head}: x\n{key.capitalize()}: ../../x\n".encode(), kind)
    )


def test_the_values_of_a_field_are_faulted_on_their_own_lines() -> None:
    found = record(b"Title: x\nHours:\n    Mon 08:00-12:00\n    noon\n    Tue 12:00-08:00\n", "location")

    assert [
        'content/pages/x.md:4: Hours: "noon" is not a line of hours; write Mon-Fri 08:00-12:00, 13:00-17:00',
        'content/pages/x.md:5: Hours: "Tue 12:00-08:00" runs backwards through the day; write the earlier time first',
    ] == told(found)


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("Cement leak (18 in 100)", Rated("Cement leak", Frequency("18", "18", 100))),
        ("Pain (at rest)", Rated("Pain (at rest)", None)),
        ("Pain", Rated("Pain", None)),
    ],
)
def test_a_label_is_split_into_words_and_frequency(label: str, found: Rated) -> None:
    assert found == rated(label)


# Digests ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "same",
    [
        PAGE.replace(b"\n", b"\r\n"),
        PAGE.replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + PAGE,
        PAGE + b"\n\n",
        PAGE.replace(b"    - two", b"\t- two"),
        b"---\nSummary: Words.\nTITLE:  A page \n---\n" + PAGE.split(b"\n", 3)[3],
        PAGE.replace(b"Summary", b"Status: draft\nSummary"),
        PAGE.replace(b"Summary", b"Signed: 0123456789abcdef\nReviewed: 2026-11-01\nSummary"),
    ],
)
def test_a_digest_does_not_depend_on_how_a_file_is_saved_or_signed(same: bytes) -> None:
    assert record(PAGE).digest == record(same).digest


@pytest.mark.parametrize("word", [b"A page", b"Words", b"Text", b"[^a]\n", b"One", b"- one", b"two", b"Doe"])
def test_a_digest_changes_with_any_word(word: bytes) -> None:
    assert record(PAGE).digest != record(PAGE.replace(word, word[:-1] + b"x" + word[-1:], 1)).digest


def test_a_digest_changes_with_the_text_of_a_piece() -> None:
    page = b"Title: x\n\n{piece: p}\n"

    assert record(page, pieces={"p": "one"}).digest != record(page, pieces={"p": "two"}).digest


def test_a_digest_is_another_for_another_kind_or_language() -> None:
    digests = {record(PAGE, kind, lang).digest for kind in ("page", "condition") for lang in ("en", "es")}

    assert 4 == len(digests)


# Nothing is raised -------------------------------------------------------------------------------------------

WHOLE = {
    kind.name: next((SITES / "sample/content" / kind.folder).glob("[!.]*.md" if kind.folder else f"{kind.name}.md"))
    for kind in KINDS
}


@pytest.mark.parametrize("kind", WHOLE)
@pytest.mark.parametrize("seed", range(12))
def test_a_page_with_its_lines_in_disorder_is_read_without_an_exception(kind: str, seed: int) -> None:
    chance = random.Random(seed)
    lines = WHOLE[kind].read_text(encoding="utf-8").splitlines()
    for _ in range(8):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                lines[at], lines[other] = lines[other], lines[at]
            case 1:
                lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
            case 2:
                lines[at] += chance.choice(string.punctuation) * 3
            case _:
                lines.insert(at, " " * chance.randrange(9) + lines[other])
    found = record("\n".join(lines).encode(), kind)

    assert 16 == len(found.digest)


@given(st.sampled_from(KINDS), st.text(alphabet="Title: x\n#-*[](){}?^|.1a", max_size=80))
def test_any_text_of_any_kind_is_read_without_an_exception(kind: object, text: str) -> None:
    name = getattr(kind, "name", "")
    found = record(f"Title: x\n\n{text}".encode(), name, pieces={})

    assert 16 == len(found.digest)
