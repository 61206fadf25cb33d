"""Whatever is asked: thousands of realistic requests, judged from their JSON by a recount that shares nothing with the engine."""

import json
import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from taper_app.engine import Refusal, answer, build_schedule, load_catalogue, parse_request

from . import recount
from .requests import laid_over, random_request, requests, sold

CATALOGUE = load_catalogue()
BATCH = 100


def ask(request):
    """The command line's own answer and exit status."""
    return answer(json.dumps(request), CATALOGUE)


def faults(request, told):
    """What the recount finds, and every block: an engine's own schedule has none."""
    blocks = [each["message"] for each in told["findings"] if each["severity"] == "block"]
    return [*recount.faults(request, told), *blocks]


def offer_faults(request, offer):
    """What is wrong with an alternative when it is laid over its request: it works, and takes the weeks that it promised."""
    changed = laid_over(request, offer["change"])
    told, status = ask(changed)
    if status:
        return [f"{offer['message']} is not answered: {told['error']}"]
    weeks = told["schedule"]["weeks"]
    promised = [] if weeks == offer["weeks"] else [f"{offer['message']} takes {weeks} weeks"]
    return promised + faults(changed, told)


def wrong(request):
    """Everything that is wrong with the answer to a request, in words."""
    told, status = ask(request)
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


@pytest.mark.parametrize("batch", range(20))
def test_two_thousand_random_requests(batch):
    """No answer breaks the envelope, every printed dose is its pieces, and every alternative works when it is asked for."""
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        assert wrong(seeded(seed)) == [], json.dumps(seeded(seed))


@pytest.mark.deep
@pytest.mark.parametrize("batch", range(100))
def test_a_hundred_thousand_random_requests(batch):
    """The same for a hundred thousand others."""
    for seed in range(1_000_000 + batch * 1000, 1_000_000 + (batch + 1) * 1000):
        assert wrong(seeded(seed)) == [], json.dumps(seeded(seed))


def test_the_random_requests_are_worth_asking():
    """Of the random requests a third and more are answered, most of the others are offered something, and refusals are of many kinds."""
    answers = [ask(seeded(seed)) for seed in range(300)]
    refusals = [told["error"] for told, status in answers if status == 3]
    assert sum(status == 0 for _, status in answers) > 100
    assert sum(bool(each["alternatives"]) for each in refusals) > 100
    kinds = {"NoAchievableReduction", "TooShort", "NoEquivalent", "CannotMakeDose", "NoAchievableTarget", "NoAchievableCrossover"}
    assert kinds <= {each["code"] for each in refusals}
    products = Counter(piece.keys() for told, status in answers if not status for piece in told["schedule"]["supply"])
    assert len(products) == 2  # solids and liquids


# Properties --------------------------------------------------------------------------------------


@st.composite
def answered(draw, of=requests()):  # noqa: B008  # a strategy is a value
    """A request that is answered, with its answer: as it was made, or with its first alternative laid over it."""
    request = draw(of)
    told, status = ask(request)
    if status == 3 and told["error"]["alternatives"]:
        request = laid_over(request, told["error"]["alternatives"][0]["change"])
        told, status = ask(request)
    assume(status == 0)
    return request, told


@given(answered())
def test_printed_pieces_are_the_printed_dose(asked):
    """Exact pieces: every dose is the sum of its pieces, of products that are sold, with at most eight of them."""
    request, told = asked
    assert list(recount.piece_faults(request, told["schedule"]["steps"])) == []


@given(answered())
def test_days_are_contiguous_and_a_taper_takes_at_least_70(asked):
    """Every day from the start to the stop belongs to one step, and there are at least 70."""
    request, told = asked
    assert list(recount.date_faults(request, told["schedule"])) == []


@given(answered())
def test_no_dose_rises_and_every_reduction_is_within_the_envelope(asked):
    """In the taper proper no time of day ever rises, and each reduction is 5 to 25 %, closing ones of at most 1.25 mg excepted."""
    request, told = asked
    assert list(recount.dose_faults(request, told["schedule"]["steps"])) == []


@given(answered())
def test_the_supply_is_what_is_taken_day_by_day(asked):
    """The supply is a recount by day."""
    _, told = asked
    assert recount.supply_faults(told["schedule"]) == []


@given(answered())
def test_a_taper_ends_at_its_target(asked):
    """It ends with the stop, or exactly at the target, or in a hold without an end that was asked for; nowhere else."""
    request, told = asked
    last = told["schedule"]["steps"][-1]
    target = Fraction(str(request["strategy"].get("target_mg", 0)))
    open_holds = [each for each in request["strategy"].get("holds", []) if each["days"] is None]
    if last["kind"] == "hold":
        assert open_holds and last["days"] is None
    elif last["kind"] == "maintain":
        assert target and recount.equivalent(request, last["doses"]) == target
    else:
        assert (last["kind"], last["doses"], target) == ("stop", [], 0)
    assert [step["kind"] for step in told["schedule"]["steps"][:-1] if step["kind"] in ("stop", "maintain")] == []


@given(answered())
def test_only_what_was_chosen_is_used_and_split(asked):
    """Named products and the default ones for other drugs, no others; split is what may be, or what the clinician listed."""
    request, told = asked
    strategy, market = request["strategy"], request["market"]
    named = strategy.get("products") or ()
    for step in told["schedule"]["steps"]:
        for dose in step["doses"]:
            of_drug = [id_ for id_ in named if recount.PRODUCTS[market][id_]["drug"] == dose["drug"]]
            for piece in dose["pieces"]:
                assert piece["product"] in (of_drug or sold(market, dose["drug"]))
                part = Fraction(piece.get("count", 1)) % 1
                splits = recount.PRODUCTS[market][piece["product"]].get("splits", "none")
                listed = [word for word in ("halve", "quarter") if piece["product"] in strategy.get(word, "smallest")]
                assert not part or splits == "quarter" or (splits == "half" and part == Fraction(1, 2)) or listed


@given(answered())
def test_a_dose_once_liquid_stays_liquid(asked):
    """A dose of a drug at a time of day that is measured once is not made of tablets again; two strengths are never mixed."""
    _, told = asked
    measured, liquids = set(), {}
    for step in told["schedule"]["steps"]:
        for dose in step["doses"]:
            key = dose["drug"], dose["time"]
            volume = "ml" in dose["pieces"][0]
            assert volume or key not in measured
            if volume:
                measured.add(key)
                assert liquids.setdefault(dose["drug"], dose["pieces"][0]["product"]) == dose["pieces"][0]["product"]


@given(requests())
def test_the_same_request_has_the_same_answer(request):
    """Determinism: the same bytes for the same request, also when its fields come in another order."""
    text = json.dumps(ask(request))
    assert json.dumps(ask(dict(reversed(request.items())))) == text


def days(request):
    """Days to the stop, however few; rejected where the request is refused or does not go to zero."""
    try:
        schedule = build_schedule(parse_request(request, CATALOGUE), CATALOGUE, least_days=0)
    except Refusal:
        reject()
    assume(schedule.steps[-1].kind == "stop")
    return schedule.days


def plain(request):
    """The request by percent, without holds and liquids, of which nothing is promised here."""
    left_out = ("holds", "basis", "bands", "products", "closing_interval_days", "target_mg")
    return request | {"strategy": {name: value for name, value in request["strategy"].items() if name not in left_out}}


PERCENTS = ("5", "7.5", "10", "12.5", "15", "20", "25")
PACES = st.lists(st.sampled_from(range(len(PERCENTS))), min_size=2, max_size=2, unique=True).map(sorted)


@given(requests(), PACES, st.sampled_from(("current", "baseline")))
def test_a_smaller_percentage_never_ends_sooner_by_more_than_one_interval(request, paces, basis):
    """A slower request never ends sooner by more than one interval: for tablets, a smaller percentage at the same interval."""
    slow, fast = (plain(request) for _ in paces)
    for each, pace in zip((slow, fast), paces, strict=True):
        each["strategy"] |= {"basis": basis, "reduction_percent": PERCENTS[pace]}
    assert days(slow) >= days(fast) - request["strategy"].get("interval_days", 14)


@given(requests(), st.integers(7, 27), st.integers(1, 21))
def test_a_longer_interval_never_ends_sooner(request, interval, more):
    """A slower request never ends sooner: with a longer interval each step lasts longer, and the doses are the same."""
    slow, fast = (plain(request) for _ in range(2))
    slow["strategy"] |= {"interval_days": min(interval + more, 28)}
    fast["strategy"] |= {"interval_days": interval}
    assert days(slow) >= days(fast)


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


def fall_by_rule(request, doses, drug, baseline):
    """The reduction in mg of the drug that section 4 of the specification names; `doses` are mg by time of day."""
    strategy, per_mg, doable = request["strategy"], recount.per_mg(request, drug), makeable(request, drug)
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


@st.composite
def tablets_of_one_drug(draw):
    """A request to take one drug down in tablets, evenly over the day: directly, or diazepam after a crossover."""
    request = draw(requests())
    strategy = request["strategy"] | {"distribution": "even"}
    if any("per-ml" in product for product in strategy.get("products") or ()):
        del strategy["products"]
    if strategy["method"] == "direct":
        request = request | {"regimen": request["regimen"][:1]}
    return request | {"strategy": strategy}


@given(answered(tablets_of_one_drug()))
def test_the_next_dose_is_the_one_that_the_rule_names(asked):
    """The largest reduction not more than asked and at least 5 %, else the smallest above; from the largest dose that can hold it."""
    request, told = asked
    strategy = request["strategy"]
    assume(not any("per-ml" in product for product in strategy.get("products") or ()))
    drug = strategy.get("crossover_to", "diazepam") if strategy["method"] == "crossover" else request["regimen"][0]["drug"]
    doses = {each["time"]: Fraction(each["mg"]) for each in recount.taken_now(request)}
    doable, baseline = makeable(request, drug), None
    for step in told["schedule"]["steps"]:
        now = {each["time"]: Fraction(each["mg"]) for each in step["doses"]}
        if step["kind"] in ("reduce", "maintain", "stop"):
            baseline = baseline or sum(doses.values()) * recount.per_mg(request, drug)
            fall = fall_by_rule(request, doses, drug, baseline)
            assert sum(doses.values()) - sum(now.values()) == fall, step["number"]
            if fall < sum(doses.values()):
                time = next(time for time in giving_order(doses) if doses[time] - fall in doable)
                assert now == {each: mg for each, mg in (doses | {time: doses[time] - fall}).items() if mg}, step["number"]
        doses = now
