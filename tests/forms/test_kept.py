"""What an alternative brought: into the boxes of its decision, else beside a tick that says what it keeps."""

import json
from datetime import timedelta

import pytest

from taper_app.forms.decision_changes import laid_over
from taper_app.forms.kept import kept_in_words, read_kept
from tests.forms.test_reviews import CATALOGUE, SCHEDULES, TABLETS, review, said


def test_an_alternative_goes_into_the_boxes_of_its_decision():
    """A pace into those of "slow", products into the ticks of "switch", and what has no box stands beside a tick."""
    slow = review(decision="slow", slow_percent="5", slow_interval="28")
    assert slow.is_valid()
    laid = laid_over(slow.decided, {"reduction_percent": "7", "coarse_tail": True, "basis": "baseline"})
    assert (laid["slow_percent"], laid["slow_interval"], laid["kept"]) == (["7"], ["28"], ['{"basis": "baseline"}'])
    assert laid["coarse_tail"] == ["on"]
    switch = review(decision="switch", products_diazepam=["diazepam-5mg-tablet"])
    assert switch.is_valid()
    laid = laid_over(switch.decided, {"products": ["diazepam-5mg-tablet", "diazepam-10mg-tablet"]})
    assert sorted(laid["products_diazepam"]) == ["diazepam-10mg-tablet", "diazepam-5mg-tablet"]
    assert "kept" not in laid or laid["kept"] == [""]


def test_what_is_kept_is_said_in_words_and_used():
    """A tick says what it keeps; taken out, nothing of it is left."""
    assert kept_in_words({"coarse_tail": True}, CATALOGUE, "uk") == "Keep: larger reductions at the end, which is fast there"
    assert (
        kept_in_words({"products": ["diazepam-5mg-tablet"]}, CATALOGUE, "uk") == "Keep: these products: diazepam 5\u00a0mg tablet"
    )
    assert review(kept='{"coarse_tail": true}').is_valid()
    form = review(kept='{"coarse_tail": true}')
    assert form.is_valid() and form.adjustment.strategy.coarse_tail
    assert read_kept("[1]") is None and read_kept("") == {}


def test_closing_steps_that_a_slower_pace_makes_too_short_are_said_at_their_box():
    """Where an offer that is kept has closing steps shorter than the new interval, their box says so."""
    form = review(decision="slow", slow_percent="5", slow_interval="28", kept='{"closing_interval_days": 21}')
    assert not form.is_valid()
    assert form.decided.errors == {"closing_interval_days": ["Choose again: must not be under interval_days."]}


KEPT = [
    ({"method": "crossover"}, "the method crossover"),
    ({"crossover_to": "clonazepam"}, "cross over to clonazepam"),
    ({"crossover_days": 5}, "5 days for each dose that moves"),
    ({"crossover_part": "half"}, "a half dose moves at a time"),
    ({"stabilise_days": 21}, "21 days without change after the crossover"),
    ({"reduction_percent": "5"}, "reductions of 5%"),
    ({"interval_days": 28}, "28 days between reductions"),
    ({"closing_interval_days": 28}, "closing steps of 28 days"),
    ({"products": TABLETS[:1]}, "these products: diazepam 2\u00a0mg tablet"),
    ({"halve": TABLETS[:2]}, "halves of: diazepam 2\u00a0mg tablet, diazepam 5\u00a0mg tablet"),
    ({"halve": "none"}, "halves of: none"),
    ({"quarter": TABLETS[2:]}, "quarters of: diazepam 10\u00a0mg tablet"),
    ({"coarse_tail": True}, "larger reductions at the end, which is fast there"),
    ({"holds": [{"after_step": 3, "days": 14}]}, "14 days without change after step 3"),
    ({"distribution": "daytime-first"}, "a dose at night is kept until last"),
    ({"distribution": "even"}, "doses go down evenly over the day"),
]


@pytest.mark.parametrize(("kept", "words"), KEPT)
def test_everything_that_a_tick_keeps_is_said(kept, words):
    """Whoever leaves the tick reads what it keeps of an offer, each part in its own words."""
    assert kept_in_words(kept, CATALOGUE, "uk") == f"Keep: {words}"


def test_products_of_a_drug_that_is_no_longer_taken_are_not_asked_about_and_stay():
    """After the crossover only diazepam is asked about; lorazepam's products, which made the steps that are over, stay."""
    after = next(each for each in SCHEDULES["crossover"].steps if each.kind == "reduce").starts_on + timedelta(days=20)
    left = ["diazepam-2mg-tablet", "diazepam-5mg-tablet"]
    form = review("crossover", today=after, decision="switch", products_diazepam=left)
    assert form.is_valid(), said(form)
    assert not [name for name in form.decided.fields if "lorazepam" in name]
    assert set(left) < set(form.adjustment.strategy.products)
    assert {each for each in form.adjustment.strategy.products if each.startswith("lorazepam")}
    assert "lorazepam-1mg-tablet" in form.adjustment.strategy.halve


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("switch", "Choose another method, pace, week or other products: nothing is switched yet."),
        ("adjust", "Change the days or a dose of at least one step."),
    ],
)
def test_after_the_stop_there_is_nothing_to_change(decision, words):
    """No step and no product is left to choose from, and a decision about them is refused with a sentence."""
    form = review(today=SCHEDULES["direct"].steps[-1].starts_on + timedelta(days=3), decision=decision)
    assert said(form) == [words]


def test_what_is_kept_is_said_in_the_order_of_the_page():
    """What is typed or chosen, then products, then ticks, and last in one part what no form has a box for."""
    kept = {
        "coarse_tail": True,
        "distribution": "even",
        "holds": [{"after_step": 3, "days": 14}],
        "halve": "none",
        "products": TABLETS[:1],
        "interval_days": 28,
        "method": "direct",
    }
    assert kept_in_words(kept, CATALOGUE, "uk") == (
        "Keep: the method direct; 28 days between reductions; these products: diazepam 2\u00a0mg tablet; halves of: none; "
        "larger reductions at the end, which is fast there; "
        "14 days without change after step 3 and doses go down evenly over the day"
    )


@pytest.mark.parametrize("kept", [{}, {"holds": "x"}])
def test_what_cannot_be_said_is_the_rest_of_the_offer(kept):
    """It is refused besides, where it cannot be read."""
    assert kept_in_words(kept, CATALOGUE, "uk") == "Keep: the rest of the offer that was chosen"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", {}),
        ("{}", {}),
        ("[]", None),
        ("{", None),
        ('{"target_mg": "5"}', {"target_mg": "5"}),
        ('{"target_mg": "5", "finish_by": "2028-06-01"}', None),
        ("{}" + " " * 3998, {}),
        ("{}" + " " * 3999, None),
        ("[" * 101, None),
        (json.dumps({"bands": [{}] * 98}), {"bands": [{}] * 98}),
        (json.dumps({"bands": [{}] * 99}), None),
    ],
    ids=lambda each: str(each)[:20],
)
def test_a_hidden_field_is_read_only_where_a_page_can_have_sent_it(typed, read):
    """An object of at most 4,000 characters and 100 brackets, with fields that a review has a place for."""
    assert read_kept(typed) == read


def test_a_number_that_is_kept_is_said_exactly_and_without_zeros():
    """As it is said anywhere else."""
    assert kept_in_words({"reduction_percent": "7.50"}, CATALOGUE, "uk") == "Keep: reductions of 7.5%"


def test_what_is_kept_and_cannot_be_read_is_refused_at_its_box():
    """Where there is one, by whatever decision; the other boxes say nothing about it."""
    form = review(kept='{"distribution": "x"}')
    assert not form.is_valid()
    assert form.decided.errors == {"distribution": ["Choose again: must be one of even, daytime-first."]}
