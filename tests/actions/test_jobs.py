"""Jobs: nothing is lost and nothing is made twice, whoever is killed, whoever cancels, however many workers there are."""

import io
import json
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from taper_app.actions import ciphers, cleaning, clinicians, jobs
from taper_app.actions.browser_sessions import BEGAN
from taper_app.actions.clinicians import Account
from taper_app.engine import load_catalogue
from taper_app.jobs import making, queue, turn
from taper_app.management.commands.work import turns_of_one
from taper_app.models import AuditEvent, EnteredInError, Job, JobItem, Plan
from taper_app.views import presence
from tests.actions.test_plans import start
from tests.actions.visits import visit
from tests.clinic import give_lorazepam
from tests.conftest import PASSWORD, TODAY

pytestmark = pytest.mark.django_db
PAPER = b"%PDF of a patient"


@pytest.fixture
def plan(patient, clinician, monday):
    return start(give_lorazepam(patient, clinician, TODAY), clinician).plan


@pytest.fixture(autouse=True)
def connected(monkeypatch):
    """A worker of a process of its own looks after its connection; here it is the test's."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(queue, "close_old_connections", lambda: None)


@pytest.fixture(autouse=True)
def printed(monkeypatch):
    """How often a paper was printed: none is, for that is no part of this."""
    times = []
    monkeypatch.setattr(making, "render_pdf", lambda html: times.append(html) or PAPER)
    return times


def ask(by, kind=Job.Kind.HANDOUTS, **more):
    return jobs.ask_job(clinic=by.clinic, by=by, kind=kind, enter=queue.enter, now=timezone.now(), **more)


def work_on():
    """What a worker does until nothing waits."""
    while DBTaskResult.objects.ready().exists():
        turns_of_one().run()


def made_events():
    return AuditEvent.objects.filter(action="prepare_paper").count()


def test_handouts_are_made_once_and_kept_encrypted(plan, clinician, printed):
    """A job makes the handout of each open plan, with one event that names the patient and who asked; what is kept is not to be
    read in the database."""
    job = ask(clinician)
    work_on()
    job.refresh_from_db()
    item = job.items.get()
    assert (job.state, item.state, jobs.content_of(item)) == ("done", "done", PAPER)
    assert PAPER not in bytes(item.content)
    event = AuditEvent.objects.get(action="prepare_paper")
    assert (event.subject, event.by, event.after["job"]) == (f"patient {plan.patient.code}", clinician, job.code)


def test_asked_twice_it_is_one_job(plan, clinician):
    """Who presses the button twice, or at the same time as a colleague, gets the job that is under way."""
    assert ask(clinician) == ask(clinician)
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (1, 1)


def killed(monkeypatch):
    """A worker that is gone in the middle of an item: nothing more of it is heard, and its turn is taken out of the queue."""

    class Gone(BaseException):
        pass

    def dies(job, item):
        raise Gone

    with monkeypatch.context() as patch:
        patch.setitem(making.MAKERS, Job.Kind.HANDOUTS, dies)
        ticket = Job.objects.get().ticket
        DBTaskResult.objects.filter(pk=ticket).update(status="RUNNING")
        with pytest.raises(Gone):
            turn.take_turn(ticket, queue.enter)
    return ticket


def test_what_a_lost_worker_had_is_done_by_another(plan, clinician, monkeypatch):
    """After so long without a sign of life a job is entered anew, once, and done; not before."""
    job = ask(clinician)
    killed(monkeypatch)
    assert queue.take_up(now=timezone.now()) == 0
    later = timezone.now() + jobs.LOST_AFTER + timedelta(seconds=1)
    assert [queue.take_up(now=later), queue.take_up(now=later)] == [1, 0]
    work_on()
    job.refresh_from_db()
    assert (job.state, made_events()) == ("done", 1)


def test_a_worker_that_was_only_slow_keeps_nothing(plan, clinician):
    """A worker that was taken for lost and comes back with a paper is told that the job is another's: one event, one paper."""
    job = ask(clinician)
    slow = jobs.begin_turn(ticket=job.ticket, now=timezone.now())
    item = slow.items.get()
    DBTaskResult.objects.filter(pk=job.ticket).update(status="RUNNING")
    queue.take_up(now=timezone.now() + jobs.LOST_AFTER + timedelta(seconds=1))
    late = jobs.Made(b"late", event="prepare_paper")
    assert jobs.keep_item(job=slow, item=item, made=late, now=timezone.now()) is False
    work_on()
    assert jobs.keep_item(job=slow, item=item, made=late, now=timezone.now()) is False
    item.refresh_from_db()
    assert (jobs.content_of(item), made_events()) == (PAPER, 1)


def test_a_job_that_waits_its_turn_is_not_lost(plan, clinician):
    """A turn that is still to come stays where it is, however long the queue."""
    ask(clinician)
    assert queue.take_up(now=timezone.now() + timedelta(hours=5)) == 0


def test_what_ends_every_worker_is_given_up(plan, clinician, monkeypatch):
    """A job at which worker after worker is lost ends, and says so."""
    job = ask(clinician)
    for _ in range(jobs.MOST_LOST + 1):
        killed(monkeypatch)
        queue.take_up(now=timezone.now() + jobs.LOST_AFTER + timedelta(seconds=1))
    job.refresh_from_db()
    assert (job.state, job.ticket) == ("failed", "")


def test_cancelled_and_asked_for_again(plan, clinician):
    """Nothing more is made after it was cancelled; what is left is made when it is asked for again, and nothing twice."""
    job = ask(clinician)
    turn_before = jobs.begin_turn(ticket=job.ticket, now=timezone.now())
    assert jobs.cancel_job(job=job, by=clinician, now=timezone.now())
    assert not jobs.keep_item(job=turn_before, item=job.items.get(), made=jobs.Made(b"x"), now=timezone.now())
    work_on()
    assert made_events() == 0
    assert jobs.retry_job(job=job, by=clinician, enter=queue.enter, now=timezone.now())
    work_on()
    assert not jobs.retry_job(job=job, by=clinician, enter=queue.enter, now=timezone.now())
    assert (Job.objects.get().state, made_events()) == ("done", 1)
    named = AuditEvent.objects.filter(subject=f"job {job.code}").order_by("pk").values_list("action", flat=True)
    assert list(named) == ["ask_job", "cancel_job", "ask_job"]


def test_one_that_fails_holds_up_no_other(plan, clinician, monkeypatch, log):
    """What cannot be made is said at its patient, without a word of the fault; the job is done, and can be tried again."""
    job = ask(clinician)
    with monkeypatch.context() as patch:
        patch.setattr(making, "standing_of", lambda *args: 1 / 0)
        work_on()
    job.refresh_from_db()
    item = job.items.get()
    assert (job.state, item.state, "Try it once more" in item.said) == ("done", "failed", True)
    assert jobs.retry_job(job=job, by=clinician, enter=queue.enter, now=timezone.now())
    work_on()
    assert job.items.get().state == "done"


def test_a_locked_database_is_tried_again(plan, clinician, monkeypatch, log):
    """A database that takes nothing for a moment loses no job, and no exception is kept in the queue."""
    job, keep, tries = ask(clinician), turn.keep_item, []

    def busy_once(**named):
        tries.append(named)
        if len(tries) == 1:
            raise OperationalError("database is locked")
        return keep(**named)

    monkeypatch.setattr(turn, "keep_item", busy_once)
    monkeypatch.setattr(queue, "BETWEEN_SECONDS", 0)
    work_on()
    job.refresh_from_db()
    assert (job.state, len(tries), made_events()) == ("done", 2, 1)
    assert set(DBTaskResult.objects.values_list("traceback", flat=True)) == {""}


def reader_of(clinic):
    return clinicians.add_clinician(clinic=clinic, account=Account("b", PASSWORD, "B", "reader", is_administrator=False))


def test_whoever_may_not_any_more_gets_nothing(plan, clinician):
    """The account that asked was closed meanwhile: the job is given up, and nothing is made."""
    other = reader_of(clinician.clinic)
    job = ask(other)
    clinicians.close_clinician(user=other, by=clinician)
    work_on()
    job.refresh_from_db()
    assert (job.state, made_events()) == ("failed", 0)


def test_an_export_is_an_administrators(plan, clinician):
    """A reader gets no export, and an administrator's has each record whole."""
    reader = reader_of(clinician.clinic)
    with pytest.raises(PermissionDenied):
        ask(reader, Job.Kind.EXPORT)
    job = ask(clinician, Job.Kind.EXPORT)
    work_on()
    told = json.loads(jobs.content_of(job.items.get()))
    assert (told["patient"]["code"], len(told["plans"])) == (plan.patient.code, 1)


def test_an_export_is_taken_away_after_a_proof(plan, clinician, client):
    """At a desk that somebody walked away from, nobody takes the records of all patients."""
    job = ask(clinician, Job.Kind.EXPORT)
    work_on()
    left_open(client, clinician)
    response = client.get(f"/jobs/{job.code}/papers.zip")
    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/accounts/reauthenticate/")
    assert not AuditEvent.objects.filter(action="export_record").exists()


def left_open(client, clinician):
    """A session whose last proof was given too long ago."""
    client.force_login(clinician)
    session = client.session
    session[BEGAN] = timezone.now().timestamp() - presence.WITHIN.total_seconds() - 1
    session.save()


def test_an_export_is_gone_on_with_after_a_proof(plan, clinician, client):
    """Nor does anybody have an export that was cancelled done after all; handouts they do, for they may ask for them too."""
    export, handouts = ask(clinician, Job.Kind.EXPORT), ask(clinician)
    for job in (export, handouts):
        jobs.cancel_job(job=job, by=clinician, now=timezone.now())
    left_open(client, clinician)
    ways = [client.post(f"/jobs/{job.code}/", {"again": ""})["Location"].split("?")[0] for job in (export, handouts)]
    assert ways == ["/accounts/reauthenticate/", f"/jobs/{handouts.code}/"]
    assert [Job.objects.get(pk=job.pk).state for job in (export, handouts)] == ["cancelled", "open"]


def test_jobs_are_thrown_away_in_time(plan, clinician):
    """Two weeks after it ended a job is gone with what it made; the last check stays, and so does a job under way."""
    ended, checked = ask(clinician), ask(clinician, Job.Kind.RECHECK, catalogue=load_catalogue().digest)
    work_on()
    open_ = ask(clinician)
    later = timezone.now() + timedelta(days=jobs.KEPT_DAYS, seconds=1)
    assert cleaning.clean(now=later).jobs == 1
    assert set(Job.objects.all()) == {checked, open_}
    assert JobItem.objects.filter(job=ended.pk).count() == 0


def test_new_data_files_are_asked_about_once(plan, clinician):
    """A check is asked for in each clinic with an open plan that was not checked by these data files, by nobody's name."""
    assert [queue.ask_for_checks(), queue.ask_for_checks()] == [1, 0]
    work_on()
    job = Job.objects.get()
    assert (job.asked_by, job.state, job.catalogue, queue.ask_for_checks()) == (None, "done", load_catalogue().digest, 0)


def test_a_key_for_each_purpose(settings):
    """What jobs have made is not under the key of the secrets of second steps."""
    with pytest.raises(ciphers.InvalidToken):
        ciphers.decrypted(ciphers.encrypted_paper(b"x").decode())


def test_the_file_of_a_job(plan, clinician, client):
    """All of it in one file whose names say nothing of a patient, with an event for each patient in it."""
    job = ask(clinician)
    work_on()
    client.force_login(clinician)
    response = client.get(f"/jobs/{job.code}/papers.zip")
    with ZipFile(io.BytesIO(b"".join(response.streaming_content))) as file:
        assert [(each, file.read(each)) for each in file.namelist()] == [(f"00001-{plan.code}.pdf", PAPER)]
    assert AuditEvent.objects.filter(action="print_paper", subject=f"patient {plan.patient.code}").count() == 1


def in_the_file(client, job):
    """What the file of a job holds, by name."""
    response = client.get(f"/jobs/{job.code}/papers.zip")
    with ZipFile(io.BytesIO(b"".join(response.streaming_content))) as file:
        return {each: file.read(each) for each in file.namelist()}


@pytest.mark.parametrize("since", ["a visit", "another day", "an end", "a mark"])
def test_no_handout_is_taken_that_is_true_no_longer(plan, clinician, client, monday, since):
    """A job is kept for two weeks, and a plan may change on the next day: what was made before is left out, and that is said."""
    job = ask(clinician)
    work_on()
    client.force_login(clinician)
    assert [*in_the_file(client, job).values()] == [PAPER]
    assert "not true any more" not in client.get(f"/jobs/{job.code}/").content.decode()
    monday.shift(timedelta(days=since == "another day", minutes=1))
    client.force_login(clinician)  # on another day there is another session
    if since == "a visit":
        visit(plan, clinician, TODAY)
    elif since == "an end":
        Plan.objects.update(state=Plan.State.ENDED, ended_on=TODAY, end_reason="completed")
    elif since == "a mark":
        paper = EnteredInError.Paper.NOT_GIVEN
        EnteredInError.objects.create(plan=plan, reason="x", paper=paper, marked_at=timezone.now(), marked_by=clinician)
    ((name, said),) = in_the_file(client, job).items()
    assert name == f"00001-{plan.code}-left-out.txt" and b"Ask for it again" in said
    assert "1 of the handouts is not true any more" in client.get(f"/jobs/{job.code}/").content.decode()
    assert AuditEvent.objects.filter(action="print_paper", subject=f"patient {plan.patient.code}").count() == 1


def test_whoever_asks_for_other_handouts_than_those_under_way_is_told(plan, clinician, client):
    """The button for all open plans leads to the job of seven days that is under way, and the page says that it is not that."""
    client.force_login(clinician)
    first = client.post("/jobs/", {"ask": "handouts-7"}, follow=True).content.decode()
    assert "This is not what you asked for" not in first
    other = client.post("/jobs/", {"ask": "handouts"}, follow=True).content.decode()
    assert "Handouts of visits overdue or within 7 days are under way, and one after the other" in other
    assert "Handouts of open plans</strong>, visits overdue or within 7 days," in client.get("/jobs/").content.decode()


def test_no_letter_is_shown_or_taken_about_a_plan_that_was_changed_since(plan, clinician, client, monday):
    """A letter names what the plan needed when it was checked: after a visit that changed it, nobody is to prescribe by it."""
    job = ask(clinician, Job.Kind.RECHECK, catalogue=load_catalogue().digest)
    told = {"revision": 1, "reasons": ["A product is gone."], "letter": "Please check what you prescribe."}
    jobs.keep_item(job=job, item=job.items.get(), made=jobs.Made(json.dumps(told).encode()), now=timezone.now())
    monday.shift(timedelta(days=1))
    client.force_login(clinician)
    assert "Please check what you prescribe." in client.get(f"/jobs/{job.code}/").content.decode()
    assert [*in_the_file(client, job).values()] == [b"Please check what you prescribe."]
    visit(plan, clinician, timezone.localdate())
    page = client.get(f"/jobs/{job.code}/").content.decode()
    assert "Please check what you prescribe." not in page and "The plan was changed or ended since it was checked." in page
    assert "1 of the letters is not true any more" in page
    assert [*in_the_file(client, job)] == [f"00001-{plan.code}-left-out.txt"]
