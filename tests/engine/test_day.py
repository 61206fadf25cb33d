"""A daily dose over the times of day: who gives way, and what the night keeps."""

import pytest

from taper_app.engine import TIMES, build_schedule, load_catalogue, parse_request
from taper_app.engine.taper.day import Slot, floors, giving_order, total

from .requests import crossover, direct

CATALOGUE = load_catalogue()
DIAZEPAM_1MG_STEPS = {"products": ["diazepam-2mg-tablet", "diazepam-5mg-tablet", "diazepam-10mg-tablet"], "halve": "smallest"}


def days(request):
    """The mg at each time of day of every step: [{"night": "18"}, …], and {} for the stop."""
    schedule = build_schedule(parse_request(request, CATALOGUE), CATALOGUE)
    return [{dose.time: str(dose.mg) for dose in step.doses} for step in schedule.steps]


def slots(**amounts):
    """A drug's day from ng by time of day."""
    return {time: Slot(ng) for time, ng in amounts.items()}


# Who gives way -------------------------------------------------------------------------------------------------------


def test_the_total_is_what_is_taken_in_the_day():
    """A drug's day is the sum of its doses, tablets and liquid alike."""
    assert total({"morning": Slot(2), "night": Slot(5, liquid=True)}) == 7


def test_a_dose_is_tablets_unless_it_is_a_liquid():
    """A dose is tablets or one volume: tablets, where nothing else is said."""
    assert Slot(5) == Slot(5, liquid=False)


def test_ties_give_way_midday_evening_morning_night():
    """A reduction is taken from the largest dose; ties: midday, evening, morning, night."""
    for day in (slots(morning=5, midday=5, evening=5, night=5), slots(night=5, evening=5, morning=5, midday=5)):
        assert giving_order(day) == ["midday", "evening", "morning", "night"]


def test_the_largest_dose_gives_way_first():
    """A reduction is taken from the largest dose, whatever the time of day."""
    assert giving_order(slots(morning=3, midday=1, evening=2, night=4)) == ["night", "morning", "evening", "midday"]


def test_four_equal_doses_fall_one_after_the_other():
    """Four times 5 mg at 5 %: 1 mg comes off midday, then evening, then morning, then night, and then midday again."""
    request = direct(
        "uk",
        "diazepam",
        morning="5",
        midday="5",
        evening="5",
        night="5",
        strategy={"distribution": "even", "reduction_percent": "5"},
    )
    assert days(request)[:5] == [
        {"morning": "5", "midday": "4", "evening": "5", "night": "5"},
        {"morning": "5", "midday": "4", "evening": "4", "night": "5"},
        {"morning": "4", "midday": "4", "evening": "4", "night": "5"},
        {"morning": "4", "midday": "4", "evening": "4", "night": "4"},
        {"morning": "4", "midday": "3", "evening": "4", "night": "4"},
    ]


def test_the_next_largest_dose_gives_where_the_largest_cannot_hold_the_reduction():
    """The next largest gives where that one cannot hold it: whole 2 and 5 mg tablets make no 3 mg, so 5 + 4 becomes 5 + 2."""
    strategy = {
        "distribution": "even",
        "reduction_percent": "25",
        "target_mg": "6",
        "halve": "none",
        "products": ["diazepam-2mg-tablet", "diazepam-5mg-tablet"],
    }
    assert days(direct("uk", "diazepam", morning="5", night="4", strategy=strategy)) == [
        {"morning": "5", "night": "2"},
        {"morning": "4", "night": "2"},
    ]


@pytest.mark.parametrize("distribution", ["even", "daytime-first"])
@pytest.mark.parametrize("percent", ["5", "10", "25"])
def test_no_time_of_day_ever_rises(distribution, percent):
    """No time of day ever rises."""
    strategy = {"distribution": distribution, "reduction_percent": percent, "interval_days": 28}
    request = direct("uk", "diazepam", morning="7", midday="2", evening="10", night="12", strategy=strategy)
    before = {"morning": 7, "midday": 2, "evening": 10, "night": 12}
    for day in days(request):
        now = {time: float(day.get(time, 0)) for time in TIMES}
        assert all(now[time] <= before[time] for time in TIMES)
        assert sum(now.values()) < sum(before.values())
        before = now


# What the night keeps ------------------------------------------------------------------------------------------------


def test_the_night_keeps_its_floor_while_a_daytime_dose_is_left():
    """Daytime-first leaves a night dose at the floor while a daytime dose is left; the daytime doses keep nothing."""
    assert floors(slots(morning=4, evening=2, night=12), 10) == {"morning": 0, "evening": 0, "night": 10}


def test_a_night_dose_under_the_floor_is_kept_whole():
    """A night dose smaller than the floor does not give way either while a daytime dose is left."""
    assert floors(slots(midday=4, night=6), 10) == {"midday": 0, "night": 6}


def test_the_night_keeps_nothing_once_the_daytime_doses_are_gone():
    """When only the night dose is left, it gives way down to nothing."""
    assert floors(slots(night=12), 10) == {"night": 0}


def test_an_even_distribution_keeps_nothing():
    """`even` leaves no time of day alone."""
    assert floors(slots(morning=4, night=12), 0) == {"morning": 0, "night": 0}


def test_daytime_first_brings_the_night_to_10_mg_and_holds_it_there():
    """12 mg at night go to 10, then the daytime doses go first, and only then does the night dose go on."""
    request = direct("uk", "diazepam", morning="5", evening="5", night="12", strategy=DIAZEPAM_1MG_STEPS)
    assert days(request) == [
        {"morning": "5", "evening": "5", "night": "10"},
        {"morning": "5", "evening": "3", "night": "10"},
        {"morning": "4", "evening": "3", "night": "10"},
        {"morning": "3", "evening": "3", "night": "10"},
        {"morning": "3", "evening": "2", "night": "10"},
        {"morning": "2", "evening": "2", "night": "10"},
        {"morning": "2", "evening": "1", "night": "10"},
        {"morning": "1", "evening": "1", "night": "10"},
        {"morning": "1", "night": "10"},
        {"night": "10"},
        *({"night": str(mg)} for mg in range(9, 0, -1)),
        {},
    ]


def test_even_takes_from_the_night_as_from_any_other_dose():
    """`even` is just the largest dose: from 5 + 5 + 12 mg the night gives until the others are as large."""
    strategy = DIAZEPAM_1MG_STEPS | {"distribution": "even"}
    request = direct("uk", "diazepam", morning="5", evening="5", night="12", strategy=strategy)
    assert days(request)[:6] == [
        {"morning": "5", "evening": "5", "night": "10"},
        {"morning": "5", "evening": "5", "night": "8"},
        {"morning": "5", "evening": "5", "night": "7"},
        {"morning": "5", "evening": "5", "night": "6"},
        {"morning": "5", "evening": "5", "night": "5"},
        {"morning": "5", "evening": "4", "night": "5"},
    ]


def test_the_floor_is_10_mg_diazepam_equivalent_of_the_drug():
    """The night keeps 10 mg equivalent, not 10 mg: of oxazepam that is 20 mg by Ashton."""
    strategy = {"distribution": "daytime-first", "reduction_percent": "25", "holds": [{"after_step": 3, "days": None}]}
    assert days(direct("uk", "oxazepam", "ashton-2002", morning="25", night="30", strategy=strategy))[:3] == [
        {"morning": "25", "night": "20"},
        {"morning": "15", "night": "20"},
        {"morning": "10", "night": "20"},
    ]


def test_the_floor_is_worked_out_by_the_table():
    """10 mg equivalent of temazepam is 15 mg by VA/DoD 2021: the night gives down to it, and then the morning does."""
    strategy = {"distribution": "daytime-first", "reduction_percent": "25", "holds": [{"after_step": 2, "days": None}]}
    assert days(direct("us", "temazepam", "vadod-2021", morning="15", night="22.5", strategy=strategy))[:2] == [
        {"morning": "15", "night": "15"},
        {"morning": "7.5", "night": "15"},
    ]


def test_the_step_that_reaches_the_target_may_end_a_time_of_day():
    """The step that lands on the target may take a daytime dose to nothing, the night staying at 10 mg."""
    assert days(direct("uk", "diazepam", morning="1", night="10", strategy={"target_mg": "10"})) == [{"night": "10"}]


def test_the_step_that_reaches_the_target_leaves_the_night_alone_too():
    """Daytime-first leaves the night at 10 mg also in the step that lands on the target: 2 + 10 mg to 11 is 1 + 10."""
    request = direct("uk", "diazepam", morning="2", night="10", strategy={"target_mg": "11"})
    assert days(request) == [{"morning": "1", "night": "10"}]


def test_the_night_gives_way_where_no_daytime_dose_can():
    """The night is kept while others can give way: here 10 mg in the morning could only go whole (40 %), so the night gives."""
    strategy = {"distribution": "daytime-first", "holds": [{"after_step": 1, "days": None}]}
    request = direct("uk", "oxazepam", "ashton-2002", morning="10", night="15", strategy=strategy)
    assert days(request)[0] == {"morning": "10", "night": "10"}


def test_a_coarse_tail_takes_the_daytime_doses_first_too():
    """Daytime-first holds in a coarse tail: lorazepam 0.5 mg in the morning goes before 1 mg (10 mg equivalent) at night."""
    strategy = {"distribution": "daytime-first", "coarse_tail": True}
    request = direct("uk", "lorazepam", "ashton-2002", morning="1", night="1", strategy=strategy | {"interval_days": 28})
    assert days(request) == [{"morning": "0.5", "night": "1"}, {"night": "1"}, {"night": "0.5"}, {}]


# The default, by drug and method -------------------------------------------------------------------------------------

LORAZEPAM_LIQUID = {"products": ["lorazepam-1mg-tablet", "lorazepam-1mg-per-ml-oral-solution"]}
CLONAZEPAM_SMALL = {"products": ["clonazepam-0p5mg-tablet", "clonazepam-0p125mg-orally-dispersible-tablet"]}
LORAZEPAM_EVEN = [{"morning": "0.8", "night": "1"}, {"morning": "0.8", "night": "0.85"}]
LORAZEPAM_NIGHT_KEPT = [{"morning": "0.8", "night": "1"}, {"morning": "0.65", "night": "1"}]


@pytest.mark.parametrize(
    ("distribution", "expected"),
    [(None, LORAZEPAM_EVEN), ("even", LORAZEPAM_EVEN), ("daytime-first", LORAZEPAM_NIGHT_KEPT)],
)
def test_a_drug_of_short_half_life_is_shared_out_evenly_unless_the_clinician_says_otherwise(distribution, expected):
    """Default: `even` for a direct taper of a drug with a short half-life; the clinician's own choice overrides it."""
    strategy = LORAZEPAM_LIQUID | {"distribution": distribution}
    assert days(direct("uk", "lorazepam", "ashton-2002", morning="1", night="1", strategy=strategy))[:2] == expected


@pytest.mark.parametrize(
    ("distribution", "second"),
    [
        (None, {"morning": "0.125", "night": "0.5"}),
        ("daytime-first", {"morning": "0.125", "night": "0.5"}),
        ("even", {"morning": "0.25", "night": "0.375"}),
    ],
)
def test_a_drug_of_long_half_life_goes_daytime_first_unless_the_clinician_says_otherwise(distribution, second):
    """Default: `daytime-first` for a direct taper of any other drug, such as clonazepam (18 to 50 hours)."""
    strategy = CLONAZEPAM_SMALL | {"distribution": distribution, "reduction_percent": "25", "coarse_tail": True}
    request = direct("us", "clonazepam", "ashton-2002", morning="0.5", night="0.5", strategy=strategy)
    assert days(request)[:2] == [{"morning": "0.25", "night": "0.5"}, second]


def test_a_crossover_goes_daytime_first_whatever_the_drug():
    """Default: `daytime-first` for a crossover, even to a drug of short half-life."""
    strategy = LORAZEPAM_LIQUID | {"crossover_to": "lorazepam", "stabilise_days": 0}
    request = crossover("uk", "diazepam", "ashton-2002", morning="10", night="10", strategy=strategy)
    assert days(request)[2:4] == LORAZEPAM_NIGHT_KEPT


@pytest.mark.parametrize(
    ("drug", "short"),
    [("lorazepam", True), ("oxazepam", True), ("zopiclone", True), ("diazepam", False), ("clonazepam", False)],
)
def test_a_short_half_life_is_at_most_a_day(drug, short):
    """A drug has a short half-life when it and each active metabolite have at most 24 hours."""
    assert CATALOGUE.drugs[drug].short_half_life is short
