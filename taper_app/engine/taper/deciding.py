"""What is decided at a visit, beside how the plan stands, and what follows from it for the steps to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import assert_never

from ..catalogue.decision import Decision, RevisingDecision
from ..doses.regimen import Regimen
from .adjustment import Adjustment
from .by_hand import ByHand
from .decided import KeptEdit, PlannedHold
from .edits import still_to_come
from .holds import planned_holds
from .past import End, is_below
from .second_pace import pace_now
from .standing import Standing
from .step_back import Earlier, earlier_dose
from .strategy import Strategy


@dataclass(frozen=True)
class Deciding(Standing):
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
    def interval_days(self) -> int:
        """Days between reductions at the pace in force, from what the plan goes on from."""
        return pace_now(self.strategy, self.request, self.catalogue, self.goes_from.regimen, self.on).interval_days

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
        there = state == "maintained" and not is_below(last.regimen.without(self.taken.kept_beside), self.goes_from.regimen)
        if self.decision in about and (self.on_endless or there):
            return None
        kind = "maintain" if state == "maintained" else "hold"
        old = self.request.strategy
        goes_on = old.method == "crossover" and old.crossover_to == self.strategy.crossover_to
        moves = self.decision == Decision.SWITCH and self.crossing and not goes_on
        left = last.regimen.without(self.taken.kept_beside)
        return End(kind, None if moves or not left.doses else left)

    @property
    def drugs_in_order(self) -> Regimen:
        """What the plan goes on from, the drugs in the order in which they go down."""
        regimen = self.in_order(self.goes_from.regimen, as_told=not self.as_planned and not self.stepping_back)
        new = self.strategy.order if self.strategy.order != self.request.strategy.order else None
        return regimen.in_order(new or ())

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
                return "step-back", max(self.adjustment.days or self.interval_days, left)
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
        moves in a crossover does not go down: at a switch it moves as soon as the dose was to change, where another one is taken
        after a day of that at least.
        """
        left = self._planned_left()
        if not self.as_planned and self.crossing and self.decision == Decision.SWITCH:
            left = max((self.next_change.starts_on - self.on).days if self.next_change else 0, 1)
        elif not self.as_planned:
            left = max(self.interval_days, left)
        elif not self.crossing:
            left = max(self.interval_days - (self.on - self.unchanged_since()).days, left)
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

    @property
    def by_hand(self) -> ByHand:
        """The steps that are edited now."""
        return ByHand(self, {each.number: each for each in self.adjustment.edits}, self.strategy, self.ends)
