"""What the rules are given and what they answer: the case before the rules, and a finding."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from ..catalogue.decision import Decision, RevisingDecision
from ..catalogue.facts import Catalogue
from ..catalogue.medicine import drug_of
from ..doses.equivalence import equivalents
from ..doses.products import Makeable, to_ng
from ..doses.regimen import DIAZEPAM
from ..doses.week import A_WEEK
from ..taper.day import Slot, taken_slots
from ..taper.options import Option, options, with_option
from ..taper.reduction import asked_mg, share
from ..taper.schedule import Schedule, Step
from ..taper.second_pace import pace_on
from ..taper.strategy import Request
from .by_tables import ByTables
from .named import Named, Value, several
from .patient import PatientToday


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The clinic's own doses in mg diazepam a day; None is the one that the rules have, or that none was set.

    `diazepam_mg` is the most that a crossover should reach, and above the others a specialist or a hospital is asked.
    """

    diazepam_mg: Decimal | None = None
    specialist_mg: Decimal | None = None
    inpatient_mg: Decimal | None = None


USUAL = Thresholds()
"""Of a clinic that has set none."""


class Revised(NamedTuple):
    """What a visit left of the plan before: the request `first` that its schedule began with, at the strategy from now on.

    The steps `since` that day are as the `decision` made them.
    """

    first: Request
    since: date
    decision: RevisingDecision


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's remark: `severity` is block, caution or info; `step` the number of the step it is about, if it is about one.

    `values` are what the rule named, by the names of its words: `step` is among them where it is about one. `place` is where an
    info stands, as its rule has it. `answer` are the fields of an answer that a caution wants; a block and an info want none.
    """

    rule: str
    severity: str
    message: str
    source: str
    step: int | None = None
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)
    place: str = ""
    answer: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        told: dict[str, Any] = {
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message,
            "values": {name: list(each) if isinstance(each, tuple) else each for name, each in self.values.items()},
        }
        wanted = {"answer": list(self.answer)} if self.answer else {}
        return told | wanted | {"source": self.source, "step": self.step} | ({"place": self.place} if self.place else {})


class Fall(NamedTuple):
    """A falling step of the taper proper, in mg diazepam a day.

    `before` is the day's equivalent before it, `drug` the one that falls and `current` its part of `before` (all of it where a
    single drug goes down), `percent` the fall of that part, `asked` what the pace asked for and `capped` that held back to the
    most of the envelope.
    """

    step: Step
    before: Fraction
    drug: str
    current: Fraction
    percent: Fraction
    asked: Fraction
    capped: Fraction


ENVELOPE = ("envelope_reduction", "envelope_interval", "envelope_length")
"""Rules that an engine's own schedule always keeps; where a clinician edited a step they are cautions that want a reason."""

STANDING = (Decision.HOLD, Decision.STEP_BACK, Decision.MAINTAIN)
"""Decisions by which the dose does not go on down."""


class Case:
    """The days of a schedule that are judged, all or those since it was revised, with what they were made from.

    `request` is what is taken and asked for now, `first` what the whole began with; they differ once it was revised. `decision`
    is that of the visit, None for a new plan. `pairs` are the steps judged with the equivalent before each. `in_short` says that
    no info will be read.
    """

    in_short = False

    def __init__(
        self,
        schedule: Schedule,
        request: Request,
        catalogue: Catalogue,
        patient: PatientToday,
        thresholds: Thresholds = USUAL,
        review_on: date | None = None,
        revised: Revised | None = None,
    ) -> None:
        first, since, decision = revised or (request, date.min, None)
        if patient.medicines:
            request, first = (replace(each, taken_for=patient.taken_for) for each in (request, first))
        self.schedule, self.request, self.catalogue, self.first = schedule, request, catalogue, first
        self.patient, self.thresholds, self.review_on, self.decision = patient, thresholds, review_on, decision
        drugs = (dose.drug for step in schedule.steps for dose in step.doses)
        self.weights = request.measure.weights(catalogue, dict.fromkeys((*request.drugs, *self.first.drugs, *drugs)))
        befores = (schedule.baseline_equivalent, *(step.equivalent for step in schedule.steps))
        self.all_pairs = tuple(zip(befores, schedule.steps, strict=False))
        self.pairs = tuple(pair for pair in self.all_pairs if pair[1].starts_on >= since)
        self.starts_on = max(since, schedule.starts_on)
        self._options: dict[str, list[tuple[Option, Makeable]]] = {}
        self._waiting: dict[str, Iterator[Option]] = {}
        self._slots: dict[int, dict[str, dict[str, Slot]]] = {}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are judged."""
        return tuple(step for _, step in self.pairs)

    @property
    def stands(self) -> bool:
        """Whether it was decided at a visit that the dose does not go on down; a slower pace still does."""
        return self.decision in STANDING

    @cached_property
    def crosses(self) -> bool:
        """Whether a dose of the steps judged crosses over."""
        return any(step.kind == "crossover" for _, step in self.pairs)

    @cached_property
    def crossed_over_to(self) -> tuple[str, ...]:
        """The drugs that a dose of the steps judged crosses over to, also where only a clinician's edit brings the drug in."""
        to = (self.request.strategy.crossover_to,) if self.crosses else ()
        return tuple(dict.fromkeys((*to, *self._brought_in())))

    def _brought_in(self) -> Iterator[str]:
        """The drugs of the steps judged that are taken neither now nor in the step before."""
        now = self.request.regimen.drugs
        for step in self.steps:
            new = [dose.drug for dose in step.doses if dose.drug not in now]
            if new and (step.number == 1 or not set(new) <= self.schedule.steps[step.number - 2].daily_mg.keys()):
                yield from new

    @cached_property
    def drugs(self) -> tuple[str, ...]:
        """Every drug on the way: those taken now, as needed too, then those crossed over to."""
        return tuple(dict.fromkeys((*self.request.regimen.medicines, *self.crossed_over_to)))

    @property
    def crossed_over_to_long(self) -> tuple[str, ...]:
        """Those of the drugs crossed over to that, or what is made of them, build up over days."""
        return tuple(each for each in self.crossed_over_to if not self.catalogue.drugs[drug_of(each)].short_half_life)

    @property
    def crosses_to_diazepam(self) -> bool:
        """Whether a dose of the steps judged crosses over to diazepam."""
        return DIAZEPAM in self.crossed_over_to

    @cached_property
    def by_tables(self) -> ByTables:
        """The doses from now on as rules weigh them, by the plan's table and by those that its market shows first."""
        return ByTables(self.request, self.steps, self.weights.of_ng, self.catalogue)

    def reasons(self, rule: str, left_out: Collection[str] = ()) -> dict[str, str]:
        """The answers of the risk picture by which a rule speaks ("liver: severe") with their words, in the order of the rule.

        Questions that are `left_out` do not count.
        """
        on, risks, answer = self.catalogue.rules[rule].on, self.catalogue.risks, self.patient.answer
        asked = (each for each in on if answer(each) in on[each] and each not in left_out)
        return {f"{each}: {answer(each)}": risks[each].named[answer(each)] for each in asked}

    def numbers(self, rule: str) -> Any:
        """The numbers of a rule in guidelines.toml."""
        return self.catalogue.rules[rule].numbers

    def phrase(self, rule: str, which: str) -> Named:
        """Words of a rule that stand among its numbers, by their name there."""
        return Named(which, str(self.numbers(rule)[which]))

    def finding(self, rule: str, about: Step | None = None, level: str | None = None, /, **named: str | Named) -> Finding:
        """The rule's remark in its own words, about a step where it is about one, of another severity where `level` says so.

        It keeps what is named as values: the sentence can be reworded, and what it is about is still known.
        Where a specialist is named, the severity is the rule's `with_specialist`, if it has one.
        """
        known = self.catalogue.rules[rule]
        if self.patient.specialist and known.with_specialist:
            level = known.with_specialist
        number = None if about is None else about.number
        if rule in ENVELOPE and any(each.edited for each in self.schedule.steps):
            level = "caution"
        told = {name: each if isinstance(each, Named) else Named(each, each) for name, each in named.items()}
        words = {name: each.words for name, each in told.items()}
        values = {name: each.value for name, each in told.items()} | ({} if about is None else {"step": str(about.number)})
        severity, message = level or known.severity, known.message(step=str(number), **words)
        answer = known.answer_fields if severity == "caution" else ()
        return Finding(rule, severity, message, known.source, number, values, known.place_at(severity), answer)

    @cached_property
    def falls(self) -> tuple[Fall, ...]:
        """Each falling step of the taper proper."""
        return tuple(self._fall(before, step) for before, step in self.pairs if step.falls)

    def _fall(self, before: Fraction, step: Step) -> Fall:
        week, after = self.week_before(step), step.weekly_mg
        drug, current, percent = next(iter(week)), before, step.reduction_percent
        if len(week) > 1:
            drug = max(week, key=lambda each: week[each] - after.get(each, Decimal(0)))
            current = self.weights.mg(to_ng(week[drug]) * self.weights.of_ng[drug]) / A_WEEK
            percent = step.reduction * 100 / current
        asked = asked_mg(pace_on(self.request.strategy, step.starts_on, current), current, self._pace_baseline(drug))
        return Fall(step, before, drug, current, percent, asked, min(asked, share(current, self.catalogue.envelope.max_percent)))

    def _pace_baseline(self, drug: str) -> Fraction:
        if self.request.strategy.basis != "baseline":
            return Fraction(0)
        return self.first.pace_baseline(self.catalogue, drug)

    @cached_property
    def equivalents(self) -> dict[str, Fraction]:
        """What is taken now in mg diazepam a day by every table that knows all the drugs."""
        return equivalents(self.request.regimen, self.catalogue)

    @cached_property
    def crossed_from(self) -> dict[int, Fraction]:
        """For the number of each crossover step, the equivalent that its crossover keeps: the one before its first step."""
        return {number: self.all_pairs[first - 1][0] for number, first in self.schedule.crossovers().items()}

    def options(self, drug: str) -> Iterator[tuple[Option, Makeable]]:
        """What else could be chosen for a drug, with what could then be made; each worked out when it is first wanted."""
        found = self._options.setdefault(drug, [])
        waiting = self._waiting.setdefault(drug, options(self.request, self.catalogue, drug))
        yield from found
        for option in waiting:
            made = with_option(self.request, self.catalogue, option).makeable(self.catalogue, drug)
            found.append((option, made))
            yield option, made

    def week_before(self, step: Step) -> Mapping[str, Decimal]:
        """What is taken of each drug in a week of the step before, or of the regimen at the start, in mg."""
        return self.schedule.steps[step.number - 2].weekly_mg if step.number > 1 else self.request.regimen.weekly_mg()

    def slots_before(self, step: Step) -> dict[str, dict[str, Slot]]:
        """What is taken of each drug in the step before, or in the regimen at the start, and what of it is a liquid.

        Where its days differ, on the day of the most.
        """
        if step.number not in self._slots:
            self._slots[step.number] = self._slots_before(step)
        return self._slots[step.number]

    def _slots_before(self, step: Step) -> dict[str, dict[str, Slot]]:
        if step.number == 1:
            return {each: dict(taken_slots(self.request, self.catalogue, each)) for each in self.request.regimen.drugs}
        day: dict[str, dict[str, Slot]] = {}
        for dose in self.schedule.steps[step.number - 2].highest:
            liquid = any(piece.measured for piece in dose.pieces)
            day.setdefault(dose.drug, {})[dose.time] = Slot(to_ng(dose.mg), liquid, dose.made)
        return day


def said(case: Case, rule: str, level: str | None = None, /, **named: str | Named) -> Iterator[Finding]:
    """The rule's remark where an answer is one by which it speaks; {reasons} are those answers."""
    reasons = case.reasons(rule)
    if reasons:
        yield case.finding(rule, None, level, reasons=several(reasons, [*reasons.values()]), **named)


def older_or(case: Case, rule: str) -> Iterator[Finding]:
    """The rule's remark where the patient is old enough for it, or an answer is one by which it speaks."""
    reasons = frailty(case, rule)
    if reasons:
        yield case.finding(rule, reasons=several(reasons, [*reasons.values()]))


def frailty(case: Case, rule: str) -> dict[str, str]:
    """That the patient is old enough for the rule, and the answers by which it speaks, with their words."""
    age, least = case.patient.age, case.numbers(rule)["age"]
    return ({"age": f"{least} or over"} if age is not None and age >= least else {}) | case.reasons(rule)
