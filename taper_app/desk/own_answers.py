"""Cautions that ask for more than a reason: their own questions, and what was answered."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import QueryDict

from taper_app.forms.texts import can_be_read
from taper_app.models import REASON_CHARACTERS
from taper_app.record import Issued
from taper_app.record.cautions import own_answer, same, unanswered
from taper_app.seals import sha256

PREFIX = "caution_"
"""How the names of these questions begin."""


class Question(NamedTuple):
    """What one rule asks; its name is another once the caution is about other data, so that no answer is taken for it."""

    rule: str
    name: str
    label: str


def questions(issued: Issued | None) -> list[Question]:
    """What the cautions that nobody has answered yet ask of their own; nothing where a reason answers them."""
    asked = unanswered(issued.findings, issued.answered) if issued else []
    marks = {each.rule: sha256(sorted(same(other) for other in asked if other.rule == each.rule))[:12] for each in asked}
    return [
        Question(each.rule, f"{PREFIX}{each.rule}_{part}_{marks[each.rule]}", label)
        for each in {each.rule: each for each in asked}.values()
        for part, label in own_answer(each).items()
    ]


def answers_given(data: QueryDict, asked: Sequence[Question]) -> dict[str, str]:
    """The answers in a draft, by rule, of those that are answered in full and can be read."""
    said = {each: data.get(each.name, "").strip() for each in asked}
    wrong = {each.rule for each, words in said.items() if len(words) < REASON_CHARACTERS or not can_be_read(words)}
    rules = dict.fromkeys(each.rule for each in asked if each.rule not in wrong)
    return {rule: "\n".join(words for each, words in said.items() if each.rule == rule) for rule in rules}
