"""What would work instead of what was refused: each offer is tried, is needed, and is said so that nothing can be misread."""

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import FIELDS, BadRequest, Refusal, build_schedule, load_catalogue, parse_request, propose
from tests.text_gates import hits

from .requests import crossover, direct, laid_over, random_request

CATALOGUE = load_catalogue()
TABLET = CATALOGUE.products("uk")["diazepam-2mg-tablet"]
NBSP = "\u00a0"
DIAZEPAM_TABLETS = ["diazepam-10mg-tablet", "diazepam-2mg-tablet", "diazepam-5mg-tablet"]
CROSSING = {"method": "crossover", "crossover_to": "diazepam"}


def several(*rows, market="uk", equivalence="ashton-2002", **strategy):
    """A request to reduce several drugs directly."""
    return direct(market, "diazepam", equivalence, strategy=strategy) | {"regimen": list(rows)}


def refused(data, code=None, catalogue=CATALOGUE):
    """The refusal of a request, with its alternatives."""
    with pytest.raises(Refusal) as caught:
        propose(parse_request(data, catalogue), catalogue)
    assert code is None or caught.value.code == code
    return caught.value


def offers(data, code=None, catalogue=CATALOGUE):
    """{the first words of an offer: (weeks, change)}, in the order in which they stand."""
    alternatives = refused(data, code, catalogue).alternatives
    return {each.message.replace(NBSP, " "): (each.weeks, each.change) for each in alternatives}


def changes(data, code=None, catalogue=CATALOGUE):
    """The changes that are offered."""
    return [change for _, change in offers(data, code, catalogue).values()]


def built(data, catalogue=CATALOGUE):
    """The schedule of a request, or None."""
    try:
        return build_schedule(parse_request(data, catalogue), catalogue)
    except (Refusal, BadRequest):
        return None


# What is offered for each refusal ------------------------------------------------------------------------------------


def test_a_half_that_no_source_confirms_is_offered_beside_one_that_is_confirmed():
    """1.25 mg lorazepam (12.5 mg) is half of a 2.5 mg tablet, or 2½ tablets of 0.5 mg: two offers, not two of a kind."""
    tablets = ["lorazepam-0p5mg-tablet", "lorazepam-2p5mg-tablet"]
    strategy = {"products": tablets, "halve": "none", "target_mg": "12.5", "reduction_percent": "25"}
    found = offers(direct("uk", "lorazepam", "ashton-2002", night="2.5", strategy=strategy), "NoAchievableTarget")
    words = [message.partition(":")[0] for message in found]
    assert "Take half of the lorazepam 2.5 mg tablet" in words
    assert "Take half of the lorazepam 0.5 mg tablet (check that it splits" in words


def test_a_table_that_lacks_the_drug_offers_tables_that_have_it():
    """NoEquivalent: a second table for that drug alone, or another for all drugs, each a table that may be chosen."""
    found = offers(crossover("uk", "zopiclone", "vadod-2021", night="7.5"), "NoEquivalent")
    second, whole = (next(change for _, change in found.values() if key in change) for key in ("equivalence_for", "equivalence"))
    assert list(second["equivalence_for"]) == ["zopiclone"]
    for id_ in (second["equivalence_for"]["zopiclone"], whole["equivalence"]):
        assert CATALOGUE.tables[id_].selectable
        assert "zopiclone" in CATALOGUE.tables[id_].cells
    names = [CATALOGUE.tables[id_].name for id_ in (second["equivalence_for"]["zopiclone"], whole["equivalence"])]
    assert any(message.startswith(f"Use {names[0]} for zopiclone alone") for message in found)
    assert any(message.startswith(f"Use {names[1]} for all drugs") for message in found)


def test_a_second_table_is_added_to_those_that_were_named():
    """A second table for one drug leaves the second tables of others as they were."""
    rows = [{"drug": "lorazepam", "night": "1"}, {"drug": "zopiclone", "night": "7.5"}]
    request = several(*rows, equivalence="vadod-2021", method="crossover") | {"equivalence_for": {"lorazepam": "ashton-2002"}}
    (second,) = [change["equivalence_for"] for change in changes(request, "NoEquivalent") if "equivalence_for" in change]
    assert second["lorazepam"] == "ashton-2002"
    assert set(second) == {"lorazepam", "zopiclone"}


def test_without_a_table_one_for_all_drugs_is_offered():
    """Where no table was chosen there is no second one: tables for all drugs are offered, and only those that know them all."""
    found = changes(crossover("uk", "lorazepam", None, night="2"), "NoEquivalent")
    assert found
    for change in found:
        assert "lorazepam" in CATALOGUE.tables[change["equivalence"]].cells
        assert "equivalence_for" not in change


def test_a_table_for_all_drugs_knows_all_drugs():
    """A table is offered for all drugs only where it knows every one of them."""
    rows = [{"drug": "alprazolam", "night": "0.5"}, {"drug": "zopiclone", "night": "7.5"}]
    found = changes(several(*rows, equivalence="vadod-2021", method="crossover"), "NoEquivalent")
    assert [change for change in found if "equivalence" in change]
    for change in found:
        if "equivalence" in change:
            assert {"alprazolam", "zopiclone"} <= set(CATALOGUE.tables[change["equivalence"]].cells)


def test_nothing_to_cross_offers_the_direct_method():
    """NothingToCross: reduce the drug directly."""
    assert offers(crossover("uk", "diazepam", None, night="20"), "NothingToCross") == {
        "Reduce diazepam directly: 36 weeks.": (36, {"method": "direct"})
    }


def test_a_forbidden_split_offers_to_split_only_what_may_be():
    """SplitForbidden: split only what may be split."""
    capsule = {"quarter": ["chlordiazepoxide-5mg-capsule"]}
    request = crossover("uk", "chlordiazepoxide", "ashton-2002", night="25", strategy=capsule)
    ((message, (weeks, change)),) = offers(request, "SplitForbidden").items()
    assert (message, weeks) == ("Split only what may be split: 20 weeks.", 20)
    assert not set(change) - {"halve", "quarter"}
    assert change["quarter"] in ("none", [])


def test_a_forbidden_split_leaves_every_split_that_is_allowed():
    """Capsules of two drugs were listed with tablets that may be halved: only those that must be whole are left out."""
    capsules = ["temazepam-15mg-capsule", "oxazepam-10mg-capsule"]
    tablets = ["diazepam-10mg-tablet", "diazepam-2mg-tablet"]
    request = direct("us", "temazepam", "ashton-2002", night="30", strategy={"method": "crossover", "halve": tablets + capsules})
    ((_, (_, change)),) = offers(request, "SplitForbidden").items()
    assert change == {"halve": tablets}


def test_a_forbidden_split_leaves_a_list_alone_that_is_right():
    """Of two lists only the one that names a capsule is changed."""
    fields = {"method": "crossover", "halve": ["temazepam-15mg-capsule"], "quarter": ["diazepam-10mg-tablet"]}
    ((_, (_, change)),) = offers(direct("us", "temazepam", "ashton-2002", night="30", strategy=fields), "SplitForbidden").items()
    assert (change["halve"], "quarter" in change) == ([], False)


@pytest.mark.long
def test_no_two_offers_differ_only_in_the_order_of_their_changes(random_refusals):
    """Offers that join the same sorts of change are one offer: the gentlest."""
    for seed, _, refusal in random_refusals:
        sorts = [frozenset(map(sort_of, offer.message.rpartition(": ")[0].split("; "))) for offer in refusal.alternatives]
        assert len(sorts) == len(set(sorts)), (seed, [offer.message for offer in refusal.alternatives])


def test_a_hold_that_is_never_reached_is_left_out():
    """HoldNeverReached: the hold is left out, the others stay."""
    holds = [{"after_step": 300, "days": 7}, {"after_step": 2, "days": 7}]
    assert offers(direct("uk", "diazepam", night="20", strategy={"holds": holds}), "HoldNeverReached") == {
        "Leave out the hold that is never reached: 37 weeks.": (37, {"holds": [{"after_step": 2, "days": 7}]})
    }


def test_a_date_that_cannot_be_met_offers_dates_that_can():
    """NotByThen: the earliest date with this interval, and the earliest with reductions every 7 days."""
    found = offers(direct("uk", "diazepam", night="20", strategy={"finish_by": "2027-02-01"}), "NotByThen")
    assert found == {  # 15 12 9 7 6 5 4 3 2 1 0 at 25 %: ten intervals
        "Finish by 2027-05-24: 20 weeks.": (20, {"finish_by": "2027-05-24"}),
        "Reduce every 7 days and finish by 2027-03-15: 10 weeks.": (10, {"interval_days": 7, "finish_by": "2027-03-15"}),
    }


LIQUIDS = {
    "diazepam": ("8", "diazepam-0p4mg-per-ml-oral-solution"),
    "temazepam": ("20", "temazepam-2mg-per-ml-oral-solution"),
    "lorazepam": ("4", "lorazepam-1mg-per-ml-oral-solution"),
    "nitrazepam": ("10", "nitrazepam-0p5mg-per-ml-oral-suspension"),
    "clobazam": ("20", "clobazam-1mg-per-ml-oral-suspension"),
    "clonazepam": ("2", "clonazepam-0p1mg-per-ml-oral-solution"),
}


@pytest.mark.long
@pytest.mark.parametrize(("asked", "held", "offered"), [("5", 0, "10"), ("10", 40, "15")])
def test_a_taper_of_too_many_steps_offers_larger_reductions(asked, held, offered):
    """TooLong: larger reductions, the gentlest that is larger than asked; holds count as steps too."""
    rows = [{"drug": drug, "morning": mg, "midday": mg, "evening": mg, "night": mg} for drug, (mg, _) in LIQUIDS.items()]
    strategy = {"products": [liquid for _, liquid in LIQUIDS.values()], "stop_from_mg": "0", "interval_days": 7}
    holds = [{"after_step": number, "days": 1} for number in range(1, 2 * held, 2)]
    ((message, (_, change)),) = offers(several(*rows, reduction_percent=asked, holds=holds, **strategy), "TooLong").items()
    assert change == {"reduction_percent": offered}
    assert message.startswith(f"Ask for reductions of {offered}%: ")


# Too short -----------------------------------------------------------------------------------------------------------


def test_a_taper_that_is_too_short_offers_the_shortest_longer_interval():
    """TooShort: 3, 2, 1 mg and the stop take three intervals; of 14, 21 and 28 days only 28 make 70 days (84)."""
    assert {"interval_days": 28} in changes(direct("uk", "diazepam", night="4", strategy={"interval_days": 7}), "TooShort")
    found = offers(direct("uk", "diazepam", night="4", strategy={"interval_days": 7}), "TooShort")
    assert found["Reduce every 28 days: 12 weeks."] == (12, {"interval_days": 28})


@pytest.mark.parametrize(
    ("now", "interval", "offered"), [("6", 7, 14), ("5", 7, 21), ("5", 14, 21), ("5", 17, 21), ("4", 21, 28)]
)
def test_the_interval_that_is_offered_is_the_next_that_is_long_enough(now, interval, offered):
    """Of 14, 21 and 28 days the shortest that is longer than asked and makes 70 days: 6 mg have five intervals, 5 mg four."""
    found = changes(direct("uk", "diazepam", night=now, strategy={"interval_days": interval}), "TooShort")
    assert [change for change in found if set(change) == {"interval_days"}] == [{"interval_days": offered}]


def test_an_interval_takes_the_closing_interval_along():
    """The days of closing steps are never under the interval, so a longer interval makes them longer where it has to."""
    strategy = {"interval_days": 7, "closing_interval_days": 10}
    found = changes(direct("uk", "diazepam", night="4", strategy=strategy), "TooShort")
    assert {"interval_days": 28, "closing_interval_days": 28} in found
    longer = changes(direct("uk", "diazepam", night="4", strategy=strategy | {"closing_interval_days": 28}), "TooShort")
    assert [each for each in longer if "interval_days" in each] == [{"interval_days": 14}]  # 14 + 28 + 28


def test_no_interval_over_28_days_is_offered():
    """Where 28 days are too short, no interval is offered alone."""
    found = changes(direct("uk", "diazepam", night="3", strategy={"interval_days": 28}), "TooShort")
    assert [change for change in found if "interval_days" in change] == []


def test_a_taper_that_is_too_short_offers_the_largest_smaller_percentage():
    """TooShort: from 15 mg at 25 % weekly there are nine intervals; 20 % make ten (12 10 8 7 6 5 4 3 2 1 0)."""
    request = direct("uk", "diazepam", night="15", strategy={"interval_days": 7, "reduction_percent": "25"})
    found = offers(request, "TooShort")
    assert found["Ask for reductions of 20%: 10 weeks."] == (10, {"reduction_percent": "20"})


@pytest.mark.parametrize(("percent", "basis"), [("10", "bands"), ("5", "current")])
def test_no_percentage_is_offered_where_none_is_smaller_or_asked_for(percent, basis):
    """Bands ask for no percentage, and 5 % is the smallest."""
    strategy = {"interval_days": 7, "reduction_percent": percent, "basis": basis}
    strategy |= {"bands": [{"down_to_mg": 0, "reduction_mg": 1}]} if basis == "bands" else {}
    found = changes(direct("uk", "diazepam", night="4", strategy=strategy), "TooShort")
    assert found
    assert [change for change in found if "reduction_percent" in change] == []


def test_a_taper_that_is_too_short_offers_a_hold_that_makes_it_70_days():
    """TooShort: a dated hold at the last dose, of as many days as are missing: 70 − 21 after step 3."""
    request = direct("uk", "diazepam", night="4", strategy={"interval_days": 7})
    found = offers(request, "TooShort")
    change = {"holds": [{"after_step": 3, "days": 49}]}
    assert found["Stay on the last dose for 49 days more before stopping: 10 weeks."] == (10, change)
    assert built(laid_over(request, change)).days == 70


def test_no_hold_is_offered_beside_those_that_were_asked_for():
    """Where holds were asked for they are left as they are."""
    strategy = {"interval_days": 7, "holds": [{"after_step": 1, "days": 7}]}
    found = changes(direct("uk", "diazepam", night="4", strategy=strategy), "TooShort")
    assert found
    assert [change for change in found if "holds" in change] == []


def test_a_taper_that_is_too_short_offers_a_liquid_and_a_crossover():
    """TooShort: a liquid makes smaller steps, and so does crossing to diazepam."""
    found = changes(direct("uk", "lorazepam", "ashton-2002", night="1", strategy={"coarse_tail": True}), "TooShort")
    products = ["lorazepam-0p5mg-tablet", "lorazepam-1mg-per-ml-oral-solution", "lorazepam-1mg-tablet", "lorazepam-2p5mg-tablet"]
    assert {"products": products} in found
    assert CROSSING in found


def test_a_taper_with_one_step_left_has_no_last_dose_to_stay_on():
    """Where the stop would be the first step, no hold can come before it."""
    strategy = {"products": ["diazepam-2mg-tablet", "diazepam-1mg-per-ml-oral-solution"]}
    found = changes(direct("us", "diazepam", night="0.5", strategy=strategy), "TooShort")
    assert [change for change in found if "holds" in change] == []


# Doses and reductions that cannot be made ----------------------------------------------------------------------------


def test_a_dose_that_cannot_be_lowered_offers_what_makes_a_lower_one():
    """Temazepam 20 mg by 10 mg tablets, whole only: the liquid makes a dose below it, and so does crossing over."""
    rows = [{"drug": "diazepam", "night": "20"}, {"drug": "temazepam", "night": "20"}]
    found = offers(several(*rows, products=["temazepam-10mg-tablet"]), "NoAchievableReduction")
    liquid = {"products": ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"]}
    assert [change for _, change in found.values()] == [liquid, {"pattern": "days-off"}, CROSSING]


def test_a_split_that_a_source_confirms_is_said_without_a_warning():
    """Half of a tablet that may be halved is offered plainly."""
    strategy = {"halve": "none", "products": ["diazepam-2mg-tablet"]}
    found = offers(direct("uk", "diazepam", night="8", strategy=strategy), "NoAchievableReduction")
    assert "Take half of the diazepam 2 mg tablet: 14 weeks." in found  # 7 6 5 4 3 2 1 0


def test_modified_release_is_never_offered():
    """To who takes the plain form, neither for a dose that only a modified-release product makes, nor for a smaller one."""
    taken = offers(direct("us", "zolpidem", "ashton-2002", night="6.25"), "NoAchievableReduction")
    reduced = offers(direct("us", "zolpidem", "ashton-2002", night="5"), "NoAchievableReduction")
    assert reduced
    assert [message for message in (*taken, *reduced) if "modified-release" in message] == []


def test_a_reduction_that_cannot_be_made_offers_a_liquid_a_crossover_and_a_coarse_tail():
    """NoAchievableReduction: other products, a liquid where sold, crossover, and the coarse tail last, which is fast there."""
    found = offers(direct("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1"), "NoAchievableReduction")
    products = ["lorazepam-0p5mg-tablet", "lorazepam-1mg-per-ml-oral-solution", "lorazepam-1mg-tablet", "lorazepam-2p5mg-tablet"]
    assert [change for _, change in found.values()] == [{"products": products}, CROSSING]
    found = offers(direct("uk", "lormetazepam", "ashton-2002", night="1"), "NoAchievableReduction")
    assert list(found)[-1].startswith("Allow larger reductions at the end, which is fast there")


def test_a_coarse_tail_is_not_offered_where_it_was_asked_for():
    """What was asked for already is no offer."""
    strategy = {"coarse_tail": True, "interval_days": 7}
    found = changes(direct("uk", "lorazepam", "ashton-2002", night="1", strategy=strategy), "TooShort")
    assert found
    assert [change for change in found if "coarse_tail" in change] == []


@pytest.mark.parametrize("regimen", [[{"drug": "diazepam", "night": "2"}], [{"drug": "diazepam", "morning": "2", "night": "2"}]])
def test_diazepam_is_not_offered_to_be_crossed_to_diazepam(regimen):
    """Crossing over is offered to those who take something else."""
    found = changes(several(*regimen, equivalence=None, halve="none"))
    assert found
    assert [change for change in found if "method" in change] == []


def test_a_crossover_is_not_offered_within_a_crossover():
    """Where the dose is to cross already, other products are offered, not another crossover."""
    request = crossover("uk", "zopiclone", "ashton-2002", night="3.75", strategy={"products": ["diazepam-5mg-tablet"]})
    found = offers(request, "NoAchievableCrossover")
    assert {"products": ["diazepam-0p4mg-per-ml-oral-solution", "diazepam-5mg-tablet"]} in [
        change for _, change in found.values()
    ]
    assert any(message.startswith("Use diazepam 2 mg tablet; ") for message in found)
    assert [change for _, change in found.values() if "method" in change] == []


def test_a_crossover_alone_is_offered_where_it_works_alone():
    """10 mg temazepam is crossed to 5 mg diazepam, which its 2 mg tablets and their halves take down: no liquid is needed."""
    assert CROSSING in changes(direct("uk", "temazepam", "ashton-2002", night="10"), "NoAchievableReduction")
    zopiclone = direct("uk", "zopiclone", "nhs-scotland", night="7.5")
    assert CROSSING in changes(zopiclone, "NoAchievableReduction")


def test_changes_are_offered_together_where_one_is_not_enough():
    """3.75 mg zopiclone needs a crossover and the liquid together: either alone is refused."""
    request = direct("uk", "zopiclone", "ashton-2002", night="3.75")
    both = CROSSING | {"products": ["diazepam-0p4mg-per-ml-oral-solution", *DIAZEPAM_TABLETS]}
    found = offers(request, "NoAchievableReduction")
    message = "Cross over to diazepam first; use diazepam 0.4 mg in 1 mL oral solution: 42 weeks."
    assert found[message] == (42, both)
    assert built(laid_over(request, CROSSING)) is None
    assert built(laid_over(request, {"products": both["products"]})) is None


def test_a_target_that_is_not_reached_offers_what_reaches_it():
    """NoAchievableTarget: halves of 5 mg tablets make 6.5 mg, a liquid or a crossover make 8 mg of 10."""
    halves = {"halve": ["diazepam-2mg-tablet", "diazepam-5mg-tablet"]}
    assert halves in changes(direct("uk", "diazepam", night="10", strategy={"target_mg": "6.5"}), "NoAchievableTarget")
    found = changes(direct("uk", "lorazepam", "ashton-2002", night="1", strategy={"target_mg": "8"}), "NoAchievableTarget")
    assert CROSSING in found


# No offer ------------------------------------------------------------------------------------------------------------


def test_there_is_no_offer_where_the_market_sells_nothing_that_could():
    """None where the market sells nothing that could: one tablet, to be taken whole, and nothing else; save days without it."""
    only = replace(TABLET, id="only", strength_mg=Decimal(10), splits="none")
    lab = replace(CATALOGUE, by_market={"uk": {"only": only}}, digest="lab only")
    assert changes(direct("uk", "diazepam", night="10"), "NoAchievableReduction", lab) == [{"pattern": "days-off"}]
    assert changes(direct("uk", "diazepam", night="20", strategy={"interval_days": 28}), "NoAchievableReduction", lab) == [
        {"pattern": "days-off"},
        {"pattern": "mixed", "coarse_tail": True},
        {"coarse_tail": True, "holds": [{"after_step": 1, "days": 42}]},
    ]


def test_a_drug_that_is_not_sold_can_only_be_crossed_over():
    """A drug that the market does not sell is taken as it is until it has crossed over: no product of it can be offered."""
    rows = [{"drug": "diazepam", "night": "4"}, {"drug": "eszopiclone", "night": "3", "morning": "3"}]
    assert changes(several(*rows), "NoAchievableReduction") == [CROSSING]


def test_a_target_above_what_is_taken_has_no_offer():
    """No product lowers what is taken below a target that is not below it."""
    assert changes(direct("uk", "diazepam", night="10", strategy={"target_mg": "10"}), "NoAchievableTarget") == []


# Every offer ---------------------------------------------------------------------------------------------------------

SORTS = {
    "table": ("Use ", " for all drugs"),
    "second table": ("Use ", " alone"),
    "liquid": ("Use ", " mL "),
    "strength": ("Use ", ""),
    "half, unconfirmed": ("Take half of ", " (check that it splits"),
    "half": ("Take half of ", ""),
    "quarter": ("Take a quarter of ", ""),
}


def sort_of(message):
    """What sort of change an offer begins with."""
    first = message.replace(NBSP, " ").partition(";")[0]
    first = first[:1].upper() + first[1:]
    return next((sort for sort, (begin, has) in SORTS.items() if first.startswith(begin) and has in first), first[:12])


def used(data, field):
    """The product ids that a request's drugs, and the drug it may cross to, use or split."""
    request = parse_request(data, CATALOGUE)
    here = set()
    for drug in (*request.drugs, "diazepam"):
        makes = request.makeable(CATALOGUE, drug)
        here |= {each.id for each in makes.products} if field == "products" else makes.split_ids(field)
    return here


TOGETHER = ({"method", "crossover_to"}, {"interval_days", "closing_interval_days"}, {"interval_days", "finish_by"})


def with_less(data, change):
    """Every smaller change: without one field (or two that go together), or without one product that it adds."""
    for name in change:
        apart = next((each for each in TOGETHER if name in each and each <= set(change)), {name})
        before = data["strategy"].get(name, data.get(name))
        if name != "crossover_to" and before != change[name] and apart != set(change):
            yield {field: value for field, value in change.items() if field not in apart}
    for name in {"products", "halve", "quarter"} & set(change):
        new = set(change[name]) - used(data, name) if isinstance(change[name], list) else set()
        for id_ in new if len(new) > 1 else ():
            yield change | {name: [each for each in change[name] if each != id_]}


def unnamed(data, offer):
    """The products and splits that an offer adds without saying so."""
    market = CATALOGUE.products(data["market"])
    for name in {"products", "halve", "quarter"} & set(offer.change):
        if isinstance(offer.change[name], list):
            new = set(offer.change[name]) - used(data, name) - set(data["strategy"].get(name) or ())
            yield from (id_ for id_ in new if market[id_].label not in offer.message)


def gentleness(data, offer):
    """Less is gentler: the largest fall in percent, then the dose stopped from, then fewer weeks.

    The stop is a fall of 100 % where it is from more than the 1.25 mg from which every taper may stop.
    """
    schedule = built(laid_over(data, offer.change))
    *steps, last = schedule.steps
    falls = [step.reduction_percent for step in steps]
    stopped_from = last.reduction if last.kind == "stop" else Fraction(0)
    falls += [last.reduction_percent] if last.kind != "stop" or stopped_from > Fraction(5, 4) else []
    return max(falls, default=Fraction(0)), stopped_from, -schedule.weeks


def coarseness(schedule):
    """The largest fall in percent, the largest in mg, and the sum in mg, of the falls over 25 % and over 1.25 mg."""
    coarse = [step for step in schedule.steps if step.closing and step.reduction > Fraction(5, 4)]
    falls = [step.reduction for step in coarse]
    return max((step.reduction_percent for step in coarse), default=0), max(falls, default=0), sum(falls)


def refusals():
    """Random requests that are refused, with their refusals."""
    for seed in range(120):
        data = random_request(random.Random(seed))
        try:
            propose(parse_request(data, CATALOGUE), CATALOGUE)
        except BadRequest:
            continue
        except Refusal as refusal:
            if splits_are_allowed(data):
                yield seed, data, refusal


def splits_are_allowed(data):
    """Whether nothing is to be split that must not be: of such a request nothing can be said but that."""
    request = parse_request(data, CATALOGUE)
    try:
        return [request.makeable(CATALOGUE, drug) for drug in (*request.drugs, "diazepam")] != []
    except Refusal:
        return False


@pytest.fixture(scope="module")
def random_refusals():
    """Random requests that are refused, asked once for all the tests below."""
    return list(refusals())


@pytest.mark.long
def test_every_offer_works_and_takes_the_weeks_that_it_promises(random_refusals):
    """Each alternative laid over the request gives a schedule with the promised weeks, which its sentence ends with."""
    for seed, data, refusal in random_refusals:
        for offer in refusal.alternatives:
            schedule = built(laid_over(data, offer.change))
            assert schedule is not None, (seed, offer)
            assert schedule.weeks == offer.weeks, (seed, offer)
            assert offer.message.endswith(f": {offer.to_json()['weeks']} weeks."), (seed, offer)
            assert abs(Decimal(offer.to_json()["weeks"]) - Decimal(schedule.days) / 7) <= Decimal("0.05"), (seed, offer)


@pytest.mark.long
def test_there_are_at_most_five_offers_one_of_a_kind(random_refusals):
    """At most five offers, and no two that begin with the same sort of change or make the same change."""
    for seed, _, refusal in random_refusals:
        sorts = [sort_of(offer.message) for offer in refusal.alternatives]
        assert len(sorts) <= 5, seed
        assert len(sorts) == len(set(sorts)), (seed, sorts)
        assert all(
            one.change != other.change for one in refusal.alternatives for other in refusal.alternatives if one is not other
        )
    assert max(len(refusal.alternatives) for _, _, refusal in random_refusals) >= 4


@pytest.mark.long
def test_the_gentlest_offer_comes_first(random_refusals):
    """The gentlest first: by the largest fall, then the dose stopped from, then the weeks."""
    for seed, data, refusal in random_refusals:
        order = [gentleness(data, offer) for offer in refusal.alternatives]
        assert order == sorted(order), (seed, order)


@pytest.mark.long
def test_no_offer_contains_a_change_that_is_not_needed(random_refusals):
    """Without any one of its changes, or any one product that it adds, an offer would be refused, or its coarse tail coarser."""
    for seed, data, refusal in random_refusals:
        for offer in refusal.alternatives:
            for less in with_less(data, offer.change):
                fewer, whole = built(laid_over(data, less)), built(laid_over(data, offer.change))
                coarser = "coarse_tail" in offer.change and fewer and coarseness(fewer) > coarseness(whole)
                assert fewer is None or coarser, (seed, offer, less)


@pytest.mark.long
def test_every_offer_names_all_that_it_adds(random_refusals):
    """An offer adds no product and no split that its words do not name."""
    for seed, data, refusal in random_refusals:
        for offer in refusal.alternatives:
            assert list(unnamed(data, offer)) == [], (seed, offer)


@pytest.mark.long
def test_an_offer_leaves_the_splits_that_were_asked_for(random_refusals):
    """A change of halves or quarters keeps every split that the request has, of all its drugs."""
    for seed, data, refusal in random_refusals:
        request = parse_request(data, CATALOGUE)
        for offer in refusal.alternatives:
            changed = parse_request(laid_over(data, offer.change), CATALOGUE)
            for drug in request.drugs:
                for word in {"halve", "quarter"} & set(offer.change):
                    before = request.makeable(CATALOGUE, drug).split_ids(word)
                    assert before <= changed.makeable(CATALOGUE, drug).split_ids(word), (seed, offer)


@pytest.mark.long
def test_an_offer_changes_nothing_but_the_fields_of_a_strategy_or_the_tables(random_refusals):
    """`change` holds fields of the strategy, or `equivalence`, `equivalence_for`, `regimen`; at most three changes at once."""
    fields = set(FIELDS)
    for seed, _, refusal in random_refusals:
        for offer in refusal.alternatives:
            assert set(offer.change) <= fields | {"equivalence", "equivalence_for", "regimen"}, (seed, offer)
            assert offer.message.count(";") <= 2, (seed, offer)


@pytest.mark.long
def test_refusals_and_offers_are_written_as_a_dose_must_be(random_refusals):
    """The words of every refusal and every offer pass the gates for text about doses."""
    for seed, _, refusal in random_refusals:
        for message in (refusal.message, *(offer.message for offer in refusal.alternatives)):
            assert hits(message) == [], (seed, message)
            assert message[0].isupper() or refusal.code in ("CannotMakeDose", "SplitForbidden"), (seed, message)
            assert message.endswith("."), (seed, message)


def test_an_offer_goes_to_json_as_the_command_line_prints_it():
    """An alternative prints its message, its weeks to one decimal and its change."""
    (offer,) = refused(crossover("uk", "diazepam", None, night="20")).alternatives
    assert offer.to_json() == {
        "message": "Reduce diazepam directly: 36 weeks.",
        "weeks": "36",
        "change": {"method": "direct"},
    }


def test_a_request_that_is_answered_is_offered_nothing():
    """A schedule carries no alternatives: they come with a refusal only."""
    assert "alternatives" not in propose(parse_request(direct("uk", "diazepam", night="20"), CATALOGUE), CATALOGUE).to_json()
