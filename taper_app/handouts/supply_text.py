"""The lines of the supply sheet that are copied: as plain text, for the label and the prescription of each product."""

from collections.abc import Iterator

from taper_app.record import Issued
from taper_app.wording.lists import counted

from .clinical_words import SUPPLY
from .formats import in_paragraphs
from .standing import AS_ISSUED, Standing
from .supply import Interval, Writer


def supply_text(issued: Issued, sha256: str, standing: Standing = AS_ISSUED, *, past_visit: bool = False) -> str:
    """What to take and how much to supply of each product, a paragraph each; as `supply_sheet`, and raises as it does."""
    writer = Writer(issued, standing, past_visit=past_visit)
    return in_paragraphs(_paragraphs(writer, sha256))


def _paragraphs(writer: Writer, sha256: str) -> Iterator[list[str]]:
    sheet = writer.sheet(sha256)
    head = sheet.head
    yield [
        head.stamp,
        f"{head.name}, born {head.born}, identifier {head.identifier}",
        f"Plan {head.code}, revision {head.number}, content hash {head.content}. Issued on {head.issued_on} by {head.issued_by}, "
        f"{head.clinic}, {head.phone}.",
        head.printed,
    ]
    yield [sheet.stop, *sheet.beside, sheet.before]
    for interval in sheet.scripted:
        yield from _interval(interval)
    yield [sheet.open_end, sheet.visit, sheet.end]


def _interval(interval: Interval) -> Iterator[list[str]]:
    """The days of a supply, and of each product what to take and how much."""
    yield [SUPPLY["supply_of"].format(first=interval.first, last=interval.last, days=counted(interval.days, "day"))]
    for line in interval.products:
        yield [f"{line.drug} {line.product}", *line.directions, line.quantity, line.keeps]
    if beside := [each for each in (interval.syringes, interval.uncounted) if each]:
        yield beside
