"""Two who do something at the same moment: one of them is first, and what is kept is as if the other had come after."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from taper_app.actions import audit, clinicians, drafts, erasure, in_error, invitations, jobs, outside, patients, reviews
from taper_app.actions.clinicians import Account
from taper_app.actions.identity import WrongPatient
from taper_app.actions.invitations import Invited, NotInvited
from taper_app.actions.seen import Changed
from taper_app.actions.visits import PlanChanged
from taper_app.chart.audit_trail import check
from taper_app.chart.in_error import StruckOut
from taper_app.jobs import queue
from taper_app.models import (
    ERASED,
    AuditEvent,
    AuditLink,
    Draft,
    EnteredInError,
    Job,
    JobItem,
    OutsideReading,
    Patient,
    Plan,
    Review,
    Revision,
    User,
)
from tests.conftest import PASSWORD

from .at_once import at_once
from .marking import marking
from .test_reviews import IN_TAPER
from .visits import TODAY, begin, given, visit

pytestmark = pytest.mark.django_db(transaction=True)
MARKS = {"plan": in_error.mark_plan, "review": in_error.mark_review}


@pytest.fixture
def plan(patient, clinician, monday):
    return begin(patient, clinician)


@pytest.fixture
def other(clinician):
    """A colleague who prescribes too."""
    return clinicians.add_clinician(clinic=clinician.clinic, account=Account("brook", PASSWORD, "Dr Brook Other"))


@pytest.fixture(autouse=True)
def _the_chain_stands(settings, tmp_path):
    """After each: every event is in its chain, and the chain is as it was written."""
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchor")
    yield
    assert [each for each in check().faults if not each.startswith("There is no anchor")] == []


def chained(*actions):
    """The actions of events in the order of the chain."""
    return list(AuditEvent.objects.filter(action__in=actions).order_by("link__number").values_list("action", flat=True))


def one_of_two(outcomes, kept, *refused):
    """Whether one came to this and the other was refused so."""
    is_kept = [isinstance(each, kept) for each in outcomes]
    return sum(is_kept) == 1 and isinstance(outcomes[is_kept.index(False)], refused)


@pytest.mark.parametrize("what", ["plan", "review"])
def test_struck_out_and_visited(plan, clinician, other, what):
    """A plan, or its last visit, is struck out while a visit is recorded: the visit is kept and the mark refused, or the other
    way round."""
    visit(plan, clinician, TODAY + timedelta(days=1), "hold", 14)
    said, marked = given(plan, IN_TAPER, "hold", 14), marking(plan.patient, plan=plan)
    of_review = {"number": 1, "today": TODAY + timedelta(days=1)} if what == "review" else {}
    outcomes = at_once(
        lambda: reviews.record_review(by=clinician, **said),
        lambda: MARKS[what](plan=plan, marking=marked, by=other, **of_review),
    )
    assert one_of_two(outcomes, Review | EnteredInError, PlanChanged, StruckOut), outcomes
    assert Review.objects.count() + EnteredInError.objects.count() == 2
    assert len(chained("record_review", "mark_in_error")) == 2


def test_erased_and_a_plan_begun(patient, clinician, other, monday):
    """A patient is erased while a plan is issued: there is a plan and nothing was erased, or nothing of the patient is left."""
    begin(patient, clinician)
    Plan.objects.update(state="ended", end_reason="transferred", ended_on=TODAY, next_review_on=None)
    outcomes = at_once(
        lambda: begin(patient, clinician),
        lambda: erasure.erase(patient=patient, by=clinician, reason="Asked for in writing."),
    )
    is_there = Patient.objects.filter(pk=patient.pk).exists()
    assert Plan.objects.filter(state="open").count() == is_there, outcomes
    assert len(chained(ERASED)) == (not is_there)
    assert any(isinstance(each, erasure.PlanIsOpen) for each in outcomes) == is_there, outcomes


def test_nobody_is_erased_whose_plan_was_issued_a_moment_ago(patient, clinician, monday):
    """Whoever erases waits for what is being kept of the patient, and then sees it."""
    kept, told = threading.Event(), []

    def erase():
        try:
            erasure.erase(patient=patient, by=clinician, reason="Asked for in writing.")
        except erasure.PlanIsOpen as error:
            told.append(error)
        finally:
            connection.close()

    eraser = threading.Thread(target=erase)
    with transaction.atomic():
        plan = begin(patient, clinician)
        eraser.start()
        kept.wait(0.5)  # so long it would need at most to look without waiting
    eraser.join(20)
    assert (len(told), Plan.objects.get(pk=plan.pk).state, Revision.objects.count()) == (1, "open", 1)


def test_a_role_that_is_taken_away_meanwhile(plan, clinician, other):
    """Whoever may not any more has nothing in the chain after the event that says so, also where both happen at once."""
    may, done = threading.Event(), threading.Event()

    def take_away():
        try:
            may.wait(20)
            clinicians.change_role(user=other, by=clinician, role="reader", is_administrator=False)
        finally:
            done.set()
            connection.close()

    second = threading.Thread(target=take_away)
    second.start()
    with transaction.atomic():
        audit.refuse_closed(other)
        may.set()
        done.wait(0.5)  # the other one waits for us, or is done long before
        audit.record(clinic=other.clinic, by=other, action="record_review", subject=f"plan {plan.code}")
    second.join(20)
    assert chained("record_review", "change_role") == ["record_review", "change_role"]
    with pytest.raises(PermissionDenied), transaction.atomic():
        audit.record(clinic=other.clinic, by=other, action="record_review", subject=f"plan {plan.code}")


def test_a_role_is_taken_away_while_a_visit_is_recorded(plan, clinician, other):
    """The visit is kept, with its event before that of the role, or refused; nobody is kept waiting until they give up."""
    said = given(plan, IN_TAPER, "hold", 14)
    outcomes = at_once(
        lambda: reviews.record_review(by=other, **said),
        lambda: clinicians.change_role(user=other, by=clinician, role="reader", is_administrator=False),
    )
    assert [isinstance(each, User) for each in outcomes].count(True) == 1, outcomes
    assert all(isinstance(each, User | Review | PermissionDenied) for each in outcomes), outcomes
    kept = ["record_review"] * Review.objects.count()
    assert chained("record_review", "change_role") == [*kept, "change_role"]


def test_a_wrong_patient_is_told_outside_of_what_was_undone(plan, clinician):
    """The event of a wrong entry has a transaction of its own, in which the chain is held."""
    with pytest.raises(WrongPatient):
        reviews.record_review(by=clinician, **given(plan, IN_TAPER, "hold", 14, initials="XX"))
    assert AuditEvent.objects.get(action="refuse_identity").link.number == AuditLink.objects.count()
    assert not Review.objects.exists()


def invited(clinician, name):
    who, now = Invited(name, "reader", False), timezone.now()
    return invitations.invite(clinic=clinician.clinic, by=clinician, who=who, now=now)[1]


def accept(code, username):
    return invitations.accept_invitation(code=code, username=username, password=PASSWORD, now=timezone.now())


def test_one_invitation_twice(clinician):
    """A code that two send at the same moment makes one account."""
    code = invited(clinician, "Robin Reed")
    outcomes = at_once(lambda: accept(code, "robin"), lambda: accept(code, "wren"))
    assert one_of_two(outcomes, User, NotInvited), outcomes
    assert User.objects.exclude(pk=clinician.pk).count() == len(chained("accept_invitation")) == 1


def test_two_invitations_and_one_name(clinician):
    """Of two who choose the same name to sign in with at the same moment, one is told to choose another."""
    codes = [invited(clinician, name) for name in ("Robin Reed", "Robin Roe")]
    outcomes = at_once(lambda: accept(codes[0], "robin"), lambda: accept(codes[1], "Robin"))
    assert one_of_two(outcomes, User, ValidationError), outcomes


def test_a_name_that_was_taken_a_moment_ago(clinician, monkeypatch):
    """It is told so too where the database alone knows."""
    code, clean = invited(clinician, "Robin Reed"), User.full_clean

    def taken_after(user, *args, **kwargs):
        clean(user, *args, **kwargs)
        User.objects.create(clinic=user.clinic, username="ROBIN", full_name="Robin Roe")

    monkeypatch.setattr(User, "full_clean", taken_after)
    with pytest.raises(ValidationError, match="choose another"):
        accept(code, "robin")


def test_two_corrections_of_one_patient(patient, clinician, other):
    """Of two who correct what both saw, one is told what the other made of it."""
    seen = patients.seen_patient(patient)
    outcomes = at_once(
        lambda: patients.change_patient(patient=patient, by=clinician, seen=seen, name="Example, Robin"),
        lambda: patients.change_patient(patient=patient, by=other, seen=seen, name="Example, Roland"),
    )
    assert one_of_two(outcomes, Patient, Changed), outcomes
    assert len(chained("change_patient")) == 1


def test_tries_from_outside_are_counted_one_after_the_other(patient, clinician, other_clinician):
    """Whoever sends more tries at one moment than an hour allows has no more of them answered."""
    said = {"identifier": "X", "born_on": patient.born_on, "reason": "Found on the street.", "now": timezone.now()}
    outcomes = at_once(*[lambda: outside.read_from_outside(by=other_clinician, **said)] * (outside.TRIES + 4))
    assert (outcomes.count([]), [type(each) for each in outcomes if each]) == (outside.TRIES, [outside.TooManyTries] * 4)


def ask(by):
    now = timezone.now()
    return jobs.ask_job(clinic=by.clinic, by=by, kind=Job.Kind.HANDOUTS, enter=queue.enter, now=now)


def test_one_job_asked_for_by_two(plan, clinician, other):
    """Both get the same job, which has each patient once."""
    outcomes = at_once(lambda: ask(clinician), lambda: ask(other))
    assert outcomes == [Job.objects.get()] * 2
    assert (JobItem.objects.count(), chained("ask_job")) == (1, ["ask_job"])


def test_a_job_cancelled_and_gone_on_with_at_once(plan, clinician, other):
    """What an item comes to is kept with its event, or not at all."""
    job = ask(clinician)
    made = jobs.Made(b"%PDF", event="prepare_paper")
    outcomes = at_once(
        lambda: jobs.keep_item(job=job, item=job.items.get(), made=made, now=timezone.now()),
        lambda: jobs.cancel_job(job=job, by=other, now=timezone.now()),
    )
    assert set(outcomes) <= {True, False} and Job.objects.get().state == "cancelled", outcomes
    is_done = JobItem.objects.get().state == "done"
    assert (chained("prepare_paper"), len(chained("cancel_job"))) == (["prepare_paper"] * is_done, 1)


def test_what_is_typed_is_kept_beside_a_change_of_the_patient(patient, clinician):
    """A page keeps what is typed while another of the same person's is saved: it waits for no patient that is held, for that one
    waits for the account. SQLite lets one write at a time, and neither waits for the other there."""
    typed = {"patient": patient, "data": {"note": ["half"]}, "by": clinician}
    with transaction.atomic():
        patients.lock(patient)
        kept = at_once(lambda: drafts.save_draft(**typed)) if connection.vendor == "postgresql" else [drafts.save_draft(**typed)]
        assert [type(each) for each in kept] == [Draft]


def test_two_readings_of_one_pair_ended_at_once(patient, clinician, other_clinician):
    """Opened twice, and ended in two windows at one moment: both are over, by one of the two, and neither waits for the other."""
    now = timezone.now()
    said = {"identifier": patient.identifier, "born_on": patient.born_on, "reason": "In the emergency department.", "now": now}
    first, second = (outside.read_from_outside(by=other_clinician, **said)[0] for _ in range(2))
    outcomes = at_once(
        lambda: outside.end_reading(by=other_clinician, number=first.pk, now=now),
        lambda: outside.end_reading(by=other_clinician, number=second.pk, now=now),
    )
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "OutsideReading"], outcomes
    assert {each.ended_at for each in OutsideReading.objects.all()} == {now}
