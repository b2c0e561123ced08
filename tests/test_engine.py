"""Our steps in Pelican's run: what Pelican would do in silence is refused aloud, with file and line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builds import REPOSITORY, SMALLEST, change, desk, environment, own_theme, run, snapshot, write
from practice.pages import engine

PAGE = "theme/templates/page.html"
OTHER = {"content/pages/about.md": "Title: About us\nSummary: Who we are.\n\nWe are few.\n\n## Who we are\n\nFew.\n"}
BODY = "{% block body %}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small site with a theme of its own once."""
    folder = write(tmp_path_factory.mktemp("built") / "site", {**SMALLEST, **OTHER})
    own_theme(folder)
    assert 0 == run("html", "--site", folder).status
    return folder


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    """Return a copy of it, preview included, which a test may change."""
    return Path(shutil.copytree(built, tmp_path / "site"))


def line_of(site: Path, mark: str) -> int:
    lines = (site / PAGE).read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if mark in line)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("{{ page.titel }}", "has no attribute 'titel'"),
        ("{{ nothing }}", "'nothing' is undefined"),
        ("{{ site.practice.fone }}", "has no attribute 'fone'"),
        ("{{ page.title | nothing }}", "No filter named 'nothing'"),
        ("{% if page.title %}", "end"),
        ("{{ page.title + 1 }}", "str"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ page.sections[99].title }}", "99"),
        ('{% include "components/gone.html" %}', "components/gone.html"),
        ('{% from "components/card.html" import gone %}{{ gone() }}', "gone"),
    ],
)
def test_a_fault_in_a_template_is_named_with_file_and_line_and_leaves_the_output(
    fault: str, message: str, site: Path
) -> None:
    before = snapshot(site / "output")
    change(site / PAGE, BODY, f"{BODY}\n{fault}")
    result = run("html", "--site", site)

    assert (1, before) == (result.status, snapshot(site / "output"))
    (told,) = (line for line in result.told if line.startswith(PAGE))
    assert message in told
    assert told.endswith("; mend the template")
    if "{% if" not in fault:  # whose end is missed at the end of the file
        assert told.startswith(f"{PAGE}:{line_of(site, fault)}: ")


def test_a_fault_in_a_component_is_named_where_it_stands(site: Path) -> None:
    component = site / "theme/templates/components/section.html"
    change(component, '<section id="{{ part.id }}">', '<section id="{{ part.nothing }}">')
    result = run("html", "--site", site)
    line = component.read_text(encoding="utf-8").split("\n").index('<section id="{{ part.nothing }}">') + 1

    assert 1 == result.status
    assert any(
        told.startswith(f"theme/templates/components/section.html:{line}: ") and "nothing" in told
        for told in result.told
    )


def test_a_missing_template_stops_the_build_instead_of_another_theme_taking_its_place(site: Path) -> None:
    before = snapshot(site / "output")
    (site / PAGE).unlink()
    result = run("html", "--site", site)

    assert (1, before) == (result.status, snapshot(site / "output"))
    assert any(PAGE in line for line in result.told), result.err


def test_a_template_that_does_not_extend_the_base_is_refused(site: Path) -> None:
    (site / PAGE).write_text("<!doctype html><title>x</title><h1>{{ page.title }}</h1>", encoding="utf-8")
    result = run("html", "--site", site)

    assert 1 == result.status
    assert (
        "content/pages/about.md: page /about/: was not made from base.html; let its template extend it" in result.told
    )


def test_templates_escape_whatever_is_not_html_already(site: Path) -> None:
    change(site / PAGE, BODY, f'{BODY}{{{{ "<b>&" }}}}')

    assert 0 == run("html", "--site", site).status
    assert "&lt;b&gt;&amp;" in (site / "output/about/index.html").read_text(encoding="utf-8")


def test_a_changed_template_is_seen_by_the_next_build_of_the_same_process(site: Path) -> None:
    for words in ("first", "second"):
        (site / PAGE).write_text(
            f'{{% extends "base.html" %}}{{% block body %}}<p>{words} words</p>{{% endblock %}}', encoding="utf-8"
        )
        assert 0 == run("html", "--site", site).status
        assert f"{words} words" in (site / "output/about/index.html").read_text(encoding="utf-8")


def test_a_page_that_pelican_leaves_out_stops_the_build(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: Callable[..., tuple[str, dict[str, Any]]] = engine.PageReader.read

    def skipping(self: engine.PageReader, source: str) -> tuple[str, dict[str, Any]]:
        return ("", {"status": "skip"}) if source.endswith("about.md") else read(self, source)

    monkeypatch.setattr(engine.PageReader, "read", skipping)
    before = snapshot(site / "output")
    result = run("html", "--site", site)

    assert (1, before) == (result.status, snapshot(site / "output"))
    assert "content/pages/about.md: Pelican left this page out; rename the file" in result.told


def test_pelican_on_its_own_is_refused_before_it_writes(tmp_path: Path) -> None:
    """It would skip the checks, write into the live folder, and publish whatever it understood."""
    done = subprocess.run(
        [sys.executable, "-m", "pelican", "-s", REPOSITORY / "pelicanconf.py", "-o", tmp_path / "out"],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert 0 != done.returncode
    assert "make html" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Title: About us\nDate: 2025-03\n\nx\n", "content/pages/about.md:2: "),
        ("Title: About us\nStatus: drafft\n\nx\n", "content/pages/about.md:2: "),
        ("Summary: x\n\nx\n", "content/pages/about.md:1: "),
        ("\nTitle: About us\n\nx\n", "content/pages/about.md:1: "),
        ("Title: About us\nSumary: x\n\nx\n", "content/pages/about.md:2: "),
        ("Title: About us\n\nSee [x]({filename}gone.md).\n", "content/pages/about.md:3: "),
        ("Title: About us\nSave_as: ../output-x/f\n\nx\n", "content/pages/about.md:2: "),
        ("Title: About us\nSlug: ../../x\n\nx\n", "content/pages/about.md:2: "),
        ("Title: About us\nTemplate: gone\n\nx\n", "content/pages/about.md:2: "),
        ('Title: About us\n\n[x](y.md){: onclick="z()" }\n', "content/pages/about.md:3: "),
        ("Title: About us\n\n<b onclick='z()'>x</b>\n", "content/pages/about.md:3: "),
    ],
)
def test_what_pelican_passes_over_in_silence_stops_the_build_with_file_and_line(
    text: str, message: str, tmp_path: Path
) -> None:
    site = write(tmp_path / "site", {**SMALLEST, "content/pages/about.md": text})
    result = run("html", "--site", site)

    assert 1 == result.status
    assert any(line.startswith(message) for line in result.told), result.err
    assert not (site / "output").exists()


def test_a_page_that_is_not_utf_8_stops_the_build(tmp_path: Path) -> None:
    site = write(tmp_path / "site", SMALLEST)
    (site / "content/pages/about.md").write_bytes("Title: Überall\n\nx\n".encode("latin-1"))
    result = run("html", "--site", site)

    assert 1 == result.status
    assert any(line.startswith("content/pages/about.md:1: ") for line in result.told)


def test_a_deleted_page_is_gone_from_the_next_build(site: Path) -> None:
    assert (site / "output/about/index.html").is_file()
    (site / "content/pages/about.md").unlink()
    result = run("html", "--site", site)

    assert 0 == result.status
    assert "2 removed" in result.out  # with it the former index of the search, whose name tells its bytes
    assert not (site / "output/about").exists()


def test_installed_plug_ins_of_pelican_are_not_imported(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/pelican/plugins/loud/__init__.py": "print('a plug-in of somebody else runs')\n"})
    site = write(tmp_path / "site", SMALLEST)
    path = os.pathsep.join((str(REPOSITORY / "plugins"), str(tmp_path / "elsewhere")))
    result = desk("html", "--site", site, PYTHONPATH=path)

    assert 0 == result.status
    assert "somebody else" not in result.out + result.err


@pytest.mark.parametrize("name", [".hidden", "with space", "[a]*?", "ünïcode", "quo'te\""])
def test_a_site_may_stand_in_a_folder_of_any_name(name: str, tmp_path: Path) -> None:
    site = write(tmp_path / name / "site", SMALLEST)

    assert 0 == run("html", "--site", site).status
    assert (site / "output/locations/example-north/index.html").is_file()


def test_two_sites_built_by_one_process_keep_their_own_themes(tmp_path: Path) -> None:
    for name in ("one", "two", "three", "four"):
        site = write(tmp_path / name, {**SMALLEST, **OTHER})
        own_theme(site)
        change(site / PAGE, BODY, f"{BODY}<p>theme {name}</p>")
        assert 0 == run("html", "--site", site).status

        assert f"theme {name}" in (site / "output/about/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("heading", ["Sources", "Main", "Physicians", "Treatments", "Comparison"])
def test_a_heading_of_the_editors_own_may_be_called_like_a_part_of_every_page(heading: str, small: Path) -> None:
    page = small / "content/conditions/sore-joint.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n## {heading}\n\nWords.[^doe]\n\n[^doe]: Doe. 2020.\n")
    result = run("html", "--site", small)

    assert (0, []) == (result.status, [line for line in result.told if "stands twice" in line])
