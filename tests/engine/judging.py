"""Schedules by hand, because the engine would never make them, and what the rules find in them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from taper_app.engine import (
    Medicine,
    PatientToday,
    Piece,
    Schedule,
    Step,
    StepDose,
    check,
    load_catalogue,
    parse_request,
    propose,
)
from taper_app.engine.catalogue.facts import Cell, EquivalenceTable
from taper_app.engine.rules.findings import Revised

from .requests import crossover, direct

CATALOGUE = load_catalogue()

STARTS_ON = date(2027, 1, 4)

NBSP = "\u00a0"


def step(kind, days, *doses, closing=False, edited=False):
    """A step as `course` puts it together. A dose is mg of diazepam at night, or a dict of `dose`'s fields."""
    return {"kind": kind, "days": days, "doses": doses, "closing": closing, "edited": edited}


def dose(mg, *pieces, time="night", drug="diazepam"):
    """One dose and the pieces it is made of: (product, count) or (product, {"ml": volume})."""
    made = tuple(
        Piece(product, ml=Decimal(count["ml"])) if isinstance(count, dict) else Piece(product, count=Decimal(count))
        for product, count in pieces
    )
    return StepDose(time, drug, Decimal(mg), made)


def course(now, *steps, equivalent_of=None):
    """A schedule of steps from a baseline of `now` mg diazepam; `equivalent_of` gives mg diazepam per mg of other drugs."""
    per_mg = {"diazepam": Fraction(1)} | (equivalent_of or {})
    before, begins, built = Fraction(now), STARTS_ON, []
    for number, each in enumerate(steps, start=1):
        doses = tuple(one if isinstance(one, StepDose) else dose(one) for one in each["doses"])
        after = sum((Fraction(one.mg) * per_mg[one.drug] for one in doses), Fraction(0))
        fall, percent = before - after, (before - after) * 100 / before
        marks = {"closing": each["closing"], "edited": each["edited"]}
        built.append(Step(number, each["kind"], begins, each["days"], doses, after, fall, percent, **marks))
        before, begins = after, begins + timedelta(days=each["days"] or 0)
    return Schedule(STARTS_ON, None, Fraction(now), tuple(built))


def taking(night, method="direct", **strategy):
    """The request of a patient who takes so much diazepam at night; beside 0.5 mg alprazolam where it is to cross."""
    request = direct("uk", "diazepam", None, night=night, strategy={"method": method} | strategy)
    if method == "crossover":
        request |= {"equivalence": "ashton-2002", "regimen": [{"drug": "alprazolam", "night": night}]}
    return request


def both(diazepam="4", nitrazepam="5", **strategy):
    """The request of a patient who takes diazepam and nitrazepam, the diazepam to go first."""
    request = direct("uk", "diazepam", "ashton-2002", strategy=strategy)
    return request | {"regimen": [{"drug": "diazepam", "night": diazepam}, {"drug": "nitrazepam", "night": nitrazepam}]}


def judged(schedule, request=None, facts=None, catalogue=CATALOGUE, *, since=None, **options):
    """What the rules find in a schedule made by hand; without a request, one that takes the baseline in diazepam at night.

    With `since` it was revised, and only the steps from that day on are judged.
    """
    asked = parse_request(request or taking(str(float(schedule.baseline_equivalent))), CATALOGUE)
    return check(schedule, asked, catalogue, facts, revised=since and Revised(asked, since, None), **options)


def proposed(request, facts=None, **options):
    """What the rules find in the schedule that the engine makes of a request."""
    return propose(parse_request(request, CATALOGUE), CATALOGUE, facts, **options).findings


def of(rule, findings):
    """The findings of one rule."""
    return [each for each in findings if each.rule == rule]


def ordinary(facts=None, **options):
    """What the rules find in an ordinary taper of 20 mg diazepam."""
    return proposed(taking("20"), facts, **options)


def falling(now, *doses, days=14, **marks):
    """A schedule that goes down to each of these doses in turn, with so many days each, and stays on the last."""
    return course(now, *(step("reduce", days, each, **marks) for each in doses), step("hold", None, doses[-1]))


@dataclass
class Boundary:
    """A rule that has nothing to say on one side of its boundary, and speaks on the other."""

    rule: str
    silent: Callable
    speaks: Callable
    severity: str
    step: int | None
    words: str


def patient(**fields):
    """The facts of a patient who takes diazepam regularly, or as the fields say."""
    medicine = {"drug": "diazepam", "prescribed_mg": Decimal(10), "taken_mg": Decimal(10)} | fields
    return PatientToday(medicines=(Medicine(**medicine),))


def tables(*cells, equivalence="ashton-2002"):
    """The findings where lorazepam is so many mg equal to 10 mg diazepam by each table: (mg, selectable)."""
    known = {
        f"table-{number}": EquivalenceTable(
            f"table-{number}",
            f"Table {number}",
            "asam-2025",
            selectable,
            "",
            {"lorazepam": Cell(Decimal(mg), Decimal(mg), mg, "seen", "high")},
            date(2028, 6, 30),
        )
        for number, (mg, selectable) in enumerate(cells)
    }
    request = parse_request(crossover("uk", "lorazepam", "ashton-2002", night="1"), CATALOGUE)
    asked = replace(request, equivalence="table-0" if equivalence else None)
    if not equivalence:
        asked = replace(asked, equivalence_for={"lorazepam": "table-0"})
    schedule = course("10", step("crossover", 7, "10"), step("hold", None, "10"))
    return check(schedule, asked, replace(CATALOGUE, tables=known))


def by_who(mg):
    """The findings where lorazepam is 1 mg by Ashton, 2 mg by VA/DoD, and so many by the chosen table of the WHO."""
    who = CATALOGUE.tables["who-2009"]
    cells = dict(who.cells) | {"lorazepam": Cell(Decimal(mg), Decimal(mg), mg, "seen", "high")}
    catalogue = replace(CATALOGUE, tables=dict(CATALOGUE.tables) | {"who-2009": replace(who, cells=cells)})
    request = parse_request(crossover("uk", "lorazepam", "who-2009", night="1"), CATALOGUE)
    return check(course("10", step("crossover", 7, "10"), step("hold", None, "10")), request, catalogue)


def pieces(*at_night, morning=()):
    """The findings where a step has these pieces at night and in the morning."""
    doses = [dose("9", *at_night)] + ([dose("1", *morning, time="morning")] if morning else [])
    return judged(course("20", step("reduce", 14, "10"), step("reduce", 14, *doses), step("hold", None, *doses)))


def capping(now, after, band="5"):
    """The findings where bands of so many mg take `now` to `after`."""
    request = taking(now, basis="bands", bands=[{"down_to_mg": 0, "reduction_mg": band}])
    return judged(falling(now, after), request)


def faster(now, after, closing=False, **strategy):
    """The findings where 10 % of the current dose was asked, and `now` went to `after`."""
    return judged(falling(now, after, closing=closing), taking(now, reduction_percent="10", **strategy))


def crossing(now, *doses, kind="crossover"):
    """The findings of a crossover to diazepam from a baseline of `now` mg."""
    request = taking(str(Decimal(now) / 20), method="crossover")
    return judged(course(now, *(step(kind, 7, each) for each in doses), step("stabilise", 7, doses[-1])), request)
