"""
What a build knows, kept on the disk for the next one, which then makes only what changed.

Four entries stand below ``.cache/builds`` for each output folder: a seal, which says of what state the build was and
is read first, the memory as it was once kept whole, what changed in it since, and the digests of files as they were
last looked at.  They hold for the program, the settings, the day and the very files of the output folder for which
they were made; whatever differs, and whatever cannot be read, costs a whole build and no more.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import pickle
import stat
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from practice.content.digests import Digests, Stamp
from practice.content.published import PATH as LEDGER
from practice.desk.journal import Change, Tables, apply, changed, tables
from practice.pages.kept import Kept
from practice.settings import REPOSITORY, Settings
from practice.site.manifest import STRAY

if TYPE_CHECKING:
    from practice.content import shelf
    from practice.desk.memory import Memory

FOLDER = Path(".cache") / "builds"
_PROGRAM = REPOSITORY / "plugins" / "practice"
_SMALL = 2_000_000
"""Bytes up to which a file is read once to know it; of a larger one time, size and place tell."""

_PART = 8
"""A change that is more than one part in so many of the memory is not kept beside it; the memory is kept anew."""


@dataclass(frozen=True, slots=True)
class Seal:
    """
    Of what state a build was.

    Attributes:
        key: digest of the program, its packages, the settings, the day and the jurisdiction.
        source: digest of ``content/``, the theme and the ledger.
        output: `Output.digest`.
        told: what was said of blockers and advice.
        memory: digest of the memory and of what changed in it since it was kept whole.
    """

    key: str
    source: str
    output: str
    told: str
    memory: str = ""


class Output(NamedTuple):
    """
    The output folder as it was found.

    Attributes:
        place: which folder stands there, because each build puts another one in its place; None where there is none.
        files: size, times and place of each file.
        places: the place alone, as `practice.site.manifest.places`.
    """

    place: tuple[int, ...] | None
    files: dict[str, str]
    places: dict[str, int]

    @property
    def digest(self) -> str:
        """A digest of all files."""
        return _digest(sorted(self.files.values()))


class Source(NamedTuple):
    """
    What an editor changes, as it was found.

    Attributes:
        digest: of ``content/``, the theme and the ledger.
        content, theme: `Stored.stamps` of these folders, as they were before their files were read.
    """

    digest: str
    content: str
    theme: str


@dataclass(slots=True)
class State:
    """What a build knew: the shelf, the memory, and a digest of each file of the theme."""

    shelf: shelf.Kept
    memory: Memory
    theme: dict[str, str]


class Stored:
    """
    What is kept for one output folder.

    Args:
        settings: of the build.
        out: the output folder.
    """

    def __init__(self, settings: Settings, out: Path) -> None:
        self._settings, self._out = settings, out
        self._kept = Kept(settings.root / FOLDER)
        self._name = hashlib.blake2b(os.fsencode(out), digest_size=8).hexdigest()
        self._looked, self._memory, self._change = (f"{self._name}.{each}" for each in ("looked", "memory", "change"))
        self._saved = self._held()
        self.digests = Digests(dict(self._saved))
        self._whole = _Whole("", 0)
        self._tables: Tables = {}
        self._since: dict[str, Change] = {}

    def seal(self) -> Seal | None:
        """Return the seal of the last build, if there is one."""
        data = self._kept.get(f"{self._name}.seal")
        try:
            return Seal(**json.loads(data)) if data else None
        except (ValueError, TypeError):
            return None

    def state(self, seal: Seal) -> State | None:
        """Return what the build knew that has this seal, None where it cannot be read."""
        whole, since = self._kept.get(self._memory), self._kept.get(self._change) or b""
        if whole is None or _of_both(found := _Whole.of(whole), since) != seal.memory:
            return None
        gc.disable()  # nothing of what comes up here is garbage, and looking for it takes twice as long as the rest
        try:
            state = pickle.loads(whole)
            self._since = pickle.loads(since) if since else {}
            apply(state, self._since)
            self._whole, self._tables = found, tables(state)
        except Exception:  # whatever an older program wrote
            return None
        finally:
            gc.enable()
        return state if isinstance(state, State) else None

    def _held(self) -> dict[str, tuple[Stamp, str]]:
        data = self._kept.get(self._looked)
        try:
            return {path: (tuple(stamp), found) for path, (stamp, found) in json.loads(data).items()} if data else {}
        except (ValueError, TypeError, AttributeError):
            return {}

    def keep_digests(self) -> None:
        """Keep the digests of the files that were looked at, where they are not as they are kept."""
        if (used := self.digests.used) != self._saved:
            self._kept.put(self._looked, json.dumps(used).encode())
            self._saved = dict(used)

    def exists(self) -> bool:
        """Tell whether anything is kept."""
        return any((self._settings.root / FOLDER / f"{self._name}.{each}").exists() for each in ("seal", "memory"))

    def save(self, seal: Seal, state: State) -> None:
        """Keep a state, of a large one what changed; the seal comes last, so that it never lies."""
        self.keep_digests()
        self.drop()
        since = b""
        if self._whole.length:
            self._since = changed(self._tables, tables(state), self._since)
            since = pickle.dumps(self._since, pickle.HIGHEST_PROTOCOL)
        if len(since) * _PART >= self._whole.length:
            whole, since = pickle.dumps(state, pickle.HIGHEST_PROTOCOL), b""
            self._kept.put(self._memory, whole)
            self._whole = _Whole.of(whole)
        self._kept.put(self._change, since)
        sealed = replace(seal, memory=_of_both(self._whole, since))
        self._kept.put(f"{self._name}.seal", json.dumps(asdict(sealed)).encode())

    def drop(self) -> None:
        """Keep no seal any more."""
        with suppress(OSError):
            (self._settings.root / FOLDER / f"{self._name}.seal").unlink()

    def key(self) -> str:
        """Return the digest of what a whole build follows from: program, packages, settings, day, jurisdiction."""
        found = self._settings
        given = [f"{name} {getattr(found, name)!r}" for name in found.__slots__]
        own = self._content(found.root / found.jurisdiction)
        program, _ = self._contents(_PROGRAM, (".py", ".toml"))
        return _digest([sys.version, *given, *_packages(), *program, own])

    def source(self) -> Source:
        """Return what an editor changes; what was read for it need not be read again."""
        root = self._settings.root
        (content, before), (theme, theme_before) = map(self._contents, (root / "content", self._settings.theme))
        return Source(_digest([*content, *theme, self._content(root / LEDGER)]), before, theme_before)

    def output(self) -> Output:
        """Return the output folder as it stands."""
        found = Output(self.place(), {}, {})  # the place first, so that it is never newer than the files
        for path, entry in _walk(self._out):
            if entry.name in STRAY:
                continue
            with suppress(OSError):
                state = entry.stat(follow_symlinks=False)
                found.files[path], found.places[path] = _stamp(path, state), state.st_ino
        return found

    def digest_of(self, names: Iterable[str], known: Output, same: Collection[str]) -> str:
        """Return `Output.digest` of files of these *names*; those that are the *same* as in *known* stand so."""
        found = []
        for path in names:
            if path in same and path in known.files:
                found.append(known.files[path])
            else:
                with suppress(OSError):
                    found.append(_stamp(path, os.lstat(f"{self._out}/{path}")))
        return _digest(sorted(found))

    def place(self) -> tuple[int, ...] | None:
        """Return `Output.place`."""
        try:
            state = self._out.stat()
        except OSError:
            return None
        return state.st_dev, state.st_ino, state.st_mtime_ns

    def _contents(self, folder: Path, endings: tuple[str, ...] = ("",)) -> tuple[list[str], str]:
        """Return path and digest of each file below *folder*, and `stamps` of these files, each before it was read."""
        found, stamps = [], []
        for path, entry in _walk(folder):
            if path.endswith(endings):
                with suppress(OSError):
                    stamps.append(_stamp(path, entry.stat(follow_symlinks=False)))
                found.append(f"{path}\t{self._content(entry)}")
        return sorted(found), _digest(sorted(stamps))

    def _content(self, file: Path | os.DirEntry[str]) -> str:
        try:
            state = file.stat()
            if not stat.S_ISREG(state.st_mode):
                return f"{state.st_mode}"
            if state.st_size > _SMALL:
                return f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns} {state.st_ino}"
            return self.digests.of(os.fspath(file), state, partial(_read, file))
        except OSError as error:
            return f"{error.errno}"

    @staticmethod
    def stamps(folder: Path) -> str:
        """Return a digest of names, sizes, times and places of the files below *folder*."""
        found = []
        for path, entry in _walk(folder):
            with suppress(OSError):
                found.append(_stamp(path, entry.stat(follow_symlinks=False)))
        return _digest(sorted(found))


def _packages() -> list[str]:
    """Return name and version of every package that is installed, as their folders are called."""
    found = []
    for folder in sys.path:
        if os.path.isdir(folder):  # noqa: PTH112 -- of a few names
            found += [name for name in os.listdir(folder) if name.endswith(".dist-info")]  # noqa: PTH208
    return sorted(found)


def _walk(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield everything below *folder* that is no folder; what cannot be read is not there."""
    ahead = [("", os.fspath(folder))]
    while ahead:
        inside, here = ahead.pop()
        with suppress(OSError), os.scandir(here) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    yield inside + entry.name, entry
                elif entry.name != "__pycache__":
                    ahead.append((f"{inside}{entry.name}/", entry.path))


class _Whole(NamedTuple):
    """Digest and length of a memory that was kept whole."""

    digest: str
    length: int

    @classmethod
    def of(cls, data: bytes) -> _Whole:
        return cls(hashlib.sha256(data).hexdigest(), len(data))


def _of_both(whole: _Whole, since: bytes) -> str:
    return _digest([whole.digest, hashlib.sha256(since).hexdigest()])


def _stamp(path: str, state: os.stat_result) -> str:
    return f"{path}\t{state.st_size}\t{state.st_mtime_ns}\t{state.st_ino}\t{state.st_mode}"


def _read(file: Path | os.DirEntry[str]) -> bytes:
    with open(file, "rb", buffering=0) as opened:  # noqa: PTH123 -- for each file of a site
        return opened.read()


def _digest(lines: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(lines).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
