"""What an import costs: time and memory for an export of 10 MB and one of 100 MB.  `make bench` runs it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from imported import HEAD, TAIL, item

REPOSITORY = Path(__file__).resolve().parents[1]
SIZES = (10, 100)
"""Megabytes of the exports."""
SECTION = (
    "<h2>Risks of it</h2>\n<ul><li><strong>Infection:</strong> It is <em>rare</em>, and treated at once.</li></ul>\n"
)
TEXT = f"<p>{'Plain words about the treatment of a painful back, one after the other. ' * 12}</p>\n"


def write(folder: Path, megabytes: int) -> tuple[Path, int]:
    """Write an export of that size, with many pages and as many revisions; return its file and its pages."""
    file, count = folder / "export.xml", 0
    with file.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        while out.tell() < megabytes * 1_000_000:
            html = (SECTION + TEXT) * 25
            out.write(item(f"Treatment {count}", html, post_name=f"treatment-{count}", post_id=str(count)))
            out.write(item(f"Treatment {count}", html, post_type="revision", status="inherit", post_id=f"9{count}"))
            count += 1
        out.write(TAIL)
    return file, count


def main() -> None:
    """Print a line for each size."""
    print("| export MB | pages | import s | peak MB |\n|---|---|---|---|")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            file, count = write(folder, size)
            command = [sys.executable, "-P", "-m", "practice.desk", "import", "--site", folder / "site", "--from", file]
            environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "plugins")}
            began = time.monotonic()
            process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            assert process.returncode == 0
            print(f"| {size} | {count} | {time.monotonic() - began:.1f} | {_megabytes(usage):.0f} |", flush=True)


def _megabytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)


if __name__ == "__main__":
    main()
