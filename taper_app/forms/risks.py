"""The questions about a patient's risks, as the data file has them. None is answered beforehand but as it was answered last."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.http import QueryDict

from taper_app.engine import Catalogue, Interacting, Risk

from .dates import DateField
from .page_form import PageForm

ROWS = 3
ASKED = "asked_"
"""How the tick begins that says of a question which a button answered that it was asked by now."""
WHICH = "Choose the medicine. If it is not on the list, answer “Not known”: no rule can judge it."
NOT_YES = "A medicine is chosen below. Answer “Yes”, or clear it."
NO_MEDICINE = "Choose the medicine that these days are of, or clear them."
STOPS_EARLY = "It stops before it starts. Check both days."
TWICE = "This medicine is named twice. Clear one of the two."


class RisksForm(PageForm):
    """One answer to each question, and the medicines behind a "yes" to interacting ones."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        catalogue: Catalogue,
        answers: Mapping[str, str],
        interacting: Sequence[Interacting],
    ) -> None:
        self.risks = list(catalogue.risks.values())
        rows = dict(enumerate(interacting))
        initial: dict[str, object] = dict(answers)
        for at, each in rows.items():
            initial |= {f"medicine_{at}": each.medicine, f"started_{at}": each.started_on, f"stopped_{at}": each.stopped_on}
        super().__init__(data, initial=initial)
        self.fields |= {risk.id: question(risk) for risk in self.risks}
        self.rows = max(ROWS, len(rows))
        for at in range(self.rows):
            self.fields |= row_fields(at, catalogue)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The questions as the page has them, by group."""
        return [(name, [self[each.id] for each in risks]) for name, risks in groupby(self.risks, lambda each: each.group)]

    @property
    def medicines(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        """The rows for interacting medicines: which, and since and until when."""
        return [(self[f"medicine_{at}"], self[f"started_{at}"], self[f"stopped_{at}"]) for at in range(self.rows)]

    @property
    def more_open(self) -> bool:
        """Whether the rows after the first stand open: something is in them, or wrong."""
        later = [each for row in self.medicines[1:] for each in row]
        return any(each.errors for each in later) or any(medicine.value() for medicine, *_ in self.medicines[1:])

    def fill_in(self, medicine: str, started_on: date | None) -> None:
        """A medicine that interacts in the first row that is free, as a proposal: it can be cleared before it is saved."""
        free = next((at for at in range(self.rows) if not self.initial.get(f"medicine_{at}")), None)
        if free is not None:
            self.initial.update({"interacting": "yes", f"medicine_{free}": medicine, f"started_{free}": started_on})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        named = [cleaned.get(f"medicine_{at}") for at in range(self.rows)]
        for at, medicine in enumerate(named):
            self._clean_row(at, medicine, medicine in named[:at])
        answer, given = cleaned.get("interacting"), any(named)
        if answer == "yes" and not given:
            self.add_error("medicine_0", WHICH)
        elif answer and answer != "yes" and given:
            self.add_error("interacting", NOT_YES)
        return cleaned

    def _clean_row(self, at: int, medicine: str | None, twice: bool) -> None:
        started, stopped = (self.cleaned_data.get(f"{name}_{at}") for name in ("started", "stopped"))
        if (started or stopped) and not medicine:
            self.add_error(f"medicine_{at}", NO_MEDICINE)
        if medicine and twice:
            self.add_error(f"medicine_{at}", TWICE)
        if started and stopped and stopped < started:
            self.add_error(f"stopped_{at}", STOPS_EARLY)

    def by_button(self, usual: Mapping[str, str]) -> set[str]:
        """The questions that one button answered, and whose answer nobody has touched or asked since. `usual` are its answers."""
        marked = self.data.getlist("by_button") if self.is_bound else ()
        asked = {each for each in marked if self.data.get(f"{ASKED}{each}")}
        return {each for each in marked if self.data.get(each) == usual.get(each) and each not in asked and each in usual}

    @property
    def answers(self) -> dict[str, str]:
        """Every answer of a valid form."""
        return {risk.id: self.cleaned_data[risk.id] for risk in self.risks}

    @property
    def interacting(self) -> list[Interacting]:
        """The medicines of a valid form."""
        rows = [[self.cleaned_data[f"{name}_{at}"] for name in ("medicine", "started", "stopped")] for at in range(self.rows)]
        return [Interacting(*row) for row in rows if row[0]]


def question(risk: Risk) -> forms.ChoiceField:
    """One question. Its message says what to do, since many of them may stand together."""
    return forms.ChoiceField(
        label=risk.words,
        help_text=risk.hint,
        choices=list(risk.answers.items()),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), f"{risk.words} Choose an answer, or “Not known”."),
    )


def row_fields(at: int, catalogue: Catalogue) -> dict[str, forms.Field]:
    """The fields of one interacting medicine."""
    known = sorted((each.name.capitalize(), each.id) for each in catalogue.interactions.values())
    choices = [("", "None"), *((id_, name) for name, id_ in known)]
    wrong = {"invalid_choice": "Choose a medicine from the list."}
    number = at + 1
    return {
        f"medicine_{at}": forms.ChoiceField(label=f"Medicine {number}", choices=choices, required=False, error_messages=wrong),
        f"started_{at}": DateField(label=f"Medicine {number}: started or starts on", required=False, example="4 1 2027"),
        f"stopped_{at}": DateField(label=f"Medicine {number}: stopped or stops on", required=False, example="18 1 2027"),
    }


def with_the_rest(data: QueryDict, usual: Mapping[str, str]) -> tuple[QueryDict, set[str]]:
    """What was sent, with the usual answer to each question that had none; and the questions that were answered so."""
    answered = {name for name, answer in usual.items() if answer and not data.get(name)}
    filled = data.copy()
    for name in answered:
        filled[name] = usual[name]
    return filled, answered


def unanswered(data: QueryDict, risks: Mapping[str, Risk]) -> list[str]:
    """The questions that still have no answer, in words."""
    return [risk.words for risk in risks.values() if not data.get(risk.id)]
