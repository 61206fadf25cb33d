"""The demo clinic: what stands in it, and who may sign in. It is filled once for all of these tests."""

import shutil
from collections import Counter
from datetime import date

import pytest
from django.conf import settings as django_settings

from taper_app.actions import copies
from taper_app.engine import load_catalogue, verified
from taper_app.management.commands import demo
from taper_app.models import AuditEvent, Patient, Plan, Review, Revision, User
from tests.clinic import kept_for_all, on_monday
from tests.test_commands import OPTIONS, run


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, tmp_path_factory):
    """The folder of the machine on which the demo was filled in, and what the command said."""
    folder = tmp_path_factory.mktemp("demo") / "local"
    with kept_for_all(django_db_blocker):
        with pytest.MonkeyPatch.context() as patch, on_monday():
            patch.setattr(django_settings, "LOCAL_DIR", folder)
            said = run("demo", ready=True)
        yield folder, said


@pytest.fixture
def local(filled, settings, tmp_path, db):
    """A copy of that folder, as a test may take away what stands there."""
    settings.LOCAL_DIR = shutil.copytree(filled[0], tmp_path / "local")
    return settings.LOCAL_DIR


@pytest.fixture
def said(filled):
    """What the command said when it filled in the demo."""
    return filled[1]


def test_all_that_the_demo_fills_in_went_through_an_action(local):
    """Each patient, plan, visit and end has its audit event, and every revision is the schedule that its request makes."""
    actions = Counter(AuditEvent.objects.values_list("action", flat=True))
    assert (actions["add_patient"], actions["set_medications"]) == (12, 12)
    assert (actions["record_risks"], actions["start_plan"]) == (11, 11)
    visits = actions["record_review"] + actions["end_plan"] + actions["record_missed"] + actions["record_follow_up"]
    assert visits == Review.objects.count()
    assert actions["end_plan"] == Plan.objects.filter(state="ended").count()
    for revision in Revision.objects.all():
        told = revision.snapshot["schedule"]
        assert verified(told, revision.issued().request, load_catalogue()).to_json() == told


def test_nobody_in_the_demo_is_completed_while_a_dose_is_taken(local):
    """Where a plan of the demo was completed, nothing was taken any more at the visit that ended it."""
    (completed,) = Plan.objects.filter(end_reason="completed")
    assert completed.reviews.get(decision="end").taken == []


def test_nobody_in_the_demo_could_be_taken_for_real(local):
    """Every name says that it is made up, and identifiers say DEMO."""
    made_up = {"Fictional", "Imagined", "Invented", "Pretend", "Storied", "Fabled", "Legend", "Myth", "Novel", "Parable"}
    made_up |= {"Saga", "Tale"}
    assert {each.name.split(",")[0] for each in Patient.objects.all()} == made_up
    assert all(each.identifier.startswith("DEMO-") for each in Patient.objects.all())


def test_a_large_clinic_has_copies_whose_plans_are_as_issued(local):
    """Each copy of a record has plans of its own, whose revisions carry their own code under a seal that fits."""
    user = User.objects.get()
    people = [(f"Copy, Number {word}", date(1970, 1, 2)) for word in "ABCDEFGHIJKLMNOPQRST"]
    copies.copy_patients(templates=demo.templates(user.clinic), people=people, by=user)
    copied = Revision.objects.filter(plan__patient__name__startswith="Copy, ").select_related("plan")
    assert len(copied) > 5
    assert [each.issued().code for each in copied] == [each.plan.code for each in copied]
    assert AuditEvent.objects.filter(action="add_patient", after={"copy": True}).count() == len(people)


def test_the_second_start_says_the_same(local, said):
    """The way to sign in is the same at the next start, from a file that only its owner may read."""
    assert run("demo", ready=True) == said
    (kept,) = local.iterdir()
    assert (kept.stat().st_mode & 0o777, kept.name.startswith("demo-password-")) == (0o600, True)


def test_a_password_that_was_changed_is_not_told(local):
    """After the demo clinician's password was changed, the old one is not given out as true."""
    user = User.objects.get()
    user.set_password("something else entirely")
    user.save()
    assert run("demo", ready=True) == "Sign in with an account of a clinic here (manage.py create_clinic makes one).\n"


def test_a_real_clinic_closes_the_demos_account(local):
    """Its password stands in a file of the machine: the account and the file go, the demo's patients stay apart."""
    said = run("create_clinic", make_password=True, **OPTIONS)
    assert "The account demo of the demo clinic is closed. Its password is removed from this machine" in said
    assert not User.objects.get(username="demo").is_active
    assert list(local.iterdir()) == []
    assert User.objects.get(username="casey").is_active
    assert run("demo", ready=True).startswith("Sign in with an account of a clinic here")
