"""Judges the command line's answers from the JSON and the data files alone, sharing no code with the engine."""

import tomllib
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

DATA = Path(__file__).parents[2] / "taper_app" / "engine" / "catalogue" / "data"
TABLES = tomllib.loads((DATA / "tables.toml").read_text(), parse_float=Decimal)
PRODUCTS = {
    market: tomllib.loads((DATA / "products" / f"{market}.toml").read_text(), parse_float=Decimal) for market in ("uk", "us")
}
TIMES = ("morning", "midday", "evening", "night")
MODIFIED = "modified-release "


def medicine(row):
    """The drug of a row or a dose as it really is: one of modified release is another medicine than the plain one."""
    drug = row["drug"]
    return MODIFIED + drug if row.get("release") == "modified" else drug


def sold_to(request):
    """Every product that can be in a schedule: what the market sells, and the clinic's own."""
    own = {each["id"]: {"strength_mg": each.get("mg")} | each for each in request.get("own_products", ())}
    return PRODUCTS[request["market"]] | own


def sold_as(product):
    """The medicine that a product is."""
    slow = product["form"].startswith("modified-release")
    return MODIFIED + product["drug"] if slow else product["drug"]


def per_mg(request, drug):
    """mg diazepam that 1 mg of a drug stands for, by the request's table; the same whatever its release."""
    drug = drug.removeprefix(MODIFIED)
    table = request.get("equivalence_for", {}).get(drug, request.get("equivalence"))
    if drug == "diazepam":
        return Fraction(1)
    low, high = TABLES[table]["cells"][drug]["mg"]
    return 10 / ((Fraction(low) + Fraction(high)) / 2)


def equivalent(request, doses):
    """mg diazepam of a list of doses."""
    return sum((Fraction(each["mg"]) * per_mg(request, medicine(each)) for each in doses), Fraction(0))


def taken_now(request):
    """What is taken every day as a list of doses, without what stands beside the steps."""
    return [
        {"time": time, "drug": medicine(row), "mg": str(row[time])}
        for row in request["regimen"]
        if "other" not in row and row.get("use", "regular") == "regular" and not kept_steady(request, row)
        for time in TIMES
        if Fraction(str(row.get(time, 0)))
    ]


def kept_steady(request, row):
    """Whether a row is of a medicine that stays as it is on purpose."""
    return medicine(row) in request["strategy"].get("steady", ())


def faults(request, answer):
    """Everything that is wrong with a schedule, in words; an empty list where nothing is."""
    steps = answer["schedule"]["steps"]
    return [
        *piece_faults(request, steps),
        *unmade_faults(taken_now(request), answer["schedule"]),
        *date_faults(request, answer["schedule"]),
        *dose_faults(request, steps),
        *supply_faults(answer["schedule"]),
        *beside_faults(request, answer["schedule"]),
    ]


def piece_faults(request, steps):
    """Pieces that do not add up, are not sold, or are split though they must not be."""
    sold = sold_to(request)
    for step in steps:
        for dose in (each for each in step["doses"] if each.get("made", True)):
            made = Fraction(0)
            for piece in dose["pieces"]:
                product = sold[piece["product"]]
                if sold_as(product) != medicine(dose):
                    yield f"step {step['number']}: {piece['product']} is not {medicine(dose)}"
                if "count" not in piece:
                    made += measured_mg(product, piece)
                    continue
                made += Fraction(piece["count"]) * Fraction(product["strength_mg"])
                if Fraction(piece["count"]) % 1 and product.get("splits", "none") == "none":
                    yield f"step {step['number']}: {piece['product']} is split"
            if made != Fraction(dose["mg"]) or not made:
                yield f"step {step['number']}: {dose['mg']} mg printed, pieces make {float(made)}"
            yield from (f"step {step['number']}: {fault}" for fault in measuring_faults(request, dose["pieces"]))
            if sum(-(-Fraction(piece.get("count", 1)) // 1) for piece in dose["pieces"]) > 8:
                yield f"step {step['number']}: more than eight pieces in one dose"


SYRINGES = {"1": "0.05", "3": "0.1", "5": "0.2", "10": "0.5", "20": "1"}
"""mL that each oral syringe holds, and from mark to mark; that of 5 mL has one at 2.5 mL too."""


def marked(ml, syringe):
    """Whether a syringe holds a volume and has a mark for it."""
    volume = Fraction(ml)
    on_a_mark = not volume % Fraction(SYRINGES[syringe]) or (syringe, volume) == ("5", Fraction(5, 2))
    return 0 < volume <= int(syringe) and on_a_mark


def measured_mg(product, piece):
    """mg of a volume, or of a count of drops."""
    if "drops" in piece:
        return int(piece["drops"]) * Fraction(product["drop_mg"])
    return Fraction(piece["ml"]) * Fraction(product["mg_per_ml"])


def measuring_faults(request, pieces):
    """Of one dose: a volume without a mark, or not in the smallest syringe that has one, and tablets beside it unasked."""
    measured = [each for each in pieces if "count" not in each]
    for each in measured:
        syringes = [name for name in SYRINGES if "ml" in each and marked(each["ml"], name)]
        if syringes[:1] != [each["syringe_ml"]] if "ml" in each else not 0 < int(each["drops"]) <= 40:
            yield f"{each} has no mark"
    if len(measured) > 1 or (measured and len(pieces) > 1 and request["strategy"].get("liquid") != "part"):
        yield "tablets and a volume in one dose"
    if len(measured) == 1 and any(Fraction(each["count"]) % 1 for each in pieces if each not in measured):
        yield "a split tablet beside a volume"


def unmade_faults(taken, schedule):
    """Doses without pieces that are not taken so today, or that come back, and any that `not_counted` does not name."""
    stands, days = {named(each) for each in taken}, Counter()
    for step in schedule["steps"]:
        doses = {named(each): each for each in step["doses"]}
        for key, dose in doses.items():
            if not dose.get("made", True):
                days[key] += step["days"] or 0
                if dose["pieces"] or key not in stands:
                    yield f"step {step['number']}: {dose['mg']} mg has no pieces and is not what was taken"
        stands &= doses.keys()
    told = {named(each): each["days"] for each in schedule.get("not_counted", [])}
    if told != +days:
        yield f"not counted: {told} is not {dict(days)}"


def named(dose):
    """The time of day, the medicine and the mg of a dose."""
    return dose["time"], medicine(dose), Fraction(dose["mg"])


def beside_faults(request, schedule):
    """What is on record and in no step, and not told beside the schedule; and what is told there though nobody takes it."""
    steady = {medicine(row) for row in request["regimen"] if "other" not in row and kept_steady(request, row)}
    regular = [row for row in request["regimen"] if "other" not in row and row.get("use", "regular") == "regular"]
    expected = Counter(amounts(row) for row in request["regimen"] if row not in regular)
    for drug, product in {(medicine(row), row.get("product")) for row in regular if medicine(row) in steady}:
        rows = [row for row in regular if (medicine(row), row.get("product")) == (drug, product)]
        together = {time: row[time] for row in rows for time in TIMES if time in row}
        expected[amounts({"drug": drug, "product": product} | together)] += 1
    told = Counter(map(amounts, schedule.get("beside", ())))
    return [] if told == expected else [f"beside the steps are {dict(told)}, on record {dict(expected)}"]


def amounts(row):
    """A row of what is taken by all that says how much: its medicine, product, doses, use, days, usual week; or its words."""
    if "other" in row:
        return row["other"], row["amount"]
    doses = tuple((time, Fraction(str(row[time]))) for time in TIMES if Fraction(str(row.get(time, 0))))
    days = row.get("days_a_week") or len(row.get("weekdays", ()))
    week = row.get("usual_week")
    return (
        medicine(row),
        row.get("product"),
        doses,
        row.get("use", "regular"),
        days,
        None if week is None else Fraction(str(week)),
    )


def date_faults(request, schedule):
    """Steps that are not contiguous, wrong last days, a taper under 70 days."""
    steps, expected = schedule["steps"], date.fromisoformat(request["starts_on"])
    for index, step in enumerate(steps):
        begins = date.fromisoformat(step["starts_on"])
        if begins != expected or step["number"] != index + 1:
            yield f"step {step['number']} begins on {begins}, not on {expected}"
        if step["days"] is None:
            if step["last_day"] is not None or index != len(steps) - 1:
                yield f"step {step['number']} has no end but something follows"
            return
        if step["last_day"] != (begins + timedelta(days=max(step["days"] - 1, 0))).isoformat():
            yield f"step {step['number']} has the last day {step['last_day']}"
        expected = begins + timedelta(days=step["days"])
    if steps[-1]["kind"] == "stop" and (expected - date.fromisoformat(request["starts_on"])).days < 70:
        yield "under 70 days"
    if (steps[-1]["kind"] == "stop") != (not steps[-1]["doses"]):
        yield "the last step is not a stop"


def dose_faults(request, steps, kept=None):
    """Equivalents that are printed wrong, rises, and reductions outside the envelope.

    `kept` is the equivalent that a crossover keeps which began before the request; without it, the request's own.
    """
    strategy = request["strategy"]
    coarse = strategy.get("coarse_tail", False)
    doses, before = taken_now(request), equivalent(request, taken_now(request))
    baseline = before if kept is None else kept
    for step in steps:
        now = equivalent(request, step["doses"])
        if abs(Fraction(step["diazepam_equivalent_mg"]) - now) > Fraction(1, 200):
            yield f"step {step['number']}: prints {step['diazepam_equivalent_mg']}, is {float(now)}"
        if step["kind"] == "crossover":
            yield from crossover_faults(step, now, before, baseline)
        else:
            yield from rises(doses, step)
            yield from envelope_faults(request, step, doses, now, before, coarse)
        doses, before = step["doses"], now


def crossover_faults(step, now, before, baseline):
    """A crossover step above 105 % of the baseline, or one that falls by more than 25 %."""
    if now > baseline * Fraction(105, 100):
        yield f"step {step['number']}: crossover at {float(now)} is over 105 % of {float(baseline)}"
    if now < before * Fraction(75, 100):
        yield f"step {step['number']}: crossover falls from {float(before)} to {float(now)}"


def rises(doses, step):
    """Any time of day at which more of a drug is taken than before."""
    held, then = Counter(), Counter()
    for each in doses:
        held[medicine(each), each["time"]] += Fraction(each["mg"])
    for each in step["doses"]:
        then[medicine(each), each["time"]] += Fraction(each["mg"])
    return [f"step {step['number']}: {key} rises" for key, mg in then.items() if mg > held[key]]


def envelope_faults(request, step, doses, now, before, coarse):
    """A fall outside 5–25 % that is not a closing reduction of at most 1.25 mg, or an interval outside 7–28 days."""
    fall = before - now
    if step["kind"] == "maintain" and not fall:
        return []
    if step["kind"] in ("stabilise", "hold"):
        return [f"step {step['number']}: {step['kind']} changes the dose"] * bool(fall)
    of = before
    if request["strategy"]["method"] == "direct" and len({each["drug"] for each in taken_now(request)}) > 1:
        daily, after = Counter(), Counter()
        for each in doses:
            daily[medicine(each)] += Fraction(each["mg"]) * per_mg(request, medicine(each))
        for each in step["doses"]:
            after[medicine(each)] += Fraction(each["mg"]) * per_mg(request, medicine(each))
        falling = [drug for drug in daily if daily[drug] != after[drug]]
        if len(falling) != 1:
            return [f"step {step['number']}: {falling} fall together"]
        of = daily[falling[0]]
    found = []
    closing = fall * 4 > of
    if step["closing"] != closing:
        found.append(f"step {step['number']}: closing is {step['closing']} for a fall of {float(fall / of)}")
    if closing and fall > Fraction(5, 4) and not coarse:
        found.append(f"step {step['number']}: falls by {float(fall)} of {float(of)}")
    if fall * 20 < of and step["kind"] != "maintain":
        found.append(f"step {step['number']}: falls by less than 5 %")
    if step["days"] and not 7 <= step["days"] <= 28:
        found.append(f"step {step['number']}: {step['days']} days")
    return found


def amount(piece):
    """How many pieces, mL or drops."""
    return Fraction(piece.get("count") or piece.get("ml") or piece["drops"])


def supply_faults(schedule):
    """Supply that is not what a recount day by day gives."""
    counted = Counter()
    for step in schedule["steps"]:
        for _ in range(step["days"] or 0):
            for piece in (piece for dose in step["doses"] for piece in dose["pieces"]):
                counted[piece["product"]] += amount(piece)
    printed = {each["product"]: amount(each) for each in schedule["supply"]}
    return [] if printed == dict(counted) else [f"supply {printed} is not {dict(counted)}"]
