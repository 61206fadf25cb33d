"""The dose really taken at a visit: a row a drug in the plan's order, filled in as planned, and room for another drug."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import TIMES, Dose, Regimen

from .doses import DoseField
from .layout import Part, helper
from .medication import LABELS
from .medicine_choices import drug_choices, in_names, medicine_chosen
from .page_form import PageForm

NOTHING = "Enter the dose really taken, such as 0.5, or 0 where nothing is taken."
OTHER = "other"


def dose_name(drug: str, time: str) -> str:
    """The name of the box of one drug at one time of day."""
    return f"taken_{in_names(drug)}_{time}"


def dose_names(drug: str) -> list[str]:
    """The four boxes of a drug."""
    return [dose_name(drug, time) for time in TIMES]


class TakenForm(PageForm):
    """What is taken now, at each time of day. An empty box means none then; `planned` is the day as it is planned."""

    other_drug = forms.ChoiceField(
        label="Another benzodiazepine or z-drug",
        required=False,
        error_messages={"invalid_choice": "Choose a medicine from the list."},
    )

    def __init__(self, *args: Any, market: str, drugs: Iterable[str], planned: Regimen, **named: Any) -> None:
        super().__init__(*args, **named)
        self.drugs, self.planned = list(dict.fromkeys((*planned.drugs, *drugs))), planned
        self.drugs.sort(key=[*drugs, *planned.drugs].index)
        self.choice("other_drug").choices = [
            (group, [(id_, name) for id_, name in named if medicine_chosen(id_) not in self.drugs])
            if isinstance(named, list)
            else (group, named)
            for group, named in drug_choices(market)
        ]
        for drug in (*self.drugs, OTHER):
            for time in TIMES:
                self.fields[dose_name(drug, time)] = self._box(drug, time)

    def _box(self, drug: str, time: str) -> DoseField:
        field = DoseField(label=LABELS[time], required=False, initial=self.planned.at(drug, time) or None)
        if not self.planned.doses and (drug, time) == (self.usual[0], TIMES[0]):
            field.initial = Decimal(0)
        return field

    @property
    def offered(self) -> set[str]:
        """The drugs that can be chosen as another one."""
        groups: Any = self.choice("other_drug").choices
        return {id_ for _, named in groups if isinstance(named, list) for id_, _ in named}

    @property
    def usual(self) -> list[str]:
        """The drugs of which a dose is planned now; the first of the plan where none is."""
        return [drug for drug in self.drugs if drug in self.planned.drugs] or self.drugs[:1]

    @property
    def helper(self) -> FormHelper:
        """A row of four boxes for each drug that is planned now."""
        return helper(*map(self._row, self.usual))

    @property
    def another(self) -> FormHelper:
        """The same for the plan's other drugs; then a drug to choose, and its four boxes."""
        others = [self._row(drug) for drug in self.drugs if drug not in self.usual]
        return helper(*others, "other_drug", self._row(OTHER, "Really taken of it, in mg"))

    def _row(self, drug: str, legend: str = "") -> Part:
        return Part("medications/_doses.html", *dose_names(drug), legend=legend or f"{drug.capitalize()}, in mg")

    @property
    def another_open(self) -> bool:
        """Whether another drug stands there, or something is wrong with it."""
        rows = [drug for drug in self.drugs if drug not in self.usual] + [OTHER]
        names = ["other_drug", *(name for drug in rows for name in dose_names(drug))]
        return any(self[name].errors or self[name].data for name in names)

    def clean_other_drug(self) -> str:
        return medicine_chosen(self.cleaned_data["other_drug"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        typed = {drug: self._typed(drug) for drug in (*self.drugs, OTHER)}
        if not any(typed.values()):
            self.add_error(dose_name(self.usual[0], TIMES[0]), NOTHING)
        if typed[OTHER] and not cleaned.get("other_drug") and "other_drug" not in self.errors:
            self.add_error("other_drug", "Choose which other medicine these doses are of, or clear them.")
        if cleaned.get("other_drug") and not typed[OTHER]:
            self.add_error(dose_name(OTHER, TIMES[0]), "Enter the doses of the other medicine, or choose none.")
        return cleaned

    def _typed(self, drug: str) -> bool:
        return any(self.cleaned_data.get(name) is not None or name in self.errors for name in dose_names(drug))

    @property
    def regimen(self) -> Regimen:
        """What is taken, of a valid form, the drugs in the plan's order and the added one last."""
        rows = [(drug, drug) for drug in self.drugs] + [(OTHER, self.cleaned_data["other_drug"])]
        doses = [(time, drug, self.cleaned_data[dose_name(row, time)]) for row, drug in rows for time in TIMES]
        return Regimen(tuple(Dose(time, drug, mg) for time, drug, mg in doses if mg))
