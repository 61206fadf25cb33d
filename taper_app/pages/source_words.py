"""What the page of sources is made of: figures that lead to their source, and the words for how surely each was read there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from taper_app.engine import Bottle, Maximum, Product, Rule, load_catalogue, text
from taper_app.models import Medication

EVIDENCE = {
    "seen": "read in the source",
    "seen-secondary": "read as another work quotes it",
    "seen-unpinned": "read in a copy that was not recorded",
    "memory": "from memory, not read",
    "derived": "Taper’s own",
}
STATUSES = {
    "available": "sold",
    "import": "imported",
    "special": "made to order",
    "discontinued": "no longer sold",
    "withdrawn": "withdrawn",
}
SPLITS = {"none": "whole only", "half": "halves", "quarter": "halves and quarters", "unverified": "not confirmed"}
TIERS = {"block": "Refuses to issue", "caution": "Wants a reason", "info": "Explains"}
NAMES = {"rxnorm": "RxNorm", "atc": "ATC", "snomed": "SNOMED CT"}
UNITS = {"percent": "{}%", "days": "{} days", "hours": "{} hours", "months": "{} months", "times": "{} times"}
SOFTENED = {"caution": "wants an answer", "info": "explains"}
GIVEN = {
    "age": "the age",
    "medicines": "the medicines",
    "review_on": "the day of the next visit",
    "visit": "what a visit measured",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that a source says, in words, with the id of that source and how surely it was read there."""

    words: str
    source: str
    evidence: str = ""
    confidence: str = ""

    @property
    def from_memory(self) -> bool:
        """Whether nobody has read it in the source."""
        return self.evidence == "memory"

    @property
    def read(self) -> str:
        """How it was read, in words."""
        return EVIDENCE.get(self.evidence, "")


def span(low: Decimal, high: Decimal, unit: str = "") -> str:
    """A number, or a range in words: "6 to 12 hours"; in mg without a unit."""
    if not unit:
        return text.mg(low) if low == high else f"{text.number(low)} to {text.mg(high)}"
    return f"{text.number(low)} {unit}" if low == high else f"{text.number(low)} to {text.number(high)} {unit}"


def title(key: str) -> str:
    """The heading of what has no other name than its id."""
    return key.replace("_", " ").replace("-", " ").capitalize()


def listed(parts: Iterable[str]) -> str:
    """A list in one phrase."""
    return ", ".join(parts)


def market(key: str) -> str:
    """A market by its name."""
    return load_catalogue().markets[key].name


def indication(key: str) -> str:
    """What a drug is taken for, inside a sentence."""
    return str(dict(Medication.Indication.choices).get(key, key)).lower()


def most_for(most: Maximum) -> str:
    """Of whom, and of which products, a licensed dose is the highest, where that is not everybody's."""
    age = f", from the age of {most.from_age}" if most.from_age else ""
    return f"{age}, {most.release} release" if most.release else age


def product_row(product: Product) -> dict[str, Any]:
    """The figures of one product: its strength, its splits (plain words where no source says them), its codes."""
    drop = f", {text.mg(product.drop_mg)} in a drop" if product.drop_mg else ""
    splits = SPLITS[product.splits]
    return {
        "product": product,
        "strength": Figure(product.label + drop, product.source, product.evidence, product.confidence),
        "splits": Figure(splits, product.splits_source, product.splits_evidence) if product.splits_source else splits,
        "bottle": list(bottle_figures(product.bottle)) if product.bottle else [],
        "status": STATUSES[product.status],
        "gone": product.gone,
        "codes": code_figures(product.codes),
    }


def bottle_figures(bottle: Bottle) -> Iterator[Figure]:
    """What a bottle of a liquid holds, and how long it keeps once it is opened; what is not known is left out."""
    if bottle.holds_ml is not None:
        yield Figure(text.ml(bottle.holds_ml), bottle.source, bottle.evidence)
    if bottle.keeps_days is not None:
        yield Figure(f"opened, keeps {bottle.keeps_days} days", bottle.keeps_source, bottle.keeps_evidence)


def figures_of(rows: Iterable[Mapping[str, Any]]) -> Iterator[Figure]:
    """All figures of such rows."""
    for row in rows:
        yield from (row["strength"], *row["bottle"], *(figure for _, figure in row["codes"]))
        if isinstance(row["splits"], Figure):
            yield row["splits"]


def code_figures(codes: Mapping[str, str]) -> list[tuple[str, Figure]]:
    """Codes, each from the source that has the name of its system."""
    return [(NAMES[system], Figure(code, system)) for system, code in codes.items()]


def rule_words(rule: Rule) -> str:
    """The sentence of a rule, with what is put in for each plan in square brackets."""
    return rule.message(**{name: f"[{name.replace('_', ' ')}]" for name in rule.placeholders})


def rule_figures(rule: Rule) -> Iterator[tuple[str, Figure]]:
    """The numbers that a rule judges by, each with its label."""
    for label, said in numbers_said(rule.numbers):
        yield label, Figure(said, rule.source, rule.evidence)


def numbers_said(numbers: Mapping[str, Decimal | int | str]) -> Iterator[tuple[str, str]]:
    """Numbers by their names in a data file, each as a label and the number with its unit."""
    for name, value in numbers.items():
        label, _, unit = name.rpartition("_")
        label = (label or name).replace("_", " ").replace("min", "least").replace("max", "most")
        yield label, number_said(value, unit)


def limit_said(least: int, most: int, unit: str) -> str:
    """From the least to the most, with their unit: "3 days to 14 days"; one number where there is no least: "10 mg"."""
    said = [number_said(each, unit) for each in (least, most)]
    return f"{said[0]} to {said[1]}" if least else said[1]


def number_said(value: Decimal | int | str, unit: str) -> str:
    """A number of a rule with its unit."""
    if isinstance(value, str):
        return value
    return text.mg(value) if unit == "mg" else UNITS.get(unit, "{}").format(text.number(value))


def pace_said(fields: Mapping[str, Any]) -> str:
    """The fields of a pace in words."""
    every = f"every {fields['interval_days']} days"
    if "bands" in fields:
        bands = [f"{text.mg(each['reduction_mg'])} down to {text.mg(each['down_to_mg'])}" for each in fields["bands"]]
        return f"{', then '.join(bands)}, {every}"
    return f"{text.number(fields['reduction_percent'])}% of the {fields['basis']} dose, {every}"
