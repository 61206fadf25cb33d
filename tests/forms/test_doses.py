"""A dose is accepted only where it can be read in one way."""

from decimal import Decimal

import pytest
from django.forms import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from taper_app.forms.doses import BoundedDoseField, DoseField, PlainNumberField, dose_input

POINT = "Enter the dose in mg with a point, such as 0.5."
ACCEPTED = [
    ("0.5", "0.5"),
    ("1", "1"),
    ("  7.5 ", "7.5"),
    ("\u00a00.25\r\n", "0.25"),
    ("10.0", "10"),
    ("3.75", "3.75"),
    ("0.125", "0.125"),
    ("0", "0"),
    ("1000", "1000"),
    ("5 mg", "5"),
    ("0.5mg", "0.5"),
    ("7.5\u00a0MG", "7.5"),
    ("2 milligrams", "2"),
    ("500 micrograms", "0.5"),
    ("62.5 Micrograms", "0.0625"),
    ("1 microgram", "0.001"),
    ("1000000 micrograms", "1000"),
]
REFUSED = [
    ("0,5", "with a point and no comma"),
    ("1,000", "with a point and no comma"),
    (".5", "a 0 before the point"),
    ("5.", "a number after the point"),
    ("1.000", "without zeros at its end"),
    ("05", "without a 0 in front"),
    ("1e1", "in plain figures"),
    ("1E+1", "in plain figures"),
    ("-1", "without a minus sign"),
    ("−1", "without a minus sign"),
    ("500mcg", "such as 0.5 for 500 micrograms"),
    ("500 µg", "such as 0.5 for 500 micrograms"),
    ("500 ug", "such as 0.5 for 500 micrograms"),
    ("5 mg/ml", "a half is 0.5"),
    ("5 m", POINT),
    ("5 mg mg", POINT),
    ("5 mg 5", POINT),
    ("mg", POINT),
    ("5. mg", "a number after the point"),
    ("0,5 mg", "with a point and no comma"),
    ("1.000 mg", "without zeros at its end"),
    ("0.05 micrograms", "at most one figure after the point of micrograms"),
    ("1001 mg", "at most 1,000\u00a0mg"),
    ("2 tablets", "not how many or how much"),
    ("2.5 mL", "not how many or how much"),
    ("½", "a half is 0.5"),
    ("1½", "a half is 0.5"),
    ("1/2", "a half is 0.5"),
    ("0.12345", "at most 4 figures"),
    ("1000.5", "at most 1,000\u00a0mg"),
    ("٥", POINT),
    ("５", POINT),
    ("1 000", POINT),
    ("1 5", POINT),
    ("one", POINT),
    ("NaN", POINT),
    ("inf", POINT),
    ("0x10", POINT),
    ("1\x000", POINT),
    ("9" * 5000, POINT),
]


@pytest.mark.parametrize(("typed", "dose"), ACCEPTED)
def test_a_dose_with_a_point_is_read_exactly(typed, dose):
    """Figures with at most one point are a dose in mg, with mg behind them or not; micrograms written out are a thousandth."""
    assert DoseField().clean(typed) == Decimal(dose)


@pytest.mark.parametrize(("typed", "words"), REFUSED)
def test_whatever_could_be_read_in_two_ways_is_refused_with_what_to_type(typed, words):
    """A comma, a bare point, an exponent, a sign, a short unit, a fraction and foreign figures each get one sentence."""
    with pytest.raises(ValidationError) as refused:
        DoseField().clean(typed)
    assert len(refused.value.messages) == 1
    assert words in refused.value.messages[0]


@pytest.mark.parametrize("language", ["en", "de", "fr", "ar"])
def test_a_dose_is_read_alike_in_every_language(language):
    """No language makes 0,5 a half, or 0.5 anything but a half."""
    with translation.override(language):
        assert DoseField().clean("0.5") == Decimal("0.5")
        assert DoseField().prepare_value(Decimal("0.5000")) == "0.5"
        with pytest.raises(ValidationError):
            DoseField().clean("0,5")


def test_an_empty_box_is_no_dose():
    """Nothing typed means none, which is not the same as a refused dose."""
    assert DoseField(required=False).clean("  ") is None


@given(st.text())
def test_no_text_breaks_the_dose_field(typed):
    """Any text is an exact dose of 0 to 1,000 mg, nothing, or refused."""
    try:
        dose = DoseField(required=False).clean(typed)
    except ValidationError:
        return
    assert dose is None or (Decimal(0) <= dose <= Decimal(1000) and dose == Decimal(typed.strip()))


@given(st.decimals(0, 1000, places=4, allow_nan=False))
def test_a_stored_dose_is_shown_so_that_it_is_read_back(dose):
    """What the form shows for a stored dose is accepted as the same dose."""
    assert DoseField().clean(DoseField().prepare_value(dose)) == dose


@pytest.mark.parametrize("typed", ["6", "29", "7.5", "-7", "1e1", "７", "seven"])
def test_days_outside_their_range_are_refused(typed):
    """A number of days is whole and in its range, or one sentence says which range that is."""
    with pytest.raises(ValidationError) as refused:
        PlainNumberField(low=7, high=28, sentence="Enter 7 to 28.").clean(typed)
    assert refused.value.messages == ["Enter 7 to 28."]


@pytest.mark.parametrize("typed", ["10", "20", "10.00"])
def test_a_round_number_stays_one(typed):
    """10 is passed on as 10, not as 1E+1, which the engine would refuse to read."""
    number = PlainNumberField(low=5, high=25, places=2, sentence="Enter 5 to 25.").clean(typed)
    assert str(number) == format(Decimal(typed).normalize(), "f")


@pytest.mark.parametrize(
    ("initial", "typed", "changed"),
    [
        ("0.5", "0.50", False),
        (Decimal("0.5"), "0.5", False),
        (Decimal("0.5"), "0.6", True),
        (None, "", False),
        (None, "0", True),
        (Decimal("0.5"), "0,5", True),
        ("x", "0.5", True),
    ],
)
def test_a_number_is_changed_where_it_means_another_one(initial, typed, changed):
    """0.50 is no change of 0.5; what cannot be read is one. Days and percentages go by the same."""
    assert DoseField().has_changed(initial, typed) is changed
    assert PlainNumberField(low=0, high=1, places=2, sentence="").has_changed(initial, typed) is changed


def test_a_stored_dose_is_shown_without_zeros_and_a_typed_one_as_it_was_typed():
    """10.0000 is shown as 10, and what was refused stays to be mended."""
    assert DoseField().prepare_value(Decimal("10.0000")) == "10"
    assert DoseField().prepare_value("0,5") == "0,5"


def test_a_dose_box_is_plain_text_for_figures():
    """A phone shows figures; nothing is filled in or cut by the browser; its width is its class."""
    usual = {"inputmode": "decimal", "autocomplete": "off"}
    assert dose_input("short").attrs == usual | {"class": "short"}
    assert dose_input().attrs == usual | {"class": ""}


BOUNDED = BoundedDoseField(high=Decimal("1.25"), sentence="Enter a dose up to 1.25.", label="Stop from")


@pytest.mark.parametrize("typed", ["", "1.26"])
def test_a_bounded_dose_that_is_missing_or_too_high_gets_its_sentence(typed):
    """One sentence with the bound for both."""
    with pytest.raises(ValidationError) as refused:
        BOUNDED.clean(typed)
    assert refused.value.messages == ["Enter a dose up to 1.25."]


def test_a_bounded_dose_may_be_the_bound():
    """Up to it, and nought too."""
    assert (BOUNDED.clean("1.25"), BOUNDED.clean("0"), BOUNDED.label) == (Decimal("1.25"), 0, "Stop from")


@pytest.mark.parametrize(
    ("typed", "low", "high", "places", "number"),
    [("7", 7, 28, 0, "7"), (" 28 ", 7, 28, 0, "28"), ("7.5", 5, 25, 2, "7.5"), ("7.25", 5, 25, 2, "7.25"), (14, 7, 28, 0, "14")],
)
def test_a_number_in_its_range_is_read(typed, low, high, places, number):
    """The bounds themselves too, and as many figures after the point as there may be."""
    assert str(PlainNumberField(low=low, high=high, places=places, sentence="").clean(typed)) == number


@pytest.mark.parametrize(("typed", "places"), [("7.5", 0), ("7.255", 2), ("7.", 2), ("1234567", 0), (".5", 2)])
def test_a_number_with_other_figures_is_refused(typed, places):
    """A point where none may be, more figures after it, none after it, or more figures than any number has."""
    with pytest.raises(ValidationError, match=r"^\['Enter a number.'\]$"):
        PlainNumberField(low=0, high=9999999, places=places, sentence="Enter a number.").clean(typed)


def test_nothing_typed_is_no_number():
    """Where it may be left out."""
    assert PlainNumberField(low=0, high=9, sentence="", required=False).clean(" ") is None
    assert PlainNumberField(low=0, high=9, sentence="", required=False).clean(None) is None
