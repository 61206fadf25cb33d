"""What goes into a weekly box: of each step the pieces of every day of the week, at each time of day."""

from collections.abc import Iterator
from dataclasses import dataclass

from taper_app.engine import TIMES, Step, StepDose, days_on, text
from taper_app.wording.days import clinic_day
from taper_app.wording.doses import TIMES_ON_PAPER
from taper_app.wording.lists import joined

from .clinical import Stored
from .clinical_words import SUPPLY


@dataclass(frozen=True)
class Box:
    """The boxes of one step: its days (`last` is empty where it has no end), and for each time of day what goes into the seven
    compartments; "none" where nothing does, and a day that they do not have says so."""

    first: str
    last: str
    times: tuple[tuple[str, tuple[str, ...]], ...]


def boxes(stored: Stored) -> Iterator[Box]:
    """The boxes of the steps that a revision rules, where the days of any of them differ; nothing where all are alike."""
    steps = [step for step in stored.coming() if step.doses]
    if any(step.mean for step in steps):
        yield from (_box(stored, step) for step in steps)


def alike_days(stored: Stored) -> Iterator[str]:
    """What goes into the compartments of each day, a sentence for each step that begins before the next review; nothing where the
    days of a week differ in any step, for then `boxes` say it day by day."""
    steps = [step for step in stored.coming() if step.doses]
    if any(step.mean for step in steps):
        return
    doses = [dose for step in steps for dose in step.doses]
    times, named = [time for time in TIMES if any(dose.time == time for dose in doses)], len({dose.drug for dose in doses}) > 1
    for step in (each for each in steps if each.starts_on < stored.review_on or each is steps[0]):
        first, last = (
            clinic_day(max(step.starts_on, stored.since)),
            clinic_day(step.last_day) if step.days and step.last_day else "",
        )
        said = "; ".join(f"{TIMES_ON_PAPER[time].lower()} {_each_day(stored, step, time, named=named)}" for time in times)
        yield SUPPLY["each_day" if last else "each_day_on"].format(first=first, last=last, said=said)


def _each_day(stored: Stored, step: Step, time: str, *, named: bool) -> str:
    """What is in the compartment of every day, the drugs `named` where the plan has several; "none" where nothing is."""
    return joined(_pieces(stored, dose, named=named) for dose in step.doses if dose.time == time) or "none"


def _box(stored: Stored, step: Step) -> Box:
    used = [time for time in TIMES if any(dose.time == time for dose in step.doses)]
    return Box(
        first=clinic_day(max(step.starts_on, stored.since)),
        last=clinic_day(step.last_day) if step.days and step.last_day else "",
        times=tuple((TIMES_ON_PAPER[time], tuple(_compartments(stored, step, time))) for time in used),
    )


def _compartments(stored: Stored, step: Step, time: str) -> Iterator[str]:
    """What is in the compartment of each day of the week."""
    named = len(step.daily_mg) > 1
    for day in stored.week:
        if not _has(stored, step, day):
            yield "not in these days"
            continue
        doses = [each for each in step.week[day] if each.time == time]
        yield joined(_pieces(stored, dose, named=named) for dose in doses) or "none"


def _has(stored: Stored, step: Step, weekday: str) -> bool:
    """Whether such a day is among those of a step that a revision rules."""
    first = max(step.starts_on, stored.since)
    return step.ends_before is None or days_on([weekday], first, (step.ends_before - first).days) > 0


def _pieces(stored: Stored, dose: StepDose, *, named: bool) -> str:
    said = text.pieces(dose.pieces, stored.products)
    return f"{said} of {stored.name(dose.drug)}" if named else said
