"""What a review that is filled in makes of the plan: old and new side by side, or why nothing is made and what would work."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from taper_app import engine
from taper_app.chart import next_revision
from taper_app.chart.opening import opening_of
from taper_app.chart.refused import NotIssued
from taper_app.forms import decision_changes
from taper_app.forms.reviews import ReviewForm
from taper_app.pages import side_by_side
from taper_app.pages.drawn import drawn
from taper_app.pages.reviews import left_out_said
from taper_app.record.cautions import against_going_on, answered_since
from taper_app.wording.observed import is_grave

from .drafts import as_data
from .made import Beside, Made, Way, way
from .plan_now import PlanNow, review_form

PAIRS_SHOWN = 6
NO_DOSE_CHANGES = Made(stands=True, light=True)
"""Of a decision that makes no schedule."""


def made_of(now: PlanNow, form: ReviewForm, review_on: date | None) -> Made:
    """What a valid review makes, with this day for the next one; without a day it is proposed."""
    if not form.decision.revising:
        return NO_DOSE_CHANGES
    try:
        found = preview(now, form, review_on or now.today)
        if review_on is None:  # proposed from the schedule that this very decision makes
            review_on = proposed_review(now, form, found)
            found = preview(now, form, review_on)
    except engine.Refusal as refusal:
        return Made(refusal=refusal, ways=ways(now, form, refusal.alternatives))
    except NotIssued as error:
        return Made(impossible=str(error))
    unchanged = found.proposal.unchanged
    if unchanged is None:
        return shown(now, form, found, review_on)
    offered = ways(now, form, unchanged.alternatives)
    if form.decision == engine.Decision.SLOW:  # the record would say that it was slowed
        return Made(unchanged=unchanged, ways=offered)
    return replace(shown(now, form, found, review_on), unchanged=unchanged, ways=offered)


def preview(now: PlanNow, form: ReviewForm, review_on: date) -> next_revision.Preview:
    """What the change of a valid review makes of the plan. Raises DatesPassed and engine.Refusal."""
    return next_revision.preview_review(
        plan=now.plan,
        change=form.change,
        review_on=review_on,
        specialist=form.specialist,
        observations=form.observed.found,
        rounding=form.taken.rounding,
        today=now.today,
    )


def proposed_review(now: PlanNow, form: ReviewForm, made: next_revision.Preview | None) -> date:
    """The day of the next visit that fits the schedule; as soon as after an emergency, where this one found anything severe."""
    catalogue, clinic = engine.load_catalogue(), now.plan.patient.clinic
    every, opening = clinic.review_every_days, opening_of(clinic)
    schedule = made.proposal.schedule if made else now.schedule
    day = max(engine.next_visit(catalogue, schedule, form.changes_on, every_days=every, opening=opening), now.today)
    return min(day, urgent_day(now)) if is_grave(form.observed.found) else day


def urgent_day(now: PlanNow) -> date:
    """The latest day for a visit after an emergency, on which the clinic is open."""
    latest = now.today + timedelta(days=engine.load_catalogue().limits["urgent_review_days"].most)
    return opening_of(now.plan.patient.clinic).last(latest, now.today) or latest


def ways(now: PlanNow, form: ReviewForm, offered: Iterable[engine.Alternative]) -> list[Way]:
    """The alternatives that the form has a place for."""
    return [way(each, fits=True) for each in offered if fits(now, form, each.change)]


def fits(now: PlanNow, form: ReviewForm, change: Mapping[str, Any]) -> bool:
    """Whether the form has a place for an alternative: one that leads back to the plan as it is has none under "switch"."""
    if not decision_changes.can_lay_over(form.decision, change, form.mixture):
        return False
    return review_form(now, as_data(decision_changes.laid_over(form.decided, change, form.mixture))).is_valid()


def shown(now: PlanNow, form: ReviewForm, found: next_revision.Preview, review_on: date) -> Made:
    """What a page shows of what was made, beside what was there."""
    issued, before = found.issued, now.revision.issued()
    light = form.decision == engine.Decision.CONTINUE and not found.changes
    if light:  # nothing is issued: what was remarked on the plan stands as it is, only what was found or answered since is said
        rules = engine.load_catalogue().rules
        first = [each for each in issued.findings if rules[each.rule].place_at(each.severity) == engine.TOP]
        blocks = [each for each in issued.findings if each.severity == "block"]
        since = answered_since(issued.findings, issued.answered, before.findings)
        wanting = against_going_on(issued.findings, issued.answered)
        issued = replace(issued, findings=(*first, *blocks, *wanting, *since))
    pairs = side_by_side.pairs(before, issued, form.changes_on)
    end = side_by_side.ends(now.schedule, found.proposal.schedule)
    beside = side_by_side.beside_said(*map(next_revision.beside_named, (before, issued)))
    return Made(
        stands=True,
        changes=found.changes,
        light=light,
        issued=issued,
        proposal=found.proposal,
        drawn=drawn(issued),
        beside=Beside(
            pairs=pairs[:PAIRS_SHOWN],
            further=pairs[PAIRS_SHOWN:],
            end=" ".join(filter(None, (end, beside))),
            left_out=[left_out_said(each) for each in found.proposal.edits_not_reached],
        ),
        digest=found.digest,
        review_on=review_on,
        roundings=[way(each, fits=True) for each in found.proposal.roundings],
        answered_before=found.answered_before,
    )
