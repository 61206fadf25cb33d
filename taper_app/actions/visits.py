"""A visit as it is given, and what stands against keeping it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from taper_app.actions import identity, plans
from taper_app.actions.follow_ups import LATEST_FOLLOW_UP_DAYS, refuse_leaving
from taper_app.actions.signing import ReasonNeeded, Signing, refuse_unanswered
from taper_app.chart.new_plan import DatesPassed
from taper_app.chart.next_revision import Preview, in_force
from taper_app.chart.old_paper import paper_answers
from taper_app.chart.patient_today import taken_beside
from taper_app.chart.refused import NotIssued
from taper_app.chart.snapshot import finding_told
from taper_app.engine import Change, Decision, is_completed, is_reason, load_catalogue, most_review_days, red_flags_of
from taper_app.models import Plan, Review
from taper_app.models.old_paper import OldPaper
from taper_app.record import cautions, grave_at_visit, to_json

OVERTAKEN = "Somebody recorded a visit of this plan while you wrote: read it, then decide again."
MARKED = "Somebody marked a visit of this plan as entered in error while you wrote: read why, then decide again."


class PlanChanged(NotIssued):
    """Somebody else was quicker. `reviews` are those recorded since the form was opened."""

    def __init__(self, message: str, reviews: list[Review]) -> None:
        super().__init__(message)
        self.reviews = reviews


class PlanEnded(NotIssued):
    """The plan is not open any more; or, for a follow-up, it still is."""


class RedFlagReasonNeeded(ReasonNeeded):
    """Going on in spite of a red flag wants a reason of the decision, in `reason`; `findings` is empty."""


class EndReasonNeeded(NotIssued):
    """A plan ends as completed, stopped early, transferred, declined or died."""


class EndNoteNeeded(NotIssued):
    """A plan that is stopped early says in words how it ended."""


class NotCompleted(NotIssued):
    """A dose is still taken, and no target is reached."""


class ReviewAfterHold(NotIssued):
    """A dated hold must have its review on or before its last day, `last_day`."""

    def __init__(self, message: str, last_day: date) -> None:
        super().__init__(message)
        self.last_day = last_day


class NothingSlowed(NotIssued):
    """The plan would be slowed, and no dose and no date changes: the record would say what is not so."""


class OldPaperUnanswered(NotIssued):
    """What the patient has on paper is no longer right, and nobody has said what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What was seen and decided at a follow-up.

    `seen_revision` and `seen_review` are the latest numbers when the form was opened (0: no review yet); `token` is the form's.
    `change` is what is taken, and what is decided of the schedule: to go on as planned where the decision is not about it.
    `rounding` is what is said of the rounded doses that it goes on from, or "".
    `reason` is of the decision; `old_paper` is one of `paper_answers`, or "". `end_note` says how the plan ended; where it is
    empty the reason does. What was signed has a digest only where a preview was shown: not on end, urgent and a "continue" that
    changes nothing; the identifiers are typed where a printed dose or date changes.
    """

    seen_revision: int
    seen_review: int
    token: UUID
    reviewed_on: date
    observations: dict[str, Any]
    red_flags: list[str]
    decision: Decision
    change: Change
    end_reason: str = ""
    end_note: str = ""
    reason: str
    notes: str
    next_review_on: date | None
    old_paper: str
    rounding: str = ""
    signing: Signing

    @property
    def found(self) -> dict[str, Any]:
        """What was observed, the red flags among it: thoughts of suicide are one wherever they were answered."""
        return self.observations | {"red_flags": red_flags_of(self.red_flags, self.observations, load_catalogue())}

    def __post_init__(self) -> None:
        """Raises ValueError for an adjustment of another decision."""
        wanted, given = self.decision.revising or Decision.CONTINUE, self.change.adjustment.decision
        if given != wanted:
            raise ValueError(f"The decision {self.decision} does not go with the adjustment {given}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedVisit:
    """A visit that did not take place: when it was to be, when the next one is, and what the patient knows of that.

    `seen_review` and `token` are the form's; `old_paper` is one of `paper_answers`, or "".
    """

    seen_review: int
    token: UUID
    missed_on: date
    next_review_on: date
    old_paper: str
    notes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What was seen after a plan ended; `relapse` is whether one of its drugs is taken again.

    `seen_review` and `token` are the form's; without the first nobody looks whether somebody was quicker. `no_next` says why no
    further follow-up is planned.
    """

    seen_review: int | None = None
    token: UUID
    reviewed_on: date
    observations: dict[str, Any]
    red_flags: list[str]
    relapse: bool
    notes: str
    next_review_on: date | None
    no_next: str = ""


def refuse_newer(plan: Plan, seen_review: int | None, seen_revision: int | None = None, cause: Exception | None = None) -> None:
    """Raises PlanChanged where a review was recorded, or a revision issued, after the one that was seen, or one of these was
    marked as entered in error."""
    valid = plan.reviews.valid().order_by("number")
    newer = [] if seen_review is None else list(valid.filter(number__gt=seen_review).select_related("recorded_by"))
    reissued = seen_revision is not None and plan.revisions.in_force().number != seen_revision
    marked = seen_review is not None and seen_review > 0 and not valid.filter(number=seen_review).exists()
    if newer or reissued or marked:
        raise PlanChanged(OVERTAKEN if newer or not marked else MARKED, newer) from cause


def refuse_ended(plan: Plan) -> None:
    """Raises PlanEnded for a plan that is not open."""
    if plan.state == Plan.State.ENDED:
        raise PlanEnded("This plan has ended: nothing about it can be decided any more.")


def refuse_visit_day(plan: Plan, on: date, today: date) -> None:
    """Raises DatesPassed for a visit in the future, before the plan was issued, or before the last one that was recorded."""
    first = plan.revisions.get(number=1).issued().issued_on
    days = [first, *plan.reviews.valid().order_by("-number").values_list("reviewed_on", flat=True)[:1]]
    if not max(days) <= on <= today:
        raise DatesPassed("Choose a day of the visit from the last one recorded (or the start of the plan) to today.")


def refuse_review_day(on: date | None, seen_on: date, today: date, most: int) -> None:
    """Raises DatesPassed where the next review is not after the visit, has gone by, or is more than `most` days away."""
    if on is None or on <= seen_on or not today <= on <= today + timedelta(days=most):
        raise DatesPassed(f"Choose a next visit after this visit and within {most} days.")


def latest_review_days(decision: Decision) -> int:
    """Within how many days the next review must be: of today, or of the day of the change where that is later."""
    match decision:
        case Decision.END:
            return LATEST_FOLLOW_UP_DAYS
        case Decision.URGENT:
            return load_catalogue().limits["urgent_review_days"].most
        case _:
            return most_review_days(load_catalogue())


def refuse_days(plan: Plan, visit: Visit, today: date) -> None:
    """Raises DatesPassed for any of a visit's dates."""
    refuse_visit_day(plan, visit.reviewed_on, today)
    if visit.decision.revising and visit.change.on <= visit.reviewed_on:
        raise DatesPassed("Choose a day of the change after the visit: what was taken by then cannot change.")
    if visit.decision != Decision.END or visit.next_review_on:
        later = max((visit.change.on - today).days, 0) if visit.decision.revising else 0
        refuse_review_day(visit.next_review_on, visit.reviewed_on, today, latest_review_days(visit.decision) + later)


def refuse_without_reason(visit: Visit) -> None:
    """Raises RedFlagReasonNeeded, EndReasonNeeded, EndNoteNeeded, NextNeeded."""
    if visit.found["red_flags"] and visit.decision == Decision.CONTINUE and not is_reason(visit.reason):
        raise RedFlagReasonNeeded("There is a red flag: write the reason for going on as planned, or choose urgent help.", [])
    ends = visit.decision == Decision.END and visit.end_reason != Plan.EndReason.DIED
    if ends and grave_at_visit(visit.found) and not is_reason(visit.reason):
        raise RedFlagReasonNeeded("What was found is severe: write what was arranged before the plan ends.", [])
    if (visit.decision == Decision.END) != (visit.end_reason in Plan.EndReason.values):
        raise EndReasonNeeded("Choose why the plan ends: completed, stopped early, transferred, declined or died.")
    if visit.decision == Decision.END and visit.end_reason not in (Plan.EndReason.DIED, Plan.EndReason.TRANSFERRED):
        refuse_leaving(visit.observations, visit.red_flags, visit.next_review_on, visit.reason)
    if visit.end_reason == Plan.EndReason.STOPPED_EARLY and not is_reason(visit.end_note):
        raise EndNoteNeeded("Write how the plan ended: why it stops early, and what is taken from now on.")


def refuse_not_completed(plan: Plan, visit: Visit) -> None:
    """Raises NotCompleted where the plan is to end as completed while a dose above its target is taken, or one beside it."""
    if visit.end_reason != Plan.EndReason.COMPLETED:
        return
    _, request, _ = in_force(plan)
    if not is_completed(request, load_catalogue(), visit.change.taken):
        raise NotCompleted(
            "A plan is completed when nothing is taken any more or its target is reached: choose another reason for its end."
        )
    if not request.strategy.target_mg and taken_beside(plan.patient):
        raise NotCompleted(
            "A medicine is still taken beside the plan: choose another reason, or take it out of the list of medicines."
        )


def goes_on(visit: Visit, preview: Preview) -> bool:
    """Whether the plan goes on as it is printed, so that no revision is made."""
    return visit.decision == Decision.CONTINUE and not preview.changes


def in_spite_of(visit: Visit, preview: Preview, today: date) -> dict[str, object]:
    """What stood against going on as printed, and what was answered to it, as the review keeps them.

    Raises Blocked and ReasonNeeded.
    """
    blocks = [each for each in preview.proposal.findings if each.severity == "block"]
    if blocks:
        raise plans.Blocked(blocks[0].message, blocks)
    against = cautions.against_going_on(preview.proposal.findings, preview.issued.answered)
    refuse_unanswered(against, visit.signing, today)
    own = {each.rule: to_json(visit.signing.answers[each.rule]) for each in against if cautions.own_answer(each)}
    said: dict[str, object] = {"found": [each.message for each in against], "reason": visit.signing.reason, "answers": own}
    said["remarks"] = [to_json(finding_told(each)) for each in against]
    return {"in_spite_of": said} if against else {}


def refuse_revision(plan: Plan, visit: Visit, preview: Preview, today: date) -> None:
    """Raises what stands against the revision that a decision makes."""
    if visit.decision == Decision.SLOW and preview.proposal.unchanged:
        raise NothingSlowed(preview.proposal.unchanged.message)
    if preview.changes:
        identity.confirm(plan.patient, visit.signing.initials, visit.signing.birth_year)
    plans.judge(preview.proposal, preview.digest, visit.signing, preview.issued.answered, today=today)
    schedule = preview.proposal.schedule
    held = schedule.in_force(max(visit.change.on, schedule.starts_on)) if visit.decision == Decision.HOLD else None
    last_day = held.last_day if held else None
    if last_day and (visit.next_review_on is None or visit.next_review_on > last_day):
        raise ReviewAfterHold("Choose a visit on or before the last day of the hold.", last_day)
    refuse_old_paper(visit.old_paper, answers_of(plan, visit, preview.changes))


def answers_of(plan: Plan, visit: Visit, changes: bool) -> tuple[OldPaper, ...]:
    """The same for a visit."""
    return paper_answers(plan, visit.decision, next_review_on=visit.next_review_on, changes=changes, end_reason=visit.end_reason)


def refuse_old_paper(answer: str, answers: tuple[OldPaper, ...]) -> None:
    """Raises OldPaperUnanswered where something was to be said of the old paper, and it was none of the answers."""
    if answers and answer not in answers:
        raise OldPaperUnanswered("What the patient has on paper is no longer right: say what became of it.")
