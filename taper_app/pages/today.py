"""The first page: who is waited for, and whose plan needs a look, the most pressing first. No dose stands in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.paginator import Page
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from taper_app.engine import TAKEN, load_catalogue, red_flags_of
from taper_app.models import CareEntry, Clinic, FollowUpDay, Plan, Review
from taper_app.record import severe_at_visit
from taper_app.wording.days import in_days
from taper_app.wording.lists import counted, joined

from . import words
from .care_lines import unanswered_days
from .follow_up_lines import planned_said
from .paper import interpreter_said, paper_for
from .plan_lines import CHANGED_OUTSIDE, Latest, changed_outside, followers, latest_revision, numbered, plan_line

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


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


class Waited(Latest):
    """What `plans_waiting` adds to a plan."""

    findings: object
    red_flags: list[str] | None
    referral_to: str | None
    referral_on: date | None
    opioids: str | None
    relapse: str | None
    observed: object
    booster: bool


@dataclass(frozen=True)
class Waiting:
    """A plan that needs a look: every list it belongs to, the list it is shown in being the first, and what makes it pressing."""

    plan: "WithAnnotations[Plan, Waited]"
    kinds: tuple[str, ...]
    red_flags: Sequence[str]
    severe: Sequence[str]
    risks: tuple[str, ...]

    def since(self, kind: str) -> date | None:
        """The day that a list is ordered by: an open plan has one, and so has an ended one that is shown."""
        return (kind == "ending" and self.plan.ends_on) or self.plan.next_review_on

    def order(self, kind: str) -> tuple[bool, bool, date | None, str, int]:
        """A red flag or a severe sign at the last review first, then a risk, then the earliest day."""
        return not (self.red_flags or self.severe), not self.risks, self.since(kind), self.plan.patient.name, self.plan.pk


def ending_days() -> int:
    """Days before its last dose from which on a plan is said to end."""
    return load_catalogue().limits["near_end_days"].most


def plans_waiting(clinic: Clinic, on: date) -> "QuerySet[WithAnnotations[Plan, Waited]]":
    """The plans that belong to any list of this day, each with its patient, the findings of its latest revision, and what its
    last review found, in one query."""
    soon, month = in_days(on, words.SOON_DAYS), in_days(on, ending_days())
    pressing = Q(next_review_on__lte=soon) | Q(ends_on__lte=month) | Q(on_hold=True) | Q(missed_visits__gt=0)
    pressing |= Q(Exists(unanswered(on)))
    followed = ~Exists(followers())  # a new plan has its own reviews
    open_or_due = Q(pressing, state=Plan.State.OPEN) | Q(followed, state=Plan.State.ENDED, next_review_on__lte=soon)
    seen = Review.objects.valid().filter(plan=OuterRef("pk")).exclude(kind="missed").order_by("-number")
    mine = Plan.objects.filter(open_or_due, patient__clinic=clinic, patient__entered_in_error=False)
    plans = numbered(mine).select_related("patient")
    return plans.annotate(
        findings=latest_revision().values("snapshot_unchecked__findings")[:1],  # orders the lists; what is shown is compared
        red_flags=seen.values("red_flags")[:1],
        referral_to=unanswered(on).values("referred_to")[:1],
        referral_on=unanswered(on).values("referred_on")[:1],
        opioids=seen.values(answer=KT("observations__opioids"))[:1],
        relapse=seen.values(answer=KT("observations__relapse"))[:1],
        observed=seen.values("observations")[:1],
        booster=Exists(FollowUpDay.objects.filter(plan=OuterRef("pk"), on=OuterRef("next_review_on"), kind="booster")),
    )


def unanswered(on: date) -> QuerySet[CareEntry]:
    """Inside a query for plans: the referrals of a plan unanswered for longer than they may be, the oldest first."""
    later = CareEntry.objects.filter(plan=OuterRef("plan"), kind=OuterRef("kind"), number__gt=OuterRef("number"))
    sent = CareEntry.objects.filter(plan=OuterRef("pk"), referred_on__lt=in_days(on, -unanswered_days()), answered_on=None)
    return sent.filter(~Exists(later)).order_by("referred_on", "number")


def waits(plan: "WithAnnotations[Plan, Waited]", on: date) -> Waiting:
    """A plan of `plans_waiting` with the lists it belongs to and what makes it pressing."""
    observed = plan.observed if isinstance(plan.observed, dict) else {}
    flags = red_flags_of(plan.red_flags or [], observed, load_catalogue())
    return Waiting(plan, tuple(kinds(plan, on)), flags, severe_at_visit(observed), tuple(risks(plan)))


def risks(plan: "WithAnnotations[Plan, Waited]") -> Iterator[str]:
    """What the last review and the findings of the latest revision say that makes a patient more pressing, in words."""
    if plan.relapse == "true":
        yield "Taking it again"
    found = rules_of(plan.findings) | ({"opioid_together"} if plan.opioids in TAKEN else set())
    pressing = [each for each in load_catalogue().rules.values() if each.presses and each.id in found]
    pressing = [each for each in pressing if "visit" not in each.asks]  # a later visit may have made no revision
    yield from (each.title for each in sorted(pressing, key=lambda each: each.presses))


def rules_of(findings: object) -> set[str]:
    """The rules that findings name, whatever somebody may have made of them."""
    told = findings if isinstance(findings, list) else []
    return {str(each.get("rule")) for each in told if isinstance(each, dict)}


def kinds(plan: "WithAnnotations[Plan, Waited]", on: date) -> Iterable[str]:
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


def in_order(waiting: Iterable[Waiting], only: Group | None) -> list[tuple[Group, Waiting]]:
    """Each plan once, in the first list that it belongs to; or one list with all that belong to it."""
    shown: list[tuple[Group, Waiting]] = []
    for group in [only] if only else GROUPS:
        members = [each for each in waiting if (group.key in each.kinds if only else each.kinds[0] == group.key)]
        shown += [(group, each) for each in sorted(members, key=partial(Waiting.order, kind=group.key))]
    return shown


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
    mine = Plan.objects.filter(patient__clinic=clinic, patient__entered_in_error=False)
    return mine.aggregate(opened=Count("pk", filter=opened), next_on=Min("next_review_on", filter=opened))
