"""What no decision may do where what is taken was planned: a dose sooner lower, or a larger fall, than the plan before it had.

Judged from the steps and the data files alone. In a crossover a dose only moves, and rounding may lift it a little; so a day is
held against the least that the earlier plan had had by then, and the steps of a crossover are not judged.
"""

from datetime import timedelta
from itertools import pairwise

from . import recount

MOVES = ("crossover", "stabilise")


def equivalent(request, step):
    """mg diazepam of a step, by the tables of the data files."""
    doses = [{"drug": each.drug, "mg": str(each.mg)} for each in step.doses]
    return recount.equivalent(request, doses)


def in_force(schedule, on):
    """The step of a day."""
    return [each for each in schedule.steps if each.starts_on <= on][-1]


def sooner_lower(request, before, after, since):
    """The days from `since` on, on which less is planned than the earlier plan had come down to by then."""
    starts = sorted({since, *(step.starts_on for plan in (before, after) for step in plan.steps if step.starts_on > since)})
    least, found, moving = None, [], after.crossovers()
    for on in starts:
        had = equivalent(request, in_force(before, on))
        least = had if least is None else min(least, had)
        step = in_force(after, on)
        if step.kind not in MOVES and step.number not in moving and equivalent(request, step) < least:
            found.append(f"{on}: {float(equivalent(request, step))} where {float(least)} was planned")
    return found


def amounts(step):
    """The doses of a step, whatever their order."""
    return tuple(sorted((each.time, each.drug, each.mg) for each in step.doses))


def falls(request, schedule, since):
    """The largest fall in mg diazepam from each dose, by the dose, of the falls that begin from a day on."""
    steps = [step for step in schedule.steps if step.starts_on < since][-1:]
    steps += [step for step in schedule.steps if step.starts_on >= since]
    found = {}
    for before, after in pairwise(steps):
        if after.falls:
            fall = equivalent(request, before) - equivalent(request, after)
            found[amounts(before)] = max(fall, found.get(amounts(before), fall))
    return found


def larger_falls(request, before, after, since):
    """The doses from which the plan falls by more than the earlier plan did from the same dose."""
    had, now = falls(request, before, before.starts_on), falls(request, after, since)
    return [f"{dose}: {float(now[dose])} mg, {float(had[dose])} before" for dose in now if dose in had and now[dose] > had[dose]]


def drugs_in_order(schedule, since):
    """The drugs in the order in which they go down, from a day on, each once for as long as it is the one that falls."""
    order = []
    steps = [step for step in schedule.steps if step.starts_on >= since - timedelta(days=400)]
    for before, after in pairwise(steps):
        if after.starts_on < since or not after.falls:
            continue
        fallen = [drug for drug, mg in before.daily_mg.items() if after.daily_mg.get(drug, 0) < mg]
        order += [drug for drug in fallen if order[-1:] != [drug]]
    return order
