"""A job that is under way, for tests of what its pages show and who may see them."""

from django.utils import timezone

from taper_app.actions import jobs
from taper_app.jobs.queue import enter
from taper_app.models import Job


def made_by_a_job(by):
    """Handouts of the clinic's open plans, of which the first is made."""
    now = timezone.now()
    job = jobs.ask_job(clinic=by.clinic, by=by, kind=Job.Kind.HANDOUTS, enter=enter, now=now)
    jobs.keep_item(job=job, item=job.items.first(), made=jobs.Made(b"a paper"), now=now)
