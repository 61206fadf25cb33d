"""The pieces of a dose as pictures: what each is shaped like, and its strength; the words beside them say the same."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from taper_app.engine import Catalogue, Piece, text
from taper_app.wording.products import PrintedProduct

PARTS = {Decimal(0): (), Decimal("0.25"): ("quarter",), Decimal("0.5"): ("half",), Decimal("0.75"): ("half", "quarter")}
"""What is drawn of a tablet that is not whole."""
MOST_DRAWN = 4
"""Whole ones of a kind that are drawn one by one; of more there is a number before one."""
MAY_BE_CUT = ("half", "quarter")


class Pill(NamedTuple):
    """A picture: `kind` is tablet, scored (a tablet that a source says may be cut), capsule, liquid, half or quarter. `times` is
    the number before it, of many."""

    kind: str
    words: str
    times: str = ""


def pills(pieces: Iterable[Piece], products: Mapping[str, PrintedProduct], scored: Collection[str]) -> tuple[Pill, ...]:
    """The pieces of one dose, in their order; `scored` are the ids of what may be cut."""
    return tuple(pill for piece in pieces for pill in _drawn(piece, products[piece.product], piece.product in scored))


def may_be_cut(catalogue: Catalogue, market: str) -> frozenset[str]:
    """The ids of a market's products that a source says may be cut: only they are drawn with a line."""
    return frozenset(id_ for id_, product in catalogue.products(market).items() if product.splits in MAY_BE_CUT)


def _drawn(piece: Piece, product: PrintedProduct, scored: bool) -> Iterator[Pill]:
    if piece.measured:
        yield Pill("liquid", text.drops_in_words(piece.drops) if piece.drops is not None else text.ml(piece.ml or 0))
        return
    whole, part = divmod(piece.count or Decimal(0), 1)
    strength = text.number(product.strength_mg or 0)
    kind = "capsule" if "capsule" in product.form else "scored" if scored else "tablet"
    if whole > MOST_DRAWN:
        yield Pill(kind, strength, f"{text.number(whole)} ×")
    else:
        yield from (Pill(kind, strength) for _ in range(int(whole)))
    yield from (Pill(each, strength) for each in PARTS.get(part.normalize(), ()))
