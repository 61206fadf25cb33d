"""What earlier plans of a patient came to."""

from datetime import date, timedelta

from taper_app.chart.plan_kept import latest
from taper_app.chart.read_once import once
from taper_app.models import Patient, Plan, Review


@once
def stopped_on(patient: Patient) -> date | None:
    """The first day on which nothing was taken any more after the last plan that ended; None where there was none.

    A plan that was completed without a dose to keep came to nothing then, or on its planned day before; one that ended otherwise
    after its last planned dose, or where a follow-up found something taken again.
    """
    plan = patient.plans.filter(state=Plan.State.ENDED).order_by("ended_on", "pk").last()
    if plan is None or plan.ended_on is None:
        return None
    planned = plan.ends_on + timedelta(days=1) if plan.ends_on else None
    if planned and planned <= plan.ended_on:
        return planned
    to_nothing = plan.end_reason == Plan.EndReason.COMPLETED and not has_target(plan)
    return plan.ended_on if to_nothing or was_taken_again(plan) else None


def has_target(plan: Plan) -> bool:
    """Whether a dose was to be kept at the end of the plan."""
    return latest(plan).issued().request.strategy.target_mg > 0


def was_taken_again(plan: Plan) -> bool:
    """Whether a follow-up after the end found something taken again."""
    return any(each.observations.get("relapse") for each in plan.reviews.valid().filter(kind=Review.Kind.FOLLOW_UP))
