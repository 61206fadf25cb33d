"""What of an open plan the data files of today say otherwise than those that it was issued by; reads only.

It is compared with what the revision in force keeps: the products of the steps that are still to come, the tables that it was
reckoned by, and the numbers of the rules that looked at it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from taper_app.chart.snapshot import product_told
from taper_app.engine import Catalogue
from taper_app.engine.text import mg, ml
from taper_app.models import Clinic
from taper_app.record import Issued

What = Literal["gone", "product", "split", "figure", "limit"]
QUARTER, HALF, WHOLE = Decimal("0.25"), Decimal("0.5"), Decimal(1)
SMALLEST = {"none": WHOLE, "half": HALF}
"""The smallest piece of a product by what its source says of splitting; of any other word a quarter."""


@dataclass(frozen=True)
class Differs:
    """One thing that is otherwise now: a product that is sold no longer, is another than it was, or is not to be divided so; a
    figure of a table; a number of a rule.

    `name` is what it is called, `was` and `now` how it was and is. `on` is the first day from today on which the plan needs it,
    None where that is no day of its own.
    """

    what: What
    name: str
    was: str = ""
    now: str = ""
    on: date | None = None


def differs(issued: Issued, clinic: Clinic, catalogue: Catalogue, today: date) -> list[Differs]:
    """All that is otherwise now for what is still to come of a plan. `catalogue` knows no product of the clinic's own."""
    found = list(_own(issued, clinic, today))
    if issued.catalogue != catalogue.digest:
        found += [*_products(issued, catalogue, today), *_figures(issued, catalogue), *_numbers(issued, catalogue)]
    return found


def still_needed(issued: Issued, today: date) -> dict[str, date]:
    """The products of the steps that are not over, each with the first day from today on which it is needed."""
    needed: dict[str, date] = {}
    for step in issued.schedule.steps:
        if step.last_day is None or step.last_day >= today:
            for product in (piece.product for dose in step.doses for piece in dose.pieces):
                needed.setdefault(product, max(step.starts_on, today))
    return needed


def _own(issued: Issued, clinic: Clinic, today: date) -> Iterator[Differs]:
    """Products made for the clinic that are not made any more."""
    needed = still_needed(issued, today)
    for each in clinic.own_products.all():
        if each.withdrawn_on and each.code in needed:
            yield Differs("gone", issued.products[each.code].label, on=needed[each.code])


def _products(issued: Issued, catalogue: Catalogue, today: date) -> Iterator[Differs]:
    """Products of the market that are sold no longer, or of which what is printed is another."""
    sold = catalogue.products(issued.request.market)
    for id_, on in still_needed(issued, today).items():
        was = issued.products.get(id_)
        if was is None or was.made_by:
            continue
        if id_ not in sold or sold[id_].gone:
            yield Differs("gone", was.label, on=on)
        elif amounts(was) != amounts(now := product_told(sold[id_])):
            yield Differs("product", was.label, _amount_said(was), _amount_said(now), on)
        elif smallest(issued, id_, today) < SMALLEST.get(sold[id_].splits, QUARTER):
            yield Differs("split", was.label, on=on)


def smallest(issued: Issued, id_: str, today: date) -> Decimal:
    """The smallest piece of a product in the steps that are not over: a quarter, a half or 1."""
    steps = (step for step in issued.schedule.steps if step.last_day is None or step.last_day >= today)
    pieces = (piece for step in steps for dose in step.doses for piece in dose.pieces if piece.product == id_)
    parts = {(piece.count or WHOLE) % 1 for piece in pieces}
    return QUARTER if any(each % HALF for each in parts) else HALF if any(parts) else WHOLE


def amounts(product: Any) -> tuple[object, ...]:
    """What of a product a dose hangs on."""
    return product.drug, product.form, product.strength, product.mg_per_ml, product.drop_mg


def _amount_said(product: Any) -> str:
    """Its form and how much is in it."""
    amount = mg(product.strength) if product.strength else f"{mg(product.mg_per_ml)} in {ml(1)}"
    return f"{product.form} {amount}" + (f", {mg(product.drop_mg)} a drop" if product.drop_mg else "")


def _figures(issued: Issued, catalogue: Catalogue) -> Iterator[Differs]:
    """Figures of the tables that were chosen for the plan: mg of a drug equal to 10 mg diazepam."""
    chosen = set(filter(None, (issued.request.equivalence, *issued.request.equivalence_for.values())))
    for id_, figures in (issued.how.figures if issued.how else {}).items():
        cells = catalogue.tables[id_].cells if id_ in catalogue.tables else {}
        for drug, was in figures.items() if id_ in chosen else ():
            now = (cells[drug].low, cells[drug].high) if drug in cells else ()
            if tuple(now) != tuple(was):
                name = f"{issued.drugs[drug].name if drug in issued.drugs else drug}, {issued.table_called(id_).name}"
                yield Differs("figure", name, _range_said(was), _range_said(now))


def _range_said(figures: tuple[Decimal, ...]) -> str:
    """A figure, or the lowest and the highest; nothing where there is none."""
    return " to ".join(mg(each) for each in dict.fromkeys(figures))


def _numbers(issued: Issued, catalogue: Catalogue) -> Iterator[Differs]:
    """Numbers by which a rule judged the plan, and that are others now."""
    for was in issued.how.rules if issued.how else ():
        rule = catalogue.rules.get(was.rule)
        for name, number in was.numbers.items() if rule else ():
            now = rule.numbers.get(name) if rule else None
            if name == "default_mg" and rule:
                now = catalogue.threshold(rule.id, issued.request.market).mg
            if now is None or isinstance(now, str) or Decimal(now) != number:
                yield Differs("limit", f"{was.title}: {name.replace('_', ' ')}", str(number), "" if now is None else str(now))
