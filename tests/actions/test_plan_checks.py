"""What is recorded with a plan: the register was looked up, the agreement was talked through; the day and who."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from taper_app.actions import plan_checks
from taper_app.engine import load_care
from taper_app.models import AuditEvent, Clinic, PlanCheck

from .visits import TODAY, begin, regimen, visit


@pytest.fixture
def plan(patient, clinician):
    return begin(patient, clinician)


def record(plan, by, kind="agreement", today=TODAY):
    return plan_checks.record_plan_check(plan=plan, kind=kind, today=today, by=by)


def test_the_day_and_who_are_kept(plan, clinician):
    """Each time it is done, once a day."""
    made = record(plan, clinician)
    assert (made.kind, made.done_on, made.recorded_by) == ("agreement", TODAY, clinician)
    assert record(plan, clinician) is None
    record(plan, clinician, today=TODAY + timedelta(days=90))
    assert [each.done_on for each in plan.checks.all()] == [TODAY, TODAY + timedelta(days=90)]
    assert AuditEvent.objects.filter(action="record_plan_check").count() == 2


def test_the_register_is_asked_only_where_there_is_one(plan, clinician):
    """The United States have one; a clinic of the United Kingdom is refused."""
    with pytest.raises(ValidationError):
        record(plan, clinician, "register")
    Clinic.objects.update(market="us")
    plan.refresh_from_db()
    assert record(type(plan).objects.get(pk=plan.pk), clinician, "register").kind == "register"
    assert list(load_care().checks_for("")) == ["agreement"]
    assert [each.name for each in load_care().checks_for("PDMP").values()] == ["PDMP checked", "Agreement talked through"]


def test_what_nobody_knows_and_a_plan_that_has_ended_are_refused(plan, clinician):
    """Nothing is kept."""
    with pytest.raises(ValidationError):
        record(plan, clinician, "luck")
    visit(plan, clinician, TODAY + timedelta(days=30), "end", taken=regimen(), next_review_on=None)
    with pytest.raises(ValidationError, match="not open any more"):
        record(plan, clinician, today=TODAY + timedelta(days=31))
    assert not PlanCheck.objects.exists()


def test_another_clinics_clinician_records_nothing(plan, other_clinician):
    """And leaves no trace."""
    with pytest.raises(PermissionDenied):
        record(plan, other_clinician)
    assert not PlanCheck.objects.exists()


@pytest.mark.any_database
def test_what_the_database_refuses(plan, clinician):
    """The same twice on a day, and a check of nothing."""
    record(plan, clinician)
    own = {"plan": plan, "done_on": TODAY, "recorded_at": "2027-01-04T10:00Z", "recorded_by": clinician}
    for kind in ("agreement", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanCheck.objects.create(kind=kind, **own)
