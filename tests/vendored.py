"""
The search library in the theme: npm's own file, made small by terser, under its license.

``make vendor`` writes it and its record anew after a change of the versions in ``tests/tools/package.json``.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

from tools import checker, needed

TOOLS = Path(__file__).parent / "tools"
FILE = Path(__file__).parents[1] / "theme" / "static" / "minisearch.js"
RECORD = FILE.with_suffix(".json")
SOURCE = "minisearch/dist/umd/index.js"
GET_NODE = "apt install nodejs"


def made() -> bytes:
    """Return the file as it follows from the package."""
    source, license_ = checker(SOURCE), checker("minisearch/LICENSE.txt")
    terser, node = checker("terser/bin/terser"), needed("node", GET_NODE)
    small = subprocess.run(
        [node, terser, source, "--compress", "--mangle"], stdout=subprocess.PIPE, check=True, timeout=120
    ).stdout
    title = b"/*! MiniSearch, made small; npm package minisearch, dist/umd/index.js\n\n"
    return title + license_.read_bytes().strip() + b"\n*/\n" + small.strip() + b"\n"


def record() -> dict[str, str]:
    """Return what is recorded of it: versions, and digests of npm's file and of ours."""
    versions = json.loads((TOOLS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return {
        "package": f"minisearch {versions['minisearch']}",
        "made_by": f"terser {versions['terser']} --compress --mangle",
        "source_sha256": hashlib.sha256(checker(SOURCE).read_bytes()).hexdigest(),
        "sha256": hashlib.sha256(FILE.read_bytes()).hexdigest(),
    }


if __name__ == "__main__":
    FILE.write_bytes(made())
    RECORD.write_text(json.dumps(record(), indent=2) + "\n", encoding="utf-8")
