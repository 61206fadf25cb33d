"""What a review recorded, as labels and lines; what was not asked is left out."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from taper_app.chart import snapshot
from taper_app.engine import TIMES, CautionAnswer, Regimen
from taper_app.models import Review
from taper_app.record import Issued, from_json
from taper_app.wording.days import clinic_day
from taper_app.wording.doses import day_said
from taper_app.wording.medicines import product_said
from taper_app.wording.observed import (
    RED_FLAGS,
    SEEN,
    SUBSTANCES,
    pressure_said,
    scores_said,
    sleep_said,
    symptoms_said,
)
from taper_app.wording.people import own_lines
from taper_app.wording.regimens import IN_THE_DAY, whole_said

from .progress import regimen_of

SLEEP = ("sleep_hours", "sleep_latency_min", "bad_nights")
PRESSURE = ("systolic", "diastolic", "pulse")


class Fact(NamedTuple):
    """A label, what was recorded under it, and whether it must not be overlooked."""

    label: str
    lines: list[str]
    grave: bool = False


def facts(review: Review, in_force: Issued) -> list[Fact]:
    """Everything that was seen and why it was decided so; `in_force` is the revision that was in force then."""
    written = [Fact(label, [words]) for label, words in (("Reason", review.reason), ("Notes", review.notes)) if words]
    return [*red_flags(review), *taken(review, in_force), *observed(review.observations), *written]


def red_flags(review: Review) -> Iterator[Fact]:
    """The red flags, and that there were none; a visit that was missed asks nothing."""
    if review.kind != Review.Kind.MISSED:
        yield Fact("Red flags", [RED_FLAGS.get(flag, flag) for flag in review.red_flags] or ["None"], bool(review.red_flags))


def taken(review: Review, in_force: Issued) -> Iterator[Fact]:
    """The dose really taken, the planned one where that is another, and what it is taken as. Only a visit asks."""
    if review.kind != Review.Kind.VISIT:
        return
    really, then = regimen_of(review.taken), planned(review, in_force)
    by_week = really.by_days or then.by_days
    said, wanted = (whole_said(each, by_week=by_week) for each in (really, then))
    elsewhen = "on other days than planned" if by_week else "at other times than planned"
    other = elsewhen if said == wanted else f"planned: {wanted.removesuffix(IN_THE_DAY)}"
    yield Fact("Really taken", [f"{said}, {'as planned' if really.same_as(then) else other}", *taken_as(review, really)])


def taken_as(review: Review, really: Regimen) -> Iterator[str]:
    """What each medicine is taken as, where the visit said: "lorazepam as 1 mg tablet"."""
    if not any(each.product for each in really.doses):
        return
    clinic = review.plan.patient.clinic
    products = snapshot.products_named(clinic, {each.product for each in really.doses} - {""})
    for drug in really.drugs:
        for id_ in (each for each in really.products(drug) if each in products):
            yield f"{drug} as {product_said(products[id_], clinic.market)}"


def planned(review: Review, in_force: Issued) -> Regimen:
    """What the revision in force had planned for the day of the review."""
    return in_force.schedule.planned_week(review.reviewed_on) or in_force.request.regimen.every_day()


def observed(seen: Mapping[str, Any]) -> Iterator[Fact]:
    """The observations, in the order of the form."""
    for name, label in (("missed_doses", "Missed doses"), ("extra_doses", "Extra doses")):
        if seen.get(name):
            yield Fact(label, [seen[name]])
    for name, asked in SUBSTANCES.items():
        if seen.get(name):
            yield Fact(asked.name, [": ".join(filter(None, [asked.answers[seen[name]], seen.get(f"{name}_note")]))])
    if "seen" in seen:
        yield Fact("Seen", [SEEN.get(each, each) for each in seen["seen"]] or ["None of what was asked"], bool(seen["seen"]))
    if seen.get("symptoms"):
        yield Fact("Symptoms", symptoms_said(seen["symptoms"]))
    if scores := scores_said(dict(seen)):
        yield Fact("Scores", scores)
    if seen.get("suicide_risk_assessed"):
        yield Fact("Risk of suicide", ["Assessed at this visit"])
    nights, pressure = sleep_said(*map(seen.get, SLEEP)), pressure_said(*map(seen.get, PRESSURE))
    for label, words in (("Function", function(seen)), ("Sleep", nights), ("Pressure and pulse", pressure)):
        if words:
            yield Fact(label, [words])
    if against := seen.get("in_spite_of"):
        yield Fact("Went on in spite of this", [*against["found"], *why(against)], grave=True)
    if "relapse" in seen:
        yield Fact("Taking it again", [taken_again(seen)], bool(seen["relapse"]))


def why(against: Mapping[str, Any]) -> Iterator[str]:
    """What was answered to what stood against going on."""
    if against["reason"]:
        yield f"Why: {against['reason']}"
    for told in against.get("answers", {}).values():
        yield from own_lines(from_json(CautionAnswer, told))


def taken_again(seen: Mapping[str, Any]) -> str:
    """Whether medicines are taken again after the end; which, how much, since when and when last, where that was asked."""
    if not seen.get("again"):
        return "Yes" if seen["relapse"] else "No"
    return again_all_said(Regimen.from_json(seen["again"]))


def again_all_said(regimen: Regimen) -> str:
    """All that is taken again; empty where nothing is."""
    return "; ".join(again_said(regimen, drug) for drug in regimen.drugs)


def again_said(regimen: Regimen, drug: str) -> str:
    """One of them: "Lorazepam 2 mg in the day: …, since 1-Dec-2026"."""
    said = f"{drug.capitalize()} {day_said({time: regimen.at(drug, time) for time in TIMES})}"
    days = (("since", regimen.since.get(drug)), ("last on", regimen.last.get(drug)))
    known = [f"{words} {clinic_day(on)}" for words, on in days if on]
    return ", ".join([said, *known])


def function(seen: Mapping[str, Any]) -> str:
    """What the patient can do."""
    return f"{seen['function']} of 10, 10 being best" if "function" in seen else ""
