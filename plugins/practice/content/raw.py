"""What no text may hold: raw HTML and script addresses, in metadata and body alike."""

from __future__ import annotations

import re
from collections.abc import Callable

from practice.content.document import Document

_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://[^\s<>]+>|mailto:[^\s<>]+>)")
_SCRIPT = re.compile(r"(?:java|vb)script\s*:|data\s*:\s*text/", re.IGNORECASE)
_ENTITY_SCRIPT = re.compile(r"&(?:#x?[0-9a-f]+|colon|Tab|NewLine);?", re.IGNORECASE)


_LIKE_ASCII = "\u0130\u0131\u017f"
"""Letters that match "i" or "s" where case is ignored."""


def may_hold_html(text: str) -> bool:
    """Tell at little cost whether a line by line search for raw HTML and script addresses can find anything."""
    if "<" in text or "&" in text:
        return True
    if not text.isascii() and any(letter in text for letter in _LIKE_ASCII):
        return True
    flat = text.encode("ascii", "replace").lower()
    return b"script" in flat or b"data" in flat


def refuse(document: Document, lines: list[str], field_of: Callable[[int], str]) -> None:
    """Note each raw tag and script address; *field_of* names the key or heading of a line."""
    for number, line in enumerate(lines, 1):
        if "<" in line and (match := _TAG.search(line)):
            shown = line[match.start() : match.start() + 24].split(">")[0]
            document.fault(
                number,
                field_of(number),
                f'"{shown}" is raw HTML; write Markdown or plain words (a bare < is &lt;)',
            )
        if ":" in line and _SCRIPT.search(line):
            document.fault(number, field_of(number), "a script address; write an https:// address or a path")
        elif "&" in line and "](" in line and _ENTITY_SCRIPT.search(line[line.index("](") :]):
            document.fault(number, field_of(number), "a coded character in an address; write it plainly")
