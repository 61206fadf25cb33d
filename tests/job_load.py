"""A worker for tests that kill it: each item takes a moment and comes to a few bytes. `python -m tests.job_load` works until it
is told to end."""

import signal

import django

import tests.environment

django.setup()

from django.core.management import call_command

from taper_app.actions.jobs import Made
from taper_app.jobs import making, turn
from taper_app.management.commands import work
from taper_app.models import Job


def slowly(job, item):
    """The code of the patient, after a moment."""
    signal.sigtimedwait([], 0.05)
    return Made(item.patient.code.encode(), event="prepare_record")


def looks(*given):
    """As the worker does, which says once that it is at work: from then on it knows what to do when it is told to end."""
    work.look = look
    print("at work", flush=True)
    look(*given)


if __name__ == "__main__":
    look, work.look = work.look, looks
    work.LOOK_SECONDS = work.LOST_EVERY = work.AFTER_A_FAULT = 0.1
    turn.TURN_SECONDS = 0.2
    making.MAKERS[Job.Kind.EXPORT] = slowly
    call_command("work", "--lost-after", "5")
