"""What is asked last about a review: the day of the next one, the paper that the patient has, and whose plan it is."""

from datetime import date

from django.http import QueryDict

from taper_app import engine
from taper_app.actions import visits
from taper_app.chart import follow_ups
from taper_app.chart.old_paper import day_on_paper, paper_answers
from taper_app.forms.identity import IdentityForm
from taper_app.forms.old_paper import OldPaperForm
from taper_app.forms.reviews import NextReviewForm, ReviewForm
from taper_app.pages.visit_days import proposed_said

from .answers import Sent
from .kind import Check
from .made import Made
from .plan_now import PlanNow
from .review_made import made_of, proposed_review, urgent_day


def check_of(now: PlanNow, data: QueryDict, form: ReviewForm, sent: Sent) -> Check[ReviewForm]:
    """The check of a valid review: the day of the next one first, because what the rules find depends on it."""
    day, asked_for = next_day(now, form, data, sent)
    made = made_of(now, form, asked_for)
    if day:
        day.initial = {"next_review_on": made.review_on or usual(now, form)}
        if not day.ends and not day.is_bound:
            schedule = made.proposal.schedule if made.proposal else now.schedule
            day.fields["next_review_on"].help_text = proposed_said(now.clinic, schedule, day.initial["next_review_on"])
    known = day.initial["next_review_on"] if day and not is_right(day) else asked_for
    paper = old_paper(now, form, made, known, sent, data)
    return Check(data, form, made, now.today, IdentityForm(sent) if made.changes else None, day, paper)


def next_day(now: PlanNow, form: ReviewForm, data: QueryDict, sent: Sent) -> tuple[NextReviewForm | None, date | None]:
    """The question for the next visit, as it was answered just now or before, and its answer where it is right."""
    before = sent if sent is not None else data if "next_review_on_0" in data else None
    day = next_review(now, form, before)
    if sent is None and day and day.is_bound and not is_right(day):
        day = next_review(now, form, None)  # a page that is only looked at has no errors: the proposal stands there again
    return day, day.cleaned_data.get("next_review_on") if day and is_right(day) else None


def is_right(day: NextReviewForm) -> bool:
    """Whether the question was answered, and the answer is right."""
    return day.is_bound and day.is_valid()


def next_review(now: PlanNow, form: ReviewForm, data: QueryDict | None) -> NextReviewForm | None:
    """The question for the next visit; none where the patient has died."""
    if form.end_reason == "died":
        return None
    later = (form.changes_on - now.today).days if form.decision.revising else 0
    most, ends = visits.latest_review_days(form.decision) + later, form.decision == engine.Decision.END
    return NextReviewForm(data, today=now.today, after=form.reviewed_on, most_days=most, ends=ends)


def usual(now: PlanNow, form: ReviewForm) -> date | None:
    """The day to propose where nothing is made of the schedule: soon after an emergency, the first follow-up after an end."""
    if form.decision == engine.Decision.URGENT:
        return min(proposed_review(now, form, None), urgent_day(now))
    if form.decision == engine.Decision.END:
        after = [each.on for each in follow_ups.series(now.clinic, form.end_reason, form.reviewed_on) if each.on > now.today]
        return after[0] if after else None
    return proposed_review(now, form, None)


def old_paper(
    now: PlanNow, form: ReviewForm, made: Made, next_review_on: date | None, sent: Sent, data: QueryDict
) -> OldPaperForm | None:
    """The question for the paper that the patient has; none where it is still right, or nothing can be made."""
    if not made.stands:
        return None
    answers = paper_answers(
        now.plan, form.decision, next_review_on=next_review_on, changes=made.changes, end_reason=form.end_reason
    )
    kept = {"old_paper": data.get("old_paper")}
    return OldPaperForm(sent, initial=kept, answers=answers, day=day_on_paper(now.plan)) if answers else None
