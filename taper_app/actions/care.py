"""Care beside the dose: what was offered, how it was answered, and where a referral stands. Entries are added, never changed."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from taper_app.actions import audit, patients
from taper_app.actions.listing import keep_listed
from taper_app.chart.care_plan import latest
from taper_app.chart.in_error import refuse_struck_plan
from taper_app.engine import load_care
from taper_app.models import CareEntry, Plan, User
from taper_app.models.care import Said


class CareChanged(Exception):
    """Somebody else was quicker. `entries` are the latest of the kinds that both have changed, by kind."""

    def __init__(self, message: str, entries: Mapping[str, CareEntry]) -> None:
        super().__init__(message)
        self.entries = entries


@transaction.atomic
def record_care(*, plan: Plan, seen: int, rows: Mapping[str, Said], today: date, by: User) -> list[CareEntry]:
    """Add an entry for each kind that `rows` has otherwise than it stands; a row is what is said of it.

    `seen` is the number of the plan's last entry when the form was opened (0: none). Raises CareChanged where one of these kinds
    has a later entry, ValidationError for an unknown kind, a day in the future or what the database would refuse, and
    PermissionDenied; then nothing is kept.
    """
    patient = patients.lock(plan.patient)
    refuse_struck_plan(plan)
    before = latest(plan)
    changed = {kind: row for kind, row in rows.items() if told(before.get(kind)) != row}
    if newer := {kind: before[kind] for kind in changed if kind in before and before[kind].number > seen}:
        raise CareChanged("Somebody else recorded care of this plan since this page was opened.", newer)
    number = last_number(before.values())
    added = [add(plan, number + at, kind, row, today, by) for at, (kind, row) in enumerate(changed.items(), start=1)]
    if added:
        keep_listed(plan)
        was = {kind: told(before.get(kind)) for kind in changed}
        subject = f"plan {plan.code}"
        audit.record(clinic=patient.clinic, by=by, action="record_care", subject=subject, before=was, after=changed)
    return added


def add(plan: Plan, number: int, kind: str, row: Said, today: date, by: User) -> CareEntry:
    """One entry. Raises ValidationError."""
    if kind not in load_care().kinds:
        raise ValidationError({"kind": f"{kind!r} is not a kind of care that Taper knows."})
    if any(day and day > today for day in (row["said_on"], row["referred_on"], row["answered_on"])):
        raise ValidationError("What was said, sent or answered lies in the future.")
    entry = CareEntry(plan=plan, number=number, kind=kind, recorded_at=timezone.now(), recorded_by=by, **row)
    entry.full_clean()
    entry.save()
    return entry


def told(entry: CareEntry | None) -> Said | None:
    """What an entry says, as a row has it and as an audit event keeps it; None where there is none."""
    if entry is None:
        return None
    return Said(
        status=entry.status,
        said_on=entry.said_on,
        referred_to=entry.referred_to,
        referred_on=entry.referred_on,
        answered_on=entry.answered_on,
        note=entry.note,
    )


def last_number(entries: Iterable[CareEntry]) -> int:
    """The number of the last of a plan's entries; 0 where there is none."""
    return max((each.number for each in entries), default=0)
