"""Several strategies side by side, and the pace that stops by a date."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import pytest

from taper_app.engine import Refusal, Strategy, answer, build_schedule, compare, load_catalogue, parse_request, propose
from taper_app.engine.door.compare import NotByThen, fitted, split_pieces
from taper_app.engine.doses.products import CannotMakeDose
from taper_app.engine.taper.course import TooLong

from .recount import faults
from .requests import crossover, direct, laid_over

CATALOGUE = load_catalogue()
TEN = direct("uk", "diazepam", night="10")
TWENTY = direct("uk", "diazepam", night="20")


def day(text):
    return date.fromisoformat(text)


def parsed(request):
    return parse_request(request, CATALOGUE)


def compared(request, *strategies):
    """What the command line prints of each strategy, laid over the request's own, without the strategy itself."""
    asked = [parsed(request | {"strategy": request["strategy"] | each}).strategy for each in strategies]
    told = [each.to_json() for each in compare(parsed(request), asked, CATALOGUE)]
    assert [each.pop("strategy") for each in told] == [each.to_json() for each in asked]
    return told


# Side by side --------------------------------------------------------------------------------------------------------


def test_two_strategies_side_by_side_by_hand():
    """Each strategy has its weeks, steps, first and largest reduction, splits and last day, in the order that was asked.

    From 10 mg by 10 %, every 14 days: 9 8 7 … 1 0. By a quarter, every 28 days: 8 6 5 4 3 2 1 0. 3 and 1 mg need half a tablet.
    """
    usual, quick = compared(TEN, {}, {"reduction_percent": "25", "interval_days": 28})
    assert usual == {
        "weeks": "18",
        "steps": 10,
        "first_reduction": {"mg": "1", "percent": "10"},
        "largest_reduction": {"mg": "1", "percent": "100"},
        "splits": 28,
        "last_day": "2027-05-09",
    }
    assert quick == {
        "weeks": "28",
        "steps": 8,
        "first_reduction": {"mg": "2", "percent": "20"},
        "largest_reduction": {"mg": "2", "percent": "25"},
        "splits": 56,
        "last_day": "2027-07-18",
    }


def test_the_largest_reduction_is_the_largest_in_mg():
    """The largest reduction is that of the most mg, not the percentage of the last mg: from 20 mg it is the first, 2 mg."""
    (told,) = compared(TWENTY, {})
    assert told["first_reduction"] == told["largest_reduction"] == {"mg": "2", "percent": "10"}


def test_a_strategy_that_is_refused_is_told_beside_the_others():
    """A refused strategy is told with its refusal; the others are compared all the same."""
    first, refused, last = compared(TEN, {}, {"method": "crossover"}, {"halve": "none"})
    assert first["weeks"] == "18"
    assert refused == {
        "error": {"code": "NothingToCross", "message": "Every dose is diazepam already. Choose the direct method."},
    }
    assert last["error"]["code"] == "NoAchievableReduction"
    assert last["error"]["message"].startswith("From diazepam 4\u00a0mg a day")


def test_reductions_are_compared_in_diazepam():
    """Reductions are in mg diazepam and percent of the step before: lorazepam 2 mg to 1.5 mg is 5 mg by Ashton, 25 %."""
    request = direct("uk", "lorazepam", "ashton-2002", night="2", strategy={"coarse_tail": True, "interval_days": 28})
    (told,) = compared(request, {})
    assert (told["first_reduction"], told["largest_reduction"]) == (
        {"mg": "5", "percent": "25"},
        {"mg": "5", "percent": "100"},
    )
    assert (told["steps"], told["weeks"], told["last_day"]) == (4, "12", "2027-03-28")


def test_a_comparison_is_rounded_as_a_schedule_is():
    """Weeks and percentages have one decimal, mg diazepam two.

    From 9 mg by a quarter at the most, every 12 days: 7 6 5 4 3 2 1 0, which is 84 days; from 10 mg by 10 %, every 10 days, 90.
    Two of 9 mg are 22.22… %, and 2 mg of temazepam are 1.333… mg diazepam by VA/DoD.
    """
    (told,) = compared(TEN, {"interval_days": 10})
    assert told["weeks"] == "12.9"
    (told,) = compared(direct("uk", "diazepam", night="9", strategy={"reduction_percent": "25", "interval_days": 12}), {})
    assert told["first_reduction"] == {"mg": "2", "percent": "22.2"}
    liquid = {"products": ["temazepam-2mg-per-ml-oral-solution"]}
    (told,) = compared(direct("uk", "temazepam", "vadod-2021", night="20", strategy=liquid), {})
    assert told["first_reduction"] == {"mg": "1.33", "percent": "10"}


def test_a_crossover_step_is_no_reduction():
    """The first reduction is the first of the taper proper, after crossover and stabilising: 2 of 20 mg here."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1")
    (told,) = compared(request, {})
    assert told["first_reduction"] == {"mg": "2", "percent": "10"}
    assert (told["steps"], told["weeks"], told["last_day"]) == (22, "39", "2027-10-03")


def test_a_maintenance_dose_or_an_open_hold_has_no_last_day():
    """What ends in a dose without an end has no last day; the step that reaches a target is a reduction too."""
    kept, held = compared(TEN, {"target_mg": "9"}, {"holds": [{"after_step": 2, "days": None}]})
    assert (kept["last_day"], kept["weeks"], kept["steps"]) == (None, "0", 1)
    assert kept["first_reduction"] == kept["largest_reduction"] == {"mg": "1", "percent": "10"}
    assert (held["last_day"], held["weeks"], held["steps"], held["splits"]) == (None, "4", 3, 0)


def test_without_a_reduction_there_is_none_to_tell():
    """A crossover that ends in an open hold has no reduction at all."""
    request = crossover("uk", "lorazepam", "ashton-2002", night="1")
    (told,) = compared(request, {"holds": [{"after_step": 1, "days": None}]})
    assert (told["first_reduction"], told["largest_reduction"], told["weeks"]) == (None, None, "1")


def test_splits_count_each_part_of_a_tablet_on_each_day():
    """Splits: a half or a quarter taken on a day counts as one; whole tablets, volumes and the stop count nothing."""
    made = build_schedule(parsed(direct("uk", "diazepam", morning="3", night="3", strategy={"interval_days": 28})), CATALOGUE)
    # morning + night: 2 + 3, 1 + 3, 0 + 3, 0 + 2, 0 + 1, none; 3 mg is one and a half 2 mg tablets, 1 mg is a half.
    assert [sum(dose.mg for dose in step.doses) for step in made.steps] == [5, 4, 3, 2, 1, 0]
    assert [split_pieces(replace(made, steps=(step,))) for step in made.steps] == [28, 56, 28, 0, 28, 0]
    assert split_pieces(made) == 140
    liquid = direct("uk", "diazepam", night="8", strategy={"products": ["diazepam-0p4mg-per-ml-oral-solution"]})
    assert split_pieces(build_schedule(parsed(liquid), CATALOGUE)) == 0
    held = direct("uk", "diazepam", night="4", strategy={"holds": [{"after_step": 1, "days": None}], "interval_days": 28})
    open_end = build_schedule(parsed(held), CATALOGUE)
    assert (open_end.steps[-1].days, split_pieces(open_end)) == (None, 28)


def test_no_strategy_changes_another():
    """A strategy gives the same beside others as alone, whatever their order."""
    strategies = [{}, {"method": "crossover"}, {"reduction_percent": "25"}, {"interval_days": 28}, {"finish_by": "2027-06-01"}]
    together = compared(TWENTY, *strategies)
    assert together == [compared(TWENTY, each)[0] for each in strategies]
    assert compared(TWENTY, *reversed(strategies)) == together[::-1]


# The slower one on offer ---------------------------------------------------------------------------------------------

ORDINARY = [
    ("diazepam", {"night": "40"}, "direct"),
    ("diazepam", {"morning": "10", "night": "10"}, "direct"),
    ("diazepam", {"morning": "5", "midday": "5", "night": "5"}, "direct"),
    ("diazepam", {"night": "10"}, "direct"),
    ("diazepam", {"night": "6"}, "direct"),
    ("lorazepam", {"morning": "1", "midday": "1", "night": "1"}, "crossover"),
    ("lorazepam", {"morning": "1", "night": "1"}, "crossover"),
    ("alprazolam", {"morning": "0.5", "midday": "0.5", "night": "0.5"}, "crossover"),
    ("clonazepam", {"morning": "0.5", "night": "1"}, "crossover"),
    ("chlordiazepoxide", {"morning": "10", "midday": "10", "night": "10"}, "crossover"),
    ("oxazepam", {"morning": "15", "night": "15"}, "crossover"),
    ("nitrazepam", {"night": "10"}, "crossover"),
    ("temazepam", {"night": "20"}, "crossover"),
    ("zopiclone", {"night": "7.5"}, "crossover"),
    ("zolpidem", {"night": "10"}, "crossover"),
]


def presets(drug, doses, method):
    """The two presets that are offered first, the careful one and the usual one, on a regimen."""
    table = None if drug == "diazepam" else "ashton-2002"
    request = direct("uk", drug, table, **doses)
    named = (CATALOGUE.presets[each].strategy for each in ("asam-2025-careful", "asam-2025-usual"))
    strategies = [parsed(request | {"strategy": {**each, "method": method}}).strategy for each in named]
    return compare(parsed(request), strategies, CATALOGUE)


@pytest.mark.parametrize(("drug", "doses", "method"), ORDINARY, ids=lambda value: str(value))
def test_the_careful_preset_ends_at_least_a_quarter_later_than_the_usual_one(drug, doses, method):
    """The slower of the paces on offer ends at least a quarter later than the usual one, for each ordinary regimen."""
    careful, usual = presets(drug, doses, method)
    assert careful.schedule.days * 4 >= usual.schedule.days * 5


def test_where_the_usual_preset_is_too_short_only_the_careful_one_is_left():
    """From 5 mg diazepam 10 % every 14 days is over in 8 weeks, under the ten: the careful one alone is a plan (16 weeks)."""
    careful, usual = presets("diazepam", {"night": "5"}, "direct")
    assert (careful.schedule.weeks, usual.schedule, usual.refusal.code) == (16, None, "TooShort")


def test_exactly_one_preset_is_marked_as_the_slower_one():
    """The slower option on offer is the careful one of ASAM 2025."""
    assert [id_ for id_, each in CATALOGUE.presets.items() if each.slower] == ["asam-2025-careful"]


# Finish by a date ----------------------------------------------------------------------------------------------------

REGIMENS = {
    "diazepam": TWENTY,
    "weekly": direct("uk", "diazepam", night="20", strategy={"interval_days": 7}),
    "baseline": direct("uk", "diazepam", night="30", strategy={"basis": "baseline"}),
    "two drugs": {
        **TWENTY,
        "equivalence": "ashton-2002",
        "regimen": [{"drug": "diazepam", "night": "12"}, {"drug": "lorazepam", "morning": "1"}],
        "strategy": {"method": "direct", "coarse_tail": True},
    },
    "crossover": crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1"),
    "hold": direct("uk", "diazepam", night="12", strategy={"holds": [{"after_step": 3, "days": 28}]}),
}


@cache
def stops(name, **changes):
    """The day of the stop for each whole percentage from 5 to 25 that gives a schedule, by building each."""
    request, found = REGIMENS[name], {}
    for percent in range(5, 26):
        strategy = request["strategy"] | {"reduction_percent": str(percent)} | changes
        try:
            found[percent] = build_schedule(parsed(request | {"strategy": strategy}), CATALOGUE).steps[-1].starts_on
        except Refusal:
            continue
    return found


def refusal_of(request):
    """The refusal of a request, without what would work instead."""
    (told,) = compare(request, [request.strategy], CATALOGUE)
    return told.refusal


def by(request, on):
    return parsed(request | {"strategy": request["strategy"] | {"finish_by": on.isoformat()}})


@pytest.mark.long
@pytest.mark.parametrize("name", REGIMENS)
def test_finish_by_is_the_smallest_whole_percentage_that_stops_by_the_date(name):
    """`finish_by` finds the smallest whole percentage (5–25) that stops by the date, and keeps all else that was asked."""
    request, possible = REGIMENS[name], stops(name)
    for stop in sorted(set(possible.values())):
        for on in (stop, stop + timedelta(days=1)):
            expected = min(percent for percent, day_ in possible.items() if day_ <= on)
            asked = by(request, on)
            found = propose(asked, CATALOGUE)
            assert found.request == replace(asked, strategy=replace(asked.strategy, reduction_percent=Decimal(expected)))
            assert found.schedule.steps[-1].starts_on == possible[expected] <= on


@pytest.mark.long
@pytest.mark.parametrize("name", REGIMENS)
def test_a_date_too_early_is_refused_with_the_earliest_dates(name):
    """It refuses with the earliest date possible at this interval and at 7 days."""
    request = REGIMENS[name]
    earliest, quickest = min(stops(name).values()), min(stops(name, interval_days=7).values())
    for on in (earliest - timedelta(days=1), day("2027-01-05"), day("2020-01-01")):
        refused = refusal_of(by(request, on))
        assert (refused.code, refused.earliest, refused.quickest) == ("NotByThen", earliest, quickest)
        assert refused.message.startswith(f"No reduction of 5% to 25% stops by {on.isoformat()}.")
        assert earliest.isoformat() in refused.message
        assert quickest.isoformat() in refused.message


def test_the_refusal_in_words():
    """The refusal names the date asked for, and the earliest ones: from 20 mg 24 May every 14 days, 15 March every 7."""
    assert refusal_of(by(TWENTY, day("2027-04-01"))).message == (
        "No reduction of 5% to 25% stops by 2027-04-01. With reductions every 14 days the earliest stop is 2027-05-24."
        " With reductions every 7 days it is 2027-03-15."
    )


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in REGIMENS if name != "weekly"])
def test_both_ways_out_of_a_date_too_early_work(name):
    """The refusal carries the earliest date at this interval and that at 7 days; each, laid over the request, stops by then."""
    request = REGIMENS[name] | {"strategy": REGIMENS[name]["strategy"] | {"finish_by": "2027-01-05"}}
    with pytest.raises(NotByThen) as refused:
        propose(parsed(request), CATALOGUE)
    changes = [each.change for each in refused.value.alternatives]
    earliest, quickest = refused.value.earliest.isoformat(), refused.value.quickest.isoformat()
    assert {"finish_by": earliest} in changes
    assert {"finish_by": quickest, "interval_days": 7} in changes
    for offer in refused.value.alternatives:
        changed = laid_over(request, offer.change)
        made = propose(parsed(changed), CATALOGUE).schedule
        assert made.steps[-1].starts_on.isoformat() <= changed["strategy"]["finish_by"]
        assert made.weeks == offer.weeks
        assert not faults(changed, {"schedule": made.to_json()})


def test_at_seven_days_there_is_only_a_later_date():
    """Where reductions are every 7 days already, the way out is a later date alone, and the words say it once."""
    request = REGIMENS["weekly"] | {"strategy": {"method": "direct", "interval_days": 7, "finish_by": "2027-03-01"}}
    with pytest.raises(NotByThen) as refused:
        propose(parsed(request), CATALOGUE)
    assert [each.change for each in refused.value.alternatives] == [{"finish_by": "2027-03-15"}]
    assert refused.value.message.count("2027-03-15") == 1


def test_without_a_date_nothing_is_fitted():
    """Without `finish_by` the request is answered as it was asked."""
    request = parsed(TWENTY | {"strategy": {"method": "direct", "reduction_percent": "7.5"}})
    assert propose(request, CATALOGUE).request == request


def test_what_no_percentage_can_do_is_refused_as_it_is():
    """Where no percentage gives a schedule at all, the reason is the request's own refusal, not the date."""
    request = by(direct("uk", "lorazepam", "ashton-2002", night="1"), day("2028-01-01"))
    assert refusal_of(request).code == "NoAchievableReduction"


def test_a_date_in_a_comparison_is_fitted_and_refused_like_any_other():
    """In a comparison too a date is met by the smallest percentage, or refused beside the others."""
    met, missed = compared(TWENTY, {"finish_by": "2027-07-01"}, {"finish_by": "2027-02-01"})
    assert (met["weeks"], met["last_day"]) == ("24", "2027-06-20")  # 20 %: the stop is on 21 June
    assert (missed["error"]["code"], "2027-05-24" in missed["error"]["message"]) == ("NotByThen", True)


def test_the_answer_says_which_percentage_was_found():
    """The answer to a request with a date names the percentage that was found: 20 % for 1 July."""
    told = propose(by(TWENTY, day("2027-07-01")), CATALOGUE).to_json()
    assert told["reduction_percent"] == "20"
    assert "reduction_percent" not in propose(parsed(TWENTY), CATALOGUE).to_json()


def test_a_comparison_is_json():
    """What is compared can be written as JSON without a loss, refusals and all."""
    told = [each.to_json() for each in compare(parsed(TEN), [Strategy("direct"), Strategy("crossover")], CATALOGUE)]
    assert json.loads(json.dumps(told)) == told


def test_a_percentage_that_is_refused_is_passed_over():
    """The smallest percentage that stops by the date, though smaller ones are refused: 16 % for 40 mg by 1 October 2027."""

    def build(asked):
        if asked.strategy.reduction_percent < 12:
            raise TooLong("Too many steps.")
        return build_schedule(asked, CATALOGUE)

    request = parsed(direct("uk", "diazepam", night="40", strategy={"finish_by": "2027-10-01"}))
    assert fitted(request, CATALOGUE.envelope, build).strategy.reduction_percent == 16


def test_where_no_pace_works_the_refusal_is_that_of_the_slowest():
    """Where no whole percentage gives a schedule, no date is at fault: the refusal is of 5 %, and says so where others differ."""
    asked = parsed(direct("uk", "diazepam", night="40", strategy={"finish_by": "2027-10-01", "reduction_percent": "12.5"}))

    def refused(words):
        def build(each):
            raise TooLong(words(each.strategy.reduction_percent))

        with pytest.raises(TooLong) as caught:
            fitted(asked, CATALOGUE.envelope, build)
        return caught.value.message

    assert refused(lambda percent: "Too many steps.") == "Too many steps."
    assert refused(lambda percent: f"More than {percent} steps.") == "With reductions of 5%: more than 5 steps."


def test_a_refusal_that_no_pace_changes_is_met_once():
    """What is wrong with the regimen is wrong at every pace: it is not built 21 times to find that out."""
    built = []

    def build(each):
        built.append(each.strategy.reduction_percent)
        raise CannotMakeDose("No such tablet.")

    with pytest.raises(CannotMakeDose):
        fitted(parsed(direct("uk", "diazepam", night="40", strategy={"finish_by": "2027-10-01"})), CATALOGUE.envelope, build)
    assert built == [5]


STEADY = direct("uk", "diazepam", "ashton-2002", night="10")
STEADY["regimen"].append({"drug": "lorazepam", "morning": "2"})


@pytest.mark.parametrize(
    "own",
    [{"steady": ["diazepam"], "interval_days": 28}, {"order": ["lorazepam", "diazepam"]}, {"method": "crossover"}, {}],
)
def test_each_strategy_has_its_own_order_and_what_it_keeps_steady(own):
    """Beside one that keeps the lorazepam and one with an order, a strategy is what it is alone."""
    strategy = {"method": "direct", "coarse_tail": True} | own
    others = [{"method": "direct", "steady": ["lorazepam"]}, {"method": "direct", "order": ["lorazepam", "diazepam"]}]
    asked = {name: value for name, value in STEADY.items() if name != "strategy"} | {"do": "compare"}
    alone, beside = (answer(json.dumps(asked | {"strategies": rows}), CATALOGUE)[0] for rows in ([strategy], [*others, strategy]))
    assert beside["comparison"][-1] == alone["comparison"][0]


def test_strategies_with_a_product_of_the_clinics_own_are_compared():
    """Clonazepam 0.5 mg as the clinic's own liquid: every strategy may name it."""
    own = {"id": "own-clonazepam", "drug": "clonazepam", "name": "Clonazepam 0.1 mg/mL", "form": "liquid", "mg_per_ml": "0.1"}
    asked = direct("uk", "clonazepam", "ashton-2002", night="0.5") | {"do": "compare", "own_products": [own]}
    del asked["strategy"]
    rows = [{"method": "direct", "products": ["own-clonazepam"], "interval_days": days} for days in (14, 28)]
    told, status = answer(json.dumps(asked | {"strategies": rows}), CATALOGUE)
    assert status == 0, told
    weeks = [Decimal(each["weeks"]) for each in told["comparison"]]
    assert weeks[1] == 2 * weeks[0]
