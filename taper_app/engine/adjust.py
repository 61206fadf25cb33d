"""revise(): the same past, a new future. Every day before the change is kept exactly; dates are built anew, never shifted.

The decisions follow ASAM 2025 (hold or slow on withdrawal, rarely go back a step, maintenance as a goal) and NICE NG215.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .facts import Catalogue
from .products import Refusal
from .reduction import CLOSING_MG, MOST_PERCENT
from .regimen import Dose, Regimen
from .schedule import Schedule, Step
from .strategy import Hold, Request, Strategy
from .taper import LEAST_DAYS, Past, lay_out, long_enough, step_doses
from .verify import exact, measured

DECISIONS = ("continue", "hold", "slow", "step-back", "adjust", "switch", "maintain")


class NothingTaken(Refusal):
    """Nothing is taken any more, so there is nothing to plan."""


class NothingToStepBackTo(Refusal):
    """No earlier dose was higher than the one taken."""


class NoSuchStep(Refusal):
    """An edit names a step that is over, or that the schedule does not have."""


class TakenDiffers(Refusal):
    """Steps are to be edited while something else is taken than was planned."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A clinician's change of one step by hand: its days, its doses, or both; None leaves them."""

    number: int
    days: int | None = None
    doses: tuple[Dose, ...] | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A visit's decision. `days` is of a hold (None: without an end) or a step back (None: the interval)."""

    decision: str
    days: int | None = None
    strategy: Strategy | None = None
    edits: tuple[Edit, ...] = ()


def revise(
    schedule: Schedule,
    request: Request,
    catalogue: Catalogue,
    *,
    on: date,
    taken: Regimen,
    adjustment: Adjustment,
    least_days: int = LEAST_DAYS,
) -> Schedule:
    """The schedule from the day `on` as decided, from the regimen really taken; every day before `on` stays as it was.

    `request` is what the schedule was made from. Going on as planned, with the planned dose taken, changes nothing, save that it
    ends an open hold. A decision never brings the next reduction forward. Raises a Refusal: NothingTaken, NothingToStepBackTo,
    NoSuchStep, TakenDiffers, and what build_schedule raises.
    """
    if not taken.doses:
        raise NothingTaken("Nothing is taken any more. End the plan, or enter the dose that is taken.")
    known = exact(schedule, request, catalogue)
    visit = _Visit(known, request, catalogue, max(on, schedule.starts_on), taken, adjustment)
    if adjustment == Adjustment("continue") and visit.as_planned and not visit.on_open_hold:
        return known
    steps = visit.edited() if adjustment.decision == "adjust" else visit.laid_out()
    return long_enough(replace(known, steps=steps), 0 if adjustment.edits else least_days)


@dataclass(frozen=True, slots=True)
class _Visit:
    """What is known at the visit, and what follows from it."""

    schedule: Schedule
    request: Request
    catalogue: Catalogue
    on: date
    taken: Regimen
    adjustment: Adjustment

    @property
    def past(self) -> tuple[Step, ...]:
        """The steps of the days before the change."""
        return self.schedule.before(self.on)

    @property
    def planned(self) -> Regimen:
        """The regimen of the day before the change."""
        return self.past[-1].regimen if self.past else self.request.regimen

    @property
    def as_planned(self) -> bool:
        """Whether the dose taken is the planned one."""
        return self.planned.same_as(self.taken)

    @property
    def on_open_hold(self) -> bool:
        """Whether a hold without an end has begun, on the day of the change at the latest."""
        return any(each.kind == "hold" and each.days is None and each.starts_on <= self.on for each in self.schedule.steps)

    @property
    def strategy(self) -> Strategy:
        """The strategy from now on."""
        return self.adjustment.strategy or self.request.strategy

    def laid_out(self) -> tuple[Step, ...]:
        """The past, and what the decision makes follow it."""
        stepping_back = self.adjustment.decision == "step-back"
        wait = self.wait()
        strategy = replace(self.strategy, holds=self.holds(wait))
        regimen = self.higher() if stepping_back else self.taken
        asked = replace(self.request, starts_on=self.on, regimen=regimen, strategy=strategy)
        unplanned = wait is not None and not self.as_planned and not stepping_back
        return lay_out(asked, self.catalogue, Past(self.past, self.request, wait, as_taken=unplanned))

    def holds(self, wait: tuple[str, int | None] | None) -> tuple[Hold, ...]:
        """The holds planned in advance that are still to come; a wait moves the steps that they come after by one."""
        if wait and wait[1] is None:
            return ()
        if self.strategy.holds != self.request.strategy.holds:
            return self.strategy.holds
        moved = 1 if wait else 0
        coming = (each for each in self.request.strategy.holds if each.after_step > len(self.past))
        return tuple(replace(each, after_step=each.after_step + moved) for each in coming)

    def wait(self) -> tuple[str, int | None] | None:
        """The step that comes first: at the dose taken, until the dose may fall again. None where it may at once."""
        decision = self.adjustment.decision
        if decision == "maintain":
            return "maintain", None
        if decision == "hold" and self.adjustment.days is None:
            return "hold", None
        if decision == "step-back":
            return "step-back", self.adjustment.days or self.strategy.interval_days
        days = max(self.adjustment.days or 0, self.days_left())
        return ("hold", days) if days > 0 else None

    def days_left(self) -> int:
        """Days until the dose may fall again: the interval since it last changed, and what was planned for it anyway."""
        interval = self.strategy.interval_days
        if not self.as_planned:
            return interval
        if self.strategy.method == "crossover" and set(self.taken.drugs) != {self.strategy.crossover_to}:
            return self._left_of_a_move()
        left = max(interval - (self.on - self.unchanged_since()).days, self._planned_left())
        return -(-left // 7) * 7 if self.strategy.change_weekday else left

    def _left_of_a_move(self) -> int:
        """Days until the next dose may move: a move is no reduction, so only what is left of the one before it."""
        running = self.schedule.in_force(self.on - timedelta(days=1))
        if running is None or running.kind != "crossover" or running.ends_before is None:
            return 0
        return max((running.ends_before - self.on).days, 0)

    def _planned_left(self) -> int:
        """Days from the change to the end of the step that it falls into, all those of the same dose after it included."""
        left = 0
        for step in self.schedule.steps:
            if step.ends_before and step.ends_before > self.on and step.regimen.same_as(self.planned):
                left = max(left, (step.ends_before - self.on).days)
        return left

    def unchanged_since(self) -> date:
        """The day since which the dose of the day before the change is taken; long ago where it is the one of the start."""
        since = date.min
        for step in reversed(self.past):
            if not step.regimen.same_as(self.planned):
                return since
            since = step.starts_on
        return date.min if self.request.regimen.same_as(self.planned) else since

    def higher(self) -> Regimen:
        """The latest dose before this one that was higher. Raises NothingToStepBackTo."""
        measure = self.request.measure
        now = measure.of(self.catalogue, self.taken)
        for regimen in (*(step.regimen for step in reversed(self.past)), self.request.regimen):
            if measure.of(self.catalogue, regimen) > now:
                return regimen
        raise NothingToStepBackTo("No earlier dose of this plan was higher than the one taken. Hold the dose instead.")

    def edited(self) -> tuple[Step, ...]:
        """The steps with those from the change on as the clinician edited them. Raises NoSuchStep, TakenDiffers."""
        if not self.as_planned:
            raise TakenDiffers("What is taken is not what was planned. Hold or go on at the dose taken first, then edit steps.")
        edits = {each.number: each for each in self.adjustment.edits}
        for number in edits:
            self._check_number(number, edits[number])
        steps: list[Step] = []
        for step in self.schedule.steps:
            steps += self._edited(step, edits.get(step.number), steps)
        return tuple(self._measured(steps))

    def _check_number(self, number: int, edit: Edit) -> None:
        step = next((each for each in self.schedule.steps if each.number == number), None)
        over = step is not None and step.ends_before is not None and step.ends_before <= self.on
        if step is None or over or step.kind == "stop":
            raise NoSuchStep(f"Step {number} cannot be changed: it is over, is the stop, or is not in the schedule.")
        if step.days is None and edit.days is not None:
            raise NoSuchStep(f"Step {number} has no end. Choose to go on, or another hold, instead of giving it days.")

    def _edited(self, step: Step, edit: Edit | None, steps: list[Step]) -> list[Step]:
        """The step as it stands after the steps before it: in two where it has begun already."""
        follows = steps[-1].ends_before if steps else None
        placed = replace(step, number=len(steps) + 1, starts_on=follows or step.starts_on)
        if edit is None:
            return [placed]
        days = step.days if edit.days is None else edit.days
        doses = step.doses
        if edit.doses is not None:
            doses = step_doses(self.request, self.catalogue, Regimen(edit.doses))
        new = replace(placed, days=days, doses=doses, edited=True)
        if step.starts_on >= self.on:
            return [new]
        gone = (self.on - step.starts_on).days
        if days is not None and days <= gone:
            raise NoSuchStep(f"Step {step.number} has lasted {gone} days already. Give it more than that.")
        left = None if days is None else days - gone
        return [replace(placed, days=gone), replace(new, number=placed.number + 1, starts_on=self.on, days=left)]

    def _measured(self, steps: Iterable[Step]) -> Iterator[Step]:
        """The steps with what came out for those from the change on, and the kind that this makes them."""
        before = self.schedule.baseline_equivalent
        for step in steps:
            if step.starts_on < self.on:
                yield step
            else:
                new = measured(step, before, self.request.measure.of(self.catalogue, step.regimen))
                yield step if new == step else replace(new, kind=_kind(new), closing=self._closes(new))
            before = self.request.measure.of(self.catalogue, step.regimen)

    def _closes(self, step: Step) -> bool:
        small = step.reduction <= CLOSING_MG or self.request.strategy.coarse_tail
        return step.reduction_percent > MOST_PERCENT and small


def _kind(step: Step) -> str:
    """What an edit makes of a step; a stop, a maintenance dose and an untouched step of a crossover stay what they are."""
    if step.kind in ("stop", "maintain") or (step.kind == "crossover" and not step.edited):
        return step.kind
    if step.reduction:
        return "reduce" if step.reduction > 0 else "step-back"
    return step.kind if step.kind in ("stabilise", "hold") and not step.edited else "hold"
