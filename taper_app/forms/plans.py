"""The new plan: what the clinician chooses, as the request that the engine takes. Nothing is chosen for them."""

from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.utils import dateformat
from django.utils.functional import cached_property

from taper_app.engine import BadRequest, Catalogue, Regimen, Request, parse_request
from taper_app.models import Clinic

from . import plan_sections, products, tables
from .also import ALSO, also_in_words, read_also
from .dates import DateField
from .doses import DoseField, PlainNumberField, dose_input
from .texts import LinesField, TextField
from .ticks import TickOfValue

LATEST_REVIEW_DAYS = 366
STOP_LIMIT_MG = Decimal("1.25")
BOXES = {"reduction_percent": "own_percent", "interval_days": "own_interval"}  # fields of a request with another name here
INCOMPLETE = "The page was sent incomplete. Load it again and choose once more."


class PlanForm(forms.Form):
    """Method, table, pace, products and days of one taper, from a regimen that is really taken.

    When it is valid, `request` is the engine's request.
    """

    method = forms.ChoiceField(
        choices=plan_sections.labels(plan_sections.METHODS),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the method.", "invalid_choice": "Choose one of the methods."},
    )
    crossover_to = forms.ChoiceField(
        label="Cross over to",
        initial=tables.DIAZEPAM,
        error_messages={"required": "Choose the drug to cross over to.", "invalid_choice": "Choose a drug from the list."},
    )
    crossover_days = PlainNumberField(
        label="Days for each dose that moves", low=3, high=14, initial="7", sentence="Enter a number of days from 3 to 14."
    )
    crossover_part = forms.ChoiceField(
        label="What moves at a time",
        choices=plan_sections.labels(plan_sections.PARTS),
        initial="whole",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what moves at a time.", "invalid_choice": "Choose one of the two."},
    )
    stabilise_days = PlainNumberField(
        label="Days without change after it", low=0, high=90, initial="7", sentence="Enter a number of days from 0 to 90."
    )
    equivalence = forms.ChoiceField(
        label="Equivalence table",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an equivalence table.", "invalid_choice": "Choose one of the tables."},
    )
    pace = forms.ChoiceField(
        label="Pace",
        choices=plan_sections.labels(plan_sections.PACES),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the pace.", "invalid_choice": "Choose one of the paces."},
    )
    own_percent = PlainNumberField(
        label="Percent of the current dose", low=5, high=25, places=2, required=False, sentence="Enter a percentage from 5 to 25."
    )
    own_interval = PlainNumberField(
        label="Days between reductions", low=7, high=28, required=False, sentence="Enter a number of days from 7 to 28."
    )
    starts_on = DateField(
        label="First change of dose",
        example="4 1 2027",
        error_messages={"required": "Enter the day of the first change of dose."},
    )
    review_on = DateField(
        label="Next review",
        required=False,
        help_text="Leave it empty for the day that is proposed. The patient’s sheet says to use it until then.",
        example="18 1 2027",
    )
    differs_seen = forms.BooleanField(
        error_messages={"required": "Check what is really taken, then tick that the plan starts from it."}
    )
    specialist = TextField(
        label="Specialist who agreed to this plan",
        required=False,
        max_length=120,
        help_text="Under 18, in epilepsy, in pregnancy and against the label of diazepam none is issued without a name here.",
    )
    stop_from_mg = DoseField(
        widget=dose_input("shorter"),
        label="Stop from, in mg of diazepam equivalent",
        initial="0.5",
        help_text="At or below this the next step is the stop. At most 1.25.",
        error_messages={"required": "Enter a dose from 0 to 1.25."},
    )
    closing_interval_days = PlainNumberField(
        label="Days of each closing step",
        low=7,
        high=28,
        required=False,
        help_text="Leave it empty to keep the interval of the pace.",
        sentence="Enter a number of days from 7 to 28.",
    )
    coarse_tail = forms.BooleanField(
        label="Allow larger reductions at the end, where the products cannot do better",
        required=False,
        help_text="Such a taper is fast at its end. The plan then carries a caution that wants a reason.",
    )
    also = LinesField(required=False, max_length=2000, widget=TickOfValue)

    def __init__(
        self,
        *args,
        clinic: Clinic,
        catalogue: Catalogue,
        regimen: Regimen,
        today: date,
        latest_start_days: int,
        differs: str = "",
        wants_specialist: bool = False,
        **kwargs,
    ):
        super().__init__(*args, label_suffix="", **kwargs)
        self.clinic, self.catalogue, self.regimen, self.today = clinic, catalogue, regimen, today
        self.latest_start = today + timedelta(days=latest_start_days)
        self.needs_table = bool(tables.other_drugs(regimen))
        self.request: Request | None = None
        self._ask_tables()
        self._ask_people(differs, wants_specialist)
        self.fields["starts_on"].help_text = f"From today to {clinic_date(self.latest_start)}."
        self.drugs = self.drugs_shown(self.data.get("crossover_to"))
        for drug in self.drugs:
            self.fields.update(drug.fields())
        if self.is_bound:
            self.data = products.with_first_products(self.data, self.drugs)
            self.fields["also"].label = also_in_words(read_also(self.data.get("also", "")) or {})

    # Which questions are asked --------------------------------------------------------------------

    def _ask_people(self, differs: str, wants_specialist: bool) -> None:
        self.fields["differs_seen"].label = differs
        if not differs:
            del self.fields["differs_seen"]
        if not wants_specialist:
            del self.fields["specialist"]

    def _ask_tables(self) -> None:
        if not self.needs_table:
            for name in ("method", "equivalence", *plan_sections.CROSSOVER):
                del self.fields[name]
            return
        offered = [each for each in self.catalogue.tables.values() if each.selectable]
        self.fields["equivalence"].choices = [(each.id, each.name) for each in offered]
        self.fields["crossover_to"].choices = self._targets()
        for drug in tables.lacked_by_some(self.catalogue, self.regimen):
            listing = [(each.id, each.name) for each in offered if drug in each.cells]
            self.fields[second(drug)] = forms.ChoiceField(
                label=f"Second table, for {drug} alone",
                choices=[("", "None"), *listing],
                required=False,
                help_text=f"Only where the table chosen above does not list {drug}.",
                error_messages={"invalid_choice": f"Choose a table that lists {drug}."},
            )

    def _targets(self) -> list[tuple[str, str]]:
        sold = {each.drug for each in self.catalogue.products(self.clinic.market).values() if each.status == "available"}
        drugs = self.catalogue.drugs.values()
        return [(each.id, each.name) for each in drugs if each.id in sold and each.kind == "benzodiazepine"]

    def drugs_shown(self, target: str | None) -> list[products.DrugProducts]:
        """The products of each drug of the regimen, and of the one that would be crossed over to."""
        drugs = list(self.regimen.drugs)
        if self.needs_table:
            drugs.append(target if target in dict(self.fields["crossover_to"].choices) else tables.DIAZEPAM)
        stocked = self.clinic.stocked_products
        return [products.DrugProducts(self.catalogue, self.clinic.market, drug, stocked) for drug in dict.fromkeys(drugs)]

    @property
    def conventions(self) -> str:
        """What the two conventions make of the day, where they are far apart."""
        return tables.conventions_said(self.catalogue, self.regimen)

    @cached_property
    def sections(self) -> dict:
        """The layout of each section."""
        return plan_sections.sections(self)

    @property
    def compared(self) -> list[tuple[str, str]]:
        """Tables that cannot be chosen, with what each makes of the day."""
        return plan_sections.compared(self)

    @property
    def crossover_open(self) -> bool:
        """Whether the choices about crossing over stand open."""
        return plan_sections.is_open(self, plan_sections.CROSSOVER)

    @property
    def more_open(self) -> bool:
        """Whether the rarer choices stand open."""
        return plan_sections.is_open(self, plan_sections.RARE)

    # What was typed → the request -----------------------------------------------------------------

    def clean_starts_on(self) -> date:
        starts_on = self.cleaned_data["starts_on"]
        if starts_on < self.today:
            raise forms.ValidationError("The first change of dose is in the past. Enter today or a later day.")
        if starts_on > self.latest_start:
            latest = clinic_date(self.latest_start)
            raise forms.ValidationError(f"The first change of dose is too far away. Enter a day up to {latest}.")
        return starts_on

    def clean_review_on(self) -> date | None:
        review_on = self.cleaned_data["review_on"]
        if review_on is None:
            return None
        if review_on < self.today:
            raise forms.ValidationError("The next review is in the past. Enter today or a later day.")
        if review_on > self.today + timedelta(days=LATEST_REVIEW_DAYS):
            raise forms.ValidationError("The next review is over a year away. Enter an earlier day.")
        return review_on

    def clean_stop_from_mg(self) -> Decimal:
        dose = self.cleaned_data["stop_from_mg"]
        if dose > STOP_LIMIT_MG:
            raise forms.ValidationError("Enter a dose from 0 to 1.25.")
        return dose

    def clean_also(self) -> dict[str, object]:
        also = read_also(self.cleaned_data["also"])
        if also is None:
            raise forms.ValidationError(INCOMPLETE)
        return also

    def clean(self) -> dict:
        cleaned = super().clean()
        self._clean_pace()
        self._clean_seconds()
        self._clean_liquids()
        self._clean_closing()
        if not self.errors:
            self._build_request()
        return cleaned

    def _clean_pace(self) -> None:
        cleaned = self.cleaned_data
        own = [name for name in ("own_percent", "own_interval") if cleaned.get(name) is not None or name in self.errors]
        if cleaned.get("pace") == "own":
            if "own_percent" not in own:
                self.add_error("own_percent", "Enter the reduction in percent of the current dose, such as 7.5.")
            if "own_interval" not in own:
                self.add_error("own_interval", "Enter the days between reductions, such as 21.")
        elif cleaned.get("pace") and own:
            self.add_error("pace", "Numbers of your own are entered. Choose “Another pace” to use them, or clear them.")

    def _clean_seconds(self) -> None:
        table = self.catalogue.tables.get(self.cleaned_data.get("equivalence"))
        for drug in tables.lacked_by_some(self.catalogue, self.regimen) if table else ():
            named = self.cleaned_data.get(second(drug))
            if drug not in table.cells and not named:
                self.add_error(
                    second(drug), f"{table.name} does not list {drug}. Choose a second table for it, or another table."
                )
            elif drug in table.cells and named:
                self.add_error(second(drug), f"{table.name} lists {drug}, so it needs no second table. Choose “None”.")

    def _clean_liquids(self) -> None:
        for drug in self.drugs:
            liquid = [each for each in drug.products if each.mg_per_ml and each.id in self.cleaned_data.get(drug.field, ())]
            if len(liquid) > 1:
                self.add_error(drug.field, f"Tick one liquid of {drug.drug} at most: two strengths are easily mixed up.")

    def _clean_closing(self) -> None:
        """The engine refuses this too; here it gets a sentence of its own."""
        days, pace = self.cleaned_data.get("closing_interval_days"), self.cleaned_data.get("pace")
        interval = Decimal(pace.partition("-")[2]) if pace and pace != "own" else self.cleaned_data.get("own_interval")
        if days and interval and days < interval:
            words = f"Closing steps are not shorter than the others. Enter {interval} days or more, or leave it empty."
            self.add_error("closing_interval_days", words)

    def _build_request(self) -> None:
        try:
            self.request = parse_request(self.request_json(), self.catalogue)
        except BadRequest as error:
            name = error.field.removeprefix("strategy.").split("[")[0]
            name = "also" if name in ALSO else BOXES.get(name, name)
            self.add_error(name if name in self.fields else None, f"Choose again: {error.message}.")

    # The request ----------------------------------------------------------------------------------

    def request_json(self) -> dict[str, object]:
        """Everything that was chosen, as the engine reads it."""
        cleaned = self.cleaned_data
        seconds = {drug: cleaned.get(second(drug)) for drug in tables.other_drugs(self.regimen)}
        return {
            "starts_on": cleaned["starts_on"].isoformat(),
            "market": self.clinic.market,
            "equivalence": cleaned.get("equivalence"),
            "equivalence_for": {drug: table for drug, table in seconds.items() if table},
            "regimen": self.regimen.to_json(),
            "strategy": self._strategy(),
        }

    def _strategy(self) -> dict[str, object]:
        cleaned = self.cleaned_data
        percent, interval = self._pace()
        method = cleaned.get("method", "direct")
        strategy = {
            "method": method,
            "reduction_percent": percent,
            "interval_days": interval,
            "stop_from_mg": cleaned["stop_from_mg"],
            "closing_interval_days": cleaned["closing_interval_days"],
            "coarse_tail": cleaned["coarse_tail"],
        }
        if method == "crossover":
            strategy |= {name: cleaned[name] for name in plan_sections.CROSSOVER}
        # Also those of a drug that is not on the way: an alternative that crosses over to it is tried with what stands here.
        return strategy | products.chosen(cleaned, self.drugs) | cleaned["also"]

    def _pace(self) -> tuple[object, object]:
        pace = self.cleaned_data["pace"]
        if pace == "own":
            return self.cleaned_data["own_percent"], self.cleaned_data["own_interval"]
        percent, interval = pace.split("-")
        return percent, interval


def clinic_date(day: date) -> str:
    """A day as clinicians read it: Mon 04-Jan-2027."""
    return dateformat.format(day, "D d-M-Y")


def second(drug: str) -> str:
    """The name of the field with a drug's second table."""
    return f"second_{drug}"
