"""What the rules are given and what they answer: the facts of a patient, the case before the rules, and a finding."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from .facts import Catalogue
from .options import Option, options
from .products import to_ng
from .reduction import MOST_PERCENT, asked_mg
from .schedule import Schedule, Step
from .strategy import Request
from .text import plain


@dataclass(frozen=True, slots=True)
class Medicine:
    """A drug as prescribed and as really taken, in mg a day; `indication` is what it is taken for."""

    drug: str
    prescribed_mg: Decimal
    taken_mg: Decimal
    as_needed: bool = False
    indication: str = ""


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """What the rules need to know of a patient. `specialist` is who agreed to a plan that wants one; "" is nobody."""

    age: int | None = None
    specialist: str = ""
    medicines: tuple[Medicine, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's remark: `severity` is block, caution or info; `step` the number of the step it is about, if it is about one."""

    rule: str
    severity: str
    message: str
    source: str
    step: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        found = {"rule": self.rule, "severity": self.severity, "message": self.message, "source": self.source}
        return found if self.step is None else found | {"step": self.step}


@dataclass(frozen=True, slots=True)
class Fall:
    """A falling step of the taper proper: mg diazepam a day before it, and what the pace asked for, before any cap.

    `drug` is the one that falls and `current` its part of `before`; with a single drug on the way that is all of it.
    """

    step: Step
    before: Fraction
    drug: str
    current: Fraction
    asked: Fraction

    @property
    def capped(self) -> Fraction:
        """What was asked, at most 25 % of the current equivalent."""
        return min(self.asked, self.current * MOST_PERCENT / 100)


class Case:
    """A schedule before the rules, with what it was made from."""

    def __init__(
        self, schedule: Schedule, request: Request, catalogue: Catalogue, facts: PatientFacts, threshold_mg: Decimal | None
    ) -> None:
        self.schedule, self.request, self.catalogue = schedule, request, catalogue
        self.facts, self.threshold_mg = facts, threshold_mg
        to = (request.strategy.crossover_to,) if request.strategy.method == "crossover" else ()
        self.weights = request.measure.weights(catalogue, dict.fromkeys((*request.regimen.drugs, *to)))
        baseline = schedule.baseline_equivalent
        befores = (baseline, *(step.equivalent for step in schedule.steps))
        self._options: dict[str, tuple[Option, ...]] = {}
        self.pairs = tuple(zip(befores, schedule.steps, strict=False))

    def numbers(self, rule: str) -> Any:
        """The numbers of a rule in guidelines.toml."""
        return self.catalogue.rules[rule].numbers

    def finding(self, rule: str, about: Step | None = None, level: str | None = None, /, **named: str) -> Finding:
        """The rule's remark in its own words, about a step where it is about one, of another severity where `level` says so."""
        known = self.catalogue.rules[rule]
        number = None if about is None else about.number
        return Finding(rule, level or known.severity, known.message(step=str(number), **named), known.source, number)

    @property
    def several(self) -> bool:
        """Whether several drugs go down one after the other: then percentages are of the drug that is reduced."""
        return self.request.strategy.method == "direct" and len(self.request.regimen.drugs) > 1

    @cached_property
    def falls(self) -> tuple[Fall, ...]:
        """Each falling step of the taper proper."""
        falling = [(before, step) for before, step in self.pairs if step.kind in ("reduce", "stop", "maintain")]
        first = falling[0][0] if falling else Fraction(0)
        return tuple(self._fall(before, step, first) for before, step in falling)

    def _fall(self, before: Fraction, step: Step, first: Fraction) -> Fall:
        strategy = self.request.strategy
        if not self.several:
            drug = strategy.crossover_to if strategy.method == "crossover" else self.request.regimen.drugs[0]
            return Fall(step, before, drug, before, asked_mg(strategy, before, first))
        day, after = self.doses_before(step), step.daily_mg
        drug = next(each for each in day if sum(day[each].values()) > to_ng(after.get(each, Decimal(0))))
        current = self.weights.mg(sum(day[drug].values()) * self.weights.of_ng[drug])
        first = self.weights.mg(to_ng(self.request.regimen.daily_mg()[drug]) * self.weights.of_ng[drug])
        return Fall(step, before, drug, current, asked_mg(strategy, current, first))

    def options(self, drug: str) -> tuple[Option, ...]:
        """What else could be chosen for a drug."""
        if drug not in self._options:
            found = options(self.request, self.catalogue, drug)
            self._options[drug] = tuple(each for each in found if each.kind != "modified-release")
        return self._options[drug]

    def doses_before(self, step: Step) -> dict[str, dict[str, int]]:
        """ng by drug and time of day in the step before, or in the regimen at the start."""
        held = self.schedule.steps[step.number - 2].doses if step.number > 1 else self.request.regimen.doses
        day: dict[str, dict[str, int]] = {}
        for dose in held:
            day.setdefault(dose.drug, {})[dose.time] = to_ng(dose.mg)
        return day


def percent(part: Fraction, whole: Fraction) -> str:
    """A percentage to one decimal; 0 of nothing."""
    return plain(part * 100 / whole, 1) if whole else "0"
