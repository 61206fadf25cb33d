"""What is offered instead of what was asked: a change to the request, and how gentle what comes of it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from ..catalogue.facts import Catalogue
from ..rules.findings import Finding
from ..taper.schedule import Schedule
from ..taper.strategy import Request
from ..text import plain
from .request import parse_request
from .weighed import weighed_told


@dataclass(frozen=True, slots=True)
class Alternative:
    """A change that works: a sentence, the weeks that the taper then takes, and the fields to lay over the request.

    `cautions` are those that it brings for this patient, one of a rule, what matters most first.
    """

    message: str
    weeks: Fraction
    change: dict[str, Any]
    cautions: tuple[Finding, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        told = {"message": self.message, "weeks": plain(self.weeks, 1), "change": self.change}
        return told | (weighed_told(self.cautions) if self.cautions else {})


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What is said of a decision that changes no dose and no date, and what would change them, each with its new stop.

    `change` of an alternative may also be `days` of a hold.
    """

    message: str
    alternatives: tuple[Alternative, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {"message": self.message, "alternatives": [each.to_json() for each in self.alternatives]}


def until_the_stop(words: str, schedule: Schedule, change: dict[str, Any], cautions: tuple[Finding, ...] = ()) -> Alternative:
    """What would change a plan, with its weeks and, where it has a stop, the day of it."""
    stop = schedule.steps[-1]
    day = f", to the stop on {stop.starts_on.strftime('%d-%b-%Y')}" if stop.kind == "stop" else ""
    message = f"{words[:1].upper()}{words[1:]}: {plain(schedule.weeks, 1)} weeks{day}."
    return Alternative(message, schedule.weeks, change, cautions)


OF_THE_REQUEST = ("equivalence", "equivalence_for", "regimen", "taper_anyway")
"""What a change sets beside fields of the strategy."""


def laid_over(request: Request, change: Mapping[str, Any], catalogue: Catalogue) -> Request:
    """The request with the fields of a change: those of the strategy, or OF_THE_REQUEST. Raises BadRequest."""
    fields = request.to_json()
    for name, value in change.items():
        (fields if name in OF_THE_REQUEST else fields["strategy"])[name] = value
    return replace(parse_request(fields, catalogue), taken_for=request.taken_for)


class Build(Protocol):
    """Makes the schedule of a request, at least so many days long, by default the envelope's; raises a Refusal."""

    def __call__(self, asked: Request, least_days: int | None = None) -> Schedule: ...


Weigh = Callable[[Request, Schedule], tuple[Finding, ...] | None]
"""The cautions that the schedule of a request brings for this patient, one of a rule; None where a rule blocks it."""


def gentleness(schedule: Schedule, closing_mg: Decimal, since: date = date.min) -> tuple[Fraction, Fraction, Fraction]:
    """Less is gentler: the largest fall in percent, then the dose in mg diazepam that is stopped from, then fewer weeks.

    Of the steps from `since` on. A stop is a fall of 100 %, save one from at most `closing_mg`: every taper to zero ends in one.
    """
    steps = [each for each in schedule.steps if each.starts_on >= since]
    stopped_from = max((each.reduction for each in steps if each.kind == "stop"), default=Fraction(0))
    counted = (each for each in steps if each.kind != "stop" or each.reduction > closing_mg)
    return max((each.reduction_percent for each in counted), default=Fraction(0)), stopped_from, -schedule.weeks


def coarseness(schedule: Schedule, closing_mg: Decimal, since: date = date.min) -> tuple[Fraction, Fraction, Fraction]:
    """Of the falls above every limit, the stop included: the largest in percent, the largest in mg diazepam, and their sum.

    Of the steps from `since` on; less is finer.
    """
    coarse = [each for each in schedule.steps if each.closing and each.reduction > closing_mg and each.starts_on >= since]
    falls = [each.reduction for each in coarse]
    return (
        max((each.reduction_percent for each in coarse), default=Fraction(0)),
        max(falls, default=Fraction(0)),
        sum(falls, Fraction(0)),
    )
