"""Something marked as entered in error, as a clinician marks it: what was seen is what there is."""

from taper_app.actions import in_error
from taper_app.models import Plan
from tests.actions.visits import TODAY, typed_again

WHY = "It was meant for another patient of the same name."


def marking(patient, **changes):
    """What is said: a reason, the paper taken back, the two identifiers; with a plan, what a page of it was opened on."""
    seen_now = seen(changes.pop("plan")) if "plan" in changes else {}
    return in_error.Marking(**{"reason": WHY, "paper": "taken-back", **typed_again(patient), **seen_now, **changes})


def seen(plan):
    """What a page that is opened now carries."""
    plan = Plan.objects.get(pk=plan.pk)
    last = plan.reviews.valid().order_by("number").last()
    return {"seen_revision": plan.revisions.in_force().number, "seen_review": last.number if last else 0}


def mark_plan(plan, by, **said):
    return in_error.mark_plan(plan=plan, marking=marking(plan.patient, **{"plan": plan} | said), by=by)


def mark_review(plan, by, number, today=TODAY, **said):
    marked = marking(plan.patient, **{"plan": plan} | said)
    return in_error.mark_review(plan=plan, number=number, marking=marked, today=today, by=by)


def mark_patient(patient, by, right=None, **changes):
    return in_error.mark_patient(
        **{"patient": patient, "right": right, "marking": marking(right or patient), "by": by, **changes}
    )
