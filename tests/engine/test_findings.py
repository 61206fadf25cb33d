"""What the rules are given: which drug falls, from what and by how much was asked; what else could be chosen; percentages."""

from fractions import Fraction

from taper_app.engine import PatientToday, build_schedule, load_catalogue, parse_request
from taper_app.engine.rules.findings import Case
from taper_app.engine.rules.named import percent
from taper_app.engine.taper.day import Slot

from .requests import direct

CATALOGUE = load_catalogue()
BOTH = [{"drug": "lorazepam", "night": "1"}, {"drug": "diazepam", "night": "10"}]


def case(**strategy):
    """The case of lorazepam 1 mg and diazepam 10 mg in the United States, each 10 mg diazepam by Ashton, lorazepam first."""
    asked = direct("us", "diazepam", "ashton-2002", strategy={"halve": "all", "coarse_tail": True} | strategy)
    request = parse_request(asked | {"regimen": BOTH}, CATALOGUE)
    return Case(build_schedule(request, CATALOGUE), request, CATALOGUE, PatientToday())


def test_a_fall_is_of_the_drug_that_goes_down():
    """Of two drugs, a fall is of the one that is less in its step, to its last part; what was taken is that drug's alone."""
    judged = case()
    for before, fall in zip([judged.request.regimen, *(each.step.regimen for each in judged.falls)], judged.falls, strict=False):
        was, now = before.daily_mg(), fall.step.daily_mg
        (less,) = [drug for drug in was if now.get(drug, 0) < was[drug]]
        assert fall.drug == less
        assert fall.current == was[less] * (10 if less == "lorazepam" else 1)
    assert {each.drug for each in judged.falls} == {"lorazepam", "diazepam"}


def test_a_percentage_of_the_baseline_is_asked_of_each_drugs_own_part():
    """With 10 % of the baseline each drug is asked for 1 mg diazepam, 10 % of its own 10 mg, and not of all 20."""
    assert {each.asked for each in case(basis="baseline").falls} == {1}


def test_what_else_could_be_chosen_is_of_the_drug_asked_for():
    """Options are of the drug that they are asked for, in whatever order they are; never a modified-release product."""
    judged = case()
    sold = CATALOGUE.products("us")
    for drug in ("lorazepam", "diazepam", "alprazolam", "lorazepam"):
        found = [option for option, _ in judged.options(drug)]
        assert found
        assert {sold[option.product].drug for option in found} == {drug}
        assert not any(sold[option.product].form.startswith("modified-release") for option in found)
    assert any(each.drug == "alprazolam" and each.form.startswith("modified-release") for each in sold.values())


def test_a_percentage_has_one_decimal_and_is_0_of_nothing():
    """2 of 9 is 22.2 %; of nothing everything is 0 %."""
    assert percent(Fraction(2), Fraction(9)).value == "22.2"
    assert percent(Fraction(2), Fraction(0)).value == "0"


def test_what_was_taken_before_a_step_is_known_with_its_liquids():
    """Before the first step it is the regimen, before any other the step before: 7.2 mg is measured, 8 mg are tablets, in ng."""
    measured = {"products": ["diazepam-0p4mg-per-ml-oral-solution"]}
    for strategy, mg, liquid in ((measured, 7_200_000, True), ({"reduction_percent": "20"}, 8_000_000, False)):
        start = "8" if liquid else "10"
        request = parse_request(direct("uk", "diazepam", night=start, strategy=strategy), CATALOGUE)
        judged = Case(build_schedule(request, CATALOGUE), request, CATALOGUE, PatientToday())
        assert judged.slots_before(judged.steps[0]) == {"diazepam": {"night": Slot(int(start) * 1_000_000, liquid)}}
        assert judged.slots_before(judged.steps[1]) == {"diazepam": {"night": Slot(mg, liquid)}}
