"""``make import``: an old site's export or saved pages become content files, and old addresses redirects."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from practice.content import graph, redirects
from practice.content.faults import Fault
from practice.content.kinds import BY_NAME
from practice.content.progress import counted
from practice.desk.account import Account
from practice.desk.writing import replace, write_new

if TYPE_CHECKING:
    from practice.intake.facts import Person
    from practice.intake.original import Archive
    from practice.intake.plan import Plan


_MOST_NAMED = 8


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--from", dest="source", type=Path, required=True, help="export.xml, page.html or a folder")
    parser.add_argument("--uploads", type=Path, help="the old site's folder wp-content/uploads")


def run(call: argparse.Namespace) -> int:
    """Write the files and say what became of each page; return 1 when anything of the old site was left out."""
    from practice.intake.opening import opened  # the parsers of old sites are not needed by other commands

    try:
        archive = opened(call.source)
        if call.uploads and not call.uploads.is_dir():
            raise ValueError(f"UPLOADS: no folder {call.uploads}; name the old site's folder wp-content/uploads")
    except ValueError as error:
        print(str(error) if str(error).startswith("UPLOADS") else f"FROM: {error}", file=sys.stderr)
        return 1
    root = call.site.resolve()
    try:
        if root != Path.cwd():
            root.mkdir(exist_ok=True)
        taking = _Taking(root, call.source.name, archive, (call.uploads,) if call.uploads else ())
        return taking.run()
    except BrokenPipeError:  # whoever reads the report has seen enough
        raise
    except OSError as error:
        print(f"{error.filename}: {error.strerror}; mend it and try again", file=sys.stderr)
        return 1


class _Taking:
    """One run over one old site."""

    def __init__(self, root: Path, source: str, archive: Archive, folders: tuple[Path, ...]) -> None:
        from practice.intake.uploads import Uploads

        self.root, self.source, self.archive = root, source, archive
        self.uploads = Uploads(root, folders, archive.hosts)
        self.account = Account(source)
        self.site = graph.load(root)
        self.counts: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()

    def run(self) -> int:
        from practice.intake import original
        from practice.intake.page import make
        from practice.intake.plan import Plan, plan

        titles = {page.title.casefold(): page.path for page in self.site.pages.values()}
        offices = {str(page.get("city") or page.title).casefold(): page.slug for page in self.site.of_kind("location")}
        found: Plan | None = None
        first: dict[str, list[Fault]] = {}
        for each in plan(self.archive, self.source, titles, offices):
            if isinstance(each, Plan):
                found = each
            else:
                first.setdefault(each.path, []).append(each)
        assert found is not None
        for fault in first.pop(self.source, []):
            self.account.add(fault)
        phones: Counter[str] = Counter()
        people: dict[str, tuple[Person, list[str]]] = {}
        places, waiting = counted(found.pages, "pages taken over"), list[Fault]()
        for page in self.archive.pages():
            if isinstance(page, Fault):
                waiting.append(page)
                continue
            planned = next(places)
            path = planned.path if planned else ""
            for fault in (*first.pop(path, []), *waiting):
                self.account.add(fault, path if fault.field == page.title else "")
            waiting.clear()
            if planned is None:
                continue
            made = make(page, planned, found, partial(self.uploads.take, near=page.folder))
            title = page.title or planned.title
            for said in made.lost:
                self.account.add(original.lost(self.source, title, said), path)
            for said in made.said:
                self.account.add(original.note(self.source, title, said), path)
            self.write(path, made.text, title)
            self.kinds[planned.kind.name] += 1
            phones.update(made.phones)
            for person, cities in made.people:
                people.setdefault(person.name, (person, []))[1].extend(cities)
        for fault in waiting:
            self.account.add(fault)
        self._people(people.values(), found)
        if any(found.pages):
            self._frame(found, phones)
        self._redirects(found)
        self._unused()
        return self._end()

    def write(self, path: str, text: str, title: str) -> None:
        """Write a new file; where an editor's stands, put ours beside it."""
        from practice.intake import original

        file = self.root / path
        if write_new(file, text):
            self.counts["written"] += 1
        elif file.is_file() and file.read_bytes() == text.encode():
            self.counts["unchanged"] += 1
        else:
            beside = file.with_suffix(".new.md")
            name = beside.relative_to(self.root).as_posix()
            if write_new(beside, text) or beside.read_bytes() == text.encode():
                message = f"{path} is there with other words; {name} lies beside it, so take over what you want"
                self.account.add(original.note(self.source, title, message), path)
            else:
                message = f"{path} and {name} are there with other words; take over what you want and delete {name}"
                self.account.add(original.lost(self.source, title, message), path)

    def _people(self, people: Iterable[tuple[Person, list[str]]], found: Plan) -> None:
        """Write physicians and offices that have no page of their own."""
        from practice.intake import original
        from practice.intake.people import office, physician

        for person, cities in people:
            for city in dict.fromkeys(cities):
                if city.casefold() not in found.offices:
                    path, text = office(city)
                    found.offices[city.casefold()] = Path(path).stem
                    self._only_new(path, text, city)
            path, text = physician(person, (found.offices[city.casefold()] for city in cities))
            known = found.titles.setdefault(person.name.casefold(), path)
            if known == path:
                self._only_new(path, text, person.name)
                offices = f"with {len(set(cities))} offices" if cities else "without an office"
                told = f"a physician {offices}, whom other pages name; write what is missing"
                self.account.add(original.note(self.source, person.name, told), path)

    def _only_new(self, path: str, text: str, title: str) -> None:
        """Write a file that says little, unless there is one that may say more."""
        if not (self.root / path).exists():
            self.write(path, text, title)
            self.kinds[path.split("/")[1].removesuffix(".md").removesuffix("s")] += 1

    def _frame(self, found: Plan, phones: Counter[str]) -> None:
        """Write the practice and the home page where the site has none, so that it can be built."""
        from practice.intake.file import Writer
        from practice.intake.outline import Outline
        from practice.intake.page import plain

        name = plain(found.name) or "Name of the practice"
        if self.site.practice is None:
            phone = [number for number, _ in phones.most_common(1)] if len(phones) == 1 else []
            text = Writer(BY_NAME["practice"], {}).text({"name": [name], "phone": phone}, Outline())
            self._only_new("content/practice.md", text, name)
        home = "content/pages/home.md"
        if not (self.root / home).exists():
            text = Writer(BY_NAME["page"], {}).text({"title": [name]}, Outline())
            self._only_new(home, f"{text}\n[?: what the practice does, for whom, and where]\n", name)

    def _unused(self) -> None:
        """Say which uploads no page shows; an old site has many."""
        unused = self.uploads.unused(self.archive.files)
        if unused:
            shown = ", ".join(unused[:_MOST_NAMED]) + (" …" if len(unused) > _MOST_NAMED else "")
            self.account.whole.append(
                f"uploads that no page shows, not copied: {len(unused)}, {shown}; copy what you need"
            )

    def _redirects(self, found: Plan) -> None:
        from practice.intake.moved import added

        addresses = {*self.site.addresses, *(page.address for page in found.pages if page)}
        addresses |= {f"/{folder}/" for folder in graph.LISTS} | {"/search/"}
        file = self.root / redirects.PATH
        present = file.read_text(encoding="utf-8") if file.is_file() else ""
        text, said = added(
            present, [*found.moved, *self.uploads.moved.items()], {*addresses, *self.uploads.moved.values()}
        )
        self.account.addresses += said
        self.counts["addresses"] = text.count("\n") - present.count("\n")
        if text != present:
            if file.is_file():
                replace(file, text.encode())
            else:
                write_new(file, text)

    def _end(self) -> int:
        print("\n".join(self.account.lines()))
        several = ", ".join(
            f"{count} {name if count == 1 else f'{name}s'}" for name, count in sorted(self.kinds.items())
        )
        files = len(self.uploads.copied)
        print(f"{several or 'nothing taken'}")
        print(f"pictures and downloads: {files}, old addresses added: {self.counts['addresses']}")
        print(f"files written: {self.counts['written']}, unchanged: {self.counts['unchanged']}")
        if self.kinds:
            print("each page is a draft; make check says what is missing, make html builds the preview")
        if left := len(self.account.left):
            print(f"{left} left out, as said above", file=sys.stderr)
        return int(left > 0)
