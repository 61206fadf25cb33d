"""Pauses ahead, bands and a day to stop by on the form of a new plan: rows that are read in one way, or refused in the row."""

from datetime import date

import pytest

from taper_app.engine import Pause
from taper_app.forms import bands, pauses, rows
from taper_app.forms.paces import TO_ITS_STOP
from taper_app.forms.pauses import NO_OPEN
from tests.forms.sent import sent
from tests.forms.test_plans import FINISH_BY, asked, filled, form_for

BANDS = {"pace": "bands", "own_interval": "14"}
FINISH = {"pace": "finish", "own_interval": "14"} | dict(zip(FINISH_BY, ("1", "12", "2027"), strict=True))
WHOLE_WEEKS = "Enter whole weeks, such as 7 or 14 days: every dose is to change on a Monday."


def row(at, since, until):
    """A row of pauses."""
    return {f"hold_from_{at}": since, f"hold_to_{at}": until}


def band(at, by, down_to):
    """A row of bands."""
    return {f"band_by_{at}": by, f"band_to_{at}": down_to}


WRONG_PAUSES = [
    (row(0, "20 Mar 2027", ""), {"hold_to_0": pauses.NO_END}),
    (row(0, "", "14"), {"hold_from_0": pauses.NO_START}),
    (row(0, "soon", "14"), {"hold_from_0": pauses.NO_START}),
    (row(0, "7/6/2027", "14"), {"hold_from_0": pauses.NO_START}),
    (row(0, "0", "14"), {"hold_from_0": pauses.NO_START}),
    (row(0, "401", "14"), {"hold_from_0": pauses.NO_START}),
    (row(0, "9" * 30, "9" * 30), {"hold_from_0": pauses.NO_START, "hold_to_0": pauses.NO_END}),
    (row(0, "3", "367"), {"hold_to_0": pauses.NO_END}),
    (row(0, "3", "20 Mar 2027"), {"hold_to_0": pauses.MIXED}),
    (row(0, "20 Mar 2027", "19 Mar 2027"), {"hold_to_0": pauses.BEFORE}),
    (row(0, "20 Mar 2027", "9 Apr 2027") | row(1, "9 Apr 2027", "7"), {"hold_from_1": pauses.OVERLAPS}),
    (row(0, "20 Apr 2027", "7") | row(1, "9 Mar 2027", "7"), {"hold_from_1": pauses.OVERLAPS}),
    (row(0, "3", "14") | row(2, "3", "7"), {"hold_from_2": pauses.SAME_STEP}),
    (row(0, "3", "14") | row(1, "9 Mar 2027", "7"), {"hold_from_1": pauses.TWO_WAYS}),
    (row(0, "3", "open") | row(1, "5", "7"), {"hold_from_1": pauses.AFTER_OPEN}),
    (
        row(0, "31 Dec 9999", "366"),
        {"hold_from_0": "No dose changes any more by then. Clear this pause, or enter an earlier one."},
    ),
    (
        row(1, "1 Jan 2020", "7"),
        {"hold_from_1": "This pause begins before the first change of dose. Enter a later first change instead."},
    ),
    (row(0, "3", "10") | {"change_weekday": "monday"}, {"hold_to_0": WHOLE_WEEKS}),
    (row(0, "3", "open") | FINISH, {"hold_to_0": NO_OPEN}),
    (row(0, "20 Mar 2027", "14") | FINISH, {"hold_from_0": pauses.BY_STEP}),
    (row(0, "20 Mar 2027", "14") | {"rounding": "diazepam 20 mg"}, {"hold_from_0": pauses.BY_STEP}),
    (row(99, "3", "14"), {"hold_from_11": rows.TOO_MANY}),
    (FINISH | {"target_mg": "5"}, {"target_mg": TO_ITS_STOP}),
]
WRONG_BANDS = [
    (BANDS, {"band_by_0": bands.NONE}),
    (BANDS | band(0, "1", ""), {"band_to_0": bands.NO_END}),
    (BANDS | band(0, "", "0"), {"band_by_0": bands.NO_SIZE}),
    (BANDS | band(0, "1", "5"), {"band_to_0": bands.NOT_TO_NOTHING}),
    (BANDS | band(0, "1", "5") | band(1, "1", "5") | band(2, "1", "0"), {"band_to_1": bands.RISES}),
    (BANDS | band(0, "0", "0"), {"band_by_0": bands.SIZE}),
    (BANDS | band(0, "101", "0"), {"band_by_0": bands.SIZE}),
    (BANDS | band(0, "1,5", "0"), {"band_by_0": "Enter the dose with a point and no comma, such as 0.5."}),
    (BANDS | band(0, "1", "0") | band(40, "1", "0"), {"band_by_11": rows.TOO_MANY}),
    (
        band(0, "1", "0"),
        {"pace": "Reductions in mg are entered. Choose “Steps of a fixed size in mg” to use them, or clear them."},
    ),
    (
        {"basis": "baseline"},
        {"pace": "“The dose at the start” is chosen. Choose “Another pace” to use it, or choose “The current dose”."},
    ),
    (
        FINISH | {"pace": "10-14", "own_interval": ""},
        {"pace": "A day to stop by is entered. Choose “Finish by a day” to use it, or clear it."},
    ),
    (
        FINISH | {"own_percent": "7"},
        {"pace": "Numbers of your own are entered. Choose “Another pace” to use them, or clear them."},
    ),
]


@pytest.mark.parametrize(("fields", "faults"), WRONG_PAUSES + WRONG_BANDS)
def test_what_cannot_be_is_said_in_its_row(fields, faults):
    """Overlapping pauses, bands that rise, numbers beyond any plan, rows without end: at the box, with what to enter."""
    assert filled("diazepam", **fields).errors == {name: [words] for name, words in faults.items()}


def test_a_pause_is_read_by_its_days_or_its_step():
    """The last day may be a number of days, counted from the first; a plan by one day of the week ends it after whole weeks."""
    by_day, by_count = (asked(filled("diazepam", **row(0, "2 Feb 2027", until))) for until in ("15 Feb 2027", "14"))
    assert by_day == by_count and by_day["holds"] == [{"after_step": 2, "days": 8}]
    on_mondays = asked(filled("diazepam", **row(0, "2 Feb 2027", "14") | {"change_weekday": "monday"}))
    assert on_mondays["holds"] == [{"after_step": 2, "days": 14}]


def test_the_form_tells_apart_what_is_a_pause_by_its_days():
    """In the request it is a hold after a step of that plan alone; by its step it is no pause of the form's."""
    two = row(0, "2 Feb 2027", "14") | row(1, "1 May 2027", "open")
    form = filled("diazepam", **two)
    assert form.is_valid(), form.errors
    assert form.pauses == [Pause(date(2027, 2, 2), date(2027, 2, 15)), Pause(date(2027, 5, 1), None)]
    by_step = filled("diazepam", **row(0, "3", "14"))
    assert by_step.is_valid() and by_step.pauses == [] and filled("diazepam").pauses == []


@pytest.mark.parametrize(("fields", "stand"), [({}, 3), (row(1, "3", "7"), 3), (row(2, "3", "7"), 4), (row(50, "3", "7"), 12)])
def test_there_is_always_an_empty_row_to_go_on_in(fields, stand):
    """Without a script: one more than was filled, and at most as many as are read."""
    assert len(pauses.names(form_for("diazepam", sent(**fields)))) == stand


def test_pauses_are_folded_away_and_said_in_the_line():
    """Closed where there is none; what is set stands in the summary, right or wrong."""
    folds = [
        filled("diazepam", **fields).sections["days"].layout[2]
        for fields in ({}, row(0, "3", "14"), row(0, "1 May 2027", "open"), row(0, "", "7 Jun"))
    ]
    assert [each.said for each in folds] == ["none", "after step 3, 14 days", "1 May 2027, until you decide", "?, to 7 Jun"]
    assert [each.opened for each in folds] == [False, True, True, True]


def test_what_a_draft_of_before_kept_of_an_offer_stands_in_the_boxes():
    """Nothing that was chosen is lost; what no page can have sent is left out."""
    old = filled("diazepam", pace="5-28", also='{"basis": "baseline", "holds": [{"after_step": 2, "days": 14}]}')
    told = asked(old)
    assert (told["basis"], told["reduction_percent"], told["interval_days"]) == ("baseline", "5", 28)
    assert told["holds"] == [{"after_step": 2, "days": 14}]
    own = filled("diazepam", pace="own", own_percent="7.5", own_interval="21", also='{"basis": "baseline"}')
    assert (asked(own)["basis"], asked(own)["reduction_percent"]) == ("baseline", "7.5")
    for odd in ('{"holds": "x"}', '{"bands": [1]}', '{"market": "us"}', "{"):
        assert asked(filled("diazepam", also=odd)) == asked(filled("diazepam"))
