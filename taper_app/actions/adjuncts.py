"""Adjunct medicines that were begun or stopped. Entries are added, never changed, and no answer about risks changes with them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from taper_app.actions import audit, patients
from taper_app.chart import adjuncts
from taper_app.engine import is_reason, load_care
from taper_app.models import AdjunctEntry, Patient, User

LATEST_START_DAYS = 60
ASK_FIRST = "Ask first: {questions} Tick it once that does not stand against it."
WHY = "It is to be avoided for this patient: {words} Write why it is given all the same."
LATER = f"Enter a day within {LATEST_START_DAYS} days from today."


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is said of one adjunct: since when, until when where it has stopped, that what has to be asked was asked, and why."""

    adjunct: str
    started_on: date
    stopped_on: date | None = None
    asked: bool = False
    why: str = ""


@transaction.atomic
def record_adjunct(*, patient: Patient, given: Given, today: date, by: User) -> AdjunctEntry | None:
    """Keep it; None where the latest entry says the same, and nothing is kept.

    Raises ValidationError naming the field: a medicine that Taper does not know, days that cannot be, and one that is begun
    though something has to be asked first, or it is to be avoided and no reason is given. Raises PermissionDenied; then nothing
    is kept.
    """
    kept = patients.lock(patient)
    before = adjuncts.latest(kept).get(given.adjunct)
    if before and told(before) == said(given):
        return None
    refuse_days(given, today)
    if given.stopped_on is None:
        refuse_unfit(kept, given, today)
    last = kept.adjuncts.order_by("-number").first()
    entry = AdjunctEntry(
        patient=kept,
        number=last.number + 1 if last else 1,
        adjunct=given.adjunct,
        started_on=given.started_on,
        stopped_on=given.stopped_on,
        asked=given.asked,
        why=given.why.strip(),
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    entry.full_clean()
    entry.save()
    subject = f"patient {kept.code}"
    was, after = before and told(before), said(given)
    audit.record(clinic=kept.clinic, by=by, action="record_adjunct", subject=subject, before=was, after=after)
    return entry


def refuse_days(given: Given, today: date) -> None:
    """Raises ValidationError for an adjunct that nobody knows, and for a day too far ahead."""
    if given.adjunct not in load_care().adjuncts:
        raise ValidationError({"adjunct": "Choose a medicine from the list."})
    days = {"started_on": given.started_on, "stopped_on": given.stopped_on}
    if late := [name for name, on in days.items() if on and on > today + timedelta(days=LATEST_START_DAYS)]:
        raise ValidationError(dict.fromkeys(late, LATER))


def refuse_unfit(patient: Patient, given: Given, today: date) -> None:
    """Raises ValidationError where something has to be asked first and was not, or it is to be avoided and nobody says why."""
    known = adjuncts.for_patient(patient, today)[given.adjunct]
    if known.ask and not given.asked:
        raise ValidationError({"asked": ASK_FIRST.format(questions=" ".join(each.ask for each in known.ask))})
    if known.to_avoid and not is_reason(given.why):
        words = " ".join(each.says.words for each in known.true if each.level == "avoid")
        raise ValidationError({"why": WHY.format(words=words)})


def said(given: Given) -> dict[str, object]:
    """What is given, as an audit event keeps it."""
    days = {"started_on": given.started_on, "stopped_on": given.stopped_on}
    return {"adjunct": given.adjunct, **days, "asked": given.asked, "why": given.why.strip()}


def told(entry: AdjunctEntry) -> dict[str, object]:
    """The same of an entry."""
    days = {"started_on": entry.started_on, "stopped_on": entry.stopped_on}
    return {"adjunct": entry.adjunct, **days, "asked": entry.asked, "why": entry.why}
