"""What pages say about doses, medicines and plans, in the clinician's words. A patient's paper has its own."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from taper_app.chart import patient_today, snapshot
from taper_app.engine import TIMES, differs_from_prescribed, load_catalogue, text
from taper_app.models import Medication, Plan
from taper_app.record import Product
from taper_app.wording.days import clinic_date
from taper_app.wording.doses import day_said
from taper_app.wording.lists import counted, joined
from taper_app.wording.medicines import medicine_called, taken_said
from taper_app.wording.observed import RED_FLAGS

SOON_DAYS = 7


def medication_doses(medication: Medication, kind: str) -> dict[str, Decimal]:
    """mg by time of day, `kind` being prescribed or taken."""
    return {time: getattr(medication, f"{kind}_{time}") for time in TIMES}


def takes(medication: Medication, products: Mapping[str, Product] = MappingProxyType({})) -> str:
    """What a clinician should hear back of a row, stored or typed: the medicine as it is, how it is taken, and when last."""
    row = snapshot.medication_told(medication)
    name = medicine_called(row, row.id, products, medication.patient.clinic.market)
    said = taken_said(row, row.taken, day_said)
    last = f" Last taken on {clinic_date(row.last_taken_on)}." if row.last_taken_on else ""
    takes_it = f"Takes no {name} now." if said == "none" else f"Takes {name}{':' * bool(row.other)} {said}."
    return takes_it + last


def medication_said(medication: Medication) -> dict[str, object]:
    """One medicine for the patient's page."""
    return {
        "medication": medication,
        "taken": takes(medication, snapshot.products_listed(medication.patient.clinic, [medication])),
        "prescribed": f"Prescribed: {day_said(medication_doses(medication, 'prescribed'))}.",
        "as_prescribed": medication_doses(medication, "taken") == medication_doses(medication, "prescribed"),
        "differs": bool(medication.drug) and differs(medication),
    }


def differs_said(medications: Sequence[Medication]) -> str:
    """The sentence to tick where a dose taken is over 20% away from the one prescribed; empty where none is."""
    parts = [
        f"{each.drug} {text.mg(daily_mg(each, 'taken'))} in the day, and {text.mg(daily_mg(each, 'prescribed'))} is prescribed"
        for each in medications
        if each.drug and differs(each)
    ]
    return f"Really taken: {joined(parts)}. The plan starts from what is taken." if parts else ""


def differs(medication: Medication) -> bool:
    """Whether a regular dose taken is so far from the one prescribed that it has to be asked about."""
    return differs_from_prescribed(patient_today.medicine(medication), load_catalogue())


def daily_mg(medication: Medication, kind: str) -> Decimal:
    """mg in the day."""
    return sum(medication_doses(medication, kind).values(), Decimal(0))


DRAFT = {"kind": "draft", "words": "Draft"}
ISSUED = {"kind": "issued", "words": "Issued"}
SUPERSEDED = {"kind": "superseded", "words": "Superseded"}
ENDED = {"kind": "ended", "words": "Ended"}
IN_ERROR = {"kind": "error", "words": "Entered in error"}


def plan_state(plan: Plan, revision: int) -> dict[str, str]:
    """A plan's state in a word, and the kind that its shape goes by."""
    if plan.state == Plan.State.IN_ERROR:
        return IN_ERROR
    if plan.state == Plan.State.ENDED:
        return ENDED
    if plan.on_hold:
        return {"kind": "hold", "words": f"On hold, revision {revision}"}
    return ISSUED | {"words": f"Issued, revision {revision}"}


def visit_due(plan: Plan, today: date) -> dict[str, object] | None:
    """How a plan's next visit stands today; None where none is planned after its end."""
    what = "Follow-up" if plan.state == Plan.State.ENDED else "Visit"
    return review_due(plan.next_review_on, today, what) if plan.next_review_on else None


def review_due(review_on: date, today: date, what: str = "Visit") -> dict[str, object]:
    """How a next visit stands today: overdue and for how long, due within a week, or later."""
    days = (review_on - today).days
    if days < 0:
        return {"on": review_on, "kind": "overdue", "words": f"{what} overdue since", "after": f"({counted(-days, 'day')})"}
    if days <= SOON_DAYS:
        near = {0: "due today,", 1: "due tomorrow,"}.get(days, "due")
        return {"on": review_on, "kind": "due", "words": f"{what} {near}", "after": ""}
    return {"on": review_on, "kind": "", "words": f"Next {what.lower()}", "after": ""}


def red_flags_said(flags: Sequence[str]) -> str:
    """Red flags inside a sentence."""
    return joined([RED_FLAGS.get(flag, flag).lower() for flag in flags])
