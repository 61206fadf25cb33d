"""Patients who may be taken for one another."""

import random
import time
from datetime import date, timedelta

import pytest

from taper_app.actions import patients
from taper_app.chart import similar
from taper_app.chart.names import days_alike
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
    return similar.similar(patient.clinic, [patient]).get(patient.pk, [])


def test_two_john_smiths_are_told_of_each_other(add, other_clinician):
    """Each is flagged with the other's identifier, whatever their ages; one of another clinic is nobody here."""
    first, second = add("Smith, John"), add("John SMITH", date(1990, 1, 1))
    add("Smith, John", by=other_clinician)
    add("Brown, John", date(1975, 6, 6))
    assert others(first) == [second.identifier]
    assert others(second) == [first.identifier]


def test_twins_are_told_of_each_other(add):
    """The same family name and date of birth is enough, also where a digit of the date is another; another family name is not."""
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


def test_ten_thousand_patients_are_looked_through_while_a_page_opens(clinician, add):
    """In a clinic of ten thousand, with names as common as they are, one patient is compared in a quarter of a second of work."""
    chance = random.Random(7)
    family = [f"Family{chr(97 + a)}{chr(97 + b)}" for a in range(26) for b in range(26)]
    given = [f"Given{chr(97 + a)}{chr(97 + b)}" for a in range(26) for b in range(8)]
    Patient.objects.bulk_create(
        Patient(
            clinic=clinician.clinic,
            code=f"{number:09}",
            name=f"{chance.choice(family)}, {chance.choice(given)}",
            born_on=date(1930, 1, 1) + timedelta(days=chance.randrange(30_000)),
            sex="female",
            identifier=f"N-{number}",
        )
        for number in range(10_000)
    )
    patient = add("Smith, John")
    twin = add("Smith, Jane")
    others(patient)
    begun = time.process_time()
    assert others(patient) == [twin.identifier]
    assert time.process_time() - begun < 0.25
