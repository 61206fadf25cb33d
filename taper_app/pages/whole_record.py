"""The whole record of one patient as it is read: what the page and the paper say of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from taper_app.chart.record_file import corrections
from taper_app.models import Patient
from taper_app.wording.days import clinic_day

LABELS = {
    "born_on": "date of birth",
    "others_asked_on": "no other medicines, asked on",
    "language": "language of papers",
}
SECTIONS = (
    ("medicines", "Medicines as they were last entered"),
    ("risk_pictures", "Answers about risks"),
    ("weighings", "What was weighed before a plan"),
    ("no_tapers", "Decisions to plan no taper"),
    ("adjuncts", "Adjunct medicines"),
    ("relapse_plans", "Relapse plans"),
    ("care", "Care beside the dose"),
    ("checks", "What was checked beside a plan"),
    ("follow_up_days", "Follow-ups to come"),
    ("entered_in_error", "Entered in error"),
    ("drafts", "Half-filled forms"),
)
"""Parts of the record that are told row by row; plans and visits have their notes."""


@dataclass(frozen=True)
class Correction:
    """One time that the patient's own facts were entered or changed: who and when, and each fact before and after."""

    at: datetime
    by: str
    is_first: bool
    changed: tuple[tuple[str, str, str], ...]


def identity_history(patient: Patient) -> list[Correction]:
    """Every time that they were, the latest first; what was never filled in is left out of the first."""
    zone = ZoneInfo(patient.clinic.time_zone)
    found = []
    for event, changed in corrections(patient):
        is_first = event.action == "add_patient"
        facts = tuple(
            (label(name), said(was), said(now)) for name, was, now in changed if not is_first or now not in (None, "", False)
        )
        by = event.by.get_full_name() if event.by else ""
        found.append(Correction(event.at.astimezone(zone), by, is_first, facts))
    return found[::-1]


def sections(record: Mapping[str, Any]) -> Iterator[tuple[str, list[list[tuple[str, str]]]]]:
    """Each part that has any row: its heading, and of each row what is filled in."""
    for name, heading in SECTIONS:
        if record[name]:
            yield heading, [list(facts(row)) for row in record[name]]


def facts(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is filled in of a row, as label and words."""
    for name, value in row.items():
        if value not in (None, "", [], {}, False) and name not in ("patient", "window"):
            yield label(name), said(value)


def label(name: str) -> str:
    """The name of a column as words."""
    words = LABELS.get(name) or name.removesuffix("_on").removesuffix("_at").replace("_", " ")
    return words[:1].upper() + words[1:]


def said(value: Any) -> str:
    """A value in words: days as the clinic writes them, people by name, lists and objects in a line."""
    match value:
        case None | "":
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value:%d-%b-%Y %H:%M} UTC"
        case date():
            return clinic_day(value)
        case {"username": _, "name": name}:
            return str(name)
        case Mapping():
            return "; ".join(
                f"{label(str(name)).lower()}: {said(each)}" for name, each in value.items() if each not in ("", None)
            )
        case str():
            return day_said(value)
        case Sequence():
            return ", ".join(map(said, value))
    return str(value)


def day_said(text: str) -> str:
    """A text; one that is a day in ISO, as the clinic writes it."""
    try:
        return clinic_day(date.fromisoformat(text)) if len(text) == len("2027-01-04") else text
    except ValueError:
        return text
