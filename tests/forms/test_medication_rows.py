"""The list of medicines as a whole: what is in it twice would count twice, so it is refused at the row that says it again."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from taper_app.engine import Dose, Regimen
from taper_app.forms.medications import MedicationFormSet, OthersForm, called, with_taken_again
from tests.forms.drawn import layout
from tests.forms.sent import sent

UK, TODAY = SimpleNamespace(market="uk"), date(2027, 1, 4)
AT_NIGHT = {"drug": "lorazepam", "use": "regular", "indication": "anxiety", "prescribed_night": "1", "taken_night": "1"}
AT_MIDDAY = AT_NIGHT | {"prescribed_night": "", "taken_night": "", "prescribed_midday": "1", "taken_midday": "1"}
MON, TUE = ({"use": "days", "weekdays": [day]} for day in ("mon", "tue"))
AS_NEEDED = {"use": "as-needed", "usual_week_mg": "2"}
SLOW = {"drug": "lorazepam:modified-release"}
ETIZOLAM = {"other": "etizolam", "taken_as": "1 at night", "use": "regular", "indication": "anxiety"}
TWICE = "Lorazepam is entered twice. Put all its doses into one row."
AT_BOTH = "Lorazepam at night is in two rows. Put each dose into one of them."


def listed(*rows):
    """The list with these rows, as it is sent; one with nothing in it is no medicine."""
    fields = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    fields |= {f"form-{at}-{name}": value for at, row in enumerate(rows) for name, value in row.items() if value}
    return MedicationFormSet(sent(**fields), form_kwargs={"clinic": UK, "own": [], "today": TODAY})


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (AT_NIGHT, AT_NIGHT, TWICE),
        (AT_NIGHT, AT_NIGHT | SLOW, None),
        (AT_NIGHT, AT_NIGHT | {"drug": "zopiclone"}, None),
        (AT_NIGHT | MON, AT_NIGHT | TUE, None),
        (AT_NIGHT, AT_NIGHT | MON, AT_BOTH),
        (AT_NIGHT | MON, AT_MIDDAY | {"use": "regular"}, None),
        (AT_NIGHT, AT_NIGHT | AS_NEEDED, None),
        (ETIZOLAM, ETIZOLAM | {"other": "bromazolam"}, None),
        (ETIZOLAM, ETIZOLAM, "Etizolam is entered twice. Put all its doses into one row."),
    ],
    ids=str,
)
def test_what_would_count_twice_is_refused_at_the_second_row(first, second, said):
    """The same row, or two doses of one medicine at a time of day of the same day; what is as needed is no dose of a day."""
    rows = listed(first, second)
    errors = [form.errors for form in rows.forms] if rows.is_valid() is not None else []
    assert errors == [{}, {"drug": [said]} if said else {}]


def test_a_row_with_nothing_in_it_is_no_medicine():
    """Wherever it stands."""
    rows = listed({}, AT_NIGHT, {})
    assert rows.is_valid(), rows.errors
    assert [row["drug"] for row in rows.rows()] == ["lorazepam"]


def test_a_row_that_is_removed_is_neither_kept_nor_counted():
    """Its tick says what it does."""
    rows = listed(AT_NIGHT, AT_NIGHT | {"DELETE": "on"})
    assert rows.is_valid(), rows.errors
    assert len(rows.rows()) == 1
    assert rows.forms[0].fields["DELETE"].label == "Remove this medicine"


def test_a_row_is_called_by_its_drug_or_its_name():
    """To begin a sentence."""
    assert called({"drug": "lorazepam", "other": ""}) == "Lorazepam"
    assert called({"drug": "", "other": "etizolam"}) == "Etizolam"


def test_that_every_other_one_was_asked_about_is_never_assumed():
    """A box to tick, and what to do where it is not."""
    form = OthersForm(sent())
    words = "Ask about every other benzodiazepine and z-drug, then tick that there is none."
    assert form.errors == {"others_asked": [words]}
    assert layout(form.helper) == ["others_asked"]
    assert OthersForm(sent(others_asked="on")).is_valid()


# What a follow-up found --------------------------------------------------------------------------

STORED = [
    {"drug": "zopiclone", "use": "as-needed", "indication": "insomnia", "taken_night": Decimal("7.5")},
    {"drug": "", "other": "etizolam", "indication": "anxiety"},
    {"drug": "lorazepam:modified-release", "use": "regular", "indication": "anxiety", "prescribed_night": Decimal(2)},
]
UNKNOWN = dict.fromkeys(f"prescribed_{time}" for time in ("morning", "midday", "evening", "night"))
NOTHING_TAKEN = dict.fromkeys(f"taken_{time}" for time in ("morning", "midday", "evening", "night"))


def test_what_is_taken_again_stands_in_the_row_of_its_medicine():
    """With its doses and days, taken every day; what it is for stays, and what is prescribed by now is not known."""
    found = Regimen(
        (Dose("morning", "zopiclone", Decimal("3.75")), Dose("night", "zopiclone", Decimal("7.5"))),
        since={"zopiclone": date(2026, 12, 1)},
        last={"zopiclone": date(2027, 1, 3)},
    )
    first, *others = with_taken_again(STORED, found)
    doses = {"taken_morning": Decimal("3.75"), "taken_night": Decimal("7.5")}
    days = {"since_on": date(2026, 12, 1), "last_taken_on": date(2027, 1, 3)}
    row = {"drug": "zopiclone", "use": "regular", "indication": "insomnia"} | UNKNOWN | NOTHING_TAKEN | doses | days
    assert first == row
    assert others == STORED[1:]


def test_a_medicine_that_stands_in_no_row_comes_into_one_of_its_own():
    """After the others; what is of modified release is another medicine than the plain drug, and is typed as it is chosen."""
    doses = (Dose("night", "lorazepam", Decimal(1)), Dose("evening", "modified-release zolpidem", Decimal("6.25")))
    rows = with_taken_again(STORED, Regimen(doses, since={"lorazepam": date(2026, 12, 1)}))
    unsaid = {"use": "regular", "since_on": None, "last_taken_on": None} | UNKNOWN | NOTHING_TAKEN
    assert rows[:3] == STORED
    assert rows[3:] == [
        unsaid | {"drug": "lorazepam", "taken_night": Decimal(1), "since_on": date(2026, 12, 1)},
        unsaid | {"drug": "zolpidem:modified-release", "taken_evening": Decimal("6.25")},
    ]


def test_a_row_of_modified_release_is_that_of_its_medicine():
    """It is found by its drug and its release together."""
    rows = with_taken_again(STORED, Regimen((Dose("night", "modified-release lorazepam", Decimal(2)),)))
    assert [row["drug"] for row in rows] == ["zopiclone", "", "lorazepam:modified-release"]
    assert (rows[2]["taken_night"], rows[2]["prescribed_night"], rows[2]["indication"]) == (2, None, "anxiety")
    assert rows[:2] == STORED[:2] and STORED[2]["prescribed_night"] == 2
