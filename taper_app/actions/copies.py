"""A clinic as large as is asked for: patients who do not exist, each with a copy of the record of one who was entered by hand."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date
from itertools import cycle, islice
from typing import Any, TypeVar
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import ForeignKey, Model
from django.utils import timezone

from taper_app.actions.chain import extend
from taper_app.actions.codes import new_code
from taper_app.actions.issuing import sealed_for
from taper_app.chart.names import sorted_as
from taper_app.chart.search import kept_words
from taper_app.chart.similar import Person, all_alike
from taper_app.chart.whole_record import rows
from taper_app.models import (
    AuditEvent,
    CareEntry,
    FollowUpDay,
    LookAlike,
    Medication,
    Patient,
    Plan,
    Review,
    Revision,
    RiskPicture,
    SearchWord,
    User,
)
from taper_app.models.patient import LONGEST_SORTED
from taper_app.models.search_word import LONGEST

COPIED: tuple[type[Model], ...] = (Medication, RiskPicture, Plan, Revision, Review, FollowUpDay, CareEntry)
"""What refers to another stands after it."""
AT_ONCE = 500
Row = TypeVar("Row", bound=Model)
Template = dict[type[Model], list[Any]]
Made = dict[tuple[type[Model], int], Model]


@transaction.atomic
def copy_patients(*, templates: Sequence[Patient], people: Sequence[tuple[str, date]], by: User) -> None:
    """A patient of `by`'s clinic for each name and date of birth, with the record of each template in turn.

    Each has its own codes, and each revision its own hash and seal; of each there is the event that it was added. For a clinic of
    people who do not exist: nothing is asked, and nothing refused.
    """
    told: list[tuple[Patient, Template]] = [(each, {kind: list(rows(kind, each)) for kind in COPIED}) for each in templates]
    waiting, in_turn = iter(enumerate(people)), cycle(told)
    while some := list(islice(waiting, AT_ONCE)):
        copy_some([(next(in_turn), number, *person) for number, person in some], by)
    known = Patient.objects.filter(clinic=by.clinic, entered_in_error=False).order_by().values_list("pk", "name", "born_on")
    pairs = all_alike(Person(*each) for each in known)
    LookAlike.objects.bulk_create(
        (LookAlike(patient_id=one, other_id=other) for one, other in pairs), batch_size=2000, ignore_conflicts=True
    )
    extend(by.clinic_id, whole=True)
    look_at_tables()


def look_at_tables() -> None:
    """Have PostgreSQL know how many rows there are, without which it chooses poor ways to them; by itself it does so later."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def copy_some(asked: Iterable[tuple[tuple[Patient, Template], int, str, date]], by: User) -> None:
    """A patient for each of these, and all that belongs to them."""
    made: list[tuple[Patient, Template, Made]] = []
    for (template, record), number, name, born_on in asked:
        own = {"code": new_code(), "name": name, "born_on": born_on, "identifier": f"COPY-{number:07}"}
        own["sorts_as"] = sorted_as(name)[:LONGEST_SORTED]
        patient = copied(template, own)
        made.append((patient, record, {(Patient, template.pk): patient}))
    Patient.objects.bulk_create(each for each, _, _ in made)
    for kind in COPIED:
        pairs = [(row, own_row(row, there), there) for _, record, there in made for row in record[kind]]
        kind._base_manager.bulk_create([new for _, new, _ in pairs])
        for row, new, there in pairs:
            there[kind, row.pk] = new
    SearchWord.objects.bulk_create(
        SearchWord(clinic=by.clinic, patient=each, word=word[:LONGEST], sound=sound[:LONGEST])
        for each, _, _ in made
        for word, sound in kept_words(each.name, each.identifier)
    )
    now = timezone.now()
    AuditEvent.objects.bulk_create(
        AuditEvent(clinic=by.clinic, at=now, by=by, action="add_patient", subject=f"patient {each.code}", after={"copy": True})
        for each, _, _ in made
    )


def own_row(row: Any, there: Made) -> Any:
    """A copy of a row that refers to what was made in the place of what the row refers to."""
    own: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if isinstance(field, ForeignKey) and (taken := there.get((field.related_model, getattr(row, field.attname)))):
            own[field.name] = taken
    if isinstance(row, Plan):
        return copied(row, own | {"code": new_code(), "previous": None})
    if isinstance(row, Review):
        return copied(row, own | {"token": uuid4()})
    if isinstance(row, Revision):
        return sealed_for(own["plan"], copied(row, {}))  # compared first with the seal that it has, which names its own plan
    return copied(row, own)


def copied(row: Row, own: dict[str, Any]) -> Row:
    """A new row with the columns of another, but for its own."""
    new = copy(row)
    new.pk, new._state.adding = None, True
    for name, value in own.items():
        setattr(new, name, value)
    return new
