"""When a clinic is open, and the days for visits that come of it."""

from datetime import date, timedelta

from taper_app.engine import Opening, Schedule, next_change
from taper_app.models import Clinic

USUAL_WAIT_DAYS = 7
"""After a visit that was missed."""


def opening_of(clinic: Clinic) -> Opening:
    """The days of the week on which the clinic is open, and the single days on which it is not."""
    return Opening(frozenset(clinic.open_weekdays), frozenset(map(date.fromisoformat, clinic.closed_on)))


def after_missed(clinic: Clinic, schedule: Schedule, today: date) -> date:
    """The day to propose where a patient did not come: within a week, and before the dose changes if it can be."""
    opening, latest = opening_of(clinic), today + timedelta(days=USUAL_WAIT_DAYS)
    changes_on = next_change(schedule, today + timedelta(days=1))
    before = [changes_on - timedelta(days=1)] if changes_on else []
    found = (opening.last(day, today) for day in sorted({*before, latest}) if day <= latest)
    return next((day for day in found if day), opening.first(today + timedelta(days=1)))
