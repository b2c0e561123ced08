"""
A large made-up practice, for measuring: the repository's own content, and N procedures as long as kyphoplasty.

Everything follows from the number of pages, so that two runs measure the same bytes.  Words, titles, counts and
sources differ from page to page as on a real site; otherwise whatever remembers words would look too good.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PER_CONDITION = 8
"""Procedures of a condition, about."""
PHYSICIANS = 10
_FIRST_NAMES = ("Alex", "Bo", "Chris", "Dana", "Eli", "Fran", "Gene", "Hao", "Ira", "Jo")
_SHARE = 0.2
"""Of the longer words of a page, those that are changed."""
_NEW = 0.03
"""Of the changed words, those that no other page has."""

_WAYS = (
    "ablation", "block", "injection", "decompression", "denervation", "stimulation", "neurolysis", "infusion",
    "aspiration", "release", "implant", "nerve test", "cement repair", "root block", "fusion", "balloon repair",
)  # fmt: skip
_PLACES = (
    "cervical", "thoracic", "lumbar", "sacral", "hip", "knee", "shoulder", "elbow", "wrist", "ankle", "facet",
    "disc", "rib", "tailbone", "pelvic", "occipital", "facial", "plantar", "abdominal", "thigh",
)  # fmt: skip
_HOW = (
    "guided", "cooled", "pulsed", "repeated", "double", "deep", "shallow", "short", "slow", "staged", "image-led",
    "needle", "catheter", "open", "small-cut", "one-sided", "two-sided", "day", "trial", "second", "late", "early",
)  # fmt: skip
_TYPES = ("injection", "block", "ablation", "implant", "cement", "decompression")
_AREAS = ("head", "neck", "upper back", "mid back", "low back", "pelvis", "limb")
_WORD = re.compile(r"(?<= )[a-z]{5,}(?=[ ,.])")
_COUNT = re.compile(r"\((\d+) in (\d+)(?=[),])")
_FIXED = re.compile(r"#|\{|!\[|[A-Z][a-z_0-9]+: ")
_LINE_START = re.compile(r"(?:\s*(?:[-*]|\d+\.) )?(?:\*\*[^*]+\*\* ?)?|\[\^[^\]]+\]: ")
_SYLLABLES = ("ba", "cor", "den", "fi", "gal", "lo", "mer", "nu", "pol", "ras", "sti", "tem")


@dataclass(frozen=True, slots=True)
class Written:
    """What `write` made: *files* pages in all, *procedures* of them made up, *size* bytes of text."""

    files: int
    procedures: int
    size: int


def write(folder: Path, count: int, content: Path) -> Written:
    """
    Write a site with *count* made-up procedures into *folder*.

    Args:
        folder: empty; gets ``content/``.
        count: at most 7,000.
        content: the folder of real content that the pages are made of.
    """
    own = folder / "content"
    shutil.copytree(content, own)
    for path, text in _pages(count, content):
        (own / path).write_text(text, encoding="utf-8")
    pages = [path for path in own.rglob("*.md") if path.parent.name != "pieces"]
    return Written(len(pages), count, sum(path.stat().st_size for path in pages))


def _pages(count: int, content: Path) -> Iterator[tuple[str, str]]:
    """Yield path and text of every page that is made up."""
    procedure = (content / "procedures/kyphoplasty.md").read_text(encoding="utf-8")
    condition = (content / "conditions/vertebral-compression-fracture.md").read_text(encoding="utf-8")
    physician = (content / "physicians/preston-harmon.md").read_text(encoding="utf-8")
    words = sorted(set(_WORD.findall(procedure + condition)))
    titles = _titles()
    slugs = [_slug(title) for title in titles[:count]]
    conditions = [f"condition-{number}" for number in range(1, max(count // PER_CONDITION, 1) + 1)]
    for number, slug in enumerate(slugs):
        chance = random.Random(number)
        treats = conditions[min(number // PER_CONDITION, len(conditions) - 1)]
        yield f"procedures/{slug}.md", _procedure(procedure, titles[number], treats, words, chance)
    for number, slug in enumerate(conditions):
        chance = random.Random(-1 - number)
        mine = slugs[min(number * PER_CONDITION, len(slugs) - 1)]
        yield f"conditions/{slug}.md", _condition(condition, number + 1, mine, words, chance)
    for number in range(PHYSICIANS):
        name = f"{_FIRST_NAMES[number]} Example"
        text = physician.replace("Preston Harmon", name)
        mine = "".join(f"\n    {slug}" for slug in slugs[number::PHYSICIANS] or slugs[:1])
        text = re.sub(r"(?m)^Procedures: .*", f"Procedures:{mine}", text)
        yield f"physicians/{_slug(name)}.md", text


def _titles() -> list[str]:
    """Return every title, each once, neighbors unlike each other."""
    made = [f"{how} {place} {way}".capitalize() for how in _HOW for place in _PLACES for way in _WAYS]
    random.Random(0).shuffle(made)
    return made


def _slug(title: str) -> str:
    return "-".join(title.lower().split())


def _procedure(text: str, title: str, treats: str, words: list[str], chance: random.Random) -> str:
    text = text.replace("vertebral-compression-fracture", treats)
    text = re.sub(r"kyphoplasty(?!-\d)", title.lower(), text.replace("Kyphoplasty", title))  # pictures keep their names
    text = re.sub(r"(?m)^Type: .*", f"Type: {chance.choice(_TYPES)}", text, count=1)
    text = re.sub(r"(?m)^Body_area: .*", f"Body_area: {', '.join(sorted(chance.sample(_AREAS, 2)))}", text, count=1)
    text = _COUNT.sub(lambda match: f"({chance.randint(1, int(match[2]))} in {match[2]}", text)
    return _varied(text, words, chance)


def _condition(text: str, number: int, procedure: str, words: list[str], chance: random.Random) -> str:
    text = text.replace("../procedures/kyphoplasty.md", f"../procedures/{procedure}.md")
    text = re.sub(r"(?m)^Title: .*", f"Title: Pain of kind {number}", text, count=1)
    return _varied(text, words, chance)


def _varied(text: str, words: list[str], chance: random.Random) -> str:
    """Change words of the running text; metadata, headings, labels and marks stay as the grammar needs them."""

    def another(match: re.Match[str]) -> str:
        if chance.random() >= _SHARE:
            return match[0]
        if chance.random() < _NEW:
            return "".join(chance.sample(_SYLLABLES, 3))
        return chance.choice(words)

    lines = []
    for line in text.split("\n"):
        if _FIXED.match(line):
            lines.append(line)
            continue
        start = _LINE_START.match(line)
        at = start.end() if start else 0
        lines.append(line[:at] + _WORD.sub(another, line[at:]))
    return "\n".join(lines)


def for_stock(ours: Path, folder: Path) -> None:
    """
    Write the pages of the site *ours* so that stock Pelican reads the same text, into *folder*.

    They become Pelican's own pages, which cost it less than articles do (no feeds, archives or categories).  It
    knows neither pieces nor practice facts, so pieces are filled in; a file without a title is left out.
    """
    pieces = {path.stem: path.read_text(encoding="utf-8") for path in (ours / "content/pieces").glob("*.md")}
    for path in sorted((ours / "content").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if path.parent.name == "pieces" or not text.startswith("Title:"):
            continue
        text = re.sub(r"\{piece: ([a-z0-9-]+)\}", lambda match: pieces[match[1]].strip(), text)
        if path.name.endswith(".es.md"):  # a page like any other, which needs its own address
            text = text.replace("\n", f"\nSlug: {path.stem.replace('.', '-')}\n", 1)
        target = folder / "content/pages" / path.relative_to(ours / "content")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


HUGO_SETTINGS = """\
baseURL = "https://www.example.com/"
title = "Example"
disableKinds = ["taxonomy", "term", "RSS"]
"""
HUGO_TEMPLATE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{{{ .Title }}}}</title><style>/* {padding} */</style></head>
<body><main><h1>{{{{ .Title }}}}</h1>{{{{ .Content }}}}
{{{{ range .Pages }}}}<p><a href="{{{{ .RelPermalink }}}}">{{{{ .Title }}}}</a></p>{{{{ end }}}}</main></body>
</html>
"""


def for_hugo(stock: Path, folder: Path, padding: int = 0) -> None:
    """
    Write the pages of the site *stock* so that Hugo reads the same text, into *folder*, with one plain template.

    Args:
        stock: what `for_stock` wrote.
        folder: of the site for Hugo.
        padding: bytes of a comment in each page, so that its HTML is as large as ours.
    """
    (folder / "layouts/_default").mkdir(parents=True, exist_ok=True)
    (folder / "hugo.toml").write_text(HUGO_SETTINGS, encoding="utf-8")
    # A comment that compresses no better than other text, which nothing looks into.
    filler = "".join(random.Random(0).choices("abcdefghijklmnopqrstuvwxyz ", k=padding))
    for name in ("single", "list"):
        (folder / f"layouts/_default/{name}.html").write_text(HUGO_TEMPLATE.format(padding=filler), encoding="utf-8")
    for path in sorted((stock / "content/pages").rglob("*.md")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        title = head.split("\n")[0].removeprefix("Title: ").replace('"', "'")
        target = folder / "content" / path.relative_to(stock / "content/pages")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f'---\ntitle: "{title}"\n---\n\n{body}', encoding="utf-8")
