"""What is kept for ever, as values: the contents page of this room."""

from .cautions import answer_to
from .codec import NotStored, from_json, to_json
from .issued import (
    Bottle,
    Care,
    Clinic,
    Decided,
    Disagreement,
    Drug,
    How,
    Issued,
    Medication,
    Needs,
    Patient,
    Position,
    Product,
    RuleOutcome,
    Source,
    Table,
)
from .known import Found, InteractingMedicine, PatientToday, RiskAnswer, Risks, Taken, Visited
from .lifts import FORMAT, UnknownFormat
from .observed import ASKED_AS, grave_at_visit, severe_at_visit, visit_of
from .relapse_plan import RelapsePlan
from .remarks import Answered, Finding, answered_by

__all__ = [
    "ASKED_AS",
    "FORMAT",
    "Answered",
    "Bottle",
    "Care",
    "Clinic",
    "Decided",
    "Disagreement",
    "Drug",
    "Finding",
    "Found",
    "How",
    "InteractingMedicine",
    "Issued",
    "Medication",
    "Needs",
    "NotStored",
    "Patient",
    "PatientToday",
    "Position",
    "Product",
    "RelapsePlan",
    "RiskAnswer",
    "Risks",
    "RuleOutcome",
    "Source",
    "Table",
    "Taken",
    "UnknownFormat",
    "Visited",
    "answer_to",
    "answered_by",
    "from_json",
    "grave_at_visit",
    "severe_at_visit",
    "to_json",
    "visit_of",
]
