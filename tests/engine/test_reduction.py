"""The next dose: the largest reduction that is not more than asked, or the smallest that can be made above it.

Most cases are made with tablets of invented strengths, whole only, so that each boundary can be stood on from both sides.
"""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import Band, Dose, Refusal, Regimen, Strategy, build_schedule, load_catalogue, parse_request, propose
from taper_app.engine.doses.equivalence import Weights
from taper_app.engine.doses.products import NG_PER_MG, Makeable
from taper_app.engine.doses.volumes import Measuring
from taper_app.engine.taper.day import Slot
from taper_app.engine.taper.reduction import Limits, Reduction, asked_mg, next_reduction, night_floor_ng, smallest_reduction

from .requests import direct

CATALOGUE = load_catalogue()
ENVELOPE = CATALOGUE.envelope
TABLET = CATALOGUE.products("uk")["diazepam-2mg-tablet"]
LIQUID = CATALOGUE.products("uk")["diazepam-0p4mg-per-ml-oral-solution"]
SYRINGES = Measuring(tuple(CATALOGUE.syringes.values()))


def selling(tablets, mg_per_ml=None):
    """The catalogue with a British market that sells whole diazepam tablets of these strengths and one liquid."""
    sold = [replace(TABLET, id=f"lab-{mg}mg-tablet", strength_mg=Decimal(mg), splits="none") for mg in tablets]
    if mg_per_ml:
        sold.append(replace(LIQUID, id="lab-liquid", mg_per_ml=Decimal(mg_per_ml)))
    ids = tuple(each.id for each in sold)
    catalogue = replace(CATALOGUE, by_market={"uk": {each.id: each for each in sold}}, digest=f"lab {tablets} {mg_per_ml}")
    return catalogue, ids


def first_step(now, tablets, mg_per_ml=None, **strategy):
    """The first step of a taper from `now` mg diazepam at night, on which it then stays."""
    catalogue, ids = selling(tablets, mg_per_ml)
    strategy = {"products": list(ids), "holds": [{"after_step": 1, "days": None}]} | strategy
    return build_schedule(parse_request(direct("uk", "diazepam", night=now, strategy=strategy), catalogue), catalogue).steps[0]


def next_dose(now, tablets, mg_per_ml=None, **strategy):
    """The mg at night after the first reduction, with "mL" where it is a volume; the refusal's name where there is none."""
    try:
        step = first_step(now, tablets, mg_per_ml, **strategy)
    except Refusal as refusal:
        return refusal.code
    (dose,) = step.doses
    return f"{dose.mg} in mL" if dose.pieces[0].ml is not None else str(dose.mg)


# Which reduction -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sold", "expected"),
    [
        (["19", "18", "17"], "18"),  # 5 %, 10 %, 15 %: the largest that is not more than asked
        (["19", "17"], "19"),  # 17 would be nearer to 18 from below, but is more than asked
        (["19.5", "19"], "19"),
        (["18.000001", "17.999999"], "18.000001"),
        (["17", "16"], "17"),  # both more than asked: the smaller
        (["16", "17", "15"], "17"),
    ],
)
def test_the_largest_reduction_not_more_than_asked_else_the_smallest_above(sold, expected):
    """The largest reduction that is not more than asked and at least 5 %; where there is none, the smallest above it."""
    assert next_dose("20", sold, reduction_percent="10") == expected


@pytest.mark.parametrize(
    ("sold", "expected"),
    [
        (["19"], "19"),  # 5 % exactly
        (["19.000001"], "NoAchievableReduction"),  # a little less
        (["19.01", "16"], "16"),
        (["18"], "18"),  # 10 % exactly
        (["15"], "15"),  # 25 % exactly
        (["14.999999"], "NoAchievableReduction"),  # a little more
    ],
)
def test_a_reduction_is_from_5_to_25_percent_of_the_current_equivalent(sold, expected):
    """Each reduction is 5–25 % of the current equivalent, the ends included."""
    assert next_dose("20", sold, reduction_percent="10") == expected


@pytest.mark.parametrize(
    ("now", "sold", "expected"),
    [
        ("4", ["2.75"], "2.75"),  # 1.25 mg, 31.25 %
        ("4", ["2.749999"], "NoAchievableReduction"),  # a little more
        ("6", ["4.75"], "4.75"),  # 1.25 mg and within 25 % as well
        ("6", ["4.5"], "4.5"),  # 1.5 mg, 25 % exactly
        ("6", ["4.499999"], "NoAchievableReduction"),
        ("4", ["3.6", "2.75"], "3.6"),
        ("4", ["3", "2.75"], "3"),
    ],
)
def test_a_closing_reduction_is_over_25_percent_and_at_most_1_25_mg(now, sold, expected):
    """A closing reduction may be over 25 % where it is of at most 1.25 mg equivalent, and no smaller one can be made."""
    assert next_dose(now, sold, reduction_percent="10") == expected


@pytest.mark.parametrize(
    ("now", "sold", "closing"), [("4", "3", False), ("4", "2.99", True), ("20", "15", False), ("3", "2", True)]
)
def test_each_closing_reduction_is_marked(now, sold, closing):
    """A reduction over 25 % is marked as closing, one of exactly 25 % is not."""
    assert first_step(now, [sold]).closing is closing


@pytest.mark.parametrize("asked", ["5", "7.5", "10", "17.25", "25"])
def test_what_is_asked_is_met_exactly_where_it_can_be(asked):
    """The percentage asked is of the current equivalent, exactly."""
    exact = format(Decimal(20) - Decimal(20) * Decimal(asked) / 100, "f")
    just_more = format(Decimal(exact) - Decimal("0.01"), "f")
    assert next_dose("20", ["19", just_more, exact], reduction_percent=asked) == str(Decimal(exact).normalize())
    assert first_step("20", [exact], reduction_percent=asked).reduction_percent == Fraction(asked)


def test_evenly_the_night_may_go_to_nothing_before_the_day_does():
    """Evenly any time of day may end first: of 80 + 4.5 mg, 4.5 at night is the smallest reduction above 5 % that can be made."""
    catalogue, ids = selling(["10", "4.5"])
    strategy = {"products": list(ids), "distribution": "even", "reduction_percent": "5"}
    strategy |= {"holds": [{"after_step": 1, "days": None}]}
    request = parse_request(direct("uk", "diazepam", morning="80", night="4.5", strategy=strategy), catalogue)
    (dose,) = build_schedule(request, catalogue).steps[0].doses
    assert (dose.time, dose.mg) == ("morning", 80)


def test_the_whole_worked_example_from_20_mg():
    """From 20 mg diazepam with 2, 5 and 10 mg tablets, halves of the 2 mg, and 10 %: 18 17 16 15 … 3 2 1 0."""
    request = direct("uk", "diazepam", night="20", strategy={"reduction_percent": "10"})
    steps = build_schedule(parse_request(request, CATALOGUE), CATALOGUE).steps
    assert [str(step.daily_mg.get("diazepam", 0)) for step in steps] == [str(mg) for mg in range(18, -1, -1)]
    assert [step.closing for step in steps] == [False] * 16 + [True] * 3
    assert [step.kind for step in steps] == ["reduce"] * 18 + ["stop"]


def test_a_slower_request_takes_smaller_steps():
    """5 % from 20 mg asks for 1 mg, which is 5 % exactly: 19 18 17 …, a step more than 10 % takes."""
    request = direct("uk", "diazepam", night="20", strategy={"reduction_percent": "5"})
    steps = build_schedule(parse_request(request, CATALOGUE), CATALOGUE).steps
    assert [str(step.daily_mg.get("diazepam", 0)) for step in steps] == [str(mg) for mg in range(19, -1, -1)]


# What is asked -------------------------------------------------------------------------------------------------------


def doses(night, **strategy):
    """The daily mg of a taper of diazepam with 2, 5 and 10 mg tablets and halves of the 2 mg."""
    request = direct("uk", "diazepam", night=night, strategy=strategy)
    steps = build_schedule(parse_request(request, CATALOGUE), CATALOGUE).steps
    return " ".join(str(step.daily_mg.get("diazepam", 0)) for step in steps)


def test_percent_of_the_current_equivalent():
    """25 % of the current dose: 5 of 20, 3 of 15 (3.75 asked), 3 of 12, 2 of 9, then 1 mg at a time."""
    assert doses("20", reduction_percent="25") == "15 12 9 7 6 5 4 3 2 1 0"


def test_percent_of_the_baseline_equivalent_stays_the_same_until_it_is_capped():
    """10 % of a baseline of 20 mg is 2 mg each time; at 6 mg it would be a third, and is capped at 25 % of the current dose."""
    assert doses("20", basis="baseline", reduction_percent="10") == "18 16 14 12 10 8 6 5 4 3 2 1 0"


def test_a_large_percentage_of_the_baseline_is_capped_at_a_quarter_of_the_current_dose():
    """25 % of 20 mg is 5 mg once; from 15 mg on a quarter of the current dose is less: 3.75, 3, 2.25 …"""
    assert doses("20", basis="baseline", reduction_percent="25", interval_days=28) == "15 12 9 7 6 5 4 3 2 1 0"


BANDS = [
    {"down_to_mg": "20", "reduction_mg": "2"},
    {"down_to_mg": "5", "reduction_mg": "1"},
    {"down_to_mg": "0", "reduction_mg": "0.5"},
]


def test_bands_of_mg():
    """2 mg down to 20, 1 mg down to 5, 0.5 mg below, where tablets make no half mg: 24 22 20 19 18 … 5 4 3 2 1 0."""
    assert doses("24", basis="bands", bands=BANDS) == "22 20 " + " ".join(str(mg) for mg in range(19, -1, -1))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("20.1", "18.1"),  # above 20 mg: 2 mg
        ("20", "19"),  # not above 20 mg: 1 mg
        ("5.1", "4.1"),  # above 5 mg: 1 mg
        ("5", "4.5"),  # not above 5 mg: 0.5 mg
    ],
)
def test_a_band_ends_where_it_says(now, expected):
    """A band is for the doses above `down_to_mg`; at that dose the next band begins."""
    sold = [format(Decimal(now) - Decimal(mg), "f") for mg in ("0.5", "1", "2")]
    # 0.5 of 20 is under 5 %, 2 of 5 over 25 %: the bands alone decide between the rest.
    assert next_dose(now, sold, basis="bands", bands=BANDS) == expected


def test_a_band_larger_than_a_quarter_is_capped():
    """Bands of 5 mg outgrow 25 %: 5 of 24, then 4 of 19 (4.75 at most), 3 of 15, 3 of 12, 2 of 9, 1 of 7 …"""
    assert doses("24", basis="bands", bands=[{"down_to_mg": 0, "reduction_mg": 5}]) == "19 15 12 9 7 6 5 4 3 2 1 0"


def test_a_band_under_5_percent_still_falls_by_5_percent():
    """0.5 mg of 30 is under 5 % (1.5 mg): the smallest reduction of at least 5 % comes, 2 mg at a time down to 20."""
    assert doses("30", basis="bands", bands=[{"down_to_mg": 0, "reduction_mg": "0.5"}]).startswith("28 26 24 22 20 19 18 17")


def test_an_interval_does_not_change_the_doses():
    """Weekly and four-weekly tapers go through the same doses."""
    assert doses("20", interval_days=7) == doses("20", interval_days=28) == doses("20", interval_days=14)


# Tablets and a liquid ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "tablets", "mg_per_ml", "expected"),
    [
        ("20", ["20", "18"], "1", "18"),  # both could: tablets
        ("20", ["20", "19"], "1", "19"),  # the liquid would make 18, but tablets have a reduction of 5 to 10 %
        ("20", ["20", "17"], "1", "18 in mL"),  # tablets only above what was asked
        ("20", ["20", "19.5", "17"], "1", "18 in mL"),  # tablets only under 5 % and above what was asked
        ("20", ["17"], "70", "17.5 in mL"),  # 0.25 mL of 70 mg/mL; neither within what was asked: the smaller
        ("20", ["17.5"], "70", "17.5"),  # the same reduction: tablets
        ("20", ["17.75"], "70", "17.75"),
        ("20", ["14"], "70", "17.5 in mL"),  # tablets make nothing up to 25 %
        ("20", ["19.5", "14"], "70", "17.5 in mL"),
        ("20", [], "1", "18 in mL"),
        ("19", ["17.5"], "1", "18 in mL"),  # 19 mg is taken as a volume now, so it stays one
        ("19.5", ["18.5", "17"], "70", "18.5"),  # 70 mg/mL makes no 19.5 mg either: not yet a liquid
    ],
)
def test_a_volume_is_used_only_where_tablets_have_no_reduction_between_5_percent_and_what_was_asked(
    now, tablets, mg_per_ml, expected
):
    """A volume is used only where tablets have no reduction between 5 % and what was asked; a dose once liquid stays liquid."""
    assert next_dose(now, tablets, mg_per_ml, reduction_percent="10") == expected


def test_tablets_for_the_bulk_and_liquid_for_the_tail():
    """20 mg diazepam with tablets and 1 mg/mL: tablets down to 9 mg, where 1 mg is over 10 %, then 8.5 mL and on to 0.5 mL."""
    tablets = ["diazepam-2mg-tablet", "diazepam-5mg-tablet", "diazepam-10mg-tablet"]
    strategy = {"products": [*tablets, "diazepam-1mg-per-ml-oral-solution"]}
    steps = build_schedule(parse_request(direct("us", "diazepam", night="20", strategy=strategy), CATALOGUE), CATALOGUE).steps
    by_tablets = [str(step.daily_mg["diazepam"]) for step in steps[:-1] if step.doses[0].pieces[0].count]
    by_volume = [f"{step.doses[0].pieces[0].ml.normalize():f}" for step in steps[:-1] if step.doses[0].pieces[0].ml]
    assert " ".join(by_tablets) == "18 17 16 15 14 13 12 11 10 9"
    assert " ".join(
        by_volume
    ) == (  # the marks of the syringes: 0.5 mL, from 5 mL on 0.2 as well, 0.1 below 3 mL, 0.05 below 1 mL
        "8.5 8 7.5 7 6.5 6 5.5 5 4.5 4.2 3.8 3.5 3.2 2.9 2.7 2.5 2.3 2.1 1.9 1.8 1.7 1.6 1.5 1.4 1.3 1.2 1.1 1 0.9 0.85 0.8 0.75 "
        "0.7 0.65 0.6 0.55 0.5"
    )
    assert [len(step.doses[0].pieces) for step in steps[10:-1]] == [1] * 37
    assert steps[-1].kind == "stop"


def test_a_dose_is_tablets_or_one_volume_never_both():
    """A dose is tablets or one volume: once a time of day is liquid, it never has tablets again, and other times keep theirs."""
    strategy = {
        "products": ["diazepam-2mg-tablet", "diazepam-5mg-tablet", "diazepam-1mg-per-ml-oral-solution"],
        "distribution": "daytime-first",
    }
    request = direct("us", "diazepam", morning="4", night="5", strategy=strategy)
    liquid = set()
    for step in build_schedule(parse_request(request, CATALOGUE), CATALOGUE).steps:
        for dose in step.doses:
            volumes = [piece for piece in dose.pieces if piece.ml is not None]
            assert not volumes or len(dose.pieces) == 1
            assert volumes or dose.time not in liquid
            liquid |= {dose.time} if volumes else set()
    assert liquid == {"morning", "night"}


# A coarse tail -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "sold", "expected"),
    [
        ("4", ["2"], "2"),  # 50 % and 2 mg: beyond every limit
        ("4", ["2.2", "2.1"], "2.2"),  # the smallest
        ("4", ["3.81", "2"], "2"),  # 4.75 % is no reduction
        ("4", ["3.8", "2"], "3.8"),
        ("20", ["18", "2"], "18"),  # products that can do better are held to the limits
        ("20", ["14.99", "12"], "14.99"),
    ],
)
def test_a_coarse_tail_takes_the_smallest_reduction_that_can_be_made(now, sold, expected):
    """`coarse_tail`: where the products cannot do better, the smallest makeable reduction of at least 5 %, above these limits."""
    assert next_dose(now, sold, reduction_percent="10", coarse_tail=True) == expected


@pytest.mark.parametrize(("now", "sold"), [("4", ["2"]), ("20", ["14.99"]), ("20", ["12"])])
def test_without_a_coarse_tail_the_same_is_refused(now, sold):
    """The default is no coarse tail: a reduction beyond the limits is refused."""
    assert next_dose(now, sold, reduction_percent="10") == "NoAchievableReduction"


def test_a_coarse_tail_may_be_the_stop():
    """The stop is a reduction like any other: in a coarse tail 4 mg may go to nothing at once, and is marked as closing."""
    catalogue, ids = selling(["4"])
    request = direct("uk", "diazepam", night="4", strategy={"products": list(ids), "coarse_tail": True})
    (stop,) = build_schedule(parse_request(request, catalogue), catalogue, least_days=0).steps
    assert (stop.kind, stop.closing, stop.reduction, stop.reduction_percent) == ("stop", True, 4, 100)


# What a refusal says -------------------------------------------------------------------------------------------------


def test_a_refusal_says_what_the_smallest_reduction_would_be():
    """NoAchievableReduction names the drug, what is taken, what that is in diazepam, and the smallest reduction there is."""
    with pytest.raises(Refusal) as caught:
        first_step("20", ["12", "19.5"])
    assert caught.value.message == (
        "From diazepam 20\u00a0mg a day (about 20\u00a0mg diazepam) the smallest reduction that these products make is"
        " 8\u00a0mg (40%). A reduction is at most 25%, or at most about 1.25\u00a0mg diazepam at the end."
    )


def test_a_refusal_does_not_round_down_to_the_limit_that_it_names():
    """A reduction of 25.05 % is not printed as 25 % beside the limit of 25 % that it breaks."""
    with pytest.raises(Refusal) as caught:
        first_step("20", ["14.99"])
    assert "5.01\u00a0mg (2" in caught.value.message
    assert "5.01\u00a0mg (25%)" not in caught.value.message.replace(" %", "%")


# By itself -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("strategy", "asked"),
    [
        (Strategy("direct"), 2),  # 10 % of the 20 mg now
        (Strategy("direct", basis="baseline", reduction_percent=Decimal("12.5")), 5),  # of the 40 mg at the start
        (Strategy("direct", basis="bands", bands=(Band(Decimal(20), Decimal(3)), Band(Decimal(0), Decimal(1)))), 1),
        (Strategy("direct", basis="bands", bands=(Band(Decimal(19), Decimal(3)), Band(Decimal(0), Decimal(1)))), 3),
    ],
)
def test_what_the_pace_asks_for_by_hand(strategy, asked):
    """A percentage is of what is taken now or at the start; a band is for what is above its lower end."""
    assert asked_mg(strategy, Fraction(20), Fraction(40)) == asked


def test_a_coarse_tail_keeps_the_night_dose_while_a_daytime_dose_can_give_way():
    """Of 4 mg in the morning and 2 mg at night in whole tablets of 2 mg the morning gives way; the night when alone."""
    makes = Makeable((replace(TABLET, splits="none"),), "none", "none", 8)
    slots = {"morning": Slot(4 * NG_PER_MG), "night": Slot(2 * NG_PER_MG)}
    limits = Limits.of(ENVELOPE, 6 * NG_PER_MG, 0, 0, 6 * NG_PER_MG)
    assert smallest_reduction(slots, makes, limits, 10 * NG_PER_MG) == Reduction("morning", Slot(2 * NG_PER_MG), 2 * NG_PER_MG)
    assert smallest_reduction({"night": slots["night"]}, makes, limits, 10 * NG_PER_MG) == Reduction(
        "night", Slot(0), 2 * NG_PER_MG
    )


def test_a_coarse_tail_takes_the_night_dose_where_no_daytime_dose_can_give_way():
    """Eight tablets of 10 mg can fall to 72 mg at the most; with 6 mg left to the target the 6 mg at night go.

    With less room than the smallest reduction there is none.
    """
    sold = tuple(replace(TABLET, id=f"lab-{mg}", strength_mg=Decimal(mg), splits="none") for mg in (2, 10))
    slots = {"morning": Slot(80 * NG_PER_MG), "night": Slot(6 * NG_PER_MG)}
    makes = Makeable(sold, "none", "none", 8)
    room = Limits.of(ENVELOPE, 86 * NG_PER_MG, 0, 0, 6 * NG_PER_MG)
    assert smallest_reduction(slots, makes, room, 10 * NG_PER_MG) == Reduction("night", Slot(0), 6 * NG_PER_MG)
    assert smallest_reduction(slots, makes, Limits.of(ENVELOPE, 86 * NG_PER_MG, 0, 0, 5 * NG_PER_MG), 10 * NG_PER_MG) is None


def test_the_target_is_landed_on_by_less_than_5_percent():
    """0.4 of 9.6 mg is under 5 %, and yet it is taken where the target is 9.2 mg; where the target is 9 mg it is not."""
    sold = tuple(replace(TABLET, id=f"lab-{mg}", strength_mg=Decimal(mg), splits="none") for mg in ("9.6", "9.2"))
    makes, slots = Makeable(sold, "none", "none", 8), {"night": Slot(9_600_000)}
    asked = 960_000
    assert next_reduction(slots, makes, Limits.of(ENVELOPE, 9_600_000, asked, 0, 400_000), 0) == Reduction(
        "night", Slot(9_200_000), 400_000
    )
    assert next_reduction(slots, makes, Limits.of(ENVELOPE, 9_600_000, asked, 0, 600_000), 0) is None


def test_the_target_is_landed_on_from_the_dose_that_gives_way_first():
    """The larger dose gives way first, but at night 10 mg are kept while a daytime dose can give way."""
    makes = Makeable((replace(TABLET, splits="none"),), "none", "none", 8)
    slots = {"morning": Slot(4 * NG_PER_MG), "night": Slot(6 * NG_PER_MG)}
    limits = Limits.of(ENVELOPE, 10 * NG_PER_MG, 2 * NG_PER_MG, 0, 2 * NG_PER_MG)
    assert next_reduction(slots, makes, limits, 0) == Reduction("night", Slot(4 * NG_PER_MG), 2 * NG_PER_MG)
    assert next_reduction(slots, makes, limits, 10 * NG_PER_MG) == Reduction("morning", Slot(2 * NG_PER_MG), 2 * NG_PER_MG)


def test_the_target_is_landed_on_with_a_volume_where_tablets_do_not_make_it():
    """10 mg less 0.5 mg is 9.5 mg, 9.5 mL of 1 mg in 1 mL; what is measured stays measured though a tablet makes it."""
    makes = Makeable((replace(TABLET, splits="none"), replace(LIQUID, mg_per_ml=Decimal(1))), "none", "none", 8, SYRINGES)
    few, tablet = (
        Limits.of(ENVELOPE, 10 * NG_PER_MG, NG_PER_MG, 0, 500_000),
        Limits.of(ENVELOPE, 10 * NG_PER_MG, 2 * NG_PER_MG, 0, 2 * NG_PER_MG),
    )
    assert next_reduction({"night": Slot(10 * NG_PER_MG)}, makes, few, 0) == Reduction("night", Slot(9_500_000, True), 500_000)
    for measured in (False, True):
        expected = Reduction("night", Slot(8 * NG_PER_MG, measured), 2 * NG_PER_MG)
        assert next_reduction({"night": Slot(10 * NG_PER_MG, measured)}, makes, tablet, 0) == expected


def test_what_is_above_what_was_asked_is_so_by_a_nanogram():
    """A nanogram less than 1 mg was asked of 10 mg: to 9 mg is the smallest reduction above it, and not to 8 mg."""
    sold = tuple(replace(TABLET, id=f"lab-{mg}", strength_mg=Decimal(mg), splits="none") for mg in (10, 9, 8))
    limits = Limits.of(ENVELOPE, 10 * NG_PER_MG, NG_PER_MG - 1, 0, 10 * NG_PER_MG)
    found = next_reduction({"night": Slot(10 * NG_PER_MG)}, Makeable(sold, "none", "none", 8), limits, 0)
    assert found == Reduction("night", Slot(9 * NG_PER_MG), NG_PER_MG)


def test_of_two_equal_reductions_that_of_tablets_comes_before_one_of_a_volume():
    """Of 34 mg measured at night and 6 mg of tablets in the morning, either can give up 2 mg: the tablets do."""
    sold = (replace(TABLET, splits="none"), replace(LIQUID, mg_per_ml=Decimal(2)))
    slots = {"morning": Slot(6 * NG_PER_MG), "night": Slot(34 * NG_PER_MG, True)}
    limits = Limits.of(ENVELOPE, 40 * NG_PER_MG, 0, 0, 40 * NG_PER_MG)
    found = smallest_reduction(slots, Makeable(sold, "none", "none", 8, SYRINGES), limits, 0)
    assert found == Reduction("morning", Slot(4 * NG_PER_MG), 2 * NG_PER_MG)


def test_the_target_is_landed_on_with_tablets_at_another_time_before_a_volume():
    """From 5 and 4 mg to 7: 3 mg is no dose of whole 2 and 5 mg tablets, so the night goes to 2 mg, and nothing is measured."""
    products = ["diazepam-2mg-tablet", "diazepam-5mg-tablet", "diazepam-0p4mg-per-ml-oral-solution"]
    strategy = {"products": products, "halve": "none", "reduction_percent": "25", "target_mg": "7", "distribution": "even"}
    request = parse_request(direct("uk", "diazepam", morning="5", night="4", strategy=strategy), CATALOGUE)
    (step,) = build_schedule(request, CATALOGUE).steps
    assert [(each.time, str(each.mg), [piece.ml for piece in each.pieces]) for each in step.doses] == [
        ("morning", "5", [None]),
        ("night", "2", [None]),
    ]


def test_the_target_is_landed_on_before_anything_else():
    """0.4 of 10 mg is under 5 % and takes a volume; 0.8 mg takes one too, though a tablet of 9.45 mg would be within reach."""
    sold = tuple(replace(TABLET, id=f"lab-{mg}", strength_mg=Decimal(mg), splits="none") for mg in ("10", "9.45"))
    liquid = replace(LIQUID, mg_per_ml=Decimal(4))
    makes, slots = Makeable((*sold, liquid), "none", "none", 8, SYRINGES), {"night": Slot(10 * NG_PER_MG)}
    for room, left in ((400_000, 9_600_000), (800_000, 9_200_000)):
        found = next_reduction(slots, makes, Limits.of(ENVELOPE, 10 * NG_PER_MG, NG_PER_MG, 0, room), 0)
        assert found == Reduction("night", Slot(left, True), room)


def test_a_reduction_in_tablets_is_no_volume():
    """Asked for 2 of 10 mg in tablets of 2 mg, with a liquid at hand: 8 mg, in tablets as before."""
    makes = Makeable((replace(TABLET, splits="none"), LIQUID), "none", "none", 8, SYRINGES)
    limits = Limits.of(ENVELOPE, 10 * NG_PER_MG, 2 * NG_PER_MG, 0, 10 * NG_PER_MG)
    assert next_reduction({"night": Slot(10 * NG_PER_MG)}, makes, limits, 0) == Reduction(
        "night", Slot(8 * NG_PER_MG, False), 2 * NG_PER_MG
    )


def test_bounds_are_whole_nanograms_inside_of_the_percentages():
    """A quarter is rounded down and 5 % up, so that neither is overstepped: of 1,000,001 ng 250,000 and 50,001."""
    limits = Limits.of(ENVELOPE, 1_000_001, 1_000_000, 0, 1_000_001)
    assert (limits.asked, limits.least, limits.most, limits.room) == (250_000, 50_001, 250_000, 1_000_001)


# Whole numbers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("basis", ["current", "baseline", "bands"])
def test_every_bound_is_a_whole_number_of_nanograms(monkeypatch, basis):
    """Division rounds down to whole nanograms and never makes a binary float, in the taper nor in what would keep the pace."""
    seen = []

    def noting(slots, makeable, limits, night_floor_ng):
        seen.extend((limits.asked, limits.least, limits.most, limits.room, night_floor_ng))
        return next_reduction(slots, makeable, limits, night_floor_ng)

    monkeypatch.setattr("taper_app.engine.taper.pace.next_reduction", noting)
    monkeypatch.setattr("taper_app.engine.rules.about_schedule.next_reduction", noting)
    bands = [{"down_to_mg": "0", "reduction_mg": "0.5"}] if basis == "bands" else None
    strategy = {"basis": basis, "bands": bands, "distribution": "daytime-first", "coarse_tail": True, "interval_days": 28}
    request = direct("uk", "clonazepam", "inada-2015", morning="1", night="2", strategy=strategy)
    propose(parse_request(request, CATALOGUE), CATALOGUE)
    assert {type(each) for each in seen} == {int}


@pytest.mark.parametrize(
    ("drug", "method", "distribution", "slow", "keeps"),
    [
        ("diazepam", "direct", None, False, True),
        ("lorazepam", "direct", None, False, False),
        ("lorazepam", "crossover", None, False, True),
        ("lorazepam", "crossover", None, True, False),
        ("diazepam", "crossover", None, True, True),
        ("lorazepam", "direct", "day-first", False, True),
        ("diazepam", "direct", "even", False, False),
        ("diazepam", "direct", "day-first", True, True),
    ],
)
def test_the_night_dose_is_held_back_where_the_day_does_not_go_down_evenly(drug, method, distribution, slow, keeps):
    """A short drug reduced directly, or one whose modified-release form was taken, goes down evenly; what is chosen decides."""
    asked = parse_request(direct("uk", "diazepam", night="20"), CATALOGUE)
    taken = [Dose("night", f"modified-release {drug}" if slow else drug, Decimal(10))]
    strategy = replace(asked.strategy, method=method, distribution=distribution)
    asked = replace(asked, regimen=Regimen(tuple(taken)), strategy=strategy)
    weights = Weights(NG_PER_MG * 7, {drug: 21})  # 3 mg diazepam a mg
    floor = CATALOGUE.limits["night_floor_mg"].most * NG_PER_MG // 3 if keeps else 0
    assert night_floor_ng(asked, CATALOGUE.drugs[drug], weights, CATALOGUE) == floor
