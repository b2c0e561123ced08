"""
The site's icon: its drawing stands in each page, and beside the pages are the files that are looked for by address.

A page that names a file for its icon asks for it while it is drawn, and the first paint shares the line with it.
"""

from __future__ import annotations

from urllib.parse import quote

from markupsafe import Markup

DRAWING = "favicon.svg"
"""The one source; it is published too."""
TOUCH = "apple-touch-icon.png"
"""The same drawing in pixels, without rounded corners, for home screens and for search engines."""

_PLAIN = "!$'()*+,/:;=?@"
"""What may stand in an address as it is and in an attribute in double quotes (URL standard, "URL code points")."""


def inline(drawing: str) -> Markup:
    """Return a drawing as an address that holds all of it."""
    return Markup(f"data:image/svg+xml,{quote(drawing.strip(), safe=_PLAIN)}")
