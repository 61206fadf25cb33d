"""The patient's relapse plan as it stands."""

from taper_app import record
from taper_app.models import Patient, RelapsePlan
from taper_app.models.relapse_plan import PARTS


def newest(patient: Patient) -> RelapsePlan | None:
    """The newest, whatever it says; None where there was never one."""
    return patient.relapse_plans.select_related("recorded_by").order_by("-number").first()


def relapse_plan_told(patient: Patient) -> record.RelapsePlan | None:
    """The newest as papers print it; None where it says nothing."""
    rows = patient.relapse_plans.order_by().values_list("number", "written_on", *PARTS)
    _number, written_on, *parts = max(rows, default=(0, None))  # sorted here: a paper that is kept waits for this
    if written_on is None or not any(parts):
        return None
    triggers, early_signs, what_helps, contacts = map(lines, parts)
    return record.RelapsePlan(
        written_on=written_on, triggers=triggers, early_signs=early_signs, what_helps=what_helps, contacts=contacts
    )


def lines(text: str) -> tuple[str, ...]:
    """The things of a part, each without the blanks and the dash that it may be typed with."""
    found = (" ".join(each.split()).lstrip("-•* ") for each in text.splitlines())
    return tuple(each for each in found if each)
