"""What a page with a form carries, so that what is typed into it is kept: who has it open, where, which window, and since when.

It is signed. So whoever sends it was given the page, and what was typed on it can be kept for its own user, and nobody else, also
where a session is over by then (views.sign_in).
"""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from django.core import signing
from django.db.models import Q
from django.http import QueryDict

from taper_app.actions.drafts import Opened, can_be_put_back
from taper_app.models import Draft, Patient, Review, Revision, User
from taper_app.wording.days import clinic_moment

from .answers import Sent
from .drafts import UnreadableDraft, as_data

LONGEST = timedelta(days=7)
"""How long a page may have been open. A weekend, and a day more than enough."""
SALT = "taper_app.keeping"
NUMBER = "keeping_number"


@dataclass(frozen=True)
class Keeping:
    """A page as it was sent: to whom (the key of a user), from which address, and the window that it was opened in."""

    by: int
    address: str
    opened: Opened

    def signed(self) -> str:
        """As a page carries it."""
        said = [self.by, self.address, self.opened.window, self.opened.at.isoformat()]
        return signing.dumps(said, salt=SALT)


def keeping_of(sent: Sent) -> Keeping | None:
    """What a page carried that was sent; None where it carried nothing, or nothing of ours, or was open for too long."""
    if sent is None or "keeping" not in sent:
        return None
    try:
        by, address, window, at = signing.loads(str(sent["keeping"]), salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    return Keeping(by, address, Opened(window, datetime.fromisoformat(at), number_sent(sent)))


def number_sent(sent: QueryDict) -> int:
    """How often the page has sent something, as its script counts."""
    number = sent.get(NUMBER, "")
    return int(number) if number.isdecimal() and number.isascii() and len(number) < 7 else 0


def opened_of(sent: Sent, by: User) -> Opened | None:
    """Which window sent it, where it was opened by the same user."""
    found = keeping_of(sent)
    return found.opened if found and found.by == by.pk else None


def is_done(patient: Patient | None, by: User, purpose: str, subject: str, opened: Opened) -> bool:
    """Whether the same user has issued the plan, or recorded the visit, since a page on which it was filled in was opened.

    What such a page still sends, late or after the Back button, is no work to go on with.
    """
    if purpose == "plan":
        return Revision.objects.valid().filter(plan__patient=patient, number=1, issued_by=by, issued_at__gt=opened.at).exists()
    if purpose == "review":
        code = subject.partition("/")[0]
        return (
            Review.objects.valid()
            .filter(plan__patient=patient, plan__code=code, recorded_by=by, recorded_at__gt=opened.at)
            .exists()
        )
    return False


@dataclass(frozen=True)
class Kept:
    """What is kept of the form of a page, as the page shows it: what was found again, and what was put aside a moment ago.

    `where` finds the drafts of the form among those of its user; `came_from` is the address of the page before, `now` the moment.
    Only a page that is looked at `shows` what was found: one that answers what was sent has just that in its boxes. `form` is the
    id of the form.
    """

    by: User
    where: Q
    form: str
    address: str
    now: datetime
    came_from: str
    shows: bool
    sent: Sent = None

    @cached_property
    def token(self) -> str:
        """What the form carries: each page that is opened is a window of its own, and one that answers what it sent stays it."""
        window = self._answered.window if self._answered else secrets.token_hex(8)
        return Keeping(self.by.pk, self.address, Opened(window, self.now)).signed()

    @property
    def number(self) -> int:
        """The number that the page goes on from: one that answers what it sent has sent something since."""
        return self._answered.number + 1 if self._answered else 0

    @cached_property
    def _answered(self) -> Opened | None:
        """The page that this one answers, in the same window."""
        found = keeping_of(self.sent)
        return found.opened if found and (found.by, found.address) == (self.by.pk, self.address) else None

    @cached_property
    def _drafts(self) -> list[Draft]:
        return list(Draft.with_discarded.filter(self.where, user=self.by).order_by("saved_at"))

    @property
    def found(self) -> Draft | None:
        """The draft to go on with."""
        return next((each for each in self._drafts if each.discarded_at is None), None)

    @property
    def aside(self) -> Draft | None:
        """What was put aside, while it can be put back."""
        return next((each for each in self._drafts if can_be_put_back(each, self.now)), None)

    @cached_property
    def data(self) -> QueryDict | None:
        """What was typed; None where nothing is kept, or nothing that can be read."""
        try:
            return as_data(self.found.data) if self.found else None
        except UnreadableDraft:
            return None

    @property
    def is_again(self) -> bool:
        """Whether it was found again: one who comes from the same work has just typed it."""
        return not self.came_from.startswith(self.address)

    @property
    def typed_at(self) -> str:
        """When what was found was typed last, by the clock of the clinic."""
        return clinic_moment(self.found.saved_at, self.by.clinic.time_zone) if self.found else ""

    @property
    def aside_at(self) -> str:
        """The same of what was put aside."""
        return clinic_moment(self.aside.saved_at, self.by.clinic.time_zone) if self.aside else ""

    def without(self) -> "Kept":
        """The same where nothing is kept."""
        return replace(self, where=Q(pk__in=[]))

    def seen(self, now: object) -> object:
        """What the page says that it was opened on: what it was typed on, where it was typed before; else how it is `now`."""
        return self.data.get("seen", now) if self.data is not None else now
