"""Whose record has been kept for as long as the clinic's rule wants it. Nothing is taken away here."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Max

from taper_app.chart.whole_record import events
from taper_app.engine import load_catalogue
from taper_app.models import Clinic, Patient, Plan

ONLY_LOOKED = ("open_page", "open_public_page", "print_paper", "export_record", "refuse_identity")
"""What is no entry in the record."""


class Due(NamedTuple):
    """A patient, the day of the last entry or of the death, and the day from which the record need be kept no longer."""

    code: str
    last_on: date
    due_on: date


def due(clinic: Clinic, today: date) -> Iterator[Due]:
    """Each patient of the clinic who has no open plan and is past the rule, the longest past first."""
    patients = clinic.patients.exclude(plans__state=Plan.State.OPEN).order_by("pk")
    found = (kept_until(each, clinic) for each in patients.iterator(500))
    yield from sorted((each for each in found if each.due_on <= today), key=lambda each: each.due_on)


def kept_until(patient: Patient, clinic: Clinic) -> Due:
    """How long the record of a patient is kept: so many years after the last entry, and not less than to an age; after a death
    so many years from it."""
    rule = load_catalogue().markets[clinic.market].keep
    if died := patient.plans.filter(end_reason=Plan.EndReason.DIED).order_by("ended_on").first():
        on = died.ended_on or patient.born_on
        return Due(patient.code, on, years_later(on, clinic.keep_years or rule.after_death))
    last = events(patient).exclude(action__in=ONLY_LOOKED).aggregate(last=Max("at"))["last"]
    on = last.astimezone(ZoneInfo(clinic.time_zone)).date() if last else patient.born_on
    until = max(years_later(on, clinic.keep_years or rule.years), years_later(patient.born_on, rule.until_age))
    return Due(patient.code, on, until)


def years_later(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the day after where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
