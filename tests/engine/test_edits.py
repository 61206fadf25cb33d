"""What single steps become that a clinician has changed by hand, and those after them that were not touched."""

from decimal import Decimal

import pytest

from taper_app.engine import Dose, Edit

from .requests import direct
from .revising import LORAZEPAM, TWENTY, revised

AHEAD = "2027-01-02"
"""A day before every step, so that all can be edited and keep their numbers."""


def edit(number, mg=None, days=None, drug="diazepam"):
    """A change of a step to one dose at night, of its days, or both."""
    return Edit(number, days, None if mg is None else (Dose("night", drug, Decimal(mg)),))


def told(request, *edits):
    """Each step as (kind, closing) by its number."""
    steps = revised(request, AHEAD, "adjust", edits=edits).steps
    return {step.number: (step.kind, step.closing) for step in steps}


def test_the_plan_goes_on_to_its_stop_from_a_dose_that_was_made_longer():
    """Step 18, the last with a dose, is edited from 1 to 2 mg, which is a hold; then 1 mg, and going to zero is the stop."""
    steps = told(TWENTY, edit(18, "2"))
    assert (steps[18], steps[19], steps[20]) == (("hold", False), ("reduce", True), ("stop", True))


def test_a_plan_with_a_target_still_ends_at_it():
    """A taper to 10 mg whose last step down is taken out of it by hand goes down by 1 mg again and maintains 10 mg."""
    request = TWENTY | {"strategy": TWENTY["strategy"] | {"target_mg": "10"}}
    steps = told(request, edit(8, "12"))
    assert (steps[8][0], steps[9][0], steps[10][0], len(steps)) == ("hold", "reduce", "maintain", 10)


def test_an_untouched_step_of_a_crossover_stays_one():
    """The first move is made smaller by hand, which is a fall; the second, whose doses are as before, is still a move."""
    first = Edit(
        1, None, (*(Dose(time, "lorazepam", Decimal(1)) for time in ("morning", "midday")), Dose("night", "diazepam", Decimal(8)))
    )
    steps = told(LORAZEPAM, first)
    assert [steps[number][0] for number in (1, 2, 3, 4)] == ["reduce", "crossover", "crossover", "stabilise"]


@pytest.mark.parametrize("mg", ["16", "15", "12"])
def test_the_step_after_an_edited_one_follows_from_it(mg):
    """Step 2 is edited to the dose of a later step, or below: the next is 1 mg less, no hold and no rise."""
    steps = revised(TWENTY, AHEAD, "adjust", edits=[edit(2, mg)]).steps
    assert [step.daily_mg["diazepam"] for step in steps[1:4]] == [Decimal(mg) - fallen for fallen in (0, 1, 2)]
    assert {step.kind for step in steps[1:4]} == {"reduce"}


def test_after_a_step_edited_upwards_no_dose_falls_overnight():
    """Step 8, 12 mg, is edited to lorazepam 10 mg, 100 mg diazepam: the next step is 9 mg lorazepam, not 11 mg diazepam."""
    request = TWENTY | {"equivalence": "ashton-2002", "strategy": {"method": "direct", "coarse_tail": True}}
    steps = revised(request, AHEAD, "adjust", edits=[edit(8, "10", drug="lorazepam")]).steps
    assert [(step.kind, step.daily_mg) for step in steps[7:9]] == [
        ("step-back", {"lorazepam": 10}),
        ("reduce", {"lorazepam": 9}),
    ]
    assert steps[-1].kind == "stop"


def test_days_alone_leave_what_a_step_is():
    """More days for a step make of it neither a hold nor anything else; nor of the steps after it."""
    steps = told(TWENTY, edit(3, days=28))
    assert [steps[number] for number in (2, 3, 4, 19)] == [("reduce", False)] * 3 + [("stop", True)]


@pytest.mark.parametrize(
    ("before", "after", "closing"),
    [
        ("4", "3", False),  # 25 %
        ("3", "2", True),  # 33 %, 1 mg
        ("2.5", "1.25", True),  # 50 %, 1.25 mg
        ("5", "3.5", False),  # 30 %, 1.5 mg
    ],
)
def test_an_edited_reduction_is_closing_over_25_percent_up_to_1_25_mg(before, after, closing):
    """A closing reduction is one over 25 % and of at most 1.25 mg equivalent, both bounds as they are written."""
    both = ["diazepam-2mg-tablet", "diazepam-5mg-tablet"]
    request = direct("uk", "diazepam", night="20", strategy={"halve": both, "quarter": both})
    steps = told(request, edit(14, before), edit(15, after))
    assert steps[15] == ("reduce", closing)


def test_a_drug_that_an_edit_brings_back_goes_down_to_its_stop():
    """Where diazepam is gone, an edit brings 2 mg of it back; held before that, the plan still goes down to nothing of both."""
    request = direct("us", "diazepam", "ashton-2002", night="10", strategy={"coarse_tail": True})
    request["regimen"].append({"drug": "lorazepam", "morning": "2"})
    back = Edit(12, 14, (Dose("morning", "lorazepam", Decimal("1.5")), Dose("night", "diazepam", Decimal(2))))
    edited = revised(request, AHEAD, "adjust", edits=[back])
    steps = revised(request, "2027-04-27", "hold", days=14, schedule=edited).steps
    assert [({drug: str(mg) for drug, mg in step.daily_mg.items()}, step.kind) for step in steps[12:]] == [
        ({"lorazepam": "1.5", "diazepam": "2"}, "step-back"),
        ({"lorazepam": "1", "diazepam": "2"}, "reduce"),
        ({"lorazepam": "0.5", "diazepam": "2"}, "reduce"),
        ({"diazepam": "2"}, "reduce"),
        ({"diazepam": "1"}, "reduce"),
        ({}, "stop"),
    ]
