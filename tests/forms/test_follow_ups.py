"""A visit after the end of a plan: its day, the next one, and whether something is taken again."""

from datetime import date, timedelta

import pytest

from taper_app.forms.follow_ups import FollowUpForm
from taper_app.forms.reviews import INCOMPLETE
from tests.forms.drawn import layout, told
from tests.forms.sent import sent

TODAY, BEGINS = date(2027, 1, 4), date(2026, 6, 1)
A_DAY = timedelta(days=1)
NEEDED = "Needed where there is no next day after severe symptoms, a red flag, or a medicine that is taken again."


def follow_up(**fields):
    """The form, sent with nothing wrong but what these boxes have."""
    usual = {"red_flags": ["none"], "relapse": "no", "token": "0" * 32, "seen_review": "1", "reviewed_on": TODAY} | fields
    data = sent(**{name: each for name, each in usual.items() if each != ""})
    return FollowUpForm(data, today=TODAY, begins_on=BEGINS, most_days=366, market="us")


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({}, {}),
        ({"relapse": ""}, {"relapse": "Choose whether one is taken again, yes or no."}),
        ({"relapse": "perhaps"}, {"relapse": "Choose yes or no."}),
        ({"reviewed_on": ""}, {"reviewed_on": "Enter the day of the visit."}),
        ({"reviewed_on": BEGINS}, {}),
        (
            {"reviewed_on": BEGINS - A_DAY},
            {"reviewed_on": "The last visit was on Mon 01-Jun-2026. Enter that day or a later one."},
        ),
        (
            {"reviewed_on": TODAY + A_DAY},
            {"reviewed_on": "The day of the visit is in the future. Enter today or an earlier day."},
        ),
        ({"next_review_on": TODAY + A_DAY}, {}),
        (
            {"next_review_on": TODAY},
            {"next_review_on": "The next visit comes after this one, and not in the past. Enter Tue 05-Jan-2027 or a later day."},
        ),
        ({"reviewed_on": TODAY - A_DAY, "next_review_on": TODAY}, {}),
        ({"reviewed_on": "", "next_review_on": TODAY + A_DAY}, {"reviewed_on": "Enter the day of the visit."}),
        ({"next_review_on": TODAY + 366 * A_DAY}, {}),
        (
            {"next_review_on": TODAY + 367 * A_DAY},
            {"next_review_on": "The next visit is too far away. Enter a day up to Wed 05-Jan-2028."},
        ),
        ({"no_next": "a" * 500}, {}),
        ({"no_next": "a" * 501}, {"no_next": "Enter at most 500 characters. These are 501."}),
        ({"token": ""}, {"token": INCOMPLETE}),
        ({"token": "x"}, {"token": INCOMPLETE}),
        ({"seen_review": ""}, {"seen_review": INCOMPLETE}),
        ({"seen_review": "x"}, {"seen_review": INCOMPLETE}),
        ({"seen_review": "-1"}, {"seen_review": INCOMPLETE}),
        ({"seen_review": "10000"}, {"seen_review": INCOMPLETE}),
        ({"seen_review": "9999"}, {}),
    ],
    ids=str,
)
def test_the_days_are_in_their_bounds_and_what_is_missing_is_said(fields, faults):
    """From the last visit to today, and the next one after it: one sentence at each box."""
    assert follow_up(**fields).errors == {name: [words] for name, words in faults.items()}


def test_each_box_says_what_it_is():
    """The days beside each other, with why there is none below them."""
    form = follow_up()
    assert layout(form.dates) == [("side", "reviewed_on", "next_review_on"), "no_next", "token", "seen_review"]
    labels = told(form)
    assert labels["relapse"] == "Is a benzodiazepine or z-drug taken again?"
    assert (labels["reviewed_on"], labels["next_review_on"]) == ("Day of the visit", "Next follow-up (optional)")
    assert labels["no_next"] == ("Why no further follow-up is planned (optional)", NEEDED)
    assert form.labels("relapse") == {"no": "No", "yes": "Yes"}


@pytest.mark.parametrize(
    ("name", "example"),
    [("reviewed_on", "1 2 2027"), ("next_review_on", "15 2 2027"), ("again_since_on", "1 6 2026"), ("again_last_on", "1 6 2026")],
)
def test_what_is_no_day_is_told_by_an_example(name, example):
    """At its box."""
    form = follow_up(**{name: "", f"{name}_0": "40", f"{name}_1": "1", f"{name}_2": "2027"})
    words = f"Enter a real date with a day, a month and a year in four figures, such as {example}."
    assert form.errors[name] == [words]
