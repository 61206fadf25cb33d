"""A half-filled form that cannot be read: every page that is drawn from it says so, and has the button that throws it away."""

import logging
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.urls import reverse

from taper_app.desk.drafts import UnreadableDraft
from taper_app.handouts import TooMany

from .access import ClinicRequest, patient_of, patient_page, plan_of

Page = Callable[[ClinicRequest, str], HttpResponse]
NOT_OF_A_DRAFT = (Http404, PermissionDenied, SuspiciousOperation, DatabaseError, TooMany)
log = logging.getLogger("django.request")


def or_thrown_away(form: str, purpose: str) -> Callable[[Page], Page]:
    """For a page that is drawn from the draft of this purpose, whose form stands at this address.

    While the page is only looked at, whatever goes wrong with a draft there is answered so: otherwise its user could never come
    back to the page on which a draft is thrown away. What is sent is not, for nobody could tell what became of it.
    """

    def for_page(page: Page) -> Page:
        @wraps(page)
        def answer(request: ClinicRequest, code: str) -> HttpResponse:
            try:
                return page(request, code)
            except NOT_OF_A_DRAFT:
                raise
            except Exception as error:
                if not (request.method in ("GET", "HEAD") or isinstance(error, UnreadableDraft)):
                    raise
                patient = patient_of(request, code) if purpose == "plan" else plan_of(request, code).patient
                if not request.user.drafts.filter(patient=patient, purpose=purpose).exists():
                    raise
                log.exception("A draft of purpose %s cannot be read", purpose)
                context = {"form_address": reverse(form, args=[code])}
                return patient_page(request, patient, "unreadable.html", context, status=422)

        return answer

    return for_page
