"""What the pages of a review say of doses, of what was found, and what guidelines say about it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from taper_app.chart import snapshot
from taper_app.engine import TIMES, Advice, Catalogue, Decision, Regimen, Step, advice_for, text
from taper_app.models import Clinic, Review
from taper_app.wording.days import clinic_day
from taper_app.wording.decisions import DECISIONS
from taper_app.wording.doses import AT, days_short, dose_said
from taper_app.wording.lists import joined
from taper_app.wording.medicines import product_said
from taper_app.wording.observed import RED_FLAGS
from taper_app.wording.regimens import by_weekday, changes, drug_said

from . import review_facts
from .answers import Answer

SECTIONS = {  # of the form, by the label of what is entered there; the rest is about doses and what else is taken
    "Seen": "seen",
    "Symptoms": "symptoms",
    "Scores": "scores",
    "Risk of suicide": "red-flags",
    "Function": "wellbeing",
    "Sleep": "wellbeing",
    "Pressure and pulse": "wellbeing",
}


def regimen_said(regimen: Regimen, clinic: Clinic) -> list[str]:
    """A day's doses, a sentence a drug: "Diazepam 15 mg in the day: …", and what it is taken as where that is known; "Nothing"
    where none is taken."""
    products = snapshot.products_named(clinic, {each.product for each in regimen.doses} - {""})
    said = [
        f"{drug.capitalize()} {drug_said(regimen, drug)}"
        + "".join(f", as {product_said(products[id_], clinic.market)}" for id_ in regimen.products(drug) if id_ in products)
        for drug in regimen.drugs
    ]
    return said or ["Nothing"]


def differences(planned: Regimen, taken: Regimen) -> list[str]:
    """Where the dose taken is not the planned one: "More diazepam at night: 15 mg taken, 10 mg planned".

    Where that is not so on every day of the week, on which: "More zopiclone at night on Tue: 7.5 mg taken, 3.75 mg planned".
    """
    drugs = dict.fromkeys((*planned.drugs, *taken.drugs))
    return [
        f"{'More' if now > then else 'Less'} {drug} {AT[time]}{f' on {days_short(days)}' * bool(days)}: "
        f"{_mg(now)} taken, {_mg(then)} planned"
        for drug in drugs
        for time in TIMES
        for then, now, days in changes(by_weekday(planned, drug, time), by_weekday(taken, drug, time))
    ]


def _mg(dose: Decimal) -> str:
    return text.mg(dose) if dose else "none"


def found_said(observations: Mapping[str, Any], red_flags: Iterable[str]) -> list[Answer]:
    """What a visit found, each with the section of the form in which it was entered."""
    flags, facts = [RED_FLAGS.get(flag, flag) for flag in red_flags], review_facts.observed(observations)
    found = [Answer(fact.label, fact.lines, SECTIONS.get(fact.label, "use"), fact.grave) for fact in facts]
    return [Answer("Red flags", flags or ["None"], "red-flags", bool(flags)), *found]


def left_out_said(step: Step) -> str:
    """A step that was changed by hand and is reached no more, as it was planned."""
    doses = joined([dose_said(each) for each in step.doses])
    days = f" for {step.days} days" if step.days else ""
    return f"Step {step.number}: {doses} from {clinic_day(step.starts_on)}{days}"


def decision_label(review: Review) -> str:
    """What was decided, or what kind of review it was."""
    return DECISIONS[Decision(review.decision)].label if review.decision else review.get_kind_display()


def advice(catalogue: Catalogue, decision: Decision, found: Iterable[str]) -> list[dict[str, Any]]:
    """What guidelines say for a decision and these signs, each with its source."""
    return [advice_said(catalogue, each) for each in advice_for(catalogue, decision, set(found))]


def advice_said(catalogue: Catalogue, one: Advice) -> dict[str, Any]:
    """One piece of advice with its source, and whether it was checked there or is from memory."""
    checked = one.evidence != "memory"
    return {"id": one.id, "words": one.words, "source": catalogue.sources[one.source], "checked": checked}
