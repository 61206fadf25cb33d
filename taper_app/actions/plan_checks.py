"""What is done beside the dose and recorded with a plan: the register was checked, the agreement was talked through."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from taper_app.actions import audit, patients
from taper_app.engine import load_care, load_catalogue
from taper_app.models import Plan, PlanCheck, User


@transaction.atomic
def record_plan_check(*, plan: Plan, kind: str, today: date, by: User) -> PlanCheck | None:
    """Keep that it was done today; None where that is kept already.

    Raises ValidationError for what is not asked in this market, and for a plan that is not open; PermissionDenied. Then nothing
    is kept.
    """
    patient = patients.lock(plan.patient)
    kept = Plan.objects.get(pk=plan.pk)
    if kept.state != Plan.State.OPEN:
        raise ValidationError("This plan is not open any more.")
    if kept.checks.filter(kind=kind, done_on=today).exists():
        return None
    (made,) = keep(kept, [kind], today, by)
    told = {"kind": kind, "done_on": today}
    audit.record(clinic=patient.clinic, by=by, action="record_plan_check", subject=f"plan {kept.code}", after=told)
    return made


def keep(plan: Plan, kinds: Iterable[str], on: date, by: User) -> list[PlanCheck]:
    """Keep each of them as of a day, inside the transaction of whoever tells of it. Raises ValidationError."""
    known = load_care().checks_for(load_catalogue().markets[plan.patient.clinic.market].register)
    if unknown := [each for each in kinds if each not in known]:
        raise ValidationError(f"Not recorded with a plan here: {', '.join(unknown)}.")
    now = timezone.now()
    return [PlanCheck.objects.create(plan=plan, kind=each, done_on=on, recorded_at=now, recorded_by=by) for each in kinds]
