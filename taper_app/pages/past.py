"""What went before, as the page of a visit shows it: the last visit, the doses so far as a chart, and the same as a table."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from taper_app.engine import load_catalogue
from taper_app.models import ChangedOutside, Plan, Review, Revision
from taper_app.wording.days import clinic_day

from .progress import progress
from .progress_chart import draw
from .review_facts import Fact
from .timeline import entries, figures

FIRST = ("Notes", "Reason", "Changes", "Really taken")
"""What stands above everything else that the last visit recorded."""
NOT_SHOWN = {"Next visit", "Old paper"}


def charted(plan: Plan, revisions: Sequence[Revision], reviews: Sequence[Review], today: date) -> dict[str, Any]:
    """What was planned and really taken so far, and the scores: the chart, and the table that says the same.

    Of a plan's valid revisions and reviews. Raises ChangedOutside.
    """
    went = progress(plan, revisions, reviews, today, load_catalogue())
    return {
        "progress": went,
        "scored": any(row.scores for row in went.rows),
        "figures": [figures(row, went.measure) for row in went.rows],
        "chart": draw(went, clinic_day),
    }


def past(plan: Plan, today: date) -> dict[str, Any]:
    """The same with the last visit, and with what was missed since; nothing where a revision was changed outside."""
    revisions = list(plan.revisions.valid().select_related("issued_by").order_by("number"))
    reviews = list(plan.reviews.valid().select_related("recorded_by__clinic").order_by("number"))
    try:
        shown = charted(plan, revisions, reviews, today)
        told = entries(plan, revisions, reviews)
    except ChangedOutside:
        return {}
    last = next(each for each in told if each.kind != Review.Kind.MISSED)
    first, rest = sorted_facts(last.facts)
    taken = next((each.lines for each in first if each.label == "Really taken"), [])
    missed = [each.on for each in told[: told.index(last)]]
    return shown | {"last": last, "last_first": first, "last_rest": rest, "missed": missed, "taken": taken}


def sorted_facts(facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """What a visit recorded: what stands above, in its order, and what follows."""
    by_label = {each.label: each for each in facts}
    first = [by_label[label] for label in FIRST if label in by_label]
    return first, [each for each in facts if each.label not in NOT_SHOWN | {*FIRST} and each.lines != ["None"]]
