"""The engine: (request, catalogue) → schedule. Standard library only; the same input gives the same output on any day."""

from .alternatives import Alternative
from .answer import Proposal, propose
from .catalogue import load_catalogue
from .facts import Catalogue, CatalogueError, Drug, EquivalenceTable, Product, Rule, Source
from .findings import Finding, Medicine, PatientFacts
from .guidelines import check
from .products import MAX_PIECES, Piece, Refusal
from .reduction import LEAST_PERCENT, MOST_PERCENT
from .regimen import TIMES, Dose, Equivalence, Regimen, equivalents
from .request import BadRequest, parse_request
from .schedule import Schedule, Step, StepDose
from .strategy import Request, Strategy
from .taper import LEAST_DAYS, build_schedule

ENGINE_VERSION = "1"
"""Kept with every revision: it changes when the same request could give another schedule."""

__all__ = [
    "ENGINE_VERSION",
    "LEAST_DAYS",
    "LEAST_PERCENT",
    "MAX_PIECES",
    "MOST_PERCENT",
    "TIMES",
    "Alternative",
    "BadRequest",
    "Catalogue",
    "CatalogueError",
    "Dose",
    "Drug",
    "Equivalence",
    "EquivalenceTable",
    "Finding",
    "Medicine",
    "PatientFacts",
    "Piece",
    "Product",
    "Proposal",
    "Refusal",
    "Regimen",
    "Request",
    "Rule",
    "Schedule",
    "Source",
    "Step",
    "StepDose",
    "Strategy",
    "build_schedule",
    "check",
    "equivalents",
    "load_catalogue",
    "parse_request",
    "propose",
]
