"""Names and dates of birth: which initials stand for a name, and what looks alike."""

from datetime import date

import pytest

from taper_app.chart import names

INITIALS = [
    ("Example, Rowan", "RE"),
    ("Example, Rowan", " e. r. "),
    ("Rowan Example", "r-e"),
    ("Lopez Garcia, Ana Maria", "AL"),
    ("Lopez Garcia, Ana Maria", "AG"),
    ("Lopez Garcia, Ana Maria", "AMLG"),
    ("van der Berg, Anna-Lena", "AB"),
    ("van der Berg, Anna-Lena", "AVB"),
    ("van der Berg, Anna-Lena", "A.L.v.d.B."),
    ("O’Brien, Sean", "SO"),
    ("O’Brien, Sean", "SB"),
    ("Élodie Łukasz", "EL"),
    ("Øyvind Aas", "OA"),
    ("Madonna", "M"),
    ("王小明", "王"),
    ("김 민준", "김민"),
    ("Иванова, Анна", "АИ"),
    ("علي حسن", "عح"),
    ("Anna Aal", "AA"),
]


@pytest.mark.parametrize(("name", "typed"), INITIALS)
def test_initials_that_stand_for_a_name(name, typed):
    """Any sensible reading is taken: without case, points and accents, in any order and script, with or without middle parts."""
    assert names.initials_fit(name, typed)


NOT_INITIALS = [
    ("Example, Rowan", "R"),
    ("Example, Rowan", "RF"),
    ("Example, Rowan", "REX"),
    ("Example, Rowan", "RR"),
    ("Example, Rowan", ""),
    ("Example, Rowan", "..."),
    ("Lopez Garcia, Ana Maria", "AM"),
    ("Lopez Garcia, Ana Maria", "LG"),
    ("Ana Maria Lopez", "ML"),
    ("Anna Aal", "A"),
    ("Madonna", "MM"),
    ("Madonna", ""),
    ("???", "?"),
]


@pytest.mark.parametrize(("name", "typed"), NOT_INITIALS)
def test_initials_that_are_somebody_elses(name, typed):
    """A letter too many, too few or of another name is not taken; the given and the family name are both in it."""
    assert not names.initials_fit(name, typed)


ALIKE = [
    ("Smith, John", "SMITH, john"),
    ("Smith, John", "John Smith"),
    ("Smith, John", "Smyth, John"),
    ("Smith, John", "Smith, Jonh"),
    ("Smith, John", "Smit, John"),
    ("Smith, John", "Smith, John Paul"),
    ("Smith, Sam", "Smith, Samuel"),
    ("Müller, José", "Muller, Jose"),
    ("Müller, Anna", "Mueller, Anna"),
    ("Smith-Jones, Anne-Marie", "Smith Jones, Annemarie"),
    ("Madonna", "MADONNA"),
    ("Иванова, Анна", "Иванова, Анна"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_look_alike(one, other):
    """Case, accents, swapped parts, one letter, a short form and a middle name do not tell two people apart."""
    assert names.names_alike(one, other)
    assert names.names_alike(other, one)


UNLIKE = [
    ("Smith, John", "Smith, Mary"),
    ("Smith, John", "Brown, John"),
    ("Lee, Ann", "Leo, Ann"),
    ("Smith, Jo", "Smith, Joanna"),
    ("Smith, John", "Smoth, Jahnn"),
    ("Smith, Smith", "Smith, John"),
    ("Madonna", "Madonna Smith"),
    ("???", "!!!"),
]


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_names_that_differ(one, other):
    """Another given or family name is another name, and so is a short word with another letter: not everybody is flagged."""
    assert not names.names_alike(one, other)
    assert not names.names_alike(other, one)


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (date(1961, 3, 7), True),
        (date(1961, 3, 8), True),
        (date(1961, 7, 3), True),
        (date(1981, 3, 7), True),
        (date(1982, 3, 7), False),
        (date(1961, 4, 8), False),
    ],
)
def test_dates_of_birth_that_look_alike(other, alike):
    """The same day, one digit, or day and month swapped; two digits are another day."""
    assert names.days_alike(date(1961, 3, 7), other) is alike
