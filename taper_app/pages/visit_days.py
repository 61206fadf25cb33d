"""What is said of the day of a next visit: why it is proposed, and that the clinic is closed on it."""

from datetime import date, timedelta

from taper_app.chart.opening import opening_of
from taper_app.engine import Schedule, next_change
from taper_app.models import Clinic
from taper_app.wording.days import clinic_day


def proposed_said(clinic: Clinic, schedule: Schedule, day: date | None) -> str:
    """Why this day is proposed; empty where none is."""
    if day is None:
        return ""
    change = next_change(schedule, day + timedelta(days=1))
    before = f", before the dose changes on {clinic_day(change)}" if change else ""
    return f"Proposed: {clinic_day(day)}{before}.{closed_said(clinic, day)}"


def closed_said(clinic: Clinic, day: date | None) -> str:
    """That the clinic is closed on that day, as a sentence of its own; empty where it is open."""
    return f" The clinic is closed on {clinic_day(day)}." if day and not opening_of(clinic).has(day) else ""
