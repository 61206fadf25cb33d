"""The kinds of value that a strategy holds: each is read from a request within its bounds, and written to JSON and read back."""

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, NamedTuple, TypeVar

from ..catalogue.facts import Catalogue, Product
from ..catalogue.medicine import drug_of
from ..doses.products import Splits, plain_decimal
from ..doses.week import A_WEEK, DAYS, WEEKDAYS, in_turn
from ..reading import DOSE, MOST_MG, Fields, read_date, read_days, read_flag, read_list, read_number, read_or_none, read_word

T = TypeVar("T")


class Unit(StrEnum):
    """What a number is, as a sentence about it says."""

    DAYS = "a number of days"
    PERCENT = "a percentage"
    MG = "a dose"


class Within(NamedTuple):
    """Bounds of a number, both included."""

    low: Decimal
    high: Decimal


class Place(NamedTuple):
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

    `write` makes of the value what JSON carries, and `restore` the value of that again. A number has its `unit` and `bounds`.
    `box` is what a form asks it with: choice, number, tick, list, or nothing.
    """

    read: Callable[[Any, Place], T]
    box: str = ""
    write: Callable[[T], Any] = _same
    restore: Callable[[Any], T] = _same
    bounds: Bounds | None = None
    unit: Unit | None = None

    def within(self, catalogue: Catalogue) -> Within:
        """The bounds of a number. Raises ValueError where it is none."""
        if self.bounds is None:
            raise ValueError("has no bounds")
        return self.bounds(catalogue)

    def sentence(self, catalogue: Catalogue) -> str:
        """What to type in the box of a number: "Enter a number of days from 1 to 9."."""
        low, high = self.within(catalogue)
        return f"Enter {self.unit} from {plain_decimal(low)} to {plain_decimal(high)}."


def word(known: Iterable[str]) -> Kind[str]:
    """One word of a closed set."""
    read = read_word(known)
    return Kind(lambda value, place: read(value), "choice")


def drug() -> Kind[str]:
    """A drug of the catalogue, by its id."""
    return Kind(lambda value, place: read_word(place.catalogue.drugs)(value), "choice")


def medicines() -> Kind[tuple[str, ...]]:
    """Medicines, each once: drugs of the catalogue by their id, or that of one of modified release."""

    def read(value: Any, place: Place) -> tuple[str, ...]:
        found = [each if isinstance(each, str) else "" for each in read_list(value)]
        for each in found:
            read_word(place.catalogue.drugs)(drug_of(each))
        if len(set(found)) < len(found):
            raise ValueError("names a medicine twice")
        return tuple(found)

    return Kind(read, "list", list, tuple)


_LONG_DAYS = dict(zip(WEEKDAYS, DAYS, strict=True))


def read_weekdays(least: int) -> Callable[[Any], tuple[str, ...]]:
    """A reader of different days of the week, by their short or long names, Monday first; it raises ValueError.

    Their number is from `least` to six.
    """

    def read(value: Any) -> tuple[str, ...]:
        days = [read_word((*DAYS, *_LONG_DAYS))(each) for each in read_list(value)]
        short = {_LONG_DAYS.get(each, each) for each in days}
        if not least <= len(short) < A_WEEK or len(short) < len(days):
            raise ValueError(f"must be {'one to' if least else 'at most'} six different days of the week")
        return in_turn(short)

    return read


def weekday() -> Kind[str]:
    """A day of the week, by its short or long name: the long one."""
    long = dict(zip(DAYS, WEEKDAYS, strict=True))

    def read(value: Any, place: Place) -> str:
        day = read_word((*DAYS, *WEEKDAYS))(value)
        return long.get(day, day)

    return Kind(read, "choice")


def weekdays() -> Kind[tuple[str, ...]]:
    """Different days of the week, six at the most, or none."""
    read = read_weekdays(0)
    return Kind(lambda value, place: read(value), "list", list, tuple)


def days(bounds: Bounds) -> Kind[int]:
    """A whole number of days."""

    def read(value: Any, place: Place) -> int:
        low, high = bounds(place.catalogue)
        return read_days(int(low), int(high))(value)

    return Kind(read, "number", bounds=bounds, unit=Unit.DAYS)


def _exact(bounds: Bounds, unit: Unit) -> Kind[Decimal]:
    def read(value: Any, place: Place) -> Decimal:
        low, high = bounds(place.catalogue)
        return read_number(plain_decimal(low), plain_decimal(high))(value)

    return Kind(read, "number", plain_decimal, Decimal, bounds, unit)


def percentage(bounds: Bounds) -> Kind[Decimal]:
    """Percent of a dose."""
    return _exact(bounds, Unit.PERCENT)


def dose(bounds: Bounds = lambda _: Within(Decimal(0), Decimal(MOST_MG))) -> Kind[Decimal]:
    """mg in a day."""
    return _exact(bounds, Unit.MG)


def flag() -> Kind[bool]:
    """Whether something is allowed."""
    return Kind(lambda value, place: read_flag(value), "tick")


def day() -> Kind[date]:
    """A date."""
    return Kind(lambda value, place: read_date(value), "", date.isoformat, date.fromisoformat)


def product_ids() -> Kind[tuple[str, ...]]:
    """Products that the market knows, by their ids, each once."""

    def read(value: Any, place: Place) -> tuple[str, ...]:
        for each in read_list(value):
            if not isinstance(each, str) or each not in place.sold:
                raise ValueError(f"{each} is not a product of this market")
        return tuple(dict.fromkeys(value))

    return Kind(read, "list", list, tuple)


def splits() -> Kind[Splits]:
    """Which products are split: a word, or the ids of products."""
    ids = product_ids()

    def read(value: Any, place: Place) -> Splits:
        if value in ("none", "smallest", "all"):
            return value  # type: ignore[no-any-return]  # one of the three words
        if isinstance(value, list):
            return ids.read(value, place)
        raise ValueError("must be none, smallest, all or a list of product ids")

    def restore(kept: Any) -> Splits:
        return kept if isinstance(kept, str) else tuple(kept)  # type: ignore[return-value]  # as it was written

    return Kind(read, "list", lambda value: value if isinstance(value, str) else list(value), restore)


def or_none(kind: Kind[T]) -> Kind[T | None]:
    """A value of this kind, or None, which JSON carries as null."""

    def none_or(make: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda value: None if value is None else make(value)

    def read(value: Any, place: Place) -> T | None:
        return None if value is None else kind.read(value, place)

    return Kind(read, kind.box, none_or(kind.write), none_or(kind.restore), kind.bounds, kind.unit)


@dataclass(frozen=True, slots=True)
class Band:
    """Reductions of `reduction_mg` (diazepam equivalent) while the equivalent is above `down_to_mg`."""

    down_to_mg: Decimal
    reduction_mg: Decimal


@dataclass(frozen=True, slots=True)
class Hold:
    """Days without change after the step of that number; `days` None is a hold without an end, with nothing after it."""

    after_step: int
    days: int | None


def _read_bands(value: Any, place: Place) -> tuple[Band, ...]:
    found = []
    for index, each in enumerate(read_list(value)):
        fields = Fields(each, f"{place.path}bands[{index}].")
        down_to, reduction = fields.take("down_to_mg", DOSE), fields.take("reduction_mg", read_number("0.01", "100"))
        found.append(Band(down_to, reduction))
        fields.done()
    falling = all(above.down_to_mg > below.down_to_mg for above, below in itertools.pairwise(found))
    if not found or not falling or found[-1].down_to_mg:
        raise ValueError("must go down from band to band, the last down to 0")
    return tuple(found)


def bands() -> Kind[tuple[Band, ...]]:
    """Reductions of a fixed size, band by band, down to nothing."""
    return Kind(
        _read_bands,
        "",
        lambda told: [
            {"down_to_mg": plain_decimal(each.down_to_mg), "reduction_mg": plain_decimal(each.reduction_mg)} for each in told
        ],
        lambda kept: tuple(Band(Decimal(each["down_to_mg"]), Decimal(each["reduction_mg"])) for each in kept),
    )


@dataclass(frozen=True, slots=True)
class Then:
    """A second pace, from a day on, or once no more is taken than so many mg diazepam a day of what is being reduced."""

    reduction_percent: Decimal
    interval_days: int
    from_on: date | None = None
    from_mg: Decimal | None = None

    def has_begun(self, on: date, current: Fraction) -> bool:
        """Whether it is in force on a day on which so much is taken."""
        return on >= self.from_on if self.from_on else current <= (self.from_mg or 0)

    def to_json(self) -> dict[str, Any]:
        """As a request carries it."""
        told = {"reduction_percent": plain_decimal(self.reduction_percent), "interval_days": self.interval_days}
        return told | (
            {"from_on": self.from_on.isoformat()} if self.from_on else {"from_mg": plain_decimal(self.from_mg or Decimal(0))}
        )

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Then":
        """What `to_json` wrote."""
        on, mg = kept.get("from_on"), kept.get("from_mg")
        percent, days = Decimal(kept["reduction_percent"]), kept["interval_days"]
        return cls(percent, days, date.fromisoformat(on) if on else None, None if mg is None else Decimal(mg))


def second_pace(percent: Kind[Decimal], interval: Kind[int]) -> Kind[Then]:
    """A second pace, of a percentage and days of these kinds."""

    def read(value: Any, place: Place) -> Then:
        if not isinstance(value, Mapping) or ("from_on" in value) == ("from_mg" in value):
            raise ValueError("must have reduction_percent and interval_days, and either from_on or from_mg")
        fields = Fields(value, f"{place.path}then.")
        then = Then(
            fields.take("reduction_percent", lambda told: percent.read(told, place)),
            fields.take("interval_days", lambda told: interval.read(told, place)),
            fields.take("from_on", read_date, None),
            fields.take("from_mg", DOSE, None),
        )
        fields.done()
        return then

    return Kind(read, "", Then.to_json, Then.from_json)


def _read_holds(value: Any, place: Place) -> tuple[Hold, ...]:
    found, limits = [], place.catalogue.limits
    steps, days = read_days(*limits["steps"].bounds), read_or_none(read_days(*limits["hold_days"].bounds))
    for index, each in enumerate(read_list(value)):
        fields = Fields(each, f"{place.path}holds[{index}].")
        found.append(Hold(fields.take("after_step", steps), fields.take("days", days)))
        fields.done()
    if len({each.after_step for each in found}) < len(found):
        raise ValueError("has two holds after the same step")
    return tuple(sorted(found, key=lambda each: each.after_step))


def holds() -> Kind[tuple[Hold, ...]]:
    """Holds, each after another step, in their order."""
    return Kind(
        _read_holds,
        "",
        lambda told: [{"after_step": each.after_step, "days": each.days} for each in told],
        lambda kept: tuple(Hold(each["after_step"], each["days"]) for each in kept),
    )
