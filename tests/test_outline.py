"""Where the parts of old pages go: made-up pages in the manner of hospitals, clinics, services and practices."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from imported import IMPORTS, Taken, export, item, take

WILD = IMPORTS / "wild"


@pytest.fixture(scope="module")
def wild(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """All of the made-up pages, taken in as one folder."""
    return take(WILD, tmp_path_factory.mktemp("wild") / "site")


def parts(taken: Taken, path: str) -> dict[str, str]:
    """Return the text of a file by its headings; sub-headings as ``Section / Part``."""
    found: dict[str, str] = {}
    at = ""
    for line in taken.file(path).splitlines():
        if match := re.match(r"(##|###) (.*)", line):
            at = match[2] if match[1] == "##" else f"{at.partition(' / ')[0]} / {match[2]}"
        found[at] = f"{found.get(at, '')}{line}\n"
    return found


PLACES = [
    ("procedures/pac-1.md", "", "Vertebroplasty is a procedure that places cement"),
    ("procedures/pac-1.md", "Who it may help", "- **Osteoporosis:**"),
    ("procedures/pac-1.md", "Risks and complications", "- **Leaking cement:** In rare cases the cement leaks"),
    ("procedures/pac-1.md", "How to prepare", "**Food and medications.** You may need to avoid eating"),
    ("procedures/pac-1.md", "What happens / During", "You lie on your stomach."),
    ("procedures/pac-1.md", "What happens / After", "You lie on your back"),
    ("procedures/pac-1.md", "Benefits", "Some people feel relief within days."),
    ("procedures/pac-1.md", "Clinical trials", "[?: move this to where it belongs, or delete it]"),
    ("procedures/12090-nerve-blocks.md", "", "It is a shot near a nerve."),
    ("procedures/12090-nerve-blocks.md", "Who it may help", "- **Shingles pain:**"),
    ("procedures/12090-nerve-blocks.md", "Who should not have it", "People with an infection at the site."),
    ("procedures/12090-nerve-blocks.md", "What happens / Before", "Your provider asks about medicines."),
    ("procedures/12090-nerve-blocks.md", "What happens / During", "1. **You lie down:**"),
    ("procedures/12090-nerve-blocks.md", "What happens / After", "You are watched for half an hour."),
    ("procedures/12090-nerve-blocks.md", "Benefits", "- **Fast relief:**"),
    ("procedures/12090-nerve-blocks.md", "Risks and complications", "- **Bleeding:**"),
    ("procedures/12090-nerve-blocks.md", "Recovery", "- **After 24 hours:** **When can I drive?** After 24 hours."),
    ("procedures/12090-nerve-blocks.md", "When to call us", "- Trouble breathing."),
    ("procedures/12090-nerve-blocks.md", "Questions and answers / How long does it last?", "Weeks to months."),
    ("procedures/radiofrequency-ablation.md", "", "RFA heats a nerve."),
    ("procedures/radiofrequency-ablation.md", "What happens", "A needle tip warms up."),
    ("procedures/radiofrequency-ablation.md", "What happens / During", "- **Step 2: Treatment:** The nerve is heated"),
    ("procedures/radiofrequency-ablation.md", "Benefits", "- **Long-lasting relief:**"),
    ("procedures/radiofrequency-ablation.md", "Risks and complications", "Soreness, bruising."),
    ("procedures/radiofrequency-ablation.md", "Recovery", "No driving for 24 hours."),
    ("procedures/radiofrequency-ablation.md", "Questions and answers / Is RFA Painful?", "Most feel little."),
    ("procedures/radiofrequency-ablation.md", "Schedule Your RFA Consultation Today", "Call (214) 555-0101."),
    ("conditions/syc-1.md", "Signs", "Many people have none."),
    ("conditions/syc-1.md", "When to call us", "Call if you are numb."),
    ("conditions/syc-1.md", "Causes / Risk factors", "Age over 50."),
    ("conditions/syc-1.md", "How it is found", "An MRI."),
    ("conditions/syc-1.md", "What you can do yourself / Lifestyle and home remedies", "Heat and ice."),
    ("conditions/syc-1.md", "Treatment / Surgery", "Laminectomy."),
    ("conditions/sciatica.md", "Signs", "- stabbing or burning"),
    ("conditions/sciatica.md", "What you can do yourself / Don't", "- do not sit or lie down for long periods"),
    ("conditions/sciatica.md", "When to call us / Call 911 or go to an emergency room if", "- cannot pee"),
    ("conditions/sciatica.md", "When to call us / Call us today if", "- you have fever with back pain"),
    ("conditions/sciatica.md", "When to call us / Ask at your next visit", "- the pain has not improved"),
    ("conditions/sciatica.md", "Causes", "- spinal stenosis"),
    ("physicians/jane-example.md", "About", "Board-Certified Pain Management Physician"),
    ("physicians/jane-example.md", "About / Areas of Expertise", "- Back pain"),
    ("physicians/jane-example.md", "Training and certification / Board Certifications", "American Board of"),
    ("physicians/jane-example.md", "Outside the clinic", "She runs."),
    ("physicians/jane-example.md", "", "Languages: English, Spanish\n"),
    ("physicians/jane-example.md", "", "Degree: M.D.\n"),
    ("locations/frisco.md", "", "Hours:\n    Mon 08:00-17:00\n    Tue 08:00-17:00\n    Fri 08:00-12:00\n"),
    ("locations/frisco.md", "Getting here", "Free parking."),
    ("locations/frisco.md", "What to bring", "Bring your card."),
]  # fmt: skip


@pytest.mark.parametrize(("path", "heading", "words"), PLACES)
def test_each_part_of_a_page_of_the_wild_goes_where_it_belongs(
    wild: Taken, path: str, heading: str, words: str
) -> None:
    assert words in parts(wild, path)[heading]


def test_no_word_of_a_page_of_the_wild_is_lost(wild: Taken) -> None:
    """Headings that became ours aside, which the report names."""
    files = (data.decode() for name, data in wild.files().items() if name.endswith(".md"))
    kept = bare("\n".join([*files, wild.result.out]))
    for file in sorted(WILD.glob("*.html")):
        main = file.read_text(encoding="utf-8").partition("</h1>")[2].partition("</article>")[0]
        lost = [text for text in map(bare, re.split(r"<[^<>]*>", unescape(main))) if text not in kept]

        assert (file.name, []) == (file.name, lost)


def bare(text: str) -> str:
    """Return the words of a text alone."""
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def test_what_was_moved_is_told_in_one_line(wild: Taken) -> None:
    assert (
        '"Overview" is now "the text before the first heading", "Why it\'s done" is now "Who it may help", '
        '"Risks" is now "Risks and complications", "How you prepare" is now "How to prepare", '
        '"What you can expect" is now "What happens", "During the procedure" is now "During", '
        '"After the procedure" is now "After", "Results" is now "Benefits"'
    ) in wild.said("Vertebroplasty")
    assert '"FASIPP" is no part of the name; write it under "Training and certification"' in wild.said(
        "Jane A. Example, MD, FASIPP"
    )


def test_a_heading_below_another_leads_back_to_it(tmp_path: Path) -> None:
    html = (
        "<h2>Recovery</h2><p>Rest.</p><h3>When to call us</h3><p>Call if you have a fever.</p>"
        "<h3>Food</h3><p>Eat what you like.</p>"
    )
    taken = take(
        export(tmp_path, item("Kyphoplasty", html, link="https://www.example.com/procedures/k/")), tmp_path / "s"
    )
    found = parts(taken, "procedures/about-us.md")

    assert "Call if you have a fever." in found["When to call us"]
    assert "**Food.** Eat what you like." in found["Recovery"]
