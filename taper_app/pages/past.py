"""What went before, as the page of a visit shows it: the last visit, the doses so far as a chart, and the same as a table."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from taper_app.engine import load_catalogue
from taper_app.models import ChangedOutside, Plan, Review
from taper_app.wording.days import clinic_day

from .progress import progress
from .progress_chart import draw
from .review_facts import Fact
from .timeline import Entry, entries, figures

FIRST = ("Notes", "Reason", "Changes", "Really taken")
"""What stands above everything else that the last visit recorded."""
MOST_FIGURES = 40
"""Rows of the table that stand on the page: of a plan of years the last."""
NOT_SHOWN = {"Next visit", "Old paper"}


def charted(plan: Plan, today: date, *, everything: bool = False) -> dict[str, Any]:
    """What was planned and really taken so far, and the scores, of valid revisions and reviews: the chart, and the table that
    says the same, of its last MOST_FIGURES rows unless `everything` is asked for; and the number of the revision in force.

    Raises ChangedOutside.
    """
    latest = plan.revisions.in_force()
    first = latest if latest.number == 1 else plan.revisions.get(number=1)
    reviews = plan.reviews.valid().only("plan", "kind", "number", "reviewed_on", "taken", "observations", "red_flags")
    went = progress(plan, first.issued(), latest.issued(), list(reviews.order_by("number")), today, load_catalogue())
    rows = went.rows if everything else went.rows[-MOST_FIGURES:]
    return {
        "progress": went,
        "scored": any(row.scores for row in went.rows),
        "figures": [figures(row, went.measure) for row in rows],
        "everything": everything,
        "left_out": len(went.rows) - len(rows),
        "chart": draw(went, clinic_day),
        "in_force": latest.number,
    }


def past(plan: Plan, today: date) -> dict[str, Any]:
    """The same with the last visit, and with what was missed since; nothing where a revision was changed outside."""
    try:
        shown = charted(plan, today)
        last = told_last(plan, shown["in_force"])
    except ChangedOutside:
        return {}
    first, rest = sorted_facts(last.facts)
    taken = next((each.lines for each in first if each.label == "Really taken"), [])
    since = plan.reviews.valid().filter(kind=Review.Kind.MISSED)
    if last.number:
        since = since.filter(Q(reviewed_on__gt=last.on) | Q(reviewed_on=last.on, number__gt=last.number))
    missed = list(since.order_by("-reviewed_on", "-number").values_list("reviewed_on", flat=True))
    return shown | {"last": last, "last_first": first, "last_rest": rest, "missed": missed, "taken": taken}


def told_last(plan: Plan, in_force: int) -> Entry:
    """The last that took place: a visit or a follow-up, or the start of the plan."""
    took_place = plan.reviews.valid().exclude(kind=Review.Kind.MISSED).select_related("recorded_by__clinic")
    last = took_place.order_by("-reviewed_on", "-number")[:1]
    return entries(plan, in_force, last, start=not last)[0]


def sorted_facts(facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
    """What a visit recorded: what stands above, in its order, and what follows."""
    by_label = {each.label: each for each in facts}
    first = [by_label[label] for label in FIRST if label in by_label]
    return first, [each for each in facts if each.label not in NOT_SHOWN | {*FIRST} and each.lines != ["None"]]
