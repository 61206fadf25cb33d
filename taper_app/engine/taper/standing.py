"""How a plan stands on the day of a visit: what was planned, what is really taken, and what was decided before."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from ..catalogue.facts import Catalogue
from ..doses.regimen import Regimen
from .adjustment import Change
from .decided import Decided
from .edits import kept_edits
from .schedule import Schedule, Step
from .strategy import Request


def told_by_steps(schedule: Schedule, request: Request) -> Decided:
    """What the steps themselves tell of earlier decisions: all there is to know of a schedule that carries none."""
    last, target = schedule.steps[-1], request.strategy.target_mg
    state = "going-on"
    if last.days is None:
        state = "maintained" if last.kind == "maintain" else "held"
    if state == "maintained" and target and last.equivalent <= target:
        state = "going-on"  # it went down to its target
    return Decided(edits=kept_edits(schedule, request.regimen), state=state)


@dataclass(frozen=True)
class Standing:
    """A schedule, the request with the strategy in force, and the change that a visit brings, none before the first day."""

    schedule: Schedule
    request: Request
    catalogue: Catalogue
    change: Change

    @property
    def on(self) -> date:
        """The day of the change."""
        return self.change.on

    @property
    def taken(self) -> Regimen:
        """The regimen really taken."""
        return self.change.taken

    @cached_property
    def decided(self) -> Decided:
        """What was decided earlier and stays in force."""
        return self.schedule.decided or told_by_steps(self.schedule, self.request)

    @cached_property
    def past(self) -> tuple[Step, ...]:
        """The steps of the days before the change."""
        return self.schedule.before(self.on)

    @property
    def planned(self) -> Regimen:
        """The regimen of the day before the change."""
        return self.past[-1].regimen if self.past else self.request.regimen

    @cached_property
    def as_planned(self) -> bool:
        """Whether the dose taken is the planned one."""
        return self.planned.same_as(self.taken)

    @property
    def coming(self) -> tuple[Step, ...]:
        """The steps that were to begin on the day of the change or later."""
        return tuple(each for each in self.schedule.steps if each.starts_on >= self.on)

    @property
    def endless(self) -> Step | None:
        """The last step where it has no end."""
        last = self.schedule.steps[-1]
        return last if last.days is None else None

    @property
    def on_endless(self) -> bool:
        """Whether a dose without an end has begun, on the day of the change at the latest."""
        return self.endless is not None and self.endless.starts_on <= self.on

    @property
    def on_open_hold(self) -> bool:
        """Whether a hold without an end has begun, on the day of the change at the latest."""
        return self.on_endless and self.schedule.steps[-1].kind != "maintain"

    @property
    def next_change(self) -> Step | None:
        """The first step in which a dose was to move or to fall, from the day of the change on."""
        return next((each for each in self.coming if each.kind == "crossover" or each.falls), None)

    @property
    def open_hold_comes(self) -> Step | None:
        """The hold without an end that was to come before the dose changes, where it has not begun."""
        last = self.endless
        comes = last is not None and last.kind != "maintain" and last.starts_on > self.on
        return last if comes and self.next_change is None else None

    def unchanged_since(self) -> date:
        """The day since which the dose of the day before the change is taken; long ago where it is the one of the start."""
        since = date.min
        for step in reversed(self.past):
            if not step.regimen.same_as(self.planned):
                return since
            since = step.starts_on
        return date.min if self.request.regimen.same_as(self.planned) else since

    def days_too_early(self, steps: tuple[Step, ...], interval_days: int) -> int:
        """Days by which the first reduction comes before it was planned, or before the interval after the last one is over."""
        falls = [each.starts_on for each in steps if each.falls]
        past, coming = [on for on in falls if on < self.on], [on for on in falls if on >= self.on]
        planned = self.next_change
        earliest = [on + timedelta(days=interval_days) for on in past[-1:]]
        earliest += [planned.starts_on] if planned and planned.falls else []
        return (max(earliest) - coming[0]).days if earliest and coming else 0

    def in_order(self, regimen: Regimen, *, as_told: bool) -> Regimen:
        """A regimen, its drugs in the order in which they go down one after the other.

        That is the order decided on, or else the one of the steps to come; or, `as_told`, that of the regimen's own rows where
        these are told in another order than the request's.
        """
        asked = [drug for drug in self.request.regimen.drugs if drug in regimen.drugs]
        if as_told and not (self.decided.order and asked == list(regimen.drugs)):
            return regimen
        drugs = list(dict.fromkeys((*self.request.regimen.drugs, *self.taken.drugs, *regimen.drugs)))
        decided = self.decided.order
        drugs.sort(key=lambda drug: decided.index(drug) if drug in decided else len(decided))
        if not decided and not any(each.kind == "crossover" for each in self.coming):  # one drug after the other
            drugs.sort(key=self._falls_in)
        return replace(regimen, doses=tuple(sorted(regimen.doses, key=lambda dose: drugs.index(dose.drug))))

    def _falls_in(self, drug: str) -> int:
        """The number of the coming step in which the drug goes down; one after all of them where it goes down in none.

        A drug that is gone comes first: it went down before those that are left.
        """
        none = Decimal(0)
        if not (before := self.planned.weekly_mg().get(drug, none)):
            return 0
        for step in self.coming:
            now = step.weekly_mg.get(drug, none)
            if step.kind != "step-back" and now < before:
                return step.number
            before = now
        return len(self.schedule.steps) + 1
