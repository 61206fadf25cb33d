"""Whatever is asked: thousands of realistic requests, judged from their JSON by a recount that shares nothing with the engine."""

import json
import random
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest

from taper_app.engine import Refusal, answer, build_schedule, load_catalogue, parse_request

from . import recount
from .batches import chance_of, many
from .requests import laid_over, random_request, seldom_asked, sold

CATALOGUE = load_catalogue()


def ask(request):
    """The command line's own answer and exit status."""
    return answer(json.dumps(request), CATALOGUE)


def faults(request, told, *, counted=True):
    """What the recount finds wrong with an answer, and what is against the request; `counted` for the supply too."""
    schedule = told["schedule"]
    found = [
        *recount.piece_faults(request, schedule["steps"]),
        *recount.unmade_faults(recount.taken_now(request), schedule),
        *recount.beside_faults(request, schedule),
        *recount.date_faults(request, schedule),
        *recount.dose_faults(request, schedule["steps"]),
        *(recount.supply_faults(schedule) if counted else []),
        *ending_faults(request, schedule["steps"]),
        *choice_faults(request, schedule["steps"]),
        *liquid_faults(schedule["steps"]),
        *date_asked_faults(request, told),
    ]
    return found + [each["message"] for each in told["findings"] if each["severity"] == "block"]


def ending_faults(request, steps):
    """An end other than the stop, exactly the target, or a hold without an end that was asked for."""
    last, kinds = steps[-1], [step["kind"] for step in steps]
    target = Fraction(str(request["strategy"].get("target_mg", 0)))
    reached = recount.equivalent(request, last["doses"])
    held = any(each["days"] is None for each in request["strategy"].get("holds", []))
    right = {"stop": not target and not reached, "maintain": target and reached == target, "hold": held and last["days"] is None}
    if not right.get(last["kind"]):
        yield f"ends with {last['kind']} at {reached} mg; the target is {target} mg"
    if {"stop", "maintain"} & set(kinds[:-1]):
        yield f"goes on after the end: {kinds}"


def choice_faults(request, steps):
    """Pieces of products that were not chosen, and parts of products that neither may be split so nor were listed to be."""
    strategy, products = request["strategy"], recount.sold_to(request)
    chosen = {medicine: chosen_of(request, medicine) for medicine in {recount.medicine(each) for each in doses_of(steps)}}
    for dose in doses_of(steps):
        for piece in dose["pieces"]:
            if piece["product"] not in chosen[recount.medicine(dose)]:
                yield f"{piece['product']} was not chosen"
            if Fraction(piece.get("count", 1)) % 1 and not may_be_split(strategy, products[piece["product"]], piece):
                yield f"{piece} is split"


def doses_of(steps):
    """The doses of all steps."""
    return [dose for step in steps for dose in step["doses"]]


def chosen_of(request, medicine):
    """The products that may be in a plan: those named of a medicine, else the solids of its release and what is taken."""
    products = recount.sold_to(request)
    named = [id_ for id_ in request["strategy"].get("products") or () if recount.sold_as(products[id_]) == medicine]
    taken = [row["product"] for row in request["regimen"] if "product" in row and recount.medicine(row) == medicine]
    usual = [
        id_
        for id_, each in recount.PRODUCTS[request["market"]].items()
        if recount.sold_as(each) == medicine
        and each["status"] == "available"
        and (each["form"] in ("tablet", "capsule") or recount.MODIFIED in medicine)
    ]
    sold_still = [id_ for id_ in taken if products[id_].get("status") not in ("discontinued", "withdrawn")]
    return named or usual + sold_still


def may_be_split(strategy, product, piece):
    """Halves by `halve` or `quarter`, quarters by `quarter`: by a word what the data say may be, by a list what it names."""
    half = Fraction(piece["count"]) % 1 == Fraction(1, 2)
    halve, quarter = strategy.get("halve", "smallest"), strategy.get("quarter", "none")
    by_halves = piece["product"] in halve if isinstance(halve, list) else halve != "none" and product["splits"] != "unverified"
    by_quarters = (
        piece["product"] in quarter if isinstance(quarter, list) else quarter != "none" and product["splits"] == "quarter"
    )
    return by_quarters or (half and by_halves)


def liquid_faults(steps):
    """A dose that was measured once and is made of tablets later, and two liquids of one drug."""
    measured, liquids = set(), {}
    for dose in (dose for step in steps for dose in step["doses"] if dose["pieces"]):
        key, piece = (recount.medicine(dose), dose["time"]), dose["pieces"][-1]  # a volume comes after the tablets
        if "count" in piece and key in measured:
            yield f"{key} is tablets again"
        if "count" not in piece:
            measured.add(key)
            if liquids.setdefault(dose["drug"], piece["product"]) != piece["product"]:
                yield f"{piece['product']} and {liquids[dose['drug']]}"


def date_asked_faults(request, told):
    """Steps on another weekday than was asked for; a stop after the date, or a pace where a slower one stops too."""
    strategy, begins = request["strategy"], [step["starts_on"] for step in told["schedule"]["steps"]]
    weekday = strategy.get("change_weekday")
    for each in begins if weekday else ():
        if date.fromisoformat(each).strftime("%A").lower() != weekday:
            yield f"{each} is no {weekday}"
    if strategy.get("finish_by"):
        found = int(told["reduction_percent"])
        if begins[-1] > strategy["finish_by"] or not 5 <= found <= 25:
            yield f"stops on {begins[-1]} at {found} %"
        slower = strategy | {"finish_by": None, "reduction_percent": str(found - 1)}
        other, status = ask(request | {"strategy": slower}) if found > 5 else ({}, 3)
        if status == 0 and other["schedule"]["steps"][-1]["starts_on"] <= strategy["finish_by"]:
            yield f"{found - 1} % stops by then too"


def offer_faults(request, offer):
    """What is wrong with an alternative when it is laid over its request: it works, and takes the weeks that it promised.

    What goes down by days of the week is counted day by day in test_random_weeks.
    """
    changed = laid_over(request, offer["change"])
    told, status = ask(changed)
    if status:
        return [f"{offer['message']} is not answered: {told['error']}"]
    weeks = told["schedule"]["weeks"]
    promised = [] if weeks == offer["weeks"] else [f"{offer['message']} takes {weeks} weeks"]
    return promised + ([] if "pattern" in offer["change"] else faults(changed, told, counted=False))


def the_other_way_round(request):
    """The same request with its fields in another order."""
    strategy = dict(reversed(request["strategy"].items()))
    return dict(reversed((request | {"strategy": strategy}).items()))


def wrong(request, *, twice):
    """Everything that is wrong with the answer to a request, in words; refusals are asked for again only where `twice` says so.

    For a refusal what would work instead is searched for at length, and the offers are asked for as requests of their own.
    """
    told, status = ask(request)
    if (twice or status == 0) and json.dumps(told) != json.dumps(ask(the_other_way_round(request))[0]):
        return ["asked again, the answer is another"]
    if status == 0:
        return faults(request, told)
    if status != 3:
        return [f"not answered: {told['error']}"]
    offers = told["error"]["alternatives"]
    if len(offers) > 5 or len({json.dumps(each["change"], sort_keys=True) for each in offers}) < len(offers):
        return [f"more than five offers, or one twice: {offers}"]
    return [fault for offer in offers for fault in offer_faults(request, offer)]


def seeded(seed):
    return random_request(random.Random(seed))


@many
def test_whatever_is_asked_the_answer_is_right(batch, seed):
    """Exact pieces; contiguous days; no rise; the envelope; the supply; the target; only what was chosen; every offer works.

    A weekday, a date to finish by and doses as needed, which are asked for now and then.

    And determinism: the same bytes for the same request, also when its fields come in another order; of the refusals every fifth.
    """
    chance = chance_of(batch, seed)
    request = seldom_asked(chance, random_request(chance))
    assert wrong(request, twice=batch % 5 == 0) == [], json.dumps(request)


@pytest.mark.long
def test_the_random_requests_are_worth_asking():
    """Of the random requests a third are answered, most others are offered something, and refusals are of many kinds."""
    answers = [ask(seeded(seed)) for seed in range(150)]
    refusals = [told["error"] for told, status in answers if status == 3]
    assert sum(status == 0 for _, status in answers) > 50
    assert sum(bool(each["alternatives"]) for each in refusals) > 40
    kinds = {"NoAchievableReduction", "TooShort", "NoEquivalent", "NoAchievableTarget", "NoAchievableCrossover"}
    assert kinds <= {each["code"] for each in refusals}
    supplied = (each for told, status in answers if not status for each in told["schedule"]["supply"])
    assert {frozenset(each) for each in supplied} == {frozenset(("product", "count")), frozenset(("product", "ml"))}


# Pace ------------------------------------------------------------------------------------------


def plain(request):
    """The request by percent, without holds and liquids, of which nothing is promised here."""
    left_out = ("holds", "basis", "bands", "products", "closing_interval_days", "target_mg")
    return request | {"strategy": {name: value for name, value in request["strategy"].items() if name not in left_out}}


def days(request, **changes):
    """Days to the stop, however few, with these changes of the strategy; None where that is refused."""
    asked = parse_request(request | {"strategy": request["strategy"] | changes}, CATALOGUE)
    try:
        return build_schedule(asked, CATALOGUE, least_days=0).days
    except Refusal:
        return None


def slower_and_faster(chance):
    """A request, two percentages, an interval, and the days with the smaller, the larger, and the larger at a longer interval.

    All three are answered.
    """
    while True:
        basis = chance.choice(("current", "baseline"))
        request, interval = plain(random_request(chance)), chance.choice((7, 10, 14, 21))
        paces = sorted(chance.sample(("5", "7.5", "10", "12.5", "15", "20", "25"), 2), key=Decimal)
        slow, fast = (days(request, basis=basis, reduction_percent=pace, interval_days=interval) for pace in paces)
        longer = days(request, basis=basis, reduction_percent=paces[1], interval_days=interval + chance.randint(1, 7))
        if None not in (slow, fast, longer):
            return request, paces, interval, slow, fast, longer


@many
def test_a_slower_request_never_ends_sooner(batch, seed):
    """A slower request never ends sooner by more than one interval: a smaller percentage at the same interval, for tablets.

    Where the doses of several times of day go down in turn, each leaves holes in what can be made: there it is two intervals.
    With a longer interval it never ends sooner at all: each step lasts longer, and the doses are the same.
    """
    request, paces, interval, slow, fast, longer = slower_and_faster(chance_of(batch, seed))
    in_turn = len(recount.taken_now(request)) > 1
    assert slow >= fast - interval * (2 if in_turn else 1), (paces, interval, json.dumps(request))
    assert longer >= fast, (paces, interval, json.dumps(request))


# The next dose, by the rule and by nothing else ---------------------------------------------------


def makeable(request, drug):
    """Every dose of a drug in mg that up to eight pieces of its tablets make, read from the data files."""
    strategy, market = request["strategy"], request["market"]
    named = [id_ for id_ in strategy.get("products") or () if recount.PRODUCTS[market][id_]["drug"] == drug]
    products = {id_: recount.PRODUCTS[market][id_] for id_ in named or sold(market, drug)}
    halved = split(products, strategy.get("halve", "smallest"), ("half", "quarter"))
    quartered = split(products, strategy.get("quarter", "none"), ("quarter",))
    parts = {Fraction(each["strength_mg"]) for each in products.values()}
    parts |= {Fraction(products[id_]["strength_mg"]) / 2 for id_ in halved | quartered}
    parts |= {Fraction(products[id_]["strength_mg"]) / 4 for id_ in quartered}
    return sums(frozenset(parts))


@cache
def sums(parts):
    """Every sum of up to eight of these parts."""
    reached = layer = {Fraction(0)}
    for _ in range(8):
        layer = {dose + part for dose in layer for part in parts}
        reached = reached | layer
    return reached


def split(products, choice, allowed):
    may = {id_: each["strength_mg"] for id_, each in products.items() if each.get("splits", "none") in allowed}
    if choice in ("all", "none"):
        return set(may) if choice == "all" else set()
    if choice == "smallest":
        return set(sorted(may, key=lambda id_: (may[id_], id_))[:1])
    return set(choice) & set(products)


def asked_mg(strategy, current, baseline):
    """What the pace asks for, in mg diazepam."""
    if strategy.get("basis") == "bands":
        bands = strategy["bands"]
        return next(Fraction(str(each["reduction_mg"])) for each in bands if current > Fraction(str(each["down_to_mg"])))
    base = baseline if strategy.get("basis") == "baseline" else current
    return base * Fraction(strategy.get("reduction_percent", "10")) / 100


def fall_by_rule(request, doses, drug, baseline, doable):
    """The reduction in mg of the drug that section 4 of the specification names.

    `doses` are mg by time of day, `doable` every dose in mg that can be made.
    """
    strategy, per_mg = request["strategy"], recount.per_mg(request, drug)
    total = sum(doses.values())
    target = Fraction(str(strategy.get("target_mg", 0)))
    room = total - target / per_mg
    if total * per_mg <= Fraction(strategy.get("stop_from_mg", "0.5")) and not target:
        return total
    falls = {mg - left for mg in doses.values() for left in doable if left < mg and mg - left <= room}
    asked = min(asked_mg(strategy, total * per_mg, baseline), total * per_mg / 4) / per_mg
    if target and room in falls and room <= max(asked, total / 20):
        return room
    falls = {fall for fall in falls if fall * 20 >= total}
    above = {fall for fall in falls if fall > asked}
    fitting = {fall for fall in above if fall * 4 <= total or fall * per_mg <= Fraction(5, 4)}
    within = falls - above
    return max(within) if within else min(fitting or above)


def giving_order(doses):
    """The times of day as they give way: the largest dose first; ties midday, evening, morning, night."""
    return sorted(doses, key=lambda time: (-doses[time], ("midday", "evening", "morning", "night").index(time)))


def tablets_of_one_drug(chance):
    """A request to take one drug down in tablets, evenly over the day: directly, or diazepam after a crossover."""
    request = random_request(chance)
    strategy = request["strategy"] | {"distribution": "even"}
    if any("per-ml" in product for product in strategy.get("products") or ()):
        del strategy["products"]
    if strategy["method"] == "direct":
        request = request | {"regimen": request["regimen"][:1]}
    return request | {"strategy": strategy}


def tablets_that_are_answered(chance):
    """Such a request and the steps of its schedule."""
    while True:
        request = tablets_of_one_drug(chance)
        try:
            schedule = build_schedule(parse_request(request, CATALOGUE), CATALOGUE)
        except Refusal:
            continue
        return request, schedule.to_json()["steps"]


@many
def test_the_next_dose_is_the_one_that_the_rule_names(batch, seed):
    """The largest reduction not more than asked and at least 5 %, else the smallest above; from the largest dose to hold it."""
    request, steps = tablets_that_are_answered(chance_of(batch, seed))
    strategy = request["strategy"]
    drug = strategy.get("crossover_to", "diazepam") if strategy["method"] == "crossover" else request["regimen"][0]["drug"]
    doses = {each["time"]: Fraction(each["mg"]) for each in recount.taken_now(request)}
    doable, baseline = makeable(request, drug), recount.equivalent(request, recount.taken_now(request))
    for step in steps:
        now = {each["time"]: Fraction(each["mg"]) for each in step["doses"]}
        if step["kind"] in ("reduce", "stop") or (step["kind"] == "maintain" and now != doses):
            fall = fall_by_rule(request, doses, drug, baseline, doable)
            assert sum(doses.values()) - sum(now.values()) == fall, (step["number"], json.dumps(request))
            if fall < sum(doses.values()):
                time = next(time for time in giving_order(doses) if doses[time] - fall in doable)
                lower = {each: mg for each, mg in (doses | {time: doses[time] - fall}).items() if mg}
                assert now == lower, (step["number"], json.dumps(request))
        doses = now
