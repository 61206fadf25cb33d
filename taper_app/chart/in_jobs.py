"""Whom a job is about, and how far it is; reads only."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from taper_app.models import Job, JobItem, Plan


class Progress(NamedTuple):
    """How many items a job has, how many are done, and how many were not possible."""

    items: int
    done: int
    failed: int

    @property
    def over(self) -> int:
        """How many are behind it."""
        return self.done + self.failed


def items_of(job: Job) -> Iterator[tuple[int, int | None]]:
    """The row numbers of each patient and plan that a job is about when it is asked for, in the order in which it does them."""
    if job.kind == Job.Kind.EXPORT:
        yield from ((patient, None) for patient in job.clinic.patients.order_by("pk").values_list("pk", flat=True))
        return
    plans = Plan.objects.filter(clinic=job.clinic_id, state=Plan.State.OPEN, patient__entered_in_error=False)
    if job.days is not None:
        plans = plans.filter(next_review_on__lt=day_of(job) + timedelta(days=job.days))
    yield from plans.order_by("next_review_on", "pk").values_list("patient", "pk")


def day_of(job: Job) -> date:
    """The day on which a job was asked for, in the time zone of its clinic."""
    return job.asked_at.astimezone(ZoneInfo(job.clinic.time_zone)).date()


def progress(jobs: Iterable[Job]) -> dict[int, Progress]:
    """How far each is, by its row number."""
    found = {each.pk: Progress(0, 0, 0) for each in jobs}
    done, failed = (Count("pk", filter=Q(state=state)) for state in (JobItem.State.DONE, JobItem.State.FAILED))
    counted = JobItem.objects.filter(job__in=found).order_by().values("job").annotate(items=Count("pk"), done=done, failed=failed)
    rows = counted.values_list("job", "items", "done", "failed")
    return found | {job: Progress(*numbers) for job, *numbers in rows}
