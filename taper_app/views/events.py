"""Who looks at a patient leaves an event, before anything is answered: pages, papers, lists and searches.

Where the database can be read and not written, the plan in force and its papers are still shown, under a bar that says so, and
what was opened is put aside (actions.openings). Where it can be put aside nowhere, nothing is shown.

What an address shows is not asked of its view: whoever is signed in and gets an answer from any address but those below leaves an
event, so that a new page cannot be forgotten. Looking a patient up (views.access) says whose it is.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from taper_app.actions import audit
from taper_app.actions.openings import NotKept, Opening
from taper_app.faults import Fault
from taper_app.models import Patient

NOBODYS = frozenset(
    {
        "account_login",
        "account_logout",
        "account_signup",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "user_settings",
        "clinic_edit",
        "own_product_list",
        "outside_read",
        "job_list",
        "people_list",
        "people_invite",
        "invitation_accept",
        "draft_keep",
        "health",
        "public_page",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_authenticate",
        "mfa_index",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_view_recovery_codes",
        "session_left",
        "help_page",
        "quick_schedule",
        "quick_compare",
        "quick_draft",
        "ready",
        "safety",
        "safety_group",
        "sources",
        "source_group",
    }
)
"""Addresses whose pages show no patient, and the one of nobody's that keeps its event itself."""
READ_ONLY = frozenset(
    {
        "agreement_pdf",
        "handout_calendar",
        "handout_file",
        "handout_html",
        "handout_large",
        "handout_pdf",
        "handout_text",
        "letter_pdf",
        "own_large",
        "own_pdf",
        "own_text",
        "patient_detail",
        "patient_list",
        "plan_detail",
        "plan_how",
        "plan_timeline",
        "review_note",
        "review_note_file",
        "revision_note",
        "revision_note_file",
        "summary_pdf",
        "supply_pdf",
        "supply_text",
        "today",
        "why_html",
        "why_pdf",
        "why_text",
    }
)
"""Addresses that are answered though nothing can be written: the plan in force, its papers, and the way to them. Not a search,
for what is searched for would be in the log."""
SAFE = ("GET", "HEAD", "OPTIONS")
"""Methods that only read."""
OF_A_FAULT = "is_of_a_fault"
"""What the page has that says that something failed (views.faults)."""
MAIN = re.compile(r"<main\b[^>]*>")
SEARCH = "search_patients"
EXPORT_RECORD = "export_record"
SHOWING = (200, 409, 410, 422)
"""What a page with something of a patient on it can answer."""


class Looked(NamedTuple):
    """What an event says of one request, where it says more than the address does."""

    subject: str
    action: str = ""
    after: dict[str, Any] = {}
    is_shown: bool = False
    clinic: int | None = None
    """That of the patient, where it is about one."""


def looks_at(request: HttpRequest, patient: Patient, *, is_shown: bool = False) -> None:
    """Say whose record is looked up; `is_shown` where something of it is on the page for certain."""
    about = Looked(f"patient {patient.code}", is_shown=is_shown, clinic=patient.clinic_id)
    request.looked = about  # type: ignore[attr-defined]  # read below


def searches(request: HttpRequest, text: str) -> None:
    """Say what is searched for, whoever is found, and wherever that leads."""
    request.looked = Looked("patients", SEARCH, {"text": text})  # type: ignore[attr-defined]  # the same


def takes_away(request: HttpRequest, patient: Patient) -> None:
    """Say that the whole record of a patient is taken away as a file."""
    request.looked = Looked(f"patient {patient.code}", EXPORT_RECORD, is_shown=True)  # type: ignore[attr-defined]  # the same


def exports(request: HttpRequest) -> None:
    """Say that all events of the clinic are taken away as a file."""
    request.looked = Looked("clinic", "export_events")  # type: ignore[attr-defined]  # the same


def looked_at(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep the event of what is about to be answered. Where it cannot be kept, nothing is answered. Of settings.MIDDLEWARE."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if hasattr(response, OF_A_FAULT):  # nothing of a patient is on it, and the database need not be asked again
            return response
        page, looked = request.resolver_match, getattr(request, "looked", None)
        searched = looked is not None and looked.action == SEARCH
        if page and (searched or shows(response, page.url_name or "", looked)) and request.user.is_authenticated:
            return kept(request, response, page.url_name or "", looked)
        return response

    return middleware


def kept(request: HttpRequest, response: HttpResponse, page: str, looked: Looked | None) -> HttpResponse:
    """The answer, with the event of it kept; under a bar where that was only put aside."""
    events = events_of(request, response, page, looked)
    if not (request.method in SAFE and page in READ_ONLY and not (looked and looked.action) and not response.streaming):
        for event in events:
            audit.append_opening(event)
        return response
    try:
        faults = [audit.append_or_put_aside(event) for event in events]
    except NotKept as error:
        raise OperationalError("what is opened can be written down nowhere") from error
    fault = next((each for each in faults if each), None)
    return with_bar(response, fault) if fault else response


def with_bar(response: HttpResponse, fault: Fault) -> HttpResponse:
    """A page with the bar at its head that says why nothing can be saved; a file as it is."""
    if response.get("Content-Type", "").startswith("text/html"):
        bar = render_to_string("_read_only.html", {"is_busy": fault is Fault.BUSY, "is_full": fault is Fault.FULL})
        response.content = MAIN.sub(lambda found: f"{found[0]}{bar}", response.content.decode(), count=1)
    return response


def events_of(request: HttpRequest, response: HttpResponse, page: str, looked: Looked | None) -> list[Opening]:
    """What the event of one answer says, and that of one's own clinic where a patient is read from outside."""
    said = {"page": page} | (request.resolver_match.kwargs if request.resolver_match else {}) | (looked.after if looked else {})
    is_file = "Content-Disposition" in response or not response.get("Content-Type", "").startswith("text/html")
    user: Any = request.user
    action = looked.action if looked and looked.action else ACTIONS[bool(looked), is_file or "paper" in request.GET]
    subject, about = (looked.subject, looked.clinic or user.clinic_id) if looked else ("patients", user.clinic_id)
    first = Opening(about, user.pk, action, subject, said)
    own = Opening(user.clinic_id, user.pk, action, subject, {"page": page})
    return [first] if about == user.clinic_id else [first, own]


ACTIONS = {
    (True, False): "open_page",
    (True, True): "print_paper",
    (False, False): "open_list",
    (False, True): "print_list",
}
"""By whether it is about one patient, and whether it is a file or made for paper."""


def shows(response: HttpResponse, page: str, looked: Looked | None) -> bool:
    """Whether something of a patient can stand in the answer."""
    return (looked is not None and looked.is_shown) or (response.status_code in SHOWING and page not in NOBODYS)
