"""Whom a job is about, and how far it is; reads only."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from taper_app.models import EnteredInError, Job, JobItem, Plan, Review, Revision


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


def kept_of(job: Job) -> QuerySet[JobItem]:
    """Those of which something was made and is kept, in their order."""
    return job.items.filter(content__isnull=False).select_related("patient", "plan").order_by("number")


def overtaken(job: Job, today: date) -> set[int]:
    """The row numbers of handouts and letters that are true no longer: whose plan was changed since, or ended; and of handouts
    those of another day, for a paper says what is so on the day on which it is printed. A letter bears its date, and a record
    says itself when it was taken.
    """
    if job.kind == Job.Kind.EXPORT:
        return set()
    midnight = datetime.combine(today, time(), ZoneInfo(job.clinic.time_zone))
    of_plan, of_patient, at = Q(plan=OuterRef("plan")), Q(patient=OuterRef("patient")), OuterRef("done_at")
    marks = of_plan | of_patient | Q(review__plan=OuterRef("plan")) | Q(revision__plan=OuterRef("plan"))
    changed = (
        Exists(Revision.objects.filter(of_plan, issued_at__gt=at))
        | Exists(Review.objects.filter(of_plan, recorded_at__gt=at))
        | Exists(EnteredInError.objects.filter(marks, marked_at__gt=at))
    )
    wrong = ~Q(plan__state=Plan.State.OPEN) | Q(changed)
    if job.kind == Job.Kind.HANDOUTS:
        wrong |= Q(done_at__lt=midnight)
    return set(job.items.filter(wrong, content__isnull=False).order_by().values_list("pk", flat=True))
