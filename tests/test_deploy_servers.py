"""
Deployment to real servers: OpenSSH, vsftpd, an S3 store, each read by visitors while it runs and is killed.

Killed means SIGKILL, of the deployment with its programs or of the deployment alone, at moments drawn by chance.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import random
import signal
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import pytest

import builds
import targets
from practice.deploy import kept
from practice.deploy.plan import address
from practice.site.rules import is_lasting
from targets import Place
from tools import needed

KILLS = 20
SECONDS = 120
_LINES = 20
"""So many lines at most does a deployment say; it is killed after one of them, or a moment later."""
_PACE = 0.02
"""Seconds between two pages of a reader, who would else take the machine from those who deploy."""


@dataclass(frozen=True)
class Bed:
    """A server with two editions of a site to deploy to it."""

    kind: str
    place: Place
    desk: Path
    editions: dict[str, Path]

    def run(self, command: str, *more: str) -> builds.Result:
        return builds.run(command, "--site", self.desk, "--target", "live", *more, **dict(self.place.environment))

    def deploy(self, edition: str) -> builds.Result:
        return self.run("deploy", "--out", str(self.editions[edition]))

    def shown(self) -> str:
        """Return which edition stands there whole, "mixed", or "" before the first."""
        there = self.place.listed()
        for name, site in self.editions.items():
            wanted = targets.content(site)
            others = there.keys() - wanted.keys()
            if wanted == {path: there.get(path) for path in wanted} and others <= self.lasting():
                return name
        return "mixed" if there else ""

    def lasting(self) -> set[str]:
        """Return the files that may stay when no page asks for them any longer."""
        return {path for site in self.editions.values() for path in targets.content(site) if is_lasting(path)}

    def start(self, edition: str) -> subprocess.Popen[bytes]:
        """Start a deployment as a process with a group of its own."""
        command = builds.command("deploy", "--site", self.desk, "--target", "live", "--out", self.editions[edition])
        given = builds.environment(**self.place.environment)
        return subprocess.Popen(
            command, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )

    def ended(self) -> None:
        """Wait until nothing that a killed deployment started runs any longer on this machine."""
        with (self.desk / kept.FOLDER / "live" / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("editions")
    return {name: targets.site(folder / name, name) for name in ("one", "two")}


@pytest.fixture(scope="module", params=["ssh", "ftp", "store"])
def bed(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, editions: dict[str, Path]
) -> Iterator[Bed]:
    folder = tmp_path_factory.mktemp(request.param)
    with targets.KINDS[request.param](folder) as place:
        yield Bed(request.param, place, targets.desk_of(folder / "desk", place), editions)


@dataclass
class Reader:
    """
    A visitor who reads page after page with what each asks for, and notes what is not as it should be.

    A page is as one of the editions has it, whole, and there if both have it; what it asks for is there.
    """

    bed: Bed
    faults: list[str] = field(default_factory=list)
    read: int = 0

    def __post_init__(self) -> None:
        self.sites = [targets.content(site) for site in self.bed.editions.values()]
        self.stop = threading.Event()

    def one(self, path: str) -> None:
        """Read one page and what it asks for."""
        status, body = targets.get(self.bed.place.url + address(path))
        self.read += 1
        if status == 404 and not all(path in site for site in self.sites):
            return
        if status != 200 or body not in [site.get(path) for site in self.sites]:
            self.faults.append(
                f"{path}: {status}, {len(body)} bytes of {[len(site.get(path, b'')) for site in self.sites]}"
            )
            return
        for asset in targets.asked_for(body.decode()):
            status, body = targets.get(f"{self.bed.place.url}/{asset}")
            if status != 200 or body not in [site.get(asset) for site in self.sites]:
                self.faults.append(f"{path} asks for {asset}: {status}, {len(body)} bytes")

    def run(self) -> None:
        """Read until told to stop."""
        pages = sorted({path for site in self.sites for path in site if path.endswith(".html") and path != "404.html"})
        for path in cycle(["index.html", *pages[::3], "index.html", *pages[1::3], "index.html", *pages[2::3]]):
            if self.stop.wait(_PACE):
                return
            self.one(path)


@contextlib.contextmanager
def reading(bed: Bed) -> Iterator[Reader]:
    """Read the site while the block runs."""
    reader = Reader(bed)
    thread = threading.Thread(target=reader.run)
    thread.start()
    try:
        yield reader
    finally:
        reader.stop.set()
        thread.join()


@pytest.mark.long
def test_a_site_is_deployed_read_and_brought_back(bed: Bed) -> None:
    """While visitors read: no page cut off, none without what it asks for, none lost."""
    assert 0 == bed.run("deploy", "--out", str(bed.editions["one"]), "--dry").status
    assert "" == bed.shown()

    first = bed.deploy("one")

    assert (0, "") == (first.status, first.err)
    assert "one" == bed.shown()

    with reading(bed) as reader:
        second = bed.deploy("two")
        stood = [bed.shown()]
        back = bed.run("rollback")
        stood.append(bed.shown())

    assert (0, "", 0, "") == (second.status, second.err, back.status, back.err)
    assert ["two", "one"] == stood
    assert [] == reader.faults
    assert reader.read

    again = bed.run("rollback")

    assert 1 == again.status
    assert "deploy a site anew" in again.err


@pytest.mark.long
def test_a_killed_deployment_leaves_nothing_broken_and_the_next_one_finishes_it(bed: Bed) -> None:
    """Over SSH the site is the former one or the new one, whole, wherever it was killed."""
    chance = random.Random(bed.kind)
    stands, seen = bed.shown(), []
    if not stands:
        stands = "one"
        assert 0 == bed.deploy(stands).status
    with reading(bed) as reader:
        for number in range(KILLS):
            goal = "one" if stands == "two" else "two"
            killed = bed.start(goal)
            assert killed.stdout is not None
            for _ in range(chance.randrange(_LINES)):
                killed.stdout.readline()
            with contextlib.suppress(subprocess.TimeoutExpired):
                killed.wait(chance.uniform(0, 0.15))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(killed.pid, signal.SIGKILL) if number % 2 else killed.kill()
            killed.wait()
            killed.stdout.close()
            bed.ended()
            seen.append(bed.shown())
            finished = bed.deploy(goal)

            assert (0, "") == (finished.status, finished.err)
            assert goal == bed.shown()

            stands = goal

    assert [] == reader.faults
    assert bed.kind != "ssh" or set(seen) <= {"one", "two"}
    assert KILLS == len(seen)


@pytest.mark.long
def test_another_deployment_is_seen_through_the_server(bed: Bed, tmp_path: Path) -> None:
    """Two machines: the second is told who deploys and since when."""
    bed.deploy("one")
    running = bed.start("two")
    assert running.stdout is not None
    while b"%" not in running.stdout.readline():
        pass
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    running.stdout.close()
    bed.ended()
    elsewhere = targets.desk_of(tmp_path / "elsewhere", bed.place)
    told = builds.run(
        "deploy", "--site", elsewhere, "--target", "live", "--out", bed.editions["two"], **dict(bed.place.environment)
    )

    assert 1 == told.status
    assert " has been deploying since 20" in told.err
    assert 0 == bed.deploy("two").status, "the machine of the killed run goes on"
    assert "two" == bed.shown()


@pytest.mark.long
def test_the_sample_is_published_and_deployed_over_ssh_as_the_documents_say(tmp_path: Path) -> None:
    needed("make", "apt install make")
    site = builds.sample_copy(tmp_path)
    with targets.ssh(tmp_path / "host") as place:
        folder = tmp_path / "host" / "www"
        given = builds.environment(DEPLOY_FOLDER=str(folder), **place.environment)
        for words in (
            ["publish"],
            ["deploy", "TARGET=ssh", "DRY=1"],
            ["deploy", "TARGET=ssh"],
            ["deploy", "TARGET=ssh", "ALLOW=gone others"],
        ):
            command = ["make", "--no-print-directory", "-C", str(builds.REPOSITORY), *words, f"SITE={site}"]
            done = subprocess.run(command, env=given, capture_output=True, text=True, check=False, timeout=SECONDS)

            assert (0, "") == (done.returncode, done.stderr)

        assert targets.content(site / "public") == targets.content(folder / "current")
