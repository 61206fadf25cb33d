"""A Spanish paper read back as a patient would: words into numbers, days into dates, steps into what is taken when."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

NBSP = "\u00a0"
COUNTS = ["una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho"]
DROPS = [*COUNTS, "nueve", "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis"]
DROP_MG = {Decimal("2.5"): Decimal("0.1")}
"""mg in one drop, by the mg in one mL: of the clonazepam drops that are brought in from France (their own text)."""
FRACTIONS = {"media": Decimal("0.5"), "un cuarto de": Decimal("0.25"), "tres cuartos de": Decimal("0.75")}
LASTING = " de (?:liberación (?:modificada|prolongada)|desintegración oral)"
ONE = rf"(?:tableta|cápsula|película oral)(?: sublingual| dispersable en la boca|{LASTING})?"
MANY = rf"(?:tabletas|cápsulas|películas orales)(?: sublinguales| dispersables en la boca|{LASTING})?"
STRENGTH = rf" de (?P<mg>[\d.,]+){NBSP}mg"
WHOLE = rf"(?P<whole>(?:una)(?= {ONE}\b)|(?:{'|'.join(COUNTS[1:])})(?= {MANY}\b)) (?:{MANY}|{ONE})"
PATTERNS = [
    re.compile(rf"{WHOLE}(?P<half> y media)?{STRENGTH}"),
    re.compile(rf"(?P<part>{'|'.join(FRACTIONS)}) {ONE}{STRENGTH}"),
    re.compile(
        rf"(?P<ml>[\d.,]+){NBSP}mL (?:de la solución oral|de la suspensión oral|del concentrado oral){STRENGTH} en 1{NBSP}mL"
    ),
    re.compile(rf"(?P<drops>\w+){NBSP}gotas? de las gotas orales{STRENGTH} en 1{NBSP}mL"),
]
TIMES = {"Mañana": "morning", "Mediodía": "midday", "Tarde": "evening", "Al acostarse": "night"}
WEEKDAYS = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
MONTHS = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre"]
MONTHS += ["diciembre"]
DAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)}) (?P<day>\d+) de (?P<month>{'|'.join(MONTHS)}) de (?P<year>\d{{4}})"
DATE = re.compile(DAY, re.IGNORECASE)
NUMBER = re.compile(r"\d[\d.,]*\d|\d")


@dataclass(frozen=True)
class Read:
    """One step: its first and last day, the days it says it has, mg of the label and of the pieces by time and drug, totals."""

    first: date
    last: date | None
    days: int | None
    doses: tuple[tuple[str, str, Decimal, Decimal], ...]
    totals: dict[str, Decimal]


def number(text: str) -> Decimal:
    """A number with a point; a comma stands between thousands only."""
    assert re.fullmatch(r"\d{1,3}(?:,\d{3})*(?:\.\d+)?", text), text
    return Decimal(text.replace(",", ""))


def swallowed(words: str) -> Decimal:
    """What pieces in words amount to in mg: kinds parted by a comma or "y". AssertionError for any other word."""
    total, rest = Decimal(0), words
    while rest:
        found = next(match for pattern in PATTERNS if (match := pattern.match(rest)))
        total += amount(found.groupdict())
        rest = rest[found.end() :]
        assert not rest or rest.startswith((", ", " y ")), words
        rest = re.sub(r"^(?:, | y )", "", rest)
    return total


def amount(found: dict[str, str | None]) -> Decimal:
    """One kind of piece in mg."""
    strength = number(found["mg"])
    if "drops" in found:
        said = found["drops"]
        return DROP_MG[strength] * (int(said) if said.isdigit() else DROPS.index(said) + 1)
    if "ml" in found:
        return number(found["ml"]) * strength
    if "part" in found:
        return FRACTIONS[found["part"]] * strength
    return (COUNTS.index(found["whole"]) + 1 + (Decimal("0.5") if found["half"] else 0)) * strength


def a_date(found: re.Match) -> date:
    """A day; its weekday must be its own."""
    on = date(int(found["year"]), MONTHS.index(found["month"].lower()) + 1, int(found["day"]))
    assert on.weekday() == WEEKDAYS.index(found["weekday"].lower()), found[0]
    return on


def dates(text: str) -> list[date]:
    """Every day that is named, in order."""
    return [a_date(found) for found in DATE.finditer(text)]


def is_step(lines: list[str]) -> bool:
    """Whether a paragraph is a step: it begins with a day."""
    return bool(re.match(rf"(?:Desde el )?{DAY}", lines[0], re.IGNORECASE))


def from_text(text: str) -> list[Read]:
    """The steps of a paper in plain text."""
    parts = [part.strip().split("\n") for part in text.split("\n\n")]
    return [from_lines(lines) for lines in parts if is_step(lines)]


def from_lines(lines: list[str]) -> Read:
    """One step from its lines."""
    first, *last = dates(lines[0])
    days = re.search(r", (\d+) días?\.$", lines[0])
    doses, totals = [], {}
    for line in lines[1:]:
        label, _, rest = line.removesuffix(".").partition(": ")
        if label == "Total del día":
            totals = {drug: number(mg) for drug, mg in re.findall(rf"([a-zóé]*?) ?([\d.,]+){NBSP}mg", rest)}
        elif label in TIMES and rest != "nada":
            doses += [(TIMES[label], *a_dose(each)) for each in rest.split("; ")]
    return Read(first, *last or [None], int(days[1]) if days else None, tuple(doses), totals)


def a_dose(words: str) -> tuple[str, Decimal, Decimal]:
    """The drug ("" where the plan has one), mg printed, and mg of the pieces."""
    found = re.fullmatch(rf"(?:(?P<drug>[a-zóé]+) )?DOSIS (?P<mg>[\d.,]+){NBSP}mg, (?P<pieces>.+)", words)
    return found["drug"] or "", number(found["mg"]), swallowed(found["pieces"])
