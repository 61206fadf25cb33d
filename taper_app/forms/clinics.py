"""A clinic: what it prints, the market it prescribes in and what it stocks."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings

from taper_app import engine
from taper_app.engine import text
from taper_app.models import Clinic, months_in_order
from taper_app.models.clinic import MOST_YEARS_KEPT, market_choices, usual_diazepam_mg

from . import usual_here
from .doses import DoseField, PlainNumberField, dose_input
from .layout import HTML, Choices, Part, Section, helper
from .opening_days import ClosedDaysField, weekdays_field
from .page_form import PageForm
from .texts import TextField

ROWS: dict[str, str] = {
    Clinic.HandoutRows.SAFE_ORDER: "Then “stay on this dose until we have spoken”, and the later steps without boxes to tick.",
    Clinic.HandoutRows.TO_REVIEW: "Then “stay on this dose until we have spoken”. Nothing later is printed, and no curve.",
    Clinic.HandoutRows.ALIKE: "Every step has dates and boxes to tick: a patient who misses a visit may go on going down.",
}
MONTHS = f"Enter months from 1 to {engine.MOST_MONTHS}, each higher than the one before, such as 1, 3, 6, 12; or leave it empty."
USUAL_DIAZEPAM_MG = usual_diazepam_mg()
LEAST_REVIEW_DAYS = engine.load_catalogue().envelope.min_days
MOST_REVIEW_DAYS = engine.most_review_days(engine.load_catalogue())
NO_ADDRESS = (
    "Handouts can have a code that opens the plan on a phone. That needs an address that patients reach: ask whoever looks after "
    "Taper to set PUBLIC_ADDRESS."
)
REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone that is named by a place, by region."""
    names = sorted(name for name in available_timezones() if name.split("/")[0] in REGIONS)
    return [
        (region, [(name, name.split("/", 1)[1].replace("_", " ")) for name in names if name.startswith(f"{region}/")])
        for region in REGIONS
    ]


def stockable(market: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Products that a clinic of this market may keep, by drug."""
    products = engine.load_catalogue().products(market).values()
    sold = [each for each in products if each.status in ("available", "import", "special")]
    drugs = sorted({each.drug for each in sold})
    return [(drug.capitalize(), [(each.id, each.label) for each in sold if each.drug == drug]) for drug in drugs]


def usual_threshold(rule: str, market: str) -> str:
    """What counts in a market where the clinic sets no dose of its own, and where that is from."""
    catalogue = engine.load_catalogue()
    usual = catalogue.threshold(rule, market)
    return f"Left empty, it is {text.mg(usual.mg)}: {usual.origin} ({catalogue.sources[usual.source].title})."


def usual_years(market: str) -> str:
    """How long records are kept in a market where the clinic says nothing, and where that is from."""
    catalogue = engine.load_catalogue()
    keep = catalogue.markets[market].keep
    return f"After the last entry. Left empty, {keep.years} ({catalogue.sources[keep.source].title})."


def months_said(months: Sequence[int]) -> str:
    """Months as they are typed: "1, 3, 6, 12"."""
    return ", ".join(map(str, months))


class MonthsField(TextField):
    """Months within a year, each later than the one before, with commas between them."""

    def prepare_value(self, value: object) -> object:
        return months_said(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> Any:
        if isinstance(value, list):
            return value
        typed = [each for each in re.split(r"[,; ]+", super().to_python(value)) if each]
        try:
            months = [int(each) if each.isascii() else 0 for each in typed]
            months_in_order(months)
        except (ValueError, forms.ValidationError) as error:
            raise forms.ValidationError(MONTHS) from error
        return months

    def has_changed(self, initial: object, data: object) -> bool:
        try:
            return bool(self.to_python(data) != (initial or []))
        except forms.ValidationError:
            return True


class ClinicForm(PageForm):
    """Everything about the clinic. None of it reaches back into plans that were issued."""

    name = TextField(label="Name", max_length=120, error_messages={"required": "Enter the clinic’s name."})
    phone = TextField(
        label="Phone",
        help_text="Printed on each plan: whom to call with a question.",
        max_length=60,
        error_messages={"required": "Enter the clinic’s phone number."},
    )
    out_of_hours = TextField(
        label="Out-of-hours line",
        help_text="Printed on each plan: whom to call when the clinic is closed, such as NHS 111.",
        max_length=120,
        error_messages={"required": "Enter the line to call when the clinic is closed, such as NHS 111."},
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        choices=time_zones,
        help_text="It decides what day “today” is.",
        error_messages={"required": "Choose the clinic’s time zone.", "invalid_choice": "Choose a time zone from the list."},
    )
    market = forms.ChoiceField(
        label="Market",
        choices=market_choices,
        widget=forms.RadioSelect({"inline": True}),
        help_text="Which country’s products and licensed doses are used.",
        error_messages={"required": "Choose the market.", "invalid_choice": "Choose one of the markets."},
    )
    paper_size = forms.ChoiceField(
        label="Paper size",
        choices=Clinic.PaperSize,
        widget=forms.RadioSelect({"inline": True}),
        error_messages={"required": "Choose the paper size.", "invalid_choice": "Choose one of the paper sizes."},
    )
    dispensing_interval_days = forms.TypedChoiceField(
        label="Medicines are dispensed every",
        choices=Clinic.DispensingInterval,
        coerce=int,
        widget=forms.RadioSelect({"inline": True}),
        error_messages={"required": "Choose how often medicines are dispensed.", "invalid_choice": "Choose 7, 14 or 28 days."},
    )
    handout_rows = forms.ChoiceField(
        label="Steps on the patient’s handout",
        choices=Clinic.HandoutRows,
        initial=Clinic.HandoutRows.SAFE_ORDER,
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose which steps are printed.", "invalid_choice": "Choose one of the three answers."},
    )
    public_pages = forms.BooleanField(
        label="Print a code on handouts that opens the plan on a phone",
        required=False,
        help_text="Whoever has the paper or its address sees the doses without signing in, but no name and no date of birth. "
        "Every opening is kept. Switched off, every code that was printed opens nothing any more, for good.",
    )
    diazepam_threshold_mg = DoseField(
        widget=dose_input("short"),
        label="Most diazepam in a day, in mg",
        error_messages={"required": f"Enter the dose in mg, such as {USUAL_DIAZEPAM_MG}."},
    )
    specialist_threshold_mg = DoseField(
        widget=dose_input("short"), label="Ask a specialist above, in mg diazepam equivalent a day (optional)", required=False
    )
    inpatient_threshold_mg = DoseField(
        widget=dose_input("short"), label="Consider a hospital above, in mg diazepam equivalent a day (optional)", required=False
    )
    open_weekdays = weekdays_field()
    closed_on = ClosedDaysField(
        label="Closed on (optional)",
        required=False,
        max_length=1000,
        help_text="Public holidays and other single days, such as 25 12 2026, 26 12 2026. No visit is proposed on them.",
    )
    review_every_days = PlainNumberField(
        label="Days between visits (optional)",
        low=LEAST_REVIEW_DAYS,
        high=MOST_REVIEW_DAYS,
        required=False,
        sentence=f"Enter a number of days from {LEAST_REVIEW_DAYS} to {MOST_REVIEW_DAYS}, or leave it empty.",
        help_text="The next visit is proposed no later than this. Left empty, it is at each change of dose.",
    )
    follow_up_months = MonthsField(
        label="Follow-ups after the end, in months (optional)",
        required=False,
    )
    keep_years = PlainNumberField(
        label="Years that records are kept (optional)",
        low=1,
        high=MOST_YEARS_KEPT,
        required=False,
        sentence=f"Enter a number of years from 1 to {MOST_YEARS_KEPT}, or leave it empty.",
    )
    stocked_products = forms.MultipleChoiceField(
        label="Products you stock",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="With none ticked, everything that the market has available may be used.",
        error_messages={"invalid_choice": "Choose only products on the list. If you changed the market, save that first."},
    )

    def __init__(self, *args: Any, clinic: Clinic, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields |= usual_here.boxes(clinic.market)
        self.choice("stocked_products").choices = stockable(clinic.market)
        for name in ("specialist", "inpatient"):
            self.fields[f"{name}_threshold_mg"].help_text = usual_threshold(f"{name}_dose", clinic.market)
        usual = text.mg(usual_diazepam_mg(clinic.market))
        self.fields["diazepam_threshold_mg"].help_text = f"A crossover to more than this is remarked on. {usual} is usual here."
        usual_months = months_said(engine.load_care().follow_ups["completed"].months)
        self.fields["follow_up_months"].help_text = f"Of a plan that was completed. Left empty, they are {usual_months}."
        self.fields["keep_years"].help_text = usual_years(clinic.market)
        self.clinic = clinic
        self.helper = helper(
            Section("The clinic", "name", "phone", "out_of_hours", "time_zone", "keep_years"),
            Section("Visits", "open_weekdays", "closed_on", "review_every_days", "follow_up_months"),
            Section("Paper", "paper_size", Choices("handout_rows", ROWS), self._public_pages()),
            Section("Doses that are remarked on", *(f"{name}_threshold_mg" for name in ("diazepam", "specialist", "inpatient"))),
            Section("Usual on a new plan", *usual_here.NAMES),
            Section("Medicines", "market", "dispensing_interval_days", Part("clinics/_stock.html", "stocked_products")),
        )

    def _public_pages(self) -> str | HTML:
        """The box, where patients reach this site; else why there is none."""
        if settings.PUBLIC_ADDRESS:
            return "public_pages"
        del self.fields["public_pages"]
        return HTML(f'<p class="hint">{NO_ADDRESS}</p>')

    def clean_diazepam_threshold_mg(self) -> Decimal | None:
        return self._at_least_one("diazepam_threshold_mg")

    def clean_specialist_threshold_mg(self) -> Decimal | None:
        return self._at_least_one("specialist_threshold_mg")

    def clean_inpatient_threshold_mg(self) -> Decimal | None:
        return self._at_least_one("inpatient_threshold_mg")

    def _at_least_one(self, name: str) -> Decimal | None:
        threshold: Decimal | None = self.cleaned_data[name]
        if threshold is not None and threshold < 1:
            raise forms.ValidationError(f"Enter at least 1, such as {USUAL_DIAZEPAM_MG}.")
        return threshold

    def clean(self) -> dict[str, Any]:
        """Products of one market mean nothing in another, so a new market starts with none ticked."""
        cleaned = super().clean()
        if cleaned.get("market") not in (None, self.clinic.market):
            cleaned["stocked_products"] = []
            if cleaned.get("diazepam_threshold_mg") == usual_diazepam_mg(self.clinic.market):
                cleaned["diazepam_threshold_mg"] = usual_diazepam_mg(cleaned["market"])
        return cleaned
