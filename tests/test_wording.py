"""The words of old sites: each leads to a heading that there is, and to the one that is meant."""

from __future__ import annotations

import pytest

from practice.content.kinds import BY_NAME, KINDS
from practice.intake.when import time_in
from practice.intake.wording import WORDS, fixed, kind_of

HEADINGS = [
    ("procedure", "Kyphoplasty Risks and Complications", "Risks and complications"),
    ("procedure", "Recovery From Kyphoplasty", "Recovery"),
    ("procedure", "Kyphoplasty Indications", "Who it may help"),
    ("procedure", "Contraindications", "Who should not have it"),
    ("procedure", "Kyphoplasty Procedure", "What happens"),
    ("procedure", "Why it’s done", "Who it may help"),
    ("procedure", "How you prepare", "How to prepare"),
    ("procedure", "What you can expect", "What happens"),
    ("procedure", "Is kyphoplasty safe?", "Risks and complications"),
    ("procedure", "When should I call the doctor?", "When to call us"),
    ("procedure", "Alternatives to Kyphoplasty", "Other options"),
    ("procedure", "Kyphoplasty FAQ", "Questions and answers"),
    ("procedure", "Accepting New Patients", None),
    ("procedure", "Our Pain Management Physicians", None),
    ("condition", "Symptoms of sciatica", "Signs"),
    ("condition", "How is it diagnosed?", "How it is found"),
    ("condition", "When to see a doctor", "When to call us"),
    ("condition", "Our treatments", None),
]


@pytest.mark.parametrize(("kind", "old", "ours"), HEADINGS)
def test_an_old_heading_leads_to_ours(kind: str, old: str, ours: str | None) -> None:
    found = fixed(BY_NAME[kind], old, "Kyphoplasty" if kind == "procedure" else "Sciatica")

    assert ours == (found.title if found else None)


def test_every_heading_in_the_list_is_one_of_its_kind() -> None:
    parts = {part.title for kind in KINDS for heading in kind.headings for part in heading.parts}
    known = {
        kind.name: {title for heading in kind.headings for title in (heading.title, *(p.title for p in heading.parts))}
        for kind in KINDS
    }
    wrong = [(table, name) for table, rules in WORDS.items() if table in known for name in {*rules} - known[table]]

    assert [] == wrong
    assert set() == {*WORDS["parts"]} - parts
    assert set() == {name for table in ("about", "address") for name in WORDS[table]} - {*BY_NAME}


@pytest.mark.parametrize(
    ("title", "path", "headings", "kind"),
    [
        ("Kyphoplasty", "/kyphoplasty/", ["Benefits", "Risks"], "procedure"),
        ("Epidural injection for back pain", "/x/", ["Benefits"], "procedure"),
        ("Sciatica", "/sciatica/", ["Symptoms", "Causes"], "condition"),
        ("Back pain", "/conditions/back-pain/", [], "condition"),
        ("News about our team", "/news/", ["Benefits"], "page"),
        ("Privacy", "/privacy/", [], "page"),
    ],
)
def test_a_page_is_recognized_by_title_address_and_headings(
    title: str, path: str, headings: list[str], kind: str
) -> None:
    assert kind == kind_of(title, path, headings)


@pytest.mark.parametrize(
    ("said", "before", "ours"),
    [
        ("Night before", True, "The night before"),
        ("7 days prior", True, "7 days before"),
        ("Week 2", False, "Week 2"),
        ("within a day or two", False, "Days 1-2"),
        ("For 2 to 4 weeks", False, "Weeks 2-4"),
        ("24 hours after", False, "After 24 hours"),
        ("a few hours after the procedure", False, "First hours"),
        ("Follow-Up", False, ""),
        ("2 days before", False, ""),
    ],
)
def test_a_time_in_the_wild_is_read_or_left(said: str, before: bool, ours: str) -> None:
    assert ours == time_in(said, before)
