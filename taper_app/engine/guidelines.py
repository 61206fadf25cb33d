"""The rules that judge a schedule: one function for each rule of guidelines.toml, its numbers and words read from there.

Every rule looks at what came out after rounding to products. A finding never edits a schedule.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .crossover import bounds_ng, new_dose
from .day import Slot, total
from .facts import Catalogue
from .findings import Case, Fall, Finding, PatientFacts, percent
from .options import Option
from .products import Makeable, to_ng
from .reduction import CLOSING_MG, Limits, reaches
from .regimen import equivalents
from .schedule import Schedule, Step
from .strategy import Request
from .text import about, mg, number_in_words, plain

MOST_DAYS = 28

# The envelope ------------------------------------------------------------------------------------


def envelope_reduction(case: Case) -> Iterator[Finding]:
    """Each reduction is 5–25 % of the current equivalent; closing reductions and the one that reaches a target are exempt."""
    low, high = case.numbers("envelope_reduction")["min_percent"], case.numbers("envelope_reduction")["max_percent"]
    for fall in case.falls:
        share = fall.step.reduction * 100 / fall.current if case.several else fall.step.reduction_percent
        small = share < low and fall.step.kind != "maintain"
        if not fall.step.closing and (small or share > high):
            yield case.finding("envelope_reduction", fall.step, achieved=f"{plain(share, 1)}%")


def envelope_interval(case: Case) -> Iterator[Finding]:
    """The dose goes down every 7–28 days."""
    numbers = case.numbers("envelope_interval")
    for fall in case.falls:
        if fall.step.days and not numbers["min_days"] <= fall.step.days <= numbers["max_days"]:
            yield case.finding("envelope_interval", fall.step, days=str(fall.step.days))


def envelope_length(case: Case) -> Iterator[Finding]:
    """A taper to zero takes at least 70 days."""
    schedule = case.schedule
    if schedule.steps[-1].kind == "stop" and schedule.days < case.numbers("envelope_length")["min_days"]:
        yield case.finding("envelope_length", days=str(schedule.days))


# Pace --------------------------------------------------------------------------------------------


def rolling_14_days(case: Case) -> Iterator[Finding]:
    """No more than 25 % in any 14 days in a row (ASAM 2025), from the dose 13 days before; closing steps are exempt."""
    numbers = case.numbers("rolling_14_days")
    reach, most = timedelta(days=int(numbers["window_days"]) - 1), int(numbers["max_percent"])
    first = 0
    for before, step in case.pairs:
        while case.pairs[first][1].starts_on <= step.starts_on - reach:
            first += 1
        earlier = case.pairs[first][0]
        if step.closing or (earlier is before and step.reduction_percent <= most):
            continue
        fall = earlier - step.equivalent
        if fall * 100 > earlier * most:
            day = step.starts_on.strftime("%d-%b-%Y")
            yield case.finding("rolling_14_days", step, date=day, percent=percent(fall, earlier))


def first_reduction(case: Case) -> Iterator[Finding]:
    """A first reduction above 10 % and above 1.25 mg."""
    numbers = case.numbers("first_reduction")
    for fall in case.falls[:1]:
        step = fall.step
        if step.reduction_percent > numbers["max_percent"] and step.reduction > Fraction(numbers["max_mg"]):
            named = {"percent": percent(step.reduction, fall.before), "reduction": about(step.reduction)}
            yield case.finding("first_reduction", step, **named)


def faster_than_asked(case: Case) -> Iterator[Finding]:
    """A step that falls by more than was asked; it names the piece, liquid or interval that would keep to it.

    More than twice what was asked is a caution, unless the fall is as small as a closing reduction.
    """
    twice = int(case.numbers("faster_than_asked")["caution_above_times"])
    stop_from = case.request.strategy.stop_from_mg
    for fall in case.falls:
        step, asked = fall.step, fall.capped
        if step.reduction <= asked or (step.kind == "stop" and fall.before <= stop_from):
            continue
        large = step.reduction > twice * asked and step.reduction > CLOSING_MG and not step.closing
        level = "caution" if large else None
        named = {"achieved": f"{percent(step.reduction, fall.current)}%", "asked": f"{percent(asked, fall.current)}%"}
        yield case.finding("faster_than_asked", step, level, piece=_gentler(case, fall), **named)


def _gentler(case: Case, fall: Fall) -> str:
    """The piece or liquid that makes a reduction from 5 % to what was asked, or else the interval that keeps the pace."""
    slots = {time: Slot(ng) for time, ng in case.doses_before(fall.step)[fall.drug].items()}
    asked_ng = case.weights.of_mg(fall.capped) // case.weights.of_ng[fall.drug]
    limits = Limits.of(total(slots), asked_ng, 0, total(slots))
    for option, makes in _makeable_options(case, fall.drug):
        if reaches(slots, makes, limits):
            return option.label[:1].upper() + option.label[1:]
    days = -(-case.request.strategy.interval_days * fall.step.reduction // fall.capped)
    return f"An interval of {days} days" if days <= MOST_DAYS else "A hold"


def _makeable_options(case: Case, drug: str) -> Iterator[tuple[Option, Makeable]]:
    for option in case.options(drug):
        yield option, replace(case.request, strategy=option.strategy).makeable(case.catalogue, drug)


def capped(case: Case) -> Iterator[Finding]:
    """What was asked was more than 25 % of the current equivalent, and was held back to it."""
    for fall in case.falls:
        if fall.asked > fall.capped and not fall.step.closing:
            named = {"achieved": f"{percent(fall.step.reduction, fall.current)}%", "asked": about(fall.asked)}
            yield case.finding("capped", fall.step, **named)


def closing_reduction(case: Case) -> Iterator[Finding]:
    """A reduction over 25 % and of at most 1.25 mg near the end."""
    most = Fraction(case.numbers("closing_reduction")["max_mg"])
    for fall in case.falls:
        step = fall.step
        if step.closing and step.reduction <= most:
            named = {"percent": percent(step.reduction, fall.before), "reduction": about(step.reduction)}
            yield case.finding("closing_reduction", step, **named)


def coarse_tail(case: Case) -> Iterator[Finding]:
    """Reductions above every limit, which the clinician allowed because the products cannot do better: one for all."""
    coarse = [fall for fall in case.falls if fall.step.closing and fall.step.reduction > CLOSING_MG]
    if coarse:
        worst = max(coarse, key=lambda fall: fall.step.reduction)
        named = {"percent": percent(worst.step.reduction, worst.before), "reduction": about(worst.step.reduction)}
        yield case.finding("coarse_tail", worst.step, **named)


# Crossover ---------------------------------------------------------------------------------------


def crossover_rise(case: Case) -> Iterator[Finding]:
    """A crossover step above the baseline."""
    baseline = case.schedule.baseline_equivalent
    for _, step in case.pairs:
        if step.kind == "crossover" and step.equivalent > baseline:
            yield case.finding("crossover_rise", step, percent=percent(step.equivalent - baseline, baseline))


def crossover_fall(case: Case) -> Iterator[Finding]:
    """A crossover step that falls by more than 10 %; it names the piece that would avoid it."""
    most = case.numbers("crossover_fall")["max_percent"]
    for before, step in case.pairs:
        if step.kind == "crossover" and step.reduction_percent > most:
            fall = plain(step.reduction_percent, 1)
            yield case.finding("crossover_fall", step, percent=fall, piece=_nearer(case, before, step))


def _nearer(case: Case, before: Fraction, step: Step) -> str:
    """The piece with which this step of the crossover would fall by at most 10 %."""
    to, weights = case.request.strategy.crossover_to, case.weights
    moved = next(dose for dose in step.doses if dose.drug == to and _rose(case, step, dose.time, to))
    others = weights.of_mg(step.equivalent) - to_ng(moved.mg) * weights.of_ng[to]
    baseline, day_before = weights.of_mg(case.schedule.baseline_equivalent), weights.of_mg(before)
    wanted, least, most = bounds_ng(baseline, day_before, others, weights.of_ng[to])
    for option, makes in _makeable_options(case, to):
        slot = new_dose(makes, None, wanted, (least, most))
        if slot and (day_before - others - slot.ng * weights.of_ng[to]) * 10 <= day_before:
            return option.label[:1].upper() + option.label[1:]
    return "No product sold here"


def _rose(case: Case, step: Step, time: str, drug: str) -> bool:
    now = next((to_ng(dose.mg) for dose in step.doses if (dose.drug, dose.time) == (drug, time)), 0)
    return now > case.doses_before(step).get(drug, {}).get(time, 0)


def diazepam_threshold(case: Case) -> Iterator[Finding]:
    """A crossover to more diazepam than the site's threshold."""
    diazepam = max((step.daily_mg.get("diazepam", Decimal(0)) for step in case.schedule.steps), default=Decimal(0))
    threshold = case.threshold_mg
    if case.request.strategy.method == "crossover" and threshold is not None and diazepam > threshold:
        yield case.finding("diazepam_threshold", dose=mg(diazepam), threshold=mg(threshold))


def tables_disagree(case: Case) -> Iterator[Finding]:
    """The tables that know all the drugs differ by more than 1.5 times."""
    known = equivalents(case.request.regimen, case.catalogue)
    selectable = {id_: value for id_, value in known.items() if case.catalogue.tables[id_].selectable}
    if not selectable or case.request.equivalence is None:
        return
    low, high = min(selectable, key=lambda id_: selectable[id_]), max(selectable, key=lambda id_: selectable[id_])
    if selectable[high] > selectable[low] * Fraction(case.numbers("tables_disagree")["ratio"]):
        tables = case.catalogue.tables
        yield case.finding(
            "tables_disagree",
            lowest=about(selectable[low]),
            lowest_table=tables[low].name,
            highest=about(selectable[high]),
            highest_table=tables[high].name,
            table=tables[case.request.equivalence].name,
        )


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
    for step in case.schedule.steps:
        for piece in (piece for dose in step.doses for piece in dose.pieces):
            yield step, products[piece.product], (piece.count or Decimal(0)) % 1


def many_pieces(case: Case) -> Iterator[Finding]:
    """More pieces at one time of day than are easily counted: the first such step."""
    most = case.numbers("many_pieces")["max_pieces"]
    for step in case.schedule.steps:
        counts: dict[str, Decimal] = {}
        for dose in step.doses:
            parts = sum((-(-(piece.count or Decimal(1)) // 1) for piece in dose.pieces), Decimal(0))
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


RULES: tuple[Callable[[Case], Iterable[Finding]], ...] = (
    envelope_reduction,
    envelope_interval,
    envelope_length,
    under_18,
    epilepsy_indication,
    forbidden_split,
    rolling_14_days,
    first_reduction,
    coarse_tail,
    crossover_fall,
    unverified_split,
    licensed_maximum,
    diazepam_threshold,
    prescribed_differs,
    faster_than_asked,
    crossover_rise,
    tables_disagree,
    two_sedatives,
    as_needed_not_counted,
    many_pieces,
    capped,
    closing_reduction,
)
"""Every rule, in the order in which findings are read."""


def check(
    schedule: Schedule,
    request: Request,
    catalogue: Catalogue,
    facts: PatientFacts | None = None,
    *,
    diazepam_threshold_mg: Decimal | None = None,
) -> tuple[Finding, ...]:
    """What the rules find in a schedule made from this request, blocks first. `facts` and the threshold (mg) may be unknown."""
    case = Case(schedule, request, catalogue, facts or PatientFacts(), diazepam_threshold_mg)
    return tuple(finding for rule in RULES for finding in rule(case))
