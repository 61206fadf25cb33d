"""Patients of a clinic who may be taken for one another, by name and date of birth. Nothing is written.

Who that is, is kept (models.LookAlike), for it changes only with a name or a date of birth, and is asked for on every page.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from itertools import product
from typing import NamedTuple

from taper_app.chart.names import family, names_alike, words
from taper_app.models import Clinic, LookAlike, Patient

DIGITS_AT = (0, 1, 2, 3, 5, 6, 8, 9)  # of a date written 1961-03-27
DAYS_APART = 5 * 365
"""Of namesakes born further apart than this nothing is said: nobody who sees one's age takes them for the other, and in a large
clinic every twentieth patient has such a namesake, so that the sign would be read by nobody."""


class Person(NamedTuple):
    """What it is that is alike of a patient, who has this row number."""

    pk: int
    name: str
    born_on: date


def similar(patients: Iterable[Patient]) -> dict[int, list[str]]:
    """For the row of each of these patients who may be taken for another, the identifiers of those others. One query."""
    found: dict[int, list[str]] = {}
    kept = LookAlike.objects.filter(patient__in=[each.pk for each in patients], other__entered_in_error=False)
    for pk, identifier in kept.order_by("patient", "other").values_list("patient", "other__identifier"):
        found.setdefault(pk, []).append(identifier)
    return found


def like(patient: Patient) -> list[int]:
    """The rows of those for whom a patient may be taken, asked by the days that are like the patient's and by the words of the
    name (chart.search), however many others the clinic has."""
    me = Person(patient.pk, patient.name, patient.born_on)
    known = Patient.objects.filter(clinic=patient.clinic_id, entered_in_error=False).exclude(pk=patient.pk).order_by()
    born_alike = known.filter(born_on__in=days_like(patient.born_on))
    namesakes = known
    for word in set(words(patient.name)):
        namesakes = namesakes.filter(search_words__clinic=patient.clinic_id, search_words__word=word)
    asked = [born_alike, namesakes] if words(patient.name) else [born_alike]
    near = {Person(*row) for each in asked for row in each.values_list("pk", "name", "born_on")}
    return sorted(each.pk for each in near if taken_for(me, each))


def all_alike(people: Iterable[Person]) -> Iterator[tuple[int, int]]:
    """Of all patients of a clinic the rows of each two who may be taken for one another, each way: what `like` finds of each."""
    met: dict[Hashable, list[Person]] = defaultdict(list)
    for person in people:
        here = set(words(person.name))
        near = set(met[tuple(sorted(words(person.name)))]).union(met[person.born_on])
        near.update(*(met.get((day, word), ()) for day, word in product(days_like(person.born_on), here)))
        for other in near:
            if taken_for(person, other):
                yield person.pk, other.pk
                yield other.pk, person.pk
        for key in (tuple(sorted(words(person.name))), person.born_on, *((person.born_on, word) for word in here)):
            met[key].append(person)


def taken_for(one: Person, other: Person) -> bool:
    """Whether one patient may be taken for another.

    So it is where the names are the same, in any order, and a few years lie between them; where the names are alike and they are
    born on one day, or share a word and the dates of birth are alike; and, as with twins, where the family name is the same and
    they are born on one day, or on the next.
    """
    apart = abs((one.born_on - other.born_on).days)
    here, there = words(one.name), words(other.name)
    if sorted(here) == sorted(there) and apart <= DAYS_APART:
        return True
    if apart <= 1 and family(one.name) == family(other.name):
        return True
    like_day = apart == 0 or (bool(set(here) & set(there)) and other.born_on in days_like(one.born_on))
    return like_day and names_alike(one.name, other.name)


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
