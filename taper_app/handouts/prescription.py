"""Lines for a label or a prescription: what to take of a product at each time of day, with every word in full; what a supply
hands out around the next review, and which doses it does not count.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from taper_app.engine import DAYS, TIMES, WEEKDAYS, Step, StepDose, Supply, text
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
        yield SUPPLY["take"].format(first=clinic_day(first), last=clinic_day(last), doses=taken)


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


def around_the_visit(stored: Stored, *, past_visit: bool) -> Iterator[str]:
    """Whether a supply ends with the day of the next review, and what is supplied where the review is missed."""
    yield SUPPLY["past_visit" if past_visit else "to_visit"]
    before = stored.review_on - timedelta(days=1)
    step = stored.schedule.in_force(before)
    if step and step.doses:
        yield SUPPLY["missed_week" if step.mean else "missed"].format(date=clinic_day(before), dose=stored.day_dose(step))


def without_pieces(stored: Stored, supply: Supply) -> Iterator[str]:
    """The doses of a supply that stand as they are taken now, which no count of products covers."""
    for (time, drug, mg), days in supply.not_counted.items():
        dose = f"{stored.name(drug)} {text.mg(mg)} {AT_ON_PAPER[time]}"
        yield SUPPLY["uncounted"].format(dose=dose, days=counted(days, "day"))
