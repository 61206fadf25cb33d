"""The engine: (request, catalogue) → schedule. Standard library only; the same input gives the same output on any day."""

from . import text
from .adjust import DECISIONS, Adjustment, Change, revise
from .answer import Proposal, propose, propose_revision
from .care import Adjunct, CareKind, Statement, load_care
from .catalogue import DATA, load_catalogue
from .command import answer
from .compare import Compared, compare
from .decided import Decided, Edit
from .envelope import Envelope
from .facts import SIGNS, Advice, Catalogue, CatalogueError, Drug, EquivalenceTable, Preset, Product, Rule, Source, overdue
from .findings import Finding, Interacting, Measured, Medicine, PatientToday, Thresholds
from .guidelines import Considered, check, considered
from .named import Value
from .offers import Alternative, Unchanged
from .products import DEFAULT_FORMS, MAX_PIECES, Piece, Refusal, default_products
from .reading import BadRequest
from .regimen import TIMES, Dose, Equivalence, Regimen, equivalents
from .request import parse_request, parse_strategy
from .risks import GIVEN, UNKNOWN, Dependence, Disagreement, Interaction, Risk, SevereSign
from .rows import EVIDENCE
from .rules_regimen import differs_from_prescribed
from .schedule import Schedule, Step, StepDose
from .specialist import softened_by_specialist
from .strategy import WEEKDAYS, Band, Hold, Request, Strategy
from .supply import Supply, per_interval, splits, without_end
from .taper import build_schedule
from .verify import verified
from .visits import advice_for, is_completed, next_visit

ENGINE_VERSION = "2"
"""Kept with every revision: it changes when the same request could give another schedule."""

__all__ = [
    "DATA",
    "DECISIONS",
    "DEFAULT_FORMS",
    "ENGINE_VERSION",
    "EVIDENCE",
    "GIVEN",
    "MAX_PIECES",
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
    "Dependence",
    "Disagreement",
    "Dose",
    "Drug",
    "Edit",
    "Envelope",
    "Equivalence",
    "EquivalenceTable",
    "Finding",
    "Hold",
    "Interacting",
    "Interaction",
    "Measured",
    "Medicine",
    "PatientToday",
    "Piece",
    "Preset",
    "Product",
    "Proposal",
    "Refusal",
    "Regimen",
    "Request",
    "Risk",
    "Rule",
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
    "next_visit",
    "overdue",
    "parse_request",
    "parse_strategy",
    "per_interval",
    "propose",
    "propose_revision",
    "revise",
    "softened_by_specialist",
    "splits",
    "text",
    "verified",
    "without_end",
]
