"""What was decided at a visit stays in force through later ones: steps changed by hand, holds, order, target, what is kept."""

import json
from dataclasses import replace

import pytest

from taper_app.engine import Adjustment, Change, Decision, Edit, answer, load_catalogue, propose_revision, revise
from taper_app.engine.taper.verify import verified

from .requests import direct
from .revising import LORAZEPAM, TWENTY, built, day, dose, parsed, revised, row, rows, taken_then

CATALOGUE = load_catalogue()
JUMP = Edit(4, days=28, doses=dose("night diazepam 13"))
"""Step 4 of TWENTY, 15 mg from 15 February, as 13 mg for 28 days: it comes after 16 mg."""


@pytest.fixture
def edited():
    """18 17 16 mg from 4 January, 13 mg for 28 days from 15 February, 12 mg from 15 March."""
    return revised(TWENTY, "2027-01-06", "adjust", edits=[JUMP])


@pytest.mark.parametrize(
    ("decision", "days", "fields", "on", "expected"),
    [
        ("hold", 21, {}, "2027-02-03", ["02-03 hold 21: 16", "02-24 reduce 28: 13 (edited)", "03-24 reduce 14: 12"]),
        ("slow", None, {"interval_days": 21}, "2027-02-03", ["02-03 hold 19: 16", "02-22 reduce 28: 13 (edited)"]),
        ("step-back", None, {}, "2027-02-03", ["02-03 step-back 14: 17", "02-17 reduce 14: 16", "03-03 reduce 28: 13 (edited)"]),
        ("step-back", None, {}, "2027-02-17", ["02-17 step-back 14: 16", "03-03 reduce 28: 13 (edited)", "03-31 reduce 14: 12"]),
        ("hold", 7, {}, "2027-02-17", ["02-17 hold 26: 13", "03-15 reduce 14: 12"]),
    ],
)
def test_a_step_changed_by_hand_stays_after_a_hold_a_slower_pace_and_a_step_back(edited, decision, days, fields, on, expected):
    """13 mg for 28 days still comes after 16 mg, as it was decided; what follows goes on down from it."""
    made = revised(TWENTY, on, decision, days=days, schedule=edited, **fields)
    told = [each.removeprefix("2027-").replace("night diazepam ", "") for each in rows(made, on)]
    assert told[: len(expected)] == expected


def test_an_edited_dose_is_passed_at_another_pace_too():
    """With quarters and 5 % the doses no longer meet 16 mg: 13 mg still comes, for its 28 days, before anything below it."""
    request = TWENTY | {"strategy": TWENTY["strategy"] | {"quarter": "smallest", "reduction_percent": "7.5"}}
    edited = revised(request, "2027-01-06", "adjust", edits=[JUMP])
    slow = revised(request, "2027-01-06", "slow", schedule=edited, reduction_percent="5", interval_days=21)
    coming = [(step.daily_mg["diazepam"], step.days, step.edited) for step in slow.steps if step.kind == "reduce"]
    assert (13, 28, True) in coming
    assert [mg for mg, _, _ in coming] == sorted({mg for mg, _, _ in coming}, reverse=True)


def test_days_given_by_hand_stay_with_their_dose():
    """15 mg was given 28 days: after a hold at 17 mg, 15 mg lasts 28 days."""
    edited = revised(TWENTY, "2027-01-06", "adjust", edits=[Edit(4, days=28)])
    held = revised(TWENTY, "2027-01-20", "hold", days=14, schedule=edited)
    assert [row(step) for step in held.steps if step.edited] == ["2027-02-17 reduce 28: night diazepam 15 (edited)"]


def test_an_edit_waits_behind_an_open_hold():
    """An open hold shows no later step; going on from it, 13 mg comes for its 28 days."""
    edited = revised(TWENTY, "2027-01-06", "adjust", edits=[JUMP])
    held = revised(TWENTY, "2027-02-03", "hold", schedule=edited)
    assert [each.to_json()["days"] for each in held.decided.edits] == [28]
    back = verified(json.loads(json.dumps(held.to_json())), parsed(TWENTY), CATALOGUE)
    on = revised(TWENTY, "2027-03-01", "continue", schedule=back)
    assert rows(on, "2027-03-01")[0] == "2027-03-01 reduce 28: night diazepam 13 (edited)"


def test_days_that_a_dose_stays_longer_do_not_replace_those_given_before():
    """15 mg is given 28 days, and the step after it is made 15 mg for 14 more: after a step back both still come."""
    first = revised(TWENTY, "2027-01-06", "adjust", edits=[Edit(4, days=28)])
    both = revised(TWENTY, "2027-01-20", "adjust", edits=[Edit(5, days=14, doses=dose("night diazepam 15"))], schedule=first)
    back = revised(TWENTY, "2027-01-27", "step-back", schedule=both)
    assert [row(step).partition(" ")[2] for step in back.steps if step.edited] == [
        "reduce 28: night diazepam 15 (edited)",
        "hold 14: night diazepam 15 (edited)",
    ]


def test_an_edit_that_is_reached_no_more_is_named(edited):
    """Where 12 mg is taken, 13 mg comes no more: the answer says so, and the command line too; a hold at 16 mg names nothing."""
    on, hold = day("2027-02-03"), Adjustment(Decision.HOLD, 21)
    less = propose_revision(edited, parsed(TWENTY), CATALOGUE, change=Change(on, built(TWENTY).steps[6].regimen, hold))
    assert [(step.number, step.days) for step in less.edits_not_reached] == [(4, 28)]
    assert less.to_json()["edits_not_reached"] == [
        {
            "number": 4,
            "starts_on": "2027-02-15",
            "days": 28,
            "doses": [{"time": "night", "drug": "diazepam", "mg": "13"}],
        }
    ]
    same = propose_revision(edited, parsed(TWENTY), CATALOGUE, change=Change(on, taken_then(edited, TWENTY, on), hold))
    assert "edits_not_reached" not in same.to_json()


def test_a_step_back_after_an_edit_is_no_dose_raised_by_hand(edited):
    """The rise of a step back was decided on as one: it wants no second reason because a step was edited before."""
    for on in ("2027-02-03", "2027-02-17"):
        back = propose_revision(
            edited,
            parsed(TWENTY),
            CATALOGUE,
            change=Change(day(on), taken_then(edited, TWENTY, day(on)), Adjustment(Decision.STEP_BACK)),
        )
        assert "edited_rise" not in {each.rule for each in back.findings}


@pytest.mark.parametrize("on", ["2027-02-01", "2027-02-03"])
def test_a_step_back_before_an_edited_step_is_no_dose_raised_by_hand(on):
    """A step back begins on 3 February; before that a later step is given 28 days: no dose was raised by hand."""
    back = revised(TWENTY, "2027-02-03", "step-back", days=14)
    decided = Adjustment(Decision.ADJUST, edits=(Edit(7, days=28),))
    taken = taken_then(back, TWENTY, day(on))
    made = propose_revision(back, parsed(TWENTY), CATALOGUE, change=Change(day(on), taken, decided))
    assert [(step.kind, step.edited) for step in made.schedule.steps[3:7:3]] == [("step-back", False), ("reduce", True)]
    assert [each.message for each in made.findings if each.rule == "edited_rise"] == []


# What kind of plan it is ---------------------------------------------------------------------------------------------

PRODUCTS = {"products": ["diazepam-2mg-tablet", "diazepam-10mg-tablet"]}


def test_a_switch_of_products_keeps_a_maintenance_dose():
    """17 mg is maintained: other tablets are other tablets of the same dose, and no taper."""
    kept = revised(TWENTY, "2027-01-20", "maintain")
    switched = revised(TWENTY, "2027-03-01", "switch", schedule=kept, **PRODUCTS)
    assert rows(switched, "2027-03-01") == ["2027-03-01 maintain open: night diazepam 17"]
    assert {piece.product for piece in switched.steps[-1].doses[0].pieces} == {"diazepam-2mg-tablet", "diazepam-10mg-tablet"}


def test_a_slower_pace_waits_for_the_end_of_a_hold_of_a_maintained_dose():
    """17 mg is maintained, and held for 28 days from 1 March: a new pace on 8 March begins when the hold is over."""
    kept = revised(TWENTY, "2027-01-20", "maintain")
    held = revised(TWENTY, "2027-03-01", "hold", days=28, schedule=kept)
    slow = revised(TWENTY, "2027-03-08", "slow", schedule=held, interval_days=21)
    assert rows(slow, "2027-03-08")[:2] == ["2027-03-08 hold 21: night diazepam 17", "2027-03-29 reduce 21: night diazepam 16"]


def test_a_switch_of_products_keeps_an_open_hold():
    """17 mg is held until the next visit decides: other tablets do not start the taper again."""
    held = revised(TWENTY, "2027-01-20", "hold")
    assert rows(revised(TWENTY, "2027-03-01", "switch", schedule=held, **PRODUCTS), "2027-03-01") == [
        "2027-03-01 hold open: night diazepam 17"
    ]


@pytest.mark.parametrize(("decision", "kind"), [("maintain", "maintain"), ("hold", "hold")])
def test_a_switch_of_the_method_moves_the_dose_and_keeps_it(decision, kind):
    """Lorazepam 1.5 mg is maintained, or held: it crosses over to 15 mg diazepam, and stays there."""
    request = direct(
        "uk", "lorazepam", "ashton-2002", morning="1", night="1", strategy={"coarse_tail": True, "interval_days": 28}
    )
    kept = revised(request, "2027-01-08", decision)
    switched = revised(request, "2027-02-01", "switch", schedule=kept, method="crossover", coarse_tail=False)
    assert [row_.partition(" ")[2] for row_ in rows(switched, "2027-02-01")] == [
        "crossover 7: morning lorazepam 0.5 + night diazepam 10",
        "crossover 7: morning diazepam 5 + night diazepam 10",
        "stabilise 7: morning diazepam 5 + night diazepam 10",
        f"{kind} open: morning diazepam 5 + night diazepam 10",
    ]


def test_a_switch_keeps_a_target():
    """10 mg is the target and is maintained: other tablets keep it, and are not refused for the target's sake."""
    request = TWENTY | {"strategy": TWENTY["strategy"] | {"target_mg": "10"}}
    switched = revised(request, "2027-06-01", "switch", **PRODUCTS)
    assert rows(switched, "2027-06-01") == ["2027-06-01 maintain open: night diazepam 10"]


@pytest.mark.parametrize(("decision", "days"), [("hold", 21), ("step-back", 14)])
def test_a_maintenance_dose_is_kept_through_a_hold_and_a_step_back(decision, days):
    """Maintained at 17 mg: after a dated hold, and after a step back to 18 mg, it is maintained at 17 mg again."""
    kept = revised(TWENTY, "2027-01-20", "maintain")
    assert rows(revised(TWENTY, "2027-03-01", decision, days=days, schedule=kept))[-1].endswith(
        "maintain open: night diazepam 17"
    )


def test_an_open_hold_goes_on_after_a_step_back():
    """Held at 17 mg without an end: a step back to 18 mg comes to 17 mg again, and stops there."""
    held = revised(TWENTY, "2027-01-20", "hold")
    assert rows(revised(TWENTY, "2027-03-01", "step-back", schedule=held), "2027-03-01") == [
        "2027-03-01 step-back 14: night diazepam 18",
        "2027-03-15 reduce 14: night diazepam 17",
        "2027-03-29 hold open: night diazepam 17",
    ]


def test_a_maintenance_dose_that_was_passed_upwards_is_come_to_again():
    """Maintained at 17 mg, 20 mg is taken: it is held as taken, goes down to 17 mg and is maintained there."""
    kept = revised(TWENTY, "2027-01-20", "maintain")
    more = revised(TWENTY, "2027-03-01", "continue", "night diazepam 20", schedule=kept)
    assert [row_.partition(" ")[2] for row_ in rows(more, "2027-03-01")] == [
        "hold 14: night diazepam 20 (as taken)",
        "reduce 14: night diazepam 18",
        "reduce 14: night diazepam 17",
        "maintain open: night diazepam 17",
    ]


def test_holds_planned_in_advance_wait_behind_an_open_hold():
    """16 mg was to be held for 28 days: after an open hold at 17 mg, going on comes to that hold."""
    request = direct("uk", "diazepam", night="20", strategy={"holds": [{"after_step": 3, "days": 28}]})
    held = revised(request, "2027-01-27", "hold")
    assert [
        row_.partition(" ")[2] for row_ in rows(revised(request, "2027-03-01", "continue", schedule=held), "2027-03-01")[:2]
    ] == [
        "reduce 14: night diazepam 16",
        "hold 28: night diazepam 16",
    ]


# In JSON -------------------------------------------------------------------------------------------------------------


def told(plan, request, on, adjustment, **more):
    """The answer of the command line to a revision of a schedule in JSON."""
    taken = taken_then(plan, request, day(on)).to_json()
    asked = request | {"do": "revise", "schedule": plan.to_json(), "on": on, "taken": taken, "adjustment": adjustment} | more
    found, status = answer(json.dumps(asked), CATALOGUE)
    assert status == 0, found
    return found["schedule"]


def test_a_target_decided_on_at_a_visit_is_not_rebuilt_from_the_first_request():
    """On the command line the request stays the first one: a target of 10 mg that a visit chose is carried by the schedule."""
    slow = told(built(TWENTY), TWENTY, "2027-01-20", {"decision": "slow", "strategy": {"target_mg": "10"}})
    assert slow["decided"] == {"target_mg": "10"}
    plan = verified(slow, parsed(TWENTY), CATALOGUE)
    held = told(plan, TWENTY, "2027-02-03", {"decision": "hold", "days": 14})
    assert (held["steps"][-1]["kind"], held["steps"][-1]["daily_mg"]) == ("maintain", {"diazepam": "10"})


def test_a_weekday_decided_on_at_a_visit_is_kept():
    """Changes on a Monday, chosen at a visit: a later hold of ten days is refused, though the first request has no weekday."""
    weekly = {"decision": "slow", "strategy": {"change_weekday": "monday"}}
    plan = verified(told(built(TWENTY), TWENTY, "2027-01-25", weekly), parsed(TWENTY), CATALOGUE)
    assert plan.decided.change_weekday == "monday"
    asked = TWENTY | {"do": "revise", "schedule": plan.to_json(), "on": "2027-02-03", "adjustment": {"decision": "maintain"}}
    found, status = answer(json.dumps(asked | {"taken": [{"drug": "diazepam", "night": "16"}]}), CATALOGUE)
    assert (status, found["error"]["field"]) == (2, "on")


def on_weekday(on, decision, weekday=None, schedule=None, **fields):
    """A visit to TWENTY that chooses a day of the week for its changes, or a pace, or nothing."""
    asked, plan = parsed(TWENTY), schedule or built(TWENTY)
    strategy = replace(asked.strategy, change_weekday=weekday, **fields) if weekday or fields else None
    change = Change(day(on), taken_then(plan, TWENTY, day(on)), Adjustment(Decision(decision), None, strategy))
    return revise(plan, asked, CATALOGUE, change)


def test_a_weekday_decided_on_stays_with_another_pace_and_gives_way_to_another_day():
    """Thursdays from 21 January: a longer interval keeps them, and Tuesdays that are chosen later take their place."""
    thursdays = on_weekday("2027-01-21", "switch", "thursday")
    assert rows(thursdays, "2027-01-21")[:3] == [
        "2027-01-21 hold 14: night diazepam 17",
        "2027-02-04 reduce 14: night diazepam 16",
        "2027-02-18 reduce 14: night diazepam 15",
    ]
    slower = on_weekday("2027-02-11", "slow", schedule=thursdays, interval_days=28)
    assert rows(slower, "2027-02-11")[:2] == ["2027-02-11 hold 21: night diazepam 16", "2027-03-04 reduce 28: night diazepam 15"]
    assert slower.decided.change_weekday == "thursday"
    tuesdays = on_weekday("2027-02-16", "switch", "tuesday", thursdays)
    assert rows(tuesdays, "2027-02-16")[:2] == ["2027-02-16 hold 7: night diazepam 16", "2027-02-23 reduce 14: night diazepam 15"]
    assert tuesdays.decided.change_weekday == "tuesday"


OPEN = direct("uk", "diazepam", night="20", strategy={"holds": [{"after_step": 3, "days": None}]})
"""18, 17 and 16 mg from 4 January, and 16 mg held without an end from 15 February."""


@pytest.mark.parametrize(
    ("decision", "fields", "expected"),
    [
        ("hold", {}, ["2027-02-03 hold open: night diazepam 16"]),
        ("hold", {"days": 7}, ["2027-02-03 hold 12: night diazepam 16", "2027-02-15 hold open: night diazepam 16"]),
        ("hold", {"days": 21}, ["2027-02-03 hold 21: night diazepam 16", "2027-02-24 hold open: night diazepam 16"]),
        ("maintain", {}, ["2027-02-03 maintain open: night diazepam 16"]),
        (
            "step-back",
            {},
            [
                "2027-02-03 step-back 14: night diazepam 17",
                "2027-02-17 reduce 14: night diazepam 16",
                "2027-03-03 hold open: night diazepam 16",
            ],
        ),
        ("slow", {"interval_days": 21}, ["2027-02-03 hold 19: night diazepam 16", "2027-02-22 hold open: night diazepam 16"]),
    ],
)
def test_an_open_hold_that_comes_next_comes_after_what_is_decided(decision, fields, expected):
    """The dose is not lowered behind it, and it waits behind no other one: nothing more is kept of it."""
    made = revised(OPEN, "2027-02-03", decision, **fields)
    assert rows(made, "2027-02-03") == expected
    assert made.decided is None


def test_a_schedule_without_decisions_carries_none(edited):
    """A new schedule, and one whose steps tell all there is to know, are written as they always were."""
    assert "decided" not in built(TWENTY).to_json()
    assert "decided" not in edited.to_json()
    assert "decided" not in revised(TWENTY, "2027-01-20", "hold", days=14).to_json()


def test_a_schedule_from_before_is_revised_as_well_as_its_steps_tell(edited):
    """Without `decided` the marked steps, and the last one without an end, tell what was decided."""
    for plan in (edited, revised(TWENTY, "2027-01-20", "maintain"), revised(LORAZEPAM, "2027-01-13", "hold")):
        told_ = plan.to_json()
        told_.pop("decided", None)
        request = LORAZEPAM if "lorazepam" in json.dumps(told_) else TWENTY
        back = verified(told_, parsed(request), CATALOGUE)
        again = revised(request, "2027-02-03", "step-back", schedule=back)
        assert again == revised(request, "2027-02-03", "step-back", schedule=plan)


JUMP_TOLD = {"doses": [], "days": 7, "after": [], "kind": "reduce"}


@pytest.mark.parametrize(
    "decided",
    [
        {"state": "maintained"},
        {"state": "asleep"},
        {"order": ["diazepam", "diazepam"]},
        {"order": ["water"]},
        {"target_mg": "-1"},
        {"change_weekday": "someday"},
        {"holds": [{"kind": "reduce", "after": -1, "days": 7}]},
        {"holds": [{"kind": "reduce", "after": 1, "days": 7, "more": 1}]},
        {"edits": [{"doses": [], "days": 7, "after": [], "kind": "reduce"}]},
        {"edits": [{"doses": [{"time": "night", "drug": "water", "mg": "1"}], "days": 7, "after": [], "kind": "reduce"}]},
        {"edits": [{"doses": [{"time": "night", "drug": "diazepam", "mg": "NaN"}], "days": 7, "after": [], "kind": "reduce"}]},
        {"edits": [{"doses": [{"time": "night", "drug": "diazepam", "mg": "1"}], "days": 0, "after": [], "kind": "reduce"}]},
        {"edits": [JUMP_TOLD | {"doses": [{"time": "night", "drug": "diazepam", "mg": "0.0000001"}]}]},
        {"edits": 3},
        [],
        "held",
        {"unknown": 1},
    ],
)
def test_a_decided_that_nobody_decided_is_refused(decided):
    """What a schedule says was decided must be what a decision leaves: of these drugs, these days, and true of its last step."""
    data = built(TWENTY).to_json() | {"decided": decided}
    with pytest.raises(ValueError, match="as it was answered"):
        verified(data, parsed(TWENTY), CATALOGUE)


def test_an_invented_edit_is_judged_like_any_other_step():
    """An edit that was written into a schedule from outside makes a step that is marked as edited, with its caution."""
    jump = {"doses": [{"time": "night", "drug": "diazepam", "mg": "2"}], "days": 7, "kind": "reduce"}
    jump["after"] = [{"time": "night", "drug": "diazepam", "mg": "16"}]
    data = built(TWENTY).to_json() | {"decided": {"edits": [jump]}}
    plan = verified(data, parsed(TWENTY), CATALOGUE)
    on = day("2027-02-03")
    decided = Adjustment(Decision.HOLD, 14)
    made = propose_revision(plan, parsed(TWENTY), CATALOGUE, change=Change(on, taken_then(plan, TWENTY, on), decided))
    assert [(step.daily_mg, step.edited) for step in made.schedule.steps[4:5]] == [({"diazepam": 2}, True)]
    assert ("envelope_reduction", 5) in {(each.rule, each.step) for each in made.findings}
