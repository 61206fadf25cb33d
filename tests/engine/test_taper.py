"""From a request to a schedule: reductions, closing steps, the stop, targets, holds, and several drugs one after the other."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import Refusal, build_schedule, load_catalogue, parse_request

from .requests import crossover, direct

CATALOGUE = load_catalogue()
US_LIQUID = ["diazepam-2mg-tablet", "diazepam-1mg-per-ml-oral-solution"]


def build(request, **options):
    """The schedule of a request as the command line reads it."""
    return build_schedule(parse_request(request, CATALOGUE), CATALOGUE, **options)


def refusal(request, **options):
    """The refusal of a request."""
    with pytest.raises(Refusal) as caught:
        build(request, **options)
    return caught.value


def several(*rows, market="uk", equivalence="ashton-2002", **strategy):
    """A request to reduce several drugs directly, in the order of the rows."""
    request = direct(market, "diazepam", equivalence, strategy=strategy)
    return request | {"regimen": list(rows)}


def doses(schedule, drug="diazepam"):
    """The daily mg of one drug in every step."""
    return [str(step.daily_mg.get(drug, 0)) for step in schedule.steps]


def kinds(schedule):
    """The kind and days of every step."""
    return [(step.kind, step.days) for step in schedule.steps]


# Days and dates ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("interval", [7, 14, 28])
def test_the_first_reduction_begins_on_the_first_day_and_the_next_after_the_interval(interval):
    """The first reduction begins on `starts_on` (direct), every other one `interval_days` later, the stop being a day."""
    schedule = build(direct("uk", "diazepam", night="20", strategy={"interval_days": interval}))
    begins = [date(2027, 1, 4) + timedelta(days=interval * number) for number in range(19)]
    assert [step.starts_on for step in schedule.steps] == begins
    assert [step.number for step in schedule.steps] == list(range(1, 20))
    assert kinds(schedule) == [("reduce", interval)] * 18 + [("stop", 0)]
    assert schedule.steps[0].last_day == date(2027, 1, 3) + timedelta(days=interval)
    assert (schedule.days, schedule.last_day) == (18 * interval, begins[-1] - timedelta(days=1))


def test_the_stop_is_a_step_without_doses_or_days():
    """The last step of a taper to zero is `stop`, with no doses, `days` 0 and `last_day` equal to `starts_on`."""
    stop = build(direct("uk", "diazepam", night="20")).steps[-1]
    assert (stop.kind, stop.doses, stop.days, stop.last_day) == ("stop", (), 0, stop.starts_on)
    assert (stop.equivalent, stop.reduction, stop.reduction_percent, stop.closing) == (0, 1, 100, True)


def test_the_interval_is_14_days_and_the_pace_10_percent_unless_asked_otherwise():
    """Defaults: percent of the current equivalent, 10 %, every 14 days, halves of the smallest tablet, stop from 0.5 mg."""
    asked = {"basis": "current", "reduction_percent": "10", "interval_days": 14, "halve": "smallest", "quarter": "none"}
    asked |= {"target_mg": "0", "stop_from_mg": "0.5", "coarse_tail": False, "closing_interval_days": None}
    request = direct("uk", "diazepam", night="20")
    assert build(request) == build(request | {"strategy": request["strategy"] | asked})


def test_every_step_carries_what_came_out():
    """A step carries its doses and pieces, its equivalent, and the reduction in mg and as a percentage of the step before."""
    first, second = build(direct("uk", "diazepam", night="20")).steps[:2]
    assert [(dose.time, dose.drug, dose.mg) for dose in first.doses] == [("night", "diazepam", Decimal(18))]
    pieces = [(piece.product, piece.count) for piece in first.doses[0].pieces]
    assert pieces == [("diazepam-10mg-tablet", 1), ("diazepam-2mg-tablet", 4)]
    assert (first.equivalent, first.reduction, first.reduction_percent) == (18, 2, 10)
    assert (second.equivalent, second.reduction, second.reduction_percent) == (17, 1, Fraction(100, 18))


def test_the_schedule_carries_the_baseline_and_the_table():
    """The baseline is what is taken before the first step, in mg diazepam by the named table."""
    schedule = build(crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1.5"))
    assert (schedule.baseline_equivalent, schedule.equivalence, schedule.starts_on) == (25, "ashton-2002", date(2027, 1, 4))


def test_doses_stand_in_the_order_of_the_day_and_of_the_rows():
    """The doses of a step stand morning, midday, evening, night, and at one time in the order of the clinician's rows."""
    rows = [
        {"drug": "lorazepam", "night": "1", "morning": "1"},
        {"drug": "diazepam", "night": "4", "midday": "2", "evening": "2"},
    ]
    first = build(several(*rows, coarse_tail=True)).steps[0]
    assert [(dose.time, dose.drug) for dose in first.doses] == [
        ("morning", "lorazepam"),
        ("midday", "diazepam"),
        ("evening", "diazepam"),
        ("night", "lorazepam"),
        ("night", "diazepam"),
    ]


# Ten weeks -----------------------------------------------------------------------------------------------------------


def test_a_taper_of_69_days_is_too_short():
    """The whole taper takes at least 70 days from `starts_on` to the stop: three intervals of 23 days are 69."""
    refused = refusal(direct("uk", "diazepam", night="4", strategy={"interval_days": 23}))
    assert refused.code == "TooShort"
    assert refused.message == "This taper would reach its end after 69 days. A taper takes at least 70 days (10 weeks)."


def test_a_taper_of_70_days_is_long_enough():
    """The same taper with a hold of one day takes 70 days, and so does one of seven steps of 10 days."""
    held = {"interval_days": 23, "holds": [{"after_step": 2, "days": 1}]}
    assert build(direct("uk", "diazepam", night="4", strategy=held)).days == 70
    assert build(direct("uk", "diazepam", night="8", strategy={"interval_days": 10})).days == 70


def test_the_length_is_of_the_days_that_came_out():
    """A taper at a dose where one step is left is refused, with 0 days: the stop would be the first step."""
    assert refusal(direct("us", "diazepam", night="0.5", strategy={"products": US_LIQUID})).message.startswith(
        "This taper would reach its end after 0 days."
    )


def test_a_taper_that_does_not_stop_has_no_least_length():
    """A taper to a maintenance dose or to an open hold has no stop, so it may be short."""
    assert build(direct("uk", "diazepam", night="10", strategy={"target_mg": "9"})).days == 0
    assert build(direct("uk", "diazepam", night="4", strategy={"holds": [{"after_step": 1, "days": None}]})).days == 14


# Closing reductions and the stop -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("closing_days", "expected"),
    [(None, [7, 7, 7, 7, 0]), (7, [7, 7, 7, 7, 0]), (14, [7, 7, 14, 14, 0]), (28, [7, 7, 28, 28, 0])],
)
def test_the_days_of_closing_steps(closing_days, expected):
    """`closing_interval_days` sets the days of closing steps (default: the interval); 4 → 3 mg is 25 % and no closing step."""
    strategy = {"interval_days": 7, "closing_interval_days": closing_days}
    schedule = build(direct("uk", "diazepam", night="5", strategy=strategy), least_days=0)
    assert doses(schedule) == ["4", "3", "2", "1", "0"]
    assert [step.closing for step in schedule.steps] == [False, False, True, True, True]
    assert [step.days for step in schedule.steps] == expected


def test_closing_reductions_may_be_of_1_25_mg_equivalent():
    """Zopiclone with halves of 3.75 mg: 3.75 → 1.875 mg is 1.25 mg equivalent by Ashton, and so is the stop."""
    strategy = {"halve": ["zopiclone-3p75mg-tablet", "zopiclone-7p5mg-tablet"], "interval_days": 28}
    schedule = build(direct("uk", "zopiclone", "ashton-2002", night="7.5", strategy=strategy))
    assert doses(schedule, "zopiclone") == ["5.625", "3.75", "1.875", "0"]
    assert [step.reduction for step in schedule.steps] == [Fraction(5, 4)] * 4
    assert [step.closing for step in schedule.steps] == [False, True, True, True]


def test_what_closes_is_measured_by_the_named_table():
    """Alprazolam 0.125 mg is 1.25 mg diazepam by VA/DoD 2021, so it may close; by Ashton it is 2.5 mg, and is refused."""
    strategy = {"interval_days": 28}
    schedule = build(direct("us", "alprazolam", "vadod-2021", night="0.5", strategy=strategy))
    assert doses(schedule, "alprazolam") == ["0.375", "0.25", "0.125", "0"]
    refused = refusal(direct("us", "alprazolam", "ashton-2002", night="0.5", strategy=strategy))
    assert refused.code == "NoAchievableReduction"
    assert "From alprazolam 0.375\u00a0mg a day (about 7.5\u00a0mg diazepam)" in refused.message


@pytest.mark.parametrize(
    ("stop_from", "last_doses"),
    [
        ("0.5", ["0.6", "0.55", "0.5", "0"]),
        ("0.51", ["0.6", "0.55", "0.5", "0"]),
        ("0.49", ["0.55", "0.5", "0.45", "0"]),
        ("0.55", ["0.65", "0.6", "0.55", "0"]),
        ("0", ["0.15", "0.1", "0.05", "0"]),
    ],
)
def test_at_or_below_stop_from_the_stop_comes_next(stop_from, last_doses):
    """At or below `stop_from_mg` the stop comes next whatever else could be made; above it, it does not."""
    strategy = {"products": US_LIQUID, "stop_from_mg": stop_from}
    assert doses(build(direct("us", "diazepam", night="2", strategy=strategy)))[-4:] == last_doses


@pytest.mark.parametrize(("stop_from", "last_doses"), [("1.25", ["1.5", "1.25", "0"]), ("1.24", ["1.25", "1", "0"])])
def test_the_stop_may_come_from_1_25_mg_at_most(stop_from, last_doses):
    """`stop_from_mg` is at most 1.25: with 5 mg/mL the taper stops from 0.25 mL, or goes on where it is a little less."""
    strategy = {"products": ["diazepam-2mg-tablet", "diazepam-5mg-per-ml-oral-concentrate"], "stop_from_mg": stop_from}
    assert doses(build(direct("us", "diazepam", night="4", strategy=strategy)))[-3:] == last_doses


def test_stop_from_is_a_diazepam_equivalent():
    """`stop_from_mg` is mg diazepam: temazepam stops from 1 mg by Ashton (20 mg = 10 mg), not from 0.5 mg."""
    strategy = {"products": ["temazepam-10mg-tablet", "temazepam-2mg-per-ml-oral-solution"], "interval_days": 7}
    schedule = build(direct("uk", "temazepam", "ashton-2002", night="4", strategy=strategy))
    assert doses(schedule, "temazepam")[-3:] == ["1.1", "1", "0"]


def test_the_stop_is_the_smallest_dose_that_tablets_leave():
    """With tablets of 2 mg and halves the last dose is 1 mg, above `stop_from_mg`: its stop is a closing reduction of 1 mg."""
    steps = build(direct("uk", "diazepam", night="20", strategy={"stop_from_mg": "0"})).steps
    assert [(step.kind, step.reduction, step.closing) for step in steps[-2:]] == [("reduce", 1, True), ("stop", 1, True)]


def test_the_last_dose_gives_way_time_by_time():
    """The stop is the step that reaches nothing: of 1 mg at two times of day, one goes as a reduction and one as the stop."""
    schedule = build(direct("uk", "diazepam", morning="3", night="3", strategy={"distribution": "even"}))
    ends = [[(dose.time, str(dose.mg)) for dose in step.doses] for step in schedule.steps[-3:]]
    assert ends == [[("morning", "1"), ("night", "1")], [("night", "1")], []]
    assert [step.kind for step in schedule.steps[-3:]] == ["reduce", "reduce", "stop"]


def test_at_stop_from_all_times_of_day_stop_at_once():
    """At or below `stop_from_mg` in the whole day all doses stop together."""
    strategy = {"products": ["diazepam-1mg-per-ml-oral-solution"], "distribution": "even"}
    schedule = build(direct("us", "diazepam", morning="0.5", night="0.5", strategy=strategy))
    assert [(dose.time, str(dose.mg)) for dose in schedule.steps[-2].doses] == [("morning", "0.25"), ("night", "0.25")]
    assert schedule.steps[-1].kind == "stop"


# A coarse tail -------------------------------------------------------------------------------------------------------

CLONAZEPAM = {"products": ["clonazepam-0p5mg-tablet"], "reduction_percent": "25", "interval_days": 28}


def test_clonazepam_tablets_of_0_5_mg_are_refused_without_a_coarse_tail():
    """From 0.75 mg the next dose is 0.5 mg: a third, and 5 mg diazepam, so it is neither within 25 % nor closing."""
    refused = refusal(direct("us", "clonazepam", "ashton-2002", night="2", strategy=CLONAZEPAM))
    assert refused.code == "NoAchievableReduction"
    assert "From clonazepam 0.75\u00a0mg a day (about 15\u00a0mg diazepam)" in refused.message
    assert "the smallest reduction that these products make is 0.25\u00a0mg (" in refused.message


def test_a_coarse_tail_takes_clonazepam_tablets_of_0_5_mg_down():
    """It is how clonazepam 0.5 mg tablets can be tapered directly at all: 0.5, 0.25 and the stop are marked as closing."""
    strategy = CLONAZEPAM | {"coarse_tail": True}
    schedule = build(direct("us", "clonazepam", "ashton-2002", night="2", strategy=strategy))
    assert doses(schedule, "clonazepam") == ["1.5", "1.25", "1", "0.75", "0.5", "0.25", "0"]
    assert [step.closing for step in schedule.steps] == [False] * 4 + [True] * 3


def test_a_coarse_tail_changes_nothing_where_the_products_keep_to_the_limits():
    """`coarse_tail` is for where the products cannot do better: diazepam goes down as it would without."""
    request = direct("uk", "diazepam", night="20")
    assert build(request | {"strategy": request["strategy"] | {"coarse_tail": True}}) == build(request)


# Targets -------------------------------------------------------------------------------------------------------------


def test_a_taper_to_a_target_ends_in_a_maintenance_dose():
    """`target_mg`: the reduction that reaches it is the `maintain` step; its days and last day are null, nothing follows it."""
    schedule = build(direct("uk", "diazepam", night="10", strategy={"target_mg": "7"}))
    assert doses(schedule) == ["9", "8", "7"]
    assert kinds(schedule) == [("reduce", 14), ("reduce", 14), ("maintain", None)]
    assert schedule.steps[-1].last_day is None
    assert (schedule.days, schedule.last_day) == (28, None)


def test_the_maintenance_dose_is_not_in_the_supply():
    """The `maintain` step is not in `supply`: 9 and 8 mg for 14 days each, of which 5 and 2 mg tablets make 1 + 2 and 4."""
    strategy = {"target_mg": "7", "products": ["diazepam-2mg-tablet", "diazepam-5mg-tablet"]}
    supply = build(direct("uk", "diazepam", night="10", strategy=strategy)).supply()
    assert supply == {"diazepam-5mg-tablet": 14, "diazepam-2mg-tablet": 14 * 2 + 14 * 4}


@pytest.mark.parametrize(("target", "expected"), [("39", ["39"]), ("35", ["36", "35"]), ("36", ["36"]), ("37", ["37"])])
def test_the_reduction_that_reaches_the_target_may_be_under_5_percent(target, expected):
    """The reduction that reaches the target may be under 5 %: 40 → 39 mg is 2.5 %, and 36 → 35 mg 2.8 %."""
    schedule = build(direct("uk", "diazepam", night="40", strategy={"target_mg": target}))
    assert doses(schedule) == expected
    assert schedule.steps[-1].kind == "maintain"


def test_no_reduction_goes_below_the_target():
    """A reduction never passes the target: at 25 % from 10 mg to 9 it is 1 mg, though 2.5 mg was asked."""
    assert doses(build(direct("uk", "diazepam", night="10", strategy={"target_mg": "9", "reduction_percent": "25"}))) == ["9"]


def test_a_target_below_stop_from_is_reached_all_the_same():
    """With a target the stop does not come first: 0.5 mg goes on to a target of 0.4 mg."""
    strategy = {"products": US_LIQUID, "target_mg": "0.4"}
    schedule = build(direct("us", "diazepam", night="0.6", strategy=strategy))
    assert doses(schedule) == ["0.55", "0.5", "0.45", "0.4"]
    assert schedule.steps[-1].kind == "maintain"


@pytest.mark.parametrize("target", ["10", "10.5", "1000"])
def test_a_target_is_below_the_baseline(target):
    """`target_mg` is an equivalent below the baseline."""
    refused = refusal(direct("uk", "diazepam", night="10", strategy={"target_mg": target}))
    assert refused.code == "NoAchievableTarget"
    assert refused.message == "The target is not below what is taken now. Choose a lower target."


@pytest.mark.parametrize("target", ["6.5", "9.99", "0.5"])
def test_a_target_that_the_products_do_not_make_is_refused(target):
    """A target that cannot be reached exactly is refused: no nearest tablet, no silent rounding."""
    refused = refusal(direct("uk", "diazepam", night="10", strategy={"target_mg": target}))
    assert refused.code == "NoAchievableTarget"
    assert refused.message.startswith("From diazepam ")
    assert refused.message.endswith(
        "\u00a0mg diazepam) these products make no dose that reaches the target exactly. Choose another target."
    )


def test_the_target_is_a_diazepam_equivalent():
    """The target is mg diazepam by the named table: 20 mg clobazam are 10 mg by Ashton."""
    strategy = {"target_mg": "10", "reduction_percent": "25", "halve": ["clobazam-10mg-tablet", "clobazam-20mg-tablet"]}
    schedule = build(direct("uk", "clobazam", "ashton-2002", night="30", strategy=strategy))
    assert doses(schedule, "clobazam") == ["25", "20"]


def test_no_reduction_passes_a_target_of_another_drug():
    """Temazepam 60 mg is 40 mg by VA/DoD 2021: a target of 35 mg is 52.5 mg of it, though 15 mg less was asked for."""
    strategy = {"target_mg": "35", "reduction_percent": "25"}
    schedule = build(direct("us", "temazepam", "vadod-2021", night="60", strategy=strategy))
    assert doses(schedule, "temazepam") == ["52.5"]


def test_a_crossover_may_end_in_a_maintenance_dose():
    """A target may follow a crossover: lorazepam 1 mg becomes 10 mg diazepam, which goes to 8."""
    schedule = build(crossover("uk", "lorazepam", "ashton-2002", night="1", strategy={"target_mg": "8"}))
    assert kinds(schedule) == [("crossover", 7), ("stabilise", 7), ("reduce", 14), ("maintain", None)]
    assert doses(schedule) == ["10", "10", "9", "8"]


def test_the_reduction_that_reaches_the_target_may_be_a_closing_one():
    """2 → 1 mg is half of the dose, and closing whether the taper goes on or stays there."""
    steps = build(direct("uk", "diazepam", night="3", strategy={"target_mg": "1"})).steps
    assert [(each.kind, str(each.equivalent), each.closing) for each in steps] == [("reduce", "2", True), ("maintain", "1", True)]


TO_2_MG = {"products": ["diazepam-2mg-tablet"], "halve": "none", "target_mg": "2"}


def test_a_crossover_may_reach_the_target_by_itself():
    """Zopiclone 3.75 mg (2.5 mg diazepam) becomes one 2 mg tablet, which is the target: it is stabilised and maintained."""
    schedule = build(crossover("uk", "zopiclone", "ashton-2002", night="3.75", strategy=TO_2_MG))
    assert kinds(schedule) == [("crossover", 7), ("stabilise", 7), ("maintain", None)]
    assert doses(schedule) == ["2", "2", "2"]
    held = TO_2_MG | {"holds": [{"after_step": 1, "days": None}]}
    assert kinds(build(crossover("uk", "zopiclone", "ashton-2002", night="3.75", strategy=held))) == [
        ("crossover", 7),
        ("hold", None),
    ]


def test_a_crossover_that_lands_below_the_target_is_refused():
    """A target of 2.25 mg between the 2.5 mg taken and the 2 mg that the tablets make is not passed in silence."""
    refused = refusal(crossover("uk", "zopiclone", "ashton-2002", night="3.75", strategy=TO_2_MG | {"target_mg": "2.25"}))
    assert refused.code == "NoAchievableTarget"
    assert refused.message == ("The crossover to diazepam would end at about 2\u00a0mg, below the target. Choose another target.")


# Holds ---------------------------------------------------------------------------------------------------------------


def test_a_dated_hold_is_a_step_of_its_own():
    """A hold keeps the dose of the step before it for so many days, counts as a step, and the taper goes on after it."""
    schedule = build(direct("uk", "diazepam", night="10", strategy={"holds": [{"after_step": 2, "days": 21}]}))
    assert doses(schedule)[:4] == ["9", "8", "8", "7"]
    assert kinds(schedule)[:4] == [("reduce", 14), ("reduce", 14), ("hold", 21), ("reduce", 14)]
    hold, after = schedule.steps[2:4]
    assert (hold.number, hold.reduction, hold.reduction_percent, hold.closing) == (3, 0, 0, False)
    assert (hold.starts_on, hold.last_day) == (date(2027, 2, 1), date(2027, 2, 21))
    assert (after.starts_on, after.reduction, after.reduction_percent) == (date(2027, 2, 22), 1, Fraction(25, 2))
    assert schedule.days == 10 * 14 - 14 + 14 - 14 + 21


def test_a_hold_is_in_the_supply():
    """The days of a dated hold are supplied like any others."""
    strategy = {"products": ["diazepam-2mg-tablet"], "target_mg": "2", "holds": [{"after_step": 1, "days": 10}]}
    assert build(direct("uk", "diazepam", night="4", strategy=strategy)).supply() == {"diazepam-2mg-tablet": Decimal("1.5") * 24}


def test_steps_are_numbered_with_their_holds():
    """`after_step` counts the steps of the schedule, holds included: after 2 and after 3 are two holds in a row."""
    holds = [{"after_step": 3, "days": 5}, {"after_step": 2, "days": 10}, {"after_step": 6, "days": 3}]
    schedule = build(direct("uk", "diazepam", night="10", strategy={"holds": holds}))
    assert " ".join(step.kind for step in schedule.steps[:8]) == "reduce reduce hold hold reduce reduce hold reduce"
    assert [step.days for step in schedule.steps if step.kind == "hold"] == [10, 5, 3]
    assert [step.number for step in schedule.steps] == list(range(1, len(schedule.steps) + 1))


def test_nothing_comes_after_an_open_hold():
    """`days` null is an open hold with nothing after it."""
    schedule = build(direct("uk", "diazepam", night="10", strategy={"holds": [{"after_step": 3, "days": None}]}))
    assert doses(schedule) == ["9", "8", "7", "7"]
    assert kinds(schedule)[-1] == ("hold", None)
    assert (schedule.steps[-1].last_day, schedule.last_day, schedule.days) == (None, None, 42)


@pytest.mark.parametrize("after", [1, 2, 3])
def test_an_open_hold_in_a_crossover_ends_the_schedule(after):
    """An open hold during the crossover or after stabilising has nothing after it either."""
    strategy = {"holds": [{"after_step": after, "days": None}]}
    schedule = build(crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1", strategy=strategy))
    crossing = [("crossover", 7), ("crossover", 7), ("stabilise", 7)]
    assert kinds(schedule) == [*crossing[:after], ("hold", None)]


def test_a_dated_hold_in_a_crossover():
    """A dated hold during the crossover keeps what is taken then, and the crossover goes on after it."""
    strategy = {"holds": [{"after_step": 1, "days": 28}]}
    steps = build(crossover("uk", "lorazepam", "ashton-2002", morning="1", night="1", strategy=strategy)).steps
    assert [(step.kind, step.days) for step in steps[:3]] == [("crossover", 7), ("hold", 28), ("crossover", 7)]
    assert steps[1].doses == steps[0].doses


@pytest.mark.parametrize(
    ("strategy", "missed"),
    [
        ({"holds": [{"after_step": 300, "days": 28}]}, 300),
        ({"holds": [{"after_step": 10, "days": 28}]}, 10),  # the stop
        ({"holds": [{"after_step": 2, "days": None}, {"after_step": 3, "days": 7}]}, 3),
        ({"holds": [{"after_step": 1, "days": 7}, {"after_step": 2, "days": 7}], "target_mg": "9"}, 1),
    ],
)
def test_a_hold_that_is_never_reached_is_refused(strategy, missed):
    """What is asked is never dropped in silence: a hold after the stop, an open hold or a maintenance dose is refused."""
    refused = refusal(direct("uk", "diazepam", night="10", strategy=strategy))
    assert refused.code == "HoldNeverReached"
    assert refused.message == f"The hold after step {missed} is never reached: no dose follows that step."


def test_the_last_hold_that_can_be_reached_is_before_the_stop():
    """A hold after the last dose, before the stop, is kept: 10 mg have nine doses."""
    schedule = build(direct("uk", "diazepam", night="10", strategy={"holds": [{"after_step": 9, "days": 7}]}))
    assert kinds(schedule)[-2:] == [("hold", 7), ("stop", 0)]


# Several drugs -------------------------------------------------------------------------------------------------------

DIAZEPAM = {"drug": "diazepam", "night": "4"}
NITRAZEPAM = {"drug": "nitrazepam", "night": "5"}
NITRAZEPAM_PRODUCTS = ["nitrazepam-5mg-tablet", "nitrazepam-0p5mg-per-ml-oral-suspension"]


def test_several_drugs_go_down_one_after_the_other_in_the_clinicians_order():
    """With several drugs one drug at a time goes down, in the clinician's order, the others staying as they are."""
    schedule = build(several(DIAZEPAM, NITRAZEPAM, products=NITRAZEPAM_PRODUCTS))
    assert doses(schedule)[:6] == ["3", "2", "1", "0", "0", "0"]
    assert doses(schedule, "nitrazepam")[:6] == ["5", "5", "5", "5", "4.5", "4.25"]
    other = build(several(NITRAZEPAM, DIAZEPAM, products=NITRAZEPAM_PRODUCTS))
    assert doses(other, "nitrazepam")[:3] == ["4.5", "4.25", "4"]
    assert doses(other)[-5:] == ["4", "3", "2", "1", "0"]
    assert doses(other, "nitrazepam")[-6:] == ["0.5", "0", "0", "0", "0", "0"]


def test_only_the_last_drug_has_a_stop():
    """The end of a drug with others left is a reduction with its days; going to nothing at all is the stop."""
    schedule = build(several(DIAZEPAM, NITRAZEPAM, products=NITRAZEPAM_PRODUCTS))
    assert kinds(schedule)[3] == ("reduce", 14)
    assert [step.kind for step in schedule.steps].count("stop") == 1
    assert schedule.steps[-1].kind == "stop"


def test_with_several_drugs_the_limits_are_of_the_drug_that_is_reduced():
    """Percentages are of the drug being reduced: 4 → 3 mg is 25 % of the diazepam (11 % of the day), 3 → 2 closes."""
    steps = build(several(DIAZEPAM, NITRAZEPAM, products=NITRAZEPAM_PRODUCTS)).steps
    assert [step.closing for step in steps[:5]] == [False, True, True, True, False]
    assert steps[0].reduction_percent == Fraction(100, 9)
    refused = refusal(several(DIAZEPAM, NITRAZEPAM, halve="none"))
    assert refused.code == "NoAchievableReduction"
    assert "From diazepam 4\u00a0mg a day (about 4\u00a0mg diazepam)" in refused.message  # 2 mg of 9 would be 22 % of the day
    assert "is 2\u00a0mg (50%)" in refused.message


def test_with_several_drugs_the_baseline_is_of_the_drug_that_is_reduced():
    """Percent of the baseline equivalent is of each drug's own baseline: 10 % of 20 mg diazepam, not of 30 mg in all."""
    rows = [{"drug": "diazepam", "night": "20"}, {"drug": "nitrazepam", "night": "10"}]
    steps = build(several(*rows, basis="baseline", products=NITRAZEPAM_PRODUCTS)).steps
    assert [str(step.daily_mg["diazepam"]) for step in steps[:3]] == ["18", "16", "14"]
    nitrazepam = [step.daily_mg["nitrazepam"] for step in steps if "nitrazepam" in step.daily_mg]
    assert [str(mg) for mg in nitrazepam[-20:] if mg < 10][:3] == ["9", "8", "7"]


def test_with_several_drugs_the_bands_are_of_the_drug_that_is_reduced():
    """Bands look at the drug being reduced: 12 mg diazepam beside 10 mg nitrazepam fall by 1 mg, the band below 20."""
    bands = [{"down_to_mg": "20", "reduction_mg": "2"}, {"down_to_mg": "0", "reduction_mg": "1"}]
    rows = [{"drug": "diazepam", "night": "12"}, {"drug": "nitrazepam", "night": "10"}]
    steps = build(several(*rows, basis="bands", bands=bands, products=NITRAZEPAM_PRODUCTS)).steps
    assert [str(step.daily_mg["diazepam"]) for step in steps[:2]] == ["11", "10"]


def test_each_drug_stops_from_stop_from():
    """`stop_from_mg` is of the drug being reduced: nitrazepam goes from 0.5 mg to nothing beside 4 mg of diazepam."""
    steps = build(several(NITRAZEPAM, DIAZEPAM, products=NITRAZEPAM_PRODUCTS)).steps
    last = next(step for step in steps if "nitrazepam" not in step.daily_mg)
    assert steps[last.number - 2].daily_mg == {"nitrazepam": Decimal("0.5"), "diazepam": 4}
    assert (last.kind, last.closing, last.daily_mg) == ("reduce", True, {"diazepam": 4})


def test_the_target_is_of_the_whole_day():
    """The target is of the whole: 4 mg diazepam and 5 mg nitrazepam reach 5 when the diazepam has gone."""
    schedule = build(several(DIAZEPAM, NITRAZEPAM, target_mg="5"))
    assert doses(schedule) == ["3", "2", "1", "0"]
    assert kinds(schedule)[-1] == ("maintain", None)
    first = build(several(NITRAZEPAM, DIAZEPAM, target_mg="8", products=NITRAZEPAM_PRODUCTS))
    assert doses(first, "nitrazepam") == ["4.5", "4.25", "4"]
    assert doses(first) == ["4", "4", "4"]
    beyond = build(several(DIAZEPAM, NITRAZEPAM, target_mg="4", products=NITRAZEPAM_PRODUCTS))
    assert doses(beyond, "nitrazepam") == ["5", "5", "5", "5", "4.5", "4.25", "4"]
    assert [step.kind for step in beyond.steps] == ["reduce"] * 6 + ["maintain"]


# Refusals ------------------------------------------------------------------------------------------------------------


def test_a_dose_that_stays_need_not_be_makeable_but_a_new_one_has_to():
    """5 mg temazepam stays as it is taken while the diazepam falls; 10 mg tablets, whole only, then make nothing below it."""
    rows = [DIAZEPAM, {"drug": "temazepam", "night": "5"}]
    refused = refusal(several(*rows, products=["temazepam-10mg-tablet", "temazepam-20mg-tablet"]))
    assert refused.code == "NoAchievableReduction"
    assert refused.message.startswith(
        "From temazepam 5\u00a0mg a day (about 2.5\u00a0mg diazepam) the smallest reduction that these products make is 5\u00a0mg"
    )


def test_the_dose_taken_now_need_not_be_makeable_when_it_falls_at_once():
    """The regimen is what is taken; only what is printed has to be made: 9.3 mg diazepam may go to 9 and on."""
    assert doses(build(direct("uk", "diazepam", night="9.3")))[0] == "8"
    assert doses(build(direct("uk", "diazepam", night="9.5")))[0] == "9"


def test_a_drug_that_the_table_lacks_is_refused():
    """A drug that the table lacks is refused, naming the tables that have it; a second table for that drug alone is used."""
    request = direct("uk", "nitrazepam", "vadod-2021", night="10", strategy={"products": NITRAZEPAM_PRODUCTS})
    refused = refusal(request)
    assert refused.code == "NoEquivalent"
    assert refused.message.startswith("VA/DoD 2021 has no equivalent for nitrazepam. Tables that have one: Ashton 2002,")
    assert build(request | {"equivalence_for": {"nitrazepam": "ashton-2002"}}).baseline_equivalent == 10


def test_a_taper_of_more_than_400_steps_is_refused():
    """A taper with more steps than anybody follows is refused: six drugs in liquids at 5 % each."""
    liquids = {
        "diazepam": ("8", "diazepam-0p4mg-per-ml-oral-solution"),
        "temazepam": ("20", "temazepam-2mg-per-ml-oral-solution"),
        "lorazepam": ("4", "lorazepam-1mg-per-ml-oral-solution"),
        "nitrazepam": ("10", "nitrazepam-0p5mg-per-ml-oral-suspension"),
        "clobazam": ("20", "clobazam-1mg-per-ml-oral-suspension"),
        "clonazepam": ("2", "clonazepam-0p1mg-per-ml-oral-solution"),
    }
    rows = [{"drug": drug, "morning": mg, "midday": mg, "evening": mg, "night": mg} for drug, (mg, _) in liquids.items()]
    strategy = {"products": [liquid for _, liquid in liquids.values()], "reduction_percent": "5", "stop_from_mg": "0"}
    refused = refusal(several(*rows, interval_days=7, **strategy))
    assert refused.code == "TooLong"
    assert refused.message == "This taper would take more than 400 steps. Choose larger reductions or other products."
    assert len(build(several(*rows[:3], interval_days=7, **strategy)).steps) > 200


@pytest.mark.parametrize(("held", "steps"), [(381, 400), (382, None)])
def test_a_taper_has_at_most_400_steps(held, steps):
    """20 mg diazepam take 19 steps; with 381 holds they are 400, and with one more they are too many."""
    holds = [{"after_step": number, "days": 1} for number in range(1, held + 1)]
    request = direct("uk", "diazepam", night="20", strategy={"holds": holds})
    if steps:
        assert len(build(request).steps) == steps
    else:
        assert refusal(request).code == "TooLong"


def test_the_same_request_gives_the_same_schedule():
    """Same input, same output."""
    request = crossover("uk", "lorazepam", "ashton-2002", morning="1", midday="0.5", night="1")
    assert build(request) == build(request)
