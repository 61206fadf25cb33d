"""Chains of visits to a plan, at random: up to six, one after the other, each on what the one before it left.

Steps are changed by hand, doses held and maintained, up to three drugs go down; the next visit has the strategy that is in force
then, and reads the schedule from JSON, as it is kept.
"""

import json
from datetime import timedelta
from decimal import Decimal
from random import Random

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
from taper_app.engine.catalogue.decision import REVISING
from taper_app.engine.taper.verify import verified

from .requests import random_request
from .revising import Visit, taken_then

CATALOGUE = load_catalogue()
MOST_VISITS = 6
DECIDED = (*REVISING, "hold", "step-back", "adjust", "slow")
PACES = (
    {"interval_days": 28},
    {"interval_days": 21},
    {"reduction_percent": "5"},
    {"interval_days": 28, "reduction_percent": "5"},
)
QUICKER = ({"interval_days": 7}, {"reduction_percent": "25"})
SWITCHES = ({"method": "crossover"}, {"method": "direct", "coarse_tail": True}, {"halve": "all"}, {"quarter": "all"}, {})


def chain_at(seed):
    """The visits of a chain, the same for the same seed: none, where nothing could be decided."""
    chance = Random(seed)
    request, plan = next(_plans(chance))
    visits, on = [], plan.starts_on + timedelta(days=chance.randint(-5, min(plan.days, 300)))
    for _ in range(chance.randint(1, MOST_VISITS)):
        visit = _visit(seed, chance, request, plan, on)
        if visit is None:
            break
        visits.append(visit)
        if strategy := visit.decided.strategy:
            request = request | {"strategy": strategy.to_json()}
        plan = verified(json.loads(json.dumps(visit.made.to_json())), parse_request(request, CATALOGUE), CATALOGUE)
        on += timedelta(days=chance.choice((0, 1, 3, 7, 10, 14, 15, 28, 45, 90)))
    return visits


def _plans(chance):
    while True:
        request = random_request(chance)
        if len(request["regimen"]) > 1 and chance.random() < 0.7:
            request["strategy"] |= {"coarse_tail": True, "method": "direct"}
        try:
            yield request, build_schedule(parse_request(request, CATALOGUE), CATALOGUE)
        except Refusal:
            continue


def _visit(seed, chance, request, plan, on):
    planned = taken_then(plan, request, on)
    taken = planned if chance.random() < 0.8 else _other(chance, request, plan)
    if not taken.doses:
        return None
    asked = parse_request(request, CATALOGUE)
    for decided in (_decision(chance, request, plan, on), Adjustment(Decision.HOLD, 14)):
        try:
            made = revise(plan, asked, CATALOGUE, Change(on, taken, decided))
        except Refusal:
            continue
        return Visit(seed, request, plan, on, taken, decided, made)
    return None


def _other(chance, request, plan):
    """Another dose than the planned one: of another step, or of the start, its drugs in the order of the request's rows."""
    regimen = chance.choice((chance.choice(plan.steps).regimen, parse_request(request, CATALOGUE).regimen))
    order = [row["drug"] for row in request["regimen"]]
    rows = sorted(regimen.doses, key=lambda dose: order.index(dose.drug) if dose.drug in order else len(order))
    return Regimen(tuple(rows))


def _decision(chance, request, plan, on):
    decision = chance.choice(DECIDED)
    if decision == "adjust" and (edits := tuple(_edits(chance, plan, on))):
        return Adjustment(Decision(decision), edits=edits)
    decision = "continue" if decision == "adjust" else decision
    days = chance.choice((None, 7, 14, 30, 60)) if decision in ("hold", "step-back") else None
    if decision == "hold" and days is None and chance.random() < 0.5:
        days = 21
    fields = {}
    if decision == "slow":
        fields = chance.choice(PACES * 3 + QUICKER)
    if decision == "switch":
        fields = chance.choice(SWITCHES)
    if request["strategy"].get("closing_interval_days") and fields:
        fields = fields | {"closing_interval_days": 28}
    if not fields and decision not in ("slow", "switch"):
        return Adjustment(Decision(decision), days)
    strategy = parse_request(request | {"strategy": request["strategy"] | fields}, CATALOGUE).strategy
    return Adjustment(Decision(decision), days, strategy)


def _edits(chance, plan, on):
    """One or two steps changed by hand: other days, the doses of a step near by, or a little less of one dose."""
    coming = [step for step in plan.steps if step.kind != "stop" and (step.ends_before is None or step.ends_before > on)]
    for step in chance.sample(coming, min(len(coming), chance.choice((1, 1, 2)))):
        days = None if step.days is None else chance.choice((None, 7, 14, 21, 28))
        doses = _doses_by_hand(chance, plan, step) if days is None or chance.random() < 0.6 else None
        yield Edit(step.number, days, doses)


def _doses_by_hand(chance, plan, step):
    near = [each for each in plan.steps[step.number - 1 : step.number + 2] if each.doses]
    doses = [Dose(each.time, each.drug, each.mg) for each in chance.choice(near).doses]
    if chance.random() < 0.3:
        at = chance.randrange(len(doses))
        doses[at] = Dose(doses[at].time, doses[at].drug, doses[at].mg * chance.choice((Decimal("0.75"), Decimal("0.5"))))
    return tuple(doses)
