"""What readers find: the script's own search, run by Node over the indexes of built sites."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from builds import BUILDS
from tools import needed

GET_NODE = "apt install nodejs"
ASK = """\
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { open } from "./search.mjs";

const MiniSearch = createRequire(import.meta.url)("./minisearch.cjs");
const asked = JSON.parse(readFileSync(0, "utf8"));
const search = open(MiniSearch, asked.index);
console.log(JSON.stringify(asked.queries.map((query) => search(query))));
"""
"""Loads the two files as a browser does, answers each query."""

REAL = {
    "kifoplasty": "procedures/kyphoplasty/",
    "kyphoplsty": "procedures/kyphoplasty/",
    "KYPHOPLASTY": "procedures/kyphoplasty/",
    "kypho": "procedures/kyphoplasty/",
    "BKP": "procedures/kyphoplasty/",
    "vertibroplasty": "procedures/vertebroplasty/",
    "broken back bone": "conditions/vertebral-compression-fracture/",
    "fracture of the spine": "conditions/vertebral-compression-fracture/",
    "osteoperosis": "glossary/#osteoporosis",
    "dr harmon": "physicians/preston-harmon/",
    "mckiney": "locations/mckinney/",
}
SAMPLE = {
    "kifoplasty": "procedures/kyphoplasty/",
    "radiofrecuency": "procedures/radiofrequency-ablation/",
    "facet arthritis": "conditions/facet-arthropathy/",
    "broken back bone": "conditions/vertebral-compression-fracture/",
    "75001": "locations/example-north/",
}
SPANISH = {
    "cifoplastia": "es/procedures/kyphoplasty/",
    "sifoplastia": "es/procedures/kyphoplasty/",
    "kifoplastia": "es/procedures/kyphoplasty/",
    "kyphoplasty": "es/procedures/kyphoplasty/",
    "hueso roto": "es/procedures/kyphoplasty/",
    "el globo": "es/procedures/kyphoplasty/",
    "médico": "es/physicians/alex-example/",
    "inyeccion": "procedures/trigger-point-injection/",
}
"""The page that stands first, by what was typed."""


@cache
def index(build: str, lang: str) -> dict[str, object]:
    """Return the index of a built site."""
    page = BUILDS[build]().page("search/" if lang == "en" else f"{lang}/search/")
    address = page.css_first("script[data-index]").attributes["data-index"] or ""
    loaded: dict[str, object] = json.loads((BUILDS[build]().folder / address.lstrip("/")).read_text(encoding="utf-8"))
    return loaded


def ask(folder: Path, index: object, queries: list[str]) -> list[list[dict[str, object]]]:
    """Return what the script finds for each query, best first."""
    node = needed("node", GET_NODE)
    static = Path(__file__).parents[1] / "theme" / "static"
    shutil.copyfile(static / "search.js", folder / "search.mjs")
    shutil.copyfile(static / "minisearch.js", folder / "minisearch.cjs")
    (folder / "ask.mjs").write_text(ASK, encoding="utf-8")
    asked = json.dumps({"index": index, "queries": queries})
    done = subprocess.run(
        [node, "ask.mjs"], cwd=folder, input=asked, stdout=subprocess.PIPE, text=True, check=True, timeout=60
    )
    found: list[list[dict[str, object]]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("build", "lang", "wanted"),
    [("real", "en", REAL), ("preview", "en", SAMPLE), ("preview", "es", SPANISH)],
    ids=["real", "sample", "Spanish"],
)
def test_what_people_type_finds_the_page_that_they_mean(
    build: str, lang: str, wanted: dict[str, str], tmp_path: Path
) -> None:
    found = ask(tmp_path, index(build, lang), list(wanted))

    assert wanted == {query: each[0]["id"] if each else "" for query, each in zip(wanted, found, strict=True)}


def test_a_broken_back_bone_finds_the_procedure_for_it_too(tmp_path: Path) -> None:
    (found,) = ask(tmp_path, index("real", "en"), ["broken back bone"])

    assert "procedures/kyphoplasty/" in [each["id"] for each in found[:8]]


def test_accents_and_capitals_make_no_difference(tmp_path: Path) -> None:
    made = {"stop": ["él"], "documents": [{"address": "a/", "title": "Inyección epidural"}]}
    found = ask(tmp_path, made, ["inyección", "inyeccion", "INYECCIÓN", "inyeccio\u0301n"])

    assert ["a/"] * 4 == [each[0]["id"] for each in found]


@pytest.mark.parametrize("query", ["", "the", "of my", "?", "zzzzzz", "<b>"])
def test_what_says_nothing_finds_nothing(query: str, tmp_path: Path) -> None:
    assert [[]] == ask(tmp_path, index("real", "en"), [query])


def test_a_result_has_all_that_is_shown(tmp_path: Path) -> None:
    ((first, *_),) = ask(tmp_path, index("preview", "es"), ["inyeccion"])

    assert ("Procedimiento", "Trigger point injection", "en") == (first["kind"], first["title"], first["lang"])
    assert first["summary"]


def test_short_words_are_not_guessed_at(tmp_path: Path) -> None:
    made = {"stop": [], "documents": [{"address": "a/", "title": "CT scan"}, {"address": "b/", "title": "PT"}]}
    (found,) = ask(tmp_path, made, ["ct"])

    assert ["a/"] == [each["id"] for each in found]
