"""What a choice would do to a patient: one plan with its figures, and several of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from ..catalogue.facts import Catalogue
from ..doses.week import a_week
from ..rules.findings import Finding
from ..taper.schedule import Schedule, Step
from ..taper.strategy import Strategy
from ..text import plain
from .offers import gentleness


@dataclass(frozen=True, slots=True)
class Outcome:
    """One plan that a choice would make: the fields that it lays over what is fixed, and what comes of it.

    Of its `findings` those that stand against it can be read, no info. Reductions are those from `since` on; `preset` is the
    published pace that it goes by, "" where it is none. `top_finding` is what stands against it the most; None where nothing
    does.
    """

    change: Mapping[str, Any]
    strategy: Strategy
    schedule: Schedule
    findings: tuple[Finding, ...]
    since: date
    preset: str = ""
    top_finding: Finding | None = None

    @property
    def reductions(self) -> list[Step]:
        """The falls that are still to come."""
        return [each for each in self.schedule.steps if each.falls and each.starts_on >= self.since]

    @property
    def stop_on(self) -> date | None:
        """The day of the stop; None where the plan has none."""
        last = self.schedule.steps[-1]
        return last.starts_on if last.kind == "stop" else None

    @property
    def largest(self) -> Step | None:
        """The largest reduction that is still to come, the stop left out: from a last small dose it is always the whole of it."""
        return max(
            (each for each in self.reductions if each.kind != "stop"), key=lambda each: each.reduction_percent, default=None
        )

    @property
    def largest_before_closing(self) -> Step | None:
        """The largest reduction that is still to come, closing reductions and the stop left out, as pages say it."""
        return max((each for each in self.reductions if not each.closing), key=lambda each: each.reduction_percent, default=None)

    @property
    def curve(self) -> list[tuple[date, Fraction]]:
        """The days from `since` on from which another amount is taken, each with its mg diazepam a day."""
        since, steps = max(self.since, self.schedule.starts_on), self.schedule.steps
        ahead = (each for each in steps if each.ends_before is None or each.ends_before > since or each is steps[-1])
        return [(max(each.starts_on, since), each.equivalent) for each in ahead]

    @property
    def before(self) -> Fraction:
        """What is taken until `since`, in mg diazepam a day."""
        running = self.schedule.in_force(max(self.since, self.schedule.starts_on) - timedelta(days=1))
        return running.equivalent if running else self.schedule.baseline_equivalent

    @property
    def weeks(self) -> Fraction:
        """From `since` to the last change."""
        days = self.curve
        return Fraction((days[-1][0] - days[0][0]).days, 7)

    @property
    def splits_a_week(self) -> int:
        """The tablets to be cut in the week with the most of them: a half or a quarter taken on a day is one."""
        return max(map(_cut_in_a_week, self._ahead), default=0)

    @property
    def largest_volume_ml(self) -> Decimal | None:
        """The most of a liquid in one dose; None where there is none."""
        return max((piece.ml for each in self._ahead for dose in each.doses for piece in dose.pieces if piece.ml), default=None)

    @property
    def _ahead(self) -> list[Step]:
        return [each for each in self.schedule.steps if each.starts_on >= self.since]

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it; the curve is mg diazepam a day from each day on, counted from the first."""
        first, largest, top = next(iter(self.reductions), None), self.largest, self.top_finding
        begins_on, steps = self.schedule.starts_on, self.schedule.steps
        return {
            "change": dict(self.change),
            "method": self.strategy.method,
            "weeks": plain(self.schedule.weeks, 1),
            "stop_on": self.stop_on.isoformat() if self.stop_on else None,
            "steps": len(steps),
            "first_reduction_percent": plain(first.reduction_percent, 1) if first else None,
            "largest_reduction_percent": plain(largest.reduction_percent, 1) if largest else None,
            "splits_a_week": self.splits_a_week,
            "largest_volume_ml": None if self.largest_volume_ml is None else plain(Fraction(self.largest_volume_ml), 2),
            "findings": {level: sum(each.severity == level for each in self.findings) for level in ("block", "caution")},
            "top_finding": top.to_json() if top else None,
            "preset": self.preset or None,
            "curve": [[(each.starts_on - begins_on).days, plain(each.equivalent, 2)] for each in steps],
        }


class NotPossible(NamedTuple):
    """A choice that makes no plan: the fields that it would lay over what is fixed, and why not."""

    change: Mapping[str, Any]
    code: str
    message: str


class Outcomes(NamedTuple):
    """The plans, the gentlest first, and the choices that make none."""

    outcomes: tuple[Outcome, ...]
    not_possible: tuple[NotPossible, ...]

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        missing = [{**each._asdict(), "change": dict(each.change)} for each in self.not_possible]
        return {"outcomes": [each.to_json() for each in self.outcomes], "not_possible": missing}


def gentlest_first(found: Iterable[Outcome], catalogue: Catalogue) -> tuple[Outcome, ...]:
    """Plans in the order in which they are told."""
    closing_mg = catalogue.envelope.closing_mg
    return tuple(sorted(found, key=lambda each: gentleness(each.schedule, closing_mg, each.since)))


def _cut_in_a_week(step: Step) -> int:
    return sum(a_week(dose.weekdays) for dose in step.doses for each in dose.pieces if (each.count or Decimal(0)) % 1)
