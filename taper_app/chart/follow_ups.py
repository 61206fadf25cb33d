"""When a patient is seen again after the end of a plan, and what nobody leaves the list with."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from taper_app.chart.opening import opening_of
from taper_app.engine import load_care, load_catalogue, signs_found
from taper_app.models import Clinic, FollowUpDay, Plan
from taper_app.record import visit_of

SEVERE = 3


class Day(NamedTuple):
    """A planned follow-up: its day, and its kind as in FollowUpDay."""

    on: date
    kind: str = FollowUpDay.Kind.SERIES


def months_of(clinic: Clinic, end_reason: str) -> tuple[int, ...]:
    """Months after an end of this kind: the clinic's own where a plan was completed, if it has any, else those of the data."""
    own = tuple(clinic.follow_up_months) if end_reason == Plan.EndReason.COMPLETED else ()
    return own or load_care().follow_ups[end_reason].months


def series(clinic: Clinic, end_reason: str, ended_on: date) -> list[Day]:
    """The follow-ups that come of an end of this kind on that day; none after a death."""
    opening = opening_of(clinic)
    return [Day(opening.first(in_months(ended_on, each))) for each in months_of(clinic, end_reason)]


def in_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def planned(plan: Plan) -> list[Day]:
    """The follow-ups of a plan that are still to come, the first of them first."""
    return [Day(each.on, each.kind) for each in plan.follow_up_days.all()]


def with_next(days: Iterable[Day], next_on: date) -> list[Day]:
    """The days where the next follow-up is on `next_on`: it takes the place of those that it settles."""
    known = list(days)
    taken = [each for each in known if is_settled(each, next_on)]
    kind = taken[-1].kind if taken else FollowUpDay.Kind.SERIES
    return [Day(next_on, kind), *(each for each in known if each not in taken)]


def proposed(plan: Plan, seen_on: date) -> date | None:
    """The next follow-up to propose at one that takes place on `seen_on`; None where no more are planned."""
    return next((each.on for each in planned(plan) if not is_settled(each, seen_on)), None)


def is_settled(day: Day, by: date) -> bool:
    """Whether a follow-up on `by` takes the place of the planned one: it is no earlier, or by a few days only.

    A booster is meant for its day, so that nothing before it settles it.
    """
    early = load_catalogue().limits["follow_up_early_days"].most if day.kind == FollowUpDay.Kind.SERIES else 0
    return day.on <= by + timedelta(days=early)


def never_left_with(observations: Mapping[str, Any], red_flags: Iterable[str]) -> Iterator[str]:
    """What was found that no patient leaves the list with unless somebody says why, in words that begin a sentence."""
    if observations.get("relapse"):
        yield "a benzodiazepine or z-drug is taken again"
    found = danger(observations, red_flags)
    if found:
        yield found
    elif SEVERE in observations.get("symptoms", {}).values():
        yield "symptoms are severe"


def danger(observations: Mapping[str, Any], red_flags: Iterable[str]) -> str:
    """The danger sign that was found, in words that begin a sentence; empty where none was."""
    if list(red_flags):
        return "there is a red flag"
    tiers = {sign.tier for sign, _, _ in signs_found(visit_of(observations), load_catalogue())}
    return "symptoms are severe" if "severe" in tiers else ""
