"""One medicine as it is typed: what it is, how it is used, what is prescribed and what is really taken."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app import engine
from taper_app.engine import text
from taper_app.models import Clinic, Medication, OwnProduct

from . import last_taken, medicine_use
from .dates import DateField
from .doses import DoseField
from .layout import Div, Part, helper
from .medicine_choices import (
    MODIFIED_RELEASE,
    drug_choices,
    found_medicine,
    licensed_maximum,
    listed_already,
    product_choices,
    product_fault,
)
from .page_form import PageForm
from .texts import LinesField
from .ticks import TickOfValue

LABELS = {"morning": "Morning", "midday": "Midday", "evening": "Evening", "night": "Night"}
ANOTHER = ("product", "other", "taken_as", "last_taken_on", "days_since")
"""What a medicine that is plain, in the list and taken now has nothing of."""


class MedicationForm(PageForm):
    """One drug. Nothing typed for a time of day means none is taken then."""

    drug = forms.ChoiceField(
        label="Medicine", required=False, error_messages={"invalid_choice": "Choose a medicine from the list."}
    )
    use = forms.ChoiceField(
        label="Taken",
        choices=Medication.Use,
        widget=forms.RadioSelect({"inline": True}),
        error_messages={
            "required": "Choose whether it is taken every day, on some days or only as needed.",
            "invalid_choice": "Choose whether it is taken every day, on some days or only as needed.",
        },
    )
    as_prescribed = forms.BooleanField(label="Takes exactly what is prescribed", required=False)
    indication = forms.ChoiceField(
        label="Indication",
        choices=[("", "Choose what for"), *Medication.Indication.choices],
        error_messages={"required": "Choose what it is taken for.", "invalid_choice": "Choose a reason from the list."},
    )
    since_on = DateField(label="Taken since (optional)", example="1 6 2019", required=False)
    product = forms.ChoiceField(
        label="Product", required=False, error_messages={"invalid_choice": "Choose a product from the list."}
    )
    confirmed = LinesField(required=False, widget=TickOfValue)

    def __init__(
        self, *args: Any, clinic: Clinic, own: Sequence[OwnProduct], today: date, again: bool = False, **named: Any
    ) -> None:
        super().__init__(*args, **named)
        self.market, self.own, self.today, self.again = clinic.market, own, today, again
        self.choice("drug").choices = drug_choices(clinic.market)
        self.choice("product").choices = product_choices(self.market, own, self.initial.get("product", ""))
        self.fields |= medicine_use.boxes()
        self.fields |= last_taken.boxes("last_taken_on", "days_since", "Last taken on, where it is not taken now")
        for kind in ("prescribed", "taken"):
            for time in engine.TIMES:
                self.fields[f"{kind}_{time}"] = DoseField(label=LABELS[time], required=False)
        doses = [*dose_names("prescribed"), "as_prescribed", *dose_names("taken")]
        use = ("weekdays", "days_a_week", "usual_week_mg")
        self.order_fields(["drug", "use", *use, *ANOTHER, *doses, "confirmed", "indication", "since_on"])

    @property
    def helper(self) -> FormHelper:
        """Drawn late, because the tick for a high dose stands there only once it has been asked for."""
        asked = [Part("medications/_confirm.html", "confirmed")] if self.asked else []
        remove = ["DELETE"] if self.initial else []
        return helper(
            Div("drug", "use", css_class="side"),
            Part("medications/_days.html", "weekdays", "days_a_week"),
            Part("medications/_week.html", "usual_week_mg"),
            Part("medications/_another.html", *ANOTHER, opened=self.another_open),
            Div(
                Part("medications/_doses.html", *dose_names("prescribed"), legend="Prescribed, in mg"),
                Part("medications/_doses.html", *dose_names("taken"), "as_prescribed", legend="Really taken, in mg"),
                css_class="side",
            ),
            *asked,
            Div("indication", "since_on", css_class="side"),
            *remove,
        )

    @property
    def asked(self) -> str:
        """The amount that has to be confirmed because it is over the licensed maximum; empty when there is none."""
        return self.fields["confirmed"].widget.stands_for or ""

    @property
    def another_open(self) -> bool:
        """Whether anything of another form stands there, or is wrong; after the end of a plan the last dose is asked for too."""
        return self.again or any(self[name].errors or _something(self[name].value()) for name in ANOTHER)

    @property
    def is_filled(self) -> bool:
        """Whether anything stands in the row: what was sent, or what is stored."""
        return self.has_changed() if self.is_bound else bool(self.initial)

    def has_changed(self) -> bool:
        """Whether anything was sent in the row. What is stored does not matter: it may be another list by now."""
        return any(any(part) if isinstance(part := self[name].data, list) else part for name in self.fields)

    def doses(self, kind: str) -> dict[str, Decimal]:
        """mg at each time of day, of a row without errors."""
        return {time: self.cleaned_data.get(f"{kind}_{time}") or Decimal(0) for time in engine.TIMES}

    def clean_other(self) -> str:
        other: str = self.cleaned_data["other"]
        if other and (drug := listed_already(other)):
            raise forms.ValidationError(f"“{other}” is {drug}: choose it in the list of medicines.")
        return other

    def clean_last_taken_on(self) -> date | None:
        last: date | None = self.cleaned_data["last_taken_on"]
        if last and last > self.today:
            raise forms.ValidationError("The day it was last taken is in the future. Enter a past date, or leave it out.")
        return last

    def clean_since_on(self) -> date | None:
        since: date | None = self.cleaned_data["since_on"]
        if since and since > self.today:
            raise forms.ValidationError("The day it was first taken is in the future. Enter a past date, or leave it out.")
        return since

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        last_taken.settle(self, "last_taken_on", "days_since", self.today)
        medicine_use.refuse(self, again=self.again)
        self._clean_medicine()
        if cleaned.get("other"):
            self._clean_without_doses()
        elif "other" not in self.errors:
            self._clean_prescribed()
            self._clean_taken()
        if not self.errors:
            self._clean_amount()
        return cleaned

    def _clean_medicine(self) -> None:
        """One of the list or another by its name, and a product that is of it."""
        drug, other = self.cleaned_data.get("drug", ""), self.cleaned_data.get("other")
        if drug and other:
            self.add_error("other", "A medicine is chosen in the list too. Clear the name, or choose none there.")
        if not drug and not other and not {"drug", "other"} & set(self.errors):
            self.add_error("drug", "Choose the medicine.")
        if "product" in self.errors or not self.cleaned_data.get("product"):
            return
        if fault := product_fault(self.market, self.own, drug, self.cleaned_data["product"]):
            self.add_error("product", fault)

    def _clean_without_doses(self) -> None:
        if self._typed("prescribed") or self._typed("taken"):
            self.add_error("other", "Its doses are not counted. Clear them, and write how it is taken in words.")

    def _typed(self, kind: str) -> bool:
        return any(self.cleaned_data.get(name) is not None or name in self.errors for name in dose_names(kind))

    def _clean_prescribed(self) -> None:
        if not self._typed("prescribed"):
            self.add_error("prescribed_morning", "Enter the dose prescribed, such as 0.5, or 0 where none is prescribed.")

    def _clean_taken(self) -> None:
        if not self.cleaned_data.get("as_prescribed"):
            if not self._typed("taken"):
                words = "Enter the dose taken now, such as 0.5, or tick that it is exactly what is prescribed."
                self.add_error("taken_morning", words)
        elif self._typed("taken") and self.doses("taken") != self.doses("prescribed"):
            words = "The doses taken differ from those prescribed. Take out the tick, or clear the doses taken."
            self.add_error("as_prescribed", words)
        else:
            for time in engine.TIMES:
                self.cleaned_data[f"taken_{time}"] = self.cleaned_data.get(f"prescribed_{time}")

    def _clean_amount(self) -> None:
        """Ask about a day's dose of nothing, and once more about each amount over the licensed maximum."""
        if self.cleaned_data["other"]:
            return
        totals = {kind: sum(self.doses(kind).values()) for kind in ("prescribed", "taken")}
        highest = max(totals.values())
        if not highest:
            self.add_error("taken_morning", "Enter a dose above 0, or remove this medicine.")
            return
        maximum = licensed_maximum(_medicine(self), self.market, self.cleaned_data.get("indication", ""))
        if maximum is None or highest <= maximum or not self._amount_changed():
            return
        kind = "taken" if totals["taken"] == highest else "prescribed"
        self._ask(self.of_drug, highest, maximum, kind)

    def _amount_changed(self) -> bool:
        amounts = {"drug", "indication", *dose_names("prescribed"), "as_prescribed", *dose_names("taken")}
        return bool(amounts & set(self.changed_data))

    def _ask(self, drug: str, amount: Decimal, maximum: Decimal, kind: str) -> None:
        tick = self.fields["confirmed"]
        tick.widget.stands_for = f"{drug} {amount}"
        self["confirmed"].label = f"Yes, {text.mg(amount)} {drug} in a day is really {kind}"
        if self.cleaned_data.get("confirmed") != tick.widget.stands_for:
            self.add_error(
                "confirmed",
                (
                    f"{text.mg(amount)} {drug} in a day is over the highest dose licensed for what it is taken for, "
                    f"{text.mg(maximum)}. Correct the doses, or tick that they are right."
                ),
            )

    @property
    def of_drug(self) -> str:
        """The drug of a row without errors, whatever its release; empty where it is another medicine."""
        drug: str = self.cleaned_data["drug"]
        return drug.removesuffix(MODIFIED_RELEASE)

    def row(self) -> dict[str, object]:
        """The row as `set_medications` takes it."""
        cleaned = self.cleaned_data
        kept = {name: cleaned[name] for name in ("product", "indication", "since_on", "last_taken_on")}
        doses = {f"{kind}_{time}": mg for kind in ("prescribed", "taken") for time, mg in self.doses(kind).items()}
        return (
            kept | {"drug": self.of_drug, "release": engine.release_of(_medicine(self))} | doses | medicine_use.columns(cleaned)
        )


def _medicine(form: MedicationForm) -> str:
    """The medicine of a row without errors: of the release that its product has, where one is chosen."""
    return found_medicine(form.market, form.own, form.cleaned_data["drug"], form.cleaned_data["product"])


def _something(value: Any) -> bool:
    return any(value) if isinstance(value, list) else bool(value)


def dose_names(kind: str) -> list[str]:
    """The names of a row's four dose fields."""
    return [f"{kind}_{time}" for time in engine.TIMES]
