"""A new plan that is still in writing, as a request: what is not said yet, or cannot be read, stands as it stood at first."""

import json
from collections.abc import Callable, Collection, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from taper_app.engine import FIELDS, WEEKDAYS, Request, Strategy

from . import strategy_boxes
from .dates import DateField
from .kept import read_object
from .person import PERSON
from .plans import PlanForm

LAID = "laid"
"""The box that nobody sees with what a card laid over the form: such fields are left open, so that the other cards stay."""
STARTS_ON = "starts_on"
PACE = ("basis", "reduction_percent", "interval_days", "bands", "finish_by", "then")
SAID_BY = {"method": ("method",), "pace": PACE}
"""Boxes without a first choice, and the fields of a strategy that they mean."""
SAID = ("method", "equivalence", "pace", "differs_seen")
"""What has to be said of every plan, where it is asked."""
STAND_INS = {"method": "direct", "pace": "10-14", "differs_seen": "on"}
"""What stands where nothing is said, so that a request can be made at all; nothing of it counts as chosen."""

NO_DOSES = ("differs_seen", "review_on", "checks", *PERSON)
"""Boxes on which no dose and no date of a plan depends."""
KEPT = ("equivalence", "second_", f"{STARTS_ON}_")
"""What stays where the rest cannot be read."""

MakeForm = Callable[[QueryDict], PlanForm]


@dataclass(frozen=True)
class PlanSoFar:
    """What can be read of a form: `form` is it with stand-ins for what is not said, or cannot be read, which is `missing`.

    `first` is the strategy as the boxes stand at first.
    """

    form: PlanForm
    first: Strategy
    missing: frozenset[str]
    laid: Mapping[str, Any]

    @property
    def request(self) -> Request:
        """All that stands in the form, stand-ins among it."""
        return self.form.request

    @cached_property
    def fixed(self) -> frozenset[str]:
        """The fields that the clinician has chosen: they stand otherwise than at first, and no card has laid them there."""
        now, first = _told(self.request.strategy), _told(self.first)
        chosen = {name for name in FIELDS if now[name] != first[name]}
        for box, names in SAID_BY.items():
            if box in self.form.fields:
                chosen = chosen - {*names} if box in self.missing else chosen | {*names}
        return frozenset(name for name in chosen if name not in self.laid or now[name] != self.laid[name])

    @property
    def open_request(self) -> Request:
        """The request with what is chosen alone: every other field stands as at first."""
        now, first = _told(self.request.strategy), _told(self.first)
        chosen = first | {name: now[name] for name in self.fixed}
        return replace(self.request, strategy=Strategy.from_json(chosen))

    @property
    def is_whole(self) -> bool:
        """Whether a plan can be drawn: what is missing is no matter of its doses and dates."""
        return not self.missing - {*NO_DOSES}

    def says(self, *names: str) -> bool:
        """Whether all of these are said."""
        return not self.missing & {*names}


def so_far(make: MakeForm, form: PlanForm, today: date) -> PlanSoFar | None:
    """What can be read of a form that may be empty, half filled or wrong; None where a table is needed and none is chosen.

    Where what is wrong does not come right by leaving it out, the table and the first day alone are read.
    """
    first, missing = _first(form), {name for name in (*SAID, STARTS_ON) if name in form.fields and not _is_said(form, name)}
    if "equivalence" in missing:
        return None
    sent = _with_first(form, first) if form.is_bound else first
    tables = _over(first, sent, [name for name in sent if name.startswith(KEPT)])
    start = make(_stood_in(tables, {*SAID, STARTS_ON}, form, today))
    if not start.is_valid():
        return None
    laid = read_object(form.data.get(LAID, "")) if form.is_bound else None
    if form.is_bound and form.is_valid():
        return PlanSoFar(form, start.request.strategy, frozenset(), laid or {})
    wrong = {name for name in form.errors if name in form.fields} - missing if form.is_bound else set()
    for data, left_out in ((_over(sent, first, wrong), wrong), (tables, set(form.fields) - {STARTS_ON})):
        read = make(_stood_in(data, missing | left_out, form, today))
        if read.is_valid():
            return PlanSoFar(read, start.request.strategy, frozenset(missing | left_out), laid or {})
    return None


def as_laid(strategy: Strategy, read: PlanSoFar) -> dict[str, list[str]]:
    """What the unseen box sends once a card has laid this strategy over the form: what the clinician has chosen, and the card
    leaves as it stands, is not laid."""
    told, stands = _told(strategy), _told(read.request.strategy)
    laid = {name: value for name, value in told.items() if name not in read.fixed or value != stands[name]}
    return {LAID: [json.dumps(laid, sort_keys=True, default=str)]}


def differing(wanted: Strategy, now: Strategy) -> dict[str, Any]:
    """The fields that another strategy has otherwise, as JSON: a change that makes the one of the other."""
    told, stands = _told(wanted), _told(now)
    return {name: told[name] for name in FIELDS if told[name] != stands[name]}


def _told(strategy: Strategy) -> dict[str, Any]:
    """All fields as JSON; products in one order, for ticks have none."""
    told = {name: each.kind.write(getattr(strategy, name)) for name, each in FIELDS.items()}
    ids = (name for name in strategy_boxes.named("products") if isinstance(told[name], list))
    return told | {name: sorted(told[name]) for name in ids}


def _is_said(form: PlanForm, name: str) -> bool:
    return form.is_bound and name not in form.errors and bool(form.cleaned_data.get(name))


def _first(form: PlanForm) -> QueryDict:
    """What the form would send if nobody touched it."""
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        initial = form.get_initial_for_field(field, name)
        values = initial if isinstance(initial, (list, tuple)) else [initial]
        if values := ["on" if each is True else str(each) for each in values if each not in (None, False, "")]:
            data.setlist(name, values)
    data.setlist("shown", [each.drug for each in form.drugs])
    return data


def _with_first(form: PlanForm, first: QueryDict) -> QueryDict:
    """What was sent, with what stood at first in each box to fill in that came with no answer at all: no tick is one too."""
    ticks = (forms.BooleanField, forms.MultipleChoiceField)
    unsent = [name for name, field in form.fields.items() if name not in form.data and not isinstance(field, ticks)]
    return _over(form.data, first, unsent)


def _over(data: QueryDict, other: QueryDict, names: Collection[str]) -> QueryDict:
    """The data with what the other has under these names, or nothing."""
    answer = data.copy()
    for name in names:
        if name in other:
            answer.setlist(name, other.getlist(name))
        else:
            answer.pop(name, None)
    return answer


def _stood_in(data: QueryDict, names: Set[str], form: PlanForm, today: date) -> QueryDict:
    """The data with a stand-in for each of these boxes that has one, and for the first day."""
    answer = data.copy()
    for name, value in STAND_INS.items():
        if name in names and name in form.fields:
            answer[name] = value
    for name in names & {each for each, field in form.fields.items() if isinstance(field, DateField)}:
        on = first_day(today, answer.get("change_weekday", "")) if name == STARTS_ON else None
        answer.update({f"{name}_{at}": str(part) for at, part in enumerate((on.day, on.month, on.year) if on else [""] * 3)})
    return answer


def first_day(today: date, weekday: str = "") -> date:
    """The day that is reckoned from while none is entered: the next Monday, or the day of the week on which doses change."""
    wanted = WEEKDAYS.index(weekday) if weekday in WEEKDAYS else 0
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
