"""Patients who may be taken for one another."""

import random
from datetime import date, timedelta

import pytest

from taper_app.actions import patients
from taper_app.chart import similar
from taper_app.chart.names import days_alike
from taper_app.management.made_up import people
from taper_app.models import Patient

BORN = date(1961, 3, 27)


@pytest.fixture
def add(clinician):
    """Adds a patient of the clinician's clinic, or of another clinician's."""

    def adds(name, born_on=BORN, by=clinician):
        number = f"ID-{Patient.objects.count():04}"
        return patients.add_patient(clinic=by.clinic, name=name, born_on=born_on, sex="male", identifier=number, by=by)

    return adds


def others(patient):
    return similar.similar([patient]).get(patient.pk, [])


def test_two_john_smiths_are_told_of_each_other(add, other_clinician):
    """Each is flagged with the other's identifier, where a few years lie between them; one of another clinic is nobody here."""
    first, second = add("Smith, John"), add("John SMITH", date(1966, 1, 1))
    add("Smith, John", by=other_clinician)
    add("Smith, John", date(1990, 1, 1))
    add("Brown, John", date(1962, 6, 6))
    assert others(first) == [second.identifier]
    assert others(second) == [first.identifier]


def test_twins_are_told_of_each_other(add):
    """The same family name and date of birth is enough, also where midnight lies between; another family name is not."""
    first, second, third = add("Smith, John"), add("Smith, Mary"), add("Smith, Zoe", date(1961, 3, 28))
    add("Brown, Mary")
    add("Smith, Ada", date(1972, 8, 9))
    assert others(first) == [second.identifier, third.identifier]


def test_two_slips_of_the_pen_are_seen_where_the_birthday_is_the_same(add):
    """Both names may be spelt otherwise on one date of birth; on another they have to share one name."""
    first, second = add("Smith, Jonas"), add("Smyth, Jonah")
    assert others(first) == [second.identifier]
    patients.change_patient(patient=second, by=second.clinic.users.get(), born_on=date(1985, 11, 12))
    assert others(first) == []


@pytest.mark.parametrize(
    ("name", "born_on", "found"),
    [
        ("Jon Smith", BORN, True),
        ("Smyth, Jhon", date(1961, 3, 21), True),
        ("Smith, John", date(1972, 1, 1), False),
        ("Smith, Mary", BORN, False),
    ],
)
def test_a_patient_who_may_be_here_already(add, name, born_on, found):
    """A new patient may be in the list already where name and date of birth are both alike; a namesake or a twin is another."""
    patient = add("Smith, John")
    assert similar.known_already(patient.clinic, name, born_on) == ([patient] if found else [])


def test_days_like_a_day_are_those_that_look_alike():
    """The days that are looked up are exactly those that the rule takes."""
    day = date(1961, 3, 7)
    around = {date(1900, 1, 1) + timedelta(days=each) for each in range(73_000)}
    taken = {each for each in around if days_alike(day, each)}
    assert taken == similar.days_like(day) & around
    assert len(taken) > 20


@pytest.mark.any_database
def test_the_sign_is_rare_enough_to_be_noticed(clinician, add):
    """Of 20,000 people with names as common as they are, under 2 % have it; and whoever is added finds the same as all do."""
    made = people(20_000, random.Random(7))
    pairs = set(similar.all_alike(similar.Person(at, *each) for at, each in enumerate(made)))
    flagged = {one for one, _ in pairs}
    assert 0.002 < len(flagged) / len(made) < 0.02
    chosen = sorted(flagged)[:30] + sorted(other for one, other in pairs if one in sorted(flagged)[:30])
    told = {at: add(*made[at]) for at in dict.fromkeys(chosen)}
    assert {(one, other) for one in told for other in told if told[other].identifier in others(told[one])} == {
        (one, other) for one, other in pairs if one in told and other in told
    }


def test_what_is_asked_to_find_them_does_not_grow(clinician, add, django_assert_max_num_queries):
    """One query tells of a whole page; a patient who is renamed, or was entered in error, is told of no more."""
    first, second = add("Smith, John"), add("Smith, John", date(1962, 1, 1))
    with django_assert_max_num_queries(1):
        assert len(similar.similar([first, second])) == 2
    patients.change_patient(patient=second, by=clinician, name="Brown, Jonathan")
    assert others(first) == others(second) == []
    patients.change_patient(patient=second, by=clinician, name="John Smith")
    assert others(first) == [second.identifier]
    Patient.objects.filter(pk=second.pk).update(entered_in_error=True)
    assert others(first) == []
