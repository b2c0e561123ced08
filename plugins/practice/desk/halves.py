"""
Work shared out over two processes: this one and a copy of it.

A page costs milliseconds of Python, so two cores build a large site in little more than half the time.  The copy
(fork) knows all that was read before; what it found comes back in pickles, through a file without a name, as it may
be more than memory should hold twice.  Whatever happens to it costs time and never a result: what it did not bring
is done here, in order.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from typing import BinaryIO, TypeVar

from practice.content.progress import Progress, counted

T = TypeVar("T")
S = TypeVar("S")

LEAST = 64
"""Jobs from which a second process pays: starting and hearing it costs as much as some ten pages."""
_CHUNKS = 2_000
"""Chunks of jobs at most: the numbers of all chunks have to fit a pipe, which holds 64 KiB."""
_NUMBER = 4
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def able() -> bool:
    """Tell whether a second process is to be had: on Linux, with two cores, from a process without threads."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def share(
    count: int,
    work: Callable[[int], T],
    what: str,
    telling: Callable[[], Callable[[], S]] | None = None,
    hear: Callable[[S], None] | None = None,
) -> list[T]:
    """
    Return what *work* makes of each number below *count*, in order.

    Args:
        count: of jobs; none may need what another one made.
        work: does one job; what it returns is pickled where the other process did it.
        what: is counted, as in `practice.content.progress.Progress`.
        telling: called before there are two; what it returns is called in the other process when it is done.
        hear: called here with what that returned.

    Raises:
        Exception: of the first job, in order, that raises one.
    """
    if count >= LEAST and able():
        with suppress(_Undone):
            return _shared(count, work, what, telling() if telling else None, hear)
    return [work(number) for number in counted(range(count), what)]


class _Undone(Exception):
    """Something went wrong in either process; done alone and in order, it says what."""


def _shared(
    count: int,
    work: Callable[[int], T],
    what: str,
    told: Callable[[], S] | None,
    hear: Callable[[S], None] | None,
) -> list[T]:
    size = max(1, min(8, count // 16), -(-count // _CHUNKS))
    chunks = -(-count // size)
    with ExitStack() as held:
        try:
            answer = held.enter_context(tempfile.TemporaryFile())
            end, start = os.pipe()
            jobs, ahead = held.enter_context(os.fdopen(end, "rb", 0)), held.enter_context(os.fdopen(start, "wb", 0))
            ahead.write(b"".join(number.to_bytes(_NUMBER, "big") for number in range(chunks)))
            sys.stdout.flush()
            sys.stderr.flush()
            parent = os.getpid()
            child = os.fork()
        except OSError as error:
            raise _Undone from error
        ahead.close()
        if child == 0:
            _answer(parent, answer, _taken(jobs, size, count, work), told)
        status = None
        try:
            found = dict(_taken(jobs, size, count, work, Progress(what, count).at))
            status = os.waitpid(child, 0)[1]
        except Exception as error:
            raise _Undone from error
        finally:
            if status is None:  # what it does is not wanted any more
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
        if status:
            raise _Undone
        answer.seek(0)
        load = pickle.Unpickler(answer).load
        while pair := load():
            found[pair[0]] = pair[1]
        said = load()
    if hear is not None:
        hear(said)
    return [found[number] for number in range(count)]


def _taken(
    jobs: BinaryIO, size: int, count: int, work: Callable[[int], T], tell: Callable[[int], None] = lambda _: None
) -> Iterator[tuple[int, T]]:
    """Take chunk after chunk until none is left, and yield each number with what came of it; of both together
    about as many are done as the number says."""
    while number := jobs.read(_NUMBER):
        first = int.from_bytes(number, "big") * size
        for each in range(first, min(first + size, count)):
            tell(each)
            yield each, work(each)


def _answer(
    parent: int, answer: BinaryIO, work: Iterable[tuple[int, object]], told: Callable[[], object] | None
) -> None:
    """Be the other process: work, answer, end; nothing of this process's own ending is run."""
    status = 1
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            dump = pickle.Pickler(answer, pickle.HIGHEST_PROTOCOL).dump
            for pair in work:
                dump(pair)
            dump(None)
            dump(told() if told else None)
            answer.flush()
            status = 0
    finally:
        os._exit(status)
