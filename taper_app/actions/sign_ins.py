"""That somebody signed in or out, or could not, from which address of the network; and a password that was changed."""

from django.db import transaction

from taper_app.models import FAILED, User

from . import audit
from .clinicians import subject

UNKNOWN = "an unknown name"


def sign_in(*, by: User, address: str) -> None:
    """Keep that an account is signed in, before it is."""
    audit.append(clinic=by.clinic_id, by=by.pk, action="sign_in", subject=subject(by), after={"from": address})


def sign_out(*, by: User, address: str) -> None:
    """Keep that an account signs out."""
    audit.append(clinic=by.clinic_id, by=by.pk, action="sign_out", subject=subject(by), after={"from": address})


def fail_sign_in(*, username: str, address: str, why: str) -> None:
    """Keep that somebody tried to sign in as this account, and why it was not done. Nobody knows who it was.

    What was typed where no such account is, is not kept: people type their password there.
    """
    tried = User.objects.filter(username__iexact=username).first() if username else None
    clinic, about = (tried.clinic_id, subject(tried)) if tried else (None, UNKNOWN)
    audit.append(clinic=clinic, by=None, action=FAILED, subject=about, after={"from": address, "why": why})


@transaction.atomic
def change_password(*, by: User, password: str) -> None:
    """Another password for one's own account. Nothing of either is in the event."""
    by.set_password(password)
    by.save(update_fields=["password"])
    audit.record(clinic=by.clinic, by=by, action="change_password", subject=subject(by))
