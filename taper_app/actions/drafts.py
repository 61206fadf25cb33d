"""A half-filled form, kept for its user. It is not part of the record, so no audit event goes with it."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from taper_app.actions import audit
from taper_app.models import Draft, Patient, User


@transaction.atomic
def save_draft(*, patient: Patient, data: Mapping[str, object], by: User, purpose: str = "plan") -> Draft:
    """Keep what the user has filled in for this patient, over what was kept before. `purpose` is plan or review."""
    if by.clinic_id != patient.clinic_id:
        raise PermissionDenied(f"{by.username} is not of this patient's clinic.")
    audit.refuse_closed(by)
    values = {"data": storable(data), "saved_at": timezone.now()}
    return Draft.objects.update_or_create(user=by, patient=patient, purpose=purpose, defaults=values)[0]


def drop_draft(*, patient: Patient, by: User, purpose: str = "plan") -> None:
    """Forget the user's draft of this purpose for this patient, if there is one."""
    Draft.objects.filter(user=by, patient=patient, purpose=purpose).delete()


def storable(value: object) -> object:
    """The same value with the one character that PostgreSQL cannot keep replaced, wherever it stands."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, Mapping):
        return {storable(key): storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each) for each in value]
    return value
