"""The second pace of a new plan: a dose or a day in one box, read in one way or refused with what to type instead."""

import pytest

from taper_app.forms.second_pace import FROM, NO_FROM, NO_PACE, NOT_LATER, NOT_LOWER, NOT_READ, PACE

from .test_plans import asked, filled


@pytest.mark.parametrize("typed", ["7 Jun 2027", "7 6 2027", "07 june 2027", "2027-06-07", "7/6/2027", "7-Jun-2027"])
def test_a_day_is_read_however_it_is_typed(typed):
    """Day, month and year, or as a computer writes it: the same day."""
    assert asked(filled("diazepam", then_pace="5-28", then_from=typed))["then"]["from_on"] == "2027-06-07"


WRONG = [
    ({PACE: "5-28"}, {FROM: [NO_FROM]}),
    ({FROM: "10"}, {PACE: [NO_PACE]}),
    ({PACE: "5-28", FROM: "31 2 2027"}, {FROM: [NOT_READ]}),
    ({PACE: "5-28", FROM: "in the summer"}, {FROM: [NOT_READ]}),
    ({PACE: "5-28", FROM: "10 ug"}, {FROM: ["Enter the dose in mg, such as 0.5 for 500 micrograms."]}),
    ({PACE: "5-28", FROM: "11 1 2027"}, {FROM: [NOT_LATER]}),
    ({PACE: "5-28", FROM: "20"}, {FROM: [NOT_LOWER]}),
    ({PACE: "5-28", FROM: "0"}, {FROM: [NOT_READ]}),
    ({PACE: "7-28", FROM: "10"}, {PACE: ["Choose one of the paces."]}),
    (
        {PACE: "5-28", FROM: "10", "closing_interval_days": "21"},
        {"closing_interval_days": ["Closing steps are not shorter than the others. Enter 28 days or more, or leave it empty."]},
    ),
    (
        {PACE: "5-28", FROM: "10", "also": '{"basis": "bands", "bands": [{"down_to_mg": "0", "reduction_mg": "1"}]}'},
        {PACE: ["Choose again: goes with a percentage, not with bands or finish_by."]},
    ),
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
    assert [each.extra["said"] for each in drawn] == ["the same pace to the end", "5% every 4 weeks", "the same pace to the end"]
