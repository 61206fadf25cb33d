"""The dose that a step back returns to: the one before it on the way down, or in a crossover the regimen before the last move."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ..catalogue.facts import Catalogue
from ..doses.products import Refusal
from ..doses.regimen import Regimen
from .schedule import Schedule, Step, StepDose
from .strategy import Request


class NothingToStepBackTo(Refusal):
    """No earlier dose was higher than the one taken."""

    says_what_to_do = True


class Earlier(NamedTuple):
    """An earlier dose of the plan, and how it was made; the dose of the start was made by nobody's plan."""

    regimen: Regimen
    made: tuple[StepDose, ...]


def earlier_dose(
    schedule: Schedule, past: tuple[Step, ...], request: Request, catalogue: Catalogue, taken: Regimen, *, as_planned: bool
) -> Earlier:
    """What a step back from the regimen `taken` returns to; `past` are the steps so far.

    While doses move to another drug it is the regimen before the last move, whatever rounding made of its equivalent. Else it is
    the latest with more of a drug and less of none: a crossover that is over is never opened again. Where what is taken was never
    planned, and nothing is above it drug by drug, it is the latest of the same drugs with a higher equivalent. A medicine that is
    kept as it is beside the steps by now is part of none of them. Raises NothingToStepBackTo.
    """
    known = [Earlier(step.regimen, step.doses) for step in reversed(past)] + [Earlier(request.regimen, ())]
    doses = [each._replace(regimen=each.regimen.without(taken.kept_beside)) for each in known]
    begins = schedule.crossovers().get(len(past))
    to = request.strategy.crossover_to
    of_the_move = doses[: len(past) - begins + 2] if begins else []
    moved = (each for each in of_the_move if _moves_back(taken, each.regimen, to))
    higher = (each for each in doses if _is_above(each.regimen, taken))
    for found in (moved, higher) if as_planned else (higher, _by_equivalent(doses, request, catalogue, taken)):
        if earlier := next(found, None):
            return earlier
    if schedule.crossovers() and set(taken.drugs) == {to}:
        raise NothingToStepBackTo(f"No dose of {to} in this plan was higher than the one taken. Hold the dose instead.")
    raise NothingToStepBackTo("No earlier dose of this plan was higher than the one taken. Hold the dose instead.")


def _moves_back(taken: Regimen, earlier: Regimen, to: str) -> bool:
    """Whether the earlier regimen has more of the drugs that move to the drug `to`, and less of none of them."""
    return _is_above(earlier.without([to]), taken.without([to]))


def _is_above(earlier: Regimen, taken: Regimen) -> bool:
    """Whether there is more of a drug in the week, and less of none."""
    then, now = earlier.weekly_mg(), taken.weekly_mg()
    none = Decimal(0)
    kept = all(then.get(drug, none) >= mg for drug, mg in now.items())
    return kept and any(mg > now.get(drug, none) for drug, mg in then.items())


def _by_equivalent(doses: list[Earlier], request: Request, catalogue: Catalogue, taken: Regimen) -> Iterator[Earlier]:
    now = request.measure.of(catalogue, taken)
    for each in doses:
        if set(each.regimen.drugs) <= set(taken.drugs) and request.measure.of(catalogue, each.regimen) > now:
            yield each
