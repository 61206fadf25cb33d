"""A patient's risks in a clinician's words, for paper and pages, from what `actions.risks` tells of them."""

from collections.abc import Mapping
from typing import Any

from .clinical import clinic_date


def risks_said(told: Mapping[str, Any]) -> dict[str, Any]:
    """Risks as a revision keeps them, in phrases: how long it has been taken, what there is to note, what is not known, and
    the questions with nothing to note; by whom and when they were answered."""
    of = {kind: [each for each in told["answers"] if each["kind"] == kind] for kind in ("noted", "use", "unknown", "usual")}
    medicines = [interacting_said(each) for each in told["interacting"]]
    return {
        "asked_on": told["asked_on"],
        "asked_by": told["asked_by"],
        "noted": [each["named"] for each in of["noted"] if each["question"] != "interacting"] + medicines,
        "use": [each["named"] for each in of["use"]],
        "unknown": [each["name"] for each in of["unknown"]],
        "usual": [each["name"] for each in of["usual"]],
    }


def interacting_said(told: Mapping[str, Any]) -> str:
    """An interacting medicine, and since and until when: "omeprazole from 04-Jan-2027"."""
    days = [f"{word} {clinic_date(told[name])}" for word, name in (("from", "started_on"), ("to", "stopped_on")) if told[name]]
    return " ".join([told["name"], *days])
