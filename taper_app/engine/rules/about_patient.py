"""Rules about the patient: the risk picture, the setting, interacting medicines and the reviews.

Each answer of the picture by which a rule speaks stands in guidelines.toml. One problem has one remark that wants a reason.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

from ..catalogue.facts import Catalogue
from ..catalogue.risks import UNKNOWN
from ..doses.regimen import DIAZEPAM
from .findings import Case, Finding, older_or, said
from .named import Named, day, equivalent, listed, milligrams, several
from .patient import Medicine, PatientToday

# Who may not be tapered like this ----------------------------------------------------------------


def is_under_age(patient: PatientToday, catalogue: Catalogue) -> bool:
    """Whether the patient is known to be younger than the guidance behind a plan is for."""
    return patient.age is not None and patient.age < Fraction(catalogue.rules["under_18"].numbers["age"])


def under_18(case: Case) -> Iterator[Finding]:
    """A patient under 18; once a specialist is named, what was agreed is asked."""
    if is_under_age(case.patient, case.catalogue):
        yield case.finding("under_18", years=str(case.patient.age))


def taken_for_epilepsy(patient: PatientToday) -> list[Medicine]:
    """The medicines of the patient that are taken for epilepsy."""
    return [each for each in patient.medicines if each.indication == "epilepsy"]


def epilepsy_indication(case: Case) -> Iterator[Finding]:
    """A drug taken for epilepsy; once a specialist is named, what was agreed is asked."""
    for each in taken_for_epilepsy(case.patient):
        yield case.finding("epilepsy_indication", drug=Named(each.drug, each.drug.capitalize()))


def pregnancy(case: Case) -> Iterator[Finding]:
    """Pregnancy: a block where a dose falls or crosses over without a named specialist (ASAM 2025, recommendations 28 and 29).

    A hold is never blocked: to go on as it is must stay possible. What cannot be made was to be no hold.
    """
    moves = case.crosses or not case.steps or any(step.falls for step in case.steps)
    yield from said(case, "pregnancy", None if moves else "caution")


def illicit_supply(case: Case) -> Iterator[Finding]:
    """What was not prescribed, or may not have been: it is never converted, and tapered only from a dose found by titration.

    From ASAM 2025, the text under Table 7. A supply that is not known is a caution either way.
    """
    convert = case.crosses and case.patient.answer("supply") != UNKNOWN
    advice = case.phrase("illicit_supply", "crossover" if case.crosses else "direct")
    yield from said(case, "illicit_supply", None if convert else "caution", advice=advice)


# What is taken too -------------------------------------------------------------------------------


def opioid_together(case: Case) -> Iterator[Finding]:
    """An opioid is taken too (FDA 2020; ASAM 2025, recommendations 16 to 18); in a crossover to what builds up, more so."""
    advice = case.phrase("opioid_together", "crossover" if case.crossed_over_to_long else "direct")
    yield from said(case, "opioid_together", advice=advice)


def sedatives_together(case: Case) -> Iterator[Finding]:
    """Another sedating medicine or heavy drinking; a caution in a crossover."""
    level = "caution" if case.crosses else None
    advice = case.phrase("sedatives_together", "crossover" if case.crosses else "direct")
    yield from said(case, "sedatives_together", level, advice=advice)


# Where, and with whom ----------------------------------------------------------------------------


def inpatient_dose(case: Case) -> Iterator[Finding]:
    """A dose above that from which a hospital is considered (SA Health: over 50 mg)."""
    yield from _high_dose(case, "inpatient_dose", case.thresholds.inpatient_mg)


def diazepam_threshold(case: Case) -> Iterator[Finding]:
    """A crossover to more diazepam than the clinic's threshold."""
    threshold = case.thresholds.diazepam_mg
    if threshold is None or case.request.strategy.method != "crossover":
        return
    diazepam = max((step.highest_mg.get(DIAZEPAM, Decimal(0)) for step in case.steps), default=Decimal(0))
    if diazepam > threshold:
        yield case.finding("diazepam_threshold", dose=milligrams(diazepam), threshold=milligrams(threshold))


def specialist_dose(case: Case) -> Iterator[Finding]:
    """A dose above that from which a specialist is asked (Therapeutic Guidelines: over 40 mg)."""
    yield from _high_dose(case, "specialist_dose", case.thresholds.specialist_mg)


def asked_above_mg(rule: str, own_mg: Decimal | None, catalogue: Catalogue, market: str) -> Decimal:
    """The dose in mg diazepam a day above which the rule speaks: the clinic's own, or else that of the market."""
    return catalogue.threshold(rule, market).mg if own_mg is None else own_mg


def _high_dose(case: Case, rule: str, own_mg: Decimal | None) -> Iterator[Finding]:
    """A dose above the threshold by the plan's table, or else by the largest of those that its market shows first."""
    request, threshold = case.request, asked_above_mg(rule, own_mg, case.catalogue, case.request.market)
    doses = case.by_tables
    measure = next((each for each in (doses.own, *doses.others) if doses.highest(each)[0] > Fraction(threshold)), None)
    if measure is None:
        return
    highest, step = doses.highest(measure)
    tables = dict.fromkeys(filter(None, (measure.table, *measure.second.values())))
    by = f" by {listed([case.catalogue.tables[each].name for each in tables])}" if tables else ""
    named = {"equivalent": equivalent(highest), "threshold": milligrams(threshold), "table": Named(tuple(tables), by)}
    usual = case.catalogue.threshold(rule, request.market)
    named["origin"] = Named("default_origin", usual.origin) if own_mg is None else case.phrase(rule, "clinic_origin")
    too = " with what is taken beside it" if doses.beside(measure) else ""
    named["dose"] = Named("coming", f"dose of step {step.number}{too}") if step else Named("taken", f"dose{too}")
    yield case.finding(rule, step, **named)


def setting_of_care(case: Case) -> Iterator[Finding]:
    """What calls for a specialist, or for a hospital, whatever the dose (SA Health; ASAM 2025, recommendation 5)."""
    yield from said(case, "setting_of_care")


def suicidality(case: Case) -> Iterator[Finding]:
    """Thoughts of suicide or self-harm now (ASAM 2025, recommendation 5)."""
    yield from said(case, "suicidality")


def seizure_history(case: Case) -> Iterator[Finding]:
    """A seizure before, or a complicated withdrawal (SA Health)."""
    yield from said(case, "seizure_history")


# The pace ----------------------------------------------------------------------------------------


def older_adult(case: Case) -> Iterator[Finding]:
    """A patient of 65 or over, or a frail one (ASAM 2025, recommendation 27)."""
    yield from older_or(case, "older_adult")


def failed_taper(case: Case) -> Iterator[Finding]:
    """A taper that failed before (ASAM 2025, algorithm and patient guide)."""
    yield from said(case, "failed_taper")


def bipolar_sleep(case: Case) -> Iterator[Finding]:
    """Bipolar disorder or psychosis: lost sleep pauses the taper (ASAM 2025, recommendation 26)."""
    yield from said(case, "bipolar_sleep")


# Life, reviews and what is not known -------------------------------------------------------------


def breastfeeding(case: Case) -> Iterator[Finding]:
    """Breastfeeding (ASAM 2025, recommendation 29)."""
    if case.reasons("breastfeeding"):
        yield case.finding("breastfeeding")


def crossover_breastfeeding(case: Case) -> Iterator[Finding]:
    """A crossover while breastfeeding to what builds up in the child (NHS Specialist Pharmacy Service; LactMed)."""
    long = case.crossed_over_to_long
    if long and case.reasons("crossover_breastfeeding"):
        yield case.finding("crossover_breastfeeding", drug=several(long))


def crossover_pregnancy(case: Case) -> Iterator[Finding]:
    """A crossover in pregnancy to what lasts long, on which guidance disagrees."""
    long = case.crossed_over_to_long
    if long and case.reasons("crossover_pregnancy"):
        yield case.finding("crossover_pregnancy", drug=several(long))


def no_support(case: Case) -> Iterator[Finding]:
    """Nobody close who can help (NICE CKS)."""
    yield from said(case, "no_support")


def driving(case: Case) -> Iterator[Finding]:
    """Driving, or work with machines."""
    yield from said(case, "driving")


def review_sooner(case: Case) -> Iterator[Finding]:
    """A review over 28 days away for someone to be seen more often than every three months (ASAM 2025, 1a and 19 to 23)."""
    days = int(case.numbers("review_sooner")["days"])
    if case.review_on and case.review_on > case.starts_on + timedelta(days=days):
        yield from said(case, "review_sooner", review=day(case.review_on))


def protracted_withdrawal(case: Case) -> Iterator[Finding]:
    """A review over a month after the last dose (ASAM 2025, patient guide)."""
    days, last = case.numbers("protracted_withdrawal")["days"], case.schedule.steps[-1]
    if case.review_on and last.kind == "stop" and case.review_on > last.starts_on + timedelta(days=int(days)):
        yield case.finding("protracted_withdrawal")


def not_known(case: Case) -> Iterator[Finding]:
    """Questions of a risk picture that were not asked or not answered, all in one remark; not those that a rule speaks of."""
    if case.patient.risks is None:
        return
    asked = case.patient.not_known(case.catalogue)
    silent = {each.id: each.name for each in asked if case.patient.answer(each.id) not in each.named}
    if silent:
        yield case.finding("not_known", questions=several(silent, [*silent.values()]))
