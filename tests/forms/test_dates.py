"""A date is typed as day, month and year, so that no order of them is ever guessed."""

from datetime import date

import pytest
from django.forms import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from taper_app.forms.dates import DateField
from taper_app.forms.patients import searched_date

ACCEPTED = [
    (["4", "1", "2027"], date(2027, 1, 4)),
    ([" 04 ", " 01", "2027\u00a0"], date(2027, 1, 4)),
    (["29", "2", "2028"], date(2028, 2, 29)),
    (["4", "January", "2027"], date(2027, 1, 4)),
    (["4", "sept", "2027"], date(2027, 9, 4)),
]
REFUSED = [
    ["31", "2", "2027"],
    ["0", "1", "2027"],
    ["4", "13", "2027"],
    ["4", "1", "27"],
    ["4", "", "2027"],
    ["4", "ja", "2027"],
    ["４", "1", "2027"],
    ["4", "1", "2027 BC"],
    ["4th", "1", "2027"],
    ["4", "1", "0000"],
    ["9" * 400, "1", "2027"],
]


@pytest.mark.parametrize(("parts", "day"), ACCEPTED)
def test_three_parts_make_a_date(parts, day):
    """Figures, or the English name of the month, with blanks pasted round them."""
    assert DateField(example="4 1 2027").clean(parts) == day


@pytest.mark.parametrize("parts", REFUSED)
def test_parts_that_make_no_date_are_refused_with_an_example(parts):
    """A day that does not exist, a short year or a missing part gets one sentence with an example."""
    with pytest.raises(ValidationError) as refused:
        DateField(example="4 1 2027").clean(parts)
    assert refused.value.messages == ["Enter a real date with a day, a month and a year in four figures, such as 4 1 2027."]


def test_three_empty_parts_are_no_date():
    """Nothing typed is nothing, where a date may be left out."""
    assert DateField(example="4 1 2027", required=False).clean(["", " ", ""]) is None


@given(st.lists(st.text(), min_size=3, max_size=3))
def test_no_text_breaks_the_date_field(parts):
    """Any three texts are a date, nothing, or refused."""
    try:
        DateField(example="4 1 2027", required=False).clean(parts)
    except ValidationError:
        return


@pytest.mark.parametrize("typed", ["27 3 1961", "27/03/1961", "27.3.1961", "27-Mar-1961", "1961-03-27", " 27 march 1961 "])
def test_a_search_understands_a_date_of_birth(typed):
    """A date of birth is found however it is usually written, the day before the month."""
    assert searched_date(typed) == date(1961, 3, 27)


@given(st.text())
def test_no_search_text_breaks_the_reading_of_dates(typed):
    """Any text is a date of birth or is none."""
    assert searched_date(typed) is None or isinstance(searched_date(typed), date)
