"""
``make move``: another name for a page, with its translations, everything that names it, and its old address.

A review and an approved translation stay valid: what their readers read is the same, only addresses differ.
"""

from __future__ import annotations

import argparse
import os
import posixpath
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path, PurePosixPath

from practice.content import graph, links, redirects
from practice.content.faults import did_you_mean
from practice.content.graph import Site
from practice.content.inline import LINK
from practice.content.kinds import RESERVED_SLUGS
from practice.content.records import Record, address
from practice.content.values import SLUG
from practice.desk import report
from practice.desk.writing import path_in, put_all

_AUTHOR = "written_by"
_DIGESTS = {"signed": "Signed", "original": "Original"}
"""Fields that hold the digest of a text: of the page itself, of the page that was translated."""


class Refused(Exception):
    """A move that cannot be made; the message names what was given, the fault and the remedy."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--from", dest="old", required=True, type=Path, help="the page, content/procedures/….md")
    parser.add_argument("--to", dest="new", required=True, type=Path, help="its new path, in the same folder")


def run(call: argparse.Namespace) -> int:
    """Move the page; return 1, and change nothing, when anything is wrong."""
    root = call.site.resolve()
    site = graph.load(root)
    if site.faults:
        report.tell(site.faults)
        print("the site has errors; mend them before anything is moved", file=sys.stderr)
        return 1
    try:
        moves = _moves(site, path_in(root, call.old), _path(call.new))
        files = _rewritten(site, moves)
        files = _still_signed(site, moves, files)
    except Refused as error:
        print(error, file=sys.stderr)
        return 1
    put_all(root, dict.fromkeys(moves) | files)
    print("\n".join(_done(moves, files)))
    return 0


def _done(moves: Mapping[str, str], files: Mapping[str, bytes]) -> list[str]:
    """Return what to say of a move."""
    others = sorted(set(files) - set(moves.values()))
    lines = [f"{old} is {new} now" for old, new in moves.items()]
    return [*lines, f"changed with it: {', '.join(others)}"] if others else lines


def _path(file: Path) -> str:
    """Return the new path from the site's folder; without a folder in front it is taken for one below content/."""
    path = posixpath.normpath(file.as_posix())
    return path if path.startswith("content/") else f"content/{path}"


def _moves(site: Site, old: str, new: str) -> dict[str, str]:
    """Return the new path of the page, and then of each translation, by the old one."""
    record = site.pages.get(old)
    if record is None:
        hint = did_you_mean(old, site.pages) or "; name a page below content/"
        raise Refused(f"FROM: {old} is no page of this site{hint}")
    if record.original is not None:
        raise Refused(f"FROM: {old} is a translation; move {record.original.path}, and it goes with it")
    if not record.kind.folder or not record.address:
        raise Refused(f"FROM: {old} has a fixed address; it stays where it is")
    folder, slug = posixpath.split(new)
    slug = slug.removesuffix(".md")
    if folder != posixpath.dirname(old) or not new.endswith(".md"):
        raise Refused(f"TO: {new} is not in {posixpath.dirname(old)}/; a page keeps its kind, so name a file there")
    if not SLUG.fullmatch(slug) or slug in RESERVED_SLUGS or (record.kind.name == "page" and slug == "home"):
        raise Refused(f'TO: "{slug}" is not a name for an address; write small letters, digits and single hyphens')
    moves = {}
    for each in (record, *(each for each in site.pages.values() if each.original is record)):
        ending = each.path.removeprefix(old.removesuffix(".md"))
        moves[each.path] = f"{folder}/{slug}{ending}"
    for path in moves.values():
        if (site.root / path).exists():
            raise Refused(f"TO: {path} is there already; choose another name, or move that page first")
    return moves


def _rewritten(site: Site, moves: Mapping[str, str]) -> dict[str, bytes]:
    """Return every file whose text names a moved page, by its new path, and the moved pages themselves."""
    files: dict[str, bytes] = {}
    pieces = (each.relative_to(site.root).as_posix() for each in (site.root / "content/pieces").glob("*.md"))
    for path in sorted([*site.pages, *pieces]):
        data = (site.root / path).read_bytes()
        lines = data.decode().split("\n")
        if record := site.pages.get(path):
            for number in _naming(record, site, moves):
                lines[number - 1] = _renamed(lines[number - 1], moves)
        text = LINK.sub(partial(_relinked, path=path, moves=moves), "\n".join(lines))
        if path in moves or text.encode() != data:
            files[moves.get(path, path)] = text.encode()
    file = site.root / redirects.PATH
    former = file.read_text(encoding="utf-8") if file.exists() else ""
    text = _redirected(former, site, moves)
    if text != former:
        files[redirects.PATH] = text.encode()
    return files


def _naming(record: Record, site: Site, moves: Mapping[str, str]) -> Iterable[int]:
    """Yield the lines of metadata on which a page names a moved one by its slug."""
    moved = site.pages[next(iter(moves))]
    for name, value in record.values.items():
        field = record.kind.field(name)
        refers = field.refers if field else ""
        if name == _AUTHOR and value.data == moved.slug:
            refers = "physician"
        if refers == moved.kind.name:
            yield from {value.line, *(text.line for text in value.texts)}


def _renamed(line: str, moves: Mapping[str, str]) -> str:
    old, new = (PurePosixPath(path).stem for path in next(iter(moves.items())))
    return re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, line)


def _relinked(link: re.Match[str], path: str, moves: Mapping[str, str]) -> str:
    """Return a link with the new path of the page that it leads to."""
    target, sign, fragment = link["target"].partition("#")
    aim = moves.get(links.resolve(path, target)) if target and ":" not in target else None
    if aim is None or link["image"]:
        return link[0]
    written = posixpath.relpath(aim, posixpath.dirname(path)) + sign + fragment
    start, end = (at - link.start() for at in link.span("target"))
    return link[0][:start] + written + link[0][end:]


def _redirected(text: str, site: Site, moves: Mapping[str, str]) -> str:
    """Return the moved addresses with those of this move: no chain, none that leads from a page that is there."""
    addresses = {}
    known = {each.address for each in site.published}
    for old, new in moves.items():
        record = site.pages[old]
        slug = PurePosixPath(new).name.partition(".")[0]
        before, after = f"/{record.address}", f"/{address(record.kind, slug, record.lang)}"
        for each in sorted(site.addresses):
            if each.startswith(before):  # the page, and what is printed of it
                addresses[each] = (after + each.removeprefix(before), not record.draft or each in known)
    lines = []
    for line in text.split("\n"):
        words = line.split()
        if len(words) == 2 and not line.startswith("#"):
            if words[0] in {after for after, _ in addresses.values()}:
                continue
            target, sign, fragment = words[1].partition("#")
            if target in addresses:
                now = addresses[target][0]
                if redirects.bare(words[0].partition("?")[0]) != redirects.bare(
                    now
                ):  # else it shows the page by itself
                    lines.append(f"{words[0]} {now}{sign}{fragment}")
                continue
        lines.append(line)
    while lines and not lines[-1]:
        lines.pop()
    lines += [f"{before} {after}" for before, (after, lasts) in addresses.items() if lasts]
    return "\n".join([*lines, ""]) if lines else ""


def _still_signed(site: Site, moves: Mapping[str, str], files: dict[str, bytes]) -> dict[str, bytes]:
    """
    Return *files* with the digests of what was signed and translated, where they were right before.

    The site as it would be is read whole, in a folder of its own.

    Raises:
        Refused: it would have an error that it has not now.
    """
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        shutil.copytree(site.root / "content", copy / "content", copy_function=_linked, symlinks=True)
        for path in moves:
            (copy / path).unlink()
        for path, data in files.items():
            (copy / path).unlink(missing_ok=True)
            (copy / path).write_bytes(data)
        after = graph.load(copy)
    if after.faults:
        raise Refused("\n".join([*map(str, after.faults), "the move would break this; mend it first, or move by hand"]))
    found = dict(files)
    for path, record in site.pages.items():
        here = moves.get(path, path)
        now = after.pages[here]
        pairs = {"signed": (record.digest, now.digest)}
        if record.original and now.original:
            pairs["original"] = (record.original.digest, now.original.digest)
        for name, (before, digest) in pairs.items():
            value = record.values.get(name)
            if value is not None and value.data == before != digest:
                data = found.get(here) or (site.root / path).read_bytes()
                line = re.compile(rb"(?mi)^(%s:[ \t]*)%s" % (_DIGESTS[name].encode(), before.encode()))
                found[here] = line.sub(rb"\g<1>" + digest.encode(), data)
    return found


def _linked(source: str, target: str) -> None:
    """Stand in for a copy: the files are only read."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
