"""The bytes of an old site as text: its encoding found, stray bytes mended, nothing refused."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

MENDED = "\uf8fe"
"""Put before each character that was no UTF-8, so that whoever reads the text can say where; a private-use sign."""
_CHUNK = 1 << 16
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)|<meta[^>]+charset\s*=\s*["']?([\w-]+)""")
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def _mend(error: UnicodeError) -> tuple[str, int]:
    """Read stray bytes as Windows-1252, the encoding that old databases held."""
    assert isinstance(error, UnicodeDecodeError)
    stray = error.object[error.start : error.end]
    return "".join(MENDED + bytes([byte]).decode("cp1252", "replace") for byte in stray), error.end


codecs.register_error("practice-mend", _mend)


def encoding_of(head: bytes) -> tuple[str, int]:
    """Return the encoding that a file's first bytes declare, UTF-8 without one, and the length of its mark."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, len(mark)
    match = _DECLARED.search(head[:2048])
    name = (match[1] or match[2]).decode() if match else "utf-8"
    try:
        found = codecs.lookup(name)
    except LookupError:
        return "utf-8", 0
    wide = found.name.startswith(("utf-16", "utf-32"))  # it could not have been read as ASCII
    return ("utf-8" if wide or not found._is_text_encoding else found.name), 0


def chunks(file: BinaryIO) -> Iterator[str]:
    """Yield the text of *file* in pieces of bounded size, without characters that XML forbids."""
    head = file.read(_CHUNK)
    name, skip = encoding_of(head)
    decoder = codecs.getincrementaldecoder(name)("practice-mend" if name == "utf-8" else "replace")
    data = head[skip:]
    while data:
        yield _NOT_XML.sub("", decoder.decode(data))
        data = file.read(_CHUNK)
    yield _NOT_XML.sub("", decoder.decode(b"", final=True))


def decode(data: bytes) -> str:
    """Return the text of a saved page."""
    name, skip = encoding_of(data)
    text = data[skip:].decode(name, "practice-mend" if name == "utf-8" else "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def unmarked(text: str) -> tuple[str, int]:
    """Return *text* without the signs of mended characters, and how many there were."""
    count = text.count(MENDED)
    return (text.replace(MENDED, "") if count else text), count


def of_mended(count: int) -> str:
    """Return what is said of a text in which *count* characters were mended."""
    return f"bytes that are not UTF-8, read as Windows-1252: {count}; look at accents and quotation marks"
