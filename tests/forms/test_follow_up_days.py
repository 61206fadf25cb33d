"""The follow-ups still to come as they are changed by hand: each row is a day and its kind, or is cleared."""

from datetime import date

import pytest

from taper_app.forms.follow_up_days import PAST, REASON, TWICE, FollowUpDaysForm
from tests.forms.drawn import layout, told
from tests.forms.sent import sent

TODAY = date(2027, 1, 4)
FEBRUARY, MARCH, GONE = date(2027, 2, 1), date(2027, 3, 1), date(2027, 1, 3)


def planned(data=None, days=((FEBRUARY, "series"), (MARCH, "booster"))):
    """The form where these are planned."""
    return FollowUpDaysForm(data, days=days, today=TODAY)


def typed(*rows, **more):
    """What is sent of these days with their kinds."""
    fields = {f"on_{at}": on for at, (on, _) in enumerate(rows) if on}
    return sent(**fields, **{f"kind_{at}": kind for at, (_, kind) in enumerate(rows) if kind}, **more)


def test_the_days_stand_there_with_two_rows_to_go_on_in():
    """Each beside its kind, the reason apart; what is new is of the series."""
    form = planned()
    stand = {name: form[name].value() for name in form.fields}
    assert stand == {
        "no_next": None,
        "on_0": FEBRUARY,
        "kind_0": "series",
        "on_1": MARCH,
        "kind_1": "booster",
        "on_2": None,
        "kind_2": "series",
        "on_3": None,
        "kind_3": "series",
    }
    assert layout(form.rows) == [("side", f"on_{at}", f"kind_{at}") for at in range(4)]
    assert layout(form.none) == ["no_next"]
    labels = {f"on_{at}": f"Follow-up {at + 1}" for at in range(4)} | {f"kind_{at}": "What it is" for at in range(4)}
    assert told(form) == {"no_next": ("Why none is planned (optional)", REASON)} | labels
    assert form.fields["kind_0"].choices == [("series", "Follow-up"), ("booster", "Booster")]
    assert form.fields["kind_0"].widget.attrs == {"inline": True}


def test_none_may_be_planned():
    """Two empty rows, none of which has to be filled in."""
    form = planned(typed(no_next="Moves abroad"), days=())
    assert form.count == 2
    assert form.is_valid() and form.days == [] and form.cleaned_data["no_next"] == "Moves abroad"


def test_the_days_come_out_in_their_order_each_with_its_kind():
    """A row that is cleared is none any more; a day without a kind is of the series."""
    form = planned(typed((MARCH, "booster"), (None, "booster"), (TODAY, ""), (FEBRUARY, "series")))
    assert form.is_valid(), form.errors
    assert form.days == [(TODAY, "series"), (FEBRUARY, "series"), (MARCH, "booster")]


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([(GONE, "series")], {"on_0": PAST}),
        ([(MARCH, ""), (FEBRUARY, ""), (MARCH, ""), (FEBRUARY, "")], {"on_2": TWICE, "on_3": TWICE}),
        ([(GONE, ""), (GONE, "")], {"on_0": PAST, "on_1": PAST}),
        ([(FEBRUARY, "other")], {"kind_0": "Choose one of the two."}),
    ],
)
def test_a_day_that_cannot_be_is_said_at_its_box(rows, faults):
    """One that has gone by, or that stands there twice; a day of the wrong kind is none of either."""
    assert planned(typed(*rows)).errors == {name: [words] for name, words in faults.items()}


def test_a_day_that_was_planned_may_have_gone_by():
    """It stands as it was; only one that is entered anew has to be to come."""
    form = planned(typed((GONE, "booster")), days=[(GONE, "series")])
    assert form.is_valid(), form.errors
    assert form.days == [(GONE, "booster")]


def test_what_is_no_day_is_told_by_an_example():
    """At its box; what stands in the others is read."""
    form = planned(sent(on_0_0="40", on_0_1="1", on_0_2="2027", on_1=MARCH))
    words = "Enter a real date with a day, a month and a year in four figures, such as 1 2 2027."
    assert form.errors == {"on_0": [words]}
