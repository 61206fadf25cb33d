"""What an item of each kind of job comes to."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from taper_app.actions.jobs import Made
from taper_app.actions.kept_papers import kept_paper
from taper_app.chart.recheck import differs
from taper_app.chart.record_file import whole_record
from taper_app.engine import load_catalogue
from taper_app.handouts import RenderFailed, large_handout, patient_handout, render_pdf
from taper_app.languages import TRANSLATED
from taper_app.models import FOUND_TOUCHED, Clinic, Job, JobItem, Plan

from .letter import letter_text, reasons_said
from .standing import standing_of

OVER = "The plan is not open any more."
OTHER_DATA = "The data that comes with Taper is not what it was when this was asked for: ask for a new check."
NO_PDF = "No PDF could be made of it: open its handout in the plan, and print the page."


def day_at(clinic: Clinic) -> date:
    """The day it is in the clinic's own time zone."""
    return timezone.localdate(timezone=ZoneInfo(clinic.time_zone))


def plan_of(item: JobItem) -> Plan | None:
    """The plan of an item where it is open still."""
    return item.plan if item.plan and item.plan.state == Plan.State.OPEN and not item.patient.entered_in_error else None


def handout(job: Job, item: JobItem) -> Made:
    """The handout of the revision in force, in the language and the size of print that the patient needs."""
    plan = plan_of(item)
    if plan is None:
        return Made(None, OVER)
    revision, patient = plan.revisions.in_force(), plan.patient
    large = patient.large_print or patient.easy_read
    written, which = (large_handout, "-large") if large else (patient_handout, "")
    language = patient.language if patient.language in TRANSLATED else ""
    standing, issued = standing_of(revision, day_at(patient.clinic), language), revision.issued()
    try:
        paper = kept_paper(which, revision.sha256, asdict(standing), lambda: render_pdf(written(issued, standing=standing)))
    except RenderFailed:
        return Made(None, NO_PDF)
    return Made(paper, event="prepare_paper", said={"plan": plan.code, "revision": revision.number})


def check(job: Job, item: JobItem) -> Made:
    """What the data files say otherwise now than those by which the plan was issued, and the letter about it; empty where
    nothing of it touches the plan."""
    plan = plan_of(item)
    if plan is None:
        return Made(None)
    catalogue = load_catalogue()
    if job.catalogue != catalogue.digest:  # a worker of another release, while hosts are upgraded one after the other
        return Made(None, OTHER_DATA)
    today, revision = day_at(job.clinic), plan.revisions.in_force()
    issued = revision.issued()
    found = differs(issued, job.clinic, catalogue, today)
    if not found:
        return Made(None)
    reasons = list(reasons_said(found))
    told = {"revision": revision.number, "reasons": reasons, "letter": letter_text(issued, plan.code, reasons, today)}
    return Made(json.dumps(told).encode(), event=FOUND_TOUCHED, said={"plan": plan.code, "reasons": reasons})


def record(job: Job, item: JobItem) -> Made:
    """Everything of one patient, for other programs."""
    told = whole_record(item.patient, timezone.now())
    return Made(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False).encode(), event="prepare_record")


MAKERS: dict[Job.Kind, Callable[[Job, JobItem], Made]] = {
    Job.Kind.HANDOUTS: handout,
    Job.Kind.RECHECK: check,
    Job.Kind.EXPORT: record,
}
