"""What else could be chosen for a drug: one more split, strength or liquid, each as the products and splits that it takes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from .facts import Catalogue, Product
from .products import DEFAULT_FORMS, Makeable
from .strategy import Request, Strategy

WHOLE_FORMS = (*DEFAULT_FORMS, "orally dispersible tablet")
"""Forms offered as another strength; sublingual tablets and films have licences of their own."""


@dataclass(frozen=True, slots=True)
class Option:
    """One addition to a strategy: `label` names the piece it adds, `kind` is the sort of addition, `change` the fields."""

    kind: str
    label: str
    strategy: Strategy
    change: dict[str, Any]
    unverified: bool = False


def options(request: Request, catalogue: Catalogue, drug: str) -> Iterator[Option]:
    """Single additions for one drug, the easiest first.

    Other whole pieces, halves, quarters, a liquid, halves that no source confirms, and modified-release products last.
    """
    makes = request.makeable(catalogue, drug)
    sold = [each for each in catalogue.products(request.market).values() if each.drug == drug]
    usable = [each for each in sold if each.status == "available" and each not in makes.products]
    plain = [each for each in usable if each.form in WHOLE_FORMS]
    modified = [each for each in usable if each.form.startswith("modified-release")]
    yield from (_with_product(request.strategy, makes, each, "strength") for each in plain)
    yield from _splits(request, catalogue, drug, verified=True)
    if not makes.volumes:
        for product in sorted((each for each in usable if each.mg_per_ml), key=lambda each: (each.mg_per_ml or 0, each.id)):
            yield _with_product(request.strategy, makes, product, "liquid")
    yield from _splits(request, catalogue, drug, verified=False)
    yield from (_with_product(request.strategy, makes, each, "modified-release") for each in modified)


def _with_product(strategy: Strategy, makes: Makeable, product: Product, kind: str) -> Option:
    others = [each for each in strategy.products or () if each not in {one.id for one in makes.products}]
    products = tuple(sorted({*others, *(each.id for each in makes.products), product.id}))
    return Option(kind, product.label, replace(strategy, products=products), {"products": list(products)})


def _splits(request: Request, catalogue: Catalogue, drug: str, *, verified: bool) -> Iterator[Option]:
    """Halves, then quarters, of products that are not split so yet and that a source lets split; others in halves only.

    The ids are listed with those of the plan's other drugs, whose splits stay as they are.
    """
    makes, strategy = request.makeable(catalogue, drug), request.strategy
    kinds = (("halve", "half", ("half", "quarter")), ("quarter", "a quarter", ("quarter",)))
    for word, name, allowed in kinds if verified else kinds[:1]:
        already = makes.split_ids(word)
        for product in sorted(makes.products, key=lambda each: (each.strength_mg or 0, each.id)):
            confirmed = product.splits in allowed
            if product.id in already or not product.strength_mg or product.splits == "none" or confirmed != verified:
                continue
            ids = tuple(sorted({*already, *_elsewhere(request, catalogue, drug, word), product.id}))
            split = replace(strategy, halve=ids) if word == "halve" else replace(strategy, quarter=ids)
            yield Option(word, f"{name} of the {product.label}", split, {word: list(ids)}, unverified=not verified)


def _elsewhere(request: Request, catalogue: Catalogue, drug: str, word: str) -> Iterator[str]:
    """The ids of other drugs' products that are split so."""
    for other in request.drugs:
        if other != drug:
            yield from request.makeable(catalogue, other).split_ids(word)
