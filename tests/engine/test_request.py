"""A JSON request → values: what every field may hold, and the sentence that names the field where it may not."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import BadRequest, parse_strategy
from taper_app.engine.taper.kinds import Band, Hold

from .asking import BANDS, CATALOGUE, LEFT_OUT, WHOLE, changed, parsed

NUMBER = "must be a number such as 0.5, with at most six decimals"

DATE = "must be a date such as 2027-01-04"


def banded(bands):
    """The request with these bands."""
    return changed("strategy.bands", bands, changed("strategy.basis", "bands"))


def refused(data):
    """(field, message) of a request that is refused."""
    with pytest.raises(BadRequest) as caught:
        parsed(data)
    assert str(caught.value) == f"{caught.value.field}: {caught.value.message}"
    return caught.value.field, caught.value.message


# What is right -------------------------------------------------------------------------------------------------------


def test_the_request_of_the_specification_is_read_field_by_field():
    """The request that the documentation shows is read as it stands."""
    request = parsed(WHOLE)
    assert (request.starts_on, request.market, request.equivalence) == (date(2027, 1, 4), "uk", "ashton-2002")
    assert request.equivalence_for == {}
    assert request.regimen.daily_mg() == {"lorazepam": Decimal("2.5"), "diazepam": 2}
    assert request.strategy.method == "crossover"
    assert request.strategy.products == ("diazepam-2mg-tablet", "diazepam-5mg-tablet", "diazepam-10mg-tablet")


def test_left_out_fields_take_their_defaults():
    """`method` is required; other strategy fields take the defaults shown when left out."""
    least = {key: WHOLE[key] for key in ("starts_on", "market", "regimen")} | {"strategy": {"method": "direct"}}
    shown = changed("strategy.products", None, changed("strategy.method", "direct"))
    assert parsed(least).strategy == parsed(shown).strategy
    assert parsed(least).equivalence is None
    assert parsed(least).equivalence_for == {}


def test_a_request_may_say_that_it_builds():
    """Without `do` it builds."""
    assert parsed(WHOLE | {"do": "build"}) == parsed(WHOLE)


def test_doses_stand_in_the_order_of_the_rows_and_nothing_is_no_dose():
    """The clinician's order is kept; a time of day with 0 is no dose."""
    doses = [
        {"drug": "nitrazepam", "night": "5"},
        {"drug": "diazepam", "night": "2", "morning": "1", "midday": 0, "evening": "0.0"},
    ]
    regimen = parsed(changed("regimen", doses)).regimen
    assert [(dose.drug, dose.time, dose.mg) for dose in regimen.doses] == [
        ("nitrazepam", "night", 5),
        ("diazepam", "morning", 1),
        ("diazepam", "night", 2),
    ]


RIGHT = [
    ("starts_on", "2000-01-01", lambda request: request.starts_on, date(2000, 1, 1)),
    ("starts_on", "2100-12-31", lambda request: request.starts_on, date(2100, 12, 31)),
    ("starts_on", "2028-02-29", lambda request: request.starts_on, date(2028, 2, 29)),
    ("equivalence", None, lambda request: request.equivalence, None),
    ("equivalence", "vadod-2021", lambda request: request.equivalence, "vadod-2021"),
    ("equivalence_for", {"lorazepam": "vadod-2021"}, lambda request: request.equivalence_for, {"lorazepam": "vadod-2021"}),
    ("strategy.method", "direct", lambda request: request.strategy.method, "direct"),
    ("strategy.crossover_to", "clonazepam", lambda request: request.strategy.crossover_to, "clonazepam"),
    ("strategy.crossover_days", 3, lambda request: request.strategy.crossover_days, 3),
    ("strategy.crossover_days", "14", lambda request: request.strategy.crossover_days, 14),
    ("strategy.crossover_part", "half", lambda request: request.strategy.crossover_part, "half"),
    ("strategy.stabilise_days", 0, lambda request: request.strategy.stabilise_days, 0),
    ("strategy.stabilise_days", 90, lambda request: request.strategy.stabilise_days, 90),
    ("strategy.basis", "baseline", lambda request: request.strategy.basis, "baseline"),
    ("strategy.reduction_percent", "5", lambda request: request.strategy.reduction_percent, 5),
    ("strategy.reduction_percent", "25", lambda request: request.strategy.reduction_percent, 25),
    ("strategy.reduction_percent", 12, lambda request: request.strategy.reduction_percent, 12),
    ("strategy.reduction_percent", Decimal("7.5"), lambda request: request.strategy.reduction_percent, Decimal("7.5")),
    ("strategy.reduction_percent", "12.345678", lambda request: request.strategy.reduction_percent, Decimal("12.345678")),
    ("strategy.interval_days", 7, lambda request: request.strategy.interval_days, 7),
    ("strategy.interval_days", "28", lambda request: request.strategy.interval_days, 28),
    ("strategy.interval_days", "14.0", lambda request: request.strategy.interval_days, 14),
    ("strategy.target_mg", "2.5", lambda request: request.strategy.target_mg, Decimal("2.5")),
    ("strategy.target_mg", "1000", lambda request: request.strategy.target_mg, 1000),
    ("strategy.distribution", "even", lambda request: request.strategy.distribution, "even"),
    ("strategy.distribution", "daytime-first", lambda request: request.strategy.distribution, "daytime-first"),
    ("strategy.holds", [{"after_step": 1, "days": 1}], lambda request: request.strategy.holds, (Hold(1, 1),)),
    ("strategy.holds", [{"after_step": 400, "days": "730"}], lambda request: request.strategy.holds, (Hold(400, 730),)),
    ("strategy.holds", [{"after_step": 3, "days": None}], lambda request: request.strategy.holds, (Hold(3, None),)),
    (
        "strategy.holds",
        [{"after_step": 5, "days": 7}, {"after_step": 2, "days": 9}],
        lambda request: request.strategy.holds,
        (Hold(2, 9), Hold(5, 7)),
    ),
    ("strategy.products", None, lambda request: request.strategy.products, None),
    ("strategy.products", [], lambda request: request.strategy.products, ()),
    (
        "strategy.products",
        ["diazepam-5mg-tablet", "diazepam-2mg-tablet", "diazepam-5mg-tablet"],
        lambda request: request.strategy.products,
        ("diazepam-5mg-tablet", "diazepam-2mg-tablet"),
    ),
    (
        "strategy.products",  # one liquid of each of two drugs
        ["diazepam-0p4mg-per-ml-oral-solution", "lorazepam-1mg-per-ml-oral-solution"],
        lambda request: len(request.strategy.products),
        2,
    ),
    ("strategy.products", ["lorazepam-1mg-orally-dispersible-tablet"], lambda request: len(request.strategy.products), 1),
    ("strategy.stop_from_mg", "0", lambda request: request.strategy.stop_from_mg, 0),
    ("strategy.stop_from_mg", "1.25", lambda request: request.strategy.stop_from_mg, Decimal("1.25")),
    ("strategy.closing_interval_days", 14, lambda request: request.strategy.closing_interval_days, 14),
    ("strategy.closing_interval_days", 28, lambda request: request.strategy.closing_interval_days, 28),
    ("strategy.coarse_tail", True, lambda request: request.strategy.coarse_tail, True),
    ("strategy.halve", "none", lambda request: request.strategy.halve, "none"),
    ("strategy.halve", "all", lambda request: request.strategy.halve, "all"),
    ("strategy.halve", ["diazepam-5mg-tablet"], lambda request: request.strategy.halve, ("diazepam-5mg-tablet",)),
    ("strategy.halve", [], lambda request: request.strategy.halve, ()),
    ("strategy.quarter", "smallest", lambda request: request.strategy.quarter, "smallest"),
    ("strategy.quarter", "all", lambda request: request.strategy.quarter, "all"),
    ("strategy.quarter", ["diazepam-5mg-tablet"], lambda request: request.strategy.quarter, ("diazepam-5mg-tablet",)),
    ("regimen.0.night", 1000, lambda request: request.regimen.at("lorazepam", "night"), 1000),
    ("regimen.0.night", "0.000001", lambda request: request.regimen.at("lorazepam", "night"), Decimal("0.000001")),
    ("regimen.0.night", Decimal("0.5"), lambda request: request.regimen.at("lorazepam", "night"), Decimal("0.5")),
    ("regimen.0.night", "1.50", lambda request: request.regimen.at("lorazepam", "night"), Decimal("1.5")),
    ("regimen.0.night", "0", lambda request: request.regimen.at("lorazepam", "night"), 0),
]


@pytest.mark.parametrize(
    ("path", "value", "read", "expected"), RIGHT, ids=lambda each: "read" if callable(each) else str(each)[:40]
)
def test_a_right_value_is_read_as_it_is_written(path, value, read, expected):
    """Numbers may be JSON strings or numbers, and strings are exact; both ends of a range are in it."""
    assert read(parsed(changed(path, value))) == expected


def test_a_closing_interval_may_be_as_long_as_the_interval():
    """The days of closing steps are never fewer than the interval; the same is allowed, at 7 days too."""
    weekly = changed("strategy.interval_days", 7)
    assert parsed(changed("strategy.closing_interval_days", 7, weekly)).strategy.closing_interval_days == 7


def test_bands_are_read_from_the_top_down():
    """`bands` with the basis bands: the mg that each goes down to, and the mg of its reductions, both ends in range."""
    bands = [{"down_to_mg": 1000, "reduction_mg": 100}, {"down_to_mg": Decimal("2.5"), "reduction_mg": 1}]
    bands.append({"down_to_mg": "0", "reduction_mg": "0.01"})
    assert parsed(banded(bands)).strategy.bands == (
        Band(Decimal(1000), Decimal(100)),
        Band(Decimal("2.5"), Decimal(1)),
        Band(Decimal(0), Decimal("0.01")),
    )
    assert parsed(banded([{"down_to_mg": 0, "reduction_mg": 1}])).strategy.bands == (Band(Decimal(0), Decimal(1)),)


def test_a_date_to_finish_by():
    """`finish_by` is a date, and goes with a percentage of either basis."""
    data = changed("strategy.finish_by", "2028-01-31")
    assert parsed(data).strategy.finish_by == date(2028, 1, 31)
    assert parsed(data).strategy.to_json()["finish_by"] == "2028-01-31"
    assert parsed(changed("strategy.finish_by", None)).strategy.to_json()["finish_by"] is None
    assert parsed(changed("strategy.basis", "baseline", data)).strategy.finish_by == date(2028, 1, 31)


# What is wrong -------------------------------------------------------------------------------------------------------


NOT_NUMBERS = [
    "", " ", "a", "0,5", ".5", "5.", "-1", "+1", "1e1", "1E1", "0x10", "1_0", " 1", "1 ", "1\n", "½", "１０", "٥", "1.0000001",
    "1234567", "NaN", "Infinity", "500mcg", "5 mg", 0.5, 1.0, float("nan"), float("inf"), -1, Decimal("-0.5"), Decimal("NaN"),
    Decimal("1E-7"), Decimal("1E+1"), Decimal("Infinity"), True, False, None, [], {}, ["1"], b"1", Fraction(1, 2), 10**7,
]  # fmt: skip


@pytest.mark.parametrize("value", NOT_NUMBERS, ids=repr)
@pytest.mark.parametrize(
    "path",
    ["regimen.0.night", "strategy.reduction_percent", "strategy.interval_days", "strategy.target_mg", "strategy.stop_from_mg"],
)
def test_what_is_no_exact_number_is_refused(path, value):
    """A number is digits with at most six decimals: no comma, sign, exponent, unit, float, boolean or null."""
    field = "regimen[0].night" if path == "regimen.0.night" else path
    assert refused(changed(path, value)) == (field, NUMBER)


WRONG = [
    # the request
    ("starts_on", LEFT_OUT, "starts_on", "is required"),
    ("starts_on", None, "starts_on", DATE),
    ("starts_on", 20270104, "starts_on", DATE),
    ("starts_on", True, "starts_on", DATE),
    ("starts_on", "", "starts_on", DATE),
    ("starts_on", "tomorrow", "starts_on", DATE),
    ("starts_on", "04/01/2027", "starts_on", DATE),
    ("starts_on", "2027-1-4", "starts_on", DATE),
    ("starts_on", "20270104", "starts_on", f"{DATE}, from 2000 to 2100"),
    ("starts_on", "2027-W01-1", "starts_on", f"{DATE}, from 2000 to 2100"),
    ("starts_on", "2027-02-29", "starts_on", DATE),
    ("starts_on", "2027-01-04T09:00", "starts_on", DATE),
    ("starts_on", " 2027-01-04", "starts_on", DATE),
    ("starts_on", "1999-12-31", "starts_on", f"{DATE}, from 2000 to 2100"),
    ("starts_on", "2101-01-01", "starts_on", f"{DATE}, from 2000 to 2100"),
    ("starts_on", "0001-01-01", "starts_on", f"{DATE}, from 2000 to 2100"),
    ("market", LEFT_OUT, "market", "is required"),
    ("market", "fr", "market", "must be one of uk, us"),
    ("market", "UK", "market", "must be one of uk, us"),
    ("market", None, "market", "must be one of uk, us"),
    ("market", ["uk"], "market", "must be one of uk, us"),
    ("equivalence", "ashton", "equivalence", "must be one of ashton-2002, "),
    ("equivalence", 2002, "equivalence", "must be one of ashton-2002, "),
    ("equivalence", "bnf", "equivalence", "bnf is shown for comparison and cannot be chosen"),
    ("equivalence_for", None, "equivalence_for", "must be an object of drug and table"),
    ("equivalence_for", ["lorazepam"], "equivalence_for", "must be an object of drug and table"),
    ("equivalence_for", {"aspirin": "ashton-2002"}, "equivalence_for", "must be one of alprazolam, "),
    ("equivalence_for", {"lorazepam": "ashton"}, "equivalence_for", "must be one of ashton-2002, "),
    ("equivalence_for", {"lorazepam": None}, "equivalence_for", "must be one of ashton-2002, "),
    ("equivalence_for", {"lorazepam": "bnf"}, "equivalence_for", "bnf is shown for comparison and cannot be chosen"),
    ("equivalence_for", {"zopiclone": "vadod-2021"}, "equivalence_for", "vadod-2021 has no equivalent for zopiclone"),
    ("do", "dance", "do", "must be one of build"),
    ("clinic", "x", "clinic", "is not a field of the request"),
    # the regimen
    ("regimen", LEFT_OUT, "regimen", "is required"),
    ("regimen", None, "regimen", "must be a list"),
    ("regimen", {"drug": "diazepam"}, "regimen", "must be a list"),
    ("regimen", "diazepam", "regimen", "must be a list"),
    ("regimen", [], "regimen", "must have at least one dose that is taken every day"),
    ("regimen", ["diazepam"], "regimen[0]", "must be an object"),
    ("regimen.1", None, "regimen[1]", "must be an object"),
    ("regimen.0.drug", LEFT_OUT, "regimen[0].drug", "is required"),
    ("regimen.1.drug", "aspirin", "regimen[1].drug", "must be one of alprazolam, "),
    ("regimen.1.drug", "Diazepam", "regimen[1].drug", "must be one of alprazolam, "),
    ("regimen.1.drug", None, "regimen[1].drug", "must be one of alprazolam, "),
    (
        "regimen.1.noon",
        "1",
        "regimen[1].noon",
        "is not a field of the request; add it to the nearest of morning, midday, evening, night",
    ),
    ("regimen.1.evening", "0", "regimen[1]", "no dose of diazepam is given at any time of day"),
    ("regimen.1.evening", LEFT_OUT, "regimen[1]", "no dose of diazepam is given at any time of day"),
    ("regimen.0.night", "1000.000001", "regimen[0].night", "must be from 0 to 1000"),
    ("regimen.0.night", 1001, "regimen[0].night", "must be from 0 to 1000"),
    # the strategy
    ("strategy", LEFT_OUT, "strategy", "is required"),
    ("strategy", None, "strategy", "must be an object"),
    ("strategy", [], "strategy", "must be an object"),
    ("strategy", "direct", "strategy", "must be an object"),
    ("strategy.method", LEFT_OUT, "strategy.method", "is required"),
    ("strategy.method", "slow", "strategy.method", "must be one of direct, crossover"),
    ("strategy.method", None, "strategy.method", "must be one of direct, crossover"),
    ("strategy.speed", 1, "strategy.speed", "is not a field of the request"),
    ("strategy.crossover_to", "aspirin", "strategy.crossover_to", "must be one of alprazolam, "),
    ("strategy.crossover_to", None, "strategy.crossover_to", "must be one of alprazolam, "),
    ("strategy.crossover_days", 2, "strategy.crossover_days", "must be from 3 to 14"),
    ("strategy.crossover_days", 15, "strategy.crossover_days", "must be from 3 to 14"),
    ("strategy.crossover_days", "7.5", "strategy.crossover_days", "must be whole days"),
    ("strategy.crossover_part", "third", "strategy.crossover_part", "must be one of whole, half, quarter"),
    ("strategy.stabilise_days", 91, "strategy.stabilise_days", "must be from 0 to 90"),
    ("strategy.stabilise_days", "0.5", "strategy.stabilise_days", "must be whole days"),
    ("strategy.basis", "percent", "strategy.basis", "must be one of current, baseline, bands"),
    (
        "strategy.reduction_percent",
        "4.999999",
        "strategy.reduction_percent",
        "must be from 5 to 25; as slow as 4.999999% every 14 days is 5% every 15 days, and the slowest is 5% every 28 days",
    ),
    ("strategy.reduction_percent", "25.000001", "strategy.reduction_percent", "must be from 5 to 25; the nearest is 25%"),
    ("strategy.interval_days", 6, "strategy.interval_days", "must be from 7 to 28; the nearest is 7 days"),
    ("strategy.interval_days", 29, "strategy.interval_days", "must be from 7 to 28; the nearest is 28 days"),
    ("strategy.interval_days", "7.5", "strategy.interval_days", "must be whole days"),
    ("strategy.target_mg", "1000.1", "strategy.target_mg", "must be from 0 to 1000"),
    ("strategy.distribution", "night", "strategy.distribution", "must be one of even, daytime-first"),
    ("strategy.distribution", False, "strategy.distribution", "must be one of even, daytime-first"),
    ("strategy.stop_from_mg", "1.250001", "strategy.stop_from_mg", "must be from 0 to 1.25"),
    ("strategy.closing_interval_days", 29, "strategy.closing_interval_days", "must be from 7 to 28; the nearest is 28 days"),
    ("strategy.closing_interval_days", 6, "strategy.closing_interval_days", "must be from 7 to 28; the nearest is 7 days"),
    ("strategy.closing_interval_days", 13, "strategy.closing_interval_days", "must not be under interval_days"),
    ("strategy.coarse_tail", "true", "strategy.coarse_tail", "must be true or false"),
    ("strategy.coarse_tail", 1, "strategy.coarse_tail", "must be true or false"),
    ("strategy.coarse_tail", None, "strategy.coarse_tail", "must be true or false"),
    ("strategy.finish_by", "2027-13-01", "strategy.finish_by", DATE),
    ("strategy.finish_by", "2101-01-01", "strategy.finish_by", f"{DATE}, from 2000 to 2100"),
    # holds
    ("strategy.holds", None, "strategy.holds", "must be a list"),
    ("strategy.holds", {"after_step": 1}, "strategy.holds", "must be a list"),
    ("strategy.holds", [3], "strategy.holds[0]", "must be an object"),
    ("strategy.holds", [{"days": 7}], "strategy.holds[0].after_step", "is required"),
    ("strategy.holds", [{"after_step": 1}], "strategy.holds[0].days", "is required"),
    ("strategy.holds", [{"after_step": 0, "days": 7}], "strategy.holds[0].after_step", "must be from 1 to 400"),
    ("strategy.holds", [{"after_step": 401, "days": 7}], "strategy.holds[0].after_step", "must be from 1 to 400"),
    ("strategy.holds", [{"after_step": "1.5", "days": 7}], "strategy.holds[0].after_step", "must be whole days"),
    ("strategy.holds", [{"after_step": 1, "days": 0}], "strategy.holds[0].days", "must be from 1 to 730"),
    ("strategy.holds", [{"after_step": 1, "days": 731}], "strategy.holds[0].days", "must be from 1 to 730"),
    ("strategy.holds", [{"after_step": 1, "days": 7, "why": ""}], "strategy.holds[0].why", "is not a field of the request"),
    (
        "strategy.holds",
        [{"after_step": 1, "days": 7}, {"after_step": 2, "days": "x"}],
        "strategy.holds[1].days",
        NUMBER,
    ),
    (
        "strategy.holds",
        [{"after_step": 2, "days": 7}, {"after_step": "2", "days": 9}],
        "strategy.holds",
        "has two holds after the same step",
    ),
    # products and splits
    ("strategy.products", "diazepam-2mg-tablet", "strategy.products", "must be a list"),
    ("strategy.products", ["aspirin"], "strategy.products", "aspirin is not a product of this market"),
    ("strategy.products", [1], "strategy.products", "1 is not a product of this market"),
    (
        "strategy.products",
        [["diazepam-2mg-tablet"]],
        "strategy.products",
        "['diazepam-2mg-tablet'] is not a product of this market",
    ),
    (
        "strategy.products",
        ["diazepam-5mg-per-ml-oral-concentrate"],  # sold in the US
        "strategy.products",
        "diazepam-5mg-per-ml-oral-concentrate is not a product of this market",
    ),
    (
        "strategy.products",
        ["bromazepam-3mg-tablet"],
        "strategy.products",
        "bromazepam-3mg-tablet is no longer sold in this market",
    ),
    ("strategy.products", ["zaleplon-5mg-capsule"], "strategy.products", "zaleplon-5mg-capsule is no longer sold in this market"),
    (
        "strategy.products",
        ["diazepam-0p4mg-per-ml-oral-solution", "diazepam-2mg-tablet", "diazepam-2mg-per-ml-oral-solution"],
        "strategy.products",
        "diazepam-0p4mg-per-ml-oral-solution and diazepam-2mg-per-ml-oral-solution: one strength of a liquid per plan",
    ),
    ("strategy.halve", "some", "strategy.halve", "must be none, smallest, all or a list of product ids"),
    ("strategy.halve", None, "strategy.halve", "must be none, smallest, all or a list of product ids"),
    ("strategy.halve", True, "strategy.halve", "must be none, smallest, all or a list of product ids"),
    ("strategy.halve", ["aspirin"], "strategy.halve", "aspirin is not a product of this market"),
    ("strategy.quarter", "half", "strategy.quarter", "must be none, smallest, all or a list of product ids"),
    ("strategy.quarter", [None], "strategy.quarter", "None is not a product of this market"),
]


@pytest.mark.parametrize(("path", "value", "field", "message"), WRONG, ids=lambda each: str(each)[:40])
def test_a_wrong_value_is_refused_naming_the_field_and_what_it_should_be(path, value, field, message):
    """Whatever is wrong names the exact field and says what it should be; nothing is guessed, nothing dropped."""
    named, said = refused(changed(path, value))
    whole = said.startswith(message) if message.endswith(", ") else said == message
    assert (named, whole) == (field, True), said


def test_a_strategy_alone_names_its_fields_as_within_a_request():
    """A strategy that is read by itself is refused by the name that the field has in a request."""
    with pytest.raises(BadRequest) as caught:
        parse_strategy({"method": "cold turkey"}, CATALOGUE, "uk")
    assert caught.value.field == "strategy.method"


WRONG_BANDS = [
    ([], "strategy.bands", "must go down from band to band, the last down to 0"),
    (BANDS[:1], "strategy.bands", "must go down from band to band, the last down to 0"),
    (BANDS[::-1], "strategy.bands", "must go down from band to band, the last down to 0"),
    ([BANDS[0], BANDS[0], BANDS[1]], "strategy.bands", "must go down from band to band, the last down to 0"),
    ([BANDS[1], BANDS[1]], "strategy.bands", "must go down from band to band, the last down to 0"),
    ({}, "strategy.bands", "must be a list"),
    ([1], "strategy.bands[0]", "must be an object"),
    ([{"down_to_mg": 0}], "strategy.bands[0].reduction_mg", "is required"),
    ([{"reduction_mg": 1}], "strategy.bands[0].down_to_mg", "is required"),
    ([BANDS[0], {"down_to_mg": 0, "reduction_mg": "0.009"}], "strategy.bands[1].reduction_mg", "must be from 0.01 to 100"),
    ([{"down_to_mg": 0, "reduction_mg": "100.1"}], "strategy.bands[0].reduction_mg", "must be from 0.01 to 100"),
    ([{"down_to_mg": 1001, "reduction_mg": 1}], "strategy.bands[0].down_to_mg", "must be from 0 to 1000"),
    ([{"down_to_mg": 0, "reduction_mg": 1, "every": 7}], "strategy.bands[0].every", "is not a field of the request"),
    (None, "strategy.bands", "goes with the basis bands, and only with it"),
]


@pytest.mark.parametrize(("bands", "field", "message"), WRONG_BANDS)
def test_wrong_bands_are_refused(bands, field, message):
    """Bands go down from one to the next, the last down to 0, and the basis bands needs them."""
    assert refused(banded(bands)) == (field, message)


@pytest.mark.parametrize("basis", ["current", "baseline"])
def test_bands_go_with_their_basis_only(basis):
    """Bands that a percentage would not use are refused, not dropped."""
    data = changed("strategy.bands", BANDS, changed("strategy.basis", basis))
    assert refused(data) == ("strategy.bands", "goes with the basis bands, and only with it")


def test_a_date_to_finish_by_goes_with_a_percentage():
    """`finish_by` finds a percentage, so it does not go with bands, with a target or with an open hold."""
    finishing = changed("strategy.finish_by", "2028-01-31")
    banded_ = changed("strategy.bands", BANDS, changed("strategy.basis", "bands", finishing))
    assert refused(banded_) == ("strategy.finish_by", "goes with a percentage, not with bands")
    to_zero = ("strategy.finish_by", "goes with a taper to zero, without a target or an open hold")
    assert refused(changed("strategy.target_mg", "5", finishing)) == to_zero
    assert refused(changed("strategy.holds", [{"after_step": 1, "days": None}], finishing)) == to_zero
    assert parsed(changed("strategy.holds", [{"after_step": 1, "days": 7}], finishing)).strategy.finish_by


@pytest.mark.parametrize("data", [None, [], "x", 1, [WHOLE]])
def test_a_request_is_an_object(data):
    """What is no object is refused as a whole."""
    assert refused(data) == ("request", "must be an object")


@pytest.mark.parametrize("status", ["discontinued", "withdrawn"])
def test_no_product_that_is_no_longer_sold_can_be_chosen(status):
    """Products that are discontinued or withdrawn cannot be named; imports and specials can, unless of modified release."""
    for market in CATALOGUE.markets:
        for product in CATALOGUE.products(market).values():
            data = changed("strategy.products", [product.id], changed("market", market))
            if product.status == status:
                assert refused(data) == ("strategy.products", f"{product.id} is no longer sold in this market")
            elif product.status in ("available", "import", "special") and not product.modified_release:
                assert parsed(data).strategy.products == (product.id,)


def test_only_tables_that_may_be_chosen_can_be_chosen():
    """A table that is shown for comparison cannot be chosen, for all drugs or for one."""
    for table in CATALOGUE.tables.values():
        drug = next(iter(table.cells))
        if table.selectable:
            assert parsed(changed("equivalence", table.id)).equivalence == table.id
            assert parsed(changed("equivalence_for", {drug: table.id})).equivalence_for == {drug: table.id}
        else:
            assert refused(changed("equivalence", table.id))[0] == "equivalence"
            assert refused(changed("equivalence_for", {drug: table.id}))[0] == "equivalence_for"


def test_the_first_thing_that_is_wrong_is_named():
    """One field is named at a time, and a field that nobody knows is found after the others were read."""
    assert refused(changed("strategy.method", "slow", WHOLE | {"clinic": "x"}))[0] == "strategy.method"
    assert refused(WHOLE | {"clinic": "x"})[0] == "clinic"


def test_reading_leaves_the_request_as_it_was():
    """The JSON that is read is not changed."""
    data = deepcopy(WHOLE)
    parsed(data)
    assert data == WHOLE


# A chosen weekday ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("weekday", "day"), [("monday", "2027-01-04"), ("thursday", "2027-01-07"), ("sunday", "2027-01-10")])
def test_changes_may_be_kept_to_a_weekday(weekday, day):
    """`change_weekday`: every change falls on the weekday chosen, so the first day has to be one."""
    data = changed("strategy.change_weekday", weekday, changed("starts_on", day))
    assert parsed(data).strategy.change_weekday == weekday
    later = changed("starts_on", "2027-01-12", data)
    assert refused(later) == ("starts_on", f"must be a {weekday.capitalize()}, the weekday chosen for changes")


def test_without_a_weekday_any_day_will_do():
    """No weekday is kept unless one is chosen."""
    assert parsed(changed("strategy.change_weekday", None, changed("starts_on", "2027-01-12"))).strategy.change_weekday is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("interval_days", 10),
        ("closing_interval_days", 15),
        ("crossover_days", 10),
        ("stabilise_days", 10),
        ("holds", [{"after_step": 1, "days": 7}, {"after_step": 2, "days": 8}]),
    ],
)
def test_with_a_weekday_everything_is_in_whole_weeks(field, value):
    """Days that would move the changes off their weekday are refused."""
    data = changed("strategy.change_weekday", "monday")
    named, message = refused(changed(f"strategy.{field}", value, data))
    assert named == f"strategy.{field}"
    assert message == "must be whole weeks, so that every change falls on the weekday chosen"
    assert parsed(changed(f"strategy.{field}", value)).strategy


def test_with_a_weekday_only_days_that_are_used_count():
    """Days of a crossover do not matter to a direct taper, nor does an open hold."""
    data = changed("strategy.change_weekday", "monday", changed("strategy.method", "direct"))
    data = changed("strategy.crossover_days", 10, changed("strategy.stabilise_days", 10, data))
    assert parsed(changed("strategy.holds", [{"after_step": 1, "days": None}], data)).strategy.change_weekday == "monday"


def test_a_weekday_has_a_short_name_and_a_long_one():
    """Weekdays are `mon` to `sun`, and the long names stay readable."""
    short, long = (parsed(changed("strategy.change_weekday", each)) for each in ("mon", "monday"))
    assert short == long
    assert short.strategy.change_weekday == "monday"


@pytest.mark.parametrize("value", ["Monday", 1, True, ""])
def test_a_weekday_is_one_of_its_names(value):
    """A weekday is one of seven words, short or long."""
    assert refused(changed("strategy.change_weekday", value)) == (
        "strategy.change_weekday",
        "must be one of mon, tue, wed, thu, fri, sat, sun, monday, tuesday, wednesday, thursday, friday, saturday, sunday",
    )


# Taken as needed -----------------------------------------------------------------------------------------------------


def test_a_drug_taken_as_needed_is_counted_as_the_clinician_says():
    """As-needed doses are kept out of the grid but counted in the equivalent as the clinician says, in mg a day."""
    data = changed("regimen.1.as_needed", "3")
    request = parsed(data)
    assert request.regimen.as_needed == {"diazepam": 3}
    assert request.regimen.daily_mg()["diazepam"] == 2
    alone = changed("regimen", [{"drug": "lorazepam", "night": "1"}, {"drug": "zopiclone", "as_needed": "3.75"}])
    assert [dose.drug for dose in parsed(alone).regimen.doses] == ["lorazepam"]
    assert parsed(changed("regimen.1.as_needed", "0")).regimen.as_needed == {}


def test_something_is_taken_every_day():
    """Nothing but as-needed doses is no regimen to taper."""
    field, message = refused(changed("regimen", [{"drug": "zopiclone", "as_needed": "3.75"}]))
    assert (field, "at least one" in message) == ("regimen", True)
    assert refused(changed("regimen.1.as_needed", "-1")) == ("regimen[1].as_needed", NUMBER)
    assert refused(changed("regimen.1.as_needed", "1001")) == ("regimen[1].as_needed", "must be from 0 to 1000")


def test_the_drug_that_doses_cross_over_to_is_not_kept_steady():
    """What crosses over becomes part of it, so the refusal names the drug; by the direct method it may stay as it is."""
    steady = changed("strategy.steady", ["diazepam"])
    said = "must not have diazepam: the doses that cross over become part of it"
    assert refused(steady) == ("strategy.steady", said)
    assert parsed(changed("strategy.method", "direct", steady)).strategy.steady == ("diazepam",)
