"""The new plan: what the clinician chooses, as the request that the engine takes. Nothing is chosen for them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.functional import cached_property

from taper_app.engine import BadRequest, Catalogue, Pause, Regimen, Request, is_modified, parse_request
from taper_app.models import LATEST_CHANGE_DAYS, Clinic
from taper_app.wording.days import clinic_day

from . import (
    drug_order,
    paces,
    pauses,
    plan_boxes,
    plan_checks,
    plan_refusals,
    plan_sections,
    products,
    second_pace,
    second_tables,
    strategy_boxes,
    tables,
    usual_here,
    week,
)
from .dates import DateField
from .person import PERSON, person_fields, refuse_person
from .plan_request import request_json
from .rounding import ROUNDED, rounding_field

LATEST_REVIEW_DAYS = 366
WANTED = "Under 18, in epilepsy, in pregnancy and in a crossover against a label none is issued without a name here."
INCOMPLETE = "The page was sent incomplete. Load it again and choose once more."


@dataclass(frozen=True)
class PlanStart:
    """What a new plan starts from: what is really taken, in this clinic, today."""

    clinic: Clinic
    catalogue: Catalogue
    regimen: Regimen
    today: date


class PlanForm(plan_sections.PlanQuestions):
    """Method, table, pace, products and days of one taper, from a regimen that is really taken.

    What is taken on some days of the week is asked about as what is taken every day is. When it is valid, `request` is the
    engine's request.
    """

    equivalence = forms.ChoiceField(
        label="Equivalence table",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an equivalence table.", "invalid_choice": "Choose one of the tables."},
    )
    starts_on = DateField(
        label="First change of dose",
        example="4 1 2027",
        error_messages={"required": "Enter the day of the first change of dose."},
    )
    review_on = DateField(
        label="Next visit",
        required=False,
        help_text="Leave it empty for the day that is proposed. The patient’s sheet says to use it until then.",
        example="18 1 2027",
    )
    differs_seen = forms.BooleanField(
        error_messages={"required": "Check what is really taken, then tick that the plan starts from it."}
    )
    taper_anyway = forms.BooleanField(
        label="Plan a taper all the same",
        required=False,
        help_text="It is kept with the plan, and the summary says it.",
    )
    rounding = rounding_field()

    def __init__(
        self,
        *args: Any,
        start: PlanStart,
        differs: str = "",
        wants_specialist: bool = False,
        needs_none: bool = False,
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        self.clinic, self.catalogue, self.regimen, self.today = start.clinic, start.catalogue, start.regimen.weekly(), start.today
        self.latest_start = start.today + timedelta(days=LATEST_CHANGE_DAYS)
        self.needs_table = bool(tables.other_drugs(self.regimen))
        self.asks_method = self.needs_table or any(map(is_modified, self.regimen.drugs))
        self._request: Request | None = None
        if self.is_bound:
            self.data = plan_boxes.with_also(self.data, self.catalogue)
        self._ask_people(differs, wants_specialist, needs_none)
        self._ask_strategy()
        self._ask_tables()
        listed = self.labels("pace").items()
        self.choice("pace").choices = usual_here.first(listed, self.clinic.usual_paces)
        self.fields[
            "starts_on"
        ].help_text = f"From today to {clinic_day(self.latest_start)}.{usual_here.start_said(self.clinic.usual_start)}"
        self.drugs = self.drugs_shown(self.data.get("crossover_to"))
        for drug in self.drugs:
            self.fields.update(drug.fields())
        if self.is_bound:
            self.data = products.with_first_products(strategy_boxes.with_later(self.data), self.drugs)
            self.data = drug_order.with_first(self.data, self.regimen.drugs)
            self.fields["rounding"].label = ROUNDED.format(said=self.data.get("rounding", ""))

    # Which questions are asked --------------------------------------------------------------------

    def _ask_people(self, differs: str, wants_specialist: bool, needs_none: bool) -> None:
        self.fields["differs_seen"].label = differs
        if not needs_none:
            del self.fields["taper_anyway"]
        if not differs:
            del self.fields["differs_seen"]
        if wants_specialist:
            self.fields |= person_fields(PERSON, "Specialist who agreed to this plan", help_text=WANTED)

    def _ask_strategy(self) -> None:
        crossing = strategy_boxes.named("method", "crossover") if self.asks_method else ()
        rare = strategy_boxes.named("more", "day")
        asked = (*crossing, *week.NAMES, *strategy_boxes.named("weekday"), *rare)
        self.fields |= strategy_boxes.asked(asked, self.catalogue, self.clinic.market, self.regimen.drugs)
        paced, paused = paces.boxes(self.catalogue, self.data), pauses.boxes(self.data)
        self.fields |= paced | drug_order.boxes(self.regimen.drugs) | second_pace.boxes(self.catalogue) | paused
        self.fields |= {"checks": plan_checks.field(self.clinic.market)}
        days = ("starts_on", "review_on", *strategy_boxes.named("weekday"), *paused)
        people = ("taper_anyway", "differs_seen", *PERSON)
        boxes = (*crossing, "equivalence", *paced, *second_pace.NAMES, *week.NAMES, *days, *people, *rare, "rounding")
        self.order_fields(boxes)

    def _ask_tables(self) -> None:
        if not self.needs_table:
            del self.fields["equivalence"]
            return
        offered = tables.offered(self.catalogue, self.clinic.market)
        listed = [(each.id, each.name) for each in offered]
        self.choice("equivalence").choices = usual_here.first(listed, [self.clinic.usual_table])
        self.fields |= second_tables.fields(self.catalogue, self.regimen)

    def drugs_shown(self, target: str | None) -> list[products.DrugProducts]:
        """The products of each medicine of the regimen, and of the one that would be crossed over to."""
        drugs = list(self.regimen.drugs)
        if self.asks_method:
            drugs.append(target if target and target in self.labels("crossover_to") else tables.DIAZEPAM)
        market, stocked, taken = self.clinic.market, self.clinic.stocked_products, self.regimen.products
        return [products.DrugProducts(self.catalogue, market, drug, stocked, taken(drug)) for drug in dict.fromkeys(drugs)]

    @property
    def conventions(self) -> str:
        """What the two conventions make of the day, where they are far apart."""
        return tables.conventions_said(self.catalogue, self.regimen)

    @cached_property
    def sections(self) -> dict[str, FormHelper]:
        """The layout of each section."""
        return plan_sections.sections(self)

    @property
    def compared(self) -> list[tuple[str, str]]:
        """Tables that cannot be chosen, with what each makes of the day."""
        return plan_sections.compared(self)

    @property
    def crossover_open(self) -> bool:
        """Whether the choices about crossing over stand open."""
        return plan_sections.is_open(self, strategy_boxes.named("crossover"))

    @cached_property
    def folds_said(self) -> dict[str, str]:
        """What is chosen in each part that can be folded."""
        return plan_sections.folds_said(self)

    @property
    def order_said(self) -> str:
        """The order as it stands; empty for one drug."""
        return drug_order.said(self, self.regimen.drugs)

    @property
    def order_open(self) -> bool:
        """Whether the order, or what stays as it is, was changed or is wrong."""
        return drug_order.is_filled(self, self.regimen.drugs)

    # What was typed → the request -----------------------------------------------------------------

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        if starts_on < self.today:
            raise forms.ValidationError("The first change of dose is in the past. Enter today or a later day.")
        if starts_on > self.latest_start:
            latest = clinic_day(self.latest_start)
            raise forms.ValidationError(f"The first change of dose is too far away. Enter a day up to {latest}.")
        return starts_on

    def clean_review_on(self) -> date | None:
        review_on: date | None = self.cleaned_data["review_on"]
        if review_on is None:
            return None
        if review_on < self.today:
            raise forms.ValidationError("The next visit is in the past. Enter today or a later day.")
        if review_on > self.today + timedelta(days=LATEST_REVIEW_DAYS):
            raise forms.ValidationError("The next visit is over a year away. Enter an earlier day.")
        return review_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        plan_refusals.refuse(self)
        refuse_person(self, PERSON, self.today)
        if not self.errors:
            self._build_request()
        return cleaned

    def _build_request(self) -> None:
        try:
            asked = parse_request(request_json(self), self.catalogue)
        except BadRequest as error:
            box = plan_refusals.box_of(error)
            self.add_error(box if box in self.fields else None, strategy_boxes.refused(error))
            return
        second_pace.refuse_not_lower(self, asked, self.catalogue)
        self._request = pauses.placed(self, asked, self.catalogue)

    @property
    def pauses(self) -> list[Pause]:
        """The pauses by their days, of a valid form: in its request they are holds after a step of that plan alone."""
        return [pause for _, pause in pauses.by_day(self, self.catalogue)]

    @property
    def request(self) -> Request:
        """What the engine is asked, of a valid form. Raises ValueError for any other."""
        if self._request is None:
            raise ValueError("Only a valid form has a request.")
        return self._request
