"""The ways of each decision that one click chooses, each as the change that it would be."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django import forms

from taper_app.engine import Change, Decision, Option, added, drug_of, options
from taper_app.wording.outcomes import every

from . import bands, paces
from .decisions import DecisionForm
from .reviews import ReviewForm

NOTHING: Mapping[str, Any] = MappingProxyType({})
HOLDS = (7, 14, 28)
INTERVALS = (21, 28, 42, 56)
"""Days between reductions that a plan can be slowed to: the next two that are more than those now."""
SMALL_PERCENT = Decimal(5)
CLEARED = (
    "hold_length",
    "hold_days",
    "hold_until_0",
    "hold_until_1",
    "hold_until_2",
    "slow_percent",
    "slow_interval",
    "back_days",
    "kept",
)
"""The boxes that these ways fill in: one way takes the place of another."""
TYPED = (f"{paces.FINISH_BY}_", *(f"{each}_" for each in bands.BOXES))
"""How the boxes of a pace begin that have a number in their names."""
FINER = {"liquid": "a liquid", "quarter": "quarters"}


@dataclass(frozen=True)
class DecisionWay:
    """One way of a decision: its id, its words, what its boxes send, and the change that it is.

    `alone` is where choosing the decision says all of it. `finer` is where smaller pieces are what it adds, `pace` where it is a
    switch to another pace.
    """

    id: str
    decision: Decision
    words: str
    sent: Mapping[str, str]
    change: Change
    alone: bool = False
    finer: bool = False
    pace: bool = False


def can_be_read(form: ReviewForm) -> bool:
    """Whether what is taken and the days can be read, so that it can be worked out what a decision would do."""
    if not form.is_bound:
        return True
    form.is_valid()
    wrong = {*form.days.errors} & {"changes_on", "reviewed_on"}
    return form.taken.is_valid() and not form.mixture.errors and not wrong


def decision_ways(form: ReviewForm) -> list[DecisionWay]:
    """The ways of going on, holding, slowing, stepping back, maintaining and switching, in the order of the page.

    What is taken and the days count with each, as they stand in the form.
    """
    pace = form.plan.pace
    ways = [_way(form, "continue", Decision.CONTINUE, "")]
    ways += [
        _way(form, f"hold-{days}", Decision.HOLD, f"For {_weeks(days)}", hold_length="days", hold_days=days) for days in HOLDS
    ]
    ways.append(_way(form, "hold-open", Decision.HOLD, "Until we decide", hold_length="open", hold_days=None))
    longer = [days for days in INTERVALS if days > pace.interval_days][:2]
    ways += [_slow(form, f"slow-{days}", every(days).capitalize(), pace.reduction_percent, days) for days in longer]
    if pace.basis != "bands" and pace.reduction_percent > SMALL_PERCENT:
        ways.append(_slow(form, "slow-5", "5% at a time", SMALL_PERCENT, pace.interval_days))
    ways.append(_way(form, "step-back", Decision.STEP_BACK, f"For {_weeks(pace.interval_days)}", back_days=None))
    ways.append(_way(form, "maintain", Decision.MAINTAIN, ""))
    return [each for each in [*ways, *_switches(form)] if each]


def _switches(form: ReviewForm) -> Iterator[DecisionWay | None]:
    """The other method, where there is one, and each other usual pace; the other boxes of the switch count as they stand."""
    decided = form.decided
    stands = _standing(decided, decided.asked[Decision.SWITCH].fields)
    if stands is None:
        return
    now = form.plan.request.strategy
    if "method" in decided.fields and now.method == "direct":
        to = decided.labels("crossover_to").get(str(stands["crossover_to"]), "another drug")
        yield _way(form, "switch-crossover", Decision.SWITCH, f"Cross over to {to}", method="crossover", within=stands)
    elif "method" in decided.fields:
        yield _way(form, "switch-direct", Decision.SWITCH, "Reduce the drug itself", method="direct", within=stands)
    pace = form.plan.pace
    for id_, (words, _) in paces.usual(form.plan.catalogue).items():
        percent, days = id_.split("-")
        if (pace.basis, pace.reduction_percent, pace.interval_days) != ("current", Decimal(percent), int(days)):
            made = _way(form, f"switch-{id_}", Decision.SWITCH, words, pace=id_, within=stands)
            yield replace(made, pace=True) if made else None


def _standing(form: DecisionForm, boxes: Mapping[str, forms.Field]) -> dict[str, Any] | None:
    """What stands in these boxes, but for the pace; None where one of them cannot be read."""
    stands: dict[str, Any] = {}
    for name, box in boxes.items():
        if name in form.errors:
            return None
        try:
            stands[name] = form.cleaned_data[name] if form.is_bound and name in form.cleaned_data else box.clean(box.initial)
        except forms.ValidationError:
            return None
    return stands | {"pace": ""}


def finer_ways(form: ReviewForm) -> list[DecisionWay]:
    """Slowing by smaller pieces than the plan has: with a liquid, with quarters."""
    request, pace = form.plan.request, form.plan.pace
    if pace.basis == "bands":
        return []
    percent = min(pace.reduction_percent, SMALL_PERCENT)
    found = []
    for kind, words in FINER.items():
        fields = added(request, form.plan.catalogue, _first(form, kind))
        if fields:
            named = f"5% at a time, with {words}" if percent < pace.reduction_percent else f"With {words}"
            found.append(_slow(form, f"slow-{kind}", named, percent, pace.interval_days, kept=fields))
    return [each for each in found if each]


def as_filled_in(form: ReviewForm) -> DecisionWay | None:
    """What is chosen and filled in, as such a way; None where something is wrong with it, or it changes no dose."""
    if not form.is_bound or not form.is_valid() or not form.decision.revising:
        return None
    return DecisionWay("", form.decision, "As filled in here", {}, form.change)


def laid_over(form: ReviewForm, way: DecisionWay) -> dict[str, list[str]]:
    """What the page sent, with a way in its boxes as if it had been filled in by hand."""
    gone = {*CLEARED, "pace", *paces.OWN_NAMES, paces.BASIS}
    left = (name for name in form.taken.data if name not in gone and not name.startswith(TYPED))
    data = {name: form.taken.data.getlist(name) for name in left}
    return data | {"decision": [way.decision.value]} | {name: [value] for name, value in way.sent.items()}


def _first(form: ReviewForm, kind: str) -> Iterator[Option]:
    """The first option of a kind for each drug that is still on the way."""
    request, catalogue = form.plan.request, form.plan.catalogue
    going = {
        drug
        for step in form.plan.schedule.steps
        for drug in step.daily_mg
        if step.ends_before is None or step.ends_before > form.plan.today
    }
    for drug in request.drugs:
        found = next((each for each in options(request, catalogue, drug) if each.kind == kind and not each.unverified), None)
        if found and drug_of(drug) in {drug_of(each) for each in going}:
            yield found


def _slow(form: ReviewForm, id_: str, words: str, percent: Decimal, days: int, **kept: Any) -> DecisionWay | None:
    return _way(form, id_, Decision.SLOW, words, slow_percent=percent, slow_interval=days, **kept)


def _way(
    form: ReviewForm, id_: str, decision: Decision, words: str, *, within: Mapping[str, Any] = NOTHING, **answers: Any
) -> DecisionWay | None:
    """The way with these answers, among others that stand `within` the same boxes; None where the form would refuse them."""
    told = {"kept": {}, **within, **answers}
    sent = {
        name: json.dumps(each, sort_keys=True) if name == "kept" else str(each)
        for name, each in answers.items()
        if each is not None
    }
    try:
        change = form.change_of(decision, told)
    except forms.ValidationError:
        return None
    return DecisionWay(id_, decision, words, sent, change, alone=not sent, finer="kept" in answers)


def _weeks(days: int) -> str:
    weeks, left = divmod(days, 7)
    return f"{days} days" if left else "1 week" if weeks == 1 else f"{weeks} weeks"
