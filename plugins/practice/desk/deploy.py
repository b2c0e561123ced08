"""``make deploy``: the published site to its host, guarded, checked over HTTP, finished by another run if killed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from practice import settings
from practice.content import redirects
from practice.deploy import guards, kept
from practice.deploy.order import Job, RefusedError, deploy
from practice.deploy.programs import DeployError, ProgramError
from practice.deploy.release import Release
from practice.deploy.targets import target
from practice.settings import SettingsError
from practice.site.ledger import record
from practice.site.manifest import MANIFEST, walk


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--out", type=Path, help="the built site; public/ beside the content by default")
    parser.add_argument("--dry", action="store_true", help="say what would be done, and do nothing")
    arguments_of_both(parser)


def arguments_of_both(parser: argparse.ArgumentParser) -> None:
    """Declare what a rollback takes as well."""
    parser.add_argument("--target", required=True, help="a name of the table DEPLOY in publishconf.py")
    parser.add_argument("--allow", choices=guards.ALLOWED, action="append", default=[], help="overrule this guard")


def run(call: argparse.Namespace) -> int:
    """Deploy; return 1 when a guard refused or visitors do not get what was sent."""
    root = call.site.resolve()
    public = Path.cwd() / (call.out or root / "public")

    def act(job: Job) -> Release | None:
        if newer := _newer(root / "content", public / MANIFEST):
            job.tell(f"content/{newer} was edited after {public.name}/ was built; `make publish` takes it in")
        return deploy(job, public, dry=call.dry)

    return ended(call, root, act)


def ended(call: argparse.Namespace, root: Path, act: Callable[[Job], Release | None]) -> int:
    """Do *act* for the target that was named, and say what came of it; return the exit status."""
    try:
        act(job(root, call.target, call.allow))
    except RefusedError as error:
        print(error, file=sys.stderr)
        return _stopped(f"{call.target}: nothing was changed there")
    except (DeployError, ProgramError, SettingsError, guards.NoSiteError) as error:
        return _stopped(str(error))
    except OSError as error:
        return _stopped(f"{error.filename or kept.FOLDER}: {error.strerror or error}; mend it and run it again")
    return 0


def job(root: Path, name: str, allowed: Iterable[str]) -> Job:
    """
    Return what a deployment of the site in *root* to its target *name* is about.

    Raises:
        SettingsError: the settings or the target's row cannot be used.
        OSError: the list of moved addresses cannot be read.
    """
    found = settings.load(root, publish=True)
    to = target(found, name)
    who, since = settings.somebody()
    moved = root / redirects.PATH
    text = moved.read_text(encoding="utf-8") if moved.is_file() else ""
    return Job(
        target=to,
        place=root / kept.FOLDER / to.name,
        site_url=found.site_url,
        redirects={each.old: each.new for each in redirects.read(text, ())[0]},
        who=who,
        since=since,
        shell=settings.remote_shell(),
        allowed=frozenset(allowed),
        tell=lambda line: print(line, flush=True),
        verified=partial(record, root),
    )


def _newer(content: Path, manifest: Path) -> str:
    """Return the first file of the content that was written after the manifest; "" for none."""
    if not manifest.is_file():
        return ""
    built = manifest.stat().st_mtime_ns
    return next((path for path in walk(content) if (content / path).lstat().st_mtime_ns > built), "")


def _stopped(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
