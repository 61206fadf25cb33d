"""Who looked at a patient, printed something, or changed something: the events of one patient, by day and person."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from taper_app.models import ASKED_JOB, FAILED, FOUND_TOUCHED, OPENED_BY_PAPER, AuditEvent, Patient

MOST = 2000
"""So many events are looked at; the export has all of them."""
PRINTED = "print_paper"
OPENED = ("open_page", OPENED_BY_PAPER)
ITSELF = "Taper itself"
UNNAMED = {FAILED: "", OPENED_BY_PAPER: "whoever holds the paper", ASKED_JOB: ITSELF, FOUND_TOUCHED: ITSELF}
"""Who did what nobody did who is known."""


@dataclass
class Seen:
    """What one person did on one day, by the clinic's clock: pages opened, papers printed, and what was changed."""

    on: date
    by: str
    first: str = ""
    last: str = ""
    opened: int = 0
    printed: int = 0
    changed: Counter[str] = field(default_factory=Counter)

    @property
    def changes(self) -> list[str]:
        """What was changed, in words, with how often where that is more than once."""
        return [verb if count == 1 else f"{verb} ({count} times)" for verb, count in self.changed.items()]


def who_saw(patient: Patient) -> tuple[list[Seen], bool]:
    """By day and person, and whether there is more than is shown."""
    subjects = [f"patient {patient.code}", *(f"plan {code}" for code in patient.plans.values_list("code", flat=True))]
    events = (
        AuditEvent.objects.filter(clinic=patient.clinic_id, subject__in=subjects).select_related("by__clinic").order_by("-pk")
    )
    newest = list(events[: MOST + 1])
    return list(by_day(newest[:MOST], ZoneInfo(patient.clinic.time_zone))), len(newest) > MOST


def by_day(events: Iterable[AuditEvent], zone: ZoneInfo) -> Iterator[Seen]:
    """The events of each day and person as one, in the order in which they come."""
    found: dict[tuple[date, int | None, str], Seen] = {}
    for event in events:
        at = event.at.astimezone(zone)
        by = named(event)
        seen = found.setdefault((at.date(), event.by_id, by), Seen(at.date(), by, last=f"{at:%H:%M}"))
        seen.first = f"{at:%H:%M}"
        seen.opened += event.action in OPENED
        seen.printed += event.action == PRINTED
        if event.action not in (*OPENED, PRINTED):
            seen.changed[event.action.replace("_", " ")] += 1
    return iter(found.values())


def named(event: AuditEvent) -> str:
    """Who it was, and of whoever reads from outside where they are from."""
    if event.by is None:
        return UNNAMED[event.action]
    name = event.by.get_full_name()
    return name if event.by.clinic_id == event.clinic_id else f"{name} of {event.by.clinic.name}, from outside"


# The export --------------------------------------------------------------------------------------

COLUMNS = ("number", "at", "username", "name", "action", "subject", "before", "after", "hash")
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def plain(value: str) -> str:
    """A cell that no spreadsheet takes for a formula: what begins like one has an apostrophe before it."""
    return f"'{value}" if value.startswith(FORMULAS) else value
