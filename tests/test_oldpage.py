"""The page that the practice had before, put into the grammar as an editor would, gets the answers it needs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import SITES, Checked

PAGE = "content/procedures/kyphoplasty.md"
ANSWERS = {
    "superlative": ':12: blocker: Image_alt: "Top Pain Management Doctor" is a claim that can\'t be checked',
    "list of cities": ':12: blocker: Image_alt: "Frisco McKinney Plano Sherman and Rockwall" is a list of cities',
    "no degree": ':74: blocker: Our Pain Management Physicians: "Dr Preston Harmon" names a doctor without a degree',
    "most patients": ':44: blocker: Benefits: "Most patients experience significant pain relief" is a result',
    "rapid relief": ':68: blocker: Accepting New Patients: "rapid pain relief" promises a result',
    "latest": ':70: blocker: Accepting New Patients: "latest kyphoplasty treatments" is a claim that can\'t be checked',
    "no preparation": ":24: blocker: How to prepare: section missing",
    "no contraindications": ":24: blocker: Who should not have it: section missing",
    "no when-to-call": ":62: blocker: When to call us: section missing",
    "nothing about doing without": ':62: blocker: Other options: no item "Without a procedure"',
    "no sources": ":74: blocker: sources: no source at all",
    "no reviewer and date": ":1: blocker: Reviewed: no physician has reviewed this page",
    "reading grade": ":1: blocker: reading grade 12.0, above 10",
    "a time that is none": ':58: Recovery: "Post-Procedure" is not a time',
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_the_old_page_is_answered(answer: str, small: Path, check: Checked) -> None:
    shutil.copytree(SITES / "oldpage" / "content", small / "content", dirs_exist_ok=True)
    status, told = check(small)

    assert 1 == status
    assert 1 == len([line for line in told if line.startswith(PAGE + answer)])
