"""The medicines a patient takes now: a row for each, prescribed and really taken at four times of day."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms

from taper_app.engine import TIMES, Regimen, drug_of, is_modified
from taper_app.models import Medication
from taper_app.models.medication import ROW
from taper_app.wording.doses import AT

from . import medicine_use
from .layout import helper
from .medication import MedicationForm, dose_names
from .medicine_choices import MODIFIED_RELEASE, medicine_chosen
from .page_form import PageForm

EXTRA_ROWS = 4
MOST_ROWS = 12


class MedicationRows(forms.BaseFormSet):  # type: ignore[type-arg]  # Django's own cannot be subscripted
    """All rows. What is said twice would count twice, so it is refused: the same row, or two doses of a drug at one time."""

    default_error_messages = {
        "missing_management_form": "The page was sent incomplete. Load it again and enter the medicines once more."
    }

    def clean(self) -> None:
        seen: list[dict[str, Any]] = []
        for form in self.kept():
            if not form.errors:
                row = form.row()
                if any(same_row(row, each) for each in seen):
                    form.add_error("drug", f"{called(row)} is entered twice. Put all its doses into one row.")
                elif time := next(filter(None, (time_twice(row, each) for each in seen)), ""):
                    form.add_error("drug", f"{called(row)} {AT[time]} is in two rows. Put each dose into one of them.")
                seen.append(row)

    def kept(self) -> list[MedicationForm]:
        """Rows with something in them that are not to be removed."""
        return [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]

    def typed(self) -> list[dict[str, Any]]:
        """Each row with something in it as it was sent, whatever is wrong with it."""
        return [{name: form[name].data for name in form.fields} for form in self.forms if form.is_filled]

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


def same_row(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows are of the same medicine, used alike."""
    return all(one[name] == other[name] for name in ROW)


def time_twice(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """The time of day at which two rows say a dose of the same medicine for the same day; empty where there is none.

    What is taken as needed is no dose of a day. Days that are not named may be any.
    """
    alike = one["drug"] and all(one[name] == other[name] for name in ("drug", "release"))
    if not alike or Medication.Use.AS_NEEDED in (one["use"], other["use"]):
        return ""
    days = [set(row["weekdays"].split(",")) for row in (one, other) if row["weekdays"]]
    if len(days) > 1 and days[0].isdisjoint(days[1]):
        return ""
    return next((time for time in TIMES if one[f"taken_{time}"] and other[f"taken_{time}"]), "")


def called(row: Mapping[str, Any]) -> str:
    """What a row is about, to begin a sentence with."""
    name: str = row["drug"] or row["other"]
    return f"{name[:1].upper()}{name[1:]}"


def saved_rows(medications: Iterable[Medication]) -> list[dict[str, object]]:
    """Stored medicines as the rows they were typed in; a dose of nothing is an empty box, and none at all a 0."""
    return [_saved_row(each) for each in medications]


def with_taken_again(rows: Sequence[Mapping[str, Any]], again: Regimen) -> list[dict[str, Any]]:
    """The rows with what a follow-up found to be taken again: in the row of its medicine, or in one of its own.

    What is prescribed by now is not known and left empty; nothing is saved.
    """
    found = {drug: _again_row(again, drug) for drug in again.drugs}
    kept = [{**row, **found.pop(medicine_chosen(str(row["drug"])), {})} if row["drug"] else dict(row) for row in rows]
    return [*kept, *found.values()]


def _again_row(again: Regimen, drug: str) -> dict[str, Any]:
    """A row of it, as it is typed."""
    doses = {f"taken_{time}": again.at(drug, time) or None for time in TIMES}
    days = {"since_on": again.since.get(drug), "last_taken_on": again.last.get(drug)}
    chosen = f"{drug_of(drug)}{MODIFIED_RELEASE if is_modified(drug) else ''}"
    return {"drug": chosen, "use": Medication.Use.REGULAR} | dict.fromkeys(dose_names("prescribed")) | doses | days


def _saved_row(medication: Medication) -> dict[str, object]:
    slow = medication.release == Medication.Release.MODIFIED and not medication.product
    row: dict[str, object] = {"drug": f"{medication.drug}{MODIFIED_RELEASE if slow else ''}"}
    row |= {name: getattr(medication, name) for name in ("product", "indication", "since_on", "last_taken_on")}
    for kind in ("prescribed", "taken") if medication.drug else ():
        doses = {name: getattr(medication, name) for name in dose_names(kind)}
        row |= {name: mg for name, mg in doses.items() if mg} or {f"{kind}_morning": Decimal(0)}
    return row | medicine_use.typed(medication)


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
