"""Work that nobody waits for: a job, and a row for each thing that it does."""

from django.db import models
from django.db.models import Q

from .clinic import Clinic
from .constraints import filled, one_of, within
from .patient import Patient
from .plan import Plan
from .user import User


class Job(models.Model):
    """Something that is done for many patients of a clinic at once. `ticket` names the one place in the queue from which it is
    worked on: what another place has made of it by then is not kept."""

    class Kind(models.TextChoices):
        HANDOUTS = "handouts", "Handouts of open plans"
        RECHECK = "recheck", "Check of every open plan"
        EXPORT = "export", "Records of all patients"

    class State(models.TextChoices):
        OPEN = "open", "Under way"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Given up"

    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="jobs")
    code = models.CharField(max_length=9, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    days = models.PositiveSmallIntegerField(null=True)  # of handouts: the visits of so many days, today's the first; else all
    catalogue = models.TextField(default="")  # of a check: the digest of the data files that it is made by
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)  # none where Taper asked by itself
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ticket = models.TextField(default="", db_index=True)
    beat_at = models.DateTimeField()  # the last sign of life
    lost = models.PositiveSmallIntegerField(default=0)  # how often in a row a worker was lost with nothing done

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            *filled("code"),
            one_of("kind", ["handouts", "recheck", "export"]),
            one_of("state", ["open", "done", "cancelled", "failed"]),
            within("days", 1, 366),
            within("lost", 0, 100),
            models.UniqueConstraint(fields=["clinic", "kind"], condition=Q(state="open"), name="%(class)s_one_open_of_a_kind"),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="%(class)s_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"job {self.code}"


class JobItem(models.Model):
    """One thing that a job does, for one patient. What came of it is kept encrypted, as `actions.jobs` does it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        FAILED = "failed", "Not possible"

    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="job_items")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="job_items", null=True)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    content = models.BinaryField(null=True)
    said = models.TextField(default="")  # why it was not possible
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["job", "number"]
        constraints = [
            one_of("state", ["waiting", "done", "failed"]),
            within("number", 1, 100_000_000),
            models.UniqueConstraint(fields=["job", "number"], name="%(class)s_number_unique"),
            models.CheckConstraint(
                condition=Q(state="waiting", done_at=None) | (~Q(state="waiting") & Q(done_at__isnull=False)),
                name="%(class)s_done",
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.number} of {self.job}"
