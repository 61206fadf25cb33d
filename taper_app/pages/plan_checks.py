"""What was done beside the dose and is recorded with a plan, in a clinician's words."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from taper_app.engine import load_care, load_catalogue
from taper_app.models import Plan, PlanCheck
from taper_app.wording.days import clinic_date


def called(kind: str, market: str) -> str:
    """What it is called in a market; its id where the data does not have it any more."""
    known = load_care().checks_for(load_catalogue().markets[market].register or "Register").get(kind)
    return known.name if known else kind


def said(check: PlanCheck, market: str) -> str:
    """One of them: "Agreement talked through on 04-Jan-2027, Dr Ash"."""
    return f"{called(check.kind, market)} on {clinic_date(check.done_on)}, {check.recorded_by.get_full_name()}"


def checks_said(plan: Plan) -> tuple[str, ...]:
    """All of a plan's, as papers print them."""
    market = plan.patient.clinic.market
    return tuple(said(each, market) for each in plan.checks.select_related("recorded_by"))


def check_lines(plan: Plan, today: date) -> Iterator[dict[str, Any]]:
    """What is asked in this market: when it was done last and by whom, how often, and whether it can be recorded today."""
    market = plan.patient.clinic.market
    done = list(plan.checks.select_related("recorded_by"))
    for each in load_care().checks_for(load_catalogue().markets[market].register).values():
        mine = [one for one in done if one.kind == each.id]
        last = mine[-1] if mine else None
        yield {
            "kind": each.id,
            "name": each.name,
            "said": said(last, market) if last else "",
            "times": len(mine),
            "can_be": plan.state == Plan.State.OPEN and (last is None or last.done_on < today),
        }
