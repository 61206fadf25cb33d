"""Care beside the dose: what there is to offer, and what is said for and against adjunct medicines. No dose stands in it."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from .facts import CatalogueError
from .load import DATA, load_catalogue
from .rows import CONFIDENCES, Row

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source says, in our own words, and how sure it is that it says so."""

    words: str
    source: str
    evidence: str
    confidence: str


@dataclass(frozen=True, slots=True)
class CareKind:
    """One kind of care and why it is offered; `after_last_dose` marks what comes up once nothing is taken any more.

    `review_by` is the day by which it is to be read against its source again.
    """

    id: str
    name: str
    why: Statement
    after_last_dose: bool
    review_by: date


@dataclass(frozen=True, slots=True)
class Adjunct:
    """A medicine beside a taper: what is said for it and against it; either may be empty. `review_by` as of a CareKind."""

    id: str
    name: str
    pros: tuple[Statement, ...]
    cons: tuple[Statement, ...]
    review_by: date


@dataclass(frozen=True, slots=True)
class Care:
    """Every kind of care and every adjunct medicine by id, in the order of the files."""

    kinds: Mapping[str, CareKind]
    adjuncts: Mapping[str, Adjunct]


@cache
def load_care(directory: Path = DATA) -> Care:
    """Care as the data files have it, read once. Raises CatalogueError naming the file and key at fault."""
    return Care(_read(directory, "care.toml", _kind), _read(directory, "adjuncts.toml", _adjunct))


def _read(directory: Path, name: str, read: Callable[[Row], T]) -> Mapping[str, T]:
    """Every table of a file through `read`, by its key."""
    try:
        tables = tomllib.loads((directory / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{name}: {error}") from error
    sources, things = load_catalogue(directory).sources, {}
    for key, values in tables.items():
        row = Row(name, key, values, sources)
        things[key] = read(row)
        row.done()
    return MappingProxyType(things)


def _kind(row: Row) -> CareKind:
    after = row.take("after_last_dose", bool, False)
    return CareKind(row.key, row.text("name"), _statement(row), after, row.review_by())


def _adjunct(row: Row) -> Adjunct:
    pros, cons = (tuple(_whole(each) for each in row.rows(name)) for name in ("for", "against"))
    if not pros + cons:
        raise row.wrong("nothing is said for or against it")
    return Adjunct(row.key, row.text("name"), pros, cons, row.review_by())


def _whole(row: Row) -> Statement:
    """A table that holds a statement and nothing else."""
    statement = _statement(row)
    row.done()
    return statement


def _statement(row: Row) -> Statement:
    return Statement(row.text("words"), row.source(), row.evidence(), row.choice("confidence", CONFIDENCES))
