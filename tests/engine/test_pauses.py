"""Pauses by their days become holds that keep those days free of any change, or are refused with what to do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taper_app import engine
from taper_app.engine import NoPause, Pause, with_pauses
from tests.engine.requests import crossover, direct

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
