"""Which form of old site a path names: an export, or saved pages."""

from __future__ import annotations

from pathlib import Path

from practice.intake.original import Archive
from practice.intake.saved import ENDINGS, Saved
from practice.intake.wxr import Export

_PACKED = (".zip", ".gz", ".tgz", ".bz2", ".7z", ".rar")


def opened(path: Path) -> Archive:
    """
    Return the old site in the file or folder *path*; nothing of it is read yet.

    Raises:
        ValueError: it is neither an export nor saved pages.
    """
    if path.is_dir() or path.suffix.lower() in ENDINGS:
        return Saved(path)
    if path.suffix.lower() == ".xml" and path.is_file():
        return Export(path)
    if path.suffix.lower() in _PACKED:
        raise ValueError(f"{path.name} is packed; unpack it, and name the export or the folder that was in it")
    if not path.exists():
        raise ValueError(f"no file or folder {path}; name an export (.xml), a saved page or a folder of them")
    raise ValueError(f"{path.name} is no old site; name an export (.xml), a saved page (.html) or a folder of them")
