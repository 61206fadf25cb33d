"""What happened to a plan: its revisions and reviews in one list, and planned against really taken doses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from taper_app.engine import Decision, load_catalogue
from taper_app.models import Plan, Review, Revision
from taper_app.models.old_paper import OldPaper
from taper_app.record import Issued
from taper_app.record.cautions import own_answer, unanswered
from taper_app.wording import lists
from taper_app.wording.days import clinic_day
from taper_app.wording.decisions import DECISIONS
from taper_app.wording.people import answer_lines
from taper_app.wording.regimens import whole_said

from . import words
from .in_error import Mark, mark_of
from .progress import SCORES, Measure, Row
from .review_facts import Fact, facts
from .revision_changes import changes, last_said


@dataclass(frozen=True)
class Entry:
    """One thing that happened: when, by whom, its name, how it is marked, what was recorded, the revision it made, a review by
    its number, and that it was entered in error."""

    on: date
    by: str
    recorded_on: date | None
    kind: str
    title: str
    facts: list[Fact]
    revision: Revision | None
    state: Mapping[str, str] | None
    number: int | None = None
    mark: Mark | None = None


def figures(row: Row, measure: Measure) -> dict[str, Any]:
    """A row of the table that says what the chart shows."""
    return {
        "on": row.on,
        "event": row.event,
        "dangers": row.dangers,
        "planned": measure.beside(row.planned_words, row.planned),
        "planned_words": row.planned_words,
        "taken": measure.beside(row.taken_words, row.taken),
        "taken_words": row.taken_words,
        "scores": [(row.scores or {}).get(score) for score in SCORES],
    }


class Story:
    """What happened to a plan, the latest first, its start at the end. Of a page the database reads what stands on it."""

    def __init__(self, plan: Plan, in_force: int) -> None:
        self.plan, self.in_force = plan, in_force
        self.reviews = plan.reviews.select_related("recorded_by", "in_error__marked_by__clinic").order_by(
            "-reviewed_on", "-number"
        )
        self.size = self.reviews.count()

    def count(self) -> int:
        """How many entries there are."""
        return self.size + 1

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, wanted: slice) -> list[Entry]:
        """Those of one page."""
        return entries(self.plan, self.in_force, self.reviews[wanted], start=wanted.stop > self.size)


def entries(plan: Plan, in_force: int, reviews: Iterable[Review], *, start: bool) -> list[Entry]:
    """These reviews, each together with the revision that it made, and the start of the plan; `in_force` is the number of the
    revision that is now."""
    seen = list(reviews)
    told_by = {each.in_force for each in seen} | ({1} if start else set())
    known = plan.revisions.filter(Q(number__in=told_by) | Q(pk__in=[each.revision_id for each in seen if each.revision_id]))
    by_number = {each.number: each for each in known.select_related("issued_by", "in_error")}
    made: dict[int | None, Revision] = {each.pk: each for each in by_number.values()}
    told = [reviewed(plan, each, by_number, made.get(each.revision_id), in_force=in_force) for each in seen]
    return [*told, started(plan, by_number[1], in_force=in_force)] if start else told


def started(plan: Plan, revision: Revision, *, in_force: int) -> Entry:
    """The first revision: what was taken, and what was planned."""
    issued = revision.issued()
    told = [
        Fact("Taken before", [whole_said(issued.request.regimen)]),
        Fact("Planned", [f"{last_said(issued.schedule)}, in {lists.counted(len(issued.schedule.steps), 'step')}"]),
        Fact("Next visit", [clinic_day(issued.review_on)]),
    ]
    state = revision_state(plan, revision, in_force)
    return Entry(issued.issued_on, issued.issued_by, None, "start", "Plan started", [*told, *override(issued)], revision, state)


def reviewed(plan: Plan, review: Review, revisions: Mapping[int, Revision], made: Revision | None, *, in_force: int) -> Entry:
    """A visit with its decision, one that was missed, or a follow-up."""
    told, issued = facts(review, revisions[review.in_force].issued()), made and made.issued()
    answer = review.old_paper or (issued.old_paper if issued else "")
    if made and issued:
        told += changed(revisions[issued.replaces or review.in_force].issued(), issued)
    elif review.decision and review.decision != Decision.END:
        told.append(Fact("Changes", ["No dose and no date"]))
    if answer in OldPaper.values:
        told.append(Fact("Old paper", [OldPaper(answer).label]))
    if review.decision == Decision.END:
        note = plan.end_note.splitlines() if plan.end_note != review.reason else []
        stands = plan.end_reason and not hasattr(review, "in_error")
        told.append(Fact("Plan ended", [plan.get_end_reason_display(), *note] if stands else ["This end counts no more"]))
    if review.next_review_on:
        told.append(Fact("Next visit", [clinic_day(review.next_review_on)]))
    zone = ZoneInfo(plan.patient.clinic.time_zone)
    recorded_on = review.recorded_at.astimezone(zone).date()
    return Entry(
        on=review.reviewed_on,
        by=review.recorded_by.get_full_name(),
        recorded_on=recorded_on if recorded_on != review.reviewed_on else None,
        kind=review.kind,
        title=title(review),
        facts=told,
        revision=made,
        state=revision_state(plan, made, in_force) if made else None,
        number=review.number,
        mark=mark_of(review),
    )


def title(review: Review) -> str:
    """What a review is called: "Review 2: hold"."""
    if review.kind == Review.Kind.VISIT:
        return f"Visit {review.number}: {DECISIONS[Decision(review.decision)].label.lower()}"
    return {"missed": "Did not come", "follow-up": "Follow-up"}[review.kind]


def changed(old: Issued, new: Issued) -> list[Fact]:
    """What a new revision changes, and why in spite of cautions."""
    return [Fact("Changes", changes(old, new)), *override(new)]


def override(issued: Issued) -> list[Fact]:
    """The reason given for going on in spite of cautions, with what they were, and what was answered to each that asks something
    of its own."""
    rules = load_catalogue().rules
    now = [each for each in issued.answered if each.given_on == issued.issued_on and own_answer(each)]
    own = [Fact(rules[each.rule].title, answer_lines(each)) for each in now if each.rule in rules]
    if not issued.override_reason:
        return own
    asked = dict.fromkeys(each.rule for each in unanswered(issued.findings, issued.answered))
    named = [rules[rule].title for rule in asked if rule in rules]
    return [*([Fact("Cautions", named)] if named else []), Fact("Reason for going on", [issued.override_reason]), *own]


def revision_state(plan: Plan, revision: Revision, in_force: int) -> Mapping[str, str]:
    """How a revision stands: the one in force as its plan does, any other superseded, unless it was entered in error."""
    if plan.state == Plan.State.IN_ERROR or hasattr(revision, "in_error"):
        return words.IN_ERROR
    if revision.number != in_force:
        return words.SUPERSEDED
    return words.ENDED if plan.state == Plan.State.ENDED else words.ISSUED
