"""What stands on the page that is confirmed: everything entered, what it makes, and the questions that are asked last."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict

from taper_app import engine
from taper_app.actions import visits
from taper_app.actions.plans import Signing
from taper_app.chart.old_paper import day_on_paper, paper_answers
from taper_app.forms.errors import error_links
from taper_app.forms.identity import IdentityForm
from taper_app.forms.old_paper import OldPaperForm
from taper_app.forms.reviews import NextReviewForm, ReviewForm
from taper_app.pages import reviews
from taper_app.wording.decisions import DECISIONS

from . import review_words
from .previews import reason_given
from .review_previews import ASKED_LAST, PlanNow, answered, preview_of, proposed_review


def sent(data: QueryDict) -> dict[str, list[str]]:
    """The answers to what is asked last, as a draft keeps them."""
    return {name: data.getlist(name) for name in ASKED_LAST if name in data}


@dataclass
class Check:
    """A valid review with what it makes, and the forms of what is asked last: the last two only where paper changes."""

    now: PlanNow
    form: ReviewForm
    data: QueryDict
    day: NextReviewForm | None
    paper: OldPaperForm | None
    identity: IdentityForm | None
    made: dict[str, Any]

    @property
    def answered(self) -> str:
        """What the page carries, so that a draft changed in another window is not confirmed unseen."""
        return answered(self.data)

    @property
    def parts(self) -> list[Any]:
        """The forms that are asked last."""
        return [each for each in (self.day, self.paper, self.identity) if each is not None]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong with them."""
        return error_links(*self.parts)

    def is_valid(self) -> bool:
        """Whether nothing is."""
        return all(each.is_valid() for each in self.parts)

    @property
    def reason(self) -> str:
        """The reason given for the cautions that want one now; empty where none was given, or none is wanted."""
        return reason_given(self.data, self.made["asked_about"]) if self.made.get("asked") else ""

    @property
    def wants_reason(self) -> bool:
        """Whether a caution still wants one: of a revision that would be issued, or of what this visit measured."""
        made = self.made
        return bool(made.get("asked")) and not (self.reason or made["blocked"])

    def visit(self, seen_digest: str) -> visits.Visit:
        """What is recorded, of a valid check; `seen_digest` is of the preview that the page showed."""
        form, typed = self.form, self.identity.cleaned_data if self.identity else {}
        signing = Signing(
            specialist=form.specialist,
            override_reason=self.reason,
            initials=typed.get("initials", ""),
            birth_year=typed.get("birth_year", ""),
            seen_digest=seen_digest,
        )
        return visits.Visit(
            seen_revision=form.days.cleaned_data["seen_revision"],
            seen_review=form.days.cleaned_data["seen_review"],
            token=form.token,
            reviewed_on=form.reviewed_on,
            observations=form.observed.observations,
            red_flags=form.observed.flags,
            decision=form.decision,
            change=form.change,
            end_reason=form.end_reason,
            end_note=form.decided.cleaned_data["end_note"] if form.decision == engine.Decision.END else "",
            reason=form.reason,
            notes=form.observed.noted,
            next_review_on=self.day.cleaned_data["next_review_on"] if self.day else None,
            old_paper=self.paper.cleaned_data["old_paper"] if self.paper else "",
            signing=signing,
        )

    @property
    def context(self) -> dict[str, Any]:
        """What the page shows."""
        now, form = self.now, self.form
        catalogue = engine.load_catalogue()
        signs = review_words.signs(form, now.schedule)
        findings = self.made.get("findings", [])
        return self.made | {
            "form": form,
            "day": self.day,
            "paper_form": self.paper,
            "identity": self.identity,
            "reason": self.reason,
            "answered": self.answered,
            "token": form.token,
            "decision": form.decision,
            "decided": DECISIONS[form.decision].label,
            "entered": review_words.entered(form, now.request.strategy, changes=not self.made.get("light")),
            "differences": reviews.differences(form.planned, form.regimen),
            "found": reviews.found_said(form.observed.observations, form.observed.flags),
            "advice": reviews.advice(catalogue, form.decision, signs),
            "emergency": catalogue.markets[now.plan.patient.clinic.market].emergency,
            "still_taken": reviews.regimen_said(form.regimen) if form.regimen.doses else [],
            "pressing": [each for each in findings if each["tier"] != "info"],
            "remarks": [each for each in findings if each["tier"] == "info"],
        }


def check_of(now: PlanNow, form: ReviewForm, data: QueryDict, sent_now: QueryDict | None) -> Check:
    """The check of a valid review: the day of the next one first, because what the rules find depends on it."""
    before = sent_now if sent_now is not None else data if "next_review_on_0" in data else None
    day = next_review(now, form, before)
    if sent_now is None and day and day.is_bound and not day.is_valid():
        day = next_review(now, form, None)  # a page that is only looked at has no errors: the proposal stands there again
    made = preview_of(now, form, day.cleaned_data.get("next_review_on") if day and day.is_bound and day.is_valid() else None)
    if day:
        day.initial = {"next_review_on": made.get("review_on") or usual(now, form)}
    identity = IdentityForm(sent_now) if made.get("changes") else None
    return Check(now, form, data, day, old_paper(now, form, data, sent_now, day, made), identity, made)


def old_paper(
    now: PlanNow, form: ReviewForm, data: QueryDict, sent_now: QueryDict | None, day: NextReviewForm | None, made: dict[str, Any]
) -> OldPaperForm | None:
    """The question for the paper that the patient has; none where it is still right, or nothing can be made."""
    if "changes" not in made:
        return None
    known = (day.cleaned_data if day.is_bound and day.is_valid() else day.initial) if day else {"next_review_on": None}
    answers = paper_answers(
        now.plan, form.decision, next_review_on=known["next_review_on"], changes=made["changes"], end_reason=form.end_reason
    )
    kept = {"old_paper": data.get("old_paper")}
    return OldPaperForm(sent_now, initial=kept, answers=answers, day=day_on_paper(now.plan)) if answers else None


def next_review(now: PlanNow, form: ReviewForm, data: QueryDict | None) -> NextReviewForm | None:
    """The question for the next visit; none where the patient has died."""
    if form.end_reason == "died":
        return None
    later = (form.changes_on - now.today).days if form.decision.revising else 0
    most, ends = visits.latest_review_days(form.decision) + later, form.decision == engine.Decision.END
    return NextReviewForm(data, today=now.today, after=form.reviewed_on, most_days=most, ends=ends)


def usual(now: PlanNow, form: ReviewForm) -> date | None:
    """The day to propose where nothing is made of the schedule: soon after an emergency, a month after a stop."""
    limits = engine.load_catalogue().limits
    if form.decision == engine.Decision.URGENT:
        return min(proposed_review(now, form, None), now.today + timedelta(days=limits["urgent_review_days"].most))
    if form.decision == engine.Decision.END:
        over = form.end_reason in ("completed", "stopped-early")
        return now.today + timedelta(days=limits["follow_up_days"].most) if over else None
    return proposed_review(now, form, None)
