"""The characters of a content file: its encoding, its line ends, and those that no page may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from practice.content.faults import Fault

MAX_BYTES = 1_000_000
"""A page of this size is no page that a patient reads."""

MOST = 1_000
"""Forbidden characters that are named in one file; whoever has more mends the file as a whole."""

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028\u2029\u2060-\u2064\ufeff"
    "\u202a-\u202e\u2066-\u2069\ue000-\uf8ff\U000e0000-\U0010ffff\ufff9-\ufffd\ufffe\uffff]"
)
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_KINDS_OF_CHARACTER = (
    ("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "bidirectional override"),
    ("\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff", "zero-width character"),
    ("\u2028\u2029", "line separator"),
    ("\x00", "NUL character"),
    ("\ufffd", "replacement character (the file was saved in another encoding once)"),
)


def forbidden_characters(text: str) -> Iterator[tuple[int, str]]:
    """
    Yield offset and description of each character that no page may hold.

    The zero-width non-joiner between Arabic letters is spelling (Persian, Urdu) and passes.
    """
    for match in _FORBIDDEN.finditer(text):
        char, at = match[0], match.start()
        if char == "\u200c" and _ARABIC.match(text[at - 1 : at]) and _ARABIC.match(text[at + 1 : at + 2]):
            continue
        name = next((name for chars, name in _KINDS_OF_CHARACTER if char in chars), None)
        if name is None:
            name = "private-use character" if ord(char) >= 0xE000 else "control character"
        yield at, f"{name} U+{ord(char):04X}; delete it"


def _is_clean(text: str, data: bytes) -> bool:
    """
    Tell at little cost that a text holds nothing forbidden and no tab, as nearly every one.

    What is forbidden cannot be printed, but for U+FFFC, U+FFFD and selectors from U+E0100 on; those have signs of
    their own in UTF-8.
    """
    return text.replace("\n", " ").isprintable() and b"\xef\xbf" not in data and b"\xf3" not in data


def decode(data: bytes, path: str) -> tuple[str, list[Fault]]:
    """
    Return the text of a content file with ``\\n`` line ends, and what is wrong with its characters.

    A byte order mark and Windows line ends pass; they are how some editors save.
    """
    if len(data) > MAX_BYTES:
        return "", [Fault(path, 0, "", f"{len(data):,} bytes; a page has at most {MAX_BYTES:,}, so split it")]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        return "", [Fault(path, line, "", f"byte 0x{byte:02X} is not UTF-8; save the file as UTF-8")]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    faults, line, last = list[Fault](), 1, 0
    if _is_clean(text, data):
        return text, faults
    for at, message in islice(forbidden_characters(text), MOST):
        line += text.count("\n", last, at)
        last = at
        faults.append(Fault(path, line, "", message))
    if faults:
        text = _FORBIDDEN.sub(" ", text)
    return text.expandtabs(4) if "\t" in text else text, faults
