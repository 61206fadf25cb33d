"""A quick schedule: what is taken of up to three medicines, and from when on less; what is missing is said at its box."""

from datetime import date, timedelta

import pytest

from taper_app.engine import TIMES, load_catalogue
from taper_app.forms.medicine_choices import MODIFIED_RELEASE
from taper_app.forms.quick import ANY_PACE, QuickForm
from taper_app.models import LATEST_CHANGE_DAYS, Clinic
from taper_app.wording.days import clinic_day
from tests.forms.drawn import layout
from tests.forms.sent import sent

TODAY = date(2027, 1, 4)
LATEST = TODAY + timedelta(days=LATEST_CHANGE_DAYS)


def quick(**fields):
    """The form of a clinic of the United States, sent with these boxes filled."""
    asked = {"starts_on": TODAY} | fields
    return QuickForm(sent(**asked), clinic=Clinic(market="us"), catalogue=load_catalogue(), today=TODAY)


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"drug_1": "diazepam", "night_1": "10"}, {}),
        ({"drug_1": "diazepam", "night_1": "10", "starts_on": LATEST}, {}),
        ({}, {"drug_1": "Choose the medicine."}),
        ({"drug_1": "aspirin"}, {"drug_1": "Choose a medicine from the list."}),
        ({"drug_1": "diazepam"}, {"morning_1": "Enter the dose taken now, such as 0.5."}),
        ({"drug_1": "diazepam", "night_1": "0"}, {"morning_1": "Enter the dose taken now, such as 0.5."}),
        ({"drug_3": "diazepam"}, {"morning_3": "Enter the dose taken now, such as 0.5."}),
        ({"night_2": "5"}, {"drug_2": "Choose the medicine of these doses."}),
        (
            {"drug_1": "diazepam", "night_1": "10", "drug_2": "diazepam", "morning_2": "2"},
            {"drug_2": "Diazepam is entered twice. Put all its doses into one row."},
        ),
        ({"drug_1": "diazepam", "night_1": "10", "pace": "warp"}, {"pace": "Choose one of the paces."}),
    ],
)
def test_what_is_missing_is_said_at_its_box(fields, faults):
    """In one sentence that says what to do; of two of one medicine at the second."""
    assert {name: said[0] for name, said in quick(**fields).errors.items()} == faults


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), LATEST + timedelta(days=1)])
def test_the_first_change_is_from_today_to_the_latest_day(on):
    """Both days included, as the box says."""
    form = quick(drug_1="diazepam", night_1="10", starts_on=on)
    assert list(form.errors) == ["starts_on"]
    assert form.errors["starts_on"][0].startswith("Enter a first change of dose from today to ")


def test_what_is_taken_is_each_medicine_with_its_release_and_doses():
    """Diazepam 2 mg in the morning and 7.5 mg at night, and alprazolam of modified release: an empty row is none."""
    form = quick(
        drug_1="diazepam", morning_1="2", night_1="7.5", drug_3=f"alprazolam{MODIFIED_RELEASE}", morning_3="1", evening_3="0"
    )
    assert form.is_valid(), form.errors
    assert list(form.taken()) == [
        {"drug": "diazepam", "release": "plain", "morning": "2", "night": "7.5"},
        {"drug": "alprazolam", "release": "modified", "morning": "1"},
    ]
    assert form.regimen.drugs == ("diazepam", "modified-release alprazolam")


def test_the_first_row_stands_open_and_another_where_something_is_in_it():
    """Each has its medicine and a box for each time of day."""
    form = quick(drug_1="diazepam", night_1="10", night_2="5")
    assert [(row["number"], bool(row["open"])) for row in form.rows] == [(1, True), (2, True), (3, False)]
    assert [*form.fields][:5] == ["drug_1", *(f"{time}_1" for time in TIMES)]
    assert [form.fields[f"{time}_2"].label for time in TIMES] == ["Morning", "Midday", "Evening", "Night"]


def test_each_row_is_drawn_with_its_medicine_and_its_doses():
    """Below one legend; the day and the pace stand apart."""
    form = quick()
    doses = {"medications/_doses.html": [f"{time}_2" for time in TIMES], "with": ["legend"]}
    assert layout(form.rows[1]["helper"]) == ["drug_2", doses]
    assert form.rows[1]["helper"].layout.fields[1].extra["legend"] == "Taken now, in mg"
    assert layout(form.when) == ["starts_on", "pace"]


def test_it_begins_today_at_any_pace_and_nothing_is_asked_for_twice():
    """No box but the day has to be filled in before a medicine is chosen."""
    form = QuickForm(clinic=Clinic(market="us"), catalogue=load_catalogue(), today=TODAY, prefix="a")
    assert (form["starts_on"].value(), form.labels("pace")[""], form.prefix) == (TODAY, ANY_PACE, "a")
    assert form.fields["starts_on"].help_text == f"From today to {clinic_day(LATEST)}."
    assert [name for name, field in form.fields.items() if field.required] == ["starts_on"]
