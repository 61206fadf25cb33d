"""Somebody is invited to a clinic, by a code that is handed over, and makes their own account with it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from taper_app.models import Clinic, Invitation, User
from taper_app.seals import sha256

from . import audit
from .clinicians import Account, new_clinician, subject
from .codes import new_code

LASTS = timedelta(days=3)
GROUPS = 4


class NotInvited(Exception):
    """A code that lets nobody in, and why."""


class NoSuchCode(NotInvited):
    """A code that no invitation has, or had: it may be a guess."""


class Invited(NamedTuple):
    """Who is invited, as it will be printed, and what they may (roles.py)."""

    full_name: str
    role: str
    is_administrator: bool


@transaction.atomic
def invite(*, clinic: Clinic, by: User, who: Invited, now: datetime) -> tuple[Invitation, str]:
    """An invitation and its code, which is kept nowhere. Raises ValidationError naming the field that is wrong."""
    code = "-".join(new_code() for _ in range(GROUPS))  # 157 bits: 32 characters of an alphabet of thirty
    invitation = Invitation(clinic=clinic, invited_by=by, invited_at=now, ends_at=now + LASTS, sha256=hash_of(code))
    invitation.full_name, invitation.role, invitation.is_administrator = who
    invitation.full_clean()
    invitation.save()
    audit.record(clinic=clinic, by=by, action="invite", subject=about(invitation), after=told(invitation))
    return invitation, code


@transaction.atomic
def revoke_invitation(*, clinic: Clinic, by: User, number: int, now: datetime) -> Invitation:
    """It lets nobody in any more. Raises NotInvited where it did so already, or does no more."""
    kept = Invitation.objects.select_for_update(of=("self",)).filter(clinic=clinic, pk=number).first()
    if kept is None or kept.accepted_by_id or kept.revoked_at:
        raise NotInvited("This invitation is not open any more: look at the list of people.")
    kept.revoked_at = now
    kept.save(update_fields=["revoked_at"])
    audit.record(clinic=clinic, by=by, action="revoke_invitation", subject=about(kept), before=told(kept))
    return kept


@transaction.atomic
def accept_invitation(*, code: str, username: str, password: str, now: datetime) -> User:
    """The account of whoever was invited, made by themself; the code is good for nothing any more.

    Raises NotInvited, and ValidationError naming the field that is wrong.
    """
    invitation = by_code(code, now, lock=True)
    account = Account(username, password, invitation.full_name, invitation.role, invitation.is_administrator)
    user = new_clinician(clinic=invitation.clinic, account=account)
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_by"])
    after = told(invitation) | {"username": user.username, "invited_by": invitation.invited_by.username}
    audit.record(clinic=invitation.clinic, by=user, action="accept_invitation", subject=subject(user), after=after)
    return user


def by_code(code: str, now: datetime, *, lock: bool = False) -> Invitation:
    """The invitation that a code is of, as it was typed. Raises NotInvited where it lets nobody in."""
    found = Invitation.objects.filter(sha256=hash_of(code)).select_related("clinic", "invited_by")
    invitation = (found.select_for_update(of=("self",)) if lock else found).first()
    if invitation is None:
        raise NoSuchCode("No invitation has this code. Type it as it was handed to you, all eight groups, or ask for another.")
    ask = f"Ask {invitation.invited_by.get_full_name()} for another one."
    if invitation.accepted_by_id:
        raise NotInvited("This invitation was used already. If that was you, sign in; if not, tell the clinic at once.")
    if invitation.revoked_at:
        raise NotInvited(f"This invitation was taken back. {ask}")
    if not invitation.invited_by.is_active or not invitation.invited_by.is_administrator:
        raise NotInvited("Whoever invited you does so no more. Ask an administrator of the clinic for another invitation.")
    if invitation.ends_at <= now:
        raise NotInvited(f"This invitation is over: it is good for {LASTS.days} days. {ask}")
    return invitation


def hash_of(code: str) -> str:
    """The hash of a code, however it was typed: blanks, hyphens and capitals do not matter."""
    return sha256("".join(each for each in code.upper() if each.isalnum()))


def about(invitation: Invitation) -> str:
    """What an event calls an invitation."""
    return f"invitation of {invitation.full_name}"[:80]


def told(invitation: Invitation) -> dict[str, object]:
    """An invitation as its events keep it: nothing of its code."""
    return {name: getattr(invitation, name) for name in ("full_name", "role", "is_administrator", "ends_at")}
