"""The paper that the patient has: until when it holds, and what may become of it."""

from datetime import date

from taper_app.engine import Decision
from taper_app.models import Plan
from taper_app.models.old_paper import ENDED, NEW_DAY, NOT_NOW, REVISED, OldPaper


def day_on_paper(plan: Plan) -> date:
    """The day until which the paper that the patient has holds: as it was issued, or as a later review says that it was told.

    Of a review from before this was asked nobody knows, so its day is not on the paper.
    """
    revision = plan.revisions.in_force()
    reviews = plan.reviews.valid().filter(in_force=revision.number, next_review_on__isnull=False)
    told = reviews.exclude(old_paper__in=("", OldPaper.LEFT))
    last = told.order_by("-number").first()
    return (last.next_review_on if last else None) or revision.issued().review_on


def paper_answers(
    plan: Plan, decision: Decision | None, *, next_review_on: date | None, changes: bool = False, end_reason: str = ""
) -> tuple[OldPaper, ...]:
    """What may have been done with the paper that the patient has; nothing where it is still right, or the patient has died.

    `changes` tells whether a dose or a date of a step does; without a decision it is a missed visit.
    """
    if changes:
        return REVISED
    if decision == Decision.END:
        return () if end_reason == Plan.EndReason.DIED else ENDED
    if next_review_on == day_on_paper(plan):
        return ()
    return NOT_NOW if decision in (None, Decision.URGENT) else NEW_DAY
