"""The Nu checker over files of HTML and CSS."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tools import checker, needed

GET_JAVA = "apt install default-jre-headless"
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m")
"""For a short run on a small machine; by default Java spends most of it on making itself faster."""
_LOOPBACK = "-Dnu.validator.servlet.allow-forbidden-hosts=true"
"""The checker asks no address of this machine unless it is told that it may."""
_MISTAKEN = ("Inline script violates Content Security Policy", "<script type=application/ld+json>")
"""
What the checker holds against structured data below a policy.  A block of data is no script: browsers stop at its
type before they ask the policy (HTML, "prepare the script element"), and a test in Chromium sees that none objects.
"""


def program() -> tuple[Path, Path]:
    """Return Java and the checker; without them a test is skipped."""
    return needed("java", GET_JAVA), checker("vnu-jar/build/dist/vnu.jar")


def messages(files: Iterable[Path | str]) -> list[str]:
    """
    Return every error and warning about *files*: the file or address, the line, what is wrong, the text it is about.

    Left out is what the checker says of structured data that is no script.

    Args:
        files: paths, or addresses on this machine; a page with a policy has to be asked by its address, because to
            the checker nothing in a file is of the site itself.

    Raises:
        RuntimeError: the checker did not run.
    """
    java, jar = program()
    options = ("--format", "json", "--stdout", "--exit-zero-always", "--also-check-css")
    command = [java, *QUICK, _LOOPBACK, "-jar", jar, *options, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    try:
        told = json.loads(done.stdout)["messages"]
    except (ValueError, KeyError):
        raise RuntimeError(done.stdout + done.stderr) from None
    return [
        f"{each.get('url', '').removeprefix('file:')}:{each.get('lastLine', '?')}: {each['message']}"
        f" ({each.get('extract', '').strip()[:80]})"
        for each in told
        if (each["type"] != "info" or each.get("subType") == "warning") and not _is_mistaken(each)
    ]


def _is_mistaken(told: dict[str, str]) -> bool:
    message, place = _MISTAKEN
    return told["message"].startswith(message) and place in told.get("extract", "")
