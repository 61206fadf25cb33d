"""What a half-filled review would make: the form from the draft, and what the decision makes of the plan. Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import QueryDict

from taper_app import engine
from taper_app.chart import next_revision, patient_today
from taper_app.chart.refused import NotIssued
from taper_app.forms.decision_changes import can_lay_over, laid_over
from taper_app.forms.plan_in_force import PlanInForce
from taper_app.forms.reviews import ReviewForm
from taper_app.models import Plan, Revision
from taper_app.pages import side_by_side
from taper_app.pages.reviews import edit_said, left_out_said
from taper_app.record.cautions import against_going_on
from taper_app.seals import sha256

from . import previews
from .access import ClinicRequest, today_at

PURPOSE = "review"
ASKED_LAST = ("next_review_on_0", "next_review_on_1", "next_review_on_2", "old_paper")
PAIRS_SHOWN = 6


@dataclass(frozen=True)
class PlanNow(PlanInForce):
    """A plan as it stands when it is reviewed, with its record: the revision in force, and how many reviews there are."""

    plan: Plan
    revision: Revision
    reviews: int

    @property
    def seen(self) -> dict[str, int]:
        """What a page opened now carries, so that a review recorded since is noticed."""
        return {"seen_revision": self.revision.number, "seen_review": self.reviews}


def plan_now(plan: Plan) -> PlanNow:
    """The plan as it stands now."""
    revision, request, schedule = next_revision.in_force(plan)
    latest = plan.reviews.order_by("-number").first()
    return PlanNow(
        clinic=plan.patient.clinic,
        catalogue=engine.load_catalogue(),
        request=request,
        schedule=schedule,
        today=today_at(plan.patient.clinic),
        begins_on=last_seen(plan),
        beside=patient_today.taken_beside(plan.patient),
        plan=plan,
        revision=revision,
        reviews=latest.number if latest else 0,
    )


def review_form(now: PlanNow, data: QueryDict | None) -> ReviewForm:
    """The form of a review of this plan, filled in from the step in force where nothing was sent."""
    return ReviewForm(
        data,
        plan=now,
        seen={"token": uuid4(), **now.seen},
    )


def last_seen(plan: Plan) -> date:
    """The first day that a visit may be recorded for: the last one's, else the day of issue."""
    latest = plan.reviews.order_by("-number").first()
    return latest.reviewed_on if latest else plan.revisions.get(number=1).issued().issued_on


def edits_said(now: PlanNow, then: Revision, data: QueryDict) -> list[str]:
    """The single steps that were changed of an earlier revision, in words."""
    decided = review_form(replace(now, revision=then, schedule=then.issued().schedule), data).decided
    return [edit_said(edit) for edit in decided.edits()] if decided.is_valid() else []


def draft_data(request: ClinicRequest, plan: Plan) -> QueryDict | None:
    """What this clinician last filled in for this plan; a draft of an earlier plan of the patient is none of it."""
    draft = request.user.drafts.filter(patient=plan.patient, purpose=PURPOSE).first()
    data = None if draft is None else previews.as_data(draft.data)
    return data if data is not None and data.getlist("plan") == [plan.code] else None


def preview_of(now: PlanNow, form: ReviewForm, review_on: date | None) -> dict[str, Any]:
    """What a valid review makes: old and new side by side and the findings, or the refusal with what would work instead."""
    if not form.decision.revising:
        return {"changes": False, "digest": "", "light": True, "asked": [], "asked_about": "", "blocked": False}
    try:
        made = _preview(now, form, review_on or now.today)
        if review_on is None:  # proposed from the schedule that this very decision makes
            review_on = proposed_review(now, form, made)
            made = _preview(now, form, review_on)
    except engine.Refusal as refusal:
        return {"refusal": refusal, "ways": _ways(now, form, refusal.alternatives)}
    except NotIssued as error:
        return {"impossible": str(error)}
    said = {} if made.proposal.unchanged is None else _of_no_change(now, form, made.proposal.unchanged)
    if said and form.decision == engine.Decision.SLOW:  # the record would say that it was slowed
        return said
    shown = {"made": made, "digest": made.digest, "changes": made.changes, "review_on": review_on}
    return shown | said | _drawn(now, form, made)


def _of_no_change(now: PlanNow, form: ReviewForm, unchanged: engine.Unchanged) -> dict[str, Any]:
    """What is shown of a decision that changes nothing, with what would."""
    return {"unchanged": unchanged, "ways": _ways(now, form, unchanged.alternatives)}


def _ways(now: PlanNow, form: ReviewForm, offered: Iterable[engine.Alternative]) -> list[dict[str, Any]]:
    """The alternatives that the form has a place for, each with what its button sends."""
    return [{"offer": each, "id": previews.offer_id(each)} for each in offered if fits(now, form, each.change)]


def fits(now: PlanNow, form: ReviewForm, change: dict[str, Any]) -> bool:
    """Whether the form has a place for an alternative: one that leads back to the plan as it is has none under "switch"."""
    return can_lay_over(form.decision, change) and review_form(now, previews.as_data(laid_over(form.decided, change))).is_valid()


def _preview(now: PlanNow, form: ReviewForm, review_on: date) -> next_revision.Preview:
    return next_revision.preview_review(
        plan=now.plan,
        change=form.change,
        review_on=review_on,
        specialist=form.specialist,
        observations=form.observed.observations,
        today=now.today,
    )


def proposed_review(now: PlanNow, form: ReviewForm, made: next_revision.Preview | None) -> date:
    """The day of the next visit that fits the schedule."""
    schedule = made.proposal.schedule if made else now.schedule
    every = now.plan.patient.clinic.review_every_days
    return max(engine.next_visit(engine.load_catalogue(), schedule, form.changes_on, every_days=every), now.today)


def _drawn(now: PlanNow, form: ReviewForm, made: next_revision.Preview) -> dict[str, Any]:
    """What a page shows of what was made, beside what was there."""
    issued = made.issued
    light = form.decision == engine.Decision.CONTINUE and not made.changes
    if light:  # nothing is issued: what was remarked on the plan stands as it is, and only what was found since is new
        blocks = [each for each in issued.findings if each.severity == "block"]
        issued = replace(issued, findings=(*blocks, *against_going_on(issued.findings, issued.answered)))
    found = side_by_side.pairs(now.revision.issued(), issued, form.changes_on)
    return previews.drawn(issued) | {
        "stored": issued,
        "pairs": found[:PAIRS_SHOWN],
        "further": found[PAIRS_SHOWN:],
        "end": side_by_side.ends(now.schedule, made.proposal.schedule),
        "light": light,
        "left_out": [left_out_said(each) for each in made.proposal.edits_not_reached],
    }


def answered(data: QueryDict) -> str:
    """What a check page carries, so that a draft changed in another window is not confirmed unseen.

    What is asked on that page itself is no part of it: the same page sent twice at once is no change.
    """
    return sha256({name: values for name, values in data.lists() if name not in ASKED_LAST})
