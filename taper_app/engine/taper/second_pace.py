"""Which of a plan's two paces is in force: the second from a day, or from a dose on."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from ..catalogue.facts import Catalogue
from ..doses.equivalence import NoEquivalent
from ..doses.regimen import Regimen
from ..doses.week import A_WEEK
from .strategy import Request, Strategy


def pace_on(strategy: Strategy, on: date, current: Fraction) -> Strategy:
    """The strategy at the pace in force on a day; `current` is mg diazepam a day of what is being reduced."""
    then = strategy.then
    if then is None or not then.has_begun(on, current):
        return strategy
    return replace(strategy, reduction_percent=then.reduction_percent, interval_days=then.interval_days, then=None)


def pace_now(strategy: Strategy, request: Request, catalogue: Catalogue, taken: Regimen, on: date) -> Strategy:
    """The strategy at the pace in force on the day of a visit, of the drug that goes down first of those taken then.

    A dose that the tables do not know has reached none.
    """
    if strategy.then is None or not taken.drugs:
        return strategy
    if strategy.then.from_on:
        return pace_on(strategy, on, Fraction(0))
    weekly, measure = taken.weekly_mg(), request.measure
    try:
        if strategy.method == "direct":
            drug = taken.in_order(request.regimen.drugs).drugs[0]
            current = Fraction(weekly[drug]) / A_WEEK * measure.per_mg(catalogue, drug)
        else:
            current = measure.of(catalogue, taken)
    except NoEquivalent:
        return strategy
    return pace_on(strategy, on, current)
