"""The dose really taken at a visit: a row a drug in the plan's order, filled in as planned, and room for another drug."""

from collections.abc import Iterable
from decimal import Decimal

from django import forms

from taper_app.engine import TIMES, Dose, Regimen

from .doses import DoseField
from .layout import Part, helper
from .medications import LABELS, drug_choices

NOTHING = "Enter the dose really taken, such as 0.5, or 0 where nothing is taken."
OTHER = "other"


def dose_name(drug: str, time: str) -> str:
    """The name of the box of one drug at one time of day."""
    return f"taken_{drug}_{time}"


def dose_names(drug: str) -> list[str]:
    """The four boxes of a drug."""
    return [dose_name(drug, time) for time in TIMES]


class TakenForm(forms.Form):
    """What is taken now, at each time of day. An empty box means none then; `planned` is the day as it is planned."""

    other_drug = forms.ChoiceField(
        label="Another benzodiazepine or z-drug",
        required=False,
        error_messages={"invalid_choice": "Choose a medicine from the list."},
    )

    def __init__(self, *args, market: str, drugs: Iterable[str], planned: Regimen, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.drugs, self.planned = list(dict.fromkeys((*planned.drugs, *drugs))), planned
        self.drugs.sort(key=[*drugs, *planned.drugs].index)
        self.fields["other_drug"].choices = [
            (group, [(id_, name) for id_, name in named if id_ not in self.drugs]) if isinstance(named, list) else (group, named)
            for group, named in drug_choices(market)
        ]
        for drug in (*self.drugs, OTHER):
            for time in TIMES:
                self.fields[dose_name(drug, time)] = self._box(drug, time)

    def _box(self, drug: str, time: str) -> DoseField:
        field = DoseField(label=LABELS[time], required=False, initial=self.planned.at(drug, time) or None)
        if not self.planned.doses and (drug, time) == (self.drugs[0], TIMES[0]):
            field.initial = Decimal(0)
        return field

    @property
    def helper(self):
        """A row of four boxes for each drug of the plan."""
        return helper(
            *[Part("medications/_doses.html", *dose_names(drug), legend=f"{drug.capitalize()}, in mg") for drug in self.drugs]
        )

    @property
    def another(self):
        """The drug to choose, and its four boxes."""
        return helper("other_drug", Part("medications/_doses.html", *dose_names(OTHER), legend="Really taken of it, in mg"))

    @property
    def another_open(self) -> bool:
        """Whether another drug stands there, or something is wrong with it."""
        return any(self[name].errors or self[name].data for name in ("other_drug", *dose_names(OTHER)))

    def clean(self) -> dict:
        cleaned = super().clean()
        typed = {drug: self._typed(drug) for drug in (*self.drugs, OTHER)}
        if not any(typed.values()):
            self.add_error(dose_name(self.drugs[0], TIMES[0]), NOTHING)
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
