"""What is weighed with a patient before a first plan. Each time is kept; the newest counts."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from taper_app.actions import audit, patients
from taper_app.chart.in_error import refuse_struck_patient
from taper_app.chart.weighing import newest, told
from taper_app.engine import load_care
from taper_app.models import Patient, User, Weighing
from taper_app.models.weighing import Weighed


class WeighingChanged(Exception):
    """Somebody else has weighed it since the form was opened. `weighing` is what they kept."""

    def __init__(self, message: str, weighing: Weighing) -> None:
        super().__init__(message)
        self.weighing = weighing


@transaction.atomic
def record_weighing(*, patient: Patient, seen: int, weighed: Weighed, today: date, by: User) -> Weighing:
    """Keep what spoke for and against a taper today, and what came of it.

    `seen` is the number of the newest when the form was opened (0: none). The same sent twice on a day is kept once. Raises
    WeighingChanged, StruckOut, PermissionDenied, and ValidationError for a reason or setting that Taper does not know or what the
    database would refuse; then nothing is kept.
    """
    kept = patients.lock(patient)
    refuse_struck_patient(kept)
    refuse_unknown(weighed)
    before = newest(kept)
    if before and before.number > seen:
        if before.weighed_on == today and told(before) == weighed:
            return before
        raise WeighingChanged("Somebody else has weighed this since the page was opened.", before)
    number = before.number + 1 if before else 1
    weighing = Weighing(
        patient=kept,
        number=number,
        weighed_on=today,
        reasons=weighed["reasons"],
        wants=weighed["wants"],
        fears=weighed["fears"],
        readiness=weighed["readiness"],
        own_words=weighed["own_words"],
        helper=weighed["helper"],
        setting=weighed["setting"],
        conclusion=weighed["conclusion"],
        ask_again_on=weighed["ask_again_on"],
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    weighing.full_clean()
    weighing.save()
    subject, was = f"patient {kept.code}", before and told(before)
    audit.record(clinic=kept.clinic, by=by, action="record_weighing", subject=subject, before=was, after=weighed)
    return weighing


def refuse_unknown(weighed: Weighed) -> None:
    """Raises ValidationError for a reason or a setting that the data file has not."""
    care = load_care()
    reasons = {each.id for side in ("for", "against") for each in care.weighed_on(side)}
    if unknown := set(weighed["reasons"]) - reasons:
        raise ValidationError({"reasons": f"Taper does not know {', '.join(sorted(unknown))}."})
    if weighed["setting"] not in {"", *(each.id for each in care.weighed_on("setting"))}:
        raise ValidationError({"setting": f"Taper does not know {weighed['setting']}."})
