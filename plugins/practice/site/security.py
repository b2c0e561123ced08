"""``security.txt``: whom to tell about a weakness of the site (RFC 9116)."""

from __future__ import annotations

from collections.abc import Iterable

from practice.settings import Settings
from practice.site.rules import WELL_KNOWN

NAME = f"{WELL_KNOWN}security.txt"


def text(settings: Settings, languages: Iterable[str]) -> str:
    """Return the file; "" where nobody is named, or where the site stands below a path, where none is looked for."""
    if not settings.security_contact or settings.security_expires is None or settings.base != "/":
        return ""
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {settings.security_expires.isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(sorted(languages))}",
        f"Canonical: {settings.absolute(f'/{NAME}')}",
    ]
    return "\n".join([*lines, ""])
