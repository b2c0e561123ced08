"""
The one declaration of what can be written: kinds of page, their fields, their sections.

Reading, checking, skeletons of new pages, and the tables of CONTRIBUTING.md all follow from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from practice.content import values
from practice.content.values import Reader


class Shape(Enum):
    """How a field's value is laid out."""

    ONE = "one value"
    COMMAS = "values on one line with commas, or one on each following line"
    LINES = "one value on each line"


@dataclass(frozen=True, slots=True)
class Field:
    """
    A metadata field.

    Attributes:
        key: as editors write it; reading ignores case.
        read: reader of one value.
        shape: one value or several.
        form: how to write it, for tables and skeletons.
        optional: whether publishing does without it.
        translated: whether a translation may have its own (everything else it inherits).
        refers: the kind whose slugs it names, or "".
        marks: whether footnote marks are allowed.
        own: whether a translation never takes it from its original (names in another language).
        tool: whether `make sign` or `make new` writes it rather than an editor.
    """

    key: str
    read: Reader
    form: str
    shape: Shape = Shape.ONE
    optional: bool = False
    translated: bool = False
    refers: str = ""
    marks: bool = False
    own: bool = False
    tool: bool = False

    @property
    def name(self) -> str:
        """The key in small letters, by which records and templates know it."""
        return self.key.lower()

    @property
    def many(self) -> bool:
        """Whether it holds several values."""
        return self.shape is not Shape.ONE


class Form(Enum):
    """What the items of a section are."""

    FREE = "free text"
    LABELLED = "labelled items"
    RATED = "labelled items, with frequencies or changes on a scale"
    TIMES = "times"
    QUESTIONS = "a ### heading for each question"


@dataclass(frozen=True, slots=True)
class Heading:
    """
    A fixed ``##`` heading, or ``###`` where it is a part of one.

    Attributes:
        title: as it stands in every file, in English.
        form: what stands below it.
        parts: its fixed ``###`` headings.
        optional: whether publishing does without it.
        needs: labels of items that must be there.
    """

    title: str
    form: Form = Form.FREE
    parts: tuple[Heading, ...] = ()
    optional: bool = False
    needs: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name by which records and templates know the section."""
        return _key(self.title)

    @property
    def id(self) -> str:
        """The fragment on the page."""
        return self.key.replace("_", "-")


@cache
def _key(title: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in title.lower()).split())


@dataclass(frozen=True, slots=True)
class Kind:
    """
    A kind of page.

    Attributes:
        name: singular, as in ``make new KIND=…`` and the name of its template.
        folder: below ``content/``; "" for the two single files.
        fields, headings: in the order of a new file.
        lead: whether text before the first heading is needed to publish.
        reviewed: whether a physician signs it.
        path: how its address begins.
        glossary: whether the body is a list of terms.
        handout: whether each page has a sheet to print.
    """

    name: str
    folder: str
    fields: tuple[Field, ...]
    headings: tuple[Heading, ...] = ()
    lead: bool = False
    reviewed: bool = False
    path: str = ""
    glossary: bool = False
    handout: bool = False

    def field(self, name: str) -> Field | None:
        """Return the field of that lower-case name, if there is one."""
        return _FIELDS[self.name].get(name)

    def relates(self, name: str) -> bool:
        """Tell whether the field of that lower-case name has a say in which pages are related (`Record.names`)."""
        field = self.field(name)
        return name == "active" or bool(field and field.many and field.refers)

    def heading(self, title: str) -> Heading | None:
        """Return the fixed ``##`` heading of exactly that title, if there is one."""
        return next((heading for heading in self.headings if heading.title == title), None)


_LIST = "words, with commas"
_BODY = ("head", "neck", "upper back", "mid back", "low back", "pelvis", "limb")
_TYPES = ("injection", "block", "ablation", "implant", "cement", "decompression")

TITLE = Field("Title", values.text, "words", translated=True)
SUMMARY = Field("Summary", values.text, "one sentence", translated=True)
ALSO = Field("Also_called", values.text, _LIST, Shape.COMMAS, optional=True, translated=True, own=True)
WRITTEN_BY = Field("Written_by", values.text, "slug of a physician, or words")
BODY_AREA = Field("Body_area", values.choice(*_BODY), ", ".join(_BODY), Shape.COMMAS)
CLAIM_ALLOWED = Field("Claim_allowed", values.allowance, "phrase \\| reason", Shape.LINES, optional=True)
STATUS = Field("Status", values.choice("draft", "published"), "draft, published", optional=True)
EVERY = (STATUS, CLAIM_ALLOWED)
"""Fields that every page may have."""

REVIEW = (
    Field("Reviewed_by", values.slug, "slug of a physician", optional=True, refers="physician", tool=True),
    Field("Reviewed", values.day, "date", optional=True, tool=True),
    Field("Review_due", values.day, "date", optional=True, tool=True),
    Field("Signed", values.digest, "digest", optional=True, tool=True),
)
TRANSLATION = (
    Field("Translated_by", values.text, "words", translated=True),
    Field("Approved_by", values.text, "words", optional=True, translated=True, tool=True),
    Field("Translation_approved", values.day, "date", translated=True, tool=True),
    Field("Original", values.digest, "digest of the text that was translated", translated=True, tool=True),
)
"""Fields that only a translation has."""

_CALL = Heading(
    "When to call us",
    parts=(
        Heading("Call 911 or go to an emergency room if"),
        Heading("Call us today if"),
        Heading("Ask at your next visit", optional=True),
    ),
)

KINDS = (
    Kind(
        "procedure",
        "procedures",
        (
            TITLE,
            SUMMARY,
            ALSO,
            Field("Type", values.choice(*_TYPES), ", ".join(_TYPES)),
            BODY_AREA,
            Field("Treats", values.slug, "slugs of conditions", Shape.COMMAS, refers="condition"),
            Field("Duration", values.text, "words", translated=True, marks=True),
            Field("Light_activity", values.text, "words", translated=True, marks=True),
            Field(
                "Anesthesia",
                values.choice("local", "sedation", "general"),
                "local, sedation, general",
                Shape.COMMAS,
            ),
            Field(
                "Stay",
                values.choice("same day", "overnight possible"),
                "same day, overnight possible",
                marks=True,
            ),
            WRITTEN_BY,
            Field("Image", values.picture, "path of a picture", optional=True),
            Field("Image_alt", values.text, "what the picture shows", optional=True, translated=True),
            *EVERY,
            *REVIEW,
        ),
        (
            Heading("Who it may help", Form.LABELLED),
            Heading("Who should not have it"),
            Heading("How to prepare", Form.TIMES),
            Heading(
                "What happens",
                parts=(
                    Heading("Before", Form.LABELLED),
                    Heading("During", Form.LABELLED),
                    Heading("After", Form.LABELLED),
                ),
            ),
            Heading("Benefits", Form.RATED),
            Heading("Risks and complications", Form.RATED),
            Heading("Recovery", Form.TIMES),
            _CALL,
            Heading("Other options", Form.LABELLED, needs=("Without a procedure",)),
            Heading("Questions to ask", optional=True),
            Heading("Questions and answers", Form.QUESTIONS, optional=True),
        ),
        lead=True,
        reviewed=True,
        handout=True,
        path="procedures/",
    ),
    Kind(
        "condition",
        "conditions",
        (
            TITLE,
            SUMMARY,
            ALSO,
            BODY_AREA,
            Field("Icd10", values.icd10, "ICD-10-CM codes", Shape.COMMAS, optional=True),
            WRITTEN_BY,
            *EVERY,
            *REVIEW,
        ),
        (
            Heading("Signs"),
            Heading("Causes"),
            Heading("How it is found"),
            Heading("What you can do yourself"),
            Heading("Without a procedure", Form.TIMES),
            _CALL,
        ),
        lead=True,
        reviewed=True,
        path="conditions/",
    ),
    Kind(
        "physician",
        "physicians",
        (
            Field("Title", values.text, 'full name, no "Dr", no degree', translated=True),
            Field("Degree", values.text, "M.D., D.O. or another of the jurisdiction's"),
            Field("Specialty", values.text, "words", translated=True),
            Field(
                "Board",
                values.certification,
                "body \\| specialty \\| valid to (a date)",
                Shape.LINES,
                optional=True,
            ),
            Field("Npi", values.npi, "ten digits", optional=True),
            Field("Training", values.text, "a line for each", Shape.LINES, optional=True, translated=True),
            Field("Languages", values.text, _LIST, Shape.COMMAS, translated=True),
            Field("Accepting_new", values.yes_no, "yes, no"),
            Field(
                "Locations",
                values.posting,
                "slugs of locations, or a line for each: frisco \\| Mon, Wed",
                Shape.COMMAS,
                refers="location",
            ),
            Field("Procedures", values.slug, "slugs of procedures", Shape.COMMAS, refers="procedure"),
            Field("Photo", values.picture, "path of a picture", optional=True),
            Field("Photo_alt", values.text, "what the picture shows", optional=True, translated=True),
            Field("Active", values.yes_no, "yes, no (no: has left; kept out of lists)", optional=True),
            *EVERY,
        ),
        (
            Heading("About"),
            Heading("Approach to care"),
            Heading("Training and certification"),
            Heading("Outside the clinic", optional=True),
        ),
        path="physicians/",
    ),
    Kind(
        "location",
        "locations",
        (
            TITLE,
            Field("City", values.text, "words"),
            Field("State", values.state, "two letters"),
            Field("Street", values.text, "words"),
            Field("Zip", values.zip_code, "five digits"),
            Field("Phone", values.phone, "(214) 555-0101"),
            Field("Fax", values.phone, "(214) 555-0101", optional=True),
            Field("Hours", values.hours, "a line for each span: Mon-Fri 08:00-12:00, 13:00-17:00", Shape.LINES),
            Field("Closed", values.text, "words, a line for each", Shape.LINES, optional=True, translated=True),
            Field("Latitude", values.degrees(90), "degrees", optional=True),
            Field("Longitude", values.degrees(180), "degrees", optional=True),
            Field("Wheelchair", values.yes_no, "yes, no"),
            Field("Parking", values.text, "words", translated=True),
            Field("Transit", values.text, "words", optional=True, translated=True),
            Field("Plans", values.text, "a line for each", Shape.LINES, optional=True),
            *EVERY,
        ),
        (Heading("Getting here"), Heading("What to bring", optional=True)),
        path="locations/",
    ),
    Kind(
        "page",
        "pages",
        (
            TITLE,
            SUMMARY,
            Field(
                "Legal",
                values.yes_no,
                "yes (text to be supplied word for word; no reading grade)",
                optional=True,
            ),
            *EVERY,
        ),
    ),
    Kind("glossary", "", (TITLE, *EVERY), glossary=True, path="glossary/"),
    Kind(
        "practice",
        "",
        (
            Field("Name", values.text, "words", translated=True),
            Field("Legal_name", values.text, "words"),
            Field("Phone", values.phone, "(214) 555-0101"),
            Field("After_hours", values.text, "words", translated=True),
            Field("Tty", values.text, "a number, or 711", optional=True),
            Field("Fax", values.phone, "(214) 555-0101", optional=True),
            Field("Portal", values.web_address, "https address", optional=True),
            Field("Employees", values.choice("under 15", "15 or more"), "under 15, 15 or more"),
            Field("Federal_funds", values.yes_no, "yes, no"),
            Field("Telemedicine", values.yes_no, "yes, no"),
            Field("Coordinator", values.text, "name of the civil rights coordinator", optional=True),
            Field("Plans", values.text, "a line for each", Shape.LINES, optional=True),
            Field("Notice", values.notice, "text \\| last day (a date)", optional=True, translated=True),
        ),
    ),
)

_FIELDS = {kind.name: {field.name: field for field in (*kind.fields, *TRANSLATION)} for kind in KINDS}
BY_NAME = {kind.name: kind for kind in KINDS}
BY_FOLDER = {kind.folder: kind for kind in KINDS if kind.folder}
SINGLES = {f"{kind.name}.md": kind for kind in KINDS if not kind.folder}

LANGUAGES = {"en": "English", "es": "Español"}
"""Languages of pages; English files carry no language in their name."""

RESERVED_SLUGS = frozenset({"es", "en", "search", "glossary", "index", "404", *BY_FOLDER})

RESERVED_KEYS = {
    "author": 'write "Written_by:"',
    "authors": 'write "Written_by:"',
    "date": 'delete it; review dates are written by "make sign"',
    "modified": 'delete it; review dates are written by "make sign"',
    "slug": "delete it; the address comes from the name of the file",
    "lang": "delete it; the language comes from the name of the file (name.es.md)",
    "template": "delete it; the template comes from the folder",
    "save_as": "delete it; the address comes from the name of the file",
    "url": "delete it; the address comes from the name of the file",
    "category": 'delete it; relations are "Treats:", "Procedures:" and "Locations:"',
    "tags": 'delete it; relations are "Treats:", "Procedures:" and "Locations:"',
    "keywords": "delete it; search engines ignore it",
    "translation": "delete it; a translation is named name.es.md",
}
"""Keys that mean something else to Pelican, and what to do instead."""
