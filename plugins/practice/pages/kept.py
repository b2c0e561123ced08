"""
What was made once and need not be made again: a folder of files beside the site.

It may be deleted at any time, and lost, damaged or unwritable entries cost time, never a build.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Collection
from pathlib import Path

_DIGEST = hashlib.sha256().digest_size


class Kept:
    """
    Bytes by name in one folder, each with the digest of itself in front.

    Args:
        folder: made when the first entry is; nothing else may be kept in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> bytes | None:
        """Return the entry *name*, or None where there is none or it is damaged."""
        try:
            data = (self._folder / name).read_bytes()
        except OSError:
            return None
        digest, body = data[:_DIGEST], data[_DIGEST:]
        return body if hashlib.sha256(body).digest() == digest else None

    def put(self, name: str, body: bytes) -> None:
        """Keep *body* as *name*: whole, or not at all when the process ends on the way."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            descriptor, unfinished = tempfile.mkstemp(dir=self._folder, prefix=".")
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(hashlib.sha256(body).digest())
                    file.write(body)
                Path(unfinished).replace(self._folder / name)
            except OSError:
                Path(unfinished).unlink(missing_ok=True)

    def keep_only(self, names: Collection[str]) -> None:
        """Drop every other entry, and what ended builds left unfinished."""
        with contextlib.suppress(OSError):
            for file in sorted(self._folder.iterdir()):
                if file.name not in names:
                    file.unlink(missing_ok=True)
