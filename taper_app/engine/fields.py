"""What a field of a strategy is: how it is read, within which bounds, and how it is written. They stand in strategy.Strategy."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from .facts import Catalogue, Product
from .products import Splits, plain_decimal
from .reading import MOST_MG, read_date, read_days, read_flag, read_list, read_number, read_word

T = TypeVar("T")
IN_METADATA = "field of a strategy"


class Within(NamedTuple):
    """Bounds of a number, both included."""

    low: Decimal
    high: Decimal


class Asked(NamedTuple):
    """What a reader may have to know besides the value: what is sold where, and the place of the strategy in the request."""

    catalogue: Catalogue
    market: str
    path: str

    @property
    def sold(self) -> Mapping[str, Product]:
        """The products of the market, by id."""
        return self.catalogue.products(self.market)


Bounds = Callable[[Catalogue], Within]


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A sort of value. `read` takes what a request carries and raises ValueError with what it should be, or BadRequest.

    `write` makes of the value what JSON carries, and `restore` the value of that again. A number has its `bounds`.
    """

    read: Callable[[Any, Asked], T]
    write: Callable[[T], Any] = _same
    restore: Callable[[Any], T] = _same
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a strategy, as its row in `Strategy` has it.

    Without a `default` a request has to say it. `later` says that plans were kept before there was this field: in those it
    stands at its default.
    """

    kind: Kind[Any]
    default: Any = ...
    later: bool = False


def field(kind: Kind[T], default: T, *, later: bool = False) -> T:
    """A row of `Strategy`: an attribute of a dataclass with all that is known of this field beside it."""
    row = Field(kind, default, later)
    return dataclasses.field(default=default, metadata={IN_METADATA: row})


def required(kind: Kind[T]) -> T:
    """A row without a default: a request has to say it."""
    made: T = dataclasses.field(metadata={IN_METADATA: Field(kind)})
    return made


def fields_of(strategy: Any) -> dict[str, Field]:
    """The rows of a dataclass by name, in order. Raises KeyError for an attribute that is no such row."""
    return {each.name: each.metadata[IN_METADATA] for each in dataclasses.fields(strategy)}


# Kinds -------------------------------------------------------------------------------------------


def word(known: Iterable[str]) -> Kind[str]:
    """One word of a closed set."""
    read = read_word(known)
    return Kind(lambda value, asked: read(value))


def drug() -> Kind[str]:
    """A drug of the catalogue, by its id."""
    return Kind(lambda value, asked: read_word(asked.catalogue.drugs)(value))


def days(bounds: Bounds) -> Kind[int]:
    """A whole number of days."""

    def read(value: Any, asked: Asked) -> int:
        low, high = bounds(asked.catalogue)
        return read_days(int(low), int(high))(value)

    return Kind(read, bounds=bounds)


def number(bounds: Bounds) -> Kind[Decimal]:
    """An exact number: a percentage, or mg."""

    def read(value: Any, asked: Asked) -> Decimal:
        low, high = bounds(asked.catalogue)
        return read_number(plain_decimal(low), plain_decimal(high))(value)

    return Kind(read, plain_decimal, Decimal, bounds)


def any_dose() -> Kind[Decimal]:
    """A dose in mg, none included."""
    return number(lambda _: Within(Decimal(0), Decimal(MOST_MG)))


def flag() -> Kind[bool]:
    """Whether something is allowed."""
    return Kind(lambda value, asked: read_flag(value))


def day() -> Kind[date]:
    """A date."""
    return Kind(lambda value, asked: read_date(value), date.isoformat, date.fromisoformat)


def product_ids() -> Kind[tuple[str, ...]]:
    """Products that the market knows, by their ids, each once."""

    def read(value: Any, asked: Asked) -> tuple[str, ...]:
        for each in read_list(value):
            if not isinstance(each, str) or each not in asked.sold:
                raise ValueError(f"{each} is not a product of this market")
        return tuple(dict.fromkeys(value))

    return Kind(read, list, tuple)


def splits() -> Kind[Splits]:
    """Which products are split: a word, or the ids of products."""
    ids = product_ids()

    def read(value: Any, asked: Asked) -> Splits:
        if value in ("none", "smallest", "all"):
            return value  # type: ignore[no-any-return]  # one of the three words
        if isinstance(value, list):
            return ids.read(value, asked)
        raise ValueError("must be none, smallest, all or a list of product ids")

    def restore(kept: Any) -> Splits:
        return kept if isinstance(kept, str) else tuple(kept)  # type: ignore[return-value]  # as it was written

    return Kind(read, lambda value: value if isinstance(value, str) else list(value), restore)


def or_none(kind: Kind[T]) -> Kind[T | None]:
    """A value of this kind, or None, which JSON carries as null."""

    def none_or(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda value: None if value is None else make(value)

    def read(value: Any, asked: Asked) -> T | None:
        return None if value is None else kind.read(value, asked)

    return Kind(read, none_or(kind.write), none_or(kind.restore), kind.bounds)
