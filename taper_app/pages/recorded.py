"""What a page says of reviews that were recorded: just now, or since it was opened."""

from typing import Any

from taper_app.chart.snapshot import remarks_on_next_visit
from taper_app.engine import Decision
from taper_app.models import Plan, Review, Revision
from taper_app.models.old_paper import OldPaper
from taper_app.wording.days import clinic_day

from . import review_facts
from .reviews import decision_label
from .visit_days import closed_said


def since(plan: Plan, number: str) -> list[dict[str, Any]]:
    """The reviews that were recorded after the one of this number, which a page was opened on."""
    begun = int(number) if is_number(number) else 0
    later = plan.reviews.valid().select_related("recorded_by").filter(number__gt=begun)
    numbers = {each.in_force for each in later}
    issued = {each.number: each.issued() for each in plan.revisions.filter(number__in=numbers)}
    return [
        {
            "review": each,
            "decision": decision_label(each),
            "facts": review_facts.facts(each, issued[each.in_force]),
        }
        for each in later
    ]


def is_number(sent: str) -> bool:
    """Whether what a page was opened on is the number of a revision or a review, as far as its signs go."""
    return sent.isdecimal() and len(sent) < 5


def recorded_said(review: Review) -> str:
    """What was done, and what is to be done next."""
    day = review.next_review_on and clinic_day(review.next_review_on)
    if review.revision:
        post = ", post it" if review.old_paper == OldPaper.NOT_HERE else ""
        said = f"Revision {review.revision.number} is issued. Print the new handout{post} and go through it with the patient."
        return f"{said}{closed_said(review.plan.patient.clinic, review.next_review_on)}{remarked(review.revision)}"
    if review.decision == Decision.END:
        return "The visit is recorded and the plan has ended."
    again = f"{closed_said(review.plan.patient.clinic, review.next_review_on)}{print_again(review)}"
    if review.decision == Decision.URGENT:
        return f"The visit is recorded. No dose was changed. Make sure that the patient is being helped now.{again}"
    return f"The visit is recorded. The doses go on as they are printed; the next visit is on {day}.{again}"


def remarked(revision: Revision) -> str:
    """What the rules remark on the day of the next visit, which may have been typed on the page that issued it."""
    found = (each for each in revision.issued().findings if remarks_on_next_visit(each.severity, each.rule))
    return "".join(f" {each.message}" for each in found)


def print_again(review: Review) -> str:
    """What is to be done where a visit that makes no revision leaves the patient without a paper that holds."""
    said: dict[str, str] = {
        OldPaper.TAKEN_BACK: " Print the handout again.",
        OldPaper.NOT_HERE: " Print the handout again and post it.",
    }
    return said.get(review.old_paper, "")
