"""What comes nearest to what a request cannot say, so that its refusal names it."""

from collections.abc import Callable, Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from ..catalogue.envelope import Envelope
from ..catalogue.facts import Catalogue
from ..catalogue.others import other_called
from ..doses.products import plain_decimal
from ..doses.regimen import TIMES, Held
from ..reading import DOSE, read_number
from ..taper.strategy import FIELDS

_ANY = read_number("0", "999999")


def nearest_pace(name: str, asked: Mapping[str, Any], envelope: Envelope) -> str:
    """The percentage or interval to ask for in the place of one beyond the envelope, or nothing where it is not beyond it."""
    value = _number(asked.get(name))
    if value is None:
        return ""
    if name in ("interval_days", "closing_interval_days"):
        days = min(max(value, envelope.min_days), envelope.max_days)
        return "" if days == value else f"; the nearest is {days} days"
    if name != "reduction_percent" or envelope.min_percent <= value <= envelope.max_percent:
        return ""
    if value > envelope.max_percent:
        return f"; the nearest is {envelope.max_percent}%"
    return _slower(value, _number(asked.get("interval_days")) or Decimal(FIELDS["interval_days"].default), envelope)


def _slower(percent: Decimal, days: Decimal, envelope: Envelope) -> str:
    """The least percentage so much less often that the dose goes down no faster, as far as the longest interval allows."""
    least, longest = envelope.min_percent, envelope.max_days
    as_slow = ceil(Fraction(days) * least / Fraction(percent)) if percent else longest
    if as_slow >= longest:
        return f"; the nearest is {least}% every {longest} days"
    said = f"{plain_decimal(percent)}% every {plain_decimal(days)} days"
    return f"; as slow as {said} is {least}% every {as_slow} days, and the slowest is {least}% every {longest} days"


def nearest_time(left: Mapping[str, Any]) -> str:
    """How to say a dose at another time of day than the four: for a field of a row that holds one, else nothing."""
    value = next(iter(left.values()), None)
    return "" if _number(value, DOSE) is None else f"; add it to the nearest of {', '.join(TIMES)}"


def nearest_drug(name: Any, catalogue: Catalogue) -> str:
    """How to hold a medicine that no table has, by its name or another that it is found by; nothing where it is unknown."""
    known = other_called(name, catalogue.others.values()) if isinstance(name, str) else None
    return f"; hold it as other, with its amount in words: {known.what_to_do}" if known else ""


def _number(value: Any, read: Callable[[Any], Decimal] = _ANY) -> Decimal | None:
    try:
        return read(value)
    except ValueError:
        return None


def nearest_regimen(held: Collection[Held]) -> str:
    """What may be asked for where nothing is taken every day, or nothing where nothing is taken at all."""
    if not held:
        return ""
    names = " and ".join(dict.fromkeys(each.drug or each.other for each in held))
    told = f": {names} can be held as taken, beside a plan for another medicine"
    if any(each.use == "as-needed" for each in held):
        told += (
            "; the nearest that can be planned is the use regular with the doses of an ordinary day, if it is taken on most days"
        )
    return told
