"""The rules that judge a schedule: one function for each rule of guidelines.toml, its numbers and words read from there.

Every rule looks at what came out after rounding to products. A finding never edits a schedule.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from ..catalogue.facts import Catalogue
from ..taper.schedule import Schedule
from ..taper.strategy import Request
from . import (
    about_crossover,
    about_drugs,
    about_interactions,
    about_licences,
    about_need,
    about_patient,
    about_regimen,
    about_schedule,
    about_time,
    about_visit,
    about_week,
)
from .findings import USUAL, Case, Finding, Revised, Thresholds
from .patient import PatientToday, as_found

RULES: tuple[Callable[[Case], Iterable[Finding]], ...] = (
    about_schedule.envelope_reduction,
    about_schedule.envelope_interval,
    about_schedule.envelope_length,
    about_patient.under_18,
    about_patient.epilepsy_indication,
    about_regimen.forbidden_split,
    about_week.days_off_risk,
    about_patient.pregnancy,
    about_drugs.diazepam_unsafe,
    about_drugs.crossover_unsafe,
    about_patient.illicit_supply,
    about_need.daily_from_some_days,
    about_visit.red_flag,
    about_visit.suicide_at_visit,
    about_visit.over_sedation,
    about_visit.mania,
    about_visit.severe_signs,
    about_visit.sleep_lost,
    about_visit.unsteady,
    about_visit.significant_signs,
    about_visit.more_taken_too,
    about_schedule.rolling_14_days,
    about_schedule.first_reduction,
    about_schedule.coarse_tail,
    about_week.days_off_long,
    about_week.mixed_short,
    about_crossover.crossover_fall,
    about_crossover.crossover_loses,
    about_crossover.overnight_move,
    about_drugs.modified_release,
    about_time.tolerance_lost,
    about_time.gap,
    about_time.taken_again,
    about_patient.opioid_together,
    about_patient.suicidality,
    about_patient.seizure_history,
    about_patient.setting_of_care,
    about_patient.inpatient_dose,
    about_patient.specialist_dose,
    about_patient.diazepam_threshold,
    about_drugs.diazepam_liver,
    about_drugs.frail_crossover,
    about_patient.crossover_breastfeeding,
    about_drugs.taken_unsafe,
    about_interactions.interaction_changes,
    about_regimen.unverified_split,
    about_licences.licensed_maximum,
    about_regimen.prescribed_differs,
    about_schedule.edited_rise,
    about_need.dependence_unlikely,
    about_patient.sedatives_together,
    about_interactions.interaction_adds,
    about_interactions.interaction,
    about_schedule.faster_than_asked,
    about_crossover.crossover_rise,
    about_crossover.crossover_spread,
    about_schedule.review_late,
    about_patient.review_sooner,
    about_regimen.table_far_off,
    about_regimen.tables_disagree,
    about_regimen.two_sedatives,
    about_regimen.z_drug_beside,
    about_regimen.as_needed_not_counted,
    about_regimen.never_converted,
    about_regimen.many_pieces,
    about_regimen.large_volume,
    about_regimen.taken_as_it_is,
    about_schedule.capped,
    about_schedule.closing_reduction,
    about_week.closing_few_days,
    about_week.days_off,
    about_week.days_off_not_asked,
    about_need.dependence_likely,
    about_need.short_use,
    about_need.long_use,
    about_patient.failed_taper,
    about_patient.older_adult,
    about_drugs.diazepam_care,
    about_drugs.breathing_care,
    about_patient.bipolar_sleep,
    about_patient.breastfeeding,
    about_patient.crossover_pregnancy,
    about_patient.no_support,
    about_patient.driving,
    about_patient.protracted_withdrawal,
    about_patient.not_known,
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
    Every rule's numbers and source are in guidelines.toml; one that gives way to another says nothing beside it. Raises
    NoEquivalent.
    """
    return check_case(case_of(schedule, request, catalogue, patient, thresholds=thresholds, review_on=review_on, revised=revised))


def case_of(
    schedule: Schedule,
    request: Request,
    catalogue: Catalogue,
    patient: PatientToday | None = None,
    *,
    thresholds: Thresholds = USUAL,
    review_on: date | None = None,
    revised: Revised | None = None,
) -> Case:
    """What the rules look at, as `check` is told of it."""
    known = as_found(patient or PatientToday(), catalogue)
    return Case(schedule, request, catalogue, known, thresholds, review_on, revised)


def check_case(case: Case) -> tuple[Finding, ...]:
    """What the rules find in it, blocks first, as `check` says."""
    return _found(case, RULES)


def check_in_short(case: Case) -> tuple[Finding, ...]:
    """The same findings, of which none is told but what stands against a plan: what an info offers is not looked for."""
    case.in_short = True
    return _found(case, RULES)


def has_risky_days_off(case: Case) -> Iterator[Finding]:
    """What a rule says of days without a dose for who may have a seizure: it gives way to no other."""
    return about_week.days_off_risk(case)


def _found(case: Case, rules: Iterable[Callable[[Case], Iterable[Finding]]]) -> tuple[Finding, ...]:
    """What these rules find, without what gives way to another of them; what is asked by another already is an info."""
    found = [finding for rule in rules for finding in rule(case) if finding.severity != "none"]
    spoken, known = {each.rule for each in found}, case.catalogue.rules
    standing = (each for each in found if not spoken & {*known[each.rule].gives_way_to})
    return tuple(_beside(each, spoken & {*known[each.rule].info_beside}) for each in standing)


def _beside(finding: Finding, others: Collection[str]) -> Finding:
    """The finding as it stands beside others that want the answer already: its caution is an info."""
    return replace(finding, severity="info") if others and finding.severity == "caution" else finding


WITHOUT_A_SCHEDULE = (
    about_need.dependence_unlikely,
    about_need.daily_from_some_days,
    about_patient.under_18,
    about_patient.epilepsy_indication,
    about_patient.pregnancy,
    about_patient.illicit_supply,
    about_visit.red_flag,
    about_visit.suicide_at_visit,
    about_visit.over_sedation,
    about_visit.mania,
    about_visit.severe_signs,
    about_patient.opioid_together,
    about_patient.suicidality,
    about_patient.seizure_history,
    about_patient.setting_of_care,
    about_patient.inpatient_dose,
    about_patient.specialist_dose,
    about_drugs.taken_unsafe,
    about_licences.licensed_maximum,
    about_regimen.prescribed_differs,
    about_need.dependence_likely,
    about_need.short_use,
    about_need.long_use,
    about_patient.failed_taper,
    about_patient.older_adult,
)
"""The rules that speak of what is taken and of the patient, whatever is planned, in the order in which findings are read."""


def before_a_schedule(
    request: Request, catalogue: Catalogue, patient: PatientToday | None = None, thresholds: Thresholds = USUAL
) -> Case:
    """A case without steps. Raises NoEquivalent."""
    none = Schedule(request.starts_on, request.equivalence, request.baseline(catalogue), (), beside=request.regimen.held)
    return Case(none, request, catalogue, as_found(patient or PatientToday(), catalogue), thresholds)


def check_without_a_schedule(case: Case) -> tuple[Finding, ...]:
    """What the rules find in what is taken and in the patient, where there is no schedule."""
    return _found(case, WITHOUT_A_SCHEDULE)


class Remarked(Protocol):
    """A finding of now, or one that was kept."""

    @property
    def rule(self) -> str: ...
    @property
    def severity(self) -> str: ...


F = TypeVar("F", bound=Remarked)
MATTERS = ("block", "caution")
"""Severities that stand against a plan, the gravest first."""


def matters_most(findings: Iterable[F], catalogue: Catalogue) -> F | None:
    """What stands against a plan first: a block before a caution, then by how much its rule presses; None where nothing does."""
    rules, last = catalogue.rules, len(catalogue.rules)
    against = [each for each in findings if each.severity in MATTERS]
    place = {rule.id: rule.presses or last for rule in rules.values()}
    return min(against, key=lambda each: (MATTERS.index(each.severity), place.get(each.rule, last)), default=None)


@dataclass(frozen=True, slots=True)
class Considered:
    """What became of a rule: "found", "not found", or "not judged" for want of what `lacking` names in words."""

    rule: str
    outcome: str
    lacking: tuple[str, ...] = ()


LACKING = {"age": "age", "medicines": "prescribed doses", "review_on": "next visit", "visit": "what a visit measured"}
"""How what a rule is told, besides the answers of the risk picture, is named where it is lacking."""


def considered(
    findings: Iterable[Finding], catalogue: Catalogue, patient: PatientToday | None = None, review_on: date | None = None
) -> tuple[Considered, ...]:
    """What became of every rule, in the order in which findings are read: for these findings of this patient's plan."""
    found, patient = {each.rule for each in findings}, as_found(patient or PatientToday(), catalogue)
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
