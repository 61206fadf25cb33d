"""What is asked where a medicine is taken again after the end of a plan."""

from datetime import date

import pytest

from taper_app.forms import taken_again
from taper_app.forms.follow_ups import FollowUpForm
from tests.conftest import TODAY
from tests.forms.drawn import layout
from tests.forms.sent import sent
from tests.views.payloads import date_parts

AGAIN = {"relapse": "yes", "again_drug": "lorazepam:modified-release", "again_morning": "2"}
TIMES = ("morning", "midday", "evening", "night")
ZOPICLONE = {"second_drug": "zopiclone", "second_night": "7.5"}
OTHER_DAY = "15 days ago is another day than the date of the last dose. Correct one of them, or clear it."
TWICE = {"second_drug": "lorazepam:modified-release", "second_days_since": "1"}
SAME = "Modified-release lorazepam is entered twice. Put all its doses into one row."
SINCE = date_parts("again_since_on", "1 12 2026")


def follow_up(**changes):
    """The form, sent with nothing wrong but what these change."""
    fields = {"red_flags": ["none"], "token": "0" * 32, "seen_review": "1"} | date_parts("reviewed_on", "4 1 2027")
    return FollowUpForm(sent(**fields | changes), today=TODAY, begins_on=date(2026, 6, 1), most_days=366, market="us")


def test_what_is_taken_again_is_kept_as_a_row_with_its_days():
    """The medicine as it is, its doses, since when, and the day of the last dose where it is known."""
    form = follow_up(**AGAIN, **SINCE)
    assert form.is_valid(), form.errors
    told = {"drug": "lorazepam", "release": "modified", "morning": "2", "since_on": "2026-12-01"}
    assert form.observations["again"] == [told]
    last = follow_up(**AGAIN, **date_parts("again_last_on", "20 12 2026"))
    assert last.is_valid() and last.observations["again"][0]["last_taken_on"] == "2026-12-20"


def test_the_last_dose_may_be_a_count_of_days_before_the_visit():
    """Either is accepted, the day or the days since then; both where they are the same day."""
    counted = follow_up(**AGAIN, again_days_since="14", **date_parts("reviewed_on", "3 1 2027"))
    assert counted.is_valid() and counted.observations["again"][0]["last_taken_on"] == "2026-12-20"
    today = follow_up(**AGAIN, again_days_since="0")
    assert today.is_valid() and today.observations["again"][0]["last_taken_on"] == "2027-01-04"
    both = follow_up(**AGAIN, again_days_since="15", **date_parts("again_last_on", "20 12 2026"))
    assert both.is_valid() and both.observations["again"][0]["last_taken_on"] == "2026-12-20"


def test_several_medicines_may_be_taken_again():
    """Each is a row of its own with its days; what stands in a further row is in sight when the page comes back."""
    more = {"second_drug": "zopiclone", "second_night": "7.5", "second_days_since": "3"}
    form = follow_up(**AGAIN, **SINCE, **more)
    assert form.is_valid() and form.more_open and not follow_up(**AGAIN, **SINCE).more_open
    assert form.observations["again"] == [
        {"drug": "lorazepam", "release": "modified", "morning": "2", "since_on": "2026-12-01"},
        {"drug": "zopiclone", "night": "7.5", "last_taken_on": "2027-01-01"},
    ]


def test_each_medicine_has_its_doses_and_days_in_one_row():
    """The first beside the question, the further ones together apart."""

    def row(name):
        doses = {"medications/_doses.html": [f"{name}_{time}" for time in TIMES], "with": ["legend"]}
        return [f"{name}_drug", doses, ("side", f"{name}_since_on", f"{name}_last_on", f"{name}_days_since")]

    form = follow_up()
    assert layout(form.asked) == ["relapse", *row("again")]
    assert layout(form.more) == [*row("second"), *row("third")]
    assert form.asked.layout.fields[2].extra["legend"] == "Taken of it in a day, in mg"


def test_where_nothing_is_taken_again_nothing_is_asked():
    """A follow-up that goes well has one answer more to give than before, and no more."""
    form = follow_up(relapse="no")
    assert form.is_valid() and "again" not in form.observations


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        (AGAIN | SINCE | {"again_drug": ""}, "again_drug", taken_again.NO_DRUG),
        (AGAIN | SINCE | {"again_morning": ""}, "again_morning", taken_again.NO_DOSE),
        (AGAIN | SINCE | {"again_morning": "0"}, "again_morning", taken_again.NO_DOSE),
        (AGAIN, "again_since_on", taken_again.NO_DAY),
        (AGAIN | SINCE | {"relapse": "no"}, "relapse", taken_again.NOT_AGAIN),
        (AGAIN | date_parts("again_since_on", "5 1 2027"), "again_since_on", taken_again.LATER),
        (AGAIN | date_parts("again_last_on", "5 1 2027"), "again_last_on", taken_again.LATER),
        (AGAIN | SINCE | date_parts("again_last_on", "30 11 2026"), "again_last_on", taken_again.TURNED),
        (AGAIN | {"again_days_since": "soon"}, "again_days_since", "Enter a number of days from 0 to 3660."),
        (AGAIN | {"again_days_since": "15"} | date_parts("again_last_on", "19 12 2026"), "again_days_since", OTHER_DAY),
        (AGAIN | SINCE | {"second_night": "1", "second_days_since": "1"}, "second_drug", taken_again.NO_DRUG),
        (AGAIN | SINCE | ZOPICLONE, "second_since_on", taken_again.NO_DAY),
        (
            AGAIN | SINCE | ZOPICLONE | TWICE,
            "second_drug",
            SAME,
        ),
        (AGAIN | SINCE | {"again_drug": "heroin"}, "again_drug", "Choose a medicine from the list."),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_at_its_box(changes, name, words):
    """One sentence each, and nothing is assumed."""
    form = follow_up(**changes)
    assert form.errors == {name: [words]}


def test_it_may_be_taken_again_since_the_day_of_the_visit():
    """Today is no day in the future, neither of the first dose nor of the last."""
    form = follow_up(**AGAIN, **date_parts("again_since_on", "4 1 2027"), **date_parts("again_last_on", "4 1 2027"))
    assert form.is_valid(), form.errors
