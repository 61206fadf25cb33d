"""A date is typed as day, month and year, so that no order of them is ever guessed."""

from datetime import date

import pytest
from django.forms import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from taper_app.forms.dates import TWO_DAYS, DateField, DateWidget, parted, read_month

ACCEPTED = [
    (["4", "1", "2027"], date(2027, 1, 4)),
    ([" 04 ", " 01", "2027\u00a0"], date(2027, 1, 4)),
    (["29", "2", "2028"], date(2028, 2, 29)),
    (["4", "January", "2027"], date(2027, 1, 4)),
    (["4", "sept", "2027"], date(2027, 9, 4)),
    (["14.", "3.", "2027"], date(2027, 3, 14)),
    (["14/03/1958", "", ""], date(1958, 3, 14)),
    ([" 14.3.1958 ", "", ""], date(1958, 3, 14)),
    (["14. 3. 1958", "", ""], date(1958, 3, 14)),
    (["1958-03-04", "", ""], date(1958, 3, 4)),
    (["4-Mar-1958", "", ""], date(1958, 3, 4)),
    (["4 March 1958", "", ""], date(1958, 3, 4)),
    (["04/04/1958", "", ""], date(1958, 4, 4)),
]
REFUSED = [
    ["31", "2", "2027"],
    ["0", "1", "2027"],
    ["4", "13", "2027"],
    ["31/2/1958", "", ""],
    ["03/14/1958", "", ""],
    ["14 March 1958 10:00", "", ""],
    ["14/03/1958", "3", "1958"],
    ["4", "ja", "2027"],
    ["４", "1", "2027"],
    ["4", "1", "2027 BC"],
    ["4th", "1", "2027"],
    ["4", "1", "0000"],
    ["9" * 400, "1", "2027"],
]


@pytest.mark.parametrize(("parts", "day"), ACCEPTED)
def test_three_parts_make_a_date(parts, day):
    """Figures, or the English name of the month, with blanks round them; or a whole date in the first box that is one day."""
    assert DateField(example="4 1 2027").clean(parts) == day


@pytest.mark.parametrize("parts", REFUSED)
def test_parts_that_make_no_date_are_refused_with_an_example(parts):
    """A day that does not exist, or more than a date, gets one sentence with an example."""
    with pytest.raises(ValidationError) as refused:
        DateField(example="4 1 2027").clean(parts)
    assert refused.value.messages == ["Enter a real date with a day, a month and a year in four figures, such as 4 1 2027."]


FAULTS = [
    (["4", "", "2027"], "Enter the month too, such as 4 1 2027."),
    (["", "1", ""], "Enter the day and the year too, such as 4 1 2027."),
    (["4", "", ""], "Enter the month and the year too, such as 4 1 2027."),
    (["4", "1", "27"], "Is the year 1927 or 2027? Enter it in four figures."),
    (["14/3/58", "", ""], "Is the year 1958 or 2058? Enter it in four figures."),
    (["03/04/1958", "", ""], TWO_DAYS),
    (["3.4.1958", "", ""], TWO_DAYS),
]


@pytest.mark.parametrize(("parts", "words"), FAULTS)
def test_what_is_wanting_or_could_be_two_is_asked_for(parts, words):
    """The missing part by its name, the century, and which of day and month is which in a date pasted in figures."""
    with pytest.raises(ValidationError) as refused:
        DateField(example="4 1 2027").clean(parts)
    assert refused.value.messages == [words]


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


YEAR = "january february march april may june july august september october november december"


@pytest.mark.parametrize(("number", "month"), enumerate(YEAR.split(), 1))
def test_each_month_is_read_by_its_number_its_name_and_its_first_letters(number, month):
    """In capitals too; two letters could be two months."""
    for typed in (str(number), month, month.upper(), month[:3]):
        assert read_month(typed) == number
    with pytest.raises(ValueError, match=month[:2]):
        read_month(month[:2])


@pytest.mark.parametrize("typed", ["j4n", "xyz", "001", "ja"])
def test_what_is_no_month_is_refused(typed):
    """Neither a number of two figures nor a name."""
    with pytest.raises(ValueError, match=typed):
        read_month(typed)


def test_a_date_stands_in_its_three_boxes():
    """Day, month and year, each in a plain box; the label leads to the day, and a phone shows figures for all but the month."""
    widget = DateWidget()
    assert widget.decompress(date(2027, 1, 4)) == [4, 1, 2027]
    assert widget.decompress(None) == [None, None, None]
    assert widget.id_for_label("id_starts_on") == "id_starts_on_0"
    modes = [each.attrs for each in widget.widgets]
    assert modes == [{"inputmode": mode, "autocomplete": "off"} for mode in ("numeric", "text", "numeric")]


@pytest.mark.parametrize(
    ("initial", "typed", "changed"),
    [
        (date(2027, 1, 4), ["4", "1", "2027"], False),
        (date(2027, 1, 4), ["04", "Jan", "2027"], False),
        (date(2027, 1, 4), ["5", "1", "2027"], True),
        (date(2027, 1, 4), ["", "", ""], True),
        (date(2027, 1, 4), ["31", "2", "2027"], True),
        (None, ["", "", ""], False),
        (None, [None, "", " "], False),
    ],
)
def test_a_date_is_changed_where_it_means_another_day(initial, typed, changed):
    """However it is typed; what makes no date is a change."""
    assert DateField(example="4 1 2027", required=False).has_changed(initial, typed) is changed


def test_a_date_that_is_one_already_stays_it():
    """Of a stored date nothing has to be read."""
    assert DateField(example="4 1 2027").to_python(date(2027, 1, 4)) == date(2027, 1, 4)
    assert DateField(example="4 1 2027").to_python(None) is None


@pytest.mark.parametrize("typed", ["14. 3. 2027.", " 14.3.2027 ", "14/3/2027", "2027-3-14"])
def test_a_whole_date_in_one_box_is_parted_however_it_is_written(typed):
    """A point after each number is how many write a date."""
    assert parted(typed) == ["14", "3", "2027"]
