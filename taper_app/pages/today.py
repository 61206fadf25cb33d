"""The first page: who is waited for, and whose plan needs a look, the most pressing first. No dose stands in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from taper_app.chart.cut import cut, sizes_of
from taper_app.chart.listed import RELAPSED, Judged, Latest, grave, judged, numbered, rules_pressing, unanswered
from taper_app.engine import load_catalogue
from taper_app.models import Clinic, FollowUpDay, Plan
from taper_app.wording.days import in_days
from taper_app.wording.lists import counted, joined

from . import words
from .care_lines import unanswered_days
from .follow_up_lines import planned_said
from .paper import interpreter_said, paper_for
from .plan_lines import CHANGED_OUTSIDE, changed_outside, plan_line

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MOST_LISTED = 1000
"""Plans of one list that are counted and can be paged through: who has more waiting does not read to the last."""


@dataclass(frozen=True)
class Group:
    """A list of the page: its heading, and what a count of it is called."""

    key: str
    heading: str
    short: str


GROUPS = (
    Group("overdue", "Visits overdue", "overdue"),
    Group("due", "Visits due this week", "due this week"),
    Group("follow-up", "Follow-ups after the end of a plan", "follow-up due"),
    Group("missed", "Did not come, with a new date", "did not come"),
    Group("ending", "Plans ending within four weeks", "ending soon"),
    Group("hold", "On hold until we have spoken", "on hold"),
    Group("referral", "Referrals unanswered for more than four weeks", "referral unanswered"),
)


class Waited(Latest, Judged):
    """What `detailed` adds to a plan."""

    referral_to: str | None
    referral_on: date | None
    booster: bool


@dataclass(frozen=True)
class Waiting:
    """A plan that needs a look: every list it belongs to, and what makes it pressing."""

    plan: "WithAnnotations[Plan, Waited]"
    kinds: tuple[str, ...]
    red_flags: Sequence[str]
    severe: Sequence[str]
    risks: tuple[str, ...]


class Queue:
    """The plans of a clinic that wait on a day, each once, in the first list that it belongs to; or one list with all of it.

    It is counted and cut by the database, for a page at a time: what a page costs does not grow with who waits.
    """

    def __init__(self, clinic: Clinic, on: date, only: Group | None) -> None:
        self.clinic, self.on = clinic, on
        belongs = belonging(on)
        self.parts = [(only, belongs[only.key])] if only else list(first_of(belongs))
        asked = [clinic.plans.filter(each) for each in (*belongs.values(), *(mine for _, mine in self.parts))]
        found = sizes_of(clinic, asked, MOST_LISTED)
        self.counts = dict(zip(belongs, found, strict=False))
        self.sizes = [min(MOST_LISTED, each) for each in found[len(belongs) :]]

    def count(self) -> int:
        """How many can be paged through."""
        return sum(self.sizes)

    def __getitem__(self, wanted: slice) -> list[tuple[Group, Waiting]]:
        """Those of one page."""
        asked = [(*self.parts[at], here) for at, here in cut(self.sizes, wanted)]
        keys = [(group, pk) for group, q, here in asked for pk in in_order(self.clinic, q, group)[here]]
        plans = detailed(Plan.objects.filter(pk__in=[pk for _, pk in keys]), self.on).in_bulk()
        return [(group, waits(plans[pk], self.on)) for group, pk in keys]


def belonging(on: date) -> dict[str, Q]:
    """For each list what belongs to it, the most pressing list first."""
    soon, month, late = in_days(on, words.SOON_DAYS), in_days(on, ending_days()), in_days(on, -unanswered_days())
    opened = Q(state=Plan.State.OPEN)
    return {
        "overdue": opened & Q(next_review_on__lt=on),
        "due": opened & Q(next_review_on__gte=on, next_review_on__lte=soon),
        "follow-up": Q(state=Plan.State.ENDED, followed=False, next_review_on__lte=soon, patient__entered_in_error=False),
        "missed": opened & Q(missed_visits__gt=0),
        "ending": opened & Q(ends_on__lte=month),
        "hold": opened & Q(on_hold=True),
        "referral": opened & Q(referred_on__lt=late),
    }


def first_of(belongs: dict[str, Q]) -> Iterator[tuple[Group, Q]]:
    """For each list what belongs to it and to none before it."""
    before: list[Q] = []
    for group in GROUPS:
        mine = belongs[group.key]
        yield group, Q(mine, *(~each for each in before))
        if group.key != "follow-up":  # no ended plan is in another list
            before.append(mine)


def in_order(clinic: Clinic, belongs: Q, group: Group) -> QuerySet[Plan, int]:
    """The rows of a list: a red flag or a severe sign first, then a risk, then the earliest day, then the name."""
    since = "ends_on" if group.key == "ending" else "next_review_on"
    ordered = clinic.plans.filter(belongs).order_by("urgency", since, "patient__name", "pk")
    return ordered.values_list("pk", flat=True)


def ending_days() -> int:
    """Days before its last dose from which on a plan is said to end."""
    return load_catalogue().limits["near_end_days"].most


def detailed(plans: QuerySet[Plan], on: date) -> "QuerySet[WithAnnotations[Plan, Waited]]":
    """The plans, each with its patient, the findings of its latest revision, and what its last review found, in one query."""
    late = unanswered().filter(referred_on__lt=in_days(on, -unanswered_days()))
    found: Any = judged(numbered(plans).select_related("patient"))
    return found.annotate(  # type: ignore[no-any-return]  # of three sets of annotations mypy sees the last only
        referral_to=late.values("referred_to")[:1],
        referral_on=late.values("referred_on")[:1],
        booster=Exists(FollowUpDay.objects.filter(plan=OuterRef("pk"), on=OuterRef("next_review_on"), kind="booster")),
    )


def waits(plan: "WithAnnotations[Plan, Waited]", on: date) -> Waiting:
    """A plan of `detailed` with the lists it belongs to and what makes it pressing."""
    flags, severe = grave(plan)
    return Waiting(plan, tuple(kinds(plan, on)), flags, severe, tuple(risks(plan)))


def risks(plan: "WithAnnotations[Plan, Judged]") -> Iterator[str]:
    """What the last review and the findings of the latest revision say that makes a patient more pressing, in words."""
    if plan.relapse == RELAPSED:
        yield "Taking it again"
    yield from (each.title for each in rules_pressing(plan))


def kinds(plan: "WithAnnotations[Plan, Waited]", on: date) -> list[str]:
    """The lists that a plan belongs to, the most pressing first."""
    review_on = plan.next_review_on
    due = review_on is not None and review_on <= in_days(on, words.SOON_DAYS)
    if plan.state == Plan.State.ENDED:
        return ["follow-up"] if due else []
    belongs = {
        "overdue": review_on is not None and review_on < on,
        "due": review_on is not None and on <= review_on and due,
        "missed": plan.missed_visits > 0,
        "ending": plan.ends_on is not None and plan.ends_on <= in_days(on, ending_days()),
        "hold": plan.on_hold,
        "referral": plan.referral_on is not None,
    }
    return [kind for kind, does in belongs.items() if does]


def lists(page: "Page[tuple[Group, Waiting]]", on: date) -> list[dict[str, Any]]:
    """The lines of one page under the headings that they belong to."""
    outside = changed_outside(each.plan for _, each in page)
    return [
        {"group": group, "lines": [line(each, on, outside) for _, each in members]}
        for group, members in groupby(page, key=lambda pair: pair[0])
    ]


def line(waiting: Waiting, on: date, outside: set[int]) -> dict[str, Any]:
    """One line: the patient, how the plan stands, what to know beforehand, and what to do; `outside` are plans changed there."""
    changed = [{"kind": "flag", "words": CHANGED_OUTSIDE}] if waiting.plan.pk in outside else []
    return plan_line(waiting.plan, on) | {
        "patient": waiting.plan.patient,
        "marks": [*changed, *marks(waiting)],
        "follow_up": waiting.plan.state == Plan.State.ENDED,
        "paper": paper_for(waiting.plan.patient),
    }


def marks(waiting: Waiting) -> Iterator[dict[str, Any]]:
    """What to know before the patient comes, the gravest first."""
    plan = waiting.plan
    if waiting.red_flags:
        yield {"kind": "flag", "words": f"Red flag at the last visit: {words.red_flags_said(waiting.red_flags)}"}
    if waiting.severe:
        yield {"kind": "flag", "words": f"Severe at the last visit: {joined(waiting.severe)}"}
    yield from ({"kind": "risk", "words": risk} for risk in waiting.risks)
    if plan.missed_visits:
        yield {"kind": "missed", "words": f"Did not come to {counted(plan.missed_visits, 'visit')}"}
    if "ending" in waiting.kinds:
        yield {"kind": "ending", "words": "Last dose", "on": plan.ends_on}
    if plan.referral_on:
        yield {"kind": "missed", "words": f"Referral to {plan.referral_to} unanswered since", "on": plan.referral_on}
    if plan.state == Plan.State.ENDED:
        yield {"kind": "ended", "words": f"{plan.get_end_reason_display()},", "on": plan.ended_on}
        if plan.next_review_on:
            yield {"kind": "ended", "words": planned_said(plan, plan.next_review_on, plan.booster)}
    if interpreter := interpreter_said(plan.patient):
        yield {"kind": "interpreter", "words": interpreter}


def others(clinic: Clinic) -> dict[str, Any]:
    """What the page says where nobody waits: how many plans are open and the next review of them all."""
    opened = Q(state=Plan.State.OPEN)
    return clinic.plans.aggregate(opened=Count("pk", filter=opened), next_on=Min("next_review_on", filter=opened))
