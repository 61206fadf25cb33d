"""`manage.py work`: a worker that does the jobs of the queue, one turn after the other, until it is told to end."""

import logging
import os
import signal
import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from taper_app.actions.jobs import LOST_AFTER
from taper_app.jobs.queue import ask_for_checks, take_up

logger = logging.getLogger(__name__)
LOOK_SECONDS, LOST_EVERY, AFTER_A_FAULT = 1.0, 30.0, 5.0


class Turns(Worker):
    """The worker of the queue. A second signal changes nothing: a turn is over in seconds."""

    def shutdown(self, signum: int, frame: Any) -> None:
        self.running = False


class Command(BaseCommand):
    help = (
        "Does the jobs that wait in the queue, one after the other, until it is sent SIGTERM or SIGINT: then it ends within "
        "seconds."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--beside", type=int, help="End when the process of this number has ended")
        parser.add_argument("--until-done", action="store_true", help="End when nothing waits")
        said = f"Take up jobs of workers that gave no sign of life for so many seconds (default {LOST_AFTER.seconds})"
        parser.add_argument("--lost-after", type=int, default=LOST_AFTER.seconds, help=said)

    def handle(self, *args: object, **options: Any) -> None:
        for name in ("django_tasks", "django_tasks_db"):
            logging.getLogger(name).setLevel(logging.ERROR)
        turns = turns_of_one()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, turns.shutdown)
        looked = -LOST_EVERY
        while turns.running and is_there(options["beside"]):
            try:
                if time.monotonic() - looked >= LOST_EVERY:
                    look(timedelta(seconds=options["lost_after"]))
                    looked = time.monotonic()
                if something_waits():
                    turns.run()
                elif options["until_done"]:
                    return
                else:
                    time.sleep(LOOK_SECONDS)
            except DatabaseError:
                logger.exception("the queue cannot be read or written: it is looked at again")
                close_old_connections()
                time.sleep(AFTER_A_FAULT)


def turns_of_one() -> Turns:
    """A worker of the queue that ends when nothing waits, or after one turn, so that what else is due is looked at."""
    return Turns(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def look(lost_after: timedelta) -> None:
    """Takes up what was lost, and asks for the checks that new data files need."""
    take_up(now=timezone.now(), lost_after=lost_after)
    ask_for_checks()


def something_waits() -> bool:
    """Whether a turn stands in the queue: only then is the place for writing asked for."""
    return DBTaskResult.objects.ready().exists()


def is_there(process: int | None) -> bool:
    """Whether a process is there still; true of none."""
    if process is None:
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
