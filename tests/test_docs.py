"""
The documents say what the code does: fields, headings, forms, messages, commands, files.

How a message is found in the source: every string of a module that can speak to an editor counts as a message
when it holds three words or more, its variable parts shown as "…".  Left out are docstrings, patterns, the
help of the command line, what only a programmer sees (`RuntimeError`, `TypeError`), and what `NOT_MESSAGES`
names.  So a new message needs no registration to be missed here.  It is documented when all its constant parts
stand, in order, in one line of CONTRIBUTING.md, the cells of a table being joined by "; " as fault and remedy
are.  The other way round, each row of the tables of messages must quote something that the source says.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from practice.checks import jurisdiction, readiness, reading
from practice.checks import site as checks
from practice.content import change, files, frequency, graph, images, kinds, times
from practice.content.faults import Fault, Level
from practice.content.kinds import KINDS, Heading, Kind
from practice.content.read import read
from practice.content.values import SLUG
from practice.desk import tables

ROOT = Path(__file__).parents[1]
PLUGIN = ROOT / "plugins" / "practice"
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
ARCHITECTURE = ROOT / "docs" / "architecture.md"
README = ROOT / "README.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
DEPLOYMENT = ROOT / "docs" / "deploy.md"
HOSTS = ROOT / "docs" / "hosts.md"
PROSE = [README, CONTRIBUTING, ARCHITECTURE, DEPLOYMENT, HOSTS, *DECISIONS]
"""Written by hand; docs/bench.md is what `make bench` writes."""

SPEAKERS = [
    *sorted((PLUGIN / "content").glob("*.py")),
    *sorted((PLUGIN / "checks").glob("*.py")),
    *sorted((PLUGIN / "deploy").glob("*.py")),
    *sorted((PLUGIN / "desk").glob("*.py")),
    *sorted((PLUGIN / "intake").glob("*.py")),
    *(PLUGIN / "pages" / name for name in ("engine.py", "images.py", "markdown.py", "pictures.py", "rendering.py")),
    *(PLUGIN / "site" / name for name in ("finish.py", "gates.py", "policy.py", "tree.py")),
    PLUGIN / "settings.py",
]
"""Modules whose strings reach an editor."""
NOT_MESSAGES = {
    "kinds.py": None,  # the tables of kinds hold it, and a test of its own the reserved keys
    "reading.py": None,  # lists of words
    "releases.py": {"_LOOK", "_TAKE", "_CARRY", "_VERIFY", "_WRITE", "_SWITCH", "_PRUNE"},  # scripts for sh
    "order.py": {"_stands"},  # the first line of a plan
    "plan.py": {"told", "steps"},  # the plan itself
    "programs.py": {"_GET"},  # commands
    "tables.py": None,  # what CONTRIBUTING.md is compared with
    "__main__.py": None,  # help of the command line
    "new.py": {"skeleton", "_section", "_FIRST_TIMES"},  # the text of a new file
    "serve.py": {"Handler"},  # HTTP
    "move.py": {"_done"},  # what went well, as the next two
    "publish.py": {"report", "run"},
    "published.py": {"_HEAD"},  # the first line of a file
    "tree.py": {"_compared", "Changes"},  # a programmer's mistake, and the counts of a build that went well
    "markdown.py": {"_own", "_markdown", "_node"},  # HTML
    "gates.py": {"_LOADS"},
    "images.py": {"_HIDDEN"},
    "frequency.py": {"FORMS"},  # tested as forms, which are shown in code marks
    "change.py": {"FORMS"},
    "times.py": {"FORMS"},
    "trackers.py": None,  # names of services
    "markup.py": {"DROPPED", "_holds_blocks"},  # names of elements
    "saved.py": {"_FRAME", "_MAIN"},
    "file.py": {"text", "_fixed", "_list"},  # the text of a new file
    "importing.py": {"_frame", "_end"},  # the same, and the counts at the end
    "review.py": {"run", "_Report"},  # the frame of the report
    "account.py": {"lines"},
    "wxr.py": {"_MACHINERY", "_UNSEEN", "_NOT_PUBLIC"},  # names of what is no page
}
"""By module: all of it (None), or what is said in these functions, classes and constants."""

_PROSE_WORD = re.compile(r"""(?<!\S)["'“(\[]*[^\W\d_][\w'’/-]*["'”.,:;!?)\]]*(?!\S)""")
_GAP = "…"


@cache
def text(path: Path) -> str:
    """Return a document."""
    return path.read_text(encoding="utf-8")


def outside_code(markdown: str) -> str:
    """Return a document without its blocks and spans of code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```$", "", markdown, flags=re.MULTILINE | re.DOTALL))


def between(markdown: str, begin: str, end: str) -> str:
    """Return what stands between two lines of a document."""
    return markdown.split(f"{begin}\n", 1)[1].split(f"{end}\n", 1)[0]


def section(markdown: str, title: str) -> str:
    """Return a document's section under ``## title``."""
    return re.split(r"^## ", markdown.split(f"\n## {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


# Fields, headings and forms -----------------------------------------------------------------------------------


def test_the_tables_of_kinds_are_those_that_the_declaration_gives() -> None:
    """`python -m practice.desk.tables` prints what has to stand there."""
    command = [sys.executable, "-m", "practice.desk.tables"]
    printed = subprocess.run(command, cwd=PLUGIN.parent, capture_output=True, text=True, check=True, timeout=60).stdout

    assert printed == between(text(CONTRIBUTING), tables.BEGIN, tables.END)


def headings(kind: Kind) -> Iterator[Heading]:
    """Yield every fixed heading of a kind with its parts."""
    for heading in kind.headings:
        yield heading
        yield from heading.parts


def test_the_tables_of_kinds_leave_no_field_and_no_heading_out() -> None:
    """Held against the declaration itself, so that the function that makes the tables is tested too."""
    made = tables.tables()
    fields = {field.key for kind in KINDS for field in (*kind.fields, *kinds.TRANSLATION)}
    titles = {heading.title for kind in KINDS for heading in headings(kind)}
    missing = {key for key in fields if f"| `{key}` |" not in made}
    missing |= {title for title in titles if not re.search(rf"^\| `###? {re.escape(title)}` \|", made, re.MULTILINE)}

    assert set() == missing


def test_the_keys_that_are_refused_are_listed_with_their_remedy() -> None:
    wanted = {f"| {key} | {remedy} |" for key, remedy in kinds.RESERVED_KEYS.items()}

    assert set() == wanted - set(text(CONTRIBUTING).replace("`", "").splitlines())


@pytest.mark.parametrize("forms", [frequency.FORMS, change.FORMS, times.FORMS], ids=["frequencies", "changes", "times"])
def test_the_forms_are_listed_as_the_messages_list_them(forms: str) -> None:
    shown = re.sub(r'"([^"]*)"', r"`\1`", forms)

    assert shown in text(CONTRIBUTING)


def forms_of(title: str) -> list[str]:
    """Return the forms in the first paragraph under a heading of CONTRIBUTING.md."""
    paragraph = text(CONTRIBUTING).split(f"### {title}\n\n")[1].split("\n\n")[0]
    return [form for form in re.findall(r"`([^`]+)`", paragraph) if " " in form]


def test_the_forms_that_are_listed_can_be_read() -> None:
    """Whoever copies a form from the page gets no message, and the page shows it as it was written."""
    rates, changes, labels = forms_of("Frequencies"), forms_of("Changes on a scale"), forms_of("Times")

    assert rates == [str(frequency.parse(form)) for form in rates]
    assert changes == [str(change.parse(form)) for form in changes]
    assert labels == [times.parse(form).label for form in labels]
    assert len(rates) >= 5
    assert len(changes) >= 4
    assert len(labels) >= 10


def test_what_can_be_filled_in_downloaded_or_shown_is_listed() -> None:
    names = [
        *(f"{{{fact}}}" for fact in graph.FACTS),
        *files.DOWNLOADS,
        *images.ENDINGS,
        *(kind.name for kind in KINDS),
    ]

    assert [] == [name for name in names if f"`{name}`" not in text(CONTRIBUTING)]


def test_the_example_is_a_whole_page_without_a_fault() -> None:
    """Only what it leaves open on purpose is missing."""
    shown = between(text(CONTRIBUTING), "<!-- example: begin -->", "<!-- example: end -->")
    body = shown.removeprefix("```markdown\n").removesuffix("```\n")
    record = read(
        files.Source("content/conditions/example.md", kinds.BY_NAME["condition"], "example", "en", body.encode())
    )
    found = [*record.document.faults, *readiness.missing(record)]

    assert ["Written_by"] == [fault.field for fault in found]


# Limits and claims -----------------------------------------------------------------------------------------------

NUMBERS = {4: "four", 10: "ten"}


def test_the_limits_of_a_page_are_those_of_the_rules() -> None:
    rules = jurisdiction.load("us-texas")
    wanted = [
        f"Aim at {rules.reading.advice_above:g}:",
        f"above {rules.reading.blocker_above:g} the page is not published",
        f"at most {rules.reading.sentence_words} words",
        f"{NUMBERS[reading.HARD_SYLLABLES]} or more syllables",
        f"at most {NUMBERS[checks.MOST_HARD_WORDS]} are named",
        f"{reading.SPANISH_NORMAL} is normal",
        f"{rules.grace_days} days after the day",
    ]

    assert [] == [words for words in wanted if words not in text(CONTRIBUTING)]


def test_the_table_of_claims_is_the_rules_file() -> None:
    chapter = text(CONTRIBUTING).split("### The claims list\n")[1].split("\n### ")[0]
    shown = [line for line in chapter.splitlines() if line.startswith("| ")][1:]
    rules = jurisdiction.load("us-texas").rules

    assert [f"| {rule.name} | {rule.fault} | {rule.law} | {rule.remedy} |" for rule in rules] == shown


# Messages ----------------------------------------------------------------------------------------------------------


def strings(tree: ast.AST, exempt: set[str]) -> Iterator[str]:
    """Yield the strings of a module that may be messages, variable parts as "…"."""
    passed = set[int]()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                passed.add(id(docstring))
            case ast.Call(func=function) if _is_silent(ast.unparse(function)):
                passed.add(id(node))
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) if name in exempt:
                passed.add(id(node))
            case ast.Assign(targets=[ast.Name(id=name)]) if name in exempt:
                passed.add(id(node))

    def visit(node: ast.AST) -> Iterator[str]:
        if id(node) in passed:
            return
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else _GAP for part in node.values)
            inner: list[ast.AST] = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        else:
            inner = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        for each in inner:
            yield from visit(each)

    yield from visit(tree)


def _is_silent(function: str) -> bool:
    """Tell whether what this function is given is never said to an editor."""
    return function.startswith("re.") or function.rpartition(".")[2] in {
        "split", "RuntimeError", "TypeError", "add_argument", "add_parser", "ArgumentParser", "css",
    }  # fmt: skip


def parts(message: str) -> list[str]:
    """Return the constant parts of a message."""
    return [part for part in re.split(r"…+", message) if part.strip()]


@cache
def messages() -> tuple[tuple[str, str], ...]:
    """Return every message of the source with its module."""
    found: dict[str, str] = {}
    for module in SPEAKERS:
        exempt = NOT_MESSAGES.get(module.name, set[str]())
        if exempt is None:
            continue
        for said in strings(ast.parse(text(module)), exempt):
            if len(_PROSE_WORD.findall(said.replace(_GAP, f" {_GAP} "))) >= 3:
                found.setdefault(said, module.name)
    return tuple(sorted((module, said) for said, module in found.items()))


def plain(words: str) -> str:
    """Return *words* as they are compared: no code marks, single spaces, small letters."""
    return " ".join(words.replace("`", "").replace("\\|", "|").split()).casefold()


@cache
def lines() -> tuple[str, ...]:
    """Return the lines of CONTRIBUTING.md, the cells of tables joined as fault and remedy are."""
    made = []
    for line in text(CONTRIBUTING).splitlines():
        if line.startswith("| "):
            line = "; ".join(cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("| ")))  # noqa: PLW2901
        made.append(plain(line))
    return tuple(made)


def holds(line: str, message: str) -> bool:
    """Tell whether the constant parts of *message* stand in *line*, in order."""
    at = 0
    for part in parts(message):
        found = line.find(plain(part), at)
        if found < 0:
            return False
        at = found + len(plain(part))
    return True


def test_messages_are_found_in_the_source() -> None:
    """The rule of this file sees f-strings, plain strings and the ends that are joined to others."""
    source = (
        'def f(x):\n "A docstring of words."\n g(x, f"no {x} is named \\"{x}\\"; write it", re.compile("a b c d"))\n'
    )

    assert ['no … is named "…"; write it'] == list(strings(ast.parse(source), set()))


def test_the_source_still_speaks_as_this_file_expects() -> None:
    """A guard against a rule that finds nothing: every room that judges says something."""
    said = {module for module, _ in messages()}

    assert {"blocks.py", "read.py", "values.py", "graph.py", "links.py", "images.py", "gates.py", "site.py"} <= said
    assert len(messages()) > 200


def test_every_message_stands_in_contributing() -> None:
    assert [] == [said for said in messages() if not any(holds(line, said[1]) for line in lines())]


def test_every_row_of_messages_quotes_the_source() -> None:
    """A message that was changed or taken out does not stay in the tables."""
    said = [
        plain(part) for module in SPEAKERS for each in strings(ast.parse(text(module)), set()) for part in parts(each)
    ]
    rows = [
        line for line in section(text(CONTRIBUTING), "What each message means").splitlines() if line.startswith("| `")
    ]
    stale = []
    for row in rows:
        quoted = re.findall(r"`([^`]+)`", re.split(r"(?<!\\)\|", row)[1])
        for part in (part for each in quoted for part in parts(each)):
            words = plain(part).removeprefix("the file is ").removeprefix("the drawing holds ").removesuffix(" in line")
            if len(words.split()) >= 2 and not any(words in each for each in said):
                stale.append(part)

    assert [] == stale


def test_the_form_of_a_message_is_the_one_that_is_shown() -> None:
    fault = Fault(
        "content/procedures/kyphoplasty.md", 53, "How to prepare", "not known yet: when to stop food; write it"
    )
    shown = [str(Fault(fault.path, fault.line, fault.field, fault.message, level)) for level in (Level.BLOCKER,)]

    assert [] == [line for line in shown if line not in text(CONTRIBUTING)]


# Commands, files, links, figures ---------------------------------------------------------------------------------


def targets() -> set[str]:
    """Return what `make help` lists."""
    return set(re.findall(r"^([a-z]+):[^\n]*## ", text(ROOT / "Makefile"), re.MULTILINE))


def test_every_make_target_stands_in_the_readme() -> None:
    assert set() == {target for target in targets() if f"`make {target}" not in text(README)}


@pytest.mark.parametrize("document", PROSE, ids=lambda path: path.name)
def test_every_command_that_a_document_names_exists(document: Path) -> None:
    named = set(re.findall(r"`make ([a-z]+)", text(document)))

    assert set() == named - targets()


def made() -> set[str]:
    """Return the folders that git leaves out."""
    return {line.strip("/") for line in text(ROOT / ".gitignore").splitlines()}


def test_the_map_names_what_exists() -> None:
    names = re.findall(r"^\| `([^`]+)` \|", section(text(README), "The map"), re.MULTILINE)

    assert names
    assert [] == [name for name in names if not (ROOT / name).exists()]


def test_the_map_leaves_nothing_out() -> None:
    """Names with a dot in front belong to tools; of them the map tells what a person opens."""
    named = {name.strip("/").split("/")[0] for name in re.findall(r"`([^`]+)`", section(text(README), "The map"))}
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}

    assert set() == there - named - made()


def anchors(markdown: str) -> set[str]:
    """Return the fragments of a document's headings as code hosts make them."""
    titles = re.findall(
        r"^#{1,6} (.+)$", re.sub(r"^```.*?^```$", "", markdown, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", PROSE, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", outside_code(text(document))):
        if target.startswith("https://"):
            continue
        path, _, fragment = target.partition("#")
        file = (document.parent / path) if path else document
        if not file.exists() or (fragment and fragment not in anchors(text(file))):
            broken.append(target)

    assert [] == broken


_MEASURED = re.compile(
    r"\d[\d,.]*\s?(?:ms|s|seconds?|minutes?|kB|KB|MB|GB|%|times)(?!\w)"
    r"|\b(?:half|third|quarter|tenth|fifth) (?:of )?(?:the|a) (?:time|second|minute)\b"
)


@pytest.mark.parametrize("document", [README, ARCHITECTURE, *DECISIONS], ids=lambda path: path.name)
def test_no_figure_stands_without_the_command_that_gives_it(document: Path) -> None:
    """A measured time, size or share is worth what can be measured again: its paragraph names a command."""
    paragraphs = re.split(r"\n\s*\n", text(document))
    bare = [each for each in paragraphs if _MEASURED.search(outside_code(each)) and not re.search(r"`make \w+", each)]

    assert [] == bare


def test_decisions_have_one_form() -> None:
    """Numbered without a gap, dated, with context, choice and consequences, short enough to be read."""
    numbers = [int(path.name[:4]) for path in DECISIONS]
    wrong = [
        path.name
        for path in DECISIONS
        if re.findall(r"^## (.+)$", text(path), re.MULTILINE) != ["Context", "Choice", "Consequences"]
        or not re.search(r"^Date: \d{4}-\d{2}-\d{2}$", text(path), re.MULTILINE)
        or text(path).count("\n") >= 40
        or not SLUG.fullmatch(path.stem)
    ]

    assert list(range(1, len(DECISIONS) + 1)) == numbers
    assert [] == wrong


def test_the_architecture_is_one_page() -> None:
    assert text(ARCHITECTURE).count("\n") < 110


def test_the_architecture_names_the_rooms_that_exist() -> None:
    rooms = {path.parent.name for path in PLUGIN.glob("*/__init__.py")}

    assert rooms == set(re.findall(r"^\| `(\w+)/` \|", text(ARCHITECTURE), re.MULTILINE))


def test_every_path_that_a_document_names_exists() -> None:
    """Paths of the program in code marks; a path with a placeholder in it is none."""
    named = {
        (document.name, path)
        for document in PROSE
        for path in re.findall(r"`((?:plugins|theme|tests|requirements|\.ci|docs)/[\w./-]+)`", text(document))
    }

    assert set() == {(name, path) for name, path in named if path != "docs/bench.md" and not (ROOT / path).exists()}
