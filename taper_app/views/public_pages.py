"""The page that the code on a handout opens: no account, no session, no cookie. And making void what was printed."""

import logging
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from taper_app.actions import public_pages as actions
from taper_app.chart import public_pages
from taper_app.chart.snapshot import clinic_told
from taper_app.handouts.public import not_shown, public_handout
from taper_app.models import ChangedOutside, Plan, Revision

from .access import ClinicRequest, opened_for_another, patient_to_change
from .handouts import asked_language, standing_of

logger = logging.getLogger(__name__)

SECRET = f"[{public_pages.LETTERS}]{{{public_pages.LENGTH}}}"
"""What the last part of an address looks like, of this plan or of none."""
WRONG: dict[str, object] = {
    "language": settings.LANGUAGE_CODE,
    "heading": "Nothing is here",
    "lines": (
        "The address may be typed wrong. Or this page was closed, because a paper was lost or there is a newer one.",
        "Follow your newest paper. If you do not have it, call your clinic.",
        "Do not stop your medicine suddenly.",
    ),
}
TOO_MANY: dict[str, object] = {
    "language": settings.LANGUAGE_CODE,
    "heading": "Wait a minute",
    "lines": ("This was opened very often. Wait a minute, then try again.", "Your paper says the same, and whom to call."),
}


@login_not_required
@require_safe
def public_page(request: HttpRequest, code: str, number: int, given: str) -> HttpResponse:
    """The handout of a revision that holds, and of one that does not, why not. It is kept that somebody opened it."""
    revision = public_pages.opened_by(code, number, given)
    if revision is None:
        return about_no_plan(WRONG, 404) if goes_on(request, "wrong") else about_no_plan(TOO_MANY, 429)
    if not goes_on(request, "right", key=f"{code} {number}"):
        return about_no_plan(TOO_MANY, 429)
    page, shown = page_of(revision, asked_language(request))
    actions.open_public_page(revision=revision, address=get_adapter().get_client_ip(request), shown=shown)
    return told(page)


public_page.of_nobody = True  # type: ignore[attr-defined]  # views.sign_in looks up no session: it is nobody's


def goes_on(request: HttpRequest, which: str, key: str | None = None) -> bool:
    """Whether it was not asked for too often: of one paper, or, of what is wrong, from one address of the network."""
    limits = settings.PUBLIC_PAGE_LIMITS
    counted = ratelimit.consume(request, app="allauth.account", action=which, config=limits, key=key, limit_get=True)
    return counted is not None


def page_of(revision: Revision, language: str) -> tuple[str, str]:
    """The page of a revision in a language, and in a word what it shows."""
    plan = revision.plan
    clinic, standing = clinic_told(plan.patient.clinic), standing_of(revision, language)
    if standing.replaced or standing.ended:
        return not_shown(clinic, standing, replaced_on(plan)), "that it does not hold"
    try:
        return public_handout(revision.issued(), replace(standing, relapse_plan=None)), "the handout"
    except ChangedOutside:
        logger.error("plan %s, revision %s was changed outside the application", plan.code, revision.number)
        return not_shown(clinic, None), "that it was changed"


def replaced_on(plan: Plan) -> date | None:
    """The day on which the revision in force was issued; None where the plan is over."""
    zone = ZoneInfo(plan.patient.clinic.time_zone)
    return timezone.localdate(plan.revisions.in_force().issued_at, zone) if plan.state == plan.State.OPEN else None


def told(page: str, status: int = 200) -> HttpResponse:
    """A page that no search finds, that nobody keeps (middleware), and that tells its address to nobody."""
    headers = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
    return HttpResponse(page, status=status, headers=headers | ({"Retry-After": "60"} if status == 429 else {}))


def about_no_plan(said: dict[str, object], status: int) -> HttpResponse:
    """A page about no plan."""
    return told(render_to_string("handouts/not_shown.html", said), status)


@require_http_methods(["GET", "HEAD", "POST"])
def public_pages_withdraw(request: ClinicRequest, code: str) -> HttpResponse:
    """Make void every code on this patient's papers, as one was lost. Whoever only looks is led to the patient."""
    patient = patient_to_change(request, code)
    if request.method == "POST":
        if refused := opened_for_another(request, patient):
            return refused
        actions.withdraw_public_pages(patient=patient, by=request.user)
        messages.success(
            request,
            "The codes on papers of this patient that were printed until now open nothing any more. Print a new paper.",
        )
    return redirect("patient_detail", patient.code)
