"""
The order of a deployment and of a rollback, whatever the host.

Guards, lock, upload, check over HTTP; then it is written down that the release stands.  A run that was killed
before that is finished by the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from practice.deploy import fetch, guards, kept
from practice.deploy.connection import connected
from practice.deploy.host import Host, Seen
from practice.deploy.lock import Here, Lock, here
from practice.deploy.objects import Objects
from practice.deploy.plan import plan, told
from practice.deploy.programs import DeployError, ProgramError, Programs
from practice.deploy.release import Release, files
from practice.deploy.releases import Releases
from practice.deploy.targets import Target


@dataclass(frozen=True, slots=True)
class Job:
    """
    What a deployment is about.

    Attributes:
        target: where it goes.
        place: folder on this machine for what is kept of the target.
        site_url: whose site it is.
        redirects: new address by old one.
        who, since: for the lock to tell.
        shell: the command that reaches another machine.
        allowed: guards that are overruled.
        tell: receives each line of the report.
        verified: receives the folder of a site, with its manifest, once visitors were found to get it.
    """

    target: Target
    place: Path
    site_url: str
    redirects: Mapping[str, str]
    who: str
    since: str
    shell: str
    allowed: frozenset[str]
    tell: Callable[[str], object]
    verified: Callable[[Path], object] = lambda _: None


class RefusedError(Exception):
    """Guards that refused, one line each, before anything was sent."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


def deploy(job: Job, public: Path, *, dry: bool) -> Release | None:
    """
    Bring the site in *public* to its target.

    Returns:
        What stands there and was checked; None for a dry run, or where nothing could be checked for want of a URL.

    Raises:
        RefusedError: guards refused; the target is as it was.
        DeployError, ProgramError, NoSiteError: it did not end well, as the message says.
        OSError: something on this machine.
    """
    shown = f"{public.name}/"
    guards.manifest(public, shown)
    with here(job.place, job.target.name) as mine, _host(job, mine) as host:
        tree = public if dry else kept.copy(public, job.place)
        made = files(guards.manifest(tree, shown))
        seen = host.look()
        todo = plan(job.site_url, made, seen.release, seen.unsure, job.target.keep)
        former = seen.release.files if seen.release else {}
        refused = [
            *guards.of_tree(tree, shown, job.site_url),
            *guards.of_target(job.target, seen, job.site_url, mine.dead, job.allowed),
            *guards.of_plan(job.target, todo, job.redirects, former, job.allowed),
        ]
        job.tell(f"{job.target.name}: {job.target}, {_stands(seen)}")
        for line in told(todo, job.redirects, whole=dry):
            job.tell(line)
        if refused:
            raise RefusedError(refused)
        if dry:
            return None
        with _taken(job, host, mine, seen):
            there = host.send(todo, tree, job.tell)
            return _ended(job, host, there, kept.keep(tree, there.name), todo.send)


def rollback(job: Job) -> Release | None:
    """
    Bring the former release back.

    Returns:
        What stands there and was checked; None where nothing could be checked for want of a URL.

    Raises:
        RefusedError: guards refused; the target is as it was.
        DeployError, ProgramError: it did not end well, as the message says.
        OSError: something on this machine.
    """
    with here(job.place, job.target.name) as mine, _host(job, mine) as host:
        seen = host.look()
        refused = guards.of_target(job.target, seen, job.site_url, mine.dead, job.allowed)
        if refused:
            raise RefusedError(refused)
        if seen.release is None:
            raise DeployError(f"{job.target.name}: no deployment has ended well there; `make deploy` is the first step")
        if host.keeps:
            with _taken(job, host, mine, seen):
                there = host.back(seen.release, job.tell)
                return _ended(job, host, there, None, tuple(there.files))
        return _sent_back(job, host, mine, seen, seen.release)


def _sent_back(job: Job, host: Host, mine: Here, seen: Seen, there: Release) -> Release | None:
    """Send the tree that was kept here of the last release that ended well, or of the one before it."""
    names = (there.name, *there.former)[0 if seen.unsure else 1 :]
    if not names:
        raise DeployError(f"{job.target.name}: there is no former release; deploy a site anew")
    tree = job.place / names[0]
    try:
        made = files(guards.manifest(tree, names[0]))
    except guards.NoSiteError:
        raise DeployError(
            f"{job.target.name}: release {names[0]} is not kept on this machine; "
            "build the former state of content/ with `make publish` and deploy that"
        ) from None
    if wrong := guards.of_tree(tree, names[0], job.site_url):
        raise RefusedError(wrong)
    todo = plan(job.site_url, made, there, seen.unsure, job.target.keep)
    todo = replace(todo, release=replace(todo.release, number=int(names[0].split("-")[0]), former=names[1:]))
    for line in told(todo, job.redirects, whole=False):
        job.tell(line)
    with _taken(job, host, mine, seen):
        return _ended(job, host, host.send(todo, tree, job.tell), tree, todo.send)


def _ended(job: Job, host: Host, there: Release, tree: Path | None, sent: tuple[str, ...]) -> Release | None:
    """Fetch what visitors get; if that is the release, write down that it stands."""
    if job.target.url:
        paths = fetch.sample(there, frozenset(sent), job.redirects)
        job.tell(f"fetching {len(paths)} addresses of {job.target.url}")
        if wrong := fetch.differing(job.target.url, there.files, paths):
            host.doubt(wrong)
            raise DeployError(
                "\n".join(
                    [
                        *wrong.values(),
                        f"{job.target.name}: {len(wrong)} of {len(paths)} addresses do not show release {there.name}; "
                        "mend the host and run it again, or `make rollback`",
                    ]
                )
            )
        if not fetch.shows_missing_page(job.target.url, there):
            job.tell(f"{job.target.name}: a missing address does not show 404.html; tell the host to, see its page")
    host.settle(there)
    if job.target.url and tree is not None:
        job.verified(tree)
    kept.forget(job.place, () if host.keeps or tree is None else (there.name, *there.former))
    job.tell(f"{job.target.name}: release {there.name} stands")
    return there if job.target.url else None


@contextmanager
def _taken(job: Job, host: Host, mine: Here, seen: Seen) -> Iterator[None]:
    """Hold the lock on the target; whoever else came at the same moment, one of both gives way."""
    dead = [*mine.dead, *(each.run for each in seen.locks if "lock" in job.allowed)]
    mine.begin()
    try:
        now = host.take(Lock(mine.run, job.who, job.since), dead)
        if refused := guards.of_target(job.target, now, job.site_url, [mine.run], job.allowed - {"lock"}):
            raise RefusedError(refused)
        if (now.release, now.unsure) != (seen.release, seen.unsure):
            raise DeployError(f"{job.target.name}: another deployment has just ended; run it again")
        yield
    finally:
        try:
            host.leave()
            mine.end()
        except (ProgramError, DeployError) as error:
            job.tell(f"{job.target.name}: the lock there could not be removed ({error}); the next run removes it")


@contextmanager
def _host(job: Job, mine: Here) -> Iterator[Host]:
    """Give the target as what it is reached by."""
    programs = Programs(mine.held)
    if job.target.kind == "rclone":
        yield Objects(job.target, programs)
    elif job.target.host:
        with connected(job.shell, job.target.host) as shell:
            yield Releases(job.target, programs, shell)
    else:
        yield Releases(job.target, programs, "")


def _stands(seen: Seen) -> str:
    if seen.release is None:
        return "nothing was deployed there yet" if not seen.unsure else "where a first upload was not finished"
    return f"where release {seen.release.name} stands" + (", and a later upload was not finished" * bool(seen.unsure))
