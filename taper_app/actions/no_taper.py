"""That no taper is planned: a decision in its own right."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from taper_app.actions import audit, patients
from taper_app.actions.seen import refuse_changed
from taper_app.actions.unseen import refuse_unseen
from taper_app.chart.need import guideline_says
from taper_app.chart.refused import NotIssued
from taper_app.engine import REASON_WANTED, is_reason
from taper_app.models import NoTaper, Patient, Plan, User
from taper_app.seals import sha256


class NothingToDecide(NotIssued):
    """A plan is open, nothing is taken, or nobody says why."""


@transaction.atomic
def record_no_taper(
    *, patient: Patient, taken: Sequence[str], reason: str, seen: str | None = None, today: date, by: User
) -> NoTaper:
    """Keep that no taper is planned for what the patient takes today, with what guidelines say of such use.

    `taken` is that in words, a sentence a medicine, as it stands now; `seen` is what `seen_no_taper` gave when the page was
    opened. The same reason sent twice on a day is kept once. Raises NothingToDecide, seen.Changed, TextUnseen, StruckOut and
    PermissionDenied; then nothing is kept.
    """
    kept, why = patients.lock(patient), reason.strip()
    refuse_unseen(why, list(taken))
    if kept.plans.filter(state=Plan.State.OPEN).exists():
        raise NothingToDecide("The patient has an open plan. End that plan first.")
    if not taken:
        raise NothingToDecide("Nothing is taken, so there is nothing to decide. Enter what the patient takes first.")
    if not is_reason(why):
        raise NothingToDecide(f"Write why no taper is planned, {REASON_WANTED}.")
    before = kept.no_tapers.order_by("-number").first()
    if before and (before.decided_on, before.reason, before.recorded_by_id) == (today, why, by.pk):
        return before
    refuse_changed(seen_no_taper(kept, taken), seen)
    said = NoTaper(
        patient=kept,
        number=before.number + 1 if before else 1,
        decided_on=today,
        taken=list(taken),
        guideline=guideline_says(kept, today),
        reason=why,
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    said.full_clean()
    said.save()
    subject = f"patient {kept.code}"
    audit.record(clinic=kept.clinic, by=by, action="record_no_taper", subject=subject, after=audit.told(said))
    return said


def seen_no_taper(patient: Patient, taken: Sequence[str]) -> str:
    """What a page carries of what it was opened on: what is taken, and the decisions so far."""
    return sha256({"taken": list(taken), "decided": patient.no_tapers.count()})
