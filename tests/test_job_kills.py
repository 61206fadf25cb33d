"""Workers that are killed and workers that are restarted: the short form of what happens on a bad day."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from taper_app.actions import jobs, patients
from taper_app.jobs import queue
from taper_app.models import AuditEvent, Job, JobItem
from tests.clinic import first_clinician

LIMIT_S = 240  # on a machine where much else runs
PATIENTS = 12


def address():
    """Where the database of the test is, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def worker():
    command = [sys.executable, "-m", "tests.job_load"]
    return subprocess.Popen(command, env=os.environ | {"DATABASE_URL": address()}, stdout=subprocess.PIPE, text=True)


def wait_for(done):
    """Until so many items are done, looked at every few hundredths of a second."""
    began = time.monotonic()
    while JobItem.objects.filter(state="done").count() < done:
        assert time.monotonic() - began < LIMIT_S, f"{done} items were not done in {LIMIT_S} s"
        connection.close()
        pause()


def pause():
    signal.sigtimedwait([], 0.05)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_killed_and_restarted_workers_lose_nothing_and_make_nothing_twice(settings):
    """Two workers at one job: one is killed in the middle, the other asked to end, two others go on. Each item is made once, with
    one event, and the chain of events stands."""
    by = first_clinician()
    for number in range(PATIENTS - 1):
        facts = {"name": f"Somebody {number}", "born_on": date(1970, 1, 1 + number), "sex": "female", "identifier": f"J-{number}"}
        patients.add_patient(clinic=by.clinic, by=by, **facts)
    workers = [worker(), worker()]
    try:
        assert [each.stdout.readline() for each in workers] == ["at work\n"] * 2
        job = jobs.ask_job(clinic=by.clinic, by=by, kind=Job.Kind.EXPORT, enter=queue.enter, now=timezone.now())
        items = job.items.count()
        wait_for(3)
        workers[0].kill()
        workers[1].terminate()
        workers += [worker(), worker()]
        wait_for(items)
        assert workers[1].wait(LIMIT_S) == 0
    finally:
        for each in workers:
            each.terminate()
        for each in workers:
            each.communicate(timeout=LIMIT_S)
    job.refresh_from_db()
    made = Counter(AuditEvent.objects.filter(action="prepare_record").values_list("subject", flat=True))
    assert (job.state, set(made.values()), len(made)) == ("done", {1}, items)
    assert [jobs.content_of(each) for each in job.items.all()] == [each.patient.code.encode() for each in job.items.all()]
