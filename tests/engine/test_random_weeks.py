"""What holds of every plan by days of the week, day by day: random requests, and their visits in mid-week."""

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from .batches import chance_of, some
from .recount import medicine, per_mg
from .recount_weeks import DAYS, mg_by_day, on, week_faults
from .requests import random_request
from .test_random import ask

HYPNOTICS = {
    "uk": ("zopiclone", "temazepam", "zolpidem", "nitrazepam"),
    "us": ("temazepam", "zolpidem", "zaleplon", "eszopiclone"),
}
MG = {"zopiclone": ("3.75", "7.5", "15"), "temazepam": ("10", "20", "30"), "zolpidem": ("5", "10"), "nitrazepam": ("5", "10")}
MG |= {"zaleplon": ("5", "10"), "eszopiclone": ("1", "2", "3")}


def at_night(chance):
    """A hypnotic at night, of whole tablets, perhaps on some nights only."""
    market = chance.choice(("uk", "us"))
    drug = chance.choice(HYPNOTICS[market])
    row = {"drug": drug, "night": chance.choice(MG[drug])}
    if chance.random() < 0.3:
        row |= {"use": "days", "weekdays": [day for day in DAYS if chance.random() < 0.7][:6] or ["mon"]}
    strategy = {"method": "direct", "halve": "none", "pattern": "mixed" if chance.random() < 0.2 else "days-off"}
    strategy |= {"reduction_percent": chance.choice(("5", "10", "15", "20", "25")), "interval_days": chance.choice((14, 21, 28))}
    begins = f"2027-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return {"starts_on": begins, "market": market, "equivalence": "ashton-2002", "regimen": [row], "strategy": strategy}


def random_week(chance):
    """A random request by days of the week: a hypnotic at night, or anything else that is taken by the day."""
    request = at_night(chance) if chance.random() < 0.4 else random_request(chance)
    strategy = {**request["strategy"]}
    if "pattern" not in strategy:
        strategy |= {"pattern": chance.choice(("mixed", "mixed", "days-off")), "method": "direct"}
        strategy["interval_days"] = -(-strategy.get("interval_days", 14) // 7) * 7
        if strategy.get("closing_interval_days"):
            strategy["closing_interval_days"] = max(-(-strategy["closing_interval_days"] // 7) * 7, strategy["interval_days"])
    if chance.random() < 0.3:
        strategy["spare_days"] = sorted(chance.sample(DAYS, chance.randint(1, 3)), key=DAYS.index)
    return request | {"strategy": strategy}


@some
def test_every_day_of_every_week_is_right(batch, seed):
    """The dose of the day is its pieces, the mean of each step is that of its week, the falls keep to the bounds, the low days
    are even and stay, no day rises, and the supply is that of the calendar."""
    request = random_week(chance_of(batch, seed))
    told, status = ask(request)
    assert status in (0, 3), (told, json.dumps(request))
    assert status or [*week_faults(request, told)] == [], json.dumps(request)


VISITS = [
    {"decision": "continue"},
    {"decision": "hold", "days": 10},
    {"decision": "hold", "days": 21},
    {"decision": "slow", "strategy": {"reduction_percent": "5"}},
    {"decision": "slow", "strategy": {"interval_days": 28, "closing_interval_days": None}},
    {"decision": "step-back", "days": 14},
    {"decision": "maintain"},
]


def weekly_rows(step):
    """What a step has as rows of what is taken: one for each choice of days."""
    told = []
    for dose in step["doses"]:
        row = {"drug": dose["drug"], dose["time"]: dose["mg"]}
        row |= {"release": dose["release"]} if "release" in dose else {}
        told.append(row | ({"use": "days", "weekdays": dose["weekdays"]} if "weekdays" in dose else {}))
    return joined(told)


def joined(rows):
    """Rows of the same medicine on the same days, of different times, as one."""
    found = {}
    for row in rows:
        key = row["drug"], row.get("release"), tuple(row.get("weekdays", ()))
        found[key] = found.get(key, {}) | row
    return [*found.values()]


def by_day(schedule, day):
    """What is taken on a calendar day, by drug and time."""
    begun = [each for each in schedule["steps"] if each["starts_on"] <= day.isoformat()]
    weekday = DAYS[day.weekday()]
    return {key: mg[DAYS.index(weekday)] for key, mg in mg_by_day(begun[-1]).items() if on(begun[-1], weekday)}


def visits(chance, request, schedule):
    """Up to three visits one after the other, on any day of the week."""
    begins = date.fromisoformat(schedule["starts_on"])
    for _ in range(3):
        steps = [each for each in schedule["steps"][1:] if each["days"] and each["starts_on"] > begins.isoformat()]
        if not steps:
            return
        step = chance.choice(steps)
        begins = date.fromisoformat(step["starts_on"]) + timedelta(days=chance.randrange(step["days"]))
        before = [each for each in schedule["steps"] if each["starts_on"] < begins.isoformat()][-1]
        visit = request | {"do": "revise", "schedule": schedule, "on": begins.isoformat(), "taken": weekly_rows(before)}
        visit["adjustment"] = chance.choice(VISITS)
        told, status = ask(visit)
        yield visit, told, status, begins
        if status:
            return
        schedule = told["schedule"]
        request = request | {"strategy": request["strategy"] | visit["adjustment"].get("strategy", {})}


def visit_faults(visit, told, begins):
    """What is wrong after a visit at the planned dose: in the days before it, or with a day lower than planned."""
    was, now, decision = visit["schedule"], told["schedule"], visit["adjustment"]["decision"]
    first = date.fromisoformat(was["steps"][0]["starts_on"])
    days = [first + timedelta(days=each) for each in range(max(was["days"], now["days"]) + 14)]
    for day in days:
        old, new = by_day(was, day), by_day(now, day)
        if day < begins and old != new:
            yield f"{day}: kept {old}, is {new}"
        then, then_new = (sum(mg * per_mg(visit, drug) for (drug, _), mg in taken.items()) for taken in (old, new))
        if day >= begins and was["last_day"] and then_new < then:
            yield f"{day}: {decision} lowers {old} to {new}"
    yield from (fault for fault in week_faults(visit, told) if "supply" in fault or "is not its pieces" in fault)
    yield from (fault for fault in week_faults(visit, told) if "two doses" in fault or "in a row" in fault)


@some
def test_a_visit_in_mid_week_keeps_what_was_and_lowers_no_day(batch, seed):
    """A change in mid-week begins a new week on that day; no two low days meet across it; every day before stays as it was, and
    no day after it is lower than the earlier plan had it."""
    chance = chance_of(batch, seed)
    request = random_week(chance)
    told, status = ask(request)
    for visit, answer, code, begins in visits(chance, request, told["schedule"]) if status == 0 else ():
        assert code in (0, 3), (answer, json.dumps(visit))
        assert code or [*visit_faults(visit, answer, begins)] == [], json.dumps(visit)


# Steps changed by hand ---------------------------------------------------------------------------

OF_ANY_STEP = ("supply", "is not its pieces", "two doses", "prints", "says mean", "no whole")
AFTER_THE_EDIT = ("rises on a day", "have moved", "more than one dose")


def told_doses(step):
    """The doses of a step as an edit has them."""
    names = ("time", "drug", "release", "mg", "weekdays")
    return [{name: dose[name] for name in names if name in dose} for dose in step["doses"]]


def another_day(chance, step):
    """The doses of a step with one day of the week on which the other of its two amounts is taken; None where all are alike."""
    uneven = [key for key, mg in mg_by_day(step).items() if len(set(mg)) > 1]
    if not uneven:
        return None
    ((drug, time),) = uneven
    kept = [each for each in told_doses(step) if (medicine(each), each["time"]) != (drug, time)]
    by_mg = {mg: [DAYS[at] for at in range(7) if each[at] == mg] for each in (mg_by_day(step)[drug, time],) for mg in set(each)}
    (one, days), (other, rest) = chance.sample(sorted(by_mg.items()), 2)
    moved = chance.choice(days)
    by_mg = {one: [day for day in days if day != moved], other: sorted([*rest, moved], key=DAYS.index)}
    row = next(each for each in told_doses(step) if (medicine(each), each["time"]) == (drug, time))
    given = [row | {"mg": str(Decimal(mg.numerator) / mg.denominator), "weekdays": on_days} for mg, on_days in by_mg.items()]
    given = [each for each in given if each["weekdays"] and Fraction(each["mg"])]
    for each in given:
        if len(each["weekdays"]) == 7:
            del each["weekdays"]
    return [*kept, *given]


def edited(chance, request, schedule):
    """A visit at the planned dose that changes one step to come by hand: its days, or what is taken on one day of its week."""
    steps = [each for each in schedule["steps"][1:] if each["days"]]
    if len(steps) < 2:
        return None
    step, running = chance.choice(steps[1:]), chance.choice(steps[: 1 + len(steps) // 2])
    if step["number"] <= running["number"]:
        return None
    begins = date.fromisoformat(running["starts_on"]) + timedelta(days=chance.randrange(running["days"]))
    before = [each for each in schedule["steps"] if each["starts_on"] < begins.isoformat()][-1]
    edit = {"number": step["number"]}
    if chance.random() < 0.4 or not (doses := another_day(chance, step)):
        edit |= {"days": chance.choice((7, 14, 21, 28))}
    else:
        edit |= {"doses": doses, "days": step["days"]}
    visit = request | {"do": "revise", "schedule": schedule, "on": begins.isoformat(), "taken": weekly_rows(before)}
    visit["adjustment"] = {"decision": "adjust", "steps": [edit]}
    told, status = ask(visit)
    return visit, told, status, begins


def edit_faults(visit, told, begins):
    """What is wrong after it: a day before it is another, the step is not as it was given, or a later one is not sound."""
    (edit,) = visit["adjustment"]["steps"]
    was, now = visit["schedule"], told["schedule"]
    first = date.fromisoformat(was["steps"][0]["starts_on"])
    for day in (first + timedelta(days=each) for each in range((begins - first).days)):
        if by_day(was, day) != by_day(now, day):
            yield f"{day}: kept {by_day(was, day)}, is {by_day(now, day)}"
    wanted = mg_by_day({"doses": edit["doses"]} if "doses" in edit else was["steps"][edit["number"] - 1])
    found = [
        each["number"]
        for each in now["steps"]
        if each.get("edited") and mg_by_day(each) == wanted and each["days"] == edit["days"]
    ]
    if not found:
        yield f"no step of {edit['days']} days has {wanted}"
        return
    for fault in week_faults(visit, told):
        number = int(fault.split()[1].rstrip(":")) if fault.startswith("step ") else 0
        if any(each in fault for each in OF_ANY_STEP) or (number > found[0] and any(each in fault for each in AFTER_THE_EDIT)):
            yield fault


@some
def test_a_step_that_is_changed_by_hand_stands_as_it_was_given(batch, seed):
    """One day of a coming week is another, or a step takes other days: so it is kept, every day is its pieces, and what follows
    goes down from it on the days that are low there."""
    chance = chance_of(batch, seed)
    request = random_week(chance)
    told, status = ask(request)
    if status or not (tried := edited(chance, request, told["schedule"])):
        return
    visit, answer, code, begins = tried
    assert code in (0, 3), (answer, json.dumps(visit))
    assert code or [*edit_faults(visit, answer, begins)] == [], json.dumps(visit)
