"""revise(): the same past, a new future. Every day before the change is kept exactly; dates are built anew, never shifted.

The decisions follow ASAM 2025 (hold or slow on withdrawal, rarely go back a step, maintenance as a goal) and NICE NG215.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from .course import Past, PlannedHold
from .edits import Edit, edited
from .facts import Catalogue
from .products import Refusal
from .regimen import Regimen
from .schedule import Schedule, Step
from .step_back import Earlier, earlier_dose
from .strategy import Request, Strategy
from .taper import LEAST_DAYS, lay_out, long_enough
from .verify import exact

DECISIONS = ("continue", "hold", "slow", "step-back", "adjust", "switch", "maintain")


class NothingTaken(Refusal):
    """Nothing is taken any more, so there is nothing to plan."""


class TakenDiffers(Refusal):
    """Steps are to be edited while something else is taken than was planned."""


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
    ends an open hold. A decision never brings the next reduction forward, unless it ends a crossover, or the patient went ahead
    in one. Raises a Refusal: NothingTaken, NothingToStepBackTo, NoSuchStep, TakenDiffers, and what build_schedule raises.
    """
    if not taken.doses:
        raise NothingTaken("Nothing is taken any more. End the plan, or enter the dose that is taken.")
    known = exact(schedule, request, catalogue)
    visit = _Visit(known, request, catalogue, max(on, schedule.starts_on), taken, adjustment)
    if adjustment == Adjustment("continue") and visit.as_planned and not visit.on_open_hold:
        return known
    if adjustment.decision == "adjust":
        if not visit.as_planned:
            raise TakenDiffers("What is taken is not what was planned. Hold or go on at the dose taken first, then edit steps.")
        steps = edited(known, adjustment.edits, request, catalogue, visit.on)
    else:
        steps = visit.laid_out()
    return long_enough(replace(known, steps=steps), 0 if adjustment.edits else least_days)


@dataclass(frozen=True)
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

    @property
    def stepping_back(self) -> bool:
        """Whether an earlier dose is taken again."""
        return self.adjustment.decision == "step-back"

    @cached_property
    def goes_from(self) -> Earlier:
        """What the plan goes on from, and how it was made: what is taken, or the dose that a step back returns to."""
        if self.stepping_back:
            return earlier_dose(self.schedule, self.past, self.request, self.catalogue, self.taken, as_planned=self.as_planned)
        return Earlier(self.taken, self.past[-1].doses if self.past else ())

    @property
    def crossing(self) -> bool:
        """Whether a dose is still to move to the new drug."""
        return self.strategy.method == "crossover" and set(self.goes_from.regimen.drugs) != {self.strategy.crossover_to}

    @property
    def crossed_from(self) -> Regimen | None:
        """What was taken when the crossover began that goes on now; None where none does, or where another dose is taken."""
        went_to = self.request.strategy.crossover_to
        begins = self.schedule.crossovers().get(len(self.past))
        other = not (self.as_planned or self.stepping_back)
        if begins is None or other or went_to != self.strategy.crossover_to:
            return None
        return self.schedule.steps[begins - 2].regimen if begins > 1 else self.request.regimen

    def laid_out(self) -> tuple[Step, ...]:
        """The past, and what the decision makes follow it.

        A crossover that would be over before the dose may fall again begins so much later.
        """
        wait = self.wait()
        steps = self._going_on(wait)
        early = self._days_too_early(steps) if self.crossing and (wait is None or wait[0] == "hold") else 0
        return self._going_on(("hold", early + (wait[1] or 0 if wait else 0))) if early > 0 else steps

    def _going_on(self, wait: tuple[str, int | None] | None) -> tuple[Step, ...]:
        open_ended = wait is not None and wait[1] is None
        own_holds = self.strategy.holds != self.request.strategy.holds
        strategy = self.strategy if own_holds and not open_ended else replace(self.strategy, holds=())
        asked = replace(self.request, starts_on=self.on, regimen=self.in_order(), strategy=strategy)
        past = Past(
            self.past,
            self.request,
            wait,
            as_taken=wait is not None and not self.as_planned and not self.stepping_back,
            holds=() if own_holds or open_ended else tuple(self._planned_holds()),
            crossed_from=self.crossed_from,
            made=self.goes_from.made,
            earlier=self._earlier,
        )
        return lay_out(asked, self.catalogue, past)

    @property
    def _earlier(self) -> tuple[Step, ...]:
        """The steps from the day of the change on that no dose may come before; none where a quicker pace is asked for.

        Where another dose is taken, or the method changes, only the first change has a day that it may not come before.
        """
        new, old = self.strategy, self.request.strategy
        quicker = new.basis == old.basis and new.reduction_percent > old.reduction_percent
        quicker = quicker or new.interval_days < old.interval_days or new.holds != old.holds
        if not self.as_planned or quicker or self.adjustment.decision not in ("continue", "hold", "slow", "step-back"):
            return ()
        running = self.schedule.in_force(self.on)
        return tuple(each for each in self.schedule.steps if each is running or each.starts_on > self.on)

    def in_order(self) -> Regimen:
        """What the plan goes on from, the drugs in the order in which they go down: the plan's.

        Where another dose is taken than planned it is that of its rows.
        """
        regimen = self.goes_from.regimen
        if not self.as_planned and not self.stepping_back:
            return regimen
        drugs = list(dict.fromkeys((*self.request.regimen.drugs, *self.taken.drugs, *regimen.drugs)))
        if self.strategy.method == "direct":  # one drug after the other
            drugs.sort(key=self._falls_in)
        return replace(regimen, doses=tuple(sorted(regimen.doses, key=lambda dose: drugs.index(dose.drug))))

    def _falls_in(self, drug: str) -> int:
        """The number of the coming step in which less of the drug is taken than now; one after all of them where none is.

        A drug that is gone comes first: it went down before those that are left.
        """
        now = self.planned.daily_mg().get(drug, Decimal(0))
        less = (each.number for each in self._coming if each.daily_mg.get(drug, Decimal(0)) < now)
        return next(less, len(self.schedule.steps) + 1) if now else 0

    def _planned_holds(self) -> Iterator[PlannedHold]:
        """The holds planned in advance that are still to come, each by the change of dose that it comes after.

        A step back goes once more through the dose that it leaves, and then through what is left of a hold that runs. The holds
        of a crossover go with it where it ends.
        """
        if self._open_hold_comes and self.adjustment.days is None and not self.stepping_back:
            yield PlannedHold("hold", 1, None)
        coming = self._coming if self.request.strategy.holds else ()
        again = self.stepping_back and not any(each.kind == "step-back" for each in coming)
        after = ("crossover" if self.crossing else "reduce") if again else ""
        counted = Counter({after: 1})
        running = self.schedule.in_force(self.on) if again and coming else None
        if running and running.kind == "hold" and running.ends_before and self.as_planned:
            yield PlannedHold(after, 1, (running.ends_before - self.on).days)
        for step in coming:
            if step.kind in ("crossover", "stabilise", "reduce"):
                after = step.kind
                counted[after] += 1
            elif step.kind == "hold" and (after == "reduce" or (after and self.crossing)):
                yield PlannedHold(after, counted[after], step.days)

    @property
    def _coming(self) -> tuple[Step, ...]:
        """The steps that were to begin on the day of the change or later."""
        return tuple(each for each in self.schedule.steps if each.starts_on >= self.on)

    @property
    def _open_hold_comes(self) -> Step | None:
        """The hold without an end that was to come before the dose changes, where it has not begun."""
        last = self.schedule.steps[-1]
        comes = last.kind == "hold" and last.days is None and last.starts_on > self.on
        return last if comes and self._next_change is None else None

    def wait(self) -> tuple[str, int | None] | None:
        """The step that comes first: at the dose taken, until the dose may change again. None where it may at once."""
        decision = self.adjustment.decision
        if decision == "maintain":
            return "maintain", None
        if decision == "hold" and self.adjustment.days is None:
            return "hold", None
        if decision == "step-back":
            left = 0 if self.as_planned else self.strategy.whole_weeks(self._planned_left())
            return decision, max(self.adjustment.days or self.strategy.interval_days, left)
        days = max(self.adjustment.days or 0, self.days_left())
        return ("hold", days) if days > 0 else None

    def days_left(self) -> int:
        """Days until the dose may change again.

        It changes no sooner than was planned, and goes down no sooner than the interval after its last change. A dose that
        moves in a crossover does not go down.
        """
        left = self._planned_left()
        if not self.as_planned:
            left = max(self.strategy.interval_days, left)
        elif not self.crossing:
            left = max(self.strategy.interval_days - (self.on - self.unchanged_since()).days, left)
        return self.strategy.whole_weeks(left)

    @property
    def _next_change(self) -> Step | None:
        """The first step in which a dose was to move or to fall, from the day of the change on."""
        return next((each for each in self._coming if each.kind == "crossover" or each.falls), None)

    def _planned_left(self) -> int:
        """Days until the dose was planned to change: none where nothing falls any more.

        A dose may move at once where the next change was to be a fall.
        """
        planned = self._open_hold_comes or self._next_change
        if planned is None or self._at_target or (self.crossing and planned.falls):
            return 0
        return (planned.starts_on - self.on).days

    @property
    def _at_target(self) -> bool:
        """Whether no more is taken than the target, so that nothing falls any more."""
        target = self.strategy.target_mg
        return bool(target) and self.request.measure.of(self.catalogue, self.taken) <= target

    def _days_too_early(self, steps: Iterable[Step]) -> int:
        """Days by which the first reduction comes before it was planned, or before the interval after the last one is over."""
        falls = [each.starts_on for each in steps if each.falls]
        past, coming = [on for on in falls if on < self.on], [on for on in falls if on >= self.on]
        planned = self._next_change
        earliest = [on + timedelta(days=self.strategy.interval_days) for on in past[-1:]]
        earliest += [planned.starts_on] if planned and planned.falls else []
        return self.strategy.whole_weeks((max(earliest) - coming[0]).days) if earliest and coming else 0

    def unchanged_since(self) -> date:
        """The day since which the dose of the day before the change is taken; long ago where it is the one of the start."""
        since = date.min
        for step in reversed(self.past):
            if not step.regimen.same_as(self.planned):
                return since
            since = step.starts_on
        return date.min if self.request.regimen.same_as(self.planned) else since
