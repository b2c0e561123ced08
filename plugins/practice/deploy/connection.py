"""One SSH connection for a whole deployment: a handshake and a passphrase once, not for each step."""

from __future__ import annotations

import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from practice.deploy.programs import ProgramError, found

_READY = "ready"


@contextmanager
def connected(shell: str, host: str) -> Iterator[str]:
    """
    Give the command that reaches *host* while the block runs, over one connection where *shell* is OpenSSH's.

    The connection's other end waits for the end of our input, so it closes when this process ends in any way.

    Args:
        shell: the command that reaches another machine, such as ``ssh -p 2222``.
        host: ``user@host``, or a name of the SSH configuration.

    Raises:
        ProgramError: the host cannot be reached.
        DeployError: there is no such program.
    """
    command = shlex.split(shell)
    if Path(command[0]).name != "ssh":
        yield shell
        return
    with tempfile.TemporaryDirectory() as place, (Path(place) / "said").open("w+b") as said:
        shared = [*command, "-S", f"{place}/%C"]
        opened = found([*shared, "-M", "-o", "ControlPersist=no", host, f"echo {_READY}; cat >/dev/null"])
        with subprocess.Popen(opened, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said) as connection:
            assert connection.stdin is not None
            assert connection.stdout is not None
            if connection.stdout.readline().decode("utf-8", "replace").strip() != _READY:
                connection.stdin.close()
                status = connection.wait()
                said.seek(0)
                raise ProgramError(command[0], status, said.read().decode("utf-8", "replace").splitlines())
            try:
                yield shlex.join(shared)
            finally:
                connection.stdin.close()
