"""What is typed into the search: a text, and the dates of birth that it may mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taper_app.forms.search import Dated, PatientSearch, searched_days
from tests.forms.sent import sent

DAY = date(1961, 3, 27)
ONE_DAY = ["27 3 1961", "27/03/1961", "27.3.1961", "27-Mar-1961", "1961-03-27", " 27 march 1961 ", "27. 3. 1961", "1961/3/27"]
ONE_DAY += ["March 27, 1961", "Mar 27 1961", "27031961", "19610327"]


@pytest.mark.parametrize("typed", ONE_DAY)
def test_a_search_understands_a_date_of_birth(typed):
    """A date of birth is found however it is usually written, the day before the month where both are figures."""
    assert searched_days(typed) == (DAY,)


@pytest.mark.parametrize("typed", ["27/3/61", "27 Mar 61", "27.3.61"])
def test_a_year_of_two_figures_may_be_of_either_century(typed):
    """A search may look for both."""
    assert searched_days(typed) == (DAY, date(2061, 3, 27))


@pytest.mark.parametrize(
    "typed", ["27 3", "27 3 1961 1", "31 2 1961", "61-03-27", "3/27/1961", "Smith", "", "943476591", "9434765919", "27/3/961"]
)
def test_a_search_for_anything_else_means_no_date(typed):
    """Two parts, four, a day that does not exist, the month first in figures, a name or another number."""
    assert searched_days(typed) == ()


@given(st.text())
def test_no_search_text_breaks_the_reading_of_dates(typed):
    """Any text means some days or none."""
    assert all(isinstance(each, date) for each in searched_days(typed))


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        (" rowan ", Dated("rowan", (), False)),
        ("27 3 1961", Dated("27 3 1961", (DAY,), False)),
        ("rowan 27/3/1961", Dated("rowan", (DAY,), True)),
        ("1961-03-27 rowan example", Dated("rowan example", (DAY,), True)),
        ("rowan 31/2/1961", Dated("rowan 31/2/1961", (), False)),
    ],
)
def test_a_date_beside_a_name_is_read_apart(typed, means):
    """Then both have to fit; a date alone may be a number too."""
    form = PatientSearch(sent(text=typed))
    assert form.is_valid() and form.dated() == means


def test_a_search_is_not_too_long_to_be_one():
    """What is too long is refused in words and not cut."""
    assert PatientSearch(sent(text="a" * 120)).is_valid()
    words = "Search for at most 120 characters. Part of a name is enough."
    assert PatientSearch(sent(text="a" * 121)).errors == {"text": [words]}
