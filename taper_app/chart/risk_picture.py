"""What was answered about a patient’s risks: the newest answers count, with what a visit found since."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from taper_app import record
from taper_app.chart.read_once import once
from taper_app.engine import (
    UNKNOWN,
    Catalogue,
    Interacting,
    PatientToday,
    Risk,
    as_asked_now,
    found_at_visit,
    load_care,
    load_catalogue,
    red_flags_of,
)
from taper_app.models import Patient, Plan, Review, RiskPicture, Weighing
from taper_app.record import ASKED_AS, visit_of

LASTING = ("red_flags", "seen")
"""Of what a visit found, what still says something at the next one."""


@once
def newest(patient: Patient) -> RiskPicture | None:
    """The answers that count; None where nobody was asked."""
    return patient.risk_pictures.select_related("recorded_by").order_by("-number").first()


def answers_of(picture: RiskPicture | None) -> dict[str, str]:
    """The answers of a picture by the questions of today; none where nobody was asked."""
    return as_asked_now(load_catalogue().risks, picture.answers) if picture else {}


def days_held() -> int:
    """For how many days answers hold before a plan may be issued: the longest time between two visits (ASAM 2025)."""
    return int(load_catalogue().rules["review_late"].numbers["days"])


def are_due(picture: RiskPicture | None, today: date) -> bool:
    """Whether the questions have to be asked before a plan is issued: as are_old, or as something else was said since."""
    return picture is None or are_old(picture, today) or bool(weighed_since(picture.patient, picture))


def are_old(picture: RiskPicture, today: date) -> bool:
    """Whether the answers do not hold for a new plan any more: they are of too long ago, or a question is new since."""
    long_ago = picture.asked_on < today - timedelta(days=days_held())
    return long_ago or not load_catalogue().risks.keys() <= answers_of(picture).keys()


def weighed_since(patient: Patient, picture: RiskPicture | None) -> dict[str, str]:
    """The answers that were given by reasons weighed since the questions were answered, where those say otherwise or nothing."""
    weighed = newest_weighing(patient)
    if weighed is None or (picture and weighed.recorded_at <= picture.recorded_at):
        return {}
    rows, answers = load_care().weighed, answers_of(picture)
    given = [asked for each in weighed.reasons if each in rows for asked in rows[each].on.items()]
    return {question: those[0] for question, those in given if answers.get(question) not in those}


@once
def newest_weighing(patient: Patient) -> Weighing | None:
    """The reasons that were weighed last; None where none were."""
    return patient.weighings.order_by("-number").first()


def interacting_of(picture: RiskPicture) -> tuple[Interacting, ...]:
    """The interacting medicines of a picture."""
    return tuple(
        Interacting(each["medicine"], *(each[name] and date.fromisoformat(each[name]) for name in ("started_on", "stopped_on")))
        for each in picture.interacting
    )


def risks_told(picture: RiskPicture, found: Mapping[str, str] = MappingProxyType({})) -> record.Risks:
    """A picture as a revision keeps it: each question and answer in words, what there is to note of it, and by whom and when.

    `found` are the answers that a visit made other than they are.
    """
    catalogue, answers = load_catalogue(), {**answers_of(picture), **found}
    names, by_button = catalogue.interactions, {*picture.by_button}
    asked = [each for each in catalogue.risks.values() if each.id in answers]
    return record.Risks(
        asked_on=picture.asked_on,
        asked_by=picture.recorded_by.get_full_name(),
        answers=tuple(answer_told(each, answers[each.id], by_button - {*found}) for each in asked),
        interacting=tuple(
            record.InteractingMedicine(each.medicine, each.started_on, each.stopped_on, names[each.medicine].name)
            for each in interacting_of(picture)
        ),
        found=tuple(sorted(found)),
    )


def as_found(patient: Patient, observations: Mapping[str, object]) -> record.Risks | None:
    """The newest picture as a revision keeps it, with what visits found beyond it, the one with these observations among them.

    None where nobody was asked.
    """
    picture = newest(patient)
    if picture is None:
        return None
    return risks_told(picture, seen_at_a_visit(answers_of(picture), found_since(patient, picture, observations)))


def answer_told(risk: Risk, answer: str, by_button: Collection[str] = ()) -> record.RiskAnswer:
    """One question with its answer. Its `kind` is "unknown", "usual", "noted", or "use" where no answer is usual; `named` is how
    a remark speaks of it."""
    known = {UNKNOWN: "unknown", usual(risk): "usual"}
    return record.RiskAnswer(
        question=risk.id,
        name=risk.name,
        words=risk.words,
        answer=answer,
        said=risk.answers.get(answer, answer),
        named=risk.named.get(answer, risk.name),
        kind=known.get(answer, "noted" if usual(risk) else "use"),
        by_button=risk.id in by_button,
    )


def by_one_button(catalogue: Catalogue) -> dict[str, str]:
    """The questions that one button may answer together, each with its usual answer: not those that are asked one by one."""
    return {each.id: usual(each) for each in catalogue.risks.values() if usual(each) and not each.asked_one_by_one}


def asked_anew(catalogue: Catalogue) -> dict[str, str]:
    """The questions that are asked one by one, each with its usual answer: one too old does not stand there to be saved again."""
    return {each.id: usual(each) for each in catalogue.risks.values() if usual(each) and each.asked_one_by_one}


def usual(risk: Risk) -> str:
    """The first answer that no remark speaks of; "" where every answer says something, as that to how long it has been taken."""
    return next((each for each in risk.answers if each not in risk.named and each != UNKNOWN), "")


# What the rules are told -------------------------------------------------------------------------


def with_risks(known: PatientToday, picture: RiskPicture | None, observations: Mapping[str, object]) -> PatientToday:
    """The patient today with what was answered, and with what the observations of visits add to it."""
    answers = answers_of(picture)
    found = seen_at_a_visit(answers, observations)
    if picture is None and not found:
        return known
    return replace(known, risks=answers | found, interacting=interacting_of(picture) if picture else ())


def found_since(patient: Patient, picture: RiskPicture | None, observations: Mapping[str, Any]) -> dict[str, Any]:
    """What visits found since the questions were answered, and the one with these observations, as if it were one visit.

    A red flag and what was seen once stay; of what else is taken the last answer counts. It stands until the questions are
    answered again, however many visits do not ask.
    """
    since = [(seen, flags) for at, seen, flags in seen_at_visits(patient) if not picture or at > picture.recorded_at]
    kept = [*since, (observations, observations.get("red_flags", ()))]
    found = [{**each, "red_flags": red_flags_of(flags, each, load_catalogue())} for each, flags in kept]
    lasting = {name: list(dict.fromkeys(one for each in found for one in each.get(name, ()))) for name in LASTING}
    return {name: each[name] for each in found for name in ASKED_AS if each.get(name)} | lasting


@once
def seen_at_visits(patient: Patient) -> list[tuple[datetime, dict[str, Any], list[str]]]:
    """What visits and follow-ups of this patient found, the oldest first: when it was recorded, observations and red flags."""
    visits = Review.objects.valid().filter(plan__patient=patient).exclude(kind=Review.Kind.MISSED)
    visits = visits.exclude(plan__state=Plan.State.IN_ERROR).order_by("reviewed_on", "pk")
    return list(visits.values_list("recorded_at", "observations", "red_flags"))


def seen_at_a_visit(answers: Mapping[str, str], observations: Mapping[str, object]) -> dict[str, str]:
    """The answers that the observations of a visit make other than they are."""
    return found_at_visit(answers, visit_of(observations), load_catalogue())
