"""What a pharmacy has to supply per dispensing interval. Halves are halves, rounded up once at the end."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

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


def per_interval(schedule: Schedule, days: int, since: date | None = None) -> tuple[Supply, ...]:
    """The supply of each dispensing interval of so many days, counted from the first day, or from `since` where that is later.

    The last one is cut off at the end, and a dose without an end is not counted. ValueError under 1 day.
    """
    if days < 1:
        raise ValueError(f"{days} days: a dispensing interval is at least one day")
    begin = max(since or schedule.starts_on, schedule.starts_on)
    return tuple(_between(schedule, begin, end) for begin, end in _intervals(begin, _end(schedule), days))


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
        for piece in (piece for dose in step.doses for piece in dose.pieces if first < until):
            part = (piece.count or Decimal(0)) % 1
            parts[piece.product] = parts.get(piece.product, Decimal(0)) + part * (until - first).days
    return {product: int(part.to_integral_value(ROUND_CEILING)) for product, part in parts.items() if part}


def _intervals(begin: date, end: date, days: int) -> Iterator[tuple[date, date]]:
    while begin < end:
        until = min(begin + timedelta(days=days), end)
        yield begin, until
        begin = until


def _between(schedule: Schedule, begin: date, end: date) -> Supply:
    days = (end - begin).days
    return Supply(begin, end - timedelta(days=1), schedule.supply(begin, days), schedule.not_counted(begin, days))


def _end(schedule: Schedule) -> date:
    """The first day that is not dated, or the day of the stop."""
    last = schedule.steps[-1]
    return last.ends_before or last.starts_on
