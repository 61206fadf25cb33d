"""What holds after every visit of a chain: any plan, steps changed by hand, doses held and maintained, up to three drugs.

Judged from the JSON and the data files. Each visit is one of up to six, on what the visits before it left.
"""

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, takewhile

from taper_app.engine import Adjustment, Change, Decision, Schedule, load_catalogue, parse_request, revise
from taper_app.engine.taper.edits import not_reached
from taper_app.engine.taper.standing import told_by_steps
from taper_app.engine.taper.verify import verified

from . import never_sooner, recount
from .batches import chance_of, many
from .chains import chain_at
from .recount import amount
from .revising import plans, same, taken_then
from .test_random_plans import counted, pieces_by_day

CATALOGUE = load_catalogue()


def visit_of(batch, seed):
    """The last visit of a chain at random at which something can be decided."""
    chance = chance_of(batch, seed)
    while not (visits := chain_at(chance.getrandbits(40))):
        continue
    return visits[-1]


def asked_after(visit):
    """The request with the strategy that is in force after the visit."""
    request = parse_request(visit.request, CATALOGUE)
    return replace(request, strategy=visit.decided.strategy or request.strategy)


def again(visit):
    """The same visit decided once more."""
    request = parse_request(visit.request, CATALOGUE)
    return revise(visit.plan, request, CATALOGUE, Change(visit.on, visit.taken, visit.decided))


def the_days_before_stay(visit):
    """revise(…).before(on) == schedule.before(on), for any plan, day, dose taken and decision, and any day before; same bytes."""
    for on in (visit.on, visit.on - timedelta(days=1), visit.on - timedelta(days=30)):
        assert visit.made.before(on) == visit.plan.before(on), visit
    assert visit.made.starts_on == visit.plan.starts_on == visit.made.steps[0].starts_on, visit
    assert visit.made.baseline_equivalent == visit.plan.baseline_equivalent, visit
    assert json.dumps(again(visit).to_json()) == json.dumps(visit.made.to_json()), visit


def taken_first(visit, new):
    """The doses that the taper goes on from, and the steps that follow them: a wait at what is taken, or a step back."""
    begin = [{"time": each.time, "drug": each.drug, "mg": f"{each.mg.normalize():f}"} for each in visit.taken.doses]
    if not new or new[0]["kind"] not in ("hold", "step-back", "maintain"):
        return begin, new
    if new[0]["kind"] == "maintain" and new[0]["reduction_mg"] != "0" and visit.decided.decision != "maintain":
        return begin, new  # the reduction that reaches the target
    first = [{name: each[name] for name in ("time", "drug", "mg")} for each in new[0]["doses"]]
    if new[0]["kind"] != "step-back":
        assert sorted(first, key=str) == sorted(begin, key=str), visit
        assert (new[0]["reduction_mg"], new[0]["reduction_percent"]) == ("0", "0"), visit
        assert new[0].get("as_taken", False) is not same(visit.planned, visit.taken), visit
    return first, new[1:]


def as_asked(visit, begin):
    """The request that the rest of the plan answers: what is taken now, by the strategy from now on."""
    drugs = list(dict.fromkeys(each["drug"] for each in begin))
    strategy = (visit.decided.strategy or parse_request(visit.request, CATALOGUE).strategy).to_json()
    if drugs == [strategy["crossover_to"]]:
        strategy["method"] = "direct"
    rows = [{"drug": drug} | {each["time"]: each["mg"] for each in begin if each["drug"] == drug} for drug in drugs]
    return visit.request | {"regimen": rows, "strategy": strategy}


def stays_in_a_crossover(step):
    """Whether a step is of a crossover, or of a stay within one at a dose that was planned."""
    by_hand = step.get("as_taken") or (step["kind"] == "step-back" and step.get("edited"))
    return step["kind"] in ("crossover", "hold", "step-back") and not by_hand


def kept_by_crossover(visit, steps):
    """The equivalent that the crossover under way keeps, from what was taken before its first step; None where none goes on."""
    to = visit.request["strategy"].get("crossover_to", "diazepam")
    goes_to = visit.decided.strategy.crossover_to if visit.decided.strategy else to
    if goes_to != to or not (same(visit.planned, visit.taken) or visit.decided.decision == "step-back"):
        return None
    gone = [step for step in steps if date.fromisoformat(step["starts_on"]) < visit.begins]
    under_way = list(takewhile(stays_in_a_crossover, reversed(gone)))
    first = min((step["number"] for step in under_way if step["kind"] == "crossover"), default=None)
    if first is None:
        return None
    return recount.equivalent(visit.request, steps[first - 2]["doses"] if first > 1 else recount.taken_now(visit.request))


def dates_and_supply(visit, told):
    """What is wrong with the dates, pieces and supply of the whole schedule; days without doses only come after a stop."""
    yield from recount.piece_faults(visit.request, told["steps"])
    yield from (f"{dose} is not as it was taken" for dose in without_pieces(visit) - taken_so_far(visit))
    for step, following in pairwise(told["steps"]):
        begins, ends = (date.fromisoformat(day) for day in (following["starts_on"], step["last_day"]))
        after = begins >= ends if step["kind"] == "stop" else begins == ends + timedelta(days=1)
        if not after or following["number"] != step["number"] + 1:
            yield f"step {following['number']} begins on {begins}, and the one before it ends on {ends}"
    total = counted(pieces_by_day(told), visit.made.starts_on, visit.made.starts_on + timedelta(days=visit.made.days))
    if {each["product"]: amount(each) for each in told["supply"]} != total:
        yield f"supply {told['supply']} is not {total}"


def without_pieces(visit):
    """The doses from the visit on that have no pieces."""
    return {(dose.time, dose.drug, dose.mg) for step in visit.new for dose in step.doses if not dose.pieces}


def taken_so_far(visit):
    """The doses that are taken on the day of the visit, or were at the start, or were as they were taken since."""
    before = (*visit.taken.doses, *parse_request(visit.request, CATALOGUE).regimen.doses)
    earlier = {(dose.time, dose.drug, dose.mg) for step in visit.plan.steps for dose in step.doses if not dose.pieces}
    return earlier | {(dose.time, dose.drug, dose.mg) for dose in before}


def what_follows_keeps_to_the_limits(visit):
    """Exact pieces; contiguous days; the supply; JSON round trip; no rise but a step back or "as taken"; 5–25 % or closing.

    What follows is judged as a plan that begins with the dose of the first step after the visit. A clinician's edits may leave
    the limits.
    """
    told = visit.made.to_json()
    assert not list(dates_and_supply(visit, told)), visit
    assert Schedule.from_json(json.loads(json.dumps(told))).to_json() == told, visit
    assert verified(told, parse_request(visit.request, CATALOGUE), CATALOGUE) == visit.made, visit
    edited = any(step.edited for step in visit.new)
    if visit.decided.decision != "adjust" and visit.made != visit.plan and not edited:
        begin, rest = taken_first(visit, [step.to_json() for step in visit.new])
        assert not list(recount.dose_faults(as_asked(visit, begin), rest, kept_by_crossover(visit, told["steps"]))), visit


# Not sooner, not twice, and a hold only delays ---------------------------------------------------------------------------


def falls_from(schedule, on):
    """The days from `on` on, on which the dose falls."""
    return [step.starts_on for step in schedule.steps if step.starts_on >= on and step.falls]


def leaves_a_crossover(visit):
    """Whether a crossover is not over, and another dose is taken than planned or a switch is decided."""
    coming = (step.kind for step in visit.plan.steps if step.starts_on >= visit.begins and step.kind != "hold")
    leaves = visit.decided.decision == "switch" or not same(visit.planned, visit.taken)
    return leaves and next(coming, "") in ("crossover", "stabilise")


def nothing_falls_sooner_and_nothing_counts_twice(visit):
    """Nothing falls sooner than planned, nor within 7 days of the last fall; the same decision again on that day changes nothing.

    A clinician's edits and a step back have their own days; a switch may end a crossover, and a patient may be ahead in one.
    """
    if visit.decided.decision == "adjust":
        return
    planned, now = (falls_from(schedule, visit.begins) for schedule in (visit.plan, visit.made))
    goes_back = visit.decided.decision == "step-back" and same(visit.planned, visit.taken)
    if now and planned and not (goes_back or leaves_a_crossover(visit) or takes_no_rise(visit)):
        assert now[0] >= planned[0], visit
    past = [on for on in falls_from(visit.made, date.min) if on < visit.begins]
    assert not now or not past or (now[0] - past[-1]).days >= 7, visit
    twice = revise(visit.made, asked_after(visit), CATALOGUE, Change(visit.on, visit.taken, visit.decided))
    assert twice == visit.made, visit


# What was decided stays --------------------------------------------------------------------------------------------------


def state_of(schedule, request):
    """Whether a schedule goes on down, is held until a visit, or is maintained."""
    return (schedule.decided or told_by_steps(schedule, request)).state


def ends_what_stood(visit):
    """Whether the decision is about the dose without an end that has begun, or about a dose above this one that was to come."""
    state, last = state_of(visit.plan, parse_request(visit.request, CATALOGUE)), visit.plan.steps[-1]
    if state == "maintained" and visit.decided.decision == "slow":
        return True
    ends = state == "held" and last.starts_on <= visit.begins and visit.decided.decision in ("continue", "hold", "slow")
    return ends or takes_no_rise(visit)


def takes_no_rise(visit):
    """Whether a step back, or a dose as taken, was to begin from that day on: another decision takes its place."""
    coming = (step for step in visit.plan.steps if step.starts_on >= visit.begins)
    return any(step.as_taken or (step.kind == "step-back" and not step.edited) for step in coming)


def is_quicker(visit):
    """Whether the decision asks for a quicker pace, or for holds of its own."""
    old, new = parse_request(visit.request, CATALOGUE).strategy, asked_after(visit).strategy
    larger = new.reduction_percent > old.reduction_percent
    return new.interval_days < old.interval_days or larger or new.holds != old.holds


def nothing_is_lower_or_falls_by_more(visit):
    """Where the planned dose is taken: no day is lower, no fall from a dose larger, and the order the same."""
    if visit.decided.decision in ("adjust", "switch") or not same(visit.planned, visit.taken):
        return
    begun, moving = len(visit.plan.before(visit.begins)), visit.plan.crossovers()
    if ends_what_stood(visit) or is_quicker(visit) or begun in moving or (begun + 1 in moving and not begun):
        return  # what rounding does while doses move is no fall, nor is what it does in a crossover that is put off
    assert not never_sooner.sooner_lower(visit.request, visit.plan, visit.made, visit.begins), visit
    assert not never_sooner.larger_falls(visit.request, visit.plan, visit.made, visit.begins), visit
    planned, order = (never_sooner.drugs_in_order(schedule, visit.begins) for schedule in (visit.plan, visit.made))
    assert not planned or not order or visit.made.steps[-1].days is None or order[-len(planned) :] == planned, visit


def edits_stay(visit):
    """After a hold, a slower pace and a step back at the planned dose, each step changed by hand still comes."""
    kept = visit.decided.decision in ("hold", "slow", "step-back") and same(visit.planned, visit.taken)
    if kept and not ends_what_stood(visit) and not is_quicker(visit):
        assert not not_reached(visit.plan, visit.made, visit.begins), visit


def the_state_stays(visit):
    """A dose that is maintained or held stays so through a switch and a step back; maintained, through all but slow."""
    state, begun = state_of(visit.plan, asked_after(visit)), visit.plan.steps[-1].starts_on <= visit.begins
    stays = {"held": ("switch", "step-back"), "maintained": ("switch", "step-back", "continue", "hold", "adjust")}.get(state, ())
    if begun and visit.decided.decision in stays:
        assert visit.made.steps[-1].days is None, visit
        assert state_of(visit.made, asked_after(visit)) == state, visit


@many
def test_whatever_is_decided_at_a_visit(batch, seed):
    """The days before stay; what follows keeps to the limits; nothing is sooner lower, counts twice, or is lost unsaid."""
    visit = visit_of(batch, seed)  # made once, as that takes longer than any one of these
    the_days_before_stay(visit)
    what_follows_keeps_to_the_limits(visit)
    nothing_falls_sooner_and_nothing_counts_twice(visit)
    nothing_is_lower_or_falls_by_more(visit)
    edits_stay(visit)
    the_state_stays(visit)


def doses_from(schedule, on, taken):
    """The doses one after the other, from those of the day before; a dose that stays is told once."""
    regimens = (taken, *(step.regimen for step in schedule.steps if step.starts_on >= on))
    days = [sorted((each.time, each.drug, each.mg) for each in regimen.doses) for regimen in regimens]
    return [after for before, after in pairwise(days) if after != before]


@many
def test_a_hold_only_puts_off_what_was_planned(batch, seed):
    """Held at the planned dose for some days, a plan goes on through the same doses in the same order."""
    chance = chance_of(batch, seed)
    request, plan = next(each for each in plans(chance) if each[1].steps[-1].days is not None)
    on = plan.starts_on + timedelta(days=chance.randint(1, max(plan.days - 1, 1)))
    taken, decided = taken_then(plan, request, on), Adjustment(Decision.HOLD, chance.choice((3, 7, 28)))
    held = revise(plan, parse_request(request, CATALOGUE), CATALOGUE, Change(on, taken, decided))
    assert doses_from(held, on, taken) == doses_from(plan, on, taken), (on, decided.days, json.dumps(request))
