"""The glass is broken: somebody reads a patient of another clinic, or one whom their role does not see.

Emergency access is there for everybody who has an account, is found by exact facts alone, changes nothing, ends by itself, and is
seen by the patient's clinic while it lasts and afterwards.
"""

from datetime import date, datetime, timedelta
from math import ceil

from django.db import transaction
from django.db.models import Q

from taper_app.models import AuditEvent, OutsideReading, Patient, User
from taper_app.roles import May

from . import audit

LASTS = timedelta(hours=4)
TRIES, TRIED_IN = 10, timedelta(hours=1)
SOUGHT = "seek_outside"


class TooManyTries(Exception):
    """Somebody tries identifiers: `wait` is how many seconds until the next try is answered."""

    def __init__(self, wait: int) -> None:
        minutes = ceil(wait / 60)
        said = f"{minutes} minutes" if minutes > 1 else "a minute"
        super().__init__(f"You have looked for {TRIES} patients within an hour. Wait {said}, or call the patient’s clinic.")
        self.wait = wait


def read_from_outside(*, by: User, identifier: str, born_on: date, reason: str, now: datetime) -> list[OutsideReading]:
    """A reading of each patient with exactly this identifier and day of birth whom `by` does not see anyway.
    Each try is an event of one's own clinic, each reading one of both. Raises TooManyTries, PermissionDenied."""
    found = Patient.objects.filter(identifier=identifier, born_on=born_on, entered_in_error=False).select_related("clinic")
    if May.READ in by.may:
        found = found.exclude(clinic=by.clinic_id)
    there = list(found.order_by("pk"))
    count_try(by, len(there), now)
    return [begin(patient, by, reason, now) for patient in there]


@transaction.atomic
def count_try(by: User, found: int, now: datetime) -> None:
    """The event of a try, kept whatever comes of it. Raises TooManyTries, PermissionDenied."""
    audit.refuse_closed(by)  # which holds the account: tries that are sent at one moment are counted one after the other
    tried = AuditEvent.objects.filter(clinic=by.clinic_id, by=by, action=SOUGHT, at__gt=now - TRIED_IN).order_by("-at")
    if earlier := list(tried.values_list("at", flat=True)[:TRIES])[TRIES - 1 :]:
        raise TooManyTries(ceil((earlier[0] + TRIED_IN - now).total_seconds()))
    audit.append(clinic=by.clinic_id, by=by.pk, action=SOUGHT, subject="outside", after={"found": found})


@transaction.atomic
def begin(patient: Patient, by: User, reason: str, now: datetime) -> OutsideReading:
    """One reading, and its events: the reason stands in that of the patient's clinic. A transaction for each, since each holds
    the chains of two clinics, and those of several are in no order."""
    reading = OutsideReading(patient=patient, by=by, reason=reason, began_at=now, ends_at=now + LASTS)
    reading.full_clean()
    reading.save()
    after = {"by": by.get_full_name(), "of": by.clinic.name, "reason": reason, "ends_at": reading.ends_at}
    audit.record_outside(patient=patient, reader=by, by=by, action="read_from_outside", after=after)
    return reading


@transaction.atomic
def end_reading(*, by: User, number: int, now: datetime) -> OutsideReading | None:
    """The glass is whole again: all that the same person has open of the patient ends. None where there is no such reading any
    more, and so where it is of other people and another clinic's patient: of those nobody learns that there is one.

    Raises PermissionDenied for whoever does not administer the patient's clinic.
    """
    theirs = Q(by=by) | Q(patient__clinic=by.clinic_id)
    reading = OutsideReading.objects.open_at(now).filter(theirs, pk=number).select_related("patient__clinic", "by").first()
    if reading is None:
        return None
    if reading.by_id != by.pk:
        audit.refuse_closed(by, May.ADMINISTER)
    alike = OutsideReading.objects.open_at(now).filter(patient=reading.patient_id, by=reading.by_id)
    held = [each.pk for each in alike.select_for_update().order_by("pk")]  # in one order, whichever of them is ended
    if number not in held:
        return None  # somebody ended it a moment ago
    alike.update(ended_at=now)
    audit.record_outside(
        patient=reading.patient,
        reader=reading.by,
        by=by,
        action="end_outside_reading",
        after={"read_by": reading.by.get_full_name()},
    )
    return reading
