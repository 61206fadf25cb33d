"""Rules about a week whose days are not alike."""

from collections.abc import Iterator
from decimal import Decimal

from ..doses.products import Makeable, to_ng
from ..doses.week import A_WEEK
from ..taper.day import Slot
from ..taper.days_off import few_days, is_for_sleep, may_have_days_off, on_few_days
from ..taper.reduction import Limits
from ..taper.schedule import Step
from ..taper.week import Lowering, Pattern, Week, keeps_to_asked, uneven
from .findings import Case, Fall, Finding
from .named import equivalent, milligrams, percent, several


def days_off_risk(case: Case) -> Iterator[Finding]:
    """Days without a dose for a patient who may have a seizure: a block where the plan goes on to them.

    At a visit by which the dose does not go down it is a caution: to hold must stay possible.
    """
    level, advice = ("caution", "standing") if case.stands else (None, "visit" if case.decision else "new")
    reasons = seizure_risks(case)
    for step, drug in _first_without(case) if reasons else ():
        named = {"reasons": several(reasons, [*reasons.values()]), "advice": case.phrase("days_off_risk", advice)}
        yield case.finding("days_off_risk", step, level, drug=drug, **named)


def seizure_risks(case: Case) -> dict[str, str]:
    """Why the patient may have a seizure on days without a dose: answers of the risk picture, and epilepsy, with their words."""
    reasons = case.reasons("days_off_risk")
    return reasons | ({"epilepsy": "epilepsy"} if any(each.indication == "epilepsy" for each in case.patient.medicines) else {})


def days_off(case: Case) -> Iterator[Finding]:
    """Nights without a medicine for sleep near the end: who advises them, and who does not."""
    for step, drug in _first_without(case):
        if is_for_sleep(case.first, drug, case.catalogue):
            yield case.finding("days_off", step, drug=drug, few_days=str(few_days(case.catalogue)))


def days_off_long(case: Case) -> Iterator[Finding]:
    """Days without a dose of any other medicine: of one that lasts from day to day."""
    for step, drug in _first_without(case):
        if not is_for_sleep(case.first, drug, case.catalogue):
            yield case.finding("days_off_long", step, drug=drug)


def days_off_not_asked(case: Case) -> Iterator[Finding]:
    """Days without a dose for a patient of whom nobody asked what speaks against them."""
    questions = [each for each in case.catalogue.rules["days_off_risk"].on if not case.patient.knows(each)]
    for step, _ in _first_without(case) if questions else ():
        words = [case.catalogue.risks[each].name for each in questions]
        yield case.finding("days_off_not_asked", step, questions=several(questions, words))


def closing_few_days(case: Case) -> Iterator[Finding]:
    """A reduction over the most in percent and in mg from doses on few days of the week, and none on the others."""
    for fall in case.falls:
        step = fall.step
        if step.closing and step.reduction > case.catalogue.envelope.closing_mg and from_few_days(case, step):
            named = {"percent": percent(step.reduction, fall.current), "reduction": equivalent(step.reduction)}
            yield case.finding("closing_few_days", step, few_days=str(few_days(case.catalogue)), **named)


def from_few_days(case: Case, step: Step) -> bool:
    """Whether it falls from doses on few days of the week, and none on the others: closing whatever its mg."""
    before = case.schedule.steps[step.number - 2].regimen if step.number > 1 else case.request.arranged().regimen
    return on_few_days(before, case.catalogue)


def _first_without(case: Case) -> Iterator[tuple[Step, str]]:
    """The first step with a day of the week on which nothing is taken, and the drug that is left then."""
    for step in case.steps:
        if step.mean and not step.is_every_day:
            yield step, step.doses[0].drug
            return


def a_pattern_keeps(case: Case, fall: Fall) -> bool:
    """Whether a plan by the day would keep to what was asked in a fall, were the dose lower on some days of the week."""
    strategy = case.request.strategy
    if strategy.pattern != "none" or strategy.interval_days % A_WEEK:
        return False
    days_off = may_have_days_off(case.request, fall.drug, case.catalogue) and not seizure_risks(case)
    makes, others = case.request.makeable(case.catalogue, fall.drug), len(case.week_before(fall.step)) > 1
    return keeps_by_week(case, fall, makes, others=others, days_off=days_off)


def keeps_by_week(case: Case, fall: Fall, makes: Makeable, *, others: bool = True, days_off: bool = True) -> bool:
    """Whether a reduction of the week from the least to what was asked can be made in the place of a fall.

    `others` says that doses of other drugs are taken, `days_off` that there may be days without any.
    """
    slots, weights, strategy = case.slots_before(fall.step)[fall.drug], case.weights, case.request.strategy
    now, per_ng = Week(slots, _pattern_before(case, fall)), weights.of_ng[fall.drug] // A_WEEK
    limits = Limits.of(case.catalogue.envelope, now.ng, weights.of_mg(fall.capped) // per_ng, 0, now.ng)
    by = Lowering(fall.drug, strategy.spare_days, (), night_floor_ng=0, others=others, days_off=days_off, few_days=0)
    return keeps_to_asked(now, makes, limits, by)


def _pattern_before(case: Case, fall: Fall) -> Pattern | None:
    """How the dose that falls was lower on some days before it fell."""
    number = fall.step.number
    if number > 1 and not case.schedule.steps[number - 2].mean:
        return None
    before = case.schedule.steps[number - 2].regimen if number > 1 else case.request.arranged().regimen
    for drug, time, amounts in uneven(before):
        if drug == fall.drug:
            liquid = case.slots_before(fall.step)[drug][time].liquid
            return Pattern(drug, time, Slot(to_ng(min(amounts)), liquid), amounts[min(amounts)])
    return None


def mixed_short(case: Case) -> Iterator[Finding]:
    """A dose lower by more than half on some days, of a medicine that wears off within the day: one remark for each pair."""
    numbers, seen = case.numbers("mixed_short"), set()
    short = {drug for drug in case.drugs if case.catalogue.drugs[drug].half_life_hours < numbers["under_hours"]}
    by_days = ((step, {dose.drug for dose in step.doses if dose.weekdays}) for step in case.steps if step.is_every_day)
    for step in (each for each, drugs in by_days if drugs & short):
        for drug, _, amounts in uneven(step.regimen):
            low, high = min(amounts), max(amounts)
            if drug in short and low < high * Decimal(numbers["least_part"]) and (drug, low, high) not in seen:
                seen.add((drug, low, high))
                said = milligrams(low) if low else case.phrase("mixed_short", "nothing")
                yield case.finding("mixed_short", step, drug=drug, low=said, high=milligrams(high))
