"""A step back: the dose before, and then on with the same drug, in the same order, never sooner than was planned."""

from datetime import timedelta

import pytest

from taper_app.engine import Adjustment, Change, Decision, Refusal, load_catalogue, revise

from . import never_sooner
from .batches import chance_of, many
from .requests import crossover, direct
from .revising import ALL_MOVED, IN_STABILISE, LORAZEPAM, MORNING_MOVED, built, day, parsed, plans, revised, rows, taken_then

CATALOGUE = load_catalogue()
DIAZEPAM_FIRST = direct("us", "diazepam", "ashton-2002", night="10", strategy={"coarse_tail": True})
DIAZEPAM_FIRST["regimen"].append({"drug": "lorazepam", "morning": "2"})
"""Diazepam 9 8 7 … mg from 4 January 2027, lorazepam 2 mg in the morning to the end and then down."""


def test_a_step_back_goes_on_with_the_drug_that_was_going_down():
    """Diazepam at night goes down first, lorazepam is taken earlier in the day: after a step back diazepam still goes first."""
    assert rows(revised(DIAZEPAM_FIRST, "2027-02-08", "step-back", days=14), "2027-02-08")[:3] == [
        "2027-02-08 step-back 14: morning lorazepam 2 + night diazepam 8",
        "2027-02-22 reduce 14: morning lorazepam 2 + night diazepam 7",
        "2027-03-08 reduce 14: morning lorazepam 2 + night diazepam 6",
    ]


@pytest.mark.parametrize(("morning", "night", "back"), [("1", "18", "9"), ("1", "17", "8")])
def test_a_step_back_from_a_mixture_that_was_never_planned_goes_by_the_equivalent(morning, night, back):
    """Lorazepam 2 mg beside diazepam 9, 8 and 7 mg was 29, 28 and 27 mg: from 28 mg it is the latest that was more, 29 mg."""
    taken = (f"morning lorazepam {morning}", f"night diazepam {night}")
    found = rows(revised(DIAZEPAM_FIRST, "2027-02-08", "step-back", *taken, days=14), "2027-02-08")
    assert found[0] == f"2027-02-08 step-back 14: morning lorazepam 2 + night diazepam {back}"


@pytest.mark.parametrize("taken", [("morning lorazepam 1.5", "night diazepam 17.5"), ("night diazepam 18",)])
def test_a_step_back_from_more_than_was_ever_planned_or_to_another_drug_is_refused(taken):
    """No dose of the plan was more than 32.5 mg; and none was of diazepam alone, with which no lorazepam is begun again."""
    with pytest.raises(Refusal, match=r"^No earlier dose of this plan was higher than the one taken\. Hold the dose instead\.$"):
        revised(DIAZEPAM_FIRST, "2027-02-08", "step-back", *taken, days=14)


LORAZEPAM_AT_NIGHT = "morning lorazepam 1 + midday lorazepam 1 + night lorazepam 1"
NIGHT_MOVED = "morning lorazepam 1 + midday lorazepam 1 + night diazepam 10"


@pytest.mark.parametrize(
    ("on", "back", "again"),
    [
        ("2027-01-06", LORAZEPAM_AT_NIGHT, NIGHT_MOVED),
        ("2027-01-13", NIGHT_MOVED, MORNING_MOVED),
        ("2027-01-20", MORNING_MOVED, ALL_MOVED),
        ("2027-01-25", MORNING_MOVED, ALL_MOVED),  # the last step of the crossover is over, and nothing else has begun
    ],
)
def test_a_step_back_in_a_crossover_moves_the_last_dose_back(on, back, again):
    """Every step of this crossover is exactly 30 mg: the dose that moved last goes back to lorazepam, and then moves again."""
    found = rows(revised(LORAZEPAM, on, "step-back"), on)
    assert [row.partition(" ")[2] for row in found[:2]] == [f"step-back 14: {back}", f"crossover 7: {again}"]


def test_a_second_step_back_in_a_crossover_moves_one_more_dose_back():
    """Two visits, each with a step back: first the morning dose, then the night dose is lorazepam again."""
    once = revised(LORAZEPAM, "2027-01-13", "step-back")
    twice = rows(revised(LORAZEPAM, "2027-01-20", "step-back", schedule=once), "2027-01-13")
    assert [row.partition(": ")[2] for row in twice[:4]] == [NIGHT_MOVED, LORAZEPAM_AT_NIGHT, NIGHT_MOVED, MORNING_MOVED]


def test_rounding_does_not_choose_where_a_step_back_in_a_crossover_goes():
    """Oxazepam 40 mg by Ashton crosses at 20, 19.5 and 20 mg diazepam: whatever the rounding, only the last move goes back."""
    request = crossover("uk", "oxazepam", "ashton-2002", morning="15", midday="15", night="10")
    plan = built(request)
    moves = [step for step in plan.steps if step.kind == "crossover"]
    assert len({step.equivalent for step in moves}) > 1
    for before, step in zip((None, *moves), moves, strict=False):
        back = revised(request, (step.starts_on + timedelta(days=2)).isoformat(), "step-back")
        wanted = before.regimen if before else parsed(request).regimen
        assert next(each for each in back.steps if each.kind == "step-back").regimen.same_as(wanted)


def test_a_step_back_out_of_stabilising_opens_no_crossover_again():
    """Zopiclone 15 mg by the Norwegian table: a step of the crossover was 2.5 % above the rest. No dose of diazepam was."""
    request = crossover("uk", "zopiclone", "norway-2021", night="15", strategy={"crossover_part": "half"})
    for plan in (request, LORAZEPAM):
        stabilises = next(step.starts_on for step in built(plan).steps if step.kind == "stabilise")
        with pytest.raises(Refusal) as refused:
            revised(plan, (stabilises + timedelta(days=2)).isoformat(), "step-back")
        assert refused.value.code == "NothingToStepBackTo"
    assert refused.value.message == "No dose of diazepam in this plan was higher than the one taken. Hold the dose instead."
    assert refused.value.says_what_to_do and not refused.value.alternatives
    assert day(IN_STABILISE) == stabilises + timedelta(days=2)


def test_a_step_back_keeps_the_holds_planned_in_the_crossover():
    """Alprazolam 0.5 mg moves, is held for 28 days, stabilised, and held for 28 days: a step back keeps what is left of both."""
    holds = [{"after_step": 1, "days": 28}, {"after_step": 3, "days": 28}]
    strategy = {"reduction_percent": "25", "interval_days": 10, "holds": holds}
    request = crossover("uk", "alprazolam", "inada-2015", midday="0.5", strategy=strategy) | {"starts_on": "2028-05-12"}
    assert [row[:19] for row in rows(revised(request, "2028-05-25", "step-back", days=28), "2028-05-25")[:6]] == [
        "2028-05-25 step-bac",
        "2028-06-22 crossove",
        "2028-06-29 hold 22:",
        "2028-07-21 stabilis",
        "2028-07-28 hold 28:",
        "2028-08-25 reduce 1",
    ]


def test_a_step_back_in_a_long_hold_comes_below_its_dose_no_sooner_than_planned():
    """16 mg held by a visit to 5 April: a step back of 14 days on 8 February comes to 16 mg again and waits there until then."""
    plan = direct("uk", "diazepam", night="20")
    held = revised(plan, "2027-02-04", "hold", days=60)
    assert rows(revised(plan, "2027-02-08", "step-back", schedule=held), "2027-02-08")[:4] == [
        "2027-02-08 step-back 14: night diazepam 17",
        "2027-02-22 reduce 14: night diazepam 16",
        "2027-03-08 hold 28: night diazepam 16",
        "2027-04-05 reduce 14: night diazepam 15",
    ]


def test_a_step_back_above_the_target_falls_no_sooner_than_planned():
    """Back at 11 mg for 28 days, 10 mg, the target, is taken: a step back of 7 days waits for the end of these all the same."""
    request = direct("uk", "diazepam", night="20", strategy={"target_mg": "10"})
    stays = built(request).steps[-1].starts_on
    once = revised(request, (stays + timedelta(days=21)).isoformat(), "step-back", days=28)
    on = stays + timedelta(days=31)
    again = revised(request, on.isoformat(), "step-back", "night diazepam 10", days=7, schedule=once)
    falls = [next(step.starts_on for step in plan.steps if step.starts_on > on and step.falls) for plan in (once, again)]
    assert falls[1] >= falls[0]


def test_a_dose_that_was_tablets_is_tablets_again_after_a_step_back():
    """From 9 mg, which is measured, back to 10 mg, which was a tablet: it is a tablet again, and falls as it did."""
    products = ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"]
    request = direct("uk", "temazepam", "ashton-2002", night="20", strategy={"products": products})
    plan = built(request)
    back = revised(request, (plan.steps[0].starts_on + timedelta(days=3)).isoformat(), "step-back")
    step = next(each for each in back.steps if each.kind == "step-back")
    assert [(piece.product, piece.count) for piece in step.doses[0].pieces] == [("temazepam-10mg-tablet", 2)]


@many
def test_after_a_step_back_nothing_is_sooner_and_the_same_drug_goes_on(batch, seed):
    """Any plan, both methods, with holds ahead and without: the same falls, in the same order, never sooner."""
    chance = chance_of(batch, seed)
    request, plan = next(each for each in plans(chance) if each[1].steps[-1].days is not None)
    on = plan.starts_on + timedelta(days=chance.randint(1, max(plan.days, 2)))
    taken, decided = taken_then(plan, request, on), Adjustment(Decision.STEP_BACK, chance.choice((None, 7, 28)))
    try:
        back = revise(plan, parsed(request), CATALOGUE, Change(on, taken, decided))
    except Refusal as refusal:
        fallen = any(step.falls for step in plan.before(on))
        assert not fallen or refusal.code == "CannotMakeDose", (refusal, on, request)  # the dose of the start
        return
    assert not never_sooner.sooner_lower(request, plan, back, on), (on, request)
    assert not never_sooner.larger_falls(request, plan, back, on), (on, request)
    planned, order = never_sooner.drugs_in_order(plan, on), never_sooner.drugs_in_order(back, on)
    assert order[-len(planned) :] == planned or not planned, (on, request)
    assert back.steps[-1].starts_on >= plan.steps[-1].starts_on, (on, request)
