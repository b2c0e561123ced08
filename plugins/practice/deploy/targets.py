"""Where a site can be deployed: the table DEPLOY of ``publishconf.py``, which holds no secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from practice.content.faults import did_you_mean
from practice.settings import Settings, SettingsError

KINDS: Mapping[str, tuple[str, ...]] = {"ssh": ("host", "path"), "folder": ("path",), "rclone": ("path",)}
"""Kinds of target with the keys that each needs."""

_OPTIONAL = ("url", "keep")
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_HOST = re.compile(r"(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9][A-Za-z0-9._-]*")
_REMOTE = re.compile(r"[A-Za-z0-9_][\w.+@ -]*:[^\0\n]*|/[^\0\n]*[^\0\n/]")
_FOLDER = re.compile(r"/?[^\0\n/-][^\0\n]*")
_URL = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?")


@dataclass(frozen=True, slots=True)
class Target:
    """
    One place that a site can be deployed to.

    Attributes:
        name: as in ``make deploy TARGET=name``.
        kind: ``ssh``, ``folder`` or ``rclone``.
        host: for SSH: ``user@host``, or a name of the SSH configuration.
        path: a folder there; for rclone ``remote:folder`` of its configuration, or a folder of this machine.
        url: where what was uploaded can be fetched, without a slash at its end; "" to fetch nothing.
        keep: how many releases stay for a rollback, the one that is shown counted.
    """

    name: str
    kind: str
    host: str
    path: str
    url: str
    keep: int = 5

    def __str__(self) -> str:
        """Return kind and place: ``ssh www@host:/srv/site``."""
        return f"{self.kind} {self.host}:{self.path}" if self.host else f"{self.kind} {self.path}"


def target(settings: Settings, name: str) -> Target:
    """
    Return the target *name* of the site.

    Raises:
        SettingsError: there is none of this name, or its row is faulty.
    """
    table = settings.deploy
    if not isinstance(table, Mapping):
        raise SettingsError(f'{settings.file.name}: DEPLOY: is no table; write {{"live": {{"kind": "ssh", …}}}}')
    row = table.get(name)
    if row is None:
        known = ", ".join(sorted(map(str, table)))
        hint = did_you_mean(name, table) or (f"; write one of: {known}" if known else "; write it, see docs/deploy.md")
        raise SettingsError(f'{settings.file.name}: DEPLOY: no target "{name}"{hint}')
    try:
        return _target(settings, name, row)
    except ValueError as fault:
        raise SettingsError(f"{settings.file.name}: DEPLOY: {name}: {fault}") from None


def _target(settings: Settings, name: str, row: Any) -> Target:
    if not _NAME.fullmatch(name):
        raise ValueError("is no name of a target; write small letters, digits and hyphens")
    if not isinstance(row, Mapping) or row.get("kind") not in KINDS:
        raise ValueError(f"has no kind; write one of: {', '.join(KINDS)}")
    kind = str(row["kind"])
    allowed = ("kind", *KINDS[kind], *_OPTIONAL)
    for key in row:
        if key not in allowed:
            raise ValueError(f'"{key}" is no key of this kind; write {", ".join(allowed)}, and secrets nowhere here')
    for key in KINDS[kind]:
        if not row.get(key):
            raise ValueError(f"{key} is missing; write it")
    host, path, keep = str(row.get("host", "")), str(row["path"]), row.get("keep", 5)
    if host and not _HOST.fullmatch(host):
        raise ValueError(f'"{host}" is no host; write user@host, or a name of your SSH configuration')
    form = _REMOTE if kind == "rclone" else _FOLDER
    if not form.fullmatch(path) or ".." in path.split("/"):
        raise ValueError(f'"{path}" is no place for a site; write a folder, for rclone as remote:folder')
    if type(keep) is not int or keep < 2:
        raise ValueError(f'keep: "{keep}" is no number of releases; write 2 or more')
    return Target(name, kind, host, path if path.endswith(":") else path.rstrip("/"), _url(settings, row), keep)


def _url(settings: Settings, row: Mapping[str, Any]) -> str:
    url = str(row.get("url", settings.site_url))
    if not url:
        return ""
    if not _URL.fullmatch(url):
        raise ValueError(f'url: "{url}" is not a web address; write https:// and the host, or "" to fetch nothing')
    if f"{urlsplit(url).path.rstrip('/')}/" != settings.base:
        raise ValueError(f"url: {url} does not end in the path of SITEURL, {settings.base}; links would lead astray")
    return url.rstrip("/")
