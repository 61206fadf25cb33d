"""The patient's relapse plan: written down anew each time, never changed; the newest counts."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from taper_app.actions import audit, patients
from taper_app.chart.relapse_plan import newest
from taper_app.models import Patient, RelapsePlan, User
from taper_app.models.relapse_plan import PARTS


class RelapsePlanChanged(Exception):
    """Somebody else has written it down anew since the form was opened. `plan` is what stands there now."""

    def __init__(self, message: str, plan: RelapsePlan) -> None:
        super().__init__(message)
        self.plan = plan


@transaction.atomic
def record_relapse_plan(*, patient: Patient, seen: int, said: Mapping[str, str], today: date, by: User) -> RelapsePlan | None:
    """Keep what each of PARTS says; None where that is as it stood, and nothing is kept.

    `seen` is the number of the newest when the form was opened (0: none). Raises RelapsePlanChanged, ValidationError naming the
    part that names a dose or cannot be read, and PermissionDenied; then nothing is kept.
    """
    kept = patients.lock(patient)
    before, after = newest(kept), {name: said.get(name, "").strip() for name in PARTS}
    if told(before) == after:
        return None
    if before and before.number > seen:
        raise RelapsePlanChanged("Somebody else has changed this since the page was opened.", before)
    number = before.number + 1 if before else 1
    plan = RelapsePlan(
        patient=kept,
        number=number,
        written_on=today,
        triggers=after["triggers"],
        early_signs=after["early_signs"],
        what_helps=after["what_helps"],
        contacts=after["contacts"],
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    plan.full_clean()
    plan.save()
    subject = f"patient {kept.code}"
    audit.record(
        clinic=kept.clinic, by=by, action="record_relapse_plan", subject=subject, before=before and told(before), after=after
    )
    return plan


def told(plan: RelapsePlan | None) -> dict[str, str]:
    """What it says, part by part."""
    return {name: getattr(plan, name) if plan else "" for name in PARTS}
