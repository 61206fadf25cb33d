"""Care beside the dose: what there is to offer, what is said for and against adjunct medicines, and what comes after the end.

No dose stands in it.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from .facts import Catalogue, CatalogueError
from .load import DATA, load_catalogue
from .risks import UNKNOWN
from .rows import CONFIDENCES, Row

T = TypeVar("T")
REGISTER = "register"
LEVELS = ("avoid", "care")
MOST_MONTHS = 12
"""A follow-up after the end is within a year of it."""


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
class ForPatient:
    """What is said of an adjunct where it is true of a patient: from an age on, by answers about risks, or both. `level` is avoid
    or care. `ask` is what no record knows; it is empty where nothing has to be asked."""

    level: str
    from_age: int
    on: Mapping[str, tuple[str, ...]]
    ask: str
    says: Statement

    def is_true(self, age: int | None, answers: Mapping[str, str]) -> bool:
        """Whether the record says so; what has to be asked it never says."""
        old = not self.from_age or (age is not None and age >= self.from_age)
        return not self.ask and old and all(answers.get(question) in given for question, given in self.on.items())

    def unknown(self, answers: Mapping[str, str]) -> tuple[str, ...]:
        """The questions about risks that nobody has an answer to, and that it would be true by."""
        return tuple(each for each in self.on if answers.get(each, UNKNOWN) == UNKNOWN)


@dataclass(frozen=True, slots=True)
class Adjunct:
    """A medicine beside a taper: what is said for it and against it; either may be empty. `review_by` as of a CareKind.

    `patient` is what is said of it for some patients, `interacts` the medicines of the catalogue's interactions that it is or may
    be, `sedating` whether it sedates.
    """

    id: str
    name: str
    pros: tuple[Statement, ...]
    cons: tuple[Statement, ...]
    patient: tuple[ForPatient, ...]
    interacts: tuple[str, ...]
    sedating: bool
    review_by: date


SIDES = ("for", "against", "setting")


@dataclass(frozen=True, slots=True)
class Weighed:
    """What is weighed before a first plan: it speaks "for" a taper, "against" beginning one now, or is a "setting" for it.

    `on` are the answers of the risk picture and `age` the years from which on it is known already; `says` is what guidelines say.
    `review_by` as of a CareKind.
    """

    id: str
    side: str
    name: str
    says: Statement
    on: Mapping[str, tuple[str, ...]]
    age: int | None
    review_by: date

    def is_known(self, age: int, answers: Mapping[str, str]) -> bool:
        """Whether it holds for a patient of that age, with these answers of the risk picture."""
        told = any(answers.get(question) in said for question, said in self.on.items())
        return told or (self.age is not None and age >= self.age)


@dataclass(frozen=True, slots=True)
class Series:
    """When a patient is seen again after an end of this kind: `months` after it, none where nobody is."""

    id: str
    name: str
    months: tuple[int, ...]
    why: Statement
    review_by: date


@dataclass(frozen=True, slots=True)
class Phase:
    """What is to be expected from a day on after the last dose: `from_short` after a drug with a short half-life, else
    `from_long`, by `source`."""

    id: str
    name: str
    from_short: int
    from_long: int
    source: str
    evidence: str
    says: tuple[Statement, ...]
    review_by: date


@dataclass(frozen=True, slots=True)
class Care:
    """Every kind of care, every adjunct medicine and all that is weighed by id, the follow-ups by how a plan ended, the
    phases after the last dose, and what is recorded with a plan, in the order of the files."""

    kinds: Mapping[str, CareKind]
    adjuncts: Mapping[str, Adjunct]
    follow_ups: Mapping[str, Series]
    phases: Mapping[str, Phase]
    weighed: Mapping[str, Weighed]
    plan_checks: Mapping[str, CareKind]

    def phase(self, days: int, *, short: bool) -> Phase:
        """The phase of a day after the last dose; `short` tells whether that was of a drug with a short half-life."""
        begun = [each for each in self.phases.values() if (each.from_short if short else each.from_long) <= days]
        return begun[-1] if begun else next(iter(self.phases.values()))

    def checks_for(self, register: str) -> dict[str, CareKind]:
        """What is recorded with a plan where the register is called so, by its id; without a register that is not asked."""
        asked = [each for each in self.plan_checks.values() if register or each.id != REGISTER]
        return {each.id: replace(each, name=each.name.format(register=register)) for each in asked}

    def weighed_on(self, side: str) -> list[Weighed]:
        """What is weighed on one side, in the order of the file."""
        return [each for each in self.weighed.values() if each.side == side]


@cache
def load_care(directory: Path = DATA) -> Care:
    """Care as the data files have it, read once. Raises CatalogueError naming the file and key at fault."""
    return Care(
        _read(directory, "care.toml", _kind),
        _read(directory, "adjuncts.toml", partial(_adjunct, load_catalogue(directory))),
        _read(directory, "follow_ups.toml", _series),
        _read(directory, "phases.toml", _phase),
        _read(directory, "weighing.toml", _weighed),
        _read(directory, "plan_checks.toml", _kind),
    )


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


def _adjunct(catalogue: Catalogue, row: Row) -> Adjunct:
    pros, cons = (tuple(_whole(each) for each in row.rows(name)) for name in ("for", "against"))
    if not pros + cons:
        raise row.wrong("nothing is said for or against it")
    patient = tuple(_for_patient(catalogue, each) for each in row.rows("patient"))
    interacts, sedating = row.some_of("interacts", catalogue.interactions), row.take("sedating", bool, False)
    return Adjunct(row.key, row.text("name"), pros, cons, patient, interacts, sedating, row.review_by())


def _for_patient(catalogue: Catalogue, row: Row) -> ForPatient:
    level, age, ask = row.choice("level", LEVELS), row.take("from_age", int, 0), row.text("ask", "")
    asked = row.row("on")
    on = {each: asked.some_of(each, catalogue.risks[each].answers) for each in tuple(asked.left) if each in catalogue.risks}
    asked.done()
    if not (age or on or ask):
        raise row.wrong("it is true of everybody: then it stands among what is said against it")
    said = ForPatient(level, age, MappingProxyType(on), ask, _statement(row))
    row.done()
    return said


def _series(row: Row) -> Series:
    months = row.take("months", list, [])
    if any(type(each) is not int or not 1 <= each <= MOST_MONTHS for each in months) or months != sorted(set(months)):
        raise row.wrong(f"months must be numbers from 1 to {MOST_MONTHS}, each higher than the one before")
    return Series(row.key, row.text("name"), tuple(months), _statement(row), row.review_by())


def _phase(row: Row) -> Phase:
    short, long = (row.take(name, int) for name in ("from_short", "from_long"))
    says = tuple(_whole(each) for each in row.rows("says"))
    if min(short, long) < 0 or not says:
        raise row.wrong("its first days must be 0 or more, and something must be said")
    return Phase(row.key, row.text("name"), short, long, row.source(), row.evidence(), says, row.review_by())


def _whole(row: Row) -> Statement:
    """A table that holds a statement and nothing else."""
    statement = _statement(row)
    row.done()
    return statement


def _statement(row: Row) -> Statement:
    return Statement(row.text("words"), row.source(), row.evidence(), row.choice("confidence", CONFIDENCES))


def _weighed(row: Row) -> Weighed:
    risks, on = load_catalogue().risks, row.row("on")
    known = {question: on.some_of(question, risks[question].answers) for question in tuple(on.left) if question in risks}
    on.done()
    return Weighed(
        id=row.key,
        side=row.choice("side", SIDES),
        name=row.text("name"),
        says=_statement(row),
        on=MappingProxyType(known),
        age=row.take("age", int, 0) or None,
        review_by=row.review_by(),
    )
