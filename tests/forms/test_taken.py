"""What is really taken at a visit: a row of boxes a drug, and room for another one."""

from decimal import Decimal

import pytest

from taper_app.engine import Dose, Regimen
from taper_app.forms.taken import NOTHING, TakenForm
from tests.forms.drawn import layout, told
from tests.forms.sent import sent

PLANNED = Regimen((Dose("morning", "lorazepam", Decimal(1)), Dose("night", "lorazepam", Decimal("0.5"))))
TIMES = ("morning", "midday", "evening", "night")


def taken(data=None, planned=PLANNED, drugs=("lorazepam", "diazepam")):
    """The form of a plan of these drugs, of which the first is taken now."""
    return TakenForm(data, market="uk", drugs=drugs, planned=planned)


def row(drug):
    return {"medications/_doses.html": [f"taken_{drug}_{time}" for time in TIMES], "with": ["legend"]}


def test_the_boxes_stand_as_the_day_is_planned():
    """A box for each time of day, with its dose; nothing in the others."""
    form = taken()
    at_first = {name: field.initial for name, field in form.fields.items() if field.initial is not None}
    assert at_first == {"taken_lorazepam_morning": 1, "taken_lorazepam_night": Decimal("0.5")}
    assert [told(form)[f"taken_lorazepam_{time}"] for time in TIMES] == ["Morning", "Midday", "Evening", "Night"]
    assert not any(field.required for field in form.fields.values())


def test_where_nothing_is_planned_a_nought_stands_there():
    """In the first box of the plan's first drug, so that an untouched form is an answer."""
    form = taken(planned=Regimen(()))
    assert {name: field.initial for name, field in form.fields.items() if field.initial is not None} == {
        "taken_lorazepam_morning": 0
    }
    assert (form.usual, form.drugs) == (["lorazepam"], ["lorazepam", "diazepam"])


def test_the_drugs_stand_in_the_plans_order():
    """What is planned now is in sight, the plan's other drugs and another one are folded away below it."""
    form = taken()
    assert (form.drugs, form.usual) == (["lorazepam", "diazepam"], ["lorazepam"])
    assert layout(form.helper) == [row("lorazepam")]
    assert layout(form.another) == [row("diazepam"), "other_drug", row("other")]
    legends = [each.extra["legend"] for each in (*form.helper.layout.fields, form.another.layout.fields[2])]
    assert legends == ["Lorazepam, in mg", "Really taken of it, in mg"]
    both = taken(planned=Regimen((*PLANNED.doses, Dose("night", "zopiclone", Decimal(5)))))
    assert (both.drugs, both.usual) == (["lorazepam", "diazepam", "zopiclone"], ["lorazepam", "zopiclone"])


def test_a_drug_of_the_plan_is_no_other_drug():
    """It has its own boxes, and is not on the list."""
    listed = {id_ for _, names in taken().fields["other_drug"].choices if isinstance(names, list) for id_, _ in names}
    assert {"lorazepam", "diazepam"} & listed == set()
    assert {"clonazepam", "zopiclone"} < listed
    assert taken().fields["other_drug"].choices[0] == ("", "Choose a medicine")


WHOSE = "Choose which other medicine these doses are of, or clear them."
WHAT = "Enter the doses of the other medicine, or choose none."
COMMA, LISTED = "Enter the dose with a point and no comma, such as 0.5.", "Choose a medicine from the list."


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"taken_lorazepam_morning": "1"}, {}),
        ({"taken_lorazepam_night": "0"}, {}),
        ({}, {"taken_lorazepam_morning": NOTHING}),
        ({"taken_other_night": "5", "other_drug": "zopiclone"}, {}),
        ({"taken_lorazepam_morning": "1", "taken_other_night": "5"}, {"other_drug": WHOSE}),
        ({"taken_lorazepam_morning": "1", "other_drug": "zopiclone"}, {"taken_other_morning": WHAT}),
        ({"taken_lorazepam_morning": "0,5"}, {"taken_lorazepam_morning": COMMA}),
        ({"taken_other_night": "5", "other_drug": "heroin"}, {"other_drug": LISTED}),
    ],
)
def test_each_fault_is_said_at_its_box(fields, faults):
    """Nothing entered, doses of no drug, a drug without doses, and what cannot be read."""
    assert taken(sent(**fields)).errors == {name: [words] for name, words in faults.items()}


def test_what_is_taken_comes_in_the_plans_order():
    """The plan's drugs first, the added one last; a nought and an empty box are no dose."""
    form = taken(
        sent(
            taken_diazepam_night="5",
            taken_lorazepam_midday="0.5",
            taken_lorazepam_morning="0",
            other_drug="zopiclone",
            taken_other_night="7.5",
        )
    )
    assert form.is_valid(), form.errors
    assert form.regimen == Regimen(
        (
            Dose("midday", "lorazepam", Decimal("0.5")),
            Dose("night", "diazepam", Decimal(5)),
            Dose("night", "zopiclone", Decimal("7.5")),
        )
    )


@pytest.mark.parametrize(
    ("fields", "opened"),
    [
        ({"taken_lorazepam_morning": "1"}, False),
        ({"taken_diazepam_night": "1"}, True),
        ({"taken_other_midday": "1"}, True),
        ({"other_drug": "zopiclone"}, True),
    ],
)
def test_another_drug_stays_in_sight_once_it_is_there(fields, opened):
    """A dose or a name, right or wrong."""
    assert taken(sent(**fields)).another_open is opened
