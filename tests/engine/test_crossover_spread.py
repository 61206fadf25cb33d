"""A crossover of a very high dose: what does not fit into eight pieces goes to other times of day, and no dose is lost unsaid."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import Refusal, answer, build_schedule, check, load_catalogue, parse_request, propose
from taper_app.engine.doses.products import NG_PER_MG, makeable
from taper_app.engine.taper.crossover import new_doses, spread_over
from taper_app.engine.taper.day import Slot

from . import recount
from .batches import chance_of, many
from .requests import crossover, laid_over, sold
from .test_crossover import crossing, refusal

CATALOGUE = load_catalogue()
NBSP = "\u00a0"
FULL = {"morning": "6", "midday": "6", "evening": "6", "night": "6"}


def told(request, rule):
    """The findings of one rule on the schedule of a request."""
    return [each for each in propose(parse_request(request, CATALOGUE), CATALOGUE).findings if each.rule == rule]


def test_a_crossover_of_a_very_high_dose_loses_nothing():
    """Clonazepam 6 + 6 mg is 240 mg diazepam by Ashton: three doses of eight tablets of 10 mg, and 240 mg on every day."""
    request = crossover("us", "clonazepam", "ashton-2002", morning="6", night="6")
    assert crossing(request) == [
        "morning clonazepam 6 · morning diazepam 40 · night diazepam 80",
        "morning diazepam 80 · midday diazepam 80 · night diazepam 80",
    ]
    steps = build_schedule(parse_request(request, CATALOGUE), CATALOGUE).steps
    assert [step.equivalent for step in steps[:3]] == [240, 240, 240]
    (found,) = told(request, "crossover_spread")
    assert (found.severity, found.step) == ("info", 1)
    assert found.message.endswith("taken at other times of day too (morning and midday).")


@pytest.mark.parametrize(("mg", "expected"), [("8", ""), ("10", "evening diazepam 20 · "), ("11", "evening diazepam 30 · ")])
def test_what_was_taken_only_at_night_goes_to_the_evening_first(mg, expected):
    """Lorazepam at night, 10 mg diazepam each: 80 mg at night, and the rest in the evening, never by day while there is room."""
    assert crossing(crossover("us", "lorazepam", "ashton-2002", night=mg)) == [f"{expected}night diazepam 80"]


def test_what_does_not_fit_goes_where_a_dose_is_taken_already():
    """The times at which the patient takes a dose come before the others; what was taken only at night, by day last."""
    assert spread_over("night", ["morning", "night"], only_at_night=False) == ["night", "morning", "midday", "evening"]
    assert spread_over("morning", ["morning", "evening"], only_at_night=False) == ["morning", "evening", "night", "midday"]
    assert spread_over("night", ["night"], only_at_night=True) == ["night", "evening", "morning", "midday"]
    assert spread_over("night", ["midday", "night"], only_at_night=True) == ["night", "evening", "midday", "morning"]


def test_no_dose_of_half_a_piece_is_made_of_what_is_left():
    """With whole tablets of 5 mg 42 mg become 40 mg at night: 2 mg more would be 5, further away; 43 mg become 40 and 5."""
    uk = CATALOGUE.products("uk")
    makes = makeable(CATALOGUE, (uk["diazepam-5mg-tablet"],), "none", "none")

    def day(wanted):
        wanted = Fraction(wanted * NG_PER_MG)
        found = new_doses(makes, {}, ["night", "evening"], wanted, (wanted * 3 / 4, wanted * 21 / 20), CATALOGUE.envelope)
        return {time: slot.ng // NG_PER_MG for time, slot in found.items()}

    assert [day(40), day(42), day(43)] == [{"night": 40}, {"night": 40}, {"night": 40, "evening": 5}]


def test_what_eight_pieces_do_not_make_at_one_time_is_taken_at_another():
    """228 mg are 80, 80 and 67 mg of eight pieces each and 1 mg at a free time: a limit of comfort makes no dose smaller."""
    regimen = [{"drug": "clonazepam", "evening": "16"}, {"drug": "diazepam", "morning": "14.8"}]
    request = crossover("us", "clonazepam", "norway-2021", evening="16") | {"regimen": regimen}
    assert crossing(request) == [
        "morning diazepam 80 · midday diazepam 1 · evening diazepam 80 · night diazepam 67",
    ]
    (found,) = told(request, "crossover_spread")
    assert found.message.endswith("taken at other times of day too (morning, midday and night).")


def test_a_dose_that_eight_pieces_do_not_make_is_shared_by_as_few_times_as_can_be():
    """Of 10, 5 and 2 mg tablets and halves eight pieces make 67 and 70 mg: 69 mg are 67 and 2, and 70 mg stay one dose."""
    makes = makeable(CATALOGUE, tuple(sold_here("10", "5", "2")), "smallest", "none")

    def day(wanted, there):
        wanted = Fraction(wanted) * NG_PER_MG
        bounds = (wanted * 3 / 4, wanted * 21 / 20)
        found = new_doses(makes, there, ["night", "evening", "morning"], wanted, bounds, CATALOGUE.envelope)
        return {time: Fraction(slot.ng, NG_PER_MG) for time, slot in found.items()}

    assert day("69", {}) == {"night": 67, "evening": 2}
    assert day("70", {}) == day("70.5", {}) == {"night": 70}
    assert day("67.4", {}) == {"night": 67}
    assert day("74", {"evening": Slot(5 * NG_PER_MG, True)}) == {"evening": 5, "night": 67, "morning": 2}


def sold_here(*strengths):
    """The plain diazepam tablets of these strengths in the UK."""
    uk = CATALOGUE.products("uk")
    return [uk[f"diazepam-{each}mg-tablet"] for each in strengths]


def test_a_time_of_day_that_is_full_stays_as_it_is():
    """What moves to a time of day that holds eight pieces already goes to the next, and a measured dose stays measured."""
    uk = CATALOGUE.products("uk")
    makes = makeable(CATALOGUE, (uk["diazepam-10mg-tablet"], uk["diazepam-1mg-per-ml-oral-solution"]), "none", "none")
    there = {"night": Slot(80 * NG_PER_MG), "evening": Slot(15 * NG_PER_MG, True)}
    wanted = Fraction(120 * NG_PER_MG)
    found = new_doses(makes, there, ["night", "evening", "morning"], wanted, (wanted / 2, wanted), CATALOGUE.envelope)
    assert found == there | {"evening": Slot(20 * NG_PER_MG, True), "morning": Slot(20 * NG_PER_MG)}


def test_a_crossover_that_would_lose_more_than_a_quarter_is_refused_with_what_would_not():
    """Four times 6 mg clonazepam are 480 mg, and four times eight tablets 320: refused, and the liquid that is offered makes 400.

    A dose is 20 mL at the most, which are 100 mg of the concentrate: a sixth is lost, which is within a quarter and a caution.
    """
    request = crossover("us", "clonazepam", "ashton-2002", **FULL)
    with pytest.raises(Refusal) as caught:
        propose(parse_request(request, CATALOGUE), CATALOGUE)
    assert caught.value.code == "CrossoverLoses"
    assert caught.value.message == (
        f"The crossover to diazepam would lose about 160{NBSP}mg of about 480{NBSP}mg diazepam equivalent a day (33.3%), and 25%"
        f" is the limit: with 8 pieces, or one volume, at each of four times of day they make at most 320{NBSP}mg."
    )
    liquids = [each.change for each in caught.value.alternatives if "products" in each.change]
    assert liquids
    for change in liquids:
        offered = laid_over(request, change)
        assert worst_loss(offered, build_schedule(parse_request(offered, CATALOGUE), CATALOGUE).to_json()) == Fraction(1, 6)


def test_a_loss_of_up_to_a_quarter_is_a_caution_that_says_how_much_and_why():
    """Four times 5 mg clonazepam are 400 mg: 320 mg fit, which is a fifth less."""
    (found,) = told(crossover("us", "clonazepam", "ashton-2002", **dict.fromkeys(FULL, "5")), "crossover_loses")
    assert found.severity == "caution"
    assert f"about 80{NBSP}mg diazepam equivalent a day (20%) below the dose at the start" in found.message
    assert "every time of day holds as much diazepam as 8 pieces, or one volume, make" in found.message


def test_a_small_loss_for_want_of_room_is_said_too():
    """16.5 mg clonazepam are 330 mg: 320 mg fit, 3 % less, which is no caution and not left unsaid either."""
    request = crossover("us", "clonazepam", "ashton-2002", morning="4", midday="4", evening="4", night="4.5")
    (found,) = told(request, "crossover_loses")
    assert (found.severity, "(3%) below the dose at the start" in found.message) == ("info", True)


def test_a_crossover_at_a_visit_is_spread_too():
    """From a direct plan crossed over at a visit the same holds: what is taken then is what the crossover keeps."""
    request = crossover(
        "us", "clonazepam", "ashton-2002", morning="6", night="6", strategy={"method": "direct", "coarse_tail": True}
    )
    built, status = answer(json.dumps(request), CATALOGUE)
    assert status == 0
    visit = {"do": "revise", "on": "2027-01-05", "schedule": built["schedule"], "taken": request["regimen"]}
    visit |= {"adjustment": {"decision": "switch", "strategy": {"method": "crossover", "coarse_tail": False}}}
    revised, status = answer(json.dumps(request | visit), CATALOGUE)
    crossed = [step for step in revised["schedule"]["steps"] if step["kind"] in ("crossover", "stabilise")]
    assert crossed
    assert {step["diazepam_equivalent_mg"] for step in crossed} == {"240"}


# Whatever is taken ---------------------------------------------------------------------------------------------------

HIGH = ("clonazepam", "lorazepam", "alprazolam", "temazepam", "zopiclone", "zolpidem", "oxazepam", "nitrazepam")


def high_dose(chance):
    """A crossover of one or two drugs at high doses that whole tablets make."""
    market, part = chance.choice(("uk", "us")), chance.choice(("whole", "whole", "half"))
    drugs = chance.sample([drug for drug in HIGH if sold(market, drug)], chance.choice((1, 1, 2)))
    strategy = {"method": "crossover", "crossover_part": part, "halve": chance.choice(("smallest", "none"))}
    if chance.random() < 0.3:
        strategy["products"] = [f"diazepam-{mg}mg-tablet" for mg in chance.choice((("10",), ("5", "2"), ("2", "10")))]
    rows = []
    for drug in drugs:
        strongest = max(Decimal(each["strength_mg"]) for each in sold(market, drug).values())
        times = chance.choice((["night"], ["morning", "night"], ["morning", "midday", "night"], list(recount.TIMES)))
        rows.append({"drug": drug} | {time: str(strongest * chance.choice((1, 2, 4, 6, 8))) for time in times})
    return crossover(market, drugs[0], "ashton-2002", strategy=strategy) | {"regimen": rows}


def worst_loss(request, schedule):
    """The part of the baseline by which the crossover has fallen at its lowest, recounted from the JSON."""
    baseline = recount.equivalent(request, recount.taken_now(request))
    days = [recount.equivalent(request, step["doses"]) for step in schedule["steps"] if step["kind"] == "crossover"]
    return max(baseline - min(days), Fraction(0)) / baseline


def room(request):
    """The most diazepam in mg that four times eight of the largest tablet make."""
    chosen = request["strategy"].get("products") or list(sold(request["market"], "diazepam"))
    return 4 * 8 * max(Fraction(recount.PRODUCTS[request["market"]][each]["strength_mg"]) for each in chosen)


@many
def test_no_crossover_of_a_high_dose_loses_dose_unsaid(batch, seed):
    """Whatever is crossed over: never over 25 % lost, never over 10 % without a caution, and hardly any where there is room.

    Where there is room for all of it, a day differs from the baseline by no more than 8 pieces leave open (5 % of it). What is
    refused for want of room has none.
    """
    request = high_dose(chance_of(batch, seed))
    baseline, said = recount.equivalent(request, recount.taken_now(request)), json.dumps(request)
    asked = parse_request(request, CATALOGUE)
    try:
        schedule = build_schedule(asked, CATALOGUE, least_days=0)
    except Refusal as refused:
        assert refused.code != "CrossoverLoses" or room(request) * 4 < baseline * 3, said
        assert refused.code != "NoAchievableCrossover" or "products" in request["strategy"] or baseline < 40, said
        return
    lost = worst_loss(request, schedule.to_json())
    assert lost <= Fraction(1, 4), said
    if lost > Fraction(1, 10):
        cautions = {each.rule for each in check(schedule, asked, CATALOGUE) if each.severity == "caution"}
        assert cautions & {"crossover_loses", "crossover_fall"}, said
    if 40 <= baseline <= room(request):
        assert lost <= Fraction(1, 20), (float(lost), said)
    assert not list(recount.dose_faults(request, schedule.to_json()["steps"])), said


def test_nothing_is_refused_for_want_of_room_that_there_is():
    """The refusal names the cause only where it is one: a small dose that no tablet comes near is another refusal."""
    strategy = {"products": ["diazepam-5mg-tablet"]}
    assert refusal(crossover("uk", "zopiclone", "ashton-2002", night="3.75", strategy=strategy)).code == "NoAchievableCrossover"
