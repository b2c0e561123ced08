"""
Random edits of a site, for tests that compare what the loop keeps with a clean build.

Each edit changes files as an editor would, by whole files written anew, renamed or deleted; some make the site
faulty on purpose, and whatever follows may mend it or not.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

WORDS = ("bone", "needle", "rest", "walk", "sleep", "warm", "cold", "steady", "gentle", "slow", "nurse", "ride home")


class Editor:
    """
    Someone who edits a site at random.

    Args:
        site: a folder with ``content/``, its settings and a theme of its own.
        seed: of the randomness.

    Attributes:
        faulty: whether the last edit left a fault; then what follows is often its undoing.
    """

    def __init__(self, site: Path, seed: int) -> None:
        self.site, self.chance = site, random.Random(seed)
        self.first = {path: path.read_bytes() for path in sorted(site.rglob("*")) if self._edited(path)}
        self._count, self.faulty = 0, False
        self.edits: tuple[Callable[[], None], ...] = (
            self.body, self.body, self.body, self.title, self.title, self.summary, self.field, self.relation,
            self.delete, self.rename, self.add, self.translation, self.template, self.style, self.setting,
            self.picture, self.picture_on_page, self.term, self.redirect, self.piece, self.practice, self.draft,
            self.review, self.notice, self.catalog, self.link, self.download, self.touch, self.several, self.fault,
            self.restore,
        )  # fmt: skip

    def _edited(self, path: Path) -> bool:
        top = path.relative_to(self.site).parts[0]
        return path.is_file() and (top in ("content", "theme") or top.endswith("conf.py"))

    def edit(self) -> str:
        """Make one edit and return its name."""
        self._count += 1
        chosen = self.chance.choice(self.edits)
        if self.faulty and self.chance.random() < 0.5:  # else faults would pile up
            chosen = self.restore
        chosen()
        return chosen.__name__

    # What is edited ---------------------------------------------------------------------------------------

    def pages(self, *folders: str) -> list[Path]:
        """Return the pages of the folders named, or all."""
        content = self.site / "content"
        found = [path for folder in folders or ("*",) for path in content.glob(f"{folder}/*.md")]
        return sorted(path for path in found if path.parent.name != "pieces")

    def page(self, *folders: str) -> Path:
        """Return one of them."""
        return self.chance.choice(self.pages(*folders) or self.pages())

    def word(self) -> str:
        """Return a word that no edit wrote before."""
        return f"{self.chance.choice(WORDS)} {self._count}"

    def write(self, path: Path, text: str) -> None:
        """Write a file in one of the ways in which editors do."""
        path.parent.mkdir(parents=True, exist_ok=True)
        way = self.chance.randrange(3)
        if way == 0:
            path.write_text(text, encoding="utf-8")
        elif way == 1:
            spare = path.with_name(f".{path.name}.tmp")
            spare.write_text(text, encoding="utf-8")
            spare.replace(path)
        else:
            path.write_text(text[: len(text) // 2], encoding="utf-8")
            path.write_text(text, encoding="utf-8")

    def change(self, path: Path, pattern: str, new: str | Callable[[re.Match[str]], str]) -> None:
        """Replace the first place where *pattern* matches."""
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            self.write(
                path, re.sub(pattern, new if callable(new) else lambda _: new, text, count=1, flags=re.MULTILINE)
            )

    # Edits ------------------------------------------------------------------------------------------------

    def body(self) -> None:
        page = self.page()
        text = page.read_text(encoding="utf-8")
        places = [match.end() for match in re.finditer(r"[a-z]\. ", text)]
        at = self.chance.choice(places) if places else len(text)
        self.write(page, f"{text[:at]}Mind the {self.word()}. {text[at:]}")

    def title(self) -> None:
        self.change(self.page(), r"^Title: .*", f"Title: {self.chance.choice('ABKXZ')}bout the {self.word()}")

    def summary(self) -> None:
        self.change(self.page(), r"^Summary: .*", f"Summary: What to know about the {self.word()}.")

    def field(self) -> None:
        name, values = self.chance.choice(
            (
                ("Duration", ("20 minutes", "1 hour", "?")),
                ("Anesthesia", ("local", "general", "sedation")),
                ("Body_area", ("head", "neck, limb", "low back")),
                ("Degree", ("MD", "DO")),
                ("Accepting_new", ("yes", "no", "?")),
                ("Also_called", ("the small one", "one, two")),
                ("City", ("Frisco", "Plano")),
                ("Phone", ("(972) 555-0142", "(972) 555-0143")),
                ("Hours", ("Mon-Fri 08:00-12:00", "Tue 09:00-17:00")),
                ("Active", ("no", "yes")),
            )
        )
        value = self.chance.choice(values)
        holders = [page for page in self.pages() if re.search(rf"^{name}: ", page.read_text("utf-8"), re.MULTILINE)]
        if holders:
            self.change(self.chance.choice(holders), rf"^{name}: .*(\n    .*)*", f"{name}: {value}")

    def relation(self) -> None:
        key, folder, other = self.chance.choice(
            (
                ("Treats", "procedures", "conditions"),
                ("Procedures", "physicians", "procedures"),
                ("Locations", "physicians", "locations"),
            )
        )
        slugs = sorted({path.name.partition(".")[0] for path in self.pages(other)})
        chosen = self.chance.sample(slugs, self.chance.randint(1, len(slugs))) if slugs else ["nobody"]
        self.change(self.page(folder), rf"^{key}: ?.*(\n    .*)*", f"{key}: {', '.join(chosen)}")

    def delete(self) -> None:
        if len(self.pages()) > 6:
            self.page().unlink()

    def rename(self) -> None:
        page = self.page()
        stem, _, rest = page.name.partition(".")
        page.rename(page.with_name(f"{stem[:20].rstrip('-')}-{self._count}.{rest}"))

    def add(self) -> None:
        page = self.page()
        stem, _, _ = page.name.partition(".")
        text = page.read_text(encoding="utf-8")
        new = page.with_name(f"{stem[:20].rstrip('-')}-{self._count}.md")
        self.write(new, re.sub(r"^Title: .*", f"Title: New {self.word()}", text, count=1, flags=re.MULTILINE))

    def translation(self) -> None:
        page = self.page("pages", "conditions", "locations")
        if page.name.count(".") > 1:
            page.unlink()
            return
        text = page.read_text(encoding="utf-8").partition("\n\n")[2]
        head = f"Title: Sobre {self.word()}\nSummary: Qué saber.\n"
        self.write(page.with_suffix(".es.md"), head + "\n" + text)

    def template(self) -> None:
        templates = sorted((self.site / "theme/templates").rglob("*.html"))
        file = self.chance.choice(templates)
        text = file.read_text(encoding="utf-8")
        places = [match.start() for match in re.finditer(r"</(p|h2|dd|li)>", text)]
        if places:
            at = self.chance.choice(places)
            self.write(file, f"{text[:at]} {self._count}{text[at:]}")

    def style(self) -> None:
        file = self.site / "theme/styles/site.css"
        self.write(
            file, file.read_text(encoding="utf-8") + f"\n@layer components {{ .card {{ order: {self._count} }} }}\n"
        )

    def setting(self) -> None:
        text = 'THEME = "theme"\nTODAY = "2026-11-22"\n'
        for line in ('SITEURL = "https://www.example.com/clinic"\n', 'TODAY = "2027-12-01"\n'):
            if self.chance.random() < 0.4:
                text += line
        self.write(self.site / "pelicanconf.py", text)

    def picture(self) -> None:
        pictures = sorted((self.site / "content/images").glob("*.svg"))
        if pictures:
            self.change(self.chance.choice(pictures), r"</svg>", f"<title>{self.word()}</title></svg>")

    def picture_on_page(self) -> None:
        pictures = sorted((self.site / "content/images").iterdir())
        if pictures:
            name = self.chance.choice(pictures).name
            page = self.page()
            self.write(page, f"{page.read_text('utf-8').rstrip()}\n\n## {self.word()}\n\n![Seen](../images/{name})\n")

    def term(self) -> None:
        file = self.site / "content/glossary.md"
        if file.is_file():
            text = file.read_text(encoding="utf-8").rstrip()
            new = (
                f"- **{self.chance.choice(('needle', 'nurse', 'phone', 'bone'))} {self._count % 3}**: a {self.word()}."
            )
            lines = text.split("\n")
            if self.chance.random() < 0.4:
                lines = [line for line in lines if "**n" not in line]
            self.write(file, "\n".join([*lines, new, ""]))

    def redirect(self) -> None:
        page = self.page("procedures", "conditions")
        target = f"/{page.parent.name}/{page.name.partition('.')[0]}/"
        self.write(self.site / "content/redirects.txt", f"/old-{self._count}/ {target}\n")

    def piece(self) -> None:
        pieces = sorted((self.site / "content/pieces").glob("*.md"))
        if pieces:
            piece = self.chance.choice(pieces)
            self.write(piece, piece.read_text(encoding="utf-8").rstrip() + f"\n- The {self.word()}\n")

    def practice(self) -> None:
        key, values = self.chance.choice(
            (("Name", ("Example Pain Clinic", "Other Pain Clinic")), ("Phone", ("(972) 555-0100", "(972) 555-0101")))
        )
        self.change(self.site / "content/practice.md", rf"^{key}: .*", f"{key}: {self.chance.choice(values)}")

    def draft(self) -> None:
        page = self.page()
        text = page.read_text(encoding="utf-8")
        if "Status: draft\n" in text:
            self.write(page, text.replace("Status: draft\n", "", 1))
        else:
            self.change(page, r"^Title: .*", lambda match: f"{match[0]}\nStatus: draft")

    def review(self) -> None:
        page = self.page("procedures", "conditions")
        dates = self.chance.choice((("2026-11-01", "2027-11-01"), ("2025-01-01", "2026-01-01")))
        people = [path.stem for path in self.pages("physicians") if "." not in path.stem] or ["nobody"]
        lines = f"Reviewed_by: {self.chance.choice(people)}\nReviewed: {dates[0]}\nReview_due: {dates[1]}\n"
        text = re.sub(r"^(Reviewed_by|Reviewed|Review_due): .*\n", "", page.read_text("utf-8"), flags=re.MULTILINE)
        self.write(page, re.sub(r"^Title: .*\n", lambda match: match[0] + lines, text, count=1, flags=re.MULTILINE))

    def notice(self) -> None:
        file = self.site / "content/practice.md"
        if file.is_file():
            text = re.sub(r"^Notice: .*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
            day = self.chance.choice(("2026-12-01", "2026-11-01"))
            self.write(file, f"{text.rstrip()}\nNotice: Closed for {self.word()} | {day}\n")

    def catalog(self) -> None:
        self.change(
            self.site / "theme/locale/es.po", r'^msgstr "Procedimientos.*"', f'msgstr "Procedimientos {self._count}"'
        )

    def link(self) -> None:
        page, other = self.page(), self.page()
        lead = f"See [this]({'../' if page.parent.name != 'content' else ''}{other.parent.name}/{other.name})."
        self.write(page, f"{page.read_text('utf-8').rstrip()}\n\n## {self.word()}\n\n{lead}\n")

    def download(self) -> None:
        self.write(self.site / f"content/files/form-{self._count % 2}.txt", f"{self.word()}\n")

    def touch(self) -> None:
        page = self.page()
        self.write(page, page.read_text(encoding="utf-8"))

    def several(self) -> None:
        """Change many files at once, as switching a branch does."""
        for _ in range(self.chance.randint(2, 6)):
            self.chance.choice((self.body, self.title, self.relation, self.summary, self.rename, self.style))()

    def fault(self) -> None:
        page = self.page()
        wrong = self.chance.choice(("\n\n[gone](gone.md)\n", "\n\n<b>raw</b>\n", "\n\n[^nobody]\n"))
        self.write(page, page.read_text(encoding="utf-8") + wrong)

    def restore(self) -> None:
        """Put the site back as it was at first; without this, faults would pile up."""
        for folder in ("content", "theme"):
            for path in sorted((self.site / folder).rglob("*"), reverse=True):
                if path.is_file() and path not in self.first:
                    path.unlink()
                elif path.is_dir() and not any(path.iterdir()):
                    path.rmdir()
        for path, data in self.first.items():
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)


def site_with_theme(sample: Path, theme: Path, folder: Path) -> Path:
    """Return a copy of a site with a theme of its own, both to be edited."""
    site = Path(shutil.copytree(sample, folder, ignore=shutil.ignore_patterns(".*", "output", "public", "__pycache__")))
    shutil.copytree(theme, site / "theme")
    (site / "pelicanconf.py").write_text('THEME = "theme"\nTODAY = "2026-11-22"\n', encoding="utf-8")
    return site
