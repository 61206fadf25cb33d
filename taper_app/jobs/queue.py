"""The queue: one task, which is one turn at one job."""

import logging
import time
from functools import partial

from django.db import OperationalError, close_old_connections
from django.utils import timezone
from django_tasks import TaskContext, task

from taper_app.actions.jobs import ask_checks, take_up_lost
from taper_app.engine import load_catalogue

from .turn import take_turn

logger = logging.getLogger(__name__)
TRIES, BETWEEN_SECONDS = 5, 1.0
"""How often a turn is begun anew where the database did not take what it made; afterwards the job counts as lost."""


@task(takes_context=True)
def work(context: TaskContext) -> None:
    """One turn at the job whose ticket this is. It never raises: what an exception says may quote a record."""
    ticket = str(context.task_result.id)
    for _ in range(TRIES):
        try:
            return take_turn(ticket, enter)
        except OperationalError:
            logger.exception("the database did not take what a job made: it is tried again")
            close_old_connections()
            time.sleep(BETWEEN_SECONDS)
        except Exception:
            logger.exception("a turn at a job failed")
            return None
    return None


def enter() -> str:
    """Enters one more turn; gives its ticket."""
    return str(work.enqueue().id)


take_up = partial(take_up_lost, enter=enter)


def ask_for_checks() -> int:
    """Asks for a check of every open plan where the data files are others than those of the last; for how many clinics."""
    return len(ask_checks(digest=load_catalogue().digest, enter=enter, now=timezone.now()))
