"""What is asked about a patient's risks before a plan and now and then after. Each set of answers is kept; the newest counts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from taper_app.actions import audit, patients
from taper_app.chart.risk_picture import by_one_button, newest
from taper_app.engine import Interacting, load_catalogue
from taper_app.models import Patient, RiskPicture, User


class RisksChanged(Exception):
    """Somebody else has answered since the form was opened. `picture` is what they answered."""

    def __init__(self, message: str, picture: RiskPicture) -> None:
        super().__init__(message)
        self.picture = picture


@transaction.atomic
def record_risks(
    *,
    patient: Patient,
    seen: int,
    answers: Mapping[str, str],
    interacting: Sequence[Interacting] = (),
    by_button: Collection[str] = (),
    today: date,
    by: User,
) -> RiskPicture:
    """Keep an answer to every question, and the medicines behind a "yes" to interacting ones.

    `by_button` are the questions that one button answered with others; these are told apart for ever.
    `seen` is the number of the newest picture when the form was opened (0: none). The same answers sent twice on a day are kept
    once. Raises RisksChanged, ValidationError and PermissionDenied; then nothing is kept.
    """
    kept = patients.lock(patient)
    refuse_incomplete(answers, interacting)
    refuse_button(answers, by_button)
    before = newest(kept)
    said: dict[str, Any] = {"asked_on": today, "answers": dict(answers), "by_button": sorted(by_button)}
    said["interacting"] = [interacting_told(each) for each in interacting]
    if before and before.number > seen:
        if told(before) != said:
            raise RisksChanged("Somebody else has answered these questions since this page was opened.", before)
        return before
    number = before.number + 1 if before else 1
    picture = RiskPicture(
        patient=kept,
        number=number,
        asked_on=today,
        answers=said["answers"],
        interacting=said["interacting"],
        by_button=said["by_button"],
        recorded_at=timezone.now(),
        recorded_by=by,
    )
    picture.full_clean()
    picture.save()
    subject = f"patient {kept.code}"
    audit.record(clinic=kept.clinic, by=by, action="record_risks", subject=subject, before=before and told(before), after=said)
    return picture


def refuse_incomplete(answers: Mapping[str, str], interacting: Sequence[Interacting]) -> None:
    """Raises ValidationError naming the first question that has no answer or one that it does not know, and for medicines
    without a "yes", a "yes" without medicines, one that Taper does not know, and one that stops before it starts."""
    catalogue = load_catalogue()
    for risk in catalogue.risks.values():
        if answers.get(risk.id) not in risk.answers:
            raise ValidationError({risk.id: f"{risk.words} Choose an answer."})
    if unknown := answers.keys() - catalogue.risks.keys():
        raise ValidationError(f"Not a question about risks: {', '.join(sorted(unknown))}.")
    if bool(interacting) != (answers["interacting"] == "yes"):
        raise ValidationError({"interacting": "Name the medicines where the answer is yes, and only there."})
    for each in interacting:
        if each.medicine not in catalogue.interactions:
            raise ValidationError({"interacting": f"{each.medicine!r} is not a medicine that Taper knows to interact."})
        if each.started_on and each.stopped_on and each.stopped_on < each.started_on:
            raise ValidationError({"interacting": "A medicine stops on the day it starts, or later."})


def refuse_button(answers: Mapping[str, str], by_button: Collection[str]) -> None:
    """Raises ValidationError for a question that is asked one by one, or whose answer is not the usual one."""
    may = by_one_button(load_catalogue())
    for question in by_button:
        if answers.get(question) != may.get(question):
            raise ValidationError(
                {question: "This answer is not one that the button gives. Ask the question, and choose an answer."}
            )


def told(picture: RiskPicture) -> dict[str, object]:
    """What a picture says, as an audit event keeps it."""
    own = {"asked_on": picture.asked_on, "answers": picture.answers}
    return own | {"by_button": picture.by_button, "interacting": picture.interacting}


def interacting_told(each: Interacting) -> dict[str, str | None]:
    """One interacting medicine as a picture keeps it."""
    days = {"started_on": each.started_on, "stopped_on": each.stopped_on}
    return {"medicine": each.medicine} | {name: day.isoformat() if day else None for name, day in days.items()}
