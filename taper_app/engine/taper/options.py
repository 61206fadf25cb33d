"""What else could be chosen for a drug: one more split, strength or liquid, as what it adds to a strategy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..catalogue.facts import Catalogue
from ..doses.used import DEFAULT_FORMS
from .strategy import Request, Strategy

WHOLE_FORMS = (*DEFAULT_FORMS, "orally dispersible tablet")
"""Forms offered as another strength; sublingual tablets and films have licences of their own."""

ADDS_TO = {"halve": "halve", "quarter": "quarter"}
"""The field of a strategy that a kind of option adds to; any other kind adds to its products."""


@dataclass(frozen=True, slots=True)
class Option:
    """One addition to a strategy: `kind` is what sort it is, `product` the id that it adds, `label` names the piece in words."""

    kind: str
    product: str
    label: str
    unverified: bool = False

    @property
    def field(self) -> str:
        """The field of a strategy that it adds to."""
        return ADDS_TO.get(self.kind, "products")


def options(request: Request, catalogue: Catalogue, drug: str) -> Iterator[Option]:
    """Single additions for one drug, the easiest first.

    Other whole pieces, halves, quarters, a liquid, and halves that no source confirms.
    """
    makes = request.makeable(catalogue, drug)
    sold = [each for each in catalogue.products(request.market).values() if each.medicine == drug]
    listed = _listed_for_splitting(request.strategy)
    may = (each for each in sold if each.splits != "none" or each.id not in listed)
    usable = [each for each in may if each.status == "available" and each not in makes.products]
    liquids = sorted((each for each in usable if each.mg_per_ml), key=lambda each: (each.mg_per_ml or 0, each.id))
    yield from (Option("strength", each.id, each.label) for each in usable if each.form in WHOLE_FORMS or each.modified_release)
    yield from _splits(request, catalogue, drug, verified=True)
    yield from (Option("liquid", each.id, each.label) for each in liquids if not makes.volumes)
    yield from _splits(request, catalogue, drug, verified=False)


def _listed_for_splitting(strategy: Strategy) -> set[str]:
    """Ids that a strategy lists to be split: one that must be taken whole would be refused as soon as it is used."""
    return {id_ for choice in (strategy.halve, strategy.quarter) if not isinstance(choice, str) for id_ in choice}


def _splits(request: Request, catalogue: Catalogue, drug: str, *, verified: bool) -> Iterator[Option]:
    """Halves, then quarters, of products that are not split so yet and that a source lets split; others in halves only."""
    makes = request.makeable(catalogue, drug)
    kinds = (("halve", "half", ("half", "quarter")), ("quarter", "a quarter", ("quarter",)))
    for kind, part, allowed in kinds if verified else kinds[:1]:
        already = makes.split_ids(kind)
        for product in sorted(makes.products, key=lambda each: (each.strength_mg or 0, each.id)):
            splits_so = product.splits in allowed
            if product.id not in already and product.splits != "none" and splits_so == verified:
                yield Option(kind, product.id, f"{part} of the {product.label}", unverified=not verified)


def added(request: Request, catalogue: Catalogue, chosen: Iterable[Option]) -> dict[str, list[str]]:
    """The fields of a strategy that has these options too: product ids, as JSON carries them.

    What the request uses already stays: the products of each drug that gets another, and the splits of every drug on the way.
    """
    chosen = tuple(chosen)
    fields: dict[str, set[str]] = {}
    for option in chosen:
        if option.field not in fields:
            fields[option.field] = _in_use(request, catalogue, option.field)
        if option.field == "products":
            drug = catalogue.products(request.market)[option.product].medicine
            fields["products"] |= {each.id for each in request.makeable(catalogue, drug).products}
        fields[option.field].add(option.product)
    return {field: sorted(ids) for field, ids in fields.items()}


def _in_use(request: Request, catalogue: Catalogue, field: str) -> set[str]:
    if field == "products":
        return set(request.strategy.products or ())
    return {id_ for drug in request.drugs for id_ in request.makeable(catalogue, drug).split_ids(field)}


def with_option(request: Request, catalogue: Catalogue, option: Option) -> Request:
    """The request with one option more."""
    fields: dict[str, Any] = {field: tuple(ids) for field, ids in added(request, catalogue, (option,)).items()}
    return replace(request, strategy=replace(request.strategy, **fields))
