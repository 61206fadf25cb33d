"""What the database itself refuses, whoever writes to it."""

from datetime import date
from decimal import Decimal
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, models, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from taper_app.actions import audit
from taper_app.models import (
    AuditEvent,
    Clinic,
    Draft,
    EnteredInError,
    Medication,
    Patient,
    Plan,
    Review,
    Revision,
    RiskPicture,
    User,
)
from tests.actions.risks import ask
from tests.engine.changed_data import with_number

pytestmark = pytest.mark.each_on_any_database  # each example asks the database something else

MODELS = list(apps.get_app_config("taper_app").get_models())


def condition_text(model):
    return " ".join(str(each.condition) for each in model._meta.constraints if isinstance(each, models.CheckConstraint))


def field_id(pair):
    return f"{pair[0].__name__}.{pair[1].name}"


def own_fields(model):
    inherited = {field.name for field in User._meta.get_fields()} - {"username", "full_name", "clinic"}
    skip = inherited if model is User else set()
    return [field for field in model._meta.concrete_fields if field.name not in skip and not field.primary_key]


def pairs(wanted):
    return [(model, field) for model in MODELS for field in own_fields(model) if wanted(field)]


CODES = {"Clinic.market", "Patient.language", "Review.decision"}
"""Columns of codes whose choices are data or the engine's: the database holds to their form, or a new one would change it."""


@pytest.mark.parametrize("pair", pairs(lambda field: field.choices), ids=field_id)
def test_every_choice_is_one_the_database_knows(pair):
    """A column with choices has a constraint that lists exactly these; that of a code has one on its form."""
    model, field = pair
    if field_id(pair) in CODES:
        assert f"{model._meta.model_name}_{field.name}_formed" in {each.name for each in model._meta.constraints}
        return
    known = [each for each in model._meta.constraints if each.name == f"{model._meta.model_name}_{field.name}_known"]
    assert [dict([each.condition.children[0]]) for each in known] == [
        {f"{field.name}__in": [value for value, _ in field.choices]}
    ]


def test_a_new_code_changes_no_table(clinic, patient):
    """A market or a language that is added to its table is kept as it is, by the columns that are there."""
    assert Clinic.objects.filter(pk=clinic.pk).update(market="au") == 1
    assert Patient.objects.filter(pk=patient.pk).update(language="pt-br") == 1


@pytest.mark.parametrize("pair", pairs(lambda field: isinstance(field, models.CharField) and not field.choices), ids=field_id)
def test_no_text_is_empty(pair):
    """A text column says something, or the database refuses the row."""
    model, field = pair
    assert f"'{field.name}', ''" in condition_text(model) or field.name == "sha256"


@pytest.mark.parametrize(
    "pair",
    pairs(lambda field: isinstance(field, models.DecimalField | models.IntegerField) and not field.choices),
    ids=field_id,
)
def test_every_number_has_bounds(pair):
    """A column of numbers has a lowest and a highest value in the database."""
    model, field = pair
    assert f"{field.name}__range" in condition_text(model)


@pytest.mark.parametrize("pair", pairs(lambda field: field.is_relation), ids=field_id)
def test_no_record_is_deleted_with_another(pair):
    """Deleting a record that others point at is refused."""
    assert pair[1].remote_field.on_delete is models.PROTECT


def refused(write, *args, **kwargs):
    with pytest.raises(IntegrityError), transaction.atomic():
        write(*args, **kwargs)


@pytest.mark.parametrize(
    "change",
    [
        {"market": ""},
        {"market": "u"},
        {"market": "UK"},
        {"market": "u k"},
        {"paper_size": "A5"},
        {"dispensing_interval_days": 13},
        {"diazepam_threshold_mg": Decimal(0)},
        {"diazepam_threshold_mg": Decimal("1000.5")},
        {"specialist_threshold_mg": Decimal("0.5")},
        {"inpatient_threshold_mg": Decimal("1000.5")},
        {"out_of_hours": ""},
        {"phone": ""},
        {"review_every_days": 6},
        {"review_every_days": 91},
        {"handout_rows": "upside-down"},
    ],
    ids=str,
)
def test_clinic(clinic, change):
    """A clinic has a known market, paper and order of rows, a supply and visits within bounds, and lines to call."""
    refused(Clinic.objects.filter(pk=clinic.pk).update, **change)


def test_usernames_differ_in_more_than_case(clinician):
    """Two usernames that differ in case only would be one to whoever types them."""
    refused(User.objects.create, clinic=clinician.clinic, username="ASH", full_name="Somebody Else")


@pytest.mark.parametrize(
    "change",
    [
        {"sex": "x"},
        {"name": ""},
        {"code": ""},
        {"born_on": date(1899, 12, 31)},
        {"language": "FR"},
        {"language": "f"},
        {"language": "other"},
        {"language": "es", "other_language": "Polish"},
    ],
    ids=str,
)
def test_patient(patient, change):
    """A patient has a name, a code, a known sex, a possible date of birth, and a language that is named where it is another."""
    refused(Patient.objects.filter(pk=patient.pk).update, **change)


def copy_of(patient, **changes):
    values = {field: getattr(patient, field) for field in ("clinic", "code", "name", "born_on", "sex", "identifier", "sorts_as")}
    return Patient(**values | changes)


def test_an_identifier_is_one_patients_in_a_clinic(patient):
    """No two patients of a clinic share an identifier."""
    refused(copy_of(patient, code="AAAA-2222").save)


def test_another_clinic_may_use_the_same_identifier(patient, other_clinician):
    """Identifiers of one clinic mean nothing in another."""
    copy_of(patient, code="AAAA-2222", clinic=other_clinician.clinic).save()
    assert Patient.objects.filter(identifier=patient.identifier).count() == 2


def test_a_code_is_one_patients(patient):
    """No two patients share a code, whatever their clinics."""
    refused(copy_of(patient, identifier="another").save)


@pytest.mark.parametrize(
    "change",
    [
        {"taken_morning": Decimal("-0.5")},
        {"prescribed_night": Decimal("-1")},
        {"taken_night": Decimal("1000.0001")},
        {"indication": "boredom"},
        {"drug": ""},
        {"other": "etizolam", "taken_as": "one at night"},
        {"drug": "", "other": "etizolam", "taken_as": "one at night"},
        {"taken_as": "one at night"},
        {"release": "slow"},
        {"use": "sometimes"},
        {"use": "days"},
        {"days_a_week": 3},
        {"use": "days", "days_a_week": 0},
        {"weekdays": "mon"},
        {"usual_week_mg": Decimal(7)},
        {"use": "as-needed", "usual_week_mg": Decimal(-1)},
    ],
    ids=str,
)
def test_medication(lorazepam_patient, change):
    """No dose is negative or above 1,000 mg; a row is a drug, or another medicine in words; what is said fits how it is used."""
    refused(lorazepam_patient.medications.update, **change)


OTHER_ROWS = [
    {"release": "modified"},
    {"product": "lorazepam-1mg-tablet"},
    {"use": "as-needed", "usual_week_mg": Decimal(3)},
    {"use": "days", "days_a_week": 2, "weekdays": "mon,thu"},
    {"drug": "", "other": "etizolam", "taken_as": "one at night"},
]


@pytest.mark.parametrize("row", OTHER_ROWS, ids=str)
def test_the_same_row_is_on_the_list_once(lorazepam_patient, row):
    """A drug in another form, or used otherwise, is a row of its own; the same row twice is refused."""
    lorazepam = {"patient": lorazepam_patient, "drug": "lorazepam", "indication": "anxiety"}
    refused(Medication.objects.create, **lorazepam)
    Medication.objects.create(**lorazepam | row)
    refused(Medication.objects.create, **lorazepam | row)


ENDED = {"state": "ended", "ended_on": date(2027, 1, 4), "end_reason": "completed"}


def add_plan(patient, code, **values):
    values = {"next_review_on": date(2027, 2, 1)} | values
    return Plan.objects.create(patient=patient, clinic=patient.clinic, code=code, created_at=timezone.now(), **values)


def test_one_open_plan_a_patient(patient):
    """A patient has one open plan at most, and any number that ended."""
    add_plan(patient, "AAAA-2222")
    add_plan(patient, "BBBB-2222", **ENDED)
    add_plan(patient, "CCCC-2222", **ENDED)
    refused(add_plan, patient, "DDDD-2222")


SEAL = "0" * 64


def add_revision(plan, clinician, number, sha256="0" * 64):
    return Revision.objects.create(
        plan=plan, number=number, snapshot={}, sha256=sha256, seal=SEAL, issued_at=timezone.now(), issued_by=clinician
    )


def test_revisions_are_numbered_once_from_one(patient, clinician):
    """A revision's number is 1 or more and its own; its hash is whole."""
    plan = add_plan(patient, "AAAA-2222")
    add_revision(plan, clinician, 1)
    refused(add_revision, plan, clinician, 1)
    refused(add_revision, plan, clinician, 0)
    refused(add_revision, plan, clinician, 2, sha256="0" * 63)


def test_a_revision_is_never_changed(patient, clinician):
    """The database refuses to change an issued revision, by whatever way it is asked."""
    revision = add_revision(add_plan(patient, "AAAA-2222"), clinician, 1)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(sha256="1" * 64)
    revision.refresh_from_db()
    assert revision.sha256 == "0" * 64


def test_an_audit_event_is_never_changed(clinic, clinician):
    """The database refuses to change what was written about a change."""
    event = audit.record(clinic=clinic, by=clinician, action="look", subject="clinic")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(action="nothing")


@pytest.mark.parametrize(
    "change",
    [
        {"state": "ended"},
        {"state": "ended", "end_reason": "died"},
        {"state": "ended", "ended_on": date(2027, 1, 4)},
        {"state": "ended", "ended_on": date(2027, 1, 4), "end_reason": "bored"},
        {"state": "ended", "ended_on": date(2027, 1, 4), "end_reason": "stopped-early"},
        {"ended_on": date(2027, 1, 4)},
        {"end_reason": "completed"},
        {"next_review_on": None},
        {"missed_visits": -1},
        {"state": "in-error"},
        {"state": "in-error", "next_review_on": None, "end_reason": "completed"},
        {"state": "in-error", "next_review_on": None, "ended_on": date(2027, 1, 4)},
    ],
    ids=str,
)
def test_a_plan_ends_on_a_day_and_for_a_reason(patient, change):
    """A plan is open with a next review, or ended on a day for a known reason, or an error without an end: nothing between."""
    plan = add_plan(patient, "AAAA-2222")
    refused(Plan.objects.filter(pk=plan.pk).update, **change)


def test_an_ended_plan_may_have_no_follow_up(patient):
    """Of a plan that ended, no next visit needs to be planned."""
    assert add_plan(patient, "AAAA-2222", next_review_on=None, **ENDED).next_review_on is None


def add_review(plan, clinician, number, **values):
    values = {"kind": "visit", "decision": "continue", "token": uuid4(), "in_force": 1} | values
    seen = {"reviewed_on": date(2027, 1, 4), "recorded_at": timezone.now(), "recorded_by": clinician}
    return Review.objects.create(plan=plan, number=number, **seen | values)


@pytest.mark.parametrize(
    "change",
    [
        {"number": 1},
        {"number": 0},
        {"token": UUID(int=1)},
        {"decision": ""},
        {"decision": "H"},
        {"decision": "Hold"},
        {"decision": "step back"},
        {"kind": "chat"},
        {"kind": "missed"},
        {"in_force": 0},
    ],
    ids=str,
)
def test_a_review_is_one_visit_with_one_decision(patient, clinician, change):
    """A review has its own number and form; a visit has a decision, in the form of a code, and nothing but a visit has one."""
    plan = add_plan(patient, "AAAA-2222")
    add_review(plan, clinician, 1, token=UUID(int=1))
    refused(add_review, plan, clinician, **{"number": 2} | change)
    add_review(plan, clinician, 2)


def test_a_missed_visit_decides_nothing(patient, clinician):
    """A visit that was missed made no revision."""
    plan = add_plan(patient, "AAAA-2222")
    revision = add_revision(plan, clinician, 1)
    refused(add_review, plan, clinician, 1, kind="missed", decision="", revision=revision)
    assert add_review(plan, clinician, 1, kind="missed", decision="").pk


def test_a_revision_came_from_one_review(patient, clinician):
    """No two reviews made the same revision."""
    plan = add_plan(patient, "AAAA-2222")
    revision = add_revision(plan, clinician, 1)
    add_review(plan, clinician, 1, revision=revision)
    refused(add_review, plan, clinician, 2, revision=revision)


def test_a_review_is_never_changed(patient, clinician):
    """The database refuses to change what was recorded at a visit."""
    review = add_review(add_plan(patient, "AAAA-2222"), clinician, 1)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(notes="other")


def test_risk_pictures_are_numbered_once_from_one(patient, clinician):
    """A risk picture's number is 1 or more and its own among its patient's."""
    first = ask(patient, clinician, date(2027, 1, 4))
    again = {"patient": patient, "asked_on": first.asked_on, "answers": first.answers}
    again |= {"recorded_at": timezone.now(), "recorded_by": clinician}
    for number in (0, 1, 10_000):
        refused(RiskPicture.objects.create, number=number, **again)
    assert RiskPicture.objects.create(number=2, **again).pk


def test_a_risk_picture_is_never_changed(patient, clinician):
    """The database refuses to change what was answered about risks."""
    picture = ask(patient, clinician, date(2027, 1, 4))
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        RiskPicture.objects.filter(pk=picture.pk).update(answers={})


def add_mark(clinician, **values):
    said = {"reason": "Meant for somebody else.", "marked_at": timezone.now(), "marked_by": clinician}
    return EnteredInError.objects.create(**said | values)


@pytest.mark.parametrize(
    "names",
    [
        {},
        {"patient", "plan", "paper"},
        {"plan", "review", "paper"},
        {"revision", "paper"},
        {"plan", "revision", "paper"},
        {"plan"},
        {"review", "revision"},
        {"review", "paper"},
        {"patient", "paper"},
        {"patient", "right_plan"},
        {"plan", "right_patient", "paper"},
        {"review", "right_patient"},
    ],
    ids=lambda names: "-".join(sorted(names)) or "nothing",
)
def test_one_thing_was_entered_in_error(patient, clinician, names):
    """A mark is of a patient, a plan or a review, and of a revision with its review only; a paper goes with what is printed, and
    what takes its place is of the same kind."""
    plan, other = add_plan(patient, "AAAA-2222"), add_plan(patient, "BBBB-2222", **ENDED)
    all_of_it = {"patient": patient, "plan": plan, "revision": add_revision(plan, clinician, 1), "paper": "taken-back"}
    all_of_it |= {"review": add_review(plan, clinician, 1), "right_plan": other, "right_patient": patient}
    refused(add_mark, clinician, **{name: all_of_it[name] for name in names})


@pytest.mark.parametrize("name", ["patient", "plan"])
def test_nothing_takes_its_own_place(patient, clinician, name):
    """What is right in place of a patient or a plan is another one, or none; a reason is given, and a mark is made once."""
    thing = {"patient": patient, "plan": add_plan(patient, "AAAA-2222")}[name]
    paper = {"paper": "destroyed"} if name == "plan" else {}
    refused(add_mark, clinician, **{name: thing, f"right_{name}": thing}, **paper)
    refused(add_mark, clinician, reason="", **{name: thing}, **paper)
    refused(add_mark, clinician, **{name: thing}, **paper | {"paper": "lost"})
    mark = add_mark(clinician, **{name: thing}, **paper)
    refused(add_mark, clinician, **{name: thing}, **paper)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        EnteredInError.objects.filter(pk=mark.pk).update(reason="It was right after all.")


@pytest.mark.parametrize("purpose", ["plan", "review"])
def test_one_draft_a_user_patient_and_purpose(patient, clinician, purpose):
    """A user has one draft of each purpose for a patient."""
    values = {"user": clinician, "patient": patient, "data": {}, "saved_at": timezone.now()}
    Draft.objects.create(**values, purpose="plan")
    Draft.objects.create(**values, purpose="review")
    refused(Draft.objects.create, **values, purpose=purpose)
    refused(Draft.objects.create, **values, purpose="shopping")


@pytest.mark.django_db
def test_migrations_are_in_step():
    """The migrations make exactly these models."""
    call_command("makemigrations", "--check", "--dry-run", stdout=StringIO())


def test_the_usual_dose_of_diazepam_is_that_of_the_rule(tmp_path, monkeypatch):
    """A new clinic asks for advice above the dose that the data calls usual, whatever that is."""
    data = with_number(tmp_path, "guidelines.toml", "diazepam_threshold", "default_mg", 30)
    monkeypatch.setattr("taper_app.models.clinic.load_catalogue", lambda: data)
    assert Clinic().diazepam_threshold_mg == 30
