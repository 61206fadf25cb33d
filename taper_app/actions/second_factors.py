"""The second factors of an account: set up, taken away, used, and reset by somebody else where one is lost."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.core.exceptions import PermissionDenied
from django.db import transaction

from taper_app.chart.second_factors import factors_of
from taper_app.models import User

from . import audit
from .clinicians import end_sessions, subject

KINDS = {
    Authenticator.Type.TOTP: "app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}


class LastFactor(Exception):
    """Nothing would be left beside the password."""


@transaction.atomic
def add_app(*, by: User, secret: str) -> bool:
    """An app that shows codes made of this secret. Whether recovery codes were made too, which are to be shown."""
    lock(by)
    kept(by, "add_second_factor", TOTP.activate(by, secret).instance)
    return with_codes(by)


@transaction.atomic
def add_passkey(*, by: User, name: str, credential: dict[str, Any]) -> bool:
    """A passkey that a browser made. Whether recovery codes were made too, which are to be shown."""
    lock(by)
    kept(by, "add_second_factor", WebAuthn.add(by, name, credential).instance)
    return with_codes(by)


@transaction.atomic
def new_codes(*, by: User) -> None:
    """Other recovery codes: those of before are good for nothing any more."""
    lock(by)
    Authenticator.objects.filter(user=by, type=Authenticator.Type.RECOVERY_CODES).delete()
    kept(by, "new_recovery_codes", RecoveryCodes.activate(by).instance)


@transaction.atomic
def remove_factor(*, by: User, factor: int) -> None:
    """Take an app or a passkey away, by its row. Raises LastFactor for the last one of whoever needs one, and
    Authenticator.DoesNotExist."""
    lock(by)
    row = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).get(user=by, pk=factor)
    found = factors_of(by)
    if len([each for each in (found.app, *found.passkeys) if each]) == 1 and not by.clinic.is_demo:
        raise LastFactor
    kept(by, "remove_second_factor", row)
    row.delete()
    if not factors_of(by).are_enough:
        Authenticator.objects.filter(user=by).delete()


@transaction.atomic
def reset_factors(*, user: User, by: User) -> tuple[int, int]:
    """Everything beside the password is gone, for it is lost, and the account is signed out everywhere; whoever signs in sets up
    another. How many factors and sessions that were. An operator does it in the name of the account itself.

    Raises PermissionDenied across clinics, and for whoever does not administer the clinic."""
    if user.clinic_id != by.clinic_id:
        raise PermissionDenied(f"{by.username} is not of this clinic.")
    lock(user)
    rows = list(Authenticator.objects.filter(user=user))
    before = {"factors": sorted(named(each) for each in rows)}
    action = "reset_second_factor" if by.pk == user.pk else "take_second_factor"
    audit.record(clinic=by.clinic, by=by, action=action, subject=subject(user), before=before)
    Authenticator.objects.filter(user=user).delete()
    return len(rows), end_sessions(user)


def use_factor(*, by: User, factor: Authenticator) -> None:
    """Keep that a recovery code was used, which happens once or twice in a life."""
    if factor.type == Authenticator.Type.RECOVERY_CODES:
        factor.refresh_from_db()  # which code it was is written down on another copy of the row
        left = {"left": len(factor.wrap().get_unused_codes())}
        audit.append(clinic=by.clinic_id, by=by.pk, action="use_recovery_code", subject=subject(by), after=left)


def lock(user: User) -> None:
    """Two windows of an account change its factors one after the other."""
    User.objects.select_for_update(no_key=True).filter(pk=user.pk).first()


def with_codes(by: User) -> bool:
    """Recovery codes, where there are none yet; whether they were made."""
    if factors_of(by).codes:
        return False
    kept(by, "new_recovery_codes", RecoveryCodes.activate(by).instance)
    return True


def kept(by: User, action: str, row: Authenticator) -> None:
    """The event of one factor."""
    audit.record(clinic=by.clinic, by=by, action=action, subject=subject(by), after={"factor": named(row)})


def named(row: Authenticator) -> str:
    """What an event calls a factor: nothing of its secret."""
    name = f" {row.data['name']}" if row.type == Authenticator.Type.WEBAUTHN else ""
    return f"{KINDS[row.type]}{name}"
