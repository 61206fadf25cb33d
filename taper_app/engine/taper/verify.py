"""A schedule that comes back from outside, worked out again: everything that a step prints follows from its doses and dates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..catalogue.facts import Catalogue, Product
from ..catalogue.medicine import drug_of
from ..doses.products import Piece
from ..doses.regimen import TIMES
from ..doses.week import A_WEEK, DAYS, in_turn
from ..reading import MOST_MG
from ..text import drops
from .adjustment import as_it_began, needs_table, with_tables
from .schedule import KINDS, Schedule, Step, StepDose
from .strategy import Request


def exact(schedule: Schedule, request: Request, catalogue: Catalogue) -> Schedule:
    """The schedule with equivalents and reductions as exact rationals again, where JSON carries them rounded.

    Raises NoEquivalent.
    """
    baseline = request.baseline(catalogue)
    steps = tuple(_measured(schedule.steps, baseline, request, catalogue))
    return replace(schedule, baseline_equivalent=baseline, steps=steps)


def _measured(steps: Iterable[Step], before: Fraction, request: Request, catalogue: Catalogue) -> Iterator[Step]:
    for step in steps:
        equivalent = request.measure.of(catalogue, step.regimen)
        yield measured(step, equivalent if step.as_taken else before, equivalent)
        before = equivalent


def measured(step: Step, before: Fraction, equivalent: Fraction) -> Step:
    """The step with what came out for it; `before` and `equivalent` are mg diazepam a day, before the step and in it."""
    fall = before - equivalent
    percent = fall * 100 / before if before else Fraction(0)
    return replace(step, equivalent=equivalent, reduction=fall, reduction_percent=percent)


def verified(data: Any, request: Request, catalogue: Catalogue) -> Schedule:
    """The schedule that was answered to the request, from its JSON. Raises ValueError for any other."""
    try:
        schedule = Schedule.from_json(data)
        named = schedule.equivalence and needs_table(schedule.steps)  # at a visit
        request = as_it_began(with_tables(request, schedule if named else replace(schedule, equivalence=None)), schedule)
        sound = schedule.steps and all(_faults_of(schedule, request, catalogue))
        schedule = exact(schedule, request, catalogue) if sound else schedule
        same = sound and schedule.to_json() == data
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise ValueError("must be a schedule as it was answered to this request") from error
    if not same:
        raise ValueError("must be a schedule as it was answered to this request")
    return schedule


def _faults_of(schedule: Schedule, request: Request, catalogue: Catalogue) -> Iterator[bool]:
    """For each thing that must hold of a schedule, whether it does."""
    yield schedule.starts_on == request.starts_on and schedule.equivalence == request.equivalence
    tables = (*filter(None, (request.equivalence,)), *request.equivalence_for.values())
    yield all(each in catalogue.tables and catalogue.tables[each].selectable for each in tables)
    yield schedule.decided is None or _agrees(schedule, catalogue)
    expected, products, stopped = schedule.starts_on, request.knows(catalogue).products(request.market), False
    for number, step in enumerate(schedule.steps, 1):
        last = number == len(schedule.steps)
        yield step.number == number and step.kind in KINDS
        yield step.starts_on == expected or (stopped and step.starts_on > expected)
        yield isinstance(step.number, int) and all(isinstance(mark, bool) for mark in (step.closing, step.as_taken, step.edited))
        yield step.days is None if last and step.kind != "stop" else isinstance(step.days, int) and 0 <= step.days <= 10_000
        yield (step.kind == "stop") == (not step.doses) == (step.days == 0)
        yield all(_is_made(dose, products) and drug_of(dose.drug) in catalogue.drugs for dose in step.doses)
        yield _days_agree(step)
        yield all(_has_mark(piece, catalogue) for dose in step.doses for piece in dose.pieces)
        expected, stopped = step.ends_before or expected, step.kind == "stop"


def _agrees(schedule: Schedule, catalogue: Catalogue) -> bool:
    """Whether what was decided is sound, and the last step is what its state says. An edited step is judged when it comes."""
    decided, last = schedule.decided, schedule.steps[-1]
    open_ended = ("hold", "reduce", "step-back")
    states = {"going-on": ("stop", "maintain"), "held": open_ended, "maintained": ("maintain", *open_ended)}
    if decided is None or not decided.is_sound(catalogue.drugs):
        return False
    return last.kind in states[decided.state] and (decided.state == "going-on" or last.days is None)


def _days_agree(step: Step) -> bool:
    """Whether the days of the week of each dose are told as they are written, and no day has two doses of a drug at one time."""
    weekdays = [each.weekdays for each in step.doses if each.weekdays]
    taken = [(each.time, each.drug, day) for each in step.doses for day in each.weekdays or DAYS] if weekdays else []
    return all(len(days) < A_WEEK and days == in_turn(days) for days in weekdays) and len(set(taken)) == len(taken)


def _is_made(dose: StepDose, products: Mapping[str, Product]) -> bool:
    """Whether a dose is at a time of day and its pieces, all of its drug, make exactly its mg; or stands as it is taken."""
    if dose.made is not True:
        return dose.made is False and not dose.pieces and dose.time in TIMES and 0 < dose.mg <= MOST_MG
    total = Decimal(0)
    for piece in dose.pieces:
        product = products[piece.product]
        amount = (piece.count or 0) * (product.strength_mg or 0) + (piece.ml or 0) * (product.mg_per_ml or 0)
        amount += (piece.drops or 0) * (product.drop_mg or 0)
        if product.medicine != dose.drug or not amount > 0:
            return False
        total += amount
    return dose.time in TIMES and total == dose.mg


def _has_mark(piece: Piece, catalogue: Catalogue) -> bool:
    """Whether the syringe that a volume names has a mark for it; nothing else names one."""
    named = [each for each in catalogue.syringes.values() if each.holds_ml == piece.syringe_ml]
    return piece.syringe_ml is None or any(piece.ml in each.marks for each in named)


def counted(schedule: Schedule, products: Mapping[str, Product]) -> Schedule:
    """The schedule with whole drops where an earlier version wrote the volume of these."""
    steps = (replace(step, doses=tuple(_counted(dose, products) for dose in step.doses)) for step in schedule.steps)
    return replace(schedule, steps=tuple(steps))


def _counted(dose: StepDose, products: Mapping[str, Product]) -> StepDose:
    return replace(dose, pieces=tuple(_in_drops(each, products.get(each.product)) for each in dose.pieces))


def _in_drops(piece: Piece, product: Product | None) -> Piece:
    if product is None or product.drop_mg is None or piece.ml is None:
        return piece
    return Piece(piece.product, drops=drops(piece.ml, product))
