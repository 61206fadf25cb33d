"""A patient's risks in a clinician's words, for paper and pages."""

from typing import Any

from taper_app.record import InteractingMedicine, Risks

from .days import clinic_date


def risks_said(risks: Risks) -> dict[str, Any]:
    """Risks as a revision keeps them, in phrases: how long it has been taken, what there is to note, and what is not known.

    Then the questions with nothing to note, those apart that one button answered; by whom and when they were answered, and
    which a visit has found otherwise since.
    """
    noted = [each.named for each in risks.answers if each.kind == "noted" and each.question != "interacting"]
    return {
        "asked_on": risks.asked_on,
        "asked_by": risks.asked_by,
        "noted": noted + [interacting_said(each) for each in risks.interacting],
        "use": [each.named for each in risks.answers if each.kind == "use"],
        "unknown": [each.name for each in risks.answers if each.kind == "unknown"],
        "found": [each.name for each in risks.answers if each.question in risks.found],
        "usual": [each.name for each in risks.answers if each.kind == "usual" and not each.by_button],
        "by_button": [each.name for each in risks.answers if each.by_button],
    }


def interacting_said(told: InteractingMedicine) -> str:
    """An interacting medicine, and since and until when: "omeprazole from 04-Jan-2027"."""
    days = [f"{word} {clinic_date(day)}" for word, day in (("from", told.started_on), ("to", told.stopped_on)) if day]
    return " ".join([told.name, *days])
