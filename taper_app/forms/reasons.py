"""What is answered to cautions: one reason for those that ask nothing of their own, and what each of the others asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django import forms

from taper_app.engine import REASON_WANTED, CautionAnswer, is_reason

from .layout import helper
from .page_form import PageForm
from .person import person_fields, person_of, refuse_person, said_of
from .texts import LinesField

WHY = f"Write why you go on in spite of the cautions, {REASON_WANTED}."
ANSWER = f"Answer {REASON_WANTED}."
REASON = "override_reason"
PREFIX = "caution_"
"""How the names of the boxes begin that ask of one caution alone."""
PARTS = ("adviser_name", "adviser_role", "adviser_on", "found", "arranged")


@dataclass(frozen=True)
class Question:
    """What the caution of one rule asks of its own, by part with the words.

    `mark` is another once it is about other data, so that no answer is taken for it.
    """

    rule: str
    title: str
    mark: str
    asks: Mapping[str, str]

    def box(self, part: str) -> str:
        """The name of the box of a part of its answer."""
        return f"{PREFIX}{self.rule}_{part}_{self.mark}"

    @property
    def adviser(self) -> tuple[str, ...]:
        """The boxes of who advised."""
        return tuple(map(self.box, PARTS[:3]))

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Its boxes in the order of the page: those of who advised in one row."""
        words = tuple((self.box(part),) for part in PARTS[3:] if part in self.asks)
        return (self.adviser, *words) if "adviser" in self.asks else words

    def wanted(self, part: str) -> str:
        """What is said at a box for words that has none: with its question, where the caution has two such boxes."""
        two = all(each in self.asks for each in PARTS[3:])
        return said_of(self.title, f"{self.asks[part]} {ANSWER}" if two else ANSWER)

    @property
    def boxes(self) -> tuple[str, ...]:
        """All of these."""
        return tuple(chain.from_iterable(self.rows))


class ReasonForm(PageForm):
    """The answers to what some cautions ask of their own, and one reason for the others, where there are any."""

    override_reason = LinesField(
        label="Reason for going on in spite of these cautions",
        help_text="It is kept with the plan, and of a new revision printed on the clinician’s summary. "
        "It is not printed for the patient.",
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": WHY},
    )

    def __init__(self, *args: Any, today: date, own: Sequence[Question] = (), wants_reason: bool = True, **named: Any) -> None:
        super().__init__(*args, **named)
        self.today, self.own = today, own
        reason = self.fields.pop(REASON)
        for question in own:
            self.fields |= _boxes(question)
        if wants_reason:
            self.fields[REASON] = reason
        self.helper = helper(*[REASON] * wants_reason)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for question in self.own:
            refuse_person(self, question.adviser, self.today, question.title)
        words = {REASON: WHY} | {
            each.box(part): each.wanted(part) for each in self.own for part in PARTS[3:] if part in each.asks
        }
        for name, wanted in words.items():
            if name in cleaned and not is_reason(cleaned[name]):
                self.add_error(name, wanted)
        return cleaned

    @property
    def given(self) -> dict[str, CautionAnswer]:
        """What was answered in full and as it was asked, by rule; what is wrong or wanting is not there."""
        whole = (each for each in self.own if not set(each.boxes) & self.errors.keys())
        return {each.rule: self._answer(each) for each in whole}

    def _answer(self, question: Question) -> CautionAnswer:
        found, arranged = (self.cleaned_data.get(question.box(part), "").strip() for part in PARTS[3:])
        return CautionAnswer(person_of(self.cleaned_data, question.adviser), found, arranged)


def _boxes(question: Question) -> dict[str, forms.Field]:
    asks = question.asks
    fields = person_fields(question.adviser, asks["adviser"], on="Asked on", of=question.title) if "adviser" in asks else {}
    for part in PARTS[3:]:
        if part in asks:
            fields[question.box(part)] = LinesField(
                label=asks[part],
                max_length=1000,
                widget=forms.Textarea({"rows": 2}),
                error_messages={"required": question.wanted(part)},
            )
    return fields
