"""The files below ``content/``: which there are, what each is, and which may not be there."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from practice.content.characters import MAX_BYTES, decode
from practice.content.faults import Fault, did_you_mean
from practice.content.images import ENDINGS
from practice.content.kinds import BY_FOLDER, LANGUAGES, RESERVED_SLUGS, SINGLES, Kind
from practice.content.values import SLUG

MAX_NAME = 80
"""Characters in a name: an address must fit a line, and some hosts stop at 100."""
MAX_FILE = 30_000_000
"""Bytes of a file to download; patients read on a phone."""
DOWNLOADS = (".pdf", ".docx", ".xlsx", ".odt", ".ods", ".rtf", ".txt")
"""What ``content/files`` may hold: nothing that a browser runs."""
FOLDERS = (*BY_FOLDER, "images", "files", "pieces")
_LEFT_OVER = re.compile(
    r"\..*|.*~|#.*#|.*\.(?:swp|swo|tmp|bak|orig)|.*\.new\.md|Thumbs\.db|desktop\.ini|4913", re.IGNORECASE
)
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Source:
    """
    One page's file.

    Attributes:
        path: relative to the site's folder, ``content/procedures/kyphoplasty.md``.
        kind, slug, lang: what the path says.
        data: its bytes, read once.
    """

    path: str
    kind: Kind
    slug: str
    lang: str
    data: bytes


@dataclass(slots=True)
class Files:
    """
    Everything below ``content/``: pages, pieces by language and name, pictures and downloads by path.

    Pages are not kept where *take* is there to be handed each.
    """

    root: Path
    pages: list[Source] = field(default_factory=list)
    pieces: dict[str, dict[str, str]] = field(default_factory=dict)
    images: dict[str, Path] = field(default_factory=dict)
    downloads: dict[str, Path] = field(default_factory=dict)
    redirects: str = ""
    faults: list[Fault] = field(default_factory=list)
    take: Callable[[Source, os.stat_result], None] | None = field(default=None, repr=False)
    known: Callable[[str, os.stat_result], bool] = field(default=lambda *_: False, repr=False)


def find(
    root: Path,
    take: Callable[[Source, os.stat_result], None] | None = None,
    known: Callable[[str, os.stat_result], bool] = lambda *_: False,
) -> Files:
    """
    Read the files of the site in folder *root*, in sorted order.

    Nothing is opened that is not a regular file, and no link is followed.

    Args:
        root: the site's folder.
        take: is handed each page, with its state before it was read, instead of keeping it, so that the bytes of all
            are never held at once.
        known: tells of the page at a path, in the state of its file, whether it need not be read.
    """
    files = Files(root, take=take, known=known)
    if missing := no_site(root):
        files.faults.append(missing)
        return files
    for path, entry in _walk(root / "content", "content", files):
        _take(files, path, entry)
    return files


def no_site(root: Path) -> Fault | None:
    """Return what is wrong where the folder *root* holds no site at all, else None."""
    if (root / "content").is_dir():
        return None
    return Fault("content", 0, "", "no such folder; a site is a folder with content/ in it")


def passed_over(name: str) -> bool:
    """Tell whether a file of this name is what editors and file browsers leave behind, and no part of a site."""
    return _LEFT_OVER.fullmatch(name) is not None


def again(root: Path, path: str) -> Files:
    """Read the one file *path* of the site in folder *root* as `find` does; nothing is found where there is none."""
    files, name = Files(root), path.rpartition("/")[2]
    with suppress(OSError), os.scandir((root / path).parent) as listing:
        for entry in listing:
            if entry.name == name and entry.is_file(follow_symlinks=False):
                _take(files, path, entry)
    return files


def beside(root: Path, name: str, faults: list[Fault]) -> str:
    """Return the text of the file *name* beside ``content/``, "" where there is none; what is wrong joins *faults*."""
    file = root / name
    if not file.exists():
        return ""
    try:
        text, wrong = decode(file.read_bytes(), name)
    except OSError as error:
        faults.append(Fault(name, 0, "", f"cannot be read: {error.strerror}; mend its permissions"))
        return ""
    faults.extend(wrong)
    return text


def _walk(folder: Path, path: str, files: Files) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield path and entry of every regular file, sorted by name; note what is neither file nor folder."""
    seen: dict[str, str] = {}
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda each: each.name)
    except OSError as error:
        files.faults.append(Fault(path, 0, "", f"cannot be read: {error.strerror}; mend its permissions"))
        return
    for entry in entries:
        name = entry.name
        if passed_over(name):
            continue
        here = f"{path}/{name}"
        if _surrogate(name):
            here = f"{path}/{name.encode('utf-8', 'replace').decode()}"
            files.faults.append(Fault(here, 0, "", "the name is not UTF-8; rename the file"))
            continue
        if (other := seen.setdefault(name.casefold(), name)) != name:
            message = f'differs from "{other}" only by case; some hosts hold them for one, so rename it'
            files.faults.append(Fault(here, 0, "", message))
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISLNK(mode):
            files.faults.append(Fault(here, 0, "", "a symbolic link; put the file itself here"))
        elif stat.S_ISDIR(mode):
            if path == "content" and name not in FOLDERS:
                hint = did_you_mean(name, FOLDERS) or f"; pages stand in {', '.join(BY_FOLDER)}"
                files.faults.append(Fault(here, 0, "", f"unknown folder{hint}"))
            elif path != "content" and not path.startswith(("content/images", "content/files")):
                files.faults.append(Fault(here, 0, "", f"a folder within a folder; move its pages to {path}/"))
            elif not _NAME.fullmatch(name):
                message = "a name with spaces or other signs; write letters, digits, dots and hyphens"
                files.faults.append(Fault(here, 0, "", message))
            elif path.count("/") > 6:
                files.faults.append(Fault(here, 0, "", "folders nested too deep; move it up"))
            else:
                yield from _walk(Path(entry.path), here, files)
        elif stat.S_ISREG(mode):
            yield here, entry
        else:
            files.faults.append(Fault(here, 0, "", "neither a file nor a folder (a pipe or a device); delete it"))


def _surrogate(name: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in name)


def _take(files: Files, path: str, entry: os.DirEntry[str]) -> None:
    """Put one file where it belongs."""
    _, _, rest = path.partition("/")
    folder, _, name = rest.rpartition("/")
    if len(name) > MAX_NAME:
        files.faults.append(Fault(path, 0, "", f"a name of {len(name)} characters; at most {MAX_NAME}"))
    elif folder.split("/")[0] in ("images", "files"):
        _take_asset(files, path, entry, folder.split("/")[0])
    elif rest == "redirects.txt":
        files.redirects = _text(files, path, entry)
    elif not name.endswith(".md"):
        files.faults.append(Fault(path, 0, "", "unknown file; pages end in .md, pictures go to content/images"))
    elif folder == "pieces":
        stem, lang = _stem(files, path, name)
        if stem:
            files.pieces.setdefault(lang, {})[stem] = _text(files, path, entry)
    else:
        _take_page(files, path, entry, folder, name)


def _take_asset(files: Files, path: str, entry: os.DirEntry[str], folder: str) -> None:
    ending = Path(entry.name).suffix.lower()
    allowed = ENDINGS if folder == "images" else DOWNLOADS
    if not _NAME.fullmatch(entry.name):
        message = "a name with spaces or other signs; write letters, digits, dots and hyphens"
        files.faults.append(Fault(path, 0, "", message))
    elif ending not in allowed:
        message = f'files that end in "{ending}" are not published; use one of {", ".join(sorted(allowed))}'
        files.faults.append(Fault(path, 0, "", message))
    elif entry.stat().st_size > MAX_FILE:
        message = f"{entry.stat().st_size:,} bytes; a file has at most {MAX_FILE:,}"
        files.faults.append(Fault(path, 0, "", message))
    elif folder == "images":
        files.images[path] = Path(entry.path)
    elif ending == ".pdf" and not Path(entry.path).read_bytes().startswith(b"%PDF-"):
        files.faults.append(Fault(path, 0, "", "not a PDF inside; save it as PDF again"))
    else:
        files.downloads[path] = Path(entry.path)


def _take_page(files: Files, path: str, entry: os.DirEntry[str], folder: str, name: str) -> None:
    stem, lang = _stem(files, path, name)
    if not stem:
        return
    if not folder:
        kind = SINGLES.get(f"{stem}.md")
        if kind is None:
            hint = did_you_mean(f"{stem}.md", SINGLES) or "; pages stand in content/pages"
            files.faults.append(Fault(path, 0, "", f"unknown file{hint}"))
            return
    else:
        kind = BY_FOLDER[folder]
        if stem in RESERVED_SLUGS:
            message = f'"{stem}" is an address of the site itself; give the file another name'
            files.faults.append(Fault(path, 0, "", message))
            return
    state = entry.stat(follow_symlinks=False)
    data = None if files.known(path, state) else _bytes(files, path, entry)
    if data is None:
        return
    source = Source(path, kind, stem, lang, data)
    if files.take:
        files.take(source, state)
    else:
        files.pages.append(source)


def _stem(files: Files, path: str, name: str) -> tuple[str, str]:
    """Return slug and language from the name of a Markdown file, or ("", "") with a fault."""
    stem, _, lang = name.removesuffix(".md").partition(".")
    if lang and (lang not in LANGUAGES or lang == "en"):
        others = ", ".join(f"name.{each}.md" for each in LANGUAGES if each != "en")
        files.faults.append(Fault(path, 0, "", f'".{lang}" is no language of this site; write name.md or {others}'))
        return "", ""
    if not SLUG.fullmatch(stem) or "..md" in name:
        message = "not a name for an address; write small letters, digits and single hyphens"
        files.faults.append(Fault(path, 0, "", message))
        return "", ""
    return stem, lang or "en"


def _bytes(files: Files, path: str, entry: os.DirEntry[str]) -> bytes | None:
    """Read a text file, but never one that is too large to be one."""
    size = entry.stat(follow_symlinks=False).st_size
    if size > MAX_BYTES:
        message = f"{size:,} bytes; a page has at most {MAX_BYTES:,}, so split it"
        files.faults.append(Fault(path, 0, "", message))
        return None
    try:
        with open(entry.path, "rb") as file:  # noqa: PTH123 (a Path for each of 5,000 files costs more than the read)
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        files.faults.append(Fault(path, 0, "", f"cannot be read: {error.strerror}; mend its permissions"))
        return None


def _text(files: Files, path: str, entry: os.DirEntry[str]) -> str:
    data = _bytes(files, path, entry)
    text, faults = decode(data or b"", path)
    files.faults.extend(faults)
    return text
