"""What is really taken at a visit: a row of boxes a drug, and room for another one."""

from datetime import date
from decimal import Decimal

import pytest

from taper_app.engine import DAYS, Dose, Regimen, load_catalogue
from taper_app.forms.taken import NOTHING, TakenForm
from taper_app.models import OwnProduct
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
    assert layout(form.another) == [
        ("side", "as_lorazepam"),
        row("diazepam"),
        "as_diazepam",
        ("side", "other_drug", "as_other"),
        row("other"),
        ("side", "further_drug", "as_further"),
        row("further"),
    ]
    legends = [each.extra["legend"] for each in (*form.helper.layout.fields, form.another.layout.fields[4])]
    assert legends == ["Lorazepam, in mg", "Really taken of it, in mg"]
    both = taken(planned=Regimen((*PLANNED.doses, Dose("night", "zopiclone", Decimal(5)))))
    assert (both.drugs, both.usual) == (["lorazepam", "diazepam", "zopiclone"], ["lorazepam", "zopiclone"])


def test_a_drug_of_the_plan_is_no_other_drug():
    """It has its own boxes, and is not on the list."""
    listed = {id_ for _, names in taken().fields["other_drug"].choices if isinstance(names, list) for id_, _ in names}
    assert {"lorazepam", "diazepam"} & listed == set()
    assert {"clonazepam", "zopiclone"} < listed
    assert taken().fields["other_drug"].choices[0] == ("", "Choose a medicine")


ZOPICLONE = {"other_drug": "zopiclone", "taken_other_night": "7.5"}
PRODUCT_OF_ANOTHER = "This is a product of diazepam. Choose diazepam as the medicine, or another product."
ENTERED_TWICE = "Zopiclone is entered twice. Put all its doses into one row."
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
        ({**ZOPICLONE, "as_other": "zopiclone-7p5mg-tablet"}, {}),
        ({**ZOPICLONE, "as_other": "diazepam-2mg-tablet"}, {"as_other": PRODUCT_OF_ANOTHER}),
        ({**ZOPICLONE, "as_other": "zopiclone-1kg"}, {"as_other": "Choose a product from the list."}),
        ({**ZOPICLONE, "taken_further_night": "5"}, {"further_drug": WHOSE}),
        ({**ZOPICLONE, "taken_further_night": "5", "further_drug": "zopiclone"}, {"further_drug": ENTERED_TWICE}),
        (
            {"taken_lorazepam_night": "1", "as_lorazepam": "diazepam-2mg-tablet"},
            {"as_lorazepam": "Choose a product from the list."},
        ),
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


def own(code="own-lorazepam", **changes):
    """A liquid that is made for the clinic."""
    usual = {"drug": "lorazepam", "name": "Lorazepam 0.1 mg/mL", "form": "oral suspension", "made_by": "Riverside Pharmacy"}
    return OwnProduct(code=code, strength_mg=Decimal("0.1"), keeps_days=60, **usual | changes)


def test_a_row_offers_the_products_of_its_medicine_and_what_is_made_for_the_clinic():
    """Those of other medicines and of another release are not among them, nor one that was withdrawn, unless it is taken."""
    made = own(), own("own-old", withdrawn_on=date(2027, 1, 1)), own("own-other", drug="clonazepam")
    planned = Regimen((Dose("night", "modified-release zolpidem", Decimal("12.5")), *PLANNED.doses))
    form = TakenForm(None, market="us", drugs=("lorazepam",), planned=planned, own=made)
    offered = [id_ for id_, _ in form.fields["as_lorazepam"].choices]
    assert offered[:2] == ["", "own-lorazepam"] and "own-old" not in offered
    assert {"lorazepam-1mg-tablet"} < {*offered} and not any("diazepam-" in id_ for id_ in offered)
    slow = [id_ for id_, _ in form.fields["as_modified-release-zolpidem"].choices[1:]]
    assert slow and all(load_catalogue().products("us")[id_].modified_release for id_ in slow)
    kept = Regimen((Dose("night", "lorazepam", Decimal("0.5"), "own-old"),))
    assert "own-old" in [
        id_ for id_, _ in TakenForm(None, market="uk", drugs=(), planned=kept, own=made).fields["as_lorazepam"].choices
    ]


def test_a_dose_is_of_the_product_that_is_chosen_else_of_the_one_that_it_was_taken_as():
    """Nothing chosen leaves each dose the product that it had; what is chosen is of all doses of the row."""
    planned = Regimen((Dose("morning", "lorazepam", Decimal("0.37"), "own-lorazepam"), Dose("night", "lorazepam", Decimal(1))))
    doses = {"taken_lorazepam_morning": "0.37", "taken_lorazepam_night": "1"}
    for chosen, products in (("", ["own-lorazepam", ""]), ("lorazepam-1mg-tablet", ["lorazepam-1mg-tablet"] * 2)):
        data = sent(as_lorazepam=chosen, **doses)
        form = TakenForm(data, market="uk", drugs=("lorazepam",), planned=planned, own=[own()])
        assert form.is_valid(), form.errors
        assert [each.product for each in form.regimen.doses] == products


def test_the_release_of_a_medicine_that_is_found_is_that_of_its_product():
    """What the plan has in that release already has a row of its own."""
    slow = "alprazolam-1mg-modified-release-tablet"
    found = {"other_drug": "alprazolam", "taken_other_morning": "1", "as_other": slow}
    form = TakenForm(sent(**found), market="us", drugs=("lorazepam",), planned=PLANNED)
    assert form.is_valid(), form.errors
    assert form.regimen.doses == (Dose("morning", "modified-release alprazolam", Decimal(1), slow),)
    planned = Regimen((Dose("morning", "modified-release alprazolam", Decimal(1)),))
    form = TakenForm(sent(**found), market="us", drugs=("modified-release alprazolam",), planned=planned)
    assert form.errors == {"as_other": ["Modified-release alprazolam has a row of its own above. Enter its doses there."]}


def test_two_medicines_may_be_found_at_one_visit():
    """Each drug that is found is entered in a row of its own, and counted after those of the plan."""
    more = {"further_drug": "clonazepam", "taken_further_night": "0.5"}
    form = taken(sent(taken_lorazepam_night="1", **ZOPICLONE, **more))
    assert form.is_valid(), form.errors
    assert list(form.regimen.drugs) == ["lorazepam", "zopiclone", "clonazepam"]


@pytest.mark.parametrize(
    ("fields", "opened"),
    [
        ({"taken_lorazepam_morning": "1"}, False),
        ({"taken_diazepam_night": "1"}, True),
        ({"taken_other_midday": "1"}, True),
        ({"other_drug": "zopiclone"}, True),
        ({"further_drug": "zopiclone"}, True),
        ({"as_lorazepam": "lorazepam-1mg-tablet"}, True),
    ],
)
def test_another_drug_stays_in_sight_once_it_is_there(fields, opened):
    """A dose or a name, right or wrong."""
    assert taken(sent(**fields)).another_open is opened


# Where the days of a week differ ------------------------------------------------------------------

WEEK = Regimen(
    (
        Dose("night", "zopiclone", Decimal("7.5"), "zopiclone-7p5mg-tablet", ("mon", "wed", "thu", "fri", "sun")),
        Dose("night", "zopiclone", Decimal("3.75"), "zopiclone-7p5mg-tablet", ("tue", "sat")),
    )
)
NIGHTS = {day: f"taken_zopiclone_night_{day}" for day in DAYS}
AS_PLANNED = {NIGHTS[day]: "3.75" if day in ("tue", "sat") else "7.5" for day in DAYS}


def weekly(data=None, planned=WEEK, **named):
    """The form of a plan of zopiclone."""
    return TakenForm(data, market="uk", drugs=("zopiclone",), planned=planned, **named)


def test_a_dose_whose_days_differ_is_asked_day_by_day():
    """Seven boxes, filled in with what was planned for each day; the other times of day are asked as ever."""
    form = weekly()
    assert {day: form.fields[name].initial for day, name in NIGHTS.items()} == {
        day: Decimal("3.75") if day in ("tue", "sat") else Decimal("7.5") for day in DAYS
    }
    assert [form.fields[name].label for name in NIGHTS.values()] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert "taken_zopiclone_night" not in form.fields and "taken_zopiclone_morning" in form.fields
    [part] = form.helper.layout.fields
    assert part.template == "medications/_week_doses.html" and part.extra["legend"] == "Zopiclone, in mg"
    assert [each.name for each in part.extra["single"]] == [f"taken_zopiclone_{time}" for time in TIMES[:3]]
    assert [(time, [each.name for each in days]) for time, days in part.extra["weeks"]] == [("Night", [*NIGHTS.values()])]


@pytest.mark.parametrize("changes", [{}, {"tue": "7.5"}, {"mon": "", "sat": "0"}, dict.fromkeys(DAYS, "3.75")])
def test_what_was_taken_on_each_day_is_what_is_taken(changes):
    """Each amount with its days and its product; none named where every day was alike, and nothing on a day left empty."""
    form = weekly(sent(**AS_PLANNED | {NIGHTS[day]: mg for day, mg in changes.items()}))
    assert form.is_valid(), form.errors
    taken = {day: Decimal(changes.get(day, AS_PLANNED[name]) or 0) for day, name in NIGHTS.items()}
    assert {day: sum((each.mg for each in form.regimen.on(day).doses), Decimal(0)) for day in DAYS} == taken
    assert form.regimen.same_as(WEEK) is (not changes)
    assert {each.product for each in form.regimen.doses} == {"zopiclone-7p5mg-tablet"}
    assert all(len(each.weekdays) < 7 for each in form.regimen.doses)


def test_a_week_without_a_dose_wants_an_answer():
    """Seven empty boxes say nothing; a nought in one says that nothing is taken."""
    assert weekly(sent()).errors == {"taken_zopiclone_morning": [NOTHING]}
    form = weekly(sent(**{NIGHTS["mon"]: "0"}))
    assert form.is_valid() and not form.regimen.doses


def test_a_plan_by_the_week_asks_day_by_day_also_while_its_days_are_alike():
    """The one time of day at which it is planned: a night without a dose can be told then too. By the day one box stays one."""
    alike = Regimen((Dose("night", "zopiclone", Decimal("3.75")),))
    assert NIGHTS["sun"] in weekly(planned=alike, by_week=True).fields
    assert NIGHTS["sun"] not in weekly(planned=alike).fields
    twice = Regimen((*alike.doses, Dose("morning", "zopiclone", Decimal("3.75"))))
    assert NIGHTS["sun"] not in weekly(planned=twice, by_week=True).fields
