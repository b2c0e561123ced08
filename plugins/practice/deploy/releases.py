"""
Hosts with a shell, over SSH or a folder of this machine: a folder for each release, and a link to the one shown.

Below the target's path stand ``current``, the link that the web server shows; ``releases/7-3f9a1c22b0d4/``, the
last few sites; ``releases/.new-<run>/``, which one run fills and no other touches; and ``.deploy/`` with the list
of each release and the locks.  A site is brought with rsync, held against its digests there, and shown by renaming
a link, which is one step: a visitor sees the former site or the new one.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from practice.deploy import lock as locks
from practice.deploy import release as releases
from practice.deploy.host import Seen
from practice.deploy.lock import Lock
from practice.deploy.plan import Plan
from practice.deploy.programs import DeployError, ProgramError, Programs, Progress
from practice.deploy.release import STATE, Release
from practice.deploy.targets import Target
from practice.site.rules import is_lasting

_LOOK = """
cd -- "$1" 2>/dev/null || { [ ! -e "$1" ] || printf 'other\\t%s\\n' .; exit 0; }
name=
[ ! -L current ] || name=$(basename -- "$(readlink current)")
for each in * .[!.]*; do
  case $each in
    releases|.deploy) ;;
    current) [ -L current ] || [ ! -e current ] || printf 'other\\t%s\\n' current ;;
    *) if [ -e "$each" ] || [ -L "$each" ]; then printf 'other\\t%s\\n' "$each"; fi ;;
  esac
done
for each in .deploy/lock-*; do
  [ ! -f "$each" ] || printf 'lock\\t%s\\t%s\\n' "$(basename -- "$each")" "$(cat -- "$each")"
done
for each in releases/.new-*; do
  [ ! -d "$each" ] || printf 'left\\t%s\\n' "$(basename -- "$each")"
done
[ -z "$name" ] || printf 'release\\t%s\\t%s\\n' "$name" "$(cat -- ".deploy/$name.json" 2>/dev/null)"
"""
_TAKE = """
umask 022
mkdir -p -- "$1/releases" "$1/.deploy" && cd -- "$1" || exit
file=$2 text=$3
shift 3
for dead; do rm -f -- ".deploy/lock-$dead.json"; done
printf '%s\\n' "$text" > ".deploy/$file"
"""
_CARRY = """
cd -- "$1/releases" || exit
while IFS= read -r path; do
  [ -f "$2/$path" ] && [ ! -e "$3/$path" ] || continue
  mkdir -p -- "$(dirname -- "$3/$path")" && ln -- "$2/$path" "$3/$path" || exit
done
"""
_VERIFY = """
cd -- "$1/releases/$2" || exit
if command -v sha256sum >/dev/null; then sha256sum -c --quiet - 2>&1; else shasum -a 256 -c - 2>&1; fi
"""
_WRITE = """
umask 022
cd -- "$1/.deploy" && cat > "next-$2" && mv -f -- "next-$2" "$3"
"""
_SWITCH = """
cd -- "$1" || exit
if [ "$3" != "$4" ]; then
  rm -rf -- "releases/$4" && mv -- "releases/$3" "releases/$4" || exit
fi
rm -f -- .deploy/next && ln -s -- "releases/$4" .deploy/next || exit
sync
[ -f ".deploy/$2" ] || exit 9
mv -f -T -- .deploy/next current 2>/dev/null || mv -f -h -- .deploy/next current
"""
_PRUNE = """
cd -- "$1" || exit
shift
for each in releases/* releases/.new-*; do
  stays=
  for name; do [ "$each" != "releases/$name" ] || stays=yes; done
  [ "$stays" ] || { rm -rf -- "$each"; rm -f -- ".deploy/${each#releases/}.json"; }
done
rm -f -- .deploy/next*
"""
_NO_LOCK = 9
"""Status of the switch when the lock of its run was taken away."""
_LEAVE = 'rm -f -- "$1/.deploy/$2"'
_READ = 'cat -- "$1/.deploy/$2.json"'


class Releases:
    """
    A target with a shell.

    Args:
        target: of kind ``ssh`` or ``folder``.
        programs: start what is needed.
        shell: the command that reaches another machine, such as ``ssh -p 2222``.
    """

    keeps = True

    def __init__(self, target: Target, programs: Programs, shell: str) -> None:
        self._target, self._programs, self._shell = target, programs, shell
        self._lock = Lock("", "", "")
        self._left: tuple[str, ...] = ()
        self._shown = ""
        self._there: Release | None = None

    def look(self) -> Seen:
        """Return what stands there; nothing is written."""
        others: list[str] = []
        found: list[Lock] = []
        left: list[str] = []
        release = None
        for line in self._run(_LOOK).splitlines():
            match line.split("\t", 2):
                case ["other", name]:
                    others.append(name)
                case ["lock", file, text] if known := locks.FILE.fullmatch(file):
                    found.append(locks.from_text(known[1], text))
                case ["left", name]:
                    left.append(name)
                case ["release", name, text]:
                    release, self._shown = self._release(name, text), name
                    if release is None:
                        others.append("current")
        self._left, self._there = tuple(sorted(left)), release
        return Seen(release, frozenset(), tuple(sorted(others)), tuple(sorted(found, key=lambda each: each.run)))

    def take(self, lock: Lock, dead: list[str]) -> Seen:
        """Write *lock*, remove the locks of the runs *dead*, and return what stands there then."""
        self._run(_TAKE, lock.file, lock.to_text(), *dead)
        self._lock = lock
        return self.look()

    def send(self, plan: Plan, tree: Path, tell: Callable[[str], object]) -> Release:
        """Bring the site there as a new release, hold it against its digests, and show it in one step."""
        if plan.is_empty and self._there and not self._wrong(plan.release, self._shown):
            return self._there
        fresh = f".new-{self._lock.run}"
        self._bring(plan, tree, fresh, tell)
        tell("comparing digests there")
        if wrong := self._wrong(plan.release, fresh):
            raise DeployError(f"{self._target.name}: {wrong[0]} did not arrive as it was sent; run it again")
        self._carry(self._shown, fresh, plan.release.leaving)
        self._show(plan.release, fresh)
        return plan.release

    def back(self, there: Release, tell: Callable[[str], object]) -> Release:
        """Show the release before *there* again and return it."""
        for name in there.former[:1]:
            try:
                text = self._run(_READ, name)
            except ProgramError:
                break
            former = self._release(name, text)
            if former is None:
                break
            tell(f"comparing digests of release {name} there")
            if wrong := self._wrong(former, name):
                raise DeployError(f"{self._target.name}: release {name}: {wrong[0]} changed there; deploy a site anew")
            gone = [path for path in there.files.keys() - former.files.keys() if is_lasting(path)]
            former = replace(former, leaving={**former.leaving, **dict.fromkeys(gone, former.number)})
            self._carry(self._shown, name, former.leaving)
            self._show(former, name)
            return former
        raise DeployError(f"{self._target.name}: no former release is kept there; deploy a site anew")

    def doubt(self, paths: Iterable[str]) -> None:
        """Write nothing down: each run compares all digests there."""

    def settle(self, release: Release) -> None:
        """Remove all releases but this one and the former ones that are kept."""
        self._run(_PRUNE, release.name, *release.former)

    def leave(self) -> None:
        """Remove the lock that was taken."""
        self._run(_LEAVE, self._lock.file)

    def _bring(self, plan: Plan, tree: Path, fresh: str, tell: Callable[[str], object]) -> None:
        """Fill the folder of this run; what a former release or a killed run holds already is linked, not sent."""
        remote = f"{self._target.host}:" if self._target.host else ""
        path = self._target.path if remote else str(Path(self._target.path).resolve())
        command = ["rsync", "-rlsz", "--checksum", "--perms", "--chmod=D755,F644", "--exclude=/.manifest.json"]
        command += [f"--link-dest=../{name}" for name in (self._shown, *self._left) if name][:20]
        command += ["--out-format=%n", *(["--rsh", self._shell] if remote else [])]
        progress = Progress("upload", {path: plan.release.files[path][1] for path in plan.send}, tell)
        self._programs.follow([*command, f"{tree}/", f"{remote}{path}/releases/{fresh}/"], progress.sent)

    def _wrong(self, release: Release, folder: str) -> list[str]:
        """Return the files in a release's folder that are missing or differ from its list."""
        given = "".join(f"{sha256}  {path}\n" for path, (sha256, _) in sorted(release.files.items()))
        try:
            self._run(_VERIFY, folder, given=given)
        except ProgramError as error:
            wrong = [line.rpartition(": FAILED")[0] for line in error.said if ": FAILED" in line]
            if not wrong:
                raise
            return wrong
        return []

    def _carry(self, here: str, there: str, paths: Iterable[str]) -> None:
        """Link files of one release into another: a page that was read before the switch asks for them after it."""
        if here and here != there and (given := "".join(f"{path}\n" for path in sorted(paths))):
            self._run(_CARRY, here, there, given=given)

    def _show(self, release: Release, folder: str) -> None:
        """Write the release's list, give its folder its name, and let the link lead there."""
        name = release.name
        self._run(_WRITE, self._lock.run, f"{name}.json", given=releases.to_text(release) + "\n")
        try:
            self._run(_SWITCH, self._lock.file, folder, name)
        except ProgramError as error:
            if error.status != _NO_LOCK:
                raise
            raise DeployError(
                f"{self._target.name}: somebody took the lock of this run away; see who deploys, then run it again"
            ) from None
        self._shown = name

    def _release(self, name: str, text: str) -> Release | None:
        if not text.strip():
            return None
        try:
            return releases.from_text(text)
        except ValueError as fault:
            place = f"{self._target.path}/{STATE}/{name}.json"
            raise DeployError(f"{self._target.name}: {place}: {fault}; restore it, or deploy to another path") from None

    def _run(self, script: str, *arguments: str, given: str = "") -> str:
        call = ["sh", "-c", script, "sh", self._target.path, *arguments]
        if self._target.host:
            call = [*shlex.split(self._shell), self._target.host, shlex.join(call)]
        return self._programs.run(call, given=given)
