"""Rules about whether a drug suits the patient: every drug on the way, taken or crossed over to, directly or not.

What is taken already is never blocked, because it must be possible to come off it; crossing over to a drug is.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from ..catalogue.facts import Catalogue
from ..catalogue.medicine import drug_of, is_modified
from ..doses.regimen import DIAZEPAM
from ..taper.schedule import Step
from .findings import Case, Finding, frailty, older_or, said
from .named import Named, equivalent, milligrams, several

# Crossing over -----------------------------------------------------------------------------------


def diazepam_unsafe(case: Case) -> Iterator[Finding]:
    """A crossover to diazepam against its label: a block unless a specialist is named."""
    if case.crosses_to_diazepam:
        only_liver = len(case.reasons("diazepam_unsafe")) == 1 and case.patient.answer("liver") == "severe"
        instead = case.phrase("diazepam_unsafe", "liver") if only_liver else ""
        yield from said(case, "diazepam_unsafe", instead=instead)


def crossover_unsafe(case: Case) -> Iterator[Finding]:
    """A crossover to another drug against the labels of its class: a block unless a specialist is named.

    Severe liver disease stands only against those that the data names as unsafe then: NICE CKS crosses over to others.
    """
    for drug in case.crossed_over_to:
        left_out = () if case.catalogue.drugs[drug].liver.unsafe else ("liver",)
        reasons = case.reasons("crossover_unsafe", left_out)
        if drug != DIAZEPAM and reasons:
            yield case.finding("crossover_unsafe", drug=drug, reasons=several(reasons, [*reasons.values()]))


def diazepam_liver(case: Case) -> Iterator[Finding]:
    """A crossover to what liver disease makes last, where that is not severe (NICE CKS)."""
    drugs = [each for each in case.crossed_over_to if case.catalogue.drugs[each].liver.unsafe]
    if drugs:
        yield from said(case, "diazepam_liver", drug=several(drugs))


def frail_crossover(case: Case) -> Iterator[Finding]:
    """A crossover by someone older, frail or with lung disease to much of what builds up.

    It is offered to go on directly, or by smaller parts. That liver disease makes it last is said by diazepam_liver.
    """
    reasons, reached = frailty(case, "frail_crossover"), _much_that_builds_up(case)
    if reasons and reached:
        smaller = case.crosses and case.request.strategy.crossover_part != "quarter"
        offer = case.phrase("frail_crossover", "smaller" if smaller else "otherwise")
        yield case.finding("frail_crossover", reasons=several(reasons, [*reasons.values()]), offer=offer, **reached)


def _much_that_builds_up(case: Case) -> dict[str, str | Named]:
    """The highest dose that is crossed over to, by the plan's table or else by one that its market shows first; empty if none."""
    most, doses, to = Fraction(case.numbers("frail_crossover")["most_mg"]), case.by_tables, case.crossed_over_to_long
    highest = {drug: max((each.highest_mg.get(drug, Decimal(0)) for each in case.steps), default=Decimal(0)) for drug in to}
    for measure in (doses.own, *doses.others):
        each = ((Fraction(mg) * measure.per_mg(case.catalogue, drug), drug) for drug, mg in highest.items())
        dose, drug = max(each, default=(Fraction(0), ""))
        if dose > most:
            other = measure.table if measure is not doses.own else None
            by = f", about {equivalent(dose).words} diazepam equivalent by {case.catalogue.tables[other].name}" if other else ""
            return {"drug": drug, "dose": milligrams(highest[drug]), "table": Named(other or "", by)}
    return {}


def diazepam_care(case: Case) -> Iterator[Finding]:
    """A crossover to little diazepam by someone older, frail or with lung disease (NHS Scotland)."""
    if case.crosses_to_diazepam:
        yield from older_or(case, "diazepam_care")


def modified_release(case: Case) -> Iterator[Finding]:
    """A modified-release medicine that goes over to plain tablets of its drug, or to another drug.

    The source is that of the drug's own label, where it goes over to its plain form.
    """
    to = case.request.strategy.crossover_to
    slow = (each for each in case.first.regimen.drugs if is_modified(each))
    for each in dict.fromkeys((*slow, *(drug for drug in case.request.regimen.drugs if is_modified(drug)))):
        if not any(step.kind == "crossover" and _falls(case, step, each) for step in case.steps):
            continue
        drug = case.catalogue.drugs[drug_of(each)]
        how, source = "other", case.catalogue.rules["modified_release"].source
        if to == drug.id and drug.plain_by_day:
            how, source = "day", drug.plain_by_day.source
        elif to == drug.id:
            how, source = "night", drug.plain_at_night[0].source
        elif drug.plain_by_day:
            how = "shared"
        named: dict[str, str | Named] = {
            "drug": Named(each, each.capitalize()),
            "to": to,
            "how": case.phrase("modified_release", how),
        }
        if to == drug.id:
            named["to"] = Named(to, f"plain {to}")
        yield replace(case.finding("modified_release", **named), source=source)


def _falls(case: Case, step: Step, drug: str) -> bool:
    """Whether less of the drug is taken than in the step before."""
    nothing = Decimal(0)
    return step.weekly_mg.get(drug, nothing) < case.week_before(step).get(drug, nothing)


# What is taken -----------------------------------------------------------------------------------


def taken_unsafe(case: Case) -> Iterator[Finding]:
    """Any drug on the way that the labels of its class forbid for this patient."""
    yield from said(case, "taken_unsafe", drugs=_named(case.catalogue, case.drugs))


def breathing_care(case: Case) -> Iterator[Finding]:
    """Lung disease that is not severe, with any drug on the way."""
    yield from said(case, "breathing_care", drugs=_named(case.catalogue, case.drugs))


def _named(catalogue: Catalogue, drugs: tuple[str, ...]) -> Named:
    return several(drugs, [catalogue.drugs[each].name for each in drugs])
