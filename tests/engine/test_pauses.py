"""Pauses by their days become holds that keep those days free of any change, or are refused with what to do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taper_app import engine
from taper_app.engine import Change, NoPause, Pause, change_with_pauses, revise, with_pauses
from tests.engine.requests import crossover, direct
from tests.engine.revising import TWENTY, adjustment, built, parsed, rows, taken_then

CATALOGUE = engine.load_catalogue()
ASKED = [
    direct("uk", "diazepam", night="20"),
    crossover("uk", "lorazepam", "ashton-2002", morning="1", night="2"),
    direct("uk", "diazepam", strategy={"change_weekday": "monday"}, night="10"),
]


def request(asked=ASKED[0], **strategy):
    """The request as it is read."""
    return engine.parse_request(asked | {"strategy": asked["strategy"] | strategy}, CATALOGUE)


def changes(made):
    """The days on which another dose begins; a hold begins none."""
    return [each.starts_on for each in made.steps[1:] if each.kind != "hold"]


@settings(max_examples=settings.default.max_examples // 2)
@given(
    asked=st.sampled_from(ASKED),
    after=st.lists(st.tuples(st.integers(1, 80), st.integers(1, 40)), min_size=1, max_size=3),
)
def test_no_dose_changes_in_a_pause_and_every_other_day_is_as_it_was(asked, after):
    """Between its first and its last day nothing changes; the doses are those of the plan without it, in the same order."""
    pauses, since = [], date(2027, 1, 4)
    for gap, days in after:
        pauses.append(Pause(since + timedelta(days=gap), since + timedelta(days=gap + days)))
        since = pauses[-1].last_day
    before = engine.build_schedule(request(asked), CATALOGUE)
    try:
        paused = with_pauses(request(asked), pauses, CATALOGUE)
    except NoPause as refused:
        assert 0 <= refused.at < len(pauses) and refused.message
        return
    made = engine.build_schedule(paused, CATALOGUE)
    assert not [on for on in changes(made) for each in pauses if each.first_day <= on <= each.last_day]
    assert [each.doses for each in made.steps if each.kind != "hold"] == [each.doses for each in before.steps]
    assert len(made.steps) == len(before.steps) + len(pauses)


BEFORE_THE_VISIT = "This pause begins before the dose may change at this visit. Enter a later first day, or hold."
NONE_CHANGES = "No dose changes on these days as it is. Clear this pause."


@pytest.mark.parametrize(
    ("pauses", "at", "words"),
    [
        ([(date(2027, 1, 4), date(2027, 1, 9))], 0, "This pause begins before the first change of dose."),
        ([(date(2027, 1, 5), date(2027, 1, 9))], 0, NONE_CHANGES),
        ([(date(2030, 1, 5), date(2030, 1, 9))], 0, "No dose changes any more by then."),
        ([(date(9999, 12, 31), date(9999, 12, 31))], 0, "No dose changes any more by then."),
        ([(date(2027, 1, 18), date(9999, 12, 31))], 0, "A pause is of at most 730 days."),
        ([(date(2027, 2, 2), date(2027, 2, 20)), (date(2027, 1, 5), date(2027, 1, 6))], 1, NONE_CHANGES),
        (
            [(date(2027, 1, 18), date(2027, 1, 20)), (date(2027, 1, 21), date(2027, 1, 30))],
            1,
            "This pause follows another without a change of dose between them.",
        ),
    ],
)
def test_a_pause_without_a_place_is_refused(pauses, at, words):
    """With the place among those asked for, whatever their order, and what to do."""
    with pytest.raises(NoPause) as caught:
        with_pauses(request(), [Pause(*each) for each in pauses], CATALOGUE)
    assert caught.value.at == at and caught.value.message.startswith(words)


def test_a_pause_begins_where_the_next_change_was_to_come():
    """The step that runs goes on to its end; the hold has the days that are left, or none where it is open."""
    held = with_pauses(request(), [Pause(date(2027, 1, 10), date(2027, 1, 31))], CATALOGUE).strategy.holds
    assert held == (engine.Hold(1, 14),)
    assert with_pauses(request(), [Pause(date(2027, 1, 10), None)], CATALOGUE).strategy.holds == (engine.Hold(1, None),)
    whole = with_pauses(request(ASKED[2]), [Pause(date(2027, 1, 18), date(2027, 1, 20))], CATALOGUE)
    assert whole.strategy.holds == (engine.Hold(1, 7),)


def test_what_makes_no_schedule_comes_back_as_it_was():
    """What stands against it is said where it is built."""
    asked = request()
    none = replace(asked, strategy=replace(asked.strategy, products=(), halve="none"))
    assert with_pauses(none, [Pause(date(2027, 1, 10), None)], CATALOGUE) == none


# At a visit --------------------------------------------------------------------------------------

VISIT = date(2027, 1, 20)
"""17 mg is taken from 18 January of TWENTY, 16 mg from 1 February, 15 from the 15th and 14 from 1 March."""


def at_visit(decision, *pauses, days=None, **fields):
    """The change of a visit to TWENTY with these pauses in it."""
    plan = built(TWENTY)
    change = Change(VISIT, taken_then(plan, TWENTY, VISIT), adjustment(TWENTY, decision, days, **fields))
    return change, change_with_pauses(plan, parsed(TWENTY), CATALOGUE, change, [Pause(*each) for each in pauses])


def goes_on(change):
    """What the change makes of TWENTY, from the day after the visit's own step on."""
    return rows(revise(built(TWENTY), parsed(TWENTY), CATALOGUE, change), "2027-02-01")


@pytest.mark.parametrize(
    ("decision", "days", "fields", "pause", "hold", "expected"),
    [
        (
            "continue",
            None,
            {},
            (date(2027, 2, 10), date(2027, 2, 20)),
            (4, 6),
            [
                "2027-02-01 reduce 14: night diazepam 16",
                "2027-02-15 hold 6: night diazepam 16",
                "2027-02-21 reduce 14: night diazepam 15",
            ],
        ),
        (
            "hold",
            14,
            {},
            (date(2027, 2, 10), date(2027, 2, 20)),
            (4, 4),
            [
                "2027-02-03 reduce 14: night diazepam 16",
                "2027-02-17 hold 4: night diazepam 16",
                "2027-02-21 reduce 14: night diazepam 15",
            ],
        ),
        (
            "slow",
            None,
            {"interval_days": 21},
            (date(2027, 3, 10), None),
            (5, None),
            [
                "2027-02-08 reduce 21: night diazepam 16",
                "2027-03-01 reduce 21: night diazepam 15",
                "2027-03-22 hold open: night diazepam 15",
            ],
        ),
    ],
)
def test_a_pause_at_a_visit_has_its_place_in_what_the_decision_makes(decision, days, fields, pause, hold, expected):
    """The hold comes after the step that runs then, counted with those that are over; all else that is decided stays."""
    before, after = at_visit(decision, pause, days=days, **fields)
    made = after.adjustment.strategy
    assert made.holds == (engine.Hold(*hold),)
    assert replace(made, holds=()) == (before.adjustment.strategy or parsed(TWENTY).strategy)
    assert replace(after, adjustment=replace(after.adjustment, strategy=None)) == replace(
        before, adjustment=replace(before.adjustment, strategy=None)
    )
    assert goes_on(after)[:3] == expected


@pytest.mark.parametrize(
    ("pauses", "at", "words"),
    [
        (
            [(VISIT, date(2027, 2, 20))],
            0,
            "This pause begins before the dose may change at this visit. Enter a later first day, or hold.",
        ),
        (
            [(date(2027, 2, 10), date(2027, 2, 20)), (date(2027, 1, 19), date(2027, 2, 1))],
            1,
            BEFORE_THE_VISIT,
        ),
        ([(date(2027, 2, 2), date(2027, 2, 14))], 0, NONE_CHANGES),
        ([(date(2027, 2, 10), date(2027, 2, 20)), (date(2028, 1, 1), date(2028, 1, 7))], 1, "No dose changes any more by then."),
    ],
)
def test_a_pause_without_a_place_at_a_visit_is_refused(pauses, at, words):
    """It begins after the day of the change, and a dose would change in it."""
    with pytest.raises(NoPause) as caught:
        at_visit("continue", *pauses)
    assert caught.value.at == at and caught.value.message.startswith(words)


def test_a_decision_that_makes_no_schedule_keeps_its_strategy():
    """What stands against it is said where it is made; short plans have pauses too."""
    before, after = at_visit("switch", (date(2027, 2, 10), None), products=[], halve="none")
    assert after == before
