"""revise(): the same past, a new future. Every day before the change is kept exactly; dates are built anew, never shifted.

The decisions follow ASAM 2025 (hold or slow on withdrawal, rarely go back a step, maintenance as a goal) and NICE NG215.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar, assert_never

from ..catalogue.decision import Decision, RevisingDecision
from ..catalogue.facts import Catalogue
from ..doses.products import Refusal
from ..doses.regimen import Regimen
from .adjustment import Adjustment, Change, in_force
from .build import lay_out, long_enough
from .by_hand import ByHand
from .decided import ANY_DAY, Decided, KeptEdit, PlannedHold
from .edits import joined, not_reached, still_to_come
from .holds import planned_holds
from .past import End, Past, is_below
from .schedule import Schedule, Step
from .standing import Standing, told_by_steps
from .step_back import Earlier, earlier_dose
from .strategy import Request, Strategy
from .verify import exact

_Value = TypeVar("_Value")


class NothingTaken(Refusal):
    """Nothing is taken any more, so there is nothing to plan."""


class TakenDiffers(Refusal):
    """Steps are to be edited while something else is taken than was planned."""


def revise(
    schedule: Schedule, request: Request, catalogue: Catalogue, change: Change, *, least_days: int | None = None
) -> Schedule:
    """The schedule from the day of the change as decided, from the regimen really taken; every day before stays as it was.

    `request` is what the schedule was made from. Going on as planned, with the planned dose taken, changes nothing, save that it
    ends an open hold. A decision never brings the next reduction forward, unless it ends a crossover, or the patient went ahead
    in one; what was decided earlier, and is in the schedule's `decided`, stays in force. Raises a Refusal: NothingTaken,
    NothingToStepBackTo, NoSuchStep, TakenDiffers, and what build_schedule raises.
    """
    if not change.taken.doses:
        raise NothingTaken("Nothing is taken any more. End the plan, or enter the dose that is taken.")
    request, change = in_force(schedule, request, change)
    known, decided = exact(schedule, request, catalogue), change.adjustment
    plan = _Revising(known, request, catalogue, replace(change, on=max(change.on, schedule.starts_on)))
    if decided == Adjustment(Decision.CONTINUE) and plan.as_planned and not plan.on_open_hold:
        return known
    if decided.decision == Decision.ADJUST:
        if not plan.as_planned:
            raise TakenDiffers("What is taken is not what was planned. Hold or go on at the dose taken first, then edit steps.")
        steps = plan.by_hand.steps()
    else:
        steps = plan.laid_out()
    made = plan.with_decided(replace(known, steps=steps, decided=None))
    least = catalogue.envelope.least_days if least_days is None else least_days
    short = plan.as_planned and known.steps[-1].kind == "stop" and known.days < least  # by a clinician's own edits
    return long_enough(made, 0 if decided.edits or short else least)


@dataclass(frozen=True)
class _Revising(Standing):
    """The plan with what is decided at the visit, and what follows from it."""

    @property
    def adjustment(self) -> Adjustment:
        """What is decided."""
        return self.change.adjustment

    @property
    def strategy(self) -> Strategy:
        """The strategy from now on."""
        return self.adjustment.strategy or self.request.strategy

    @property
    def decision(self) -> RevisingDecision:
        """What is decided."""
        return self.adjustment.decision

    @property
    def stepping_back(self) -> bool:
        """Whether an earlier dose is taken again."""
        return self.decision == Decision.STEP_BACK

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

    @property
    def ends(self) -> End | None:
        """The dose without an end that was decided on before, where this decision is not about it.

        It is maintained until a new pace is chosen. An open hold that has begun ends by any decision but a step back and a
        switch; these keep the dose, and so does a switch of the method, which first moves it to the other drug.
        """
        last, state = self.endless, self.decided.state
        if last is None or state == "going-on":
            return None
        about = {Decision.SLOW} if state == "maintained" else {Decision.SLOW, Decision.CONTINUE, Decision.HOLD}
        there = state == "maintained" and not is_below(last.regimen, self.goes_from.regimen)
        if self.decision in about and (self.on_endless or there):
            return None
        kind = "maintain" if state == "maintained" else "hold"
        old = self.request.strategy
        goes_on = old.method == "crossover" and old.crossover_to == self.strategy.crossover_to
        moves = self.decision == Decision.SWITCH and self.crossing and not goes_on
        return End(kind, None if moves else last.regimen)

    def laid_out(self) -> tuple[Step, ...]:
        """The past, and what the decision makes follow it.

        A crossover that would be over before the dose may fall again begins so much later.
        """
        wait = self.wait()
        steps = self._going_on(wait)
        early = 0
        if self.crossing and (wait is None or wait[0] == "hold"):
            early = self.strategy.whole_weeks(self.days_too_early(steps, self.strategy.interval_days))
        return self._going_on(("hold", early + (wait[1] or 0 if wait else 0))) if early > 0 else steps

    def _going_on(self, wait: tuple[str, int | None] | None) -> tuple[Step, ...]:
        open_ended = wait is not None and wait[1] is None
        strategy = self.strategy if self.own_holds and not open_ended else replace(self.strategy, holds=())
        asked = replace(self.request, starts_on=self.on, regimen=self.drugs_in_order, strategy=strategy)
        past = Past(
            self.past,
            replace(self.request, strategy=self.strategy),
            wait,
            as_taken=wait is not None and not self.as_planned and not self.stepping_back,
            holds=() if open_ended else self._holds_to_come,
            crossed_from=self.crossed_from,
            made=self.goes_from.made,
            earlier=self._earlier,
            edits=self.edits_to_come,
            through=self.taken if self.stepping_back and self.as_planned else None,
            ends=self.ends,
        )
        return lay_out(asked, self.catalogue, past)

    @property
    def drugs_in_order(self) -> Regimen:
        """What the plan goes on from, the drugs in the order in which they go down."""
        return self.in_order(self.goes_from.regimen, as_told=not self.as_planned and not self.stepping_back)

    @property
    def edits_to_come(self) -> tuple[KeptEdit, ...]:
        """The steps changed by hand that may still come."""
        to = self.strategy.crossover_to if self.strategy.method == "crossover" else None
        now = self.goes_from.regimen
        return tuple(
            each
            for each in still_to_come(self.decided, self.schedule, self.on, now, to)
            if not (each.stays and each.doses.same_as(now))  # the wait is until after it
        )

    @property
    def own_holds(self) -> bool:
        """Whether the decision brings planned holds of its own."""
        return self.strategy.holds != self.request.strategy.holds

    @property
    def _holds_to_come(self) -> tuple[PlannedHold, ...]:
        """The holds planned in advance that come before the dose without an end, if there is one."""
        if self.own_holds:
            return ()
        if not self.ends:
            return tuple(self.holds())
        goes_down = self.ends.regimen and is_below(self.ends.regimen, self.goes_from.regimen)
        return tuple(each for each in self.holds() if each.days) if goes_down and not self.on_endless else ()

    @property
    def _earlier(self) -> tuple[Step, ...]:
        """The steps from the day of the change on that no dose may come before; none where a quicker pace is asked for.

        Where another dose is taken, or the method changes, only the first change has a day that it may not come before.
        """
        new, old = self.strategy, self.request.strategy
        quicker = new.basis == old.basis and new.reduction_percent > old.reduction_percent
        quicker = quicker or new.interval_days < old.interval_days or new.holds != old.holds
        if not self.as_planned or quicker or self.decision in (Decision.ADJUST, Decision.SWITCH, Decision.MAINTAIN):
            return ()
        raised = (each for each in self.coming if each.as_taken or (each.kind == "step-back" and not each.edited))
        if any(not (self.stepping_back and each.starts_on == self.on) for each in raised):
            return ()  # a dose above the one taken now was to come, and does not
        running = self.schedule.in_force(self.on)
        return tuple(each for each in self.schedule.steps if each is running or each.starts_on > self.on)

    def holds(self) -> Iterator[PlannedHold]:
        """The holds planned in advance that are still to come, each by the change of dose that it comes after.

        A step back goes once more through the dose that it leaves, and then through what is left of a hold that runs.
        """
        if self.open_hold_comes and not self.stepping_back:
            yield PlannedHold("hold", 1, None)
        again = self.stepping_back and not any(each.kind == "step-back" for each in self.coming)
        after = ("crossover" if self.crossing else "reduce") if again else ""
        running = self.schedule.in_force(self.on) if again and self.request.strategy.holds else None
        if running and running.kind == "hold" and running.ends_before and self.as_planned:
            yield PlannedHold(after, 1, (running.ends_before - self.on).days)
        if self.on_endless:
            for each in self.decided.holds:
                yield each._replace(after=each.after + (each.kind == after))
        elif self.request.strategy.holds:
            yield from planned_holds(self.coming, self.decided.edits, self.planned, (after, 1), crossing=self.crossing)

    def wait(self) -> tuple[str, int | None] | None:
        """The step that comes first: at the dose taken, until the dose may change again. None where it may at once."""
        match decision := self.decision:
            case Decision.MAINTAIN:
                return "maintain", None
            case Decision.HOLD if self.adjustment.days is None:
                return "hold", None
            case Decision.STEP_BACK:
                left = 0 if self.as_planned else self.strategy.whole_weeks(self._planned_left())
                return "step-back", max(self.adjustment.days or self.strategy.interval_days, left)
            case Decision.SWITCH if self.on_endless and self.ends and self.ends.regimen:
                return self.ends.kind, None
            case Decision.CONTINUE | Decision.HOLD | Decision.SLOW | Decision.ADJUST | Decision.SWITCH:
                days = max(self.adjustment.days or 0, self.days_left())
                return ("hold", days) if days > 0 else None
            case _:
                assert_never(decision)

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
        ends = self.ends if self.as_planned else None
        stays = ends and ends.kind == "maintain" and not self.crossing
        if ends and (self.on_endless or (stays and not is_below(ends.regimen or self.taken, self.taken))):
            left = 0  # nothing falls any more
        return self.strategy.whole_weeks(left)

    def _planned_left(self) -> int:
        """Days until the dose was planned to change: none where nothing falls any more.

        A dose may move at once where the next change was to be a fall.
        """
        planned = self.open_hold_comes or self.next_change
        if planned is None and self.decision == Decision.SLOW and not self.on_endless:
            planned = self.endless  # a hold runs until the dose was to be maintained
        if planned is None or self._at_target or (self.crossing and planned.falls):
            return 0
        return (planned.starts_on - self.on).days

    @property
    def _at_target(self) -> bool:
        """Whether the plan goes on from no more than the target, so that nothing falls any more."""
        target = self.strategy.target_mg
        return bool(target) and self.request.measure.of(self.catalogue, self.goes_from.regimen) <= target

    # What stays in force after it ----------------------------------------------------------------

    def with_decided(self, made: Schedule) -> Schedule:
        """The schedule with what stays in force, where its steps do not tell all of it."""
        told = told_by_steps(made, replace(self.request, strategy=self.strategy))
        decided = Decided(
            edits=self._edits_after(made, told),
            holds=self._holds_after(made),
            order=self._order_after(),
            target_mg=_anew(self.strategy.target_mg, self.request.strategy.target_mg, self.decided.target_mg),
            change_weekday=_anew(
                self.strategy.change_weekday or ANY_DAY,
                self.request.strategy.change_weekday or ANY_DAY,
                self.decided.change_weekday,
            ),
            state=self._state_after(made, told),
        )
        return made if decided == told else replace(made, decided=decided)

    @property
    def by_hand(self) -> ByHand:
        """The steps that are edited now."""
        return ByHand(self, {each.number: each for each in self.adjustment.edits}, self.strategy, self.ends)

    def _edits_after(self, made: Schedule, told: Decided) -> tuple[KeptEdit, ...]:
        """The edits that stay in force: those that were, without those that the plan reaches no more, and those made now."""
        gone = [step.regimen for step in not_reached(self.schedule, replace(made, decided=told), self.on)]
        if made.steps[-1].days is None:
            gone = []  # they wait behind a dose without an end
        if self.decision == Decision.ADJUST:
            gone += self.by_hand.replaced
        kept = (each for each in self.decided.edits if not any(each.doses.same_as(regimen) for regimen in gone))
        return joined(kept, self.by_hand.kept(made) if self.decision == Decision.ADJUST else ())

    def _holds_after(self, made: Schedule) -> tuple[PlannedHold, ...]:
        """The planned holds that wait behind a dose without an end."""
        if made.steps[-1].days is not None or self.own_holds:
            return ()
        if self.decision == Decision.MAINTAIN or (self.decision == Decision.HOLD and self.adjustment.days is None):
            return tuple(each for each in self.holds() if each.kind != "hold")
        return self.decided.holds if self.ends else ()

    def _order_after(self) -> tuple[str, ...]:
        """The drugs in the order in which they go down, those that are gone first; empty where it is the request's."""
        if self.strategy.method == "crossover":
            return self.decided.order
        now, asked = self.drugs_in_order.drugs, self.request.regimen.drugs
        order = (*(drug for drug in self.decided.order or asked if drug not in now), *now)
        return () if order == tuple(dict.fromkeys((*asked, *now))) else order

    def _state_after(self, made: Schedule, told: Decided) -> str:
        """Whether the dose goes on down, is held until a visit, or is maintained."""
        was, maintains = self.decided.state, self.decision == Decision.MAINTAIN
        if told.state == "going-on" and not maintains and not (self.ends and made.steps[-1].days is None):
            return told.state
        if maintains or (was == "maintained" and self.decision != Decision.SLOW and made.steps[-1].days is None):
            return "maintained"
        return told.state


def _anew(value: _Value, old: _Value, kept: _Value | None) -> _Value | None:
    """What was decided on: a value that is another than the one until now, or else what was kept."""
    return kept if value == old else value
