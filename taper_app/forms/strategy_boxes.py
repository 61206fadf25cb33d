"""The boxes that ask for a strategy's fields, drawn from their rows, and the way back from what the engine refuses to its box."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django import forms
from django.http import QueryDict

from taper_app.engine import FIELDS, BadRequest, Catalogue, Field, Strategy, Unit, drug_of, is_modified, text

from .doses import BoundedDoseField, PlainNumberField, dose_input
from .layout import Choices, Div, hints, labels
from .products import DrugProducts


def named(*sections: str) -> tuple[str, ...]:
    """The fields that are asked in these sections of the forms, section by section."""
    return tuple(name for section in sections for name, each in FIELDS.items() if each.section == section)


def asked(names: Iterable[str], catalogue: Catalogue, market: str, taken: Collection[str] = ()) -> dict[str, forms.Field]:
    """A box for each of these fields, with its default in it, for who takes these medicines."""
    return {name: _box(FIELDS[name], catalogue, market, taken) for name in names}


def as_now(
    names: Iterable[str], strategy: Strategy, catalogue: Catalogue, market: str, taken: Collection[str] = ()
) -> dict[str, forms.Field]:
    """The boxes of these fields as a plan has them now."""
    fields = asked(names, catalogue, market, taken)
    for name, field in fields.items():
        value = getattr(strategy, name)
        field.initial = stands(FIELDS[name], value)
        if FIELDS[name].kind.box == "choice":
            field.error_messages |= {"invalid_choice": "Choose one from the list.", "required": "Choose one."}
    return fields


def _box(row: Field, catalogue: Catalogue, market: str, taken: Collection[str]) -> forms.Field:
    box, initial = row.box, None if row.default is ... else row.default
    if row.kind.box == "number":
        return number(row, catalogue, box.label, initial=initial)
    if row.kind.box == "tick":
        return forms.BooleanField(label=box.label, initial=initial, required=False, help_text=box.hint)
    if row.kind.box == "list":
        return forms.MultipleChoiceField(
            label=box.label,
            initial=stands(row, initial),
            choices=labels(box.choices),
            required=False,
            widget=forms.CheckboxSelectMultiple({"inline": True}),
            help_text=box.hint,
            error_messages={"invalid_choice": box.wrong},
        )
    return forms.TypedChoiceField(
        label=box.label,
        initial=initial,
        choices=labels(box.choices) if box.choices else targets(catalogue, market, taken),
        required=row.default is not None,
        empty_value=None,
        widget=forms.RadioSelect if _has_hints(row) else forms.Select,
        help_text=box.hint,
        error_messages={"required": box.missing, "invalid_choice": box.wrong},
    )


def _has_hints(row: Field) -> bool:
    """Whether its choices are told apart by more than their labels, so that each stands on the page."""
    return any(hint for _, hint in row.box.choices.values())


def number(row: Field, catalogue: Catalogue, label: str, *, initial: object = None, required: bool = True) -> forms.Field:
    """The box of a number, with its bounds in what it says; one that has no default may be left empty."""
    low, high = row.kind.within(catalogue)
    sentence, hint = row.kind.sentence(catalogue), row.box.hint.format(high=text.exact(high))
    if row.kind.unit is Unit.MG:
        return BoundedDoseField(
            high=high,
            sentence=sentence,
            label=label,
            initial=typed(initial or None),
            required=bool(row.default),
            help_text=hint,
            widget=dose_input("shorter"),
        )
    return PlainNumberField(
        low=low,
        high=high,
        places=2 if row.kind.unit is Unit.PERCENT else 0,
        sentence=sentence,
        label=label,
        initial=typed(initial),
        required=required and row.default is not None,
        help_text=hint,
    )


def stands(row: Field, value: object) -> object:
    """A value as it stands in its box."""
    if row.kind.box == "number":
        return typed(value)
    return list(value) if isinstance(value, tuple) else value


def typed(value: object) -> str | None:
    """A number as it is typed into its box."""
    return None if value is None else text.exact(Decimal(str(value)))


def targets(catalogue: Catalogue, market: str, taken: Collection[str] = ()) -> list[tuple[str, str]]:
    """The drugs that can be crossed over to: benzodiazepines that the market has available, in their plain form.

    So can the plain form of what is `taken` as modified release, whatever it is.
    """
    sold = {each.medicine for each in catalogue.products(market).values() if each.status == "available"}
    slow = {drug_of(each) for each in taken if is_modified(each)}
    drugs = (each for each in catalogue.drugs.values() if each.id in sold)
    return [
        (each.id, f"plain {each.name}" if each.id in slow else each.name)
        for each in drugs
        if each.id in slow or each.kind == "benzodiazepine"
    ]


def laid_out(names: Iterable[str], css_class: str, *, hinted: bool = True) -> list[object]:
    """The boxes on a page: those to fill in side by side, then each choice, with its hints or without, then the ticks."""
    rows = {name: FIELDS[name] for name in names}
    ticks = [name for name, row in rows.items() if row.kind.box == "tick"]
    choices = [Choices(name, hints(row.box.choices) if hinted else {}) for name, row in rows.items() if _has_hints(row)]
    filled_in = [name for name, row in rows.items() if name not in ticks and not _has_hints(row)]
    return [Div(*filled_in, css_class=css_class), *choices, *ticks]


def said(form: forms.Form, names: Iterable[str]) -> list[str]:
    """What stands in the boxes of these fields otherwise than at first, in words; nothing of one that cannot be read."""
    found = []
    for name in names:
        row = FIELDS[name]
        try:
            value = form.fields[name].clean(form[name].value())
        except forms.ValidationError:
            continue
        if value != row.default and (row.default is not None or value):
            found += row.said(value, lambda shown: text.exact(shown) if isinstance(shown, Decimal) else str(shown))
    return found


def with_later(data: QueryDict) -> QueryDict:
    """What was sent, with its default in each box that came later than the page, or the draft, that sent it."""
    answer = data.copy()
    for name, row in FIELDS.items():
        if row.later and row.kind.box in ("number", "choice") and name not in data:
            answer[name] = "" if row.default is None else str(row.default)
    return answer


def with_change(names: Iterable[str], change: Mapping[str, object]) -> dict[str, list[str]]:
    """What the boxes of these fields send once an alternative has changed them."""
    return {name: _sent(FIELDS[name], change[name]) for name in names if name in change}


def _sent(row: Field, value: object) -> list[str]:
    if row.kind.box == "tick":
        return ["on"] if value else []
    if isinstance(value, (list, tuple)):
        return [str(each) for each in value]
    return ["" if value is None else str(value)]


def refuse_two_liquids(form: forms.Form, drugs: Iterable[DrugProducts]) -> None:
    """Say at its products where two liquids of a drug are ticked."""
    for drug in drugs:
        liquid = [each for each in drug.products if each.mg_per_ml and each.id in form.cleaned_data.get(drug.field, ())]
        if len(liquid) > 1:
            form.add_error(drug.field, f"Tick one liquid of {drug.drug} at most: two strengths are easily mixed up.")


def refused_field(error: BadRequest) -> str:
    """The field of a strategy, or of the request, that the engine refuses."""
    return error.field.removeprefix("strategy.").split("[")[0].split(".")[0]


def box_in_plan(name: str) -> str:
    """The box of a field in a new plan, where it has one."""
    return (name in FIELDS and FIELDS[name].box.plan) or name


def box_in_review(name: str) -> str:
    """The box of a field in a review, where it has one."""
    return (name in FIELDS and FIELDS[name].box.review) or name


def refused(error: BadRequest) -> str:
    """What a form says of it."""
    return f"Choose again: {error.message}."
