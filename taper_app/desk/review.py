"""A review of an open plan: what is taken, what was found and what is decided."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.urls import reverse

from taper_app import engine
from taper_app.actions import follow_ups, reviews, visits
from taper_app.chart.read_once import reads_once
from taper_app.forms import decision_changes
from taper_app.forms.decisions import without_steps
from taper_app.forms.errors import error_links
from taper_app.forms.reviews import ReviewForm
from taper_app.forms.so_far import found_so_far
from taper_app.models import Plan, Revision, User
from taper_app.pages import words
from taper_app.pages.care_lines import care_line
from taper_app.pages.outcomes import Panel
from taper_app.pages.past import past
from taper_app.pages.recorded import is_number, recorded_said, since
from taper_app.pages.reviews import advice, differences, found_said, regimen_said
from taper_app.pages.risk_lines import risk_line
from taper_app.wording.days import clinic_day
from taper_app.wording.decisions import DECISIONS
from taper_app.wording.doses import edit_said

from . import review_words
from .answers import Answer, Done, Onward, Page, Sent, conflict
from .asked_last import check_of
from .drafts import fields_of, reason_kept
from .kind import Addresses, Check, Kind
from .made import Made
from .plan_now import PlanNow, plan_now, review_form
from .review_made import made_of
from .review_would import chosen, decision_context, look

ENDED = "This plan has ended, so no visit was recorded. What is seen after the end of a plan is a follow-up."
AFTER_HOLD = "The hold ends on {day}. Enter that day or an earlier one, so that the patient is seen before it ends."
GONE = "What was filled in for this visit was recorded or thrown away in another window, so nothing was recorded now."
SAYS_WRONG = "wrong"
WHY = "Why this was decided"
STRUCK_OUT = "A visit of this plan was marked as entered in error since you opened this page, so nothing was saved."
OVERTAKEN = "Somebody else recorded a visit of this plan since you opened this page, so nothing was saved."


class PlanReview(Kind[ReviewForm]):
    """What is typed becomes a visit, which is recorded and makes the next revision where its decision changes a dose."""

    purpose = "review"
    check_template = "reviews/review_check.html"
    moved = "The visit was changed in another window. This is how it stands now: look at it again."
    thrown_away = "What you had filled in is thrown away."

    says_wrong = False
    """Whether its form was come back to from its check, so that it says what is wrong; else it is only looked at again."""

    def __init__(self, plan: Plan, by: User, today: date) -> None:
        form, check = (reverse(name, args=[plan.code]) for name in ("review_new", "review_check"))
        self.plan, self.plan_address = plan, reverse("plan_detail", args=[plan.code])
        at = Addresses(
            form=form,
            onward=check,
            back=f"{form}?{SAYS_WRONG}=1",
            choices=f"{form}#decision",
            outcomes=f"{form}#decision",
            cautions=reverse("review_cautions", args=[plan.code]),
            check=check,
            left=self.plan_address,
        )
        super().__init__(plan.patient, by, today, at, subject=plan.code)

    def read(self) -> None:
        super().read()
        reads_once(self.plan)

    @cached_property
    def now(self) -> PlanNow:
        """The plan as it stands when its page is asked for."""
        return plan_now(self.plan, self.today)

    def elsewhere(self, sent: Sent) -> Answer | None:
        """A plan that has ended is followed up."""
        if self.plan.state == Plan.State.OPEN:
            return None
        follow_up = reverse("follow_up_new", args=[self.plan.code])
        return Onward(follow_up) if sent is None else conflict(ENDED, ("Record a follow-up", follow_up))

    def overtaken(self, data: QueryDict | None) -> bool:
        """Whether what was filled in was begun on another revision or before another review."""
        seen = self.now.seen  # asked without a draft too: on a revision that was changed outside nothing else is said
        return data is not None and any(data.get(name) != str(number) for name, number in seen.items())

    # Its form, and what that makes ----------------------------------------------------------------

    def form(self, data: QueryDict | None) -> ReviewForm:
        """The form, filled in from the step in force where nothing was sent."""
        return review_form(self.now, data)

    def page(self, data: QueryDict | None, status: int = 200, form: ReviewForm | None = None) -> Page:
        """The form; above it what somebody else recorded since it was begun."""
        now, moved = self.now, data if self.overtaken(data) else None
        if moved is not None:
            data = without_steps(moved)
            form = None
        form = form or self.form(data)
        form.is_valid()
        decisions = decision_context(now, form, self.patient)
        taken = form.regimen if form.taken.is_valid() else None
        if moved is None and status in (HTTPStatus.OK, HTTPStatus.CONFLICT) and not self.says_wrong:
            form.hush()
        context = decisions | {
            "token": (data.get("token") if data else "") or str(uuid4()),
            "errors": error_links(*form.parts),
            "planned": regimen_said(form.planned, now.clinic),
            "differences": differences(form.planned, taken) if taken else [],
            "draft": data is not None,
            "care": care_line(self.plan, self.today),
            "risk": risk_line(self.patient, self.today, found_so_far(data)),
            "past": past(self.plan, self.today),
        }
        told = {} if moved is None else overtaken_by(now, moved)
        return Page("reviews/review_new.html", self.about() | context | told, status)

    def live(self, data: QueryDict) -> Page:
        """What each decision would do with what is typed by now."""
        form = self.form(data)
        form.is_valid()
        context = decision_context(self.now, form, self.patient)
        form.hush()
        return Page("reviews/_live.html", self.about() | context)

    def show(self, sent: Sent) -> Answer:
        """The same without a script: what is typed is kept, and the page stands there again with what each decision would do."""
        self.sent_from(sent)
        if elsewhere := self.elsewhere(sent):
            return elsewhere
        self.keep(fields_of(sent or QueryDict()) | reason_kept(self.draft()))
        return Onward(self.at.outcomes)

    def with_outcome(self, data: QueryDict, wanted: str) -> dict[str, list[str]] | None:
        """As if the way of this id had been filled in by hand."""
        return chosen(self.now, self.form(data), wanted)

    def reached(self, data: QueryDict | None) -> Panel:
        """What the cards above the decisions show."""
        return look(self.now, self.form(data)).panel

    def made(self, form: ReviewForm) -> Made:
        """Old and new side by side and the findings, or the refusal with what would work instead."""
        return made_of(self.now, form, None)

    def laid_over(self, form: ReviewForm, offer: Mapping[str, Any]) -> dict[str, list[str]]:
        """In the boxes of its decision, and what has none beside a tick; so are rounded doses."""
        if "taken" in offer:
            said = engine.rounding_said(form.regimen, engine.rounded_by(offer))
            return {name: form.taken.data.getlist(name) for name in form.taken.data} | {"rounding": [said]}
        return decision_changes.laid_over(form.decided, offer, form.mixture)

    # What is confirmed ----------------------------------------------------------------------------

    def check(self, data: QueryDict, form: ReviewForm, sent: Sent) -> Check[ReviewForm]:
        """Any valid review, also one that makes nothing: the page says why, and what would work."""
        return check_of(self.now, data, form, sent)

    def about(self) -> dict[str, Any]:
        """The plan, and what a page carries so that a review recorded since is noticed."""
        state = words.plan_state(self.plan, self.now.revision.number)
        return {"plan": self.plan, "revision": self.now.revision, "plan_now": self.now, "banner_state": state}

    def check_context(self, checked: Check[ReviewForm]) -> dict[str, Any]:
        """What was entered, what is decided, and what guidelines say about it."""
        now, form, catalogue = self.now, checked.form, engine.load_catalogue()
        signs = review_words.signs(form, now.schedule)
        return {
            "token": form.token,
            "decision": form.decision,
            "decided": DECISIONS[form.decision].label,
            "entered": review_words.entered(form, now.clinic, changes=not checked.made.light),
            "differences": differences(form.planned, form.regimen),
            "found": found_said(form.observed.observations, form.observed.flags),
            "advice": advice(catalogue, form.decision, signs),
            "emergency": catalogue.markets[self.patient.clinic.market].emergency,
            "still_taken": regimen_said(form.regimen, now.clinic) if form.regimen.doses else [],
        }

    def nothing_left(self) -> Answer:
        """That it was recorded or thrown away in another window."""
        return conflict(GONE, ("Open the plan", self.plan_address))

    def record(self, checked: Check[ReviewForm], seen_digest: str) -> Done:
        """Record the visit. What it makes is made again from what was decided."""
        visit = visit_of(checked, seen_digest)
        review = reviews.record_review(plan=self.plan, visit=visit, today=self.today, by=self.by)
        self.drop()
        return Done(self.plan_address, recorded_said(review))

    def refused(self, checked: Check[ReviewForm], error: Exception) -> Answer | None:
        """The form again where another review was quicker, and where the plan has ended that it has."""
        match error:
            case visits.PlanChanged():
                return PlanReview(self.plan, self.by, self.today).page(checked.data, status=409)
            case visits.PlanEnded():
                return conflict(ENDED, ("Open the plan", self.plan_address))
            case visits.ReviewAfterHold() if checked.day is not None:
                checked.day.add_error("next_review_on", AFTER_HOLD.format(day=clinic_day(error.last_day)))
            case follow_ups.NextNeeded() if checked.day is not None:
                checked.day.add_error("next_review_on", f"{error} The place for that is “{WHY}”, one page back.")
        return None

    def done_already(self, sent: QueryDict) -> str:
        """The plan, where a review with this form's token has been recorded."""
        token = as_token(sent.get("token", ""))
        found = token and self.plan.reviews.filter(token=token, recorded_by=self.by).exists()
        return self.plan_address if found else ""


def as_token(sent: str) -> UUID | None:
    """A form's token; None for anything else."""
    try:
        return UUID(sent)
    except ValueError:
        return None


def overtaken_by(now: PlanNow, data: QueryDict) -> dict[str, Any]:
    """What was recorded since the form was begun, and the single steps that were changed of the revision of then."""
    begun = data.get("seen_revision", "")
    then = now.plan.revisions.filter(number=int(begun)).first() if is_number(begun) else None
    edits = edits_said(now, then, data) if then else []
    recorded = since(now.plan, data.get("seen_review", ""))
    said = OVERTAKEN if recorded else STRUCK_OUT
    return {"errors": [("", said)], "recorded": recorded, "begun_on": begun, "edits": edits}


def edits_said(now: PlanNow, then: Revision, data: QueryDict) -> list[str]:
    """The single steps that were changed of an earlier revision, in words."""
    decided = review_form(replace(now, revision=then, schedule=then.issued().schedule), data).decided
    return [edit_said(edit) for edit in decided.edits()] if decided.is_valid() else []


def visit_of(checked: Check[ReviewForm], seen_digest: str) -> visits.Visit:
    """What is recorded, of a valid check; `seen_digest` is of what the page showed."""
    form, day, paper = checked.form, checked.day, checked.paper
    return visits.Visit(
        seen_revision=form.days.cleaned_data["seen_revision"],
        seen_review=form.days.cleaned_data["seen_review"],
        token=form.token,
        reviewed_on=form.reviewed_on,
        observations=form.observed.observations,
        red_flags=form.observed.flags,
        decision=form.decision,
        change=form.change,
        rounding=form.taken.rounding,
        end_reason=form.end_reason,
        end_note=form.decided.cleaned_data["end_note"] if form.decision == engine.Decision.END else "",
        reason=form.reason,
        notes=form.observed.noted,
        next_review_on=day.cleaned_data["next_review_on"] if day else None,
        old_paper=paper.cleaned_data["old_paper"] if paper else "",
        signing=checked.signing(form.specialist, seen_digest),
    )
