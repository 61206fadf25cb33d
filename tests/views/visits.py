"""Visits on given days, each recorded as if it were that day."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import time_machine

from taper_app.actions import reviews
from taper_app.actions.visits import FollowUp, MissedVisit
from taper_app.models import Plan
from taper_app.pages.progress import regimen_of
from tests.actions import visits


def on_day(day: date):
    """It is ten in the morning of this day."""
    return time_machine.travel(datetime.combine(day, time(10), tzinfo=UTC), tick=False)


def visit(plan, by, on, decision="continue", days=None, *, next_in=14, taken=None, **changes):
    """The patient was seen on this day; without `taken`, what is taken is what was planned."""
    changes |= {"taken": regimen_of(taken)} if taken is not None else {}
    with on_day(on):
        return visits.visit(plan, by, on, decision, days, next_review_on=in_days(on, next_in), **changes)


def missed(plan, by, on, *, next_in=7, notes=""):
    """The patient did not come on this day."""
    told = MissedVisit(
        seen_review=max(plan.reviews.values_list("number", flat=True), default=0),
        token=uuid4(),
        missed_on=on,
        next_review_on=in_days(on, next_in),
        old_paper="left",
        notes=notes,
    )
    with on_day(on):
        return reviews.record_missed(plan=Plan.objects.get(pk=plan.pk), missed=told, today=on, by=by)


def follow_up(plan, by, on, *, next_in=None, **changes):
    """The patient was seen after the end of the plan."""
    usual = {"observations": {}, "red_flags": [], "relapse": False, "notes": "", "token": uuid4()}
    told = FollowUp(reviewed_on=on, next_review_on=in_days(on, next_in), **usual | changes)
    with on_day(on):
        return reviews.record_follow_up(plan=Plan.objects.get(pk=plan.pk), follow_up=told, today=on, by=by)


def in_days(on, days):
    """The day so many days later; none for none."""
    return on + timedelta(days=days) if days else None
