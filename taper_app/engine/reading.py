"""What a field of a JSON object may hold. What is wrong raises `BadRequest` naming it; nothing is guessed, nothing dropped."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

MOST_MG = 1000
"""Of a dose, in mg: what is above it is typed wrong."""
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
_YEARS = range(2000, 2101)
T = TypeVar("T")
W = TypeVar("W", bound=str)


class BadRequest(Exception):
    """The request is malformed. `field` names what is wrong, `message` what it should be."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


class Fields:
    """One object of the request: every field is taken once, and whatever is left over is refused."""

    def __init__(self, data: Any, path: str = "") -> None:
        if not isinstance(data, Mapping):
            raise BadRequest(path.rstrip(".") or "request", "must be an object")
        self.left, self.path = dict(data), path

    def wrong(self, name: str, message: str) -> BadRequest:
        """The refusal of one field."""
        return BadRequest(f"{self.path}{name}", message)

    def take(self, name: str, read: Callable[[Any], T], default: Any = ...) -> T:
        """The field through `read`, which raises ValueError with the message; `default` where it is left out.

        Raises BadRequest naming the field where it is wrong, or left out without a default.
        """
        if name not in self.left:
            if default is ...:
                raise self.wrong(name, "is required")
            return default  # type: ignore[no-any-return]  # the default has the type that read returns
        try:
            return read(self.left.pop(name))
        except ValueError as error:
            raise self.wrong(name, str(error)) from error

    def done(self) -> None:
        """Raises BadRequest when a field was not taken."""
        if self.left:
            raise self.wrong(str(next(iter(self.left))), "is not a field of the request")


# What a field may hold ---------------------------------------------------------------------------


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)) or not _NUMBER.fullmatch(str(value)):
        raise ValueError("must be a number such as 0.5, with at most six decimals")
    return Decimal(value)


def read_number(least: str, most: str) -> Callable[[Any], Decimal]:
    """A reader of exact numbers within bounds, both included; it raises ValueError."""

    def read(value: Any) -> Decimal:
        amount = _number(value)
        if not Decimal(least) <= amount <= Decimal(most):
            raise ValueError(f"must be from {least} to {most}")
        return amount

    return read


def read_days(least: int, most: int) -> Callable[[Any], int]:
    """A reader of whole days within bounds, both included; it raises ValueError."""

    def read(value: Any) -> int:
        amount = read_number(str(least), str(most))(value)
        if amount % 1:
            raise ValueError("must be whole days")
        return int(amount)

    return read


def read_date(value: Any) -> date:
    """A date written 2027-01-04. Raises ValueError."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError("must be a date such as 2027-01-04") from error
    if value != day.isoformat() or day.year not in _YEARS:
        raise ValueError(f"must be a date such as 2027-01-04, from {_YEARS[0]} to {_YEARS[-1]}")
    return day


def read_word(words: Iterable[W]) -> Callable[[Any], W]:
    """A reader of one word of a closed set, as the set has it; it raises ValueError."""
    known = {word: word for word in words}

    def read(value: Any) -> W:
        if not isinstance(value, str) or value not in known:
            raise ValueError(f"must be one of {', '.join(known)}")
        return known[value]

    return read


def read_or_none(read: Callable[[Any], T]) -> Callable[[Any], T | None]:
    """A reader that takes null for None."""
    return lambda value: None if value is None else read(value)


def read_flag(value: Any) -> bool:
    """True or false. Raises ValueError."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def read_list(value: Any) -> list[Any]:
    """A list. Raises ValueError."""
    if not isinstance(value, list):
        raise ValueError("must be a list")
    return value


DOSE = read_number("0", str(MOST_MG))
"""A reader of a dose in mg; it raises ValueError."""
