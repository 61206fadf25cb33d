"""A clinician's changes of single steps by hand: the steps after them move along, and each says what came out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from .course import step_doses
from .facts import Catalogue
from .products import Refusal
from .reduction import CLOSING_MG, MOST_PERCENT
from .regimen import Dose, Regimen
from .schedule import Schedule, Step
from .strategy import Request
from .verify import measured


class NoSuchStep(Refusal):
    """An edit names a step that is over, or that the schedule does not have."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A clinician's change of one step by hand: its days, its doses, or both; None leaves them."""

    number: int
    days: int | None = None
    doses: tuple[Dose, ...] | None = None


def edited(schedule: Schedule, edits: Iterable[Edit], request: Request, catalogue: Catalogue, on: date) -> tuple[Step, ...]:
    """The steps with those from the day `on` on as edited; a step that runs on that day is cut in two there.

    Raises NoSuchStep, CannotMakeDose.
    """
    by_number = {each.number: each for each in edits}
    for edit in by_number.values():
        _check_number(schedule, edit, on)
    steps: list[Step] = []
    for step in schedule.steps:
        steps += _edited(step, by_number.get(step.number), steps, request, catalogue, on)
    return tuple(_measured(steps, schedule, request, catalogue, on))


def _check_number(schedule: Schedule, edit: Edit, on: date) -> None:
    step = next((each for each in schedule.steps if each.number == edit.number), None)
    over = step is not None and step.ends_before is not None and step.ends_before <= on
    if step is None or over or step.kind == "stop":
        raise NoSuchStep(f"Step {edit.number} cannot be changed: it is over, is the stop, or is not in the schedule.")
    if step.days is None and edit.days is not None:
        raise NoSuchStep(f"Step {edit.number} has no end. Choose to go on, or another hold, instead of giving it days.")


def _edited(step: Step, edit: Edit | None, steps: list[Step], request: Request, catalogue: Catalogue, on: date) -> list[Step]:
    """The step as it stands after the steps before it: in two where it has begun already."""
    follows = steps[-1].ends_before if steps else None
    placed = replace(step, number=len(steps) + 1, starts_on=follows or step.starts_on)
    if edit is None:
        return [placed]
    days = step.days if edit.days is None else edit.days
    doses = step.doses if edit.doses is None else step_doses(request, catalogue, Regimen(edit.doses))
    new = replace(placed, days=days, doses=doses, edited=True)
    if step.starts_on >= on:
        return [new]
    gone = (on - step.starts_on).days
    if days is not None and days <= gone:
        raise NoSuchStep(f"Step {step.number} has lasted {gone} days already. Give it more than that.")
    left = None if days is None else days - gone
    return [replace(placed, days=gone), replace(new, number=placed.number + 1, starts_on=on, days=left)]


def _measured(steps: Iterable[Step], schedule: Schedule, request: Request, catalogue: Catalogue, on: date) -> Iterator[Step]:
    """The steps with what came out for those from the change on, and the kind that this makes them."""
    before = schedule.baseline_equivalent
    for step in steps:
        equivalent = request.measure.of(catalogue, step.regimen)
        if step.starts_on < on:
            yield step
        else:
            new = measured(step, before, equivalent)
            yield step if new == step else replace(new, kind=_kind(new), closing=_closes(new, request))
        before = equivalent


def _closes(step: Step, request: Request) -> bool:
    small = step.reduction <= CLOSING_MG or request.strategy.coarse_tail
    return step.reduction_percent > MOST_PERCENT and small


def _kind(step: Step) -> str:
    """What an edit makes of a step; a stop, a maintenance dose and an untouched step of a crossover stay what they are."""
    if step.kind in ("stop", "maintain") or (step.kind == "crossover" and not step.edited):
        return step.kind
    if step.reduction > 0:
        return "reduce"
    return "step-back" if step.reduction else "hold"
