"""A half-filled form, kept for its user. It is not part of the record, so no audit event goes with it.

One is kept for each thing that can be filled in: of this user, for this purpose, of this patient, and of this `subject` where a
patient has several (a plan, a visit). What is discarded, or gives way to another window, is put aside for a while.

What a page sends by itself may arrive after the page was sent: each sending has a number, and one that is overtaken is not kept.
Of what was recorded an empty draft is put aside, which knows that number.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from taper_app.actions import audit
from taper_app.models import Draft, Patient, User

UNDO_WITHIN = timedelta(minutes=15)


class KeptElsewhere(Exception):
    """Another window has kept something since this one was opened; `draft` is that."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("This was filled in in another window since the page was opened.")
        self.draft = draft


class Overtaken(Exception):
    """The page that sends it was sent as a whole since."""


class Opened(NamedTuple):
    """A page as it was sent to a browser: which one of those that are open, and when; and how often it has sent something."""

    window: str
    at: datetime
    number: int = 0

    def has_sent(self, draft: Draft) -> bool:
        """Whether the draft is of the same window."""
        return draft.window.partition(".")[0] == self.window

    def named(self, *, whole: bool) -> str:
        """The window and the number, as a draft keeps them. Sent as a `whole`, a page sends nothing more under its number."""
        return f"{self.window}.{self.number + whole}"


def number_of(draft: Draft) -> int:
    """The number under which it was sent."""
    return int(draft.window.partition(".")[2] or 0)


@transaction.atomic
def save_draft(
    *,
    patient: Patient | None,
    data: Mapping[str, object],
    by: User,
    purpose: str = "plan",
    subject: str = "",
    opened: Opened | None = None,
    over: bool = True,
) -> Draft:
    """Keep what the user has filled in, over what was kept before.

    `over` is of a page that was sent as a whole: what another window has kept since it was `opened` is put aside. For what a page
    sends by itself raises KeptElsewhere instead, and Overtaken where the page was sent as a whole since.
    """
    if patient and by.clinic_id != patient.clinic_id:
        raise PermissionDenied(f"{by.username} is not of this patient's clinic.")
    audit.refuse_closed(by)  # which holds the account
    all_of_it = Draft.with_discarded.filter(user=by, patient=patient, purpose=purpose, subject=subject)
    if opened and not over and any(opened.has_sent(each) and opened.number < number_of(each) for each in all_of_it):
        raise Overtaken
    there = next((each for each in all_of_it if each.discarded_at is None), None)
    if there and is_newer(there, opened):
        if not over:
            raise KeptElsewhere(there)
        put_aside(there)
    values = {"data": storable(data), "saved_at": timezone.now(), "window": opened.named(whole=over) if opened else ""}
    return Draft.objects.update_or_create(
        user=by, patient=patient, purpose=purpose, subject=subject, discarded_at=None, defaults=values
    )[0]


def lock(by: User) -> None:
    """What two pages of a user send at the same time is kept one after the other."""
    User.objects.select_for_update(no_key=True).filter(pk=by.pk).first()


def is_newer(draft: Draft, opened: Opened | None) -> bool:
    """Whether another window has kept it since this one was opened."""
    return opened is not None and not opened.has_sent(draft) and draft.saved_at > opened.at


@transaction.atomic
def drop_draft(
    *, patient: Patient | None, by: User, purpose: str = "plan", subject: str = "", opened: Opened | None = None
) -> Draft | None:
    """Forget the user's draft, as it was sent. What another window has kept since `opened` is left, and given back."""
    if opened:
        lock(by)
    there = Draft.objects.filter(user=by, patient=patient, purpose=purpose, subject=subject).first()
    if there and is_newer(there, opened):
        return there
    if there:
        there.delete()
    if opened:
        forget_old(by)
        now = timezone.now()
        Draft.objects.create(
            user=by,
            patient=patient,
            purpose=purpose,
            subject=subject,
            data={},
            saved_at=now,
            discarded_at=now,
            window=opened.named(whole=True),
        )
    return None


@transaction.atomic
def discard_draft(*, patient: Patient | None, by: User, purpose: str = "plan", subject: str = "") -> bool:
    """Put aside what the user had filled in; whether there was anything. It can be put back for a while."""
    there = Draft.objects.filter(user=by, patient=patient, purpose=purpose, subject=subject).first()
    if there:
        put_aside(there)
    return there is not None


@transaction.atomic
def put_back(*, patient: Patient | None, by: User, purpose: str = "plan", subject: str = "") -> bool:
    """Go on with what was put aside last, and put aside what stands there now; False where it is too late for that."""
    audit.refuse_closed(by)
    now = timezone.now()
    of_it = Draft.with_discarded.filter(user=by, patient=patient, purpose=purpose, subject=subject)
    aside = next((each for each in of_it.order_by("-discarded_at") if can_be_put_back(each, now)), None)
    if aside is None:
        return False
    of_it.filter(discarded_at=None).update(discarded_at=now)
    aside.discarded_at, aside.saved_at, aside.window = None, now, ""
    aside.save(update_fields=["discarded_at", "saved_at", "window"])
    return True


def can_be_put_back(draft: Draft, now: datetime) -> bool:
    """Whether it was put aside a moment ago, and there is something in it."""
    return draft.discarded_at is not None and draft.discarded_at >= now - UNDO_WITHIN and bool(draft.data)


def put_aside(draft: Draft) -> None:
    """In place of what was put aside there before; of its user, all that cannot be put back any more is forgotten."""
    mine = Draft.with_discarded.filter(user=draft.user, discarded_at__isnull=False)
    for each in mine.filter(patient=draft.patient, purpose=draft.purpose, subject=draft.subject):
        if each.data:
            each.delete()
    forget_old(draft.user)
    draft.discarded_at = timezone.now()
    draft.save(update_fields=["discarded_at"])


def forget_old(by: User) -> None:
    """Of a user, all that cannot be put back any more."""
    Draft.with_discarded.filter(user=by, discarded_at__lt=timezone.now() - UNDO_WITHIN).delete()


def storable(value: object) -> object:
    """The same value with the one character that PostgreSQL cannot keep replaced, wherever it stands."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd")
    if isinstance(value, Mapping):
        return {storable(key): storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each) for each in value]
    return value
