"""A clinician's changes of single steps by hand: each stands as it was given, and what follows is built anew from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..doses.regimen import Regimen
from .build import NoSuchStep, lay_out
from .decided import Edit, KeptEdit, PlannedHold
from .edits import kept_edits, still_to_come
from .holds import planned_holds
from .past import End, Past
from .schedule import Schedule, Step
from .standing import Standing
from .strategy import Request, Strategy
from .taken_day import step_doses
from .verify import measured

_MOVES = ("crossover", "stabilise")


@dataclass(frozen=True)
class ByHand:
    """Edits of the steps of a plan, by their numbers, at the pace and with the end that it goes on with."""

    plan: Standing
    edits: Mapping[int, Edit]
    strategy: Strategy
    ends: End | None

    def steps(self) -> tuple[Step, ...]:
        """The steps as edited, and what follows from them. Raises NoSuchStep, CannotMakeDose and what lay_out raises."""
        if not self.edits:
            return self.plan.schedule.steps
        for edit in self.edits.values():
            self._check_number(edit)
        edit = self._filled(self._first)
        if edit.doses is not None and edit.days is not None:
            same = self._weighs_the_same(Regimen(edit.doses)) and self._first.kind in _MOVES
            holds = self._holds_after(Regimen(edit.doses), self._first.kind if same else "reduce", 1)
            return self._laid_out(self._before, {self._first.number: edit}, holds, stabilise=self._first.kind == "stabilise")
        step = self._edited(edit)
        if step.days is None:
            return (*self._before, step)
        holds = self._holds_after(step.regimen, step.kind if step.kind in _MOVES else "reduce", 0)
        stabilise = any(each.kind == "stabilise" for each in self._later[:1])
        return self._laid_out((*self._before, step), {}, holds, stabilise=stabilise)

    def kept(self, made: Schedule) -> tuple[KeptEdit, ...]:
        """What the edits say, of the schedule that they make."""
        old, start = self.plan.schedule, self.plan.request.regimen
        known = kept_edits(made, start)
        found = []
        for number in sorted(self.edits):
            was, step = old.steps[number - 1], made.steps[number - 1 + self._begun]
            if step.days is None:
                continue
            if was.number == self._first.number and self._begun and self.edits[number].doses is None:
                days = self._filled(was).days or 0
                after = _dose_before(old.steps[: number - 1], start, was.regimen)
                found.append(KeptEdit(was.regimen, days + (self.plan.on - was.starts_on).days, after, was.kind, was.kind))
            elif step.kind == "hold" and was.kind != "hold":
                found.append(KeptEdit(step.regimen, step.days, step.regimen, step.kind, was.kind))
            else:
                found += [replace(each, instead_of=was.kind) for each in known if each.doses.same_as(step.regimen)][-1:]
        return tuple(found)

    @property
    def replaced(self) -> list[Regimen]:
        """The doses of the steps that are edited, which say no more what earlier edits of them said."""
        return [self.plan.schedule.steps[number - 1].regimen for number in self.edits]

    @property
    def _request(self) -> Request:
        return replace(self.plan.request, strategy=replace(self.strategy, holds=()))

    @property
    def _first(self) -> Step:
        """The first step that is changed."""
        return self.plan.schedule.steps[min(self.edits) - 1]

    @property
    def _later(self) -> tuple[Step, ...]:
        """The steps after it, as they were planned."""
        return self.plan.schedule.steps[self._first.number :]

    @property
    def _begun(self) -> bool:
        """Whether it runs already: then it is cut in two, and the steps after it have the next number."""
        return self._first.starts_on < self.plan.on

    @property
    def _before(self) -> tuple[Step, ...]:
        """The steps before what is changed."""
        before = self.plan.schedule.steps[: self._first.number - 1]
        gone = (self.plan.on - self._first.starts_on).days
        return (*before, replace(self._first, days=gone)) if self._begun else before

    @property
    def _regimen(self) -> Regimen:
        """What is taken before what is changed."""
        return self._before[-1].regimen if self._before else self.plan.request.regimen

    def _check_number(self, edit: Edit) -> None:
        step = next((each for each in self.plan.schedule.steps if each.number == edit.number), None)
        over = step is not None and step.ends_before is not None and step.ends_before <= self.plan.on
        if step is None or over or step.kind == "stop":
            raise NoSuchStep(f"Step {edit.number} cannot be changed: it is over, is the stop, or is not in the schedule.")
        if step.days is None and edit.days is not None:
            raise NoSuchStep(f"Step {edit.number} has no end. Choose to go on, or another hold, instead of giving it days.")

    def _filled(self, step: Step) -> Edit:
        """The edit of a step with the days that it then has, from the day of the change on."""
        edit = self.edits[step.number]
        days = step.days if edit.days is None else edit.days
        gone = max((self.plan.on - step.starts_on).days, 0)
        if days is not None and days <= gone:
            raise NoSuchStep(f"Step {step.number} has lasted {gone} days already. Give it more than that.")
        return replace(edit, days=None if days is None else days - gone)

    def _weighs_the_same(self, regimen: Regimen) -> bool:
        measure, catalogue = self.plan.request.measure, self.plan.catalogue
        return measure.of(catalogue, regimen) == measure.of(catalogue, self._regimen)

    def _edited(self, edit: Edit) -> Step:
        """The first step that is changed: other days of the same doses, or other doses without an end."""
        first, measure, catalogue = self._first, self.plan.request.measure, self.plan.catalogue
        doses = first.doses if edit.doses is None else step_doses(self._request, catalogue, Regimen(edit.doses), first.doses)
        on = self.plan.on if self._begun else first.starts_on
        step = replace(first, number=len(self._before) + 1, starts_on=on, days=edit.days, doses=doses, edited=True)
        step = replace(step, as_taken=first.as_taken and edit.doses is None and not self._begun)
        new = measured(step, measure.of(catalogue, self._regimen), measure.of(catalogue, step.regimen))
        if first.days is None and first.kind != "maintain":
            kind = "hold" if not new.reduction else "reduce" if new.reduction > 0 else "step-back"
            return replace(new, kind=kind, closing=False)
        if first.days is None:
            return replace(new, closing=False)
        return replace(new, kind="hold", closing=False) if self._begun else new

    def _holds_after(self, regimen: Regimen, kind: str, count: int) -> Iterator[PlannedHold]:
        crossing = set(regimen.drugs) != {self.strategy.crossover_to}
        yield from planned_holds(self._later, self.plan.decided.edits, regimen, (kind, count), crossing=crossing)

    def _laid_out(
        self, before: tuple[Step, ...], now: Mapping[int, Edit], holds: Iterator[PlannedHold], *, stabilise: bool
    ) -> tuple[Step, ...]:
        """The steps before, and those that follow: `now` is the edit that comes at once, if it is not laid down already."""
        plan, last = self.plan, before[-1] if before else None
        regimen = last.regimen if last else plan.request.regimen
        on = (last.ends_before if last else None) or self._first.starts_on
        later = {step.number: self._filled(step) for step in self._later if step.number in self.edits}
        edits = {number + self._begun: edit for number, edit in {**now, **later}.items()}
        to = self.strategy.crossover_to if self.strategy.method == "crossover" else None
        known = still_to_come(plan.decided, plan.schedule, on, regimen, to)
        past = Past(
            before,
            plan.request,
            holds=tuple(holds),
            crossed_from=self._crossed_from(self._first.number if len(before) >= self._first.number else self._first.number - 1),
            made=last.doses if last else (),
            edits=tuple(each for each in known if not any(each.doses.same_as(one) for one in self.replaced)),
            by_number={number: replace(edit, number=number) for number, edit in edits.items()},
            ends=self.ends,
            stabilise=stabilise,
        )
        ordered = regimen if to else plan.in_order(regimen, as_told=False)
        return lay_out(replace(self._request, starts_on=on, regimen=ordered), plan.catalogue, past)

    def _crossed_from(self, number: int) -> Regimen | None:
        """What was taken when the crossover began that the step of that number is of; None where it is of none."""
        begins = self.plan.schedule.crossovers().get(number)
        if begins is None:
            return None
        return self.plan.schedule.steps[begins - 2].regimen if begins > 1 else self.plan.request.regimen


def _dose_before(steps: tuple[Step, ...], start: Regimen, regimen: Regimen) -> Regimen:
    """The last dose of these steps, or of the start, that is another than the one given."""
    return next((each.regimen for each in reversed(steps) if not each.regimen.same_as(regimen)), start)
