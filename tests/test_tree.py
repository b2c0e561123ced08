"""The output folder is always a whole site, whatever happens to the build that replaces it."""

# ruff: noqa: PT012 -- a build that fails takes several lines

from __future__ import annotations

import ctypes
import errno
import hashlib
import io
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.site import disk, tree
from practice.site.manifest import MANIFEST, Entry, digest, from_text, places, read_manifest, to_text, verify, walk
from practice.site.tree import Changes, Staging, TreeError, remove

Files = dict[str, bytes]

OLD: Files = {
    "index.html": b"home",
    "404.html": b"not found",
    "procedures/kyphoplasty/index.html": b"old text",
    "procedures/old/index.html": b"goes away",
    "images/spine.png": bytes(range(256)) * 20,
}
NEW: Files = OLD | {"procedures/kyphoplasty/index.html": b"new text", "procedures/new/index.html": b"comes"}
del NEW["procedures/old/index.html"]

FULL = "the disk is full; free some space and build again — the former output is untouched"


def write(folder: Path, files: Files) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def content(folder: Path) -> Files:
    return {path: (folder / path).read_bytes() for path in walk(folder) if path != MANIFEST}


def build(out: Path, files: Files, tell: Callable[[str], None] = print) -> Changes:
    with Staging(out, tell) as fresh:
        write(fresh.folder, files)
        return fresh.publish({})


def beside(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir())


def whole(out: Path) -> str:
    """Say which site stands in *out*, to the byte; fail if it is neither."""
    assert verify(out) == []
    return {str(OLD): "old", str(NEW): "new"}[str({path: content(out)[path] for path in order(content(out))})]


def order(files: Files) -> list[str]:
    return [path for path in (OLD | NEW) if path in files] + sorted(files.keys() - OLD.keys() - NEW.keys())


def start(work: Callable[[], object]) -> int:
    """Run *work* in a process of its own and return its id."""
    child = os.fork()
    if child == 0:
        status = 70
        try:
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return child


def end(child: int) -> int:
    """Wait for the process and return its status; a negative one is the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with room for 256 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a small disk needs the right to mount; run the tests as root to have it")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def no_space(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# What is published


def test_first_build_makes_the_folder_and_its_parents(tmp_path: Path) -> None:
    out = tmp_path / "a/b/output"
    changes = build(out, OLD)

    assert (OLD, Changes(added=tuple(sorted(OLD)))) == (content(out), changes)


def test_an_empty_folder_is_filled(out: Path) -> None:
    out.mkdir()
    (out / ".DS_Store").write_bytes(b"of a file browser")
    build(out, OLD)

    assert OLD == content(out)


def test_second_build_tells_what_changed(out: Path) -> None:
    build(out, OLD)
    changes = build(out, NEW)

    assert "new" == whole(out)
    assert changes == Changes(
        added=("procedures/new/index.html",),
        changed=("procedures/kyphoplasty/index.html",),
        removed=("procedures/old/index.html",),
        unchanged=("404.html", "images/spine.png", "index.html"),
    )
    assert "1 added, 1 changed, 1 removed, 3 unchanged" == str(changes)


def test_nothing_but_the_output_and_its_lock_remains(out: Path) -> None:
    build(out, OLD)
    build(out, NEW)

    assert [".output.lock", "output"] == beside(out)


def test_unchanged_files_are_the_former_ones(out: Path) -> None:
    build(out, OLD)
    former = {path: (out / path).stat() for path in OLD}
    build(out, NEW)
    same = [path for path in walk(out) if path in former and os.path.samestat(former[path], (out / path).stat())]

    assert ["404.html", "images/spine.png", "index.html"] == same
    assert former["index.html"].st_mtime_ns == (out / "index.html").stat().st_mtime_ns


def test_where_links_fail_unchanged_files_keep_their_time(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.EMLINK, os.strerror(errno.EMLINK))

    build(out, OLD)
    os.utime(out / "index.html", ns=(1, 1_000_000_007))
    monkeypatch.setattr(os, "link", refuse)
    build(out, NEW)

    assert ("new", 1_000_000_007) == (whole(out), (out / "index.html").stat().st_mtime_ns)


def test_a_file_changed_by_hand_is_made_anew_whatever_the_manifest_says(out: Path) -> None:
    build(out, OLD)
    (out / "index.html").write_bytes(b"hand")
    changes = build(out, OLD)

    assert (("index.html",), "old") == (changes.changed, whole(out))


def test_other_permissions_are_a_change(out: Path) -> None:
    build(out, OLD)
    mode = (out / "index.html").stat().st_mode
    (out / "index.html").chmod(0o600)
    changes = build(out, OLD)

    assert (("index.html",), mode) == (changes.changed, (out / "index.html").stat().st_mode)


def test_a_link_in_the_former_site_is_not_carried_over(out: Path) -> None:
    build(out, OLD)
    (out / "index.html").unlink()
    (out.parent / "elsewhere").write_bytes(OLD["index.html"])
    (out / "index.html").symlink_to(out.parent / "elsewhere")
    build(out, OLD)

    assert ("old", False) == (whole(out), (out / "index.html").is_symlink())


def test_a_build_may_link_files_of_the_former_site_itself(out: Path) -> None:
    build(out, OLD)
    before = (out / MANIFEST).read_bytes()
    with Staging(out, print) as fresh:
        os.link(out / "index.html", fresh.folder / "index.html")
        (fresh.folder / "more.html").write_bytes(b"more")
        changes = fresh.publish({})

    assert (("index.html",), [], True) == (
        changes.unchanged,
        verify(out),
        before != (out / MANIFEST).read_bytes(),
    )


def test_when_nothing_changed_the_folder_stays(out: Path) -> None:
    build(out, OLD)
    before = (out.stat().st_ino, state(out / MANIFEST))
    build(out, OLD)

    assert before == (out.stat().st_ino, state(out / MANIFEST))


def state(file: Path) -> tuple[int, ...]:
    """Return place, length and times of a file, that of the last access apart."""
    found = file.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def test_other_sources_alone_make_a_new_manifest(out: Path) -> None:
    build(out, OLD)
    with Staging(out, print) as fresh:
        write(fresh.folder, OLD)
        fresh.publish({"index.html": ["content/pages/home.md"]})

    assert ("content/pages/home.md",) == read_manifest(out)["index.html"].sources


def test_the_folder_stays_open_to_the_same_people(out: Path) -> None:
    build(out, OLD)
    out.chmod(0o2750)
    build(out, NEW)

    assert 0o2750 == out.stat().st_mode & 0o7777


def test_a_path_can_turn_from_file_to_folder_and_back(out: Path) -> None:
    build(out, {"a": b"file"})
    build(out, {"a/index.html": b"folder"})
    changes = build(out, {"a": b"file"})

    assert (Changes(added=("a",), removed=("a/index.html",)), {"a": b"file"}) == (changes, content(out))


names = st.sampled_from(["a", "b.html", "é", "c d"])
trees = st.dictionaries(
    st.lists(names, min_size=1, max_size=3).map("/".join), st.binary(max_size=3), max_size=6
).filter(lambda files: not any(other.startswith(f"{path}/") for path in files for other in files))


@settings(max_examples=30, deadline=None)
@given(first=trees, second=trees)
def test_any_tree_follows_any_other(first: Files, second: Files) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "output")
        build(out, first)
        changes = build(out, second)
        written, differences = content(out), verify(out)

    assert (second, []) == (written, differences)
    assert changes == Changes(
        added=tuple(sorted(second.keys() - first.keys())),
        changed=tuple(sorted(path for path in second.keys() & first.keys() if first[path] != second[path])),
        removed=tuple(sorted(first.keys() - second.keys())),
        unchanged=tuple(sorted(path for path in second.keys() & first.keys() if first[path] == second[path])),
    )


# Builds that fail


def test_a_build_that_fails_leaves_the_former_site(out: Path) -> None:
    build(out, OLD)
    before = (out.stat().st_ino, whole(out))
    with pytest.raises(RuntimeError, match="of the build"), Staging(out, print) as fresh:
        write(fresh.folder, NEW)
        raise RuntimeError("of the build")

    assert (before, [".output.lock", "output"]) == ((out.stat().st_ino, whole(out)), beside(out))


def test_a_build_that_does_not_publish_leaves_the_former_site(out: Path) -> None:
    build(out, OLD)
    with Staging(out, print) as fresh:
        write(fresh.folder, NEW)

    assert ("old", [".output.lock", "output"]) == (whole(out), beside(out))


def test_sources_of_a_file_that_was_not_written_are_a_mistake_of_the_build(out: Path) -> None:
    build(out, OLD)
    with (
        pytest.raises(ValueError, match=r"sources are given for lost\.html, which was not written"),
        Staging(out, print) as fresh,
    ):
        write(fresh.folder, NEW)
        fresh.publish({"lost.html": ["content/pages/lost.md"]})

    assert "old" == whole(out)


def test_a_tree_is_published_once(out: Path) -> None:
    with Staging(out, print) as fresh:
        write(fresh.folder, OLD)
        fresh.publish({})
        with pytest.raises(RuntimeError, match="once"):
            fresh.publish({})

    assert "old" == whole(out)


def a_link(folder: Path) -> None:
    (folder / "strange").symlink_to("index.html")


def a_fifo(folder: Path) -> None:
    os.mkfifo(folder / "strange")


def a_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{}")


def a_name_of_bytes(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff")).write_bytes(b"")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (a_link, "strange: is not a plain file; only files can be published"),
        (a_fifo, "strange: is not a plain file; only files can be published"),
        (a_manifest, ".manifest.json: is the name of the build's own list; choose another name"),
        (a_name_of_bytes, "b'\\xff': is not a name in UTF-8; choose another name"),
    ],
)
def test_what_no_host_can_serve_is_refused(out: Path, make: Callable[[Path], None], message: str) -> None:
    build(out, OLD)
    with pytest.raises(TreeError) as fault, Staging(out, print) as fresh:
        write(fresh.folder, NEW)
        make(fresh.folder)
        fresh.publish({})

    assert (message, "old") == (str(fault.value), whole(out))


def test_a_build_whose_folder_is_taken_away_stops_in_one_line(out: Path) -> None:
    build(out, OLD)
    with pytest.raises(TreeError) as fault, Staging(out, print) as fresh:
        fresh.folder.rmdir()
        (fresh.folder / "index.html").write_bytes(b"")

    assert (
        f"{fresh.folder}/index.html: no such file or directory; the former output is untouched",
        "old",
    ) == (str(fault.value), whole(out))


def test_a_fault_of_another_file_is_passed_on(out: Path) -> None:
    with pytest.raises(FileNotFoundError) as fault, Staging(out, print):
        (out.parent / "content.md").read_bytes()

    assert str(out.parent / "content.md") == fault.value.filename


def test_what_cannot_be_removed_is_told_and_the_new_site_stands(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    build(out, OLD)
    told: list[str] = []
    monkeypatch.setattr(shutil, "rmtree", refuse)
    build(out, NEW, told.append)
    monkeypatch.undo()
    left = [name for name in beside(out) if ".new-" in name]
    build(out, NEW)

    assert "new" == whole(out)
    assert [f"{out.parent}/{left[0]}: could not be removed: permission denied; remove it by hand"] == told
    assert [".output.lock", "output"] == beside(out)


# A full disk


@pytest.mark.parametrize("step", ["link", "open", "settle"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_fills_while_publishing_costs_nothing(
    out: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int
) -> None:
    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    build(out, OLD)
    with pytest.raises(TreeError) as fault, Staging(out, print) as fresh:
        write(fresh.folder, NEW)
        with monkeypatch.context() as patch:
            if step == "open":
                opened = io.open
                patch.setattr(io, "open", lambda *a, **k: full() if "x" in a[1] else opened(*a, **k))
            else:
                patch.setattr(tree if step == "settle" else os, step, full)
            fresh.publish({})

    assert (FULL, "old", [".output.lock", "output"]) == (str(fault.value), whole(out), beside(out))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the /dev/full of Linux")
def test_a_device_that_is_full_while_a_page_is_written_is_told_in_plain_words(out: Path) -> None:
    build(out, OLD)
    with pytest.raises(TreeError) as fault, Staging(out, print):
        Path("/dev/full").write_bytes(b"page")

    assert (FULL, "old") == (str(fault.value), whole(out))


def test_a_real_disk_that_is_full_before_publishing(small_disk: Path) -> None:
    out = small_disk / "output"
    build(out, OLD)
    with pytest.raises(TreeError) as fault, Staging(out, print) as fresh:
        write(fresh.folder, NEW | {"large.pdf": bytes(1 << 20)})
        fresh.publish({})

    assert (FULL, "old", [".output.lock", "output"]) == (str(fault.value), whole(out), beside(out))


def test_a_real_disk_that_is_full_when_the_manifest_is_written(small_disk: Path) -> None:
    out = small_disk / "output"
    build(out, OLD)
    with pytest.raises(TreeError) as fault, Staging(out, print) as fresh:
        write(fresh.folder, {path: text + b"!" for path, text in OLD.items()})
        with (
            pytest.raises(OSError, match="No space"),
            (small_disk / "others").open("wb", buffering=0) as file,
        ):
            while True:
                file.write(bytes(4096)) or no_space()
        fresh.publish({})
    (small_disk / "others").unlink()

    assert (FULL, "old", [".output.lock", "output"]) == (str(fault.value), whole(out), beside(out))


# Builds that are killed


def kills(out: Path, moments: int) -> list[int]:
    """Kill a process that builds the two sites in turn, at random moments; return how it ended each time."""
    chance = random.Random(7)
    build(out, OLD)

    def forever() -> None:
        while True:
            build(out, NEW)
            build(out, OLD)

    statuses = []
    for _ in range(moments):
        child = start(forever)
        time.sleep(chance.uniform(0.001, 0.06))
        os.kill(child, signal.SIGKILL)
        statuses.append(end(child))
        whole(out)
    return statuses


@pytest.mark.parametrize("moments", [pytest.param(40, id="40"), pytest.param(200, id="200", marks=pytest.mark.long)])
def test_killed_at_any_moment_the_site_is_whole_and_the_next_build_tidies(out: Path, moments: int) -> None:
    statuses = kills(out, moments)
    build(out, NEW)

    assert ([-signal.SIGKILL] * moments, "new", [".output.lock", "output"]) == (
        statuses,
        whole(out),
        beside(out),
    )


def die_before_call(number: int) -> None:
    """From now on this process is killed before its call *number* of the functions that change a disk."""
    calls = 0

    def deadly(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)

        return call

    for name in ("mkdir", "open", "link", "rename", "replace", "unlink", "rmdir", "utime", "chmod", "chown"):
        setattr(os, name, deadly(getattr(os, name)))
    io.open = deadly(io.open)
    tree.settle = deadly(tree.settle)
    disk._swap = deadly(disk._swap)


def killed_at_each_call(out: Path, prepare: Callable[[], None]) -> Iterator[None]:
    """Build the site that does not stand, and kill the build before its first call, its second, and so on."""
    build(out, OLD)
    number, status = 0, -signal.SIGKILL
    while status == -signal.SIGKILL:
        number += 1
        files = NEW if whole(out) == "old" else OLD

        def work(number: int = number, files: Files = files) -> None:
            prepare()
            die_before_call(number)
            build(out, files)

        status = end(start(work))
        yield
    assert status == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges folders in one step here")
def test_killed_before_any_call_the_site_is_whole_at_once(out: Path) -> None:
    seen = [whole(out) for _ in killed_at_each_call(out, lambda: None)]

    assert ({"old", "new"}, True) == (set(seen), len(seen) > 40)


def test_killed_between_two_renames_the_site_is_whole_after_the_next_start(out: Path) -> None:
    def without_exchange() -> None:
        disk._swap = lambda *_: False

    seen = []
    for _ in killed_at_each_call(out, without_exchange):
        at_once = whole(out) if out.exists() else "missing"
        with Staging(out, print):
            seen.append((at_once, whole(out)))

    assert {("old", "old"), ("new", "new"), ("missing", "old"), ("missing", "new")} >= set(seen)
    assert ([".output.lock", "output"], 1) == (beside(out), [first for first, _ in seen].count("missing"))


def test_a_former_site_that_is_half_removed_is_never_put_back(out: Path) -> None:
    """The folder is gone and so is a part of the one that a killed build was removing."""
    build(out, OLD)
    half = out.parent / ".output.new-0123456789abcdef"
    out.rename(half)
    (half / "index.html").unlink()
    with Staging(out, print):
        there = out.exists()

    assert (False, [".output.lock"]) == (there, beside(out))


def test_killed_while_it_removes_a_former_site_that_site_is_no_longer_called_old(out: Path) -> None:
    """Only whole sites bear that name, because the next build puts them back when the output is missing."""
    build(out, OLD)
    write(out.parent / ".output.old-0123456789abcdef", OLD)

    def work() -> None:
        shutil.rmtree = lambda _: os._exit(9)  # type: ignore[assignment]
        build(out, NEW)

    status = end(start(work))

    assert (9, []) == (status, [name for name in beside(out) if ".old-" in name])


def test_only_left_over_folders_are_removed(out: Path) -> None:
    build(out, OLD)
    mine = [".output.new-ideas", ".output.old-2026", "output.new-0123456789abcdef"]
    for name in [*mine, ".output.new-0123456789abcdef", ".output.old-0123456789abcdef"]:
        write(out.parent / name, OLD)
    build(out, NEW)

    assert sorted([*mine, ".output.lock", "output"]) == beside(out)


# Where folders cannot be exchanged


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL])
def test_without_an_exchange_two_renames_do_it(out: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_: object) -> int:
        ctypes.set_errno(number)
        return -1

    build(out, OLD)
    libc = disk._libc
    monkeypatch.setattr(disk, "_libc", lambda name: refuse if name == "renameat2" else libc(name))
    build(out, NEW)

    assert ("new", [".output.lock", "output"]) == (whole(out), beside(out))


def test_a_system_with_neither_call_builds_as_well(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "_libc", lambda _: None)
    build(out, OLD)
    build(out, NEW)

    assert ("new", [".output.lock", "output"]) == (whole(out), beside(out))


def test_a_refused_exchange_costs_nothing(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        ctypes.set_errno(errno.EBUSY)
        return -1

    build(out, OLD)
    libc = disk._libc
    monkeypatch.setattr(disk, "_libc", lambda name: refuse if name == "renameat2" else libc(name))
    with pytest.raises(TreeError) as fault:
        build(out, NEW)

    assert (f"{out}: device or resource busy; the former output is untouched", "old") == (
        str(fault.value),
        whole(out),
    )


@pytest.mark.parametrize("trouble", [OSError(errno.EIO, os.strerror(errno.EIO)), KeyboardInterrupt()])
def test_when_the_second_rename_fails_the_first_is_taken_back(
    out: Path, monkeypatch: pytest.MonkeyPatch, trouble: BaseException
) -> None:
    build(out, OLD)
    monkeypatch.setattr(disk, "_swap", lambda *_: False)
    rename = os.rename

    def refuse(source: Path, target: Path, **more: Any) -> None:
        if ".new-" in Path(source).name:
            raise trouble
        rename(source, target, **more)

    monkeypatch.setattr(os, "rename", refuse)
    with pytest.raises((TreeError, KeyboardInterrupt)):
        build(out, NEW)

    assert ("old", [".output.lock", "output"]) == (whole(out), beside(out))


# Two builds at once


def test_a_second_build_says_that_it_waits_and_waits(out: Path) -> None:
    reader, writer = os.pipe()

    def tell(line: str) -> None:
        os.write(writer, line.encode())

    def second() -> None:
        with Staging(out, tell) as fresh:
            os.write(writer, b"|entered")
            write(fresh.folder, NEW)
            fresh.publish({})

    with Staging(out, print) as fresh:
        child = start(second)
        line = os.read(reader, 999)
        is_in = bool(select.select([reader], [], [], 0.2)[0])
        write(fresh.folder, OLD)
        fresh.publish({})
        stands = whole(out)
    status = end(child)

    assert f"{out}: another build is writing here; waiting until it has finished" == line.decode()
    assert (False, "old", 0, "new") == (is_in, stands, status, whole(out))


def test_builds_at_once_never_mix(out: Path) -> None:
    def work(files: Files, name: str) -> None:
        for _ in range(8):
            with Staging(out, lambda _: None) as fresh:
                write(fresh.folder, files)
                fresh.publish({})
                assert whole(out) == name

    children = [start(lambda: work(OLD, "old")), start(lambda: work(NEW, "new"))]
    statuses = [end(child) for child in children]

    assert ([0, 0], [".output.lock", "output"]) == (statuses, beside(out))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges folders in one step here")
def test_a_visitor_finds_the_page_at_every_moment(out: Path) -> None:
    build(out, OLD)

    def work() -> None:
        for _ in range(10):
            build(out, NEW)
            build(out, OLD)

    child = start(work)
    seen = set()
    while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        seen.add((out / "index.html").read_bytes())

    assert (0, {OLD["index.html"]}) == (end(child), seen)


def test_a_child_that_outlives_its_build_does_not_hold_the_lock(out: Path) -> None:
    told: list[str] = []
    with Staging(out, print):
        child = start(lambda: time.sleep(60))
    build(out, OLD, told.append)
    os.kill(child, signal.SIGKILL)

    assert ([], -signal.SIGKILL) == (told, end(child))


# What is no output folder


def test_a_link_is_refused(out: Path) -> None:
    target = out.parent / "target"
    build(target, OLD)
    out.symlink_to(target)
    with pytest.raises(TreeError) as fault:
        build(out, NEW)

    assert f"{out}: is a link; name the folder itself with OUT=" == str(fault.value)
    assert ("old", [".target.lock", "output", "target"]) == (whole(target), beside(out))


def test_a_link_that_leads_nowhere_is_refused(out: Path) -> None:
    out.symlink_to("nowhere")
    with pytest.raises(TreeError, match="is a link"):
        build(out, NEW)

    assert ["output"] == beside(out)


def test_a_file_in_its_place_is_refused(out: Path) -> None:
    out.write_text("mine")
    with pytest.raises(TreeError) as fault:
        build(out, NEW)

    assert f"{out}: is a file; move it away or name a folder with OUT=" == str(fault.value)
    assert ("mine", ["output"]) == (out.read_text(), beside(out))


def test_a_folder_that_no_build_made_is_refused(out: Path) -> None:
    write(out, {"letters/to-ann.txt": b"dear"})
    with pytest.raises(TreeError) as fault:
        build(out, NEW)

    assert f"{out}: holds files that no build made; name another folder with OUT= or empty it" == str(fault.value)
    assert ({"letters/to-ann.txt": b"dear"}, ["output"]) == (content(out), beside(out))


def test_a_file_that_someone_put_into_the_site_is_not_lost(out: Path) -> None:
    build(out, OLD)
    (out / "CNAME").write_text("example.org")
    with pytest.raises(TreeError) as fault, Staging(out, print):
        pytest.fail("it is refused before the work begins")

    assert f"{out}/CNAME: was not made by a build and would be lost; move it away" == str(fault.value)
    assert "example.org" == (out / "CNAME").read_text()


def test_a_file_that_someone_puts_into_the_site_during_a_build_is_not_lost(out: Path) -> None:
    build(out, OLD)
    with pytest.raises(TreeError, match="would be lost"), Staging(out, print) as fresh:
        write(fresh.folder, NEW)
        (out / "CNAME").write_text("example.org")
        fresh.publish({})

    assert "example.org" == (out / "CNAME").read_text()


def test_what_file_browsers_leave_behind_may_go(out: Path) -> None:
    build(out, OLD)
    (out / "images/Thumbs.db").write_bytes(b"")
    build(out, NEW)

    assert "new" == whole(out)


def test_a_broken_manifest_is_named(out: Path) -> None:
    build(out, OLD)
    (out / MANIFEST).write_text("{")
    with pytest.raises(TreeError) as fault:
        build(out, NEW)

    assert f"{out}/{MANIFEST}: is not JSON; move {out} away and build again" == str(fault.value)
    assert OLD == content(out)


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("/", "/: is the root of the file system; name another folder with OUT="),
        ("/proc", "/proc: is a mounted disk, which cannot be exchanged; name a folder in it with OUT="),
        ("/proc/site", "/proc/.site.lock: no such file or directory; the former output is untouched"),
    ],
)
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs the /proc of Linux")
def test_places_that_cannot_be_written(place: str, message: str) -> None:
    with pytest.raises(TreeError) as fault:
        build(Path(place), NEW)

    assert message == str(fault.value)


@pytest.mark.parametrize(
    ("number", "reason"), [(errno.EACCES, "permission denied"), (errno.EROFS, "read-only file system")]
)
def test_a_parent_that_may_not_be_written_is_named(
    out: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    build(out, OLD)

    def refuse(path: Path, *_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(TreeError) as fault:
        build(out, NEW)
    path, _, rest = str(fault.value).partition(": ")

    assert (out.parent, "old") == (Path(path).parent, whole(out))
    assert f"{reason}; make its folder writable or name another one with OUT=" == rest


# Removal


def test_removing_takes_the_output_and_left_overs(out: Path) -> None:
    build(out, OLD)
    write(out.parent / ".output.new-0123456789abcdef", NEW)
    remove(out, print)

    assert [".output.lock"] == beside(out)


def test_removing_what_no_build_made_is_refused(out: Path) -> None:
    write(out, {"letters/to-ann.txt": b"dear"})
    with pytest.raises(TreeError, match="holds files that no build made"):
        remove(out, print)

    assert {"letters/to-ann.txt": b"dear"} == content(out)


def test_removing_what_is_not_there_is_nothing(out: Path) -> None:
    remove(out, print)

    assert not out.exists()


# The manifest


def test_the_manifest_lists_digest_length_and_sources_sorted_and_nothing_else(out: Path) -> None:
    with Staging(out, print) as fresh:
        write(fresh.folder, {"b.html": b"b", "a/é.html": b""})
        fresh.publish({"b.html": ["theme/base.html", "content/pages/b.md", "content/pages/b.md"]})

    assert (out / MANIFEST).read_text(encoding="utf-8") == (
        '{"files": {\n'
        '"a/é.html": {"bytes": 0, "sha256": '
        '"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "sources": []},\n'
        '"b.html": {"bytes": 1, "sha256": '
        '"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d", '
        '"sources": ["content/pages/b.md", "theme/base.html"]}\n'
        '}, "version": 1}\n'
    )


entries = st.builds(
    Entry,
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    size=st.integers(min_value=0),
    sources=st.lists(st.text(max_size=5), max_size=3).map(tuple),
)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.lists(names, min_size=1, max_size=3).map("/".join), entries, max_size=3))
def test_a_manifest_that_is_written_reads_the_same(written: dict[str, Entry]) -> None:
    assert written == from_text(to_text(written))


shapes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["files", "version", "a", "..", "sha256", "bytes", "sources"]), inner)
    ),
)


@settings(deadline=None)
@given(shapes.map(json.dumps) | st.text())
def test_whatever_stands_in_a_manifest_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        answer = to_text(from_text(text))
    except ValueError as fault:
        answer = str(fault)
        assert "\n" not in answer

    assert answer


ROW = {"sha256": "0" * 64, "bytes": 1, "sources": ["content/a.md"]}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], 'has no object "files"'),
        ({"version": 1}, 'has no object "files"'),
        ({"version": 2, "files": {}}, "is not of version 1"),
        ({"version": True, "files": {}}, "is not of version 1"),
        ({"version": 1, "files": {"../a": ROW}}, 'names "../a", which is no path of a site'),
        ({"version": 1, "files": {"/a": ROW}}, 'names "/a", which is no path of a site'),
        ({"version": 1, "files": {"a/./b": ROW}}, 'names "a/./b", which is no path of a site'),
        ({"version": 1, "files": {"a\n/..": ROW}}, 'names "a\\n/..", which is no path of a site'),
        ({"version": 1, "files": {MANIFEST: ROW}}, f'names "{MANIFEST}", which is no path of a site'),
        ({"version": 1, "files": {"a": ROW | {"sha256": "A" * 64}}}, 'has a bad entry for "a"'),
        ({"version": 1, "files": {"a": ROW | {"bytes": -1}}}, 'has a bad entry for "a"'),
        ({"version": 1, "files": {"a": ROW | {"bytes": True}}}, 'has a bad entry for "a"'),
        ({"version": 1, "files": {"a": ROW | {"sources": [1]}}}, 'has a bad entry for "a"'),
        ({"version": 1, "files": {"a": ROW | {"more": 1}}}, 'has a bad entry for "a"'),
        ({"version": 1, "files": {"a": 1}}, 'has a bad entry for "a"'),
    ],
)
def test_a_manifest_of_another_shape_is_refused(tmp_path: Path, data: object, message: str) -> None:
    (tmp_path / MANIFEST).write_text(json.dumps(data))
    with pytest.raises(ValueError) as fault:  # noqa: PT011 -- the whole message is compared below
        read_manifest(tmp_path)

    assert message == str(fault.value)


def test_dots_in_names_are_paths_of_a_site() -> None:
    data = {"version": 1, "files": {".well-known/x": ROW, "a/..b": ROW, "...": ROW}}

    assert ["...", ".well-known/x", "a/..b"] == list(from_text(json.dumps(data)))


@pytest.mark.parametrize(
    ("text", "message"),
    [(b"\xff", "is not UTF-8"), (b"{", "is not JSON"), (b"[" * 100_000, "is not JSON")],
    ids=["bytes", "half", "deep"],
)
def test_a_manifest_that_is_no_json_is_refused(tmp_path: Path, text: bytes, message: str) -> None:
    (tmp_path / MANIFEST).write_bytes(text)
    with pytest.raises(ValueError) as fault:  # noqa: PT011 -- the whole message is compared below
        read_manifest(tmp_path)

    assert message == str(fault.value)


def test_a_manifest_that_is_a_fifo_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / MANIFEST)
    with pytest.raises(ValueError, match="is not a plain file"):
        read_manifest(tmp_path)


def test_verify_names_each_difference(out: Path) -> None:
    build(out, OLD)
    (out / "index.html").write_bytes(b"HOME")
    (out / "404.html").unlink()
    (out / "more.txt").write_bytes(b"")
    (out / "images/spine.png").unlink()
    (out / "images/spine.png").symlink_to("/etc/passwd")

    assert verify(out) == [
        "404.html: is missing",
        "images/spine.png: is not a plain file",
        "index.html: changed since the build",
        "more.txt: was not made by the build",
    ]


@pytest.mark.parametrize(
    ("twin", "same"), [(b"text", True), (b"texts", False), (b"tex", False), (b"tent", False), (None, False)]
)
def test_digest_compares_with_the_twin_to_its_end(tmp_path: Path, twin: bytes | None, same: bool) -> None:
    (tmp_path / "file").write_bytes(b"text")
    if twin is not None:
        (tmp_path / "twin").write_bytes(twin)
    sha256 = hashlib.sha256(b"text").hexdigest()

    assert (sha256, same) == digest(str(tmp_path / "file"), str(tmp_path / "twin"))


def test_walk_is_sorted_and_follows_no_link(tmp_path: Path) -> None:
    write(tmp_path, {"b/c": b"", "b-c": b"", "a": b"", "B": b""})
    (tmp_path / "loop").symlink_to(tmp_path)

    assert ["B", "a", "b-c", "b/c", "loop"] == walk(tmp_path)


# The former site as the next fresh folder


def staged(out: Path) -> Staging:
    return Staging(out, print, spare=True, again=places(out) if out.exists() else {})


def again(out: Path, files: Files) -> Changes:
    """Build *files* as a build does that knows the former site: what is the same is carried over."""
    former = content(out) if out.exists() else {}
    with staged(out) as fresh:
        same = {path for path, data in files.items() if former.get(path) == data}
        fresh.carry(sorted(same))
        for path in sorted(files.keys() - same):
            fresh.write(path, files[path])
        assert former == (content(out) if out.exists() else {})
        return fresh.publish(dict.fromkeys(files.keys() - same, ()))


PATHS = ("a", "a/b", "a/b/c", "d/e", "d", "f")
"""Where one is a file, others have no folder."""


def fitting(files: Files) -> Files:
    return {path: data for path, data in files.items() if not any(path.startswith(f"{each}/") for each in files)}


@given(st.lists(st.dictionaries(st.sampled_from(PATHS), st.sampled_from([b"1", b"2"])).map(fitting), max_size=6))
@settings(deadline=None)
def test_each_site_is_whole_whatever_the_spare_held(sites: list[Files]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "output"
        for files in sites:
            again(out, files)
            assert (files, []) == (content(out), verify(out))
            assert [] == [path for path in out.rglob("*") if path.is_dir() and not any(path.iterdir())]


def test_a_folder_that_stands_is_not_made_anew(out: Path) -> None:
    for files in (OLD, NEW):
        again(out, files)
    spare = out.with_name(".output.spare")
    stood = {path: path.stat().st_ino for path in spare.rglob("*") if path.is_dir()}
    again(out, OLD | {"index.html": b"other"})

    left = out / "procedures/kyphoplasty"
    assert (stood[spare / "procedures/kyphoplasty"], [".output.lock", ".output.spare", "output"]) == (
        left.stat().st_ino,
        beside(out),
    )


def test_an_unchanged_file_keeps_its_time(out: Path) -> None:
    for files in (OLD, NEW, OLD, NEW):
        again(out, files)
    before = (out / "images/spine.png").stat()
    again(out, OLD)

    assert (before.st_ino, before.st_mtime_ns) == (
        (out / "images/spine.png").stat().st_ino,
        (out / "images/spine.png").stat().st_mtime_ns,
    )


def test_a_build_that_fails_keeps_both_sites(out: Path) -> None:
    for files in (OLD, NEW):
        again(out, files)
    with (
        pytest.raises(RuntimeError, match="stop"),
        staged(out) as fresh,
    ):
        fresh.write("index.html", b"never seen")
        raise RuntimeError("stop")
    failed = whole(out)
    again(out, OLD)

    assert ("new", "old") == (failed, whole(out))


@pytest.mark.parametrize("strange", ["file", "link", "inside", "folder"])
def test_a_strange_spare_is_not_followed(out: Path, tmp_path: Path, strange: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere, {"index.html": b"mine", "kyphoplasty/index.html": b"mine"})
    again(out, OLD)
    again(out, NEW)
    spare = out.with_name(".output.spare")
    match strange:
        case "file":
            shutil.rmtree(spare)
            spare.write_bytes(b"x")
        case "link":
            shutil.rmtree(spare)
            spare.symlink_to(elsewhere)
        case "inside":
            (spare / "index.html").unlink()
            (spare / "index.html").symlink_to(elsewhere / "index.html")
        case "folder":
            shutil.rmtree(spare / "procedures")
            (spare / "procedures").symlink_to(elsewhere)
    again(out, OLD | {"procedures/kyphoplasty/index.html": b"third"})

    assert ([], {"index.html": b"mine", "kyphoplasty/index.html": b"mine"}) == (verify(out), content(elsewhere))
    assert not any(path.is_symlink() for path in out.rglob("*"))


def test_what_another_process_wrote_into_the_spare_stays(out: Path) -> None:
    again(out, OLD)
    again(out, NEW)
    with staged(out) as fresh:
        fresh.carry([path for path in NEW if path != "index.html"])
        assert 0 == end(start(lambda: fresh.write("index.html", b"by the child")))
        fresh.publish({"index.html": ()})

    assert (NEW | {"index.html": b"by the child"}, []) == (content(out), verify(out))


def test_removing_takes_the_spare_too(out: Path) -> None:
    again(out, OLD)
    again(out, NEW)
    remove(out, print)

    assert [".output.lock"] == beside(out)
