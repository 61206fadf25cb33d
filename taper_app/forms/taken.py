"""What is really taken at a visit: a row a medicine in the plan's order, filled in as planned, and room for what was found."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from taper_app.engine import TIMES, Dose, Regimen
from taper_app.models import OwnProduct
from taper_app.wording.regimens import by_weekday

from . import weekday_doses
from .doses import DoseField
from .layout import Div, Part, helper
from .medication import LABELS
from .medicine_choices import drug_choices, found_medicine, in_names, medicine_chosen, product_choices, product_fault, products_of
from .page_form import PageForm
from .rounding import ROUNDED, rounding_field

NOTHING = "Enter the dose really taken, such as 0.5, or 0 where nothing is taken."
WHOSE = "Choose which other medicine these doses are of, or clear them."
WHAT = "Enter the doses of the other medicine, or choose none."
OF_THE_PLAN = "{name} has a row of its own above. Enter its doses there."
TWICE = "{name} is entered twice. Put all its doses into one row."
FOUND = ("other", "further")
"""The rows of medicines that the plan does not have."""


def dose_name(row: str, time: str) -> str:
    """The name of the box of one row at one time of day; a medicine of the plan is a row by its name."""
    return f"taken_{in_names(row)}_{time}"


def dose_names(row: str) -> list[str]:
    """The four boxes of a row."""
    return [dose_name(row, time) for time in TIMES]


def drug_name(row: str) -> str:
    """The box in which the medicine of a row of FOUND is chosen."""
    return f"{row}_drug"


def product_name(row: str) -> str:
    """The box with what the medicine of a row is taken as."""
    return f"as_{in_names(row)}"


def medicines_found(sent: Mapping[str, Any], market: str, own: Sequence[OwnProduct]) -> list[str]:
    """The medicines that a page sent in rows of FOUND, as far as they can be read, each with a dose of it."""
    listed = {id_ for _, named in drug_choices(market) if isinstance(named, list) for id_, _ in named}
    rows = [row for row in FOUND if sent.get(drug_name(row)) in listed and any(sent.get(name) for name in dose_names(row))]
    return [found_medicine(market, own, sent[drug_name(row)], sent.get(product_name(row), "")) for row in rows]


class TakenForm(PageForm):
    """What is taken now, at each time of day. An empty box means none then; `planned` is the day, or the week, as it is planned.

    A dose is of the product that is chosen for its row, else of the one that it is planned to be taken as. `by_week` is where the
    plan goes by days of the week: the one time of day at which a medicine is planned is then asked day by day, as is any dose
    whose days differ.
    """

    def __init__(
        self,
        *args: Any,
        market: str,
        drugs: Iterable[str],
        planned: Regimen,
        own: Sequence[OwnProduct] = (),
        by_week: bool = False,
        **named: Any,
    ) -> None:
        super().__init__(*args, **named)
        self.market, self.own, self.planned, self.by_week = market, own, planned, by_week
        self.drugs = list(dict.fromkeys((*planned.drugs, *drugs)))
        self.drugs.sort(key=[*drugs, *planned.drugs].index)
        self.fields["rounding"] = rounding_field()
        self.fields["rounding"].label = ROUNDED.format(said=self.data.get("rounding", ""))
        for row in (*self.drugs, *FOUND):
            self.fields |= self._found_boxes(row) if row in FOUND else self._product_box(row)
            self.fields |= {name: field for time in TIMES for name, field in self._boxes(row, time).items()}

    def _is_by_day(self, row: str, time: str) -> bool:
        """Whether a row is asked day by day at this time."""
        times = {each.time for each in self.planned.doses if each.drug == row}
        return weekday_doses.by_days(self.planned, row, time) or (self.by_week and times == {time})

    def _names(self, row: str) -> list[str]:
        return [name for time in TIMES for name in self._names_then(row, time)]

    def _names_then(self, row: str, time: str) -> list[str]:
        name = dose_name(row, time)
        return weekday_doses.day_names(name) if self._is_by_day(row, time) else [name]

    def _boxes(self, row: str, time: str) -> dict[str, forms.Field]:
        name = dose_name(row, time)
        if self._is_by_day(row, time):
            return weekday_doses.boxes(name, "{}", by_weekday(self.planned, row, time))
        return {name: self._box(row, time)}

    def _box(self, row: str, time: str) -> DoseField:
        field = DoseField(label=LABELS[time], required=False, initial=self.planned.at(row, time) or None)
        if not self.planned.doses and (row, time) == (self.usual[0], TIMES[0]):
            field.initial = Decimal(0)
        return field

    def _product_box(self, drug: str) -> dict[str, forms.Field]:
        choices = products_of(self.market, self.own, drug, self.planned.products(drug))
        return {product_name(drug): _product(f"{drug.capitalize()} is taken as", choices)}

    def _found_boxes(self, row: str) -> dict[str, forms.Field]:
        drug = forms.ChoiceField(
            label="Another benzodiazepine or z-drug" if row == FOUND[0] else "And another one",
            choices=[
                (group, [(id_, name) for id_, name in named if medicine_chosen(id_) not in self.drugs])
                if isinstance(named, list)
                else (group, named)
                for group, named in drug_choices(self.market)
            ],
            required=False,
            error_messages={"invalid_choice": "Choose a medicine from the list."},
        )
        return {drug_name(row): drug, product_name(row): _product("Taken as", product_choices(self.market, self.own))}

    # How it stands on the page --------------------------------------------------------------------

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
        """What these are taken as, then the plan's other drugs, then what the visit found."""
        products = Div(*map(product_name, self.usual), css_class="side")
        others = [part for drug in self.drugs if drug not in self.usual for part in (self._row(drug), product_name(drug))]
        found = [
            part
            for row in FOUND
            for part in (Div(drug_name(row), product_name(row), css_class="side"), self._row(row, "Really taken of it, in mg"))
        ]
        return helper(products, *others, *found)

    @property
    def rounding_chosen(self) -> forms.BoundField:
        """The tick for rounded doses."""
        return self["rounding"]

    def _row(self, row: str, legend: str = "") -> Part:
        legend = legend or f"{row.capitalize()}, in mg"
        weeks = [time for time in TIMES if self._is_by_day(row, time)]
        if not weeks:
            return Part("medications/_doses.html", *dose_names(row), legend=legend)
        single = [self[dose_name(row, time)] for time in TIMES if time not in weeks]
        days = [(LABELS[time], [self[name] for name in self._names_then(row, time)]) for time in weeks]
        return Part("medications/_week_doses.html", *self._names(row), legend=legend, single=single, weeks=days)

    @property
    def another_open(self) -> bool:
        """Whether another medicine or product stands there, or something is wrong with it."""
        rows = [*(drug for drug in self.drugs if drug not in self.usual), *FOUND]
        names = [*map(drug_name, FOUND), *map(product_name, (*self.drugs, *FOUND)), *(n for row in rows for n in dose_names(row))]
        return any(self[name].errors or self[name].data for name in names)

    # What it means --------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not any(map(self._typed, (*self.drugs, *FOUND))):
            self.add_error(self._names(self.usual[0])[0], NOTHING)
        for row in FOUND:
            self._clean_found(row)
        first, second = (self._medicine(row) for row in FOUND)
        if first and first == second:
            self.add_error(drug_name(FOUND[1]), TWICE.format(name=first.capitalize()))
        return cleaned

    def _clean_found(self, row: str) -> None:
        """The medicine of doses, the doses of a medicine, and a product that is of it."""
        chosen, typed = self.cleaned_data.get(drug_name(row), ""), self._typed(row)
        if drug_name(row) in self.errors:
            return
        if typed and not chosen:
            self.add_error(drug_name(row), WHOSE)
        elif chosen and not typed:
            self.add_error(dose_name(row, TIMES[0]), WHAT)
        if product := self.cleaned_data.get(product_name(row)):
            if fault := product_fault(self.market, self.own, chosen, product):
                self.add_error(product_name(row), fault)
            elif (medicine := self._medicine(row)) in self.drugs:
                self.add_error(product_name(row), OF_THE_PLAN.format(name=medicine.capitalize()))

    def _medicine(self, row: str) -> str:
        """The medicine of a row of FOUND, of the release that its product has; empty where none is chosen."""
        chosen = self.cleaned_data.get(drug_name(row), "")
        return found_medicine(self.market, self.own, chosen, self.cleaned_data.get(product_name(row), ""))

    def _typed(self, row: str) -> bool:
        return any(self.cleaned_data.get(name) is not None or name in self.errors for name in self._names(row))

    @property
    def rounding(self) -> str:
        """What is said of the rounded doses to go on from; empty where it goes on from those taken, or where that was refused."""
        rounding: str = self.cleaned_data.get("rounding", "")
        return rounding

    @property
    def regimen(self) -> Regimen:
        """What is taken, of a valid form, the drugs in the plan's order and the added ones last."""
        rows = [(drug, drug) for drug in self.drugs] + [(row, self._medicine(row)) for row in FOUND]
        return Regimen(tuple(each for row, drug in rows for time in TIMES for each in self._doses(row, drug, time)))

    def _doses(self, row: str, drug: str, time: str) -> Iterator[Dose]:
        name, product = dose_name(row, time), self._taken_as(row, time)
        if self._is_by_day(row, time):
            yield from weekday_doses.doses(Dose(time, drug, Decimal(0), product), name, self.cleaned_data)
        elif mg := self.cleaned_data[name]:
            yield Dose(time, drug, mg, product)

    def _taken_as(self, row: str, time: str) -> str:
        chosen: str = self.cleaned_data[product_name(row)]
        return chosen or next((each.product for each in self.planned.doses if (each.drug, each.time) == (row, time)), "")


def _product(label: str, choices: Sequence[tuple[str, object]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        error_messages={"invalid_choice": "Choose a product from the list."},
    )
