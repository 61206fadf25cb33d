"""From a modified-release medicine to the plain form of its drug: over the day, or for a hypnotic at its label's strength."""

from decimal import Decimal

from ..catalogue.facts import Catalogue
from ..catalogue.medicine import drug_of, is_modified, medicine
from ..doses.products import Makeable, Refusal, to_mg, to_ng
from ..text import mg
from .course import Course
from .crossover import Move, NoAchievableCrossover, bounds_ng
from .day import Slot, Slots, total
from .strategy import Request

SPREAD = {2: ("morning", "night"), 3: ("morning", "midday", "night"), 4: ("morning", "midday", "evening", "night")}
"""The times of day at which so many plain doses are taken."""


class PlainAskedFor(Refusal):
    """Plain products are chosen for what is taken as modified release, and the dose is to go down as it is taken."""


def refuse_plain_for_modified(request: Request, catalogue: Catalogue) -> None:
    """Raises PlainAskedFor where only plain products are named of a drug that is taken as modified release alone."""
    sold = catalogue.products(request.market)
    named = {sold[each].medicine for each in request.strategy.products or ()}
    for each in request.regimen.drugs:
        if is_modified(each) and drug_of(each) in named and drug_of(each) not in request.drugs:
            raise PlainAskedFor(
                f"{drug_of(each).capitalize()} is taken as modified release, and plain products of it are chosen. A plain dose"
                " does not do the same: go over to them first, which shares the dose out anew, or choose its modified-release"
                " strengths."
            )


def to_plain(course: Course, move: Move, moved_ng: int) -> None:
    """Put the plain form where `moved_ng` of the modified-release one has moved.

    A medicine of the day keeps the day's total, spread over as many times as its drug's duration wants. A hypnotic stays one dose
    at night. Raises NoAchievableCrossover.
    """
    drug = course.catalogue.drugs[drug_of(move.drug)]
    makes, there = course.makes[drug.id], course.day[drug.id]
    if drug.plain_by_day:
        slots = spread(makes, there, SPREAD[drug.plain_by_day.times], moved_ng)
        _check_total(course, drug.id, slots)
    else:
        beside = _beside(course, move, moved_ng)
        slots = {**there, "night": Slot(beside + (there["night"].ng if "night" in there else 0))}
        course.given_up += (moved_ng - beside) * course.weights.of_ng[drug.id]
    if not slots or not all(makes.makes(each.ng, liquid=each.liquid) for each in slots.values()):
        raise NoAchievableCrossover(f"{_said(move, moved_ng)} cannot be shared out as plain {drug.id} with these products.")
    for time, slot in slots.items():
        course.put(drug.id, time, slot)


def spread(makes: Makeable, there: Slots, times: tuple[str, ...], moved_ng: int) -> dict[str, Slot]:
    """The plain day after `moved_ng` is shared out over these times, as evenly as can be made and no more than that in all."""
    day, left = dict(there), moved_ng
    liquid = len(makes.tablets) == 1
    for place, time in enumerate(times):
        now = day.get(time, Slot(0))
        fits = makes.at_most(now.ng + left // (len(times) - place), liquid=liquid or now.liquid)
        if fits is not None and fits > now.ng:
            day[time] = Slot(fits, liquid or now.liquid)
            left -= fits - now.ng
    return day


def _beside(course: Course, move: Move, moved_ng: int) -> int:
    """The ng of the plain strength that the label sets beside so much of the modified-release one, at night."""
    drug = course.catalogue.drugs[drug_of(move.drug)]
    found = [each.plain_mg for each in drug.plain_at_night if each.modified_mg == to_mg(moved_ng)]
    if move.time != "night" or not found:
        raise NoAchievableCrossover(
            f"No label sets a plain dose beside {_said(move, moved_ng)}. Cross over to another drug, or go down in"
            " modified-release strengths."
        )
    return to_ng(Decimal(found[0]))


def given_up_before(course: Course) -> int:
    """What the label gave up in the moves of a crossover that goes on now, as a weight: 0 where none to a plain hypnotic does."""
    drug = course.catalogue.drugs[course.request.strategy.crossover_to]
    slow = medicine(drug.id, "modified")
    if course.past.crossed_from is None or slow not in course.began.drugs:
        return 0
    moved = course.began.daily_mg()[slow] - course.request.regimen.daily_mg().get(slow, Decimal(0))
    beside = [each.plain_mg for each in drug.plain_at_night if each.modified_mg == moved]
    return to_ng(moved - beside[0]) * course.weights.of_ng[drug.id] if beside else 0


def _check_total(course: Course, drug: str, slots: Slots) -> None:
    """Raises NoAchievableCrossover where what can be made is further below than a crossover may fall."""
    per_ng = course.weights.of_ng[drug]
    others = course.total_weight() - course.weight_of(drug)
    _, least, most = bounds_ng(course.envelope, course.kept, course.weight, others, per_ng)
    lost = course.kept - others - total(slots) * per_ng
    if not least <= total(slots) <= most or lost * 100 > course.kept * course.envelope.crossover_fall_percent:
        percent = course.envelope.crossover_fall_percent
        raise NoAchievableCrossover(
            f"These products make no plain {drug} near enough: the day would fall by more than {percent}%."
        )


def _said(move: Move, ng: int) -> str:
    return f"{move.drug} {mg(to_mg(ng))} at {move.time}"
