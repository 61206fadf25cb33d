"""A plan as lists name it: its state, its next visit and how it went. One query brings any number of plans."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from taper_app.chart.listed import Latest, numbered
from taper_app.models import ChangedOutside, Plan, Review, Revision
from taper_app.record import Issued
from taper_app.wording import lists
from taper_app.wording.regimens import whole_said

from . import words
from .progress import day_total, regimen_of
from .review_facts import taken_again

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

CHANGED_OUTSIDE = "Changed outside the application"


class Outcome(Latest):
    """What `with_outcome` adds to a plan."""

    ends: list[Revision]
    reached: list[dict[str, str]]
    seen_on: date | None
    seen_after: dict[str, Any] | None
    visits: int


def plan_line(plan: "WithAnnotations[Plan, Latest]", today: date) -> dict[str, Any]:
    """A plan of `numbered` with its state and next visit."""
    return {"plan": plan, "state": words.plan_state(plan, plan.latest), "review": words.visit_due(plan, today)}


def with_outcome(plans: QuerySet[Plan]) -> "QuerySet[WithAnnotations[Plan, Outcome]]":
    """The plans of `numbered`, the latest first, each with its first and latest revision as `ends`, the day of its last visit
    with the regimen taken then, what was seen at its last follow-up after the end, and its number of visits."""
    ends = Revision.objects.filter(Q(number=1) | Q(pk__in=newest())).order_by("number")
    visits = Review.objects.valid().filter(plan=OuterRef("pk"), kind=Review.Kind.VISIT).order_by("-number")
    after = Review.objects.valid().filter(plan=OuterRef("pk"), kind=Review.Kind.FOLLOW_UP).order_by("-number")
    return (
        numbered(plans)
        .prefetch_related(Prefetch("revisions", ends, to_attr="ends"))
        .annotate(
            reached=Subquery(visits.values("taken")[:1]),
            seen_on=Subquery(visits.values("reviewed_on")[:1]),
            seen_after=Subquery(after.values("observations")[:1]),
            visits=Count("reviews", filter=Q(reviews__kind=Review.Kind.VISIT, reviews__in_error=None)),
        )
        .order_by("-created_at", "-pk")
    )


def newest() -> QuerySet[Revision]:
    """The revision in force of every plan."""
    later = Revision.objects.valid().filter(plan=OuterRef("plan"), number__gt=OuterRef("number"))
    return Revision.objects.valid().filter(~Exists(later))


def changed_outside(plans: Iterable[Plan]) -> set[int]:
    """The keys of those plans whose latest revision is not what was issued. One query, however many they are."""
    return {each.plan_id for each in Revision.changed_outside(newest().filter(plan__in=list(plans)))}


def begun(plan: "WithAnnotations[Plan, Outcome]") -> Issued | None:
    """The first revision of a plan of `with_outcome`; None where that or the latest is not what was issued."""
    try:
        first, *_ = [each.issued() for each in plan.ends]
        return first
    except ChangedOutside:
        return None


def went(plan: "WithAnnotations[Plan, Outcome]") -> str:
    """How a plan of `with_outcome` went, in one line."""
    first = begun(plan)
    if first is None:
        return f"{CHANGED_OUTSIDE}: nothing of it is shown."
    began = whole_said(first.request.regimen)
    revisions, seen = lists.counted(plan.latest, "revision"), plan.seen_after or {}
    again = f" Taken again: {taken_again(seen)}." if seen.get("again") else ""
    if not plan.visits:
        return f"From {began}; {revisions}, no visit yet.{again}"
    return f"From {began} to {reached(plan)}; {revisions}, {lists.counted(plan.visits, 'visit')}.{again}"


def reached(plan: "WithAnnotations[Plan, Outcome]") -> str:
    """What was really taken in the day at the last visit of a plan of `with_outcome`; empty before the first."""
    return day_total(regimen_of(plan.reached)) if plan.visits else ""
