"""Old and new side by side: every row says in words what becomes of it, and no step of either schedule is left out."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from taper_app import engine
from taper_app.pages.side_by_side import ends, pairs
from taper_app.record import Issued
from tests.handouts.snapshots import by_hand, kept

CATALOGUE = engine.load_catalogue()
STARTS = date(2027, 1, 5)
ON = date(2027, 2, 2)  # the third step begins


def request_of(method="direct"):
    regimen = [{"drug": "diazepam", "morning": "5", "night": "15"}]
    if method == "crossover":
        regimen = [{"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"}]
    return engine.parse_request(
        {
            "starts_on": STARTS.isoformat(),
            "market": "uk",
            "equivalence": "ashton-2002",
            "regimen": regimen,
            "strategy": {"method": method},
        },
        CATALOGUE,
    )


def told(request, proposal):
    """A proposal as it would be issued."""
    return Issued.from_json(kept(replace(proposal.request, regimen=request.regimen), proposal.schedule, ON))


def compared(adjustment, *, method="direct", on=ON, taken=None):
    """The pairs of a plan and of what a decision makes of it, with both schedules."""
    request = request_of(method)
    old = engine.propose(request, CATALOGUE)
    step = old.schedule.in_force(on - timedelta(days=1))
    taken = taken or (step.regimen if step else request.regimen)
    new = engine.propose_revision(old.schedule, request, CATALOGUE, change=engine.Change(on, taken, adjustment))
    return pairs(told(request, old), told(request, new), on), old.schedule, new.schedule


EDIT = engine.Adjustment(engine.Decision.ADJUST, edits=(engine.Edit(4, doses=(engine.Dose("night", "diazepam", Decimal(14)),)),))
SLOWER = engine.parse_strategy(
    {"method": "direct", "reduction_percent": "5", "interval_days": 28, "crossover_days": 7}, CATALOGUE, "uk"
)
DECISIONS = [
    engine.Adjustment(engine.Decision.CONTINUE),
    engine.Adjustment(engine.Decision.HOLD, days=14),
    engine.Adjustment(engine.Decision.HOLD),
    engine.Adjustment(engine.Decision.SLOW, strategy=SLOWER),
    engine.Adjustment(engine.Decision.STEP_BACK),
    engine.Adjustment(engine.Decision.MAINTAIN),
    EDIT,
]


@pytest.mark.parametrize("adjustment", DECISIONS, ids=lambda each: f"{each.decision}-{each.days}")
@pytest.mark.parametrize("on", [date(2027, 1, 4), STARTS, ON, ON + timedelta(days=3)])
def test_every_step_that_is_not_over_stands_there_once(adjustment, on):
    """Each old and each new step from the day of the change on is in exactly one row, and the new ones are in order."""
    if adjustment is EDIT and on <= STARTS:
        adjustment = engine.Adjustment(engine.Decision.ADJUST, edits=(engine.Edit(4, days=28),))
    if adjustment.decision == "step-back" and on <= STARTS:
        return
    found, old, new = compared(adjustment, on=on)

    def left(schedule):
        return [each.number for each in schedule.steps if each.last_day is None or each.last_day >= on]

    assert sorted(pair.old.number for pair in found if pair.old) == left(old)
    assert [pair.new.number for pair in found if pair.new] == left(new)


def test_going_on_as_planned_changes_no_row():
    """Every row says "As before"."""
    found = compared(engine.Adjustment(engine.Decision.CONTINUE))[0]
    assert {(pair.kind, pair.words) for pair in found} == {("same", "As before")}


def test_a_hold_is_new_and_moves_what_follows():
    """The dose of before goes on for two weeks; every later step begins two weeks later."""
    first, *rest = compared(engine.Adjustment(engine.Decision.HOLD, days=14))[0]
    assert (first.kind, first.words) == ("new", "New: the dose of before goes on, to Mon 15-Feb-2027")
    assert first.then == "diazepam 16\u00a0mg"
    assert {pair.kind for pair in rest} == {"moved"}
    assert rest[0].words == "Moved: from Tue 16-Feb-2027, was Tue 02-Feb-2027"


def test_a_change_in_the_middle_of_a_step_is_said_once():
    """A step that runs on the day of the change and lasts longer now says until when, and until when it was."""
    found = compared(engine.Adjustment(engine.Decision.HOLD, days=14), on=ON + timedelta(days=3))[0]
    assert any(pair.words.startswith("Changed: to ") or pair.words.startswith("New: the dose of before") for pair in found)
    assert not [pair for pair in found if pair.kind == "gone"]


def test_an_edited_dose_names_both_amounts():
    """16 mg from 1 Feb, was 15 mg: the new dose, its day, and what stood there."""
    found = compared(EDIT)[0]
    changed = next(pair for pair in found if pair.kind == "changed")  # the steps after it follow from it
    assert changed.words.startswith("Changed: diazepam 14\u00a0mg from Tue 16-Feb-2027, was diazepam 15\u00a0mg")


def test_a_dose_that_only_moves_within_the_day_names_the_times():
    """The day's total is the same, so the words say at which time of day."""
    doses = (engine.Dose("morning", "diazepam", Decimal(12)), engine.Dose("night", "diazepam", Decimal(3)))
    found = compared(engine.Adjustment(engine.Decision.ADJUST, edits=(engine.Edit(4, doses=doses),)))[0]
    changed = next(pair for pair in found if pair.kind == "changed")  # the steps after it follow from it
    assert "diazepam 12\u00a0mg morning and diazepam 3\u00a0mg night" in changed.words


def test_a_rise_is_called_one():
    """A step back is more than the step before it, and its row says so."""
    first = compared(engine.Adjustment(engine.Decision.STEP_BACK))[0][0]
    assert first.words == "New: diazepam 18\u00a0mg from Tue 02-Feb-2027; more than in the step before"


def test_a_step_back_in_a_crossover_is_not_called_more():
    """The night dose goes back from 10 mg diazepam to 1 mg lorazepam: neither is more, so the row says that it goes back."""
    found = compared(engine.Adjustment(engine.Decision.STEP_BACK), method="crossover", on=STARTS + timedelta(days=2))[0]
    (back,) = (pair.words for pair in found if pair.new and pair.new.kind == "Step back")
    assert back == "New: lorazepam 3\u00a0mg from Thu 07-Jan-2027; back to the drugs and doses before the last move"


def test_what_is_dropped_is_no_more():
    """On an open hold no later step has a date."""
    first, *rest = compared(engine.Adjustment(engine.Decision.HOLD))[0]
    assert first.new.last_day is None
    assert {(pair.kind, pair.words) for pair in rest} == {("gone", "No more")}


def test_the_end_is_said_with_the_one_before():
    """A moved stop names both days, an end that stays one, and a dose without an end has none."""
    _, old, new = compared(engine.Adjustment(engine.Decision.HOLD, days=14))
    assert ends(old, new) == "The stop is on Tue 28-Sep-2027. Before: the stop is on Tue 14-Sep-2027."
    assert ends(old, old) == "The stop is on Tue 14-Sep-2027."
    open_ended = compared(engine.Adjustment(engine.Decision.MAINTAIN))[2]
    assert ends(old, open_ended).startswith("It stays on diazepam 17\u00a0mg from Tue 02-Feb-2027, without an end. Before:")


def test_a_crossover_under_way_names_its_drugs():
    """Each row of a crossover has both drugs, and a hold in it moves the doses that are still to move."""
    found = compared(engine.Adjustment(engine.Decision.HOLD, days=14), method="crossover", on=STARTS + timedelta(days=7))[0]
    assert {dose.drug for pair in found if pair.new for slot in pair.new.slots for dose in slot.doses} == {
        "lorazepam",
        "diazepam",
    }


def test_the_end_that_an_open_hold_gets_is_a_change():
    """The same dose goes on: that it now has a last day, or has none any more, is said and never called "as before"."""
    two = ("night", "diazepam", "2", ("diazepam-2mg-tablet", "1"))
    held, dated = (Issued.from_json(by_hand(*each)) for each in [[("hold", None, two)], [("hold", 14, two), ("stop", 0)]])
    on = date(2027, 1, 4)
    assert pairs(held, dated, on)[0].words == "Changed: to Sun 17-Jan-2027, was no end"
    assert pairs(dated, held, on)[0].words == "Changed: no end, was to Sun 17-Jan-2027"
