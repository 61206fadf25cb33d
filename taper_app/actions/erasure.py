"""A patient's record taken away, with the rights of the database's owner: rows, and the contents of events.

What is left is one event in the chain with the seals of the rows, the hashes of the contents, and the reason; and of each emptied
event who did what and when, with the patient's code, which nobody is found by any more.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain as one_after_another
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.utils import timezone

from taper_app import triggers
from taper_app.actions import audit
from taper_app.actions.chain import extend
from taper_app.chart.anchors import Erased, erasures_place
from taper_app.chart.whole_record import OF_PATIENT, events, known_as, rows, searches
from taper_app.models import (
    ERASED,
    AuditEvent,
    AuditLink,
    BrowserSession,
    Content,
    Draft,
    EnteredInError,
    Erasure,
    KeptPaper,
    Patient,
    Plan,
    User,
)
from taper_app.seals import seal

from .anchor import write_lines
from .browser_sessions import SessionStore

CAN_NAME = {"_messages", "sent_before_signing_in", "sent_before_proof"}
"""What of a session can name a patient: what is said on the next page, and what was sent before somebody showed who they are."""


class PlanIsOpen(Exception):
    """The patient is in a taper, and nobody would know of it any more."""


class Gone(NamedTuple):
    """What was taken away: rows, contents of events, and what the patient was called."""

    rows: int
    events: int
    known_as: set[tuple[str, str]]


def erase(*, patient: Patient, by: User, reason: str) -> Gone:
    """Takes the patient's rows away, and the contents of the events about the patient, and keeps one event of it.

    `by` is the administrator who answers for it. Needs the rights of the owner of the database. Raises PlanIsOpen, audit's
    PermissionDenied, and OSError where the list of erasures cannot be written: then nothing was taken away.
    """
    with transaction.atomic(), alone(patient), unguarded():
        extend(patient.clinic_id, whole=True)
        names = known_as(patient)
        emptied = empty(sorted({each.pk for each in one_after_another(events(patient), searches(patient))}))
        sealed = dict(taken(patient, names))
        said = {"reason": reason, "rows": sealed, "events": emptied}
        event = audit.record(clinic=patient.clinic, by=by, action=ERASED, subject=f"patient {patient.code}", after=said)
        Erasure.of(AuditEvent.objects.select_related("link").get(pk=event.pk)).save(force_insert=True)
        line = Erased.sealed(timezone.now().isoformat(timespec="seconds"), patient.code)
        write_lines(erasures_place(), [line._asdict()])
    return Gone(sum(map(len, sealed.values())), len(emptied), names)


@contextmanager
def alone(patient: Patient) -> Iterator[None]:
    """Inside, nobody else keeps a row that names the patient. Raises PlanIsOpen, also for a plan that was issued a moment ago."""
    Patient.objects.select_for_update().get(pk=patient.pk)
    if patient.plans.filter(state=Plan.State.OPEN).exists():
        raise PlanIsOpen("This patient has an open plan: end it first.")
    yield


@contextmanager
def unguarded() -> Iterator[None]:
    """Inside, nothing keeps the record from its owner; for nobody else is it ever so, for it ends with the transaction."""
    connection.check_constraints()  # PostgreSQL alters no table that waits for the end of a transaction to be checked
    triggers.take_off(connection)
    yield
    connection.check_constraints()
    triggers.put_on(connection)


def empty(chained: list[int]) -> dict[str, list[str]]:
    """Takes the contents of these events away; by row number the digest of each before and since."""
    was = dict(AuditLink.objects.filter(event__in=chained).values_list("event", "digest"))
    AuditEvent.objects.filter(pk__in=chained).update(before=None, after=None)
    found = AuditEvent.objects.filter(pk__in=chained).order_by("pk").values_list("pk", *Content._fields)
    return {str(row): [was[row], Content(*content).digest()] for row, *content in found}


def taken(patient: Patient, names: set[tuple[str, str]]) -> Iterator[tuple[str, dict[str, str]]]:
    """Takes every row of the patient away; by table and row number the seal of each, which tells nobody without the key what it
    was."""
    EnteredInError.objects.filter(right_patient=patient).update(right_patient=None)
    EnteredInError.objects.filter(right_plan__patient=patient).update(right_plan=None)
    Plan.objects.filter(patient=patient).update(previous=None)
    forget_copies(patient, names)
    for kind in OF_PATIENT:
        yield from taken_of(kind, rows(kind, patient))
    yield from taken_of(Patient, Patient.objects.filter(pk=patient.pk))


def taken_of(kind: type[models.Model], found: models.QuerySet[Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """The same of the rows of one kind, where there are any."""
    there = list(found)
    if there:
        sealed = {str(each.pk): seal("erased row", kind._meta.db_table, each.pk, written(each)) for each in there}
        kind._base_manager.filter(pk__in=[each.pk for each in there]).delete()
        yield kind._meta.db_table, sealed


def written(row: models.Model) -> str:
    """All columns of a row in one way of writing them."""
    told = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return json.dumps(told, default=str, sort_keys=True)


def forget_copies(patient: Patient, names: set[tuple[str, str]]) -> None:
    """What may quote the patient and can be done without: papers that were kept, sessions that still have something to say, and
    forms for nobody yet in which the patient is named."""
    KeptPaper.objects.all().delete()
    read = SessionStore().decode
    told = [each.pk for each in BrowserSession.objects.iterator() if CAN_NAME & read(each.session_data).keys()]
    BrowserSession.objects.filter(pk__in=told).delete()
    loose = Draft.with_discarded.filter(patient=None, user__clinic=patient.clinic_id)
    Draft.with_discarded.filter(pk__in=[each.pk for each in loose if names_one(each.data, names)]).delete()


def names_one(data: object, names: set[tuple[str, str]]) -> bool:
    """Whether a name or an identifier stands somewhere in this."""
    text = json.dumps(data, ensure_ascii=False).casefold()
    return any(each and each.casefold() in text for each in one_after_another.from_iterable(names))


# After it ---------------------------------------------------------------------------------------


def overwrite() -> None:
    """What was deleted leaves the file of SQLite, and its log; PostgreSQL may use its place again. Outside of a transaction."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            cursor.execute("VACUUM")


def still_there(names: set[tuple[str, str]]) -> Iterator[str]:
    """Where a name or an identifier still stands, by table and row: in what was written about somebody else."""
    needles = sorted({each for pair in names for each in pair if each})
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                yield from found_in(cursor, table, column.name, needles)


def found_in(cursor: Any, table: str, column: str, needles: list[str]) -> Iterator[str]:
    """The same of one column; JSON of SQLite has letters beyond ASCII as escapes."""
    sides = sorted({side for each in needles for side in (each, json.dumps(each)[1:-1])})
    like = " OR ".join([f"LOWER(CAST(\"{column}\" AS text)) LIKE %s ESCAPE '!'"] * len(sides))
    escaped = [each.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_") for each in sides]
    cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {like}', [f"%{each}%" for each in escaped])
    (count,) = cursor.fetchone()
    if count:
        yield f"{table}, column {column}: {count}"
