"""The rules that judge a schedule: one function for each rule of guidelines.toml, its numbers and words read from there.

Every rule looks at what came out after rounding to products. A finding never edits a schedule.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from . import rules_drugs, rules_patient, rules_regimen, rules_schedule
from .facts import Catalogue
from .findings import USUAL, Case, Finding, PatientToday, Revised, Thresholds
from .schedule import Schedule
from .strategy import Request

RULES: tuple[Callable[[Case], Iterable[Finding]], ...] = (
    rules_schedule.envelope_reduction,
    rules_schedule.envelope_interval,
    rules_schedule.envelope_length,
    rules_patient.under_18,
    rules_patient.epilepsy_indication,
    rules_regimen.forbidden_split,
    rules_patient.pregnancy,
    rules_drugs.diazepam_unsafe,
    rules_drugs.crossover_unsafe,
    rules_patient.illicit_supply,
    rules_patient.daily_from_some_days,
    rules_patient.severe_signs,
    rules_schedule.rolling_14_days,
    rules_schedule.first_reduction,
    rules_schedule.coarse_tail,
    rules_schedule.crossover_fall,
    rules_schedule.crossover_loses,
    rules_schedule.overnight_move,
    rules_patient.opioid_together,
    rules_patient.suicidality,
    rules_patient.seizure_history,
    rules_patient.setting_of_care,
    rules_patient.inpatient_dose,
    rules_patient.specialist_dose,
    rules_patient.diazepam_threshold,
    rules_drugs.diazepam_liver,
    rules_drugs.taken_unsafe,
    rules_patient.interaction_changes,
    rules_regimen.unverified_split,
    rules_regimen.licensed_maximum,
    rules_regimen.prescribed_differs,
    rules_schedule.edited_rise,
    rules_patient.sedatives_together,
    rules_patient.interaction,
    rules_schedule.faster_than_asked,
    rules_schedule.crossover_rise,
    rules_schedule.crossover_spread,
    rules_schedule.review_late,
    rules_patient.review_sooner,
    rules_schedule.tables_disagree,
    rules_regimen.two_sedatives,
    rules_regimen.z_drug_beside,
    rules_regimen.as_needed_not_counted,
    rules_regimen.many_pieces,
    rules_schedule.capped,
    rules_schedule.closing_reduction,
    rules_patient.dependence_likely,
    rules_patient.short_use,
    rules_patient.failed_taper,
    rules_patient.older_adult,
    rules_drugs.diazepam_care,
    rules_drugs.breathing_care,
    rules_patient.bipolar_sleep,
    rules_patient.breastfeeding,
    rules_patient.no_support,
    rules_patient.driving,
    rules_patient.protracted_withdrawal,
    rules_patient.not_known,
)
"""Every rule, in the order in which findings are read."""


def check(
    schedule: Schedule,
    request: Request,
    catalogue: Catalogue,
    patient: PatientToday | None = None,
    *,
    thresholds: Thresholds = USUAL,
    review_on: date | None = None,
    revised: Revised | None = None,
) -> tuple[Finding, ...]:
    """What the rules find in a schedule made from this request, blocks first.

    `patient`, the clinic's thresholds and the next review may be unknown. Of a schedule that was `revised`, `request` is what is
    taken and asked now, and only the steps since then are judged.
    Every rule's numbers and source are in guidelines.toml. Raises NoEquivalent.
    """
    case = Case(schedule, request, catalogue, patient or PatientToday(), thresholds, review_on, revised)
    return tuple(finding for rule in RULES for finding in rule(case) if finding.severity != "none")


@dataclass(frozen=True, slots=True)
class Considered:
    """What became of a rule: "found", "not found", or "not judged" for want of what `lacking` names in words."""

    rule: str
    outcome: str
    lacking: tuple[str, ...] = ()


LACKING = {"age": "age", "medicines": "prescribed doses", "review_on": "next review", "visit": "what a visit measured"}
"""How what a rule is told, besides the answers of the risk picture, is named where it is lacking."""


def considered(
    findings: Iterable[Finding], catalogue: Catalogue, patient: PatientToday | None = None, review_on: date | None = None
) -> tuple[Considered, ...]:
    """What became of every rule, in the order in which findings are read: for these findings of this patient's plan."""
    found, patient = {each.rule for each in findings}, patient or PatientToday()
    return tuple(_considered(rule.__name__, found, catalogue, patient, review_on) for rule in RULES)


def _considered(rule: str, found: set[str], catalogue: Catalogue, patient: PatientToday, review_on: date | None) -> Considered:
    if rule in found:
        return Considered(rule, "found")
    lacking = tuple(_lacking(catalogue.rules[rule].needs, catalogue, patient, review_on))
    return Considered(rule, "not judged" if lacking else "not found", lacking)


def _lacking(needs: Iterable[str], catalogue: Catalogue, patient: PatientToday, review_on: date | None) -> Iterator[str]:
    given = {"age": patient.age is not None, "medicines": bool(patient.medicines), "review_on": review_on is not None}
    given["visit"] = patient.visit is not None
    for each in needs:
        if not given.get(each, patient.knows(each)):
            yield LACKING.get(each) or catalogue.risks[each].name
