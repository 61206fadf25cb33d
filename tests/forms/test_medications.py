"""A dose is asked about again where it is over what is licensed in the clinic's own market."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from taper_app.engine import load_catalogue
from taper_app.forms.medication import MedicationForm
from taper_app.forms.medications import saved_rows
from taper_app.forms.medicine_choices import drug_choices, in_names, licensed_maximum, medicine_chosen
from taper_app.models import Medication, OwnProduct
from tests.forms.drawn import layout
from tests.forms.sent import sent


@pytest.mark.parametrize(
    ("drug", "market", "mg"),
    [
        ("zolpidem", "uk", "10"),
        ("zolpidem", "us", "10"),
        ("modified-release zolpidem", "us", "12.5"),
        ("alprazolam", "uk", "3"),
        ("alprazolam", "us", "10"),
        ("lorazepam", "uk", "4"),
        ("lorazepam", "us", "10"),
        ("diazepam", "uk", "60"),
        ("diazepam", "us", "40"),
        ("temazepam", "uk", "40"),
        ("temazepam", "us", "30"),
    ],
)
def test_the_licensed_maximum_is_that_of_the_clinics_market(drug, market, mg):
    """The highest licensed for any indication where the clinic is, whether that is more or less than anywhere else."""
    assert licensed_maximum(drug, market) == Decimal(mg)


@pytest.mark.parametrize(
    ("drug", "market", "mg"), [("eszopiclone", "uk", "3"), ("zopiclone", "us", "7.5"), ("triazolam", "uk", "0.5")]
)
def test_where_a_market_licenses_nothing_the_maximum_of_another_is_asked_about(drug, market, mg):
    """A drug that is imported or was brought along has a maximum too, as soon as any market has one."""
    assert {each.market for each in load_catalogue().drugs[drug].maxima} == {"us" if market == "uk" else "uk"}
    assert licensed_maximum(drug, market) == Decimal(mg)


@pytest.mark.parametrize(("market", "asked"), [("uk", "lorazepam 6"), ("us", "")])
@pytest.mark.parametrize("kind", ["prescribed", "taken"])
def test_what_is_over_the_maximum_here_is_asked_about_and_what_is_under_it_is_not(market, asked, kind):
    """Lorazepam 6 mg is more than is licensed in the United Kingdom and less than in the United States, prescribed or taken."""
    typed = {"drug": "lorazepam", "use": "regular", "indication": "anxiety", "prescribed_night": "2", "taken_night": "2"}
    form = MedicationForm(typed | {f"{kind}_night": "6"}, clinic=SimpleNamespace(market=market), own=[], today=date(2027, 1, 4))
    assert form.is_valid() is not bool(asked)
    assert form.asked == asked


@pytest.mark.parametrize(("indication", "asked"), [("epilepsy", ""), ("anxiety", "clonazepam 15"), ("other", "")])
def test_the_maximum_is_that_of_what_it_is_taken_for(indication, asked):
    """Clonazepam 15 mg typed for 1.5: for anxiety it is asked about again, for epilepsy it is licensed up to 20 mg."""
    typed = {"drug": "clonazepam", "use": "regular", "indication": indication, "prescribed_night": "15", "taken_night": "15"}
    form = MedicationForm(typed, clinic=SimpleNamespace(market="uk"), own=[], today=date(2027, 1, 4))
    assert form.is_valid() is not bool(asked)
    assert form.asked == asked


# The row of a medicine ---------------------------------------------------------------------------

UK, TODAY = SimpleNamespace(market="uk"), date(2027, 1, 4)
OWN = [OwnProduct(code="own-k7qx4m2p", drug="zopiclone", name="Zopiclone 1 mg/mL", made_by="Riverside Pharmacy")]
OWN += [
    OwnProduct(code="own-old22222", drug="zopiclone", name="Old", made_by="Riverside Pharmacy", withdrawn_on=date(2026, 1, 1))
]
OTHER = {"drug": "", "other": "etizolam", "taken_as": "1 at night", "prescribed_night": "", "taken_night": ""}
OF_DRUG = "This is a product of zopiclone. Choose zopiclone as the medicine, or another product."
USUAL = {"drug": "zopiclone", "use": "regular", "indication": "insomnia", "prescribed_night": "7.5", "taken_night": "7.5"}
PRESCRIBED = "Enter the dose prescribed, such as 0.5, or 0 where none is prescribed."
TAKEN = "Enter the dose taken now, such as 0.5, or tick that it is exactly what is prescribed."
DIFFER = "The doses taken differ from those prescribed. Take out the tick, or clear the doses taken."


def row(stored=None, **fields):
    """A row in the United Kingdom, filled in as usual but for these boxes; `stored` is what the record has."""
    data = sent(**{name: each for name, each in (USUAL | fields).items() if each})
    return MedicationForm(data, clinic=UK, own=OWN, today=TODAY, initial=stored)


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, {}),
        ({"drug": ""}, {"drug": "Choose the medicine."}),
        ({"drug": "heroin"}, {"drug": "Choose a medicine from the list."}),
        ({"use": ""}, {"use": "Choose whether it is taken every day, on some days or only as needed."}),
        ({"indication": ""}, {"indication": "Choose what it is taken for."}),
        ({"prescribed_night": ""}, {"prescribed_morning": PRESCRIBED}),
        ({"prescribed_night": "0"}, {}),
        ({"prescribed_night": "7,5"}, {"prescribed_night": "Enter the dose with a point and no comma, such as 0.5."}),
        ({"taken_night": ""}, {"taken_morning": TAKEN}),
        ({"taken_night": "0"}, {}),
        ({"taken_night": "", "as_prescribed": "on"}, {}),
        ({"as_prescribed": "on"}, {}),
        ({"taken_night": "5", "as_prescribed": "on"}, {"as_prescribed": DIFFER}),
        ({"taken_night": "0", "prescribed_night": "0"}, {"taken_morning": "Enter a dose above 0, or remove this medicine."}),
        ({"since_on": date(2027, 1, 4)}, {}),
        (
            {"since_on": date(2027, 1, 5)},
            {"since_on": "The day it was first taken is in the future. Enter a past date, or leave it out."},
        ),
        ({"last_taken_on": date(2027, 1, 4)}, {}),
        (
            {"last_taken_on": date(2027, 1, 5)},
            {"last_taken_on": "The day it was last taken is in the future. Enter a past date, or leave it out."},
        ),
        ({"drug": "lorazepam:modified-release", "prescribed_night": "1", "taken_night": "1"}, {}),
        ({"product": "own-k7qx4m2p"}, {}),
        ({"product": "own-old22222"}, {"product": "Choose a product from the list."}),
        (
            {"product": "own-k7qx4m2p", "drug": "lorazepam", "prescribed_night": "", "taken_night": "1"},
            {"product": OF_DRUG, "prescribed_morning": PRESCRIBED},
        ),
        ({"use": "days", "weekdays": ["mon", "thu"]}, {}),
        ({"use": "days", "days_a_week": "6"}, {}),
        ({"use": "as-needed"}, {"usual_week_mg": "Enter the mg taken in a usual week, or 0 where none is taken in most weeks."}),
        ({"use": "as-needed", "usual_week_mg": "0"}, {}),
        (OTHER, {}),
        (OTHER | {"use": "as-needed"}, {}),
        (OTHER | {"other": "Zimovane"}, {"other": "“Zimovane” is zopiclone: choose it in the list of medicines."}),
    ],
    ids=str,
)
def test_a_medicine_is_whole_or_says_what_is_missing(fields, faults):
    """A drug, how it is taken and what for, what is prescribed and what is taken: one sentence at the box of each."""
    assert row(**fields).errors == {name: [words] for name, words in faults.items()}


def test_a_row_is_kept_as_it_was_filled_in():
    """mg at each time of day, nought where nothing is; the tick copies what is prescribed."""
    form = row(
        taken_night="",
        as_prescribed="on",
        prescribed_morning="3.75",
        since_on=date(2019, 6, 1),
        use="as-needed",
        usual_week_mg="15",
    )
    assert not form.is_valid()  # 11.25 mg is over what is licensed
    confirmed = row(
        taken_night="",
        as_prescribed="on",
        prescribed_morning="3.75",
        since_on=date(2019, 6, 1),
        use="as-needed",
        usual_week_mg="15",
        confirmed="zopiclone 11.25",
    )
    assert confirmed.is_valid(), confirmed.errors
    doses = {"morning": Decimal("3.75"), "midday": 0, "evening": 0, "night": Decimal("7.5")}
    assert confirmed.row() == {
        "drug": "zopiclone",
        "indication": "insomnia",
        "since_on": date(2019, 6, 1),
        "use": "as-needed",
        "usual_week_mg": Decimal(15),
        "weekdays": "",
        "days_a_week": 7,
        "release": "plain",
        "product": "",
        "other": "",
        "taken_as": "",
        "last_taken_on": None,
        **{f"{kind}_{time}": mg for kind in ("prescribed", "taken") for time, mg in doses.items()},
    }
    assert row().is_valid() and (filled := row()).is_valid() and filled.row()["use"] == "regular"


@pytest.mark.parametrize(("kind", "other"), [("taken", "prescribed"), ("prescribed", "taken")])
def test_an_amount_over_the_licence_is_ticked_by_its_number(kind, other):
    """The sentence has both amounts and the tick names this one; a tick for another amount confirms nothing."""
    fields = {f"{kind}_night": "15", f"{other}_night": "7.5"}
    words = "15\u00a0mg zopiclone in a day is over the highest dose licensed for what it is taken for, 7.5\u00a0mg. "
    words += "Correct the doses, or tick that they are right."
    asked = row(**fields)
    assert asked.errors == {"confirmed": [words]}
    assert (asked.asked, asked["confirmed"].label) == ("zopiclone 15", f"Yes, 15\u00a0mg zopiclone in a day is really {kind}")
    assert row(**fields, confirmed="zopiclone 15").is_valid()
    assert row(**fields, confirmed="zopiclone 10").errors == {"confirmed": [words]}


def test_an_amount_that_stands_in_the_record_is_not_asked_about_again():
    """Only one that was changed is."""
    high = {"prescribed_night": "15", "taken_night": "15"}
    stored = {**USUAL, **{name: Decimal(mg) for name, mg in high.items()}}
    assert row(stored, **high).is_valid()
    assert not row(stored, prescribed_night="15", taken_night="16").is_valid()


def test_a_row_stands_as_it_is_filled_in():
    """The tick for an amount stands there once it is asked for, the one to remove only for what is stored."""
    times, kinds = ("morning", "midday", "evening", "night"), ("prescribed", "taken")
    doses = {kind: {"medications/_doses.html": [f"{kind}_{time}" for time in times], "with": ["legend"]} for kind in kinds}
    doses["taken"]["medications/_doses.html"].append("as_prescribed")
    use = [{"medications/_days.html": ["weekdays", "days_a_week"]}, {"medications/_week.html": ["usual_week_mg"]}]
    use += [{"medications/_another.html": ["product", "other", "taken_as", "last_taken_on", "days_since"], "with": ["opened"]}]
    drawn = [("side", "drug", "use"), *use, ("side", *doses.values()), ("side", "indication", "since_on")]
    assert layout(row().helper) == drawn
    high = row(taken_night="15")
    assert not high.is_valid()
    assert layout(high.helper)[5] == {"medications/_confirm.html": ["confirmed"]}
    assert layout(row(USUAL).helper)[-1] == "DELETE"
    legends = [each.extra["legend"] for each in row().helper.layout.fields[4].fields]
    assert legends == ["Prescribed, in mg", "Really taken, in mg"]
    names = list(row().fields)
    assert names.index("use") < names.index("prescribed_morning") < names.index("as_prescribed") < names.index("taken_morning")
    assert names[-3:] == ["confirmed", "indication", "since_on"]


@pytest.mark.parametrize(("fields", "filled"), [({}, False), ({"drug": "zopiclone"}, True), ({"since_on": TODAY}, True)])
def test_a_row_with_nothing_in_it_is_no_medicine(fields, filled):
    """What was sent counts, the day in three boxes too; before it is sent, what is stored does."""
    form = MedicationForm(sent(**fields), clinic=UK, own=OWN, today=TODAY)
    assert (form.has_changed(), form.is_filled) == (filled, filled)
    assert MedicationForm(clinic=UK, own=OWN, today=TODAY, initial={"drug": "zopiclone"}).is_filled is True
    assert MedicationForm(clinic=UK, own=OWN, today=TODAY).is_filled is False


def test_the_list_has_each_drug_by_kind_with_its_brands():
    """What can be had here by its brands, what is of modified release apart."""
    first, *groups = drug_choices("uk")
    assert first == ("", "Choose a medicine")
    assert [group for group, _ in groups] == ["Benzodiazepines", "Z-drugs"]
    names = {id_: name for _, listed in groups for id_, name in listed}
    assert set(load_catalogue().drugs) <= set(names)
    assert names["zopiclone"] == "zopiclone (Zimovane LS, Zimovane)"
    assert [id_ for id_ in names if id_.startswith("lorazepam")] == ["lorazepam", "lorazepam:modified-release"]
    assert names["lorazepam:modified-release"] == "lorazepam, modified release (Loreev XR)"
    for _, listed in groups:
        plain = [id_ for id_, _ in listed if ":" not in id_]
        assert plain == sorted(plain)


def test_what_is_of_modified_release_is_a_medicine_of_its_own():
    """It is known by its release before the drug, which the names of boxes have without a space."""
    assert [medicine_chosen(each) for each in ("lorazepam", "lorazepam:modified-release", "")] == [
        "lorazepam",
        "modified-release lorazepam",
        "",
    ]
    assert (in_names("modified-release lorazepam"), in_names("lorazepam")) == ("modified-release-lorazepam", "lorazepam")


def test_stored_medicines_stand_as_they_were_typed():
    """A dose of nothing is an empty box, and none at all a nought in the first."""
    stored = Medication(drug="zopiclone", indication="insomnia", use="as-needed", taken_night=Decimal("7.5"))
    regular = Medication(drug="zopiclone", indication="insomnia", taken_night=Decimal("7.5"))
    slow = Medication(drug="zolpidem", release="modified", indication="insomnia", use="days", days_a_week=3)
    product = Medication(drug="zolpidem", release="modified", product="one", use="days", days_a_week=2, weekdays="mon,thu")
    other = Medication(other="etizolam", taken_as="1 at night", indication="insomnia")
    about = {"drug": "zopiclone", "indication": "insomnia", "since_on": None, "last_taken_on": None, "product": ""}
    about |= {"weekdays": [], "days_a_week": None, "usual_week_mg": None, "other": "", "taken_as": ""}
    expected = about | {"prescribed_morning": 0, "taken_night": Decimal("7.5"), "use": "as-needed"}
    assert saved_rows([stored, regular]) == [expected, expected | {"use": "regular"}]
    rows = saved_rows([slow, product])
    assert [(each["drug"], each["product"], each["days_a_week"], each["weekdays"]) for each in rows] == [
        ("zolpidem:modified-release", "", 3, []),
        ("zolpidem", "one", None, ["mon", "thu"]),
    ]
    words = {"drug": "", "other": "etizolam", "taken_as": "1 at night", "use": "regular"}
    assert saved_rows([other]) == [about | words]
