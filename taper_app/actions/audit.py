"""The event of everything that is done: with a change in its transaction, with what is only read just before the answer."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models
from django.utils import timezone

from taper_app.faults import UNWRITABLE, Fault, notice, unwritable_now
from taper_app.models import AuditEvent, Clinic, Patient, User
from taper_app.roles import WHO, May, needed, permissions

from .chain import extend, extend_when_due
from .openings import Opening, bring_in_if_any, put_aside


def record(*, clinic: Clinic, by: User, action: str, subject: str, before: object = None, after: object = None) -> AuditEvent:
    """Keep who did what to what, in the chain of the clinic.

    Raises PermissionDenied, which undoes the change, for a user of another clinic, an account that is closed, or a role that may
    not do it.
    """
    if by.clinic_id != clinic.pk:
        raise PermissionDenied(f"{by.username} is not of this clinic.")
    refuse_closed(by, needed(action))
    event = AuditEvent.objects.create(
        clinic=clinic, at=timezone.now(), by=by, action=action, subject=subject, before=before, after=after
    )
    extend(clinic.pk)
    return event


def record_own(*, clinic: Clinic, action: str, subject: str, after: Mapping[str, object]) -> None:
    """Keep what Taper did by itself, in the chain of the clinic. Raises IntegrityError for what only somebody may do."""
    AuditEvent.objects.create(clinic=clinic, at=timezone.now(), by=None, action=action, subject=subject, after=after)
    extend(clinic.pk)


def record_outside(*, patient: Patient, reader: User, by: User, action: str, after: Mapping[str, object]) -> None:
    """Keep who reads a patient from outside, in the chain of the patient's clinic and in that of whoever reads. The second says
    whose the patient is and no more, for it is not that clinic's to know.

    Raises PermissionDenied for an account that is closed.
    """
    refuse_closed(by)
    said: dict[int, Mapping[str, object]] = {reader.clinic_id: {"of": patient.clinic.name}}
    for clinic, told_there in sorted((said | {patient.clinic_id: after}).items()):
        AuditEvent.objects.create(
            clinic_id=clinic, at=timezone.now(), by=by, action=action, subject=f"patient {patient.code}", after=told_there
        )
        extend(clinic)


def refuse_closed(by: User, need: May | None = None) -> None:
    """Raises PermissionDenied for an account that is closed by now, or may not do it by now, whatever it was when the request
    began.

    The account is held until the transaction of the caller ends: whoever closes it, or gives it another role, comes after this
    in the chain or before it, and never between. Nobody may hold a clinic or an account so that no row may name it (a lock that
    is no `no_key`), for whoever writes such rows holds this one.
    """
    held = User.objects.select_for_update(no_key=True).filter(pk=by.pk, is_active=True)
    may = held.values_list("role", "is_administrator").first()
    if may is None:
        raise PermissionDenied(f"The account {by.username} is closed.")
    if need and need not in permissions(*may):
        raise PermissionDenied(f"{by.username} may not do this: {WHO[need]} may.")


def told(thing: models.Model) -> dict[str, object]:
    """The record's own columns by name, as an audit event keeps them; what follows from others is not told."""
    follows = getattr(thing, "FOLLOWS", ())
    own = [field for field in thing._meta.concrete_fields if not field.primary_key and field.attname not in follows]
    return {field.attname: getattr(thing, field.attname) for field in own}


def append(
    *, clinic: int | None, by: int | None, action: str, subject: str, after: Mapping[str, object] | None = None
) -> AuditEvent:
    """Keep that somebody came in, or read something: `clinic` and `by` are row numbers, so that nothing more is asked for.

    It waits for nobody: the event comes into the chain later, with whoever writes next.
    """
    event = AuditEvent.objects.create(clinic_id=clinic, by_id=by, at=timezone.now(), action=action, subject=subject, after=after)
    bring_in_if_any()
    extend_when_due(clinic or 0)
    return event


def append_or_put_aside(opening: Opening) -> Fault | None:
    """As `append`; where the database takes nothing the event is put aside, and what ails the database is returned.

    Raises NotKept where it can be put aside nowhere, and DatabaseError where the database cannot even be read.
    """
    fault = unwritable_now()
    if fault is None:
        try:
            append_opening(opening)
        except DatabaseError as error:
            fault = notice(error)
            if fault not in UNWRITABLE:
                raise
    if fault is not None:
        put_aside(opening)
    return fault


def append_opening(opening: Opening) -> None:
    """The same as `append`, of what was opened."""
    clinic, by, action, subject, after, _at = opening
    append(clinic=clinic, by=by, action=action, subject=subject, after=after)
