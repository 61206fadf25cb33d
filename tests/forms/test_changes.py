"""What is offered instead of what was refused, in the boxes of either form: each as if it had been changed by hand."""

from datetime import date
from decimal import Decimal

import pytest

from taper_app.engine import Decision
from taper_app.forms import decision_changes, plan_changes, second_pace
from tests.forms.sent import sent
from tests.forms.test_plans import CLONAZEPAM, DIAZEPAM, WITH_CLONAZEPAM, filled, form_for
from tests.forms.test_reviews import parts, review, said


def valid(plan="direct", **sent):
    """A review's form of a decision, without a fault."""
    form = review(plan, **sent)
    assert form.is_valid(), said(form)
    return form.decided


def differs(form, laid):
    """What the page sends otherwise than it was sent."""
    before = {name: form.data.getlist(name) for name in form.data}
    assert before.keys() <= laid.keys()
    return {name: values for name, values in laid.items() if before.get(name) != values}


@pytest.mark.parametrize(
    ("decision", "change", "placed"),
    [
        (Decision.HOLD, {"days": 14}, True),
        (Decision.HOLD, {"days": 14, "coarse_tail": True}, True),
        (Decision.HOLD, {"finish_by": "2027-01-01"}, False),
        (Decision.CONTINUE, {"days": 14}, False),
        (Decision.SLOW, {"reduction_percent": "5"}, True),
        (Decision.SWITCH, {"equivalence": "ashton-2002"}, False),
    ],
)
def test_a_review_has_a_place_for_a_strategy_and_for_the_days_of_a_hold(decision, change, placed):
    """The table and the medicines stay as they are, and only a hold has days of its own."""
    assert decision_changes.can_lay_over(decision, change) is placed


HELD = {"decision": "hold", "hold_length": "days", "hold_days": "21"}
UNTIL = {"decision": "hold", "hold_length": "until"} | parts("hold_until", date(2027, 3, 1))
SLOWER = {"decision": "slow", "slow_percent": "5", "slow_interval": "28"}


@pytest.mark.parametrize(
    ("plan", "sent", "change", "wanted"),
    [
        ("direct", HELD, {"days": 14}, {"hold_days": ["14"]}),
        ("direct", HELD, {"days": 14, "coarse_tail": True}, {"hold_days": ["14"], "kept": ['{"coarse_tail": true}']}),
        ("direct", HELD, {"interval_days": 21}, {"kept": ['{"interval_days": 21}']}),
        (
            "direct",
            UNTIL,
            {"days": 14},
            {"hold_length": ["days"], "hold_days": ["14"]} | {f"hold_until_{at}": [""] for at in range(3)},
        ),
        ("direct", SLOWER, {"reduction_percent": "7"}, {"slow_percent": ["7"]}),
        ("direct", SLOWER, {"interval_days": 21}, {"slow_interval": ["21"]}),
        (
            "direct",
            SLOWER,
            {"reduction_percent": "7", "interval_days": 21, "distribution": "even"},
            {"slow_percent": ["7"], "slow_interval": ["21"], "distribution": ["even"]},
        ),
        ("direct", SLOWER, {"products": DIAZEPAM[:1]}, {"kept": ['{"products": ["diazepam-2mg-tablet"]}']}),
        ("direct", {"decision": "continue"}, {"interval_days": 21}, {"kept": ['{"interval_days": 21}']}),
        ("direct", {"decision": "continue"}, {"target_mg": Decimal("2.5")}, {"kept": ['{"target_mg": "2.5"}']}),
        (
            "direct",
            {"decision": "continue", "kept": '{"interval_days": 21}'},
            {"coarse_tail": True},
            {"kept": ['{"coarse_tail": true, "interval_days": 21}']},
        ),
        (
            "direct",
            {"decision": "switch", "products_diazepam": DIAZEPAM[:1]},
            {"products": DIAZEPAM[:2], "interval_days": 21},
            {"products_diazepam": DIAZEPAM[:2], "pace": ["own"], "own_percent": ["10"], "own_interval": ["21"]},
        ),
        (
            "direct",
            {"decision": "switch", "products_diazepam": DIAZEPAM[:1]},
            {"halve": "none", "quarter": "none"},
            {f"split_{DIAZEPAM[0]}": ["whole"]},
        ),
        ("crossover", {"decision": "switch", "crossover_days": "5"}, {"crossover_days": 4}, {"crossover_days": ["4"]}),
        ("crossover", {"decision": "switch", "crossover_days": "5"}, {"crossover_part": "half"}, {"crossover_part": ["half"]}),
        (
            "crossover",
            {"decision": "switch", "crossover_days": "5"},
            {"method": "direct", "stabilise_days": 21},
            {"method": ["direct"], "stabilise_days": ["21"]},
        ),
    ],
    ids=str,
)
def test_an_offer_of_a_review_is_in_the_boxes_of_its_decision(plan, sent, change, wanted):
    """And beside the tick what has no box under that decision; nothing else of what was sent is another."""
    form = valid(plan, **sent)
    assert differs(form, decision_changes.laid_over(form, change)) == wanted


def test_a_direct_plan_has_no_box_for_its_method():
    """An offer of another method stands beside the tick there."""
    form = valid(decision="switch", products_diazepam=DIAZEPAM[:1])
    assert differs(form, decision_changes.laid_over(form, {"method": "crossover"})) == {"kept": ['{"method": "crossover"}']}


@pytest.mark.parametrize(
    ("change", "placed"),
    [
        ({"halve": "none", "equivalence": "ashton-2002"}, True),
        ({}, True),
        ({"regimen": []}, False),
        ({"finish_by": "2027-12-01"}, True),
    ],
)
def test_a_new_plan_has_a_place_for_all_but_what_is_taken(change, placed):
    """The medicines are those of the list."""
    assert plan_changes.can_lay_over(change) is placed
    assert plan_changes.can_lay_over(dict.fromkeys(plan_changes.known()))


OWN = {"pace": "own", "own_percent": "7.5", "own_interval": "21"}
CLEARED = {"own_percent": [], "own_interval": []}
BASELINE = {"pace": ["baseline-10"]}
FINISH = {"pace": ["finish"], "basis": ["current"], "own_interval": ["14"]}
FINISH |= {"finish_by_0": ["1"], "finish_by_1": ["12"], "finish_by_2": ["2027"]}


@pytest.mark.parametrize(
    ("taken", "sent", "change", "wanted"),
    [
        ("diazepam", {}, {"interval_days": 28}, {"pace": ["10-28"]}),
        (
            "diazepam",
            {},
            {"interval_days": 21},
            {"pace": ["own"], "own_percent": ["10"], "own_interval": ["21"], "basis": ["current"]},
        ),
        ("diazepam", OWN, {"reduction_percent": "5"}, {"own_percent": ["5"], "basis": ["current"]}),
        (
            "diazepam",
            OWN,
            {"reduction_percent": "5", "interval_days": 14},
            {"pace": ["5-14"], "own_percent": [], "own_interval": []},
        ),
        ("diazepam", {}, {"coarse_tail": True}, {"coarse_tail": ["on"]}),
        ("diazepam", {"coarse_tail": "on"}, {"coarse_tail": False}, {"coarse_tail": []}),
        ("diazepam", {}, {"distribution": "even"}, {"distribution": ["even"]}),
        ("diazepam", {"distribution": "even"}, {"target_mg": Decimal(5)}, {"target_mg": ["5"]}),
        ("diazepam", OWN, {"basis": "baseline", "reduction_percent": 10, "interval_days": 14}, BASELINE | CLEARED),
        ("diazepam", {}, {"basis": "baseline"}, BASELINE),
        ("diazepam", {}, {"finish_by": "2027-12-01"}, FINISH),
        ("diazepam", {}, {"change_weekday": "monday"}, {"change_weekday": ["monday"]}),
        ("diazepam", {"then_pace": "5-28", "then_from": "10"}, {"then": None}, {name: [] for name in second_pace.NAMES}),
        ("diazepam", {}, {"holds": [{"after_step": 2, "days": None}]}, {"hold_from_0": ["2"], "hold_to_0": ["open"]}),
        ("diazepam", {}, {"products": DIAZEPAM}, {"products_diazepam": DIAZEPAM}),
        ("clonazepam", {}, {"equivalence": "vadod-2021"}, {"equivalence": ["vadod-2021"]}),
        (
            "two drugs",
            {},
            {"equivalence": "vadod-2021", "equivalence_for": {"zopiclone": "ashton-2002"}},
            {"equivalence": ["vadod-2021"], "second_zopiclone": ["ashton-2002"]},
        ),
        ("two drugs", {}, {"crossover_to": "clonazepam"}, {"crossover_to": ["clonazepam"]}),
    ],
    ids=str,
)
def test_an_offer_of_a_new_plan_is_in_its_boxes(taken, sent, change, wanted):
    """A pace among those that are offered, or else in the boxes for one's own; everything else in its box."""
    form = filled(taken, **sent)
    assert form.is_valid(), form.errors
    assert differs(form, plan_changes.laid_over(form, change)) == wanted


def test_a_drug_that_an_offer_brings_keeps_the_products_of_the_offer():
    """It counts as shown: otherwise its first ticks would be laid over those that the offer was worked out with."""
    form = filled("two drugs")
    assert form.is_valid(), form.errors
    half_mg = CLONAZEPAM[0]
    others = [each for each in WITH_CLONAZEPAM["products"] if each not in CLONAZEPAM]
    laid = plan_changes.laid_over(form, {"crossover_to": "clonazepam", "products": [*others, half_mg], "halve": "none"})
    assert laid["shown"] == ["lorazepam", "zopiclone", "clonazepam"]
    assert laid["products_diazepam"] == form.data.getlist("products_diazepam")
    assert "also" not in laid
    again = form_for("two drugs", sent(**laid))
    assert again.is_valid(), again.errors
    strategy = again.request.strategy
    assert (strategy.crossover_to, strategy.products, strategy.halve) == ("clonazepam", (*others, half_mg), "none")


def test_an_offer_of_products_is_laid_over_those_of_the_drug_that_is_crossed_over_to():
    """Where it changes no drug it is the one that was sent."""
    form = filled("two drugs", crossover_to="clonazepam", shown=["lorazepam", "zopiclone"])
    assert form.is_valid(), form.errors
    laid = plan_changes.laid_over(form, {"products": WITH_CLONAZEPAM["products"]})
    assert laid["shown"] == ["lorazepam", "zopiclone", "clonazepam"]
    assert laid["products_clonazepam"] == CLONAZEPAM
    assert [each.drug for each in filled("two drugs", crossover_to="zolpidem").drugs] == ["lorazepam", "zopiclone", "diazepam"]
