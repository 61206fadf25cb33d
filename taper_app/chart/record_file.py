"""The whole record of one patient as one value for a file: docs/patient-record.md says what each part holds."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import ForeignKey, Model

from taper_app.chart.whole_record import MADE_OF_OTHERS, OF_PATIENT, events, rows
from taper_app.models import AuditEvent, Patient, Plan, Review, Revision, User

FORMAT = "taper-patient-record"
VERSION = 1
PARTS: dict[str, str] = {
    "Plan": "plans",
    "Revision": "revisions",
    "Review": "reviews",
    "CareEntry": "care",
    "FollowUpDay": "follow_up_days",
    "PlanCheck": "checks",
    "EnteredInError": "entered_in_error",
    "Medication": "medicines",
    "RiskPicture": "risk_pictures",
    "Weighing": "weighings",
    "RelapsePlan": "relapse_plans",
    "AdjunctEntry": "adjuncts",
    "NoTaper": "no_tapers",
    "OutsideReading": "outside_readings",
    "Draft": "drafts",
}
"""Under which name each kind of row stands in the file."""
PRINTED = ("print_paper", "export_record")  # as views.events calls them


def whole_record(patient: Patient, made_at: datetime) -> dict[str, Any]:
    """Everything of the patient, with names of people in place of row numbers, and codes in place of those of plans."""
    parts = {PARTS[kind.__name__]: list(told_rows(kind, patient)) for kind in OF_PATIENT if kind not in MADE_OF_OTHERS}
    all_events = list(told_events(patient))
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": made_at.isoformat(timespec="seconds"),
        "clinic": {"name": patient.clinic.name, "phone": patient.clinic.phone},
        "patient": told(patient),
        "identity_history": [each for each in all_events if each["action"] in ("add_patient", "change_patient")],
        **parts,
        "papers": [each for each in all_events if each["action"] in PRINTED],
        "events": all_events,
    }


def told_rows(kind: type[Model], patient: Patient) -> Iterator[dict[str, Any]]:
    """The patient's rows of one kind."""
    related = [field.name for field in kind._meta.concrete_fields if isinstance(field, ForeignKey)]
    for row in rows(kind, patient).select_related(*related):
        found = told(row)
        if isinstance(row, Revision):
            found["snapshot"] = found.pop("snapshot_unchecked")
            found["is_as_issued"] = row.is_as_issued()
        yield found


def told(row: Model) -> dict[str, Any]:
    """The columns of a row by name, without its number, those of the patient and the clinic, and what only lists go by."""
    follows = getattr(row, "FOLLOWS", ())
    fields = [field for field in row._meta.concrete_fields if not field.primary_key and field.attname not in follows]
    return {field.name: named(getattr(row, field.name)) for field in fields if field.name not in ("clinic", "seal")}


def named(value: Any) -> Any:
    """A value, or what tells people, plans and visits apart outside of this database."""
    match value:
        case User():
            return {"username": value.username, "name": value.get_full_name()}
        case Patient() | Plan():
            return value.code
        case Review() | Revision():
            return value.number
    return value


def choices(part: str) -> dict[str, dict[Any, str]]:
    """Of each column of a part, or of the "patient", that takes one of a list: what each value is called."""
    (kind,) = [Patient] if part == "patient" else [each for each in OF_PATIENT if PARTS.get(each.__name__) == part]
    return {field.name: dict(field.flatchoices) for field in kind._meta.concrete_fields if field.choices}


def told_events(patient: Patient) -> Iterator[dict[str, Any]]:
    """Every event about the patient, in the order of the chain: who, when, what, and what was there before and after."""
    columns = ("at", "by__username", "by__full_name", "action", "subject", "before", "after")
    for each in events(patient).values("link__number", "link__hash", *columns).iterator():
        yield {
            "number": each["link__number"],
            "at": each["at"],
            "by": {"username": each["by__username"], "name": each["by__full_name"]},
            **{name: each[name] for name in ("action", "subject", "before", "after")},
            "hash": each["link__hash"],
        }


def corrections(patient: Patient) -> Iterator[tuple[AuditEvent, list[tuple[str, Any, Any]]]]:
    """What became of the patient's own facts, the oldest first: each event, and of each column what it was before and after."""
    found = events(patient).filter(action__in=("add_patient", "change_patient")).select_related("by")
    for event in found:
        before, after = (each if isinstance(each, Mapping) else {} for each in (event.before, event.after))
        names = [name for name in after if name not in ("clinic_id", "code") and before.get(name) != after[name]]
        yield event, [(name, before.get(name), after[name]) for name in names]
