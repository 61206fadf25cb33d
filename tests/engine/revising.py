"""Plans that are changed at a visit: a plan, the day, what is taken and decided, and what became of it, a row a step."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from taper_app.engine import (
    TIMES,
    Adjustment,
    Change,
    Decision,
    Dose,
    Edit,
    Refusal,
    Regimen,
    Schedule,
    Thresholds,
    build_schedule,
    load_catalogue,
    parse_request,
    propose_revision,
    revise,
)
from taper_app.engine.catalogue.decision import REVISING

from .requests import crossover, direct, random_request

CATALOGUE = load_catalogue()

TWENTY = direct("uk", "diazepam", night="20")
"""18 mg from Monday 4 January 2027, then 17 16 … 2 1 mg, 14 days each; the stop is on 13 September."""

LORAZEPAM = crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1")
"""30 mg diazepam: night, morning and midday move on 4, 11 and 18 January, stabilise from the 25th, 27 mg from 1 February."""

BOTH = direct(
    "uk",
    "diazepam",
    "ashton-2002",
    night="4",
    strategy={"products": ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"]},
)
BOTH["regimen"].append({"drug": "temazepam", "night": "20"})
"""Diazepam 3 mg from 4 January, 2 from the 18th, 1 from 1 February, none from the 15th; temazepam 18 mg from 1 March, 17 …"""


def day(text):
    return date.fromisoformat(text)


def parsed(request):
    return parse_request(request, CATALOGUE)


def built(request):
    return build_schedule(parsed(request), CATALOGUE)


def regimen(*doses):
    """A regimen from "night diazepam 17", …"""
    split = (each.split() for each in doses)
    return Regimen(tuple(Dose(time, drug, Decimal(mg)) for time, drug, mg in split))


def strategy(request, **fields):
    """The request's strategy with some fields changed."""
    return parsed(request | {"strategy": request["strategy"] | fields}).strategy


def adjustment(request, decision, days=None, edits=(), **fields):
    return Adjustment(Decision(decision), days, strategy(request, **fields) if fields else None, tuple(edits))


def taken_then(schedule, request, on):
    """What is planned for the day before."""
    past = schedule.before(on)
    return past[-1].regimen if past else parsed(request).regimen


def revised(request, on, decision, *taken, days=None, edits=(), schedule=None, **fields):
    """The plan of a request, revised: `taken` is what is taken ("night diazepam 17", …), the planned dose when left out."""
    schedule, on = schedule or built(request), day(on)
    doses = regimen(*taken) if taken else taken_then(schedule, request, on)
    decided = adjustment(request, decision, days, edits, **fields)
    return revise(schedule, parsed(request), CATALOGUE, Change(on, doses, decided))


def proposed(request, on, decision, *taken, days=None, edits=(), review_on=None, threshold=None, facts=None, **fields):
    """The same with its findings."""
    schedule, on = built(request), day(on)
    doses = regimen(*taken) if taken else taken_then(schedule, request, on)
    decided = adjustment(request, decision, days, edits, **fields)
    return propose_revision(
        schedule,
        parsed(request),
        CATALOGUE,
        facts,
        change=Change(on, doses, decided),
        review_on=review_on and day(review_on),
        thresholds=Thresholds(diazepam_mg=threshold),
    )


def row(step):
    doses = " + ".join(f"{dose.time} {dose.drug} {dose.mg}" for dose in step.doses)
    marks = "".join(
        f" ({name.replace('_', ' ')})"
        for name in ("as_taken", "edited", "closing")
        if getattr(step, name) and step.kind != "stop"
    )
    return f"{step.starts_on} {step.kind} {step.days}: {doses}{marks}".replace("None", "open")


def rows(schedule, since=None):
    """The steps as text, those that begin from a day on."""
    return [row(step) for step in schedule.steps if since is None or step.starts_on >= day(since)]


def falling(begins, days, *amounts, dose="night diazepam"):
    """Rows of a single dose that falls to these mg, so many days each, and then stops: by hand but for the dates.

    The first of `amounts` is what is taken before. A fall of more than a quarter is a closing one.
    """
    found, on = [], day(begins)
    for before, mg in itertools.pairwise(amounts):
        if mg:
            closing = " (closing)" if (before - mg) * 4 > before else ""
            found.append(f"{on} reduce {days}: {dose} {mg}{closing}")
            on += timedelta(days=days)
    return [*found, f"{on} stop 0: "]


def down(mg):
    """mg, mg − 1, … 1, 0: below 20 mg diazepam 10 % is always 1 mg with halves of 2 mg tablets."""
    return range(mg, -1, -1)


STEP_CHANGES, MIDDLE, LAST_DAY = "2027-02-01", "2027-01-27", "2027-01-31"

FIRST_DAY, BEFORE_IT, LAST_DOSE, STOP = "2027-01-04", "2026-12-20", "2027-09-12", "2027-09-13"


HOLDING = direct("uk", "diazepam", night="20", strategy={"holds": [{"after_step": 3, "days": 28}, {"after_step": 8, "days": 21}]})
"""16 mg from 1 February with a hold to 14 March, 15 14 13 12 mg to 9 May, a hold at 12 mg to the 30th, then 11 mg …"""


MORNING_MOVED = "morning diazepam 10 + midday lorazepam 1 + night diazepam 10"

ALL_MOVED = "morning diazepam 10 + midday diazepam 10 + night diazepam 10"


IN_CROSSOVER, IN_STABILISE, IN_REDUCTIONS = "2027-01-13", "2027-01-27", "2027-02-08"


COARSE = direct(
    "uk",
    "lorazepam",
    "ashton-2002",
    morning="2",
    night="2",
    strategy={"coarse_tail": True, "reduction_percent": "25", "interval_days": 28},
)
"""Lorazepam 1 + 2 mg from 4 January, 1 + 1.5 from 1 February, 1 + 1 from 1 March, 0.5 + 1 from 29 March 2027."""

CROSS = {"method": "crossover", "reduction_percent": "10", "interval_days": 14}


def dose(text):
    return regimen(text).doses


PACES = ({}, {"interval_days": 28}, {"interval_days": 7}, {"reduction_percent": "5"}, {"reduction_percent": "25"})

METHODS = ({}, {"method": "crossover"}, {"method": "direct", "coarse_tail": True})


@dataclass(frozen=True, repr=False)
class Visit:
    """A plan, the day of the change, what is taken, what is decided, and the revised schedule, all from a seed."""

    seed: int
    request: dict
    plan: Schedule
    on: date
    taken: Regimen
    decided: Adjustment
    made: Schedule

    def __repr__(self):
        decided, taken = self.decided, ", ".join(f"{each.time} {each.drug} {each.mg}" for each in self.taken.doses)
        return f"visit_at({self.seed}): {self.request}, on {self.on}, taken {taken}, {decided.decision} {decided.days}"

    @property
    def begins(self):
        """The first day that may change."""
        return max(self.on, self.plan.starts_on)

    @property
    def new(self):
        """The steps from then on."""
        return [step for step in self.made.steps if step.starts_on >= self.begins]

    @property
    def planned(self):
        return taken_then(self.plan, self.request, self.on)


def visit_at(seed):
    """A visit to a plan at random, the same for the same seed; where what is decided is refused, a hold is decided.

    None where that is refused too, because the dose of the start can be taken but not made.
    """
    chance = Random(seed)
    request, plan = next(plans(chance))
    on = plan.starts_on + timedelta(days=chance.randint(-10, min(plan.days, 600) + 20))
    planned = taken_then(plan, request, on)
    taken = chance.choice([planned] * 3 + [chance.choice(plan.steps).regimen, parsed(request).regimen])
    taken = taken if taken.doses else parsed(request).regimen
    for decided in (decision_at(chance, request, plan), Adjustment(Decision.HOLD, 14), Adjustment(Decision.HOLD)):
        try:
            made = revise(plan, parsed(request), CATALOGUE, Change(on, taken, decided))
        except Refusal:
            continue
        return Visit(seed, request, plan, on, taken, decided, made)
    return None


def plans(chance):
    """Requests at random that give a schedule, each with it."""
    while True:
        request = random_request(chance)
        try:
            yield request, built(request)
        except Refusal:
            continue


def decision_at(chance, request, plan):
    """A decision at random: a new pace or method only where it goes with what was asked before."""
    decision = chance.choice(REVISING)
    if decision == "adjust":
        doses = chance.choice((None, chance.choice(plan.steps).regimen.doses or None))
        edit = Edit(chance.randint(1, len(plan.steps)), chance.choice((7, 21, 28)), doses)
        return Adjustment(decision, edits=(edit,))
    days = chance.choice((None, 7, 14, 30)) if decision in ("hold", "step-back") else None
    fields = chance.choice(PACES) if decision in ("slow", "switch") else {}
    if decision == "switch":
        fields = fields | chance.choice(METHODS)
    if request["strategy"].get("closing_interval_days"):
        fields = fields | {"closing_interval_days": 28}
    return adjustment(request, decision, days, **fields)


def same(one, other):
    """Whether the same is taken, dose by dose."""

    def amounts(regimen_):
        return {(drug, time): regimen_.at(drug, time) for drug in regimen_.drugs for time in TIMES if regimen_.at(drug, time)}

    return amounts(one) == amounts(other)
