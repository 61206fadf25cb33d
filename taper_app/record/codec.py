"""A frozen dataclass to plain JSON values and back, by the types of its fields: exact numbers and dates as text.

What reads is strict: a field that is missing, left over or of another kind raises `NotStored`, so that nothing kept for ever is
ever read as something that it is not.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, EnumType
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from taper_app.engine import Regimen, Request, Schedule, Value, text

T = TypeVar("T")
OWN = (Regimen, Request, Schedule)
"""Values of the engine, which write and read themselves."""


class NotStored(Exception):
    """What was read is not what this type writes; the message says where."""


def to_json(value: Any) -> Any:
    """The value as JSON carries it."""
    if isinstance(value, OWN):
        return value.to_json()
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: to_json(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return text.exact(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: to_json(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [to_json(each) for each in value]
    return value


def from_json(kind: Any, data: Any) -> Any:
    """The value of this kind that `to_json` wrote. Raises NotStored."""
    try:
        return _reader(kind)(data, kind.__name__)
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise NotStored(f"{kind.__name__}: {error}") from error


@cache
def _reader(kind: Any) -> Callable[[Any, str], Any]:
    """What reads one kind, worked out once."""
    if kind in OWN:
        return lambda data, at: kind.from_json(data)
    if is_dataclass(kind):
        return _fields_reader(kind)
    if isinstance(kind, EnumType):
        return lambda data, at: kind(_of(str, data, at))
    origin, inner = get_origin(kind), get_args(kind)
    if kind == Value:
        text_, several = _reader(str), _reader(tuple[str, ...])
        return lambda data, at: several(data, at) if isinstance(data, list) else text_(data, at)
    if origin in (Union, types.UnionType):
        (other,) = (each for each in inner if each is not type(None))
        read = _reader(other)
        return lambda data, at: None if data is None else read(data, at)
    if origin is tuple:
        read = _reader(inner[0])
        return lambda data, at: tuple(read(each, f"{at}[{number}]") for number, each in enumerate(_of(list, data, at)))
    if origin is not None and issubclass(origin, Mapping):
        read = _reader(inner[1])
        return lambda data, at: {key: read(each, f"{at}.{key}") for key, each in _of(dict, data, at).items()}
    return _SIMPLE[kind]


def _fields_reader(kind: Any) -> Callable[[Any, str], Any]:
    hints = get_type_hints(kind)
    readers = {each.name: _reader(hints[each.name]) for each in fields(kind)}

    def read(data: Any, at: str) -> Any:
        rows = _of(dict, data, at)
        if rows.keys() != readers.keys():
            odd = ", ".join(sorted(rows.keys() ^ readers.keys()))
            raise NotStored(f"{at}: is missing or has too much: {odd}")
        return kind(**{name: one(rows[name], f"{at}.{name}") for name, one in readers.items()})

    return read


def _of(kind: type[T], data: Any, at: str) -> T:
    """The value itself. Raises NotStored where it is of another kind; a bool is no number."""
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        raise NotStored(f"{at}: is no {kind.__name__}")
    return data


_SIMPLE: dict[Any, Callable[[Any, str], Any]] = {
    str: lambda data, at: _of(str, data, at),
    int: lambda data, at: _of(int, data, at),
    bool: lambda data, at: _of(bool, data, at),
    date: lambda data, at: date.fromisoformat(_of(str, data, at)),
    Decimal: lambda data, at: Decimal(_of(str, data, at)),
}
