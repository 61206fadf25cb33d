"""What lists ask of plans and patients: what presses, and the columns by which the database finds and orders them. Nothing is
written."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from taper_app.engine import TAKEN, Rule, load_catalogue, red_flags_of
from taper_app.models import CareEntry, Plan, Review, Revision
from taper_app.record import severe_at_visit

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

RELAPSED = "true"


class Latest(TypedDict):
    """What `numbered` adds to a plan."""

    latest: int


class Handled(Latest):
    """What `handled` adds to a plan."""

    handler: int
    handler_name: str


class Judged(TypedDict):
    """What `judged` adds to a plan: of its latest revision the findings, the rest of the last visit that took place."""

    findings: object
    red_flags: list[str] | None
    opioids: str | None
    relapse: str | None
    observed: object


class Counting(Judged):
    """What `for_lists` adds to a plan."""

    sent_on: date | None
    is_followed: bool


class Listed(TypedDict):
    """The columns of a plan that follow from the rest of its record, for its lists."""

    urgency: int
    referred_on: date | None
    followed: bool


def latest_revision() -> QuerySet[Revision]:
    """Inside a query for plans: a plan's valid revisions, the one in force first."""
    return Revision.objects.valid().filter(plan=OuterRef("pk")).order_by("-number")


def numbered(plans: QuerySet[Plan]) -> "QuerySet[WithAnnotations[Plan, Latest]]":
    """The plans, each with the number of its latest revision as `latest`; what that revision stores is not read."""
    return plans.annotate(latest=Subquery(latest_revision().values("number")[:1]))


def handled(plans: QuerySet[Plan]) -> "QuerySet[WithAnnotations[Plan, Handled]]":
    """The plans of `numbered`, each with who reviewed it last, or issued it where nobody has; a visit that was missed is none."""
    reviews = Review.objects.valid().filter(plan=OuterRef("pk")).exclude(kind=Review.Kind.MISSED).order_by("-number")

    def by(column: str) -> Coalesce:
        reviewed = Subquery(reviews.values(f"recorded_by{column}")[:1])
        return Coalesce(reviewed, Subquery(latest_revision().values(f"issued_by{column}")[:1]))

    return numbered(plans).annotate(handler=by(""), handler_name=by("__full_name"))


def followers() -> QuerySet[Plan]:
    """Inside a query for plans: those that came after a plan; one that was entered in error never did."""
    return Plan.objects.filter(previous=OuterRef("pk")).exclude(state=Plan.State.IN_ERROR)


def unanswered() -> QuerySet[CareEntry]:
    """Inside a query for plans: the referrals of a plan that have no answer, the oldest first."""
    later = CareEntry.objects.filter(plan=OuterRef("plan"), kind=OuterRef("kind"), number__gt=OuterRef("number"))
    sent = CareEntry.objects.filter(plan=OuterRef("pk"), referred_on__isnull=False, answered_on=None)
    return sent.filter(~Exists(later)).order_by("referred_on", "number")


def judged(plans: QuerySet[Plan]) -> "QuerySet[WithAnnotations[Plan, Judged]]":
    """The plans, each with what says whether it presses."""
    seen = Review.objects.valid().filter(plan=OuterRef("pk")).exclude(kind=Review.Kind.MISSED).order_by("-number")
    return plans.annotate(
        findings=latest_revision().values("snapshot_unchecked__findings")[:1],  # orders the lists; what is shown is compared
        red_flags=seen.values("red_flags")[:1],
        opioids=seen.values(answer=KT("observations__opioids"))[:1],
        relapse=seen.values(answer=KT("observations__relapse"))[:1],
        observed=seen.values("observations")[:1],
    )


def grave(plan: "WithAnnotations[Plan, Judged]") -> tuple[Sequence[str], Sequence[str]]:
    """The red flags of the last visit, by their ids, and what was severe at it besides, in words."""
    observed: Mapping[str, Any] = plan.observed if isinstance(plan.observed, dict) else {}
    return red_flags_of(plan.red_flags or [], observed, load_catalogue()), severe_at_visit(observed)


def rules_pressing(plan: "WithAnnotations[Plan, Judged]") -> list[Rule]:
    """The rules that press, the most pressing first: those of the findings, and the one about opioids where a visit found one."""
    found = rules_of(plan.findings) | ({"opioid_together"} if plan.opioids in TAKEN else set())
    pressing = [each for each in load_catalogue().rules.values() if each.presses and each.id in found]
    pressing = [each for each in pressing if "visit" not in each.asks]  # a later visit may have made no revision
    return sorted(pressing, key=lambda each: each.presses)


def rules_of(findings: object) -> set[str]:
    """The rules that findings name, whatever somebody may have made of them."""
    told = findings if isinstance(findings, list) else []
    return {str(each.get("rule")) for each in told if isinstance(each, dict)}


def urgency(plan: "WithAnnotations[Plan, Judged]") -> int:
    """Where a plan stands in its lists, 0 first: a red flag or a severe sign at the last visit counts 2, then a risk 1."""
    has_risk = plan.relapse == RELAPSED or bool(rules_pressing(plan))
    return 3 - 2 * any(grave(plan)) - has_risk


def for_lists(plans: QuerySet[Plan]) -> "QuerySet[WithAnnotations[Plan, Counting]]":
    """The plans of `judged`, each with what else `columns` asks."""
    sent_on = unanswered().values("referred_on")[:1]
    return judged(plans).annotate(sent_on=sent_on, is_followed=Exists(followers()))


def columns(plan: "WithAnnotations[Plan, Counting]") -> Listed:
    """The columns of a plan of `for_lists` as they have to be by what the record says now."""
    return {"urgency": urgency(plan), "referred_on": plan.sent_on, "followed": plan.is_followed}


def listed(plan: Plan) -> Listed:
    """The same of a plan. One query, however long the record is."""
    return columns(for_lists(Plan.objects.filter(pk=plan.pk)).get())


# Patients ----------------------------------------------------------------------------------------


def last_plans() -> QuerySet[Plan]:
    """The plans that none followed: the open one, where one is open."""
    return Plan.objects.exclude(state=Plan.State.IN_ERROR).filter(followed=False)


def of_patient() -> dict[str, Subquery]:
    """Inside a query for patients: the columns that follow from their plans, by name, as they have to be now."""
    plans = last_plans().filter(patient=OuterRef("pk"))
    coming = plans.filter(next_review_on__isnull=False).order_by("next_review_on")
    newest = handled(plans).order_by("-created_at", "-pk")
    return {
        "visit_on": Subquery(coming.values("next_review_on")[:1]),
        "stop_on": Subquery(plans.filter(state=Plan.State.OPEN).values("ends_on")[:1]),
        "handler": Subquery(newest.values("handler")[:1]),
    }
