"""Lines for a label or a prescription: what to take of a product at each time of day, with every word in full; what a supply
hands out around the next review, and which doses it does not count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from taper_app.engine import DAYS, TIMES, WEEKDAYS, Schedule, Step, StepDose, Supply, text
from taper_app.wording.days import clinic_day
from taper_app.wording.doses import AT_ON_PAPER
from taper_app.wording.lists import counted, joined
from taper_app.wording.week import alike

from .clinical import Stored
from .clinical_words import SUPPLY

NAMES = dict(zip(DAYS, (name.capitalize() for name in WEEKDAYS), strict=True))
"""A day of the week in full: "Monday"."""


def directions(stored: Stored, steps: Sequence[Step], supply: Supply, id_: str) -> Iterator[str]:
    """What to take of one product on the days of a supply, of which these are the steps: a sentence for days that are alike."""
    said = [(step, "; ".join(_taken(stored, step, id_))) for step in steps]
    for number, (step, taken) in enumerate(said):
        if not taken or (number and said[number - 1][1] == taken):
            continue
        later = next((other for other, words in said[number:] if words != taken), None)
        last = later.starts_on - timedelta(days=1) if later else supply.last_day
        first = max(step.starts_on, supply.starts_on)
        yield SUPPLY["take" if first < last else "take_on"].format(first=clinic_day(first), last=clinic_day(last), doses=taken)


def _taken(stored: Stored, step: Step, id_: str) -> Iterator[str]:
    """The pieces of a product at each time of day, by days of the week where they differ."""
    for time in TIMES:
        found = alike(step.doses, time, stored.week)
        for doses, days in found.items():
            if pieces := _pieces(stored, doses, id_):
                on = f" on {joined([NAMES[day] for day in days])}" if len(days) < len(stored.week) else ""
                yield f"{pieces} {AT_ON_PAPER[time]}{on}"


def _pieces(stored: Stored, doses: Sequence[StepDose], id_: str) -> str:
    pieces = [piece for dose in doses for piece in dose.pieces if piece.product == id_]
    return text.pieces(pieces, stored.products) if pieces else ""


def handed_out(stored: Stored, now: Sequence[Supply], endless: Supply | None) -> list[Supply]:
    """The supplies of which some day is before the next review: what comes later may change, and is not written out yet."""
    return [*now, *([endless] if endless and endless.amounts and endless.starts_on < stored.review_on else [])]


def open_end(stored: Stored, endless: Supply | None) -> str:
    """That the last dose has no end date; empty where it has one."""
    if not endless:
        return ""
    last, first = stored.schedule.steps[-1], clinic_day(endless.starts_on)
    return SUPPLY["open_week" if last.mean else "open"].format(date=first, dose=stored.day_dose(last))


def waiting(schedule: Schedule, on: date) -> Schedule:
    """The schedule as it is supplied up to a visit: a step that begins on that day waits for it, and the dose of the day before
    is taken for a day more."""
    steps = list(schedule.steps)
    at = next((number for number, step in enumerate(steps) if step.starts_on == on), 0)
    if not at:
        return schedule
    earlier, later = steps[at - 1], steps[at]
    left = later.days - 1 if later.days else later.days
    waits = [] if later.days == 1 else [replace(later, starts_on=on + timedelta(days=1), days=left)]
    steps[at - 1 : at + 1] = [replace(earlier, days=(earlier.days or 0) + 1), *waits]
    return replace(schedule, steps=tuple(steps))


def around_the_visit(stored: Stored, given: Sequence[Supply], *, past_visit: bool) -> Iterator[str]:
    """How the supplies that are `given` before the next review end, and what is supplied where the review is missed."""
    waits = any(step.starts_on == stored.review_on for step in stored.issued.schedule.steps)
    if not given:
        yield SUPPLY["none_before"]
    elif past_visit:
        yield SUPPLY["past_visit"]
    elif given[-1].last_day <= stored.review_on:
        yield SUPPLY["to_visit_waits" if waits else "to_visit"]
    before = stored.review_on - timedelta(days=1)
    step = stored.schedule.in_force(before)
    if step and step.doses:
        yield SUPPLY["missed_week" if step.mean else "missed"].format(date=clinic_day(before), dose=stored.day_dose(step))


def without_pieces(stored: Stored, supply: Supply) -> Iterator[str]:
    """The doses of a supply that stand as they are taken now, which no count of products covers."""
    for (time, drug, mg), days in supply.not_counted.items():
        dose = f"{stored.name(drug)} {text.mg(mg)} {AT_ON_PAPER[time]}"
        yield SUPPLY["uncounted"].format(dose=dose, days=counted(days, "day"))
