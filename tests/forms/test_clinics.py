"""The settings of a clinic as they are typed: each box says what it is, what it may hold and what is missing."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from taper_app.forms.clinics import NO_ADDRESS, ClinicForm, MonthsField, stockable, time_zones
from tests.forms.drawn import layout, told
from tests.forms.sent import sent

FILLED = {
    "name": "Riverside",
    "phone": "020 7946 0000",
    "out_of_hours": "NHS 111",
    "time_zone": "Europe/London",
    "market": "uk",
    "paper_size": "A4",
    "dispensing_interval_days": "14",
    "handout_rows": "safe-order",
    "diazepam_threshold_mg": "40",
    "open_weekdays": ["monday", "tuesday", "wednesday", "thursday", "friday"],
}
BOXES = {
    "name": "Name",
    "phone": ("Phone", "Printed on each plan: whom to call with a question."),
    "out_of_hours": ("Out-of-hours line", "Printed on each plan: whom to call when the clinic is closed, such as NHS 111."),
    "time_zone": ("Time zone", "It decides what day “today” is."),
    "market": ("Market", "Which country’s products and licensed doses are used."),
    "paper_size": "Paper size",
    "dispensing_interval_days": "Medicines are dispensed every",
    "handout_rows": "Steps on the patient’s handout",
    "diazepam_threshold_mg": (
        "Most diazepam in a day, in mg",
        "A crossover to more than this is remarked on. 30\u00a0mg is usual here.",
    ),
    "specialist_threshold_mg": (
        "Ask a specialist above, in mg diazepam equivalent a day (optional)",
        "Left empty, it is 30\u00a0mg: the usual threshold, after NHS Lothian "
        "(East Region Formulary: benzodiazepine dependence).",
    ),
    "inpatient_threshold_mg": (
        "Consider a hospital above, in mg diazepam equivalent a day (optional)",
        "Left empty, it is 50\u00a0mg: the usual threshold, after Australian guidance (Benzodiazepine withdrawal management).",
    ),
    "keep_years": (
        "Years that records are kept (optional)",
        "After the last entry. Left empty, 20 (Records Management Code of Practice, appendix II, updated 7 August 2023).",
    ),
    "open_weekdays": (
        "Open on",
        "Visits are proposed on these days, the day before a change of dose where that is one of them.",
    ),
    "closed_on": (
        "Closed on (optional)",
        "Public holidays and other single days, such as 25 12 2026, 26 12 2026. No visit is proposed on them.",
    ),
    "review_every_days": (
        "Days between visits (optional)",
        "The next visit is proposed no later than this. Left empty, it is at each change of dose.",
    ),
    "follow_up_months": (
        "Follow-ups after the end, in months (optional)",
        "Of a plan that was completed. Left empty, they are 1, 3, 6, 12.",
    ),
    "usual_table": (
        "Usual equivalence table (optional)",
        "It stands first on the form of a plan, as usual here. Nothing is chosen by it; so with the next two.",
    ),
    "usual_paces": "Usual paces (optional)",
    "usual_start": "Usual weekday to start on (optional)",
    "stocked_products": ("Products you stock", "With none ticked, everything that the market has available may be used."),
}
MISSING = {
    "name": "Enter the clinic’s name.",
    "phone": "Enter the clinic’s phone number.",
    "out_of_hours": "Enter the line to call when the clinic is closed, such as NHS 111.",
    "time_zone": "Choose the clinic’s time zone.",
    "market": "Choose the market.",
    "paper_size": "Choose the paper size.",
    "dispensing_interval_days": "Choose how often medicines are dispensed.",
    "handout_rows": "Choose which steps are printed.",
    "diazepam_threshold_mg": "Enter the dose in mg, such as 40.",
    "open_weekdays": "Tick the days of the week on which the clinic is open.",
}
ROWS = {
    "safe-order": "Then “stay on this dose until we have spoken”, and the later steps without boxes to tick.",
    "to-review": "Then “stay on this dose until we have spoken”. Nothing later is printed, and no curve.",
    "alike": "Every step has dates and boxes to tick: a patient who misses a visit may go on going down.",
}


def clinic(of="uk", **fields):
    """The form of a clinic of this market, filled in but for these boxes."""
    return ClinicForm(sent(**FILLED | fields), clinic=SimpleNamespace(market=of))


def test_each_box_says_what_it_is():
    """What is printed where, and what counts where a box is left empty, with where that is from."""
    assert told(clinic()) == BOXES
    assert layout(clinic().helper) == [
        {"The clinic": ["name", "phone", "out_of_hours", "time_zone", "keep_years"]},
        {"Visits": ["open_weekdays", "closed_on", "review_every_days", "follow_up_months"]},
        {"Paper": ["paper_size", ("handout_rows", ROWS, False), f'<p class="hint">{NO_ADDRESS}</p>']},
        {"Doses that are remarked on": ["diazepam_threshold_mg", "specialist_threshold_mg", "inpatient_threshold_mg"]},
        {"Usual on a new plan": ["usual_table", "usual_paces", "usual_start"]},
        {"Medicines": ["market", "dispensing_interval_days", {"clinics/_stock.html": ["stocked_products"]}]},
    ]
    assert clinic().fields["handout_rows"].initial == "safe-order"


def test_each_box_that_is_needed_says_so():
    """The rest may be left empty."""
    form = ClinicForm(sent(), clinic=SimpleNamespace(market="uk"))
    assert form.errors == {name: [words] for name, words in MISSING.items()}


def test_what_is_offered_is_what_there_is():
    """Markets, papers, days and places; radio buttons of one line, but for the steps, which have a sentence each."""
    fields = clinic().fields
    assert list(fields["market"].choices) == [("uk", "United Kingdom"), ("us", "United States")]
    assert [value for value, _ in fields["paper_size"].choices] == ["A4", "Letter"]
    assert [value for value, _ in fields["dispensing_interval_days"].choices] == [7, 14, 28]
    assert [value for value, _ in fields["handout_rows"].choices] == list(ROWS)
    inline = [name for name, field in fields.items() if field.widget.attrs.get("inline")]
    assert inline == ["market", "paper_size", "dispensing_interval_days", "open_weekdays"]


def test_places_stand_under_their_region():
    """A zone is named by its place, and none stands there that is named by none."""
    zones = dict(time_zones())
    assert next(iter(zones)) == "Africa" and len(zones) == 9
    assert ("Europe/London", "London") in zones["Europe"]
    assert ("America/New_York", "New York") in zones["America"]
    assert ("America/Argentina/Buenos_Aires", "Argentina/Buenos Aires") in zones["America"]
    assert zones["Asia"] == sorted(zones["Asia"])
    assert not {"UTC", "GMT", "Etc/UTC"} & {name for rows in zones.values() for name, _ in rows}


def test_products_stand_under_their_drug():
    """Those that can be had: on the shelf, made to order or imported; of each market its own."""
    stock = dict(stockable("uk"))
    assert list(stock) == sorted(stock)
    assert stock["Zolpidem"] == [
        ("zolpidem-5mg-tablet", "zolpidem 5\u00a0mg tablet"),
        ("zolpidem-10mg-tablet", "zolpidem 10\u00a0mg tablet"),
    ]
    assert "Bromazepam" not in stock
    ids = {id_ for rows in stock.values() for id_, _ in rows}
    assert {"midazolam-7p5mg-tablet", "diazepam-1mg-per-ml-oral-solution", "lorazepam-0p25mg-tablet"} <= ids
    assert "Triazolam" in dict(stockable("us")) and "Triazolam" not in stock


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, {}),
        ({"time_zone": "Europe/Atlantis"}, {"time_zone": "Choose a time zone from the list."}),
        ({"market": "fr"}, {"market": "Choose one of the markets."}),
        ({"paper_size": "a5"}, {"paper_size": "Choose one of the paper sizes."}),
        ({"dispensing_interval_days": "10"}, {"dispensing_interval_days": "Choose 7, 14 or 28 days."}),
        ({"handout_rows": "none"}, {"handout_rows": "Choose one of the three answers."}),
        (
            {"stocked_products": "aspirin"},
            {"stocked_products": "Choose only products on the list. If you changed the market, save that first."},
        ),
        ({"review_every_days": "6"}, {"review_every_days": "Enter a number of days from 7 to 90, or leave it empty."}),
        ({"review_every_days": "91"}, {"review_every_days": "Enter a number of days from 7 to 90, or leave it empty."}),
        ({"review_every_days": "7"}, {}),
        ({"keep_years": "0"}, {"keep_years": "Enter a number of years from 1 to 100, or leave it empty."}),
        ({"keep_years": "8"}, {}),
        ({"review_every_days": "90"}, {}),
        *(
            ({f"{name}_threshold_mg": "0.5"}, {f"{name}_threshold_mg": "Enter at least 1, such as 40."})
            for name in ("diazepam", "specialist", "inpatient")
        ),
        *(({f"{name}_threshold_mg": "1"}, {}) for name in ("diazepam", "specialist", "inpatient")),
        *(({name: "x" * 121}, {name: "Enter at most 120 characters. These are 121."}) for name in ("name", "out_of_hours")),
        ({"phone": "0" * 61}, {"phone": "Enter at most 60 characters. These are 61."}),
        ({"name": "x" * 120, "out_of_hours": "x" * 120, "phone": "0" * 60}, {}),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_said_at_its_box(fields, faults):
    """On both sides of each bound."""
    assert clinic(**fields).errors == {name: [words] for name, words in faults.items()}


def test_what_was_entered_is_kept_as_values():
    """Days as a number, doses exactly, an empty box as none."""
    form = clinic(stocked_products=["zolpidem-5mg-tablet"], specialist_threshold_mg="62.5", review_every_days="28")
    assert form.is_valid(), form.errors
    assert form.cleaned_data == FILLED | {
        "dispensing_interval_days": 14,
        "diazepam_threshold_mg": Decimal(40),
        "specialist_threshold_mg": Decimal("62.5"),
        "inpatient_threshold_mg": None,
        "review_every_days": Decimal(28),
        "keep_years": None,
        "follow_up_months": [],
        "closed_on": [],
        "usual_table": "",
        "usual_paces": [],
        "usual_start": "",
        "stocked_products": ["zolpidem-5mg-tablet"],
    }


def test_a_new_market_starts_with_nothing_stocked():
    """Products of one market mean nothing in another; those of the same market stay."""
    stocked = {"stocked_products": ["zolpidem-5mg-tablet"]}
    stays, moved, unsaid = (clinic(market=market, **stocked) for market in ("uk", "us", ""))
    assert stays.is_valid() and stays.cleaned_data["stocked_products"] == ["zolpidem-5mg-tablet"]
    assert moved.is_valid() and moved.cleaned_data["stocked_products"] == []
    assert not unsaid.is_valid() and unsaid.cleaned_data["stocked_products"] == ["zolpidem-5mg-tablet"]


@pytest.mark.parametrize(
    ("threshold", "market", "kept"), [("30", "us", 40), ("31", "us", 31), ("30", "uk", 30), ("40", "us", 40)]
)
def test_a_new_market_brings_its_usual_threshold(threshold, market, kept):
    """Where the one before stood at its usual dose; a dose that the clinic chose stays."""
    form = clinic(market=market, diazepam_threshold_mg=threshold)
    assert form.is_valid() and form.cleaned_data["diazepam_threshold_mg"] == kept


@pytest.mark.parametrize(("typed", "months"), [("1, 3, 6, 12", [1, 3, 6, 12]), ("2 4", [2, 4]), ("", []), ("12", [12])])
def test_months_are_typed_with_commas(typed, months):
    """Or with blanks; an empty box is none."""
    form = clinic(follow_up_months=typed)
    assert form.is_valid()
    assert form.cleaned_data["follow_up_months"] == months


@pytest.mark.parametrize("typed", ["0", "13", "3, 1", "1, 1", "one", "1.5", "-1", "\u0661", "\u00b2"])
def test_months_that_cannot_be_are_refused_in_one_sentence(typed):
    """Not within a year, not in order, not whole numbers."""
    words = "Enter months from 1 to 12, each higher than the one before, such as 1, 3, 6, 12; or leave it empty."
    assert clinic(follow_up_months=typed).errors["follow_up_months"] == [words]


def test_stored_months_stand_in_the_box_as_they_are_typed():
    """With commas; what was typed stands as it was."""
    field = MonthsField(required=False)
    assert field.prepare_value([1, 3, 12]) == "1, 3, 12"
    assert (field.prepare_value([]), field.prepare_value("1;x"), field.prepare_value(None)) == ("", "1;x", None)
    assert field.clean([2, 4]) == [2, 4]


@pytest.mark.parametrize(
    ("stored", "typed", "changed"),
    [
        ([1, 3], "1, 3", False),
        ([1, 3], "1 3", False),
        ([1, 3], "1;3,", False),
        ([1, 3], "1, 4", True),
        ([1, 3], "", True),
        ([1, 3], "3, 1", True),
        ([], "", False),
        (None, "", False),
        (None, "1", True),
    ],
)
def test_months_are_changed_where_they_are_other_months(stored, typed, changed):
    """However they are typed; what cannot be read is a change, and is refused where it is sent."""
    assert MonthsField(required=False).has_changed(stored, typed) is changed


def test_what_is_usual_is_chosen_from_what_a_plan_offers():
    """Nothing need be; the tables in the order of the market, every pace, and each day of the week."""
    fields = clinic().fields
    tables, paces, days = (list(fields[name].choices) for name in ("usual_table", "usual_paces", "usual_start"))
    assert tables[0] == ("", "None") and tables[1][0] == "nhs-scotland" and ("ashton-2002", "Ashton 2002") in tables
    assert paces[0][0] == "5-28" and len(paces) > 4
    assert days[:2] == [("", "None"), ("monday", "Monday")] and len(days) == 8
    wrong = clinic(usual_table="x", usual_paces=["x"], usual_start="x").errors
    assert {name: [*words] for name, words in wrong.items()} == {
        "usual_table": ["Choose a table from the list."],
        "usual_paces": ["Choose only paces on the list."],
        "usual_start": ["Choose a day of the week from the list."],
    }
