"""What patients really take, at random, laid over a random request: as they take it, not as a plan would have it.

`as_really_taken(chance, request)` draws of its own, so that a seed's `random_request` stays what it was: modified release where
it is sold, the product that is taken, a clinic's own products, doses that no tablet makes, several rows of one drug, some days of
the week, as needed, what no table has, what is kept steady, an order, tablets with a little liquid, and the days that are known.
"""

from datetime import date, timedelta
from decimal import Decimal

from .recount import PRODUCTS, TABLES, TIMES
from .requests import CHOOSABLE, COMMON, sold

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OWN_FORMS = {
    "liquid": ("0.1", "0.25", "0.5", "1", "2"),
    "capsule": ("0.05", "0.1", "0.33", "1.5"),
    "tablet": ("0.2", "0.75", "4"),
}
OTHERS = ("etizolam", "phenazepam", "phenobarbital", "something from a friend")


def as_really_taken(chance, request):
    """The request with two to five of these laid over what it takes and how it is planned."""
    draws = (
        _modified, _as_product, _as_product, _own, _own, _odd, _odd, _second_row, _another_drug, _some_days, _as_needed,
        _as_needed, _other, _steady, _order, _part, _dated,
    )  # fmt: skip
    request = request | {"regimen": [dict(row) for row in request["regimen"]], "strategy": dict(request["strategy"])}
    for draw in chance.sample(draws, chance.randint(2, 5)):
        draw(chance, request)
    _named_as_taken(request)
    _known_by_a_table(chance, request)
    return request


def everyday(request):
    """The rows of what is taken every day of a drug."""
    return [row for row in request["regimen"] if "other" not in row and row.get("use", "regular") == "regular"]


def dose_times(row):
    """The times of day at which a row has a dose."""
    return [time for time in TIMES if time in row]


def text(mg):
    """An amount as a request writes it."""
    return format(mg.normalize(), "f")


def _a_row(chance, request):
    return chance.choice(everyday(request))


def _modified(chance, request):
    """A row becomes the modified-release form of its drug, in strengths that are sold, where there are any."""
    row = _a_row(chance, request)
    strengths = [
        Decimal(each["strength_mg"])
        for each in PRODUCTS[request["market"]].values()
        if each["drug"] == row["drug"] and each["form"].startswith("modified-release")
    ]
    if strengths and "product" not in row:
        row |= {time: text(chance.choice(strengths) * chance.choice((1, 1, 2))) for time in dose_times(row)}
        row["release"] = "modified"
        if chance.random() < 0.7:
            request["strategy"].pop("products", None)


def _as_product(chance, request):
    """A row says the product that is taken: any form of its release, also one that no plan would choose by itself."""
    row = _a_row(chance, request)
    slow = row.get("release") == "modified"
    products = [
        id_
        for id_, each in sorted(PRODUCTS[request["market"]].items())
        if each["drug"] == row["drug"] and each["form"].startswith("modified-release") == slow
    ]
    if products:
        row["product"] = chance.choice(products)


def _own(chance, request):
    """The clinic has a product of its own of a drug: taken as it is, named for the plan, or both."""
    row, form = _a_row(chance, request), chance.choice(tuple(OWN_FORMS))
    amount = Decimal(chance.choice(OWN_FORMS[form]))
    if row.get("release") == "modified" or "product" in row or "own_products" in request:
        return
    own = {"id": f"own-{form}", "drug": row["drug"], "name": f"The clinic's {form}", "form": form}
    own["mg_per_ml" if form == "liquid" else "mg"] = text(amount)
    if form == "tablet":
        own["splits"] = chance.choice(("none", "half", "quarter"))
    request["own_products"], strategy, which = [own], request["strategy"], chance.random()
    if which < 0.7:
        row["product"] = own["id"]
        row |= {time: text(amount * chance.choice((1, 2, 3, 5, 8))) for time in dose_times(row) if chance.random() < 0.6}
    if which > 0.4:
        strategy["products"] = [*sorted(sold(request["market"], row["drug"])), own["id"]]


def _odd(chance, request):
    """A dose that tablets do not make, or only with more pieces than are comfortable."""
    row = _a_row(chance, request)
    time = chance.choice(dose_times(row))
    factor = Decimal(chance.choice(("0.37", "0.93", "0.6", "1.15", "1.03", "2.7", "9", "11")))
    row[time] = text(min(max((Decimal(row[time]) * factor).quantize(Decimal("0.001")), Decimal("0.001")), Decimal(300)))


def _second_row(chance, request):
    """Another row of a drug at the other times of day: its plain form beside a modified-release one, or another product."""
    row = _a_row(chance, request)
    free = [time for time in TIMES if not any(time in each for each in request["regimen"] if each.get("drug") == row["drug"])]
    products = sorted(sold(request["market"], row["drug"]))
    if free and products:
        product = chance.choice(products)
        mg = Decimal(PRODUCTS[request["market"]][product]["strength_mg"]) * chance.choice((1, 1, 2))
        other = {"drug": row["drug"], chance.choice(free): text(mg)}
        request["regimen"].append(other | ({"product": product} if chance.random() < 0.5 else {}))


def _taken_in_all(request):
    return {row["drug"] for row in request["regimen"] if "drug" in row}


def _new_drug(chance, request):
    """A drug that no row has, and an amount of it."""
    products = {id_: each for id_, each in sold(request["market"]).items() if each["drug"] not in _taken_in_all(request)}
    common = [id_ for id_, each in products.items() if each["drug"] in COMMON]
    product = products[chance.choice(sorted(common))]
    return product["drug"], text(Decimal(product["strength_mg"]) * chance.choice((1, 1, 2)))


def _another_drug(chance, request):
    """One drug more every day."""
    drug, mg = _new_drug(chance, request)
    request["regimen"].append({"drug": drug, chance.choice(TIMES): mg})


def _some_days(chance, request):
    """A drug on some days of the week: by their names or by how many; kept steady now and then."""
    drug, mg = _new_drug(chance, request)
    count = chance.randint(1, 6)
    named = {"weekdays": chance.sample(WEEK, count)} if chance.random() < 0.5 else {"days_a_week": count}
    request["regimen"].append({"drug": drug, "night": mg, "use": "days"} | named)
    if chance.random() < 0.5:
        _keep(request, drug)


def _as_needed(chance, request):
    """As needed: another drug, or one that is taken every day too; with what is usual in a week, or that not known."""
    drug, mg = _new_drug(chance, request)
    if chance.random() < 0.4:
        row = _a_row(chance, request)
        drug, mg = row["drug"], row[dose_times(row)[0]]
    week = {"usual_week": text(min(Decimal(mg) * chance.randint(1, 9), Decimal(1000)))} if chance.random() < 0.8 else {}
    request["regimen"].append({"drug": drug, chance.choice(TIMES): mg, "use": "as-needed"} | week)


def _other(chance, request):
    """What no table has, in words."""
    request["regimen"].append({"other": chance.choice(OTHERS), "amount": "a few at weekends"})


def _keep(request, drug):
    """The drug stays as it is, unless it is what the others are crossed over to."""
    strategy = request["strategy"]
    if (strategy["method"], drug) != ("crossover", strategy.get("crossover_to", "diazepam")):
        strategy["steady"] = [*strategy.get("steady", []), drug]


def _medicine(row):
    return f"modified-release {row['drug']}" if row.get("release") == "modified" else row["drug"]


def _steady(chance, request):
    """One of several drugs stays as it is."""
    drugs = list(dict.fromkeys(map(_medicine, everyday(request))))
    if len(drugs) > 1:
        _keep(request, chance.choice(drugs))


def _order(chance, request):
    """The clinician's order of the drugs."""
    drugs = list(dict.fromkeys(map(_medicine, everyday(request))))
    request["strategy"]["order"] = chance.sample(drugs, len(drugs))


def _named_as_taken(request):
    """A medicine that was named before its row became another one is named no more."""
    taken = {_medicine(row) for row in request["regimen"] if "drug" in row}
    for name in ("steady", "order"):
        if name in request["strategy"]:
            request["strategy"][name] = [each for each in request["strategy"][name] if each in taken]


def _part(chance, request):
    """Whole tablets and one volume for the rest, where a drug has a liquid."""
    market = request["market"]
    liquids = [id_ for drug in sorted(_taken_in_all(request)) for id_ in sorted(sold(market, drug, liquid=True))]
    request["strategy"]["liquid"] = "part"
    if liquids:
        liquid = chance.choice(liquids)
        request["strategy"]["products"] = [*sorted(sold(market, PRODUCTS[market][liquid]["drug"])), liquid]


def _dated(chance, request):
    """Since when a drug is taken, and when it was last."""
    row, begins = _a_row(chance, request), date.fromisoformat(request["starts_on"])
    since = begins - timedelta(days=chance.choice((5, 20, 60, 900)))
    if chance.random() < 0.7:
        row["since_on"] = since.isoformat()
    if chance.random() < 0.7:
        row["last_taken_on"] = (begins - timedelta(days=chance.choice((1, 2, 4, 5)))).isoformat()


def _known_by_a_table(chance, request):
    """Mostly a table that knows all the drugs."""
    drugs = _taken_in_all(request)
    knowing = [table for table in CHOOSABLE if all(drug in TABLES[table]["cells"] for drug in drugs - {"diazepam"})]
    known = request["equivalence"] in knowing or drugs == {"diazepam"}
    if not known and knowing and chance.random() < 0.9:
        request["equivalence"] = chance.choice(knowing)
        request.pop("equivalence_for", None)


# At a visit ----------------------------------------------------------------------------------------------------------

DECISIONS = ("continue", "continue", "hold", "hold", "slow", "step-back", "maintain", "switch")
OWN_FIELDS = ("equivalence", "equivalence_for")


def a_visit(chance, request, plan, days=None):
    """A visit to a plan: what is taken is what was planned, or another dose, one drug more, or what stands beside.

    It is so many days after the first of the plan, or any.
    """
    begins = date.fromisoformat(plan["starts_on"])
    on = begins + timedelta(days=chance.randint(-3, max(plan["days"], 20) - 1) if days is None else days)
    visit = request | {"do": "revise", "schedule": plan, "on": on.isoformat(), "taken": _planned_rows(request, plan, on)}
    if weekday := request["strategy"].get("change_weekday"):
        on += timedelta(days=next(days for days in range(7) if (on + timedelta(days=days)).strftime("%A").lower() == weekday))
        visit["on"] = on.isoformat()
    now = {"market": request["market"], "starts_on": visit["on"], "regimen": [dict(row) for row in visit["taken"]]}
    now |= {"strategy": {}, "equivalence": request["equivalence"]}
    draws = (_odd, _another_drug, _as_needed, _other, _second_row, _modified, _as_product, _dated)
    for draw in chance.sample(draws, chance.choice((0, 1, 1, 2, 3))) if everyday(now) else ():
        draw(chance, now)
    adjustment = _decided(chance, request)
    _tables_named(chance, visit, now, adjustment)
    return visit | {"taken": now["regimen"], "adjustment": adjustment}


def keeping_others(chance, visit):
    """The visit, from which on other medicines of those taken are kept steady, or none of them."""
    medicines = sorted({_medicine(row) for row in everyday({"regimen": visit["taken"]})})
    strategy = visit["strategy"] | (visit["adjustment"].get("strategy") or {})
    to = strategy.get("crossover_to", "diazepam") if strategy["method"] == "crossover" else ""
    steady = chance.sample(medicines, chance.randrange(len(medicines))) if medicines else []
    decided = {"steady": [each for each in steady if each != to]}
    adjustment = {"decision": "continue"} if visit["adjustment"]["decision"] == "maintain" else visit["adjustment"]
    return visit | {"adjustment": adjustment | {"strategy": (adjustment.get("strategy") or {}) | decided}}


def laid_over_visit(visit, change):
    """The visit with what is on offer laid over it: over what is decided, or over what is taken."""
    adjustment = visit["adjustment"]
    own = {name: each for name, each in change.items() if name in OWN_FIELDS}
    taken = {name: each for name, each in change.items() if name == "taken"}
    fields = {name: each for name, each in change.items() if name not in own | taken}
    strategy = {"strategy": (adjustment.get("strategy") or {}) | fields} if fields else {}
    return visit | taken | {"adjustment": adjustment | own | strategy}


def _planned_rows(request, plan, on):
    """What was planned for the day before, as rows; and what stands beside it."""
    past = [step for step in plan["steps"] if date.fromisoformat(step["starts_on"]) < on]
    if not past or not past[-1]["doses"]:
        return [dict(row) for row in request["regimen"]]
    rows = {}
    for dose in past[-1]["doses"]:
        row = rows.setdefault(_medicine(dose), {name: dose[name] for name in ("drug", "release") if name in dose})
        row[dose["time"]] = dose["mg"]
    return [*rows.values(), *(dict(row) for row in plan.get("beside", ()))]


def _decided(chance, request):
    decision = chance.choice(DECISIONS)
    adjustment = {"decision": decision}
    if decision == "hold":
        adjustment["days"] = chance.choice((None, 7, 14, 28))
    if decision == "step-back":
        adjustment["days"] = chance.choice((None, 7, 14))
    if decision == "slow":
        adjustment["strategy"] = {"reduction_percent": "5"}
    if decision == "switch":
        adjustment["strategy"] = chance.choice(
            ({"method": "crossover"}, {"method": "direct", "coarse_tail": True}, {"halve": "all"})
        )
    return adjustment


def _tables_named(chance, visit, now, adjustment):
    """Where a drug is new, mostly a table for it."""
    table = visit["equivalence"] or visit["schedule"]["equivalence"]
    drugs = sorted(_taken_in_all(now) - {"diazepam"} - set(visit.get("equivalence_for", {})))
    lacking = [drug for drug in drugs if table is None or drug not in TABLES[table]["cells"]]
    if not lacking or chance.random() < 0.3:
        return
    if table is None:
        knowing = [each for each in CHOOSABLE if all(drug in TABLES[each]["cells"] for drug in lacking)]
        adjustment |= {"equivalence": chance.choice(knowing)} if knowing else {}
        return
    second = {drug: [each for each in CHOOSABLE if drug in TABLES[each]["cells"]] for drug in lacking}
    adjustment["equivalence_for"] = {drug: chance.choice(tables) for drug, tables in second.items() if tables}
