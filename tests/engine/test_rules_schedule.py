"""The rules about the steps themselves: the pace, the coarse tail, the crossover."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import (
    Refusal,
    Thresholds,
    build_schedule,
    check,
    parse_request,
)
from taper_app.engine.taper.options import added, options

from .judging import CATALOGUE, NBSP, both, capping, course, crossing, dose, falling, faster, judged, of, proposed, step, taking
from .requests import crossover, direct, laid_over

# More than a quarter in two weeks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "speaking"),
    [(9, []), (10, []), (13, []), (14, [2, 3])],
)
def test_of_three_weekly_cuts_two_fall_in_any_14_days(percent, speaking):
    """In 14 days in a row there are two weekly cuts, not three: twice 13 % is 24.3 %, twice 14 % is 26 %."""
    kept = Fraction(100 - percent, 100)
    doses = [Decimal(str(float(100 * kept**number))).quantize(Decimal("0.000001")) for number in (1, 2, 3)]
    found = of("rolling_14_days", judged(falling("100", *doses, days=7)))
    assert [each.step for each in found if each.step < 4] == speaking


@pytest.mark.parametrize(("days", "speaks"), [(12, True), (13, False), (14, False)])
def test_a_window_of_14_days_compares_a_dose_with_that_13_days_before(days, speaks):
    """A cut 13 days after another is the first day on which 14 days in a row do not hold both."""
    schedule = course("100", step("reduce", days, "80"), step("reduce", 28, "64"), step("hold", None, "64"))
    found = of("rolling_14_days", judged(schedule))
    assert [each.step for each in found] == ([2] if speaks else [])
    assert not speaks or "is 36% lower" in found[0].message


def test_one_cut_of_more_than_a_quarter_is_found_by_itself():
    """A single cut of 25 % is not found, one of a little more is."""
    assert of("rolling_14_days", judged(falling("100", "75", days=28))) == []
    (found,) = of("rolling_14_days", judged(falling("100", "74.9", days=28)))
    assert (found.step, "From 04-Jan-2027 the dose is 25.1% lower" in found.message) == (1, True)


def test_closing_steps_are_exempt():
    """Closing steps are exempt: 3, 2, 1 mg and the stop each week are nothing to be found."""
    closing = [step("reduce", 7, mg, closing=True) for mg in ("2", "1")]
    assert of("rolling_14_days", judged(course("3", *closing, step("stop", 0, closing=True)))) == []


def test_the_window_looks_back_over_steps_of_every_kind():
    """A hold or a crossover between two cuts does not hide the first."""
    schedule = course("100", step("reduce", 7, "85"), step("hold", 5, "85"), step("reduce", 28, "70"), step("hold", None, "70"))
    assert [each.step for each in of("rolling_14_days", judged(schedule))] == [3]


def test_several_small_steps_add_up():
    """Four cuts three days apart add up: the fourth is 26 % below the dose 13 days before."""
    doses = ["93", "86", "79", "74"]
    found = of("rolling_14_days", judged(falling("100", *doses, days=3)))
    assert [each.step for each in found if each.step < 5] == [4]


# The first reduction -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "first", "speaks"),
    [
        ("20", "17", True),  # 15 %, 3 mg
        ("5", "3.75", False),  # 25 %, 1.25 mg
        ("30", "27", False),  # 10 %, 3 mg
        ("12", "10.8", False),
        ("12", "10.7", True),
    ],
)
def test_a_first_reduction_is_large_above_10_percent_and_above_1_25_mg(now, first, speaks):
    """A first reduction above 10 % and above 1.25 mg, both."""
    assert bool(of("first_reduction", judged(falling(now, first)))) is speaks


def test_only_the_first_reduction_is_judged_as_the_first():
    """A later reduction, or what a crossover rounds, is no first reduction."""
    assert of("first_reduction", judged(falling("20", "18", "15"))) == []
    crossed = course("20", step("crossover", 7, "17"), step("stabilise", 7, "17"), step("reduce", 14, "16"))
    assert of("first_reduction", judged(crossed, taking("1", method="crossover"))) == []


def test_the_first_reduction_may_come_after_a_crossover():
    """After a crossover the first reduction is the first step that falls."""
    crossed = course("20", step("crossover", 7, "20"), step("stabilise", 7, "20"), step("reduce", 14, "17"))
    (found,) = of("first_reduction", judged(crossed, taking("1", method="crossover")))
    assert (found.step, "15% of the dose" in found.message) == (3, True)


# Faster than asked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "after", "closing", "severity"),
    [
        ("20", "16", False, "info"),  # 20 %: twice what was asked
        ("20", "15.9", False, "caution"),
        ("6", "4.75", False, "info"),  # 1.25 mg is more than twice 0.6
        ("6", "4.74", False, "caution"),
        ("6", "4.5", True, "info"),  # a closing step
    ],
)
def test_more_than_twice_what_was_asked_is_a_caution(now, after, closing, severity):
    """Caution above twice what was asked, unless closing or of at most 1.25 mg."""
    (found,) = of("faster_than_asked", faster(now, after, closing))
    assert found.severity == severity


def test_what_was_asked_is_capped_before_it_is_compared():
    """What is asked is capped at 25 %: bands of 5 mg ask for 3 of 12, so 12 → 9 is not faster and 12 → 8.9 is."""
    assert of("faster_than_asked", capping("12", "9")) == []
    (found,) = of("faster_than_asked", capping("12", "8.9"))
    assert "goes down by 25.8%, and 25% was asked for." in found.message


@pytest.mark.parametrize(("basis", "second"), [("current", "16.2"), ("baseline", "16")])
def test_what_was_asked_is_of_the_chosen_basis(basis, second):
    """10 % of the current dose of 18 is 1.8, of the baseline of 20 it is 2."""
    request = taking("20", basis=basis)
    assert of("faster_than_asked", judged(falling("20", "18", second), request)) == []
    beyond = str(Decimal(second) - Decimal("0.1"))
    assert [each.step for each in of("faster_than_asked", judged(falling("20", "18", beyond), request))] == [2]


def test_a_stop_that_was_asked_for_is_not_faster_than_asked():
    """At or below `stop_from_mg` the stop is what was asked; above it, it is faster than that."""
    stop = step("stop", 0, closing=True)
    assert of("faster_than_asked", judged(course("0.5", stop), taking("0.5"))) == []
    assert [each.step for each in of("faster_than_asked", judged(course("0.55", stop), taking("0.55")))] == [1]
    assert of("faster_than_asked", judged(course("1", stop), taking("1", stop_from_mg="1"))) == []


def test_the_end_of_one_of_several_drugs_was_asked_for_too():
    """`stop_from_mg` is of the drug that is reduced: 0.5 mg diazepam may go to nothing beside nitrazepam."""
    nitrazepam = dose("5", drug="nitrazepam")
    schedule = course("5.5", step("reduce", 14, nitrazepam, closing=True), equivalent_of={"nitrazepam": Fraction(1)})
    assert of("faster_than_asked", judged(schedule, both("0.5"))) == []
    larger = course("5.6", step("reduce", 14, nitrazepam, closing=True), equivalent_of={"nitrazepam": Fraction(1)})
    assert [each.step for each in of("faster_than_asked", judged(larger, both("0.6")))] == [1]


def test_with_several_drugs_percentages_are_of_the_drug_that_is_reduced():
    """What was asked and what came out are of the drug being reduced, in every finding about a reduction."""
    nitrazepam = dose("5", drug="nitrazepam")
    one = {"nitrazepam": Fraction(1)}
    (found,) = of("faster_than_asked", judged(course("9", step("reduce", 14, "3.2", nitrazepam), equivalent_of=one), both()))
    assert "goes down by 20%, and 10% was asked for." in found.message
    (closing,) = of(
        "closing_reduction", judged(course("9", step("reduce", 14, "2.75", nitrazepam, closing=True), equivalent_of=one), both())
    )
    assert f"by 31.3%, about 1.25{NBSP}mg" in closing.message
    (coarse,) = of(
        "coarse_tail", judged(course("9", step("reduce", 14, "2", nitrazepam, closing=True), equivalent_of=one), both())
    )
    assert f"the largest there is 50%, about 2{NBSP}mg" in coarse.message
    bands = both("8", basis="bands", bands=[{"down_to_mg": 0, "reduction_mg": 3}])
    (capped,) = of("capped", judged(course("13", step("reduce", 14, "6", nitrazepam), equivalent_of=one), bands))
    assert f"goes down by 25%. The 3{NBSP}mg asked for" in capped.message


def test_the_drug_that_falls_is_found_by_itself():
    """With several drugs the one that falls in a step is judged: 10 % of 5 mg nitrazepam is 0.5 mg, when the diazepam stays."""
    schedule = course("9", step("reduce", 14, "4", dose("4.4", drug="nitrazepam")), equivalent_of={"nitrazepam": Fraction(1)})
    (found,) = of("faster_than_asked", judged(schedule, both()))
    assert "goes down by 12%, and 10% was asked for." in found.message


def test_with_several_drugs_the_baseline_is_of_the_drug_that_is_reduced():
    """10 % of the baseline is of the drug's own baseline: 0.4 of 4 mg diazepam, also from 3.6 mg."""
    nitrazepam = dose("5", drug="nitrazepam")
    steps = [step("reduce", 14, "3.6", nitrazepam), step("reduce", 14, "3.2", nitrazepam)]
    schedule = course("9", *steps, equivalent_of={"nitrazepam": Fraction(1)})
    assert of("faster_than_asked", judged(schedule, both(basis="baseline"))) == []
    assert [each.step for each in of("faster_than_asked", judged(schedule, both()))] == [2]


# What would keep to what was asked -----------------------------------------------------------------------------------


THIRDS = {"products": ["diazepam-2mg-tablet", "diazepam-10mg-tablet"], "halve": "none"}

NAMING = [
    taking("20"),
    taking("14", target_mg="10", **THIRDS),
    direct("uk", "diazepam", morning="4", night="10", strategy={"target_mg": "10"} | THIRDS),
    direct("uk", "diazepam", morning="5", midday="5", night="5", strategy={"distribution": "even"}),
    taking("40", reduction_percent="5"),
    taking("30", basis="bands", bands=[{"down_to_mg": 0, "reduction_mg": "0.5"}]),
    direct("us", "clonazepam", "vadod-2021", night="2", strategy={"coarse_tail": True}),
    direct("us", "alprazolam", "vadod-2021", morning="0.5", midday="0.5", night="1"),
    direct("uk", "lorazepam", "ashton-2002", morning="1", night="2", strategy={"coarse_tail": True, "interval_days": 28}),
    both("6", "10", coarse_tail=True),
]


def test_the_interval_named_is_one_that_the_plan_may_have():
    """Intervals are whole weeks with a pattern, and where every change falls on one weekday: so is what a finding names."""
    strategy = {"reduction_percent": "20", "pattern": "days-off"}
    named, _, _ = named_piece(direct("us", "zolpidem", "ashton-2002", night="10", strategy=strategy))
    assert named == "An interval of 28 days"
    nothing_sold = replace(CATALOGUE, by_market={"uk": {}}, digest="lab nothing")
    found = judged(falling("20", "17.9"), taking("20", change_weekday="mon"), catalogue=nothing_sold)
    assert "An interval of 21 days would keep" in of("faster_than_asked", found)[0].message


def named_piece(request):
    """What the finding about reductions faster than asked names, of how many it speaks, and in how many that keeps; None."""
    found = of("faster_than_asked", proposed(request))
    if not found:
        return None
    (one,) = found
    named = one.message.partition(" was asked for. ")[2].partition(" would keep to what was asked")[0]
    return named, 1 if one.values["which"] == "one" else int(one.values["which"]), int(one.values["where"])


def change_that_adds(named, request):
    """The change to a strategy that adds the thing that a finding named."""
    for drug in request.drugs:
        for option in options(request, CATALOGUE, drug):
            if option.label.lower() == named.lower():
                return added(request, CATALOGUE, [option])
    raise AssertionError(f"{named} is no option")


def asked_from(request, drug):
    """What the pace asks for from these doses of a drug, in mg diazepam."""
    strategy, measure = request.strategy, request.measure
    current = Fraction(request.regimen.daily_mg()[drug]) * measure.per_mg(CATALOGUE, drug)
    return Fraction(strategy.bands[0].reduction_mg) if strategy.bands else current * Fraction(strategy.reduction_percent) / 100


def quicker(request_json):
    """(what is taken, asked, achieved) of each reduction that was faster than asked, a stop from very little left out."""
    request = parse_request(request_json, CATALOGUE)
    steps = build_schedule(request, CATALOGUE).steps
    before = request.regimen
    for step_ in steps:
        here = request_json | {"regimen": before.to_json()}
        falling_ = [drug for drug, mg in before.daily_mg().items() if step_.daily_mg.get(drug, 0) < mg]
        for drug in falling_ if step_.falls else ():
            now = Fraction(before.daily_mg()[drug]) * request.measure.per_mg(CATALOGUE, drug)
            asked = min(asked_from(parse_request(here, CATALOGUE), drug), now / 4)
            stops = drug not in step_.daily_mg and now <= request.strategy.stop_from_mg and not request.strategy.target_mg
            if step_.reduction > asked and not stops:
                yield here, drug, asked
        before = step_.regimen


def keeps(here, drug, asked, named):
    """Whether the named thing makes a reduction of that drug, from the same doses, by no more than was asked."""
    if named.lower() not in [each.label.lower() for each in options(parse_request(here, CATALOGUE), CATALOGUE, drug)]:
        return False  # it is of another drug
    change = change_that_adds(named, parse_request(here, CATALOGUE)) | {"holds": [{"after_step": 1, "days": None}]}
    request = parse_request(laid_over(here, change | {"stop_from_mg": "0"}), CATALOGUE)
    try:
        first = build_schedule(request, CATALOGUE).steps[0]
    except Refusal:
        return False
    return first.daily_mg.get(drug, 0) < request.regimen.daily_mg()[drug] and first.reduction <= asked


@pytest.mark.parametrize("request_json", NAMING, ids=lambda each: f"{each['market']} {each['regimen']}")
def test_the_named_piece_really_keeps_to_what_was_asked(request_json):
    """One `faster_than_asked` for all such steps names the piece or liquid that keeps to it in the most: tried, it does."""
    named, faster_, kept = named_piece(request_json)
    steps = list(quicker(request_json))
    assert faster_ == len(steps)
    assert named[0].isupper()  # it begins a sentence
    assert kept == sum(keeps(*each, named) for each in steps) > 0


def test_all_steps_that_are_faster_than_asked_have_one_finding():
    """From 20 mg in whole mg, 10 % asked: from 9 mg on each of nine steps falls by more. One remark says so."""
    (found,) = of("faster_than_asked", proposed(taking("20")))
    assert found.message == (
        "9 steps go down by more than was asked. At the most, step 16 goes down by 25%, and 10% was asked for."
        f" Diazepam 0.4{NBSP}mg in 1{NBSP}mL oral solution would keep to what was asked in 7 of them."
    )
    assert (found.severity, found.step) == ("info", 16)


@pytest.mark.parametrize(
    ("now", "after", "interval", "named"),
    [
        ("20", "17.9", 14, "An interval of 15 days"),  # 14 × 2.1 / 2 = 14.7
        ("20", "17", 14, "An interval of 21 days"),
        ("20", "16", 14, "An interval of 28 days"),
        ("20", "15.9", 14, "Nothing sold here, and no interval up to 28 days,"),  # 28.7 days
        ("20", "15", 7, "An interval of 18 days"),
    ],
)
def test_where_no_product_would_an_interval_is_named_or_nothing(now, after, interval, named):
    """Where nothing sold makes a smaller reduction, the interval which keeps the pace is named, up to 28 days, else none."""
    nothing_sold = replace(CATALOGUE, by_market={"uk": {}}, digest="lab nothing")
    found = judged(falling(now, after), taking(now, interval_days=interval), catalogue=nothing_sold)
    (message,) = [each.message for each in of("faster_than_asked", found)]
    assert message.endswith(f" was asked for. {named} would keep to what was asked.")


@pytest.mark.parametrize(
    ("interval", "strategy", "words"),
    [
        (14, {}, "A lower dose on some days of the week would keep to what was asked."),
        (10, {}, "An interval of 25 days would keep to what was asked."),
        (14, {"pattern": "mixed"}, "Nothing sold here, and no interval up to 28 days, would keep to what was asked."),
    ],
    ids=["whole weeks", "no whole weeks", "by the week already"],
)
def test_a_pattern_is_named_where_it_keeps_to_what_was_asked(interval, strategy, words):
    """Temazepam 30 mg in capsules falls by a quarter where a tenth was asked: by the week it would fall by less."""
    strategy = {"interval_days": interval} | strategy
    request = direct("us", "temazepam", "ashton-2002", night="30", strategy=strategy)
    then = dose("22.5", drug="temazepam")
    schedule = course("15", step("reduce", interval, then), step("hold", None, then), equivalent_of={"temazepam": Fraction(1, 2)})
    (found,) = of("faster_than_asked", judged(schedule, request))
    assert found.message.endswith(words)


def test_a_liquid_dose_is_not_told_to_take_tablets():
    """A dose that is a volume already stays one: no tablet is named for it."""
    products = ["lorazepam-0p5mg-tablet", "lorazepam-2mg-per-ml-oral-concentrate"]
    request = direct("us", "lorazepam", "ashton-2002", night="1.1", strategy={"products": products})
    named, _, _ = named_piece(request)
    assert "tablet" not in named


# A coarse tail -------------------------------------------------------------------------------------------------------


def test_a_coarse_tail_is_one_caution_for_the_whole_plan():
    """The plan carries one caution for a coarse tail, about the largest fall of it; closing steps up to 1.25 mg are none."""
    steps = [step("reduce", 14, mg, closing=True) for mg in ("15", "8", "1")]
    (found,) = of("coarse_tail", judged(course("21", *steps, step("stop", 0, closing=True))))
    assert (found.step, found.severity) == (3, "caution")
    assert f"the largest there is 87.5%, about 7{NBSP}mg diazepam equivalent, in step 3." in found.message


def test_the_caution_of_a_coarse_tail_states_the_stop():
    """Of falls of 5 mg each, 33, 50 and 100 %, the largest is the stop: all of the dose stopped from."""
    request = direct("us", "clonazepam", "ashton-2002", morning="1", midday="1", night="1", strategy={"coarse_tail": True})
    strategy = request["strategy"] | {"products": ["clonazepam-0p5mg-tablet"]}
    (found,) = of("coarse_tail", proposed(request | {"strategy": strategy}))
    assert f"the largest there is 100%, about 5{NBSP}mg diazepam equivalent, in step 12, the stop." in found.message


def test_the_caution_of_a_coarse_tail_says_what_makes_smaller_steps():
    """The caution about a large last step names what makes smaller ones: a liquid, smaller tablets or a crossover."""
    (found,) = of("coarse_tail", judged(course("4", step("reduce", 14, "2", closing=True), step("stop", 0, closing=True))))
    assert found.severity == "caution"
    assert found.message.endswith("Choose a liquid, smaller tablets or a crossover, or say why this is acceptable.")


def test_a_dose_that_an_edit_raises_is_a_caution():
    """A step that an edit puts above the one before is a caution that calls it a rise by hand; a step back alone is none."""
    raised = judged(course("10", step("reduce", 14, "9"), step("step-back", 14, "9.9", edited=True), step("hold", None, "9.9")))
    (found,) = of("edited_rise", raised)
    assert (found.severity, found.step) == ("caution", 2)
    assert "above the step before it, as edited. Say why the dose goes up." in found.message
    back = judged(course("10", step("reduce", 14, "9"), step("step-back", 14, "10"), step("hold", None, "10")))
    assert of("edited_rise", back) == []


def test_clonazepam_tablets_of_0_5_mg_bring_the_caution():
    """The clonazepam taper with a coarse tail carries one caution, and no finding about its envelope."""
    strategy = {
        "coarse_tail": True,
        "products": ["clonazepam-0p5mg-tablet"],
        "interval_days": 28,
        "reduction_percent": "25",
    }
    found = proposed(direct("us", "clonazepam", "ashton-2002", night="2", strategy=strategy))
    assert len(of("coarse_tail", found)) == 1
    assert [each for each in found if each.severity == "block"] == []


# Crossover -----------------------------------------------------------------------------------------------------------


def test_a_rise_is_above_the_baseline_not_above_the_step_before():
    """A step that comes back up to the baseline is no rise; each step above it is."""
    found = of("crossover_rise", crossing("20", "19", "20", "20.2", "21"))
    assert [each.step for each in found] == [3, 4]
    assert "is 5% above" in found[1].message


@pytest.mark.parametrize("rule", ["crossover_rise", "crossover_fall"])
def test_only_steps_of_the_crossover_rise_or_fall(rule):
    """Stabilising, reductions and holds are no part of the crossover."""
    assert of(rule, crossing("20", "21", "17", kind="stabilise")) == []


def test_a_fall_is_of_the_step_before():
    """A fall over 10 % is of the step before it: 20 → 18.5 → 17 is neither time one."""
    assert of("crossover_fall", crossing("20", "18.5", "17")) == []
    (found,) = of("crossover_fall", crossing("20", "18.5", "16.5"))
    assert "is 10.8% below" in found.message  # 2 of 18.5 is 10.81 %
    assert (found.step, ". No product sold here would avoid it. " in found.message) == (2, True)  # no dose has moved in it


ZOPICLONE = {"stabilise_days": 0, "interval_days": 28, "coarse_tail": True}


@pytest.mark.parametrize(
    ("products", "halve", "expected"),
    [
        (["diazepam-2mg-tablet"], "none", f"Diazepam 0.4{NBSP}mg in 1{NBSP}mL oral solution"),
        (["diazepam-2mg-tablet", "diazepam-0p4mg-per-ml-oral-solution"], "none", None),
    ],
)
def test_a_fall_names_the_piece_that_would_avoid_it(products, halve, expected):
    """3.75 mg zopiclone (2.5 mg) to 2 mg falls by 20 %: halves would make 3 mg, too much, so the liquid is named."""
    strategy = ZOPICLONE | {"products": products, "halve": halve, "holds": [{"after_step": 1, "days": None}]}
    found = of("crossover_fall", proposed(crossover("uk", "zopiclone", "ashton-2002", night="3.75", strategy=strategy)))
    assert [f"{expected} would avoid it." in each.message for each in found] == [True] * bool(expected)


def test_a_fall_names_halves_where_they_would_avoid_it():
    """7.5 mg zopiclone (5 mg) to 4 mg falls by 20 %: the 5 mg tablet would avoid it, and is named before halves."""
    strategy = ZOPICLONE | {"products": ["diazepam-2mg-tablet"], "halve": "none", "holds": [{"after_step": 1, "days": None}]}
    (found,) = of("crossover_fall", proposed(crossover("uk", "zopiclone", "ashton-2002", night="7.5", strategy=strategy)))
    assert f"Diazepam 5{NBSP}mg tablet would avoid it." in found.message
    taken = [{"drug": "zopiclone", "night": "7.5"}, {"drug": "diazepam", "night": "4"}]
    request = crossover("uk", "zopiclone", "ashton-2002", strategy=strategy) | {"regimen": taken}
    (beside,) = of("crossover_fall", judged(course("9", step("crossover", 7, "8")), request))
    assert f"Diazepam 5{NBSP}mg tablet would avoid it." in beside.message


def test_more_than_a_quarter_in_the_past_is_not_judged_again():
    """What was too fast before the day of the change is over: only what comes is judged."""
    schedule = falling("100", "90", "74.9", "70", days=7)
    assert [each.step for each in of("rolling_14_days", judged(schedule, since=date(2027, 1, 11)))] == [2]
    assert of("rolling_14_days", judged(schedule, since=date(2027, 1, 18))) == []


def selling_whole(*strengths):
    """The catalogue with a British market that sells diazepam tablets lab-8, … of these mg, to be taken whole."""
    sold = CATALOGUE.products("uk")["diazepam-10mg-tablet"]
    lab = {f"lab-{mg}": replace(sold, id=f"lab-{mg}", strength_mg=Decimal(mg), splits="none") for mg in strengths}
    return replace(CATALOGUE, by_market={"uk": lab}, digest=f"lab {strengths}")


def test_a_fall_of_10_percent_would_avoid_a_larger_one():
    """A product that leaves exactly 10 % of a fall is named: 9 mg, in a market that sells 8 and 9 mg, for 10 mg before."""
    request = parse_request(taking("0.5", method="crossover"), CATALOGUE)
    request = replace(request, strategy=replace(request.strategy, products=("lab-8",)))
    found = check(course("10", step("crossover", 7, "8")), request, selling_whole(8, 9))
    assert f"Diazepam 9{NBSP}mg tablet would avoid it." in of("crossover_fall", found)[0].message


def test_the_piece_is_for_the_dose_that_moved():
    """Beside 10 mg in the morning, moved the week before, the 7 mg at night are what falls short: 10 mg would avoid it."""
    strategy = ZOPICLONE | {"products": ["diazepam-2mg-tablet", "diazepam-5mg-tablet"], "halve": "none"}
    taken = [{"drug": "lorazepam", "morning": "1", "night": "1"}]
    request = crossover("uk", "lorazepam", "ashton-2002", strategy=strategy) | {"regimen": taken}
    night = dose("1", drug="lorazepam")
    first, second = (
        step("crossover", 7, dose("10", time="morning"), night),
        step("crossover", 7, dose("10", time="morning"), dose("7")),
    )
    found = of("crossover_fall", judged(course("20", first, second, equivalent_of={"lorazepam": Fraction(10)}), request))
    assert [(each.step, f"Diazepam 10{NBSP}mg tablet would avoid it." in each.message) for each in found] == [(2, True)]


def test_the_piece_is_not_for_a_dose_that_stays():
    """8 mg in the morning stay, 20 mg at night become 16 in 8 mg tablets: 18 mg avoid the fall at night, and would not by day."""
    taken = [{"drug": "diazepam", "morning": "8"}, {"drug": "lorazepam", "night": "2"}]
    request = parse_request(crossover("uk", "lorazepam", "ashton-2002", strategy=ZOPICLONE) | {"regimen": taken}, CATALOGUE)
    request = replace(request, strategy=replace(request.strategy, products=("lab-8",)))
    schedule = course("28", step("crossover", 7, dose("8", time="morning"), dose("16")))
    (found,) = of("crossover_fall", check(schedule, request, selling_whole(8, 18)))
    assert f"Diazepam 18{NBSP}mg tablet would avoid it." in found.message


def test_a_fall_that_nothing_sold_avoids_says_so():
    """Where the market sells nothing nearer, the finding says that no product would avoid the fall."""
    nothing_sold = replace(CATALOGUE, by_market={"uk": {}}, digest="lab nothing")
    found = judged(course("20", step("crossover", 7, "16")), taking("1", method="crossover"), catalogue=nothing_sold)
    (message,) = [each.message for each in of("crossover_fall", found)]
    assert "No product sold here would avoid it." in message


def test_the_threshold_is_for_crossovers_and_for_the_clinics_that_set_one():
    """The clinic's threshold is for crossovers: a direct taper of 60 mg diazepam, or a clinic without one, finds nothing."""
    assert of("diazepam_threshold", proposed(taking("60"), thresholds=Thresholds(diazepam_mg=Decimal(40)))) == []
    assert of("diazepam_threshold", proposed(crossover("uk", "lorazepam", "ashton-2002", night="8"))) == []


def test_the_threshold_counts_all_diazepam_of_the_day():
    """The largest day counts: two steps of 30 mg each reach 60 mg."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="3", night="3")
    (found,) = of("diazepam_threshold", proposed(request, thresholds=Thresholds(diazepam_mg=Decimal(59))))
    assert f"reaches 60{NBSP}mg diazepam a day. Your clinic asks for advice above 59{NBSP}mg." in found.message


def test_a_crossover_to_another_drug_reaches_no_diazepam():
    """The threshold is of diazepam: a crossover to clonazepam does not reach it."""
    strategy = {"crossover_to": "clonazepam", "coarse_tail": True, "interval_days": 28}
    request = crossover("uk", "lorazepam", "ashton-2002", night="6", strategy=strategy)
    assert of("diazepam_threshold", proposed(request, thresholds=Thresholds(diazepam_mg=Decimal("0.5")))) == []


def test_no_diazepam_is_left_to_judge_after_the_last_step():
    """Where no step is left from the day on, nothing is above the lowest threshold."""
    request = crossover("uk", "lorazepam", "ashton-2002", night="1")
    after = {"since": date(2028, 1, 1), "thresholds": Thresholds(diazepam_mg=Decimal("0.5"))}
    assert of("diazepam_threshold", judged(course("10", step("crossover", 7, "10")), request, **after)) == []
