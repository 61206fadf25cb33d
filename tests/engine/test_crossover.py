"""Crossover: one dose at one time of day moves to the new drug per step, the day's equivalent staying where it was."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import Refusal, build_schedule, load_catalogue, parse_request
from taper_app.engine.doses.products import NG_PER_MG, Makeable
from taper_app.engine.doses.volumes import Measuring
from taper_app.engine.taper.crossover import bounds_ng
from taper_app.engine.taper.crossover import new_dose as nearest_dose
from taper_app.engine.taper.day import Slot

from .requests import crossover

CATALOGUE = load_catalogue()
TABLET = CATALOGUE.products("uk")["diazepam-2mg-tablet"]
LIQUID = CATALOGUE.products("uk")["diazepam-0p4mg-per-ml-oral-solution"]
SYRINGES = Measuring(tuple(CATALOGUE.syringes.values()))
EVERY_TIME = {"morning": "1", "midday": "1", "evening": "1", "night": "1"}


def build(request, catalogue=CATALOGUE):
    """The schedule of a request, however short the taper is."""
    return build_schedule(parse_request(request, catalogue), catalogue, least_days=0)


def refusal(request, catalogue=CATALOGUE):
    """The refusal of a request."""
    with pytest.raises(Refusal) as caught:
        build(request, catalogue)
    return caught.value


def crossing(request, catalogue=CATALOGUE):
    """What is taken in every step of the crossover, as "morning lorazepam 1 · night diazepam 10"."""
    steps = [step for step in build(request, catalogue).steps if step.kind == "crossover"]
    return [" · ".join(f"{dose.time} {dose.drug} {dose.mg}" for dose in step.doses) for step in steps]


def rows(*regimen, equivalence="ashton-2002", **strategy):
    """A request to cross several drugs over, from one row a drug."""
    return crossover("uk", "diazepam", equivalence, strategy=strategy) | {"regimen": list(regimen)}


def selling(tablets, mg_per_ml=None):
    """The catalogue with a British market whose diazepam is whole tablets of these strengths and one liquid."""
    others = {id_: each for id_, each in CATALOGUE.products("uk").items() if each.drug != "diazepam"}
    sold = [replace(TABLET, id=f"lab-{mg}mg-tablet", strength_mg=Decimal(mg), splits="none") for mg in tablets]
    if mg_per_ml:
        sold.append(replace(LIQUID, id="lab-liquid", mg_per_ml=Decimal(mg_per_ml)))
    market = others | {each.id: each for each in sold}
    return replace(CATALOGUE, by_market={"uk": market}, digest=f"lab {tablets} {mg_per_ml}"), [each.id for each in sold]


def new_dose(tablets, mg_per_ml=None, *, lorazepam="2", diazepam=None, table="ashton-2002"):
    """The diazepam that replaces lorazepam at night, with "mL" where it is a volume; the refusal's name where nothing does."""
    catalogue, ids = selling(tablets, mg_per_ml)
    regimen = [{"drug": "lorazepam", "night": lorazepam}] + ([{"drug": "diazepam", "night": diazepam}] if diazepam else [])
    request = rows(*regimen, equivalence=table, products=ids, holds=[{"after_step": 1, "days": None}])
    try:
        (dose,) = build(request, catalogue).steps[0].doses
    except Refusal as refused:
        return refused.code
    return f"{dose.mg} in mL" if dose.pieces[0].ml is not None else str(dose.mg)


# Which dose moves, and when ------------------------------------------------------------------------------------------


def test_the_night_dose_moves_first_then_morning_midday_and_evening():
    """One dose at one time of day moves to diazepam per step, night first, then morning, midday, evening."""
    assert crossing(crossover("uk", "lorazepam", "ashton-2002", **EVERY_TIME)) == [
        "morning lorazepam 1 · midday lorazepam 1 · evening lorazepam 1 · night diazepam 10",
        "morning diazepam 10 · midday lorazepam 1 · evening lorazepam 1 · night diazepam 10",
        "morning diazepam 10 · midday diazepam 10 · evening lorazepam 1 · night diazepam 10",
        "morning diazepam 10 · midday diazepam 10 · evening diazepam 10 · night diazepam 10",
    ]


def test_several_drugs_at_one_time_of_day_each_have_their_own_step():
    """Two drugs at night move one after the other, in the order of the clinician's rows, before the morning does."""
    taken = [{"drug": "zopiclone", "night": "7.5"}, {"drug": "lorazepam", "morning": "1", "night": "1"}]
    assert crossing(rows(*taken)) == [
        "morning lorazepam 1 · night lorazepam 1 · night diazepam 5",
        "morning lorazepam 1 · night diazepam 15",
        "morning diazepam 10 · night diazepam 15",
    ]
    assert crossing(rows(*reversed(taken)))[0] == "morning lorazepam 1 · night zopiclone 7.5 · night diazepam 10"


def test_a_patient_who_takes_some_diazepam_already():
    """Diazepam that is taken already stays, is counted, and what moves to the same time of day is added to it."""
    taken = [{"drug": "lorazepam", "morning": "0.5", "night": "1"}, {"drug": "diazepam", "midday": "2", "night": "4"}]
    schedule = build(rows(*taken))
    assert schedule.baseline_equivalent == 21
    assert crossing(rows(*taken)) == [
        "morning lorazepam 0.5 · midday diazepam 2 · night diazepam 14",
        "morning diazepam 5 · midday diazepam 2 · night diazepam 14",
    ]
    assert [step.reduction for step in schedule.steps[:3]] == [0, 0, 0]


def test_halves_move_in_two_rounds_over_the_times_of_day():
    """With halves, half of every dose moves in a first round, night first, and the rest in a second."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1", strategy={"crossover_part": "half"})
    assert crossing(request) == [
        "morning lorazepam 1 · night lorazepam 0.5 · night diazepam 5",
        "morning lorazepam 0.5 · morning diazepam 5 · night lorazepam 0.5 · night diazepam 5",
        "morning lorazepam 0.5 · morning diazepam 5 · night diazepam 10",
        "morning diazepam 10 · night diazepam 10",
    ]


def test_a_dose_whose_half_cannot_be_made_moves_whole_in_the_first_round():
    """Half of 0.5 mg lorazepam is not made from what may be split, so the midday dose moves whole; the others go by halves."""
    request = crossover(
        "uk", "lorazepam", "ashton-2002", morning="1", midday="0.5", night="1", strategy={"crossover_part": "half"}
    )
    assert crossing(request) == [
        "morning lorazepam 1 · midday lorazepam 0.5 · night lorazepam 0.5 · night diazepam 5",
        "morning lorazepam 0.5 · morning diazepam 5 · midday lorazepam 0.5 · night lorazepam 0.5 · night diazepam 5",
        "morning lorazepam 0.5 · morning diazepam 5 · midday diazepam 5 · night lorazepam 0.5 · night diazepam 5",
        "morning lorazepam 0.5 · morning diazepam 5 · midday diazepam 5 · night diazepam 10",
        "morning diazepam 10 · midday diazepam 5 · night diazepam 10",
    ]


def test_halves_of_several_drugs_each_have_their_own_step():
    """In each round every drug at a time of day has its own step, in the order of the rows."""
    taken = [{"drug": "lorazepam", "night": "1"}, {"drug": "zopiclone", "night": "7.5"}]
    assert crossing(rows(*taken, crossover_part="half")) == [
        "night lorazepam 0.5 · night zopiclone 7.5 · night diazepam 5",
        "night lorazepam 0.5 · night zopiclone 3.75 · night diazepam 7",  # 7.5 wanted: 7 or 8, and a tie goes down
        "night zopiclone 3.75 · night diazepam 12",  # 12.5 wanted
        "night diazepam 15",
    ]


def test_whole_doses_move_unless_halves_are_chosen():
    """The default is whole doses."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1")
    assert crossing(request) == crossing(request | {"strategy": {"method": "crossover", "crossover_part": "whole"}})
    assert len(crossing(request)) == 2


def test_a_dose_that_has_no_exact_half_moves_whole():
    """Half of a dose is its exact half: 1.000001 mg has none that could be made, so it is not halved to 0.5 mg."""
    request = crossover("uk", "lorazepam", "ashton-2002", night="1.000001", strategy={"crossover_part": "half"})
    assert crossing(request) == ["night diazepam 10"]


def test_a_liquid_dose_is_halved_as_a_liquid():
    """A dose taken as a volume now is halved by volume: 0.3 mg lorazepam is 0.3 mL, and half of that 0.15 mL."""
    products = ["lorazepam-1mg-tablet", "lorazepam-1mg-per-ml-oral-solution", "diazepam-2mg-tablet"]
    strategy = {"crossover_part": "half", "products": products}
    request = crossover("uk", "lorazepam", "ashton-2002", morning="0.3", night="0.4", strategy=strategy)
    assert crossing(request) == [
        "morning lorazepam 0.3 · night lorazepam 0.2 · night diazepam 2",
        "morning lorazepam 0.15 · morning diazepam 1 · night lorazepam 0.2 · night diazepam 2",  # 1.5 wanted: a tie
        "morning lorazepam 0.15 · morning diazepam 1 · night diazepam 4",  # 4.5 wanted: a tie
        "morning diazepam 3 · night diazepam 4",
    ]


# The new dose --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sold", "expected"),
    [
        (["20"], "20"),
        (["19", "20.9"], "20.9"),  # 0.9 above is nearer than 1 below
        (["19.2", "20.9"], "19.2"),
        (["19", "21"], "19"),  # a tie goes down
        (["18", "21"], "21"),  # 105 % exactly
        (["18", "21.01"], "18"),  # 105.05 %
        (["21.01"], "NoAchievableCrossover"),
        (["15"], "15"),  # a fall of 25 % exactly
        (["14.99"], "NoAchievableCrossover"),
        (["15", "21"], "21"),
    ],
)
def test_the_new_dose_is_the_makeable_one_nearest_to_the_baseline(sold, expected):
    """The makeable dose that brings the day nearest the baseline's, a tie going down; at most 105 % of it, at most 25 % less."""
    assert new_dose(sold) == expected


def test_the_fall_is_of_the_step_before_and_the_rise_of_the_baseline():
    """(wanted, least, most): never a fall of more than 25 % of the step before, never above 105 % of the baseline."""
    assert bounds_ng(CATALOGUE.envelope, 100, 80, 60, 1) == (40, 0, 45)
    assert bounds_ng(CATALOGUE.envelope, 100, 100, 60, 2) == (20, Fraction(15, 2), Fraction(45, 2))


def test_rounding_does_not_add_up():
    """Four doses of 2.5 mg become 2, 3, 2 and 3 mg with 1 mg steps: what one step loses, the next makes up."""
    request = crossover("uk", "zopiclone", "ashton-2002", morning="3.75", midday="3.75", evening="3.75", night="3.75")
    schedule = build(request)
    assert crossing(request)[-1] == "morning diazepam 3 · midday diazepam 2 · evening diazepam 3 · night diazepam 2"
    assert [step.equivalent for step in schedule.steps[:4]] == [Fraction(19, 2), 10, Fraction(19, 2), 10]
    assert [step.reduction for step in schedule.steps[:4]] == [Fraction(1, 2), Fraction(-1, 2)] * 2


def test_rounding_does_not_add_up_in_halves_either():
    """Zopiclone 7.5 mg by halves is 2.5 mg twice: 2 mg first, and 5 mg when the second half has moved."""
    request = crossover("uk", "zopiclone", "ashton-2002", night="7.5", strategy={"crossover_part": "half"})
    assert crossing(request) == ["night zopiclone 3.75 · night diazepam 2", "night diazepam 5"]


def test_a_dose_that_moves_always_adds_to_what_is_there():
    """A dose never moves to nothing: with 10 mg tablets alone 2.5 mg beside 10 mg would be left out or become 20."""
    assert new_dose(["10"], lorazepam="0.25", diazepam="10") == "NoAchievableCrossover"
    assert new_dose(["10", "2"], lorazepam="0.25", diazepam="10") == "12"


@pytest.mark.parametrize(
    ("tablets", "mg_per_ml", "expected"),
    [
        (["20"], "1", "20"),
        (["18"], "1", "18"),  # a fall of 10 % exactly: tablets
        (["17.99"], "1", "20 in mL"),
        (["20.5"], "1", "20 in mL"),  # tablets would rise
        (["21"], "42", "21"),  # 0.5 mL is 21 mg as well: no nearer than tablets
        (["20.5"], "42", "20.5"),  # the liquid is further away
        (["17"], "95", "19 in mL"),  # tablets would fall by 15 %, 0.2 mL by 5 %
        ([], "1", "20 in mL"),
        (["14"], "1", "20 in mL"),  # tablets would fall by more than 25 %
    ],
)
def test_a_volume_is_used_where_tablets_would_rise_or_fall_by_over_10_percent_and_it_is_nearer(tablets, mg_per_ml, expected):
    """A dose is tablets or one volume: tablets where they neither rise nor fall by over 10 %, else whichever is nearer."""
    assert new_dose(tablets, mg_per_ml) == expected


def test_a_dose_that_is_liquid_already_stays_liquid():
    """A dose once liquid stays liquid: 3 mg diazepam taken as 3 mL of 1 mg/mL becomes 13 mL, though tablets make 12 mg."""
    assert new_dose(["12"], "1", lorazepam="1", diazepam="3") == "13 in mL"
    assert new_dose(["3", "13"], "1", lorazepam="1", diazepam="3") == "13"


# To another drug -----------------------------------------------------------------------------------------------------


def test_a_crossover_to_clonazepam():
    """The new drug is diazepam unless chosen otherwise: lorazepam 1 mg is clonazepam 0.5 mg by Ashton."""
    strategy = {"crossover_to": "clonazepam", "coarse_tail": True}
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1", strategy=strategy)
    assert crossing(request) == [
        "morning lorazepam 1 · night clonazepam 0.5",
        "morning clonazepam 0.5 · night clonazepam 0.5",
    ]
    assert build(request).steps[3].daily_mg == {"clonazepam": Decimal("0.75")}


def test_a_crossover_to_chlordiazepoxide():
    """25 mg chlordiazepoxide are 10 mg diazepam: two capsules of 10 mg and one of 5, which then go down by 5 mg."""
    strategy = {"crossover_to": "chlordiazepoxide", "coarse_tail": True}
    request = crossover("uk", "lorazepam", "ashton-2002", night="1", morning="1", strategy=strategy)
    schedule = build(request)
    assert crossing(request)[-1] == "morning chlordiazepoxide 25 · night chlordiazepoxide 25"
    pieces = [(piece.product, piece.count) for piece in schedule.steps[1].doses[0].pieces]
    assert pieces == [("chlordiazepoxide-10mg-capsule", 2), ("chlordiazepoxide-5mg-capsule", 1)]
    assert schedule.steps[3].daily_mg == {"chlordiazepoxide": 45}


def test_diazepam_can_be_crossed_to_another_drug():
    """Only the new drug is left alone: diazepam moves like any other."""
    strategy = {"crossover_to": "lorazepam", "coarse_tail": True}
    assert crossing(crossover("uk", "diazepam", "ashton-2002", night="10", strategy=strategy)) == ["night lorazepam 1"]


def test_a_drug_that_the_market_does_not_sell_can_still_be_crossed_from():
    """What leaves at once need not be made: eszopiclone 3 mg, not sold in the UK, becomes 10 mg diazepam in one step."""
    assert crossing(crossover("uk", "eszopiclone", "ashton-2002", night="3")) == ["night diazepam 10"]


# Days ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [3, 7, 14])
def test_each_step_of_the_crossover_takes_crossover_days(days):
    """`crossover_days` each (default 7, 3–14), the first step beginning on `starts_on`."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1", strategy={"crossover_days": days})
    steps = build(request).steps
    assert [(step.kind, step.days) for step in steps[:3]] == [("crossover", days), ("crossover", days), ("stabilise", 7)]
    assert steps[0].starts_on == date(2027, 1, 4)
    assert (steps[2].starts_on - steps[0].starts_on).days == 2 * days
    assert build(crossover("uk", "lorazepam", "ashton-2002", night="1")).steps[0].days == 7


@pytest.mark.parametrize("days", [1, 7, 28, 90])
def test_stabilising_is_a_stretch_without_change(days):
    """Then `stabilise_days` (default 7) without change, and the first reduction begins after them."""
    request = crossover("uk", "lorazepam", "ashton-2002", night="1", strategy={"stabilise_days": days})
    crossed, stabilise, first = build(request).steps[:3]
    assert (stabilise.kind, stabilise.days, stabilise.doses) == ("stabilise", days, crossed.doses)
    assert (stabilise.reduction, stabilise.reduction_percent, stabilise.closing) == (0, 0, False)
    assert (first.kind, (first.starts_on - stabilise.starts_on).days) == ("reduce", days)
    assert build(crossover("uk", "lorazepam", "ashton-2002", night="1")).steps[1].days == 7


def test_without_stabilising_the_first_reduction_follows_the_crossover():
    """0 days of stabilising are no step."""
    strategy = {"stabilise_days": 0}
    assert [step.kind for step in build(crossover("uk", "lorazepam", "ashton-2002", night="1", strategy=strategy)).steps[:2]] == [
        "crossover",
        "reduce",
    ]


def test_only_the_new_drug_goes_down_afterwards():
    """After the crossover the new drug goes down alone, from the dose that came out, to the stop."""
    schedule = build(crossover("uk", "zopiclone", "ashton-2002", night="7.5", strategy={"interval_days": 28}))
    assert [str(step.daily_mg.get("diazepam", 0)) for step in schedule.steps] == ["5", "5", "4", "3", "2", "1", "0"]
    assert schedule.steps[-1].kind == "stop"


def test_the_baseline_of_a_percentage_is_the_regimen_before_the_crossover():
    """Percent of the baseline: 20 % of 15 mg zopiclone (10 mg diazepam) is 2 mg, also where 9 mg came out of the crossover."""
    catalogue, ids = selling(["9", "7", "6.5"])
    strategy = {"basis": "baseline", "reduction_percent": "20", "products": ids, "holds": [{"after_step": 3, "days": None}]}
    steps = build(crossover("uk", "zopiclone", "ashton-2002", night="15", strategy=strategy), catalogue).steps
    assert [str(step.daily_mg["diazepam"]) for step in steps] == ["9", "9", "7", "7"]  # 2 mg asked; of 9 mg it would be 1.8


# Refusals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("drug", "mg", "to"), [("diazepam", "10", "diazepam"), ("clonazepam", "1", "clonazepam")])
def test_nothing_to_cross_is_refused(drug, mg, to):
    """When every dose is of the new drug already, there is nothing to cross."""
    refused = refusal(crossover("uk", drug, "ashton-2002", night=mg, strategy={"crossover_to": to}))
    assert refused.code == "NothingToCross"
    assert refused.message == f"Every dose is {to} already. Choose the direct method."


def test_a_dose_that_nothing_replaces_is_refused():
    """NoAchievableCrossover names the drug, the time of day and what it would become."""
    strategy = {"products": ["diazepam-5mg-tablet"]}
    refused = refusal(crossover("uk", "zopiclone", "ashton-2002", night="3.75", strategy=strategy))
    assert refused.code == "NoAchievableCrossover"
    assert refused.message == (
        "The zopiclone taken at night would become about 2.5\u00a0mg diazepam. These products make no dose near enough: the day"
        " would rise by more than 5% or fall by more than 25%."
    )


def test_what_it_would_become_is_said_of_the_new_drug():
    """The refusal names the new drug's dose, not its equivalent: 20 mg diazepam would be 15 mg flurazepam, not sold here."""
    refused = refusal(crossover("uk", "lorazepam", "vadod-2021", night="2", strategy={"crossover_to": "flurazepam"}))
    assert refused.code == "NoAchievableCrossover"
    assert refused.message.startswith("The lorazepam taken at night would become about 15\u00a0mg flurazepam.")


@pytest.mark.parametrize(
    ("drug", "to", "lacking"), [("lorazepam", "zopiclone", "zopiclone"), ("zopiclone", "diazepam", "zopiclone")]
)
def test_a_drug_without_an_equivalent_is_refused_on_either_side(drug, to, lacking):
    """A drug that the table lacks cannot be crossed from or to; VA/DoD 2021 has no zopiclone."""
    refused = refusal(crossover("uk", drug, "vadod-2021", night="7.5", strategy={"crossover_to": to}))
    assert refused.code == "NoEquivalent"
    assert refused.message.startswith(f"VA/DoD 2021 has no equivalent for {lacking}.")


def test_without_a_table_only_diazepam_has_an_equivalent():
    """No table is needed where every drug is diazepam; for any other drug one has to be chosen."""
    refused = refusal(crossover("uk", "lorazepam", None, night="1"))
    assert refused.code == "NoEquivalent"
    assert refused.message == "Choose an equivalence table: lorazepam cannot be compared with diazepam without one."


# One dose ------------------------------------------------------------------------------------------------------------

MOST = (Fraction(0), Fraction(10 * NG_PER_MG))


def test_the_nearest_dose_is_found_to_the_nanogram():
    """Half a nanogram below 6 mg the nearest of 2, 4, 6, 8 mg is 6 mg, which is above what is wanted."""
    makes = Makeable((TABLET,), "none", "none", 8)
    assert nearest_dose(makes, None, Fraction(12 * NG_PER_MG - 1, 2), MOST, CATALOGUE.envelope) == Slot(6 * NG_PER_MG, False)


def test_a_dose_that_moves_adds_to_what_is_there():
    """A dose has moved to where 6 mg of the new drug are taken already: it becomes more, though 6 mg were wanted."""
    makes = Makeable((TABLET,), "none", "none", 8)
    assert nearest_dose(makes, Slot(6 * NG_PER_MG), Fraction(6 * NG_PER_MG), MOST, CATALOGUE.envelope) == Slot(
        8 * NG_PER_MG, False
    )


def test_what_is_measured_stays_measured_above_what_is_wanted_too():
    """In marks of 0.5 mL of 0.4 mg in 1 mL, 3.55 mg is nearer to 3.6 mg than to 3.4 mg; 4 mg of tablets are no choice."""
    makes = Makeable((TABLET, LIQUID), "none", "none", 8, SYRINGES)
    bounds = (Fraction(3 * NG_PER_MG), Fraction(5 * NG_PER_MG))
    assert nearest_dose(makes, Slot(3_200_000, True), Fraction(3_550_000), bounds, CATALOGUE.envelope) == Slot(3_600_000, True)
