"""Which products a plan uses for a medicine: those it names, or else those that are used by default."""

from collections.abc import Iterable

from ..catalogue.facts import Catalogue, Product
from ..catalogue.medicine import drug_of, is_modified

DEFAULT_FORMS = ("tablet", "capsule")

_DEFAULT: dict[tuple[str, str, str], tuple[Product, ...]] = {}
"""The default products by catalogue, market and medicine, looked up once: a memory of facts."""


def default_products(catalogue: Catalogue, market: str, drug: str) -> tuple[Product, ...]:
    """The tablets and capsules of a medicine, of the release that it has, that the market has available: no imports.

    Nothing discontinued either, and nothing of a clinic's own. Raises KeyError for a market that has no file.
    """
    key = (catalogue.digest, market, drug)
    if key not in _DEFAULT:
        plain, slow = drug_of(drug), is_modified(drug)
        _DEFAULT[key] = tuple(
            each
            for each in catalogue.products(market).values()
            if each.drug == plain
            and each.modified_release == slow
            and (slow or each.form in DEFAULT_FORMS)
            and each.status == "available"
        )
    return _DEFAULT[key]


def chosen_products(
    catalogue: Catalogue, market: str, drug: str, named: Iterable[str] | None, taken: Iterable[str] = ()
) -> tuple[Product, ...]:
    """The products that a plan uses for a medicine: those it names of it, or else the default ones and what it is `taken` as.

    Not what is no longer sold, and of liquids the first, so that no plan has two strengths of one.

    Raises KeyError for a market that has no file or an id that it does not sell.
    """
    sold = catalogue.products(market)
    of_drug = tuple(sold[each] for each in sorted(set(named or ())) if sold[each].medicine == drug)
    if of_drug:
        return of_drug
    default = default_products(catalogue, market, drug)
    also = [sold[each] for each in taken if sold[each] not in default and not sold[each].gone]
    liquids = [each for each in also if each.mg_per_ml]
    return (*default, *(each for each in also if each not in liquids[1:]))
