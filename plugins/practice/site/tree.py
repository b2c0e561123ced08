"""
The output folder is always a whole site: a build fills a fresh folder beside it, then the two change places.

For an output folder ``output`` four more names can stand beside it:

- ``.output.lock`` is held while a build runs.  It stays when the build ends; taking it away during a build
  would let a second one in.
- ``.output.new-<16 hex digits>`` is the fresh folder, and after the exchange the former site.  Whatever
  bears this name when no build runs is left over from a killed one and is removed by the next.
- ``.output.old-<16 hex digits>`` is the former site, whole, between two renames, where the system cannot
  exchange folders in one step.  If a build is killed there, the next one puts it back.
- ``.output.spare`` is the former site, where the build keeps it: the next one brings it up to date and so has
  its fresh folder, without making and removing a folder for each page.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from practice.site.disk import exchange, settle
from practice.site.manifest import MANIFEST, STRAY, Entry, digest, places, read_manifest, to_text, walk

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class TreeError(Exception):
    """The output folder cannot be used or written; the message is one line for the editor."""


@dataclass(frozen=True, slots=True)
class Changes:
    """
    How a published tree differs from the one before it: sorted paths, relative, with forward slashes.

    A file is unchanged if its bytes and its permissions are the former ones.  The manifest is not counted.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return how many files there are now."""
        return len(self.added) + len(self.changed) + len(self.unchanged)

    def __str__(self) -> str:
        """Return the four counts, for example ``2 added, 1 changed, 0 removed, 40 unchanged``."""
        return (
            f"{len(self.added)} added, {len(self.changed)} changed, "
            f"{len(self.removed)} removed, {len(self.unchanged)} unchanged"
        )


class Staging:
    """
    A fresh folder in which a build writes, until :meth:`publish` puts it in the place of the output folder.

    Leaving the ``with`` block in any other way removes the fresh folder and leaves the output folder as it
    was.  A full disk inside the block, and any other trouble with a file of the fresh folder, leaves it as
    a :class:`TreeError`.

    Args:
        out: the output folder; it is missing, empty, or made by a build.
        tell: receives a line when another build must be waited for, or when something could not be removed.
        spare: whether the former site is kept for the next build.
        again: the `places` of the output folder, as it is known to stand, to begin with what was kept; of that
            nothing stays which is not what the output folder has.

    Raises:
        TreeError: on entering, *out* is a link, a file, a mount, or holds files that no build made; or its
            parent cannot be written.
    """

    folder: Path
    """The fresh folder beside the output folder; not to be used once published."""

    linked: set[str]
    """Files that are one and the same in both folders."""

    def __init__(
        self, out: Path, tell: Callable[[str], None], *, spare: bool = False, again: Mapping[str, int] | None = None
    ) -> None:
        self._shown = out
        self._out = Path(os.path.abspath(out))  # noqa: PTH100 -- resolve() would follow a link and hide it
        self._tell = tell
        self._lock = -1
        self._published = False
        self._before: dict[str, Entry] = {}
        self._folders = {""}
        self.folder = self._beside("new")
        self._spare = self._out.with_name(f".{self._out.name}.spare") if spare else None
        self._again = again
        self._there: dict[str, int] = {}
        """What the fresh folder holds of an older site, by its place on the disk."""
        self._former: dict[str, int] = {}
        """What the output folder holds."""
        self._written: set[str] = set()
        self.linked = set()

    def __enter__(self) -> Self:
        with _in_plain_words(self._shown):
            _refuse_foreign(self._out, self._shown)
            self._out.parent.mkdir(parents=True, exist_ok=True)
            self._lock = self._locked()
            try:
                self._tidy()
                self._before = _entries(self._out, self._shown)
                self._former = _former(self._out, self._shown, self._before, self._again)
                self._make()
            except BaseException:
                self._leave()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()
        if isinstance(fault, OSError) and (fault.errno in _FULL or self._is_ours(fault.filename)):
            raise _plainly(fault, self._shown) from fault

    def write(self, name: str, data: bytes | Path) -> None:
        """Write a file of the fresh folder, relative and with forward slashes, or copy it there."""
        self._make_room(name)
        self._written.add(name)
        if isinstance(data, Path):
            shutil.copyfile(data, self.folder / name)
        else:
            with open(f"{self.folder}/{name}", "wb") as file:  # noqa: PTH123 -- called for each file of a site
                file.write(data)

    def carry(self, names: Iterable[str]) -> None:
        """
        Take files of the former site over, as its manifest has them; they are not read again.

        Args:
            names: of files that the caller knows to be as they were built.
        """
        for name in names:
            place = self._former.get(name)
            if place is not None and self._there.get(name) == place:
                del self._there[name]
                self.linked.add(name)
                continue
            self._make_room(name)
            try:
                os.link(f"{self._out}/{name}", f"{self.folder}/{name}")
            except OSError as fault:  # as in _carry_over
                if fault.errno in _FULL:
                    raise
                shutil.copy2(f"{self._out}/{name}", f"{self.folder}/{name}")
            else:
                self.linked.add(name)

    def publish(self, sources: Mapping[str, Sequence[str]]) -> Changes:
        """
        Put the fresh folder in the place of the output folder, in one step, and return what changed.

        Unchanged files become hard links to the former ones, so that time stamps tell what changed.  If
        nothing changed, manifest included, the former folder stays.  What was
        exchanged is removed on leaving.

        Args:
            sources: for each file, the files that it was made from; a file may be absent, one that was carried over
                keeps those that it had.

        Raises:
            TreeError: the tree cannot be read or written; the output folder is the former one.
            ValueError: *sources* names a file that was not written.
            RuntimeError: it was published before.
        """
        if self._published:
            raise RuntimeError("a fresh folder can be published once")
        with _in_plain_words(self._shown):
            changes, entries = self._compared(sources)
            text = to_text(entries).encode()
            if not (changes.added or changes.changed or changes.removed) and self._stands(text):
                self._published = True
                return changes
            self._carry_over(changes.unchanged)
            with (self.folder / MANIFEST).open("xb") as file:
                file.write(text)
            settle(self.folder)
            exchange(self.folder, self._out, self._beside("old"))
            self._published = True
        return changes

    def remove(self) -> None:
        """Remove the output folder and what was kept of the one before it."""
        if self._out.exists():
            self._out.rename(self.folder / self._out.name)
        if self._spare:
            self._clear(self._spare)

    def _make_room(self, name: str) -> None:
        """Make the folder of a file, and take away what stands there: it may be the output folder's own file."""
        folder, _, _ = name.rpartition("/")
        if self._there.pop(name, None) is not None:
            os.unlink(f"{self.folder}/{name}")  # noqa: PTH108 -- called for each file of a site
        elif self._there and os.path.isdir(f"{self.folder}/{name}"):  # noqa: PTH112 -- called for each file of a site
            self._drop(inner for inner in self._there if inner.startswith(f"{name}/"))
        if folder not in self._folders:
            for above in self._there and _above(name):
                if self._there.pop(above, None) is not None:
                    os.unlink(f"{self.folder}/{above}")  # noqa: PTH108 -- called for each file of a site
            os.makedirs(f"{self.folder}/{folder}", exist_ok=True)  # noqa: PTH103 -- called for each file of a site
            self._folders.add(folder)

    def _drop(self, names: Iterable[str]) -> None:
        """Remove files of an older site, and the folders that are empty then."""
        for name in list(names):
            del self._there[name]
            with suppress(FileNotFoundError):  # another process that writes here may have made room
                os.unlink(f"{self.folder}/{name}")  # noqa: PTH108 -- called for each file of a site
            for folder in _above(name):
                try:
                    os.rmdir(f"{self.folder}/{folder}")  # noqa: PTH106 -- called for each file of a site
                except OSError:
                    break
                self._folders.discard(folder)

    def _beside(self, what: str) -> Path:
        return self._out.parent / f".{self._out.name}.{what}-{secrets.token_hex(8)}"

    def _locked(self) -> int:
        lock = os.open(self._out.parent / f".{self._out.name}.lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._tell(f"{self._shown}: another build is writing here; waiting until it has finished")
                fcntl.flock(lock, fcntl.LOCK_EX)
        except BaseException:
            os.close(lock)
            raise
        return lock

    def _tidy(self) -> None:
        """Put back or remove what killed builds left; the lock is held, so none of it is in use."""
        for path in left_over(self._out):
            if path.name.startswith(f".{self._out.name}.old-") and not os.path.lexists(self._out):
                path.rename(self._out)
            else:
                self._clear(path)

    def _make(self) -> None:
        """Make the fresh folder, open to the same people as the former one."""
        if self._again is None or not self._take_spare():
            self.folder.mkdir()
        if self._out.exists():
            former = self._out.stat()
            with suppress(PermissionError):
                os.chown(self.folder, -1, former.st_gid)
            self.folder.chmod(stat.S_IMODE(former.st_mode) | stat.S_IRWXU)

    def _take_spare(self) -> bool:
        """Begin with the spare, if there is one; whatever stands in it is removed unless it is carried over."""
        if self._spare is None:
            return False
        try:
            if not stat.S_ISDIR(self._spare.lstat().st_mode):
                return False
            self._spare.rename(self.folder)
            self._there = places(self.folder)
        except OSError:
            self._clear(self.folder)
            return False
        return True

    def _leave(self) -> None:
        try:
            if self._spare and (self._published or self._again is not None) and self.folder.exists():
                self._clear(self._spare)
                with suppress(OSError):
                    self.folder.rename(self._spare)
            self._clear(self.folder)
        finally:
            fcntl.flock(self._lock, fcntl.LOCK_UN)  # closing alone would leave it with forked children
            os.close(self._lock)

    def _clear(self, folder: Path) -> None:
        # What cannot be removed costs room, not a site: the build goes on, and the next one tries again.
        with suppress(FileNotFoundError):
            try:
                if folder.name.startswith(f".{self._out.name}.old-"):
                    # "old" is put back when the output is missing, so it must not be half a site.
                    folder = folder.rename(self._beside("new"))
                folder.chmod(stat.S_IRWXU)
                shutil.rmtree(folder)
            except FileNotFoundError:
                raise
            except OSError as fault:
                self._tell(f"{folder}: could not be removed: {_reason(fault)}; remove it by hand")

    def _is_ours(self, name: object) -> bool:
        return isinstance(name, str | bytes | os.PathLike) and Path(os.fsdecode(name)).is_relative_to(self.folder)

    def _stands(self, manifest: bytes) -> bool:
        try:
            return (self._out / MANIFEST).read_bytes() == manifest
        except FileNotFoundError:
            return False

    def _compared(self, sources: Mapping[str, Sequence[str]]) -> tuple[Changes, dict[str, Entry]]:
        """Read each fresh file and its former one once; return the changes and the manifest's entries."""
        self._drop(name for name in self._there if name not in sources)
        if self._again is None:
            former, fresh = _former(self._out, self._shown, self._before).keys(), walk(self.folder)
        else:  # as was told, and nobody but this build writes here
            former, fresh = self._former.keys(), sorted(self.linked | self._written | sources.keys())
        for path in sorted(sources.keys() - self.linked - self._written):
            if not os.path.lexists(f"{self.folder}/{path}"):
                raise ValueError(f"sources are given for {path}, which was not written")
        entries: dict[str, Entry] = {}
        added: list[str] = []
        changed: list[str] = []
        unchanged: list[str] = []
        for path in fresh:
            here, there = f"{self.folder}/{path}", f"{self._out}/{path}"
            is_new = path not in former
            if path not in self.linked:
                state = os.lstat(here)
                _refuse_strange(path, state)
                there_state = None if is_new else os.lstat(there)
                if there_state is not None and os.path.samestat(state, there_state):
                    self.linked.add(path)
            if path in self.linked and path in self._before:
                before = self._before[path]
                entries[path] = Entry(before.sha256, before.size, _sorted(sources.get(path, before.sources)))
                unchanged.append(path)
                continue
            may_be_same = there_state is not None and _are_alike(state, there_state)
            sha256, is_same = digest(here, there if may_be_same else None)
            entries[path] = Entry(sha256, state.st_size, _sorted(sources.get(path, ())))
            (added if is_new else unchanged if is_same else changed).append(path)
        removed = sorted(former - set(fresh))
        return Changes(tuple(added), tuple(changed), tuple(removed), tuple(unchanged)), entries

    def _carry_over(self, paths: Sequence[str]) -> None:
        spare = f"{self.folder}/{MANIFEST}"  # free until the manifest is written, last of all
        for path in paths:
            if path in self.linked:
                continue
            here, there = f"{self.folder}/{path}", f"{self._out}/{path}"
            former = os.lstat(there)
            try:
                os.link(there, spare)
            except OSError as fault:  # too many links, another owner's file, a file system without links
                if fault.errno in _FULL:
                    raise
                os.utime(here, ns=(former.st_mtime_ns, former.st_mtime_ns))
            else:
                os.replace(spare, here)  # noqa: PTH105 -- called for each file of a site


def left_over(out: Path) -> list[Path]:
    """Return the folders beside *out* that a killed build left, or that one is filling which runs."""
    name = re.compile(re.escape(f".{out.name}.") + r"(?:new|old)-[0-9a-f]{16}")
    return [
        path
        for path in (sorted(out.parent.iterdir()) if out.parent.is_dir() else ())
        if name.fullmatch(path.name) and not path.is_symlink() and path.is_dir()
    ]


def remove(out: Path, tell: Callable[[str], None]) -> None:
    """
    Remove the output folder and what killed builds left beside it, after any build that runs.

    Raises:
        TreeError: *out* was not made by a build, or cannot be removed.
    """
    with Staging(out, tell, spare=True) as fresh, _in_plain_words(out):
        fresh.remove()


def _refuse_foreign(out: Path, shown: Path) -> None:
    """
    Stop if *out* is anything but missing, empty, or a folder with a manifest.

    Raises:
        TreeError: as said.
    """
    if not out.name:
        raise TreeError(f"{shown}: is the root of the file system; name another folder with OUT=")
    if out.is_symlink():
        raise TreeError(f"{shown}: is a link; name the folder itself with OUT=")
    if not out.exists():
        return
    if not out.is_dir():
        raise TreeError(f"{shown}: is a file; move it away or name a folder with OUT=")
    if out.is_mount():
        raise TreeError(f"{shown}: is a mounted disk, which cannot be exchanged; name a folder in it with OUT=")
    if not os.path.lexists(out / MANIFEST) and any(path.name not in STRAY for path in out.iterdir()):
        raise TreeError(f"{shown}: holds files that no build made; name another folder with OUT= or empty it")


def _entries(out: Path, shown: Path) -> dict[str, Entry]:
    """
    Return the manifest of the former site, nothing where there is none; the lock must be held.

    Raises:
        TreeError: *out* is not a build's folder, or its manifest is broken.
    """
    _refuse_foreign(out, shown)
    if not os.path.lexists(out / MANIFEST):
        return {}
    try:
        return read_manifest(out)
    except ValueError as fault:
        raise TreeError(f"{shown}/{MANIFEST}: {fault}; move {shown} away and build again") from None


def _former(out: Path, shown: Path, made: Collection[str], known: Mapping[str, int] | None = None) -> dict[str, int]:
    """
    Return the files of the former site, without the manifest, as `places` does; the lock must be held.

    Raises:
        TreeError: *out* is not a build's folder, or a file in it is none of those *made* by one and would be lost.
    """
    _refuse_foreign(out, shown)
    if not out.exists():
        return {}
    there = places(out) if known is None else dict(known)
    there.pop(MANIFEST, None)
    for path in sorted(there.keys() - set(made)):
        if path.rpartition("/")[2] not in STRAY:
            raise TreeError(f"{shown}/{path}: was not made by a build and would be lost; move it away")
    return there


def _above(name: str) -> Iterator[str]:
    """Yield the folders that a file stands in, the innermost first."""
    while name := name.rpartition("/")[0]:
        yield name


def _sorted(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(sources)))


def _refuse_strange(path: str, state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise TreeError(f"{path}: is not a plain file; only files can be published")
    if path == MANIFEST:
        raise TreeError(f"{path}: is the name of the build's own list; choose another name")
    try:
        path.encode()
    except UnicodeEncodeError:
        raise TreeError(f"{os.fsencode(path)!r}: is not a name in UTF-8; choose another name") from None


def _are_alike(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_mode, one.st_size) == (other.st_mode, other.st_size)


@contextmanager
def _in_plain_words(shown: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise _plainly(fault, shown) from fault


def _plainly(fault: OSError, shown: Path) -> TreeError:
    if fault.errno in _FULL:
        return TreeError("the disk is full; free some space and build again — the former output is untouched")
    where = shown if fault.filename is None else os.fsdecode(fault.filename)
    if fault.errno in _FORBIDDEN:
        return TreeError(f"{where}: {_reason(fault)}; make its folder writable or name another one with OUT=")
    return TreeError(f"{where}: {_reason(fault)}; the former output is untouched")


def _reason(fault: OSError) -> str:
    text = fault.strerror or str(fault)
    return text[:1].lower() + text[1:]
