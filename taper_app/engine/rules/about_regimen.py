"""Rules about products and the regimen."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from ..catalogue.facts import Catalogue
from ..catalogue.others import other_called
from ..doses.regimen import AT_TIMES
from ..doses.used import default_products
from ..taper.schedule import Step
from ..text import exact, mg, ml
from .findings import Case, Finding
from .named import Named, counted, equivalent, listed, milligrams, several
from .patient import Medicine

CONVENTIONS = ("ashton-2002", "vadod-2021")
"""The tables that ASAM 2025 prints side by side."""

# Products ----------------------------------------------------------------------------------------


def forbidden_split(case: Case) -> Iterator[Finding]:
    """A part of a product that must be taken whole."""
    for step, product, split in _split(case):
        if split and product.splits == "none":
            yield case.finding("forbidden_split", step, product=Named(product.id, product.label))


def unverified_split(case: Case) -> Iterator[Finding]:
    """A part of a product that no source lets split so: one remark a product."""
    seen = set()
    for step, product, split in _split(case):
        unconfirmed = product.splits == "unverified" or (product.splits == "half" and split % Decimal("0.5"))
        if split and unconfirmed and product.id not in seen:
            seen.add(product.id)
            yield case.finding("unverified_split", step, product=Named(product.id, product.label))


def _split(case: Case) -> Iterator[tuple[Step, Any, Decimal]]:
    products = case.catalogue.products(case.request.market)
    for step in case.steps:
        for piece in (piece for dose in step.doses for piece in dose.pieces):
            yield step, products[piece.product], (piece.count or Decimal(0)) % 1


def many_pieces(case: Case) -> Iterator[Finding]:
    """More pieces at one time of day than are easily counted: the first such step."""
    most = case.numbers("many_pieces")["max_pieces"]
    for step in case.steps:
        counts: dict[str, int] = {}
        for dose in step.highest:
            counts[dose.time] = counts.get(dose.time, 0) + sum([ceil(piece.count or 1) for piece in dose.pieces])
        time = max(counts, key=lambda each: counts[each], default="")
        if time and counts[time] > most:
            larger = Named("sold", ". A larger strength would need fewer") if _sells_larger(case, step, time) else ""
            yield case.finding("many_pieces", step, count=counted(Decimal(counts[time])), time=time, larger=larger)
            return


def large_volume(case: Case) -> Iterator[Finding]:
    """A dose of more liquid than is easily measured and swallowed: the first such step."""
    most = case.numbers("large_volume")["max_ml"]
    for step in case.steps:
        volumes = [(piece.ml or Decimal(0), dose.time) for dose in step.doses for piece in dose.pieces]
        volume, time = max(volumes, default=(Decimal(0), ""))
        if volume > most:
            yield case.finding("large_volume", step, volume=Named(exact(volume), ml(volume)), time=time)
            return


def _sells_larger(case: Case, step: Step, time: str) -> bool:
    """Whether the market has a larger plain tablet or capsule than those of which the most are taken at that time of day."""
    most = max((dose for dose in step.doses if dose.time == time), key=lambda dose: sum(each.count or 1 for each in dose.pieces))
    sold = case.catalogue.products(case.request.market)
    used = [sold[each.product].strength_mg or Decimal(0) for each in most.pieces if each.product in sold]
    solids = default_products(case.catalogue, case.request.market, most.drug)
    return any((each.strength_mg or 0) > max(used, default=Decimal(0)) for each in solids)


def taken_as_it_is(case: Case) -> Iterator[Finding]:
    """A dose of a step that no pieces make: it stands as it is taken. One remark a dose."""
    seen = set()
    for step in case.steps:
        for dose in (each for each in step.doses if not each.made):
            if (key := (dose.drug, dose.time, dose.mg)) not in seen:
                seen.add(key)
                at = Named(dose.time, AT_TIMES[dose.time])
                named = {"drug": Named(dose.drug, dose.drug.capitalize()), "dose": milligrams(dose.mg), "time": at}
                yield case.finding("taken_as_it_is", step, **named)


# The table ---------------------------------------------------------------------------------------


def table_far_off(case: Case) -> Iterator[Finding]:
    """The chosen table is more than 1.5 times away from both that ASAM 2025 prints, where each of them knows every drug."""
    known, chosen = case.equivalents, case.request.equivalence
    if chosen is None or not {chosen, *CONVENTIONS} <= known.keys():
        return
    ratio = Fraction(case.numbers("table_far_off")["ratio"])
    ours, both = known[chosen], [known[each] for each in CONVENTIONS]
    if all(max(ours, each) > min(ours, each) * ratio for each in both):
        names = [Named(each, case.catalogue.tables[each].name) for each in (chosen, *CONVENTIONS)]
        said = dict(zip(("table", "first_table", "second_table"), names, strict=True))
        doses = {"chosen": equivalent(ours), "first": equivalent(both[0]), "second": equivalent(both[1])}
        yield case.finding("table_far_off", **said, **doses)


def tables_disagree(case: Case) -> Iterator[Finding]:
    """The tables that know all the drugs differ by more than 1.5 times."""
    selectable = {id_: value for id_, value in case.equivalents.items() if case.catalogue.tables[id_].selectable}
    if not selectable or case.request.equivalence is None:
        return
    low, high = min(selectable, key=lambda id_: selectable[id_]), max(selectable, key=lambda id_: selectable[id_])
    if selectable[high] > selectable[low] * Fraction(case.numbers("tables_disagree")["ratio"]):
        tables = case.catalogue.tables
        yield case.finding(
            "tables_disagree",
            lowest=equivalent(selectable[low]),
            lowest_table=Named(low, tables[low].name),
            highest=equivalent(selectable[high]),
            highest_table=Named(high, tables[high].name),
            table=Named(case.request.equivalence, tables[case.request.equivalence].name),
        )


# The regimen -------------------------------------------------------------------------------------


def two_sedatives(case: Case) -> Iterator[Finding]:
    """More than one benzodiazepine or z-drug; a z-drug beside a benzodiazepine has its own rule."""
    drugs = case.request.regimen.drugs
    if len(drugs) > 1 and len({case.catalogue.drugs[each].kind for each in drugs}) == 1:
        yield case.finding("two_sedatives", drugs=several(drugs))


def z_drug_beside(case: Case) -> Iterator[Finding]:
    """A z-drug beside a benzodiazepine, one of them perhaps as needed (ASAM 2025: not recommended during such a taper)."""
    as_needed = (each.drug for each in case.patient.medicines if each.as_needed)
    drugs = dict.fromkeys((*case.request.regimen.medicines, *as_needed))
    z_drugs = [each for each in drugs if case.catalogue.drugs[each].kind == "z-drug"]
    others = [each for each in drugs if each not in z_drugs]
    if z_drugs and others:
        yield case.finding("z_drug_beside", z_drug=several(z_drugs, [listed(z_drugs).capitalize()]), other=several(others))


def as_needed_not_counted(case: Case) -> Iterator[Finding]:
    """A drug taken as needed, which no step has: as it is prescribed, or as a row of what is taken says it."""
    rows = [row for row in case.request.regimen.held if row.use == "as-needed"]
    for drug in dict.fromkeys((*(each.drug for each in case.patient.medicines if each.as_needed), *(row.drug for row in rows))):
        weeks = [row.usual_week for row in rows if row.drug == drug and row.usual_week is not None]
        usual = f", {mg(sum(weeks, Decimal(0)))} in a usual week," if weeks else ""
        week = Named(exact(sum(weeks, Decimal(0))) if weeks else "", usual)
        yield case.finding("as_needed_not_counted", drug=Named(drug, drug.capitalize()), week=week)


def never_converted(case: Case) -> Iterator[Finding]:
    """A medicine that is held in words, with what is to be done about its kind, from the source of that."""
    for name in dict.fromkeys(each.other for each in case.request.regimen.held if each.other):
        known = other_called(name, case.catalogue.others.values())
        what = Named(known.kind.id, known.kind.words) if known else case.phrase("never_converted", "unknown")
        found = case.finding("never_converted", other=Named(name, name[:1].upper() + name[1:]), what=what)
        yield replace(found, source=known.kind.source) if known else found


def differs_from_prescribed(medicine: Medicine, catalogue: Catalogue) -> bool:
    """Whether a regular dose taken is so far from the one prescribed that it has to be asked about."""
    most = Decimal(catalogue.rules["prescribed_differs"].numbers["max_percent"])
    return not medicine.as_needed and abs(medicine.taken_mg - medicine.prescribed_mg) * 100 > medicine.prescribed_mg * most


def prescribed_differs(case: Case) -> Iterator[Finding]:
    """A regular dose taken that is far from the one prescribed."""
    for each in case.patient.medicines:
        if differs_from_prescribed(each, case.catalogue):
            taken, prescribed = milligrams(each.taken_mg), milligrams(each.prescribed_mg)
            if each.mean:
                taken, prescribed = (
                    Named(taken.value, f"About {taken.words}"),
                    Named(prescribed.value, f"about {prescribed.words}"),
                )
            named = {"taken": taken, "prescribed": prescribed}
            yield case.finding("prescribed_differs", drug=each.drug, **named)
