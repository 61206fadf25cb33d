"""The paper that the patient has: until when it holds, and what may become of it."""

from datetime import date

from taper_app.chart.plan_kept import latest, reviews_of
from taper_app.engine import Decision
from taper_app.models import Plan
from taper_app.models.old_paper import ENDED, NEW_DAY, NOT_NOW, REVISED, OldPaper


def day_on_paper(plan: Plan) -> date:
    """The day until which the paper that the patient has holds: as it was issued, or as a later review says that it was told.

    Of a review from before this was asked nobody knows, so its day is not on the paper.
    """
    revision = latest(plan)
    told = (each for each in reviews_of(plan) if each.in_force == revision.number and each.old_paper not in ("", OldPaper.LEFT))
    days = [each.next_review_on for each in told if each.next_review_on]
    return days[-1] if days else revision.issued().review_on


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
