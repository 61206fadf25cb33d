"""Each kind of value of a strategy: what is read from a request, what is refused in which words, and what is kept in JSON."""

import dataclasses
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from taper_app.engine import load_catalogue
from taper_app.engine.reading import BadRequest
from taper_app.engine.taper import kinds
from taper_app.engine.taper.fields import NO_BOX, Box, Words, field, fields_of, required
from taper_app.engine.taper.kinds import Band, Hold, Then, Within
from taper_app.engine.taper.strategy import FIELDS

CATALOGUE = load_catalogue()
PLACE = kinds.Place(CATALOGUE, "uk", "strategy.")
FEW, HALVES = Within(Decimal(2), Decimal(9)), Within(Decimal("0.5"), Decimal(10))
PRODUCTS = ["diazepam-2mg-tablet", "diazepam-5mg-tablet"]
BANDS = [{"down_to_mg": "10", "reduction_mg": "2"}, {"down_to_mg": "0", "reduction_mg": "0.5"}]
PACE = {"reduction_percent": "5", "interval_days": 9}


def second():
    return kinds.second_pace(kinds.percentage(lambda _: HALVES), kinds.days(lambda _: FEW))


# Each case: the kind, what a request carries, its value, and what JSON carries of that.
READ = {
    "a word": (lambda: kinds.word(["one", "two"]), "two", "two", "two"),
    "a drug": (kinds.drug, "lorazepam", "lorazepam", "lorazepam"),
    "medicines": (
        kinds.medicines,
        ["lorazepam", "modified-release alprazolam"],
        ("lorazepam", "modified-release alprazolam"),
        ["lorazepam", "modified-release alprazolam"],
    ),
    "no medicine": (kinds.medicines, [], (), []),
    "a long day": (kinds.weekday, "friday", "friday", "friday"),
    "a short day": (kinds.weekday, "fri", "friday", "friday"),
    "days of the week": (kinds.weekdays, ["sunday", "tue", "mon"], ("mon", "tue", "sun"), ["mon", "tue", "sun"]),
    "six days": (
        kinds.weekdays,
        ["mon", "tue", "wed", "thu", "fri", "sat"],
        ("mon", "tue", "wed", "thu", "fri", "sat"),
        ["mon", "tue", "wed", "thu", "fri", "sat"],
    ),
    "no day": (kinds.weekdays, [], (), []),
    "the fewest days": (lambda: kinds.days(lambda _: FEW), 2, 2, 2),
    "the most days": (lambda: kinds.days(lambda _: FEW), "9", 9, 9),
    "the least percentage": (lambda: kinds.percentage(lambda _: HALVES), "0.5", Decimal("0.5"), "0.5"),
    "the largest percentage": (lambda: kinds.percentage(lambda _: HALVES), "10", Decimal(10), "10"),
    "a dose within bounds": (lambda: kinds.dose(lambda _: HALVES), "2.50", Decimal("2.5"), "2.5"),
    "no dose": (kinds.dose, "0", Decimal(0), "0"),
    "the largest dose": (kinds.dose, 1000, Decimal(1000), "1000"),
    "a flag": (kinds.flag, True, True, True),
    "a date": (kinds.day, "2027-01-04", date(2027, 1, 4), "2027-01-04"),
    "products": (kinds.product_ids, [*PRODUCTS, PRODUCTS[0]], tuple(PRODUCTS), PRODUCTS),
    "all are split": (kinds.splits, "all", "all", "all"),
    "none is split": (kinds.splits, "none", "none", "none"),
    "the smallest is split": (kinds.splits, "smallest", "smallest", "smallest"),
    "these are split": (kinds.splits, PRODUCTS, tuple(PRODUCTS), PRODUCTS),
    "nothing": (lambda: kinds.or_none(kinds.day()), None, None, None),
    "something": (lambda: kinds.or_none(kinds.day()), "2027-01-04", date(2027, 1, 4), "2027-01-04"),
    "bands": (
        kinds.bands,
        BANDS,
        (Band(Decimal(10), Decimal(2)), Band(Decimal(0), Decimal("0.5"))),
        BANDS,
    ),
    "the smallest of a band": (
        kinds.bands,
        [{"down_to_mg": "0", "reduction_mg": "0.01"}],
        (Band(Decimal(0), Decimal("0.01")),),
        [{"down_to_mg": "0", "reduction_mg": "0.01"}],
    ),
    "the largest of a band": (
        kinds.bands,
        [{"down_to_mg": "0", "reduction_mg": "100"}],
        (Band(Decimal(0), Decimal(100)),),
        [{"down_to_mg": "0", "reduction_mg": "100"}],
    ),
    "a pace from a day on": (
        second,
        PACE | {"from_on": "2027-02-01"},
        Then(Decimal(5), 9, from_on=date(2027, 2, 1)),
        PACE | {"from_on": "2027-02-01"},
    ),
    "a pace from a dose on": (
        second,
        PACE | {"from_mg": "2.5"},
        Then(Decimal(5), 9, from_mg=Decimal("2.5")),
        PACE | {"from_mg": "2.5"},
    ),
    "a pace at nothing": (second, PACE | {"from_mg": "0"}, Then(Decimal(5), 9, from_mg=Decimal(0)), PACE | {"from_mg": "0"}),
    "holds": (
        kinds.holds,
        [{"after_step": 400, "days": None}, {"after_step": 1, "days": 730}],
        (Hold(1, 730), Hold(400, None)),
        [{"after_step": 1, "days": 730}, {"after_step": 400, "days": None}],
    ),
    "no hold": (kinds.holds, [], (), []),
}


@pytest.mark.parametrize(("kind", "told", "value", "kept"), READ.values(), ids=READ)
def test_a_value_is_read_as_it_is_told_and_kept_so_that_it_comes_back(kind, told, value, kept):
    """It is read to its value; JSON carries that, and what JSON carries is the same value again."""
    assert kind().read(told, PLACE) == value
    assert kind().write(value) == kept
    assert kind().restore(kept) == value
    assert type(kind().restore(kept)) is type(kind().read(told, PLACE)) is type(value)


DAYS_WRONG = "must be at most six different days of the week"
DAY_UNKNOWN = "must be one of mon, tue, wed, thu, fri, sat, sun, monday, tuesday, wednesday, thursday, friday, saturday, sunday"
BANDS_WRONG = "must go down from band to band, the last down to 0"
SPLITS_WRONG = "must be none, smallest, all or a list of product ids"
THEN_WRONG = "must have reduction_percent and interval_days, and either from_on or from_mg"
REFUSED = {
    "no such word": (lambda: kinds.word(["one", "two"]), "three", "must be one of one, two"),
    "a medicine twice": (kinds.medicines, ["lorazepam", "lorazepam"], "names a medicine twice"),
    "no list of medicines": (kinds.medicines, "lorazepam", "must be a list"),
    "no such day": (kinds.weekday, "Friday", DAY_UNKNOWN),
    "no such days": (kinds.weekdays, ["mon", "Friday"], DAY_UNKNOWN),
    "a day twice": (kinds.weekdays, ["mon", "monday"], DAYS_WRONG),
    "all seven days": (kinds.weekdays, ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], DAYS_WRONG),
    "too few days": (lambda: kinds.days(lambda _: FEW), 1, "must be from 2 to 9"),
    "too many days": (lambda: kinds.days(lambda _: FEW), 10, "must be from 2 to 9"),
    "half a day": (lambda: kinds.days(lambda _: FEW), "2.5", "must be whole days"),
    "too small a percentage": (lambda: kinds.percentage(lambda _: HALVES), "0.4", "must be from 0.5 to 10"),
    "too large a percentage": (lambda: kinds.percentage(lambda _: HALVES), "10.1", "must be from 0.5 to 10"),
    "too large a dose": (kinds.dose, "1000.1", "must be from 0 to 1000"),
    "no flag": (kinds.flag, "true", "must be true or false"),
    "no date": (kinds.day, "4 January", "must be a date such as 2027-01-04"),
    "no such product": (
        kinds.product_ids,
        [*PRODUCTS, "diazepam-3mg-tablet"],
        "diazepam-3mg-tablet is not a product of this market",
    ),
    "a product of another market": (
        kinds.product_ids,
        ["alprazolam-0p25mg-orally-dispersible-tablet"],
        "alprazolam-0p25mg-orally-dispersible-tablet is not a product of this market",
    ),
    "no id": (kinds.product_ids, [["diazepam-2mg-tablet"]], "['diazepam-2mg-tablet'] is not a product of this market"),
    "no list of products": (kinds.product_ids, "diazepam-2mg-tablet", "must be a list"),
    "no such split": (kinds.splits, "some", SPLITS_WRONG),
    "a split of nothing": (kinds.splits, None, SPLITS_WRONG),
    "a split of no product": (kinds.splits, ["none"], "none is not a product of this market"),
    "wrong though it may be nothing": (lambda: kinds.or_none(kinds.day()), "", "must be a date such as 2027-01-04"),
    "no band": (kinds.bands, [], BANDS_WRONG),
    "bands that do not fall": (kinds.bands, [BANDS[1], BANDS[1]], BANDS_WRONG),
    "bands that end above nothing": (kinds.bands, BANDS[:1], BANDS_WRONG),
    "no list of bands": (kinds.bands, {}, "must be a list"),
    "no second pace": (second, "5", THEN_WRONG),
    "a pace from nothing on": (second, PACE, THEN_WRONG),
    "a pace from two on": (second, PACE | {"from_on": "2027-02-01", "from_mg": "2"}, THEN_WRONG),
    "two holds at once": (
        kinds.holds,
        [{"after_step": 2, "days": 7}, {"after_step": 2, "days": None}],
        "has two holds after the same step",
    ),
    "no list of holds": (kinds.holds, {}, "must be a list"),
}


@pytest.mark.parametrize(("kind", "told", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_such_value_is_refused_with_what_it_should_be(kind, told, words):
    """It is refused in these words, and nothing is made of it."""
    with pytest.raises(ValueError) as refused:
        kind().read(told, PLACE)
    assert str(refused.value) == words


def drugs_known():
    return f"must be one of {', '.join(CATALOGUE.drugs)}"


@pytest.mark.parametrize(("kind", "told"), [(kinds.drug, "paracetamol"), (kinds.medicines, ["lorazepam", 5])])
def test_a_drug_that_the_catalogue_does_not_have_is_refused_with_those_that_it_has(kind, told):
    """The refusal names every drug."""
    with pytest.raises(ValueError) as refused:
        kind().read(told, PLACE)
    assert str(refused.value) == drugs_known()


WITHIN = {  # what is wrong within a value is named by its place in the request
    "a band down to too much": (kinds.bands, [{"down_to_mg": "1001", "reduction_mg": "1"}], "bands[0].down_to_mg"),
    "a band of nothing": (kinds.bands, [BANDS[0], {"down_to_mg": "0", "reduction_mg": "0.001"}], "bands[1].reduction_mg"),
    "a band of too much": (kinds.bands, [{"down_to_mg": "0", "reduction_mg": "100.5"}], "bands[0].reduction_mg"),
    "half a band": (kinds.bands, [{"down_to_mg": "0"}], "bands[0].reduction_mg"),
    "a band with more": (kinds.bands, [BANDS[1] | {"days": 7}], "bands[0].days"),
    "no band at all": (kinds.bands, [BANDS[0], 5], "bands[1]"),
    "a hold before the first step": (kinds.holds, [{"after_step": 0, "days": 7}], "holds[0].after_step"),
    "a hold after too many steps": (kinds.holds, [{"after_step": 401, "days": 7}], "holds[0].after_step"),
    "a hold of no day": (kinds.holds, [{"after_step": 1, "days": 7}, {"after_step": 2, "days": 0}], "holds[1].days"),
    "a hold of too many days": (kinds.holds, [{"after_step": 1, "days": 731}], "holds[0].days"),
    "a hold of no length": (kinds.holds, [{"after_step": 1}], "holds[0].days"),
    "a hold with more": (kinds.holds, [{"after_step": 1, "days": 7, "mg": 1}], "holds[0].mg"),
    "no hold at all": (kinds.holds, [5], "holds[0]"),
    "too large a second percentage": (
        second,
        {"reduction_percent": "11", "interval_days": 9, "from_mg": "1"},
        "then.reduction_percent",
    ),
    "too long a second interval": (
        second,
        {"reduction_percent": "5", "interval_days": 10, "from_mg": "1"},
        "then.interval_days",
    ),
    "a second pace without days": (second, {"reduction_percent": "5", "from_mg": "1"}, "then.interval_days"),
    "a second pace from no date": (second, PACE | {"from_on": "1 February"}, "then.from_on"),
    "a second pace from no dose": (second, PACE | {"from_mg": "1001"}, "then.from_mg"),
    "a second pace with more": (second, PACE | {"from_mg": "1", "days": 7}, "then.days"),
}


@pytest.mark.parametrize(("kind", "told", "place"), WITHIN.values(), ids=WITHIN)
def test_what_is_wrong_within_a_value_is_named_by_its_place(kind, told, place):
    """The refusal names the field of the request, with its place in a list."""
    with pytest.raises(BadRequest) as refused:
        kind().read(told, PLACE)
    assert refused.value.field == f"strategy.{place}"


def test_a_number_says_what_to_type_and_nothing_else_does():
    """The sentence has the kind of number and both bounds; what is no number has none."""
    asked = {
        "days": (kinds.days(lambda _: FEW), "Enter a number of days from 2 to 9."),
        "percentage": (kinds.percentage(lambda _: HALVES), "Enter a percentage from 0.5 to 10."),
        "dose": (kinds.dose(lambda _: HALVES), "Enter a dose from 0.5 to 10."),
        "any dose": (kinds.dose(), "Enter a dose from 0 to 1000."),
        "or nothing": (kinds.or_none(kinds.days(lambda _: FEW)), "Enter a number of days from 2 to 9."),
    }
    assert {name: kind.sentence(CATALOGUE) for name, (kind, _) in asked.items()} == {
        name: said for name, (_, said) in asked.items()
    }
    with pytest.raises(ValueError, match=r"^has no bounds$"):
        kinds.flag().sentence(CATALOGUE)


def test_a_bound_may_depend_on_the_catalogue():
    """The bounds are asked for with the catalogue that the request is read with."""
    kind = kinds.days(lambda catalogue: Within(Decimal(catalogue.envelope.min_days), Decimal(catalogue.envelope.max_days)))
    assert kind.within(CATALOGUE) == (CATALOGUE.envelope.min_days, CATALOGUE.envelope.max_days)
    assert kind.read(CATALOGUE.envelope.max_days, PLACE) == CATALOGUE.envelope.max_days


def test_each_kind_has_its_box():
    """A form asks for a word with a choice, for numbers, flags and products with boxes of their own, and else for nothing."""
    boxes = {
        "choice": [kinds.word(["one"]), kinds.drug(), kinds.weekday(), kinds.or_none(kinds.weekday())],
        "number": [kinds.days(lambda _: FEW), kinds.percentage(lambda _: FEW), kinds.dose(), kinds.or_none(kinds.dose())],
        "tick": [kinds.flag()],
        "list": [kinds.medicines(), kinds.weekdays(), kinds.product_ids(), kinds.splits()],
        "": [kinds.day(), kinds.bands(), kinds.holds(), second()],
    }
    assert {box: {each.box for each in those} for box, those in boxes.items()} == {box: {box} for box in boxes}


def test_least_one_day_is_said_where_none_is_refused():
    """Where at least one day has to be named, the refusal of none says so."""
    with pytest.raises(ValueError, match=r"^must be one to six different days of the week$"):
        kinds.read_weekdays(1)([])
    assert kinds.read_weekdays(1)(["wed"]) == ("wed",)


FROM_DAY, FROM_MG = Then(Decimal(5), 14, from_on=date(2027, 2, 1)), Then(Decimal(5), 14, from_mg=Decimal(10))


@pytest.mark.parametrize(
    ("then", "on", "mg", "begun"),
    [
        (FROM_DAY, date(2027, 1, 31), "1", False),
        (FROM_DAY, date(2027, 2, 1), "40", True),
        (FROM_MG, date(2028, 1, 1), "10.1", False),
        (FROM_MG, date(2027, 1, 1), "10", True),
        (Then(Decimal(5), 14, from_mg=Decimal(0)), date(2028, 1, 1), "0.5", False),
    ],
)
def test_a_second_pace_begins_on_its_day_or_at_its_dose(then, on, mg, begun):
    """On the day itself it is in force whatever is taken, and at the dose itself whatever the day is."""
    assert then.has_begun(on, Fraction(mg)) is begun


def test_a_field_is_said_as_pages_say_it_unless_it_is_for_paper():
    """Where paper says it otherwise, that is said on paper alone; a value that has no words is not said."""
    finish, tail = FIELDS["finish_by"], FIELDS["coarse_tail"]
    assert finish.said("5 May") == finish.said("5 May", on_paper=True) == ["finished by 5 May"]
    assert (tail.said(False), tail.said(True)) == ([], ["larger reductions at the end, which is fast there"])
    assert FIELDS["reduction_percent"].said(Decimal("7.50"), "about {}".format) == ["reductions of about 7.50%"]
    apart = [each.is_said_apart(on_paper=paper) for each in (finish, tail) for paper in (False, True)]
    assert apart == [False, False, False, True]


# A row of the strategy -----------------------------------------------------------------------------------------------


def test_a_row_has_all_that_is_known_of_it():
    """A dataclass of rows has their defaults, and each is found again by its name, in order, with all that was said of it."""
    whole, words, box = kinds.days(lambda _: FEW), Words("{} days"), Box("Days")
    made = dataclasses.make_dataclass(
        "Made",
        [
            ("how", str, required(kinds.flag(), "method", words, box)),
            ("bare", str, required(kinds.flag(), "method", words)),
            ("days", int, field(7, whole, "crossover", words, box)),
            ("new", int, field(8, whole, "pace", words, later=True)),
        ],
    )
    rows = fields_of(made)
    assert list(rows) == ["how", "bare", "days", "new"]
    assert (made(True, False).days, made(True, False).new) == (7, 8)
    assert [each.default for each in rows.values()] == [..., ..., 7, 8]
    assert [each.section for each in rows.values()] == ["method", "method", "crossover", "pace"]
    assert [each.box for each in rows.values()] == [box, NO_BOX, box, NO_BOX]
    assert [each.later for each in rows.values()] == [False, False, False, True]
    assert [each.words for each in rows.values()] == [words] * 4
    assert [each.kind.box for each in rows.values()] == ["tick", "tick", "number", "number"]
