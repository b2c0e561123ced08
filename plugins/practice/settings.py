"""
What a site's settings file says, read without Pelican.

The only place that looks at the environment, and at the clock for what a page says; all else is handed what it needs.
"""

from __future__ import annotations

import getpass
import importlib.util
import os
import platform
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

REPOSITORY = Path(__file__).resolve().parents[2]
"""The folder of this program: a site without a theme or settings of its own uses the ones here."""


class SettingsError(Exception):
    """A settings file that cannot be used; the message names file, setting, fault and remedy."""


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What a site's settings say.

    Attributes:
        root: the site's folder, which holds ``content/``.
        file: the settings file that was read.
        publish: whether this is the real thing and not the preview.
        site_url: where the site will stand, without a slash at its end; "" for a preview.
        today: the day from which reviews are counted.
        jurisdiction: name or path of the rules of the field.
        theme: folder of templates and styles.
        deploy: the table DEPLOY as it stands in the file; :mod:`practice.deploy.targets` reads it.
        security_contact: where to tell of a weakness of the site, ``mailto:`` or ``https:``; "" where none is named.
        security_expires: the day until which that holds; None where there is no contact.
    """

    root: Path
    file: Path
    publish: bool
    site_url: str
    today: date
    jurisdiction: str
    theme: Path
    deploy: Mapping[str, Any] = field(default_factory=dict)
    security_contact: str = ""
    security_expires: date | None = None

    @property
    def base(self) -> str:
        """The path below which the site stands, from slash to slash: ``/`` or ``/clinic/``."""
        return f"{urlsplit(self.site_url).path.rstrip('/')}/"

    def absolute(self, address: str) -> str:
        """Return *address*, which begins with the base path, with scheme and host; "" without a site address."""
        if not self.site_url:
            return ""
        parts = urlsplit(self.site_url)
        return f"{parts.scheme}://{parts.netloc}{address}"


def load(root: Path, *, publish: bool = False) -> Settings:
    """
    Read ``pelicanconf.py`` (or ``publishconf.py``) of the site in *root*, or this program's own.

    Raises:
        SettingsError: the file cannot be run, or a setting in it is none.
    """
    name = "publishconf.py" if publish else "pelicanconf.py"
    file = next((folder / name for folder in (root, REPOSITORY) if (folder / name).is_file()), REPOSITORY / name)
    return of(_run(file, root), root, file, publish=publish)


def of(values: dict[str, Any], root: Path, file: Path, *, publish: bool) -> Settings:
    """Return the settings that *values*, the names of a settings file or of Pelican's, say."""
    theme = Path(values.get("THEME") or "theme")
    if not theme.is_absolute():
        theme = next(
            (folder / theme for folder in (file.parent, REPOSITORY) if (folder / theme).is_dir()),
            file.parent / theme,
        )
    if not (theme / "templates").is_dir():
        raise SettingsError(f"{file.name}: THEME: no folder {theme.name}/templates; name the theme's folder")
    today = _today(values, file)
    contact, expires = _security(values, today, file) if publish else ("", None)
    return Settings(
        root=root,
        file=file,
        publish=publish,
        site_url=_site_url(str(values.get("SITEURL") or ""), file),
        today=today,
        jurisdiction=str(values.get("JURISDICTION") or "us-texas"),
        theme=theme,
        deploy=values.get("DEPLOY") or {},
        security_contact=contact,
        security_expires=expires,
    )


def somebody() -> tuple[str, str]:
    """Return who runs this command, as ``ann@desk``, and the time, as ``2026-11-22 21:12 UTC``: for a lock to tell."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that nobody has
        user = "somebody"
    return f"{user}@{platform.node()}", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def remote_shell() -> str:
    """Return the command that reaches another machine: ``ssh``, or what rsync's own variable RSYNC_RSH says."""
    return os.environ.get("RSYNC_RSH") or "ssh"


def _run(file: Path, root: Path) -> dict[str, Any]:
    """Run a settings file as a module of its own; what it imports comes from the site in *root* first."""
    kept = sys.modules.pop("pelicanconf", None)
    added = [str(root), str(file.parent)]
    sys.path[:0] = added
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec = importlib.util.spec_from_file_location("site_settings", file)
        if spec is None or spec.loader is None:
            raise SettingsError(f"{file.name}: cannot be read; write a settings file")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except SettingsError:
        raise
    except Exception as error:
        line = getattr(error, "lineno", None) or _line_in(error, file)
        raise SettingsError(f"{file.name}:{line}: {type(error).__name__}: {error}; mend this line") from None
    finally:
        sys.dont_write_bytecode = written
        for folder in added:
            sys.path.remove(folder)
        sys.modules.pop("pelicanconf", None)
        if kept is not None:
            sys.modules["pelicanconf"] = kept
    return {name: value for name, value in vars(module).items() if name.isupper()}


def _line_in(error: BaseException, file: Path) -> int:
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(file):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _site_url(url: str, file: Path) -> str:
    if not url:
        return ""
    if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~-]+)*/?", url):
        raise SettingsError(f'{file.name}: SITEURL: "{url}" is not a web address; write https:// and the host')
    return url.rstrip("/")


def _security(values: dict[str, Any], today: date, file: Path) -> tuple[str, date | None]:
    """Return whom to tell of a weakness and until when that holds; both or neither."""
    contact, given = str(values.get("SECURITY_CONTACT") or ""), values.get("SECURITY_EXPIRES")
    if not contact and not given:
        return "", None
    if not re.fullmatch(r"(?:mailto:[^\s@]+@[^\s@]+|https://\S+|tel:\+[0-9-]+)", contact):
        message = f'SECURITY_CONTACT: "{contact}" is no address to write to; write mailto: or https:// and the address'
        raise SettingsError(f"{file.name}: {message}")
    try:
        expires = given if isinstance(given, date) else date.fromisoformat(str(given))
    except ValueError:
        raise SettingsError(f'{file.name}: SECURITY_EXPIRES: "{given}" is not a date; write 2027-11-01') from None
    if expires <= today:
        raise SettingsError(f"{file.name}: SECURITY_EXPIRES: {expires} has passed; write a day within the next year")
    return contact, expires


def _today(values: dict[str, Any], file: Path) -> date:
    """Return the setting TODAY, else the environment's, else today where the practice is."""
    given = values.get("TODAY") or os.environ.get("TODAY")
    if isinstance(given, date):
        return given
    if given:
        try:
            return date.fromisoformat(str(given))
        except ValueError:
            raise SettingsError(f'{file.name}: TODAY: "{given}" is not a date; write 2027-11-01') from None
    zone = str(values.get("TIMEZONE") or "America/Chicago")
    try:
        return datetime.now(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(f'{file.name}: TIMEZONE: "{zone}" is no time zone; write America/Chicago') from None
