"""The second pace of a new plan: a dose or a day in one box, read in one way or refused with what to type instead."""

import pytest

from taper_app.forms.paces import MISSING
from taper_app.forms.second_pace import (
    FROM,
    INTERVAL,
    NO_FROM,
    NO_PACE,
    NOT_LATER,
    NOT_LOWER,
    NOT_READ,
    NOT_USED,
    ONE_PACE,
    PACE,
    PERCENT,
)

from .test_plans import asked, filled


@pytest.mark.parametrize("typed", ["7 Jun 2027", "07 june 2027", "2027-06-07", "7-Jun-2027", "7/Jun/2027"])
def test_a_day_is_read_however_it_is_typed(typed):
    """Day, month and year, or as a computer writes it: the same day."""
    assert asked(filled("diazepam", then_pace="5-28", then_from=typed))["then"]["from_on"] == "2027-06-07"


FINISH = {"pace": "finish", "finish_by_0": "1", "finish_by_1": "12", "finish_by_2": "2027"}
WRONG = [
    ({PACE: "5-28"}, {FROM: [NO_FROM]}),
    ({FROM: "10"}, {PACE: [NO_PACE]}),
    ({PACE: "5-28", FROM: "7/6/2027"}, {FROM: [NOT_READ]}),
    ({PACE: "5-28", FROM: "31 2 2027"}, {FROM: [NOT_READ]}),
    ({PACE: "5-28", FROM: "in the summer"}, {FROM: [NOT_READ]}),
    ({PACE: "5-28", FROM: "10 ug"}, {FROM: ["Enter the dose in mg, such as 0.5 for 500 micrograms."]}),
    ({PACE: "5-28", FROM: "11 Jan 2027"}, {FROM: [NOT_LATER]}),
    ({PACE: "5-28", FROM: "20"}, {FROM: [NOT_LOWER]}),
    ({PACE: "5-28", FROM: "0"}, {FROM: [NOT_READ]}),
    ({PACE: "7-28", FROM: "10"}, {PACE: ["Choose one of the paces."]}),
    (
        {PACE: "5-28", FROM: "10", "closing_interval_days": "21"},
        {"closing_interval_days": ["Closing steps are not shorter than the others. Enter 28 days or more, or leave it empty."]},
    ),
    ({PACE: "5-28", FROM: "10", "pace": "cks-bands"}, {PACE: [ONE_PACE["bands"]]}),
    ({PACE: "5-28", FROM: "10", "own_interval": "14"} | FINISH, {PACE: [ONE_PACE["finish"]]}),
    ({PACE: "own", FROM: "10"}, {PERCENT: [MISSING["own_percent"]], INTERVAL: [MISSING["own_interval"]]}),
    ({PACE: "own", FROM: "10", PERCENT: "4", INTERVAL: "14"}, {PERCENT: ["Enter a percentage from 5 to 25."]}),
    ({PACE: "5-28", FROM: "10", PERCENT: "6"}, {PACE: [NOT_USED]}),
    ({INTERVAL: "14"}, {PACE: [NOT_USED]}),
]


@pytest.mark.parametrize(("sent", "errors"), WRONG)
def test_what_is_wrong_is_said_at_its_box(sent, errors):
    """One of the two is missing, it is no dose and no day, or the first pace would never be in force."""
    assert filled("diazepam", **sent).errors == errors


def test_the_boxes_are_folded_away_while_there_is_one_pace():
    """One line says that; it stands open where a second is chosen or something about it is wrong."""
    one, two, wrong = (filled("diazepam", **sent) for sent in ({}, {PACE: "5-28", FROM: "10"}, {FROM: "10"}))
    drawn = [each.sections["then"].layout[0] for each in (one, two, wrong)]
    assert [each.extra["opened"] for each in drawn] == [False, True, True]
    assert [each.extra["said"] for each in drawn] == [
        *("the same pace to the end", "5% every 4 weeks from 10", "the same pace to the end")
    ]
    own = filled("diazepam", **{PACE: "own", PERCENT: "6", INTERVAL: "21", FROM: "10"})
    assert own.sections["then"].layout[0].extra["said"] == "6% every 21 days from 10"
