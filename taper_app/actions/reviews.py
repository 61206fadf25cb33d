"""Follow-up of a plan: a visit with its decision, a visit that was missed, and what is seen after a plan has ended."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from taper_app.actions.plans import NotIssued, ReasonNeeded
from taper_app.engine import Adjustment, Proposal, Regimen, Request, Schedule
from taper_app.models import Plan, Review, Revision, User


class PlanChanged(NotIssued):
    """Somebody else was quicker. `reviews` are those recorded since the form was opened."""

    def __init__(self, message: str, reviews: list[Review]) -> None:
        super().__init__(message)
        self.reviews = reviews


class PlanEnded(NotIssued):
    """The plan is not open any more."""


class RedFlagReasonNeeded(ReasonNeeded):
    """Going on in spite of a red flag wants a reason of the decision, in `reason`; `findings` is empty."""


class EndReasonNeeded(NotIssued):
    """A plan ends as completed, transferred, declined or died."""


class ReviewAfterHold(NotIssued):
    """A dated hold must have its review on or before its last day, `last_day`."""

    def __init__(self, message: str, last_day: date) -> None:
        super().__init__(message)
        self.last_day = last_day


class OldPaperUnanswered(NotIssued):
    """A printed dose or date changes, and nobody has said what became of the old handout."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would make of a plan: `request` to store, the proposal, its digest, and the clinical part as it is stored.

    `changes` tells whether a dose or a date differs from the revision in force.
    """

    request: Request
    proposal: Proposal
    digest: str
    stored: dict[str, object]
    changes: bool


def in_force(plan: Plan) -> tuple[Revision, Request, Schedule]:
    """The latest revision, the request that its schedule is verified by (with the strategy now in force), and the schedule."""
    raise NotImplementedError


def preview_review(
    *,
    plan: Plan,
    adjustment: Adjustment | None,
    taken: Regimen,
    changes_on: date,
    review_on: date | None,
    specialist: str = "",
    today: date,
) -> Preview:
    """What the decision makes of the plan from `changes_on` on. None as adjustment is to go on. Writes nothing.

    `specialist` is who agreed to it; without one, whom the revision in force names. Raises NotIssued and engine.Refusal.
    """
    raise NotImplementedError


def record_review(
    *,
    plan: Plan,
    seen_revision: int,
    seen_review: int,
    token: UUID,
    reviewed_on: date,
    changes_on: date,
    observations: dict,
    red_flags: list[str],
    taken: Regimen,
    decision: str,
    adjustment: Adjustment | None,
    end_reason: str = "",
    reason: str,
    notes: str,
    next_review_on: date | None,
    old_paper: str,
    override_reason: str,
    seen_digest: str,
    specialist: str = "",
    today: date,
    by: User,
) -> Review:
    """Keep a visit and its decision; issue the next revision where the decision makes one; end the plan where it says so.

    `seen_revision` and `seen_review` are the latest numbers when the form was opened (0: no review yet). The same token
    returns the review that it made. Raises PlanChanged, PlanEnded, ReasonNeeded, Blocked, ScheduleChanged, DatesPassed,
    EndReasonNeeded, ReviewAfterHold, OldPaperUnanswered, PermissionDenied and engine.Refusal; then nothing is kept.
    """
    raise NotImplementedError


def record_missed(
    *, plan: Plan, seen_review: int, token: UUID, missed_on: date, next_review_on: date, notes: str, today: date, by: User
) -> Review:
    """Keep that a visit was missed, and when the next one is. Raises as record_review does."""
    raise NotImplementedError


def record_follow_up(
    *,
    plan: Plan,
    token: UUID,
    reviewed_on: date,
    observations: dict,
    red_flags: list[str],
    relapse: bool,
    notes: str,
    next_review_on: date | None,
    today: date,
    by: User,
) -> Review:
    """Keep what was seen after a plan ended; `relapse` is kept with the observations. Raises as record_review does."""
    raise NotImplementedError
