"""What the exchange of a built site asks of the disk: files that are whole on it, two folders that change places."""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_NO_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM})

_AT_FDCWD = -100  # <fcntl.h> of Linux
_RENAME_EXCHANGE = 2  # <linux/fs.h>


def settle(folder: Path) -> None:
    """
    Wait until the fresh files are on the disk, so that a power cut after the exchange finds them whole.

    One call for the file system costs less than one a file; without it the whole system is asked to write.

    Raises:
        OSError: the disk refused them.
    """
    syncfs = _libc("syncfs")
    if syncfs is None:
        os.sync()
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if syncfs(descriptor) != 0:
            raise _libc_error(folder)
    finally:
        os.close(descriptor)


def exchange(fresh: Path, out: Path, aside: Path) -> None:
    """
    Put *fresh* in the place of *out*; what stood there then bears the name *fresh*, or at worst *aside*.

    Raises:
        OSError: *out* is the former one.
    """
    if not out.exists():
        fresh.rename(out)
    elif not _swap(fresh, out):
        try:
            out.rename(aside)
            fresh.rename(out)
        except BaseException:
            if aside.exists() and not out.exists():
                aside.rename(out)
            raise
        with suppress(OSError):  # the new site stands; the next build removes the former one
            aside.rename(fresh)


def _swap(one: Path, other: Path) -> bool:
    """
    Exchange two folders in one step; return False where the system has no such step.

    Raises:
        OSError: the system has it and refused.

    Source: renameat2(2).
    """
    renameat2 = _libc("renameat2")
    if renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    if ctypes.get_errno() in _NO_EXCHANGE:
        return False
    raise _libc_error(other)


def _libc(name: str) -> Callable[..., int] | None:
    """Return the C library's function, or None where it has none of this name."""
    return getattr(ctypes.CDLL(None, use_errno=True), name, None)


def _libc_error(path: Path) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, os.strerror(number), str(path))
