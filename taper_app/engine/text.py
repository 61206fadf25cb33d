"""How a dose is written: the one place that turns a number into words a person takes tablets by.

The forms follow ISMP's list of error-prone abbreviations and the NHS common user interface guidance on medication lines:
no trailing zero, a leading zero, a comma from 1,000 up, a no-break space before the unit, and counts in words.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

NBSP = "\u00a0"
_WORDS = [
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
_TEENS = ["seventeen", "eighteen", "nineteen"]
_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_PARTS = {
    Decimal("0.25"): ("a quarter of a", "and a quarter"),
    Decimal("0.5"): ("half a", "and a half"),
    Decimal("0.75"): ("three quarters of a", "and three quarters"),
}


class Made(Protocol):
    """What the words need of a product: a stored revision's copy of it serves as well as the catalogue's."""

    @property
    def form(self) -> str: ...
    @property
    def strength_mg(self) -> Decimal | None: ...
    @property
    def mg_per_ml(self) -> Decimal | None: ...
    @property
    def drop_mg(self) -> Decimal | None: ...


class Counted(Protocol):
    """What the words need of a piece: a product, and how many of it, how many mL by which syringe, or how many drops."""

    @property
    def product(self) -> str: ...
    @property
    def count(self) -> Decimal | None: ...
    @property
    def ml(self) -> Decimal | None: ...
    @property
    def syringe_ml(self) -> Decimal | None: ...
    @property
    def drops(self) -> int | None: ...


def number(amount: Decimal | int | str) -> str:
    """The exact number without exponent or trailing zero: 10, 0.5, 1,000."""
    return format(Decimal(amount).normalize(), ",f")


def exact(amount: Decimal) -> str:
    """The exact number as JSON carries it: no exponent, comma or trailing zero."""
    return format(amount.normalize(), "f")


def mg(amount: Decimal | int | str) -> str:
    """An exact dose: "0.5 mg" with a no-break space."""
    return f"{number(amount)}{NBSP}mg"


def ml(amount: Decimal | int | str) -> str:
    """An exact volume: "2.5 mL" with a no-break space."""
    return f"{number(amount)}{NBSP}mL"


def rounded(amount: Fraction, places: int) -> Decimal:
    """The rational to so many decimals, half up. Only for what is called "about", never for a dose."""
    return Decimal(_scaled(amount, places)).scaleb(-places)


def _scaled(amount: Fraction, places: int) -> int:
    """How many units of the last decimal, half up."""
    units: int = 10**places
    return (2 * amount.numerator * units + amount.denominator) // (2 * amount.denominator)


def plain(amount: Fraction, places: int) -> str:
    """The rational to at most so many decimals, half up, as JSON carries it: no comma, no trailing zero."""
    scaled = _scaled(amount, places)
    whole, part = divmod(abs(scaled), 10**places)
    text = f"{whole}.{part:0{places}}".rstrip("0").rstrip(".")
    return f"-{text}" if scaled < 0 else text


def about(equivalent: Fraction | Decimal | int | str) -> str:
    """A diazepam equivalent to at most two decimals: "6.67 mg". The sentence around it says "about"."""
    return mg(rounded(Fraction(equivalent), 2))


def number_in_words(count: Decimal) -> str:
    """A count of pieces in words: one, half a, one and a half, a quarter of a. Figures above sixteen.

    Raises KeyError for parts that are no quarters.
    """
    whole, part = divmod(count, 1)
    if not part:
        return _WORDS[int(whole)] if whole < len(_WORDS) else number(whole)
    alone, after = _PARTS[part.normalize()]
    return f"{number_in_words(whole)} {after}" if whole else alone


def in_full(count: int) -> str:
    """A whole count below a million all in words, as on a prescription: one hundred and twelve. IndexError above that."""
    if count >= 1000:
        thousands, rest = divmod(count, 1000)
        joint = " and " if 0 < rest < 100 else " "
        return f"{_hundreds(thousands)} thousand{joint}{_hundreds(rest) if rest else ''}".rstrip()
    return _hundreds(count)


def _hundreds(count: int) -> str:
    if count < 20:
        return [*_WORDS, *_TEENS][count]
    if count < 100:
        tens, ones = divmod(count, 10)
        return f"{_TENS[tens]}-{_WORDS[ones]}" if ones else _TENS[tens]
    hundreds, rest = divmod(count, 100)
    return f"{_WORDS[hundreds]} hundred and {_hundreds(rest)}" if rest else f"{_WORDS[hundreds]} hundred"


def drops(volume: Decimal, product: Made) -> int:
    """How many drops a volume in mL is. Raises ValueError where it is no whole count of them, or the product has no drops."""
    per_drop, mg_in = product.drop_mg or Decimal(0), volume * (product.mg_per_ml or Decimal(0))
    if not per_drop or mg_in % per_drop:
        raise ValueError(f"{number(volume)} mL is no whole count of drops")
    return int(mg_in / per_drop)


def drops_of(piece: Counted, product: Made) -> int | None:
    """How many drops a piece is, also where an early revision kept their volume; None for what is not counted in drops.

    Raises ValueError as `drops`.
    """
    if piece.drops is None and piece.ml is not None and product.drop_mg:
        return drops(piece.ml, product)
    return piece.drops


def drops_in_words(count: int) -> str:
    """So many drops: "one drop", "eight drops"; figures above sixteen."""
    return f"{number_in_words(Decimal(count))}{NBSP}drop{'' if count == 1 else 's'}"


def piece(piece: Counted, product: Made) -> str:
    """One kind of piece: "half a 2 mg tablet", "1.4 mL of the 1 mg in 1 mL oral solution (use the 3 mL syringe)", "eight drops of
    the 2.5 mg in 1 mL oral drops".

    Raises ValueError for a count of a liquid, a volume of a solid, or a volume that is no whole count of the product's drops.
    """
    counted = drops_of(piece, product)
    if product.mg_per_ml is not None and (counted is not None or piece.ml is not None):
        amount = ml(piece.ml or 0) if counted is None else drops_in_words(counted)
        syringe = f" (use the {ml(piece.syringe_ml)} syringe)" if piece.syringe_ml is not None else ""
        return f"{amount} of the {mg(product.mg_per_ml)} in 1{NBSP}mL {product.form}{syringe}"
    if piece.count is None or product.strength_mg is None:
        raise ValueError(f"{piece.product}: a piece is a count of a solid or a volume of a liquid")
    plural = "s" if piece.count > 1 else ""
    return f"{number_in_words(piece.count)} {mg(product.strength_mg)} {product.form}{plural}"


def pieces(pieces: Sequence[Counted], products: Mapping[str, Made]) -> str:
    """All pieces of one dose in words; "as taken now" where it stands as it is taken, and has none.

    Raises KeyError for a product that is not given.
    """
    parts = [piece(each, products[each.product]) for each in pieces]
    if len(parts) < 2:
        return parts[0] if parts else "as taken now"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
