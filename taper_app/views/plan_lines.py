"""A plan as lists name it: its state, its next visit and how it went. One query brings any number of plans."""

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT

from taper_app.models import Plan, Review, Revision

from . import words
from .progress import day_total, regimen_of


def numbered(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """The plans, each with the number of its latest revision as `latest`; what that revision stores is not read."""
    return plans.annotate(latest=Subquery(latest_revision().values("number")[:1]))


def latest_revision() -> QuerySet[Revision]:
    """Inside a query for plans: a plan's revisions, the latest first."""
    return Revision.objects.filter(plan=OuterRef("pk")).order_by("-number")


def plan_line(plan: Plan, today: date) -> dict[str, object]:
    """A plan of `numbered` with its state and next visit."""
    return {"plan": plan, "state": words.plan_state(plan, plan.latest), "review": words.visit_due(plan, today)}


def with_outcome(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """The plans of `numbered`, the latest first, each with the day and the regimen that it began with, the day of its last
    visit with the regimen taken then, and its number of visits."""
    first = Revision.objects.filter(plan=OuterRef("pk"), number=1)
    visits = Review.objects.filter(plan=OuterRef("pk"), kind=Review.Kind.VISIT).order_by("-number")
    return (
        numbered(plans)
        .annotate(
            started_on=Subquery(first.values(day=KT("snapshot__issued_on"))[:1]),
            began_with=Subquery(first.values("snapshot__request__regimen")[:1]),
            reached=Subquery(visits.values("taken")[:1]),
            seen_on=Subquery(visits.values("reviewed_on")[:1]),
            visits=Count("reviews", filter=Q(reviews__kind=Review.Kind.VISIT)),
        )
        .order_by("-created_at", "-pk")
    )


def went(plan: Plan) -> str:
    """How a plan of `with_outcome` went, in one line."""
    began = day_total(regimen_of(plan.began_with))
    revisions = words.counted(plan.latest, "revision")
    if not plan.visits:
        return f"From {began} in the day; {revisions}, no review yet."
    return f"From {began} in the day to {reached(plan)}; {revisions}, {words.counted(plan.visits, 'review')}."


def reached(plan: Plan) -> str:
    """What was really taken in the day at the last visit of a plan of `with_outcome`; empty before the first."""
    return day_total(regimen_of(plan.reached)) if plan.visits else ""
