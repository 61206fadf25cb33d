"""`Schedule`: the one value that is drawn. Screen, paper and JSON all read it, so they cannot differ."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from ..catalogue.medicine import medicine
from ..doses.products import Piece, plain_decimal
from ..doses.regimen import Dose, Held, Regimen, daily_mg, medicine_told, weekly_mg
from ..doses.week import DAYS, days_on, weekday_of
from ..text import plain
from .decided import Decided

KINDS = ("crossover", "stabilise", "reduce", "hold", "step-back", "maintain", "stop")


@dataclass(frozen=True, slots=True)
class StepDose:
    """One drug at one time of day in a step: exact mg and the pieces that make it.

    One that is not `made` has no pieces: it is taken as it was before the plan, until it is first reduced or moved.
    `weekdays` are the days of the week on which it is taken, Monday first: none named is every day.
    """

    time: str
    drug: str
    mg: Decimal
    pieces: tuple[Piece, ...]
    made: bool = True
    weekdays: tuple[str, ...] = ()

    def is_on(self, weekday: str) -> bool:
        """Whether it is taken on that day of the week."""
        return not self.weekdays or weekday in self.weekdays

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        pieces = [each.to_json() for each in self.pieces]
        told = {"time": self.time, **medicine_told(self.drug), "mg": plain_decimal(self.mg), "pieces": pieces}
        told |= {"weekdays": list(self.weekdays)} if self.weekdays else {}
        return told if self.made else told | {"made": False}


@dataclass(frozen=True)
class Step:
    """A stretch of days with one regimen. Its days may differ by day of the week: `equivalent` is then the mean of a week.

    What its doses come to is worked out when it is first asked for, and then known.

    `days` is None where the step has no end (an open hold, a maintenance dose) and 0 for the stop. `reduction` is the fall in
    mg diazepam equivalent from the step before (negative for a rise) and `reduction_percent` that fall as a percentage of the
    step before; both are what came out, not what was asked. `as_taken` marks a hold at a dose that was really taken and not
    planned, `edited` a step that a clinician changed by hand.
    """

    number: int
    kind: str
    starts_on: date
    days: int | None
    doses: tuple[StepDose, ...]
    equivalent: Fraction
    reduction: Fraction
    reduction_percent: Fraction
    closing: bool = False
    as_taken: bool = False
    edited: bool = False

    @property
    def ends_before(self) -> date | None:
        """The first day after the step; None where it has no end."""
        return None if self.days is None else self.starts_on + timedelta(days=self.days)

    @property
    def last_day(self) -> date | None:
        """The last day of the step (the day itself for the stop); None where it has no end."""
        return None if self.days is None else self.starts_on + timedelta(days=max(self.days - 1, 0))

    @property
    def falls(self) -> bool:
        """Whether it goes down in the taper proper; in a crossover a dose only moves."""
        return self.kind in ("reduce", "maintain", "stop") and self.reduction.numerator > 0

    @cached_property
    def mean(self) -> bool:
        """Whether its days differ by day of the week, so that what is said of a day is the mean of a week."""
        return any(each.weekdays for each in self.doses)

    @cached_property
    def daily_mg(self) -> Mapping[str, Decimal]:
        """Each drug's mg in the day; of a drug whose days differ the `mean` of its week, to two decimals: say "about"."""
        return daily_mg(self.doses)

    @cached_property
    def weekly_mg(self) -> Mapping[str, Decimal]:
        """Each drug's mg in a week, exactly."""
        return weekly_mg(self.doses)

    @cached_property
    def regimen(self) -> Regimen:
        """The step's doses without their pieces, each with its days of the week."""
        return Regimen(tuple(Dose(each.time, each.drug, each.mg, weekdays=each.weekdays) for each in self.doses))

    def on(self, day: date) -> tuple[StepDose, ...]:
        """The doses of a calendar day, whether or not the step is in force then."""
        return self.week[weekday_of(day)] if self.mean else self.doses

    @property
    def week(self) -> dict[str, tuple[StepDose, ...]]:
        """The doses of each day of the week, Monday first."""
        return {day: tuple(each for each in self.doses if each.is_on(day)) for day in DAYS}

    @property
    def highest(self) -> tuple[StepDose, ...]:
        """The doses of the day on which most is taken: of each drug and time of day the largest."""
        most: dict[tuple[str, str], StepDose] = {}
        for each in self.doses:
            key = each.time, each.drug
            most[key] = max(most.get(key, each), each, key=lambda dose: dose.mg)
        return tuple(most.values())

    @cached_property
    def highest_mg(self) -> Mapping[str, Decimal]:
        """Each drug's mg on the day on which most is taken: what every rule about a dose looks at."""
        return self.regimen.highest_day().daily_mg() if self.mean else self.daily_mg

    @cached_property
    def is_every_day(self) -> bool:
        """Whether something is taken on every day of the week."""
        some_days = {day for each in self.doses for day in each.weekdays}
        return any(not each.weekdays for each in self.doses) or len(some_days) == len(DAYS)

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it: doses exact, the equivalent to two decimals, the percentage to one."""
        marks = {name: True for name in ("mean", "as_taken", "edited") if getattr(self, name)}
        return {
            "number": self.number,
            "kind": self.kind,
            "starts_on": self.starts_on.isoformat(),
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "days": self.days,
            "doses": [each.to_json() for each in self.doses],
            "daily_mg": {drug: plain_decimal(mg) for drug, mg in self.daily_mg.items()},
            "diazepam_equivalent_mg": plain(self.equivalent, 2),
            "reduction_mg": plain(self.reduction, 2),
            "reduction_percent": plain(self.reduction_percent, 1),
            "closing": self.closing,
        } | marks


@dataclass(frozen=True, slots=True)
class Schedule:
    """Ordered, contiguous steps from the first change to the stop, and what they are measured by.

    `equivalence` is the id of the table, None when every drug is diazepam; `baseline_equivalent` is mg diazepam a day before
    the first step. `decided` is what was decided at visits beyond the request and stays in force; None where the steps tell all
    of it. `beside` is what is on record beside the doses of every day: as needed, kept steady, on some days, or never converted.
    """

    starts_on: date
    equivalence: str | None
    baseline_equivalent: Fraction
    steps: tuple[Step, ...]
    decided: Decided | None = None
    beside: tuple[Held, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day on which something is taken; None where the schedule ends in a dose without an end."""
        last = self.steps[-1]
        return last.starts_on - timedelta(days=1) if last.kind == "stop" else last.last_day

    @property
    def days(self) -> int:
        """Days from the first step to the stop, or to the start of a dose without an end."""
        return (self.steps[-1].starts_on - self.starts_on).days

    @property
    def weeks(self) -> Fraction:
        """`days` in weeks."""
        return Fraction(self.days, 7)

    @property
    def by_week(self) -> bool:
        """Whether the days of any step differ by day of the week."""
        return any(each.mean for each in self.steps)

    @property
    def pieces(self) -> Iterator[Piece]:
        """The pieces of every dose, step by step."""
        return (piece for step in self.steps for dose in step.doses for piece in dose.pieces)

    def in_force(self, on: date) -> Step | None:
        """The step that governs a day; None before the first. From the stop on it is the stop."""
        begun = [each for each in self.steps if each.starts_on <= on]
        return begun[-1] if begun else None

    def planned(self, on: date) -> Regimen | None:
        """What is to be taken on that calendar day, what is kept steady too; None before the first step."""
        week = self.planned_week(on)
        return week.on(weekday_of(on)) if week and week.by_days else week

    def planned_week(self, on: date) -> Regimen | None:
        """What is to be taken in the week of a day, each dose with its weekdays, what is kept steady too.

        None before the first step.
        """
        step = self.in_force(on)
        return replace(step.regimen, held=self.beside).every_day() if step else None

    def crossovers(self) -> dict[int, int]:
        """For the number of each step of a crossover the number of its first step; holds and steps back within it are of it.

        A hold at another dose than was planned ends it: what follows is a crossover from the dose taken then.
        """
        began: dict[int, int] = {}
        for step in self.steps:
            stays = step.kind == "hold" or (step.kind == "step-back" and not step.edited)
            within = stays and not step.as_taken and step.number - 1 in began
            if step.kind == "crossover" or within:
                began[step.number] = began.get(step.number - 1, step.number)
        return began

    def before(self, on: date) -> tuple[Step, ...]:
        """The steps of all days before `on`, the last of them cut off there."""
        begun = [each for each in self.steps if each.starts_on < on]
        return tuple(
            each if each.ends_before and each.ends_before <= on else replace(each, days=(on - each.starts_on).days)
            for each in begun
        )

    def supply(self, start: date | None = None, days: int | None = None) -> dict[str, Decimal]:
        """How many of each solid product (halves as 0.5) and mL or drops of each liquid a stretch of days needs, exactly.

        By calendar day, from `start` (default: the first day) for `days` (default: to the last dated day). A dose without an end
        is not counted.
        """
        begin = start or self.starts_on
        end = begin + timedelta(days=days) if days is not None else date.max
        total: dict[str, Decimal] = {}
        for step in self.steps:
            for dose, days_taken in _taken_within(step, begin, end):
                for piece in dose.pieces:
                    total[piece.product] = total.get(piece.product, Decimal(0)) + days_taken * piece.amount
        return total

    def not_counted(self, start: date | None = None, days: int | None = None) -> dict[tuple[str, str, Decimal], int]:
        """What a supply of the same days leaves out: doses without pieces, by time of day, drug and mg, with the days of each."""
        begin = start or self.starts_on
        end = begin + timedelta(days=days) if days is not None else date.max
        found: dict[tuple[str, str, Decimal], int] = {}
        for step in (each for each in self.steps if not all(dose.made for dose in each.doses)):
            for dose, days_taken in _taken_within(step, begin, end):
                if not dose.made:
                    key = dose.time, dose.drug, dose.mg
                    found[key] = found.get(key, 0) + days_taken
        return found

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        units = {each.product: "ml" if each.ml else "drops" for each in self.pieces if each.measured}
        return {
            "starts_on": self.starts_on.isoformat(),
            "last_day": self.last_day.isoformat() if self.last_day else None,
            "days": self.days,
            "weeks": plain(self.weeks, 1),
            "equivalence": self.equivalence,
            "baseline_equivalent_mg": plain(self.baseline_equivalent, 2),
            "steps": [each.to_json() for each in self.steps],
            "supply": [
                {"product": product, units.get(product, "count"): plain_decimal(amount)}
                for product, amount in sorted(self.supply().items())
            ],
        } | self._also_told()

    def _also_told(self) -> dict[str, Any]:
        """What is told only where there is some."""
        left_out = [
            {**medicine_told(drug), "time": time, "mg": plain_decimal(mg), "days": days}
            for (time, drug, mg), days in self.not_counted().items()
        ]
        told: dict[str, Any] = {"not_counted": left_out} if left_out else {}
        told |= {"beside": [each.to_json() for each in self.beside]} if self.beside else {}
        return told | ({"decided": self.decided.to_json()} if self.decided else {})

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Schedule":
        """The schedule that `to_json` wrote, with equivalents as they were printed; it writes the same JSON again.

        Raises LookupError, TypeError, ValueError or ArithmeticError for what is no schedule.
        """
        return cls(
            starts_on=date.fromisoformat(data["starts_on"]),
            equivalence=data["equivalence"],
            baseline_equivalent=Fraction(data["baseline_equivalent_mg"]),
            steps=tuple(_step_from_json(each) for each in data["steps"]),
            decided=Decided.from_json(data["decided"]) if "decided" in data else None,
            beside=tuple(Held.from_json(each) for each in data.get("beside", ())),
        )


def _taken_within(step: Step, begin: date, end: date) -> Iterator[tuple[StepDose, int]]:
    """The doses of a step with an end, each with the days from `begin` until before `end` on which it is taken, if any."""
    if step.ends_before is None:
        return
    first = max(step.starts_on, begin)
    days = (min(step.ends_before, end) - first).days
    for dose in step.doses if days > 0 else ():
        if taken := days_on(dose.weekdays, first, days):
            yield dose, taken


def _step_from_json(data: Mapping[str, Any]) -> Step:
    return Step(
        number=data["number"],
        kind=data["kind"],
        starts_on=date.fromisoformat(data["starts_on"]),
        days=data["days"],
        doses=_doses_from_json(data["doses"]),
        equivalent=Fraction(data["diazepam_equivalent_mg"]),
        reduction=Fraction(data["reduction_mg"]),
        reduction_percent=Fraction(data["reduction_percent"]),
        closing=data["closing"],
        as_taken=data.get("as_taken", False),
        edited=data.get("edited", False),
    )


def _doses_from_json(doses: Iterable[Mapping[str, Any]]) -> tuple[StepDose, ...]:
    return tuple(
        StepDose(
            each["time"],
            medicine(each["drug"], each.get("release", "plain")),
            Decimal(each["mg"]),
            tuple(Piece.from_json(piece) for piece in each["pieces"]),
            each.get("made", True),
            tuple(each.get("weekdays", ())),
        )
        for each in doses
    )
