"""Whatever is really taken: random requests with it laid over, answered right or refused with what works; and their visits."""

import json
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from . import recount
from .batches import chance_of, some
from .really_taken import a_visit, as_really_taken, keeping_others, laid_over_visit
from .requests import random_request
from .test_random import ask, wrong

NO_ANSWER = 2
KEEPS = ("hold", "maintain")


def really_taken(chance):
    """A random request of what is really taken."""
    return as_really_taken(chance, random_request(chance))


@some
def test_whatever_is_really_taken_the_answer_is_right(batch, seed):
    """A plan is made or each offer of the refusal works; nothing on record is left out; no dose changes but as the limits allow.

    Exact pieces, also of a clinic's own products; what has no pieces is as it is taken today, and named.
    """
    request = really_taken(chance_of(batch, seed))
    assert wrong(request, twice=batch % 5 == 0) == [], json.dumps(request)


def steps_from(told, on):
    """The steps of a schedule from a day on."""
    return [each for each in told["schedule"]["steps"] if each["starts_on"] >= on]


def as_asked_now(visit, adjustment):
    """The request that the rest of the plan answers: what is taken now, by the strategy and the tables from now on."""
    strategy = visit["strategy"] | (adjustment.get("strategy") or {})
    table = visit.get("equivalence") or visit["schedule"]["equivalence"] or adjustment.get("equivalence")
    second = adjustment.get("equivalence_for", {}) | visit["schedule"].get("decided", {}).get("equivalence_for", {})
    second |= visit.get("equivalence_for", {})
    return visit | {"regimen": visit["taken"], "strategy": strategy, "equivalence": table, "equivalence_for": second}


def amounts(doses):
    """What is taken, whatever its pieces and its order."""
    return sorted((each["time"], recount.medicine(each), Fraction(each["mg"])) for each in doses)


def past_faults(visit, told):
    """Days before the change that are not as they were."""
    gone = [each for each in visit["schedule"]["steps"] if each["last_day"] and each["last_day"] < visit["on"]]
    if told["schedule"]["steps"][: len(gone)] != gone and gone[-1:] != visit["schedule"]["steps"][-1:]:
        yield f"the first {len(gone)} steps are not as they were"


def unsaid_faults(visit, told):
    """A first step that keeps the dose and is not what is taken; a dose without pieces that nobody has taken so."""
    now = as_asked_now(visit, visit["adjustment"])
    taken, new = recount.taken_now(now), steps_from(told, max(visit["on"], visit["schedule"]["starts_on"]))
    if new and new[0]["kind"] == "hold" and amounts(new[0]["doses"]) != amounts(taken):
        yield f"holds {amounts(new[0]['doses'])} and not what is taken, {amounts(taken)}"
    stands = {*amounts(taken), *amounts(recount.taken_now(visit))}
    stands |= {
        each for step in visit["schedule"]["steps"] for each in amounts(each for each in step["doses"] if not each["pieces"])
    }
    for step in new:
        for each in amounts(dose for dose in step["doses"] if not dose["pieces"]):
            if each not in stands:
                yield f"step {step['number']}: {each} has no pieces and was not taken so"


def fall_faults(visit, told):
    """What falls after the visit outside the envelope, as of a plan that begins with what is taken."""
    now, decision = as_asked_now(visit, visit["adjustment"]), visit["adjustment"]["decision"]
    new = steps_from(told, max(visit["on"], visit["schedule"]["starts_on"]))
    if decision in ("step-back", "adjust") or not new or told["schedule"]["steps"] == visit["schedule"]["steps"]:
        return []
    rest = new[1:] if new[0]["kind"] in KEEPS and new[0]["reduction_mg"] == "0" else new
    kept = max(recount.equivalent(now, recount.taken_now(each)) for each in (visit | {"equivalence": now["equivalence"]}, now))
    if {each["drug"] for each in recount.taken_now(now)} == {now["strategy"].get("crossover_to", "diazepam")}:
        now = now | {"strategy": now["strategy"] | {"method": "direct"}}
    return list(recount.dose_faults(now, rest, kept))


def contiguous_faults(told):
    """Steps that do not follow one another."""
    steps = told["schedule"]["steps"]
    for step, following in pairwise(steps):
        expected = date.fromisoformat(step["last_day"]) + timedelta(days=step["kind"] != "stop")
        begins = date.fromisoformat(following["starts_on"])
        if begins != expected and not (step["kind"] == "stop" and begins > expected):
            yield f"step {following['number']} begins on {begins}, not on {expected}"


def doubled_faults(visit, told):
    """A medicine that stands beside the steps by the clock, and is in one of them too."""
    beside = [row for row in told["schedule"].get("beside", ()) if "other" not in row]
    kept = {recount.medicine(row) for row in beside if row.get("use", "regular") != "as-needed"}
    for step in steps_from(told, max(visit["on"], visit["schedule"]["starts_on"])):
        yield from (f"step {step['number']} has {each} too" for each in kept & {recount.medicine(dose) for dose in step["doses"]})


def visit_faults(visit, told):
    """Everything that is wrong with what a visit is answered."""
    now = as_asked_now(visit, visit["adjustment"])
    return [
        *past_faults(visit, told),
        *recount.piece_faults(now, told["schedule"]["steps"]),
        *contiguous_faults(told),
        *recount.supply_faults(told["schedule"]),
        *recount.beside_faults(now, told["schedule"]),
        *unsaid_faults(visit, told),
        *doubled_faults(visit, told),
        *fall_faults(visit, told),
    ]


def again_faults(visit, told):
    """The same visit once more, on the schedule that it left: read back and unchanged."""
    twice, status = ask(visit | {"schedule": told["schedule"]})
    if status:
        return [f"its own answer is refused: {twice['error']}"]
    same = in_any_order(twice["schedule"]["steps"]) == in_any_order(told["schedule"]["steps"])
    return [] if same else ["decided again, the plan is another"]


def in_any_order(steps):
    """The steps, two doses of one time of day in whatever order the rows of a visit had them."""
    return [step | {"doses": sorted(step["doses"], key=str)} for step in steps]


def wrong_at(visit):
    """Everything that is wrong with the answer to a visit: of a refusal, every offer that does not work."""
    told, status = ask(visit)
    if status == NO_ANSWER:
        return [f"not answered: {told['error']}"]
    if status == 0:
        return visit_faults(visit, told) + again_faults(visit, told)
    found = []
    for offer in told["error"]["alternatives"]:
        changed = laid_over_visit(visit, offer["change"])
        answered, status = ask(changed)
        if status == 0 and "pattern" in offer["change"]:
            continue  # counted day by day in test_random_weeks
        found += visit_faults(changed, answered) if status == 0 else [f"{offer['message']} is not answered: {answered['error']}"]
    return found


@some
def test_whatever_is_really_taken_at_a_visit_the_answer_is_right(batch, seed):
    """At a visit too: the past stays, what is taken stands, nothing on record is lost, and every offer of a refusal works."""
    chance = chance_of(batch, seed)
    request, plan = planned(chance)
    visit = a_visit(chance, request, plan)
    assert wrong_at(visit) == [], json.dumps(visit)


def planned(chance):
    """A request of what is really taken that gives a plan, and the plan."""
    while True:
        request = really_taken(chance)
        told, status = ask(request)
        if status == 0:
            return request, told["schedule"]


MOST_VISITS = 4


def chain_faults(chance):
    """What is wrong at one of up to four visits to a plan, each on what the ones before it left, and the visit."""
    request, plan = planned(chance)
    begins, day = plan["baseline_equivalent_mg"], chance.randint(0, 30)
    for _ in range(MOST_VISITS):
        visit = a_visit(chance, request, plan, day)
        visit = keeping_others(chance, visit) if chance.random() < 0.5 else visit
        told, status = ask(visit)
        found = [] if status == NO_ANSWER and "row already" in told["error"]["message"] else wrong_at(visit)
        if found or status:
            return found, visit
        if told["schedule"]["baseline_equivalent_mg"] != begins:
            return ["it began with another dose"], visit
        request = request | {"strategy": request["strategy"] | (visit["adjustment"].get("strategy") or {})}
        plan, day = told["schedule"], day + chance.choice((1, 7, 14, 28, 45, 90))
    return [], None


@some
def test_whatever_is_kept_steady_from_one_visit_to_the_next_the_answer_is_right(batch, seed):
    """Over visits too the plan is read again as what it began with, and what is kept steady by now is in no step."""
    found, visit = chain_faults(chance_of(batch, seed))
    assert found == [], json.dumps(visit)
