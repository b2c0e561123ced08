"""Compressed files beside each text file, the same bytes from the same text, and made once."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from practice.pages.kept import Kept
from practice.site.rules import COMPRESSED, TEXT

_QUALITY = 11
_LEVEL = 9


def compress(folder: Path, names: Iterable[str], kept: Kept) -> dict[str, str]:
    """
    Write a compressed file of each sort beside each text file that it makes smaller.

    What was made for the same bytes before is taken from *kept*, which then forgets everything else.

    Args:
        folder: the site.
        names: its files, relative; others than text are passed over.
        kept: made by former calls.

    Returns:
        The path of each file that was written, and that of its original.
    """
    texts = [name for name in sorted(names) if name.endswith(TEXT)]
    used: set[str] = set()
    written = {}

    def made(name: str) -> list[tuple[str, str, bytes]]:
        data = (folder / name).read_bytes()
        key = hashlib.sha256(data).hexdigest()
        found = []
        for ending in COMPRESSED:
            kept_as = f"{key}-{_recipe(ending)}"
            body = kept.get(kept_as)
            if body is None:
                body = _compressed(data, ending)
                kept.put(kept_as, body)
            used.add(kept_as)
            if len(body) < len(data):
                found.append((name + ending, name, body))
        return found

    with ThreadPoolExecutor() as pool:  # the compressor leaves Python's lock alone
        for files in pool.map(made, texts):
            for name, original, body in files:
                (folder / name).write_bytes(body)
                written[name] = original
    kept.keep_only(used)
    return written


def _recipe(ending: str) -> str:
    """Return what the bytes depend on beside the text."""
    return f"br{_QUALITY}-{brotli.__version__}" if ending == ".br" else f"gz{_LEVEL}"


def _compressed(data: bytes, ending: str) -> bytes:
    if ending == ".br":
        return bytes(brotli.compress(data, quality=_QUALITY, mode=brotli.MODE_TEXT))
    return gzip.compress(data, compresslevel=_LEVEL, mtime=0)
