"""The accounts of a clinic's clinicians: made and closed by whoever looks after Taper there."""

from typing import NamedTuple

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from taper_app.actions import audit
from taper_app.models import AuditEvent, Clinic, Draft, User
from taper_app.roles import Role


class LastClinician(Exception):
    """Nobody of the clinic could sign in any more, or nobody could administer it."""


class NoAccount(Exception):
    """No open account of the clinic is this."""


class Account(NamedTuple):
    """An account to be made: the name to sign in with, the password, the name as it is printed, and what it may (roles.py)."""

    username: str
    password: str
    full_name: str
    role: str = Role.PRESCRIBER
    is_administrator: bool = False


class Closed(NamedTuple):
    """What went with an account: its open sessions, and its half-filled forms by purpose and patient's code."""

    sessions: int
    drafts: list[tuple[str, str]]


@transaction.atomic
def add_clinician(*, clinic: Clinic, account: Account) -> User:
    """A clinician more, who signs the event of it. Raises ValidationError naming the field that is wrong."""
    user = new_clinician(clinic=clinic, account=account)
    audit.record(clinic=clinic, by=user, action="add_clinician", subject=subject(user), after=told(user))
    return user


def new_clinician(*, clinic: Clinic, account: Account) -> User:
    """An open account, kept; the event is the caller's. Raises ValidationError naming the field that is wrong."""
    username = User.normalize_username(account.username)
    user = User(clinic=clinic, username=username, full_name=account.full_name)
    user.role, user.is_administrator = account.role, account.is_administrator
    validate_password(account.password, user)
    user.set_password(account.password)
    user.clean_fields()
    try:
        refuse_taken(user)
        user.full_clean()
        with transaction.atomic():
            user.save()
    except IntegrityError:
        refuse_taken(user)  # a moment ago
        raise
    return user


def refuse_taken(user: User) -> None:
    """Raises ValidationError for a name to sign in with that somebody has, or had."""
    if User.objects.filter(username__iexact=user.username).exists():
        raise ValidationError({"username": "Somebody has this name to sign in with, or had it: choose another."})


@transaction.atomic
def close_clinician(*, user: User, by: User | None = None, last: bool = False) -> Closed:
    """Nobody signs in or signs with the account any more. Its sessions end, its half-filled forms are thrown away, and what it
    signed stays. Its last event is that it was closed: by an administrator, or by an operator in its own name.

    Raises LastClinician for the last open account or administrator of its clinic, unless that is meant.
    """
    clinic, kept = locked(user)
    if kept.is_active and not last:
        refuse_last(clinic, kept)
    gone = Closed(end_sessions(kept), drop_drafts(kept))
    if kept.is_active:
        before = told(kept)
        after = before | {
            "is_active": False,
            "drafts_thrown_away": [f"{purpose} {code}".strip() for purpose, code in gone.drafts],
        }
        action = "close_account" if by else "close_clinician"
        audit.record(clinic=clinic, by=by or kept, action=action, subject=subject(kept), before=before, after=after)
        kept.is_active = False
        kept.save(update_fields=["is_active"])
    return gone


@transaction.atomic
def change_role(*, user: User, by: User, role: str, is_administrator: bool) -> User:
    """What an account may from now on, also in sessions that are open.

    Raises LastClinician where nobody would administer the clinic any more, NoAccount, and ValidationError.
    """
    clinic, kept = locked(user)
    if not kept.is_active:
        raise NoAccount("This account is closed: invite the person again.")
    if kept.is_administrator and not is_administrator:
        refuse_last(clinic, kept)
    before = told(kept)
    kept.role, kept.is_administrator = role, is_administrator
    kept.full_clean()
    if told(kept) != before:
        audit.record(clinic=clinic, by=by, action="change_role", subject=subject(kept), before=before, after=told(kept))
        kept.save(update_fields=["role", "is_administrator"])
    return kept


@transaction.atomic
def sign_out_everywhere(*, user: User, by: User) -> int:
    """End every session of an account, which stays open; how many they were."""
    ended = end_sessions(user)
    audit.record(clinic=by.clinic, by=by, action="end_sessions", subject=subject(user), after={"sessions": ended})
    return ended


def locked(user: User) -> tuple[Clinic, User]:
    """The account and its clinic as they are kept, which nobody else changes meanwhile."""
    clinic = Clinic.objects.select_for_update(no_key=True).get(pk=user.clinic_id)
    kept = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    kept.clinic = clinic
    return clinic, kept


def refuse_last(clinic: Clinic, user: User) -> None:
    """Raises LastClinician where nobody else could sign in, or nobody else could administer the clinic."""
    others = clinic.users.filter(is_active=True).exclude(pk=user.pk)
    if not others.exists():
        raise LastClinician(f"{user.username} is the last open account of {clinic.name}: nobody could sign in there any more.")
    if user.is_administrator and not others.filter(is_administrator=True).exists():
        raise LastClinician(f"{user.username} is the last administrator of {clinic.name}: make somebody else one first.")


def end_sessions(user: User) -> int:
    """Sign the account out everywhere; how many sessions that were."""
    return user.browser_sessions.all().delete()[0]


def drop_drafts(user: User) -> list[tuple[str, str]]:
    """Forget what the account has half filled in: nobody else could see it, or go on with it. Of whom that was."""
    begun = user.drafts.order_by("pk")
    told = [(purpose, code or "") for purpose, code in begun.values_list("purpose", "patient__code")]
    Draft.with_discarded.filter(user=user).delete()
    return told


def demo_accounts(clinic_name: str, username: str) -> list[User]:
    """The open accounts that the demo made: those of this name in a clinic that was made with this name, whatever it is called
    by now."""
    made = AuditEvent.objects.filter(action="create_clinic", after__name=clinic_name).values("clinic")
    return list(User.objects.filter(clinic__in=made, username=username, is_active=True).order_by("pk"))


def subject(user: User) -> str:
    """What an event calls an account."""
    return f"clinician {user.username}"[:80]


def told(user: User) -> dict[str, object]:
    """An account as its events keep it: nothing of its password."""
    return {name: getattr(user, name) for name in ("username", "full_name", "is_active", "role", "is_administrator")}
