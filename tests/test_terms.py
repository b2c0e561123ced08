"""Glossary terms in running text: explained once, where they stand as words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.content.document import Text
from practice.content.records import Entry
from practice.pages.terms import Names, Terms, place


def entry(name: str, *aliases: str) -> Entry:
    return Entry(name, aliases, "", Text("its meaning", 1))


ENTRIES = (entry("ablation"), entry("nerve"), entry("nerve block"), entry("MRI", "magnetic scan"), entry("bone cement"))


def explained(*texts: str, known: tuple[str, ...] = ()) -> list[str]:
    """Return *texts* as HTML, each button with the fragment of its term in place of its number."""
    terms = Terms(Names(ENTRIES), known)
    made = [terms.explain(text) for text in texts]
    places = {place(number): term for number, term in enumerate(terms.found, 1)}
    return [re.sub(r'(?<=popovertarget=")[^"]+', lambda match: places[match[0]], html) for html in made]


def link(fragment: str, words: str) -> str:
    return f'<button class="term" popovertarget="{fragment}">{words}</button>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("An ablation helps.", f"An {link('ablation', 'ablation')} helps."),
        ("Ablation helps.", f"{link('ablation', 'Ablation')} helps."),
        ("Two ablations.", f"Two {link('ablation', 'ablations.')}"),
        ("An ablationist.", "An ablationist."),
        ("Preablation.", "Preablation."),
        ("A nerve block.", f"A {link('nerve-block', 'nerve block.')}"),
        ("An mri scan.", f"An {link('mri', 'mri')} scan."),
        ("A magnetic scan.", f"A {link('mri', 'magnetic scan.')}"),
        ("(an ablation of nerves)", f"(an {link('ablation', 'ablation')} of {link('nerve', 'nerves)')}"),
        ("no term & <none>", "no term &amp; &lt;none&gt;"),
        ("5 < ablation", f"5 &lt; {link('ablation', 'ablation')}"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_term_is_found_where_it_stands_as_a_word(text: str, expected: str) -> None:
    assert [expected] == explained(text)


def test_the_longest_term_wins_and_a_shorter_one_may_follow() -> None:
    assert [f"A {link('nerve-block', 'nerve block')} of a {link('nerve', 'nerve.')}"] == explained(
        "A nerve block of a nerve."
    )


def test_a_term_is_explained_once_on_a_page_whichever_of_its_names_comes_first() -> None:
    first, second = explained("A magnetic scan.", "An MRI, an ablation.")

    assert f"A {link('mri', 'magnetic scan.')}" == first
    assert f"An MRI, an {link('ablation', 'ablation.')}" == second


def test_the_mark_behind_a_term_stays_on_its_line() -> None:
    """A line may break behind a button, so the mark goes into it; what follows the mark does not."""
    assert [f"An {link('ablation', 'ablation,')} a {link('mri', 'magnetic scan?')} No."] == explained(
        "An ablation, a magnetic scan? No."
    )


@pytest.mark.parametrize("words", ["(ablation)", "(an ablation)", "(ablations)"])
def test_a_term_in_brackets_is_explained_by_the_words_before_them_for_the_whole_page(words: str) -> None:
    assert [f"Heat {words} helps.", "An ablation."] == explained(f"Heat {words} helps.", "An ablation.")


def test_a_term_that_the_page_is_about_is_not_explained_on_it() -> None:
    assert ["Ablation."] == explained("Ablation.", known=("ablation",))
    assert ["An MRI."] == explained("An MRI.", known=("Magnetic scan",))


@given(st.text(alphabet="abnerv lockstiMRI .<&", max_size=80))
def test_only_buttons_are_added_and_each_term_once(text: str) -> None:
    (made,) = explained(text)
    targets = re.findall(r'popovertarget="([^"]+)"', made)

    assert len(targets) == len(set(targets))
    assert text == re.sub(r"</?button[^>]*>", "", made).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_a_letter_that_grows_when_it_is_made_small_shifts_nothing() -> None:
    """A Turkish name before a term: "İ" in small letters is two."""
    assert [f"Dr İnci İz blocks the {link('nerve', 'nerve')} here."] == explained("Dr İnci İz blocks the nerve here.")
