"""Whose record was kept for as long as the rule wants it."""

from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from taper_app.chart.retention import due, kept_until, years_later
from taper_app.models import Clinic, Plan
from tests.actions.visits import TODAY, begin
from tests.clinic import first_clinician, first_patient, on_monday

pytestmark = pytest.mark.django_db


def test_years_are_those_of_the_calendar():
    """Of 29 February it is 1 March where there is none."""
    assert years_later(date(2024, 2, 29), 1) == date(2025, 3, 1)


def test_who_is_due(db):
    """From so many years after the last entry on, and not a day before; not while a plan is open, not before the age, and after a
    death by the day of it. Opening a record is no entry."""
    with on_monday():
        by = first_clinician()
        patient = first_patient(by)
        plan = begin(patient, by)
    clinic = by.clinic
    assert list(due(clinic, date(2090, 1, 1))) == []
    Plan.objects.filter(pk=plan.pk).update(state="ended", end_reason="transferred", ended_on=TODAY, next_review_on=None)
    assert [each.code for each in due(clinic, date(2047, 1, 4))] == [patient.code]
    assert list(due(clinic, date(2047, 1, 3))) == []
    clinic.keep_years = 8
    clinic.save()
    assert kept_until(patient, clinic).due_on == date(2035, 1, 4)
    patient.born_on = date(2015, 5, 17)
    assert kept_until(patient, clinic).due_on == date(2041, 5, 17)
    Plan.objects.filter(pk=plan.pk).update(end_reason="died", ended_on=date(2026, 1, 1))
    clinic.keep_years = None
    assert kept_until(patient, clinic).due_on == date(2036, 1, 1)
    told = StringIO()
    with time_machine.travel(date(2040, 1, 1)):
        call_command("retention", stdout=told)
    assert f"{patient.code}  last entry 2026-01-01  due since 2034-01-01" in told.getvalue()
    assert "Rowan" not in told.getvalue()


@pytest.mark.parametrize("market, origin", [("uk", "26 (the same code)"), ("us", "28 (ours: no source names an age")])
def test_where_the_age_of_the_young_is_from(clinic, market, origin):
    """The list says of the age until which a young person's record is kept whether a source names it."""
    Clinic.objects.update(market=market)
    told = StringIO()
    call_command("retention", stdout=told)
    assert f"of who was young not before the age of {origin}" in told.getvalue()
