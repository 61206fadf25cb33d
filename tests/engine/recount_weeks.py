"""Walks every calendar day of a schedule by days of the week, from its JSON and the data files, with no code of the engine."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations_with_replacement, pairwise

from .recount import medicine, per_mg, sold_as, sold_to

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LEAST, MOST, CLOSING = Fraction(5), Fraction(25), Fraction(5, 4)
MOST_PIECES, FEW_NIGHTS = 8, 3


def on(step, day):
    """The doses of a weekday."""
    return [each for each in step["doses"] if day in each.get("weekdays", DAYS)]


def mg_by_day(step):
    """Of each drug and time of day, the mg of each weekday, Monday first."""
    keys = dict.fromkeys((medicine(each), each["time"]) for each in step["doses"])
    return {
        key: [sum(Fraction(each["mg"]) for each in on(step, day) if (medicine(each), each["time"]) == key) for day in DAYS]
        for key in keys
    }


def taken_first(request):
    """What is taken at the start, as a step has it; what is on some days is of the week where it is not steady."""
    doses = []
    for row in request["regimen"]:
        if "other" in row or row.get("use") == "as-needed" or medicine(row) in request["strategy"].get("steady", ()):
            continue
        days = row.get("weekdays") or [DAYS[at * 7 // row["days_a_week"]] for at in range(row.get("days_a_week", 0))]
        for time in ("morning", "midday", "evening", "night"):
            if time in row:
                told = {"time": time, "drug": row["drug"], "release": row.get("release", "plain"), "mg": str(row[time])}
                doses.append(told | ({"weekdays": days} if days else {}))
    return {"doses": doses}


def of_pieces(dose, sold):
    """mg of a dose's pieces, or nothing where it stands as it is taken."""
    mg = Fraction(0)
    for piece in dose["pieces"]:
        product = sold[piece["product"]]
        if "count" in piece:
            mg += Fraction(piece["count"]) * Fraction(str(product["strength_mg"]))
        elif "ml" in piece:
            mg += Fraction(piece["ml"]) * Fraction(str(product["mg_per_ml"]))
        else:
            mg += Fraction(piece["drops"]) * Fraction(str(product["drop_mg"]))
    return mg


def week_faults(request, told):
    """Everything that is wrong with the schedule of an answer, in words."""
    steps = told["schedule"]["steps"]
    before, first = taken_first(request), taken_first(request)
    for step in steps:
        yield from _of_the_days(step, sold_to(request))
        yield from _of_the_mean(request, step, before)
        yield from _of_the_pattern(request, step, before, first)
        if step["kind"] in ("reduce", "stop", "maintain"):
            yield from _of_the_fall(request, step, before)
        before = step
    yield from _of_the_supply(told["schedule"])
    best = [each for pair in pairwise([first, *steps]) for each in _not_the_largest(request, *pair)]
    yield from best


def _of_the_days(step, sold):
    days = step["days"] or 0
    for place in range(min(days, 35)):
        day = DAYS[(date.fromisoformat(step["starts_on"]) + timedelta(days=place)).weekday()]
        taken = Counter((medicine(each), each["time"]) for each in on(step, day))
        if taken and max(taken.values()) > 1:
            yield f"step {step['number']}: two doses at one time on {day}"
        for dose in on(step, day):
            if dose.get("made", True) and of_pieces(dose, sold) != Fraction(dose["mg"]):
                yield f"step {step['number']}: {dose['mg']} mg on {day} is not its pieces"
    if step["kind"] == "reduce" and days % 7:
        yield f"step {step['number']}: {days} days are no whole weeks"


def _mean(request, step):
    return sum((sum(mg) * per_mg(request, drug) for (drug, _), mg in mg_by_day(step).items()), Fraction(0)) / 7


def _of_the_mean(request, step, before):
    mean = _mean(request, step)
    if abs(Fraction(step["diazepam_equivalent_mg"]) - mean) > Fraction(1, 200):
        yield f"step {step['number']}: prints {step['diazepam_equivalent_mg']}, is {mean}"
    if not step.get("as_taken") and abs(Fraction(step["reduction_mg"]) - (_mean(request, before) - mean)) > Fraction(1, 200):
        yield f"step {step['number']}: prints a fall of {step['reduction_mg']}"
    uneven = any(len(set(mg)) > 1 for mg in mg_by_day(step).values())
    if step.get("mean", False) != uneven:
        yield f"step {step['number']}: says mean {step.get('mean')}"


def _uneven(step):
    return {key: mg for key, mg in mg_by_day(step).items() if len(set(mg)) > 1}


def _low(mg):
    return {DAYS[place] for place in range(7) if mg[place] == min(mg)}


def _meet(days):
    return any(DAYS[(DAYS.index(each) + 1) % 7] in days for each in days)


def _of_the_pattern(request, step, before, first):
    uneven, earlier = _uneven(step), _uneven(before)
    if len(uneven) > 1 or any(len(set(mg)) > 2 for mg in uneven.values()):
        yield f"step {step['number']}: more than one dose differs by the day"
    for key, mg in uneven.items():
        low = _low(mg)
        if key not in _uneven(first) and len(low) <= 3 and _meet(low):
            yield f"step {step['number']}: low days in a row: {sorted(low)}"
        if key in earlier and set(earlier[key]) == set(mg) and not _low(earlier[key]) <= low:
            yield f"step {step['number']}: low days have moved"
    without = step["doses"] and not all(on(step, day) for day in DAYS)
    if without and request["strategy"]["pattern"] == "mixed" and all(on(first, day) for day in DAYS):
        yield f"step {step['number']}: a day without"
    now = mg_by_day(before)
    for key, mg in mg_by_day(step).items():
        if step["kind"] != "step-back" and any(a > b for a, b in zip(mg, now.get(key, [0] * 7), strict=True)):
            yield f"step {step['number']}: {key} rises on a day"


def _of_the_fall(request, step, before):
    """The fall of the drug that falls is from 5 to 25 %, save a closing one, the stop, and the one that reaches a target."""
    then, now = mg_by_day(before), mg_by_day(step)
    weekly = {}
    for key, mg in then.items():
        a, b = weekly.get(key[0], (0, 0))
        weekly[key[0]] = a + sum(mg), b + sum(now.get(key, [0]))
    fell = {drug: (a - b) * 100 / a for drug, (a, b) in weekly.items() if a != b}
    if len(fell) != 1:
        yield f"step {step['number']}: not one drug falls: {sorted(fell)}"
        return
    ((drug, percent),) = fell.items()
    if (percent < LEAST and step["kind"] == "reduce") or (percent > MOST) != step["closing"]:
        yield f"step {step['number']}: {drug} falls by {float(percent):.1f} %, closing {step['closing']}"
    nights = sum(bool(on(before, day)) for day in DAYS)
    from_few = nights <= FEW_NIGHTS
    a, b = weekly[drug]
    small = (a - b) * per_mg(request, drug) / 7 <= CLOSING
    if step["closing"] and not (small or from_few or request["strategy"].get("coarse_tail")):
        yield f"step {step['number']}: closing, and no small fall nor from few nights"


def _of_the_supply(schedule):
    needed = Counter()
    for step in schedule["steps"]:
        begins = date.fromisoformat(step["starts_on"])
        for place in range(step["days"] or 0):
            for dose in on(step, DAYS[(begins + timedelta(days=place)).weekday()]):
                for piece in dose["pieces"]:
                    needed[piece["product"]] += Fraction(piece.get("count") or piece.get("ml") or piece["drops"])
    told = {each["product"]: Fraction(each.get("count") or each.get("ml") or each["drops"]) for each in schedule["supply"]}
    if told != {product: amount for product, amount in needed.items() if amount}:
        yield f"supply is {told}, day by day {dict(needed)}"


def _not_the_largest(request, before, step):
    """Where one dose of one drug is taken, of whole tablets alone: a fall that keeps better to what was asked than the one made.

    What is taken on some days at the start goes on as it is, though a dose between the two could be made.
    """
    strategy = request["strategy"]
    simple = {"method", "pattern", "reduction_percent", "interval_days", "halve", "spare_days"} >= set(strategy)
    now = mg_by_day(before)
    if not simple or strategy.get("halve") != "none" or len(now) != 1 or step["kind"] != "reduce":
        return
    (((drug, time), mg),) = now.items()
    makes = _whole(request, drug)
    levels = sorted({max(mg), *(each for each in makes if each < max(mg))})
    if len(set(mg)) > 1 and (min(mg), max(mg)) not in pairwise(levels):
        return
    without = strategy["pattern"] == "days-off" or not all(on(taken_first(request), day) for day in DAYS)
    days = {low: range(8) if low or without else (0, 7) for low in levels}
    weeks = {7 * high - some * (high - low) for low, high in pairwise(levels) for some in days[low]}
    taken, asked = sum(mg), sum(mg) * Fraction(strategy.get("reduction_percent", 10)) / 100
    falls = sorted(taken - each for each in weeks if each < taken and (taken - each) * 100 >= 5 * taken)
    keeping = [each for each in falls if each <= asked]
    wanted = max(keeping) if keeping else min(falls)
    made = taken - sum(mg_by_day(step).get((drug, time), [0]))
    if made != wanted:
        yield f"step {step['number']}: falls by {made} a week, and {wanted} keeps better to {asked}"


def _whole(request, drug):
    """mg that whole tablets or capsules which the market has make of a drug."""
    forms = ("tablet", "capsule")
    strengths = [
        Fraction(str(each["strength_mg"]))
        for each in sold_to(request).values()
        if sold_as(each) == drug and each["form"] in forms and each["status"] == "available"
    ]
    made = {
        sum(each, Fraction(0)) for count in range(MOST_PIECES + 1) for each in combinations_with_replacement(strengths, count)
    }
    return sorted(made)
