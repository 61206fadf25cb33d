"""A quick schedule: what somebody takes, and from when it would go down. No patient is in it, and nothing of it is kept."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import TIMES, Catalogue, Regimen, drug_of, is_modified, text
from taper_app.models import LATEST_CHANGE_DAYS, Clinic
from taper_app.wording.days import clinic_day

from . import paces
from .dates import DateField
from .doses import DoseField
from .layout import Part, helper, labels
from .medicine_choices import drug_choices, medicine_chosen
from .page_form import PageForm

MOST_MEDICINES = 3
ANY_PACE = "Every pace"


class QuickForm(PageForm):
    """Up to three medicines, each with its doses of a day. When it is valid, `regimen` is what is taken.

    The pace only leaves out what goes at another one: no plan is chosen by it.
    """

    starts_on = DateField(
        label="First change of dose",
        example="4 1 2027",
        error_messages={"required": "Enter the day of the first change of dose."},
    )
    pace = forms.ChoiceField(label="Pace", required=False, error_messages={"invalid_choice": "Choose one of the paces."})

    def __init__(self, *args: Any, clinic: Clinic, catalogue: Catalogue, today: date, **named: Any) -> None:
        super().__init__(*args, initial={"starts_on": today}, **named)
        self.today, self.latest = today, today + timedelta(days=LATEST_CHANGE_DAYS)
        offered = labels(paces.usual(catalogue) | paces.published(catalogue))
        self.choice("pace").choices = [("", ANY_PACE), *offered]
        self.fields["starts_on"].help_text = f"From today to {clinic_day(self.latest)}."
        for at in range(1, MOST_MEDICINES + 1):
            wrong = "Choose a medicine from the list."
            self.fields[f"drug_{at}"] = forms.ChoiceField(
                label="Medicine", required=False, choices=drug_choices(clinic.market), error_messages={"invalid_choice": wrong}
            )
            self.fields |= {name: DoseField(label=time.capitalize(), required=False) for time, name in dose_names(at).items()}
        self.order_fields([name for at in range(1, MOST_MEDICINES + 1) for name in (f"drug_{at}", *dose_names(at).values())])

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each medicine for the template: its number, its layout, and whether it stands open."""
        return [self._row(at) for at in range(1, MOST_MEDICINES + 1)]

    def _row(self, at: int) -> dict[str, Any]:
        drug, *doses = names = (f"drug_{at}", *dose_names(at).values())
        layout = helper(drug, Part("medications/_doses.html", *doses, legend="Taken now, in mg"))
        opened = at == 1 or any(self[name].value() or self[name].errors for name in names)
        return {"number": at, "helper": layout, "open": opened}

    @property
    def when(self) -> FormHelper:
        """The layout of the day and the pace."""
        return helper("starts_on", "pace")

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        if not self.today <= starts_on <= self.latest:
            raise forms.ValidationError(f"Enter a first change of dose from today to {clinic_day(self.latest)}.")
        return starts_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        seen: list[str] = []
        for at in range(1, MOST_MEDICINES + 1):
            medicine = medicine_chosen(cleaned.get(f"drug_{at}", ""))
            self._clean_row(at, medicine, seen)
            seen += [medicine] * bool(medicine)
        if not self.errors and not seen:
            self.add_error("drug_1", "Choose the medicine.")
        return cleaned

    def _clean_row(self, at: int, medicine: str, seen: list[str]) -> None:
        names = (f"drug_{at}", *dose_names(at).values())
        if any(name in self.errors for name in names):
            return
        doses = self._doses(at)
        if medicine in seen:
            self.add_error(names[0], f"{medicine.capitalize()} is entered twice. Put all its doses into one row.")
        elif doses and not medicine:
            self.add_error(names[0], "Choose the medicine of these doses.")
        elif medicine and not sum(doses.values()):
            self.add_error(names[1], "Enter the dose taken now, such as 0.5.")

    def _doses(self, at: int) -> dict[str, Decimal]:
        found = {time: self.cleaned_data.get(name) for time, name in dose_names(at).items()}
        return {time: mg for time, mg in found.items() if mg}

    @property
    def regimen(self) -> Regimen:
        """What is taken, of a valid form."""
        return Regimen.from_json(list(self.taken()))

    def taken(self) -> Iterator[dict[str, Any]]:
        """Each medicine of a valid form, as a request has it."""
        for at in range(1, MOST_MEDICINES + 1):
            if medicine := medicine_chosen(self.cleaned_data[f"drug_{at}"]):
                release = "modified" if is_modified(medicine) else "plain"
                doses = {time: text.exact(mg) for time, mg in self._doses(at).items()}
                yield {"drug": drug_of(medicine), "release": release} | doses


def dose_names(at: int) -> dict[str, str]:
    """The names of the dose boxes of a medicine, by time of day."""
    return {time: f"{time}_{at}" for time in TIMES}
