"""A patient who is erased: nothing of the patient is left, everything else is as it was, and the chain tells of it."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse

from taper_app.actions import audit, patients
from taper_app.actions.kept_papers import kept_paper
from taper_app.chart import anchors
from taper_app.chart.audit_trail import check
from taper_app.chart.whole_record import OF_PATIENT, REFER, events, rows
from taper_app.models import (
    ERASED,
    AuditEvent,
    AuditLink,
    BrowserSession,
    Content,
    Draft,
    EnteredInError,
    Erasure,
    Patient,
    Plan,
    link_hash,
)
from tests.actions.visits import TODAY, begin, visit
from tests.clinic import first_clinician, first_patient, on_monday, outside_the_application

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = ("zephyrine", "quorra", "zq-77-9", "oldham-quince")


@pytest.fixture
def by(settings, tmp_path):
    """A clinician on a Monday; the anchor is a new file."""
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchor")
    with on_monday():
        yield first_clinician()


@pytest.fixture
def patient(by):
    """Somebody with an ended plan, a corrected name, drafts, a search, a session that has something to say, and a paper."""
    named = {"name": "Oldham-Quince, Quorra", "born_on": date(1970, 5, 17), "sex": "female", "identifier": "ZQ-77-9"}
    patient = patients.add_patient(clinic=by.clinic, by=by, **named)
    patients.change_patient(patient=patient, by=by, name="Zephyrine, Quorra")
    patient.refresh_from_db()
    plan = begin(patient, by)
    visit(plan, by, TODAY + timedelta(days=1), "hold", 14)
    Plan.objects.filter(pk=plan.pk).update(state="ended", end_reason="transferred", ended_on=TODAY, next_review_on=None)
    said = {"reason": "Entered twice.", "marked_by": by, "marked_at": "2027-01-04T10:00Z"}
    EnteredInError.objects.create(patient=first_patient(by), right_patient=patient, **said)
    for of in (patient, None):
        Draft.objects.create(
            user=by, patient=of, purpose="details", data={"name": ["Zephyrine, Quorra"]}, saved_at="2027-01-04T10:00Z"
        )
    Draft.objects.create(user=by, purpose="quick", data={"name": ["Somebody, Else"]}, saved_at="2027-01-04T10:00Z")
    client = Client()
    client.force_login(by)
    for text in ("Zephyr", "quorra zeph", "nobody"):
        client.post(reverse("patient_list"), {"text": text})
    session = client.session
    session["_messages"] = "Zephyrine, Quorra is saved."
    session.save()
    kept_paper("handout", "0" * 64, {}, lambda: b"Zephyrine")
    call_command("anchor_audit", stdout=StringIO())
    return patient


def everything():
    """All that is in the database, in small letters; on SQLite with the bytes of its files."""
    with connection.cursor() as cursor:
        text = ""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text += repr([[bytes(each) if isinstance(each, memoryview) else each for each in row] for row in cursor.fetchall()])
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        files = [Path(name + each) for each in ("", "-wal") if Path(name + each).exists()]
        text += "".join(each.read_bytes().decode("latin-1") for each in files)
    return text.casefold()


def erased(patient, account, **changed):
    """What the command says."""
    said = {"born": date(1970, 5, 17), "reason": "Asked for in writing.", "by": account.username} | changed
    out = StringIO()
    call_command("erase_patient", patient.code, stdout=out, stderr=out, **said)
    return out.getvalue()


def test_nothing_is_left_but_one_event(by, patient):
    """No name or identifier, of now or of before, stands anywhere; what belongs to others does; every event keeps who and
    when, and the chain is whole. The list beside the anchor says whom to erase again."""
    there = everything()
    assert all(each in there for each in WORDS)
    assert all(
        rows(kind, patient).exists() for kind in OF_PATIENT if kind.__name__ in ("Revision", "Review", "Draft", "Medication")
    )
    of_patient = list(events(patient).values_list("pk", "at", "by", "action"))
    said = erased(patient, by)
    assert "Erased:" in said and "still" not in said
    there = everything()
    assert [each for each in WORDS if each in there] == []
    assert not Patient.objects.filter(pk=patient.pk).exists() and Patient.objects.get().name == "Example, Rowan"
    assert EnteredInError.objects.get().right_patient is None
    assert (
        list(AuditEvent.objects.filter(pk__in=[each[0] for each in of_patient]).values_list("pk", "at", "by", "action"))
        == of_patient
    )
    assert AuditEvent.objects.filter(action="search_patients", after__isnull=False).get().after["text"] == "nobody"
    event = AuditEvent.objects.get(action=ERASED)
    assert (event.subject, event.after["reason"]) == (f"patient {patient.code}", "Asked for in writing.")
    assert len(event.after["rows"]["taper_app_revision"]) == 2
    assert check().faults == []
    assert [each.code for each in anchors.erased()] == [patient.code]
    client = Client()
    client.force_login(by)
    assert client.get(reverse("patient_detail", args=[patient.code])).status_code == 404
    assert client.get(reverse("today")).status_code == 200
    assert (BrowserSession.objects.count(), Draft.objects.get().purpose) == (1, "quick")


def test_no_other_gap_is_accepted(by, patient):
    """After an erasure, any other content that is gone is missed, and so is one that came back otherwise; an erasure that nobody
    sealed, with its chain written anew to the end, takes nothing away."""
    other = AuditEvent.objects.filter(action="create_clinic").get()
    erased(patient, by)
    gap = AuditEvent.objects.filter(action="start_plan").get()
    for row, values in ((other, {"after": None}), (gap, {"after": {"dose": 1}}), (gap, {"by": None, "action": "fail_sign_in"})):
        was = {name: getattr(row, name) for name in values}
        with outside_the_application():
            AuditEvent.objects.filter(pk=row.pk).update(**values)
        assert [f"Event {row.pk} (link" in each for each in check().faults] == [True]
        with outside_the_application():
            AuditEvent.objects.filter(pk=row.pk).update(**was)
    assert check().faults == []
    link, blank = (
        other.link,
        Content(*(None if name in ("before", "after") else getattr(other, name) for name in Content._fields)),
    )
    gaps = {"reason": "", "rows": {}, "events": {str(other.pk): [link.digest, blank.digest()]}}
    with transaction.atomic():
        forged = audit.record(clinic=by.clinic, by=by, action=ERASED, subject="patient AAAA-BBBB", after=gaps)
    with outside_the_application():
        AuditEvent.objects.filter(pk=other.pk).update(after=None)
    for seal in (None, "0" * 64, Erasure.objects.get().seal):
        if seal:
            Erasure.objects.create(event=forged, seal=seal)
        said = check().faults
        assert (
            len(said) == 2 and f"Event {forged.pk} says that a patient was erased" in said[0] and f"Event {other.pk}" in said[1]
        )
        with outside_the_application():
            Erasure.objects.filter(event=forged).delete()
    with outside_the_application():
        before = AuditLink.objects.get(event__action=ERASED, event__erasure__isnull=False)
        said = AuditEvent.objects.get(pk=before.event_id)
        said.after["events"] |= gaps["events"]
        said.save()
        digest = Content(*(getattr(said, name) for name in Content._fields)).digest()
        last = AuditLink.objects.get(chain=before.chain, number=before.number - 1)
        AuditLink.objects.filter(pk__gte=before.pk).exclude(pk=before.pk).delete()
        own = link_hash(last.hash, before.chain, before.number, said.pk, digest)
        AuditLink.objects.filter(pk=before.pk).update(digest=digest, hash=own)
        AuditEvent.objects.filter(pk=forged.pk).delete()
    assert any(f"Event {said.pk} says that a patient was erased" in each for each in check().faults)


def test_what_is_refused(by, patient):
    """Another day of birth, an account of nobody, a reason that names the patient, an open plan, and a list that cannot be
    written: each is said, and nothing is gone."""
    there = Patient.objects.count(), AuditEvent.objects.filter(after__isnull=False).count()
    for changed, words in (
        ({"born": date(1971, 5, 17)}, "There is no patient"),
        ({"by": "nobody"}, "There is no account"),
        ({"reason": "Quorra asked."}, "must not name the patient"),
        ({"reason": " "}, "--reason"),
    ):
        with pytest.raises(CommandError, match=words):
            erased(patient, by, **changed)
    anchors.erasures_place().mkdir()
    with pytest.raises(CommandError, match="Nothing was erased"):
        erased(patient, by)
    Plan.objects.update(state="open", end_reason="", ended_on=None, next_review_on=TODAY)
    with pytest.raises(CommandError, match="open plan"):
        erased(patient, by)
    assert (Patient.objects.count(), AuditEvent.objects.filter(after__isnull=False).count()) == there
    assert check().faults == []


def ways(kind, seen=()):
    """Every way over foreign keys from a kind of row to a patient, by its names, each with the first step on it."""
    for field in kind._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model not in (kind, *seen):
            step = f"{kind.__name__}.{field.name}"
            if field.related_model is Patient:
                yield step, field.name
            else:
                yield from ((step, f"{field.name}__{way}") for _, way in ways(field.related_model, (kind, *seen)))


def test_no_kind_of_row_is_forgotten():
    """A new kind of row from which a patient is reached has to stand in the table that export and erasure go by, with every way
    that is not one of another patient's."""
    from_patients = {each: dict.fromkeys(way for step, way in ways(each) if step not in REFER) for each in all_kinds()}
    reaching = {each for each, found in from_patients.items() if found}
    assert reaching == set(OF_PATIENT)
    for kind, paths in OF_PATIENT.items():
        assert {way.split("__")[0] for way in from_patients[kind]} <= {each.split("__")[0] for each in paths} | {
            "revision",
            "review",
        }


def all_kinds():
    """All kinds of rows of the application but the patient's own."""
    return [each for each in Patient._meta.apps.get_app_config("taper_app").get_models() if each is not Patient]
