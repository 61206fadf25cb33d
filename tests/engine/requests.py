"""Requests as a clinician might make them, at random: the same seed gives the same request.

`random_request(random.Random(7))` is one request as the command line reads it; `requests()` is the same as a Hypothesis strategy,
which can make a failing one smaller. Doses are sensible multiples of what the market sells, with a few that nobody sells.
"""

import random
import tomllib
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

DATA = Path(__file__).parents[2] / "taper_app" / "engine" / "catalogue" / "data"
MARKETS = ("uk", "us")
TABLES = tomllib.loads((DATA / "tables.toml").read_text(encoding="utf-8"), parse_float=Decimal)
PRODUCTS = {
    market: tomllib.loads((DATA / "products" / f"{market}.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    for market in MARKETS
}
CHOOSABLE = sorted(table for table, each in TABLES.items() if each["selectable"])
COMMON = ("diazepam", "lorazepam", "alprazolam", "clonazepam", "temazepam", "zopiclone", "zolpidem", "nitrazepam", "oxazepam")
HYPNOTICS = {
    "eszopiclone", "flurazepam", "loprazolam", "lormetazepam", "nitrazepam", "quazepam", "temazepam", "triazolam", "zaleplon",
    "zolpidem", "zopiclone", "estazolam",
}  # fmt: skip
DAYS = (
    ("night",),
    ("morning",),
    ("morning", "night"),
    ("morning", "midday", "night"),
    ("morning", "evening"),
    ("morning", "midday", "evening", "night"),
)
BANDS = (
    [{"down_to_mg": "20", "reduction_mg": "2"}, {"down_to_mg": "0", "reduction_mg": "1"}],
    [
        {"down_to_mg": "20", "reduction_mg": "2"},
        {"down_to_mg": "5", "reduction_mg": "1"},
        {"down_to_mg": 0, "reduction_mg": "0.5"},
    ],
    [{"down_to_mg": "40", "reduction_mg": "5"}, {"down_to_mg": "0", "reduction_mg": "2"}],
    [{"down_to_mg": "0", "reduction_mg": "1"}],
)
LAID_OVER_REQUEST = ("equivalence", "equivalence_for", "regimen", "taper_anyway")


def sold(market, drug=None, *, liquid=False):
    """Products that a market has available, of one drug or of all: the plain solids, or the liquids."""
    return {
        id_: each
        for id_, each in PRODUCTS[market].items()
        if each["status"] == "available"
        and drug in (None, each["drug"])
        and ("mg_per_ml" in each if liquid else each["form"] in ("tablet", "capsule"))
    }


def laid_over(request, change):
    """The request with an alternative's change laid over it: some fields are the request's own, all others the strategy's."""
    own = {field: value for field, value in change.items() if field in LAID_OVER_REQUEST}
    strategy = {field: value for field, value in change.items() if field not in LAID_OVER_REQUEST}
    return request | own | {"strategy": request["strategy"] | strategy}


def direct(market, drug, equivalence=None, /, *, strategy=None, **doses):
    """A request to reduce one drug in its own products, with the defaults for everything not named."""
    return {
        "starts_on": "2027-01-04",
        "market": market,
        "equivalence": equivalence,
        "regimen": [{"drug": drug} | doses],
        "strategy": {"method": "direct"} | (strategy or {}),
    }


def crossover(market, drug, equivalence, /, *, strategy=None, **doses):
    """A request to cross one drug over to diazepam, with the defaults for everything not named."""
    return direct(market, drug, equivalence, strategy={"method": "crossover"} | (strategy or {}), **doses)


def random_request(chance):
    """A request from a `random.Random`: one to three drugs, any table, method and market, and some of the options."""
    market = chance.choice(MARKETS)
    drugs = _drugs(chance, market)
    request = {
        "starts_on": f"2027-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        "market": market,
        "equivalence": _table(chance, drugs),
        "regimen": [{"drug": drug} | _doses(chance, market, drug) for drug in drugs],
        "strategy": _strategy(chance, market, drugs),
    }
    if chance.random() < 0.1:
        request["equivalence_for"] = _second_tables(chance, request["equivalence"], drugs)
    return request


def seldom_asked(chance, request):
    """The request, now and then with what few ask for: changes on one weekday, a date to finish by, or doses as needed too."""
    strategy, which = dict(request["strategy"]), chance.random()
    begins = date.fromisoformat(request["starts_on"])
    if which < 0.06:
        strategy["change_weekday"] = begins.strftime("%A").lower()
        for name in ("interval_days", "crossover_days"):
            strategy[name] = {3: 7, 10: 14}.get(days := strategy.get(name, 7), days)
    elif which < 0.1 and strategy.get("basis") != "bands" and "target_mg" not in strategy:
        strategy["finish_by"] = (begins + timedelta(days=chance.choice((100, 200, 300, 400)))).isoformat()
        strategy["holds"] = [each for each in strategy.get("holds", []) if each["days"]]
    elif which < 0.16:
        first, *others = request["regimen"]
        request = request | {"regimen": [first | {"as_needed": chance.choice(("0.5", "2", "10"))}, *others]}
    return request | {"strategy": strategy}


def requests():
    """The same as a Hypothesis strategy."""
    return st.randoms(use_true_random=False).map(random_request)


def _drugs(chance, market):
    known = sorted({each["drug"] for each in sold(market).values()})
    common = [drug for drug in COMMON if drug in known]
    drugs = []
    for _ in range(chance.choice((1, 1, 1, 1, 1, 2, 2, 3))):
        drug = chance.choice(common if chance.random() < 0.7 else known)
        if drug not in drugs:
            drugs.append(drug)
    return drugs


def _doses(chance, market, drug):
    """mg by time of day: a multiple of a strength sold, sometimes half of one, now and then what nobody sells."""
    times = ("night",) if drug in HYPNOTICS and chance.random() < 0.8 else chance.choice(DAYS)
    products = sorted(sold(market, drug).items())
    doses = {}
    for time in times:
        _, product = chance.choice(products)
        mg = Decimal(product["strength_mg"]) * chance.choice((1, 1, 1, 1, 2, 2, 3, 4))
        odd = chance.random()
        if odd < 0.08:
            mg /= 2
        elif odd < 0.13:
            mg = (mg * Decimal(chance.choice(("0.3", "0.37", "1.15", "0.97")))).quantize(Decimal("0.001"))
        doses[time] = format(mg.normalize(), "f")
    return doses


def _table(chance, drugs):
    """Mostly a table that knows all the drugs; none where all is diazepam, and by mistake now and then."""
    if drugs == ["diazepam"] or chance.random() < 0.02:
        return None
    knowing = [table for table in CHOOSABLE if all(drug in TABLES[table]["cells"] for drug in drugs)]
    if "ashton-2002" in knowing and chance.random() < 0.4:
        return "ashton-2002"
    return chance.choice(knowing if knowing and chance.random() < 0.9 else CHOOSABLE)


def _second_tables(chance, table, drugs):
    lacking = [drug for drug in drugs if drug != "diazepam" and (table is None or drug not in TABLES[table]["cells"])]
    knowing = {drug: [each for each in CHOOSABLE if drug in TABLES[each]["cells"]] for drug in lacking}
    return {drug: chance.choice(tables) for drug, tables in knowing.items() if tables}


def _strategy(chance, market, drugs):
    strategy = {"method": chance.choice(("direct", "crossover"))}
    if chance.random() < 0.85:
        strategy["reduction_percent"] = chance.choice(("5", "7.5", "10", "10", "12.5", "15", "20", "25"))
    if chance.random() < 0.8:
        strategy["interval_days"] = chance.choice((7, 7, 10, 14, 14, 21, 28))
    for maybe in (_pace, _products, _crossing, _end):
        strategy |= maybe(chance, market, drugs, strategy)
    return strategy


def _pace(chance, market, drugs, strategy):
    options = {}
    basis = chance.random()
    if basis < 0.1:
        options |= {"basis": "baseline"}
    elif basis < 0.2:
        options |= {"basis": "bands", "bands": chance.choice(BANDS)}
    if chance.random() < 0.15:
        days = chance.choice((14, 28, 28, None))
        options["holds"] = [{"after_step": chance.randint(1, 6), "days": days}]
    if chance.random() < 0.1:
        options["distribution"] = chance.choice(("even", "daytime-first"))
    return options


def _products(chance, market, drugs, strategy):
    options = {}
    if chance.random() < 0.2:
        options["halve"] = chance.choice(("none", "all", "all", _some(chance, market, drugs)))
    if chance.random() < 0.12:
        options["quarter"] = chance.choice(("smallest", "all"))
    liquids = sorted(id_ for drug in {*drugs, "diazepam"} for id_ in sold(market, drug, liquid=True))
    if liquids and chance.random() < 0.2:
        liquid = chance.choice(liquids)
        solids = sold(market, PRODUCTS[market][liquid]["drug"]) if chance.random() < 0.8 else ()
        options["products"] = [*sorted(solids), liquid]
        if random.Random(str(options)).random() < 0.4:  # of its own: what is drawn after it stays as it was
            options["liquid"] = "part"
    elif chance.random() < 0.15:
        options["products"] = _some(chance, market, drugs)
    return options


def _some(chance, market, drugs):
    """Some of the solid products of the drugs taken and of diazepam."""
    solids = sorted(id_ for drug in {*drugs, "diazepam"} for id_ in sold(market, drug))
    return sorted(chance.sample(solids, chance.randint(1, len(solids))))


def _crossing(chance, market, drugs, strategy):
    options = {}
    if strategy["method"] == "crossover":
        if chance.random() < 0.3:
            options["crossover_part"] = "half"
        if chance.random() < 0.1:
            options["crossover_to"] = chance.choice(("clonazepam", "lorazepam", "chlordiazepoxide", "diazepam"))
        if chance.random() < 0.3:
            options["crossover_days"] = chance.choice((3, 7, 14))
        if chance.random() < 0.3:
            options["stabilise_days"] = chance.choice((0, 14, 28))
    return options


def _end(chance, market, drugs, strategy):
    options = {}
    if chance.random() < 0.1:
        options["target_mg"] = chance.choice(("1", "2", "5", "10"))
    if chance.random() < 0.2:
        options["coarse_tail"] = True
    if chance.random() < 0.15:
        options["stop_from_mg"] = chance.choice(("0", "0.25", "1", "1.25"))
    if chance.random() < 0.1:
        options["closing_interval_days"] = chance.choice((14, 28, 28))
    closing = options.get("closing_interval_days")
    if closing and closing < strategy.get("interval_days", 14):
        options["closing_interval_days"] = 28
    return options
