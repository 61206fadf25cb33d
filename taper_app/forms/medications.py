"""The medicines a patient takes now: a row a drug, prescribed and really taken at four times of day."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms

from taper_app import engine
from taper_app.engine import text
from taper_app.models import Clinic, Medication

from .dates import DateField
from .doses import DoseField
from .layout import Div, Part, helper
from .page_form import PageForm
from .texts import LinesField
from .ticks import TickOfValue

EXTRA_ROWS = 4
MOST_ROWS = 12
KINDS = (("benzodiazepine", "Benzodiazepines"), ("z-drug", "Z-drugs"))
MODIFIED_RELEASE = ":modified-release"
"""What follows the id of a drug where one of its modified-release products is chosen from the list."""
LABELS = {"morning": "Morning", "midday": "Midday", "evening": "Evening", "night": "Night"}


@cache
def drug_choices(market: str) -> list[tuple[str, object]]:
    """Every drug of the catalogue by kind, each with its brands in this market."""
    drugs = sorted(engine.load_catalogue().drugs.values(), key=lambda each: each.name)
    groups = [(label, [name for each in drugs if each.kind == kind for name in _names(each, market)]) for kind, label in KINDS]
    return [("", "Choose a medicine"), *groups]


def _names(drug: engine.Drug, market: str) -> Iterator[tuple[str, str]]:
    """The plain drug with the brands that can be had here (an imported one would only mislead); what is of modified release,
    wherever it is sold, stands apart: it can be found by its name, and is refused."""
    catalogue = engine.load_catalogue()
    sold = [each for each in catalogue.products(market).values() if each.status == "available"]
    plain = (each for each in sold if each.drug == drug.id and not each.modified_release)
    brands = dict.fromkeys(brand for each in plain for brand in each.brands)
    yield drug.id, f"{drug.name} ({', '.join(brands)})" if brands else drug.name
    if drug.modified_release:
        release = catalogue.markets[market].on_the_box("modified-release").replace("-", " ")
        slow = f"{drug.name}, {release} ({', '.join(drug.modified_release)})"
        yield f"{drug.id}{MODIFIED_RELEASE}", f"{slow}: not planned yet"


def refuse_modified_release(chosen: str) -> str:
    """The drug that was chosen. Raises ValidationError for one of modified release, in words that say what to do."""
    if chosen.endswith(MODIFIED_RELEASE):
        raise forms.ValidationError(engine.load_catalogue().drugs[chosen.removesuffix(MODIFIED_RELEASE)].modified_release_refused)
    return chosen


def licensed_maximum(drug: str, market: str) -> Decimal | None:
    """The highest licensed dose in mg a day, for any indication: this market's, else any market's; None where none is known."""
    catalogue = engine.load_catalogue()
    known = catalogue.drugs[drug]
    here = known.licensed_mg(market)
    elsewhere = (known.licensed_mg(each) for each in catalogue.markets)
    return here if here is not None else max((each for each in elsewhere if each is not None), default=None)


class MedicationForm(PageForm):
    """One drug. Nothing typed for a time of day means none is taken then."""

    drug = forms.ChoiceField(
        label="Medicine",
        error_messages={"required": "Choose the medicine.", "invalid_choice": "Choose a medicine from the list."},
    )
    use = forms.ChoiceField(
        label="Taken",
        choices=[("regular", "Every day"), ("as-needed", "Only as needed")],
        widget=forms.RadioSelect({"inline": True}),
        error_messages={
            "required": "Choose whether it is taken every day or only as needed.",
            "invalid_choice": "Choose whether it is taken every day or only as needed.",
        },
    )
    as_prescribed = forms.BooleanField(label="Takes exactly what is prescribed", required=False)
    indication = forms.ChoiceField(
        label="Taken for",
        choices=[("", "Choose what for"), *Medication.Indication.choices],
        error_messages={"required": "Choose what it is taken for.", "invalid_choice": "Choose a reason from the list."},
    )
    since_on = DateField(label="Taken since (optional)", example="1 6 2019", required=False)
    confirmed = LinesField(required=False, widget=TickOfValue)

    def __init__(self, *args: Any, clinic: Clinic, today: date, **named: Any) -> None:
        super().__init__(*args, **named)
        self.market, self.today = clinic.market, today
        self.choice("drug").choices = drug_choices(clinic.market)
        for kind in ("prescribed", "taken"):
            for time in engine.TIMES:
                self.fields[f"{kind}_{time}"] = DoseField(label=LABELS[time], required=False)
        doses = [*dose_names("prescribed"), "as_prescribed", *dose_names("taken")]
        self.order_fields(["drug", "use", *doses, "confirmed", "indication", "since_on"])

    @property
    def helper(self) -> FormHelper:
        """Drawn late, because the tick for a high dose stands there only once it has been asked for."""
        asked = [Part("medications/_confirm.html", "confirmed")] if self.asked else []
        remove = ["DELETE"] if self.initial else []
        return helper(
            Div("drug", "use", css_class="side"),
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
    def is_filled(self) -> bool:
        """Whether anything stands in the row: what was sent, or what is stored."""
        return self.has_changed() if self.is_bound else bool(self.initial)

    def has_changed(self) -> bool:
        """Whether anything was sent in the row. What is stored does not matter: it may be another list by now."""
        return any(any(part) if isinstance(part := self[name].data, list) else part for name in self.fields)

    def doses(self, kind: str) -> dict[str, Decimal]:
        """mg at each time of day, of a row without errors."""
        return {time: self.cleaned_data.get(f"{kind}_{time}") or Decimal(0) for time in engine.TIMES}

    def clean_drug(self) -> str:
        return refuse_modified_release(self.cleaned_data["drug"])

    def clean_since_on(self) -> date | None:
        since: date | None = self.cleaned_data["since_on"]
        if since and since > self.today:
            raise forms.ValidationError("The day it was first taken is in the future. Enter a past date, or leave it out.")
        return since

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_prescribed()
        self._clean_taken()
        if not self.errors:
            self._clean_amount()
        return cleaned

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
        totals = {kind: sum(self.doses(kind).values()) for kind in ("prescribed", "taken")}
        highest = max(totals.values())
        if not highest:
            self.add_error("taken_morning", "Enter a dose above 0, or remove this medicine.")
            return
        maximum = licensed_maximum(self.cleaned_data["drug"], self.market)
        if maximum is None or highest <= maximum or not self._amount_changed():
            return
        kind = "taken" if totals["taken"] == highest else "prescribed"
        self._ask(self.cleaned_data["drug"], highest, maximum, kind)

    def _amount_changed(self) -> bool:
        amounts = {"drug", *dose_names("prescribed"), "as_prescribed", *dose_names("taken")}
        return bool(amounts & set(self.changed_data))

    def _ask(self, drug: str, amount: Decimal, maximum: Decimal, kind: str) -> None:
        tick = self.fields["confirmed"]
        tick.widget.stands_for = f"{drug} {amount}"
        self["confirmed"].label = f"Yes, {text.mg(amount)} {drug} in a day is really {kind}"
        if self.cleaned_data.get("confirmed") != tick.widget.stands_for:
            self.add_error(
                "confirmed",
                (
                    f"{text.mg(amount)} {drug} in a day is over the highest licensed dose, {text.mg(maximum)}. "
                    "Correct the doses, or tick that they are right."
                ),
            )

    def row(self) -> dict[str, object]:
        """The row as `set_medications` takes it."""
        kept = {name: self.cleaned_data[name] for name in ("drug", "indication", "since_on")}
        doses = {f"{kind}_{time}": mg for kind in ("prescribed", "taken") for time, mg in self.doses(kind).items()}
        return kept | doses | {"use": self.cleaned_data["use"]}


def dose_names(kind: str) -> list[str]:
    """The names of a row's four dose fields."""
    return [f"{kind}_{time}" for time in engine.TIMES]


class MedicationRows(forms.BaseFormSet):  # type: ignore[type-arg]  # Django's own cannot be subscripted
    """All rows. The same drug twice would count twice, so it is refused."""

    default_error_messages = {
        "missing_management_form": "The page was sent incomplete. Load it again and enter the medicines once more."
    }

    def clean(self) -> None:
        seen: set[str] = set()
        for form in self.kept():
            drug = form.cleaned_data.get("drug", "")
            if drug in seen - {""}:
                form.add_error("drug", f"{drug.capitalize()} is entered twice. Put all its doses into one row.")
            seen.add(drug)

    def kept(self) -> list[MedicationForm]:
        """Rows with something in them that are not to be removed."""
        return [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]

    def rows(self) -> list[dict[str, object]]:
        """The whole list as `set_medications` takes it."""
        return [form.row() for form in self.kept()]

    def get_form_kwargs(self, index: int | None) -> dict[str, object]:
        """A row with nothing in it is no medicine, wherever it stands."""
        return super().get_form_kwargs(index) | ({} if index is None else {"empty_permitted": True})

    def add_fields(self, form: MedicationForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove this medicine"


# It is one of ours, which Django's types do not say.
MedicationFormSet = cast(
    type[MedicationRows],
    forms.formset_factory(
        MedicationForm, MedicationRows, extra=EXTRA_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, can_delete=True
    ),
)


def saved_rows(medications: Iterable[Medication]) -> list[dict[str, object]]:
    """Stored medicines as the rows they were typed in; a dose of nothing is an empty box, and none at all a 0."""
    return [_saved_row(each) for each in medications]


def _saved_row(medication: Medication) -> dict[str, object]:
    row: dict[str, object] = {"drug": medication.drug, "indication": medication.indication, "since_on": medication.since_on}
    for kind in ("prescribed", "taken"):
        doses = {name: getattr(medication, name) for name in dose_names(kind)}
        row |= {name: mg for name, mg in doses.items() if mg} or {f"{kind}_morning": Decimal(0)}
    return row | {"use": medication.use}


class OthersForm(PageForm):
    """That the clinician asked for every other one: an answer is never assumed."""

    others_asked = forms.BooleanField(
        label="No other benzodiazepine or z-drug is taken: I asked",
        help_text="Ask about tablets kept from before, borrowed, bought online, or taken only now and then.",
        error_messages={"required": "Ask about every other benzodiazepine and z-drug, then tick that there is none."},
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.helper = helper("others_asked")
