"""Pieces: text that several pages share, filled in where a line names it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from practice.content.document import Document
from practice.content.faults import Fault, did_you_mean

_PIECE = re.compile(r"\{piece:([^{}]*)\}")


def fill(document: Document, lines: list[str], start: int, pieces: Mapping[str, str]) -> list[str]:
    """Replace each line ``{piece: name}`` after *start* with the lines of that piece; keep the origins."""
    filled, origins, used = lines[:start], [(0, document.path, 1)], []
    for number, line in enumerate(lines[start:], start + 1):
        if "{piece:" not in line:
            filled.append(line)
            continue
        match = _PIECE.fullmatch(line.strip())
        if not match:
            if _PIECE.search(line):
                document.fault(number, "", "a piece stands on a line of its own; nothing else may be on it")
            filled.append(line)
            continue
        name = match[1].strip()
        if name not in pieces:
            hint = did_you_mean(name, pieces) or f"; write content/pieces/{name}.md first"
            document.fault(number, "", f'no piece is named "{name}"{hint}')
            origins.append((len(filled), document.path, number + 1))
            continue
        used.append(name)
        file = f"content/pieces/{name}.md"
        origins.append((len(filled), file, 1))
        for at, text in enumerate(pieces[name].rstrip("\n").split("\n"), 1):
            filled.append(text)
            if _PIECE.search(text):
                document.faults.append(Fault(file, at, "", "a piece cannot hold another piece; write it out"))
        origins.append((len(filled), document.path, number + 1))
    document.pieces = tuple(used)
    if used:
        document.origins = origins
    return filled
