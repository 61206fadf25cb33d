"""A plan or a visit as plain text, to paste into another record: what was found and decided, the doses, and the next visit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from taper_app.record import Issued
from taper_app.wording.days import clinic_day
from taper_app.wording.people import person_said

from .clinical_words import LETTER, NOTE
from .formats import in_paragraphs
from .letter import DoseLine, Writer
from .standing import Standing
from .summary import Writer as Summary


@dataclass(frozen=True)
class Happened:
    """What the record has of a plan's start or of a visit: its name, the day and who; under each label the lines that were
    recorded; what is said of it where it was entered in error; whether it made a revision, the first day whose doses it
    leaves (None where it leaves none), and the next visit."""

    title: str
    on: date
    by: str
    told: Sequence[tuple[str, Sequence[str]]]
    struck: Sequence[str] = ()
    revises: bool = False
    doses_from: date | None = None
    review_on: date | None = None


def note_text(issued: Issued, sha256: str, happened: Happened) -> str:
    """The note; `issued` is the revision in force after it, whose hash is `sha256`. Raises as `printed_products` does."""
    return in_paragraphs(_paragraphs(issued, sha256, happened))


def _paragraphs(issued: Issued, sha256: str, happened: Happened) -> Iterator[list[str]]:
    writer = Writer(issued, Standing(review_on=happened.review_on))
    head = writer.head(sha256)
    yield [
        NOTE["title"].format(title=happened.title),
        f"{head.name}, born {head.born}, identifier {head.identifier}",
        f"Plan {head.code}, revision {head.number}, content hash {head.content}",
        f"{clinic_day(happened.on)}, {happened.by}, {head.clinic}",
        *happened.struck,
    ]
    yield [f"{label}: {'; '.join(_lines(lines))}" for label, lines in happened.told]
    if happened.revises:
        yield [NOTE["strategy"], *Summary(issued, Standing()).strategy()]
    if happened.doses_from:
        writer.since = happened.doses_from
        yield from _doses(writer, writer.issued)


def _lines(lines: Sequence[str]) -> Iterator[str]:
    return (line.strip().rstrip(".") for line in lines if line.strip())


def _doses(writer: Writer, issued: Issued) -> Iterator[list[str]]:
    """The doses up to the next visit, how the plan goes on, what is taken beside it, and who agreed."""
    lines = [_line(writer.line(step)) for step in writer.until_review()]
    yield [NOTE["doses"].format(said=writer.doses()), *lines]
    said = [" ".join(writer.plan()), *writer.beside(LETTER)]
    yield [*said, *([NOTE["agreed"].format(who=person_said(issued.specialist))] if issued.specialist else [])]


def _line(line: DoseLine) -> str:
    """One step: "Mon 04-Jan-2027 to Sun 17-Jan-2027: diazepam 3 mg at bedtime. Whole day: diazepam 3 mg."."""
    if not line.doses:
        return NOTE["none"].format(first=line.first)
    key = "between" if line.last else "from" if line.endless else "on"
    when = NOTE[key].format(first=line.first, last=line.last)
    return f"{when}: {'; '.join(line.doses)}. {NOTE['day'].format(daily=', '.join(line.daily))}"
