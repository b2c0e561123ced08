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


def program() -> tuple[Path, Path]:
    """Return Java and the checker; without them a test is skipped."""
    return needed("java", GET_JAVA), checker("vnu-jar/build/dist/vnu.jar")


def messages(files: Iterable[Path]) -> list[str]:
    """
    Return every error and warning about *files*: the file's path, the line, what is wrong and the text it is about.

    Raises:
        RuntimeError: the checker did not run.
    """
    java, jar = program()
    options = ("--format", "json", "--stdout", "--exit-zero-always", "--also-check-css")
    command = [java, *QUICK, "-jar", jar, *options, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    try:
        told = json.loads(done.stdout)["messages"]
    except (ValueError, KeyError):
        raise RuntimeError(done.stdout + done.stderr) from None
    return [
        f"{each.get('url', '').removeprefix('file:')}:{each.get('lastLine', '?')}: {each['message']}"
        f" ({each.get('extract', '').strip()[:80]})"
        for each in told
        if each["type"] != "info" or each.get("subType") == "warning"
    ]
