"""A paper in another language read back as a patient would: words into numbers, days into dates, steps into doses."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NBSP = "\u00a0"
DROP_MG = {Decimal("2.5"): Decimal("0.1")}
"""mg in one drop, by the mg in one mL: of the clonazepam drops that are brought in from France (their own text)."""
NUMBER = re.compile(r"\d[\d.,]*\d|\d")


@dataclass(frozen=True)
class Read:
    """One step: its first and last day, the days it says it has, mg of the label and of the pieces by time and drug, totals."""

    first: date
    last: date | None
    days: int | None
    doses: tuple[tuple[str, str, Decimal, Decimal], ...]
    totals: dict[str, Decimal]


@dataclass(frozen=True)
class Tongue:
    """What a language calls things. `pieces` are patterns of one kind of piece, with the groups whole, part, ml, drops and mg;
    `day` is one of a date with its weekday, day, month and year; `example` is how the line with an example begins; `plain`
    has words of every day that are spelt as a doctor's Latin is."""

    code: str
    counts: Sequence[str]
    fractions: dict[str, Decimal]
    pieces: Sequence[re.Pattern[str]]
    times: dict[str, str]
    weekdays: Sequence[str]
    months: Sequence[str]
    day: str
    since: str
    length: str
    total: str
    nothing: str
    dose: str
    also: str
    example: str
    born: str
    counted: str
    drug: Callable[[str], str]
    plain: frozenset[str] = frozenset()

    @property
    def date(self) -> re.Pattern[str]:
        """A day that the paper names."""
        return re.compile(self.day, re.IGNORECASE)

    def swallowed(self, words: str) -> Decimal:
        """What pieces in words amount to in mg: kinds parted by a comma or "and". Raises for any other word."""
        total, rest = Decimal(0), words
        while rest:
            found = next(match for pattern in self.pieces if (match := pattern.match(rest)))
            total += self.amount(found.groupdict())
            rest = rest[found.end() :]
            assert not rest or rest.startswith((", ", f" {self.also} ")), words
            rest = re.sub(rf"^(?:, | {self.also} )", "", rest)
        return total

    def amount(self, found: dict[str, str | None]) -> Decimal:
        """One kind of piece in mg."""
        strength = number(found["mg"])
        if said := found.get("drops"):
            return DROP_MG[strength] * (int(said) if said.isdigit() else self.counts.index(said) + 1)
        if said := found.get("ml"):
            return number(said) * strength
        whole, part = found.get("whole"), found.get("part")
        return ((self.counts.index(whole) + 1 if whole else 0) + (self.fractions[part] if part else 0)) * strength

    def a_date(self, found: re.Match) -> date:
        """A day; its weekday must be its own."""
        on = date(int(found["year"]), self.months.index(found["month"].lower()) + 1, int(found["day"]))
        assert on.weekday() == self.weekdays.index(found["weekday"].lower()), found[0]
        return on

    def dates(self, text: str) -> list[date]:
        """Every day that is named, in order."""
        return [self.a_date(found) for found in self.date.finditer(text)]

    def is_step(self, lines: list[str]) -> bool:
        """Whether a paragraph is a step: it begins with a day."""
        return bool(re.match(rf"(?:{self.since} )?{self.day}", lines[0], re.IGNORECASE))

    def from_text(self, text: str) -> list[Read]:
        """The steps of a paper in plain text."""
        parts = [part.strip().split("\n") for part in text.split("\n\n")]
        return [self.from_lines(lines) for lines in parts if self.is_step(lines)]

    def from_lines(self, lines: list[str]) -> Read:
        """One step from its lines."""
        first, *last = self.dates(lines[0])
        days = re.search(rf", (\d+) {self.length}\.$", lines[0])
        doses, totals = [], {}
        for line in lines[1:]:
            label, _, rest = line.removesuffix(".").partition(": ")
            if label == self.total:
                totals = {drug: number(mg) for drug, mg in re.findall(rf"([a-zóé]*?) ?([\d.,]+){NBSP}mg", rest)}
            elif label in self.times and rest != self.nothing:
                doses += [(self.times[label], *self.a_dose(each)) for each in rest.split("; ")]
        return Read(first, *last or [None], int(days[1]) if days else None, tuple(doses), totals)

    def a_dose(self, words: str) -> tuple[str, Decimal, Decimal]:
        """The drug ("" where the plan has one), mg printed, and mg of the pieces."""
        found = re.fullmatch(rf"(?:(?P<drug>[a-zóé]+) )?{self.dose} (?P<mg>[\d.,]+){NBSP}mg, (?P<pieces>.+)", words)
        return found["drug"] or "", number(found["mg"]), self.swallowed(found["pieces"])


def number(text: str) -> Decimal:
    """A number with a point; a comma stands between thousands only."""
    assert re.fullmatch(r"\d{1,3}(?:,\d{3})*(?:\.\d+)?", text), text
    return Decimal(text.replace(",", ""))
