"""The engine: (request, catalogue) → schedule. Standard library only; the same input gives the same output on any day."""

from . import text
from .catalogue.care import MOST_MONTHS, Adjunct, CareKind, ForPatient, Phase, Series, Statement, Weighed, load_care
from .catalogue.decision import Decision
from .catalogue.drugs import INDICATIONS, Drug, Maximum
from .catalogue.envelope import Envelope
from .catalogue.facts import (
    SIGNS,
    Advice,
    Bottle,
    Catalogue,
    CatalogueError,
    EquivalenceTable,
    Preset,
    Product,
    Source,
    overdue,
)
from .catalogue.limits import Limit
from .catalogue.load import DATA, load_catalogue
from .catalogue.look_up import MOST_FOUND, Found, look_up
from .catalogue.markets import Market
from .catalogue.medicine import drug_of, is_modified, medicine, release_of
from .catalogue.others import Other, OtherKind
from .catalogue.outcomes import Tried
from .catalogue.risks import GIVEN, UNKNOWN, Dependence, Disagreement, Interaction, Risk, as_asked_now
from .catalogue.roles import ADVISER
from .catalogue.rows import EVIDENCE
from .catalogue.rules import HOW, TOP, Rule
from .catalogue.syringes import Syringe
from .catalogue.visit_facts import ITEM_9, SEVERITIES, TAKEN, Measure, Noted, Scale, Sign, Substance
from .door.answer import Proposal, propose, propose_revision
from .door.command import answer
from .door.compare import Compared, compare
from .door.offers import Alternative, Unchanged
from .door.outcome import NotPossible, Outcome, Outcomes, gentlest_first
from .door.outcomes import each_at_visit, outcome_of, outcomes, outcomes_at_visit
from .door.pauses import NoPause, Pause, change_with_pauses, with_pauses
from .door.request import parse_request, parse_strategy
from .door.rounding import rounded_by, rounding_said
from .doses.equivalence import Equivalence, equivalents
from .doses.own import own_product
from .doses.products import Piece, Refusal
from .doses.regimen import TIMES, Dose, Held, Regimen, WeekNeeded, refuse_some_days
from .doses.used import DEFAULT_FORMS, default_products
from .doses.week import DAYS, WEEKDAYS, days_on, even_days, week_from, weekday_of
from .reading import MOST_MG, BadRequest
from .rules.about_need import NoTaperNeeded
from .rules.about_regimen import differs_from_prescribed
from .rules.about_visit import advice_signs, signs_found
from .rules.answers import CautionAnswer, Specialist
from .rules.findings import Finding, Thresholds
from .rules.guidelines import Considered, check, considered, matters_most
from .rules.named import Value
from .rules.needed import Need, need_of
from .rules.patient import (
    Interacting,
    Medicine,
    PatientToday,
    Visit,
    found_at_visit,
    medicines_at_visit,
    red_flags_of,
    suicide_answer,
)
from .rules.specialist import softened_by_specialist
from .taper.adjust import revise
from .taper.adjustment import Adjustment, Change
from .taper.build import build_schedule
from .taper.chosen import ends_in, pace_said, part_said, said_apart, said_in_turn
from .taper.decided import Decided, Edit
from .taper.fields import Field
from .taper.kinds import Band, Hold, Place, Unit
from .taper.options import Option, added, options
from .taper.said import BASES_ASKED, METHODS_SAID
from .taper.schedule import Schedule, Step, StepDose
from .taper.second_pace import pace_now
from .taper.strategy import FIELDS, Request, Strategy
from .taper.supply import Bottled, Supply, bottled, daily_ml, per_interval, splits, without_end
from .taper.verify import verified
from .taper.visits import Opening, advice_for, crosses_lately, is_completed, most_review_days, next_change, next_visit, same_days
from .typed import NAME_WANTED, REASON_CHARACTERS, REASON_WANTED, ROLE_WANTED, is_name, is_reason, is_role

ENGINE_VERSION = "3"
"""Kept with every revision: it changes when the same request could give another schedule."""

__all__ = [
    "ADVISER",
    "BASES_ASKED",
    "DATA",
    "DAYS",
    "DEFAULT_FORMS",
    "ENGINE_VERSION",
    "EVIDENCE",
    "FIELDS",
    "GIVEN",
    "HOW",
    "INDICATIONS",
    "ITEM_9",
    "METHODS_SAID",
    "MOST_FOUND",
    "MOST_MG",
    "MOST_MONTHS",
    "NAME_WANTED",
    "REASON_CHARACTERS",
    "REASON_WANTED",
    "ROLE_WANTED",
    "SEVERITIES",
    "SIGNS",
    "TAKEN",
    "TIMES",
    "TOP",
    "UNKNOWN",
    "WEEKDAYS",
    "Adjunct",
    "Adjustment",
    "Advice",
    "Alternative",
    "BadRequest",
    "Band",
    "Bottle",
    "Bottled",
    "CareKind",
    "Catalogue",
    "CatalogueError",
    "CautionAnswer",
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
    "ForPatient",
    "Found",
    "Held",
    "Hold",
    "Interacting",
    "Interaction",
    "Limit",
    "Market",
    "Maximum",
    "Measure",
    "Medicine",
    "Need",
    "NoPause",
    "NoTaperNeeded",
    "NotPossible",
    "Noted",
    "Opening",
    "Option",
    "Other",
    "OtherKind",
    "Outcome",
    "Outcomes",
    "PatientToday",
    "Pause",
    "Phase",
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
    "Series",
    "Sign",
    "Source",
    "Specialist",
    "Statement",
    "Step",
    "StepDose",
    "Strategy",
    "Substance",
    "Supply",
    "Syringe",
    "Thresholds",
    "Tried",
    "Unchanged",
    "Unit",
    "Value",
    "Visit",
    "WeekNeeded",
    "Weighed",
    "added",
    "advice_for",
    "advice_signs",
    "answer",
    "as_asked_now",
    "bottled",
    "build_schedule",
    "change_with_pauses",
    "check",
    "compare",
    "considered",
    "crosses_lately",
    "daily_ml",
    "days_on",
    "default_products",
    "differs_from_prescribed",
    "drug_of",
    "each_at_visit",
    "ends_in",
    "equivalents",
    "even_days",
    "found_at_visit",
    "gentlest_first",
    "is_completed",
    "is_modified",
    "is_name",
    "is_reason",
    "is_role",
    "load_care",
    "load_catalogue",
    "look_up",
    "matters_most",
    "medicine",
    "medicines_at_visit",
    "most_review_days",
    "need_of",
    "next_change",
    "next_visit",
    "options",
    "outcome_of",
    "outcomes",
    "outcomes_at_visit",
    "overdue",
    "own_product",
    "pace_now",
    "pace_said",
    "parse_request",
    "parse_strategy",
    "part_said",
    "per_interval",
    "propose",
    "propose_revision",
    "red_flags_of",
    "refuse_some_days",
    "release_of",
    "revise",
    "rounded_by",
    "rounding_said",
    "said_apart",
    "said_in_turn",
    "same_days",
    "signs_found",
    "softened_by_specialist",
    "splits",
    "suicide_answer",
    "text",
    "verified",
    "week_from",
    "weekday_of",
    "with_pauses",
    "without_end",
]
