"""The patient's relapse plan as it stands."""

from taper_app import record
from taper_app.models import Patient, RelapsePlan
from taper_app.models.relapse_plan import PARTS


def newest(patient: Patient) -> RelapsePlan | None:
    """The newest, whatever it says; None where there was never one."""
    return patient.relapse_plans.select_related("recorded_by").order_by("-number").first()


def relapse_plan_told(patient: Patient) -> record.RelapsePlan | None:
    """The newest as papers print it; None where it says nothing."""
    plan = newest(patient)
    if plan is None or not any(getattr(plan, name) for name in PARTS):
        return None
    return record.RelapsePlan(
        written_on=plan.written_on,
        triggers=lines(plan.triggers),
        early_signs=lines(plan.early_signs),
        what_helps=lines(plan.what_helps),
        contacts=lines(plan.contacts),
    )


def lines(text: str) -> tuple[str, ...]:
    """The things of a part, each without the blanks and the dash that it may be typed with."""
    found = (" ".join(each.split()).lstrip("-•* ") for each in text.splitlines())
    return tuple(each for each in found if each)
