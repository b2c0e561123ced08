"""A physician's review, written into the page that was read, and nothing else changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds import Result, change, run, sample_copy
from conftest import SITES
from practice.content import graph

PAGE = "content/procedures/joint-block.md"
REVIEW = ("Reviewed_by:", "Reviewed:", "Review_due:", "Signed:")


def sign(site: Path, file: str = PAGE, by: str = "alex-example", due: str = "2027-11-01") -> Result:
    return run("sign", "--site", site, "--file", file, "--by", by, "--due", due)


def review_of(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith(REVIEW)]


def without_review(data: bytes) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if not line.decode().startswith(REVIEW))


def blockers(site: Path) -> list[str]:
    return [line for line in run("check", "--site", site).told if ": Review" in line]


@pytest.fixture
def unsigned(small: Path) -> Path:
    """Return the small site with a procedure that nobody has signed yet."""
    (small / PAGE).write_bytes(without_review((small / PAGE).read_bytes()))
    return small


def test_signing_writes_four_fields_and_changes_nothing_else(unsigned: Path) -> None:
    before = (unsigned / PAGE).read_bytes()
    digest = graph.load(unsigned).pages[PAGE].digest
    assert [line for line in blockers(unsigned) if "no physician has reviewed this page" in line]
    result = sign(unsigned)

    assert (0, "") == (result.status, result.err)
    assert [
        f"{PAGE}: signed by alex-example on 2026-11-22; the next review is due in 344 days, on 2027-11-01"
    ] == result.told
    assert [
        "Reviewed_by: alex-example", "Reviewed: 2026-11-22", "Review_due: 2027-11-01", f"Signed: {digest}"
    ] == review_of(unsigned / PAGE)  # fmt: skip
    assert before == without_review((unsigned / PAGE).read_bytes())
    assert [] == blockers(unsigned)


def test_signing_twice_gives_the_same_file(unsigned: Path) -> None:
    sign(unsigned)
    once = (unsigned / PAGE).read_bytes()
    sign(unsigned)

    assert once == (unsigned / PAGE).read_bytes()


def test_signing_again_replaces_the_former_review(small: Path) -> None:
    change(small / PAGE, "You rest for a while.", "You rest for an hour.")
    assert [line for line in blockers(small) if "changed since alex-example signed it" in line]
    assert 0 == sign(small, due="2028-01-31").status

    assert 4 == len(review_of(small / PAGE))
    assert "Review_due: 2028-01-31" in review_of(small / PAGE)
    assert [] == blockers(small)


@pytest.mark.parametrize(
    ("name", "remake"),
    [
        ("line ends of Windows", lambda data: data.replace(b"\n", b"\r\n")),
        ("a byte order mark", lambda data: b"\xef\xbb\xbf" + data),
        ("lines around the metadata", lambda data: b"---\n" + data.replace(b"\n\n", b"\n---\n\n", 1)),
        ("no line at the end", lambda data: data.rstrip(b"\n")),
        ("small keys", lambda data: data.replace(b"Stay:", b"stay:")),
    ],
)
def test_a_file_of_any_shape_can_be_signed(name: str, remake: Callable[[bytes], bytes], unsigned: Path) -> None:
    before = remake((unsigned / PAGE).read_bytes())
    (unsigned / PAGE).write_bytes(before)
    result = sign(unsigned)
    after = (unsigned / PAGE).read_bytes()

    assert 0 == result.status, name
    assert before.removeprefix(b"\xef\xbb\xbf") == without_review(after).removeprefix(b"\xef\xbb\xbf")
    assert after.count(b"\r\n") in (0, after.count(b"\n"))
    assert [] == blockers(unsigned)


def test_the_permissions_of_the_file_stay_and_nothing_is_left_beside_it(unsigned: Path) -> None:
    (unsigned / PAGE).chmod(0o640)
    before = sorted((unsigned / PAGE).parent.iterdir())
    sign(unsigned)

    assert 0o640 == (unsigned / PAGE).stat().st_mode & 0o777
    assert before == sorted((unsigned / PAGE).parent.iterdir())


def test_the_file_may_be_named_from_where_the_call_is_made(unsigned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(unsigned / "content" / "procedures")

    assert 0 == sign(unsigned, file="joint-block.md").status
    assert 4 == len(review_of(unsigned / PAGE))


def test_a_site_may_be_named_by_a_relative_path(unsigned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(unsigned.parent)

    assert (
        0 == run("sign", "--site", unsigned.name, "--file", PAGE, "--by", "alex-example", "--due", "2027-11-01").status
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"file": f"{PAGE}d"}, f'FILE: {PAGE}d is no page of this site; did you mean "{PAGE}"?'),
        ({"file": "content/practice.md"}, "FILE: a practice has no review; sign procedures and conditions"),
        ({"file": "content/pages/home.md"}, "FILE: a page has no review; sign procedures and conditions"),
        ({"file": ""}, "FILE: "),
        ({"file": "/etc/passwd"}, "FILE: /etc/passwd is no page of this site"),
        ({"file": "../../x.md"}, "FILE: ../../x.md is no page of this site"),
        ({"by": "alex-exampel"}, 'BY: no physician is named "alex-exampel"; did you mean "alex-example"?'),
        ({"by": "zoe"}, 'BY: no physician is named "zoe"; write one of: alex-example'),
        ({"by": ""}, "BY: "),
        ({"due": "2026-11-22"}, "DUE: 2026-11-22 is not later than the review on 2026-11-22"),
        ({"due": "2025-01-01"}, "DUE: 2025-01-01 is not later than the review on 2026-11-22"),
        ({"due": "soon"}, "DUE: "),
        ({"due": ""}, "DUE: "),
        ({"due": "2027-02-30"}, "DUE: "),
        ({"due": "9999-12-32"}, "DUE: "),
    ],
)  # fmt: skip
def test_what_cannot_be_signed_is_said_and_nothing_is_changed(given: dict[str, str], message: str, small: Path) -> None:
    before = (small / PAGE).read_bytes()
    result = sign(small, **given)

    assert (1, "") == (result.status, result.out)
    assert result.err.startswith(message)
    assert 1 == len(result.err.splitlines())
    assert before == (small / PAGE).read_bytes()


def test_a_page_with_errors_is_not_signed(small: Path) -> None:
    change(small / PAGE, "Type: block", "Type: blok")
    before = (small / PAGE).read_bytes()
    result = sign(small)

    assert 1 == result.status
    assert any(line.startswith(f"{PAGE}:3: Type: ") for line in result.told)
    assert f"{PAGE}: has errors; mend them before anyone signs it" == result.told[-1]
    assert before == (small / PAGE).read_bytes()


TWIN = "content/procedures/kyphoplasty.es.md"


def test_a_translation_has_the_reviews_of_its_original(tmp_path: Path) -> None:
    result = sign(sample_copy(tmp_path), TWIN)

    assert 1 == result.status
    assert "DUE: a translation has the reviews of its original; sign content/procedures/kyphoplasty.md" in result.err


def test_a_translator_approves_a_translation_against_its_original(tmp_path: Path) -> None:
    site = sample_copy(tmp_path)
    change(site / TWIN, "Translation_approved: 2026-11-01\n", "")
    digest = graph.load(site).pages["content/procedures/kyphoplasty.md"].digest
    result = sign(site, TWIN, "Ana Example, translator", "")
    approval = ("Approved_by:", "Translation_approved:", "Original:")
    lines = [line for line in (site / TWIN).read_text(encoding="utf-8").splitlines() if line.startswith(approval)]

    assert (0, "") == (result.status, result.err)
    assert [
        "Approved_by: Ana Example, translator", "Translation_approved: 2026-11-22", f"Original: {digest}"
    ] == lines  # fmt: skip
    assert [] == [line for line in run("check", "--site", site).told if ".es.md" in line and "blocker" in line]


def test_an_approval_names_the_translator(tmp_path: Path) -> None:
    result = sign(sample_copy(tmp_path), TWIN, " ", "")

    assert (1, "BY: missing; write the name of the qualified translator\n") == (result.status, result.err)


def test_whoever_signs_sees_the_claims_that_the_signature_allows(small: Path) -> None:
    change(small / PAGE, "Stay: same day", "Stay: same day\nClaim_allowed: painless | a quotation")
    result = sign(small)

    assert 0 == result.status
    assert 'allowed by this signature: "painless" (a quotation)' in result.out


def test_the_status_of_a_page_does_not_change_its_signature(small: Path) -> None:
    change(small / PAGE, "Stay: same day", "Stay: same day\nStatus: published")

    assert [] == blockers(small)


@given(word=st.sampled_from(["Clean", "needle", "Walk", "skin", "10", "sore"]))
def test_any_changed_word_takes_the_signature_away(word: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    site = Path(shutil.copytree(SITES / "small", tmp_path_factory.mktemp("signed") / "site"))
    text = (site / PAGE).read_text(encoding="utf-8")
    (site / PAGE).write_text(text.replace(word, f"{word}{'s' if word.isalpha() else '0'}", 1), encoding="utf-8")

    assert [line for line in blockers(site) if line.startswith(f"{PAGE}:") and "changed since" in line]
