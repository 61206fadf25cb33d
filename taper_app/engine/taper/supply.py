"""What a pharmacy has to supply per dispensing interval. Halves are halves, rounded up once at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from ..doses.week import days_on
from .schedule import Schedule


@dataclass(frozen=True, slots=True)
class Supply:
    """Products for the days from `starts_on` to `last_day`: exact amounts (pieces, or mL of a liquid) by product id.

    `not_counted` are the doses of these days without pieces, by time of day, drug and mg, with the days of each.
    """

    starts_on: date
    last_day: date
    amounts: dict[str, Decimal]
    not_counted: dict[tuple[str, str, Decimal], int] = field(default_factory=dict)

    def whole(self, product: str) -> int:
        """What is handed out: the amount rounded up to whole pieces or mL, once for all these days."""
        return int(self.amounts[product].to_integral_value(ROUND_CEILING))

    def surplus(self, product: str) -> Decimal:
        """What is left over of that after the last day."""
        return self.whole(product) - self.amounts[product]


def per_interval(schedule: Schedule, days: int, since: date | None = None, visit_on: date | None = None) -> tuple[Supply, ...]:
    """The supply of each dispensing interval of so many days, counted from the first day, or from `since` where that is later.

    The last one is cut off at the end, and a dose without an end is not counted. One that would run past the day of the next
    visit ends with it, and the next begins the day after. ValueError under 1 day.
    """
    if days < 1:
        raise ValueError(f"{days} days: a dispensing interval is at least one day")
    begin = max(since or schedule.starts_on, schedule.starts_on)
    return tuple(_between(schedule, begin, end) for begin, end in _intervals(begin, _end(schedule), days, visit_on))


def without_end(schedule: Schedule, days: int, since: date | None = None) -> Supply | None:
    """What so many days of the dose without an end need, from its first day or from `since`; None where every dose is dated."""
    last = schedule.steps[-1]
    if last.days is not None:
        return None
    begin = max(since or last.starts_on, last.starts_on)
    dated = replace(last, days=(begin - last.starts_on).days + days)
    return _between(replace(schedule, steps=(dated,)), begin, begin + timedelta(days=days))


def splits(schedule: Schedule, supply: Supply) -> dict[str, int]:
    """How many pieces of each product are split on the days of a supply; two halves come from one, four quarters from one."""
    begin, end = supply.starts_on, supply.last_day + timedelta(days=1)
    parts: dict[str, Decimal] = {}
    for step in schedule.steps:
        first, until = max(begin, step.starts_on), min(end, step.ends_before or end)
        for dose in step.doses if first < until else ():
            days = days_on(dose.weekdays, first, (until - first).days)
            for piece in dose.pieces:
                part = (piece.count or Decimal(0)) % 1
                parts[piece.product] = parts.get(piece.product, Decimal(0)) + part * days
    return {product: int(part.to_integral_value(ROUND_CEILING)) for product, part in parts.items() if part}


@dataclass(frozen=True, slots=True)
class Bottled:
    """Whole bottles for the days of a supply: how many, what they have to hold with the losses, what is thrown away when the life
    of an opened bottle ends, and what the last one still holds after the last day. All in mL."""

    count: int
    needed_ml: Decimal
    discarded_ml: Decimal
    left_ml: Decimal


def daily_ml(schedule: Schedule, supply: Supply, product: str, ml_per_drop: Decimal | None = None) -> list[Decimal]:
    """The mL of a liquid on each day of a supply, without losses."""
    days = (supply.starts_on + timedelta(days=on) for on in range((supply.last_day - supply.starts_on).days + 1))
    return [_ml_on(schedule, day, product, ml_per_drop) for day in days]


def bottled(daily: Sequence[Decimal], loss_percent: int, holds_ml: Decimal, keeps_days: int | None) -> Bottled:
    """Day by day from new bottles, of which one is opened when it is needed; the day on which it is opened is its first.

    So much percent more than each dose leaves the bottle. Where `keeps_days` is None it is used to its end.
    """
    count, left, opened, discarded, needed = 0, Decimal(0), 0, Decimal(0), Decimal(0)
    for day, taken in enumerate(daily):
        if keeps_days is not None and left and day - opened >= keeps_days:
            discarded, left = discarded + left, Decimal(0)
        wanted = taken * (100 + loss_percent) / 100
        needed += wanted
        while wanted > left:
            wanted, left, opened, count = wanted - left, holds_ml, day, count + 1
        left -= wanted
    return Bottled(count, needed, discarded, left)


def _ml_on(schedule: Schedule, day: date, product: str, ml_per_drop: Decimal | None) -> Decimal:
    step = schedule.in_force(day)
    doses = step.on(day) if step else ()
    pieces = (piece for dose in doses for piece in dose.pieces if piece.product == product)
    return sum((piece.ml or (piece.drops or 0) * (ml_per_drop or Decimal(0)) for piece in pieces), Decimal(0))


def _intervals(begin: date, end: date, days: int, visit_on: date | None) -> Iterator[tuple[date, date]]:
    while begin < end:
        until = min(begin + timedelta(days=days), end)
        if visit_on and begin < visit_on < until:
            until = visit_on + timedelta(days=1)
        yield begin, until
        begin = until


def _between(schedule: Schedule, begin: date, end: date) -> Supply:
    days = (end - begin).days
    return Supply(begin, end - timedelta(days=1), schedule.supply(begin, days), schedule.not_counted(begin, days))


def _end(schedule: Schedule) -> date:
    """The first day that is not dated, or the day of the stop."""
    last = schedule.steps[-1]
    return last.ends_before or last.starts_on
