"""What pages say about doses, medicines and plans, in the clinician's words. A patient's paper has its own."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from taper_app.engine import TIMES, load_catalogue, text
from taper_app.models import Medication, Plan

AT = {"morning": "in the morning", "midday": "at midday", "evening": "in the evening", "night": "at night"}
SOON_DAYS = 7


def joined(parts: Sequence[str]) -> str:
    """Phrases as one: "a, b and c"."""
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def day_said(doses: Mapping[str, Decimal]) -> str:
    """A day of one drug: "3 mg in the day: 1 mg in the morning and 2 mg at night"; "none" where nothing is taken."""
    taken = [f"{text.mg(doses[time])} {AT[time]}" for time in TIMES if doses.get(time)]
    total = sum(doses.values(), Decimal(0))
    if not taken:
        return "none"
    return f"{text.mg(total)} in the day: {joined(taken)}"


def medication_doses(medication: Medication, kind: str) -> dict[str, Decimal]:
    """mg by time of day, `kind` being prescribed or taken."""
    return {time: getattr(medication, f"{kind}_{time}") for time in TIMES}


def echo(drug: str, taken: Mapping[str, Decimal], as_needed: bool) -> str:
    """What a clinician should hear back after typing a row."""
    said = day_said(taken)
    if said == "none":
        return f"Takes no {drug} now."
    return f"Takes {drug} as needed, at most {said}." if as_needed else f"Takes {drug} {said}."


def medication_said(medication: Medication) -> dict[str, object]:
    """One medicine for the patient's page."""
    return {
        "medication": medication,
        "taken": echo(medication.drug, medication_doses(medication, "taken"), medication.as_needed),
        "prescribed": f"Prescribed: {day_said(medication_doses(medication, 'prescribed'))}.",
        "as_prescribed": medication_doses(medication, "taken") == medication_doses(medication, "prescribed"),
        "differs": differs(medication),
    }


def differs_said(medications: Sequence[Medication]) -> str:
    """The sentence to tick where a dose taken is over 20% away from the one prescribed; empty where none is."""
    parts = [
        f"{each.drug} {text.mg(daily_mg(each, 'taken'))} in the day, and {text.mg(daily_mg(each, 'prescribed'))} is prescribed"
        for each in medications
        if differs(each)
    ]
    return f"Really taken: {joined(parts)}. The plan starts from what is taken." if parts else ""


def differs(medication: Medication) -> bool:
    """Whether a regular dose taken is so far from the one prescribed that it has to be asked about."""
    prescribed, taken = daily_mg(medication, "prescribed"), daily_mg(medication, "taken")
    most = load_catalogue().rules["prescribed_differs"].numbers["max_percent"]
    return not medication.as_needed and abs(taken - prescribed) * 100 > most * prescribed


def daily_mg(medication: Medication, kind: str) -> Decimal:
    """mg in the day."""
    return sum(medication_doses(medication, kind).values(), Decimal(0))


def plan_state(plan: Plan, revision: int) -> dict[str, str]:
    """A plan's state in a word, and the kind that its shape goes by."""
    if plan.state == Plan.State.ENDED:
        return {"kind": "ended", "words": "Ended"}
    if plan.on_hold:
        return {"kind": "hold", "words": f"On hold, revision {revision}"}
    return {"kind": "issued", "words": f"Issued, revision {revision}"}


DRAFT = {"kind": "draft", "words": "Draft"}


def review_due(review_on: date, today: date) -> dict[str, object]:
    """How a next review stands today: overdue, due within a week, or later."""
    if review_on < today:
        return {"on": review_on, "kind": "overdue", "words": "Review overdue since"}
    if review_on <= today + timedelta(days=SOON_DAYS):
        return {"on": review_on, "kind": "due", "words": "Review due"}
    return {"on": review_on, "kind": "", "words": "Next review"}
