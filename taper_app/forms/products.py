"""The products of a plan as they are ticked: which are used, and how each may be split."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from taper_app.engine import Catalogue, Product, default_products, text
from taper_app.wording.lists import joined

from .medicine_choices import in_names

OFFERED = ("available", "special", "import", "own")
HOW_SOLD = {"available": "", "special": "made to order", "import": "imported", "own": "made for the clinic"}
SPLITS = {
    "half": [("whole", "Whole only"), ("half", "Halves")],
    "quarter": [("whole", "Whole only"), ("half", "Halves"), ("quarter", "Halves and quarters")],
    "unverified": [
        ("whole", "Whole only"),
        ("half", "Halves: I know that it can be split"),
        ("quarter", "Quarters: I know that it can be split"),
    ],
}


class DrugProducts:
    """The products of one medicine, of its release, that a clinic can use; `usual` are those of a plan that names none, and
    `ticked` are ticked before anybody has chosen: with what it is `taken` as, of liquids the first."""

    def __init__(self, catalogue: Catalogue, market: str, drug: str, stocked: Iterable[str], taken: Collection[str] = ()) -> None:
        self.drug, self.stocked = drug, frozenset(stocked)
        sold = catalogue.products(market).values()
        self.products = [each for each in sold if each.medicine == drug and each.status in OFFERED]
        usual = default_products(catalogue, market, drug)
        kept = [each for each in self.products if each.id in self.stocked]
        solid = [each.id for each in kept if each.form in ("tablet", "capsule") or each.modified_release]
        also = [each for each in self.products if each.id in taken]
        liquids = [each.id for each in also if each.mg_per_ml]
        known = [each.id for each in also if each.id not in liquids[1:]]
        self.usual = [*dict.fromkeys((*(solid or [each.id for each in usual]), *known))]
        self.ticked = [*dict.fromkeys((*(solid or [each.id for each in usual if each.ticked]), *known))]

    @property
    def field(self) -> str:
        """The name of the field with the ticks."""
        return f"products_{in_names(self.drug)}"

    @property
    def split_at_first(self) -> str | None:
        """The smallest ticked product that a source says may be halved: halves of it are on until somebody says otherwise."""
        may = [each for each in self.products if each.id in self.ticked and each.splits in ("half", "quarter")]
        return min(may, key=lambda each: (each.strength_mg or 0, each.id)).id if may else None

    def said(self, ticked: Collection[str]) -> str:
        """The medicine with the strengths of its tablets and capsules that are ticked, and liquids in full; empty for none."""
        used = [each for each in self.products if each.id in ticked]
        solid = [text.mg(each.strength_mg) for each in used if each.strength_mg]
        liquid = [each.label.removeprefix(f"{self.drug} ") for each in used if not each.strength_mg]
        return f"{self.drug} {joined([*solid, *liquid])}" if used else ""

    def fields(self) -> dict[str, forms.Field]:
        """The ticks, and for each product that may be split the choice how."""
        ticks = forms.MultipleChoiceField(
            label=f"Products of {self.drug}",
            choices=[(each.id, each.label) for each in self.products],
            initial=self.ticked,
            required=bool(self.products),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": f"Tick at least one product of {self.drug}.",
                "invalid_choice": f"Choose products of {self.drug} from the list.",
            },
        )
        return {self.field: ticks} | {split_name(each): self._split(each) for each in self.products if each.splits in SPLITS}

    def _split(self, product: Product) -> forms.ChoiceField:
        return forms.ChoiceField(
            label=f"Splitting {product.label}",
            choices=SPLITS[product.splits],
            initial="half" if product.id == self.split_at_first else "whole",
            error_messages={
                "required": f"Choose how {product.label} may be split.",
                "invalid_choice": f"Choose from the list how {product.label} may be split.",
            },
        )

    def first_data(self) -> dict[str, list[str]]:
        """What the fields would send if nobody touched them."""
        fields = self.fields()
        return {name: field.initial if isinstance(field.initial, list) else [field.initial] for name, field in fields.items()}

    def rows(self, form: forms.Form) -> list[dict[str, Any]]:
        """Tick, split and remark of each product, for the template."""
        return [
            {
                "tick": tick,
                "split": form[split_name(each)] if each.splits in SPLITS else None,
                "brands": ", ".join(each.brands),
                "usual": each.id in self.ticked,
                "remark": self._remark(each),
            }
            for tick, each in zip(form[self.field], self.products, strict=True)
        ]

    def _remark(self, product: Product) -> str:
        remarks = [HOW_SOLD[product.status], self._not_stocked(product)]
        return ", ".join(filter(None, remarks))

    def _not_stocked(self, product: Product) -> str:
        return "not stocked" if self.stocked and product.id not in self.stocked and product.status != "own" else ""


def with_first_products(data: QueryDict, drugs: Iterable[DrugProducts]) -> QueryDict:
    """What was sent, with the first ticks for drugs whose products were not on the page that sent it."""
    answer = data.copy()
    for drug in drugs:
        if drug.drug not in data.getlist("shown"):
            for name, values in drug.first_data().items():
                answer.setlist(name, values)
    return answer


def split_name(product: Product) -> str:
    """The name of the field that says how a product is split."""
    return f"split_{product.id}"


def chosen(cleaned: Mapping[str, Any], drugs: Iterable[DrugProducts]) -> dict[str, object]:
    """The fields of a strategy that the ticks and splits mean."""
    used = [each for drug in drugs for each in drug.products if each.id in cleaned[drug.field]]
    how = {each.id: cleaned.get(split_name(each), "whole") for each in used}
    return {
        "products": [each.id for each in used],
        "halve": [id_ for id_, split in how.items() if split != "whole"] or "none",
        "quarter": [id_ for id_, split in how.items() if split == "quarter"] or "none",
    }


def laid_over(change: Mapping[str, Any], drugs: Iterable[DrugProducts], data: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The ticks and splits that a change of `products`, `halve` or `quarter` means, over what was sent."""
    answer: dict[str, list[str]] = {}
    for drug in drugs:
        ticked = data.get(drug.field, [])
        if "products" in change:
            ticked = [each.id for each in drug.products if each.id in (change["products"] or [])] or drug.ticked
            answer[drug.field] = ticked
        for product in drug.products:
            if product.splits in SPLITS and ("halve" in change or "quarter" in change):
                answer[split_name(product)] = [_split_after(change, drug, product, ticked, data)]
    return answer


def _split_after(
    change: Mapping[str, Any], drug: DrugProducts, product: Product, ticked: list[str], data: Mapping[str, list[str]]
) -> str:
    before = data.get(split_name(product), ["whole"])[0]
    quarters = _named(change["quarter"], drug, product, ticked, ("quarter",)) if "quarter" in change else before == "quarter"
    if quarters:
        return "quarter"
    halves = _named(change["halve"], drug, product, ticked, ("half", "quarter")) if "halve" in change else before == "half"
    return "half" if halves else "whole"


def _named(
    splits: str | Collection[str], drug: DrugProducts, product: Product, ticked: list[str], allowed: tuple[str, ...]
) -> bool:
    """Whether `splits` (none, smallest, all, or ids) means this product among the ticked ones of its drug."""
    if not isinstance(splits, str):
        return product.id in splits
    may = [each for each in drug.products if each.id in ticked and each.splits in allowed]
    if splits == "smallest" and may:
        return product.id == min(may, key=lambda each: (each.strength_mg or 0, each.id)).id
    return splits == "all" and product in may
