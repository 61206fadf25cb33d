"""The sessions of browsers: they end when nobody used them for a while, and after a working day whatever happens.

While the database takes nothing no use can be written down, so that only the end of the working day holds: plans are still read.

Of settings.SESSION_ENGINE. The times are in the session itself; what is written down beside it follows from them each time that
it is kept, so that one that has ended is not even found.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from taper_app.faults import LASTING, notice, unwritable_now
from taper_app.models import BrowserSession, User

from . import audit
from .clinicians import subject

IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=12)
WARNED_SECONDS = 150
"""How long before its end somebody is told of it."""
BEGAN, USED, ADDRESS, DEVICE = "began_at", "used_at", "address", "device"
"""What a session of somebody who is signed in holds: two times in seconds, and where it is."""


class SessionStore(db.SessionStore):
    """Django's own, with what is known of whoever is signed in beside it."""

    @classmethod
    def get_model_class(cls) -> type[BrowserSession]:
        """The table of the sessions."""
        return BrowserSession

    def _get_session_from_db(self) -> BrowserSession | None:
        key = self.session_key
        found: BrowserSession | None = super()._get_session_from_db()  # type: ignore[misc]  # Django's stubs leave it out
        if found is None and key:
            found = self.unused(key)
            if found:
                self._session_key = key
        return found

    def unused(self, key: str) -> BrowserSession | None:
        """The session of somebody that only seems to be unused, for the database takes nothing: until its longest end."""
        now = timezone.now()
        row = BrowserSession.objects.filter(session_key=key, user__isnull=False, began_at__gt=now - LONGEST).first()
        return row if row and takes_nothing(key) else None

    def create_model_instance(self, data: dict[str, Any]) -> BrowserSession:
        """The row of a session with this in it, which nobody has kept yet."""
        row: Any = super().create_model_instance(data)
        if SESSION_KEY in data:
            now = timezone.now().timestamp()
            began, used = moment(data.get(BEGAN, now)), moment(data.get(USED, now))
            row.user_id, row.began_at, row.used_at = int(data[SESSION_KEY]), began, used
            row.address, row.device = data.get(ADDRESS, ""), data.get(DEVICE, "")
            row.expire_date = min(used + IDLE, began + LONGEST)
        kept: BrowserSession = row
        return kept


def moment(seconds: float) -> datetime:
    """The moment of a number of seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def takes_nothing(key: str) -> bool:
    """Whether the database can only be read at the moment, for longer than others take to write. Where nobody noticed it
    just now, the session's own row is written as it is."""
    try:
        if unwritable_now() is None:
            with transaction.atomic():
                BrowserSession.objects.filter(session_key=key).update(used_at=F("used_at"))
    except DatabaseError as error:
        notice(error)
    return unwritable_now() in LASTING


def seconds_left(session: Any) -> tuple[int, bool]:
    """In how many seconds a session of somebody ends where nothing more is done, and whether it ends then whatever is done."""
    now = timezone.now().timestamp()
    idle = int(session.get(USED, now) + IDLE.total_seconds() - now)
    longest = int(session.get(BEGAN, now) + LONGEST.total_seconds() - now)
    is_last = longest <= idle or (idle < WARNED_SECONDS and takes_nothing(session.session_key))
    return (longest if is_last else idle), is_last


def name_of(session: BrowserSession) -> str:
    """What a page calls a session: nobody can sign in with it."""
    return sha256(f"session {session.session_key}".encode()).hexdigest()[:16]


def open_sessions(user: User) -> list[BrowserSession]:
    """Where the account is signed in now, as it was used last."""
    return list(user.browser_sessions.filter(expire_date__gt=timezone.now()))


@transaction.atomic
def end_some(*, by: User, names: set[str]) -> int:
    """Sign one's own account out in these browsers; in how many that was."""
    ended = [each for each in open_sessions(by) if name_of(each) in names]
    if ended:
        where = [f"{each.device} {each.address}".strip() for each in ended]
        audit.record(clinic=by.clinic, by=by, action="sign_out_elsewhere", subject=subject(by), after={"ended": where})
        BrowserSession.objects.filter(pk__in=[each.pk for each in ended]).delete()
    return len(ended)
