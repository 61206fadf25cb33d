"""What people really take, at random: several drugs, odd doses, releases, as needed and others. A seed gives one request.

`random_mixture(random.Random(7))` is a request as the command line reads it, for a plan of all of it.
"""

from decimal import Decimal

from .requests import CHOOSABLE, PRODUCTS, TABLES, sold

TIMES = ("morning", "midday", "evening", "night")
ODD = ("0.3", "0.37", "0.9", "1.15", "1.3", "2.2", "0.97")
OTHERS = ("etizolam", "phenobarbital", "meprobamate")


def random_mixture(chance):
    """A request from a `random.Random`: one to five medicines as they really are, by a table that knows all that is planned."""
    market, table = chance.choice(("uk", "us")), chance.choice(CHOOSABLE)
    known = sorted({each["drug"] for each in sold(market).values()} & {*TABLES[table]["cells"]})
    drugs = chance.sample(known, min(len(known), chance.choice((1, 1, 2, 2, 3))))
    rows = [_row(chance, market, drug) for drug in drugs]
    if chance.random() < 0.2:
        rows.append(_row(chance, market, chance.choice(known)) | {"use": "as-needed"})
    if chance.random() < 0.1:
        rows.append({"other": chance.choice(OTHERS), "amount": "two tablets on most nights"})
    return {
        "starts_on": "2027-01-04",
        "market": market,
        "equivalence": table,
        "regimen": rows,
        "strategy": _strategy(chance),
    }


def _row(chance, market, drug):
    """A drug at one to four times of day, now and then of modified release where that is sold."""
    slow = [each for each in PRODUCTS[market].values() if each["drug"] == drug and each["form"].startswith("modified")]
    row = {"drug": drug}
    if slow and chance.random() < 0.5:
        return row | {"release": "modified", chance.choice(("morning", "night")): str(chance.choice(slow)["strength_mg"])}
    strengths = sorted(Decimal(each["strength_mg"]) for each in sold(market, drug).values())
    for time in chance.sample(TIMES, chance.choice((1, 1, 2, 3, 4))):
        mg = chance.choice(strengths) * chance.choice((1, 1, 2, 3, 6))
        if chance.random() < 0.4:
            mg = (mg * Decimal(chance.choice(ODD))).quantize(Decimal("0.01"))
        row[time] = format(mg.normalize(), "f")
    return row


def _strategy(chance):
    strategy = {"method": chance.choice(("direct", "crossover"))}
    if chance.random() < 0.7:
        strategy["reduction_percent"] = chance.choice(("5", "10", "15", "25"))
    if chance.random() < 0.7:
        strategy["interval_days"] = chance.choice((7, 14, 21, 28))
    if strategy["method"] == "crossover":
        strategy["crossover_part"] = chance.choice(("whole", "whole", "half", "quarter"))
    if chance.random() < 0.2:
        strategy["coarse_tail"] = True
    return strategy
