"""The coming steps as boxes: they stand as planned, and only what was changed becomes an edit."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django import forms

from taper_app.engine import DAYS, Dose, Edit
from taper_app.forms import step_edits
from taper_app.forms.step_edits import coming
from taper_app.wording.doses import edit_said
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


# A step whose days differ by day of the week -------------------------------------------------------

WEEK = SCHEDULES["week"].steps[0]
NIGHTS = {day: f"step_1_zopiclone_night_{day}" for day in DAYS}
FULL, HALF = Decimal("7.5"), Decimal("3.75")


def test_a_dose_that_differs_by_day_has_a_box_for_each_day():
    """Each stands as it is planned for its day; the other times of day have one box, as ever."""
    form = StepsForm(None, [WEEK])
    planned = {day: form.fields[name].initial for day, name in NIGHTS.items()}
    assert planned == {day: HALF if day in ("tue", "sat") else FULL for day in DAYS}
    assert form.fields[NIGHTS["mon"]].label == "Step 1, zopiclone, night, Mon, in mg"
    assert set(form.fields) == {
        "step_1_days",
        *NIGHTS.values(),
        *(f"step_1_zopiclone_{t}" for t in ("morning", "midday", "evening")),
    }
    assert set(step_edits.dose_names(WEEK)) == set(form.fields) - {"step_1_days"}
    [row] = step_edits.rows(form, [WEEK])
    assert [box and box.name for box in row["drugs"][0]["doses"]][-1] is None
    [(time, week)] = row["drugs"][0]["weeks"]
    assert (time, [(day, box.name) for day, box in week]) == ("Night", [(day.capitalize(), NIGHTS[day]) for day in DAYS])
    assert step_edits.rows(StepsForm(None, [FOURTH]), [FOURTH])[0]["drugs"][0]["weeks"] == []


def night(mg, *weekdays):
    """A dose at night on these days."""
    return Dose("night", "zopiclone", mg, weekdays=weekdays)


@pytest.mark.parametrize(
    ("sent", "doses"),
    [
        ({"thu": "3.75"}, (night(FULL, "mon", "wed", "fri", "sun"), night(HALF, "tue", "thu", "sat"))),
        ({"tue": "7.5", "sat": "7.5"}, (night(FULL),)),
        ({"mon": "", "sun": "0"}, (night(HALF, "tue", "sat"), night(FULL, "wed", "thu", "fri"))),
    ],
)
def test_a_week_that_is_changed_keeps_the_days_of_each_dose(sent, doses):
    """One day more at the lower dose, all days alike, and days without: what stands in the seven boxes is the week."""
    assert step_edits.edits(*changed(WEEK, **{NIGHTS[day]: mg for day, mg in sent.items()})) == (Edit(1, doses=doses),)
    assert step_edits.edits(*changed(WEEK)) == ()


def test_a_week_without_a_dose_is_refused():
    """Every day emptied is no step."""
    [(name, words)] = step_edits.faults(*changed(WEEK, **dict.fromkeys(NIGHTS.values(), "0")))
    assert name in step_edits.dose_names(WEEK) and words == "Step 1 has no dose left. Enter a dose, or choose to end the plan."


def test_an_edited_week_is_said_by_its_days():
    """For whoever checks it."""
    (edit,) = step_edits.edits(*changed(WEEK, **{NIGHTS["thu"]: "3.75"}))
    assert edit_said(edit) == (
        "Step 1: zopiclone 7.5\u00a0mg at night on Mon Wed Fri Sun, zopiclone 3.75\u00a0mg at night on Tue Thu Sat"
    )
