"""How each value of a strategy is said: the words that a form offers, and those of an offer, an answer and a paper."""

from decimal import Decimal

from ..doses.week import DAYS, WEEKDAYS
from ..text import mg, number
from .kinds import Band, Hold, Then

METHODS_SAID = {
    "crossover": ("Cross over to a longer-acting drug", "One dose at a time moves to diazepam, then the diazepam goes down."),
    "direct": ("Reduce the drug itself", "Each drug goes down in its own products, one drug at a time."),
}
PARTS_SAID = {
    "whole": ("A whole dose at a time", ""),
    "half": ("Half a dose at a time", "Two rounds over the day. A dose whose half cannot be made moves whole."),
    "quarter": (
        "A quarter of a dose at a time",
        "Four rounds over the day. A dose whose quarter cannot be made moves by the next larger part that can.",
    ),
}
LIQUIDS_SAID = {
    "whole": ("A dose is all tablets or all liquid", "Once a dose is liquid, it stays liquid."),
    "part": (
        "Whole tablets, and the rest of the dose as liquid",
        "For the most of the dose tablets, and one volume for the rest.",
    ),
}
PERCENT_OF = {"current": "of the current dose", "baseline": "of the dose at the start"}
BASES_SAID = {basis: f"percentages {words}" for basis, words in PERCENT_OF.items()} | {"bands": "reductions of fixed size"}
BASES_ASKED = {
    "current": ("The current dose", "Each reduction is smaller in mg than the one before."),
    "baseline": ("The dose at the start", "Every reduction is about the same in mg, so it weighs more towards the end."),
}
STAY_HINT = (
    "In mg of diazepam equivalent a day. Leave it empty to stop; with a dose here the plan ends there and goes on without end."
)
SPREAD_SAID = {"even": "doses go down evenly over the day", "daytime-first": "a dose at night is kept until last"}
SPREAD_ON_PAPER = SPREAD_SAID | {"daytime-first": "a dose at bedtime is kept until last"}
SPREAD_ASKED = {
    "": ("As is usual for the drug", "Evenly where a short-acting drug itself goes down; else the night dose is kept longest."),
    "even": ("Evenly over the day", "The largest dose of the day goes down first."),
    "daytime-first": ("Night last", "Daytime doses go down first, and the night dose is kept longest."),
}
PATTERNS_SAID = {
    "none": ("Every day the same", "Every day of a step has the same doses."),
    "mixed": (
        "A lower dose on some days",
        "Where tablets are too coarse by the day: the lower dose comes on one day more at a time. No day is without a dose.",
    ),
    "days-off": (
        "Days without a dose at the end",
        "As above; once one dose a day is left, days without a dose, until the stop. For a hypnotic taken at night for sleep.",
    ),
}
WEEKDAYS_ASKED = {"": ("Any day", "")} | {day: (f"Always a {day.capitalize()}", "") for day in WEEKDAYS}
DAYS_SAID = {day: (day.capitalize(), "") for day in DAYS}
PATTERN_SAID = {
    "mixed": "a lower dose on some days of the week",
    "days-off": "a lower dose on some days of the week, and at the end days of the week without a dose",
}


def bands_said(told: tuple[Band, ...] | None) -> list[str]:
    """Each band as a reduction of so much down to so much."""
    return [f"{mg(each.reduction_mg)} down to {mg(each.down_to_mg)}" for each in told or ()]


def then_said(told: Then | None) -> list[str]:
    """The second pace, with the day or the dose that it is from."""
    if told is None:
        return []
    since = told.from_on.strftime("%d-%b-%Y") if told.from_on else f"{mg(told.from_mg or 0)} of diazepam equivalent a day"
    return [f"then {number(told.reduction_percent)}% every {told.interval_days} days, from {since} on"]


def holds_said(told: tuple[Hold, ...]) -> list[str]:
    """Each hold by the step that it comes after."""
    lasting = "{} days without change after step {}"
    endless = "no change after step {} until we decide"
    return [lasting.format(each.days, each.after_step) if each.days else endless.format(each.after_step) for each in told]


def steady_said(told: tuple[str, ...]) -> list[str]:
    """What is kept as it is."""
    return [f"{each} stays as it is" for each in told]


def order_said(told: tuple[str, ...] | None) -> list[str]:
    """The order in which drugs go down."""
    return [f"one after the other: {', '.join(told)}"] if told else []


def spare_days_said(told: tuple[str, ...]) -> list[str]:
    """The days that are lowered last."""
    long = dict(zip(DAYS, WEEKDAYS, strict=True))
    return [f"the last days of the week to be lowered: {', '.join(long[each].capitalize() for each in told)}"] if told else []


def stop_said(told: Decimal) -> list[str]:
    """The dose that is stopped from."""
    return [f"the stop from {mg(told)} of diazepam equivalent"]


def target_said(told: Decimal) -> list[str]:
    """The dose that is stayed on."""
    return [f"stay on about {mg(told)} of diazepam equivalent"]
