"""The coming steps as boxes: they stand as planned, and only what was changed becomes an edit."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms

from taper_app.engine import Dose, Edit
from taper_app.forms import step_edits
from taper_app.forms.step_edits import coming
from tests.forms.drawn import told
from tests.forms.test_reviews import SCHEDULES

STEPS = SCHEDULES["direct"].steps
FOURTH = STEPS[3]
LAST = STEPS[-1]
BOTH = SCHEDULES["crossover"].steps[0]
ENDLESS = SimpleNamespace(
    number=4,
    kind="hold",
    starts_on=FOURTH.starts_on,
    ends_before=None,
    days=None,
    daily_mg=FOURTH.daily_mg,
    regimen=FOURTH.regimen,
)
NIGHT, MORNING = "step_4_diazepam_night", "step_4_diazepam_morning"


class StepsForm(forms.Form):
    """The boxes of some steps."""

    def __init__(self, data, steps):
        super().__init__(data)
        self.fields |= step_edits.fields(steps)


def changed(*steps, **sent):
    """The form of these steps as it stands at first, and what is sent instead."""
    first = StepsForm(None, steps)
    data = {
        name: ""
        if field.initial is None
        else str(field.prepare_value(field.initial))
        if hasattr(field, "prepare_value")
        else field.initial
        for name, field in first.fields.items()
    }
    form = StepsForm(data | sent, steps)
    assert form.is_valid(), form.errors
    return steps, form.cleaned_data, form.changed_data


def test_the_steps_that_are_not_over_can_be_changed():
    """From the one that runs on that day, at most so many; the stop is none of them, and a step without an end is one."""
    assert coming(SCHEDULES["direct"], FOURTH.starts_on, None) == list(STEPS[3:-1])
    assert coming(SCHEDULES["direct"], FOURTH.ends_before - timedelta(days=1), 2) == list(STEPS[3:5])
    assert coming(SCHEDULES["direct"], FOURTH.ends_before, 1) == [STEPS[4]]
    assert coming(SCHEDULES["direct"], STEPS[0].starts_on) == list(STEPS[:12])
    assert coming(SimpleNamespace(steps=(*STEPS[:3], ENDLESS)), LAST.starts_on) == [ENDLESS]
    assert coming(SCHEDULES["direct"], LAST.starts_on) == []


def test_each_box_stands_as_it_is_planned():
    """Days and the dose of each time of day, by the step's number; a time without a dose is empty, and none has to be filled."""
    form = StepsForm(None, [FOURTH])
    assert told(form) == {
        "step_4_days": "Days of step 4",
        **{f"step_4_diazepam_{time}": f"Step 4, diazepam, {time}, in mg" for time in ("morning", "midday", "evening", "night")},
    }
    at_first = {name: field.initial for name, field in form.fields.items()}
    assert at_first == {
        "step_4_days": "14",
        MORNING: Decimal(5),
        "step_4_diazepam_midday": None,
        "step_4_diazepam_evening": None,
        NIGHT: Decimal(10),
    }
    assert not any(field.required for field in form.fields.values())
    assert form.fields[NIGHT].widget.attrs["class"] == "step-box"
    assert step_edits.names([FOURTH]) == tuple(form.fields)


def test_a_step_without_an_end_has_no_days():
    """Its doses can be changed alone."""
    assert list(StepsForm(None, [ENDLESS]).fields) == step_edits.dose_names(FOURTH)
    [row] = step_edits.rows(StepsForm(None, [ENDLESS]), [ENDLESS])
    assert row["days"] is None


def test_the_page_gets_a_row_a_step_and_in_it_one_a_drug():
    """Each with its boxes in the order of the day."""
    form = StepsForm(None, [BOTH])
    [row] = step_edits.rows(form, [BOTH])
    assert (row["step"], row["days"].name) == (BOTH, "step_1_days")
    assert [(each["drug"], [box.name for box in each["doses"]]) for each in row["drugs"]] == [
        (drug, [f"step_1_{drug}_{time}" for time in ("morning", "midday", "evening", "night")]) for drug in BOTH.daily_mg
    ]
    assert len(row["drugs"]) == 2
    assert step_edits.dose_names(BOTH) == [box.name for each in row["drugs"] for box in each["doses"]]


@pytest.mark.parametrize(
    ("sent", "edits"),
    [
        ({}, ()),
        ({"step_4_days": "21"}, (Edit(4, days=21),)),
        ({"step_4_days": ""}, ()),
        ({NIGHT: "12"}, (Edit(4, doses=(Dose("morning", "diazepam", Decimal(5)), Dose("night", "diazepam", Decimal(12)))),)),
        (
            {"step_4_days": "21", MORNING: "0", NIGHT: "12"},
            (Edit(4, days=21, doses=(Dose("night", "diazepam", Decimal(12)),)),),
        ),
        ({"step_5_days": "7"}, (Edit(5, days=7),)),
    ],
    ids=str,
)
def test_only_what_was_changed_becomes_an_edit(sent, edits):
    """Days alone, doses alone with the others of their step, or both; a step that was left alone is none."""
    assert step_edits.edits(*changed(FOURTH, STEPS[4], **sent)) == edits


EMPTIED = {MORNING: "", NIGHT: "0"}
NO_DAYS = ("step_4_days", "Step 4: enter its days, from 1 to 366.")
NO_DOSE = (MORNING, "Step 4 has no dose left. Enter a dose, or choose to end the plan.")


@pytest.mark.parametrize(
    ("sent", "faults"),
    [
        ({}, []),
        ({"step_4_days": "1"}, []),
        ({"step_4_days": ""}, [NO_DAYS]),
        (EMPTIED, [NO_DOSE]),
        ({"step_4_days": ""} | EMPTIED, [NO_DAYS, NO_DOSE]),
        ({MORNING: ""}, []),
    ],
    ids=str,
)
def test_a_step_has_days_and_a_dose(sent, faults):
    """What was emptied is said at its box."""
    assert step_edits.faults(*changed(FOURTH, STEPS[4], **sent)) == faults


def test_what_could_not_be_read_is_said_once():
    """A box with a fault of its own gets no second sentence."""
    _, cleaned, names = changed(FOURTH, **EMPTIED)
    assert step_edits.faults([FOURTH], {name: each for name, each in cleaned.items() if name != NIGHT}, names) == []
    assert step_edits.faults([FOURTH], {}, ["step_4_days"]) == []


@pytest.mark.parametrize("days", ["0", "367", "x", "1.5"])
def test_days_are_a_whole_number_within_bounds(days):
    """One to 366, and the sentence names the step."""
    form = StepsForm({"step_4_days": days}, [FOURTH])
    assert form.errors == {"step_4_days": ["Step 4: enter a number of days from 1 to 366."]}
