"""Days without a dose, at the end of a taper: for which drugs they may be asked for."""

from decimal import Decimal

from ..catalogue.drugs import Drug
from ..catalogue.facts import Catalogue
from ..catalogue.medicine import drug_of
from ..doses.products import Refusal
from ..doses.regimen import Regimen
from ..doses.week import DAYS
from .strategy import Request

NIGHT, SLEEP = "night", "insomnia"


class NoDaysOff(Refusal):
    """Days without a dose are asked for where guidelines advise against them."""


def few_days(catalogue: Catalogue) -> int:
    """Days a week of use at and under which withdrawal that matters is rare."""
    return catalogue.limits["few_days_a_week"].most


def lasts_long(drug: Drug, catalogue: Catalogue) -> bool:
    """Whether a drug stays so long that a day without it is a caution and no refusal."""
    return drug.half_life_hours >= Decimal(catalogue.rules["days_off_long"].numbers["least_hours"])


def is_for_sleep(request: Request, drug: str, catalogue: Catalogue) -> bool:
    """Whether a drug is taken at night alone, and for sleep.

    That is what the list of medicines says, of a drug that is licensed for it; where the list does not say, that it is licensed
    for sleep alone.
    """
    known, uses = catalogue.drugs[drug], request.taken_for.get(drug_of(drug))
    for_sleep = known.for_sleep if uses is None else set(uses) == {SLEEP} and known.may_be_for_sleep
    return for_sleep and {each.time for each in request.regimen.doses if each.drug == drug} == {NIGHT}


def on_few_days(before: Regimen, catalogue: Catalogue) -> bool:
    """Whether something is taken on few days of the week alone, and nothing on the others: what then falls is closing."""
    return before.by_days and sum(bool(before.on(day).doses) for day in DAYS) <= few_days(catalogue)


def may_have_days_off(request: Request, drug: str, catalogue: Catalogue) -> bool:
    """Whether a drug may end in days without a dose: a hypnotic at night, or one that lasts long."""
    return is_for_sleep(request, drug, catalogue) or lasts_long(catalogue.drugs[drug], catalogue)


def has_days_without(taken: Regimen) -> bool:
    """Whether nothing is taken on some days of the week already."""
    return taken.by_days and not all(taken.on(day).doses for day in DAYS)


def _last(request: Request) -> str:
    """The drug that goes down last."""
    strategy = request.strategy
    return strategy.crossover_to if strategy.method == "crossover" else request.regimen.drugs[-1]


def has_days_off(request: Request, catalogue: Catalogue) -> bool:
    """Whether the drug that goes down last may end in days without a dose."""
    return may_have_days_off(request, _last(request), catalogue)


def refuse_days_off(request: Request, catalogue: Catalogue) -> None:
    """Raises NoDaysOff where days without a dose are asked for, and the drug that goes down last may not have them."""
    strategy, last = request.strategy, _last(request)
    if strategy.pattern == "days-off" and not strategy.target_mg and not has_days_off(request, catalogue):
        uses = [each.replace("-", " ") for each in request.taken_for.get(drug_of(last), ()) if each not in (SLEEP, "other")]
        why = f"taken for {' and '.join(uses)}" if uses else "not a medicine for sleep taken once a day, at night"
        raise NoDaysOff(
            f"Days without {last} cannot be planned: it is {why}, and it does not last from one day to the next. Guidelines"
            " advise against missing doses of it. Choose a lower dose on some days."
        )
