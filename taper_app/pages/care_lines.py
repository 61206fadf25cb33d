"""Care beside the dose in a few words, as the pages of a plan and its visits have it."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from taper_app.chart.adjuncts import lacking
from taper_app.chart.care_plan import care_told
from taper_app.engine import load_care, load_catalogue
from taper_app.models import Plan, Review
from taper_app.record import Care

SHOWN = {"accepted": "Accepted", "offered": "Offered", "declined": "Declined"}


def care_line(plan: Plan, today: date) -> dict[str, Any]:
    """What was accepted, offered and declined, the referrals that wait for an answer, the adjuncts that are taken and that the
    answers about risks do not know, and what is left after the last dose."""
    told = care_told(plan.care.all())
    raised = {each.kind for each in told}
    after = [each for each in load_care().kinds.values() if each.after_last_dose and each.id not in raised]
    return {
        "groups": list(groups(told)),
        "waiting": list(waiting(told, today)),
        "begun": [each.name for each in lacking(plan.patient, today)],
        "left": [in_a_sentence(each.name) for each in after] if last_dose_taken(plan, today) else [],
    }


def groups(told: Iterable[Care]) -> Iterator[tuple[str, list[str]]]:
    """The names of what stands alike, by the word for it."""
    for status, word in SHOWN.items():
        if names := [in_a_sentence(each.name) for each in told if each.status == status]:
            yield word, names


def waiting(told: Iterable[Care], today: date) -> Iterator[dict[str, Any]]:
    """The referrals without an answer, each with whether that is for longer than it may."""
    for each in told:
        if each.referred_on and not each.answered_on:
            yield {"to": each.referred_to, "on": each.referred_on, "late": is_late(each.referred_on, today)}


def unanswered_days() -> int:
    """Days for which a referral may stay without an answer before it is asked about."""
    return load_catalogue().limits["unanswered_days"].most


def is_late(referred_on: date, today: date) -> bool:
    """Whether a referral without an answer is to be asked about."""
    return (today - referred_on).days > unanswered_days()


def in_a_sentence(name: str) -> str:
    """A name as it stands inside a sentence: "peer support", "CBT-I"."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def last_dose_taken(plan: Plan, today: date) -> bool:
    """Whether the taper is over: ended with nothing taken any more, or past the last day with a dose."""
    if plan.state == Plan.State.ENDED:
        last = plan.reviews.valid().filter(kind=Review.Kind.VISIT).order_by("-number").first()
        return last is not None and not last.taken
    return plan.ends_on is not None and plan.ends_on < today
