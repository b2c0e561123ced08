"""``make new``: the skeleton of a page, with open facts as ``?``, or of a translation, its words not yet translated."""

from __future__ import annotations

import argparse
import os
import re
import sys
import unicodedata
from pathlib import Path

from practice.content import graph
from practice.content.faults import did_you_mean
from practice.content.kinds import BY_NAME, EVERY, KINDS, RESERVED_SLUGS, REVIEW, TRANSLATION, Form, Heading, Kind
from practice.content.records import Record
from practice.desk.writing import path_in, write_new

_NOT_ASKED = frozenset(field.name for field in (*EVERY, *REVIEW))
TWIN = "es"
"""The language into which pages are translated."""
_FIRST_TIMES = {"How to prepare": "When you book", "Recovery": "First hours", "Without a procedure": "Week 1"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--of", type=Path, help="the page to translate, content/procedures/….md")
    parser.add_argument("--kind", default="", help=", ".join(kind.name for kind in KINDS))
    parser.add_argument("--name", default="", help='the title, such as "Facet joint injection"')


def run(call: argparse.Namespace) -> int:
    """Write the file and say where it is; return 1 when it exists or the name makes no address."""
    if call.of:
        return _translation(call)
    kind = BY_NAME.get(call.kind)
    if kind is None:
        print(f'KIND: "{call.kind}" is no kind; write one of: {", ".join(BY_NAME)}', file=sys.stderr)
        return 1
    name = " ".join(call.name.split())
    if kind.folder and not name:
        print('NAME: missing; write NAME="Facet joint injection"', file=sys.stderr)
        return 1
    slug = slug_of(name) if kind.folder else kind.name
    if not slug or (kind.folder and slug in RESERVED_SLUGS):
        print(f'NAME: "{name}" makes no address of its own; use another name', file=sys.stderr)
        return 1
    if not call.site.is_dir():
        print(f"SITE: no folder {call.site}; make it first, or correct the name", file=sys.stderr)
        return 1
    return _write(call.site / "content" / kind.folder / f"{slug}.md", skeleton(kind, name))


def _write(path: Path, text: str) -> int:
    try:
        written = write_new(path, text)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}; mend it and try again", file=sys.stderr)
        return 1
    if not written:
        print(f"{os.path.relpath(path)}: is there already; open it", file=sys.stderr)
        return 1
    print(os.path.relpath(path))
    return 0


def _translation(call: argparse.Namespace) -> int:
    """Write a page's Spanish twin, and those of its pieces that have none, to be translated line by line."""
    root = call.site.resolve()
    site = graph.load(root)
    path = path_in(root, call.of)
    original = site.pages.get(path)
    if original is None or original.original is not None:
        hint = did_you_mean(path, (each for each, page in site.pages.items() if page.original is None))
        hint = hint or "; name one below content/"
        print(f"OF: {call.of} is no page that can be translated{hint}", file=sys.stderr)
        return 1
    pieces = [root / "content" / "pieces" / f"{name}.md" for name in sorted(original.pieces)]
    texts = {each: each.read_text(encoding="utf-8") for each in pieces}
    texts[root / path] = twin(original, (root / path).read_text(encoding="utf-8-sig"))
    status = 0
    for file, text in texts.items():
        target = file.with_suffix(f".{TWIN}.md")
        if target.exists() and file in pieces:
            continue
        status = max(status, _write(target, text))
    return status


def twin(original: Record, text: str) -> str:
    """Return the file of a translation that nobody has begun: *text* with the fields that a translation has."""
    head: list[str] = []
    for field in original.kind.fields:
        value = original.value(field.name) if field.translated else None
        if value is not None:
            texts = [each.text for each in value.texts] or ["?"]
            head += (
                [f"{field.key}: {texts[0]}"]
                if len(texts) == 1
                else [f"{field.key}:", *(f"    {each}" for each in texts)]
            )
    head += [f"{field.key}: ?" for field in TRANSLATION if not field.optional and field.name != "original"]
    head.append(f"Original: {original.digest}")
    lines = text.splitlines()
    start = 1 if lines[0].strip() == "---" else 0
    end = next(index for index, line in enumerate(lines[start:], start) if line.strip() in ("", "---"))
    body = "\n".join(lines[end + (lines[end].strip() == "---") :]).strip("\n")
    return "\n".join([*head, "", body, ""])


def slug_of(name: str) -> str:
    """Return the address that *name* makes: small ASCII letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:70].strip("-")


def skeleton(kind: Kind, name: str) -> str:
    """Return a file of *kind* that the check finds no error in: everything but the title is open."""
    head = kind.fields[0]
    lines = [f"{head.key}: {name or (kind.glossary and 'Words we use') or 'Name of the practice'}"]
    lines += [f"{field.key}: ?" for field in kind.fields[1:] if not field.optional and field.name not in _NOT_ASKED]
    lines.append("")
    if kind.glossary:
        lines += ["- **term** (how to say it): meaning in one short sentence", ""]
    elif kind.name != "practice":
        lines += ["[?: what it is, in two or three short sentences]", ""]
    for heading in kind.headings:
        lines += _section(heading, "##")
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(heading: Heading, sign: str) -> list[str]:
    lines = [f"{sign} {heading.title}", ""]
    if heading.parts:
        for part in heading.parts:
            lines += _section(part, "###")
        return lines
    match heading.form:
        case Form.TIMES:
            lines.append(f"- **{_FIRST_TIMES.get(heading.title, 'Day 1')}:** [?: what to do or expect]")
        case Form.RATED:
            lines.append("- **Name (rate not known):** [?: what it means, with its source]")
        case Form.LABELLED:
            lines += [f"- **{label}:** [?: what to say]" for label in heading.needs or ("Label",)]
        case Form.QUESTIONS:
            lines += ["### A question?", "", "[?: its answer]"]
        case Form.FREE:
            lines.append("[?: text]")
    return [*lines, ""]
