"""The engine: (request, catalogue) → schedule. Standard library only; the same input gives the same output on any day."""

from . import text
from .adjust import revise
from .adjustment import Adjustment, Change
from .answer import Proposal, propose, propose_revision
from .care import Adjunct, CareKind, Statement, load_care
from .catalogue import DATA, load_catalogue
from .chosen import pace_said, part_said, said_apart, said_in_turn
from .command import answer
from .compare import Compared, compare
from .decided import Decided, Edit
from .decision import Decision
from .envelope import Envelope
from .facts import SIGNS, Advice, Catalogue, CatalogueError, Drug, EquivalenceTable, Preset, Product, Rule, Source, overdue
from .fields import Field
from .findings import Finding, Interacting, Measured, Medicine, PatientToday, Thresholds
from .guidelines import Considered, check, considered
from .kinds import Band, Hold, Place, Unit
from .named import Value
from .offers import Alternative, Unchanged
from .products import DEFAULT_FORMS, MAX_PIECES, Piece, Refusal, default_products
from .reading import MOST_MG, BadRequest
from .regimen import TIMES, Dose, Equivalence, Regimen, equivalents
from .request import parse_request, parse_strategy
from .risks import GIVEN, UNKNOWN, Dependence, Disagreement, Interaction, Risk, Scale, SevereSign
from .rows import EVIDENCE
from .rules_regimen import differs_from_prescribed
from .schedule import Schedule, Step, StepDose
from .specialist import softened_by_specialist
from .strategy import FIELDS, METHODS_SAID, WEEKDAYS, Request, Strategy
from .supply import Supply, per_interval, splits, without_end
from .taper import build_schedule
from .verify import verified
from .visits import advice_for, is_completed, most_review_days, next_visit

ENGINE_VERSION = "2"
"""Kept with every revision: it changes when the same request could give another schedule."""

__all__ = [
    "DATA",
    "DEFAULT_FORMS",
    "ENGINE_VERSION",
    "EVIDENCE",
    "FIELDS",
    "GIVEN",
    "MAX_PIECES",
    "METHODS_SAID",
    "MOST_MG",
    "SIGNS",
    "TIMES",
    "UNKNOWN",
    "WEEKDAYS",
    "Adjunct",
    "Adjustment",
    "Advice",
    "Alternative",
    "BadRequest",
    "Band",
    "CareKind",
    "Catalogue",
    "CatalogueError",
    "Change",
    "Compared",
    "Considered",
    "Decided",
    "Decision",
    "Dependence",
    "Disagreement",
    "Dose",
    "Drug",
    "Edit",
    "Envelope",
    "Equivalence",
    "EquivalenceTable",
    "Field",
    "Finding",
    "Hold",
    "Interacting",
    "Interaction",
    "Measured",
    "Medicine",
    "PatientToday",
    "Piece",
    "Place",
    "Preset",
    "Product",
    "Proposal",
    "Refusal",
    "Regimen",
    "Request",
    "Risk",
    "Rule",
    "Scale",
    "Schedule",
    "SevereSign",
    "Source",
    "Statement",
    "Step",
    "StepDose",
    "Strategy",
    "Supply",
    "Thresholds",
    "Unchanged",
    "Unit",
    "Value",
    "advice_for",
    "answer",
    "build_schedule",
    "check",
    "compare",
    "considered",
    "default_products",
    "differs_from_prescribed",
    "equivalents",
    "is_completed",
    "load_care",
    "load_catalogue",
    "most_review_days",
    "next_visit",
    "overdue",
    "pace_said",
    "parse_request",
    "parse_strategy",
    "part_said",
    "per_interval",
    "propose",
    "propose_revision",
    "revise",
    "said_apart",
    "said_in_turn",
    "softened_by_specialist",
    "splits",
    "text",
    "verified",
    "without_end",
]
