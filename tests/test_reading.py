"""What practice.checks.reading promises."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.checks import reading

COUNTS = {
    1: "a bone spine pain through walked eased nerve nerves dye eye years you use used hours caused breathe",
    2: "needle muscle people being table settled needed patient doctor hospice surgeon fluid trial someone "
    "safely headache careful quiet little business guideline unique vessel before",
    3: "vertebra medicine physician area idea vertebrae cervical arthritis exercise opioid radius serious "
    "ablation catheter audience earlier procedure insurance specialty thoracic",
    4: "anesthesia kyphoplasty usually material experience population emergency reality diabetes "
    "epidural sciatica neuropathic",
    5: "vertebroplasty percutaneous immediately sacroiliac coordinator university",
    6: "radiofrequency osteoporosis radiculopathy",
    7: "anesthesiologist",
}
"""Words whose number of syllables no dictionary disputes."""

OLD_PAGE = [
    "Kyphoplasty is a minimally invasive surgical procedure used to treat chronic spine pain typically "
    "caused by vertebral compression fractures.",
    "Preoperative imaging is performed to identify the exact location and extent of the vertebral fracture.",
    "Stabilizes the fractured vertebra, preventing further collapse and reducing the risk of additional fractures.",
    "Regular follow-up visits to monitor the healing process and assess the outcome of the procedure.",
]


@pytest.mark.parametrize(
    ("word", "count"), [(word, count) for count, words in COUNTS.items() for word in words.split()]
)
def test_syllables_of_words_that_are_sure(word: str, count: int) -> None:
    assert count == reading.syllables(word)


@pytest.mark.parametrize(
    ("word", "count"), [("MRI", 3), ("CT", 2), ("NSAID", 2), ("Bone", 1), ("nurse's", 2), ("doctor's", 2)]
)
def test_capitals_are_spelled_and_a_hissing_genitive_is_heard(word: str, count: int) -> None:
    assert count == reading.syllables(word)


@given(st.text())
def test_every_text_has_at_least_one_syllable_and_never_raises(word: str) -> None:
    assert reading.syllables(word) >= 1
    assert reading.spanish_syllables(word) >= 1


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "See Dr. J. Smith, M.D. at noon. Bring a list.",
            ["See Dr. J. Smith, M.D. at noon.", "Bring a list."],
        ),
        ("Some pills, e.g. aspirin, vs. none.", ["Some pills, e.g. aspirin, vs. none."]),
        ("It cost 1.5 or 2.75 points.", ["It cost 1.5 or 2.75 points."]),
        ("Come at 8 a.m. Bring a driver.", ["Come at 8 a.m.", "Bring a driver."]),
        ("Come at 8 a.m. with a driver.", ["Come at 8 a.m. with a driver."]),
        ("Can I drive? No! Rest.", ["Can I drive?", "No!", "Rest."]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("Pain fell.[^a][^b] It came back.[^c]", ["Pain fell.", "It came back."]),
        ("**Bold words.** Read [the page](../a/b.c.md). End", ["Bold words.", "Read the page.", "End"]),
        ("no stop at all", ["no stop at all"]),
        ("", []),
    ],
)
def test_sentences_end_where_the_rule_says(text: str, sentences: list[str]) -> None:
    assert sentences == [sentence for sentence, _, _ in reading.long_sentences([text], 0)]


def test_the_grade_is_that_of_the_formula() -> None:
    """Six words of six syllables in one sentence: 0.39 * 6 + 11.8 * 1 - 15.59."""
    found = reading.grade(["The cat sat on the mat."])

    assert pytest.approx(-1.45) == found.grade
    assert (6, 1) == (found.words, found.sentences)


def test_the_end_of_a_block_ends_a_sentence() -> None:
    assert 2 == reading.grade(["a short item", "and one more"]).sentences


def test_a_number_is_one_word_of_one_syllable() -> None:
    expected = reading.grade(["It was two in ten."])

    assert expected == _without_worst(reading.grade(["It was 1,777 in 16,638."]), expected)


def test_a_span_of_numbers_is_one_word_and_words_at_a_slash_or_dash_are_two() -> None:
    assert 2 == reading.grade(["10–15 days"]).words
    assert 3 == reading.grade(["and/or pain"]).words
    assert 1 == reading.grade(["low-back"]).words


def test_marks_and_markup_do_not_count() -> None:
    plain = reading.grade(["Most of them felt less pain. See the fracture page."])
    marked = reading.grade(["**Most** of _them_ felt less pain.[^free2009] See the [fracture page](../a/b.md)."])

    assert (plain.grade, plain.words, plain.sentences) == (marked.grade, marked.words, marked.sentences)


def test_the_old_page_is_above_grade_10() -> None:
    assert reading.grade(OLD_PAGE).grade > 10


def test_plain_words_are_below_grade_6() -> None:
    plain = ["A balloon makes room inside the bone.", "Then the doctor fills the space with bone cement."]

    assert reading.grade(plain).grade < 6


def test_the_hardest_sentences_come_first_with_their_blocks() -> None:
    found = reading.grade(["You lie face down.", *OLD_PAGE])

    assert reading.WORST == len(found.worst)
    assert (OLD_PAGE[0], 1) == found.worst[0]


def test_no_text_has_grade_0() -> None:
    assert reading.Grade(0.0, 0, 0, ()) == reading.grade(["", "***", "[^a]"])


def test_long_sentences_are_those_above_the_limit() -> None:
    at_limit, above = " ".join(["bone"] * 5) + ".", " ".join(["bone"] * 6) + ".[^a]"

    assert [(" ".join(["bone"] * 6) + ".", 1, 6)] == reading.long_sentences([at_limit, above], 5)


def test_hard_words_are_named_once_and_not_when_the_glossary_has_them() -> None:
    blocks = [
        "Kyphoplasty is used with radiofrequency and fluoroscopy.",
        "Usually the fluoroscopy helps, says Alexandria University of [Minnesota](a.md).",
        "**Polymethylmethacrylate**, radiculopathies and kyphoplasty.",
    ]

    assert [("fluoroscopy", 0), ("polymethylmethacrylate", 2), ("radiculopathies", 2)] == reading.hard_words(
        blocks, {"kyphoplasty", "radiofrequency ablation"}
    )


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("hueso", 2),
        ("dolor", 2),
        ("médico", 3),
        ("que", 1),
        ("guía", 2),
        ("día", 2),
        ("rey", 1),
        ("y", 1),
        ("cirugía", 4),
        ("aéreo", 4),
        ("ciudad", 2),
        ("prohibir", 3),
        ("columna", 3),
        ("inyección", 3),
        ("pingüino", 3),
    ],
)
def test_spanish_syllables(word: str, count: int) -> None:
    assert count == reading.spanish_syllables(word)


def test_spanish_ease_is_that_of_the_formula() -> None:
    """Four words of seven syllables in one sentence: 206.835 - 62.3 * 7 / 4 - 4."""
    found = reading.spanish_ease(["El médico le habla."])

    assert found is not None
    assert pytest.approx(206.835 - 62.3 * 7 / 4 - 4) == found.score
    assert (4, 1) == (found.words, found.sentences)


def test_no_spanish_text_has_no_ease() -> None:
    assert reading.spanish_ease(["", "[^a]"]) is None


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_text_can_be_graded(blocks: list[str]) -> None:
    found = reading.grade(blocks)

    assert len(found.worst) == min(found.sentences, reading.WORST)


@given(st.lists(st.sampled_from(OLD_PAGE), min_size=1, max_size=5))
def test_the_order_of_blocks_does_not_change_the_grade(blocks: list[str]) -> None:
    assert pytest.approx(reading.grade(blocks).grade) == reading.grade(blocks[::-1]).grade


def _without_worst(found: reading.Grade, expected: reading.Grade) -> reading.Grade:
    """Return *found* with the sentences of *expected*, to compare the numbers alone."""
    return reading.Grade(found.grade, found.words, found.sentences, expected.worst)
