"""Imports for tests: an old site written to a file, taken into a folder, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
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

    def said(self, of: str) -> list[str]:
        """Return what the report says under a heading, or of the page with that title."""
        found: dict[str, list[str]] = {}
        at: list[str] = []
        for line in self.result.out.splitlines():
            if line.startswith("- "):
                at.append(line.removeprefix("- "))
            elif line:
                at = found.setdefault(line.partition(": content/")[0], [])
        return found.get(of, [])

    @property
    def left(self) -> list[str]:
        """What was left out."""
        return self.said("Left out; each of these needs you")

    @property
    def whole(self) -> list[str]:
        """What is said of the old site as a whole."""
        return self.said("The old site as a whole")

    @property
    def addresses(self) -> list[str]:
        """What is said of old addresses."""
        return self.said("Its addresses")

    def files(self) -> dict[str, bytes]:
        """Return every file of the site."""
        found = sorted(path for path in self.root.rglob("*") if path.is_file())
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in found}


def take(source: Path, root: Path, *more: str | Path) -> Taken:
    """Import the old site *source* into the folder *root*."""
    return Taken(root, run("import", "--site", root, "--from", source, *more))


def item(
    title: str = "About us",
    html: str = "<p>We treat pain of the spine.</p>",
    metas: Mapping[str, str] = MappingProxyType({}),
    groups: Sequence[tuple[str, str]] = (),
    **fields: str,
) -> str:
    """
    Return an item of an export.

    Args:
        title: of the page.
        html: its text.
        metas: further fields that plug-ins and the practice made.
        groups: categories and the like, by taxonomy and name.
        fields: WordPress's own, with their values; one that begins with an underscore is such a further field.
    """
    number = fields.get("post_id", "7")
    slug = fields.get("post_name", "about-us")
    given = {
        "post_id": number, "post_name": slug, "status": "publish", "post_type": "page", "post_parent": "0", **fields,
    }  # fmt: skip
    link = given.pop("link", f"https://www.example.com/{slug}/")
    more = {key: given.pop(key) for key in [key for key in given if key.startswith("_")]}
    meta = "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in {**metas, **more}.items()
    )
    filed = "".join(
        f'<category domain="{kind}" nicename="{name}"><![CDATA[{name}]]></category>' for kind, name in groups
    )
    excerpt = given.pop("excerpt", "")
    lines = "".join(f"<wp:{key}>{escape(value)}</wp:{key}>" for key, value in given.items())
    return (
        f"<item><title><![CDATA[{title}]]></title><link>{escape(link)}</link>"
        f"<content:encoded><![CDATA[{html}]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>{lines}{filed}{meta}</item>\n"
    )


def upload(number: str, path: str, alt: str = "", parent: str = "0") -> str:
    """Return the item of an upload at *path* below the folder of uploads."""
    return item(
        Path(path).stem, "", post_id=number, post_name=f"upload-{number}", status="inherit", post_type="attachment",
        attachment_url=f"https://www.example.com/wp-content/uploads/{path}", post_parent=parent,
        _wp_attachment_image_alt=alt,
    )  # fmt: skip


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
