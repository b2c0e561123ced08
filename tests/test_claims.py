"""What practice.checks.claims promises: planted claims are found by the right rule, honest sentences pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.checks.claims import Block, Claim, find_claims
from practice.checks.jurisdiction import Place, load

TEXAS = load("us-texas")
CITIES = ("Frisco", "McKinney", "Plano", "Sherman", "Rockwall")

PLANTED = [
    # The old page, shortened.
    ("superlative", "Dr Preston Harmon, M.D., Top Pain Management Doctor in Frisco"),
    ("no degree", "Dr Preston Harmon sees patients in Frisco."),
    ("most patients", "Pain Relief: Most patients experience significant pain relief shortly after."),
    ("promised relief", "It is a minimally invasive option, offering rapid pain relief."),
    ("latest", "The institute is committed to offering the latest kyphoplasty treatments."),
    ("remove pain", "Treatments to remove or relieve acute and chronic pain."),
    # Others.
    ("superlative", "We are the best pain clinic in North Texas."),
    ("superlative", "Our doctors are among the finest."),
    ("superlative", "Texas's #1 pain management team."),
    ("superlative", "The **leading** spine center of the county."),
    ("superlative", "The most experienced\nphysicians you can see."),
    ("praise", "World-class treatment close to home."),
    ("praise", "She is a nationally renowned speaker."),
    ("comparison", "You heal faster here than at other clinics."),
    ("comparison", "Unlike other pain doctors, we listen."),
    ("only", "We are the only clinic in Plano with this device."),
    ("only", "An exclusive method of our own."),
    ("guarantee", "We guarantee that you will walk again."),
    ("guarantee", "Results are guaranteed."),
    ("cure", "This injection cures sciatica."),
    ("cure", "A cure for back pain."),
    ("permanent relief", "Enjoy permanent relief from back pain."),
    ("permanent relief", "The pain is gone for good."),
    ("painless", "The procedure is quick and painless."),
    ("painless", "You will be pain-free in a week."),
    ("risk-free", "A risk-free injection."),
    ("risk-free", "It has no side effects."),
    ("safe", "Kyphoplasty is safe and effective."),
    ("safe", "A safe procedure for people of all ages."),
    ("100 percent", "It works 100 % of the time."),
    ("miracle", "A small miracle for your back."),
    ("most patients", "Many patients get better within days."),
    ("most patients", "The block usually brings relief."),
    ("promised relief", "You will feel relief the same day."),
    ("remove pain", "Radio waves can eliminate your back pain."),
    ("board eligible", "He is board-eligible in pain medicine."),
    ("board certified", "A board certified specialist."),
    ("testimonial", "Read what our patients say."),
    ("testimonial", "Five-star care."),
    ("testimonial", "Rated ★★★★★ by many."),
    ("stop taking", "Stop taking aspirin 7 days before."),
    ("stop taking", "Stop your blood thinner a week before."),
    ("novelty", "State-of-the-art equipment."),
    ("novelty", "A cutting edge approach."),
    ("state certified", "We are a state certified pain clinic."),
    ("free", "Book your free first consultation today."),
    ("waived copay", "We waive your copay."),
    ("waived copay", "Pay no deductible."),
    ("fear", "Call us before it’s too late."),
    ("fear", "Don't let pain ruin another year."),
]

HONEST = [
    # Named by the issue.
    "An injection into the worn top of the joint.",
    "Pictures taken after a safe tracer is put in a vein.",
    "Thin bones are the leading cause of these fractures.",
    "It does not cure arthritis.",
    "Permanent weakness can follow.",
    "If the trial helps, a permanent lead is placed.",
    "Do not stop taking it on your own.",
    "A nerve at the top of the spine.",
    "Morning is the best time to call the clinic.",
    # The fact sheets' wording.
    "A nerve inside a spine bone that can carry pain from its worn top and bottom.",
    "It is the leading reason for spine surgery over 65.",
    "An option only when pain goes on despite the best pain care.",
    "Most pinched neck nerves get better without a needle or surgery.",
    "Most of these fractures become less painful in 6–8 weeks without a procedure.",
    "Watched for a few hours; most go home the same day.",
    "Many doctors limit it to 2–3 a year.",
    "Relief is often short; a block that works leads to radiofrequency.",
    "Relief that lasts only hours is the expected result.",
    "Some people do get relief.",
    "Not for a painless or healed fracture.",
    "Evidence for lasting relief from the injection is limited.",
    "Reviews call it effective in cancer and non-cancer pain.",
    "The authors rate the danger above that of ordinary pain injections.",
    "Stop rules for pain pills on the test day come from the clinic.",
    "About 50 of 100 have at least half of their pain gone at 3 months.[^cei]",
    "Success bar often at least 50 % less pain.",
    "Surgery only for other reasons.",
    "More pain for a while happened in 2 of 100.",
    "There were no symptoms in nearly all of them.",
    "Drugs for breakthrough pain go on.",
    # Others that ring like a claim and are none.
    "No doctor can guarantee relief.",
    "There is no cure, but there is care.",
    "No procedure is without risk.",
    "It is not painless.",
    "Ask the doctor who prescribes it whether to stop taking it.",
    "Will it cure my pain?",
    "Is it safe?",
    "The doctor tells you when it is safe to drive.",
    "It may be safe for you to go home.",
    "In one trial 64 of 100 people had complete relief at 12 months.[^smuck]",
    "Most people, 124 of 182, had relief at the first visit.[^yoon2015]",
    "The bone cement cures in about 10 minutes.",
    "Wear a loose top to the clinic.",
    "Feel free to visit us and ask.",
    "Free parking is behind the clinic.",
    "Which treatment is best for me?",
    "Only a doctor can read the picture.",
    "Pain went from 8 to 3 on a scale of 0 to 100 %.",
    "The latest review of the evidence is from 2023.",
    "Come at 8 at the latest.",
    "Dr. Preston Harmon, M.D., places the needle.",
    "The clinic stands at 1200 Medical Dr Frisco, Texas.",
    "We do not publish testimonials.",
    "The clinic holds a Texas pain clinic certificate.",
    "See [the fracture page](../conditions/best-clinic-cure.md).",
    "Before the balloon is removed, the pain may rise.",
    "It does not remove all pain.",
    "If you cannot pass urine, call 911 now.",
]


def claims(text: str, place: Place = "text", **options: bool | tuple[str, ...]) -> list[Claim]:
    return find_claims([Block(text, 1, "", place)], TEXAS.rules, cities=CITIES, **options)  # type: ignore[arg-type]


def names(text: str, place: Place = "text", **options: bool | tuple[str, ...]) -> list[str]:
    return [claim.rule.name for claim in claims(text, place, **options)]


@pytest.mark.parametrize(("rule", "text"), PLANTED)
def test_a_planted_claim_is_found_by_its_rule(rule: str, text: str) -> None:
    assert [rule] == names(text)


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_sentence_passes(text: str) -> None:
    assert [] == names(text)


def test_every_rule_of_texas_has_a_planted_claim() -> None:
    planted = {rule for rule, _ in PLANTED} | {"list of cities"}

    assert {rule.name for rule in TEXAS.rules} == planted


def test_the_message_names_phrase_law_and_remedy() -> None:
    (claim,) = claims("He is a top pain management doctor.")
    expected = (
        '"top pain management doctor" is a claim that can\'t be checked (Tex. Occ. Code 101.201(b)(3)); '
        "state the fact that can be checked, or drop it"
    )

    assert expected == claim.message


@pytest.mark.parametrize("place", ["title", "alt"])
def test_two_cities_in_a_title_or_an_images_text_are_a_claim(place: Place) -> None:
    text = "Dr Preston Harmon Top Pain Management Doctor in Frisco McKinney Plano Sherman and Rockwall"

    found = {claim.rule.name: claim.phrase for claim in claims(text, place)}

    expected = {
        "no degree": "Dr Preston Harmon",
        "superlative": "Top Pain Management Doctor",
        "list of cities": "Frisco McKinney Plano Sherman and Rockwall",
    }

    assert expected == found


def test_one_city_in_a_title_and_two_in_running_text_are_none() -> None:
    assert [] == names("Pain Treatment Institute, Frisco and its Frisco office", "title")
    assert [] == names("Offices in Frisco, Plano and Sherman.")


def test_board_certified_passes_with_an_accepted_certificate_but_board_eligible_never() -> None:
    assert [] == names("A board-certified specialist.", boards=True)
    assert ["board eligible"] == names("A board-eligible specialist.", boards=True)


def test_an_allowed_phrase_passes_and_only_that() -> None:
    text = "It is a top clinic. It is the best clinic."

    assert ["superlative"] == names(text, allowed=("a Top clinic",))
    assert ["superlative", "superlative"] == names(text, allowed=("clinic", ""))


def test_a_degree_elsewhere_counts_in_running_text_but_not_in_a_title() -> None:
    named = Block("Preston Harmon, MD, is a physician.", 3, "About")
    text = Block("Dr. Harmon places the needle.", 5, "About")
    title = Block("Dr. Harmon in the clinic", 7, "Photo_alt", "alt")

    found = find_claims([named, text, title], TEXAS.rules, degrees=TEXAS.degrees)

    assert [title] == [claim.block for claim in found]


def test_a_number_counts_only_with_its_source() -> None:
    assert ["most patients"] == names("Most patients, 64 in 100, had relief.")
    assert [] == names("Most patients, 64 in 100, had relief.[^smuck]")
    assert ["most patients"] == names("Most patients had relief.[^smuck]")
    assert ["most patients"] == names("Of 100, 64 had less pain.[^smuck] Most patients had relief.")


def test_a_negation_of_another_clause_does_not_excuse() -> None:
    assert ["cure"] == names("It does not hurt, and it cures sciatica.")
    assert ["cure"] == names("It cures not only sciatica but also headaches.")


def test_a_claim_never_runs_from_one_block_into_the_next() -> None:
    blocks = [Block("Rest the top", 1, ""), Block("doctor and nurse", 2, "")]

    assert [] == find_claims(blocks, TEXAS.rules)


def test_claims_come_in_the_order_of_the_text_with_their_blocks() -> None:
    blocks = [Block("A miracle. A cure.", 4, "a"), Block("calm", 5, "b"), Block("Guaranteed.", 9, "c")]

    found = [(claim.phrase, claim.block.line) for claim in find_claims(blocks, TEXAS.rules)]

    assert [("miracle", 4), ("cure", 4), ("Guaranteed", 9)] == found


@pytest.mark.parametrize("odd", ["İ", "ß", "\0", "ﬁ", "—", "  ", "**", "_"])
def test_odd_characters_before_a_claim_do_not_move_it(odd: str) -> None:
    (claim,) = claims(f"{odd * 3} bone. A {odd} miracle.")

    assert "miracle" == claim.phrase


@given(st.lists(st.text(max_size=120), max_size=5))
def test_any_text_can_be_searched(texts: list[str]) -> None:
    blocks = [Block(text, line, "") for line, text in enumerate(texts, start=1)]

    assert all(claim.block in blocks for claim in find_claims(blocks, TEXAS.rules, cities=CITIES))


@given(st.lists(st.sampled_from([text for _, text in PLANTED] + HONEST), max_size=8))
def test_what_stands_around_a_block_changes_nothing(texts: list[str]) -> None:
    # A degree with a name is looked for on the whole page, so that sentence is left out.
    texts = [text for text in texts if "Harmon" not in text]
    together = find_claims([Block(text, 1, "") for text in texts], TEXAS.rules)

    assert [name for text in texts for name in names(text)] == [claim.rule.name for claim in together]
