"""One page of the old site as the text of a content file, and what an editor has to know of the change."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import quote, unquote, urljoin, urlsplit

from practice.content.characters import MAX_BYTES
from practice.content.kinds import Kind, Shape
from practice.content.links import SCHEMES
from practice.intake import facts, wording
from practice.intake.blocks import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Picture,
    Words,
    texts,
    without_forbidden,
    words,
)
from practice.intake.file import Writer, faults_of
from practice.intake.markup import Markup
from practice.intake.original import Original
from practice.intake.outline import LEFT, Outline, Section, arrange
from practice.intake.plan import Plan, Planned, is_own
from practice.intake.uploads import Absent, Missing, full_size, is_file

_PEOPLE = re.compile(r"\b(?:physicians?|doctors?|providers?|specialists?|meet|team)\b", re.IGNORECASE)

Take = Callable[[str], str]
"""Copies the file at an old address and returns its path from a page's folder, or raises `Missing`."""


@dataclass(slots=True)
class Made:
    """
    A page that was turned into our form.

    Attributes:
        text: of the file; where the page could not be taken, which *lost* explains, it has a title alone.
        said: what was moved or changed, in order.
        lost: what was left out, in order.
        absent: files that it names and that are not there.
        loose: links to pages of the old site that are not taken, by their words and addresses.
        undescribed: pictures without an alternative text.
        people: physicians whom it presents, with the cities of their offices.
        outline: what stands under which heading.
    """

    text: str = ""
    said: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    undescribed: list[str] = field(default_factory=list)
    people: list[tuple[facts.Person, list[str]]] = field(default_factory=list)
    outline: Outline = field(default_factory=Outline)
    phones: list[str] = field(default_factory=list)


def make(original: Original, planned: Planned, plan: Plan, take: Take, *, draft: bool = True) -> Made:
    """
    Return a page of the old site in our form.

    Args:
        original: the page.
        planned: where it goes.
        plan: where all others go.
        take: copies a picture or a file that it names.
        draft: whether it stays out of what is published; never so for the home page.
    """
    made = Made()

    def target(address: str, said: str) -> str:
        return _target(_whole(address, original, plan), said, planned, plan, take, made)

    markup = Markup(target, original.classic)
    blocks = markup.read(original.html)
    if original.picture and not original.folder and not any(planned.kind.field(each) for each in ("image", "photo")):
        blocks.insert(0, Picture(*original.picture))
    made.said += [
        f"{count} x {what} left out; write what it told visitors" for what, count in sorted(markup.dropped.items())
    ]
    pictures = _pictures(blocks, original, take, made)
    made.outline = arrange(planned.kind, planned.title, blocks, original.title)
    made.outline.notes = markup.notes
    made.said += made.outline.said
    fields = _fields(original, planned, plan, blocks, pictures, take, made)
    if draft and not (planned.kind.name == "page" and planned.slug == "home"):
        fields["status"] = ["draft"]
    made.people = _people(planned, made.outline, blocks)
    made.phones = [phone for text in texts(blocks) for phone in facts.phones(text)[0]]
    made.text = _write(planned, fields, pictures, made)
    if made.loose:
        made.said.append(f"links to no page of the import, whose words stay: {', '.join(dict.fromkeys(made.loose))}")
    if made.undescribed:
        made.said.append(f"no alternative text for {', '.join(made.undescribed)}; write what each picture shows")
    if made.absent:
        named = ", ".join(dict.fromkeys(made.absent))
        made.lost.append(f"not found: {named}; put each among the uploads, and name their folder with UPLOADS=")
    return made


def _write(planned: Planned, fields: dict[str, list[str]], pictures: dict[str, tuple[str, str]], made: Made) -> str:
    """Return the file's text in the first way that our reader finds no error in, the plainest last."""
    everything = [Section(each.title, None, _flat(each)) for each in made.outline.sections]
    loose = Outline(made.outline.lead, everything, notes=made.outline.notes)
    few = {name: values for name, values in fields.items() if name in ("title", "status")}
    bare = Outline([], [Section(LEFT, None, [Paragraph(Words(text, text)) for text in _all_texts(made.outline)])])
    ways = (
        (fields, made.outline, False, ""),
        (fields, made.outline, True, "its links, pictures and stresses were left out, because they could not be read"),
        (few, loose, True, f'what could not be read as fields and fixed headings stands under "{LEFT}"'),
        (few, bare, True, f'its lists and headings could not be read; its words stand under "{LEFT}"'),
    )
    for values, outline, safe, said in ways:
        writer = Writer(planned.kind, pictures if not safe else {}, safe)
        text = writer.text(values, outline)
        size = len(text.encode())
        if size > MAX_BYTES:
            made.lost.append(f"{size:,} bytes of text; a page has at most {MAX_BYTES:,}, so write it anew, in several")
            break
        if not (faults := faults_of(text, planned.kind, planned.slug, planned.path)):
            made.said += [*writer.said, *([said] if said else [])]
            return text
    else:
        made.lost.append(f"cannot be put into our form ({faults[0].partition(': ')[2]}); write it anew")
    return Writer(planned.kind, {}).text({"title": [planned.title], "status": ["draft"]}, Outline())


def _all_texts(outline: Outline) -> Iterator[str]:
    yield from texts(outline.lead)
    for section in outline.sections:
        yield from (section.title, *texts(_flat(section)))
    yield from (words.plain for words in outline.notes.values())


def _flat(section: Section) -> list[Block]:
    return [*section.blocks, *(block for blocks in section.parts.values() for block in blocks)]


# Links and pictures --------------------------------------------------------------------------------------------


def _target(address: str, said: str, planned: Planned, plan: Plan, take: Take, made: Made) -> str:
    """Return where a link leads now, or "" where its words alone stay."""
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if not address or (address.startswith("#") and len(address) > 0):
        return ""
    if parts.scheme.casefold() in ("mailto", "tel"):
        return quote(without_forbidden(address), safe=":@?&=%+,;-._~") if len(address) < 300 else ""
    if parts.scheme and not address.lower().startswith(SCHEMES):
        made.said.append(f'the link "{_short(said)}" ran a script or led to no web address; its words stay')
        return ""
    if is_own(address, plan.hosts):
        if file := plan.by_old.get(address) or plan.file_at(address):
            return _relative(file, planned.path)
        if re.search(r"\.\w{2,5}$", parts.path) and not re.search(r"\.(?:html?|php)$", parts.path):
            try:
                return take(address)
            except Missing as reason:
                _note_missing(reason, f'the link "{_short(said)}"', made)
                return ""
        made.loose.append(f'"{_short(said)}" ({_short(address)})')
        return ""
    return quote(without_forbidden(address), safe=":/?#@!$&+,;=%-._~") if len(address) < 1000 else ""


def _whole(address: str, original: Original, plan: Plan) -> str:
    """Return a link's address from its host on, as the browser understood it on the old page."""
    address = address.strip()
    if re.match(r"[a-z][a-z0-9+.-]*:|#|//", address, re.IGNORECASE):
        return f"https:{address}" if address.startswith("//") else address
    if original.folder:
        path = unquote(re.split(r"[?#]", address)[0])
        near = posixpath.normpath(posixpath.join(posixpath.dirname(original.file), path))
        if near in plan.by_old:
            return near
        if path and is_file(original.folder / path):
            return address
    try:
        return urljoin(original.address, address) if original.address else address
    except ValueError:
        return address


def _relative(file: str, path: str) -> str:
    folder, name = file.split("/")[1:]
    return name if path.split("/")[1] == folder else f"../{folder}/{name}"


def _pictures(blocks: list[Block], original: Original, take: Take, made: Made) -> dict[str, tuple[str, str]]:
    """Copy a page's pictures; return path and alternative text of each by its old address."""
    found: dict[str, tuple[str, str]] = {}
    for picture in _all_pictures(blocks):
        if picture.source in found:
            continue
        try:
            path = take(picture.source)
        except Missing as reason:
            _note_missing(reason, f'the picture "{_short(picture.alt)}"' if picture.alt else "a picture", made)
            continue
        alt = picture.alt or original.alts.get(full_size(picture.source), "")
        if not alt:
            alt = f"Picture {path.rpartition('/')[2]}, to be described"
            made.undescribed.append(path.rpartition("/")[2])
        found[picture.source] = (path, alt[:500])
    return found


def _note_missing(reason: Missing, what: str, made: Made) -> None:
    if isinstance(reason, Absent):
        made.absent.append(str(reason))
    else:
        made.lost.append(f"{what}: {reason}")


def _all_pictures(blocks: Iterable[Block]) -> Iterator[Picture]:
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Bullets):
            for item in block.items:
                yield from _all_pictures(item.blocks)


# Fields --------------------------------------------------------------------------------------------------------


def _fields(
    original: Original,
    planned: Planned,
    plan: Plan,
    blocks: list[Block],
    pictures: dict[str, tuple[str, str]],
    take: Take,
    made: Made,
) -> dict[str, list[str]]:
    kind = planned.kind
    wanted = {"title": [planned.title]}
    if kind.field("summary") and (summary := plain(original.summary)):
        wanted["summary"] = [summary]
    text = "\n".join(texts(blocks))
    if kind.name == "location":
        telephone, fax = facts.phones(text)
        wanted |= {name: [value] for name, value in facts.address(text).items()}
        wanted |= {"phone": [facts.only(telephone)], "fax": [facts.only(fax)], "hours": facts.hours(text)}
        if len(set(telephone)) > 1:
            made.said.append(f"Phone: {len(set(telephone))} numbers on the page; write the office's own")
    elif kind.name == "physician":
        person = facts.person_of_title(plain(original.title))
        cities = [slug for city, slug in sorted(plan.offices.items()) if city in text.casefold()]
        if person and person.rest:
            made.said.append(f'"{person.rest}" is no part of the name; write it under "Training and certification"')
        wanted |= {"degree": [person.degree if person else ""], "locations": [", ".join(dict.fromkeys(cities))]}
    wanted |= {name: values for name, values in _labelled(kind, blocks).items() if not any(wanted.get(name, []))}
    for name in ("image", "photo"):
        if kind.field(name):
            wanted |= _stands_for(name, original, pictures, take, made)
    return {name: values for name, value in wanted.items() if (values := _readable(kind, name, value))}


def _stands_for(
    name: str, original: Original, pictures: dict[str, tuple[str, str]], take: Take, made: Made
) -> dict[str, list[str]]:
    """Return the fields of the picture that stands for a page: the one that the old site names, or a portrait."""
    if original.picture:
        address, alt = original.picture
        try:
            return {name: [take(address)], f"{name}_alt": [plain(alt) or "?"]}
        except Missing as reason:
            _note_missing(reason, "the picture that stands for the page", made)
    if name == "photo" and pictures:
        path, alt = next(iter(pictures.values()))
        return {name: [path], f"{name}_alt": [plain(alt) or "?"]}
    return {}


def _labelled(kind: Kind, blocks: list[Block]) -> dict[str, list[str]]:
    """Return the fields that a page states as "Label: value" or under a heading, by the names that it gives them."""
    if kind.name not in ("physician", "location"):
        return {}
    found: dict[str, list[str]] = {}
    said = [line.partition(":")[::2] for text in texts(blocks) for line in text.split("\n") if ":" in line]
    said += [(head.text, _listed(block)) for head, block in pairwise(blocks) if isinstance(head, Heading)]
    for label, value in said:
        each = kind.field(wording.field_of(kind, label)) if value.strip() else None
        if each and each.name not in ("title", "status", "claim_allowed", "locations", "procedures") and not each.tool:
            found.setdefault(each.name, [" ".join(value.split())])
    return found


def _listed(block: Block) -> str:
    """Return what stands in a short paragraph or a list as one line."""
    if isinstance(block, Bullets):
        return ", ".join(each.words.plain or each.label for each in block.items)
    return block.words.plain if isinstance(block, Paragraph) else ""


def _readable(kind: Kind, name: str, values: list[str]) -> list[str]:
    """Return values that our reader takes for a field, none where it takes not all of them."""
    each = kind.field(name)
    values = [value for value in values if value]
    if each is None or not values:
        return []
    if values == ["?"]:
        return values
    parts = values
    if each.shape is Shape.COMMAS and len(values) == 1:
        parts = [part.strip() for part in values[0].split(",")]
    try:
        for part in parts:
            each.read(part)
    except ValueError:
        return []
    return values


def plain(text: str) -> str:
    """Return words as a field takes them: one line, no HTML, no brackets that mean something."""
    text = re.sub(r"<[^<>]*>", " ", text)
    text = without_forbidden(" ".join(words(text).plain.replace("&nbsp;", " ").replace("&amp;", "&").split()))
    text = text.translate(str.maketrans("{}[]<>", "()()()"))
    text = re.sub(r"(?i)(script|data)\s*:", r"\1 ", text)
    return text if len(text) < 1500 and text != "?" else ""


def _people(planned: Planned, outline: Outline, blocks: list[Block]) -> list[tuple[facts.Person, list[str]]]:
    """Return the physicians whom a page presents as the practice's own, with the cities named beside them."""
    if planned.kind.name == "physician":
        return []
    found = []
    for section in outline.sections:
        if _PEOPLE.search(section.title) and not section.heading:
            said = [*texts(section.blocks), *(each.alt for each in section.blocks if isinstance(each, Picture))]
            found += [(person, facts.cities(text)) for text in said for person in facts.people(text)]
    for picture in _all_pictures(blocks):
        found += [(each, places) for each in facts.people(picture.alt) if (places := facts.cities(picture.alt))]
    return found


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 60 else f"{words[:57]}…"
