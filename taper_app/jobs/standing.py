"""How a revision stands when a paper of it is made."""

from dataclasses import replace
from datetime import date

from taper_app.chart import public_pages
from taper_app.chart.in_error import last_review, struck_by_number
from taper_app.chart.relapse_plan import relapse_plan_told
from taper_app.handouts.standing import Standing
from taper_app.models import Revision


def standing_of(revision: Revision, today: date, language: str = "") -> Standing:
    """What has become of a revision since it was issued, as its papers say it, and the day on which they are printed."""
    plan = revision.plan
    printed = Standing(printed_on=today, language=language)
    if plan.state == plan.State.IN_ERROR:
        return replace(printed, in_error=True)
    struck = struck_by_number(plan)
    in_force = max(number for number in struck if not struck[number])
    if struck[revision.number]:
        return replace(printed, in_error=True, holds=in_force if plan.state == plan.State.OPEN else None)
    if in_force > revision.number:
        return replace(printed, superseded_by=in_force)
    printed = replace(printed, ended=plan.state == plan.State.ENDED, review_on=plan.next_review_on)
    page = public_pages.address(revision, language)
    printed = replace(printed, relapse_plan=relapse_plan_told(plan.patient), public_page=page)
    known_on, known = last_review(revision)
    return replace(printed, known_on=known_on, known=known)
