"""One TOML table as it is read: every key is taken once, of the right kind, and whatever is left over is refused."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from .facts import CatalogueError

CODE_SYSTEMS = ("rxnorm", "atc", "snomed")
EVIDENCE = ("seen", "seen-secondary", "seen-unpinned", "memory", "derived")
CONFIDENCES = ("high", "medium", "low")
REQUIRED = object()


class Row:
    """One TOML table being read: keys are taken one by one, and `done` refuses any that nobody took.

    Whatever takes a key raises CatalogueError, naming file and key, where its value is missing or wrong.
    """

    def __init__(self, file: str, key: str, values: object, sources: Collection[str]) -> None:
        self.file, self.key, self.sources = file, key, sources
        if not isinstance(values, dict):
            raise self.wrong("must be a table")
        self.left: dict[str, Any] = dict(values)

    def wrong(self, problem: str) -> CatalogueError:
        """The error to raise, with file and key in front of the problem."""
        return CatalogueError(f"{self.file}: {self.key}: {problem}")

    def take(self, name: str, kind: type, default: object = REQUIRED) -> Any:
        """The value of a key. Raises CatalogueError when it is missing without a default, or of another type."""
        if name not in self.left and default is not REQUIRED:
            return default
        if name not in self.left:
            raise self.wrong(f"{name} is missing")
        value = self.left.pop(name)
        if not isinstance(value, kind):
            raise self.wrong(f"{name} is not a {kind.__name__}")
        return value

    def text(self, name: str, default: object = REQUIRED) -> str:
        """A text that is not empty."""
        value: str = self.take(name, str, default)
        if not value and default is REQUIRED:
            raise self.wrong(f"{name} is empty")
        return value

    def choice(self, name: str, legal: Collection[str], default: object = REQUIRED) -> str:
        """A word out of a closed set."""
        value: str = self.take(name, str, default)
        if value not in legal and value is not default:
            raise self.wrong(f"{name} {value!r} is not one of: {', '.join(legal)}")
        return value

    def source(self, name: str = "source", default: object = REQUIRED) -> str:
        """The id of a source that sources.toml has."""
        value = self.text(name, default)
        if value and value not in self.sources:
            raise self.wrong(f"{name} {value!r} is not in sources.toml")
        return value

    def review_by(self) -> date:
        """The day by which what stands here is to be read against its source again."""
        day: date = self.take("review_by", date)
        if isinstance(day, datetime):
            raise self.wrong("review_by must be a day without a time")
        return day

    def evidence(self) -> str:
        """How far what stands here was read."""
        return self.choice("evidence", EVIDENCE)

    def number(self, name: str) -> Decimal:
        """A number above 0, exact as it is written."""
        return self.positive(name, self.take(name, object))

    def positive(self, name: str, value: object) -> Decimal:
        """The value as a Decimal. Raises CatalogueError unless it is a number above 0."""
        number = Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else Decimal(0)
        if not number.is_finite() or number <= 0:
            raise self.wrong(f"{name} must be a number above 0")
        return number

    def span(self, name: str) -> tuple[Decimal, Decimal]:
        """A low and a high number."""
        value = [self.positive(name, each) for each in self.take(name, list)]
        if len(value) != 2 or value[0] > value[1]:
            raise self.wrong(f"{name} must be a low and a high number")
        return value[0], value[1]

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of different texts; empty when the key is left out."""
        value = self.take(name, list, [])
        if not all(isinstance(each, str) and each for each in value) or len(set(value)) < len(value):
            raise self.wrong(f"{name} must be a list of different texts")
        return tuple(value)

    def some_of(self, name: str, legal: Collection[str]) -> tuple[str, ...]:
        """A list of words out of a closed set; empty when the key is left out."""
        words = self.texts(name)
        if set(words) - set(legal):
            raise self.wrong(f"{name} must be some of: {', '.join(legal)}")
        return words

    def rows(self, name: str) -> list["Row"]:
        """A list of tables inside this one."""
        values = self.take(name, list, [])
        return [Row(self.file, f"{self.key}.{name}[{at}]", each, self.sources) for at, each in enumerate(values)]

    def row(self, name: str) -> "Row":
        """A table inside this one; empty when the key is left out."""
        return Row(self.file, f"{self.key}.{name}", self.take(name, object, {}), self.sources)

    def worded(self, name: str, legal: Collection[str] | None = None) -> Mapping[str, str]:
        """Words by key, in order, with keys out of a closed set where there is one; empty when the key is left out."""
        row = self.row(name)
        words = {key: row.text(key) for key in tuple(row.left)}
        if legal is not None and set(words) - set(legal):
            raise self.wrong(f"{name} must be for some of: {', '.join(legal)}")
        return MappingProxyType(words)

    def codes(self) -> Mapping[str, str]:
        """Codes by coding system."""
        row = self.row("codes")
        codes = {system: row.text(system) for system in CODE_SYSTEMS if system in row.left}
        row.done()
        return MappingProxyType(codes)

    def done(self) -> None:
        """Raises CatalogueError when a key was not taken."""
        if self.left:
            raise self.wrong(f"unknown key: {', '.join(sorted(self.left))}")
