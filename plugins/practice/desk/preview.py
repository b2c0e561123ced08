"""
How a preview is built: read, check, render, gates, exchange; of all that only what changed since the last one.

A first build goes through Pelican, page by page.  A later one renders, by the same renderer, the pages that read
something that changed, and takes the others over as they stand.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from practice import settings
from practice.desk.stored import Output, Stored
from practice.settings import Settings, SettingsError
from practice.site.tree import TreeError, left_over

_TRIES = 3
"""Times that a site is read anew because a file changed meanwhile."""


def build(root: Path, out: Path) -> int:
    """
    Build the preview of the site in folder *root* into *out*.

    Returns:
        0, or 1 when something stands against it; then *out* is as it was.
    """
    began = time.monotonic()
    try:
        found = settings.load(root)
    except SettingsError as error:
        return _stopped(str(error))
    stored = Stored(found, out)
    key, seal, output = stored.key(), stored.seal(), stored.output()
    now = seal and replace(seal, key=key, source=stored.source().digest, output=output.digest)
    if seal is not None and seal == now and not left_over(out):
        stored.keep_digests()
        print(f"{out.name}/: nothing changed ({time.monotonic() - began:.2f} s)")
        _tell(seal.told)
        return 0
    return _build(found, out, stored, key, began, output)


def _build(found: Settings, out: Path, stored: Stored, key: str, began: float, output: Output) -> int:
    # What a site is made with takes half a second to import; where nothing changed, none of it is needed.
    from practice.content.shelf import ChangedMeanwhile
    from practice.desk import report
    from practice.desk.making import Making, Wrong

    for _ in range(_TRIES):
        try:
            made = Making(found, out, stored, key, output).run()
        except ChangedMeanwhile:
            output = stored.output()
            continue
        except (TreeError, SettingsError) as error:
            return _stopped(str(error))
        except Wrong as wrong:
            report.tell(wrong.faults)
            return _stopped(f"{wrong}: the build was stopped, {out.name}/ is as it was")
        print(f"{out.name}/: {len(made.changes)} files in {time.monotonic() - began:.2f} s ({made.changes})")
        if made.why:
            print(f"{out.name}/: {made.why}")
        _tell(made.told)
        return 0
    return _stopped("content/: changed again and again while it was read; build once it is at rest")


def _tell(told: str) -> None:
    if told:
        print(f"{told}; `make check` lists them")


def _stopped(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
