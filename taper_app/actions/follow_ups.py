"""The follow-ups after the end of a plan: planned with its end, moved on by each that takes place, and changed by hand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from taper_app.actions import audit, patients
from taper_app.actions.listing import keep_listed
from taper_app.actions.seen import refuse_changed
from taper_app.chart import follow_ups
from taper_app.chart.follow_ups import Day
from taper_app.chart.new_plan import DatesPassed
from taper_app.chart.refused import NotIssued
from taper_app.engine import is_reason
from taper_app.models import FollowUpDay, Plan, User

LATEST_FOLLOW_UP_DAYS = 366
MOST_FOLLOW_UPS = 12


class NextNeeded(NotIssued):
    """The patient would leave the list with something that wants a next date, and nobody has said why."""

    field = "next_review_on"


class NotArranged(NotIssued):
    """A danger sign was found after the end of a plan, and nobody has said what was arranged."""

    field = "notes"


class NotFollowedUp(NotIssued):
    """The plan is open, or the patient has died."""


@transaction.atomic
def plan_follow_ups(*, plan: Plan, days: Sequence[Day], reason: str = "", seen: str | None = None, today: date, by: User) -> None:
    """Keep these as the follow-ups that are still to come; `seen` is what seen_days gave when the page was opened.

    `reason` says why there are none. Raises NotFollowedUp, DatesPassed, NextNeeded, seen.Changed and PermissionDenied; then
    nothing is kept.
    """
    patients.lock(plan.patient)
    kept = Plan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if kept.state != Plan.State.ENDED or kept.end_reason == Plan.EndReason.DIED:
        raise NotFollowedUp("Follow-ups are planned once a plan has ended, and not after a death.")
    before, wanted = follow_ups.planned(kept), sorted(days)
    if wanted == before:
        return
    refuse_changed(seen_days(kept), seen)
    refuse_days(wanted, before, today)
    last = kept.reviews.valid().exclude(kind="missed").order_by("-number").first()
    if last and not wanted:
        refuse_leaving(last.observations, last.red_flags, None, reason)
    keep_days(kept, wanted)
    kept.next_review_on = wanted[0].on if wanted else None
    kept.save()
    keep_listed(kept)
    record(kept, before, by, reason)


def seen_days(plan: Plan) -> str:
    """What a page of the follow-ups carries of them."""
    return " ".join(f"{on}:{kind}" for on, kind in follow_ups.planned(plan))


def refuse_days(days: Sequence[Day], before: Iterable[Day], today: date) -> None:
    """Raises DatesPassed for a day that has gone by and was not there before, one too far away, one twice, and too many."""
    known, latest = {each.on for each in before}, today + timedelta(days=LATEST_FOLLOW_UP_DAYS)
    if any((each.on < today and each.on not in known) or each.on > latest for each in days):
        raise DatesPassed(f"Choose days from today on and within {LATEST_FOLLOW_UP_DAYS} days.")
    if len({each.on for each in days}) < len(days) or len(days) > MOST_FOLLOW_UPS:
        raise DatesPassed(f"Choose each day once, and {MOST_FOLLOW_UPS} days at the most.")


def refuse_leaving(observations: Mapping[str, Any], red_flags: Iterable[str], next_on: date | None, reason: str) -> None:
    """Raises NextNeeded where what was found wants a next date, there is none, and no reason is given."""
    found = list(follow_ups.never_left_with(observations, red_flags))
    if found and next_on is None and not is_reason(reason):
        raise NextNeeded(f"{found[0].capitalize()}: enter the day of the next follow-up, or write why there is none.")


def refuse_unarranged(observations: Mapping[str, Any], red_flags: Iterable[str], *said: str) -> None:
    """Raises NotArranged where a follow-up found a red flag or a severe sign and nothing that was `said` is a reason."""
    found = follow_ups.danger(observations, red_flags)
    if found and not any(map(is_reason, said)):
        raise NotArranged(f"{found.capitalize()}: write under Notes what was found and what was arranged today.")


# Inside the transaction of a review ---------------------------------------------------------------


def begin(plan: Plan, end_reason: str, next_on: date | None, ended_on: date, by: User) -> None:
    """The series that comes of the end of a plan, from its first follow-up on; none where that has no day."""
    before, wanted = follow_ups.planned(plan), follow_ups.series(plan.patient.clinic, end_reason, ended_on)
    keep_days(plan, follow_ups.with_next(wanted, next_on) if next_on else [])
    record(plan, before, by)


def go_on(plan: Plan, next_on: date | None, by: User) -> None:
    """What is left of the series once a follow-up has taken place; nothing where it has no next day."""
    before = follow_ups.planned(plan)
    keep_days(plan, follow_ups.with_next(before, next_on) if next_on else [])
    record(plan, before, by)


def take_back(plan: Plan, next_on: date | None, by: User) -> None:
    """The series once its last follow-up, or the end that it came of, was entered in error; the plan has `next_on` again.

    A series that the wrong follow-up had broken off is as long as it was when the plan ended.
    """
    before = follow_ups.planned(plan)
    if plan.state != Plan.State.ENDED or next_on is None or plan.ended_on is None:
        keep_days(plan, [])
    else:
        left = before or follow_ups.series(plan.patient.clinic, plan.end_reason, plan.ended_on)
        keep_days(plan, follow_ups.with_next([each for each in left if each.on >= next_on], next_on))
    record(plan, before, by)


def keep_days(plan: Plan, days: Iterable[Day]) -> None:
    """These in the place of those that there are."""
    plan.follow_up_days.all().delete()
    FollowUpDay.objects.bulk_create(FollowUpDay(plan=plan, on=each.on, kind=each.kind) for each in days)


def record(plan: Plan, before: Sequence[Day], by: User, reason: str = "") -> None:
    """The event of a series that is another now."""
    after = follow_ups.planned(plan)
    if after != before:
        told = {"follow_ups": [f"{on} {kind}" for on, kind in after]} | ({"reason": reason.strip()} if reason.strip() else {})
        was = {"follow_ups": [f"{on} {kind}" for on, kind in before]}
        subject = f"plan {plan.code}"
        audit.record(clinic=plan.patient.clinic, by=by, action="plan_follow_ups", subject=subject, before=was, after=told)
