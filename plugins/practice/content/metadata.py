"""The metadata at the beginning of a file: lines ``Key: value``, split but not yet understood."""

from __future__ import annotations

import re

from practice.content.document import Document, RawField, Text

MAX_VALUE = 2_000
"""Characters in one metadata value."""

_KEY = re.compile(r"([A-Za-z][A-Za-z0-9_]*):(?:\s+(.*))?$")
_NEARLY_KEY = re.compile(r"([A-Za-z][A-Za-z0-9_ -]{0,40}):(?:\s|$)")
_FENCE = re.compile(r"---\s*")


def read_fields(document: Document, lines: list[str]) -> int:
    """Fill in ``document.fields``; return the index of the first line of the body."""
    index, end = 0, len(lines)
    while index < end and not lines[index].strip():
        index += 1
    if index == end:
        document.fault(1, "", 'the file is empty; begin it with metadata, such as "Title: …"')
        return end
    if index:
        document.fault(1, "", 'blank line before the metadata; the file must begin with it, such as "Title: …"')
    fenced = bool(_FENCE.fullmatch(lines[index]))
    if fenced:
        index += 1
    current: list[Text] | None = None
    found: dict[str, tuple[str, int, list[Text]]] = {}
    while index < end:
        line, number = lines[index], index + 1
        if fenced and _FENCE.fullmatch(line):
            index += 1
            break
        if not line.strip():
            if not fenced:
                break
        elif len(line) > MAX_VALUE:
            document.fault(number, "", f"{len(line):,} characters in one line of metadata; at most {MAX_VALUE:,}")
            current = []
        elif line.startswith("    "):
            if current is None:
                document.fault(number, "", "a value without a key; write its key on the line above")
            else:
                current.append(Text(line.strip(), number))
        elif match := _KEY.match(line):
            key = match[1].lower()
            value = (match[2] or "").strip()
            current = [Text(value, number)] if value else []
            if key in found:
                document.fault(number, match[1], f"written twice (first on line {found[key][1]}); keep one")
            else:
                found[key] = (match[1], number, current)
        elif near := _NEARLY_KEY.match(line):
            name = re.sub(r"[ -]+", "_", near[1].strip())
            document.fault(number, near[1].strip(), f'a key has letters and underscores only; write "{name}:"')
            current = []
        elif line.startswith("#") or not found:
            document.fault(number, "", 'no metadata here; write lines such as "Title: …", then a blank line')
            break
        else:
            document.fault(
                number,
                "",
                "neither a key nor a value; indent it by four spaces, or put a blank line before the text",
            )
        index += 1
    else:
        if fenced:
            document.fault(end, "", "the metadata has no closing ---; write it on a line of its own")
    document.fields = {key: RawField(name, at, tuple(values)) for key, (name, at, values) in found.items()}
    return index
