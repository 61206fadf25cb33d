"""A revision keeps the past and works the future out from what is really taken."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper_app.engine import (
    Adjustment,
    Change,
    Decision,
    Dose,
    Edit,
    Refusal,
    Regimen,
    build_schedule,
    load_catalogue,
    parse_request,
    revise,
)
from taper_app.engine.taper.verify import verified

CATALOGUE = load_catalogue()


def asked(*rows, market="uk", **strategy):
    """A request by Ashton 2002 that starts on Monday 4 January 2027."""
    data = {"starts_on": "2027-01-04", "market": market, "equivalence": "ashton-2002", "regimen": list(rows)}
    return parse_request(data | {"strategy": strategy}, CATALOGUE)


def taking(**doses):
    """A regimen: lorazepam_morning="1", diazepam_night="10"."""
    parts = ((name.rsplit("_", 1), mg) for name, mg in doses.items())
    return Regimen(tuple(Dose(time, drug, Decimal(mg)) for (drug, time), mg in parts))


def told(schedule, first, last):
    """Kind, first day, days and the day's mg of each drug, of the steps with these numbers."""
    return [
        (each.kind, each.starts_on.isoformat(), each.days, {drug: str(mg) for drug, mg in each.daily_mg.items()})
        for each in schedule.steps[first - 1 : last]
    ]


DIRECT = asked({"drug": "diazepam", "night": "20"}, method="direct")  # 18 on 4 January, 17 on 18 January, 16 on 1 February …
CROSSOVER = asked({"drug": "lorazepam", "morning": "1", "night": "1"}, method="crossover")  # moves on 4 and 11 January


def revised(request, on, taken, decision, days=None, **more):
    """The revision of the request's own schedule."""
    schedule = build_schedule(request, CATALOGUE)
    adjustment = Adjustment(Decision(decision), days, **more)
    return revise(schedule, request, CATALOGUE, Change(date.fromisoformat(on), taken, adjustment))


def test_going_on_as_planned_changes_nothing():
    """With the planned dose taken, "continue" gives the same schedule."""
    assert revised(DIRECT, "2027-01-20", taking(diazepam_night="17"), "continue") == build_schedule(DIRECT, CATALOGUE)


def test_a_hold_keeps_the_dose_for_its_days_and_then_goes_on():
    """17 mg since 18 January; a hold of 28 days from 27 January; 16 mg from 24 February."""
    assert told(revised(DIRECT, "2027-01-27", taking(diazepam_night="17"), "hold", 28), 2, 4) == [
        ("reduce", "2027-01-18", 9, {"diazepam": "17"}),
        ("hold", "2027-01-27", 28, {"diazepam": "17"}),
        ("reduce", "2027-02-24", 14, {"diazepam": "16"}),
    ]


def test_a_short_hold_never_brings_the_next_reduction_forward():
    """The next reduction was planned for 1 February: a hold of one day on 20 January leaves it there."""
    assert told(revised(DIRECT, "2027-01-20", taking(diazepam_night="17"), "hold", 1), 4, 4) == [
        ("reduce", "2027-02-01", 14, {"diazepam": "16"})
    ]


def test_an_open_hold_has_nothing_after_it():
    """After an open hold no step has a date."""
    schedule = revised(DIRECT, "2027-01-20", taking(diazepam_night="17"), "hold")
    assert told(schedule, 3, 9) == [("hold", "2027-01-20", None, {"diazepam": "17"})]
    assert schedule.last_day is None


def test_more_taken_than_planned_begins_with_a_hold_as_taken():
    """20 mg taken where 17 was planned: a hold at 20, neither a reduction nor a rise, and then 10 % of 20."""
    schedule = revised(DIRECT, "2027-01-20", taking(diazepam_night="20"), "continue")
    assert told(schedule, 3, 4) == [
        ("hold", "2027-01-20", 14, {"diazepam": "20"}),
        ("reduce", "2027-02-03", 14, {"diazepam": "18"}),
    ]
    assert (schedule.steps[2].as_taken, schedule.steps[2].reduction) == (True, 0)


def test_a_step_back_returns_to_the_dose_before():
    """From 17 back to 18 mg, a rise of 1 mg, for the interval; then down again."""
    schedule = revised(DIRECT, "2027-01-20", taking(diazepam_night="17"), "step-back")
    assert told(schedule, 3, 4) == [
        ("step-back", "2027-01-20", 14, {"diazepam": "18"}),
        ("reduce", "2027-02-03", 14, {"diazepam": "17"}),
    ]
    assert schedule.steps[2].reduction == -1


def test_to_maintain_is_to_stay_without_an_end():
    """Maintain here: one step, no days."""
    assert told(revised(DIRECT, "2027-01-20", taking(diazepam_night="17"), "maintain"), 3, 9) == [
        ("maintain", "2027-01-20", None, {"diazepam": "17"})
    ]


def test_a_slower_pace_waits_its_own_interval():
    """Every 28 days from now: the dose last fell on 18 January, so it falls next on 15 February."""
    slower = replace(DIRECT.strategy, interval_days=28)
    schedule = revised(DIRECT, "2027-01-20", taking(diazepam_night="17"), "slow", strategy=slower)
    assert told(schedule, 3, 5) == [
        ("hold", "2027-01-20", 26, {"diazepam": "17"}),
        ("reduce", "2027-02-15", 28, {"diazepam": "16"}),
        ("reduce", "2027-03-15", 28, {"diazepam": "15"}),
    ]


def test_a_crossover_in_mid_taper_keeps_the_dose_taken_then():
    """Lorazepam 1.5 mg is about 15 mg diazepam: a crossover from there never comes back to the 20 mg of the start."""
    rows = {"drug": "lorazepam", "morning": "1", "night": "1"}
    request = asked(rows, method="direct", coarse_tail=True, reduction_percent="25", interval_days=28)
    taken = taking(lorazepam_morning="0.5", lorazepam_night="1")
    switched = replace(request.strategy, method="crossover", coarse_tail=False)
    schedule = revised(request, "2027-01-20", taken, "switch", strategy=switched)
    crossing = [each for each in schedule.steps if each.kind in ("crossover", "stabilise")]
    assert [each.equivalent for each in crossing] == [15, 15, 15]


def test_less_taken_in_mid_crossover_is_the_dose_that_is_kept():
    """Lorazepam 0.5 mg and diazepam 10 mg taken, about 15 mg: the crossover goes on at 15 mg."""
    taken = taking(lorazepam_morning="0.5", diazepam_night="10")
    schedule = revised(CROSSOVER, "2027-01-08", taken, "continue")
    assert told(schedule, 2, 3) == [
        ("hold", "2027-01-08", 14, {"lorazepam": "0.5", "diazepam": "10"}),
        ("crossover", "2027-01-22", 7, {"diazepam": "15"}),
    ]


def test_what_is_left_of_stabilising_is_waited():
    """A hold of one day in the week of stabilising, 18 to 24 January, does not end it."""
    taken = taking(diazepam_morning="10", diazepam_night="10")
    schedule = revised(CROSSOVER, "2027-01-20", taken, "hold", 1)
    assert next(each.starts_on for each in schedule.steps if each.kind == "reduce") == date(2027, 1, 25)


def test_steps_edited_by_hand_move_the_dates_after_them():
    """17 mg for 28 days from 18 January, then 15 mg and on down from it; 15.5 mg is not made from 2, 5 and 10 mg tablets."""
    edits = (Edit(2, days=28), Edit(3, doses=taking(diazepam_night="15").doses))
    schedule = revised(DIRECT, "2027-01-12", taking(diazepam_night="18"), "adjust", edits=edits)
    assert told(schedule, 2, 4) == [
        ("reduce", "2027-01-18", 28, {"diazepam": "17"}),
        ("reduce", "2027-02-15", 14, {"diazepam": "15"}),
        ("reduce", "2027-03-01", 14, {"diazepam": "14"}),
    ]
    assert [each.edited for each in schedule.steps[:4]] == [False, True, True, False]
    impossible = (Edit(3, doses=taking(diazepam_night="15.5").doses),)
    with pytest.raises(Refusal, match="cannot be made exactly"):
        revised(DIRECT, "2027-01-12", taking(diazepam_night="18"), "adjust", edits=impossible)


def test_a_dose_is_edited_only_where_the_planned_dose_is_taken():
    """With another dose taken, steps are not edited: the dose taken comes first."""
    with pytest.raises(Refusal, match="Hold or go on at the dose taken first"):
        revised(DIRECT, "2027-01-20", taking(diazepam_night="20"), "adjust", edits=(Edit(4, days=21),))


def test_nothing_changes_before_the_first_day():
    """Revised a week before its start, a schedule still starts on its day."""
    schedule = revised(DIRECT, "2026-12-28", taking(diazepam_night="20"), "hold", 14)
    assert told(schedule, 1, 2) == [
        ("hold", "2027-01-04", 14, {"diazepam": "20"}),
        ("reduce", "2027-01-18", 14, {"diazepam": "18"}),
    ]


@given(
    st.sampled_from([DIRECT, CROSSOVER]),
    st.integers(0, 320),
    st.sampled_from(["continue", "hold", "step-back", "maintain"]),
    st.sampled_from([None, 7, 21]),
    st.booleans(),
)
def test_every_day_before_the_change_stays_as_it_was(request_, offset, decision, days, as_planned):
    """`revise(…).before(on)` is `schedule.before(on)`, and no reduction comes under 7 days after another."""
    schedule, on = build_schedule(request_, CATALOGUE), date.fromordinal(date(2027, 1, 4).toordinal() + offset)
    running = schedule.before(on)
    taken = running[-1].regimen if running and running[-1].doses and as_planned else taking(diazepam_night="9")
    try:
        new = revise(schedule, request_, CATALOGUE, Change(on, taken, Adjustment(Decision(decision), days)))
    except Refusal:
        return
    assert new.before(on) == schedule.before(on)
    falls = [each.starts_on for each in new.steps if each.kind in ("reduce", "stop")]
    assert all((after - before).days >= 7 for before, after in pairwise(falls))


@pytest.mark.parametrize(
    ("step", "field", "value"),
    [
        (0, "kind", "banana"),
        (0, "number", 5),
        (1, "days", -3),
        (1, "days", 15),
        (2, "diazepam_equivalent_mg", "99"),
        (2, "reduction_mg", "0.5"),
        (2, "closing", "yes"),
        (0, "starts_on", "2027-01-05"),
    ],
)
def test_a_schedule_that_was_changed_outside_is_refused(step, field, value):
    """Whatever a step says must follow from its doses and dates."""
    data = build_schedule(DIRECT, CATALOGUE).to_json()
    assert verified(data, DIRECT, CATALOGUE).to_json() == data
    data["steps"][step][field] = value
    with pytest.raises(ValueError, match="as it was answered"):
        verified(data, DIRECT, CATALOGUE)


def test_pieces_that_do_not_make_the_dose_are_refused():
    """Nine 2 mg tablets are no 17 mg."""
    data = build_schedule(DIRECT, CATALOGUE).to_json()
    data["steps"][1]["doses"][0]["pieces"] = [{"product": "diazepam-2mg-tablet", "count": "9"}]
    with pytest.raises(ValueError, match="as it was answered"):
        verified(data, DIRECT, CATALOGUE)
