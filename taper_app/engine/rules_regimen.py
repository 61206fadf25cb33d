"""Rules about products, the regimen and the patient."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import Any

from .findings import Case, Finding
from .schedule import Step
from .text import mg, number_in_words

# Products ----------------------------------------------------------------------------------------


def forbidden_split(case: Case) -> Iterator[Finding]:
    """A part of a product that must be taken whole."""
    for step, product, split in _split(case):
        if split and product.splits == "none":
            yield case.finding("forbidden_split", step, product=product.label)


def unverified_split(case: Case) -> Iterator[Finding]:
    """A part of a product that no source lets split so: one remark a product."""
    seen = set()
    for step, product, split in _split(case):
        unconfirmed = product.splits == "unverified" or (product.splits == "half" and split % Decimal("0.5"))
        if split and unconfirmed and product.id not in seen:
            seen.add(product.id)
            yield case.finding("unverified_split", step, product=product.label)


def _split(case: Case) -> Iterator[tuple[Step, Any, Decimal]]:
    products = case.catalogue.products(case.request.market)
    for step in case.steps:
        for piece in (piece for dose in step.doses for piece in dose.pieces):
            yield step, products[piece.product], (piece.count or Decimal(0)) % 1


def many_pieces(case: Case) -> Iterator[Finding]:
    """More pieces at one time of day than are easily counted: the first such step."""
    most = case.numbers("many_pieces")["max_pieces"]
    for step in case.steps:
        counts: dict[str, Decimal] = {}
        for dose in step.doses:
            parts = sum(((piece.count or Decimal(1)).to_integral_value(ROUND_CEILING) for piece in dose.pieces), Decimal(0))
            counts[dose.time] = counts.get(dose.time, Decimal(0)) + parts
        time = max(counts, key=lambda each: counts[each], default="")
        if time and counts[time] > most:
            yield case.finding("many_pieces", step, count=number_in_words(counts[time]), time=time)
            return


# The regimen and the patient ---------------------------------------------------------------------


def licensed_maximum(case: Case) -> Iterator[Finding]:
    """A daily dose above the highest dose licensed in the market for any use."""
    for drug, daily in case.request.regimen.daily_mg().items():
        maxima = [each.daily_mg for each in case.catalogue.drugs[drug].maxima if each.market == case.request.market]
        if maxima and daily > max(maxima):
            yield case.finding("licensed_maximum", dose=mg(daily), drug=drug, maximum=mg(max(maxima)))


def two_sedatives(case: Case) -> Iterator[Finding]:
    """More than one benzodiazepine or z-drug."""
    drugs = case.request.regimen.drugs
    if len(drugs) > 1:
        yield case.finding("two_sedatives", drugs=f"{', '.join(drugs[:-1])} and {drugs[-1]}")


def as_needed_not_counted(case: Case) -> Iterator[Finding]:
    """A drug taken as needed, which the schedule leaves out."""
    for medicine in case.facts.medicines:
        if medicine.as_needed:
            yield case.finding("as_needed_not_counted", drug=medicine.drug.capitalize())


def prescribed_differs(case: Case) -> Iterator[Finding]:
    """A regular dose taken that is more than 20 % away from the one prescribed."""
    most = case.numbers("prescribed_differs")["max_percent"]
    for each in case.facts.medicines:
        if not each.as_needed and abs(each.taken_mg - each.prescribed_mg) * 100 > each.prescribed_mg * most:
            named = {"taken": mg(each.taken_mg), "prescribed": mg(each.prescribed_mg)}
            yield case.finding("prescribed_differs", drug=each.drug, **named)


def under_18(case: Case) -> Iterator[Finding]:
    """A patient under 18 without a named specialist."""
    age = case.facts.age
    if age is not None and age < case.numbers("under_18")["age"] and not case.facts.specialist:
        yield case.finding("under_18")


def epilepsy_indication(case: Case) -> Iterator[Finding]:
    """A drug taken for epilepsy without a named specialist."""
    for each in case.facts.medicines:
        if each.indication == "epilepsy" and not case.facts.specialist:
            yield case.finding("epilepsy_indication", drug=each.drug.capitalize())


def opioid_together(case: Case) -> Iterator[Finding]:
    """An opioid is taken too (FDA 2020; ASAM 2025, recommendations 16 to 18)."""
    if "opioid" in case.facts.risks:
        yield case.finding("opioid_together")


def pregnancy(case: Case) -> Iterator[Finding]:
    """Pregnancy: guidance differs, so a specialist decides (ASAM 2025, recommendations 28 and 29)."""
    if "pregnancy" in case.facts.risks:
        yield case.finding("pregnancy")


def seizure_history(case: Case) -> Iterator[Finding]:
    """A seizure when a benzodiazepine was lowered before (SA Health)."""
    if "seizure" in case.facts.risks:
        yield case.finding("seizure_history")
