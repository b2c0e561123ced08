"""Imports for tests: an old site written to a file, taken into a folder, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from builds import Result, run
from practice.content import graph
from practice.content.graph import Site

IMPORTS = Path(__file__).parent / "imports"


@dataclass(frozen=True)
class Taken:
    """A site after an import, and what the import said."""

    root: Path
    result: Result

    @property
    def site(self) -> Site:
        """The site as it is read."""
        return graph.load(self.root)

    def file(self, path: str) -> str:
        """Return a file below ``content/``."""
        return (self.root / "content" / path).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """Return every file of the site."""
        found = sorted(path for path in self.root.rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in found}


def take(source: Path, root: Path, *more: str | Path) -> Taken:
    """Import the old site *source* into the folder *root*."""
    return Taken(root, run("import", "--site", root, "--from", source, *more))


def item(title: str = "About us", html: str = "<p>We treat pain of the spine.</p>", **fields: str) -> str:
    """Return an item of an export; *fields* are WordPress's own, with their values."""
    number = fields.get("post_id", "7")
    slug = fields.get("post_name", "about-us")
    given = {
        "post_id": number, "post_name": slug, "status": "publish", "post_type": "page", "post_parent": "0", **fields,
    }  # fmt: skip
    link = given.pop("link", f"https://www.example.com/{slug}/")
    metas = "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{given.pop(key)}]]></wp:meta_value>"
        "</wp:postmeta>"
        for key in [key for key in given if key.startswith("_")]
    )
    excerpt = given.pop("excerpt", "")
    lines = "".join(f"<wp:{key}>{escape(value)}</wp:{key}>" for key, value in given.items())
    return (
        f"<item><title><![CDATA[{title}]]></title><link>{escape(link)}</link>"
        f"<content:encoded><![CDATA[{html}]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>{lines}{metas}</item>\n"
    )


HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Example Pain Clinic</title><link>https://www.example.com</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://www.example.com</wp:base_site_url>
"""
TAIL = "</channel></rss>\n"


def export(folder: Path, *items: str, head: str = HEAD, tail: str = TAIL) -> Path:
    """Write an export with *items* and return its file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "export.xml"
    file.write_text(f"{head}{''.join(items)}{tail}", encoding="utf-8")
    return file
