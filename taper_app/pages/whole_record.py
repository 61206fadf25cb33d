"""The whole record of one patient as it is read: what the page and the paper say of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from taper_app.chart.record_file import choices, corrections
from taper_app.engine import load_care, load_catalogue, text
from taper_app.models import Patient
from taper_app.wording.days import clinic_day

LABELS = {
    "born_on": "date of birth",
    "others_asked_on": "no other medicines, asked on",
    "language": "language of papers",
    "usual_week_mg": "usual week",
    "taken": "taken, in mg",
    "ends_on": "planned to end",
}
ANSWERS = "answers"
"""The column of the answers about risks, by question."""
UNSAID = ("patient", "window")
"""Columns that say whose a row is, or until when it holds."""
SECTIONS = (
    ("plans", "Plans, as they stand"),
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
    ("outside_readings", "Read from outside"),
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
    zone, chosen = ZoneInfo(patient.clinic.time_zone), choices("patient")
    found = []
    for event, changed in corrections(patient):
        is_first = event.action == "add_patient"
        facts = tuple(
            (label(name), said_of(name, was, chosen), said_of(name, now, chosen))
            for name, was, now in changed
            if not is_first or now not in (None, "", False)
        )
        by = event.by.get_full_name() if event.by else ""
        found.append(Correction(event.at.astimezone(zone), by, is_first, facts))
    return found[::-1]


def sections(record: Mapping[str, Any], market: str) -> Iterator[tuple[str, list[list[tuple[str, str]]]]]:
    """Each part that has any row: its heading, and of each row what is filled in, ids in the words of the screen."""
    for name, heading in SECTIONS:
        if record[name]:
            chosen = choices(name) | catalogued(name, market)
            yield heading, [list(facts(row, chosen)) for row in record[name]]


def facts(row: Mapping[str, Any], chosen: Mapping[str, Mapping[Any, str]]) -> Iterator[tuple[str, str]]:
    """What is filled in of a row, as label and words; `chosen` has the words of what was chosen from a list, by column."""
    for name, value in row.items():
        if value not in (None, "", [], {}, False) and name not in UNSAID:
            if name == ANSWERS:
                yield from answered(value)
            else:
                yield label(name), said_of(name, value, chosen)


def answered(answers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each question about risks, also one that is not asked any more, and its answer as the screen words it."""
    risks = load_catalogue().risks
    for id_, answer in answers.items():
        asked = risks.get(id_)
        yield (label(asked.name), asked.answers.get(answer, answer)) if asked else (label(id_), answer)


def said_of(column: str, value: Any, chosen: Mapping[str, Mapping[Any, str]]) -> str:
    """What was chosen from a list, one or several, as it is called there; all else as it is."""
    names = chosen.get(column, {})
    match value:
        case str() | int():
            return names.get(value) or said(value)
        case list() if names:
            return "; ".join(said_of(column, each, chosen) for each in value)
        case {"id": str() as id_, **rest} if id_ in names:
            return f"{names[id_]} {said(rest)}".strip()
    return said(value)


def catalogued(part: str, market: str) -> dict[str, dict[Any, str]]:
    """Of each column of a part that takes ids of the catalogue: what each is called in a market."""
    care, catalogue = load_care(), load_catalogue()
    found: dict[str, dict[str, Mapping[str, Any]]] = {
        "care": {"kind": care.kinds},
        "adjuncts": {"adjunct": care.adjuncts},
        "checks": {"kind": care.checks_for(catalogue.markets[market].register or "Register")},
        "risk_pictures": {"by_button": catalogue.risks, "interacting": catalogue.interactions},
        "weighings": {"reasons": care.weighed, "setting": care.weighed},
    }
    return {column: {id_: each.name for id_, each in rows.items()} for column, rows in found.get(part, {}).items()}


def label(name: str) -> str:
    """The name of a column as words."""
    words = LABELS.get(name) or name.removesuffix("_on").removesuffix("_at").replace("_", " ")
    return words[:1].upper() + words[1:]


def said(value: Any) -> str:
    """A value in words: days as the clinic writes them, people by name, lists and objects in a line."""
    match value:
        case None | "":
            return "nothing"
        case Decimal():
            return text.mg(value)
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


def day_said(words: str) -> str:
    """A text; one that is a day in ISO, as the clinic writes it."""
    try:
        return clinic_day(date.fromisoformat(words)) if len(words) == len("2027-01-04") else words
    except ValueError:
        return words
