"""Cautions that ask for more than a reason: their own questions, what was answered, and what was answered before."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.http import QueryDict

from taper_app.engine import CautionAnswer, load_catalogue
from taper_app.forms.reasons import REASON, Question, ReasonForm
from taper_app.record import Issued
from taper_app.record.cautions import own_answer, same, unanswered
from taper_app.seals import sha256
from taper_app.wording.people import person_said


def questions(issued: Issued | None) -> list[Question]:
    """What the cautions that nobody has answered yet ask of their own; nothing where a reason answers them."""
    asked = unanswered(issued.findings, issued.answered) if issued else []
    marks = {each.rule: sha256(sorted(same(other) for other in asked if other.rule == each.rule))[:12] for each in asked}
    alone, rules = {each.rule: own_answer(each) for each in asked}, load_catalogue().rules
    return [Question(rule, rules[rule].title, marks[rule], asks) for rule, asks in alone.items() if asks]


def answers_given(data: QueryDict, asked: Sequence[Question], today: date) -> dict[str, CautionAnswer]:
    """The answers in a draft, by rule, of those that are answered in full and can be read."""
    form = ReasonForm(data, today=today, own=asked, wants_reason=False)
    form.is_valid()
    return form.given


def typed(data: QueryDict, asked: Sequence[Question], asked_about: str) -> Mapping[str, object]:
    """What a draft has in the boxes of these questions, as a form begins from it: the parts of a day in a list.

    The reason is there where it was written about these cautions.
    """
    reason = data.get(REASON, "") if data.get("reason_for") == asked_about else ""
    days = {name: [data.get(f"{name}_{part}", "") for part in range(3)] for each in asked for name in each.adviser[2:]}
    return {name: data.get(name, "") for each in asked for name in each.boxes} | days | {REASON: reason}


class Said(NamedTuple):
    """An answer on the page that is confirmed: the title of the caution, what it asks, and what was said."""

    title: str
    label: str
    words: str


def answers_said(asked: Sequence[Question], given: Mapping[str, CautionAnswer]) -> list[Said]:
    """What was answered to these, a row for each thing asked."""
    rules = load_catalogue().rules
    rows = ((each, given[each.rule]) for each in asked if each.rule in given)
    return [
        Said(rules[each.rule].title, label, _said(answer, part)) for each, answer in rows for part, label in each.asks.items()
    ]


def _said(answer: CautionAnswer, part: str) -> str:
    if part == "adviser":
        return person_said(answer.adviser) if answer.adviser else ""
    return answer.found if part == "found" else answer.arranged
