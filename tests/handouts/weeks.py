"""Plans by days of the week for the tests of the papers: a step is (kind, days, dose, …)."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from random import Random

from taper_app.engine import DAYS, Piece, Schedule, Step, StepDose, build_schedule, load_catalogue, parse_request
from tests.handouts.snapshots import MONDAY, kept

EVERY = ()
LOW = {1: "sun", 2: "tue sat", 3: "tue thu sat", 4: "mon tue thu sat", 5: "mon tue thu fri sat", 6: "mon tue wed thu fri sat"}
"""The weekdays with the lower dose, by how many there are."""


def days(said):
    """Weekdays from words."""
    return tuple(each for each in DAYS if each in said.split())


def others(said):
    """The weekdays that these words leave."""
    return tuple(each for each in DAYS if each not in said.split())


def plan(drug, *steps, market="uk", starts_on=MONDAY, weeks=4, **changes):
    """The snapshot of a plan; a dose is (drug, time, mg, weekdays, piece, …), the drug left out where it is the plan's."""
    taken = {}
    for _drug, time, mg, *_ in (_named(drug, dose) for dose in steps[0][2:]):
        taken[time] = max(taken.get(time, "0"), mg, key=Decimal)
    asked = {"starts_on": starts_on.isoformat(), "market": market, "equivalence": "ashton-2002"}
    asked |= {"regimen": [{"drug": drug, **taken}], "strategy": {"method": "direct"}}
    laid, on, before = [], starts_on, Fraction(10)
    for number, (kind, length, *doses) in enumerate(steps, start=1):
        made = tuple(_dose(*_named(drug, each)) for each in doses)
        mean = sum((Fraction(each.mg) * (len(each.weekdays) or 7) / 7 for each in made), Fraction())
        laid.append(Step(number, kind, on, length, made, mean, before - mean, 100 * (before - mean) / before))
        on, before = on + timedelta(days=length or 0), mean or before
    schedule = Schedule.from_json(Schedule(starts_on, "ashton-2002", Fraction(10), tuple(laid)).to_json())
    return kept(parse_request(asked, load_catalogue()), schedule, starts_on + timedelta(weeks=weeks), **changes)


def _named(drug, dose):
    return dose if dose[0] not in ("morning", "midday", "evening", "night") else (drug, *dose)


def _dose(drug, time, mg, weekdays, *pieces):
    found = tuple(Piece(product, count=Decimal(count)) for product, count in pieces)
    return StepDose(time, drug, Decimal(mg), found, weekdays=weekdays)


FULL, HALF = ("7.5", ("zopiclone-7p5mg-tablet", "1")), ("3.75", ("zopiclone-3p75mg-tablet", "1"))


def night(dose, weekdays=EVERY):
    """One of the two doses at night."""
    mg, piece = dose
    return "night", mg, weekdays, piece


def zopiclone(**changes):
    """7.5 mg at night on fewer and fewer nights and 3.75 mg on the others, 3.75 mg every night, then nights without, the stop."""
    mixed = [("reduce", 14, night(FULL, others(LOW[k])), night(HALF, days(LOW[k]))) for k in (2, 4, 6)]
    off = [("reduce", 14, night(HALF, others(LOW[k]))) for k in range(1, 7)]
    return plan("zopiclone", *mixed, ("reduce", 14, night(HALF)), *off, ("stop", 0), **changes)


def american(**changes):
    """The same for clonazepam orally disintegrating tablets, from a Wednesday on, in the United States."""
    one, half = "clonazepam-0p5mg-orally-dispersible-tablet", "clonazepam-0p25mg-orally-dispersible-tablet"
    steps = (
        ("reduce", 14, ("night", "0.5", others(LOW[2]), (one, "1")), ("night", "0.25", days(LOW[2]), (half, "1"))),
        ("reduce", 14, ("night", "0.25", EVERY, (half, "1"))),
        ("hold", None, ("night", "0.25", others(LOW[1]), (half, "1"))),
    )
    return plan("clonazepam", *steps, market="us", starts_on=MONDAY + timedelta(days=2), **changes)


def lorazepam(**changes):
    """Three times a day, of which one goes down by day of the week: at bedtime to a half, then at midday to nothing."""
    one, half = ("lorazepam-1mg-tablet", "1"), ("lorazepam-1mg-tablet", "0.5")
    day = [(time, "1", EVERY, one) for time in ("morning", "midday")]
    steps = (
        ("reduce", 14, *day, ("night", "1", others(LOW[2]), one), ("night", "0.5", days(LOW[2]), half)),
        ("reduce", 14, day[0], ("midday", "1", others(LOW[3]), one), ("night", "0.5", EVERY, half)),
        ("reduce", 14, day[0], ("night", "0.5", EVERY, half)),
        ("stop", 0),
    )
    return plan("lorazepam", *steps, **changes)


def as_taken(**changes):
    """Two medicines held as they are really taken for ten days from a Thursday on: two times of day differ by day of the week."""
    two, seven = ("diazepam-2mg-tablet", "1.5"), ("zopiclone-7p5mg-tablet", "1")
    doses = (
        ("diazepam", "morning", "3", days("mon wed fri"), two),
        ("diazepam", "night", "3", EVERY, two),
        ("zopiclone", "night", "7.5", days("sat sun"), seven),
    )
    steps = (("hold", 10, *doses), ("reduce", 14, ("diazepam", "night", "3", EVERY, two)), ("stop", 0))
    return plan("diazepam", *steps, starts_on=MONDAY + timedelta(days=3), **changes)


NIGHTLY = (
    ("uk", "zopiclone", "7.5"),
    ("uk", "nitrazepam", "5"),
    ("uk", "temazepam", "20"),
    ("us", "temazepam", "30"),
    ("us", "zolpidem", "10"),
    ("us", "clonazepam", "0.5"),
)


def built(seed, **changes):
    """A plan with a pattern that the engine makes: taken at night or three times a day, from any day, with any days to spare."""
    chance = Random(seed)
    market, drug, mg = chance.choice(NIGHTLY)
    row, strategy = {"drug": drug, "night": mg}, {"pattern": "days-off"}
    if not chance.randrange(3):
        market, row = "uk", {"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"}
        strategy = {"pattern": "mixed", "coarse_tail": True}
    strategy |= {"interval_days": chance.choice((14, 21, 28)), "reduction_percent": chance.choice(("10", "15", "20", "25"))}
    strategy["spare_days"] = chance.sample(DAYS, chance.randrange(3))
    starts_on = MONDAY + timedelta(days=chance.randrange(7))
    asked = {"starts_on": starts_on.isoformat(), "market": market, "equivalence": "ashton-2002", "regimen": [row]}
    request = parse_request(asked | {"strategy": {"method": "direct"} | strategy}, load_catalogue())
    schedule = build_schedule(request, load_catalogue())
    return kept(request, schedule, chance.choice(schedule.steps).starts_on, **changes)


def cut_short(**changes):
    """A visit in mid-week: three days of one week from Saturday on, then a hold of eleven days, and nights without."""
    low = night(FULL, others(LOW[3])), night(HALF, days(LOW[3]))
    steps = (("reduce", 3, *low), ("hold", 11, *low), ("reduce", 14, night(HALF, others(LOW[1]))), ("stop", 0))
    return plan("zopiclone", *steps, starts_on=MONDAY + timedelta(days=5), **changes)


PLANS = {"zopiclone": zopiclone, "american": american, "lorazepam": lorazepam, "as taken": as_taken, "cut short": cut_short}
BUILT = {f"built {seed}": partial(built, seed) for seed in range(8)}
"""Plans by hand, with what no taper makes too, and plans as the engine makes them."""
