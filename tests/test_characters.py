"""The characters of a content file: what is refused, and what passes because editors save so."""

from __future__ import annotations

import pytest

from practice.content.characters import MAX_BYTES, MOST, decode
from practice.content.faults import Fault


def messages(text: str) -> list[str]:
    return [str(fault) for fault in decode(text.encode(), "p.md")[1]]


@pytest.mark.parametrize(
    ("char", "name"),
    [
        *((char, "bidirectional override") for char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
        *((char, "zero-width character") for char in "\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2064\ufeff"),
        ("\u2028", "line separator"),
        ("\u2029", "line separator"),
        ("\x00", "NUL character"),
        *((char, "control character") for char in "\x01\x08\x0b\x0c\x0e\x1b\x1f\x7f\x80\x85\x9f"),
        *((char, "private-use character") for char in "\ue000\uf8ff\U000e0041\U000f0000\U0010fffd\ufff9"),
        ("\ufffc", "private-use character"),
        ("\U000e0100", "private-use character"),
        ("\ufffd", "replacement character (the file was saved in another encoding once)"),
    ],
)
def test_a_character_that_no_page_may_hold_is_named_with_its_line(char: str, name: str) -> None:
    assert [f"p.md:2: {name} U+{ord(char):04X}; delete it"] == messages(f"one\ntw{char}o\nthree")


def test_all_of_them_are_named() -> None:
    expected = [
        "p.md:1: NUL character U+0000; delete it",
        "p.md:1: zero-width character U+200B; delete it",
        "p.md:3: control character U+001B; delete it",
    ]

    assert expected == messages("a\x00b\u200bc\nd\n\x1be")


def test_a_file_full_of_them_is_answered_at_once() -> None:
    assert MOST == len(messages("\x01\n" * 100_000))


def test_a_non_joiner_between_persian_letters_is_spelling() -> None:
    assert [] == messages("می\u200cخواهم")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks_are_how_some_editors_save(end: str, mark: str) -> None:
    assert ("one\ntwo\n", []) == decode(f"{mark}one{end}two{end}".encode(), "p.md")


def test_tabs_are_four_spaces() -> None:
    assert ("a   b\n    c", []) == decode(b"a\tb\n\tc", "p.md")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"one\ncaf\xe9\n", "p.md:2: byte 0xE9 is not UTF-8; save the file as UTF-8"),
        ("Title: x".encode("utf-16"), "p.md:1: byte 0xFF is not UTF-8; save the file as UTF-8"),
        (b"\xed\xa0\x80", "p.md:1: byte 0xED is not UTF-8; save the file as UTF-8"),
        (b"\xc0\xaf", "p.md:1: byte 0xC0 is not UTF-8; save the file as UTF-8"),
        (b"x" * (MAX_BYTES + 1), "p.md: 1,000,001 bytes; a page has at most 1,000,000, so split it"),
    ],
)
def test_what_is_no_text_is_refused_whole(data: bytes, message: str) -> None:
    text, faults = decode(data, "p.md")

    assert ("", [message]) == (text, [str(fault) for fault in faults])


def test_the_fault_is_an_error() -> None:
    assert [Fault("p.md", 1, "", "NUL character U+0000; delete it")] == decode(b"\x00", "p.md")[1]
