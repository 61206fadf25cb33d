"""The audit event that goes with every change, in the same transaction."""

from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone

from taper_app.models import AuditEvent, Clinic, User


def record(*, clinic: Clinic, by: User, action: str, subject: str, before: object = None, after: object = None) -> AuditEvent:
    """Keep who did what to what. Raises PermissionDenied, which undoes the change, for a user of another clinic or an
    account that is closed."""
    if by.clinic_id != clinic.pk:
        raise PermissionDenied(f"{by.username} is not of this clinic.")
    refuse_closed(by)
    return AuditEvent.objects.create(
        clinic=clinic, at=timezone.now(), by=by, action=action, subject=subject, before=before, after=after
    )


def refuse_closed(by: User) -> None:
    """Raises PermissionDenied for an account that is closed by now, whatever it was when the request began."""
    if not User.objects.filter(pk=by.pk, is_active=True).exists():
        raise PermissionDenied(f"The account {by.username} is closed.")


def told(thing: models.Model) -> dict[str, object]:
    """The record's own columns by name, as an audit event keeps them."""
    return {field.attname: getattr(thing, field.attname) for field in thing._meta.concrete_fields if not field.primary_key}
