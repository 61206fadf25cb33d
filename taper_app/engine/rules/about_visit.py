"""Rules about what a visit found."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from ..catalogue.decision import Decision
from ..text import exact, number_in_words
from .findings import Case, Finding
from .named import several

STANDING = (Decision.HOLD, Decision.STEP_BACK, Decision.MAINTAIN)
"""Decisions by which the dose does not go on down; a slower pace does, and is itself an answer to symptoms."""


def severe_signs(case: Case) -> Iterator[Finding]:
    """Severe symptoms, scales or vital signs at a visit while the dose goes on down (ASAM 2025, recommendations 9, 11 and 12).

    A hold of less than a week is no answer to them: symptoms may take so long after a reduction to appear (ASAM 2025).
    """
    change_on = next((step.starts_on for step in case.steps if step.kind == "crossover" or step.falls), None)
    if case.patient.visit is None or change_on is None:
        return
    least = timedelta(days=int(case.numbers("severe_signs")["least_days"]))
    if case.decision in STANDING and change_on >= case.starts_on + least:
        return
    severity, measured = case.numbers("severe_signs")["severity"], case.patient.visit.numbers
    symptoms = sum(each >= severity for each in case.patient.visit.symptoms.values()) if case.decision != Decision.SLOW else 0
    severe = f"{number_in_words(Decimal(symptoms))} severe symptom{'s' * (symptoms > 1)}"
    found = {f"symptoms: {symptoms}": severe} if symptoms else {}
    signs = (each for each in case.catalogue.severe_signs.values() if each.measure in measured)
    met = (each for each in signs if each.is_met_by(measured[each.measure]))
    found |= {f"{each.id}: {exact(measured[each.measure])}": f"{each.name} {exact(measured[each.measure])}" for each in met}
    if found:
        yield case.finding("severe_signs", signs=several(found, [*found.values()]))
