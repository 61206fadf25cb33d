"""A taper by days of the week: which days, how far, and how it ends."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from taper_app.engine import (
    BadRequest,
    Medicine,
    PatientToday,
    WeekNeeded,
    build_schedule,
    compare,
    default_products,
    load_catalogue,
    parse_request,
    propose,
)
from taper_app.engine.doses.week import DAYS, lowered_in_turn
from taper_app.engine.taper.days_off import NoDaysOff
from taper_app.engine.taper.reduction import NoAchievableReduction
from tests.engine.requests import direct
from tests.engine.test_alternatives import offers
from tests.engine.weeks import REQUEST

CATALOGUE = load_catalogue()
FULL, HALF = Decimal("7.5"), Decimal("3.75")


def asked(*rows, **strategy):
    """A request by days of the week for these rows, of zopiclone as REQUEST has it where none are given."""
    products = {"products": None} if rows else {}
    return {**REQUEST, "regimen": [*rows] or REQUEST["regimen"], "strategy": REQUEST["strategy"] | products | strategy}


def made(*rows, market="uk", **strategy):
    """The schedule of it."""
    return build_schedule(parse_request(asked(*rows, **strategy) | {"market": market}, CATALOGUE), CATALOGUE)


def nights(step, mg):
    """On how many nights of a step's week so much is taken."""
    return sum([each.mg for each in step.week[day]] == ([mg] if mg else []) for day in DAYS)


def test_zopiclone_goes_down_as_worked_out_by_hand():
    """Zopiclone 7.5 mg at night goes 7.5 on five nights and 3.75 on two, then three and four, one and six, 3.75 every night, then
    on 6, 5, 4, 3, 2, 1 nights, and stops: 20 weeks, falls of 12.5 to 25 %, the last three closing."""
    schedule = made()
    high = [(nights(each, FULL), nights(each, HALF)) for each in schedule.steps]
    assert high == [(5, 2), (3, 4), (1, 6), (0, 7), (0, 6), (0, 5), (0, 4), (0, 3), (0, 2), (0, 1), (0, 0)]
    assert schedule.weeks == 20
    assert [each.closing for each in schedule.steps] == [False] * 8 + [True] * 3
    percents = [each.reduction_percent for each in schedule.steps[:8]]
    assert (min(percents), max(percents)) == (Fraction(25, 2), 25)


@pytest.mark.parametrize("spare", [(), ("fri", "sat"), ("mon", "tue", "wed"), ("sun",)], ids="-".join)
def test_low_days_are_even_and_stay(spare):
    """No two low days are in a row while they are three or fewer, each further one is added to those that are there, and the days
    to spare are the last to become low where no two would be in a row."""
    turn = lowered_in_turn((), spare)
    places = [DAYS.index(each) for each in turn]
    assert sorted(turn, key=DAYS.index) == [*DAYS]
    for count in (2, 3):
        low = sorted(places[:count])
        assert all((after - before) % 7 > 1 for before, after in zip(low, [*low[1:], low[0]], strict=True))
    lowered = [{day for day in DAYS if step.week[day][0].mg == HALF} for step in made(spare_days=[*spare]).steps[:4]]
    assert [len(each) for each in lowered] == [2, 4, 6, 7]
    assert all(before < after for before, after in pairwise(lowered))
    if len(spare) < 3:
        assert set(turn[-len(spare) or 7 :]) == set(spare)


def test_the_low_days_are_the_same_whatever_day_a_step_starts_on():
    """The low days are weekdays, whatever day a step starts on."""
    later = parse_request({**asked(), "starts_on": "2027-01-07"}, CATALOGUE)
    assert [each.doses for each in build_schedule(later, CATALOGUE).steps] == [each.doses for each in made().steps]


HYPNOTICS = ("zopiclone", "temazepam", "zolpidem", "nitrazepam")
SOLD = [(market, drug) for market in CATALOGUE.markets for drug in HYPNOTICS if default_products(CATALOGUE, market, drug)]


@pytest.mark.parametrize(("market", "drug"), SOLD)
@pytest.mark.parametrize("percent", ["10", "20"])
def test_a_hypnotic_at_night_goes_directly_to_the_stop(market, drug, percent):
    """Zopiclone, temazepam, zolpidem and nitrazepam at night go directly to the stop in every market that sells them, without
    liquid, at 10 and at 20 % every two weeks."""
    largest = CATALOGUE.drugs[drug].licensed_mg(market)
    for mg in {each.strength_mg for each in default_products(CATALOGUE, market, drug) if each.strength_mg <= largest}:
        schedule = made({"drug": drug, "night": str(mg)}, market=market, reduction_percent=percent)
        assert schedule.steps[-1].kind == "stop"
        assert not any(piece.measured for piece in schedule.pieces)


def test_a_night_without_is_not_for_other_drugs():
    """For any other drug days off are refused: a sentence that says what would be possible."""
    with pytest.raises(NoDaysOff, match="lower dose on some days"):
        made({"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"})
    with pytest.raises(NoDaysOff):
        made({"drug": "temazepam", "morning": "10", "night": "10"})


@pytest.mark.parametrize("risks", [{"seizure": "yes"}, {"alcohol": "dependence"}], ids=str)
def test_no_days_off_with_a_risk_of_seizures(risks):
    """With an earlier seizure or alcohol dependence days off are refused, with what would work."""
    request = parse_request(asked(), CATALOGUE)
    assert propose(request, CATALOGUE, PatientToday(risks={"seizure": "no", "alcohol": "heavy"}))
    with pytest.raises(NoDaysOff) as refused:
        propose(request, CATALOGUE, PatientToday(risks=risks))
    assert refused.value.alternatives
    assert not any(each.change.get("pattern") == "days-off" for each in refused.value.alternatives)


def patient(drug, mg, *uses, **known):
    """Who takes so much of a drug at night for this, as the list of medicines says; no use is one that is not known."""
    rows = tuple(Medicine(drug, Decimal(mg), Decimal(mg), indication=each) for each in uses)
    return PatientToday(medicines=rows, risks={"seizure": "no", "alcohol": "none"}, **known)


def test_no_days_off_of_what_is_taken_for_epilepsy():
    """Not of the hypnotic that is taken for it, nor of any other beside it, whatever specialist agreed; by mixed it is made."""
    request = parse_request(asked(), CATALOGUE)
    for drug in ("zopiclone", "clobazam"):
        with pytest.raises(NoDaysOff, match="epilepsy") as refused:
            propose(request, CATALOGUE, patient(drug, "7.5", "epilepsy", specialist="Dr Lowry"))
        assert not any(each.change.get("pattern") == "days-off" for each in refused.value.alternatives)
    by_mixed = parse_request(asked(pattern="mixed", target_mg="2.5"), CATALOGUE)
    assert propose(by_mixed, CATALOGUE, patient("zopiclone", "7.5", "epilepsy", specialist="Dr Lowry")).schedule.by_week


USES = [  # a drug at night, what the list says that it is taken for, and what is said of days off: a rule, or a refusal
    ("zopiclone", "7.5", (), "days_off"),
    ("zopiclone", "7.5", ("insomnia",), "days_off"),
    ("zopiclone", "7.5", ("anxiety",), "it is taken for anxiety, and"),
    ("zopiclone", "7.5", ("other",), "it is not a medicine for sleep"),
    ("zopiclone", "7.5", ("insomnia", "anxiety"), "it is taken for anxiety, and"),
    ("lorazepam", "1", (), "it is not a medicine for sleep"),
    ("lorazepam", "1", ("insomnia",), "days_off"),
    ("lorazepam", "1", ("muscle-spasm",), "it is taken for muscle spasm, and"),
    ("alprazolam", "0.5", ("insomnia",), "it is not a medicine for sleep"),  # no market licenses it for that
    ("nitrazepam", "10", ("insomnia",), "days_off"),
    ("nitrazepam", "10", ("anxiety",), "days_off_long"),
    ("clonazepam", "0.5", ("anxiety",), "days_off_long"),
]


@pytest.mark.parametrize(("drug", "mg", "uses", "said"), USES, ids=str)
def test_what_a_drug_is_taken_for_says_whether_it_may_have_nights_without(drug, mg, uses, said):
    """What the list of medicines says counts; where it says nothing, what the drug is licensed for."""
    request = parse_request(asked({"drug": drug, "night": mg}, halve="all"), CATALOGUE)
    if " " in said:
        with pytest.raises(NoDaysOff, match=said):
            propose(request, CATALOGUE, patient(drug, mg, *uses))
        return
    found = {each.rule for each in propose(request, CATALOGUE, patient(drug, mg, *uses)).findings}
    assert found & {"days_off", "days_off_long"} == {said}


def test_an_offer_of_nights_without_goes_by_what_the_drug_is_taken_for():
    """Of zopiclone that is refused by the day nights without are offered for sleep, and not for anxiety."""
    by_day = parse_request(asked(pattern="none", halve="none"), CATALOGUE)
    offered = {}
    for use in ("insomnia", "anxiety"):
        with pytest.raises(NoAchievableReduction) as refused:
            propose(by_day, CATALOGUE, patient("zopiclone", "7.5", use))
        offered[use] = any(each.change.get("pattern") == "days-off" for each in refused.value.alternatives)
    assert offered == {"insomnia": True, "anxiety": False}


def test_by_mixed_no_day_is_without():
    """With mixed the lower dose may be nothing only where other doses of that day remain: no day is without."""
    schedule = made({"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"}, pattern="mixed", target_mg="5")
    assert all(step.week[day] for step in schedule.steps for day in DAYS)
    assert any(not any(dose.time == "midday" for dose in step.week["mon"]) for step in schedule.steps)


def test_mixed_ends_where_whole_days_end():
    """Lorazepam three times a day goes by mixed as far as whole days reach."""
    with pytest.raises(NoAchievableReduction, match="a week"):
        made({"drug": "lorazepam", "morning": "1", "midday": "1", "night": "1"}, pattern="mixed")


@pytest.mark.parametrize(
    ("strategy", "field"),
    [
        ({"interval_days": 10}, "interval_days"),
        ({"closing_interval_days": 20}, "closing_interval_days"),
        ({"pattern": "none", "spare_days": ["mon"]}, "spare_days"),
        ({"pattern": "now and then"}, "pattern"),
    ],
    ids=str,
)
def test_what_does_not_go_with_the_week_is_refused_by_name(strategy, field):
    """A pattern with an interval that is not whole weeks is refused with a sentence that says what would be possible."""
    with pytest.raises(BadRequest) as refused:
        parse_request(asked(**strategy), CATALOGUE)
    assert refused.value.field == f"strategy.{field}"


def test_what_is_taken_on_some_days_goes_on_from_there():
    """What is taken on some days only is already a pattern and goes on from there, never up."""
    row = {"drug": "zopiclone", "night": "7.5", "use": "days", "weekdays": ["mon", "tue", "wed", "thu", "fri"]}
    schedule = made(row, interval_days=21)
    taken = [{day for day in DAYS if step.week[day]} for step in schedule.steps]
    assert taken[0] < set(row["weekdays"])
    assert all(after <= before for before, after in pairwise(taken))
    assert [len(each) for each in taken] == [4, 3, 2, 1, 0]
    assert schedule.baseline_equivalent == Fraction(25, 7)


@pytest.mark.parametrize("drug", ["lorazepam", "zopiclone"])
def test_where_nothing_is_taken_on_some_days_already_mixed_goes_on_to_fewer(drug):
    """Whatever the drug: lorazepam on four nights has no daily dose to go down from, and is never planned on more."""
    row = {"drug": drug, "night": {"lorazepam": "1", "zopiclone": "7.5"}[drug], "use": "days", "days_a_week": 4}
    schedule = made(row, pattern="mixed", interval_days=28, halve="none")
    taken = [{day for day in DAYS if step.week[day]} for step in schedule.steps]
    assert [len(each) for each in taken] == [3, 2, 1, 0]
    assert all(after < before for before, after in pairwise(taken))


def test_what_is_taken_on_some_days_is_refused_without_a_pattern():
    """Without a pattern it is refused."""
    with pytest.raises(WeekNeeded):
        made({"drug": "zopiclone", "night": "7.5", "use": "days", "days_a_week": 4}, pattern="none")


def test_no_more_than_one_dose_differs_by_the_day():
    """At most one time of day of one drug has two doses."""
    rows = [{"drug": "diazepam", "night": "5", "evening": "2", "use": "days", "days_a_week": 4}]
    with pytest.raises(WeekNeeded, match="only one dose"):
        made(*rows)


def test_other_days_cross_over_to_nothing():
    """What is not the same on every day is reduced by the week, and does not cross over."""
    with pytest.raises(WeekNeeded, match="crosses over"):
        made({"drug": "zopiclone", "night": "7.5", "use": "days", "days_a_week": 4}, method="crossover")


def test_several_drugs_go_one_after_the_other():
    """One drug and one time of day at a time."""
    rows = {"drug": "diazepam", "night": "4"}, {"drug": "zopiclone", "night": "7.5"}
    schedule = made(*rows)
    for step in schedule.steps:
        assert len({(each.drug, each.time) for each in step.doses if each.weekdays}) <= 1
    assert schedule.steps[-1].kind == "stop"


def test_a_hold_keeps_the_week():
    """A hold has the days of the step before it."""
    schedule = made(holds=[{"after_step": 2, "days": 14}])
    assert schedule.steps[2].kind == "hold"
    assert schedule.steps[2].doses == schedule.steps[1].doses
    assert schedule.steps[-1].starts_on == date(2027, 6, 7)


def test_a_reduction_that_cannot_be_made_by_the_day_offers_the_week():
    """Refusals that a pattern would solve offer it; an interval that is not whole weeks goes up to them."""
    zopiclone = direct("uk", "zopiclone", "ashton-2002", night="7.5", strategy={"interval_days": 10, "halve": "none"})
    found = offers(zopiclone, "NoAchievableReduction")
    assert {"pattern": "days-off", "interval_days": 14} in [change for _, change in found.values()]
    lorazepam = direct("uk", "lorazepam", "ashton-2002", morning="1", midday="1", night="1", strategy={"pattern": "mixed"})
    assert next(iter(offers(lorazepam, "NoAchievableReduction").values())) == (40, {"target_mg": "5"})


def test_what_is_taken_on_some_days_is_offered_the_week():
    """Without a pattern what is taken on some days is refused, with a pattern tried."""
    row = {"drug": "zopiclone", "night": "7.5", "use": "days", "days_a_week": 6}
    for method in ("direct", "crossover"):
        request = direct("uk", "zopiclone", "ashton-2002", strategy={"method": method}) | {"regimen": [row]}
        (found,) = [change for _, change in offers(request, "WeekNeeded").values() if change.get("pattern") == "days-off"]
        assert found == {"pattern": "days-off"} | ({"method": "direct"} if method == "crossover" else {})


def test_a_comparison_knows_the_week():
    """`compare` has the same regimen by the week beside the others, each with its weeks or its refusal."""
    request = parse_request(asked(), CATALOGUE)
    strategies = [replace(request.strategy, pattern=pattern) for pattern in ("days-off", "mixed", "none")]
    by_week, mixed, by_day = compare(request, strategies, CATALOGUE)
    assert (by_week.schedule.weeks, by_week.to_json()["splits"]) == (20, 0)
    assert [each.refusal.code for each in (mixed, by_day)] == ["NoAchievableReduction"] * 2


def test_what_is_taken_every_day_is_not_said_to_be_taken_on_some():
    """What is taken on all days, and not the same on each, is said to be that where no pattern is asked for."""
    on = {("7.5",): ["mon", "wed", "thu", "sat", "sun"], ("3.75",): ["tue", "fri"]}
    rows = [{"drug": "zopiclone", "night": mg, "use": "days", "weekdays": days} for (mg,), days in on.items()]
    with pytest.raises(WeekNeeded, match=r"^Zopiclone is not the same on every day of the week\."):
        made(*rows, pattern="none")
    lorazepam = {"drug": "lorazepam", "morning": "1"}, {"drug": "lorazepam", "night": "1", "use": "days", "days_a_week": 4}
    with pytest.raises(WeekNeeded, match=r"^Lorazepam is not the same on every day of the week\."):
        made(*lorazepam, pattern="none")
    with pytest.raises(WeekNeeded, match=r"^Zopiclone is taken on 5 days a week\."):
        made(rows[0], pattern="none")
