"""An open plan as it stands when it is reviewed, and the form of its review."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.http import QueryDict

from taper_app.chart import next_revision, patient_today
from taper_app.chart.plan_kept import reviews_of
from taper_app.forms.before import Before
from taper_app.forms.plan_in_force import PlanInForce
from taper_app.forms.reviews import ReviewForm
from taper_app.models import Plan, Review, Revision


@dataclass(frozen=True)
class PlanNow(PlanInForce):
    """A plan with its record: the revision in force, and how many reviews there are."""

    plan: Plan
    revision: Revision
    reviews: int

    @property
    def seen(self) -> dict[str, int]:
        """What a page opened now carries, so that a review recorded since is noticed."""
        return {"seen_revision": self.revision.number, "seen_review": self.reviews}


def plan_now(plan: Plan, today: date) -> PlanNow:
    """The plan as it stands today."""
    revision, request, schedule = next_revision.in_force(plan)
    clinic = plan.patient.clinic
    return PlanNow(
        clinic=clinic,
        catalogue=request.knows(patient_today.known_products(clinic)),
        request=request,
        schedule=schedule,
        today=today,
        begins_on=last_seen(plan),
        beside=patient_today.taken_beside(plan.patient),
        taken=revision.issued().taken_now,
        own=list(clinic.own_products.all()),
        before=found_before(plan),
        plan=plan,
        revision=revision,
        reviews=last_number(plan),
    )


def found_before(plan: Plan) -> Before:
    """What the visits of a plan found, and the follow-ups after it, the last of them first."""
    seen = [each for each in reviews_of(plan) if each.kind != Review.Kind.MISSED]
    seen.sort(key=lambda each: (each.reviewed_on, each.number), reverse=True)
    return Before([(each.reviewed_on, {**each.observations, "red_flags": each.red_flags}) for each in seen])


def last_seen(plan: Plan) -> date:
    """The first day that a visit may be recorded for: the last one's, else the day of issue."""
    reviews = reviews_of(plan)
    return reviews[-1].reviewed_on if reviews else plan.revisions.get(number=1).issued().issued_on


def last_number(plan: Plan) -> int:
    """The number of the plan's last review; 0 where there is none."""
    reviews = reviews_of(plan)
    return reviews[-1].number if reviews else 0


def review_form(now: PlanNow, data: QueryDict | None) -> ReviewForm:
    """The form of a review of this plan, filled in from the step in force where nothing was sent."""
    return ReviewForm(data, plan=now, seen={"token": uuid4(), **now.seen})
