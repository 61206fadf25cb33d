"""What each decision would do, worked out for what is found and taken, as far as the form of a visit can be read."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from taper_app.chart.next_revision import what_each_would_do
from taper_app.engine import Decision, NotPossible, Outcome, load_catalogue
from taper_app.forms.decision_ways import DecisionWay, as_filled_in, can_be_read, decision_ways, finer_ways, laid_over
from taper_app.forms.reviews import ReviewForm
from taper_app.models import Patient
from taper_app.pages.decision_outcomes import Standing, Would, cautions, named, would
from taper_app.pages.reviews import advice

from . import review_words
from .plan_now import PlanNow

CANNOT = "What is really taken, or a day, cannot be read yet: what each decision would do stands here once it can."


def decision_context(now: PlanNow, form: ReviewForm, patient: Patient) -> dict[str, Any]:
    """The decisions of a form, each with what guidelines say and with what it would do; and what was found against them."""
    catalogue, known = load_catalogue(), review_words.signs_so_far(form, now.schedule)
    does, always = would_by_decision(now, form)
    return {
        "form": form,
        "options": [
            option | {"advice": advice(catalogue, option["value"], known), "would": does.get(option["value"], [])}
            for option in form.decided.options
        ],
        "against": review_words.against_so_far(form, patient),
        "unread": "" if does else CANNOT,
        "always": always,
    }


def would_by_decision(now: PlanNow, form: ReviewForm) -> tuple[dict[str, list[Would]], str]:
    """What each way of each decision would do, by the decision, and the new cautions that come whatever is decided.

    Nothing while what is taken cannot be read.
    """
    if not can_be_read(form):
        return {}, ""
    ways = decision_ways(form)
    filled = as_filled_in(form)
    if filled and not any(way.change == filled.change for way in ways):
        ways.append(filled)
    found = outcomes(now, form, ways)
    standing = standing_now(now, found[0])
    always = in_each(found, standing.known)
    standing = replace(standing, known={*standing.known, *always})
    told = [(way, said(way, each, standing)) for way, each in zip(ways, found, strict=True)]
    if any(way.decision == Decision.SLOW and not each.changes for way, each in told):
        finer = finer_ways(form)
        more = [(way, said(way, each, standing)) for way, each in zip(finer, outcomes(now, form, finer), strict=True)]
        told += [(way, each) for way, each in more if each.changes]
    return {each: [words for way, words in told if way.decision == each] for each in Decision}, named(always)


def outcomes(now: PlanNow, form: ReviewForm, ways: Sequence[DecisionWay]) -> Sequence[Outcome | NotPossible]:
    """What comes of each of these ways."""
    changes = [each.change for each in ways]
    return what_each_would_do(plan=now.plan, changes=changes, observations=form.observed.so_far, today=now.today)


def in_each(found: Iterable[Outcome | NotPossible], known: Collection[str]) -> list[str]:
    """The rules whose cautions every plan brings that can be made, but for those that are known."""
    each = [cautions(one) for one in found if isinstance(one, Outcome)]
    return [rule for rule in (each[0] if each else ()) if rule not in known and all(rule in rules for rules in each)]


def standing_now(now: PlanNow, going_on: Outcome | NotPossible) -> Standing:
    """The plan as it is, and what going on makes of it: where that cannot be, nothing."""
    before = now.revision.issued()
    known = {each.rule for each in before.findings if each.severity == "caution"}
    return Standing(before.schedule, going_on.schedule if isinstance(going_on, Outcome) else before.schedule, known)


def said(way: DecisionWay, found: Outcome | NotPossible, standing: Standing) -> Would:
    """What a way would do, in words; a decision that says it all has no button."""
    return would("" if way.alone else way.id, way.words, way.change, found, standing)


def chosen(form: ReviewForm, wanted: str) -> dict[str, list[str]] | None:
    """What the page sent with the way of this id laid over it; None where there is none."""
    if not can_be_read(form):
        return None
    found = next((each for each in [*decision_ways(form), *finer_ways(form)] if each.id == wanted), None)
    return laid_over(form, found) if found else None
