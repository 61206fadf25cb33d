"""Patients of a clinic who may be taken for one another, by name and date of birth. Nothing is written."""

from collections.abc import Iterable
from datetime import date
from itertools import product

from taper_app.chart.names import days_alike, family, names_alike, words
from taper_app.models import Clinic, Patient

DIGITS_AT = (0, 1, 2, 3, 5, 6, 8, 9)  # of a date written 1961-03-27


def similar(clinic: Clinic, patients: Iterable[Patient]) -> dict[int, list[str]]:
    """For the row of each of these patients who may be taken for another of the clinic, the identifiers of those others.

    The clinic is read once. Only who shares a word of the name, or has a date of birth like it, is looked at closely.
    """
    people = {each.pk: each for each in patients}
    by_word: dict[str, set[int]] = {}
    by_day: dict[date, set[int]] = {}
    for pk, each in people.items():
        for word in words(each.name):
            by_word.setdefault(word, set()).add(pk)
        for day in days_like(each.born_on):
            by_day.setdefault(day, set()).add(pk)
    found: dict[int, list[str]] = {}
    if not people:
        return found
    known = clinic.patients.filter(entered_in_error=False)
    for pk, name, born_on, identifier in known.values_list("pk", "name", "born_on", "identifier").iterator(2000):
        near = by_day.get(born_on, set()).union(*(by_word.get(word, ()) for word in words(name)))
        for one in near - {pk}:
            if taken_for(people[one], name, born_on):
                found.setdefault(one, []).append(identifier)
    return found


def taken_for(patient: Patient, name: str, born_on: date) -> bool:
    """Whether the patient may be taken for somebody of this name and date of birth.

    So it is where the names are alike and share a word or the dates are alike; and, as with twins, where the dates are alike and
    the family name is the same.
    """
    share = set(words(patient.name)) & set(words(name))
    same_day = days_alike(patient.born_on, born_on)
    twins = same_day and family(patient.name) == family(name)
    return twins or (bool(share or same_day) and names_alike(patient.name, name))


def known_already(clinic: Clinic, name: str, born_on: date) -> list[Patient]:
    """Patients of the clinic whose name and date of birth are both alike: one of them may be this very person."""
    known = clinic.patients.filter(entered_in_error=False)
    return [each for each in known.filter(born_on__in=days_like(born_on)) if names_alike(each.name, name)]


def days_like(day: date) -> set[date]:
    """Every day for which days_alike holds with this one."""
    written = day.isoformat()
    texts = [written[:at] + digit + written[at + 1 :] for at, digit in product(DIGITS_AT, "0123456789")]
    return set(filter(None, map(as_day, [*texts, f"{day.year:04}-{day.day:02}-{day.month:02}"])))


def as_day(written: str) -> date | None:
    """The day that is written so; None where there is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
